"""Tests what of a record cannot be: each contradiction alone, with its place, and what only looks like one."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from reviewer_app.domain.cases import (
    Asset,
    CaseKind,
    CaseRecord,
    Certificate,
    ClipSubject,
    Flag,
    ListingSubject,
    Party,
    PricePoint,
    Product,
    Revision,
    ShelfItem,
    TimePlace,
    Training,
)
from reviewer_app.domain.coherence import SKEW, contradictions
from tests.domain.made import CLIP, CONDUCT, NOW, PICTURE, record

LATER, DAY = NOW + timedelta(hours=1), timedelta(days=1)
GOODS = Product(name="A kettle")


def picture(path: str = "a.png", sha256: str = PICTURE, size: int = 7) -> Asset:
    return Asset(path=path, sha256=sha256, bytes=size, type="image/png")


def clip(**more: Any) -> ClipSubject:
    return ClipSubject(video=Asset(path="v.mp4", sha256=CLIP, bytes=1, type="video/mp4"), **more)


def listing(**more: Any) -> CaseRecord:
    whole = {"revision": 3, "captured_at": CONDUCT, "product": GOODS}
    return record(kind=CaseKind.LISTING, subject=ListingSubject(**{**whole, **more}))


def before(number: int, days: int = 1, **more: Any) -> Revision:
    return Revision(revision=number, captured_at=CONDUCT - days * DAY, product=GOODS, **more)


def flagged(start: float, end: float) -> tuple[Flag, ...]:
    return (Flag(reason="loud"), Flag(reason="shown", anchor=TimePlace(type="time", asset=CLIP, start=start, end=end)))


def party(**more: Any) -> Party:
    return Party(id="m-1", name="A shop", **more)


def goods(**more: Any) -> ShelfItem:
    return ShelfItem.model_validate({"listing": "l", "title": "t"} | more)


TRAINED = Training(rulebook="live", version="new", at=LATER + DAY)
CASES = [
    ("/conduct_at", record(conduct_at=NOW + SKEW + timedelta(seconds=1))),
    ("/flagged_at", record(flagged_at=LATER + SKEW + timedelta(seconds=1))),
    ("/due_at", record(due_at=NOW - SKEW - timedelta(seconds=1))),
    ("/flags/1/anchor/end", record(flags=flagged(9, 3))),
    ("/merchant/registered_at", record(merchant=party(registered_at=LATER + DAY))),
    ("/creator/trained_on/0/at", record(creator=party(trained_on=(TRAINED,)))),
    ("/subject/shelf/1/to", record(subject=clip(shelf=(goods(**{"from": 1}), goods(**{"from": 9, "to": 8}))))),
    ("/subject/captured_at", listing(captured_at=LATER + DAY)),
    ("/subject/previous/1/revision", listing(previous=(before(2, 1), before(2, 2)))),
    ("/subject/previous/0/captured_at", listing(previous=(before(2, -1),))),
    ("/subject/price_history/0/at", listing(price_history=(PricePoint(at=LATER + DAY, price="9"),))),
    ("/subject/images/1/path", listing(images=(picture(), picture(sha256=CLIP)))),
    (
        "/subject/certificates/0/document/bytes",
        listing(images=(picture(),), certificates=(Certificate(scheme="CCC", document=picture("b.png", size=8)),)),
    ),
]


@pytest.mark.parametrize(("field", "case"), CASES, ids=[field for field, _ in CASES])
def test_what_cannot_be_is_named_alone(field: str, case: CaseRecord) -> None:
    (found,) = contradictions(case, LATER)
    assert found.field == field
    assert found.words


FINE = [
    record(),
    record(conduct_at=NOW + SKEW, due_at=NOW - SKEW),
    record(flagged_at=LATER + SKEW),
    record(conduct_at=CONDUCT.replace(year=1990)),
    record(merchant=party(registered_at=datetime.min.replace(tzinfo=UTC))),  # what some senders write for no date
    record(flags=flagged(3, 3)),
    record(flags=flagged(3, 1e6)),
    record(subject=clip(shelf=(goods(**{"from": 1, "to": 1}),))),
    listing(previous=(before(2, 0), before(1, 0))),
    listing(images=(picture(), picture()), certificates=(Certificate(scheme="CCC", valid_until="1999-01-01"),)),
]


@pytest.mark.parametrize("case", FINE, ids=range(len(FINE)))
def test_what_only_looks_odd_is_let_through(case: CaseRecord) -> None:
    assert list(contradictions(case, LATER)) == []


def test_the_ends_of_the_calendar_are_refused_like_any_other_time() -> None:
    last = datetime.max.replace(tzinfo=UTC)
    assert [one.field for one in contradictions(record(flagged_at=last), LATER)] == ["/flagged_at"]
