"""The outbox, the status line and the desktop that passes changes on."""

from __future__ import annotations

from dataclasses import replace

import pytest

from reviewer_app.client.lanes import InlineLanes
from reviewer_app.client.remote.api import SessionEnded, Unreachable
from reviewer_app.client.trouble import Offline, TooLate
from reviewer_app.client.viewmodels.desktop import Desktop, SessionInfo
from reviewer_app.client.viewmodels.signagain import said
from reviewer_app.client.workbench.queue_values import OutboxState
from reviewer_app.domain.access import Role
from reviewer_app.domain.changes import Changes
from reviewer_app.domain.drafts import Draft
from reviewer_app.domain.fates import Fate
from reviewer_app.domain.leases import LeasePolicy
from reviewer_app.domain.verdicts import Outcome
from reviewer_app.wire.problems import Code, problem
from tests.client.fakes import PASSWORD, FakeBench
from tests.client.samples import Clock, new_id


def _desktop() -> tuple[Desktop, FakeBench, InlineLanes, Clock]:
    clock, lanes = Clock(), InlineLanes()
    bench = FakeBench(clock=clock)
    numbers = iter(range(10_000))
    desktop = Desktop(
        bench,
        lanes,
        clock,
        lambda: new_id(next(numbers)),
        SessionInfo("reviewer-2", "周谷雨", (Role.REVIEWER, Role.SUPERVISOR)),
        LeasePolicy(),
    )
    return desktop, bench, lanes, clock


def _decide(bench: FakeBench, number: int = 0) -> str:
    case_id = bench.give(number)
    lease = bench.cases[case_id].lease
    assert lease is not None
    bench.decide(case_id, Draft(outcome=Outcome.PASS, reason="没有问题"), 1000, lease)
    return case_id


def test_the_status_line_counts_down_what_can_be_taken_back() -> None:
    """Thirty seconds, and after that for as long as it has not been sent."""
    desktop, bench, lanes, clock = _desktop()
    _decide(bench)
    desktop.status.refresh()
    assert desktop.status.state.undo_left == 30
    assert desktop.status.state.counts.undo_title
    clock.go_on(6)
    lanes.run_due()
    assert desktop.status.state.undo_left == 24
    clock.go_on(60)
    lanes.run_due()
    assert desktop.status.state.undo_left == 0
    assert desktop.status.state.counts.undo_op == bench.operations[0].op_id
    assert lanes.timers == []
    bench.operations[0] = replace(bench.operations[0], state=OutboxState.SENT)
    desktop.status.hear(Changes(outbox=True))
    assert desktop.status.state.counts.undo_op is None


@pytest.mark.parametrize("told", [Changes(queue=True), Changes(leases=True), Changes(media=True)])
def test_what_the_status_line_counts_is_counted_again(told: Changes) -> None:
    """What is in hand on another computer is known from the queue alone."""
    desktop, bench, _, _ = _desktop()
    before = bench.calls.count("counts")
    desktop.status.hear(told)
    assert bench.calls.count("counts") == before + 1


def test_sending_now_says_whether_the_server_is_there() -> None:
    """Trouble goes to the calm line; the next success takes it away."""
    desktop, bench, _lanes, _clock = _desktop()
    bench.trouble["refresh"] = Offline()
    desktop.status.sync()
    assert desktop.status.state.online is False
    assert isinstance(desktop.status.state.trouble, Offline)
    desktop.status.sync()
    assert desktop.status.state.online is True
    assert desktop.status.state.trouble is None
    assert not desktop.status.state.syncing


def test_the_sync_loop_tells_of_the_connection() -> None:
    """Coming back clears what was said of being away."""
    desktop, _bench, _lanes, _clock = _desktop()
    desktop.status.say(Offline())
    desktop.status.connection(True)
    assert desktop.status.state.trouble is None
    assert desktop.status.state.online is True


def test_kept_decisions_stand_on_top() -> None:
    """What needs eyes comes first whatever its age."""
    desktop, bench, _lanes, _clock = _desktop()
    _decide(bench, 0)
    _decide(bench, 1)
    refused = replace(
        bench.operations[1],
        state=OutboxState.SETTLED,
        fate=Fate.REFUSED,
        kept=True,
        problem=problem(Code.LEASE_LOST),
    )
    bench.operations[1] = refused
    desktop.outbox.shown(True)
    assert desktop.outbox.state.rows[0].op_id == refused.op_id
    assert desktop.outbox.dismiss()
    assert len(desktop.outbox.state.rows) == 1
    assert not desktop.outbox.dismiss(), "a decision under way cannot be put away"


