"""Operations: exactly once, in the device's order, under the right name, on the right rulebook; none dropped."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from reviewer_app.domain.access import Role
from reviewer_app.domain.coverage import Watched
from reviewer_app.domain.events import Round
from reviewer_app.domain.fates import Fate
from reviewer_app.domain.verdicts import Outcome, Verdict
from reviewer_app.server.clock import new_id
from reviewer_app.server.embedded import EmbeddedServer
from reviewer_app.server.repository import ledger
from reviewer_app.server.service.core import Viewer
from reviewer_app.server.settings import Unsafe
from reviewer_app.wire.canonical import link_of
from reviewer_app.wire.messages import Grant, Held, Push
from reviewer_app.wire.problems import Code
from tests.server.books import T, book
from tests.server.clocks import SetClock
from tests.server.conftest import Start
from tests.server.desk import BOOK, Desk, finding, passing, signing, violation
from tests.server.made import MP4, SDP, asset, listing, ndjson, with_image

Sit = Callable[[EmbeddedServer, str], Desk]


def in_hand(server: EmbeddedServer, sit: Sit, *records: dict[str, Any]) -> tuple[Desk, Grant]:
    sit(server, "op").bring_in(ndjson(*(records or (listing("a"),))))
    desk = sit(server, "rev-a")
    return desk, desk.one()


def entries(server: EmbeddedServer) -> list[Any]:
    with server.server.core.database.read() as conn:
        return ledger.entries(conn)


def exactly_once(server: EmbeddedServer, sit: Sit) -> bool:
    """Sends the same envelope three times, as after a lost reply; whether it counted once and was told so."""
    desk, grant = in_hand(server, sit)
    envelope = desk.seal(desk.operation(grant, passing()))
    answers = [desk.send(envelope)[0] for _ in range(3)]
    told = [answer.fate for answer in answers] == [Fate.ACCEPTED, Fate.ALREADY, Fate.ALREADY]
    same = len({answer.receipt.seq for answer in answers if answer.receipt}) == 1
    return told and same and len(entries(server)) == 1


def test_a_lost_reply_costs_nothing(server: EmbeddedServer, sit: Sit) -> None:
    assert exactly_once(server, sit)


def test_without_the_recorded_answer_a_lost_reply_would_be_noticed(
    start: Start, sit: Sit, expect_log: Callable[..., None]
) -> None:
    expect_log(r"WARNING reviewer_app\.server\.service\.operations: device .*: its chain forked at 1")
    assert not exactly_once(start(unsafe=Unsafe(no_idempotency=True)), sit)


def test_the_same_operation_with_other_content_is_refused_and_kept(server: EmbeddedServer, sit: Sit) -> None:
    desk, grant = in_hand(server, sit)
    op = desk.operation(grant, passing())
    assert desk.send(desk.seal(op))[0].fate is Fate.ACCEPTED
    answer = desk.send(desk.seal(op.model_copy(update={"shown_ms": 7})))[0]
    assert (answer.fate, answer.problem and answer.problem.code) == (Fate.REFUSED, Code.OTHER_CONTENT)
    assert len(entries(server)) == 2


def test_a_refused_one_does_not_block_those_behind_it(server: EmbeddedServer, sit: Sit) -> None:
    desk, grant = in_hand(server, sit)
    bare = violation(grant).model_copy(update={"findings": ()})
    batch = [desk.seal(desk.operation(grant, bare)), desk.seal(desk.operation(grant, passing()))]
    refused, accepted = desk.send(*batch)
    assert refused.problem is not None
    assert (refused.problem.code, refused.problem.field) == (Code.VERDICT_INCOMPLETE, "finding")
    assert accepted.fate is Fate.ACCEPTED
    assert [answer.fate for answer in desk.send(*batch)] == [Fate.REFUSED, Fate.ALREADY]


def overtaken(server: EmbeddedServer, sit: Sit, monkeypatch: pytest.MonkeyPatch) -> bool:
    """Somebody else decides a case after a verdict on it was thought about and before its turn to be written.

    Whether it is kept as advice, as it would be had it come after the other.
    """
    desk, grant = in_hand(server, sit)
    push = Push(envelopes=(desk.seal(desk.operation(grant, passing())),))
    rival, service = sit(server, "rev-b"), server.server.operations
    thinks = service._foreseen

    def then_the_rival_acts(*asked: Any) -> Any:
        found = thinks(*asked)
        monkeypatch.setattr(service, "_foreseen", thinks)
        desk.release(Held(case_id=grant.lease.case_id, epoch=grant.lease.epoch))
        assert rival.decide(rival.one(), passing()).fate is Fate.ACCEPTED
        return found

    monkeypatch.setattr(service, "_foreseen", then_the_rival_acts)
    viewer = Viewer("rev-a", "rev-a", frozenset([Role.REVIEWER]), desk.device, "")
    try:
        (answer,) = service.push(push, viewer).answers
    except DBAPIError:  # the history has a place for one of them
        return False
    return answer.fate is Fate.ADVISORY and [row.fate for row in entries(server)] == ["accepted", "advisory"]


def test_what_happens_between_thinking_and_writing_counts(
    server: EmbeddedServer, sit: Sit, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert overtaken(server, sit, monkeypatch)


def test_without_a_second_look_it_would_be_noticed(start: Start, sit: Sit, monkeypatch: pytest.MonkeyPatch) -> None:
    assert not overtaken(start(unsafe=Unsafe(no_second_look=True)), sit, monkeypatch)


def test_two_verdicts_on_one_case_in_one_batch(server: EmbeddedServer, sit: Sit) -> None:
    desk, grant = in_hand(server, sit)
    batch = [desk.seal(desk.operation(grant, passing())) for _ in range(2)]
    assert [answer.fate for answer in desk.send(*batch)] == [Fate.ACCEPTED, Fate.ADVISORY]


def _code(answer: Any) -> Code | None:
    return answer.problem.code if answer.problem else None


def test_an_operation_of_another_account_is_refused_and_stays_free_to_be_sent(server: EmbeddedServer, sit: Sit) -> None:
    desk, grant = in_hand(server, sit)
    envelope = desk.seal(desk.operation(grant, passing()))
    other = sit(server, "rev-b")
    assert _code(other.send(envelope)[0]) is Code.OTHER_ACTOR
    assert desk.send(envelope)[0].fate is Fate.ACCEPTED


def test_unreadable_bodies_are_refused_and_kept(server: EmbeddedServer, sit: Sit) -> None:
    desk, grant = in_hand(server, sit)
    good = desk.seal(desk.operation(grant, passing()))
    spoilt = ("", "{", '{"op_id":1}', "[]", "nul\0", "{}", " " + good.body)
    bad = [good.model_copy(update={"body": body, "seq": 2**70}) for body in spoilt]
    answers = desk.send(*bad, good)
    assert [_code(answer) for answer in answers] == [Code.MALFORMED] * len(bad) + [None]
    assert len(entries(server)) == len(bad) + 1


def test_every_altered_column_of_an_operation_is_refused_or_held(lite: EmbeddedServer, sit: Sit) -> None:
    desk, grant = in_hand(lite, sit)
    other = new_id(desk.clock)
    wrong: dict[str, Any] = {
        "actor": "rev-b",
        "case_id": other,
        "round": Round.SIGNOFF,
        "attempt": 2,
        "seat": 2,
        "epoch": 2,
        "op_id": "not-an-id",
    }
    for name, value in wrong.items():
        envelope = desk.seal(desk.operation(grant, passing()).model_copy(update={name: value}))
        answer = desk.send(envelope)[0]
        assert answer.fate in (Fate.REFUSED, Fate.ADVISORY), name
        desk.seq, desk.link = _server_chain(lite, desk)
    assert desk.decide(grant, passing()).fate is Fate.ACCEPTED


def _server_chain(server: EmbeddedServer, desk: Desk) -> tuple[int, str]:
    from reviewer_app.server.repository import people

    with server.server.core.database.read() as conn:
        return people.device(conn, desk.account, desk.device) or (0, "0" * 64)


def test_a_pass_with_findings_or_a_result_slipped_in_is_refused(lite: EmbeddedServer, sit: Sit) -> None:
    desk, grant = in_hand(lite, sit)
    found = finding(grant)
    assert _code(desk.decide(grant, passing().model_copy(update={"findings": (found,)}))) is Code.INVALID
    empty = Verdict(outcome=Outcome.VIOLATION, result="pass", reason="xx", rulebooks=(BOOK.published.cite,))
    assert _code(desk.decide(grant, empty)) is Code.INVALID


def test_a_rulebook_that_is_unknown_or_was_not_in_force(start: Start, sit: Sit) -> None:
    old = book(version="0", effective_from="2020-01-01T00:00:00+08:00", effective_until="2023-01-01T00:00:00+08:00")
    server = start(rulebooks=(BOOK, old))
    desk, grant = in_hand(server, sit)
    strange = book(version="x")
    assert _code(desk.decide(grant, violation(grant, strange.published))) is Code.RULEBOOK_UNKNOWN
    assert _code(desk.decide(grant, violation(grant, old.published))) is Code.RULEBOOK_NOT_IN_FORCE


def test_a_correction_published_meanwhile_makes_a_verdict_stale(start: Start, sit: Sit, clock: SetClock) -> None:
    server = start()
    desk, grant = in_hand(server, sit)
    decided = clock.now()
    clock.forward(hours=3)
    published = (clock.now() - timedelta(hours=1)).isoformat()
    fixed = book(version="1a", corrects="1", published_at=published)
    server.server.rulebooks.publish((fixed,))
    answer = desk.decide(grant, violation(grant), decided_at=decided)
    assert answer.fate is Fate.STALE_RULEBOOK
    unaware = desk.decide(grant, violation(grant), decided_at=clock.now())
    assert unaware.fate is Fate.STALE_RULEBOOK
    assert desk.decide(grant, violation(grant, fixed.published)).fate is Fate.ACCEPTED


@pytest.mark.parametrize("before_lease", [timedelta(minutes=2), timedelta(hours=30)])
def test_a_desk_that_has_not_heard_of_a_correction_is_told_so_and_nothing_is_refused(
    start: Start, sit: Sit, clock: SetClock, before_lease: timedelta
) -> None:
    """A desk asks for versions once in a while; a lease it took just after a correction proves no knowledge of it."""
    server = start()
    fixed = book(version="1a", corrects="1", published_at=clock.now().isoformat())
    clock.at += before_lease
    server.server.rulebooks.publish((fixed,))
    desk, grant = in_hand(server, sit)
    assert desk.decide(grant, violation(grant)).fate is Fate.STALE_RULEBOOK


def test_a_published_version_never_changes(start: Start) -> None:
    from reviewer_app.server.service.rulebooks import RulebookDiffers

    server = start()
    with pytest.raises(RulebookDiffers, match="never changes"):
        server.server.rulebooks.publish((book(seats=2),))


def test_a_case_that_cannot_be_shown_can_only_be_held(lite: EmbeddedServer, sit: Sit) -> None:
    operator = sit(lite, "op")
    assert operator.put(SDP, asset(SDP)["sha256"]).json()["problem"] == "unknown_kind"
    desk, grant = in_hand(lite, sit, with_image("a", SDP))
    assert grant.file.assets[0].type is None
    answer = desk.decide(grant, passing())
    assert answer.problem is not None and answer.problem.field == "evidence_not_shown"


def test_a_clause_that_asks_for_watching_is_held_to_at_the_door_and_the_record_keeps_what_was_seen(
    start: Start, sit: Sit
) -> None:
    (clause,) = BOOK.published.rulebook.clauses
    asking = book(clauses=[clause.model_dump(mode="json") | {"coverage": 0.9}])
    server = start(rulebooks=(asking,))
    video = asset(MP4, path="assets/a.mp4", type="video/mp4")
    sit(server, "op").put(MP4, video["sha256"])
    desk, grant = in_hand(
        server, sit, listing("a", kind="clip", creator={"id": "c-1", "name": "某主播"}, subject={"video": video})
    )
    answer = desk.decide(grant, passing(asking.published))
    assert answer.problem is not None and answer.problem.field == "watched"
    seen = Watched(asset=video["sha256"], time_base=(1, 25), first_pts=0, end_pts=1000, stretches=((50, 900),))
    answer = desk.decide(grant, passing(asking.published, watched=(seen,)))
    assert answer.problem is not None and answer.problem.field == "watched"
    whole = seen.model_copy(update={"stretches": ((20, 950),)})
    assert desk.decide(grant, passing(asking.published, watched=(whole,))).fate is Fate.ACCEPTED
    kept = [entry for entry in entries(server) if str(whole.stretches[0][1]) in entry.body]
    assert len(kept) == 1


def test_a_sign_off_names_the_verdict_it_is_about(lite: EmbeddedServer, sit: Sit) -> None:
    desk, grant = in_hand(lite, sit)
    desk.decide(grant, violation(grant, measure="close"))
    supervisor = sit(lite, "sup")
    at_signoff = supervisor.one()
    wrong = signing(Outcome.CONFIRM, at_signoff).model_copy(update={"on": new_id(desk.clock)})
    answer = supervisor.decide(at_signoff, wrong)
    assert answer.problem is not None and answer.problem.field == "on_nothing"


def test_history_cannot_be_rewritten(server: EmbeddedServer, sit: Sit) -> None:
    desk, grant = in_hand(server, sit)
    desk.decide(grant, passing())
    for table, change in (("ledger", "fate = 'refused'"), ("events", "body = ''")):
        for statement in (f"DELETE FROM {table}", f"UPDATE {table} SET {change}"):
            with pytest.raises(DBAPIError, match="append-only"), server.server.core.database.plain_write() as conn:
                conn.execute(text(statement))


def test_the_schema_refuses_a_second_counted_verdict_and_a_second_round(server: EmbeddedServer, sit: Sit) -> None:
    desk, grant = in_hand(server, sit)
    desk.decide(grant, passing())
    row = dict(entries(server)[0]._mapping)
    again = row | {"seq": 2, "op_id": new_id(desk.clock)}
    with pytest.raises(DBAPIError), server.server.core.database.write() as unit:
        ledger.append(unit.conn, again)
    with pytest.raises(DBAPIError, match="two rounds"), server.server.core.database.write() as unit:
        ledger.append(unit.conn, again | {"round": "signoff"})


def test_a_link_is_over_the_exact_body(lite: EmbeddedServer, sit: Sit) -> None:
    desk, grant = in_hand(lite, sit)
    envelope = desk.seal(desk.operation(grant, passing()))
    assert envelope.link == link_of("0" * 64, 1, envelope.body)
    desk.send(envelope)
    assert entries(lite)[0].body == envelope.body


def test_a_rule_for_sign_off_that_fails_asks_for_a_supervisor_and_blocks_no_verdict(start: Start, sit: Sit) -> None:
    """It passed the check, which cannot try every fact; the operation would be answered with an error for ever."""
    procedure = BOOK.published.rulebook.procedure.model_dump(mode="json")
    procedure["signoff"] = [{"id": "odd", "text": T, "when": "100 / (findings - 3) > 100"}]
    odd = book(procedure=procedure)
    server = start(rulebooks=(odd,))
    sit(server, "op").bring_in(ndjson(listing("a")))
    desk = sit(server, "rev-a")
    grant = desk.one()
    three = tuple(finding(grant, odd.published) for _ in range(3))
    verdict = violation(grant, odd.published).model_copy(update={"findings": three})
    assert desk.decide(grant, verdict).fate is Fate.ACCEPTED
    held = sit(server, "sup").one(grant.lease.case_id)
    assert held.file.signoff == ("odd",)
