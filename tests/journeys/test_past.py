"""A renewal at the real window beside what its merchant filed a year before: fetched online, said offline, by keys."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from reviewer_app.client.viewmodels.past import PastModel
from reviewer_app.domain.access import Role
from reviewer_app.domain.verdicts import Outcome
from reviewer_app.rulebooks import facts
from reviewer_app.rulebooks.filing_past import Part
from reviewer_app.server.embedded import EmbeddedServer
from reviewer_app.ui.evidence.past import PastView
from tests.client.desks import PASSWORD
from tests.journeys import station
from tests.journeys.test_what_follows import at, bring_in, serving
from tests.ui.evidence_bench import DEMO, pack
from tests.ui.past_made import REF, THEN, earlier_data

pytestmark = pytest.mark.usefixtures("dressed")


@pytest.fixture
def served(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[EmbeddedServer]:
    """A server with the shipped rules, and a second reviewer; no pass is drawn for the sample of sign-off."""
    monkeypatch.setattr(facts, "sample_of", lambda case_id: 1.0)  # one in twenty would wait for a supervisor
    with serving(tmp_path / "server") as running:
        running.seed_account("mei.lan", PASSWORD, Role.REVIEWER)
        yield running


def filed_before(served: EmbeddedServer, folder: Path) -> dict[str, Any]:
    """The earlier filing, passed by another reviewer."""
    flagged = (THEN + timedelta(minutes=5)).isoformat()
    data = earlier_data() | {"flagged_at": flagged, "due_at": (THEN + timedelta(days=1)).isoformat()}
    data["flags"] = [flag | {"score": 0.5} for flag in data["flags"]]  # a pass over a strong one would wait for a sign
    bring_in(served, data)
    with at(served, folder / "mei", "mei.lan") as mei:
        (case_id,) = mei.bench.take(count=1).cases
        mei.desk.open(case_id)
        mei.desk.choose(Outcome.PASS)
        assert mei.desk.decide(), mei.desk.state.missing
        mei.send()
    return data


def at_the_filing(served: EmbeddedServer, folder: Path) -> station.Person:
    """The first reviewer at the window, with today's renewal on the desk."""
    person = station.Person(folder)
    person.arrive(served.url, "lin.yue", password=PASSWORD)
    person.until("the case in the queue", lambda: person.shell.desktop.queue.state.total)
    person.press("Ctrl+Return")
    person.until("the case on the desk", lambda: person.desk.case is not None)
    person.until("its page", lambda: person.page.pane.filing.model.pictures.state.picture is not None)
    return person


def view(person: station.Person) -> PastView:
    return person.page.pane.filing.past


def to_the_term(person: station.Person) -> PastModel:
    """Walks the changes to the validity of the licence."""
    model = view(person).model
    for _press in range(40):
        if model.row and model.row.part is Part.TERM:
            return model
        person.press("L")
    raise AssertionError("L never comes to the term")


def test_the_earlier_filing_and_its_page_are_beside_todays(served: EmbeddedServer, tmp_path: Path) -> None:
    old = filed_before(served, tmp_path)
    bring_in(served, pack(DEMO)[REF])
    lin = at_the_filing(served, tmp_path / "window")
    try:
        assert lin.desk.case is not None
        paper = old["subject"]["documents"][0]["file"]["sha256"]
        assert not lin.place.store.assets.have(paper)
        lin.press("Shift+Y")
        assert view(lin).isVisible()
        assert "Pass on" in view(lin).verdict.text() and "First look" in view(lin).verdict.text()
        assert "mei" not in lin.says() and "梅" not in lin.says()
        model = to_the_term(lin)
        lin.until("the page of before", lambda: model.then.state.picture is not None)
        lin.until("the page of today", lambda: model.now.state.picture is not None)
        assert not lin.place.store.assets.have(paper)  # nothing of it is written down
        lin.press("Shift+Y")
        row = lin.page.pane.filing.model.row
        assert not view(lin).isVisible() and row is not None and row.name == "营业期限"
    finally:
        lin.leave()


def test_without_a_network_the_rows_are_there_and_the_page_is_said_not_to_be(
    served: EmbeddedServer, tmp_path: Path
) -> None:
    filed_before(served, tmp_path)
    bring_in(served, pack(DEMO)[REF])
    lin = at_the_filing(served, tmp_path / "window")
    try:
        served.stop()
        lin.press("Shift+Y")
        model = to_the_term(lin)
        lin.until("what is the matter", lambda: model.then.state.trouble is not None)
        assert model.then.state.trouble is not None
        assert model.then.state.trouble.code == "offline"
        lin.until("the page of today", lambda: model.now.state.picture is not None)
        assert model.changes > 4
    finally:
        lin.leave()
