"""Tests of the check: every rule of it has a rulebook that breaks that rule alone, and is told so by line."""

from __future__ import annotations

import json
import shutil
from datetime import datetime
from pathlib import Path

import pytest

from reviewer_app.cli import main
from reviewer_app.domain.rulebook import in_force
from reviewer_app.rulebooks.check import PUBLISHED, check_folder, record_published
from reviewer_app.rulebooks.compiled import published
from reviewer_app.rulebooks.folder import load_folder
from reviewer_app.rulebooks.problems import RulebookProblem, RulebookRefused
from reviewer_app.rulebooks.shipped import shipped, shipped_folder, shipped_schedules
from tests.rulebooks.small import SMALL, folder_with, line_of, spoilt, version

FIRST = version("2026-02-01", "2026-02-01", end="2026-03-01")
SECOND = version("2026-03-01", "2026-03-01", extra="supersedes: 2026-02-01\n")


def messages(found: list[RulebookProblem]) -> list[str]:
    return [problem.message for problem in found]


def test_the_shipped_rulebooks_are_sound() -> None:
    assert check_folder(shipped_folder()) == []


def test_a_sound_folder_has_no_problems(tmp_path: Path) -> None:
    assert check_folder(folder_with(tmp_path, v2026_02_01=FIRST, v2026_03_01=SECOND)) == []


MEASURE = "  - {id: warn, title: {zh: 警告, en: Warning}, effect: {zh: 记录在案, en: On record}, impact: 1}\n"
LAW = "  - {id: law, title: {zh: 某法, en: A law}, in_force: 2019-01-01}\n"
WHERE = "      - {id: where, text: {zh: 位置, en: Where}, proof: anchor}\n"
PAPERS = "    - {id: papers, text: {zh: 等材料, en: Papers}, hours: 72, owner: reviewer}\n"


@pytest.mark.parametrize(
    ("old", "new", "at", "said"),
    [
        (MEASURE, MEASURE + MEASURE, 2, "warn is here a second time"),
        (LAW, LAW + LAW, 2, "law is here a second time"),
        (WHERE, WHERE + WHERE, 2, "where is here a second time"),
        (PAPERS, PAPERS + PAPERS, 2, "papers is here a second time"),
        ("sender_ids: [law@1#1]", "sender_ids: [law@1#1, law@1#1]", 1, "law@1#1 is here a second time"),
        ("title: {zh: 站外引流, en: Leading", "title: {zh: Offsite, en: Leading", 1, "no Chinese"),
        ("en: Leading buyers away", "en: 站外", 1, "no English"),
        ("measures: [warn]", "measures: [warn, exile]", 1, "no measure exile; known are warn"),
        ("citations: [{source: law, ", "citations: [{source: lore, ", 1, "no source lore; known are law"),
        (MEASURE, MEASURE + MEASURE.replace("warn", "idle"), 2, "no clause leads to this measure"),
        (LAW, LAW + LAW.replace("law", "idle"), 2, "no clause cites this source"),
        ("    severity: high", "    kinds: [listing]\n    severity: high", 1, "does not judge a listing"),
        ("proof: anchor", "proof: statement", 1, "no required element is bound to a place"),
        ("proof: anchor", "proof: anchor, required: false", 1, "no required element is bound to a place"),
        ("proof: anchor", "proof: computation", 1, "nothing computes an element yet"),
        ("violates: false", "violates: true", 1, "no example of what is no breach"),
        ("violates: true", "violates: false", 1, "no example of what is a breach"),
        ("keywords: [引流, diversion]", "keywords: [引流]", 1, "in Chinese and in English"),
        ("measures: [warn]", "measures: []", 1, "no measure may follow"),
        ("in_force: 2019-01-01", "in_force: 2026-02-02", 1, "not yet in force when this version begins"),
        ("in_force: 2019-01-01", "until: 2026-06-01", 1, "no longer in force before this version ends"),
        ("in_force: 2019-01-01", "in_force: 2019-02-30", 1, "there is no day 2019-02-30"),
        ("rounds: [first, signoff]", "rounds: [first, signoff, third]", 1, "no round third"),
        ("rounds: [first, signoff]", "rounds: [signoff, first]", 1, "the first of the rounds is called first"),
        ("rounds: [first, signoff]", "rounds: [first]", 1, "no round signoff"),
        ("owner: reviewer", "owner: janitor", 1, "no role janitor"),
        ("when: impact >= 3", "when: impact >= three", 1, "there is no name three"),
        ("when: impact >= 3", "when: impact", 1, "gives INT where true or false is meant"),
        ("expression: math.least(gmv / 100.0, 1.0)", "expression: gmv / 100.0", 1, "where 0 to 1 is meant"),
        ("expression: math.least(gmv / 100.0, 1.0)", "expression: gmv /", 1, "it breaks off here"),
        ("published_at: 2026-01-15T10:00", "published_at: 2026-02-01T00:01", 1, "published after it takes effect"),
        ("effective_from: 2026-02-01\n", "effective_from: 2026-02-01\neffective_until: 2026-02-01\n", 2, "ends before"),
        ("id: small\n", "id: tiny\n", 1, "the folder is called small"),
        ("version: 2026-02-01\n", "version: 2026-02-02\n", 1, "the file is called 2026-02-01"),
    ],
)
def test_a_rulebook_with_one_fault_is_told_that_fault(tmp_path: Path, old: str, new: str, at: int, said: str) -> None:
    text = spoilt(old, new)
    found = check_folder(folder_with(tmp_path, v2026_02_01=text))
    fitting = [problem for problem in found if said in problem.message]
    assert fitting, found
    span = range(line_of(new, text), line_of(new, text) + new.count("\n") + 1)
    places = {line_of("    elements:", text), line_of("    examples:", text)}  # faults of a list are told at its head
    assert all(problem.line in span or problem.line in places for problem in fitting), found
    assert at == 1 or fitting[0].line == span.start + at - 1


