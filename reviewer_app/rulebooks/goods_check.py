"""The check of what a schedule says of goods: words that can be found, each once, and clauses named in full."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from reviewer_app.domain.goods import Lexicon, Requirement
from reviewer_app.domain.hidden import as_read
from reviewer_app.domain.schedule import ScheduleVersion
from reviewer_app.rulebooks.plain_yaml import Path
from reviewer_app.rulebooks.version_check import Complaint, twice


def goods_complaints(version: ScheduleVersion) -> Iterator[Complaint]:
    """Everything that is wrong with the lexicons and requirements of a version."""
    for index, lexicon in enumerate(version.lexicons):
        yield from ((("lexicons", index, *path), said) for path, said in _lexicon(lexicon))
    for index, requirement in enumerate(version.requirements):
        yield from ((("requirements", index, *path), said) for path, said in _requirement(requirement))


def _lexicon(lexicon: Lexicon) -> Iterator[Complaint]:
    yield from _clauses(lexicon.clauses)
    spoken = [as_read(word)[0] for word in (*lexicon.zh, *lexicon.en)]
    yield from ((("zh",), said) for _at, said in twice(spoken))
    for name in ("zh", "en", "harmless"):
        yield from _words((name,), getattr(lexicon, name))
    for at, word in enumerate(lexicon.en):
        if not word.isascii():
            yield ("en", at), "this is no English word; put it under zh"
    for at, phrase in enumerate(lexicon.harmless):
        if not any(word in as_read(phrase)[0] for word in spoken):
            yield ("harmless", at), "no word of the lexicon stands in it, so that it changes nothing; remove it"


def _requirement(requirement: Requirement) -> Iterator[Complaint]:
    yield from _clauses(requirement.clauses)
    if requirement.scheme is None and not requirement.states:
        yield (), "it asks for nothing; name a scheme of certificates, or what is to be stated"
    yield from ((("goods", at, "code"), said) for at, said in twice(entry.code for entry in requirement.goods))
    for at, entry in enumerate(requirement.goods):
        for name in ("words", "outside"):
            yield from _words(("goods", at, name), getattr(entry, name))
    for at, stated in enumerate(requirement.states):
        yield from _words(("states", at, "names"), stated.names)


def _clauses(clauses: Sequence[str]) -> Iterator[Complaint]:
    for at, clause in enumerate(clauses):
        if clause.count(":") != 1:
            yield ("clauses", at), "name a clause as rulebook:clause"


def _words(path: Path, words: Sequence[str]) -> Iterator[Complaint]:
    yield from (((*path, at), said) for at, said in twice(words))
    for at, word in enumerate(words):
        if word != word.strip() or not as_read(word)[0].strip():
            yield (*path, at), "a word has no blanks around it, and something to see"
