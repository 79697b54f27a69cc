"""The back-test without a screen: pages one by one, stopping, who may, and what is asked to be judged again."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import TypeVar

import pytest

from reviewer_app.client.lanes import InlineLanes
from reviewer_app.client.trouble import Offline, Trouble
from reviewer_app.client.viewmodels.backtest import TrialModel
from reviewer_app.client.workbench.volumes import Volume
from reviewer_app.domain.access import Role
from reviewer_app.domain.cases import CaseKind
from reviewer_app.domain.changes import Changes
from reviewer_app.domain.decided import DecidedCase, DecidedFinding, NamedVersion
from reviewer_app.rulebooks.backtest import Answer
from tests.client.fakes import FakeBench
from tests.client.samples import NOW, new_id

T = TypeVar("T")


class Later(InlineLanes):
    """A network that answers when it is told to."""

    def __init__(self) -> None:
        super().__init__()
        self.calls: list[Callable[[], None]] = []

    def network(
        self, work: Callable[[], T], then: Callable[[T], None], failed: Callable[[Trouble], None] | None = None
    ) -> None:
        """Waits."""
        self.calls.append(lambda: self.store(work, then, failed))

    def answer(self) -> None:
        """The one that waits longest gets its answer."""
        self.calls.pop(0)()


def case(
    number: int, clause: str = "absolute-terms", result: str = "violation", version: str = "2026-07-01"
) -> DecidedCase:
    named = NamedVersion(id="livestream", version=version)
    at = NOW - timedelta(days=number)
    found = DecidedFinding(clause=clause, rulebook=named, conduct_at=at, measure="warn")
    return DecidedCase(
        case_id=new_id(4000 + number),
        decision=new_id(6000 + number),
        kind=CaseKind.CLIP,
        conduct_at=at,
        decided_at=at + timedelta(hours=1),
        result=result,  # type: ignore[arg-type]
        rulebooks=(named,),
        findings=(found,) if result == "violation" else (),
        flags=(clause,),
    )


def versions(bench: FakeBench) -> tuple[Volume, Volume]:
    """The sample's later version, and a correction of it in which absolute terms are written anew."""
    wrong = next(v for v in bench.library() if v.name == "livestream@2026-07-01")
    clauses = tuple(
        c.model_copy(update={"definition": c.title}) if c.id == "absolute-terms" else c
        for c in wrong.head.clauses  # type: ignore[union-attr]
    )
    right = wrong.head.model_copy(update={"version": "b", "corrects": wrong.head.version, "clauses": clauses})
    return wrong, Volume(right, "b" * 64)


def model(roles: tuple[Role, ...], lanes: InlineLanes, pages: int = 3) -> tuple[TrialModel, FakeBench, list[Changes]]:
    bench, told = FakeBench(), list[Changes]()
    bench.pages = [tuple(case(10 * page + n) for n in range(4)) for page in range(pages)]
    return TrialModel(bench, lanes, roles, told.append), bench, told


@pytest.mark.parametrize(
    ("roles", "may"),
    [((Role.REVIEWER, Role.SUPERVISOR, Role.OPERATOR), False), ((Role.AUDITOR,), True), ((Role.POLICY,), True)],
)
def test_policy_owners_and_auditors_may_try(roles: tuple[Role, ...], may: bool) -> None:
    trial, bench, _told = model(roles, InlineLanes())
    trial.start(*versions(bench))
    assert ("decided_cases" in bench.calls) is may
    assert trial.state.whole is may
    assert trial.state.read == (12 if may else 0)


def test_pages_come_one_at_a_time_and_a_run_can_be_stopped() -> None:
    lanes = Later()
    trial, bench, _told = model((Role.POLICY,), lanes)
    trial.start(*versions(bench))
    read = []
    for _answer in range(2):
        lanes.answer()
        read.append(trial.state.read)
        assert len(lanes.calls) == 1  # whoever else wants the server comes in between
    assert read == [0, 4]
    trial.stop()
    lanes.answer()  # what was under way is not counted any more
    assert (trial.state.running, trial.state.whole, trial.state.read, lanes.calls) == (False, False, 4, [])
    assert trial.why_not() == "run"


def test_the_table_and_its_examples_follow_the_person() -> None:
    trial, bench, _told = model((Role.AUDITOR,), InlineLanes())
    bench.pages[0] = (*bench.pages[0], case(90, "offsite-traffic"))
    trial.start(*versions(bench))
    assert trial.tally is not None
    assert trial.tally.answers == {Answer.NEEDS_PERSON: 12, Answer.SAME: 1}
    ((group, count),) = trial.state.groups
    assert (group.clause, group.before, count) == ("absolute-terms", "warn", 12)
    trial.at_example(2)
    assert trial.examples()[trial.state.example].case_id == new_id(4002)
    assert trial.why_not() == "role"


def test_a_correction_has_the_oldest_adverse_decisions_judged_again() -> None:
    trial, bench, told = model((Role.POLICY,), InlineLanes())
    bench.pages[2] = (*bench.pages[2], case(99, result="pass"))
    wrong, right = versions(bench)
    trial.start(right, wrong)
    assert trial.why_not() == "correction"
    trial.start(wrong, right)
    assert trial.why_not() == ""
    trial.set_limit(10)
    assert (len(trial.to_ask()), trial.adverse(), trial.found()) == (10, 10, 13)
    trial.ask_again()
    (ask,) = bench.asked_again
    oldest = sorted(
        (one for page in bench.pages for one in page), key=lambda one: (one.result == "pass", one.decided_at)
    )
    assert (ask.corrected, ask.case_ids) == (wrong.digest, tuple(one.case_id for one in oldest[:10]))
    assert trial.state.asked == ask.case_ids
    assert told == [Changes(queue=True)]


def test_a_correction_of_a_schedule_has_them_judged_again_too() -> None:
    """Those alone that were judged under what it corrects; where nobody told, all that it was in force for."""
    trial, bench, _told = model((Role.POLICY,), InlineLanes())
    wrong = next(v for v in bench.library() if v.name == "creator-measures@2026-08-07")
    changed = {"version": "b", "corrects": wrong.head.version, "ladders": ()}
    right = Volume(wrong.head.model_copy(update=changed), "b" * 64)
    inputs = {"creator-measures": {"streams_14d": 5}}
    under = NamedVersion(id="creator-measures", version=wrong.head.version)
    more = ((), (under,), (NamedVersion(id="creator-measures", version="b"),))
    made = (case(n, "false-claims").model_copy(update={"inputs": inputs, "schedules": s}) for n, s in enumerate(more))
    bench.pages = [tuple(made)]
    trial.start(wrong, right)
    assert trial.tally is not None
    assert (trial.tally.answers[Answer.OUTSIDE], trial.why_not()) == (1, "")
    trial.ask_again()
    (ask,) = bench.asked_again
    assert (ask.corrected, ask.case_ids) == (wrong.digest, (new_id(4001), new_id(4000)))


def test_trouble_ends_the_run_and_is_said() -> None:
    trial, bench, _told = model((Role.POLICY,), InlineLanes())
    bench.trouble["decided_cases"] = Offline()
    trial.start(*versions(bench))
    assert isinstance(trial.state.trouble, Offline)
    assert (trial.state.running, trial.state.whole) == (False, False)
    bench.trouble["ask_again"] = Offline()
    trial.start(*versions(bench))
    trial.ask_again()
    assert isinstance(trial.state.trouble, Offline)
    assert (trial.state.asking, trial.state.asked) == (False, None)
