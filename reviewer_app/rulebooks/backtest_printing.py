"""The tally of a back-test as lines to read in Chinese or English, with bars where a share is seen faster than read."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from reviewer_app.domain.schedule import Ladder, Penalty, ScheduleVersion
from reviewer_app.domain.score import Score
from reviewer_app.domain.values import Text
from reviewer_app.domain.version_head import VersionHead
from reviewer_app.rulebooks.backtest import Answer, Tally, Tried
from reviewer_app.rulebooks.backtest_values import Said, Why
from reviewer_app.rulebooks.printing import term_words

ANSWERS = {
    Answer.SAME: Text(zh="不变", en="same"),
    Answer.WOULD_CHANGE: Text(zh="会改变", en="would change"),
    Answer.NEEDS_PERSON: Text(zh="须人工判断", en="needs a person"),
    Answer.OUTSIDE: Text(zh="不属此版本", en="not under this version"),
}
WHYS = {
    Why.CLAUSE_GONE: Text(zh="条款已删除", en="the clause is gone"),
    Why.CLAUSE_REPLACED: Text(zh="条款已删除，另有新条款", en="the clause is gone, new ones are there"),
    Why.NARROWER: Text(zh="条款收窄", en="the clause reaches less"),
    Why.WIDER: Text(zh="条款扩大", en="the clause reaches more"),
    Why.REWORDED: Text(zh="条款改写", en="the clause was written anew"),
    Why.NEW_CLAUSE: Text(zh="有新条款", en="there is a new clause for it"),
    Why.OTHER_MEASURE: Text(zh="换为另一措施", en="another measure takes its place"),
    Why.NO_SUCH_MEASURE: Text(zh="原措施不再可选", en="the measure is not offered any more"),
    Why.OTHER_TERMS: Text(zh="同名措施的内容变了", en="the measure has other terms"),
    Why.OTHER_STEP: Text(zh="阶梯到另一档", en="another step of the ladder"),
    Why.OTHER_AMOUNT: Text(zh="罚款金额变了", en="the penalty comes to another amount"),
    Why.OTHER_POINTS: Text(zh="扣分变了", en="other points are taken"),
    Why.LACKING: Text(zh="缺少输入", en="an input is not known"),
    Why.THRESHOLD: Text(zh="门槛的结论变了", en="the threshold is met otherwise"),
}
_TOTAL = Text(zh="在此版本下判过的案件：{}", en="Cases judged under this version: {}")
_BY_CLAUSE = Text(zh="按条款", en="By clause")
_BY_MEASURE = Text(zh="措施变化", en="Measures that would change")
_BY_MONTH = Text(zh="按行为月份", en="By month of the conduct")
_NO_MEASURE = Text(zh="（无措施）", en="(no measure)")
_EXAMPLES = Text(zh="例", en="Examples")
_UNTRIED = Text(
    zh="无法回测，因为所需数据不随案件保存：{}",
    en="Cannot be tried, for what it stands on is not kept with cases: {}",
)
_SAID_OF = Text(zh="{}：{}", en="{}: {}")
_ASIDE = Text(zh="{}（{}）", en="{} ({})")
_AND = Text(zh="、", en=", ")
_COMMA = Text(zh="，", en=", ")
_THEN = Text(zh="；", en="; ")
_OUTCOME = re.compile(r"(?P<part>[\w.-]+)(?::| -?)(?P<number>\d+)")
_MET = {"met": Text(zh="达到", en="met"), "not met": Text(zh="未达到", en="not met")}
_STEP = Text(zh="第 {} 档：{}", en="Step {}: {}")
_YUAN = Text(zh="{} {} 元", en="{} {} yuan")
_POINTS = Text(zh="{} 扣 {} 分", en="{}: {} points off")
_WIDTH = 24
_ASKED = (Answer.SAME, Answer.WOULD_CHANGE, Answer.NEEDS_PERSON)


def tally_lines(
    tally: Tally, language: str, untried: Sequence[Text] = (), versions: tuple[VersionHead, VersionHead] | None = None
) -> Iterator[str]:
    """The tally, in `zh` or `en`; `untried` are the titles of what differs and no decided case can tell.

    `versions` are the two that were tried: without them their parts and measures are called by their ids.
    """
    old, new = versions or (None, None)
    yield _TOTAL.within(language).format(tally.cases)
    for answer in _ASKED:
        yield _bar_line(ANSWERS[answer].within(language), tally.answers[answer], tally.cases)
    if outside := tally.answers[Answer.OUTSIDE]:
        yield f"  {_SAID_OF.within(language).format(ANSWERS[Answer.OUTSIDE].within(language), outside)}"
    if untried:
        yield f"  {untried_words(untried, language)}"
    yield from _counted(_BY_CLAUSE.within(language), tally.by_clause, language)
    yield from _counted(_BY_MONTH.within(language), dict(sorted(tally.by_month.items())), language)
    if tally.by_measure:
        yield from ("", _BY_MEASURE.within(language))
        for (before, after), count in tally.by_measure.most_common():
            nothing = _NO_MEASURE.within(language)
            was, would = outcome_words(before, old, language), outcome_words(after, new, language)
            yield from (f"  {count}", f"    - {was or nothing}", f"    + {would or nothing}")
    for answer in _ASKED[1:]:
        if examples := tally.examples.get(answer):
            head = _SAID_OF.within(language).format(_EXAMPLES.within(language), ANSWERS[answer].within(language))
            yield from ("", head)
            yield from (f"  {_example(one, language)}" for one in examples)


def untried_words(untried: Sequence[Text], language: str) -> str:
    """That something cannot be tried, and why."""
    titles = _AND.within(language).join(one.within(language) for one in untried)
    return _UNTRIED.within(language).format(titles)


def outcome_words(said: str, version: VersionHead | None, language: str) -> str:
    """What a version comes to, as a back-test writes it (`Said`), by the titles that the version has."""
    if version is None:
        return said
    if said in _MET:
        return _MET[said].within(language)
    if (measure := version.measure(said)) is not None:
        return measure.title.within(language)
    found = _OUTCOME.match(said)
    if found is None or not isinstance(version, ScheduleVersion):
        return said
    part, number = version.part(found["part"]), found["number"]
    if isinstance(part, Ladder):
        return _step_words(part, int(number), version, language)
    if isinstance(part, Penalty | Score):
        shape = _YUAN if isinstance(part, Penalty) else _POINTS
        return shape.within(language).format(part.title.within(language), number)
    return said


def _step_words(ladder: Ladder, number: int, version: ScheduleVersion, language: str) -> str:
    step = next((step for step in ladder.steps if step.number == number), None)
    terms = (term_words(term, version, language) for term in (step.terms if step is not None else ()))
    return _STEP.within(language).format(number, _THEN.within(language).join(terms))


def said_words(item: Said, language: str) -> str:
    """Why something does not come out the same, in words."""
    why = WHYS[item.why].within(language)
    if item.lacking:
        why = _ASIDE.within(language).format(why, _AND.within(language).join(item.lacking))
    return _SAID_OF.within(language).format(item.clause, why)


def _example(one: Tried, language: str) -> str:
    said = _THEN.within(language).join(said_words(item, language) for item in one.said)
    return f"{one.case.case_id}  {said}"


def _counted(head: str, counts: dict[str, Counter[Answer]], language: str) -> Iterator[str]:
    if not counts:
        return
    yield from ("", head)
    for name, answers in counts.items():
        parts = (f"{ANSWERS[a].within(language)} {answers[a]}" for a in _ASKED if answers[a])
        yield f"  {_SAID_OF.within(language).format(name, _COMMA.within(language).join(parts))}"


def _bar_line(name: str, count: int, total: int) -> str:
    share = count / total if total else 0.0
    return f"  {'█' * round(share * _WIDTH):{_WIDTH}} {share:6.1%}  {count}  {name}"
