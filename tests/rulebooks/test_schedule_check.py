"""Tests of the check of schedules: every rule of it has a schedule that breaks it, and hostile files are refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from reviewer_app.domain.schedule import ScheduleVersion
from reviewer_app.rulebooks.check import check_folder, record_published
from reviewer_app.rulebooks.folder import load_folder, load_schedules, schedule_files, source_files
from reviewer_app.rulebooks.inputs import holds, names_in
from reviewer_app.rulebooks.problems import RulebookRefused
from reviewer_app.rulebooks.runtime import ConditionError
from reviewer_app.rulebooks.source import is_schedule, read_schedule
from tests.rulebooks.small import folder_with, spoilt, version

SCHEDULE = """\
kind: schedule
id: tiny
version: 2026-08-01
title: {zh: 小附表, en: Tiny}
zone: Asia/Shanghai
published_at: 2026-07-20T10:00
effective_from: 2026-08-01
notice_days: 7
summary: {zh: 首版, en: First}
sources:
  - {id: rule, title: {zh: 某规则, en: A rule}, read: false}
inputs:
  - {name: times, type: count, window_days: 14, text: {zh: 次数, en: Times}}
  - {name: harm, type: word, words: [none, grave], text: {zh: 后果, en: Harm}}
  - {name: money, type: number, unit: CNY, text: {zh: 金额, en: Money}}
  - {name: trusted, type: flag, text: {zh: 可信, en: Trusted}}
measures:
  - {id: warn, title: {zh: 警告, en: Warning}, effect: {zh: 记录在案, en: On record}, impact: 1}
  - {id: hold, title: {zh: 冻结, en: Held back}, effect: {zh: 冻结货款, en: Money is held}, impact: 2}
ladders:
  - id: steps
    title: {zh: 阶梯, en: Ladder}
    clauses: [small:offsite]
    steps:
      - number: 1
        title: {zh: 首次, en: First}
        when: times >= 1
        terms: [{measure: warn}]
        citations: [{source: rule, clause: "1", read: false}]
      - number: 2
        title: {zh: 再次, en: Again}
        when: 'times >= 2 || harm == "grave"'
        terms: [{measure: hold, percent: 5, of: money, days: [10, 30], days_limit: 60}]
        citations: [{source: rule, clause: "2", read: false}]
tables:
  - id: rows
    title: {zh: 表, en: Table}
    of: times
    rows: [{at_least: 10, gives: 2}, {at_least: 0, gives: 1}]
    citations: [{source: rule, clause: "3", read: false}]
thresholds:
  - id: gate
    title: {zh: 门槛, en: Gate}
    met: trusted || money > 10.0
    leads_to: small:offsite
    citations: [{source: rule, clause: "4", read: false}]
"""
TIMES = "{name: times, type: count, window_days: 14, text: {zh: 次数, en: Times}}"
TRUSTED = "{name: trusted, type: flag, text: {zh: 可信, en: Trusted}}"
COUNTED = ", counted: {of: creator, what: breaches, clauses: [small:offsite]}}"
FIRST = '{source: rule, clause: "1", read: false}'
CASES = """\
cases:
  - {id: one, at: 2026-08-01T00:00:00+08:00, ask: steps, facts: {times: 1, harm: none}, gives: {step: 1}}
