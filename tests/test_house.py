"""The rules of the house as tests: layers, headless rooms, the shape of code, what may lie where, library guards."""

import ast
import importlib
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from itertools import chain
from pathlib import Path
from types import ModuleType
from typing import NamedTuple

import pytest

ROOT = Path(__file__).resolve().parent.parent
TOP_LEVEL = {"README.md", "packaging", "pyproject.toml", "resources", "reviewer_app", "tests"}
ROOMS = {
    "__init__.py",
    "cli.py",
    "cli_rulebooks.py",
    "cli_session.py",
    "client",
    "domain",
    "media",
    "rulebooks",
    "server",
    "ui",
    "wire",
}
LONGEST_FILE = 500
LONGEST_FUNCTION = 60
FORBIDDEN_NAME = re.compile(r"Manager|Helper|Utils?(?![a-z])|^_?(utils?|helpers?|managers?)$")

Function = ast.FunctionDef | ast.AsyncFunctionDef


class Shape(NamedTuple):
    """What is asked of a Python file: its lines, its docstring, its functions by place, its classes."""

    lines: int
    docstring: str
    functions: tuple[tuple[str, int, bool], ...]
    """Where and what it is, how many lines it has, and whether it is typed."""
    classes: tuple[str, ...]


def _shape(path: str, text: str) -> Shape:
    tree, functions, classes = ast.parse(text), [], []
    for node in ast.walk(tree):
        if isinstance(node, Function):
            length = (node.end_lineno or node.lineno) - node.lineno + 1
            functions.append((f"{path}:{node.lineno} {node.name}", length, _is_typed(node)))
        elif isinstance(node, ast.ClassDef):
            classes.append(node.name)
    return Shape(len(text.splitlines()), ast.get_docstring(tree) or "", tuple(functions), tuple(classes))


def _is_typed(node: Function) -> bool:
    named = [*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs, node.args.vararg, node.args.kwarg]
    untyped = [argument.arg for argument in named if argument is not None and argument.annotation is None]
    return node.returns is not None and untyped[1 if untyped[:1] in (["self"], ["cls"]) else 0 :] == []


@cache
def _sources() -> dict[str, Shape]:
    """Every Python file of ours by its path from the root.

    Of their trees nothing is kept: millions of nodes would be looked through whenever garbage is looked for.
    """
    files = [file for room in ("reviewer_app", "packaging", "tests") for file in sorted((ROOT / room).rglob("*.py"))]
    paths = {str(file.relative_to(ROOT)): file for file in files}
    return {path: _shape(path, file.read_text("utf-8")) for path, file in paths.items()}


def _functions() -> Iterator[tuple[str, int, bool]]:
    return chain.from_iterable(shape.functions for shape in _sources().values())


@cache
def _files() -> tuple[Path, ...]:
    """Every file that is, or on the next commit would be, part of the project."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    if listed.returncode != 0:
        pytest.skip("not a git checkout: which files are the project's cannot be told")
    return tuple(Path(name) for name in listed.stdout.split("\0") if name and (ROOT / name).is_file())


# ---- layers


def _lint_imports(root: Path) -> subprocess.CompletedProcess[str]:
    script = "import sys; from importlinter.cli import lint_imports; sys.exit(lint_imports(is_debug_mode=True))"
    return subprocess.run([sys.executable, "-c", script], cwd=root, capture_output=True, encoding="utf-8", check=False)


def test_rooms_import_only_what_they_may() -> None:
    """The contracts of pyproject.toml hold."""
    found = _lint_imports(ROOT)
    assert found.returncode == 0, found.stdout + found.stderr


@pytest.mark.parametrize(
    ("room", "breach"),
    [
        ("domain", "import requests"),
        ("client", "import PySide6"),
        ("client", "import reviewer_app.ui"),
        ("server", "import reviewer_app.client"),
        ("ui", "import sqlcipher3"),
        ("wire", "import PIL"),
    ],
)
def test_a_breach_of_the_layers_is_noticed(tmp_path: Path, room: str, breach: str) -> None:
    """The same contracts fail on a copy of the house with one wrong import in it."""
    shutil.copytree(ROOT / "reviewer_app", tmp_path / "reviewer_app", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    (tmp_path / "reviewer_app" / room / "breach.py").write_text(f'"""A breach."""\n\n{breach}\n', "utf-8")
    found = _lint_imports(tmp_path)
    assert found.returncode != 0
    assert f"reviewer_app.{room}.breach" in found.stdout


_IMPORT_ALL = """
import importlib, pkgutil, sys

run_by_others = (".__main__", ".migrations.env")  # the interpreter's and Alembic's own entry points
blocked, left_out = set(sys.argv[1].split(",")), tuple(sys.argv[2].split(","))

class Gate:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in blocked:
            raise ImportError(f"{name} is not to be imported here")

sys.meta_path.insert(0, Gate())
import reviewer_app

def walk(package):
    for found in pkgutil.iter_modules(package.__path__, package.__name__ + "."):
        if found.name.startswith(left_out) or found.name.endswith(run_by_others):
            continue
        module = importlib.import_module(found.name)
        print(found.name)
        if found.ispkg:
            walk(module)

