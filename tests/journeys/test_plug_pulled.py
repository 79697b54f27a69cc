"""Pulling the plug: cases taken along, judged with no server, through a restart and a crash, and sent by themselves."""

from __future__ import annotations

import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest
import sqlalchemy as sa
from PySide6.QtWidgets import QApplication

from reviewer_app.client.workbench.queue_values import Chip, OutboxState
from reviewer_app.domain.cases import CaseKind
from reviewer_app.domain.fates import Fate
from reviewer_app.domain.verdicts import Operation, Outcome
from reviewer_app.server.embedded import EmbeddedServer
from reviewer_app.server.repository.tables import ledger
from reviewer_app.ui import theme
from reviewer_app.ui.tour.hands import TourClock
from tests.journeys.crash import WORDS
from tests.journeys.station import PASSPHRASE, Person, demo

pytestmark = pytest.mark.usefixtures("dressed")
REASON = "Judged with the plug pulled; the places are bound as evidence."
TAKEN = 16


@dataclass
class Away:
    """A person with cases on this computer, and the server gone."""

    folder: Path
    url: str
    clock: TourClock

    @property
    def profiles(self) -> Path:
        """Where the person's work lies."""
        return self.folder / "profiles"


@pytest.fixture(scope="module")
def packed(qapp: QApplication, tmp_path_factory: pytest.TempPathFactory) -> Away:
    """Takes every case offline by key, waits for their evidence, and stops the server."""
    theme.apply(qapp, "light")
    folder = tmp_path_factory.mktemp("packed")
    with demo(folder) as served:
        person = Person(folder / "profiles")
        person.arrive(served.url)
        person.until("the queue", lambda: person.shell.desktop.queue.state.total)
        person.press("F2", "O")
        person.type(str(TAKEN))
        person.press("Return")
        person.until("the cases in hand", lambda: person.shell.desktop.status.state.counts.in_hand == TAKEN)
        person.until("all evidence", lambda: _whole(person), 60)
        person.leave()
    return Away(folder, served.url, person.clock)


@pytest.fixture
def away(packed: Away, tmp_path: Path) -> Away:
    """A copy of it, so that each test has the whole of it to itself."""
    for name in ("profiles", "server"):
        shutil.copytree(packed.folder / name, tmp_path / name)
    return Away(tmp_path, packed.url, TourClock())


def _whole(person: Person) -> bool:
    person.shell.desktop.status.refresh()
    counts = person.shell.desktop.status.state.counts
    hand = person.place.bench.in_hand()
    return bool(counts.media_total) and all(one.media_done == one.media_total for one in hand)


def _at_the_desk(away: Away) -> Person:
    """Starts the program with no server: the session kept from before, and the passphrase."""
    person = Person(away.profiles, away.clock)
    person.arrive(away.url)
    person.until("that the server is away", lambda: person.shell.desktop.status.state.online is False)
    return person


def _open(person: Person, kind: CaseKind) -> str:
    """The first case in hand of a kind, from the queue, by key."""
    queue = person.shell.desktop.queue
    person.press("F2")
    for _press in range(len(Chip)):
        if queue.state.ask.chip is Chip.MINE:
            break
        person.press("F")
    person.until("the hand", lambda: not queue.state.stale and queue.state.chosen)
    for _row in range(queue.state.total):
        if queue.state.chosen and queue.state.chosen.kind is kind:
            break
        person.press("Down")
    chosen = queue.state.chosen
    assert chosen is not None and chosen.kind is kind
    person.press("Return")
    person.until("the case", lambda: person.desk.case is not None and person.desk.case.case_id == chosen.case_id)
    person.until("its evidence", lambda: not person.page.pane._reader._waiting)
    return chosen.case_id


def _decide(person: Person, outcome: str, bound: bool = False) -> None:
    person.press(outcome)
    if outcome == "H":
        person.press("H")  # a hold has no reason by itself
    if bound:
        person.press("1")
        for _flag in range(1 + len(person.desk.case.record.flags if person.desk.case else ())):
            person.press("Return")
            if any(finding.anchors for finding in person.desk.draft.findings):
                break
            person.press("N")
        for _element in range(6):
            person.press("E")
    person.press("W")
    person.type(REASON)
    person.press("Escape")
    person.until(f"nothing that blocks: {person.says(person.page.decision.foot)}", lambda: person.desk.can_decide, 10)
    before = person.desk.case
    person.press("Ctrl+Return")
    person.until("the decision on the disk", lambda: person.desk.case is not before)


def _counts(person: Person) -> list[str]:
    line = person.shell.status_line
    return [label.text() for label in (line.online, line.in_hand, line.drafts, line.to_send, line.kept)]


