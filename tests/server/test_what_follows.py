"""What a verdict sets off, at the server: schedules served, counts of decided cases, verdicts checked against them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select, text

from reviewer_app.domain.completeness import DEPARTS
from reviewer_app.domain.drafts import Sheet, draft_of
from reviewer_app.domain.events import Round, Status
from reviewer_app.domain.fates import Fate
from reviewer_app.domain.verdicts import Effect, Outcome, Stated, Verdict
from reviewer_app.rulebooks.consequences import set_off
from reviewer_app.server.embedded import EmbeddedServer
from reviewer_app.server.repository import breaches, cases
from reviewer_app.server.repository import tables as t
from reviewer_app.server.service import judgement
from reviewer_app.server.service.counting import snapshot
from reviewer_app.wire.canonical import digest
from reviewer_app.wire.messages import DecidedPage, Grant, Held, ScheduleList
from reviewer_app.wire.problems import Code
from reviewer_app.wire.record import read_record
from tests.server.books import book
from tests.server.clocks import SetClock
from tests.server.conftest import Start
from tests.server.desk import BOOK, Desk, finding, passing, signing, violation
from tests.server.made import listing, ndjson
from tests.server.schedules import schedule

Sit = Callable[[EmbeddedServer, str], Desk]
STEPS = schedule()
CONDUCT = "2026-03-01T10:00:00+08:00"
HARMLESS = Stated(schedule="test-steps", name="harm", value="none")


@pytest.fixture
def counting(start: Start, database_url: str | None) -> EmbeddedServer:
    """A server with the small schedule, on each of the two databases."""
    return start(database_url=database_url, schedules=(STEPS,))


def at(days: float, ref: str, **changes: Any) -> dict[str, Any]:
    """A listing whose conduct was so many days before the one that is judged."""
    conduct = datetime.fromisoformat(CONDUCT) - timedelta(days=days)
    flagged = conduct + timedelta(minutes=5)
    return listing(ref, conduct_at=conduct.isoformat(), flagged_at=flagged.isoformat(), **changes)


def case_of(server: EmbeddedServer, ref: str) -> str:
    with server.server.core.database.read() as conn:
        found = conn.scalar(select(t.cases.c.case_id).where(t.cases.c.ref == ref))
    assert found is not None
    return str(found)


def decide(server: EmbeddedServer, sit: Sit, record: dict[str, Any], measure: str = "warn") -> Desk:
    """Brings a listing in and finds it in breach, with nothing stated."""
    sit(server, "op").bring_in(ndjson(record))
    desk = sit(server, "rev-a")
    grant = desk.one(case_of(server, record["ref"]), counts=True)
    assert desk.decide(grant, worked_out(grant, server, violation(grant, measure=measure))).fate is Fate.ACCEPTED
    return desk


@pytest.mark.parametrize("code", ["6\0" + "9", "9" * 9000], ids=["nul", "long"])
def test_names_that_no_index_could_hold_are_counted_all_the_same(counting: EmbeddedServer, sit: Sit, code: str) -> None:
    """The contract bounds neither; PostgreSQL's text has no NUL, its indices no key of 9,000 characters."""
    subject = {"revision": 1, "captured_at": CONDUCT, "product": {"name": "全网最佳 保温杯", "gtin": code}}
    decide(counting, sit, at(1, "odd", subject=subject | {"captured_at": at(1, "odd")["conduct_at"]}))
    with counting.server.core.database.read() as conn:
        subjects = {row.subject for row in conn.execute(select(t.breaches.c.subject))}
    assert {name.partition(":")[0] for name in subjects} == {"merchant", "goods"}
    assert all(len(name) < 200 for name in subjects)


def take(
    server: EmbeddedServer, sit: Sit, ref: str = "judged", who: str = "rev-b", **changes: Any
) -> tuple[Desk, Grant]:
    """The case that is judged, with its counts."""
    sit(server, "op").bring_in(ndjson(at(0, ref, **changes)))
    desk = sit(server, who)
    return desk, desk.one(case_of(server, ref), counts=True)


def counts(grant: Grant) -> dict[str, int]:
    assert grant.counts is not None
    (tally,) = grant.counts.tallies
    assert tally.schedule.digest == STEPS.digest
    return dict(tally.counts)


