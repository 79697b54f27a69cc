"""A hold that is lost while the case is on the desk: the person hears of it, loses nothing, and the rules hold."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from reviewer_app.client.clock import SystemClock
from reviewer_app.client.ids import fresh_id
from reviewer_app.client.remote import HttpApi
from reviewer_app.client.viewmodels.deskstate import only_held_longer
from reviewer_app.client.workbench.values import OpenCase
from reviewer_app.domain.access import Role
from reviewer_app.domain.fates import Fate
from reviewer_app.server.embedded import EmbeddedServer
from reviewer_app.wire.messages import Held, SignIn, TakeAsk
from tests.journeys.station import LIN, PASSWORD, Person, demo, with_a_case

pytestmark = pytest.mark.usefixtures("dressed")
REASON = "Watched to the end; nothing in it breaks a rule."
OTHER = "chen.wei"


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EmbeddedServer]:
    """The demo's server, with one more reviewer."""
    with demo(tmp_path_factory.mktemp("lost")) as running:
        running.seed_account(OTHER, PASSWORD, Role.REVIEWER)
        yield running


@pytest.fixture
def person(served: EmbeddedServer, tmp_path: Path) -> Iterator[Person]:
    """A reviewer with a case on the desk."""
    with with_a_case(served, tmp_path / "profiles") as someone:
        yield someone


def _as(served: EmbeddedServer, account: str) -> HttpApi:
    api = HttpApi(served.url)
    api.sign_in(SignIn(account=account, password=PASSWORD, device=fresh_id(SystemClock())))
    return api


def _lose(served: EmbeddedServer, person: Person, taken_by_other: bool) -> str:
    """The lease ends on the server as it does when its time is over; somebody else may take the case."""
    case = person.desk.case
    assert case is not None
    assert case.lease is not None
    own = _as(served, LIN)
    assert own.release((Held(case_id=case.case_id, epoch=case.lease.epoch),)).leases
    own.close()
    if taken_by_other:
        other = _as(served, OTHER)
        assert other.take(TakeAsk(case_ids=(case.case_id,))).grants
        other.close()
    person.clock.forward(61)  # a minute: the next heartbeat is due
    person.place.loop.wake()
    person.until("that the hold is lost", lambda: person.desk.case and person.desk.case.lost)
    return case.case_id


def _draft(person: Person) -> None:
    person.press("P", "W")
    person.type(REASON)
    person.press("Escape")
    person.until("the draft on the disk", lambda: person.shell.desktop.status.state.counts.drafts == 1)


def test_a_verdict_after_it_passed_on_is_an_advisory_opinion(served: EmbeddedServer, person: Person) -> None:
    _draft(person)
    case_id = _lose(served, person, taken_by_other=True)
    assert "Your hold on this case has ended." in person.says(person.page.decision)
    assert "kept as an advisory opinion" in person.says(person.page.decision)
    assert person.page.head.left.text() == "Hold has ended"
    assert not person.page.decision.lost.take.isVisible()
    assert person.desk.draft.reason == REASON
    person.press("Ctrl+Return")
    person.until("the decision in the outbox", lambda: person.shell.desktop.status.state.counts.to_send)
    person.clock.forward(31)
    person.place.loop.wake()
    person.until("its fate", lambda: person.shell.desktop.status.state.counts.kept)
    (row,) = [row for row in person.place.bench.outbox() if row.case_id == case_id]
    assert row.fate is Fate.ADVISORY


def test_a_case_that_is_free_is_taken_again_by_key(served: EmbeddedServer, person: Person) -> None:
    _draft(person)
    before = person.desk.case
    case_id = _lose(served, person, taken_by_other=False)
    assert "Take it again to be sure." in person.says(person.page.decision)
    person.press("A")
    person.until("the case in hand again", lambda: person.desk.case and person.desk.case.lost is None)
    after = person.desk.case
    assert after is not None and after.lease is not None and before is not None and before.lease is not None
    assert (after.case_id, person.desk.draft.reason) == (case_id, REASON)
    assert after.lease.epoch > before.lease.epoch
    assert not person.page.decision.lost.isVisible()
    person.press("Ctrl+Return")
    person.clock.forward(31)
    person.place.loop.wake()
    person.until("it to be sent", lambda: not person.shell.desktop.status.state.counts.to_send)
    assert [row for row in person.place.bench.outbox() if row.case_id == case_id and row.kept] == []


def test_with_nothing_entered_the_case_is_put_away_and_the_next_one_comes_by_key(
    served: EmbeddedServer, person: Person
) -> None:
    person.until("a case ahead", lambda: len(person.place.bench.in_hand()) > 1)
    case_id = _lose(served, person, taken_by_other=True)
    assert "Go on with the next one." in person.says(person.page.decision)
    assert not person.page.decision.foot.isVisible()
    person.press("P", "W")
    assert person.desk.draft.empty
    person.press("Escape", "F")
    person.until("the next case", lambda: person.desk.case and person.desk.case.case_id != case_id)
    assert person.desk.case is not None and person.desk.case.writable


def test_a_heartbeat_says_no_more_of_the_case_than_how_long_it_is_held(person: Person) -> None:
    """What waits for a place is decided when that comes, though a heartbeat falls in between."""

    def whole() -> OpenCase | None:
        case = person.desk.case
        return case if case is not None and {one.sha256 for one in case.record.assets()} <= case.here else None

    person.until("every file of the case", whole)
    before = whole()
    assert before is not None and before.lease is not None
    until = before.lease.until
    person.clock.forward(61)
    person.place.loop.wake()
    person.until(
        "the heartbeat", lambda: person.desk.case and person.desk.case.lease and person.desk.case.lease.until > until
    )
    after = person.desk.case
    assert after is not None and after is not before and only_held_longer(before, after)
