"""Bringing a pack in from the command line: a progress bar, and a report line by line."""

from __future__ import annotations

import sys
from pathlib import Path

from reviewer_app.client.refusals import IMPORTED, problem_words, reason_words
from reviewer_app.client.remote.api import ApiClient
from reviewer_app.client.remote.pack_import import RECORDS, ImportReport, Progress, import_pack
from reviewer_app.client.words import _
from reviewer_app.domain.fates import Fate

WIDTH = 32


def check_pack(pack: Path) -> None:
    """Raises FileNotFoundError, in words for a person, where a folder is not a pack."""
    if not (pack / RECORDS).is_file():
        words = _("There is no {file} in {pack}; name the folder that holds it.")
        raise FileNotFoundError(words.format(file=RECORDS, pack=pack))


def bring_in(api: ApiClient, pack: Path) -> int:
    """Imports a pack and prints what became of each line; the exit status is 1 where a record was refused."""
    try:
        report = import_pack(api, pack, _bar)
    finally:  # whatever is said next begins on a line of its own
        if sys.stderr.isatty():
            sys.stderr.write("\n")
    for line in lines_of(report):
        sys.stdout.write(line + "\n")
    return 1 if report.count(Fate.REFUSED) or report.files else 0


def lines_of(report: ImportReport) -> list[str]:
    """The report: a line for each record, one for each file that could not be brought, and the sums."""
    said = []
    for answer in report.answers:
        why = ""
        if answer.problem is not None:
            place = _("at {field}").format(field=answer.problem.field) if answer.problem.field else ""
            # A ref begins the line; it is not said twice.
            detail = reason_words(answer.problem.detail) if answer.problem.detail != answer.ref else ""
            parts = (problem_words(answer.problem), detail, place)
            why = ": " + " ".join(part for part in parts if part)
        fate = _(IMPORTED[answer.fate]) if answer.fate in IMPORTED else answer.fate.value
        said.append(plain(f"{answer.line:>6}  {fate:<9} {answer.ref or '-'}{why}"))
    refused, file = _(IMPORTED[Fate.REFUSED]), _("file")
    said += [plain(f"{file:>6}  {refused:<9} {path}: {problem_words(why)}") for path, why in report.files]
    sums = ", ".join(f"{report.count(fate)} {_(word)}" for fate, word in IMPORTED.items())
    return [*said, sums]


def plain(text: str) -> str:
    """The text with whatever a terminal would act on, or could not print, written out: a pack's words are not ours."""
    return "".join(sign if sign.isprintable() else ascii(sign)[1:-1] for sign in text)


def _bar(progress: Progress) -> None:
    if not sys.stderr.isatty():
        return
    total = progress.files_total + progress.records_total
    done = progress.files + progress.records
    full = WIDTH * done // total if total else WIDTH
    sys.stderr.write(f"\r[{'#' * full}{'.' * (WIDTH - full)}] {done}/{total}")
    sys.stderr.flush()