def test_a_resting_decision_opens_as_a_draft_again() -> None:
    """Opening it takes it back and puts it on the desk."""
    desktop, bench, _lanes, _clock = _desktop()
    shown: list[str] = []
    desktop.on_desk = lambda: shown.append("desk")
    case_id = _decide(bench)
    desktop.outbox.shown(True)
    desktop.outbox.open()
    assert desktop.desk.state.case is not None
    assert desktop.desk.state.case.case_id == case_id
    assert desktop.desk.state.draft.outcome is Outcome.PASS
    assert desktop.outbox.state.rows == ()
    assert shown == ["desk"]


def test_a_sent_decision_is_read() -> None:
    """It cannot be taken back, but looked at."""
    desktop, bench, _lanes, _clock = _desktop()
    _decide(bench)
    bench.operations[0] = replace(bench.operations[0], state=OutboxState.SENT)
    desktop.outbox.shown(True)
    desktop.outbox.open()
    assert bench.calls[-1] == "read"


def test_what_is_not_sealed_is_taken_back_from_the_page_however_old_it_is() -> None:
    """Without a network it rests on past its half minute; nothing else is asked."""
    desktop, bench, _lanes, _clock = _desktop()
    case_id = _decide(bench)
    bench.operations[0] = replace(bench.operations[0], state=OutboxState.WAITING)
    desktop.outbox.shown(True)
    desktop.outbox.open()
    assert "undo" in bench.calls and "read" not in bench.calls
    assert desktop.desk.state.case is not None and desktop.desk.state.case.case_id == case_id


def test_the_outbox_knows_whether_the_server_is_there() -> None:
    desktop, _bench, _lanes, _clock = _desktop()
    assert not desktop.outbox.state.away
    desktop.report(Changes(), False, Unreachable())
    assert desktop.outbox.state.away
    desktop.report(Changes(), True)
    assert not desktop.outbox.state.away


def test_too_late_is_said_on_the_calm_line() -> None:
    """Ctrl+Z with nothing to take back changes nothing."""
    desktop, _bench, _lanes, _clock = _desktop()
    desktop.undo()
    assert isinstance(desktop.status.state.trouble, TooLate)


def test_the_countdown_of_a_resting_row_moves_while_the_page_is_shown() -> None:
    """And stops when it is hidden."""
    desktop, bench, lanes, clock = _desktop()
    _decide(bench)
    desktop.outbox.shown(True)
    heard: list[int] = []
    desktop.outbox.watch(lambda: heard.append(desktop.outbox.rest_left(desktop.outbox.state.rows[0])))
    clock.go_on(5)
    lanes.run_due()
    assert heard == [25]
    desktop.outbox.shown(False)
    assert lanes.timers == []


def test_changes_reach_the_models_that_care() -> None:
    """One call tells all; hidden pages do not read."""
    desktop, bench, _lanes, _clock = _desktop()
    desktop.queue.shown(True)
    bench.calls.clear()
    desktop.apply_changes(Changes(queue=True, outbox=True))
    assert "queue" in bench.calls
    assert "counts" in bench.calls
    assert "outbox" not in bench.calls
    bench.calls.clear()
    desktop.apply_changes(Changes())
    assert bench.calls == []


def test_deciding_moves_on_and_counts() -> None:
    """The desk's decision reaches the status line."""
    desktop, bench, _lanes, _clock = _desktop()
    first, second = bench.give(0), bench.give(1, 1)
    desktop.open_case(first)
    desktop.desk.choose(Outcome.PASS)
    desktop.desk.reason("没有发现违规内容。")
    assert desktop.desk.decide()
    assert desktop.desk.state.case is not None
    assert desktop.desk.state.case.case_id == second
    assert desktop.status.state.counts.to_send == 1
    desktop.stop()


def test_a_session_that_has_ended_stays_said_until_somebody_signs_in() -> None:
    """Closing the line, or sending by hand, does not hide it; signing in again does, and a wrong password is said."""
    desktop, bench, _lanes, _clock = _desktop()
    ended = SessionEnded(problem(Code.UNAUTHENTICATED))
    again = desktop.sign_again
    assert not again.wanted
    desktop.report(Changes(session=True), online=True, trouble=ended)
    desktop.status.say(None)
    assert again.wanted
    bench.trouble["refresh"] = ended
    desktop.status.sync()
    assert desktop.status.state.trouble is ended
    assert not again.enter("")
    assert said(again.state) == "Enter your password."
    again.enter("wrong")
    assert said(again.state) == "The account or the password is wrong. Nothing you entered is lost."
    bench.trouble["sign_in"] = Unreachable(Code.TOO_MANY)
    again.enter(PASSWORD)
    assert said(again.state) == "Too many requests; wait a little. Nothing you entered is lost."
    again.begin()
    assert said(again.state) == ""
    again.enter(PASSWORD)
    assert again.state.done
    assert not again.wanted
    assert desktop.status.state.trouble is None
