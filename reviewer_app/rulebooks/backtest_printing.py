"""The tally of a back-test as lines to read in Chinese or English, with bars where a share is seen faster than read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from reviewer_app.domain.values import Text
from reviewer_app.rulebooks.backtest import Answer, Tally, Tried
from reviewer_app.rulebooks.backtest_values import Said, Why

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
_WIDTH = 24
_ASKED = (Answer.SAME, Answer.WOULD_CHANGE, Answer.NEEDS_PERSON)


def tally_lines(tally: Tally, language: str, untried: Sequence[Text] = ()) -> Iterator[str]:
    """The tally, in `zh` or `en`; `untried` are the titles of what differs and no decided case can tell."""
    yield _TOTAL.within(language).format(tally.cases)
    for answer in _ASKED:
        yield _bar_line(ANSWERS[answer].within(language), tally.answers[answer], tally.cases)
    if outside := tally.answers[Answer.OUTSIDE]:
        yield f"  {ANSWERS[Answer.OUTSIDE].within(language)}: {outside}"
    if untried:
        yield f"  {untried_words(untried, language)}"
    yield from _counted(_BY_CLAUSE.within(language), tally.by_clause, language)
    yield from _counted(_BY_MONTH.within(language), dict(sorted(tally.by_month.items())), language)
    if tally.by_measure:
        yield from ("", _BY_MEASURE.within(language))
        for (before, after), count in tally.by_measure.most_common():
            nothing = _NO_MEASURE.within(language)
            yield from (f"  {count}", f"    - {before or nothing}", f"    + {after or nothing}")
    for answer in _ASKED[1:]:
        if examples := tally.examples.get(answer):
            yield from ("", f"{_EXAMPLES.within(language)}: {ANSWERS[answer].within(language)}")
            yield from (f"  {_example(one, language)}" for one in examples)


def untried_words(untried: Sequence[Text], language: str) -> str:
    """That something cannot be tried, and why."""
    titles = Text(zh="、".join(one.zh for one in untried), en=", ".join(one.en for one in untried))
    return _UNTRIED.within(language).format(titles.within(language))


def said_words(item: Said, language: str) -> str:
    """Why something does not come out the same, in words."""
    lacking = f" ({', '.join(item.lacking)})" if item.lacking else ""
    return f"{item.clause}: {WHYS[item.why].within(language)}{lacking}"


def _example(one: Tried, language: str) -> str:
    return f"{one.case.case_id}  {'; '.join(said_words(item, language) for item in one.said)}"


def _counted(head: str, counts: dict[str, Counter[Answer]], language: str) -> Iterator[str]:
    if not counts:
        return
    yield from ("", head)
    for name, answers in counts.items():
        parts = (f"{ANSWERS[a].within(language)} {answers[a]}" for a in _ASKED if answers[a])
        yield f"  {name}: {', '.join(parts)}"


def _bar_line(name: str, count: int, total: int) -> str:
    share = count / total if total else 0.0
    return f"  {'█' * round(share * _WIDTH):{_WIDTH}} {share:6.1%}  {count}  {name}"
