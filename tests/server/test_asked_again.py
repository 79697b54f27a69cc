"""Cases asked to be judged again after a correction of a schedule: which, in what order, and that it ends."""

from __future__ import annotations

from sqlalchemy import text

from reviewer_app.client.remote import HttpApi
from reviewer_app.client.remote.rereview import AskedAgain, ask_again
from reviewer_app.domain.events import Round, Status
from reviewer_app.domain.fates import Fate
from reviewer_app.domain.verdicts import Outcome
from reviewer_app.rulebooks.backtest import Tally
from reviewer_app.server.embedded import EmbeddedServer
from reviewer_app.server.repository.schema import upgrade
from reviewer_app.wire.messages import DecidedPage, Feed, Rereviews, SignIn
from reviewer_app.wire.problems import Code
from tests.server.clocks import SetClock
from tests.server.conftest import Start
from tests.server.desk import PASSWORD, Desk, passing, signing, violation
from tests.server.made import ndjson
from tests.server.schedules import schedule
from tests.server.test_what_follows import STEPS, Sit, at, case_of, counting, decide, worked_out

__all__ = ["counting"]


def corrected(server: EmbeddedServer, clock: SetClock) -> None:
    """Publishes a correction by which the first listing in breach closes the shop."""
    clock.forward(minutes=5)
    fixed = schedule(version="1b", corrects="1", published_at=clock.now().isoformat(), third=1)
    server.server.schedules.publish((fixed,))
    clock.forward(minutes=5)


def asked(server: EmbeddedServer, desk: Desk, limit: int = 100) -> AskedAgain:
    """What a policy owner's program picks and asks for."""
    api = HttpApi(server.url)
    api.sign_in(SignIn(account="pol", password=PASSWORD, device=desk.device))
    try:
        return ask_again(api, "test-steps@1", "test-steps@1b", limit, Tally(), lambda count: None)
    finally:
        api.close()


def decided(server: EmbeddedServer, sit: Sit, clock: SetClock) -> list[str]:
    """Three in breach, the one last in the queue decided first, and one that passed before them; the adverse by age."""
    sit(server, "op").bring_in(ndjson(at(0.1, "passed")))
    desk = sit(server, "rev-a")
    grant = desk.one(case_of(server, "passed"))
    assert desk.decide(grant, passing()).fate is Fate.ACCEPTED
    for ref, days in (("late", 1), ("middle", 2), ("early", 3)):
        clock.forward(minutes=1)
        decide(server, sit, at(days, ref))
    return [case_of(server, ref) for ref in ("late", "middle", "early")]


def by_risk(server: EmbeddedServer) -> list[str]:
    """The cases that wait to be judged again, in the order of any other round."""
    sql = "SELECT case_id FROM case_heads WHERE place IS NOT NULL ORDER BY risk DESC, due_at, case_id"
    with server.server.core.database.read() as conn:
        return list(conn.scalars(text(sql)))


def places(desk: Desk) -> list[str]:
    """The cases asked to be judged again as the desk's queue has them."""
    feed = Feed.model_validate_json(desk.get("feed", params={"places": "true"}).content)
    found = sorted((row.place, row.case_id) for row in feed.rows if row.place is not None)
    return [case_id for _place, case_id in found]


def test_the_oldest_adverse_decisions_under_a_corrected_schedule_come_first_and_are_judged_once(
    counting: EmbeddedServer, sit: Sit, clock: SetClock
) -> None:
    oldest_first = decided(counting, sit, clock)
    owner, second, boss = (sit(counting, name) for name in ("pol", "rev-b", "sup"))
    ask = {"corrected": STEPS.digest, "case_ids": oldest_first}
    assert owner.post("rereviews", ask).json()["type"].endswith(Code.NOT_CORRECTED)
    corrected(counting, clock)
    sit(counting, "op").bring_in(ndjson(at(5, "fresh")))
    assert asked(counting, owner, limit=2) == AskedAgain(tuple(oldest_first[:2]), 1)
    assert asked(counting, owner) == AskedAgain(tuple(oldest_first[2:]), 0)

    assert places(second) == oldest_first
    assert by_risk(counting)[-1] == oldest_first[0]  # without its place it would be the last of them
    assert b'"place"' not in second.get("feed").content  # a desk of before there were places refuses what it knows not
    (first_look,) = second.take(rounds=["first"], count=1).grants
    assert first_look.lease.case_id == case_of(counting, "fresh")
    given = [second.one(counts=True, count=1) for _ in oldest_first]
    assert [grant.lease.case_id for grant in given] == oldest_first
    assert {grant.lease.round for grant in given} == {Round.REREVIEW}

    grant = given[0]
    over = {"overrides": grant.file.decision}
    judged = worked_out(grant, counting, violation(grant, measure="close").model_copy(update=over))
    assert [(one.schedule.version, one.step) for one in judged.effects if one.step is not None] == [("1b", 2)]
    assert second.decide(grant, judged).fate is Fate.ACCEPTED
    held = boss.one(grant.lease.case_id)
    assert boss.decide(held, signing(Outcome.CONFIRM, held)).fate is Fate.ACCEPTED
    assert places(sit(counting, "aud")) == oldest_first[1:]
    assert asked(counting, owner) == AskedAgain((), 0)  # it stands on the correction now, which the page of cases says