walk(reviewer_app)
strangers = [name for name in sys.modules if name.startswith(left_out) or name.partition(".")[0] in blocked]
assert not strangers, strangers
"""


@pytest.mark.parametrize(
    ("blocked", "left_out"),
    [
        pytest.param("PySide6,shiboken6,qtawesome,qtpy", "reviewer_app.ui", id="everything but the screen without Qt"),
        pytest.param("av,pypdfium2,PIL,zxingcpp", "reviewer_app.media.worker", id="decoders in the media worker alone"),
    ],
)
def test_rooms_import_without(blocked: str, left_out: str) -> None:
    """Every module outside `left_out` can be imported where the blocked libraries do not exist."""
    command = [sys.executable, "-W", "error", "-c", _IMPORT_ALL, blocked, left_out]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stderr
    assert "reviewer_app.domain" in done.stdout.split()


# ---- shape


def test_every_module_says_in_one_sentence_what_it_owns() -> None:
    """A module opens with a docstring whose first paragraph is one sentence."""
    wrong = []
    for path, shape in _sources().items():
        first = shape.docstring.partition("\n\n")[0]
        if not first.endswith(".") or re.search(r"[.!?]\s+[A-Z]", first):
            wrong.append(path)
    assert wrong == []


def test_no_file_is_longer_than_500_lines() -> None:
    """A file that grows beyond 500 lines wants to be two."""
    lengths = {path: shape.lines for path, shape in _sources().items()}
    assert {path: length for path, length in lengths.items() if length > LONGEST_FILE} == {}


def test_no_function_is_longer_than_60_lines() -> None:
    """A function that does not fit on a screen does more than one thing."""
    assert {name: length for name, length, _typed in _functions() if length > LONGEST_FUNCTION} == {}


def test_nothing_is_called_after_no_purpose() -> None:
    """No class or module is a manager, a helper or a bag of utilities."""
    modules = [part for path in _sources() for part in Path(path).with_suffix("").parts if FORBIDDEN_NAME.search(part)]
    classes = [
        f"{path}: {name}" for path, shape in _sources().items() for name in shape.classes if FORBIDDEN_NAME.search(name)
    ]
    assert modules + classes == []


def test_every_function_is_typed() -> None:
    """Every argument and every result has its type, in the tests too."""
    assert [name for name, _length, typed in _functions() if not typed] == []


# ---- what lies where


def test_the_top_level_holds_what_the_plan_says() -> None:
    """Nothing gathers at the top: the rooms, the readme, the project file, and dotfiles."""
    found = {file.parts[0] for file in _files() if not file.parts[0].startswith(".")}
    assert found <= TOP_LEVEL


def test_the_package_holds_the_planned_rooms() -> None:
    """A new room is a decision, made in the architecture first."""
    found = {file.parts[1] for file in _files() if file.parts[0] == "reviewer_app"}
    assert found <= ROOMS | {"py.typed"}


def test_no_file_names_a_registry() -> None:
    """Where packages come from is the business of the machine that installs, not of the project."""
    words = ["pypi" + r"\.org", "python" + "hosted", r"://[^\s\"'<>]+/simple" + r"\b", r"(extra-)?index-" + r"url[= ]"]
    address = re.compile("|".join(words).encode())
    assert [str(file) for file in _files() if address.search((ROOT / file).read_bytes())] == []


def test_catalogues_and_environments_stay_out() -> None:
    """What is made from other files, or belongs to one machine, is never part of the project."""
    made = {".mo", ".pyc", ".db", ".sqlite", ".log"}
    assert [str(file) for file in _files() if file.suffix in made or ".venv" in file.parts] == []


# ---- the lock and the libraries in it


def _packaging_module(monkeypatch: pytest.MonkeyPatch, name: str) -> ModuleType:
    monkeypatch.syspath_prepend(str(ROOT / "packaging"))
    return importlib.import_module(name)


def test_the_lock_was_made_from_these_requirements(monkeypatch: pytest.MonkeyPatch) -> None:
    """After a change of requirements in pyproject.toml: `python3 packaging/dev.py lock`."""
    assert _packaging_module(monkeypatch, "dev_lock").is_current(ROOT)


def test_every_pinned_package_has_its_hashes() -> None:
    """Nothing is installed that was not seen when the lock was made."""
    lock = (ROOT / "packaging" / "lock.txt").read_text("utf-8")
    pins = re.split(r"^(?=[a-z0-9])", lock, flags=re.MULTILINE)[1:]
    assert len(pins) > 50
    assert [pin.split()[0] for pin in pins if "--hash=sha256:" not in pin or "==" not in pin] == []


def test_qt_keeps_its_references_to_none(qapp: object) -> None:
    """PySide6 6.12.0 dropped a reference to None with every void call, until CPython below 3.12 aborted."""
    from PySide6.QtCore import QCoreApplication, QTimer
    from PySide6.QtWidgets import QLabel

    label, timer, calls = QLabel(), QTimer(), 2_000
    before = sys.getrefcount(None)
    for number in range(calls):
        label.setText(str(number))
        label.resize(number % 50, 20)
        timer.start(10_000)
        QCoreApplication.processEvents()
    timer.stop()
    assert sys.getrefcount(None) > before - calls // 4


def test_sqlcipher_carries_a_sqlite_that_keeps_what_it_committed() -> None:
    """SQLite before 3.51.3 can lose committed writes in WAL mode with two connections."""
    from sqlcipher3 import dbapi2

    assert dbapi2.sqlite_version_info >= (3, 51, 3)