def sheet_of(grant: Grant, server: EmbeddedServer) -> Sheet:
    record, subject = read_record(grant.file.record)
    core = server.server.core
    return Sheet(
        record=record,
        subject=subject,
        shown=frozenset(),
        unshown=frozenset(),
        versions=core.versions,
        round=grant.lease.round,
        known_at=core.now(),
        on=grant.file.on,
        schedules=core.schedules,
        counts=grant.counts,
    )


def worked_out(grant: Grant, server: EmbeddedServer, verdict: Verdict, *stated: Stated) -> Verdict:
    """The verdict as a desk gives it that works out what follows."""
    with_facts = verdict.model_copy(update={"stated": stated})
    made = set_off(draft_of(with_facts), sheet_of(grant, server))
    return with_facts.model_copy(update={"effects": made.effects})


def state_of(server: EmbeddedServer, grant: Grant) -> tuple[Status | None, Round | None, tuple[str, ...]]:
    from reviewer_app.server.service import views

    with server.server.core.database.read() as conn:
        row = cases.head(conn, grant.lease.case_id)
    state = views.load_head(row.state, row.hidden).state
    return state.status, state.round, state.signoff


# -- serving -----------------------------------------------------------------------------------------------------------


def test_schedules_are_served_like_rulebooks(counting: EmbeddedServer, sit: Sit) -> None:
    desk = sit(counting, "rev-a")
    (entry,) = ScheduleList.model_validate_json(desk.get("schedules").content).schedules
    assert (entry.id, entry.version, entry.digest, entry.bytes) == ("test-steps", "1", STEPS.digest, len(STEPS.body))
    reply = desk.get(f"schedules/{entry.digest}")
    assert (reply.content, digest(reply.content)) == (STEPS.body, entry.digest)
    assert reply.headers["ETag"] == f'"{entry.digest}"'
    assert desk.get("schedules/" + "0" * 64).status_code == 404
    assert desk.get("rulebooks").json()["rulebooks"][0]["id"] == "test-book"


def test_a_published_schedule_never_changes(counting: EmbeddedServer) -> None:
    from reviewer_app.server.service.rulebooks import RulebookDiffers

    counting.server.schedules.publish((STEPS,))
    with pytest.raises(RulebookDiffers, match="never changes"):
        counting.server.schedules.publish((schedule(third=2),))
    assert [item.digest for item in counting.server.core.schedules] == [STEPS.digest]


# -- counting ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("days", "in_14", "in_90"), [(1, 1, 1), (14, 1, 1), (14.001, 0, 1), (90, 0, 1), (90.001, 0, 0)]
)
def test_decided_cases_are_counted_in_their_windows(
    lite_counting: EmbeddedServer, sit: Sit, days: float, in_14: int, in_90: int
) -> None:
    decide(lite_counting, sit, at(days, "before"))
    _, grant = take(lite_counting, sit)
    assert counts(grant) == {"cases_14d": in_14, "breaches_90d": in_90}


@pytest.fixture
def lite_counting(start: Start) -> EmbeddedServer:
    return start(schedules=(STEPS,))


def test_only_what_stands_is_counted(counting: EmbeddedServer, sit: Sit) -> None:
    decide(counting, sit, at(1, "stands"))
    decide(counting, sit, at(2, "waits-for-a-signature"), measure="close")
    decide(counting, sit, at(1, "of-another-shop", merchant={"id": "m-2", "name": "别家"}))
    sit(counting, "op").bring_in(ndjson(at(1, "passed"), at(1, "open")))
    desk = sit(counting, "rev-a")
    desk.decide(desk.one(case_of(counting, "passed")), passing())
    decide(counting, sit, at(-1, "afterwards"))
    _, grant = take(counting, sit)
    assert counts(grant) == {"cases_14d": 1, "breaches_90d": 1}
    assert grant.counts is not None
    assert grant.counts.at == datetime.fromisoformat(CONDUCT)
    assert grant.counts.since is not None and grant.counts.since <= grant.counts.counted_at


@pytest.mark.parametrize(
    ("outcome", "more", "counted"),
    [
        (Outcome.CONFIRM, {}, 1),
        (Outcome.CHANGE, {"result": "pass", "reason": "无"}, 0),
        (Outcome.RETURN, {"reason": "再看"}, 0),
    ],
)
def test_a_sign_off_says_what_counts(
    lite_counting: EmbeddedServer, sit: Sit, outcome: Outcome, more: dict[str, Any], counted: int
) -> None:
    decide(lite_counting, sit, at(1, "before"), measure="close")
    supervisor = sit(lite_counting, "sup")
    held = supervisor.one()
    assert supervisor.decide(held, signing(outcome, held, **more)).fate is Fate.ACCEPTED
    _, grant = take(lite_counting, sit)
    assert counts(grant)["cases_14d"] == counted