def test_what_rests_on_a_source_that_was_not_read_says_so(tmp_path: Path) -> None:
    unread = spoilt("in_force: 2019-01-01", "read: false")
    (found,) = check_folder(folder_with(tmp_path / "a", v2026_02_01=unread))
    assert found.line == line_of("    citations:", unread)
    assert "law was not read; write read: false here too" in found.message
    said = spoilt('clause: "1"}', 'clause: "1", read: false}', unread)
    assert check_folder(folder_with(tmp_path / "b", v2026_02_01=said)) == []


def test_a_change_is_public_seven_days_before_or_as_long_as_it_says(tmp_path: Path) -> None:
    for day, days, sound in (
        ("2026-02-22", "", True),
        ("2026-02-23", "", False),
        ("2026-02-14", "notice_days: 15\n", True),
        ("2026-02-15", "notice_days: 15\n", False),
    ):
        second = version("2026-03-01", "2026-03-01", extra=f"supersedes: 2026-02-01\n{days}", published=f"{day}T00:00")
        found = check_folder(folder_with(tmp_path / f"{day}{len(days)}", v2026_02_01=FIRST, v2026_03_01=second))
        assert (found == []) is sound
        assert all("before it takes effect; publish earlier" in message for message in messages(found))


def test_a_version_says_its_reach_of_clauses_that_it_has(tmp_path: Path) -> None:
    extra = "supersedes: 2026-02-01\nscope_changes: [{of: offsite, change: wider}]\n"
    sound = version("2026-03-01", "2026-03-01", extra=extra)
    assert check_folder(folder_with(tmp_path / "a", v2026_02_01=FIRST, v2026_03_01=sound)) == []
    wrong = spoilt("of: offsite, change", "of: onsite, change", sound)
    (found,) = check_folder(folder_with(tmp_path / "b", v2026_02_01=FIRST, v2026_03_01=wrong))
    assert "there is no onsite in this version; known are offsite" in found.message


def test_five_elements_are_more_than_the_desk_shows(tmp_path: Path) -> None:
    more = "".join(WHERE.replace("where", f"w{n}") for n in range(5))
    found = check_folder(folder_with(tmp_path, v2026_02_01=spoilt(WHERE, more)))
    assert messages(found) == ["clauses.0.elements: at most 4 elements can be shown; join some"]


@pytest.mark.parametrize(
    ("second", "said"),
    [
        (version("2026-03-01", "2026-03-02", extra="supersedes: 2026-02-01\n"), "nothing is in force from 2026-03-01"),
        (version("2026-03-01", "2026-02-28", extra="supersedes: 2026-02-01\n"), "overlaps version 2026-02-01"),
        (version("2026-03-01", "2026-03-01"), "name it in supersedes"),
        (version("2026-03-01", "2026-03-01", extra="supersedes: 2025-01-01\n"), "name it in supersedes"),
    ],
)
def test_versions_follow_each_other_without_gap_or_overlap(tmp_path: Path, second: str, said: str) -> None:
    found = check_folder(folder_with(tmp_path, v2026_02_01=FIRST, v2026_03_01=second))
    assert len(found) == 1 and said in found[0].message
    assert found[0].file.endswith("2026-03-01.yaml") and found[0].line >= 1


