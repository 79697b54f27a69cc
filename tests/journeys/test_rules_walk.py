"""A correction walked by key: from the changed clause over comparison and back-test to a case that is judged again."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from reviewer_app.client.viewmodels.rules import View
from reviewer_app.domain.events import Round
from reviewer_app.domain.verdicts import Outcome
from reviewer_app.rulebooks.backtest import Answer
from reviewer_app.ui.rules.again import AgainSheet
from reviewer_app.ui.rules.marked import MarkedText
from reviewer_app.ui.rules.page import RulesPage
from reviewer_app.wire.signing import fingerprint, public_text
from tests.journeys.correction import AUDITOR, CLAUSE, KEY, OWNER, SECOND, corrected
from tests.journeys.station import Person, at_work

pytestmark = pytest.mark.usefixtures("dressed")
Look = Callable[[str, Person], None]


def at_the_clause(person: Person) -> RulesPage:
    """The corrected clause before the owner's eyes, reached by key."""
    person.press("F7")
    page = person.shell.pages["rules"]
    assert isinstance(page, RulesPage)
    rules = person.shell.desktop.rules
    person.until("the rulebooks", lambda: rules.state.volume is not None)
    for _press in range(12):
        if rules.state.volume is not None and rules.state.volume.head.id == "listings-filings":
            break
        person.press("B")
    for _press in range(20):
        if rules.state.entry == CLAUSE:
            break
        person.press("Down")
    assert rules.state.volume is not None
    assert (rules.state.volume.name, rules.state.entry) == ("listings-filings@2026-07-30b", CLAUSE)
    return page


def compared(person: Person, page: RulesPage) -> None:
    """What was written anew is marked, and that it reaches less is said."""
    person.press("C")
    (old, new) = [text for text in page.comparing.findChildren(MarkedText) if text.isVisible()][:2]
    assert "praise what the goods do or how good they are as state-level" in new.text
    assert "praise the goods as state-level" in old.text
    assert "[not in the other: what " in new.accessibleName()
    assert "Narrower and wider are what the later version says of itself" in person.says(page.comparing)


def tried(person: Person) -> None:
    """The back-test runs over the server's decided cases."""
    trial = person.shell.desktop.trial
    person.press("T", "G")
    person.until("the whole of the decided cases", lambda: trial.state.whole)
    assert trial.tally is not None
    assert trial.tally.answers[Answer.NEEDS_PERSON] == trial.state.read == 3
    ((group, count),) = trial.state.groups
    assert (group.clause, count) == (CLAUSE, 3)


def read_an_example(person: Person, decided: list[str]) -> None:
    """A case of the group is opened by id, to be read, and its page of the rules is as it was left."""
    person.press("O")
    person.until("the example on the desk", lambda: person.desk.case is not None)
    assert person.desk.case is not None
    assert person.desk.case.case_id in decided
    assert person.desk.case.lease is None
    person.press("F7")
    assert person.shell.desktop.rules.state.view is View.TRY


def asked_again(person: Person, decided: list[str], look: Look) -> None:
    """The sheet says what will happen; the answer that changes nothing is in front, and Tab leads to the other."""
    trial = person.shell.desktop.trial
    person.press("J")
    (sheet,) = person.shell.findChildren(AgainSheet)
    person.until("the question", sheet.isVisible)
    assert QApplication.focusWidget() is sheet.stay
    look("rules-ask", person)
    said = person.says(sheet)
    assert "listings-filings@2026-07-30b corrects listings-filings@2026-07-30. 3 decided cases" in said
    assert "3 cases get a second look (3 of them decided against somebody)" in said
    person.press("Tab", "Return")
    person.until("the cases that wait", lambda: trial.state.asked is not None)
    assert trial.state.asked == tuple(decided)


def judged_again(person: Person, decided: list[str]) -> None:
    """The oldest comes to somebody else under the correction; its clause is a key away, and so is the way back."""
    person.press("Ctrl+Return")
    person.until("a case on the desk", lambda: person.desk.case is not None)
    case = person.desk.case
    assert case is not None
    assert (case.case_id in decided, case.lease.round if case.lease else None) == (True, Round.REREVIEW)
    assert [book.rulebook.version for book in case.sheet.books()] == ["2026-07-30b"]
    assert case.sheet.overrides is not None
    person.press("1")
    person.until("a finding", lambda: person.desk.draft.findings)
    person.press("Shift+U")
    rules = person.shell.desktop.rules
    person.until("the clause of the finding", lambda: rules.state.volume is not None and person.shell.at == "rules")
    assert rules.state.volume is not None
    assert rules.state.volume.head.version == "2026-07-30b"
    assert rules.state.entry == person.desk.draft.findings[0].clause
    person.press("Backspace")
    assert person.shell.at == "desk"
    assert person.desk.case is not None
    assert person.desk.case.case_id == case.case_id
    person.press("P")
    person.until("the answer", lambda: person.desk.draft.outcome is Outcome.PASS)


def walk(folder: Path, look: Look = lambda name, person: None) -> None:
    """The walk; `look` is called with a name at each place that is worth a picture."""
    with corrected(folder) as (served, decided):
        with at_work(served, folder / "owner", OWNER) as person:
            page = at_the_clause(person)
            look("rules-clause", person)
            compared(person, page)
            look("rules-compare", person)
            tried(person)
            look("rules-backtest", person)
            read_an_example(person, decided)  # an owner of rules reads what is decided
            asked_again(person, decided, look)
        with at_work(served, folder / "second", SECOND) as person:
            judged_again(person, decided)
            look("rules-again", person)


def test_a_correction_is_followed_from_its_clause_to_a_case_judged_again(tmp_path: Path) -> None:
    walk(tmp_path)


def test_an_auditor_tries_and_asks_for_nothing_and_sees_who_signed(tmp_path: Path) -> None:
    with corrected(tmp_path, 1) as (served, decided), at_work(served, tmp_path / "auditor", AUDITOR) as person:
        page = at_the_clause(person)
        person.press("Home")
        assert person.shell.desktop.rules.state.entry == ""
        assert f"{OWNER}, key {fingerprint(public_text(KEY))}" in person.says(page)
        person.press("T", "G")
        trial = person.shell.desktop.trial
        person.until("the whole of the decided cases", lambda: trial.state.whole)
        read_an_example(person, decided)
        person.press("J")
        assert person.shell.findChildren(AgainSheet) == []
        assert trial.why_not() == "role"


def test_a_reviewer_has_no_back_test(tmp_path: Path) -> None:
    with corrected(tmp_path, 1) as (served, _decided), at_work(served, tmp_path / "second", SECOND) as person:
        page = at_the_clause(person)
        person.press("T")
        assert person.shell.desktop.rules.state.view is View.READ
        assert page.trying is None
        assert not any(action.id == "rules.try" for action in person.shell.offered())
