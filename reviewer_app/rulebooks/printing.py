"""Versions and what differs between two of them, as lines to read in Chinese or English."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
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
    "share": Text(zh="{}的 {}%", en="{1} % of {0}"),
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
    ":": Text(zh="{}：{}", en="{}: {}"),
    "()": Text(zh="（{}）", en="({})"),
    "aside": Text(zh="{}（{}）", en="{} ({})"),
    ",": Text(zh="，", en=", "),
    "and": Text(zh="、", en=", "),
    ";": Text(zh="；", en="; "),
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


@dataclass(frozen=True, slots=True)
class _Speech:
    """How lines are written: the language with its marks, titles of sources by id, what places in them are called."""

    language: str
    titles: Mapping[str, Text] = field(default_factory=dict)
    place: Callable[[str], str] = str

    def __call__(self, key: str) -> str:
        return _WORDS[key].within(self.language)

    def of(self, text: Text) -> str:
        """A text of a version."""
        return text.within(self.language)

    def named(self, name: object, what: object) -> str:
        """What something is called, and what it is."""
        return self(":").format(name, what)

    def aside(self, said: str, more: str) -> str:
        """Words with others in brackets behind them; alone where there are none."""
        return self("aside").format(said, more) if more else said

    def listed(self, words: Iterable[str]) -> str:
        """Words one after the other."""
        return self("and").join(words)

    def cited(self, citations: Sequence[Citation]) -> str:
        """Places in sources, each with what is known at second hand only."""
        return self.listed(self._cited(one) for one in citations)

    def _cited(self, one: Citation) -> str:
        source = self.of(self.titles[one.source]) if one.source in self.titles else one.source
        return self.aside(f"{source} {self.place(one.clause)}", "" if one.read else self("second_hand"))


def _speech(language: str, heads: Iterable[VersionHead], place: Callable[[str], str]) -> _Speech:
    return _Speech(language, {source.id: source.title for head in heads for source in head.sources}, place)


def version_lines(version: VersionHead, digest: str, language: str, place: Callable[[str], str] = str) -> Iterator[str]:
    """A version whole, in `zh` or `en`; `place` is what a place in a source is called there."""
    say = _speech(language, (version,), place)
    published = version.published_at.astimezone(ZoneInfo(version.zone)).isoformat(timespec="minutes")
    yield f"{say.of(version.title)}  {version.id}@{version.version}"
    yield say.named(say("period"), _period(version, say))
    yield say.named(say("published"), published)
    for name in ("supersedes", "corrects"):
        if getattr(version, name) is not None:
            yield say.named(say(name), getattr(version, name))
    yield say.named(say("digest"), digest)
    yield say.of(version.summary)
    if isinstance(version, ScheduleVersion) and version.note is not None:
        yield say.of(version.note)
    if isinstance(version, RulebookVersion):
        yield from _headed(say("clauses"), (line for item in version.clauses for line in _clause(item, say)))
    if isinstance(version, ScheduleVersion):
        yield from _headed(say("inputs"), _inputs(version, say))
        for part in version.parts:
            yield from _headed(say.aside(say.of(part.title), part.id), _part(part, version, say))
    yield from _headed(say("measures"), (say.named(m.id, say.of(m.title)) for m in version.measures))
    yield from _headed(say("sources"), _sources(version, say))


def difference_lines(
    differences: Sequence[Difference],
    language: str,
    heads: Sequence[VersionHead] = (),
    place: Callable[[str], str] = str,
) -> Iterator[str]:
    """What differs, in `zh` or `en`: a line for each thing, below it what was (-) and what is (+).

    `heads` are the two versions, whose sources are cited; `place` is what a place in one is called in that language.
    """
    say = _speech(language, heads, place)
    if not differences:
        yield say("nothing")
    for item in differences:
        title = f"  {say.of(item.title)}" if item.title is not None else ""
        what = f"{say.of(KINDS[item.kind])} {item.id}{title}"
        yield say.named(what, say.listed(say.of(CHANGES[change]) for change in item.changes))
        for changed in item.fields:
            yield from _field(changed, say)


def _field(field: Field, say: _Speech) -> Iterator[str]:
    """A place before and after; of two lists what went and what came behind the rest, where their order is the same."""
    yield f"    {field.place}"
    before, after = ([value] if not isinstance(value, list) else value for value in (field.before, field.after))
    gone = [item for item in before if item not in after]
    come = [item for item in after if item not in before]
    if [item for item in before if item in after] + come != after:  # the first of the measures is the one proposed
        gone, come = [before], [after]
    yield from (f"      - {_value(item, say)}" for item in gone)
    yield from (f"      + {_value(item, say)}" for item in come)


def _value(value: Any, say: _Speech) -> str:
    """A plain value in words; what has names has them in front, but for citations and what goes by its id."""
    if value is None:
        return say("none")
    if isinstance(value, list):
        return say.listed(_value(item, say) for item in value)
    if not isinstance(value, dict):
        return value if isinstance(value, str) else json.dumps(value)
    if set(value) == {"zh", "en"}:
        return str(value["zh" if say.language.startswith("zh") else "en"])
    if set(value) == {"source", "clause", "read"}:
        return say.cited([Citation.model_validate(value)])
    set_ = ((name, item) for name, item in value.items() if item not in (None, [], {}) and item is not False)
    told = ((name, _value(item, say)) for name, item in set_)
    return say(",").join(said if name in ("id", "text", "title") else say.named(name, said) for name, said in told)


def _headed(head: str, lines: Iterator[str]) -> Iterator[str]:
    for at, line in enumerate(lines):
        if at == 0:
            yield ""
            yield head
        yield f"  {line}"


def _clause(clause: Clause, say: _Speech) -> Iterator[str]:
    yield f"{clause.number}. " + say.aside(say.of(clause.title), say(",").join((clause.id, clause.severity.value)))
    yield f"   {say.of(clause.definition)}"
    yield "   " + say.named(say("measures"), say.listed(clause.measures))
    yield "   " + say.named(say("sources"), say.cited(clause.citations))


def _inputs(version: ScheduleVersion, say: _Speech) -> Iterator[str]:
    for item in version.inputs:
        kind = say.named(item.type.value, say.listed(item.words)) if item.words else item.type.value
        window = say(",") + say("window").format(item.window_days) if item.window_days else ""
        comes = next((name for name in ("counted", "taken", "stated") if getattr(item, name)), None)
        origin = say(";") + say(comes) if comes else ""
        yield say.named(say.aside(item.name, kind + window), say.of(item.text)) + origin


def _part(part: AnyPart, version: ScheduleVersion, say: _Speech) -> Iterator[str]:
    match part:
        case Ladder():
            yield say.named(say("clauses"), say.listed(part.clauses))
            if part.note is not None:
                yield say.of(part.note)
            for step in part.steps:
                yield say.named(say("step").format(step.number), say.of(step.title))
                yield f"   {step.when}"
                yield from (f"   {term_words(term, version, say.language)}" for term in step.terms)
                yield "   " + say.named(say("sources"), say.cited(step.citations))
            return
        case Penalty():
            if part.clauses:
                yield say.named(say("clauses"), say.listed(part.clauses))
            if part.note is not None:
                yield say.of(part.note)
            yield f"{part.of} / {part.unit} >= {part.least}"
        case Table():
            yield from (say("from").format(f"{part.of} {row.at_least}", row.gives) for row in part.rows)
        case Threshold():
            yield part.met
            if part.leads_to is not None:
                yield say.named(say("clauses"), part.leads_to)
        case Score():
            yield from _score(part, say)
        case Lexicon():
            yield say.named(say("clauses"), say.listed(part.clauses))
            yield from (say.listed(words) for words in (part.zh, part.en))
            yield from (say("()").format(phrase) for phrase in part.harmless)
        case Requirement():
            yield from _requirement(part, say)
    yield say.named(say("sources"), say.cited(part.citations))


def _requirement(part: Requirement, say: _Speech) -> Iterator[str]:
    if part.note is not None:
        yield say.of(part.note)
    if part.clauses:
        yield say.named(say("clauses"), say.listed(part.clauses))
    for entry in part.goods:
        named = f"{part.scheme or ''} {entry.code} {say.of(entry.title)}".strip()
        yield say.named(say.aside(named, say("unsure") if entry.unsure else ""), say.listed(entry.words))
    for stated in part.states:
        yield say.named(say.of(stated.title), say.listed(stated.names))


def _score(score: Score, say: _Speech) -> Iterator[str]:
    yield say.aside(say.of(score.formula), say("ours") if score.ours else "")
    if score.defaults is not None:
        yield say.of(score.defaults)
    yield say("range").format(score.least, score.most)
    for part in score.parts:
        yield say.of(part.title) + say(",") + say("weight").format(part.weight)
        for metric in part.metrics:
            rungs = "  ".join(say.named(f"{rung.value:g}", rung.points) for rung in metric.rungs)
            yield "   " + say.named(say.aside(say.of(metric.title), metric.of), rungs)
        yield from ("   " + say.named(say.of(bonus.title), f"+{bonus.points}") for bonus in part.bonuses)
    for deduction in score.deductions:
        yield say.named(say.aside(say.of(deduction.title), deduction.of), f"-{deduction.points}")
    if score.hangs:
        yield say.named(say("hangs"), say(";").join(say.of(hang.title) for hang in score.hangs))


def term_words(term: Term, version: ScheduleVersion, language: str) -> str:
    """A measure with its share, days, amount and scene, in `zh` or `en`."""
    say = _Speech(language)
    measure = version.measure(term.measure)
    words = [say.of(measure.title) if measure is not None else term.measure]
    if term.percent is not None:
        of = next((say.of(item.text) for item in version.inputs if item.name == term.of), term.of or "")
        words.append(say("share").format(of[:1].lower() + of[1:], term.percent))
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
    return say(",").join(words)


def _range(bounds: tuple[int, ...]) -> str:
    low, high = bounds
    return f"{low}" if low == high else f"{low}-{high}"


def _sources(version: VersionHead, say: _Speech) -> Iterator[str]:
    for item in version.sources:
        yield say.named(item.id, say.aside(say.of(item.title), "" if item.read else say("second_hand")))


def _period(version: VersionHead, say: _Speech) -> str:
    zone = ZoneInfo(version.zone)
    start = version.effective_from.astimezone(zone).isoformat(timespec="minutes")
    until = version.effective_until
    end = until.astimezone(zone).isoformat(timespec="minutes") if until is not None else say("open")
    return f"{start} {say('until')} {end}"
