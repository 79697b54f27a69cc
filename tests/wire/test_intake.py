"""The intake check against everything that is wrong with a record, and everything that only looks wrong."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reviewer_app.wire import intake
from reviewer_app.wire.intake import CheckedRecord, check_record, formats_named, schema_file
from reviewer_app.wire.record import RecordRefused, read_record
from tests.server.made import PNG, asset, listing

CLIP: dict[str, Any] = listing("clip-1") | {
    "kind": "clip",
    "creator": {"id": "c-1", "name": "主播"},
    "subject": {"video": asset(PNG, path="a/clip.mp4", type="video/mp4"), "title": "t"},
}


def checked(record: Any) -> CheckedRecord:
    return check_record(json.dumps(record, ensure_ascii=False).encode())


def changed(pointer: str, value: Any, record: dict[str, Any] = CLIP) -> dict[str, Any]:
    made = copy.deepcopy(record)
    *way, last = pointer.strip("/").split("/")
    here: Any = made
    for step in way:
        here = here[int(step) if isinstance(here, list) else step]
    here[int(last) if isinstance(here, list) else last] = value
    return made


TIME = {"type": "time", "asset": "0" * 64, "start": 1, "end": 2}
BAD = [
    ("/ref", "clip-1\n", "/ref"),
    ("/ref", "-x", "/ref"),
    ("/ref", "x" * 129, "/ref"),
    ("/intake", 2, "/intake"),
    ("/intake", True, "/intake"),
    ("/kind", "video", "/kind"),
    ("/kind", "listing", "/subject"),
    ("/language", "zh-CN\n", "/language"),
    ("/conduct_at", "2026-03-01T10:00:00", "/conduct_at"),
    ("/conduct_at", "2026-03-01 10:00:00+08:00", "/conduct_at"),
    ("/conduct_at", "2026-02-30T10:00:00+08:00", "/conduct_at"),
    ("/conduct_at", "2026-03-01T10:00:00+08:00\n", "/conduct_at"),
    ("/conduct_at", "٢٠٢٦-03-01T10:00:00+08:00", "/conduct_at"),
    ("/conduct_at", "0001-01-01T00:00:00+08:00", "/conduct_at"),
    ("/due_at", 5, "/due_at"),
    ("/source", "rumour", "/source"),
    ("/flags", {}, "/flags"),
    ("/flags/0/score", 1.1, "/flags/0/score"),
    ("/flags/0/reason", "", "/flags/0/reason"),
    ("/flags/0/anchor", TIME | {"start": -1}, "/flags/0/anchor/start"),
    ("/flags/0/anchor", TIME | {"box": [0, 0, 1]}, "/flags/0/anchor/box"),
    ("/flags/0/anchor", TIME | {"box": [0, 0, 1, 2]}, "/flags/0/anchor/box/3"),
    ("/flags/0/anchor", {"type": "sound"}, "/flags/0/anchor/type"),
    ("/merchant/id", "a b", "/merchant/id"),
    ("/exposure/gmv", "1e9", "/exposure/gmv"),
    ("/exposure/gmv", "10.00\n", "/exposure/gmv"),
    ("/exposure/views", -1, "/exposure/views"),
    ("/exposure/views", 1.5, "/exposure/views"),
    ("/exposure/views", True, "/exposure/views"),
    ("/exposure/views", 10**30, ""),
    ("/extra", 1, ""),
    ("/subject/video/path", "../x", "/subject/video/path"),
    ("/subject/video/path", "a/../../x", "/subject/video/path"),
    ("/subject/video/path", "/etc/passwd", "/subject/video/path"),
    ("/subject/video/path", "C:/x", "/subject/video/path"),
    ("/subject/video/path", "a\\b", "/subject/video/path"),
    ("/subject/video/path", "a\0b", "/subject/video/path"),
    ("/subject/video/path", "", "/subject/video/path"),
    ("/subject/video/sha256", "A" * 64, "/subject/video/sha256"),
    ("/subject/video/bytes", -1, "/subject/video/bytes"),
    ("/subject/video/type", "video", "/subject/video/type"),
    ("/subject/room", 7, "/subject/room"),
]


@pytest.mark.parametrize(("pointer", "value", "field"), BAD)
def test_what_breaks_the_contract_is_refused_with_its_place(pointer: str, value: Any, field: str) -> None:
    with pytest.raises(RecordRefused) as refused:
        checked(changed(pointer, value))
    assert refused.value.field == field
    assert refused.value.words


FINE = [
    ("/flags/0/anchor", TIME | {"start": 9, "end": 9000}),
    ("/flags/0/anchor", {"type": "text", "field": "/nowhere", "exact": "x"}),
    ("/flags/0/anchor", {"type": "region", "asset": "f" * 64, "box": [0, 0, 1, 1], "page": 9}),
    ("/flags/0/clause", "nobody-knows-this"),
    ("/exposure/views", 3.0),
    ("/conduct_at", "2026-03-01t10:00:00.123456z"),
    ("/conduct_at", "9999-12-31T23:59:59Z"),
    ("/subject/video/path", "a/..b/c..mp4"),
    ("/subject/video/type", "text/html"),
    ("/merchant/name", "<script>alert(1)</script>"),
    ("/flags", []),
]


@pytest.mark.parametrize(("pointer", "value"), FINE)
def test_what_only_looks_wrong_comes_in(pointer: str, value: Any) -> None:
    found = checked(changed(pointer, value))
    assert read_record(found.text)[0] == found.record


RAW = [
    b"",
    b"{",
    b"[]",
    b"null",
    b"1e999",
    b"\xff\xfe",
    b"[" * 5000,
    b'{"a":NaN}',
    b'{"ref":"a","ref":"b"}',
    json.dumps(CLIP).replace('"t"', '"\\ud800"').encode(),
    json.dumps(CLIP).replace('"score": 0.8', '"score": 1e999').encode(),
    b"{" + b" " * (16 * 1024 * 1024) + b"}",
]


@pytest.mark.parametrize("raw", RAW, ids=range(len(RAW)))
def test_what_is_no_plain_json_is_refused(raw: bytes) -> None:
    with pytest.raises(RecordRefused):
        check_record(raw)


def test_every_format_of_the_contract_is_asserted_wherever_it_stands() -> None:
    schema = json.loads(schema_file().read_text("utf-8"))
    assert formats_named(schema) == {"date", "date-time"}
    assert formats_named({"a": [{"b": {"format": "iri"}}], "format": {"type": "string"}}) == {"iri"}


def test_a_contract_with_a_format_that_nothing_checks_is_not_served(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    named = tmp_path / "intake.schema.json"
    named.write_text(schema_file().read_text("utf-8").replace('"format": "date"', '"format": "iri"'), "utf-8")
    monkeypatch.setattr(intake, "schema_file", lambda: named)
    intake._validator.cache_clear()
    try:
        with pytest.raises(NotImplementedError, match="iri"):
            checked(CLIP)
    finally:
        intake._validator.cache_clear()


def test_a_missing_part_is_named() -> None:
    record = {key: value for key, value in CLIP.items() if key != "creator"}
    with pytest.raises(RecordRefused, match="lacks creator") as refused:
        checked(record)
    assert refused.value.ref == "clip-1"


def test_the_same_content_has_the_same_digest_whatever_its_order_and_spacing() -> None:
    turned = json.dumps(dict(reversed(CLIP.items())), indent=2).encode()
    assert check_record(turned).digest == checked(CLIP).digest
    assert checked(changed("/language", "en")).digest != checked(CLIP).digest


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


@given(pointer=st.sampled_from(sorted({pointer for pointer, *_ in BAD})), value=_JSON)
def test_anything_anywhere_is_a_case_or_a_refusal(pointer: str, value: Any) -> None:
    try:
        found = checked(changed(pointer, value))
    except RecordRefused as refused:
        assert refused.words
    else:
        assert found.record.title is not None