def test_the_earliest_version_supersedes_none(tmp_path: Path) -> None:
    text = version("2026-02-01", "2026-02-01", extra="supersedes: 2025-01-01\n")
    assert [
        "earliest version" in message for message in messages(check_folder(folder_with(tmp_path, v2026_02_01=text)))
    ]


def test_the_same_version_twice_is_refused(tmp_path: Path) -> None:
    found = check_folder(folder_with(tmp_path, v2026_02_01=FIRST, copy=FIRST))
    assert any("has this version already" in message for message in messages(found))


def correction(
    start: str = "2026-02-01", end: str = "2026-03-01", day: str = "2026-02-20", of: str = "2026-02-01"
) -> str:
    return version("fixed", start, end=end, extra=f"corrects: {of}\n", published=f"{day}T09:00")


def test_a_correction_of_the_same_period_is_sound_and_counts_from_its_publishing(tmp_path: Path) -> None:
    folder = folder_with(tmp_path, v2026_02_01=FIRST, fixed=correction(), v2026_03_01=SECOND)
    assert check_folder(folder) == []
    versions = published(load_folder(folder))
    conduct = datetime.fromisoformat("2026-02-10T12:00:00+08:00")
    counted = {
        day: in_force(versions, conduct, datetime.fromisoformat(f"{day}T12:00:00+08:00")) for day in _DAYS_OF_DECIDING
    }
    assert {day: item and item.rulebook.version for day, item in counted.items()} == _DAYS_OF_DECIDING


_DAYS_OF_DECIDING = {
    "2026-01-24": None,
    "2026-02-19": "2026-02-01",
    "2026-02-20": "fixed",
    "2026-03-10": "fixed",
}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (correction(end="2026-03-02"), "a correction has the period of what it corrects"),
        (correction(start="2026-02-02"), "a correction has the period of what it corrects"),
        (correction(day="2026-01-25").replace("T09:00", "T00:00"), "published after version 2026-02-01"),
        (correction(of="2020-01-01"), "there is no other version 2020-01-01 here"),
        (correction(of="fixed"), "there is no other version fixed here"),
    ],
)
def test_a_correction_that_does_not_fit_is_refused(tmp_path: Path, text: str, said: str) -> None:
    found = check_folder(folder_with(tmp_path, v2026_02_01=FIRST, fixed=text, v2026_03_01=SECOND))
    assert any(said in message for message in messages(found)), found


def test_corrections_that_run_in_a_circle_end(tmp_path: Path) -> None:
    one = version("one", "2026-02-01", end="2026-03-01", extra="corrects: two\n", published="2026-02-02T00:00")
    two = version("two", "2026-02-01", end="2026-03-01", extra="corrects: one\n", published="2026-02-03T00:00")
    second = SECOND.replace("supersedes: 2026-02-01", "supersedes: one")
    found = check_folder(folder_with(tmp_path, one=one, two=two, v2026_03_01=second))
    assert any("published after" in message for message in messages(found))


def test_a_version_without_an_end_gives_way_to_the_one_that_supersedes_it(tmp_path: Path) -> None:
    """A published version never changes, so it cannot be given an end when the next one is written."""
    late = version("late", "2026-02-01", extra="corrects: 2026-02-01\n", published="2026-04-01T00:00")
    folder = folder_with(tmp_path, v2026_02_01=version("2026-02-01", "2026-02-01"), v2026_03_01=SECOND, late=late)
    assert check_folder(folder) == []
    versions = published(load_folder(folder))
    now = datetime.fromisoformat("2026-05-01T00:00:00+08:00")
    for conduct, expected in (
        ("2026-02-28T23:59:59+08:00", "late"),
        ("2026-03-01T00:00:00+08:00", "2026-03-01"),  # although the late correction was published after it
    ):
        item = in_force(versions, datetime.fromisoformat(conduct), now)
        assert item is not None and item.rulebook.version == expected


def test_problems_of_reading_and_of_checking_come_together(tmp_path: Path) -> None:
    spoiled = spoilt("measures: [warn]", "measures: [exile]")
    found = check_folder(folder_with(tmp_path, v2026_02_01=spoiled, bad="id: *x\n"))
    assert {Path(problem.file).name for problem in found} == {"2026-02-01.yaml", "bad.yaml"}
    assert all(str(problem).startswith(f"{problem.file}:{problem.line}: ") for problem in found)


