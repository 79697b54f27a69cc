"""Accounts that an operator disables: sessions end, cases go back, one operator stays, and each act is on record."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from reviewer_app.domain.access import Role
from reviewer_app.domain.events import EVENTS, Cancelled, Released, Round, Status
from reviewer_app.domain.fates import Fate
from reviewer_app.domain.verdicts import Outcome
from reviewer_app.server.embedded import EmbeddedServer
from reviewer_app.server.repository import cases, leases, people
from reviewer_app.server.service import transitions
from reviewer_app.server.service.refusal import Refusal
from reviewer_app.wire.messages import AccountActs, AccountSet, Held, TakeAsk
from reviewer_app.wire.problems import Code
from tests.server.clocks import SetClock
from tests.server.desk import PASSWORD, Desk, passing, signing, violation
from tests.server.made import listing, ndjson
from tests.server.test_http import _type as problem_of

Sit = Callable[[EmbeddedServer, str], Desk]


def set_to(desk: Desk, account: str, word: str = "disabled") -> AccountSet:
    reply = desk.post(f"accounts/{word}", {"account": account})
    assert reply.status_code == 200, reply.text
    return AccountSet.model_validate_json(reply.content)


def test_sessions_end_at_once_and_cases_go_back(server: EmbeddedServer, sit: Sit, clock: SetClock) -> None:
    operator, desk, other = (sit(server, name) for name in ("op", "rev-a", "rev-b"))
    elsewhere = sit(server, "rev-a")
    operator.bring_in(ndjson(listing("a"), listing("b"), listing("c")))
    at_hand, away = desk.one(), desk.one(kind="offline", count=1)
    third = other.one()
    assert set_to(operator, "rev-a") == AccountSet(account="rev-a", disabled=True, given_back=2)
    for one in (desk, elsewhere):
        assert problem_of(one.get("feed")) == Code.UNAUTHENTICATED
    rows = {row.case_id: row for row in other.feed().rows}
    for grant in (at_hand, away):
        row = rows[grant.lease.case_id]
        assert (row.status, row.offered, row.holder) == (Status.WAITING, True, None)
        with server.server.core.database.read() as conn:
            last = EVENTS.validate_json(cases.events_of(conn, grant.lease.case_id)[-1][1])
        assert isinstance(last, Released) and last.why == "revoked"
    assert rows[third.lease.case_id].status is Status.WORKING
    assert other.one(at_hand.lease.case_id).lease.epoch == at_hand.lease.epoch + 1


def test_only_what_was_still_in_hand_is_taken_back(server: EmbeddedServer, sit: Sit, clock: SetClock) -> None:
    """A lease whose term was over had lapsed, and of a case that was cancelled only the lease was left."""
    operator, desk = sit(server, "op"), sit(server, "rev-a")
    operator.bring_in(ndjson(listing("a"), listing("b"), listing("c")))
    lapsed, gone, held = desk.one(), *(desk.one(kind="offline", count=1) for _ in range(2))
    core = server.server.core
    with core.database.write() as unit:
        case = transitions.load(unit, gone.lease.case_id)
        assert case is not None
        transitions.record(unit, case, [Cancelled(at=core.now(), actor="op", why="重复")])
    clock.forward(hours=3)
    operator.sign_in()
    assert set_to(operator, "rev-a").given_back == 1
    with core.database.read() as conn:
        last = [EVENTS.validate_json(cases.events_of(conn, one.lease.case_id)[-1][1]) for one in (lapsed, gone, held)]
        assert leases.open_of(conn, "rev-a") == []
    assert [getattr(event, "why", "") for event in last] == ["lapsed", "重复", "revoked"]


def test_what_is_in_the_hand_of_an_account_that_is_disabled_already_goes_back(server: EmbeddedServer, sit: Sit) -> None:
    """An account could be marked in the database, with its cases left in its hand; the act is on record once."""
    operator, desk, other = (sit(server, name) for name in ("op", "rev-a", "rev-b"))
    operator.bring_in(ndjson(listing("a")))
    case_id = desk.one().lease.case_id
    with server.server.core.database.plain_write() as conn:
        people.set_disabled(conn, "rev-a", True)
    assert set_to(operator, "rev-a") == AccountSet(account="rev-a", disabled=True, given_back=1)
    assert other.one(case_id).lease.holder == "rev-b"
    assert set_to(operator, "rev-a") == AccountSet(account="rev-a", disabled=True)
    assert AccountActs.model_validate_json(sit(server, "aud").get("ledger/accounts").content).acts == ()


def test_a_request_that_came_in_before_takes_nothing_after(server: EmbeddedServer, sit: Sit) -> None:
    """It was let in while the account was enabled; what it took would lie in nobody's hand until it lapsed."""
    operator, desk = sit(server, "op"), sit(server, "rev-a")
    operator.bring_in(ndjson(listing("a")))
    token = str(desk.http.headers["Authorization"]).removeprefix("Bearer ")
    viewer = server.server.accounts.viewer(token)
    set_to(operator, "rev-a")
    with pytest.raises(Refusal) as refused:
        server.server.leases.take(TakeAsk(count=1), viewer)
    assert refused.value.problem.code is Code.UNAUTHENTICATED
    assert [row.status for row in sit(server, "rev-b").feed().rows] == [Status.WAITING]


