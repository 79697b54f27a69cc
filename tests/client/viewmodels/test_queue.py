"""The queue without a screen."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from reviewer_app.client.lanes import InlineLanes
from reviewer_app.client.trouble import CannotTake, Offline
from reviewer_app.client.viewmodels.queue import PAGE, QueueModel
from reviewer_app.client.words import language, speak
from reviewer_app.client.workbench.queue_values import Chip, RiskLine, Sort
from reviewer_app.domain.changes import Changes
from reviewer_app.domain.events import Round, Status
from reviewer_app.domain.leases import LeasePolicy
from reviewer_app.domain.terms import CaseKind
from tests.client.fakes import FakeBench
from tests.client.samples import NOW, held_by


class Desk:
    """What the queue tells of opening and changing."""

    def __init__(self, rows: int = 12, signoff: bool = False) -> None:
        self.bench, self.lanes = FakeBench(rows), InlineLanes()
        self.opened: list[tuple[str, bool]] = []
        self.changes: list[Changes] = []
        self.model = QueueModel(
            self.bench,
            self.lanes,
            self.changes.append,
            lambda case_id, read: self.opened.append((case_id, read)),
            LeasePolicy(),
            signoff,
        )
        self.model.shown(True)


def place_of(desk: Desk, case_id: str) -> int:
    """Where a case stands in the first stretch."""
    return [row.case_id for row in desk.model.state.pages[0]].index(case_id)


def test_the_first_stretch_is_read_and_explained() -> None:
    """Rows by risk, counts of the chips, and why the first one stands first."""
    state = Desk().model.state
    assert state.loaded
    assert state.total == 12
    assert state.chosen is not None
    assert state.chosen.risk == 87
    assert state.counts[Chip.ALL] == 12
    assert sum(line.points for line in state.lines) == pytest.approx(87, abs=0.5)
    assert all(line.formula for line in state.lines)


class _Held(InlineLanes):
    """Does the work at once; the answers wait until they are let go."""

    def __init__(self) -> None:
        super().__init__()
        self.answers: list[Callable[[], None]] = []

    def store(self, work: Callable[[], Any], then: Callable[[Any], None], failed: object = None) -> None:
        """Keeps the answer."""
        result = work()
        self.answers.append(lambda: then(result))

    def let_go(self) -> None:
        """Gives what was asked for until now."""
        answers, self.answers = self.answers, []
        for answer in answers:
            answer()


def test_reasons_that_were_on_their_way_come_in_the_language_that_is_spoken(monkeypatch: pytest.MonkeyPatch) -> None:
    desk, lanes = Desk(), _Held()
    monkeypatch.setattr(desk.model, "_lanes", lanes)
    monkeypatch.setattr(desk.bench, "risk_lines", lambda row: (RiskLine(language(), "severity", 1.0, 1.0),))
    desk.model.choose(3)  # asked for in English, not answered yet
    try:
        speak("zh_CN")
        desk.model.explain_anew()
        lanes.let_go()
        assert [line.text for line in desk.model.state.lines] == ["zh_CN"]
    finally:
        speak("en")


def test_further_stretches_come_when_they_are_needed_and_once() -> None:
    """Row 450 of 500 fetches the third stretch only."""
    desk = Desk(500)
    assert desk.model.state.row(450) is None
    desk.model.need(450)
    assert desk.model.state.row(450) is not None
    assert sorted(desk.model.state.pages) == [0, 2 * PAGE]
    asked = desk.bench.calls.count("queue")
    desk.model.need(451)
    desk.model.need(10_000)
    assert desk.bench.calls.count("queue") == asked


def test_typing_waits_a_moment_and_finds() -> None:
    """Only the last words are looked for."""
    desk = Desk()
    before = desk.bench.calls.count("queue")
    for text in ("c", "ca", "camp"):
        desk.model.search(text)
    desk.lanes.run_due()
    assert desk.bench.calls.count("queue") == before + 1
    assert {row.title for row in desk.model.state.pages[0]} == {"Camping stove, autumn sale, evening show"}


def test_orders_and_chips_go_round() -> None:
    """Keys walk through them; the order counts."""
    desk = Desk()
    desk.model.sort(Sort.DUE)
    rows = desk.model.state.pages[0]
    assert [row.due_at for row in rows] == sorted(row.due_at for row in rows)
    for _ in Sort:
        desk.model.sort_next()
    assert desk.model.state.ask.sort is Sort.DUE
    desk.model.filter_next()
    assert desk.model.state.ask.chip is Chip.CLIP
    for _ in range(len(desk.model.chips) - 1):
        desk.model.filter_next()
    assert desk.model.state.ask.chip is Chip.ALL


def test_taking_goes_to_the_server_and_opens() -> None:
    """The chosen case comes into hand and onto the desk."""
    desk = Desk()
    chosen = desk.model.state.chosen
    assert chosen is not None
    desk.model.take()
    assert desk.opened == [(chosen.case_id, False)]
    assert desk.changes[-1].leases
    assert not desk.model.state.busy


def test_a_case_in_hand_opens_without_asking() -> None:
    """No network is needed for what is here."""
    desk = Desk()
    case_id = desk.bench.give(0)
    desk.model.reload()
    desk.model.choose(place_of(desk, case_id))
    desk.model.take()
    assert desk.opened == [(case_id, False)]
    assert "take" not in desk.bench.calls


def test_a_decided_case_is_only_read() -> None:
    """It can be looked at, never taken."""
    desk = Desk()
    desk.bench.rows[0] = desk.bench.rows[0].model_copy(update={"status": Status.DECIDED, "offered": False})
    desk.model.filter(Chip.DECIDED)
    desk.model.take()
    assert desk.opened == [(desk.bench.rows[0].case_id, True)]


def test_what_somebody_else_has_is_said() -> None:
    """The server's refusal becomes known trouble, the queue stays."""
    desk = Desk()
    chosen = desk.model.state.chosen
    assert chosen is not None
    at = next(i for i, row in enumerate(desk.bench.rows) if row.case_id == chosen.case_id)
    desk.bench.rows[at] = desk.bench.rows[at].model_copy(update={"offered": False, "holder": held_by(False)})
    desk.model.take()
    assert desk.opened == []
    assert isinstance(desk.model.state.trouble, CannotTake)
    assert "Somebody else" in desk.model.state.trouble.detail


