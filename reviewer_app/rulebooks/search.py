"""Search over the clauses of rulebooks, in Chinese and English, ranked by where the words stand."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from reviewer_app.domain.rulebook import Clause, Published

_TITLE, _KEYWORD, _DEFINITION, _OTHER = 8.0, 6.0, 2.0, 1.0
_OWN_LANGUAGE = 1.25
_NUMBER = 100.0
_INSIDE = 0.1
"""What a Latin word found inside another is worth: "ai" means the figure, not every "claim"."""

_START = "\x01"
_WORD_START = re.compile("(?<![a-z0-9])(?=[a-z0-9])")


@dataclass(frozen=True, slots=True)
class _Entry:
    """A clause prepared for search: its texts folded and marked, what a word in each is worth, and their language."""

    cite: Published
    clause: Clause
    names: frozenset[str]
    fields: tuple[tuple[str, float, str], ...]


class ClauseIndex:
    """The clauses of some versions, prepared once and searched often; safe to share between threads."""

    def __init__(self, versions: Iterable[Published]) -> None:
        self._entries = [_entry(item, clause) for item in versions for clause in item.rulebook.clauses]
        self._by_gram: dict[str, set[int]] = {}
        for index, entry in enumerate(self._entries):
            for text, _, _ in entry.fields:
                for gram in _grams(text.replace(_START, "")):
                    self._by_gram.setdefault(gram, set()).add(index)

    def search(self, query: str, language: str = "zh-CN", limit: int = 50) -> list[tuple[Published, Clause]]:
        """Clauses that hold every word of the query, best first; all in their order where it is empty.

        A word counts as found anywhere in a word (Chinese has no spaces). Where no clause holds them all, the clauses
        that share at least half of the query's letter pairs are given. A clause number or id comes first.
        """
        words = _folded(query).split()
        if not words:
            return [(entry.cite, entry.clause) for entry in self._entries[:limit]]
        prefix = "zh" if language.lower().startswith("zh") else "en"
        marked = [(word, _marked(word)) for word in words]
        scored = [(_score(self._entries[index], marked, prefix), index) for index in self._holding(words)]
        found = sorted(((-score, index) for score, index in scored if score > 0)) or self._near(words)
        return [(self._entries[index].cite, self._entries[index].clause) for _, index in found[:limit]]

    def _holding(self, words: Sequence[str]) -> Iterable[int]:
        """Entries that may hold all the words; single characters narrow nothing."""
        sets = [self._by_gram.get(gram, set()) for word in words for gram in _grams(word)]
        return set.intersection(*sorted(sets, key=len)) if sets else range(len(self._entries))

    def _near(self, words: Sequence[str]) -> list[tuple[float, int]]:
        grams = {gram for word in words for gram in _grams(word)}
        counts: dict[int, int] = {}
        for gram in grams:
            for index in self._by_gram.get(gram, ()):
                counts[index] = counts.get(index, 0) + 1
        return sorted((-float(count), index) for index, count in counts.items() if count * 2 >= len(grams))


def _score(entry: _Entry, words: Sequence[tuple[str, str]], prefix: str) -> float:
    """The sum of what each word's best place is worth; 0 where one of them stands nowhere."""
    total = 0.0
    for word, marked in words:
        best = _NUMBER if word in entry.names else 0.0
        inside = marked.removeprefix(_START)
        for text, worth, language in entry.fields:
            if language == prefix:
                worth *= _OWN_LANGUAGE
            if worth > best and inside in text:
                best = max(best, worth if marked in text else worth * _INSIDE)
        if best == 0.0:
            return 0.0
        total += best
    return total


def clause_index(versions: Sequence[Published]) -> ClauseIndex:
    """An index over every clause of the versions given."""
    return ClauseIndex(versions)


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
    return _Entry(item, clause, names, tuple(sorted(fields, key=lambda entry: -entry[1])))


def _field(texts: Iterable[str], worth: float, language: str) -> tuple[str, float, str]:
    return _marked(_folded("\n".join(texts))), worth, language


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()


def _marked(text: str) -> str:
    """The text with a mark wherever a Latin word begins; Chinese words begin anywhere and need none."""
    return _WORD_START.sub(_START, text)


def _grams(text: str) -> set[str]:
    return {text[at : at + 2] for at in range(len(text) - 1)}
