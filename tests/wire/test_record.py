"""A record that came in before: read in stretches where it is long, and the same value as in one go."""

from __future__ import annotations

import json
from typing import Any

import pytest

from reviewer_app.domain.cases import CaseRecord, ClipSubject
from reviewer_app.wire.record import STRETCH, RecordRefused, read_record
from tests.client.samples import clip_json


def busy(count: int) -> dict[str, Any]:
    """A clip with so many comments."""
    data = clip_json()
    data["subject"]["comments"] = [
        {"at": n / 10, "text": f"求链接 {n} \U0001f381"} | ({"pinned": True} if n % 7 == 0 else {"by": "观众"})
        for n in range(count)
    ]
    return data


@pytest.mark.parametrize("count", [0, 1, STRETCH, STRETCH + 1, 2 * STRETCH, 2 * STRETCH + 5])
def test_a_long_record_is_the_same_value_as_in_one_go(count: int) -> None:
    text = json.dumps(busy(count), ensure_ascii=False)
    record, subject = read_record(text)
    whole = CaseRecord.model_validate_json(text)
    assert record == whole
    assert record.model_dump_json() == whole.model_dump_json()
    assert isinstance(record.subject, ClipSubject)
    assert record.subject.model_fields_set == whole.subject.model_fields_set
    assert subject == json.loads(text)["subject"]


def test_a_number_written_with_a_point_is_an_integer_to_the_contract_also_there() -> None:
    data = busy(STRETCH + 1)
    plain = read_record(json.dumps(data))[0]
    data["exposure"] = {**data.get("exposure", {}), "views": 3.0}
    assert read_record(json.dumps(data))[0] == plain.model_copy(
        update={"exposure": plain.exposure.model_copy(update={"views": 3})}
    )


def test_what_is_wrong_far_down_is_told_by_its_pointer() -> None:
    data = busy(2 * STRETCH)
    data["subject"]["comments"][STRETCH + 3]["text"] = 5
    with pytest.raises(RecordRefused) as refused:
        read_record(json.dumps(data))
    assert refused.value.field.endswith(f"/comments/{STRETCH + 3}/text")