def test_who_is_enabled_again_is_heard_with_what_lay_unsent(server: EmbeddedServer, sit: Sit) -> None:
    """A decision whose case passed on meanwhile is kept as an opinion; one whose case did not counts."""
    operator, desk, other = (sit(server, name) for name in ("op", "rev-a", "rev-b"))
    operator.bring_in(ndjson(listing("a"), listing("b")))
    first, second = desk.one(), desk.one()
    sealed = [desk.seal(desk.operation(grant, passing())) for grant in (first, second)]
    set_to(operator, "rev-a")
    passed_on = other.one(first.lease.case_id)
    assert other.decide(passed_on, passing()).fate is Fate.ACCEPTED
    ask = {"account": "rev-a", "password": PASSWORD, "device": desk.device}
    assert problem_of(desk.post("session", ask)) == Code.ACCOUNT_DISABLED
    assert set_to(operator, "rev-a", "enabled") == AccountSet(account="rev-a", disabled=False)
    desk.sign_in()
    assert [answer.fate for answer in desk.send(*sealed)] == [Fate.ADVISORY, Fate.ACCEPTED]
    assert desk.heartbeat(Held(case_id=second.lease.case_id, epoch=second.lease.epoch)).leases == ()


def test_cases_that_were_returned_to_somebody_are_counted(server: EmbeddedServer, sit: Sit) -> None:
    operator, desk, boss = (sit(server, name) for name in ("op", "rev-a", "sup"))
    operator.bring_in(ndjson(listing("a")))
    grant = desk.one()
    assert desk.decide(grant, violation(grant, measure="close")).fate is Fate.ACCEPTED
    held = boss.one()
    assert boss.decide(held, signing(Outcome.RETURN, held, reason="再看")).fate is Fate.ACCEPTED
    assert set_to(operator, "rev-a") == AccountSet(account="rev-a", disabled=True, waiting=1)
    assert [row.round for row in boss.feed().rows] == [Round.FIRST]


def test_the_last_operator_stays(server: EmbeddedServer, sit: Sit) -> None:
    operator = sit(server, "op")
    assert problem_of(operator.post("accounts/disabled", {"account": "op"})) == Code.LAST_OPERATOR
    server.seed_account("op-2", PASSWORD, Role.OPERATOR, Role.AUDITOR)
    second = sit(server, "op-2")
    assert set_to(second, "op").disabled
    assert problem_of(operator.get("accounts")) == Code.UNAUTHENTICATED
    assert problem_of(second.post("accounts/disabled", {"account": "op-2"})) == Code.LAST_OPERATOR
    assert {one["account"] for one in second.get("accounts").json()["accounts"] if one["disabled"]} == {"op"}


def test_every_act_is_on_record_once_and_told_to_who_watches(server: EmbeddedServer, sit: Sit, clock: SetClock) -> None:
    operator = sit(server, "op")
    for word in ("disabled", "disabled", "enabled", "enabled", "disabled"):
        clock.forward(minutes=1)
        set_to(operator, "rev-a", word)
    told = AccountActs.model_validate_json(sit(server, "aud").get("ledger/accounts").content)
    assert [(one.account, one.act, one.by) for one in told.acts] == [
        ("rev-a", "disabled", "op"),
        ("rev-a", "enabled", "op"),
        ("rev-a", "disabled", "op"),
    ]
    assert [one.at for one in told.acts] == sorted((one.at for one in told.acts), reverse=True)
    assert problem_of(sit(server, "sup").get("ledger/accounts")) == Code.FORBIDDEN


@pytest.mark.parametrize("word", ["disabled", "enabled"])
def test_only_operators_may_and_only_accounts_that_there_are(lite: EmbeddedServer, sit: Sit, word: str) -> None:
    for who in ("rev-a", "sup", "pol", "aud"):
        assert problem_of(sit(lite, who).post(f"accounts/{word}", {"account": "rev-b"})) == Code.FORBIDDEN
    assert problem_of(sit(lite, "op").post(f"accounts/{word}", {"account": "nobody"})) == Code.NOT_FOUND
    assert sit(lite, "rev-b").get("feed").status_code == 200