"""


def folder_of(folder: Path, text: str, cases: str = CASES) -> Path:
    folder_with(folder, v2026_02_01=version("2026-02-01", "2026-02-01"))
    (folder / "tiny" / "cases").mkdir(parents=True)
    (folder / "tiny" / "2026-08-01.yaml").write_text(text, encoding="utf-8")
    (folder / "tiny" / "cases" / "2026-08-01.yaml").write_text(cases, encoding="utf-8")
    return folder


def complaints(folder: Path, text: str) -> list[str]:
    return [str(problem).removeprefix(str(folder)) for problem in check_folder(folder_of(folder, text))]


def test_a_sound_schedule_beside_a_rulebook_has_no_problems(tmp_path: Path) -> None:
    assert complaints(tmp_path, SCHEDULE) == []


def test_both_forms_are_told_apart_and_published_together(tmp_path: Path) -> None:
    folder = folder_of(tmp_path, SCHEDULE)
    assert [path.stem for path in source_files(folder)] == ["2026-02-01"]
    assert [path.stem for path in schedule_files(folder)] == ["2026-08-01"]
    assert not is_schedule(folder / "nowhere.yaml")
    assert len(load_folder(folder)) == len(load_schedules(folder)) == 1
    assert set(record_published(folder)) == {"small@2026-02-01", "tiny@2026-08-01"}
    path = schedule_files(folder)[0]
    path.write_text(path.read_text(encoding="utf-8").replace("en: Tiny", "en: Teeny"), encoding="utf-8")
    (problem,) = check_folder(folder)
    assert problem.file == str(path) and "was published with other content" in problem.message


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("zh: 小附表", "zh: Tiny", "no Chinese"),
        ("en: Table", "en: 表", "no English"),
        ("en: Again}", "xx: Again}", "this key is not known here"),
        ("    of: times\n", "    of: times\n    of: times\n", "is here a second time"),
        ("notice_days: 7", "notice_days: 15", "public 15 days before it takes effect"),
        ("published_at: 2026-07-20T10:00", "published_at: 2026-07-25T00:01", "public 7 days before it takes effect"),
        ("notice_days: 7\n", "", "notice_days: this is missing"),
        ("id: rows", "id: steps", "steps is here a second time"),
        ("name: money", "name: times", "times is here a second time"),
        ("words: [none, grave], ", "", "an input of type word, and no other, lists"),
        ("type: flag,", "type: flag, words: [a],", "an input of type word, and no other, lists"),
        (TIMES, TIMES[:-1] + ", stated: true, taken: orders}", "keep one of them"),
        (TIMES, TIMES.replace("window_days: 14, ", "")[:-1] + COUNTED, "what is counted has a window"),
        (TIMES, TIMES[:-1] + COUNTED.replace("creator", "stream"), "what is counted has a window"),
        (TIMES, TIMES[:-1] + COUNTED.replace("small:offsite", "offsite"), "name a clause as rulebook:clause"),
        (TIMES, TIMES[:-1] + COUNTED.replace("small:offsite", "small:onsite"), "of small has no clause onsite"),
        (TRUSTED, TRUSTED[:-1] + COUNTED, "what is counted is of type count"),
        (TRUSTED, TRUSTED[:-1] + ", taken: sales}", "sales is of type number"),
        ("words: [none, grave], ", "words: [none, grave], stated: true, ", "give each a label, in their order"),
        (FIRST, FIRST.replace("rule", "lore"), "there is no source lore"),
        (FIRST, FIRST.replace(", read: false", ""), "was not read; write read: false"),
        ("number: 2", "number: 3", "steps are numbered 1, 2, 3"),
        ("[{measure: warn}]", "[{measure: exile}]", "there is no measure exile"),
        ("[{measure: warn}]", "[{measure: hold}]", "no step leads to this measure"),
        ("percent: 5, of: money", "percent: 5", "needs both percent and of"),
        ("percent: 5, of: money", "percent: 5, of: harm", "there is no number harm"),
        ("percent: 5,", "percent: 101,", "write 100 or less"),
        ("days: [10, 30]", "days: [30, 10]", "the range ends before it begins"),
        ("days_limit: 60", "days_limit: 20", "is not below the end of the range"),
        ("[{measure: warn}]", "[{measure: warn, for_good: true, days: [1, 2]}]", "what is for good has no days"),
        ("when: times >= 1", "when: times >= 0", "this holds although nothing was counted"),
        ("when: times >= 1", "when: times", "gives INT where true or false is meant"),
        ("when: times >= 1", "when: tims >= 1", "there is no name tims; known are times"),
        ("when: times >= 1", "when: times >= 1.0", "does not go with int, double; write both"),
        ("when: times >= 1", "when: times >=", "it breaks off here"),
        ("when: times >= 1", "when: 10 / times > 0", "cannot be worked out: "),
        ("when: times >= 1", "when: times * times >= 1", "cannot be worked out: "),
        ('harm == "grave"', 'harm == "gave"', "no input may be the word gave; known are grave, none"),
        ("clauses: [small:offsite]", "clauses: [offsite]", "name a clause as rulebook:clause"),
        ("clauses: [small:offsite]", "clauses: [small:onsite]", "of small has no clause onsite"),
        ("clauses: [small:offsite]", "clauses: [large:offsite]", "there is no rulebook large here"),
        ("leads_to: small:offsite", "leads_to: offsite", "name a clause as rulebook:clause"),
        ("leads_to: small:offsite", "leads_to: small:onsite", "of small has no clause onsite"),
        ("    of: times", "    of: money", "there is no count money"),
        ("{at_least: 10, gives: 2}", "{at_least: 0, gives: 2}", "rows go down"),
        ("met: trusted || money > 10.0", "met: money > 10.0", "nothing uses this input"),
        ("  - {id: rule,", "  - {id: idle, title: {zh: 闲, en: Idle}}\n  - {id: rule,", "nothing cites this source"),
        ("summary:", "scope_changes: [{of: 'steps:9', change: wider}]\nsummary:", "there is no steps:9"),
        ("summary:", "scope_changes: [{of: gate, change: wider}]\nsummary:", "said against the version before"),
        ("id: tiny\n", "id: other\n", "the folder is called tiny"),
    ],
)
def test_a_schedule_with_one_fault_is_told_that_fault(tmp_path: Path, old: str, new: str, said: str) -> None:
    found = complaints(tmp_path, spoilt(old, new, SCHEDULE))
    assert any(said in complaint for complaint in found), found
    assert all(complaint.split(":")[1].isdigit() for complaint in found), found


SCORE = """\
scores:
  - id: score
    title: {zh: 分, en: Score}
    of: creator
    ours: true
    formula: {zh: 自定, en: Ours}
    least: 0
    most: 100
    parts:
      - id: part
        title: {zh: 分项, en: Part}
        weight: 1
        metrics:
          - id: metric
            title: {zh: 指标, en: Metric}
            of: money
            higher: true
            weight: 1
            rungs: [{value: 5, points: 100}, {value: 0, points: 50}]
    deductions: [{id: minus, title: {zh: 扣, en: Minus}, of: times, points: 1, group: all}]
    caps: [{group: all, most: 5}]
    bands: [{at_least: 50, tenths: 30, width: 10}, {at_least: 0, tenths: 30}]
    stars: [{at_least: 35, halves: 8}, {at_least: 30, halves: 6}]
    citations: [{source: rule, clause: "5", read: false}]
