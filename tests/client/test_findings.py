"""What a check finds is said in Chinese at a Chinese terminal: every complaint there is, and places as they are."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from reviewer_app.cli import main
from reviewer_app.client.findings import FOUND, found_words
from reviewer_app.client.remote.api import Refused
from reviewer_app.client.remote.operator_words import operator_words
from reviewer_app.client.words import language, speak
from reviewer_app.rulebooks.reader_words import RUNTIME_WORDS, YAML_WORDS
from reviewer_app.wire.problems import Code, problem
from tests.rulebooks.small import SMALL, folder_with, line_of, spoilt

RULEBOOKS = Path(__file__).resolve().parents[2] / "reviewer_app" / "rulebooks"
COMPLAINING = {"RulebookProblem", "problem", "PlainYamlError", "ConditionError"}
ROOMS = ("cases", "check", "compiled", "conditions", "folder", "goods_check", "inputs", "periods", "plain_yaml")
ROOMS = (*ROOMS, "publishing", "runtime", "schedule_check", "served", "source", "version_check")
PARTS = {
    "{said}; hold it with math.least and math.greatest",
    "{said}; known are {names}",
    "{_dotted(path)}: {message}",
    "{_dotted(path)}: {words_for(detail)}.",
    "{other[0]}: {other[1]}",
    "{case.id}: {said}",
    "{key}: {error}.",
}
"""What is said behind other words; the checks below have them whole."""
FILLED = {
    "{_where(facts)}": "",
    "{_where(asked)}": "",
    "{wanted}": "true or false",
    "{word}": "a breach",
    "{_words(_period(wrong))}": "2026-02-01 until 2026-03-01",
}


@pytest.fixture
def chinese(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    before = language()
    for name in ("LANGUAGE", "LC_MESSAGES"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    speak("zh_CN")
    yield
    speak(before)


def texts(node: ast.expr) -> Iterator[str]:
    """The sentences that an expression may be, with what is filled in in braces."""
    match node:
        case ast.Constant(value=str(text)):
            yield text
        case ast.JoinedStr(values=parts):
            yield "".join(
                part.value if isinstance(part, ast.Constant) else f"{{{ast.unparse(part.value)}}}"  # type: ignore[attr-defined]
                for part in parts
            )
        case ast.IfExp(body=one, orelse=other):
            yield from texts(one)
            yield from texts(other)


def said_in(tree: ast.Module) -> Iterator[str]:
    """Every complaint of a module: handed over at once, kept as the message, or given with its place."""
    for node in ast.walk(tree):
        match node:
            case ast.Call(func=ast.Name(id=name) | ast.Attribute(attr=name), args=args) if name in COMPLAINING:
                for arg in args:
                    yield from texts(arg)
            case ast.Assign(targets=[ast.Name(id="message")], value=value):
                yield from texts(value)
            case ast.Yield(value=ast.Tuple(elts=[*_places, last])):
                yield from texts(last)


def every_complaint() -> set[str]:
    trees = (ast.parse((RULEBOOKS / f"{room}.py").read_text("utf-8")) for room in ROOMS)
    return {text for tree in trees for text in said_in(tree) if " " in text}


@pytest.mark.usefixtures("chinese")
def test_every_complaint_of_the_rulebooks_is_known_in_chinese() -> None:
    every = every_complaint() - PARTS
    assert len(every) > 90
    unknown = []
    for text in every:
        sample = text
        for place, filled in FILLED.items():
            sample = sample.replace(place, filled)
        sample = "clauses.0.when: " + re.sub(r"{[^{}]*}", "x1", sample)
        if all(found_words(said) == said for said in (sample, f"{sample}.")):  # the reader of the format ends with one
            unknown.append(text)
    assert unknown == []


@pytest.mark.usefixtures("chinese")
@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("severity: high", "severity: awful", "clauses.0.severity: 请写其中之一：low、medium、high、grave。"),
        ("severity: high", "severity of: high", "clauses.0.severity of: 此处没有这个键；请检查拼写或将其删除。"),
        ("measures: [warn]", "measures: [exile]", "clauses.0.measures.0: 没有措施 exile；现有：warn"),
        ("zone: Asia/Shanghai", "zone: Mars/Olympus", "zone: 不是已知的时区"),
        ("when: impact >= 3", "when: impact", "procedure.signoff.0.when: 结果是 INT，而此处应为 true 或 false"),
        ("when: impact >= 3", "when: impact >= three", "没有名称 three；现有：kind、"),
        ("expression: math.least(gmv / 100.0, 1.0)", "expression: gmv / 100.0", "而此处应在 0 到 1 之间；请用"),
        ("effective_from: 2026-02-01\n", "effective_from: 2026-02-30\n", "effective_from: 该月没有这一天。"),
        ("text: {zh: 扫码进群", "text: {zh: [扫码进群", "这不是合法的 YAML："),
        ("impact: 1", "impact: 9", "measures.0.impact: 请写 4 或更小的数。"),
        ("title: {zh: 站外引流, en: Leading", "title: {zh: 站外引流, zh: 引流, en: Leading", "键 'zh' 重复出现。"),
    ],
)
def test_the_check_speaks_chinese_and_keeps_file_and_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], old: str, new: str, said: str
) -> None:
    text = spoilt(old, new)
    folder = folder_with(tmp_path, v2026_02_01=text)
    assert main(["rulebook", "check", str(folder)]) == 1
    lines = capsys.readouterr().out.splitlines()
    at = f"{folder}/small/2026-02-01.yaml:"
    assert any(line.startswith(at) and said in line for line in lines), lines
    assert all(re.match(r".+\.yaml:[0-9]+: ", line) for line in lines[:-1])
    assert line_of(new, text) in {
        int(line.removeprefix(at).split(":")[0]) for line in lines[:-1] if line.startswith(at)
    }


@pytest.mark.usefixtures("chinese")
def test_a_case_that_is_answered_otherwise_is_told_in_chinese(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = folder_with(tmp_path, v2026_02_01=SMALL)
    (cases,) = folder.glob("*/cases/*.yaml")
    cases.write_text(cases.read_text("utf-8").replace("version: null", 'version: "2"'), "utf-8")
    assert main(["rulebook", "check", str(folder)]) == 1
    assert re.search(r': none-then: version 得出 null，而预期为 "2"；请修正用例或版本', capsys.readouterr().out)


@pytest.mark.usefixtures("chinese")
def test_what_a_server_finds_is_a_line_for_each_complaint() -> None:
    detail = "clauses.0.measures.0: there is no measure exile; known are warn\nid: the file is called x; let both agree"
    assert operator_words(Refused(problem(Code.RULEBOOK_UNFIT, detail))).splitlines()[1:] == [
        "clauses.0.measures.0: 没有措施 exile；现有：warn",
        "id: 文件名为 x；两者须一致",
    ]


MISTAKES = [
    ("severity: high", "severity： high", "这个键后没有冒号；请写半角冒号并在其后空一格。"),
    ("    severity: high", "\tseverity: high", "缩进请用空格而不用制表符"),
    ("title: {zh: 小规则, en: Small}", "title: {zh: 小规则, en: Small", "缺少逗号或右花括号；请用半角"),
    ("keywords: [引流, diversion]", "keywords: [引流, diversion", "缺少逗号或右方括号；请用半角"),
    ("zh: 不得引到平台之外, en: Nobody", "zh: 不得引到平台之外，en: Nobody", "缺少逗号或右花括号；请用半角"),
    ("  - id: offsite", "  -id: offsite", "- 后没有空格"),
    ("severity: high", 'severity: "high', "请对齐或补全"),
    ("severity: high", "severity: 'high", "此处的引号没有闭合；请闭合。"),
    ("severity: high", 'severity: "a\\q"', "双引号内的 \\ 另有含义"),
    ("severity: high", "severity: *", "读取程序的原话是“did not find expected alphabetic or numeric character”；请"),
    ("impact >= 3", "impact >=< 3", "第 10 列：此处不应有 <；请删除，或补上它前面缺少的内容"),
    ("impact >= 3", "impact = 3", "第 8 列：请把 = 写成 =="),
    ("impact >= 3", "impact >= 3 and was_held", "第 13 列：请把 and 写成 &&"),
    ("impact >= 3", "not (impact >= 3)", "请把 not 写成 !"),
    ("impact >= 3", "(impact >= 3", "左括号没有闭合；请补上右括号"),
    ("impact >= 3", "impact >= 3 &&", "到此中断；请写完"),
    ("impact >= 3", "impact ≥ 3", "条件里没有 ≥ 这个符号；符号和引号请用半角"),
    ("impact >= 3", "outcome == “pass”", "条件里没有 “ 这个符号；符号和引号请用半角"),
    ("impact >= 3", 'outcome == "pass', "此处的引号没有闭合；请闭合"),
    ("impact >= 3", "impact >= 3.0", "第 8 列：>= 不能用于 int、double；两边的数字请都写小数点"),
    ("impact >= 3", 'impact == "3"', "== 不能用于 int、string；请比较同一类型的内容"),
    ("impact >= 3", "imapct >= 3", "第 1 列：没有名称 imapct；现有：kind、language、"),
    ("impact >= 3", "math.foo(impact) > 1", "math 没有这个函数；可用 math.least"),
    ("impact >= 3", "impact.foo", "第 7 列：无法读取，原话是“expression of type 'int'"),
    ("impact >= 3", "10 / impact > 3", "在 impact 0 时无法算出：除数为 0；请先判断除数是否大于 0"),
    ("impact >= 3", "'clauses[0] == \"offsite\"'", "时无法算出：列表没有那么长；请先用 size() 判断"),
    ("impact >= 3", "outcome.matches('(')", "时无法算出：所写的不是正则表达式；请检查括号"),
    ("impact >= 3", "gmv > 0.0 && impact * 9223372036854775807 > 1", "数值过大；请改用较小的数"),
    ("impact >= 3", 'outcome == "vioaltion"', "所比较的内容里没有 vioaltion；现有：pass、violation"),
]
"""What people write who write rules, and how they are told."""


@pytest.mark.usefixtures("chinese")
@pytest.mark.parametrize(("old", "new", "said"), MISTAKES)
def test_a_mistake_in_the_form_or_in_a_condition_is_told_in_chinese_on_its_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], old: str, new: str, said: str
) -> None:
    text = spoilt(old, new)
    assert main(["rulebook", "check", str(folder_with(tmp_path, v2026_02_01=text))]) == 1
    first, *more = capsys.readouterr().out.splitlines()
    assert said in first
    assert more == ["1 个问题"]
    line = line_of(new.strip(), text)
    later = {'"high': 2, "-id: offsite": 1}  # where the form goes on until it cannot any more
    assert f"2026-02-01.yaml:{line + next((n for part, n in later.items() if new.endswith(part)), 0)}: " in first


@pytest.mark.usefixtures("chinese")
def test_every_reason_of_a_reader_is_known_in_chinese() -> None:
    module = RULEBOOKS / "reader_words.py"
    returned = (node.value for node in ast.walk(ast.parse(module.read_text("utf-8"))) if isinstance(node, ast.Return))
    reasons = {text for node in returned if node is not None for text in texts(node) if " " in text}
    reasons -= {"at column {found[1]}: {_said(found[2], names)}"}
    reasons |= {*YAML_WORDS.values(), *RUNTIME_WORDS.values()}
    assert len(reasons) > 20
    unknown = []
    for reason in reasons:
        said = f"when: at column 3: {re.sub('{[^{}]*}', 'x1', reason)}"
        if reason in found_words(said) or found_words(said) == said:
            unknown.append(reason)
    assert unknown == []


def test_english_stays_as_it_was() -> None:
    assert language() == "en"
    for said in ("clauses.0: this is missing; add it.", "what nobody ever said: here", "at column 3: Syntax error"):
        assert found_words(said) == said
    assert len(set(FOUND)) == len(FOUND)
