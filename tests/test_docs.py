"""Holds the pages to the code: tables and drawings made from it, commands and paths that exist, as the README says.

`python -m tests.test_docs` writes the made parts of the pages anew.
"""

import importlib
import re
import shlex
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from types import ModuleType

import pytest

from reviewer_app import cli
from reviewer_app.client.viewmodels.actions import ACTIONS, WITHOUT_A_DOOR, Where
from reviewer_app.client.viewmodels.names import WHERES
from reviewer_app.domain.events import Round, Status
from reviewer_app.domain.rounds import TABLE, Row
from reviewer_app.wire.problems import STATUS, TITLES, Code

ROOT = Path(__file__).resolve().parent.parent
DOCS = ROOT / "resources" / "docs"
ARCHITECTURE, KEYS, README = DOCS / "architecture.md", DOCS / "guides" / "keys.md", ROOT / "README.md"
KINDS = {
    "desk.png",
    "desk-dark.png",
    "filing-dark.png",
    "queue.png",
    "signoff.png",
    "listing.png",
    "listing-dark.png",
    "filing.png",
    "history.png",
    "follows.png",
    "version.png",
}
WALK = {f"rules-{name}.png" for name in ("clause", "compare", "backtest", "ask", "again")}
PICTURES = KINDS | WALK | {f"real-{name}.png" for name in ("clip", "listing", "filing", "signoff")}
_JUDGED = "the judged round"
_COMMAND = re.compile(r"^\s*(?:\.venv/bin/)?reviewer\b(?P<words>[^#\n]*)", re.MULTILINE)
_FENCE = re.compile(r"^```(?:sh)?\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_DEV = re.compile(r"^python3 packaging/dev\.py ([a-z]+)", re.MULTILINE)
_PATH = re.compile(r"`((?:reviewer_app|resources|packaging|tests)/[\w./-]*\w/?)`")
_LINK = re.compile(r"\]\(([^)#:]+)\)")


# ---- what is made from the code


def _lines(head: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> str:
    return "\n".join(f"| {' | '.join(cells)} |" for cells in (head, ("---",) * len(head), *rows))


def _to(row: Row) -> str:
    """The round after a row, in the words of the page."""
    if row.then in (Status.DECIDED, Status.CANCELLED):
        return "-"
    return _JUDGED if row.event == "returned" else (row.to or row.round or "-")


def transitions() -> str:
    """The transition table, row by row in the order in which rows are tried."""
    rows = [(r.status or "-", r.round or "-", r.event, r.when, r.then, _to(r)) for r in TABLE]
    return _lines(("status", "round", "event", "when", "then", "round then"), rows)


def _edges(pairs: list[tuple[str, str, str]]) -> str:
    """A state diagram whose arrows carry every event that leads along them."""
    labels: dict[tuple[str, str], dict[str, None]] = {}
    for here, there, event in pairs:
        labels.setdefault((here, there), {})[event] = None
    arrows = [f"    {here} --> {there}: {', '.join(events)}" for (here, there), events in labels.items()]
    return "\n".join(["```mermaid", "stateDiagram-v2", "    direction LR", *arrows, "```"])


def statuses() -> str:
    """How statuses follow on each other, whatever the round."""
    return _edges([(row.status or "[*]", row.then, row.event) for row in TABLE])


def rounds() -> str:
    """How rounds follow on each other; a row that stays in its round is left out."""
    pairs = []
    for row in TABLE:
        here, there = row.round or row.status or "[*]", _to(row)
        there = (row.then if there == "-" else there).replace(_JUDGED, "judged_round")
        if here != there:
            pairs.append((here, there, row.event))
    return _edges(pairs)


def problems() -> str:
    """Every problem that a server may answer with."""
    return _lines(("code", "status", "words"), [(f"`{code}`", str(STATUS[code]), TITLES[code]) for code in Code])


def keys() -> str:
    """Every action that some page offers, with its keys, by the place where it is awake."""
    parts = []
    for where in (one for one in Where if one not in WITHOUT_A_DOOR):
        rows = [
            (a.name, " or ".join(f"`{key}`" for key in a.keys) or "-", f"`{a.id}`") for a in ACTIONS if a.where is where
        ]
        parts.append(f"## {WHERES[where]}\n\n" + _lines(("action", "keys", "id"), rows))
    return "\n\n".join(parts)


MADE: list[tuple[Path, str, Callable[[], str]]] = [
    (ARCHITECTURE, "statuses", statuses),
    (ARCHITECTURE, "rounds", rounds),
    (ARCHITECTURE, "transitions", transitions),
    (ARCHITECTURE, "problems", problems),
    (KEYS, "keys", keys),
]


def _between(name: str) -> re.Pattern[str]:
    return re.compile(rf"(?<=<!-- made: {name} -->\n\n).*?(?=\n\n<!-- end: {name} -->)", re.DOTALL)


def write() -> None:
    """Puts every made part into its page."""
    for page, name, make in MADE:
        text, place = page.read_text("utf-8"), _between(name)
        if len(place.findall(text)) != 1:
            raise ValueError(f"{page} needs one place for {name}")
        page.write_text(place.sub(make().replace("\\", r"\\"), text), "utf-8")


@pytest.mark.parametrize(("page", "name", "make"), MADE, ids=[name for _, name, _ in MADE])
def test_made_parts_are_what_the_code_says(page: Path, name: str, make: Callable[[], str]) -> None:
    """A page that fell behind is written anew with `python -m tests.test_docs`."""
    assert _between(name).findall(page.read_text("utf-8")) == [make()]


def test_the_table_in_the_page_reads_back_as_the_table() -> None:
    """Read by other eyes than those that wrote it: as many rows, and each with its statuses, rounds and condition."""
    text = _between("transitions").search(ARCHITECTURE.read_text("utf-8"))
    assert text is not None
    read = [tuple(cell.strip() for cell in line.strip("|").split("|")) for line in text[0].splitlines()[2:]]
    named = {str(status) for status in Status} | {"-"}, {str(round_) for round_ in Round} | {"-", _JUDGED}
    assert len(read) == len(TABLE)
    for cells, row in zip(read, TABLE, strict=True):
        assert {cells[0], cells[4]} <= named[0]
        assert {cells[1], cells[5]} <= named[1]
        assert (cells[2], cells[3]) == (row.event, row.when)


def test_every_problem_and_every_key_is_in_its_page() -> None:
    """No code and no key is left out, whatever the form of the tables."""
    page, guide = ARCHITECTURE.read_text("utf-8"), KEYS.read_text("utf-8")
    assert [code for code in Code if f"`{code}`" not in page] == []
    told = [a for a in ACTIONS if a.where not in WITHOUT_A_DOOR]
    assert [a.id for a in told if f"`{a.id}`" not in guide or any(f"`{key}`" not in guide for key in a.keys)] == []


# ---- what a reader would type, open or follow


@pytest.fixture
def dev(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """The module behind `packaging/dev.py`."""
    monkeypatch.syspath_prepend(str(ROOT / "packaging"))
    return importlib.import_module("dev")


def test_the_two_commands_of_the_readme_are_those_of_the_project(dev: ModuleType) -> None:
    """`demo` and `test`, both verbs of dev.py; `.ci/run` runs the second in the very words of the README."""
    readme, ci = README.read_text("utf-8"), (ROOT / ".ci" / "run").read_text("utf-8")
    assert _DEV.findall(readme) == ["demo", "test"]
    assert [dev._parser().parse_args([verb]).verb for verb in _DEV.findall(readme)] == ["demo", "test"]
    assert ci.splitlines()[-1] == "exec python3 packaging/dev.py test"


def _pages() -> list[Path]:
    return [README, *sorted(DOCS.rglob("*.md"))]


def _commands() -> Iterator[tuple[str, list[str]]]:
    for page in _pages():
        for block in _FENCE.findall(page.read_text("utf-8")):
            for found in _COMMAND.finditer(block):
                yield page.name, shlex.split(found["words"])


def test_every_command_of_the_pages_is_one_that_the_program_takes() -> None:
    """Every line that calls `reviewer` parses."""
    found = list(_commands())
    assert {words[0] for _, words in found if words} >= {"serve", "import", "account", "rulebook"}
    for page, words in found:
        try:
            cli._parser("en", words).parse_args(words)
        except SystemExit:
            pytest.fail(f"{page}: reviewer {shlex.join(words)}")


def test_what_the_pages_point_at_is_there() -> None:
    """Paths in code marks and links lead somewhere; pictures are those of the tour, by their agreed names."""
    lost = []
    for page in _pages():
        text = page.read_text("utf-8")
        targets = [ROOT / path for path in _PATH.findall(text)] + [page.parent / link for link in _LINK.findall(text)]
        lost += [f"{page.name}: {target}" for target in targets if target.suffix != ".png" and not target.exists()]
        lost += [f"{page.name}: {t.name}" for t in targets if t.suffix == ".png" and t.name not in PICTURES]
    assert lost == []


def test_decisions_are_numbered_and_whole() -> None:
    """Records count from 0001 without a gap, and each has its three parts."""
    records = sorted((DOCS / "decisions").glob("*.md"))
    assert [int(record.name[:4]) for record in records] == list(range(1, len(records) + 1))
    for record in records:
        heads = re.findall(r"^## (\w+)$", record.read_text("utf-8"), re.MULTILINE)
        assert heads == ["Context", "Decision", "Consequences"], record.name


if __name__ == "__main__":
    write()