def test_a_case_stands_on_a_schedule_by_what_followed_or_could_have_and_by_no_other_version(
    counting: EmbeddedServer, sit: Sit, clock: SetClock
) -> None:
    late, *_rest = decided(counting, sit, clock)
    corrected(counting, clock)
    decide(counting, sit, at(0.5, "after"), measure="close")
    owner = sit(counting, "pol")
    closing, passed = case_of(counting, "after"), case_of(counting, "passed")
    boss = sit(counting, "sup")
    held = boss.one(closing)
    assert boss.decide(held, signing(Outcome.CONFIRM, held)).fate is Fate.ACCEPTED
    told = Rereviews.model_validate_json(
        owner.post("rereviews", {"corrected": STEPS.digest, "case_ids": [closing, passed, late]}).content
    )
    assert (told.asked, [one.problem.code for one in told.refused]) == ((passed, late), [Code.RULEBOOK_NOT_IN_FORCE])
    page = DecidedPage.model_validate_json(owner.get("decided", params={"schedules": "true"}).content)
    assert {one.case_id: [v.version for v in one.schedules] for one in page.cases}[closing] == ["1b"]
    assert b'"schedules"' not in owner.get("decided").content


def test_rounds_of_before_there_were_places_get_them_in_the_order_in_which_they_were_asked_for(
    start: Start, sit: Sit, clock: SetClock, database_url: str | None
) -> None:
    server = start(database_url=database_url, schedules=(STEPS,))
    oldest_first = decided(server, sit, clock)
    corrected(server, clock)
    for case_id in oldest_first:
        clock.forward(minutes=1)
        told = sit(server, "pol").post("rereviews", {"corrected": STEPS.digest, "case_ids": [case_id]}).json()
        assert told["asked"] == [case_id]
    with server.server.core.database.plain_write() as conn:
        for statement in (
            "DROP INDEX case_heads_place",
            "ALTER TABLE case_heads DROP COLUMN place",
            "DROP TABLE account_acts",
            "UPDATE alembic_version SET version_num = '0008'",
        ):
            conn.execute(text(statement))
    upgrade(server.server.core.database)
    second = sit(server, "rev-b")
    assert places(second) == oldest_first
    assert [row.status for row in second.feed().rows if row.round is Round.REREVIEW] == [Status.WAITING] * 3
    assert second.one().lease.case_id == oldest_first[0]


def test_a_desk_that_read_its_rows_without_places_is_given_them_anew_with_the_order(
    counting: EmbeddedServer, sit: Sit, clock: SetClock
) -> None:
    oldest_first = decided(counting, sit, clock)
    corrected(counting, clock)
    asked(counting, sit(counting, "pol"))
    second = sit(counting, "rev-b")
    before = second.feed()
    assert {row.case_id for row in before.rows if row.round is Round.REREVIEW} == set(oldest_first)
    after = Feed.model_validate_json(
        second.get("feed", params={"places": "true", "after": before.cursor}).content  # nothing changed meanwhile
    )
    assert after.reset
    assert [row.case_id for row in sorted(after.rows, key=lambda row: row.place or 0) if row.place] == oldest_first
    again = Feed.model_validate_json(second.get("feed", params={"places": "true", "after": after.cursor}).content)
    assert (again.reset, again.rows) == (False, ())
