"""The verbs of `reviewer rulebook`: check, show, diff and backtest over a folder of rulebooks and schedules."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

from reviewer_app.client.words import _, ngettext

TROUBLE = 1


def add_verbs(parser: argparse.ArgumentParser, language: str) -> None:
    """Gives the parser of `rulebook` its verbs; `language` is that of the terminal."""
    verbs = parser.add_subparsers(metavar="VERB", required=True)
    check = verbs.add_parser("check", help=_("check every rulebook below a folder"))
    check.add_argument("path", type=Path, nargs="?")
    check.set_defaults(run=_check)
    show = verbs.add_parser("show", help=_("show the version of a rulebook or schedule that was in force"))
    show.add_argument("id", metavar="ID", help=_("the rulebook or schedule"))
    show.add_argument("--at", required=True, metavar="TIME", help=_("when the conduct happened: a day, or an instant"))
    show.set_defaults(run=_show)
    differ = verbs.add_parser("diff", help=_("show what differs between two versions"))
    differ.set_defaults(run=_diff)
    trying = verbs.add_parser("backtest", help=_("try a version on decided cases: what would come out otherwise"))
    trying.add_argument("--cases", required=True, metavar="FILE", help=_("decided cases, a line each; - reads them in"))
    trying.add_argument("--report", type=Path, metavar="FILE", help=_("write a line for every case to a new file"))
    trying.set_defaults(run=_backtest)
    for verb in (differ, trying):
        verb.add_argument("before", metavar="A", help=_("a version, as ID@VERSION"))
        verb.add_argument("after", metavar="B", help=_("another, as ID@VERSION"))
    for verb in (show, differ, trying):
        verb.add_argument("--path", type=Path, help=_("another folder of rulebooks than the program's own"))
        verb.add_argument("--lang", choices=("zh_CN", "en"), default=language)


def _check(options: argparse.Namespace) -> int:
    from reviewer_app.rulebooks.check import check_folder

    problems = check_folder(_rulebooks(options))
    for problem in problems:
        print(problem)
    count = ngettext("{count} problem", "{count} problems", len(problems)).format(count=len(problems))
    print(count if problems else _("no problems"))
    return TROUBLE if problems else 0


def _show(options: argparse.Namespace) -> int:
    from reviewer_app.rulebooks.lookup import read_versions, version_at
    from reviewer_app.rulebooks.printing import version_lines

    def lines() -> Iterator[str]:
        found = version_at(read_versions(_rulebooks(options)), options.id, options.at)
        return version_lines(found.version, found.digest, options.lang)

    return _printed(lines)


def _diff(options: argparse.Namespace) -> int:
    from reviewer_app.rulebooks.diff import diff
    from reviewer_app.rulebooks.lookup import read_versions, version_named
    from reviewer_app.rulebooks.printing import difference_lines

    def lines() -> Iterator[str]:
        versions = read_versions(_rulebooks(options))
        before, after = (version_named(versions, name).version for name in (options.before, options.after))
        return difference_lines(diff(before, after), options.lang)

    return _printed(lines)


def _backtest(options: argparse.Namespace) -> int:
    from reviewer_app.rulebooks.backtest import Tally, trial
    from reviewer_app.rulebooks.backtest_files import read_decided, report_to, tallied
    from reviewer_app.rulebooks.backtest_printing import tally_lines
    from reviewer_app.rulebooks.lookup import read_versions, version_named

    def lines() -> Iterator[str]:
        versions = read_versions(_rulebooks(options))
        tried = trial(*(version_named(versions, name).version for name in (options.before, options.after)))
        tally = Tally()
        with report_to(options.report) as report, read_decided(options.cases) as cases:
            for count in tallied(tried, cases, tally, report):
                _said_on_the_way(count)
        return tally_lines(tally, options.lang)

    return _printed(lines)


def _said_on_the_way(count: int) -> None:
    """How far it is, on a terminal's error line alone: what is printed is the result."""
    if sys.stderr.isatty():
        words = ngettext("{count} case", "{count} cases", count).format(count=count)
        print(f"\r{words}", end="", file=sys.stderr, flush=True)


def _rulebooks(options: argparse.Namespace) -> Path:
    from reviewer_app.rulebooks.shipped import shipped_folder

    return options.path or shipped_folder()


def _printed(lines: Callable[[], Iterator[str]]) -> int:
    from reviewer_app.rulebooks.problems import RulebookRefused

    try:
        for line in lines():
            print(line)
    except (RulebookRefused, ValueError, OSError) as refused:
        print(refused, file=sys.stderr)
        return TROUBLE
    return 0
