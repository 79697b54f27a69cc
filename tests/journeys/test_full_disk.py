"""A disk that is full for a while: one line, the form stays, nothing is pressed, and all of it is there in the end."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from reviewer_app.client.store.values import DraftKey
from reviewer_app.client.trouble import NotSaved
from reviewer_app.client.viewmodels.deskstate import Saved
from reviewer_app.domain.verdicts import Outcome
from reviewer_app.server.embedded import EmbeddedServer
from tests.journeys.station import Person, demo, with_a_case

pytestmark = pytest.mark.usefixtures("dressed")


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EmbeddedServer]:
    """The demo's server."""
    with demo(tmp_path_factory.mktemp("full")) as running:
        yield running


def _room(person: Person, pages: int) -> None:
    """Lets the database of the work in hand grow by so many pages and no more."""
    file = person.place.store.drafts._file
    ((here,),) = file.rows("PRAGMA page_count")
    file.rows(f"PRAGMA max_page_count = {here + pages}")


def _kept(person: Person, case_id: str) -> str:
    lease = next(row.lease for row in person.place.store.leases.all() if row.lease.case_id == case_id)
    saved = person.place.store.drafts.get(DraftKey(case_id, lease.round, lease.attempt))
    return saved.draft.reason if saved else ""


def test_a_full_disk_is_one_line_and_mends_itself(served: EmbeddedServer, tmp_path: Path) -> None:
    with with_a_case(served, tmp_path / "profiles") as person:
        first = person.desk.case
        assert first is not None
        person.until("a case ahead", lambda: person.shell.desktop.desk.ready)
        status = person.shell.desktop.status
        person.press("P")
        person.until("the draft on the disk", lambda: person.desk.saved is Saved.YES and status.state.counts.drafts)
        _room(person, 0)
        person.press("W")
        long = "All of it was watched to the end. " * 200
        person.compose(long)
        person.until("the line", lambda: isinstance(status.state.line, NotSaved))
        said = person.says()
        assert said.count("Not saved") == 1 and person.shell.banner.isVisible()
        assert (person.desk.draft.reason, person.desk.draft.outcome) == (long, Outcome.PASS)
        ahead = person.shell.desktop.desk.ready
        assert ahead is not None and ahead.case is not None
        person.shell.desktop.open_case(ahead.case.case_id)
        person.until("the next case", lambda: person.desk.case and person.desk.case.case_id != first.case_id)
        assert person.desk.saved is Saved.YES and person.desk.trouble is None
        assert _kept(person, first.case_id) != long
        _room(person, 5000)
        person.until("the line to go by itself", lambda: not person.shell.banner.isVisible())
        assert _kept(person, first.case_id) == long
        person.shell.desktop.open_case(first.case_id)
        person.until("the first case", lambda: person.desk.case and person.desk.case.case_id == first.case_id)
        assert (person.desk.draft.reason, person.desk.saved) == (long, Saved.YES)


def test_the_window_does_not_close_over_words_that_no_disk_has(served: EmbeddedServer, tmp_path: Path) -> None:
    with with_a_case(served, tmp_path / "profiles") as person:
        case, sheet = person.desk.case, person.shell.unsaved_sheet
        assert case is not None
        status = person.shell.desktop.status
        person.press("P")
        person.until("the draft on the disk", lambda: person.desk.saved is Saved.YES and status.state.counts.drafts)
        _room(person, 0)
        person.press("W")
        long = "All of it was watched to the end. " * 200
        person.compose(long)
        person.until("the line", lambda: isinstance(status.state.line, NotSaved))
        person.press("Escape")
        assert person.shell.close() is False
        assert sheet.isVisible() and "1 case" in person.says(sheet)
        person.press("Escape")
        assert person.shell.isVisible() and not sheet.isVisible()
        person.press("Shift+F8")
        assert sheet.isVisible() and not person.shell.sign_out_sheet.isVisible()
        _room(person, 5000)
        person.press("Return")  # the keyboard is on "Try again"
        person.until("the sheet to go by itself", lambda: not sheet.isVisible())
        assert _kept(person, case.case_id) == long


def test_who_says_so_leaves_without_what_no_disk_took(served: EmbeddedServer, tmp_path: Path) -> None:
    with with_a_case(served, tmp_path / "profiles") as person:
        person.press("P")
        person.until("the draft on the disk", lambda: person.desk.saved is Saved.YES)
        _room(person, 0)
        person.press("W")
        person.compose("All of it was watched to the end. " * 200)
        person.until("the line", lambda: isinstance(person.shell.desktop.status.state.line, NotSaved))
        assert person.shell.close() is False
        person.shell.unsaved_sheet.leave.click()
        assert not person.shell.isVisible()
