"""The bootstrap behind `packaging/dev.py`: what it decides, what it finds by trying, and how it passes an end on."""

import ast
import importlib
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parent.parent
LINUX = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="system libraries are looked for on Linux only")


@pytest.fixture
def dev(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """The module behind the command, and through it the ones it stands on."""
    monkeypatch.syspath_prepend(str(ROOT / "packaging"))
    return importlib.import_module("dev")


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A folder with this project's requirements, lock and environment, whose files a test may change."""
    (tmp_path / "packaging").mkdir()
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    shutil.copy(ROOT / "packaging" / "lock.txt", tmp_path / "packaging")
    (tmp_path / ".venv").symlink_to(sys.prefix, target_is_directory=True)
    return tmp_path


@pytest.mark.parametrize(
    ("words", "display", "expected"),
    [
        ([], True, []),
        ([], False, ["--tour", "demo-tour"]),
        (["--lang", "en"], False, ["--lang", "en", "--tour", "demo-tour"]),
        (["--tour", "pictures"], False, ["--tour", "pictures"]),
        (["--tour=pictures"], False, ["--tour=pictures"]),
        (["--help"], False, ["--help"]),
    ],
)
def test_without_a_display_the_demo_is_a_tour(
    dev: ModuleType, words: list[str], display: bool, expected: list[str]
) -> None:
    """Words given by the person stay; the tour is added only where no window could open."""
    assert dev.demo_arguments(words, display=display) == expected


def test_an_older_python_reads_far_enough_to_be_told() -> None:
    """The first file parses under Python 3.7 and asks for the version before anything newer is imported."""
    tree = ast.parse((ROOT / "packaging" / "dev.py").read_text("utf-8"), feature_version=(3, 7))
    kinds = [type(node) for node in tree.body]
    assert kinds[:3] == [ast.Expr, ast.Import, ast.If]


def test_only_the_standard_library_is_needed_to_begin() -> None:
    """The modules that run before `.venv` exists import under an interpreter that sees no installed package."""
    modules = [file.stem for file in (ROOT / "packaging").glob("dev*.py")]
    script = f"import sys; sys.path.insert(0, 'packaging'); import {', '.join(modules)}"
    done = subprocess.run([sys.executable, "-I", "-S", "-c", script], cwd=ROOT, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr


def test_setup_is_stale_for_what_changes_the_installation_only(dev: ModuleType, project: Path) -> None:
    """The lock, the project table and the place count; the settings of a tool do not."""
    environment = dev.dev_environment
    before = environment.fingerprint(project)
    text = (project / "pyproject.toml").read_text("utf-8")
    (project / "pyproject.toml").write_text(text.replace("line-length = 120", "line-length = 110"), "utf-8")
    assert environment.fingerprint(project) == before
    (project / "pyproject.toml").write_text(text.replace('version = "0.1.0"', 'version = "0.2.0"'), "utf-8")
    assert environment.fingerprint(project) != before
    (project / "pyproject.toml").write_text(text, "utf-8")
    with (project / "packaging" / "lock.txt").open("a", encoding="utf-8") as lock:
        lock.write("# changed\n")
    assert environment.fingerprint(project) != before
    assert environment.fingerprint(project) != environment.fingerprint(ROOT)


def test_what_an_older_lock_pinned_is_taken_out(dev: ModuleType) -> None:
    lock = "typing_extensions==4.1 \\\n    --hash=sha256:00\nQtAwesome==1.4 \\\n    --hash=sha256:01\n"
    installed = "pip==26.0\ntyping-extensions==4.1\nqtawesome==1.4\nlark==1.3\nreviewer-app==0.1.0\n"
    assert dev.dev_environment.left_over(installed, lock) == ["lark"]


@pytest.mark.parametrize("status", [0, 1])
def test_what_is_taken_out_is_said(
    dev: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], status: int
) -> None:
    """By name, and all that pip said in the log; one that does not go stops the set-up."""
    environment = dev.dev_environment
    (tmp_path / "packaging").mkdir()
    (tmp_path / ".venv").mkdir()
    (tmp_path / "packaging" / "lock.txt").write_text("attrs==1.0\n", "utf-8")
    (tmp_path / ".venv" / "setup.log").write_text("installed\n", "utf-8")

    def pip(command: list[str], _environment: dict[str, str]) -> tuple[int, str]:
        return (status, "pip: about lark\n") if "uninstall" in command else (0, "attrs==1.0\nlark==1.3\n")

    monkeypatch.setattr(environment, "output_of", pip)
    if status:
        with pytest.raises(dev.SetupError, match="lark"):
            environment._remove_left_over(tmp_path)
    else:
        environment._remove_left_over(tmp_path)
        assert "lark" in capsys.readouterr().out
    assert (tmp_path / ".venv" / "setup.log").read_text("utf-8") == "installed\npip: about lark\n"


def test_the_lock_notices_a_new_requirement(dev: ModuleType, project: Path) -> None:
    """A requirement that was added without `dev.py lock` is told from the lock's first line."""
    assert dev.dev_lock.is_current(project)
    text = (project / "pyproject.toml").read_text("utf-8")
    (project / "pyproject.toml").write_text(text.replace('"PyYAML', '"left-pad",\n    "PyYAML'), "utf-8")
    assert not dev.dev_lock.is_current(project)


@LINUX
def test_qt_finds_everything_here(dev: ModuleType, project: Path) -> None:
    """The probe that a bare machine goes through says yes on a machine that runs this suite."""
    findings = dev.dev_libraries.probe(project)
    assert findings.missing == []
    assert findings.failures == []


@LINUX
def test_a_missing_library_is_named(dev: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A Qt library made to ask for a library that does not exist is found out by loading it."""
    import PySide6.QtCore

    probe = importlib.import_module("dev_probe")
    original = next((Path(PySide6.__path__[0]) / "Qt" / "lib").glob("libQt6DBus.so.6"))
    broken = tmp_path / original.name
    broken.write_bytes(original.read_bytes().replace(b"libdbus-1.so.3", b"libdbux-1.so.3"))
    monkeypatch.setattr(probe, "_qt_files", lambda screens: iter([broken]))
    assert "libdbux-1.so.3" in probe.load([])["missing"]


@LINUX
def test_advice_is_one_command(dev: ModuleType) -> None:
    """What is missing becomes packages; what no package is known for is named as it is."""
    findings = dev.dev_libraries.Findings(missing=["libEGL.so.1", "libgthread-2.0.so.0", "libnew.so.9"], chinese=False)
    assert findings.packages == ["fonts-noto-cjk", "libegl1", "libglib2.0-0"]
    assert findings.unknown == ["libnew.so.9"]
    assert dev.dev_libraries.dev_apt.advice(findings.packages).splitlines()[1:] == [
        "    sudo apt-get update && sudo apt-get install -y fonts-noto-cjk libegl1 libglib2.0-0"
    ]


def test_catalogues_are_compiled_when_they_changed(dev: ModuleType, project: Path) -> None:
    """A translation is compiled once, again after a change, and one that is broken stops with its name."""
    folder = project / "resources" / "i18n" / "zh_CN" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    source, compiled = folder / "reviewer.po", folder / "reviewer.mo"
    header = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n\n'
    source.write_text(header + 'msgid "Decide"\nmsgstr "决定"\n', "utf-8")
    dev.dev_checks.compile_catalogues(project)
    assert "决定".encode() in compiled.read_bytes()

    written = compiled.stat().st_mtime_ns
    dev.dev_checks.compile_catalogues(project)
    assert compiled.stat().st_mtime_ns == written

    source.write_text(header + 'msgid "Decide"\nmsgstr "裁决"\n', "utf-8")
    os.utime(source, ns=(written + 1_000_000, written + 1_000_000))
    dev.dev_checks.compile_catalogues(project)
    assert "裁决".encode() in compiled.read_bytes()


@pytest.mark.skipif(os.name == "nt", reason="signals are POSIX's")
@pytest.mark.parametrize(("program", "status"), [("raise SystemExit(3)", 3), ("import os; os.abort()", 134)])
def test_the_end_of_a_program_is_passed_on(dev: ModuleType, program: str, status: int) -> None:
    """An exit status stays; a death by signal reads as a shell shows it."""
    assert dev.run([sys.executable, "-c", program]) == status


@pytest.mark.skipif(os.name == "nt", reason="signals are POSIX's")
def test_being_told_to_stop_stops_the_program_too(tmp_path: Path) -> None:
    """SIGTERM to the command reaches the program that it started."""
    child = "import os, pathlib, time; pathlib.Path('pid').write_text(str(os.getpid())); time.sleep(60)"
    folder = str(ROOT / "packaging")
    script = f"import sys; sys.path.insert(0, {folder!r}); import dev_run; sys.exit(dev_run.run(sys.argv[1:]))"
    with subprocess.Popen([sys.executable, "-c", script, sys.executable, "-c", child], cwd=tmp_path) as command:
        while not (tmp_path / "pid").exists() or not (tmp_path / "pid").read_text():
            assert command.poll() is None
            time.sleep(0.02)
        command.send_signal(signal.SIGTERM)
        assert command.wait(10) == 143
    with pytest.raises(ProcessLookupError):
        os.kill(int((tmp_path / "pid").read_text()), 0)
