"""The check of one rulebook version: names, both languages, proofs, examples, sources in force, conditions."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from datetime import date
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

from pydantic import BaseModel

from reviewer_app.domain.access import Role
from reviewer_app.domain.cases import CaseKind
from reviewer_app.domain.events import Round
from reviewer_app.domain.rulebook import Clause, Proof, RuleSource
from reviewer_app.domain.values import Text
from reviewer_app.domain.version_head import VersionHead
from reviewer_app.rulebooks.conditions import check_risk_expression, check_signoff_expression
from reviewer_app.rulebooks.plain_yaml import Path
from reviewer_app.rulebooks.problems import RulebookProblem
from reviewer_app.rulebooks.runtime import ConditionError
from reviewer_app.rulebooks.source import RulebookSource

MAX_ELEMENTS = 4
MAX_HOURS = 24 * 366
"""Of a hold: what nobody comes back to within a year is not on hold."""
PROVABLE = (Proof.ANCHOR, Proof.STATEMENT)
"""The proofs that a desk can take; nothing computes an element yet."""
_CHINESE = re.compile(r"[\u3400-\u9fff]")
_LATIN = re.compile(r"[A-Za-z]")

Complaint = tuple[Path, str]


def version_problems(source: RulebookSource, elsewhere: Iterable[str] | None = None) -> list[RulebookProblem]:
    """Everything that is wrong with one version by itself.

    `elsewhere` are the clauses of the other rulebooks, where they are at hand: rules for a sign-off may name them.
    """
    of_source = (_ids, _references, _clauses, _procedure)
    of_head = (text_complaints, source_complaints, term_complaints)
    found = [complaint for check in of_source for complaint in check(source)]
    found += [complaint for check in of_head for complaint in check(source.version)]
    own = {clause.id for clause in source.version.clauses}
    found += _conditions(source, None if elsewhere is None else own.union(elsewhere))
    found += scope_complaints(source.version, (clause.id for clause in source.version.clauses))
    return [source.problem(path, message) for path, message in found]


def _ids(source: RulebookSource) -> Iterator[Complaint]:
    version, procedure = source.version, source.version.procedure
    lists: list[tuple[Path, Sequence[Any]]] = [
        (("sources",), version.sources),
        (("measures",), version.measures),
        (("clauses",), version.clauses),
        (("procedure", "signoff"), procedure.signoff),
        (("procedure", "risk"), procedure.risk),
        (("procedure", "hold_reasons"), procedure.hold_reasons),
    ]
    for index, clause in enumerate(version.clauses):
        lists += [
            (("clauses", index, "elements"), clause.elements),
            (("clauses", index, "exemptions"), clause.exemptions),
        ]
    for path, items in lists:
        yield from ((((*path, at, "id"), message)) for at, message in twice(item.id for item in items))
    yield from ((("clauses", at, "number"), message) for at, message in twice(c.number for c in version.clauses))
    senders = [(index, at, s) for index, c in enumerate(version.clauses) for at, s in enumerate(c.sender_ids)]
    for flat, message in twice(sender for _, _, sender in senders):
        index, at, _ = senders[flat]
        yield ("clauses", index, "sender_ids", at), message


def twice(names: Iterable[str]) -> Iterator[tuple[int, str]]:
    """The place of every name that was there before, and what to say of it."""
    seen: set[str] = set()
    for index, name in enumerate(names):
        if name in seen:
            yield index, f"{name} is here a second time; give it a name of its own"
        seen.add(name)


def text_complaints(version: VersionHead) -> Iterator[Complaint]:
    """Texts that are not in both languages."""
    for path, text in texts_in(version, ()):
        if not _CHINESE.search(text.zh):
            yield (*path, "zh"), "there is no Chinese in it; translate it"
        if not _LATIN.search(text.en):
            yield (*path, "en"), "there is no English in it; translate it"


def texts_in(value: object, path: Path) -> Iterator[tuple[Path, Text]]:
    """Every text in a value, with its place."""
    if isinstance(value, Text):
        yield path, value
    elif isinstance(value, BaseModel):
        for name in type(value).model_fields:
            yield from texts_in(getattr(value, name), (*path, name))
    elif isinstance(value, tuple):
        for index, item in enumerate(value):
            yield from texts_in(item, (*path, index))


def _references(source: RulebookSource) -> Iterator[Complaint]:
    version = source.version
    measures, sources = {m.id for m in version.measures}, {s.id: s for s in version.sources}
    used_measures = {name for clause in version.clauses for name in clause.measures}
    used_sources = {citation.source for clause in version.clauses for citation in clause.citations}
    for index, clause in enumerate(version.clauses):
        for at, name in enumerate(clause.measures):
            if name not in measures:
                yield ("clauses", index, "measures", at), f"there is no measure {name}; known are {_list(measures)}"
        for at, citation in enumerate(clause.citations):
            if citation.source not in sources:
                message = f"there is no source {citation.source}; known are {_list(sources)}"
                yield ("clauses", index, "citations", at, "source"), message
            elif citation.read and not sources[citation.source].read:
                message = f"the source {citation.source} was not read; write read: false here too"
                yield ("clauses", index, "citations", at, "read"), message
        for at, kind in enumerate(clause.kinds):
            if kind not in version.applies_to:
                yield ("clauses", index, "kinds", at), f"the rulebook does not judge a {kind.value}"
    for index, measure in enumerate(version.measures):
        if measure.id not in used_measures:
            yield ("measures", index), "no clause leads to this measure; remove it or name it in a clause"
    for index, item in enumerate(version.sources):
        if item.id not in used_sources:
            yield ("sources", index), "no clause cites this source; remove it or cite it"


def _clauses(source: RulebookSource) -> Iterator[Complaint]:
    for index, clause in enumerate(source.version.clauses):
        yield from ((("clauses", index, *path), message) for path, message in _clause(clause))


def _clause(clause: Clause) -> Iterator[Complaint]:
    if len(clause.elements) > MAX_ELEMENTS:
        yield ("elements",), f"at most {MAX_ELEMENTS} elements can be shown; join some"
    if not any(element.required and element.proof is Proof.ANCHOR for element in clause.elements):
        yield ("elements",), "no required element is bound to a place in the evidence (proof: anchor)"
    for index, element in enumerate(clause.elements):
        if element.proof not in PROVABLE:
            yield ("elements", index, "proof"), "nothing computes an element yet; use anchor or statement"
    for violates, word in ((True, "a breach"), (False, "no breach")):
        if not any(example.violates is violates for example in clause.examples):
            yield ("examples",), f"there is no example of what is {word}; add one"
    if clause.coverage is not None and clause.kinds and CaseKind.CLIP not in clause.kinds:
        yield ("coverage",), "only a clip is watched; leave coverage out, or let the clause judge clips"
    if not clause.measures:
        yield ("measures",), "no measure may follow; name at least one"
    if not (any(map(_CHINESE.search, clause.keywords)) and any(map(_LATIN.search, clause.keywords))):
        yield ("keywords",), "give words to find it by in Chinese and in English"


def scope_complaints(version: VersionHead, known: Iterable[str]) -> Iterator[Complaint]:
    """What a version says of its reach where there is nothing of that name, or no version before it."""
    names = set(known)
    for index, item in enumerate(version.scope_changes):
        if item.of not in names:
            yield ("scope_changes", index, "of"), f"there is no {item.of} in this version; known are {_list(names)}"
    if version.scope_changes and version.supersedes is None and version.corrects is None:
        yield ("scope_changes",), "narrower and wider are said against the version before; name it in supersedes"


def source_complaints(version: VersionHead) -> Iterator[Complaint]:
    """Sources with days that do not exist, or that are not in force while the version is."""
    zone = ZoneInfo(version.zone)
    start = version.effective_from.astimezone(zone).date()
    end = version.effective_until.astimezone(zone).date() if version.effective_until is not None else None
    for index, item in enumerate(version.sources):
        yield from ((("sources", index, *path), message) for path, message in _source(item, start, end))


def term_complaints(version: VersionHead) -> Iterator[Complaint]:
    """Measures with a term of no day."""
    for index, measure in enumerate(version.measures):
        if measure.term_days is not None and measure.term_days < 1:
            yield ("measures", index, "term_days"), "a term has 1 day at least; leave it out where there is none"


def _source(item: RuleSource, start: date, end: date | None) -> Iterator[Complaint]:
    days: dict[str, date] = {}
    for name, word in (("issued", item.issued), ("in_force", item.in_force), ("until", item.until)):
        if word is None:
            continue
        try:
            days[name] = date.fromisoformat(word)
        except ValueError:
            yield (name,), f"there is no day {word}"
    if "in_force" in days and days["in_force"] > start:
        yield ("in_force",), f"the text was not yet in force when this version begins, on {start}"
    if "until" in days and (end is None or days["until"] < end):
        yield ("until",), "the text is no longer in force before this version ends; cite the one that replaced it"


def _procedure(source: RulebookSource) -> Iterator[Complaint]:
    procedure = source.version.procedure
    rounds = {item.value for item in Round}
    for index, name in enumerate(procedure.rounds):
        if name not in rounds:
            yield ("procedure", "rounds", index), f"there is no round {name}; known are {_list(rounds)}"
    if procedure.rounds[:1] != (Round.FIRST.value,):
        yield ("procedure", "rounds"), "the first of the rounds is called first"
    if procedure.signoff and Round.SIGNOFF.value not in procedure.rounds:
        yield (
            ("procedure", "rounds"),
            "there are rules for a sign-off, and no round signoff; add the round, or remove the rules",
        )
    roles = {role.value for role in Role}
    for index, reason in enumerate(procedure.hold_reasons):
        if reason.owner not in roles:
            yield (
                ("procedure", "hold_reasons", index, "owner"),
                f"there is no role {reason.owner}; known are {_list(roles)}",
            )
        if reason.hours > MAX_HOURS:
            yield ("procedure", "hold_reasons", index, "hours"), f"a hold lasts {MAX_HOURS} hours at most; write fewer"


def _conditions(source: RulebookSource, clauses: Collection[str] | None) -> Iterator[Complaint]:
    """Of the procedure; `clauses` are all that a verdict may cite, where they are known."""
    procedure = source.version.procedure
    for index, term in enumerate(procedure.risk):
        check = partial(check_risk_expression, term.expression)
        yield from _condition(("procedure", "risk", index, "expression"), check)
    for index, rule in enumerate(procedure.signoff):
        check = partial(check_signoff_expression, rule.when, clauses)
        yield from _condition(("procedure", "signoff", index, "when"), check)


def _condition(path: Path, check: Callable[[], None]) -> Iterator[Complaint]:
    try:
        check()
    except ConditionError as error:
        yield path, str(error)


def _list(names: Iterable[str]) -> str:
    return ", ".join(sorted(names))
