"""What a case is tied to, at the window: the brief beside the case, the sheet with reasons, and the way back."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from reviewer_app.server.embedded import EmbeddedServer
from reviewer_app.ui.desk.ties import TiesSheet
from reviewer_app.ui.kit import Row
from reviewer_app.ui.tour.hands import rest
from tests.journeys.station import Person, demo, with_a_case

pytestmark = pytest.mark.usefixtures("dressed")


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EmbeddedServer]:
    """The demo's server: its shops dm-5201 and others have more than one case."""
    with demo(tmp_path_factory.mktemp("ties")) as running:
        yield running


def _sheet(person: Person) -> TiesSheet:
    person.press("Shift+I")
    sheet = person.shell.sheet()
    assert isinstance(sheet, TiesSheet)
    return sheet


def test_other_cases_of_the_shop_are_named_with_the_reason(served: EmbeddedServer, tmp_path: Path) -> None:
    with with_a_case(served, tmp_path / "profiles") as person:
        case = person.desk.case
        assert case is not None and case.file.ties is not None
        others = case.file.ties.cases
        assert {one.ref for one in others} >= {"demo-listing-01", "demo-filing-01"} - {case.record.ref}
        person.shell.resize(1920, 1080)
        rest(100)
        assert f"{len(others)} other cases, 0 violations" in person.says(person.page.context)
        sheet = _sheet(person)
        said = person.says(sheet)
        assert "Same goods · Same merchant" in said
        assert all(row.accessibleName().endswith("Not decided") for row in sheet.findChildren(Row))
        assert "No other shop is known by the same numbers or names." in said
        person.press("Shift+I")
        assert not sheet.isVisible()


def test_who_may_read_another_case_comes_back_with_one_key(served: EmbeddedServer, tmp_path: Path) -> None:
    with with_a_case(served, tmp_path / "lin") as person:
        first = person.desk.case
        assert first is not None and first.file.ties is not None
        person.press("P")
        person.press("W")
        person.type("Watched to the end")
        person.press("Escape")
        desktop = person.shell.desktop
        desktop.read_beside(first.case_id)  # the person's own: who had a hand in a case may read it
        person.until("the case to read", lambda: person.desk.case is not None and person.desk.case.lease is None)
        person.press("Backspace")
        person.until("the case to judge", lambda: person.desk.case is not None and person.desk.case.lease is not None)
        assert person.desk.draft.reason == "Watched to the end"
        assert desktop.back() is False


def test_a_case_that_may_not_be_read_is_no_button(served: EmbeddedServer, tmp_path: Path) -> None:
    with with_a_case(served, tmp_path / "lin2") as person:
        rows = [row for row in _sheet(person).findChildren(Row) if row.isVisible()]
        assert rows
        for row in rows:
            row.clicked.emit()
        rest(50)
        assert person.desk.case is not None and person.desk.case.lease is not None
