"""The figures of the rulebooks: search over many clauses, the version for an instant, the back-test, the check."""

from __future__ import annotations

import json
import random
import statistics
import time
import tracemalloc
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from reviewer_app.client.viewmodels.deskstate import worked_out
from reviewer_app.domain.decided import DecidedCase
from reviewer_app.domain.rulebook import Clause, Published, RulebookVersion
from reviewer_app.domain.timeline import Timeline
from reviewer_app.rulebooks.backtest import Answer, Tally, trial, tried
from reviewer_app.rulebooks.check import check_folder
from reviewer_app.rulebooks.consequences import set_off
from reviewer_app.rulebooks.lookup import read_versions, version_named
from reviewer_app.rulebooks.search import ClauseIndex
from reviewer_app.rulebooks.shipped import shipped_folder
from tests.bench.table import Line
from tests.client.opened import lease_of, open_case
from tests.client.samples import clip_json, new_id
from tests.rulebooks.verdicts_made import clip, draft_of, finding, sheet_of

ZONE = ZoneInfo("Asia/Shanghai")
QUERIES = ("最低价", "false advertising", "保健食品 功效", "1.10", "标签", "QR code", "ai", "licence scope", "未成年人")
VERSIONS = 200


def figures(quick: bool) -> list[Line]:
    """All five."""
    cases, clauses = (5000, 1000) if quick else (100_000, 5000)
    return [_search(clauses), *_version(), _follows(), *_backtest(cases), _check()]


def _books() -> list[RulebookVersion]:
    return [item for item in read_versions(shipped_folder()) if isinstance(item, RulebookVersion)]


def _search(wanted: int) -> Line:
    """The shipped clauses under many ids, each with a word of its own in its definition."""
    shipped = [clause for book in _books() for clause in book.clauses]
    made: list[Clause] = []
    for index in range(wanted):
        clause = shipped[index % len(shipped)]
        words = clause.definition.model_copy(update={"en": f"{clause.definition.en} case{index}"})
        made.append(clause.model_copy(update={"id": f"{clause.id}-{index}", "definition": words}))
    book = _books()[0].model_copy(update={"clauses": tuple(made)})
    index_of = ClauseIndex([Published(digest="0" * 64, rulebook=book)])
    spent = []
    for _ in range(12):
        for query in QUERIES:
            began = time.perf_counter()
            found = index_of.search(query)
            spent.append(1000 * (time.perf_counter() - began))
            assert found
    p95 = statistics.quantiles(spent, n=20)[-1]
    return Line(f"search in {wanted:,} clauses, first 50, p95", p95, None, "ms", 20, f"n={len(spent)}")


def _version() -> list[Line]:
    """One version follows another every month; instants all along and past both ends, of a line and of a sheet."""
    book, start, month = _books()[0], datetime(2010, 1, 1, tzinfo=ZONE), timedelta(days=30)
    versions = [
        book.model_copy(
            update={
                "effective_from": start + at * month,
                "effective_until": None if at == VERSIONS - 1 else start + (at + 1) * month,
                "published_at": start + (at - 1) * month,
            }
        )
        for at in range(VERSIONS)
    ]
    times, now = Timeline(versions, lambda item: item), start + 2 * VERSIONS * month
    published = tuple(Published(digest=f"{at:064x}", rulebook=one) for at, one in enumerate(versions))
    sheet = replace(sheet_of(clip("2026-03-01T12:00:00")), versions=published, known_at=now)
    asked = [start + hours * timedelta(hours=7) for hours in range(-100, 21_000)]
    said = f"mean of {len(asked):,}"
    return [
        Line(
            f"version for a conduct time, {VERSIONS} versions",
            _best(lambda at: times.at(at, now), asked),
            None,
            "us",
            5,
            said,
        ),
        Line("the same asked of a sheet", _best(lambda at: sheet.version_of(book.id, at), asked), None, "us", 10, said),
    ]


