"""Tests of counts: whose, in which half-open window, by piece, scene and severity, and for which versions."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from reviewer_app.domain.cases import CaseKind, CaseRecord, ClipSubject, ListingSubject, Party, Product
from reviewer_app.domain.counts import (
    Snapshot,
    Sort,
    counted_as,
    counted_once,
    piece_of,
    scene_of,
    subjects_of,
    tally,
    to_count_for,
)
from reviewer_app.domain.rulebook import Severity
from reviewer_app.domain.schedule import PublishedSchedule, Scene, Subject
from reviewer_app.rulebooks.shipped import shipped_schedules
from tests.domain.made import record

AT = datetime(2026, 8, 20, 12, tzinfo=UTC)
KNOWN = datetime(2026, 9, 30, tzinfo=UTC)
CLAUSE = "livestream:false-claims"
LADDER = next(item for item in shipped_schedules() if item.cite.version == "2026-08-07")


def clip(room: str | None = "room-1", creator: str | None = "c-1", **more: Any) -> CaseRecord:
    plain = record(**more)
    assert isinstance(plain.subject, ClipSubject)
    subject = plain.subject.model_copy(update={"room": room})
    party = Party(id=creator, name="A creator") if creator else None
    return plain.model_copy(update={"subject": subject, "creator": party, "conduct_at": AT})


Breach = tuple[Sort, datetime, str]


def breach(days: float = 1, piece: str = "stream:room-2", **more: Any) -> Breach:
    scene = Scene.VIDEO if piece.startswith("video") else Scene.STREAM
    whole = {"clause": CLAUSE, "severity": Severity.HIGH, "scene": scene}
    return Sort(**{**whole, **more}), AT - timedelta(days=days), piece


def sorted_out(found: tuple[Breach, ...]) -> dict[Sort, list[tuple[datetime, str]]]:
    """Breaches by sort."""
    sorts: dict[Sort, list[tuple[datetime, str]]] = {}
    for sort, at, piece in found:
        sorts.setdefault(sort, []).append((at, piece))
    return sorts


def counted(case: CaseRecord, *found: Breach, own: tuple[Breach, ...] = ()) -> dict[str, int]:
    return tally(LADDER, counted_as(case), {Subject.CREATOR: sorted_out(found), Subject.STREAM: sorted_out(own)}).counts


@pytest.mark.parametrize(
    ("days", "counts"),
    [(14 + 1e-9, 0), (14, 1), (13.99, 1), (1e-9, 1), (0, 0), (-1, 0)],
)
def test_the_window_is_half_open_and_ends_at_the_conduct(days: float, counts: int) -> None:
    assert counted(clip(), breach(days))["streams_14d"] == counts


def test_streams_are_counted_once_each_and_the_one_judged_not_at_all() -> None:
    found = (breach(1), breach(2), breach(3, "stream:room-3"), breach(4, "stream:room-1"))
    assert counted(clip(), *found)["streams_14d"] == 2
    assert counted(clip(), breach(), breach(piece="video:a"))["streams_14d"] == 1


def test_counts_are_kept_by_scene() -> None:
    found = (breach(), breach(piece="video:a"), breach(piece="video:b"))
    assert counted(clip(), *found) == {"breaches_in_stream": 0, "streams_14d": 1, "videos_14d": 0}
    assert counted(clip(room=None), *found) == {"breaches_in_stream": 0, "streams_14d": 0, "videos_14d": 2}


def test_within_one_stream_only_what_came_before_counts() -> None:
    """Else the first breach of a stream would weigh more, the later it is judged; the conduct itself is added apart."""
    own = (breach(-0.1, "stream:room-1"), breach(0, "stream:room-1"), breach(0.1, "stream:room-1"))
    assert counted(clip(), own=own)["breaches_in_stream"] == 1


def test_another_clause_is_not_counted() -> None:
    assert counted(clip(), breach(clause="livestream:offsite"))["streams_14d"] == 0


def test_a_subject_that_is_not_known_is_left_out_and_never_nought() -> None:
    nobody = clip(creator=None)
    assert subjects_of(nobody) == {Subject.MERCHANT: "merchant:m-1", Subject.STREAM: "stream:room-1"}
    assert tally(LADDER, counted_as(nobody), {Subject.MERCHANT: {}, Subject.STREAM: {}}).counts == {
        "breaches_in_stream": 0
    }


def test_of_a_clause_found_under_two_versions_the_graver_is_counted() -> None:
    found = [("a:x", "old", Severity.MEDIUM), ("a:x", "new", Severity.HIGH), ("a:y", "new", Severity.LOW)]
    assert counted_once(found, lambda one: one) == (found[1], found[2])
    more = [found[0], *found]
    assert counted_once(more, lambda one: one) == (found[0], found[0], found[2])
    assert counted_once([], lambda one: one) == ()


def test_severities_are_counted_apart() -> None:
    score = next(item for item in shipped_schedules() if item.schedule.id == "creator-score")
    found = (breach(89), breach(90, severity=Severity.GRAVE), breach(91), breach(1, severity=Severity.LOW))
    counts = tally(score, counted_as(clip()), {Subject.CREATOR: sorted_out(found)}).counts
    assert counts == {"violations_90d": 2, "serious_violations_90d": 1}


def test_goods_are_known_by_their_number_or_by_their_merchants_own() -> None:
    plain = record(kind=CaseKind.LISTING)
    for numbers, key in (
        ({"gtin": "690"}, "goods:690"),
        ({"sku": "x"}, "goods:m-1/x"),
        ({}, None),
    ):
        subject = ListingSubject(revision=1, captured_at=AT, product=Product(name="A cup", **numbers))
        case = plain.model_copy(update={"subject": subject})
        assert subjects_of(case).get(Subject.GOODS) == key
        assert (scene_of(case), piece_of(case)) == (None, "case:case-1")


def names(conduct_at: str, known_at: datetime = KNOWN) -> list[str]:
    instant = datetime.fromisoformat(conduct_at)
    found = to_count_for(shipped_schedules(), instant, known_at)
    return [f"{item.cite.id}@{item.cite.version}" for item in found if item.cite.id.startswith("creator-m")]


def test_a_clip_that_may_run_into_another_version_is_counted_for_both() -> None:
    assert names("2026-08-05T12:00:00+08:00") == ["creator-measures@2026-07-13"]
    assert names("2026-08-06T00:00:00+08:00") == ["creator-measures@2026-07-13", "creator-measures@2026-08-07"]
    assert names("2026-08-06T23:59:59+08:00") == ["creator-measures@2026-07-13", "creator-measures@2026-08-07"]
    assert names("2026-08-07T00:00:00+08:00") == ["creator-measures@2026-08-07"]
    assert names("2026-07-11T23:59:59+08:00") == []
    assert names("2026-07-12T12:00:00+08:00") == ["creator-measures@2026-07-13"]


def test_a_version_that_is_not_published_yet_is_not_counted_for() -> None:
    early = datetime(2026, 7, 20, tzinfo=UTC)
    assert names("2026-08-06T23:00:00+08:00", early) == ["creator-measures@2026-07-13"]


def test_a_snapshot_says_nothing_of_a_version_it_was_not_made_for() -> None:
    one = tally(LADDER, counted_as(clip()), {Subject.CREATOR: {}})
    made = Snapshot(at=AT, counted_at=KNOWN, tallies=(one,))
    assert made.of(LADDER.digest) == {"streams_14d": 0, "videos_14d": 0}
    assert made.of("0" * 64) == {}
    other: PublishedSchedule = LADDER.model_copy(update={"digest": "1" * 64})
    assert made.of(other.digest) == {}
