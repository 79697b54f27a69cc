"""The main job against the real server, on both databases: first look, sign-off, return, hold, history."""

from __future__ import annotations

import json
from collections.abc import Callable

from reviewer_app.domain.events import EVENTS, Round, Status
from reviewer_app.domain.fates import Fate
from reviewer_app.domain.rounds import fold
from reviewer_app.domain.verdicts import Outcome
from reviewer_app.server.embedded import EmbeddedServer
from reviewer_app.server.repository import cases as case_rows
from reviewer_app.server.repository import ledger as ledger_rows
from reviewer_app.server.service import views
from reviewer_app.server.service.ledger import check
from reviewer_app.wire.messages import Held
from reviewer_app.wire.problems import Code
from tests.server.books import book
from tests.server.clocks import SetClock
from tests.server.conftest import Start
from tests.server.desk import Desk, finding, hold, passing, signing, violation
from tests.server.made import listing, ndjson

Sit = Callable[[EmbeddedServer, str], Desk]


def opened(server: EmbeddedServer, sit: Sit, *refs: str) -> list[str]:
    answers = sit(server, "op").bring_in(ndjson(*(listing(ref) for ref in refs))).answers
    assert [answer.fate for answer in answers] == [Fate.ACCEPTED] * len(refs)
    return [answer.case_id or "" for answer in answers]


def test_a_case_is_judged_and_decided(server: EmbeddedServer, sit: Sit) -> None:
    (case,) = opened(server, sit, "a")
    desk = sit(server, "rev-a")
    assert [row.offered for row in desk.feed().rows] == [True]
    grant = desk.one()
    assert grant.file.record == json.dumps(listing("a"), ensure_ascii=False)
    answer = desk.decide(grant, violation(grant))
    assert (answer.fate, answer.problem) == (Fate.ACCEPTED, None)
    row = desk.feed().rows[0]
    assert (row.status, row.outcome, row.acted, row.offered) == (Status.DECIDED, "violation", True, False)
    file = json.loads(desk.get(f"cases/{case}").content)
    assert [event["type"] for event in file["events"]] == ["opened", "taken", "verdict"]
    assert file["verdicts"][0]["verdict_id"] == answer.op_id == file["decision"]


def test_sign_off_confirms_and_is_refused_to_who_judged(server: EmbeddedServer, sit: Sit) -> None:
    (case,) = opened(server, sit, "a")
    first, other = sit(server, "both"), sit(server, "sup")
    grant = first.one(case)
    given = first.decide(grant, violation(grant, measure="close"))
    assert given.fate is Fate.ACCEPTED
    assert first.take(case).refused[0].problem.code is Code.ACTED_BEFORE
    at_signoff = other.one(case)
    assert (at_signoff.lease.round, at_signoff.file.on) == (Round.SIGNOFF, given.op_id)
    assert at_signoff.file.signoff == ("closing",)
    answer = other.decide(at_signoff, signing(Outcome.CONFIRM, at_signoff))
    assert (answer.fate, answer.problem) == (Fate.ACCEPTED, None)
    row = other.feed().rows[0]
    assert (row.status, row.outcome) == (Status.DECIDED, "violation")


def test_a_change_names_what_it_overrides(server: EmbeddedServer, sit: Sit) -> None:
    (case,) = opened(server, sit, "a")
    first, supervisor = sit(server, "rev-a"), sit(server, "sup")
    grant = first.one(case)
    given = first.decide(grant, violation(grant, measure="close"))
    at_signoff = supervisor.one(case)
    verdict = signing(
        Outcome.CHANGE, at_signoff, result="violation", reason="较轻", findings=(finding(at_signoff, measure="warn"),)
    )
    assert supervisor.decide(at_signoff, verdict).fate is Fate.ACCEPTED
    events = json.loads(supervisor.get(f"cases/{case}").content)["events"]
    assert events[-1]["overrides"] == given.op_id


def test_a_returned_case_goes_back_to_who_judged_it(server: EmbeddedServer, sit: Sit) -> None:
    (case,) = opened(server, sit, "a")
    first, supervisor, other = sit(server, "rev-a"), sit(server, "sup"), sit(server, "rev-b")
    grant = first.one(case)
    first.decide(grant, violation(grant, measure="close"))
    at_signoff = supervisor.one(case)
    assert supervisor.decide(at_signoff, signing(Outcome.RETURN, at_signoff, reason="再看一眼")).fate is Fate.ACCEPTED
    assert not other.take(case).grants and not other.take(count=1).grants
    row = first.feed().rows[0]
    assert (row.back, row.offered, row.attempt) == (True, True, 2)
    again = first.one()
    assert (again.file.remark, again.lease.attempt) == ("再看一眼", 2)
    assert first.decide(again, violation(again, measure="close")).fate is Fate.ACCEPTED
    signed = supervisor.one(case)
    assert supervisor.decide(signed, signing(Outcome.CONFIRM, signed)).fate is Fate.ACCEPTED


