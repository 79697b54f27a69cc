"""What a verdict sets off, from decided cases to a desk without a network, the server's door and the supervisor."""

from __future__ import annotations

import hashlib
import io
import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from reviewer_app.client.lanes import InlineLanes
from reviewer_app.client.settings.standing import StandingFile
from reviewer_app.client.sync import SyncLoop
from reviewer_app.client.viewmodels.consequences import RowKind, followed_words
from reviewer_app.client.viewmodels.desk import DeskModel
from reviewer_app.client.words import language, speak
from reviewer_app.client.workbench.workbench import Workbench
from reviewer_app.domain.access import Role
from reviewer_app.domain.evidence import TextAnchor
from reviewer_app.domain.fates import Fate
from reviewer_app.domain.verdicts import Outcome
from reviewer_app.server.embedded import EmbeddedServer
from reviewer_app.wire.messages import SignIn
from tests.client import desks
from tests.client.desks import CHEAP, PASSWORD, Desk, LossyApi
from tests.client.made import Maker
from tests.server.made import listing, ndjson

CONDUCT = datetime.fromisoformat("2026-08-20T20:00:00+08:00")
TITLE = "三天瘦十斤的神奇茶包"
DEMO = Path(__file__).resolve().parents[2] / "resources" / "demo"
SHOWN: dict[str, Any] = json.loads((DEMO / "cases.jsonl").read_text("utf-8").splitlines()[0])
"""The first clip of the demo, which is a stream with everything to see and hear."""


def stream(ref: str, days: float, last: datetime = CONDUCT) -> dict[str, Any]:
    """A stream of one creator, so many days before the last."""
    at = last - timedelta(days=days)
    subject = {"title": TITLE, "room": f"room-{ref}", "video": SHOWN["subject"]["video"]}
    return listing(
        ref,
        kind="clip",
        conduct_at=at.isoformat(),
        flagged_at=(at + timedelta(minutes=1)).isoformat(),
        flags=[],
        creator={"id": "c-1", "name": "主播"},
        subject=subject,
        exposure={"gmv": "12345.67", "currency": "CNY"},
    )


@contextmanager
def serving(data: Path, port: int = 0) -> Iterator[EmbeddedServer]:
    """A server with the shipped rulebooks and schedules."""
    with EmbeddedServer(data, hasher=CHEAP, port=port) as served:
        served.seed_account("operator", PASSWORD, Role.OPERATOR)
        served.seed_account("lin.yue", PASSWORD, Role.REVIEWER)
        served.seed_account("boss", PASSWORD, Role.SUPERVISOR)
        yield served


class Person:
    """Somebody at a desk: the real workbench under the real desk, each step at once."""

    def __init__(self, desk: Desk, folder: Path) -> None:
        self.mine = desk
        self.loop = SyncLoop(desk.api, desk.store, desk.clock, lambda report: None)
        numbers = Maker(len(folder.name))
        self.bench = Workbench(
            desk.store,
            desk.api,
            self.loop,
            desk.clock,
            desk.account,
            numbers.id,
            lambda password: desk.session,
            StandingFile(folder),
        )
        self.desk = DeskModel(self.bench, InlineLanes(), desk.clock, numbers.id, lambda changes: None)

    def find(self, harm: str) -> None:
        """Finds false advertising in the title, whole, and says what harm was done."""
        choice = next(one for one in self.desk.state.short_list if one.clause.id == "false-claims")
        self.desk.find_under(choice)
        self.desk.bind(TextAnchor(field="/title", start=0, exact=TITLE[:6]))
        self.desk.establish_next()
        self.desk.reason("画面标题称三天瘦十斤，没有依据。")
        self.desk.say("creator-measures", "harm", harm)

    def rows(self, kind: RowKind) -> list[str]:
        """What the desk says follows."""
        return [row.text for row in self.desk.state.follows.rows if row.kind is kind]

    def send(self) -> list[Fate]:
        """Lets what was decided rest, and sends it."""
        self.mine.rest()
        return [fate.fate for fate in self.loop.run_now().fates]


@contextmanager
def at(served: EmbeddedServer, folder: Path, account: str) -> Iterator[Person]:
    """A person who has signed in and synced."""
    with desks.desk(served.url, folder, account) as desk:
        yield Person(desk, folder)


def bring_in(served: EmbeddedServer, *records: dict[str, Any]) -> None:
    """Brings records in, with their files out of the demo."""
    api = LossyApi(served.url)
    api.sign_in(SignIn(account="operator", password=PASSWORD, device=Maker(98).id()))
    named = json.dumps(records)
    for file in (DEMO / "assets").iterdir():
        sha256 = hashlib.sha256(content := file.read_bytes()).hexdigest()
        if sha256 in named:
            api.put_asset(sha256, io.BytesIO(content))
    answers = api.intake(ndjson(*records).split(b"\n")).answers
    assert {answer.fate for answer in answers} == {Fate.ACCEPTED}, answers
    api.close()


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    before = language()
    speak("en")
    yield
    speak(before)


def decide_next(person: Person) -> str:
    """Takes the next case, finds the breach and decides by the measure that follows; gives the step that was shown."""
    (case_id,) = person.bench.take(count=1).cases
    person.desk.open(case_id)
    person.find("none")
    (step,) = person.rows(RowKind.STEP)
    assert person.desk.state.can_decide, person.desk.state.missing
    assert person.desk.decide()
    assert person.send() == [Fate.ACCEPTED]
    return step.rpartition(": ")[2]


def confirm_next(boss: Person) -> tuple[str, ...]:
    """The supervisor takes what waits, if anything does, confirms it, and has read what followed."""
    taken = boss.bench.take(count=1).cases
    if not taken:
        return ()
    boss.desk.open(taken[0])
    case = boss.desk.state.case
    assert case is not None and case.judged is not None
    boss.desk.choose(Outcome.CONFIRM)
    assert boss.desk.decide()
    assert boss.send() == [Fate.ACCEPTED]
    return followed_words(case.sheet, case.judged.operation.verdict.effects)


def test_the_fifth_stream_is_told_without_a_network_and_signed_by_a_supervisor(tmp_path: Path) -> None:
    with serving(tmp_path / "server") as served:
        port = int(served.url.rpartition(":")[2])
        with at(served, tmp_path / "lin", "lin.yue") as lin, at(served, tmp_path / "boss", "boss") as boss:
            steps = []
            for ref, days in (("a", 13), ("b", 10), ("c", 5), ("d", 1)):
                bring_in(served, stream(ref, days))
                steps.append(decide_next(lin))
                confirm_next(boss)
            assert steps == [f"step {number} of 4" for number in (1, 2, 3, 3)]
            bring_in(served, stream("e", 0))
            (case_id,) = lin.bench.take_offline(1, 24).cases
            served.stop()
            lin.desk.open(case_id)
            lin.find("none")
            assert lin.rows(RowKind.STEP) == ["False advertising: step 4 of 4"]
            assert [one.measure for one in lin.desk.state.draft.findings] == ["close-rights"]
            assert lin.rows(RowKind.SCORE) == ["Creator reputation score (ours): 2 points off"]
            assert "The measure suspends or closes selling rights" in lin.rows(RowKind.SIGNOFF)
            assert lin.desk.decide()
            assert lin.send() == []
            with serving(tmp_path / "server", port):
                assert lin.send() == [Fate.ACCEPTED]
                assert boss.loop.run_now().online
                told = confirm_next(boss)
    assert told[0].startswith("False advertising: step 4, Selling rights closed for good")
