"""Tests which version of a rulebook counts when, and what a version is asked for."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from pydantic import ValidationError

from reviewer_app.domain.cases import CaseKind
from reviewer_app.domain.rulebook import (
    Published,
    RulebookCite,
    RuleSource,
    books_for,
    clause_named,
    for_kind,
    in_force,
    sender_clause,
    version_in_force,
)
from reviewer_app.domain.timeline import Timeline
from reviewer_app.domain.values import Text
from tests.domain.made import NEW, NOW, OLD, TURN, WORDS, clause, procedure, version

TICK = timedelta(microseconds=1)
BOTH = (NEW, OLD)


@pytest.mark.parametrize(
    ("at", "counts"),
    [
        (OLD.rulebook.effective_from - TICK, None),
        (OLD.rulebook.effective_from, OLD),
        (TURN - TICK, OLD),
        (TURN, NEW),
        (TURN + timedelta(days=9999), NEW),
    ],
)
def test_a_period_is_half_open_and_before_the_first_nothing_counts(at: datetime, counts: Published | None) -> None:
    assert in_force(BOTH, at, NOW) == counts
    others = tuple(
        Published(digest=one.digest, rulebook=one.rulebook.model_copy(update={"id": "other"})) for one in BOTH
    )
    assert version_in_force((*others, *BOTH), OLD.rulebook.id, at, NOW) == counts
    assert version_in_force(others, OLD.rulebook.id, at, NOW) is None


def test_what_is_not_published_yet_does_not_count() -> None:
    published = NEW.rulebook.published_at
    assert in_force(BOTH, TURN, published) == NEW
    assert in_force(BOTH, TURN, published - TICK) is None
    open_ended = version("open", OLD.rulebook.effective_from)
    assert in_force((NEW, open_ended), TURN, published - TICK) == open_ended


def test_a_correction_counts_from_its_publication_for_the_same_period() -> None:
    fixed = version("old-1", OLD.rulebook.effective_from, TURN, corrects="old", published_at=NOW)
    versions = (fixed, *BOTH)
    assert in_force(versions, TURN - TICK, NOW - TICK) == OLD
    assert in_force(versions, TURN - TICK, NOW) == fixed
    assert in_force(versions, TURN, NOW) == NEW


def test_a_version_without_an_end_gives_way_to_what_supersedes_it() -> None:
    open_ended = version("open", OLD.rulebook.effective_from)
    assert in_force((open_ended, NEW), TURN - TICK, NOW) == open_ended
    assert in_force((open_ended, NEW), TURN, NOW) == NEW


def test_the_instant_counts_and_not_the_zone_it_is_written_in() -> None:
    local = datetime.fromisoformat("2026-07-01T08:00:00+08:00")
    assert in_force(BOTH, local, NOW) == NEW
    assert in_force(BOTH, local - TICK, NOW) == OLD


def test_one_version_of_each_rulebook_of_the_kind_in_order_of_ids() -> None:
    other = version("v1", OLD.rulebook.effective_from, id="ads", applies_to=(CaseKind.CLIP, CaseKind.LISTING))
    late = version("v9", NOW, id="zeta")
    versions = (NEW, OLD, other, late)
    assert books_for(versions, CaseKind.CLIP, TURN, NOW) == (other, NEW)
    assert books_for(versions, CaseKind.LISTING, TURN, NOW) == (other,)
    assert books_for(versions, CaseKind.FILING, TURN, NOW) == ()
    assert for_kind(versions, CaseKind.LISTING) == (other,)


def test_what_a_version_holds_is_found_by_id() -> None:
    book = version("v", TURN, clauses=(clause(), clause("filing", kinds=(CaseKind.FILING,)))).rulebook
    assert [c.id for c in book.clauses_for(CaseKind.CLIP)] == ["absolute"]
    assert [c.id for c in book.clauses_for(CaseKind.FILING)] == ["absolute", "filing"]
    assert (book.clause("absolute"), book.clause("gone")) == (book.clauses[0], None)
    assert (book.measure("warn"), book.measure("gone")) == (book.measures[0], None)


def test_a_senders_id_is_mapped_or_left_as_words() -> None:
    book = OLD.rulebook
    assert book.for_sender_id("sender-absolute") == book.clause("absolute")
    assert book.for_sender_id("absolute") is None
    assert book.for_sender_id(None) is None


def test_a_clause_is_found_among_versions_by_its_full_name_or_a_senders_id() -> None:
    absolute = OLD.rulebook.clause("absolute")
    assert clause_named((OLD,), "live:absolute") == sender_clause((OLD,), "sender-absolute") == absolute
    assert absolute is not None
    assert [clause_named((OLD,), name) for name in ("live:gone", "goods:absolute", "absolute")] == [None] * 3
    assert [sender_clause(books, None) for books in ((OLD,), ())] == [None] * 2


def test_a_citation_names_id_version_and_digest() -> None:
    assert OLD.cite == RulebookCite(id="live", version="old", digest=OLD.digest)
    assert OLD.cite != NEW.cite


@pytest.mark.parametrize("day", ["2026-7-1", "2026-07-01\n", "01.07.2026"])
def test_a_day_is_written_in_one_way(day: str) -> None:
    with pytest.raises(ValidationError):
        RuleSource(id="law", title=WORDS, issued=day)


def test_values_are_frozen_and_closed() -> None:
    with pytest.raises(ValidationError):
        OLD.rulebook.version = "x"  # type: ignore[misc]
    with pytest.raises(ValidationError):
        procedure(unheard_of=True)
    with pytest.raises(ValidationError):
        procedure(first_seats=3)


def test_the_line_of_a_rulebook_is_laid_out_once_for_the_versions_at_hand(monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[int] = []
    laid = Timeline.__init__
    monkeypatch.setattr(Timeline, "__init__", lambda self, *given: made.append(1) or laid(self, *given))
    at_hand = (OLD, NEW, version("other", TURN - 2 * TICK, id="another"))
    for versions in (at_hand, at_hand, (*at_hand,), list(at_hand)):
        assert version_in_force(versions, NEW.rulebook.id, TURN, NOW) == NEW
        assert version_in_force(versions, OLD.rulebook.id, TURN - TICK, NOW) == OLD
        assert version_in_force(versions, "none", TURN, NOW) is None
    assert len(made) == 2  # one for each rulebook
    fewer = at_hand[1:]
    assert version_in_force(fewer, OLD.rulebook.id, TURN - TICK, NOW) is None
    assert len(made) == 4


def test_lines_of_other_versions_that_are_equal_in_number_are_others() -> None:
    swapped = version("swapped", TURN - TICK, TURN)
    assert version_in_force((OLD, NEW), OLD.rulebook.id, TURN - TICK, NOW) == OLD
    assert version_in_force((swapped, NEW), OLD.rulebook.id, TURN - TICK, NOW) == swapped
    assert version_in_force((OLD, NEW), OLD.rulebook.id, TURN - TICK, NOW) == OLD


@pytest.mark.parametrize(
    ("zh", "shown"),
    [
        ("由经营者举证， 举不出的按违规处理", "由经营者举证，举不出的按违规处理"),
        ("不得超出 批准的功能。 “严重影响”", "不得超出批准的功能。“严重影响”"),
        ("依第 117 号令第 9 条", "依第 117 号令第 9 条"),
        ("published_at 为占位", "published_at 为占位"),
        ("（CMA、CNAS） A", "（CMA、CNAS） A"),
    ],
)
def test_a_line_that_was_broken_leaves_no_blank_in_chinese(zh: str, shown: str) -> None:
    text = Text(zh=zh, en="One two")
    assert (text.within("zh-CN"), text.within("en"), text.zh) == (shown, "One two", zh)