def test_a_change_at_sign_off_counts_what_it_found(counting: EmbeddedServer, sit: Sit) -> None:
    decide(counting, sit, at(1, "before"), measure="close")
    supervisor = sit(counting, "sup")
    held = supervisor.one(count=1, counts=True)
    found = (finding(held), finding(held))
    changed = signing(Outcome.CHANGE, held, result="violation", findings=found, reason="两处")
    assert supervisor.decide(held, worked_out(held, counting, changed)).fate is Fate.ACCEPTED
    _, grant = take(counting, sit)
    assert counts(grant) == {"cases_14d": 1, "breaches_90d": 2}


def test_asking_again_gives_the_same_counts_and_an_older_desk_none(counting: EmbeddedServer, sit: Sit) -> None:
    desk, grant = take(counting, sit)
    decide(counting, sit, at(1, "meanwhile"))
    again = desk.one(grant.lease.case_id, counts=True)
    assert (again.lease.epoch, again.counts) == (grant.lease.epoch, grant.counts)
    plain = desk.post("leases", {"case_ids": [grant.lease.case_id]}).json()["grants"][0]
    assert set(plain) == {"lease", "file"}
    desk.release(Held(case_id=grant.lease.case_id, epoch=grant.lease.epoch))
    assert counts(desk.one(grant.lease.case_id, counts=True)) == {"cases_14d": 1, "breaches_90d": 1}


def test_a_case_that_came_in_before_anything_was_counted_is_counted_too(counting: EmbeddedServer, sit: Sit) -> None:
    decide(counting, sit, at(1, "before"))
    sit(counting, "op").bring_in(ndjson(at(0, "judged")))
    with counting.server.core.database.plain_write() as conn:
        conn.execute(text("UPDATE cases SET counted_as = NULL"))
    _, grant = take(counting, sit)
    assert counts(grant) == {"cases_14d": 1, "breaches_90d": 1}


def test_what_follows_is_asked_of_an_index(lite_counting: EmbeddedServer) -> None:
    with lite_counting.server.core.database.read() as conn:
        sql, order, _ = breaches._OF_SUBJECT._compiled(conn)
        steps = conn.exec_driver_sql(f"EXPLAIN QUERY PLAN {sql}", (None,) * len(order or ())).all()
    assert [step[3] for step in steps] == [
        "SEARCH breaches USING INDEX breaches_subject (subject=? AND conduct_at>? AND conduct_at<?)"
    ]


# -- the check at the door ---------------------------------------------------------------------------------------------


def third_time(server: EmbeddedServer, sit: Sit) -> tuple[Desk, Grant]:
    """The case that is judged, after two others of the fortnight: the step is the one that closes the shop."""
    decide(server, sit, at(1, "one"))
    decide(server, sit, at(2, "two"))
    return take(server, sit)


def test_what_was_worked_out_at_the_desk_is_what_the_server_works_out(counting: EmbeddedServer, sit: Sit) -> None:
    desk, grant = third_time(counting, sit)
    verdict = worked_out(grant, counting, violation(grant, measure="close"), HARMLESS)
    steps, score = verdict.effects
    assert (steps.step, steps.measures, steps.schedule.digest) == (2, ("close",), STEPS.digest)
    assert (score.part, score.points) == ("score", 2)
    assert desk.decide(grant, verdict).fate is Fate.ACCEPTED
    assert state_of(counting, grant) == (Status.WAITING, Round.SIGNOFF, ("closing",))


