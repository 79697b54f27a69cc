"""Search over the clauses of rulebooks, in Chinese and English, ranked by where the words stand."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from reviewer_app.domain.rulebook import Clause, Published
from reviewer_app.domain.values import Text

_TITLE, _KEYWORD, _DEFINITION, _OTHER = 8.0, 6.0, 2.0, 1.0
_OWN_LANGUAGE = 1.25
_NUMBER = 100.0
_INSIDE = 0.1
"""What a Latin word found inside another is worth: "ai" means the figure, not every "claim"."""


@dataclass(frozen=True, slots=True)
class _Entry:
    """A clause prepared for search: its fields folded, each with what a word found in it is worth."""

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
                for gram in _grams(text):
                    self._by_gram.setdefault(gram, set()).add(index)

    def search(self, query: str, language: str = "zh-CN", limit: int = 50) -> list[tuple[Published, Clause]]:
        """Clauses that hold every word of the query, best first; all in their order where it is empty.

        A word counts as found anywhere in a word (Chinese has no spaces). Where no clause holds them all, the clauses
        that share at least half of the query's letter pairs are given. A clause number or id comes first.
        """
        words = _fold(query).split()
        if not words:
            return [(entry.cite, entry.clause) for entry in self._entries[:limit]]
        prefix = "zh" if language.lower().startswith("zh") else "en"
        scored = [(self._score(index, words, prefix), index) for index in self._holding(words)]
        found = sorted(((-score, index) for score, index in scored if score > 0)) or self._near(words)
        return [(self._entries[index].cite, self._entries[index].clause) for _, index in found[:limit]]

    def _holding(self, words: Sequence[str]) -> Iterable[int]:
        """Entries that may hold all the words; single characters narrow nothing."""
        sets = [self._by_gram.get(gram, set()) for word in words for gram in _grams(word)]
        return set.intersection(*sorted(sets, key=len)) if sets else range(len(self._entries))

    def _score(self, index: int, words: Sequence[str], prefix: str) -> float:
        entry = self._entries[index]
        total = 0.0
        for word in words:
            best = _NUMBER if word in entry.names else 0.0
            begins = _beginning(word)
            for text, worth, language in entry.fields:
                if word in text:
                    worth *= _OWN_LANGUAGE if language == prefix else 1.0
                    best = max(best, worth if begins.search(text) else worth * _INSIDE)
            if best == 0.0:
                return 0.0
            total += best
        return total

    def _near(self, words: Sequence[str]) -> list[tuple[float, int]]:
        grams = {gram for word in words for gram in _grams(word)}
        counts: dict[int, int] = {}
        for gram in grams:
            for index in self._by_gram.get(gram, ()):
                counts[index] = counts.get(index, 0) + 1
        return sorted((-float(count), index) for index, count in counts.items() if count * 2 >= len(grams))


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
    texts: list[tuple[Text, float]] = [(clause.title, _TITLE), (clause.definition, _DEFINITION)]
    texts += [(text, _OTHER) for text in clause.applies]
    texts += [(exemption.text, _OTHER) for exemption in clause.exemptions]
    texts += [(element.text, _OTHER) for element in clause.elements]
    texts += [(example.text, _OTHER) for example in clause.examples]
    fields = [(_fold(text.within(language)), worth, language) for text, worth in texts for language in ("zh", "en")]
    fields += [(_fold(word), _KEYWORD, "zh" if ord(word[:1] or " ") > 0x2E7F else "en") for word in clause.keywords]
    citations = " ".join(f"{citation.source} {citation.clause}" for citation in clause.citations)
    fields.append((_fold(citations), _OTHER, ""))
    names = frozenset(_fold(word) for word in (clause.id, clause.number, *clause.sender_ids))
    fields += [(name, _OTHER, "") for name in sorted(names)]
    return _Entry(item, clause, names, tuple(fields))


def _fold(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()


@lru_cache(maxsize=256)
def _beginning(word: str) -> re.Pattern[str]:
    """Finds a word where a word begins; Chinese words begin anywhere."""
    return re.compile(("(?<![a-z0-9])" if word[0].isascii() else "") + re.escape(word))


def _grams(text: str) -> set[str]:
    return {text[at : at + 2] for at in range(len(text) - 1)}