"""


def test_a_sound_score_has_no_problems(tmp_path: Path) -> None:
    assert complaints(tmp_path, SCHEDULE + SCORE) == []


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("            of: money", "            of: harm", "it uses the input harm, and there is no count or number"),
        ("of: times, points: 1", "of: money, points: 1", "it uses the input money, and there is no count"),
        ("ours: true", "ours: false", "say which parameters are not public"),
        ("least: 0\n    most: 100", "least: 60\n    most: 50", "the least is more than the most"),
        ("{value: 5, points: 100}", "{value: 0, points: 100}", "rungs go from the best value to the worst"),
        ("{value: 0, points: 50}", "{value: 0, points: 100}, {value: -1, points: 50}", "write 0 or more"),
        ("{value: 5, points: 100}", "{value: 5, points: 40}", "earns no more points"),
        ("{at_least: 50, tenths: 30, width: 10}", "{at_least: 0, tenths: 30, width: 10}", "rows go down"),
        (", {at_least: 0, tenths: 30}", "", "the lowest band begins above the least score"),
        ("{at_least: 35, halves: 8}", "{at_least: 30, halves: 8}", "rows go down"),
        ("caps: [{group: all", "caps: [{group: none", "no deduction is of the group none"),
        ("          - id: metric", "          - id: part", "part is here a second time"),
    ],
)
def test_a_score_with_one_fault_is_told_that_fault(tmp_path: Path, old: str, new: str, said: str) -> None:
    found = complaints(tmp_path, spoilt(old, new, SCHEDULE + SCORE))
    assert any(said in complaint for complaint in found), found


def test_a_schedule_for_nothing_is_told(tmp_path: Path) -> None:
    text = SCHEDULE[: SCHEDULE.index("ladders:")]
    assert any("there is no part in it" in complaint for complaint in complaints(tmp_path, text))


# -- bad input --

LAUGHS = "a: &a [x, x, x]\nb: &b [*a, *a, *a]\nc: [*b, *b, *b]\n"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("kind: schedule\n" + LAUGHS, "1.yaml:2: Anchors and aliases"),
        ("kind: schedule\n<<: {a: 1}\n", "this key is not known here"),
        ("kind: schedule\nid: !!python/object:os.system x\n", "1.yaml:2: The tag"),
        ("kind: schedule\n" + "a: [" * 1 + "[" * 40 + "]" * 41, "nested more than 16 levels"),
        ("kind: schedule\nid: one\nid: two\n", "1.yaml:3: The key 'id' is here a second time"),
        ("kind: schedule\n---\nid: two\n", "A second document begins here"),
        ("kind: schedule\ncolour: red\n", "1.yaml:2: colour: this key is not known here"),
        ("kind: schedule\n" + "#" * 1_000_001, "at most 1000000 are read"),
    ],
)
def test_files_that_are_no_plain_schedule_are_refused(text: str, said: str) -> None:
    with pytest.raises(RulebookRefused) as refused:
        read_schedule(text.encode(), "1.yaml")
    assert any(said in str(problem) for problem in refused.value.problems), refused.value.problems


@pytest.mark.parametrize(
    ("expression", "said"),
    [
        ("times >= 1 && " * 200 + "true", "at most 2000 are read"),
        ("(" * 900 + "true" + ")" * 900, "recursion"),
        ("[1,2,3].all(a, times > a / 0)", "cannot be worked out"),
        ("[1,2,3].all(a, [1,2,3].all(b, times > a * b))", "inside another walk"),
        ('"a".matches("(")', "cannot be worked out"),
    ],
)
def test_conditions_that_blow_up_are_refused(expression: str, said: str) -> None:
    inputs = tiny().inputs
    with pytest.raises(ConditionError, match=said):
        holds(inputs, expression, {"times": 1, "harm": "none", "money": 1.0, "trusted": True})


def tiny() -> ScheduleVersion:
    return read_schedule(SCHEDULE.encode(), "tiny.yaml").version


def test_names_are_found_outside_of_quoted_words() -> None:
    assert names_in(tiny().inputs, 'harm == "money" && times > 1 && harm != \'x\' || "a\\"trusted" == harm') == (
        "harm",
        "times",
    )


GOODS = """\
lexicons:
  - id: words
    title: {zh: 词表, en: Words}
    clauses: [small:offsite]
    zh: [最佳]
    en: [best]
    harmless: [最佳赏味期]
    citations: [{source: rule, clause: "5", read: false}]
