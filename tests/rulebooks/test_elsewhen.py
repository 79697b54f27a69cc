"""The same findings by the versions of another time: clauses, steps and measures move, counts only where alike."""

from __future__ import annotations

from dataclasses import replace

from reviewer_app.domain.drafts import Draft, Sheet
from reviewer_app.domain.schedule import PublishedSchedule
from reviewer_app.rulebooks.elsewhen import Elsewhen, as_of
from tests.domain.made import an_id
from tests.rulebooks.verdicts_made import KNOWN, clip, draft_of, finding, ladder, local, sheet_of, step


def moved(at: str, streams: int = 4, when: str = "2026-09-30T12:00:00") -> Elsewhen:
    case = clip(at)
    sheet = sheet_of(case, {"streams_14d": streams})
    return as_of(draft_of(finding(1, case), harm="none"), sheet, local(when))


def test_five_streams_before_the_change_would_be_step_4_now() -> None:
    there = moved("2026-08-06T20:00:00")
    assert step(there.made) == 4
    assert ladder(there.made).cite.version == "2026-08-07"
    assert [one.measure for one in there.draft.findings] == ["close-rights"]
    assert there.gone == ()


def test_and_as_of_the_day_itself_nothing_moves() -> None:
    there = moved("2026-08-06T20:00:00", when="2026-08-06T23:59:59")
    assert (step(there.made), ladder(there.made).cite.version) == (3, "2026-07-13")


def test_the_clause_is_the_one_of_then() -> None:
    there = moved("2025-10-14T20:00:00")
    found = there.clause_of(an_id(1))
    assert found is not None
    book, clause = found
    assert (book.rulebook.version, clause.id) == ("2026-02-01", "false-claims")
    assert there.draft.findings[0].conduct_at == KNOWN


def test_before_there_was_a_version_the_clause_is_gone() -> None:
    there = moved("2026-08-06T20:00:00", when="2023-04-30T23:59:59")
    assert (there.gone, there.draft.findings, there.made.ladders) == ((an_id(1),), (), ())


def test_a_clause_that_was_not_there_then_is_gone() -> None:
    case = clip("2026-08-06T20:00:00")
    draft = draft_of(finding(1, case, "livestream:ai-figure"))
    there = as_of(draft, sheet_of(case, {}), local("2025-12-01T12:00:00"))
    assert there.gone == (an_id(1),)
    assert there.clause_of(an_id(1)) is None


def counted_otherwise(sheet: Sheet) -> Sheet:
    """The sheet with a later version of the ladders that counts streams in another window."""

    def changed(item: PublishedSchedule) -> PublishedSchedule:
        if (item.schedule.id, item.schedule.version) != ("creator-measures", "2026-08-07"):
            return item
        inputs = tuple(
            one.model_copy(update={"window_days": 30}) if one.name == "streams_14d" else one
            for one in item.schedule.inputs
        )
        return item.model_copy(update={"schedule": item.schedule.model_copy(update={"inputs": inputs})})

    return replace(sheet, schedules=tuple(changed(item) for item in sheet.schedules))


def test_an_input_that_is_counted_otherwise_then_is_lacking() -> None:
    case = clip("2026-08-05T20:00:00")
    sheet = counted_otherwise(sheet_of(case, {"streams_14d": 4}))
    there = as_of(draft_of(finding(1, case), harm="none"), sheet, KNOWN)
    assert step(there.made) is None
    assert "streams_14d" in ladder(there.made).lacking


def test_without_counts_nothing_is_invented() -> None:
    case = clip("2026-08-06T20:00:00")
    there = as_of(draft_of(finding(1, case), harm="none"), sheet_of(case, None), KNOWN)
    assert ladder(there.made).lacking
    assert as_of(Draft(), sheet_of(case, None), KNOWN).made.ladders == ()