def _best(ask: Callable[[datetime], object], asked: list[datetime]) -> float:
    return min(_each(ask, asked) for _ in range(3))


def _each(ask: Callable[[datetime], object], asked: list[datetime]) -> float:
    began = time.perf_counter()
    found = sum(ask(instant) is not None for instant in asked)
    spent = time.perf_counter() - began
    assert found == len(asked) - 100
    return 1e6 * spent / len(asked)


def _follows() -> Line:
    """What the desk works out at each change of a draft with five findings: its rows, and what is missing."""
    case = clip("2026-08-20T12:00:00")
    sheet = sheet_of(case, {"streams_14d": 2})
    draft = draft_of(*(finding(n, case, after=n, measure="suspend-3d") for n in range(1, 6)), harm="none")
    shown = open_case(clip_json(), new_id(5), lease=lease_of(new_id(5)))
    shown, before, spent = replace(shown, sheet=sheet, record=case), set_off(draft, sheet), list[float]()
    for _ in range(201):
        began = time.perf_counter()
        worked_out(shown, draft, sheet, before)
        spent.append(1000 * (time.perf_counter() - began))
    assert before.effects
    return Line("what follows a change of a draft, median", statistics.median(spent), None, "ms", 2, "five findings")


def _backtest(count: int) -> list[Line]:
    """The ladder of 2026-08-07 tried on the cases of the one before, read from lines as from a file."""
    versions = read_versions(shipped_folder())
    names = ("creator-measures@2026-07-13", "creator-measures@2026-08-07")
    ladder = trial(*(version_named(versions, name).version for name in names))
    began, tally = time.perf_counter(), Tally()
    for line in _decided(count):
        tally.add(tried(ladder, DecidedCase.model_validate_json(line)))
    spent = time.perf_counter() - began
    assert tally.cases == count
    assert tally.answers[Answer.WOULD_CHANGE]
    assert tally.answers[Answer.SAME]
    few, many = (_peak(trial_count) for trial_count in (count // 10, count))
    return [
        Line(f"back-test of {count:,} decided cases", spent, None, "s", 10, "making the lines is part of it"),
        Line("memory of it, against a tenth of the cases", many, few, "MB", 1.5, "the most held at once"),
    ]


def _peak(count: int) -> float:
    versions = read_versions(shipped_folder())
    names = ("creator-measures@2026-07-13", "creator-measures@2026-08-07")
    ladder, tally = trial(*(version_named(versions, name).version for name in names)), Tally()
    tracemalloc.start()
    for line in _decided(20_000):  # fills what is kept: answers of the ladder, and pydantic's strings
        tally.add(tried(ladder, DecidedCase.model_validate_json(line)))
    tracemalloc.reset_peak()
    for line in _decided(count):
        tally.add(tried(ladder, DecidedCase.model_validate_json(line)))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return peak / 1e6


def _decided(count: int) -> Iterator[str]:
    draw, at = random.Random(7), "2026-08-03T10:00:00+08:00"
    cite = {"id": "livestream", "version": "2026-02-01"}
    finding = {"clause": "false-claims", "rulebook": cite, "conduct_at": at}
    for number in range(count):
        name = f"01900000-0000-7000-8000-{number:012x}"
        counts = {"breaches_in_stream": draw.randint(1, 4), "streams_14d": draw.randint(1, 9)}
        counts |= {"videos_14d": draw.randint(0, 12)}
        inputs = {"creator-measures": {**counts, "harm": draw.choice(["none", "light", "heavier"])}}
        case = {"case_id": name, "decision": name, "kind": "clip", "conduct_at": at, "decided_at": at}
        yield json.dumps(case | {"result": "violation", "rulebooks": [cite], "findings": [finding], "inputs": inputs})


def _check() -> Line:
    began = time.perf_counter()
    problems = check_folder(shipped_folder())
    assert not problems
    return Line("check of all shipped rulebooks", time.perf_counter() - began, None, "s", 3, "with their cases")
