"""Verdicts that contradict themselves or their case: none of them is kept as one that counts."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from reviewer_app.domain.coverage import Watched
from reviewer_app.domain.fates import Fate
from reviewer_app.domain.verdicts import Correction, FlagAnswer, Met, Stated, Verdict
from reviewer_app.server.embedded import EmbeddedServer
from reviewer_app.wire.messages import Grant
from reviewer_app.wire.problems import Code
from tests.server.conftest import Start
from tests.server.desk import Desk, passing, violation
from tests.server.made import listing, ndjson

Sit = Callable[[EmbeddedServer, str], Desk]
WRONG, RIGHT = FlagAnswer(flag=0, agrees=False), FlagAnswer(flag=0, agrees=True)
SEEN = Watched(asset="ab" * 32, time_base=(1, 1000), first_pts=0, end_pts=10, stretches=((0, 10),))
STATED = Stated(schedule="steps", name="harm", value="none")
READ = Correction(field="/product/name", read="x", value="y")


@pytest.fixture
def seat(start: Start, sit: Sit) -> tuple[Desk, Grant]:
    server = start()
    sit(server, "op").bring_in(ndjson(listing("a")))
    desk = sit(server, "rev-a")
    return desk, desk.one()


def accused(grant: Grant, **changes: Any) -> Verdict:
    """A violation whose one finding is altered."""
    verdict = violation(grant)
    return verdict.model_copy(update={"findings": (verdict.findings[0].model_copy(update=changes),)})


def doubled(grant: Grant) -> Verdict:
    verdict = violation(grant)
    return verdict.model_copy(update={"findings": verdict.findings * 2})


CASES: dict[str, tuple[Callable[[Grant], Verdict], str]] = {
    "one-id-twice": (doubled, "/verdict/findings"),
    "a-finding-of-no-flag": (lambda grant: accused(grant, flag=99), "/verdict/findings"),
    "met-by-no-place": (lambda grant: accused(grant, met=(Met(element="words", anchors=(0, 7)),)), "/verdict/findings"),
    "met-twice": (lambda grant: accused(grant, met=(Met(element="words", anchors=(0,)),) * 2), "/verdict/findings"),
    "both-ways": (lambda _: passing(flags=(RIGHT, WRONG)), "/verdict/flags"),
    "no-such-flag": (lambda _: passing(flags=(WRONG.model_copy(update={"flag": 99}),)), "/verdict/flags"),
    "stated-twice": (lambda grant: violation(grant).model_copy(update={"stated": (STATED,) * 2}), "/verdict/stated"),
    "corrected-twice": (lambda _: passing(corrections=(READ, READ)), "/verdict/corrections"),
    "another-clip": (lambda _: passing(watched=(SEEN,)), "/verdict/watched"),
    "a-clip-twice": (lambda _: passing(watched=(SEEN, SEEN)), "/verdict/watched"),
}


@pytest.mark.parametrize(("made", "where"), CASES.values(), ids=CASES)
def test_what_contradicts_itself_or_its_case_is_refused(
    seat: tuple[Desk, Grant], made: Callable[[Grant], Verdict], where: str
) -> None:
    desk, grant = seat
    answer = desk.decide(grant, made(grant))
    assert answer.problem is not None
    assert (answer.fate, answer.problem.code, answer.problem.field) == (Fate.REFUSED, Code.INVALID, where)


def test_files_that_the_case_does_not_have_are_refused(seat: tuple[Desk, Grant]) -> None:
    desk, grant = seat
    answer = desk.decide(grant, passing(), assets=("ab" * 32,))
    assert answer.problem is not None and answer.problem.field == "/assets"


def test_the_same_without_the_contradiction_counts(seat: tuple[Desk, Grant]) -> None:
    desk, grant = seat
    flagged = accused(grant, flag=0).model_copy(update={"flags": (RIGHT,)})
    assert desk.decide(grant, flagged).fate is Fate.ACCEPTED