def test_a_hold_has_an_end_and_an_owner(server: EmbeddedServer, sit: Sit, clock: SetClock) -> None:
    (case,) = opened(server, sit, "a")
    desk, other = sit(server, "rev-a"), sit(server, "rev-b")
    grant = desk.one(case)
    refused = desk.decide(grant, hold(desk, hours=500))
    assert refused.problem is not None and refused.problem.field == "hold_until"
    assert desk.decide(grant, hold(desk)).fate is Fate.ACCEPTED
    assert not other.feed().rows
    assert [row.case_id for row in sit(server, "op").feed().rows] == [case]
    clock.forward(hours=25)
    server.server.leases.sweep()
    assert other.feed().rows[0].offered
    grant = desk.one(case)
    assert desk.decide(grant, passing()).fate is Fate.ACCEPTED


def test_conduct_before_the_first_version_is_held_again_and_again_and_never_judged(
    server: EmbeddedServer, sit: Sit, clock: SetClock
) -> None:
    """The whole life: in, refused as a pass and as a violation, held, back when the hold ends, and in no sign-off."""
    old = listing("old", conduct_at="1990-05-01T10:00:00+08:00")
    (answer,) = sit(server, "op").bring_in(ndjson(old)).answers
    assert answer.fate is Fate.ACCEPTED and answer.case_id is not None
    desk, supervisor = sit(server, "rev-a"), sit(server, "sup")
    for _ in range(2):
        grant = desk.one(answer.case_id)
        for verdict in (passing(), violation(grant)):
            refused = desk.decide(grant, verdict)
            assert refused.fate is Fate.REFUSED and refused.problem is not None
            assert (refused.problem.code, refused.problem.field) == (Code.VERDICT_INCOMPLETE, "none_in_force")
        held = desk.decide(grant, hold(desk))
        assert (held.fate, held.problem) == (Fate.ACCEPTED, None)
        assert [row.status for row in sit(server, "op").feed().rows] == [Status.HELD]
        assert not supervisor.take(count=1).grants
        clock.forward(hours=25)
        server.server.leases.sweep()
    assert [row.offered for row in desk.feed().rows] == [True]


def test_two_blind_seats_that_differ_go_to_adjudication(start: Start, sit: Sit, database_url: str | None) -> None:
    two = book(seats=2)
    server = start(rulebooks=(two,), database_url=database_url)
    (case,) = opened(server, sit, "a")
    one, other, judge = sit(server, "rev-a"), sit(server, "rev-b"), sit(server, "sup")
    grants = one.one(case), other.one(case)
    assert {grant.lease.seat for grant in grants} == {1, 2}
    assert one.decide(grants[0], violation(grants[0], two.published)).fate is Fate.ACCEPTED
    assert not judge.feed().rows
    assert other.decide(grants[1], passing(two.published)).fate is Fate.ACCEPTED
    grant = judge.one(case)
    assert grant.lease.round is Round.ADJUDICATION
    assert len(grant.file.verdicts) == 2
    assert judge.decide(grant, passing(two.published)).fate is Fate.ACCEPTED


def test_leases_lapse_pass_on_and_leave_an_advisory_opinion(server: EmbeddedServer, sit: Sit, clock: SetClock) -> None:
    (case,) = opened(server, sit, "a")
    slow, quick, supervisor = sit(server, "rev-a"), sit(server, "rev-b"), sit(server, "sup")
    late = slow.one(case)
    assert quick.take(case).refused[0].problem.code is Code.TAKEN
    clock.forward(minutes=9)
    held = Held(case_id=case, epoch=late.lease.epoch)
    assert slow.heartbeat(held).leases[0].until > late.lease.until
    clock.forward(minutes=9)
    assert quick.take(case).refused
    clock.forward(minutes=2)
    grant = quick.one(case)
    assert grant.lease.epoch > late.lease.epoch
    assert slow.heartbeat(held).lost[0].problem.code is Code.LEASE_LOST
    assert slow.decide(late, violation(late)).fate is Fate.ADVISORY
    assert quick.decide(grant, passing()).fate is Fate.ACCEPTED
    fates = [v["fate"] for v in json.loads(supervisor.get(f"cases/{case}").content)["verdicts"]]
    assert sorted(fates) == ["accepted", "advisory"]
    assert {v["fate"] for v in json.loads(quick.get(f"cases/{case}").content)["verdicts"]} == {"accepted", "advisory"}


def test_a_late_verdict_counts_while_nobody_else_took_the_case(
    server: EmbeddedServer, sit: Sit, clock: SetClock
) -> None:
    (case,) = opened(server, sit, "a")
    desk = sit(server, "rev-a")
    grant = desk.one(case)
    clock.forward(hours=5)
    server.server.leases.sweep()
    assert desk.decide(grant, passing()).fate is Fate.ACCEPTED


def test_ledger_and_heads_follow_from_what_was_appended(server: EmbeddedServer, sit: Sit) -> None:
    refs = [f"c{i}" for i in range(4)]
    cases = opened(server, sit, *refs)
    desk = sit(server, "rev-a")
    for case in cases:
        grant = desk.one(case)
        desk.decide(grant, passing())

    with server.server.core.database.read() as conn:
        rows = [dict(row._mapping) for row in ledger_rows.entries(conn)]
        assert len(rows) == 4 and check(rows)
        for case in cases:
            events = [EVENTS.validate_json(body) for _, body in case_rows.events_of(conn, case)]
            head = case_rows.head(conn, case)
            assert views.load_head(head.state, head.hidden).state == fold(events)
