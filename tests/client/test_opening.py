"""What a case is opened with: the verdict whose findings stand under the one that it is about."""

from __future__ import annotations

from dataclasses import replace

from reviewer_app.client.workbench.opening import judged_in
from reviewer_app.domain.completeness import Lack, missing
from reviewer_app.domain.drafts import Draft
from reviewer_app.domain.events import Round
from reviewer_app.domain.verdicts import Outcome, Verdict
from reviewer_app.ui.desk.said import missing_words
from reviewer_app.wire.messages import VerdictShown
from tests.client.opened import first_verdict, lease_of, open_case
from tests.client.samples import NOW, listing_json, new_id

CASE = open_case(
    listing_json(), new_id(5), lease=lease_of(new_id(5), Round.SIGNOFF), judged=Draft(outcome=Outcome.PASS)
)
PASSED, CONFIRMED = new_id(700_000), new_id(700_001)


def confirming(on: str | None) -> VerdictShown:
    given = first_verdict(new_id(5), Draft(outcome=Outcome.CONFIRM), replace(CASE.sheet, on=on))
    return given.shown.model_copy(update={"verdict_id": CONFIRMED})


def test_what_stands_is_found_through_what_only_confirms_it() -> None:
    passed = CASE.verdicts[0].operation.verdict
    file = CASE.file.model_copy(update={"on": PASSED})
    assert judged_in(file) == passed
    chain = {"on": CONFIRMED, "verdicts": (*file.verdicts, confirming(PASSED))}
    assert judged_in(file.model_copy(update=chain)) == passed


def test_what_is_not_here_is_none() -> None:
    file = CASE.file.model_copy(update={"on": CONFIRMED, "verdicts": (confirming(CONFIRMED),)})
    assert judged_in(file) is None
    assert judged_in(file.model_copy(update={"on": new_id(1)})) is None
    assert judged_in(file.model_copy(update={"on": None})) is None


def test_the_desk_says_beforehand_that_it_cannot_be_confirmed() -> None:
    book = CASE.sheet.books()[0]
    head = {"version": "fixed", "corrects": book.rulebook.version, "published_at": NOW}
    fixed = book.model_copy(update={"digest": "f" * 64, "rulebook": book.rulebook.model_copy(update=head)})
    corrected = replace(CASE.sheet, versions=(*CASE.sheet.versions, fixed))
    assert missing(Draft(outcome=Outcome.CONFIRM), CASE.sheet) == ()
    (only,) = missing(Draft(outcome=Outcome.CONFIRM), corrected)
    assert (only.lack, only.blocking) == (Lack.JUDGED_OUTDATED, True)
    assert book.rulebook.id in missing_words(replace(CASE, sheet=corrected), (), only)
    assert isinstance(corrected.judged, Verdict)
