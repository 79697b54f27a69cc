"""What a policy owner gets wrong at the doors: each is told by file and line, says what to do, and says it once."""

from __future__ import annotations

import errno
import os
import shutil
from pathlib import Path

import pytest

from reviewer_app.cli import main
from reviewer_app.rulebooks.check import check_folder
from reviewer_app.rulebooks.shipped import shipped_folder
from tests.rulebooks.small import SMALL, folder_with, line_of, spoilt

DAY = "write a day such as 2026-02-01, or an instant such as 2026-02-01T10:00"


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("zone: Asia/Shanghai", "zone: Asia/Beijing", "zone: not a time zone that is known; write one such as"),
        ("effective_from: 2026-02-01", "effective_from: 2026-02-30", "effective_from: day is out of range for month."),
        ("effective_from: 2026-02-01", "effective_from: 1 Feb 2026", f"effective_from: {DAY}."),
        ("effective_from: 2026-02-01", "effective_from:", f"effective_from: {DAY}."),
        ("in_force: 2019-01-01", "in_force: 1.1.2019", "sources.0.in_force: write a day such as 2026-02-01."),
        ("proof: anchor", "proof: anchor, required: no", "required: write true or false."),
        ("version: 2026-02-01", "version: v 1", "version: a name has letters, digits and . _ : - alone"),
        ("id: small\n", "kind: rulebook\nid: small\n", "kind: write kind: schedule for a schedule, and leave it out"),
        ("impact: 1", "impact: 1, term_days: -3", "term_days: a term has 1 day at least; leave it out"),
        ("when: impact >= 3", "when: impact >= 3 &&", "when: at column 15: it breaks off here; write the rest"),
        ("when: impact >= 3", 'when: ""', "when: nothing is written; write a condition over the names"),
        ("hours: 72", "hours: 1000000000", "hours: a hold lasts 8784 hours at most; write fewer"),
    ],
)
def test_a_slip_is_told_once_with_what_to_do(tmp_path: Path, old: str, new: str, said: str) -> None:
    text = spoilt(old, new)
    (found,) = check_folder(folder_with(tmp_path, v2026_02_01=text))
    assert said in found.message
    assert found.line == line_of(new.split(", ")[-1], text)


def schedules(tmp_path: Path, old: str, new: str) -> list[str]:
    """What is said of the shipped ladder of creators with a slip in its cases, beside the rulebook that it serves."""
    folder = tmp_path / "books"
    for name in ("creator-measures", "livestream"):
        shutil.copytree(shipped_folder() / name, folder / name)
    path = folder / "creator-measures" / "cases" / "2026-08-07.yaml"
    path.write_text(path.read_text("utf-8").replace(old, new, 1), "utf-8")
    return [problem.message for problem in check_folder(folder)]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("streams_14d: 5", "streams: 5", "it cannot be asked: there is no input streams; known are breaches_in_stream"),
        ("streams_14d: 5", "streams_14d: many", "it cannot be asked: the input streams_14d is a whole number"),
        (
            "ask: false-advertising",
            "ask: lies",
            "it cannot be asked: creator-measures 2026-07-13 has no part lies; ask for one",
        ),
        (
            "step: 3}",
            "stp: 3}",
            "there is no stp in the answer; it has clauses, held_back_lacks, measures, step, version",
        ),
        ("at: 2026-08-06T00:00:00+08:00", "at: 2026-08-06", "at: write an instant with its offset, such as"),
    ],
)
def test_a_case_that_asks_amiss_says_what_can_be_asked(tmp_path: Path, old: str, new: str, said: str) -> None:
    (message,) = schedules(tmp_path, old, new)
    assert said in message


@pytest.mark.parametrize(
    ("cases", "said"),
    [
        ("ask: claus, facts: {sender: any}, gives: {version: null}", "a rulebook is asked for a clause or a signoff"),
        ("ask: clause, facts: {}, gives: {version: null}", "it names no sender; write the sender's id"),
        ("ask: signoff, facts: {knd: clip}, gives: {version: null}", "unexpected keyword argument 'knd'"),
    ],
)
def test_a_case_before_the_first_version_asks_for_what_there_is(tmp_path: Path, cases: str, said: str) -> None:
    """Whatever is asked, nothing is in force then: what is misspelt would hold for ever and try nothing."""
    folder = folder_with(tmp_path, v2026_02_01=SMALL)
    path = folder / "small" / "cases" / "2026-02-01.yaml"
    path.write_text(f"cases:\n  - {{id: early, at: 1990-01-01T00:00:00+08:00, {cases}}}\n", "utf-8")
    (found,) = check_folder(folder)
    assert found.line == 2
    assert found.message.startswith("early: it cannot be asked: ")
    assert said in found.message