def _judged(away: Away) -> dict[str, Outcome]:
    """One case of each kind decided, the last taken back and decided again, a fourth begun; then the window closes."""
    person = _at_the_desk(away)
    done = {}
    for kind, key, outcome in (
        (CaseKind.CLIP, "V", Outcome.VIOLATION),
        (CaseKind.LISTING, "P", Outcome.PASS),
        (CaseKind.FILING, "H", Outcome.HOLD),
    ):
        done[_open(person, kind)] = outcome
        _decide(person, key, bound=outcome is Outcome.VIOLATION)
    person.until("the counts", lambda: person.shell.desktop.status.state.counts.to_send == 3)
    assert _counts(person) == ["Offline", f"In hand {TAKEN - 3}", "Drafts 0", "To send 3", "Needs a look 0"]
    person.press("Ctrl+Z")
    person.until("the filing again", lambda: person.desk.case and person.desk.case.record.kind is CaseKind.FILING)
    person.until("the counts", lambda: person.shell.desktop.status.state.counts.to_send == 2)
    assert _counts(person) == ["Offline", f"In hand {TAKEN - 2}", "Drafts 1", "To send 2", "Needs a look 0"]
    assert (person.desk.draft.outcome, person.desk.draft.reason) == (Outcome.HOLD, REASON)
    before = person.desk.case
    person.press("Ctrl+Return")
    person.until("the next case", lambda: person.desk.case is not before)
    person.press("W")
    person.type("begun")
    person.leave()
    return done


def _at_the_server(folder: Path, port: int) -> list[tuple[Fate, Operation]]:
    served = EmbeddedServer(folder / "server", port=port)
    try:
        with served.server.core.database.read() as conn:
            rows = conn.execute(sa.select(ledger.c.fate, ledger.c.body).order_by(ledger.c.seq)).all()
    finally:
        served._socket.close()
        served.server.close()
    return [(Fate(row.fate), Operation.model_validate_json(row.body)) for row in rows]


def test_a_day_with_the_plug_pulled(away: Away) -> None:
    """Counts and the draft survive a restart; the server comes back and nobody presses anything."""
    done = _judged(away)
    person = _at_the_desk(away)
    try:
        assert _counts(person) == ["Offline", f"In hand {TAKEN - 3}", "Drafts 1", "To send 3", "Needs a look 0"]
        states = [row.state for row in person.place.bench.outbox()]
        assert states == [OutboxState.RESTING] * 3, "nothing is sealed on a guess that the server may be there"
        drafted = next(one.case_id for one in person.place.bench.in_hand() if one.drafted)
        assert person.place.bench.open(drafted).draft.reason == "begun"
        away.clock.forward(120)
        port = int(away.url.rsplit(":", 1)[1])
        with EmbeddedServer(away.folder / "server", port=port):
            person.until("the outbox to empty by itself", lambda: not person.place.store.glance.under_way(), 90)
            person.until("the counts", lambda: person.shell.desktop.status.state.counts.to_send == 0)
            assert _counts(person) == ["Online", f"In hand {TAKEN - 3}", "Drafts 1", "To send 0", "Needs a look 0"]
            assert not person.shell.banner.isVisible()
    finally:
        person.leave()
    recorded = _at_the_server(away.folder, 0)
    assert [(fate, op.case_id, op.verdict.outcome) for fate, op in recorded] == [
        (Fate.ACCEPTED, case_id, outcome) for case_id, outcome in done.items()
    ]
    assert all(op.verdict.reason == REASON for _fate, op in recorded)
    (violation,) = [op.verdict for _fate, op in recorded if op.verdict.findings]
    assert violation.findings[0].anchors


def test_an_old_decision_is_taken_back_from_the_outbox_with_no_server(away: Away) -> None:
    """Its half minute is long over, but nothing was sealed: the older of two comes back whole, the other waits on."""
    person = _at_the_desk(away)
    try:
        older = _open(person, CaseKind.LISTING)
        _decide(person, "P")
        _open(person, CaseKind.FILING)
        _decide(person, "H")
        away.clock.forward(3600)
        person.press("F6")
        person.until("both", lambda: len(person.shell.desktop.outbox.state.rows) == 2)
        assert "2 wait for the network" in person.says()
        person.press("Down", "O")
        person.until("the listing again", lambda: person.desk.case and person.desk.case.case_id == older)
        assert (person.desk.draft.outcome, person.desk.draft.reason) == (Outcome.PASS, REASON)
        assert not person.shell.desktop.outbox.state.trouble
        assert [row.state for row in person.place.bench.outbox()] == [OutboxState.WAITING]
    finally:
        person.leave()


def _die(away: Away, *unsafe: str) -> None:
    """A crash a second after the last key."""
    words = [sys.executable, "-m", "tests.journeys.crash", away.url, str(away.profiles), "1.0", *unsafe]
    done = subprocess.run(words, input=f"{PASSPHRASE}\n", text=True, capture_output=True, timeout=120)
    assert done.returncode == 9, done.stderr


def _drafts(away: Away) -> list[str]:
    person = _at_the_desk(away)
    hand = [one.case_id for one in person.place.bench.in_hand() if one.drafted]
    found = [person.place.bench.open(case_id).draft.reason for case_id in hand]
    person.leave()
    return found


def test_a_draft_comes_back_after_a_crash_a_second_later(away: Away) -> None:
    _die(away)
    assert _drafts(away) == [WORDS]


def test_a_desk_that_does_not_save_by_itself_would_show(away: Away) -> None:
    """The control."""
    _die(away, "unsafe")
    assert WORDS not in _drafts(away)
