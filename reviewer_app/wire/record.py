"""An intake record as a value: from its stored text, without the schema that let it in."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from pydantic import TypeAdapter
from pydantic import ValidationError as NotOurs

from reviewer_app.domain.cases import CaseRecord, Comment
from reviewer_app.domain.evidence import escaped

_EXACT = 2**53 - 1
STRETCH = 2000
"""Comments that are read in one go: a hundred thousand would keep every other thread out for half a second."""
_COMMENTS = TypeAdapter(tuple[Comment, ...])


class RecordRefused(ValueError):
    """A record that does not keep to the contract; `field` is a JSON Pointer, empty for the record as a whole."""

    def __init__(self, words: str, field: str = "", ref: str | None = None) -> None:
        super().__init__(f"{field or 'record'}: {words}")
        self.words, self.field, self.ref = words, field, ref


def read_record(text: str) -> tuple[CaseRecord, Any]:
    """The value of a record that came in before, and its subject as parsed JSON. Raises ValueError for what is none."""
    data = json.loads(text)
    subject = data["subject"]
    comments = subject.get("comments", ()) if isinstance(subject, dict) else ()
    try:
        if isinstance(comments, list) and len(comments) > STRETCH:
            return _in_stretches(data, comments), subject
        return CaseRecord.model_validate_json(text), subject
    except NotOurs:  # 3.0 where an integer is meant
        return valued(data), subject


def _in_stretches(data: Any, comments: list[Any]) -> CaseRecord:
    """The same value, with other threads let in between stretches of the comments."""
    record = CaseRecord.model_validate_json(json.dumps(data | {"subject": data["subject"] | {"comments": []}}))
    stretches = (json.dumps(comments[at : at + STRETCH]) for at in range(0, len(comments), STRETCH))
    read = tuple(comment for stretch in stretches for comment in _COMMENTS.validate_json(stretch))
    return record.model_copy(update={"subject": record.subject.model_copy(update={"comments": read})})


def valued(data: Any) -> CaseRecord:
    """The value of parsed JSON that keeps to the contract. Raises RecordRefused."""
    try:
        # Through JSON, where strict means what a file can say; 3.0 is an integer to the contract, so it becomes 3.
        return CaseRecord.model_validate_json(json.dumps(_whole_numbers(data)))
    except NotOurs as error:
        first = error.errors(include_url=False, include_input=False)[0]
        raise RecordRefused(first["msg"], pointer(first["loc"])) from error


def _whole_numbers(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _whole_numbers(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_whole_numbers(item) for item in value]
    whole = int(value) if isinstance(value, float) and value.is_integer() else value
    if isinstance(whole, int) and abs(whole) > _EXACT:
        raise RecordRefused("a number that JSON cannot carry exactly")
    return whole


def pointer(path: Iterable[Any]) -> str:
    """A JSON Pointer (RFC 6901) from the parts of a path."""
    return "".join(f"/{escaped(part)}" for part in path)
