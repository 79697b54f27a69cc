"""Reads the program's own small files as strictly as its messages are read, with nothing to load for it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, TypeVar

T = TypeVar("T")


class Unfit(ValueError):
    """What was read is not what the program would have written."""


def fields(found: object, needed: Mapping[str, type], optional: Mapping[str, type] | None = None) -> dict[str, Any]:
    """The fields of an object that has all that are needed, none that are not known, each of its exact type.

    Raises Unfit.
    """
    known = {**needed, **(optional or {})}
    if not isinstance(found, dict) or not needed.keys() <= found.keys() <= known.keys():
        raise Unfit("other fields than there should be")
    if any(type(value) is not known[name] for name, value in found.items()):
        raise Unfit("a field of another type")
    return found


def instant(text: str) -> datetime:
    """An instant with its zone. Raises Unfit."""
    try:
        at = datetime.fromisoformat(text)
    except ValueError as error:
        raise Unfit("not an instant") from error
    if at.tzinfo is None:
        raise Unfit("an instant without a zone")
    return at