def test_a_case_that_is_asked_for_its_version_alone_asks_for_a_part_that_there_is(tmp_path: Path) -> None:
    (message,) = schedules(tmp_path, "ask: false-advertising", "ask: lies")
    assert "it cannot be asked" in message
    path = tmp_path / "books" / "creator-measures" / "cases" / "2026-08-07.yaml"
    path.write_text(
        path.read_text("utf-8").replace("{version: 2026-07-13, step: 3}", "{version: 2026-07-13}", 1), "utf-8"
    )
    (found,) = check_folder(tmp_path / "books")
    assert "it cannot be asked: creator-measures 2026-07-13 has no part lies" in found.message


@pytest.mark.parametrize("kind", ['"schedule"', "'schedule'", "schedule # of measures", "schedule  "])
def test_a_schedule_may_be_written_as_yaml_lets_one(tmp_path: Path, kind: str) -> None:
    folder = tmp_path / "books"
    shutil.copytree(shipped_folder() / "ip-clock", folder / "ip-clock")
    (path,) = (folder / "ip-clock").glob("*.yaml")
    path.write_text(path.read_text("utf-8").replace("kind: schedule", f"kind: {kind}"), "utf-8")
    assert check_folder(folder) == []


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("small", "small: This is the folder of one rulebook. Name the folder that it lies in."),
        ("small/2026-02-01.yaml", "2026-02-01.yaml: This is a file. Name the folder of rulebooks, in which it lies"),
        ("nowhere", "nowhere: There is no <id>/<version>.yaml here. Name the folder of rulebooks."),
    ],
)
@pytest.mark.parametrize("verb", ["check", "show", "diff"])
def test_a_path_that_is_no_folder_of_rulebooks_is_said_to_be_what_it_is(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], verb: str, path: str, said: str
) -> None:
    folder = str(folder_with(tmp_path, v2026_02_01=SMALL) / path)
    words = {"check": [folder], "show": ["small", "--at", "2026-02-01"], "diff": ["small@2026-02-01", "small@x"]}[verb]
    assert main(["rulebook", verb, *words, *(["--path", folder] if verb != "check" else [])]) == 1
    told = capsys.readouterr()
    assert said in told.out + told.err


def publishing(file: Path, key: Path) -> list[str]:
    """The line of a verb that gets to no server."""
    away = ["--server", "http://127.0.0.1:1", "--as", "pol", "--password-stdin"]
    return ["rulebook", "publish", str(file), "--key", str(key), *away]


def in_words_of_the_system(said: str) -> str:
    """What the system says of its errors, in the language that it speaks in this process by now."""
    for english, number in (("No such file or directory", errno.ENOENT), ("Is a directory", errno.EISDIR)):
        said = said.replace(english, os.strerror(number))
    return said


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("small/nothing.yaml", "small/nothing.yaml: The file cannot be read: No such file or directory."),
        ("small", "small: The file cannot be read: Is a directory."),
        ("small/cases/2026-02-01.yaml", "2026-02-01.yaml:1: cases: these are the cases of a version; name the version"),
        ("loose/2026-02-01.yaml", "its folder is called loose. Put it into one called small, beside the other"),
    ],
)
def test_what_is_no_version_in_its_folder_is_not_published(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str, said: str
) -> None:
    folder = folder_with(tmp_path, v2026_02_01=SMALL)
    (folder / "loose").mkdir()
    shutil.copy(folder / "small" / "2026-02-01.yaml", folder / "loose" / "2026-02-01.yaml")
    assert main(publishing(folder / name, tmp_path / "key.pem")) == 1
    told = capsys.readouterr()
    assert (in_words_of_the_system(said) in told.err, told.out) == (True, "")


def test_a_file_keeps_its_name_in_what_is_said_of_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Small letters at the beginning of a line too; the system's number of an error is nobody's word."""
    monkeypatch.chdir(tmp_path)
    Path("cases.jsonl").write_text("{\n", "utf-8")
    Path("report").touch()
    two = ["rulebook", "backtest", "livestream@2025-10-15", "livestream@2026-02-01"]
    for words, said in (
        ((*two, "--cases", "cases.jsonl"), "cases.jsonl:1: this is not JSON: EOF while parsing an object.\n"),
        ((*two, "--cases", "nothing"), "nothing cannot be used: No such file or directory.\n"),
        (
            (*two, "--cases", "cases.jsonl", "--report", "report"),
            "report is there already and is not written over; name another.\n",
        ),
        (("rulebook", "show", "livestream", "--at", "now"), "now is no time. Write a day such as"),
    ):
        assert main(words) == 1
        assert capsys.readouterr().err.startswith(in_words_of_the_system(said))


@pytest.mark.parametrize("many", ["0", "-5", "x", "1.5"])
def test_cases_are_asked_again_by_whole_numbers(capsys: pytest.CaptureFixture[str], many: str) -> None:
    away = ("--server", "http://127.0.0.1:1", "--as", "pol", "--password-stdin")
    with pytest.raises(SystemExit):
        main(["rulebook", "rereview", "a@1", "a@2", f"--limit={many}", *away])
    assert f"{many} is no number of cases; write 1 or more" in capsys.readouterr().err
