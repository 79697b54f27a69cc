"""Search over clauses and the parts of schedules, in Chinese and English, ranked by where the words stand."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import islice

from pydantic import BaseModel

from reviewer_app.domain.rulebook import Clause, Published
from reviewer_app.domain.schedule import AnyPart, PublishedSchedule
from reviewer_app.domain.values import Text

_TITLE, _KEYWORD, _DEFINITION, _OTHER = 8.0, 6.0, 2.0, 1.0
_OWN_LANGUAGE = 1.25
_NUMBER = 100.0
_INSIDE = 0.1
"""What a Latin word found inside another is worth: "ai" means the figure, not every "claim"."""
_MOST_INSIDE = _INSIDE * _OWN_LANGUAGE * _TITLE

_START = "\x01"
_WORD_START = re.compile("(?<![a-z0-9])(?=[a-z0-9])")
_WORD = re.compile("[a-z][a-z0-9_]*")


@dataclass(frozen=True, slots=True)
class _Entry:
    """A clause or a part prepared for search: its texts folded and marked, with what a word in each is worth.

    The texts are there for each language that may be asked in, those first in which a word is worth most.
    """

    cite: Published | PublishedSchedule
    rule: Clause | AnyPart
    names: frozenset[str]
    fields: Mapping[str, tuple[tuple[str, float], ...]]


@dataclass(frozen=True, slots=True)
class _Sought:
    """A word of the query, the same with its mark, and the entries in which it may begin a word."""

    word: str
    marked: str
    beginning: Container[int]


class ClauseIndex:
    """The clauses and parts of some versions, prepared once and searched often; safe to share between threads."""

    def __init__(self, versions: Iterable[Published], schedules: Iterable[PublishedSchedule] = ()) -> None:
        self._entries = [_entry(item, clause) for item in versions for clause in item.rulebook.clauses]
        self._entries += [_part_entry(item, part) for item in schedules for part in item.schedule.parts]
        self._by_gram: dict[str, set[int]] = {}
        self._by_start: dict[str, set[int]] = {}
        for index, entry in enumerate(self._entries):
            for text, _ in entry.fields["zh"]:
                for gram in _grams(text.replace(_START, "")):
                    self._by_gram.setdefault(gram, set()).add(index)
                for start in {word[:2] for word in text.split(_START)[1:]}:
                    self._by_start.setdefault(start, set()).add(index)

    def search(self, query: str, language: str = "zh-CN", limit: int = 50) -> list[tuple[Published, Clause]]:
        """Clauses that hold every word of the query, best first; all in their order where it is empty.

        A word counts as found anywhere in a word (Chinese has no spaces). Where nothing holds them all, the clauses
        that share at least half of the query's letter pairs are given. A clause number or id comes first.
        """
        clauses: list[tuple[Published, Clause]] = []
        for entry in self._ranked(query, language):
            if len(clauses) == limit:
                break
            if isinstance(entry.cite, Published) and isinstance(entry.rule, Clause):
                clauses.append((entry.cite, entry.rule))
        return clauses

    def places(self, query: str, language: str = "zh-CN", limit: int = 50) -> list[tuple[str, str]]:
        """The same over clauses and parts alike, as the digest of the version and the id in it."""
        return [(entry.cite.digest, entry.rule.id) for entry in islice(self._ranked(query, language), limit)]

    def _ranked(self, query: str, language: str) -> Iterator[_Entry]:
        """Best first. Those in which a single word may begin one come first, and mostly no others are asked for."""
        words = _folded(query).split()
        if not words:
            yield from self._entries
            return
        prefix = "zh" if language.lower().startswith("zh") else "en"
        sought = [_Sought(word, _marked(word), self._beginning(word)) for word in words]
        begun, others = list[int](), list[int]()
        for index in self._holding(words):
            (begun if len(sought) > 1 or index in sought[0].beginning else others).append(index)
        scored = self._scored(begun, sought, prefix)
        sure = bisect_left(scored, (-_MOST_INSIDE, -1)) if others else len(scored)
        yield from (self._entries[index] for _, index in scored[:sure])
        rest = sorted(scored[sure:] + self._scored(others, sought, prefix))
        yield from (self._entries[index] for _, index in rest or ([] if scored else self._near(words)))

    def _scored(self, indices: Iterable[int], sought: Sequence[_Sought], prefix: str) -> list[tuple[float, int]]:
        """The entries that hold all that is sought, the best first; those worth the same in their order."""
        scored = ((-_score(self._entries[index], index, sought, prefix), index) for index in indices)
        return sorted(one for one in scored if one[0] < 0)

    def _holding(self, words: Sequence[str]) -> Iterable[int]:
        """Entries that may hold all the words; single characters narrow nothing."""
        sets = [self._by_gram.get(gram, set()) for word in words for gram in _grams(word)]
        return set.intersection(*sorted(sets, key=len)) if sets else range(len(self._entries))

    def _beginning(self, word: str) -> Container[int]:
        """Entries in which the word may begin one; Chinese begins anywhere, and so does a single letter."""
        latin = len(word) > 1 and _marked(word).startswith(_START)
        return self._by_start.get(_marked(word)[1:3], ()) if latin else range(len(self._entries))

    def _near(self, words: Sequence[str]) -> list[tuple[float, int]]:
        """Clauses alone: the long text of a score shares letter pairs with anything."""
        grams = {gram for word in words for gram in _grams(word)}
        counts: dict[int, int] = {}
        for gram in grams:
            for index in self._by_gram.get(gram, ()):
                if isinstance(self._entries[index].rule, Clause):
                    counts[index] = counts.get(index, 0) + 1
        return sorted((-float(count), index) for index, count in counts.items() if count * 2 >= len(grams))


def _score(entry: _Entry, index: int, words: Sequence[_Sought], prefix: str) -> float:
    """The sum of what each word's best place is worth; 0 where one of them stands nowhere."""
    total = 0.0
    for sought in words:
        best = _NUMBER if sought.word in entry.names else 0.0
        if best == 0.0 and index in sought.beginning:
            best = _first(entry.fields[prefix], sought.marked)
        if best == 0.0:  # the least that a word is worth is as much as the most of one inside another
            best = _INSIDE * _first(entry.fields[prefix], sought.marked.removeprefix(_START))
        if best == 0.0:
            return 0.0
        total += best
    return total


