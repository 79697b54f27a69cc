"""The head of a version that is not used, read with care: nobody vouches for its bytes, or their format is newer."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from reviewer_app.domain.withheld import EVER, Why, Withheld


def withheld_head(body: bytes, name: tuple[str, str], digest: str, why: Why, schedule: bool) -> Withheld:
    """What a version says of when it counts; where that cannot be made out it may count for everything.

    `name` is the id and version under which it was told of; the bytes' own come first. Never raises.
    """
    try:
        told = json.loads(body)
    except (ValueError, RecursionError):
        told = None
    head: dict[str, Any] = told if isinstance(told, dict) else {}
    published, start = _instant(head.get("published_at")), _instant(head.get("effective_from"))
    until, kinds = _instant(head.get("effective_until")), head.get("applies_to")
    if published is None or start is None:
        published, start, until = EVER, EVER, None
    return Withheld(
        id=_text(head.get("id")) or name[0],
        version=_text(head.get("version")) or name[1],
        digest=digest,
        why=why,
        schedule=schedule,
        published_at=published,
        effective_from=start,
        effective_until=until,
        kinds=frozenset(map(str, kinds)) if isinstance(kinds, list) else None,
    )


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""


def _instant(value: Any) -> datetime | None:
    try:
        found = datetime.fromisoformat(_text(value))
    except ValueError:
        return None
    return found if found.tzinfo is not None else None
