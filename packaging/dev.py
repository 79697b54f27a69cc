"""The one door for people who work on this project: makes its environment; demo, tests, bench and soak run in it."""

import sys

if sys.version_info < (3, 11):  # noqa: UP036 - this file is what an older Python meets first
    sys.exit(
        "This needs Python 3.11 or later; this is {}.{}. Start it with a newer one, "
        "for example: python3.11 packaging/dev.py demo".format(*sys.version_info[:2])
    )

import argparse
import os
from pathlib import Path

import dev_checks
import dev_environment
import dev_libraries
import dev_lock
from dev_run import SetupError, project_environment, run, venv_python, venv_script

ROOT = Path(__file__).resolve().parent.parent
TOUR_DIRECTORY = "demo-tour"
_ASKED_FOR = (2, 130, 143)  # a wrong option, or somebody ended it: no reason to suspect the system


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="dev.py", description=__doc__, allow_abbrev=False)
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="VERB")
    verbs.add_parser("setup", help="make .venv with what is pinned, and see that Qt finds its system libraries")
    verbs.add_parser(
        "demo",
        add_help=False,  # `demo --help` is answered by the program itself
        help="a server with sample cases and the workstation signed in to it; options as in `reviewer demo --help`; "
        f"without a display the tour, pictures in {TOUR_DIRECTORY}/",
    )
    verbs.add_parser("test", help="style, types, layers, then the tests; further words go to pytest")
    soak = verbs.add_parser("soak", help="a long day at the window, watched for what grows; further words go to pytest")
    soak.add_argument("--minutes", type=float, default=30, help="how long it is (30); 480 before a release")
    if (ROOT / "tests" / "bench" / "__main__.py").exists():
        verbs.add_parser("bench", add_help=False, help="the figures, each beside its reference in the same run")
    verbs.add_parser("lock", help="pin anew what pyproject.toml asks for, into packaging/lock.txt")
    return parser


def has_display() -> bool:
    """Whether a window can be opened here: anywhere but Linux that is taken for granted."""
    if not sys.platform.startswith("linux"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def demo_arguments(words: list[str], *, display: bool) -> list[str]:
    """The words for `reviewer demo`: as given, and where there is no display the tour is asked for too."""
    asked = any(word in ("-h", "--help", "--tour") or word.startswith("--tour=") for word in words)
    return words if display or asked else [*words, "--tour", TOUR_DIRECTORY]


def _demo(words: list[str]) -> int:
    command = [str(venv_script(ROOT, "reviewer")), "demo", *demo_arguments(words, display=has_display())]
    environment = project_environment(
        QT_QPA_PLATFORM=None if has_display() else os.environ.get("QT_QPA_PLATFORM", "offscreen")
    )
    status = run(command, environment)
    if status not in (0, *_ASKED_FOR) and dev_libraries.ensure(ROOT, again=True):
        # It failed, and a system library had gone missing since the set-up: that is mended now, so once more.
        status = run(command, environment)
    return status


def _bench(words: list[str]) -> int:
    environment = project_environment(QT_QPA_PLATFORM=os.environ.get("QT_QPA_PLATFORM", "offscreen"))
    return run([str(venv_python(ROOT)), "-m", "tests.bench", *words], environment, cwd=ROOT)


def _soak(minutes: float, words: list[str]) -> int:
    platform = os.environ.get("QT_QPA_PLATFORM", "offscreen")
    environment = project_environment(QT_QPA_PLATFORM=platform, SOAK_MINUTES=str(minutes))
    return run([str(venv_python(ROOT)), "-m", "pytest", "-m", "soak", *words], environment, cwd=ROOT)


def _perform(verb: str, words: list[str], minutes: float = 0) -> int:
    if verb == "lock":
        dev_lock.write(ROOT)
        return 0
    dev_environment.ensure(ROOT)
    dev_libraries.ensure(ROOT)
    dev_checks.compile_catalogues(ROOT)
    if verb == "demo":
        return _demo(words)
    if verb == "test":
        return dev_checks.run_all(ROOT, words)
    if verb == "bench":
        return _bench(words)
    if verb == "soak":
        return _soak(minutes, words)
    print(f"ready: {venv_python(ROOT)}")
    return 0


def main(arguments: list[str] | None = None) -> int:
    """Run one verb and return the exit status; trouble that a person can mend is one sentence and status 1."""
    parser = _parser()
    known, words = parser.parse_known_args(arguments)
    if words and known.verb in ("setup", "lock"):
        parser.error(f"{known.verb} takes no further words: {' '.join(words)}")
    try:
        return _perform(known.verb, words, getattr(known, "minutes", 0))
    except SetupError as error:
        print(f"\n{error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main())
