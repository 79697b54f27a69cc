"""What differs between two versions, as a value: clauses, measures, ladder steps, tables, thresholds, scores."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, TypeVar

from pydantic import BaseModel

from reviewer_app.domain.rulebook import RulebookVersion
from reviewer_app.domain.schedule import Ladder, ScheduleVersion
from reviewer_app.domain.values import Text
from reviewer_app.domain.version_head import VersionHead

ItemT = TypeVar("ItemT", bound=BaseModel)


class Change(StrEnum):
    """How a thing differs."""

    ADDED = "added"
    REMOVED = "removed"
    RENUMBERED = "renumbered"
    REWORDED = "reworded"
    NARROWER = "narrower"
    WIDER = "wider"
    CHANGED = "changed"


class Kind(StrEnum):
    """What differs."""

    HEAD = "head"
    SOURCE = "source"
    CLAUSE = "clause"
    MEASURE = "measure"
    PROCEDURE = "procedure"
    INPUT = "input"
    STEP = "step"
    LADDER = "ladder"
    PENALTY = "penalty"
    TABLE = "table"
    THRESHOLD = "threshold"
    SCORE = "score"
    LEXICON = "lexicon"
    REQUIREMENT = "requirement"


@dataclass(frozen=True, slots=True)
class Field:
    """One value of a thing before and after, by its dotted place; None where it is not there."""

    place: str
    before: Any
    after: Any


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that differs, in every way that it does; `title` is that of the later version where it has one."""

    kind: Kind
    id: str
    title: Text | None
    changes: tuple[Change, ...]
    fields: tuple[Field, ...] = ()


class NotAlike(ValueError):
    """Two versions that cannot be put side by side: one of a rulebook, one of a schedule."""


def diff(before: VersionHead, after: VersionHead) -> tuple[Difference, ...]:
    """What differs between two versions, in the order of the format. Raises NotAlike.

    Clauses keep their identity by id: under another number one is renumbered, in other words it is reworded. Narrower
    and wider are said where the later version declares them (`scope_changes`); nothing tells them from the words.
    """
    found = [*_head(before, after), *_named(Kind.SOURCE, before.sources, after.sources)]
    declared = _declared(before, after)
    if isinstance(before, RulebookVersion) and isinstance(after, RulebookVersion):
        found += _clauses(before, after, declared)
        found += _named(Kind.MEASURE, before.measures, after.measures)
        found += _procedure(before, after)
    elif isinstance(before, ScheduleVersion) and isinstance(after, ScheduleVersion):
        found += _named(Kind.INPUT, before.inputs, after.inputs)
        found += _named(Kind.MEASURE, before.measures, after.measures)
        found += _schedule(before, after, declared)
    else:
        raise NotAlike(f"{before.id} and {after.id} are not of one form: one is a rulebook, the other a schedule.")
    return tuple(found)


def _head(before: VersionHead, after: VersionHead) -> Iterator[Difference]:
    places = ("title", "zone", "effective_from", "effective_until", "applies_to", "notice_days")
    fields = tuple(
        Field(place, old, new)
        for place in places
        if (old := _plain(getattr(before, place, None))) != (new := _plain(getattr(after, place, None)))
    )
    if fields:
        yield Difference(Kind.HEAD, after.id, after.title, (Change.CHANGED,), fields)


def _declared(before: VersionHead, after: VersionHead) -> Mapping[str, Change]:
    """What the later version says of its reach; it says so of the version that it follows alone."""
    if before.version not in (after.supersedes, after.corrects):
        return {}
    return {item.of: Change(item.change) for item in after.scope_changes}


def _clauses(before: RulebookVersion, after: RulebookVersion, declared: Mapping[str, Change]) -> Iterator[Difference]:
    for name, old, new in _paired(before.clauses, after.clauses):
        if old is None or new is None:
            yield _one_sided(Kind.CLAUSE, name, old, new)
            continue
        fields = _fields(old, new)
        changes = (*_clause_changes(fields), *((declared[name],) if name in declared else ()))
        if changes:
            yield Difference(Kind.CLAUSE, name, _title(new), changes, fields)


WORDS = ("title", "definition", "applies", "exemptions", "elements", "examples")
"""The places of a clause that people read as the rule; another word in them is a rewording."""


def _clause_changes(fields: Sequence[Field]) -> tuple[Change, ...]:
    changes = []
    tops = {field.place.split(".")[0] for field in fields}
    if "number" in tops:
        changes.append(Change.RENUMBERED)
    if tops & set(WORDS):
        changes.append(Change.REWORDED)
    if tops - set(WORDS) - {"number"}:
        changes.append(Change.CHANGED)
    return tuple(changes)


def _procedure(before: RulebookVersion, after: RulebookVersion) -> Iterator[Difference]:
    fields = _fields(before.procedure, after.procedure)
    if fields:
        yield Difference(Kind.PROCEDURE, "procedure", None, (Change.CHANGED,), fields)


