"""What machines and word lists point at in a listing: which words, in which field, under which clause."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from reviewer_app.client.viewmodels import format as words
from reviewer_app.client.viewmodels.names import clause_name
from reviewer_app.client.viewmodels.textplaces import flags_in
from reviewer_app.client.words import _, language
from reviewer_app.client.workbench.values import OpenCase
from reviewer_app.domain.cases import Flag
from reviewer_app.domain.goods import Hit, hits_in
from reviewer_app.domain.rulebook import clause_named, sender_clause
from reviewer_app.domain.schedule import ScheduleVersion, by_schedule

MOST_HITS = 400
"""Hits of one word list in one field: more of them say nothing more, and each takes time to paint."""
MOST_WORDS = 8
"""Different words that are named under a field."""


@dataclass(frozen=True, slots=True)
class Spot:
    """A hit of a word list at its place: code points [start, end) of the field at `pointer`."""

    pointer: str
    start: int
    end: int


class Marks:
    """The flags and word lists of a case, asked field by field."""

    def __init__(self, case: OpenCase) -> None:
        self._case = case
        self._lists = [lexicon for version in schedules_of(case) for lexicon in version.lexicons]
        self._books = case.sheet.books()
        self._hits: dict[str, list[Hit]] = {}

    def flags_at(self, pointer: str, text: str) -> list[tuple[Flag, tuple[int, int]]]:
        """The flags whose words stand in a field, and where."""
        return flags_in(self._case.record, pointer, text)

    def words_at(self, text: str) -> list[Hit]:
        """The hits of all word lists in a text, in its order."""
        if text not in self._hits:
            hits = [hit for lexicon in self._lists for hit in hits_in(lexicon, text, MOST_HITS)]
            self._hits[text] = sorted(hits, key=lambda hit: (hit.start, hit.end))
        return self._hits[text]

    def notes(self, pointer: str, text: str) -> Iterator[tuple[str, str]]:
        """Each flag and each hit by name, with its clause, and the tone of that line."""
        for flag, (start, end) in self.flags_at(pointer, text):
            as_sent = words.plain(flag.clause or "") or _("no clause named")
            named = clause_name(sender_clause(self._books, flag.clause), as_sent)
            by = words.plain(flag.detector) if flag.detector else _("flag")
            yield f"⚑ {_quoted(text[start:end])} · {named} · {by}", "bad"
        hits = self.words_at(text)
        for name in dict.fromkeys(hit.lexicon.id for hit in hits):
            mine = [hit for hit in hits if hit.lexicon.id == name]
            counts = Counter(hit.word for hit in mine)
            spelt = [_quoted(word) + (f" × {n}" if n > 1 else "") for word, n in counts.items()]
            more = " …" if len(spelt) > MOST_WORDS or len(mine) == MOST_HITS else ""
            yield f"≡ {' '.join(spelt[:MOST_WORDS])}{more} · {self._list_words(mine[0])}", "warn"

    def _list_words(self, hit: Hit) -> str:
        """The clauses that a word list serves, in the versions in force; its own name where none of them is."""
        named = [clause_name(clause_named(self._books, name)) for name in hit.lexicon.clauses]
        return " · ".join(filter(None, named)) or hit.lexicon.title.within(language())


def schedules_of(case: OpenCase) -> tuple[ScheduleVersion, ...]:
    """The version of each schedule that counts at the conduct, as known now."""
    sheet = case.sheet
    chosen = (sheet.schedule_of(name, sheet.record.conduct_at) for name in by_schedule(sheet.schedules))
    return tuple(item.schedule for item in chosen if item is not None)


def _quoted(text: str) -> str:
    plain = words.plain(text)
    return f"“{plain if len(plain) <= 24 else plain[:23] + '…'}”"