def test_what_follows_is_worked_out_once_for_a_verdict(
    lite_counting: EmbeddedServer, sit: Sit, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk, grant = third_time(lite_counting, sit)
    verdict = worked_out(grant, lite_counting, violation(grant, measure="close"), HARMLESS)
    asked: list[Sheet] = []
    monkeypatch.setattr(judgement, "set_off", lambda draft, sheet: asked.append(sheet) or set_off(draft, sheet))
    assert desk.decide(grant, verdict).fate is Fate.ACCEPTED
    assert len(asked) == 1
    assert state_of(lite_counting, grant)[1] is Round.SIGNOFF


def test_what_is_decided_meanwhile_elsewhere_changes_nothing_of_it(counting: EmbeddedServer, sit: Sit) -> None:
    decide(counting, sit, at(1, "one"))
    desk, grant = take(counting, sit)
    verdict = worked_out(grant, counting, violation(grant), HARMLESS)
    assert verdict.effects[0].step == 1
    decide(counting, sit, at(2, "two"))
    assert desk.decide(grant, verdict).fate is Fate.ACCEPTED
    assert state_of(counting, grant)[0] is Status.DECIDED


def test_another_measure_than_the_one_that_follows_needs_a_reason_and_a_signature(
    counting: EmbeddedServer, sit: Sit
) -> None:
    desk, grant = third_time(counting, sit)
    verdict = worked_out(grant, counting, violation(grant, measure="warn"), HARMLESS)
    answer = desk.decide(grant, verdict)
    assert answer.problem is not None
    assert (answer.problem.code, answer.problem.field) == (Code.VERDICT_INCOMPLETE, "departure")
    found = verdict.findings[0].model_copy(update={"note": "后果轻微，初次"})
    assert desk.decide(grant, verdict.model_copy(update={"findings": (found,)})).fate is Fate.ACCEPTED
    assert state_of(counting, grant) == (Status.WAITING, Round.SIGNOFF, (DEPARTS,))


def test_a_measure_outside_the_range_of_its_clause_is_refused(counting: EmbeddedServer, sit: Sit) -> None:
    desk, grant = third_time(counting, sit)
    answer = desk.decide(grant, worked_out(grant, counting, violation(grant, measure="exile"), HARMLESS))
    assert answer.problem is not None and answer.problem.field == "measure"


@pytest.mark.parametrize("change", [{"step": 1, "measures": ("warn",)}, {"step": None, "lacking": ("harm",)}])
def test_effects_that_do_not_follow_are_refused(
    lite_counting: EmbeddedServer, sit: Sit, change: dict[str, Any]
) -> None:
    desk, grant = third_time(lite_counting, sit)
    verdict = worked_out(grant, lite_counting, violation(grant, measure="warn"), HARMLESS)
    bent: Effect = verdict.effects[0].model_copy(update=change)
    answer = desk.decide(grant, verdict.model_copy(update={"effects": (bent, *verdict.effects[1:])}))
    assert answer.problem is not None
    assert (answer.problem.code, answer.problem.field) == (Code.VERDICT_INCOMPLETE, "effects")


def test_what_is_lacking_is_carried_by_name_and_stands_in_no_ones_way(counting: EmbeddedServer, sit: Sit) -> None:
    desk, grant = take(counting, sit)
    verdict = worked_out(grant, counting, violation(grant))
    assert (verdict.effects[0].step, verdict.effects[0].lacking) == (None, ("harm",))
    assert desk.decide(grant, verdict).fate is Fate.ACCEPTED
    assert state_of(counting, grant)[0] is Status.DECIDED


def test_a_verdict_that_leaves_out_what_follows_is_refused(counting: EmbeddedServer, sit: Sit) -> None:
    """Whether or not anything was stated: else no reason is asked for another measure, and no history shows one."""
    desk, grant = third_time(counting, sit)
    bare = violation(grant, measure="warn")
    assert not {"stated", "effects", "unread"} & set(bare.model_dump(mode="json"))
    for verdict in (bare, bare.model_copy(update={"stated": (HARMLESS,)})):
        answer = desk.decide(grant, verdict)
        assert answer.problem is not None
        assert (answer.problem.code, answer.problem.field) == (Code.VERDICT_INCOMPLETE, "effects")
    assert state_of(counting, grant)[0] is Status.WORKING


def test_on_a_lease_of_before_there_were_counts_they_are_lacking(counting: EmbeddedServer, sit: Sit) -> None:
    desk, grant = third_time(counting, sit)
    with counting.server.core.database.plain_write() as conn:
        conn.execute(text("UPDATE leases SET counts = NULL"))
    grant = grant.model_copy(update={"counts": None})
    verdict = worked_out(grant, counting, violation(grant, measure="warn"), HARMLESS)
    assert verdict.effects[0].lacking == ("cases_14d",)
    assert desk.decide(grant, verdict).fate is Fate.ACCEPTED
    assert state_of(counting, grant)[0] is Status.DECIDED


def test_a_correction_of_a_schedule_makes_what_was_worked_out_stale(
    counting: EmbeddedServer, sit: Sit, clock: SetClock
) -> None:
    desk, grant = third_time(counting, sit)
    verdict, decided = worked_out(grant, counting, violation(grant, measure="close"), HARMLESS), clock.now()
    clock.forward(hours=3)
    published = (clock.now() - timedelta(hours=1)).isoformat()
    fixed = schedule(version="1a", corrects="1", published_at=published, third=4)
    counting.server.schedules.publish((fixed,))
    assert desk.decide(grant, verdict, decided_at=decided).fate is Fate.STALE_RULEBOOK
    assert desk.decide(grant, verdict, decided_at=clock.now()).fate is Fate.STALE_RULEBOOK
    anew = worked_out(grant, counting, violation(grant), HARMLESS)
    assert anew.effects[0].lacking == ("cases_14d",)
    assert desk.decide(grant, anew).fate is Fate.ACCEPTED


@pytest.mark.parametrize("hours", [-24 * 3650, 0, 24 * 3650])
def test_a_back_test_is_told_what_was_known_by_the_clock_of_the_server(
    lite_counting: EmbeddedServer, sit: Sit, clock: SetClock, hours: int
) -> None:
    """A desk of ten years ago would have known no schedule, one of ten years ahead the corrections to come."""
    decide(lite_counting, sit, at(1, "one"))
    desk, grant = take(lite_counting, sit)
    verdict = worked_out(grant, lite_counting, violation(grant), HARMLESS)
    clock.forward(minutes=1)
    assert desk.decide(grant, verdict, decided_at=clock.now() + timedelta(hours=hours)).fate is Fate.ACCEPTED
    clock.forward(minutes=1)
    others = [item for item in schedule().published_schedule.schedule.inputs if item.name != "cases_14d"]
    renamed = [item.model_dump(mode="json") for item in others]
    fixed = schedule(
        version="1a", corrects="1", published_at=clock.now().isoformat(), inputs=renamed, ladders=[], scores=[]
    )
    lite_counting.server.schedules.publish((fixed,))
    clock.forward(minutes=1)
    page = DecidedPage.model_validate_json(sit(lite_counting, "pol").get("decided").content)
    (told,) = (case for case in page.cases if case.case_id == grant.lease.case_id)
    assert told.inputs == {"test-steps": {"breaches_90d": 2, "cases_14d": 2, "harm": "none"}}


def test_of_two_seats_either_departure_asks_for_a_signature(start: Start, sit: Sit) -> None:
    two = book(seats=2)
    server = start(rulebooks=(two,), schedules=(STEPS,))
    sit(server, "op").bring_in(ndjson(at(1, "one"), at(2, "two"), at(0, "judged")))
    for ref in ("one", "two"):
        for who in ("rev-a", "rev-b"):
            desk = sit(server, who)
            grant = desk.one(case_of(server, ref), counts=True)
            found = worked_out(grant, server, violation(grant, two.published))
            assert desk.decide(grant, found).fate is Fate.ACCEPTED
    first, second = sit(server, "rev-a"), sit(server, "rev-b")
    one, other = (desk.one(case_of(server, "judged"), counts=True) for desk in (first, second))
    bare = violation(one, two.published)
    noted = bare.findings[0].model_copy(update={"note": "轻微情形"})
    departs = bare.model_copy(update={"findings": (noted,)})
    assert first.decide(one, worked_out(one, server, departs, HARMLESS)).fate is Fate.ACCEPTED
    keeps = worked_out(other, server, violation(other, two.published, measure="close"), HARMLESS)
    assert second.decide(other, keeps).fate is Fate.ACCEPTED
    assert state_of(server, one) == (Status.WAITING, Round.SIGNOFF, ("closing", DEPARTS))
    assert BOOK.digest != two.digest


def test_a_case_is_never_in_its_own_counts(counting: EmbeddedServer, sit: Sit) -> None:
    decide(counting, sit, at(1, "before"))
    decide(counting, sit, at(0, "judged"))
    core = counting.server.core
    with core.database.read() as conn:
        own = snapshot(core, conn, case_of(counting, "judged"), core.now())
        other = snapshot(core, conn, case_of(counting, "before"), core.now())
    assert [dict(one.tallies[0].counts) for one in (own, other)] == [
        {"cases_14d": 1, "breaches_90d": 1},
        {"cases_14d": 0, "breaches_90d": 0},
    ]
    with core.database.read() as conn:
        key, ever = "merchant:m-1", breaches.EVER
        every = breaches.of_subject(conn, key, ever, "nobody's")
        assert len(every) == 2
        assert len(breaches.of_subject(conn, key, ever, case_of(counting, "judged"))) == 1