def test_no_server_is_said_and_nothing_hangs() -> None:
    """The page can be used again at once."""
    desk = Desk()
    desk.bench.trouble["take"] = Offline()
    desk.model.take()
    assert isinstance(desk.model.state.trouble, Offline)
    assert not desk.model.state.busy
    desk.model.take()
    assert len(desk.opened) == 1
    assert desk.model.state.trouble is None


def test_next_prefers_the_hand() -> None:
    """A case that is in hand already comes before a new one."""
    desk = Desk()
    case_id = desk.bench.give(5)
    desk.model.take_next()
    assert desk.opened == [(case_id, False)]
    other = Desk()
    other.model.take_next()
    assert len(other.opened) == 1
    assert "take" in other.bench.calls


def test_next_keeps_to_the_kind_that_is_shown() -> None:
    """Of what is in hand and of what waits: the filter says what comes."""
    desk = Desk()
    clip = desk.bench.give(5)
    desk.model.filter(Chip.FILING)
    desk.model.take_next()
    (opened,) = (case_id for case_id, _read_only in desk.opened)
    assert next(row.kind for row in desk.bench.rows if row.case_id == opened) is CaseKind.FILING
    desk.model.filter(Chip.CLIP)
    desk.model.take_next()
    assert desk.opened[-1] == (clip, False)


def test_the_next_case_may_be_one_that_is_judged_again_but_none_for_sign_off() -> None:
    """What waits for a second look comes by the same key as what waits for the first."""
    desk = Desk(2)
    desk.bench.rows[0] = desk.bench.rows[0].model_copy(update={"round": Round.SIGNOFF})
    desk.bench.rows[1] = desk.bench.rows[1].model_copy(update={"round": Round.REREVIEW})
    desk.model.take_next()
    assert [case_id for case_id, _read_only in desk.opened] == [desk.bench.rows[1].case_id]


@pytest.mark.parametrize(("count", "hours"), [(5_000, 24), (0, 24), (3, 0), (3, 73), (-3, 24)])
def test_offline_outside_the_limits_takes_nothing(count: int, hours: int) -> None:
    """No number is put in the place of the one that was given."""
    desk = Desk(300)
    desk.model.take_offline(count, hours)
    assert "take_offline" not in desk.bench.calls
    assert desk.bench.cases == {}


def test_offline_takes_what_the_server_allows_and_leaves_the_desk_alone() -> None:
    desk = Desk(300)
    desk.model.take_offline(LeasePolicy().offline_cases, LeasePolicy().offline_hours)
    assert len(desk.bench.cases) == LeasePolicy().offline_cases
    assert desk.opened == []


def test_giving_back() -> None:
    """Only what is in hand can be given back."""
    desk = Desk()
    desk.model.release()
    assert "release" not in desk.bench.calls
    case_id = desk.bench.give(0)
    desk.model.reload()
    desk.model.choose(place_of(desk, case_id))
    desk.model.release()
    assert desk.bench.cases == {}


def test_all_that_is_in_hand_is_given_back_at_once() -> None:
    desk = Desk()
    desk.model.release_all()
    assert "release" not in desk.bench.calls
    for number in (0, 1, 2):
        desk.bench.give(number, number)
    desk.model.reload()
    desk.model.release_all()
    assert desk.bench.cases == {}
    assert desk.bench.calls.count("release") == 1
    assert not desk.model.state.busy


def test_a_hidden_page_only_notes_that_it_is_out_of_date() -> None:
    """It reads again when it is shown."""
    desk = Desk()
    desk.model.shown(False)
    before = desk.bench.calls.count("queue")
    desk.model.hear(Changes(queue=True))
    assert desk.bench.calls.count("queue") == before
    desk.model.shown(True)
    assert desk.bench.calls.count("queue") == before + 1
    desk.model.hear(Changes(rulebooks=True))
    assert desk.bench.calls.count("queue") == before + 1


def test_the_chosen_case_stays_chosen_when_others_move() -> None:
    """A case of higher risk that comes in moves the row, not the choice."""
    desk = Desk()
    desk.model.choose(3)
    chosen = desk.model.state.chosen
    assert chosen is not None
    new = desk.bench.rows[0].model_copy(update={"case_id": chosen.case_id[:-1] + "e", "risk": 99})
    desk.bench.rows.append(new)
    desk.model.reload()
    assert desk.model.state.at == 4
    assert desk.model.state.chosen is not None
    assert desk.model.state.chosen.case_id == chosen.case_id


def test_the_signoff_queue_shows_its_own() -> None:
    """Cases that wait for sign-off, and no others."""
    desk = Desk(signoff=True)
    assert desk.model.state.total == 0
    row = desk.bench.rows[2]
    desk.bench.rows[2] = row.model_copy(update={"round": Round.SIGNOFF, "due_at": NOW + timedelta(hours=1)})
    desk.model.reload()
    assert desk.model.state.total == 1
    desk.model.take()
    assert desk.opened == [(row.case_id, False)]
    assert desk.bench.cases[row.case_id].judged is not None
