"""What judges a long run: growth is told, whatever grows, and what comes and goes is not."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from tests.soak.steady import FEWEST, Sample, grown, sample, table

CALM = Sample(decided=0, memory=300 << 20, objects=400_000, widgets=2_500, files=60, threads=12, none=90_000)


def _run(change: Callable[[int], dict[str, int]], count: int = 24) -> list[Sample]:
    return [replace(CALM, decided=25 * at, **change(at)) for at in range(count)]


def test_a_run_that_stays_as_it_is_has_grown_nowhere() -> None:
    """It may breathe, and may take what it needs while all is met for the first time."""
    breathing = _run(lambda at: {"memory": (300 + 8 * (at % 3)) << 20, "objects": 400_000 + 900 * (at % 5)})
    assert grown(breathing) == []
    assert grown(_run(lambda at: {"memory": min(200 + 30 * at, 320) << 20, "widgets": min(500 * at, 2_500)})) == []


@pytest.mark.parametrize(
    ("name", "each"), [("memory", 5 << 20), ("objects", 800), ("widgets", 6), ("files", 1), ("threads", 1)]
)
def test_whatever_grows_with_each_sample_is_told(name: str, each: int) -> None:
    (told,) = grown(_run(lambda at: {name: getattr(CALM, name) + each * at}))
    assert told.startswith(name)


def test_references_to_none_that_go_are_told() -> None:
    """Before there are none left, with which Python ends the program."""
    (told,) = grown(_run(lambda at: {"none": 90_000 - 400 * at}))
    assert "None" in told


def test_few_samples_say_nothing() -> None:
    with pytest.raises(ValueError, match="say nothing"):
        grown(_run(lambda at: {}, FEWEST - 1))


def test_a_sample_is_of_this_process() -> None:
    """It holds memory, files and threads, and the table has a line for it under its heading."""
    one = sample(7, widgets=3)
    assert one.memory > 1 << 20 and one.files > 2 and one.threads >= 1 and one.objects > 100 and one.none > 100, one
    assert len(table([one]).splitlines()) == 2
