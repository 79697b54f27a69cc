"""The bench of a start: naming a verb loads nothing, and doing it makes the whole bench, once for all."""

from __future__ import annotations

import inspect

import pytest

from reviewer_app.client.store.queued import Queued
from reviewer_app.client.workbench.bench import Bench
from reviewer_app.client.workbench.front import EarlyBench, Front
from reviewer_app.client.workbench.queue_values import RiskLine
from reviewer_app.client.workbench.workbench import Workbench
from tests.client.fakes import FakeBench
from tests.client.made import Maker
from tests.client.samples import Clock


@pytest.fixture
def made() -> list[FakeBench]:
    return []


@pytest.fixture
def early(made: list[FakeBench]) -> EarlyBench:
    whole = FakeBench(3, Clock())

    def make() -> Workbench:
        made.append(whole)
        return whole  # type: ignore[return-value]

    return EarlyBench(None, Clock(), None, make)  # type: ignore[arg-type]


def test_any_other_verb_is_one_of_the_whole_bench(early: EarlyBench, made: list[FakeBench]) -> None:
    verb = early.take
    assert made == []
    case_id = FakeBench(3, Clock()).rows[1].case_id
    assert verb((case_id,)).cases == (case_id,)
    assert made[0].rows[1].case_id == case_id


def test_why_by_a_version_that_did_not_come_with_the_program_is_asked_of_the_whole_bench(
    early: EarlyBench, made: list[FakeBench], monkeypatch: pytest.MonkeyPatch
) -> None:
    said = (RiskLine("", "severity", 1.0, 1.0),)
    monkeypatch.setattr(FakeBench, "risk_lines", lambda bench, row: said)
    assert early.risk_lines(Queued.of(Maker().row())) == ()
    assert made == []
    assert early.risk_lines(Queued.of(Maker().row(risk_book="ab" * 32))) == said
    assert len(made) == 1


def test_what_is_no_verb_is_nothing(early: EarlyBench, made: list[FakeBench]) -> None:
    with pytest.raises(AttributeError):
        early._taken  # noqa: B018 - that there is none is what is asked
    assert made == []


def test_the_front_has_the_verbs_that_the_bench_declares() -> None:
    front = {name for name, _ in inspect.getmembers(Front, inspect.isfunction) if not name.startswith("_")}
    declared = {name for name, _ in inspect.getmembers(Bench, inspect.isfunction) if not name.startswith("_")}
    assert front == {"counts", "queue", "risk_lines", "in_hand"}
    assert front < declared
    for name in declared:
        assert inspect.signature(getattr(Workbench, name)).parameters.keys() == (
            inspect.signature(getattr(Bench, name)).parameters.keys()
        )