def _schedule(before: ScheduleVersion, after: ScheduleVersion, declared: Mapping[str, Change]) -> Iterator[Difference]:
    for name, old, new in _paired(before.ladders, after.ladders):
        if old is None or new is None:
            yield _one_sided(Kind.LADDER, name, old, new)
            continue
        rest = tuple(field for field in _fields(old, new) if not field.place.startswith("steps"))
        if rest:
            yield Difference(Kind.LADDER, name, _title(new), (Change.CHANGED,), rest)
        yield from _steps(old, new, declared)
    yield from _named(Kind.PENALTY, before.penalties, after.penalties)
    yield from _named(Kind.TABLE, before.tables, after.tables)
    yield from _named(Kind.THRESHOLD, before.thresholds, after.thresholds, declared)
    yield from _named(Kind.SCORE, before.scores, after.scores)
    yield from _named(Kind.LEXICON, before.lexicons, after.lexicons)
    yield from _named(Kind.REQUIREMENT, before.requirements, after.requirements)


def _steps(before: Ladder, after: Ladder, declared: Mapping[str, Change]) -> Iterator[Difference]:
    olds = {f"{before.id}:{step.number}": step for step in before.steps}
    news = {f"{after.id}:{step.number}": step for step in after.steps}
    yield from _by_name(Kind.STEP, olds, news, declared)


def _named(
    kind: Kind, before: Sequence[BaseModel], after: Sequence[BaseModel], declared: Mapping[str, Change] | None = None
) -> Iterator[Difference]:
    yield from _by_name(kind, _keyed(before), _keyed(after), declared or {})


def _by_name(
    kind: Kind, before: Mapping[str, BaseModel], after: Mapping[str, BaseModel], declared: Mapping[str, Change]
) -> Iterator[Difference]:
    for name in dict.fromkeys((*before, *after)):
        old, new = before.get(name), after.get(name)
        if old is None or new is None:
            yield _one_sided(kind, name, old, new)
        elif fields := _fields(old, new):
            changes = (Change.CHANGED, *((declared[name],) if name in declared else ()))
            yield Difference(kind, name, _title(new), changes, fields)


def _one_sided(kind: Kind, name: str, before: BaseModel | None, after: BaseModel | None) -> Difference:
    change = Change.ADDED if before is None else Change.REMOVED
    return Difference(kind, name, _title(after if after is not None else before), (change,))


def _paired(before: Sequence[ItemT], after: Sequence[ItemT]) -> Iterator[tuple[str, ItemT | None, ItemT | None]]:
    olds, news = _keyed(before), _keyed(after)
    for name in dict.fromkeys((*olds, *news)):
        yield name, olds.get(name), news.get(name)


def _keyed(items: Sequence[ItemT]) -> dict[str, ItemT]:
    return {_key(item): item for item in items}


def _key(item: BaseModel) -> str:
    return str(getattr(item, "id", None) or item.name)  # type: ignore[attr-defined]


def _title(item: BaseModel | None) -> Text | None:
    found = getattr(item, "title", None) or getattr(item, "text", None)
    return found if isinstance(found, Text) else None


def _fields(before: BaseModel, after: BaseModel) -> tuple[Field, ...]:
    return tuple(_walk("", _plain(before), _plain(after)))


def _plain(value: Any) -> Any:
    if isinstance(value, BaseModel):
        return value.model_dump(mode="json")
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    return value.isoformat() if isinstance(value, datetime) else value


def _walk(place: str, before: Any, after: Any) -> Iterator[Field]:
    """The smallest places that differ: into mappings by key, into lists of named things by name, else whole."""
    if before == after:
        return
    if _is_text(before) and _is_text(after):
        yield Field(place, before, after)
        return
    olds, news = _entries(before), _entries(after)
    if olds is None or news is None:
        yield Field(place, before, after)
        return
    for key in dict.fromkeys((*olds, *news)):
        yield from _walk(f"{place}.{key}" if place else key, olds.get(key), news.get(key))
    if set(olds) == set(news) and list(olds) != list(news):
        yield Field(place, list(olds), list(news))


def _is_text(value: Any) -> bool:
    return isinstance(value, dict) and set(value) == {"zh", "en"}


def _entries(value: Any) -> dict[str, Any] | None:
    """A mapping's entries, or a list's things by name; None for what is taken whole."""
    if isinstance(value, dict):
        return value
    if not isinstance(value, list) or not all(isinstance(item, dict) and _name(item) for item in value):
        return None
    named = {str(_name(item)): item for item in value}
    return named if len(named) == len(value) else None


def _name(item: dict[str, Any]) -> str | None:
    """What a thing in a list goes by; a citation by its place."""
    if "source" in item:
        return f"{item['source']} {item['clause']}"
    return item.get("id") or item.get("measure") or item.get("group") or item.get("code")
