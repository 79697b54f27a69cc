"""A session that ends in the middle: the line offers to sign in again in place, and nothing on the desk is lost."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from reviewer_app.domain.fates import Fate
from reviewer_app.domain.verdicts import Outcome
from reviewer_app.server.embedded import EmbeddedServer
from reviewer_app.server.repository.tables import accounts, ledger, sessions
from tests.journeys.station import LIN, PASSWORD, Person, at_work, demo, with_a_case

pytestmark = pytest.mark.usefixtures("dressed")
REASON = "Watched to the end; nothing in it breaks a rule."


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EmbeddedServer]:
    """The demo's server."""
    with demo(tmp_path_factory.mktemp("ends")) as running:
        yield running


@pytest.fixture
def person(served: EmbeddedServer, tmp_path: Path) -> Iterator[Person]:
    """A reviewer with a case on the desk, in the middle of the reason."""
    with with_a_case(served, tmp_path / "profiles") as someone:
        someone.press("P", "W")
        someone.type(REASON)
        yield someone


def _end_sessions(served: EmbeddedServer) -> None:
    with served.server.core.database.plain_write() as conn:
        conn.execute(sa.delete(sessions).where(sessions.c.account == LIN))


def _disable(served: EmbeddedServer, disabled: bool) -> None:
    with served.server.core.database.plain_write() as conn:
        conn.execute(sa.update(accounts).where(accounts.c.account == LIN).values(disabled=disabled))


def _ended(person: Person, served: EmbeddedServer) -> None:
    """The server forgets the session; the next round of syncing finds out."""
    _end_sessions(served)
    person.place.loop.wake()
    person.until("that the session has ended", lambda: person.shell.desktop.status.state.ended)


def _typed(person: Person, password: str) -> None:
    person.type(password)
    person.press("Return")
    person.until("an answer", lambda: not person.shell.desktop.sign_again.state.busy)


def test_the_line_offers_and_never_pops_up_over_typing(served: EmbeddedServer, person: Person) -> None:
    """The words go on where the caret is; the line and the status line name the key; Later closes it again."""
    _ended(person, served)
    assert not person.shell.sign_again_sheet.isVisible()
    person.type(" More.")
    assert person.desk.draft.reason == REASON + " More."
    assert "sign in again" in person.shell.banner.words.text()
    assert person.shell.banner.action.text() == "Sign in again"
    person.press("Escape")
    person.shell.banner.close_button.click()
    assert person.shell.status_line.online.text() == "Session ended"
    assert person.shell.status_line.sign_in.isVisible()
    person.press("F5")
    person.until("the line again", person.shell.banner.isVisible)
    assert person.shell.status_line.online.text() == "Session ended"
    person.press("F8")
    assert person.shell.sign_again_sheet.isVisible()
    assert LIN in person.says(person.shell.sign_again_sheet)
    person.press("Escape")
    assert not person.shell.sign_again_sheet.isVisible()


def test_work_goes_on_and_leaves_by_itself_after_signing_in_again(served: EmbeddedServer, person: Person) -> None:
    """A case decided meanwhile, the next one's draft, and the caret in the reason are as they were; then it leaves."""
    desk = person.shell.desktop.desk
    person.press("Escape")
    person.until("a case ahead", lambda: desk.ready)
    _ended(person, served)
    decided = person.desk.case
    assert decided is not None
    person.press("Ctrl+Return")
    person.until("the next case", lambda: person.desk.case and person.desk.case.case_id != decided.case_id)
    second = person.desk.case
    person.press("W")
    person.type("half a sent")
    person.press("F8")
    _typed(person, PASSWORD)
    person.until("the sheet to go", lambda: not person.shell.sign_again_sheet.isVisible())
    person.type("ence")
    assert person.desk.case is not None and second is not None
    assert person.desk.case.case_id == second.case_id  # by now it may be under a lease that was renewed
    assert person.desk.draft.reason == "half a sentence"
    person.until("that it is online", lambda: person.shell.status_line.online.text() == "Online")
    assert not person.shell.status_line.sign_in.isVisible()
    assert not person.shell.banner.isVisible()
    person.clock.forward(31)
    person.place.loop.wake()  # the clock was put forward by hand; the loop's own wait was for the real one
    person.until("the decision to have left", lambda: not person.shell.desktop.status.state.counts.to_send)
    with served.server.core.database.read() as conn:
        fates = conn.scalars(sa.select(ledger.c.fate).where(ledger.c.case_id == decided.case_id)).all()
    assert fates == [Fate.ACCEPTED]


def test_what_goes_wrong_is_said_in_the_sheet(served: EmbeddedServer, person: Person) -> None:
    """Nothing typed, a wrong password, a disabled account: each calmly, and the draft stays."""
    _ended(person, served)
    person.press("F8")
    sheet = person.shell.sign_again_sheet
    person.press("Return")
    assert "Enter your password." in person.says(sheet)
    _typed(person, "not-the-password")
    assert "The account or the password is wrong. Nothing you entered is lost." in person.says(sheet)
    assert sheet.password.text() == ""
    _disable(served, True)
    try:
        _typed(person, PASSWORD)
        assert "This account is disabled; ask an operator. Nothing you entered is lost." in person.says(sheet)
        assert person.shell.desktop.status.state.ended
    finally:
        _disable(served, False)
    _typed(person, PASSWORD)
    person.until("the sheet to go", lambda: not sheet.isVisible())
    assert (person.desk.draft.outcome, person.desk.draft.reason) == (Outcome.PASS, REASON)
    assert not person.shell.desktop.status.state.ended


def test_a_server_that_is_away_is_said_in_the_sheet(tmp_path: Path) -> None:
    """The session ends, then the server goes; it is back on the same port and the same words work."""
    with demo(tmp_path) as served:
        port = int(served.url.rsplit(":", 1)[1])
        with at_work(served, tmp_path / "profiles") as person:
            _ended(person, served)
            served.stop()
            person.press("F8")
            _typed(person, PASSWORD)
            sheet = person.shell.sign_again_sheet
            assert "The server cannot be reached." in person.says(sheet)
            with EmbeddedServer(tmp_path / "server", port=port):
                _typed(person, PASSWORD)
                person.until("the sheet to go", lambda: not sheet.isVisible())
                person.until("the server", lambda: person.shell.status_line.online.text() == "Online")
