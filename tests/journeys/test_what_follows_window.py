"""The fifth stream in 14 days at the real window: step 3 the day before the ladder changed, step 4 the day it did."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from reviewer_app.server.embedded import EmbeddedServer
from reviewer_app.ui.desk.version import VersionSheet
from reviewer_app.ui.tour.tour import until_or_on
from tests.client.desks import PASSWORD
from tests.journeys import station
from tests.journeys.test_what_follows import SHOWN, at, bring_in, confirm_next, decide_next, serving, stream

pytestmark = pytest.mark.usefixtures("dressed")


def shown_stream(conduct: datetime) -> dict[str, Any]:
    """A clip of the demo as a stream of the same creator."""
    return SHOWN | {
        "ref": "fifth",
        "conduct_at": conduct.isoformat(),
        "flagged_at": (conduct + timedelta(minutes=5)).isoformat(),
        "due_at": (conduct + timedelta(hours=24)).isoformat(),
        "creator": {"id": "c-1", "name": "主播"},
        "subject": SHOWN["subject"] | {"room": "room-fifth"},
    }


@pytest.fixture
def served(tmp_path: Path) -> Iterator[EmbeddedServer]:
    """A server with the shipped rules and three accounts."""
    with serving(tmp_path / "server") as running:
        yield running


def four_before(served: EmbeddedServer, folder: Path, conduct: datetime) -> None:
    """Four streams of the creator in the days before, found in breach, decided and signed."""
    with at(served, folder / "yue", "lin.yue") as lin, at(served, folder / "boss", "boss") as boss:
        for ref, days in (("a", 13), ("b", 10), ("c", 5), ("d", 1)):
            bring_in(served, stream(ref, days, conduct))
            decide_next(lin)
            confirm_next(boss)


@pytest.mark.parametrize(
    ("day", "at_first", "step", "leads"),
    [
        ("2026-08-06", "at least step 3", 3, "suspend-3d"),
        ("2026-08-07", "step 4 of 4", 4, "close-rights"),
    ],
)
def test_the_fifth_stream_by_the_day(
    served: EmbeddedServer, tmp_path: Path, day: str, at_first: str, step: int, leads: str
) -> None:
    conduct = datetime.fromisoformat(f"{day}T20:00:00+08:00")
    four_before(served, tmp_path, conduct)
    bring_in(served, shown_stream(conduct))
    lin = station.Person(tmp_path / "window")
    try:
        lin.arrive(served.url, "lin.yue", password=PASSWORD)
        lin.until("the case in the queue", lambda: lin.shell.desktop.queue.state.total)
        lin.press("Ctrl+Return")
        lin.until("the case on the desk", lambda: lin.desk.case is not None)
        keys = [one.key for one in lin.desk.short_list if one.clause.id == "false-claims"]
        lin.press(str(keys[0]))
        for _more in range(20):  # a place that is still being decoded binds nothing yet
            lin.press("Return")
            if until_or_on(lambda: any(one.anchors for one in lin.desk.draft.findings), 1.5):
                break
        lin.press("E")
        panel = lin.page.decision.follows
        assert panel.isVisible() and at_first in panel.brief.text()
        lin.press("Z", "1")
        assert f"step {step} of 4 · " in panel.brief.text()
        assert [one.measure for one in lin.desk.draft.findings] == [leads]
        if not panel.open:
            lin.press("O")
        said = panel.stairs.accessibleDescription()
        assert f"False advertising: step {step} of 4" in said
        assert "Streams with a breach in 14 days, this one too: 5" in said
        lin.press("U")
        sheet = lin.page.sheets.made["version"]
        assert isinstance(sheet, VersionSheet) and sheet.isVisible()
        (clause,) = sheet.clauses.used
        (then,) = (place for place in clause.beside._places if place.name == "Step")
        assert then.then.startswith(f"False advertising: step {step} of 4")
        assert then.now.startswith("False advertising: step 4 of 4")
        assert then.same == (step == 4)
        lin.press("Escape", "W")
        lin.compose("语音称降血压，普通食品不得宣称。")
        lin.press("Escape")
        lin.until("nothing missing", lambda: lin.desk.can_decide, 10)
        lin.press("Ctrl+Return")
        lin.until("it decided", lambda: lin.desk.case is None)
        lin.clock.forward(90)
        lin.press("F5")
        lin.until("it sent", lambda: not lin.place.store.glance.under_way(), 60)
        assert lin.shell.desktop.status.state.counts.kept == 0
    finally:
        lin.leave()
