"""What became of a clause over the versions of its book, in the shipped rulebooks and their corrections."""

from __future__ import annotations

from datetime import timedelta

from reviewer_app.domain.rulebook import RulebookVersion
from reviewer_app.rulebooks.diff import Change
from reviewer_app.rulebooks.history import history
from reviewer_app.rulebooks.lookup import read_versions
from reviewer_app.rulebooks.shipped import shipped_folder

VERSIONS = read_versions(shipped_folder())
STREAM = [version for version in VERSIONS if version.id == "livestream"]


def test_the_old_article_and_the_day_on_which_it_ended_are_found() -> None:
    first, second, third = history(STREAM, "false-claims")
    assert (first.before, first.changes) == (None, (Change.ADDED,))
    assert second.after.version == "2025-10-15"
    assert Change.REWORDED in second.changes
    gone = [field for field in second.fields if field.place.startswith("citations.") and field.after is None]
    assert [(field.before["source"], field.before["clause"]) for field in gone] == [
        ("aucl-2019", "8"),
        ("aucl-2019", "20"),
    ]
    assert third.after.version == "2026-02-01"


def test_a_clause_that_came_later_begins_there() -> None:
    (turn,) = history(STREAM, "ai-figure")
    assert (turn.changes, turn.after.version) == ((Change.ADDED,), "2026-02-01")


def test_what_was_renumbered_says_both_numbers() -> None:
    last = STREAM[-1]
    assert isinstance(last, RulebookVersion)
    moved = tuple(
        clause.model_copy(update={"number": "99"}) if clause.id == "minors" else clause for clause in last.clauses
    )
    later = last.model_copy(
        update={
            "version": "later",
            "clauses": moved,
            "effective_from": last.effective_from + timedelta(days=30),
            "supersedes": last.version,
        }
    )
    turn = history([*STREAM, later], "minors")[-1]
    number = turn.field("number")
    assert turn.changes == (Change.RENUMBERED,)
    assert number is not None
    assert (number.before, number.after) == ("8", "99")


def test_a_correction_is_told_against_what_it_corrects() -> None:
    last = STREAM[-1]
    fixed = last.model_copy(
        update={
            "version": "fixed",
            "corrects": last.version,
            "published_at": last.published_at + timedelta(days=9),
            "clauses": last.clauses[1:],  # type: ignore[attr-defined]
        }
    )
    turn = history([fixed, *STREAM], last.clauses[0].id)[-1]  # type: ignore[attr-defined]
    assert turn.before is not None
    assert (turn.before.version, turn.after.version, turn.changes) == (last.version, "fixed", (Change.REMOVED,))


def test_a_ladder_has_the_changes_of_its_steps() -> None:
    ladders = [version for version in VERSIONS if version.id == "creator-measures"]
    turn = history(ladders, "false-advertising")[-1]
    assert {Change.NARROWER, Change.WIDER} <= set(turn.changes)
    assert turn.field("steps.4.when") is not None
