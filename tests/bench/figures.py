"""The figures by name: each measures one thing beside its reference and answers with lines of the table."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

from reviewer_app.wire.messages import QueueRow
from tests.bench.table import Line

Figures = Callable[[bool], list[Line]]


def painting(quick: bool) -> list[Line]:
    """The deciding key to the next case, painted."""
    from tests.bench import decide_paint

    return decide_paint.figures(quick)


def durable(quick: bool) -> list[Line]:
    """The durable decision."""
    from tests.bench import client_core

    with TemporaryDirectory() as name:
        found = client_core.decide(Path(name) / "decide", 100 if quick else 500)
    return [_line(found, "durable decide, median", 2)]


def queue(quick: bool) -> list[Line]:
    """The queue's page, in the worst of its filters and orders."""
    from tests.bench import client_core

    cases, made = _rows(quick)
    with TemporaryDirectory() as name:
        folder = Path(name)
        with client_core.filled(folder / "few", made[:1000]) as few, client_core.filled(folder / "all", made) as many:
            found = list(client_core.pages(few, many, cases))
    worst = max(found, key=lambda one: one.ours / (one.reference or one.ours))
    note = f"the worst of {len(found)}: {worst.what.split(', ', 1)[1].rsplit(', ', 1)[0]}"
    return [_line(worst, f"queue page of 200, {cases:,} cases against 1,000", 1.5, note)]


def search(quick: bool) -> list[Line]:
    """The search over titles, names and reasons."""
    from tests.bench import client_core

    cases, made = _rows(quick)
    with TemporaryDirectory() as name, client_core.filled(Path(name) / "all", made) as store:
        found = client_core.search(store, cases)
    return [_line(found, f"search in {cases:,} cases, first 50, p95", 20)]


def sync(quick: bool) -> list[Line]:
    """The first sync."""
    from tests.bench import client_core
    from tests.client.made import Maker

    make, cases = Maker(3), 4000 if quick else 20_000
    with TemporaryDirectory() as name:
        found = client_core.first_sync(Path(name) / "sync", [make.row() for _ in range(cases)])
    return [_line(found, f"first sync of {cases:,} cases", 3)]


def intake(quick: bool) -> list[Line]:
    """The server's verdict intake, beside the bare driver and beside the stack that it stands on."""
    from tests.server import figures

    batches, lines = 2 if quick else 10, []
    for stack, most, beside in ((False, 3.0, "the bare driver"), (True, 3.0, "SQLAlchemy")):
        found = figures.verdict_intake(batches, stack)
        what = f"verdict intake, batches of 50, beside {beside}"
        ours, reference = (1000 * seconds / found.count for seconds in (found.ours, found.reference))
        lines.append(Line(what, ours, reference, "ms", most, f"each of a usual batch of {found.count}"))
    return lines


def start(quick: bool) -> list[Line]:
    """The cold start, and that of the demo."""
    from tests.bench import cold_start

    return [*cold_start.figures(quick), *cold_start.demo(quick)]


def rules(quick: bool) -> list[Line]:
    """The rulebooks: search, the version for an instant, the back-test, the check."""
    from tests.bench import rules

    return rules.figures(quick)


def evidence(quick: bool) -> list[Line]:
    """The media room: exactness, steps, seeks, preparing, first frame, pages, bad files."""
    from tests.bench import evidence

    return evidence.figures(quick)


FIGURES: dict[str, Figures] = {
    "paint": painting,
    "decide": durable,
    "queue": queue,
    "search": search,
    "sync": sync,
    "intake": intake,
    "start": start,
    "rules": rules,
    "evidence": evidence,
}


def _rows(quick: bool) -> tuple[int, list[QueueRow]]:
    from tests.client.made import Maker

    make, cases = Maker(3), 10_000 if quick else 100_000
    return cases, [make.row() for _ in range(cases)]


def _line(found: object, what: str, most: float, note: str = "") -> Line:
    from tests.bench.client_core import Figure

    assert isinstance(found, Figure)
    return Line(what, found.ours, found.reference, found.unit, most, note)