requirements:
  - id: papers
    title: {zh: 证书, en: Papers}
    clauses: [small:offsite]
    scheme: CCC
    goods:
      - {code: "0702", title: {zh: 风扇, en: Fans}, words: [风扇], outside: [USB]}
    citations: [{source: rule, clause: "6", read: false}]
"""
GOODS_CASES = """\
cases:
  - {id: one, at: 2026-08-01T00:00:00+08:00, ask: words, facts: {text: 最佳}, gives: {words: [最佳]}}
  - {id: two, at: 2026-08-01T00:00:00+08:00, ask: papers, facts: {category: 家电/风扇}, gives: {code: "0702"}}
"""


def test_a_schedule_of_goods_alone_has_no_inputs_and_is_sound(tmp_path: Path) -> None:
    head = SCHEDULE[: SCHEDULE.index("inputs:")]
    assert check_folder(folder_of(tmp_path, head + GOODS, GOODS_CASES)) == []


@pytest.mark.parametrize(
    ("was", "spoilt", "said"),
    [
        ("clauses: [small:offsite]\n    zh", "clauses: [offsite]\n    zh", "rulebook:clause"),
        ("clauses: [small:offsite]\n    zh", "clauses: [small:nothing]\n    zh", "no clause nothing"),
        ("zh: [最佳]", 'zh: [最佳, " 最好"]', "no blanks around it"),
        ("zh: [最佳]", "zh: [最佳, 最佳]", "a second time"),
        ("zh: [最佳]", 'zh: [最佳, "\\u200b"]', "something to see"),
        ("zh: [最佳]", "zh: []", "at least 1"),
        ("en: [best]", "en: [最好]", "no English word"),
        ("[最佳赏味期]", "[赏味期]", "changes nothing"),
        ("    scheme: CCC\n", "", "asks for nothing"),
        ("words: [风扇]", "words: [风扇, 风扇]", "a second time"),
    ],
)
def test_what_is_wrong_with_goods_is_told(tmp_path: Path, was: str, spoilt: str, said: str) -> None:
    head = SCHEDULE[: SCHEDULE.index("inputs:")]
    assert was in GOODS
    problems = check_folder(folder_of(tmp_path, head + GOODS.replace(was, spoilt), GOODS_CASES))
    assert any(said in str(problem) for problem in problems), problems