def _first(fields: Iterable[tuple[str, float]], word: str) -> float:
    """What a word is worth in the best text that has it; 0 where none does."""
    for text, worth in fields:
        if word in text:
            return worth
    return 0.0


def clause_index(versions: Sequence[Published], schedules: Sequence[PublishedSchedule] = ()) -> ClauseIndex:
    """An index over every clause of the versions given, and every part of the schedules."""
    return ClauseIndex(versions, schedules)


def search_clauses(published: Published, query: str, language: str = "zh-CN", limit: int = 50) -> list[Clause]:
    """The clauses of one version that hold the query's words, best first."""
    return [clause for _, clause in _index_of(_Version(published.digest, published)).search(query, language, limit)]


@dataclass(frozen=True, slots=True)
class _Version:
    """A version known by its digest alone: to hash its whole content would cost more than the search."""

    digest: str
    published: Published = field(compare=False)


@lru_cache(maxsize=32)
def _index_of(version: _Version) -> ClauseIndex:
    return ClauseIndex((version.published,))


def _entry(item: Published, clause: Clause) -> _Entry:
    others = [*clause.applies, *(item.text for item in clause.exemptions)]
    others += [*(item.text for item in clause.elements), *(item.text for item in clause.examples)]
    names = frozenset(_folded(word) for word in (clause.id, clause.number, *clause.sender_ids))
    citations = (f"{citation.source} {citation.clause}" for citation in clause.citations)
    chinese = [word for word in clause.keywords if not word.isascii()]
    english = [word for word in clause.keywords if word.isascii()]
    fields = [_field(chinese, _KEYWORD, "zh"), _field(english, _KEYWORD, "en")]
    for language in ("zh", "en"):
        other = [text.within(language) for text in others]
        fields.append(_field((clause.title.within(language),), _TITLE, language))
        fields.append(_field((clause.definition.within(language),), _DEFINITION, language))
        fields.append(_field(other, _OTHER, language))
    fields.append(_field((*citations, *sorted(names)), _OTHER, ""))
    return _Entry(item, clause, names, _by_language(fields))


def _part_entry(item: PublishedSchedule, part: AnyPart) -> _Entry:
    whole, names = item.schedule, frozenset((_folded(part.id),))
    used = set(_WORD.findall(str(part)))
    inputs = [text for one in whole.inputs if one.name in used for text in _texts(one)]
    fields = []
    for language in ("zh", "en"):
        others = [text.within(language) for text in (*_texts(part), *inputs)]
        fields.append(_field((part.title.within(language),), _TITLE, language))
        fields.append(_field((whole.title.within(language),), _DEFINITION, language))
        fields.append(_field(others, _OTHER, language))
    fields.append(_field((whole.id, *sorted(names)), _OTHER, ""))
    return _Entry(item, part, names, _by_language(fields))


def _by_language(fields: Sequence[tuple[str, float, str]]) -> dict[str, tuple[tuple[str, float], ...]]:
    """For each language that may be asked in the texts with what they are worth then, the best first."""
    found = {}
    for asked in ("zh", "en"):
        weighed = ((text, worth * (_OWN_LANGUAGE if language == asked else 1.0)) for text, worth, language in fields)
        found[asked] = tuple(sorted(weighed, key=lambda one: -one[1]))
    return found


def _texts(value: object) -> Iterator[Text]:
    """Every text within a value."""
    if isinstance(value, Text):
        yield value
    elif isinstance(value, BaseModel):
        for name in type(value).model_fields:
            yield from _texts(getattr(value, name))
    elif isinstance(value, tuple):
        for item in value:
            yield from _texts(item)


def _field(texts: Iterable[str], worth: float, language: str) -> tuple[str, float, str]:
    return _marked(_folded("\n".join(texts))), worth, language


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()


def _marked(text: str) -> str:
    """The text with a mark wherever a Latin word begins; Chinese words begin anywhere and need none."""
    return _WORD_START.sub(_START, text)


def _grams(text: str) -> set[str]:
    return {text[at : at + 2] for at in range(len(text) - 1)}
