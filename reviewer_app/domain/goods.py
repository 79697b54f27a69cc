"""What schedules say of goods: words that clauses are looked for by, and papers and statements that goods need."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Annotated

from pydantic import Field

from reviewer_app.domain.hidden import as_joined, as_read
from reviewer_app.domain.values import Key, Text, Value
from reviewer_app.domain.version_head import Citation

Word = Annotated[str, Field(min_length=1, max_length=60)]
Words = tuple[Word, ...]
Cited = Annotated[tuple[Citation, ...], Field(min_length=1)]


class Lexicon(Value):
    """Words under which a clause is looked for; a hint to a person, never a finding.

    `clauses` are `rulebook:clause`. A hit inside one of the `harmless` phrases is none.
    """

    id: Key
    title: Text
    clauses: Annotated[tuple[Key, ...], Field(min_length=1)]
    zh: Annotated[Words, Field(min_length=1)]
    en: Annotated[Words, Field(min_length=1)]
    harmless: Words = ()
    citations: Cited


class Listed(Value):
    """An entry of a catalogue: its code, and the words by which a category or a name falls under it.

    A name or attribute with one of the words of `outside` may lie outside of the entry; a person has to look. `unsure`:
    whether the entry was in force in the version's time nobody here has read.
    """

    code: Word
    title: Text
    words: Annotated[Words, Field(min_length=1)]
    outside: Words = ()
    self_declared: bool = False
    unsure: bool = False
    read: bool = True


class Stated(Value):
    """Something that a listing of such goods states: the names of the attribute that may carry it."""

    title: Text
    names: Annotated[Words, Field(min_length=1)]


class Requirement(Value):
    """What goods need: a certificate of a `scheme`, or statements, where they fall under one of its entries."""

    id: Key
    title: Text
    clauses: tuple[Key, ...] = ()
    note: Text | None = None
    scheme: Key | None = None
    goods: Annotated[tuple[Listed, ...], Field(min_length=1)]
    states: tuple[Stated, ...] = ()
    citations: Cited


@dataclass(frozen=True, slots=True)
class Hit:
    """A word of a lexicon in a text, in code points of the stored string; `word` as the lexicon spells it."""

    start: int
    end: int
    lexicon: Lexicon
    word: str


def hits_in(lexicon: Lexicon, text: str, most: int | None = None) -> tuple[Hit, ...]:
    """Where words of a lexicon stand, also split by signs or unseen characters, or spelt with letters like others.

    At most `most` hits, the first ones. Only words that stand anywhere in the text are looked for place by place, so
    that a long text without them takes next to no time.
    """
    seen, places = as_joined(text)
    wanted = _pattern(_present(lexicon.zh, seen), _present(lexicon.en, seen))
    if wanted is None:
        return ()
    harmless = _pattern(_present(lexicon.harmless, seen), ())
    passed = [match.span() for match in harmless.finditer(seen)] if harmless is not None else []
    spelt = {word.lower(): word for word in (*lexicon.zh, *lexicon.en)}
    found: list[Hit] = []
    for match in wanted.finditer(seen):
        start, end = match.span()
        if passed and any(since <= start and end <= until for since, until in passed):
            continue
        found.append(Hit(places[start], places[end - 1] + 1, lexicon, spelt[match.group()]))
        if len(found) == most:
            break
    return tuple(found)


def _present(words: Words, seen: str) -> Words:
    return tuple(word for word in words if word.lower() in seen)


@lru_cache(maxsize=256)
def _pattern(chinese: Words, english: Words) -> re.Pattern[str] | None:
    """The longest word first; an English one is not part of another, nor its number. None where there is no word."""
    whole = {word.lower(): re.escape(word.lower()) for word in chinese}
    for word in english:
        after = "a-z0-9" if word[-1].isdigit() else "a-z"
        whole[word.lower()] = rf"(?<![a-z]){re.escape(word.lower())}(?![{after}])"
    return re.compile("|".join(whole[word] for word in sorted(whole, key=len, reverse=True))) if whole else None


@dataclass(frozen=True, slots=True)
class Falls:
    """Goods fall under an entry: the word it was told by, and the word for which they may lie outside after all."""

    requirement: Requirement
    entry: Listed
    word: str
    outside: str | None


def falls_under(requirement: Requirement, category: Sequence[str], name: str, more: Sequence[str]) -> Falls | None:
    """The entry that goods fall under: by category, else by name; the longest word that stands there tells.

    `more` are further texts in which a word may put them outside (attributes, the description).
    """
    for texts in (category, (name,)):
        found = [
            (len(word), entry, word)
            for entry in requirement.goods
            for word in entry.words
            if any(stands(word, text) for text in texts)
        ]
        if found:
            _length, entry, word = max(found, key=lambda one: one[0])
            seen = read_once((*category, name, *more)) if entry.outside else ()
            outside = next((out for out in entry.outside if any(reads(out, one) for one in seen)), None)
            return Falls(requirement, entry, word, outside)
    return None


def stands(word: str, text: str) -> bool:
    """Whether a word stands in a text as an eye takes it; an English one not as part of another."""
    return reads(word, as_read(text)[0])


def read_once(texts: Iterable[str]) -> tuple[str, ...]:
    """Texts as an eye takes them, for asking `reads` of many words: a listing may state thousands of attributes."""
    return tuple(as_read(text)[0] for text in texts)


def reads(word: str, seen: str) -> bool:
    """Whether a word stands in a text that was read before."""
    if word.lower() not in seen:
        return False
    pattern = _pattern((), (word,)) if word.isascii() else None
    return pattern is None or pattern.search(seen) is not None
