"""A day on which much goes wrong between desk and server: one calm line each, the desk goes on, nothing goes twice."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from reviewer_app.domain.fates import Fate
from reviewer_app.server.embedded import EmbeddedServer
from reviewer_app.server.repository.tables import ledger
from reviewer_app.ui.kit import Banner
from reviewer_app.ui.tour.hands import rest
from tests.journeys.bad_network import BadNetwork, bad_network
from tests.journeys.station import Person, at_work, demo

pytestmark = pytest.mark.usefixtures("dressed")


@pytest.fixture
def served(tmp_path: Path) -> Iterator[EmbeddedServer]:
    """The demo's server."""
    with demo(tmp_path) as running:
        yield running


@pytest.fixture
def network(served: EmbeddedServer) -> Iterator[BadNetwork]:
    """What lies between."""
    with bad_network(served.url) as between:
        yield between


@pytest.fixture
def person(network: BadNetwork, tmp_path: Path) -> Iterator[Person]:
    """A reviewer with a case on the desk and one ahead, over that network."""
    with at_work(network.url, tmp_path / "profiles") as someone:
        someone.press("Ctrl+Return")
        someone.until("a case on the desk", lambda: someone.desk.case is not None)
        someone.until("a case ahead", lambda: someone.shell.desktop.desk.ready)
        yield someone


def _decide(person: Person) -> str:
    """Passes the case on the desk, and sees that the next one comes at once."""
    case = person.desk.case
    assert case is not None
    person.press("P")
    began = time.monotonic()
    person.press("Ctrl+Return")
    person.until("the desk to go on", lambda: person.desk.case is None or person.desk.case.case_id != case.case_id, 3)
    assert time.monotonic() - began < 2
    return case.case_id


def _leave(person: Person) -> None:
    """Half a minute is over."""
    person.clock.forward(31)
    person.place.loop.wake()


def _fates(served: EmbeddedServer, case_id: str) -> list[str]:
    with served.server.core.database.read() as conn:
        return list(conn.scalars(sa.select(ledger.c.fate).where(ledger.c.case_id == case_id)))


def _lines(person: Person) -> list[str]:
    """Every line that says something, wherever it stands."""
    return [line.words.text() for line in person.shell.findChildren(Banner) if line.isVisible()]


def _well_again(person: Person, served: EmbeddedServer, network: BadNetwork, case_id: str) -> None:
    network.mood = "well"
    _leave(person)
    person.press("F5")
    person.until("the decision to count", lambda: _fates(served, case_id) == [Fate.ACCEPTED], 40)
    person.until("the counts", lambda: not person.shell.desktop.status.state.counts.to_send)
    person.until("no line", lambda: _lines(person) == [])
    person.until("that it is online", lambda: person.shell.status_line.online.text() == "Online")


@pytest.mark.parametrize("mood", ["500", "503", "forgetful"])
def test_a_server_that_fails_costs_one_line_and_no_second_verdict(
    person: Person, served: EmbeddedServer, network: BadNetwork, mood: str
) -> None:
    """The desk goes on meanwhile; when all is well again the line goes and the verdict counts once."""
    network.mood = mood
    case_id = _decide(person)
    _leave(person)
    person.until("the line with its count", lambda: any(line.endswith("1 decision waits.") for line in _lines(person)))
    (line,) = _lines(person)
    assert line.startswith("The server cannot be reached.")
    _decide(person)
    assert len(_lines(person)) == 1
    _well_again(person, served, network, case_id)


def test_a_session_that_the_server_forgot_is_said_once_and_asked_no_more(
    person: Person, served: EmbeddedServer, network: BadNetwork
) -> None:
    network.mood = "401"
    case_id = _decide(person)
    _leave(person)
    person.until("the line", lambda: _lines(person) != [])
    assert [line.split(";")[0] for line in _lines(person)] == ["The session has ended"]
    asked = len(network.asked)
    person.place.loop.wake()
    rest(500)
    assert len(network.asked) == asked and _fates(served, case_id) == []


def test_a_slow_server_is_waited_for_and_asked_once(
    person: Person, served: EmbeddedServer, network: BadNetwork
) -> None:
    """As with twenty seconds for each answer, of which the desk allows thirty; here it is two, for the suite's sake."""
    network.mood, network.seconds = "slow", 2.0
    case_id = _decide(person)
    _leave(person)
    person.press("F5")
    _decide(person)
    person.until("the decision to count", lambda: _fates(served, case_id) == [Fate.ACCEPTED], 60)
    person.until("its answer", lambda: not person.place.store.glance.outbox().to_send)
    assert network.pushes("slow") == 1 and _lines(person) == []


def test_any_key_finds_a_server_that_is_back_after_a_long_time(
    person: Person, served: EmbeddedServer, network: BadNetwork
) -> None:
    """The loop waits for long by then; walking the queue is enough, and nobody presses F5."""
    network.mood = "500"
    case_id = _decide(person)
    _leave(person)
    person.until("the line", lambda: _lines(person) != [])
    for _ in range(5):
        asked = len(network.asked)
        person.place.loop.wake()
        person.until("another question", lambda asked=asked: len(network.asked) > asked)  # type: ignore[misc]
    rest(300)
    network.mood = "well"
    person.clock.forward(3)
    person.press("F2", "Down")
    person.until("the server", lambda: person.shell.status_line.online.text() != "Offline", 4)
    person.until("the decision to count", lambda: _fates(served, case_id) == [Fate.ACCEPTED], 10)