def test_an_empty_folder_is_a_problem(tmp_path: Path) -> None:
    assert [problem.line for problem in check_folder(tmp_path)] == [0]


def test_a_published_version_never_changes(tmp_path: Path) -> None:
    folder = folder_with(tmp_path, v2026_02_01=SMALL)
    recorded = record_published(folder)
    assert list(recorded) == ["small@2026-02-01"] and check_folder(folder) == []
    folder_with(tmp_path, v2026_02_01="# a remark changes nothing\n" + SMALL)
    assert check_folder(folder) == []
    folder_with(tmp_path, v2026_02_01=spoilt("impact: 1", "impact: 2"))
    assert "published with other content" in check_folder(folder)[0].message
    with pytest.raises(RulebookRefused, match="published with other content"):
        record_published(folder)
    assert json.loads((folder / PUBLISHED).read_text("utf-8")) == recorded


def test_a_changed_version_that_nobody_has_is_recorded_anew_by_name(tmp_path: Path) -> None:
    folder = folder_with(tmp_path, v2026_02_01=FIRST, v2026_03_01=SECOND)
    before = record_published(folder)
    folder_with(tmp_path, v2026_02_01=spoilt("impact: 1", "impact: 2", FIRST))
    with pytest.raises(RulebookRefused, match="published with other content"):
        record_published(folder, ["small@2026-03-01"])
    with pytest.raises(RulebookRefused, match=r"There is no small@2026-04-01 here"):
        record_published(folder, ["small@2026-02-01", "small@2026-04-01"])
    after = record_published(folder, ["small@2026-02-01"])
    assert {name for name in before if before[name] != after[name]} == {"small@2026-02-01"}
    assert check_folder(folder) == []


def test_the_door_records_what_goes_out(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = folder_with(tmp_path, v2026_02_01=SMALL)
    assert main(["rulebook", "record", str(folder)]) == 0
    (digest,) = json.loads((folder / PUBLISHED).read_text("utf-8")).values()
    assert capsys.readouterr().out == f"{digest}  small@2026-02-01\n"
    folder_with(tmp_path, v2026_02_01=spoilt("impact: 1", "impact: 2"))
    assert main(["rulebook", "record", str(folder)]) == 1
    assert "published with other content" in "".join(capsys.readouterr())
    assert main(["rulebook", "record", str(folder), "--anew", "small@2026-02-01"]) == 0


def test_every_shipped_version_is_the_one_that_was_recorded() -> None:
    """One that was changed is corrected by a new version; before it went out, `reviewer rulebook record --anew`."""
    known = json.loads((shipped_folder() / PUBLISHED).read_text("utf-8"))
    books = {f"{item.published.cite.id}@{item.published.cite.version}": item.digest for item in shipped()}
    schedules = {f"{item.cite.id}@{item.cite.version}": item.digest for item in shipped_schedules()}
    assert known == books | schedules


def test_a_shipped_version_that_changes_is_noticed(tmp_path: Path) -> None:
    folder = tmp_path / "rulebooks"
    shutil.copytree(shipped_folder(), folder)
    path = folder / "creator-measures" / "2026-08-07.yaml"
    text = path.read_text("utf-8")
    assert text.count("percent: 15") == 1
    path.write_text(text.replace("percent: 15", "percent: 16"), "utf-8")
    said = [problem for problem in check_folder(folder) if "published with other content" in problem.message]
    assert [problem.file for problem in said] == [str(path)]


def test_a_published_version_never_goes(tmp_path: Path) -> None:
    folder = folder_with(tmp_path, v2026_02_01=SMALL, v2026_03_01=SECOND)
    record_published(folder)
    (folder / "small" / "2026-03-01.yaml").unlink()
    (folder / "small" / "cases" / "2026-03-01.yaml").unlink()
    assert ["small@2026-03-01 was published and is gone" in message for message in messages(check_folder(folder))] == [
        True
    ]


@pytest.mark.parametrize("body", ["", "[]", '{"small@2026-02-01": 3}', '{"small@2026-02-01": "abc"}'])
def test_a_damaged_record_of_what_was_published_is_said(tmp_path: Path, body: str) -> None:
    folder = folder_with(tmp_path, v2026_02_01=SMALL)
    (folder / PUBLISHED).write_text(body, encoding="utf-8")
    assert ["not a list of digests" in message for message in messages(check_folder(folder))] == [True]
