"""Versions and what differs between two of them, as lines to read in Chinese or English."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from typing import Any
from zoneinfo import ZoneInfo

from reviewer_app.domain.goods import Lexicon, Requirement
from reviewer_app.domain.rulebook import Clause, RulebookVersion
from reviewer_app.domain.schedule import AnyPart, Ladder, Penalty, ScheduleVersion, Table, Term, Threshold
from reviewer_app.domain.score import Score
from reviewer_app.domain.values import Text
from reviewer_app.domain.version_head import Citation, VersionHead
from reviewer_app.rulebooks.diff import Change, Difference, Field, Kind

_WORDS = {
    "period": Text(zh="有效期", en="In force"),
    "until": Text(zh="至", en="until"),
    "open": Text(zh="另行通知", en="further notice"),
    "published": Text(zh="公布", en="Published"),
    "supersedes": Text(zh="取代", en="Supersedes"),
    "corrects": Text(zh="更正", en="Corrects"),
    "digest": Text(zh="摘要值", en="Digest"),
    "clauses": Text(zh="条款", en="Clauses"),
    "measures": Text(zh="措施", en="Measures"),
    "sources": Text(zh="来源", en="Sources"),
    "second_hand": Text(zh="转述，未读原文", en="second hand, not read"),
    "inputs": Text(zh="输入", en="Inputs"),
    "window": Text(zh="{} 日内", en="in {} days"),
    "step": Text(zh="第 {} 档", en="Step {}"),
    "share": Text(zh="{} 的 {}%", en="{1} % of {0}"),
    "days": Text(zh="{} 日", en="{} days"),
    "at_most": Text(zh="至多 {} 日", en="{} days at most"),
    "yuan": Text(zh="{} 元", en="{} yuan"),
    "for_good": Text(zh="永久", en="for good"),
    "from": Text(zh="自 {} 起：{}", en="from {}: {}"),
    "ours": Text(zh="公式为本系统自定", en="the formula is our own"),
    "range": Text(zh="{} 至 {} 分", en="{} to {} points"),
    "weight": Text(zh="权重 {}", en="weight {}"),
    "counted": Text(zh="由服务器按已决定的案件计数", en="counted by the server from decided cases"),
    "taken": Text(zh="取自案件记录", en="taken from the case record"),
    "unsure": Text(zh="当时是否要求未知", en="not known whether it was asked for then"),
    "stated": Text(zh="由判定人填写", en="stated by who judges"),
    "stream": Text(zh="仅直播", en="streams only"),
    "video": Text(zh="仅短视频", en="videos only"),
    "hangs": Text(zh="与分数相关", en="What hangs on it"),
    "nothing": Text(zh="没有不同", en="No difference"),
    "none": Text(zh="（无）", en="(none)"),
}
CHANGES = {
    Change.ADDED: Text(zh="新增", en="added"),
    Change.REMOVED: Text(zh="删除", en="removed"),
    Change.RENUMBERED: Text(zh="改号", en="renumbered"),
    Change.REWORDED: Text(zh="改写", en="reworded"),
    Change.NARROWER: Text(zh="适用收窄", en="narrower"),
    Change.WIDER: Text(zh="适用扩大", en="wider"),
    Change.CHANGED: Text(zh="变更", en="changed"),
}
KINDS = {
    Kind.HEAD: Text(zh="版本", en="version"),
    Kind.SOURCE: Text(zh="来源", en="source"),
    Kind.CLAUSE: Text(zh="条款", en="clause"),
    Kind.MEASURE: Text(zh="措施", en="measure"),
    Kind.PROCEDURE: Text(zh="程序", en="procedure"),
    Kind.INPUT: Text(zh="输入", en="input"),
    Kind.STEP: Text(zh="阶梯档位", en="ladder step"),
    Kind.LADDER: Text(zh="阶梯", en="ladder"),
    Kind.PENALTY: Text(zh="违约金", en="penalty"),
    Kind.TABLE: Text(zh="表", en="table"),
    Kind.THRESHOLD: Text(zh="门槛", en="threshold"),
    Kind.SCORE: Text(zh="分数", en="score"),
    Kind.LEXICON: Text(zh="词表", en="word list"),
    Kind.REQUIREMENT: Text(zh="要求", en="requirement"),
}


def version_lines(version: VersionHead, digest: str, language: str) -> Iterator[str]:
    """A version whole, in `zh` or `en`."""
    say = _say(language)
    yield f"{version.title.within(language)}  {version.id}@{version.version}"
    yield f"{say('period')}: {_period(version, language)}"
    yield f"{say('published')}: {version.published_at.astimezone(ZoneInfo(version.zone)).isoformat(timespec='minutes')}"
    for name in ("supersedes", "corrects"):
        if getattr(version, name) is not None:
            yield f"{say(name)}: {getattr(version, name)}"
    yield f"{say('digest')}: {digest}"
    yield f"{version.summary.within(language)}"
    if isinstance(version, ScheduleVersion) and version.note is not None:
        yield version.note.within(language)
    if isinstance(version, RulebookVersion):
        yield from _headed(say("clauses"), (line for item in version.clauses for line in _clause(item, language)))
    if isinstance(version, ScheduleVersion):
        yield from _headed(say("inputs"), _inputs(version, language))
        for part in version.parts:
            yield from _headed(f"{part.title.within(language)} ({part.id})", _part(part, version, language))
    yield from _headed(say("measures"), (f"{m.id}: {m.title.within(language)}" for m in version.measures))
    yield from _headed(say("sources"), _sources(version, language))


def difference_lines(differences: Sequence[Difference], language: str) -> Iterator[str]:
    """What differs, in `zh` or `en`: a line for each thing, below it what was (-) and what is (+)."""
    if not differences:
        yield _say(language)("nothing")
    for item in differences:
        changes = ", ".join(CHANGES[change].within(language) for change in item.changes)
        title = f"  {item.title.within(language)}" if item.title is not None else ""
        yield f"{KINDS[item.kind].within(language)} {item.id}{title}: {changes}"
        for field in item.fields:
            yield from _field(field, language)


def _field(field: Field, language: str) -> Iterator[str]:
    """A place before and after; of two lists what went and what came behind the rest, where their order is the same."""
    yield f"    {field.place}"
    before, after = ([value] if not isinstance(value, list) else value for value in (field.before, field.after))
    gone = [item for item in before if item not in after]
    come = [item for item in after if item not in before]
    if [item for item in before if item in after] + come != after:  # the first of the measures is the one proposed
        gone, come = [before], [after]
    yield from (f"      - {_value(item, language)}" for item in gone)
    yield from (f"      + {_value(item, language)}" for item in come)


def _value(value: Any, language: str) -> str:
    """A plain value in words; what has names has them in front, but for citations and what goes by its id."""
    if value is None:
        return _say(language)("none")
    if isinstance(value, list):
        return ", ".join(_value(item, language) for item in value)
    if not isinstance(value, dict):
        return value if isinstance(value, str) else json.dumps(value)
    if set(value) == {"zh", "en"}:
        return str(value["zh" if language.startswith("zh") else "en"])
    if set(value) == {"source", "clause", "read"}:
        return _citations([Citation.model_validate(value)], language)
    set_ = ((name, item) for name, item in value.items() if item not in (None, [], {}) and item is not False)
    told = ((name, _value(item, language)) for name, item in set_)
    return ", ".join(said if name in ("id", "text", "title") else f"{name}: {said}" for name, said in told)


def _headed(head: str, lines: Iterator[str]) -> Iterator[str]:
    for at, line in enumerate(lines):
        if at == 0:
            yield ""
            yield head
        yield f"  {line}"


def _clause(clause: Clause, language: str) -> Iterator[str]:
    yield f"{clause.number}. {clause.title.within(language)} ({clause.id}, {clause.severity.value})"
    yield f"   {clause.definition.within(language)}"
    yield f"   {_say(language)('measures')}: {', '.join(clause.measures)}"
    yield f"   {_say(language)('sources')}: {_citations(clause.citations, language)}"


def _inputs(version: ScheduleVersion, language: str) -> Iterator[str]:
    for item in version.inputs:
        window = f", {_say(language)('window').format(item.window_days)}" if item.window_days else ""
        words = f": {', '.join(item.words)}" if item.words else ""
        comes = next((name for name in ("counted", "taken", "stated") if getattr(item, name)), None)
        origin = f"; {_say(language)(comes)}" if comes else ""
        yield f"{item.name} ({item.type.value}{words}{window}): {item.text.within(language)}{origin}"


def _part(part: AnyPart, version: ScheduleVersion, language: str) -> Iterator[str]:
    say = _say(language)
    match part:
        case Ladder():
            yield f"{say('clauses')}: {', '.join(part.clauses)}"
            if part.note is not None:
                yield part.note.within(language)
            for step in part.steps:
                yield f"{say('step').format(step.number)}: {step.title.within(language)}"
                yield f"   {step.when}"
                yield from (f"   {term_words(term, version, language)}" for term in step.terms)
                yield f"   {say('sources')}: {_citations(step.citations, language)}"
            return
        case Penalty():
            if part.clauses:
                yield f"{say('clauses')}: {', '.join(part.clauses)}"
            if part.note is not None:
                yield part.note.within(language)
            yield f"{part.of} / {part.unit} >= {part.least}"
        case Table():
            yield from (say("from").format(f"{part.of} {row.at_least}", row.gives) for row in part.rows)
        case Threshold():
            yield part.met
            if part.leads_to is not None:
                yield f"{say('clauses')}: {part.leads_to}"
        case Score():
            yield from _score(part, language)
        case Lexicon():
            yield f"{say('clauses')}: {', '.join(part.clauses)}"
            yield from (", ".join(words) for words in (part.zh, part.en))
            yield from (f"({phrase})" for phrase in part.harmless)
        case Requirement():
            yield from _requirement(part, language)
    yield f"{say('sources')}: {_citations(part.citations, language)}"


def _requirement(part: Requirement, language: str) -> Iterator[str]:
    if part.note is not None:
        yield part.note.within(language)
    if part.clauses:
        yield f"{_say(language)('clauses')}: {', '.join(part.clauses)}"
    for entry in part.goods:
        unsure = f" ({_say(language)('unsure')})" if entry.unsure else ""
        named = f"{part.scheme or ''} {entry.code} {entry.title.within(language)}{unsure}".strip()
        yield f"{named}: {', '.join(entry.words)}"
    for stated in part.states:
        yield f"{stated.title.within(language)}: {', '.join(stated.names)}"


def _score(score: Score, language: str) -> Iterator[str]:
    say = _say(language)
    yield score.formula.within(language) + (f" ({say('ours')})" if score.ours else "")
    if score.defaults is not None:
        yield score.defaults.within(language)
    yield say("range").format(score.least, score.most)
    for part in score.parts:
        yield f"{part.title.within(language)}, {say('weight').format(part.weight)}"
        for metric in part.metrics:
            rungs = "  ".join(f"{rung.value:g}: {rung.points}" for rung in metric.rungs)
            yield f"   {metric.title.within(language)} ({metric.of}): {rungs}"
        yield from (f"   {bonus.title.within(language)}: +{bonus.points}" for bonus in part.bonuses)
    for deduction in score.deductions:
        yield f"{deduction.title.within(language)} ({deduction.of}): -{deduction.points}"
    if score.hangs:
        yield f"{say('hangs')}: {'; '.join(hang.title.within(language) for hang in score.hangs)}"


def term_words(term: Term, version: ScheduleVersion, language: str) -> str:
    """A measure with its share, days, amount and scene, in `zh` or `en`."""
    say = _say(language)
    measure = version.measure(term.measure)
    words = [measure.title.within(language) if measure is not None else term.measure]
    if term.percent is not None:
        words.append(say("share").format(term.of, term.percent))
    if term.days is not None:
        words.append(say("days").format(_range(term.days)))
    if term.days_limit is not None:
        words.append(say("at_most").format(term.days_limit))
    if term.amount is not None:
        words.append(say("yuan").format(_range(term.amount)))
    if term.for_good:
        words.append(say("for_good"))
    if term.scene is not None:
        words.append(say(term.scene.value))
    return ", ".join(words)


def _range(bounds: tuple[int, ...]) -> str:
    low, high = bounds
    return f"{low}" if low == high else f"{low}-{high}"


def _citations(citations: Sequence[Citation], language: str) -> str:
    second_hand = f" ({_say(language)('second_hand')})"
    return ", ".join(f"{item.source} {item.clause}{'' if item.read else second_hand}" for item in citations)


def _sources(version: VersionHead, language: str) -> Iterator[str]:
    for item in version.sources:
        unread = "" if item.read else f" ({_say(language)('second_hand')})"
        yield f"{item.id}: {item.title.within(language)}{unread}"


def _period(version: VersionHead, language: str) -> str:
    say, zone = _say(language), ZoneInfo(version.zone)
    start = version.effective_from.astimezone(zone).isoformat(timespec="minutes")
    until = version.effective_until
    end = until.astimezone(zone).isoformat(timespec="minutes") if until is not None else say("open")
    return f"{start} {say('until')} {end}"


def _say(language: str) -> Callable[[str], str]:
    return lambda key: _WORDS[key].within(language)
