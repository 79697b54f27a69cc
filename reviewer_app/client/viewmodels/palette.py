"""Everything by name: the actions, the cases in hand, and the clauses, found by a few letters in either language."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from reviewer_app.client.lanes import Lanes
from reviewer_app.client.viewmodels.actions import Action
from reviewer_app.client.viewmodels.format import plain
from reviewer_app.client.viewmodels.names import KINDS
from reviewer_app.client.viewmodels.observing import Observed
from reviewer_app.client.viewmodels.rules import RulesModel
from reviewer_app.client.words import _, in_every_language, language
from reviewer_app.client.workbench.bench import Bench
from reviewer_app.client.workbench.queue_values import InHand
from reviewer_app.domain.rulebook import Clause

MOST = 40


class EntryKind(StrEnum):
    """What an entry is."""

    ACTION = "action"
    CASE = "case"
    CLAUSE = "clause"


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the palette: its words, what stands dim beside them, the key that does it, and what it does.

    `why` says why it cannot be done now; empty where it can. `also` holds more names by which it is found.
    """

    kind: EntryKind
    words: str
    detail: str
    key: str
    run: Callable[[], object]
    why: str = ""
    also: str = ""


@dataclass(frozen=True, slots=True)
class Doing:
    """An action as it can be done now; `why` says why it cannot."""

    action: Action
    run: Callable[[], object]
    why: str = ""


class PaletteModel(Observed):
    """The palette without a screen."""

    def __init__(
        self,
        bench: Bench,
        lanes: Lanes,
        rules: RulesModel,
        open_case: Callable[[str, bool], None],
        show_rules: Callable[[], None],
    ) -> None:
        super().__init__()
        self._bench, self._lanes, self._rules = bench, lanes, rules
        self._open_case, self._show_rules = open_case, show_rules
        self._actions: tuple[Doing, ...] = ()
        self._hands: tuple[InHand, ...] = ()
        self.text = ""
        self.entries: tuple[Entry, ...] = ()
        self.at = 0

    def begin(self, actions: Iterable[Doing]) -> None:
        """Starts anew with what can be done now, and what cannot; the cases in hand are read."""
        self._actions = tuple(actions)
        self.find("")
        self._lanes.store(lambda: (*self._bench.in_hand(), *self._bench.in_hand(True)), self._take_hands)
        if not self._rules.state.loaded:
            self._rules.reload()

    def find(self, text: str) -> None:
        """Finds entries that hold every word; those that begin with the text come first.

        What cannot be done now comes last, and only once something was typed.
        """
        self.text = text
        plainly = _plainly(text)
        words = plainly.split()
        found = [entry for entry in (*self._cases(), *self._commands()) if _holds(entry, words)]
        found.sort(key=lambda entry: not _plainly(entry.words).startswith(plainly.strip() or "\0"))
        can, cannot = [one for one in found if not one.why], [one for one in found if one.why and words]
        self.entries = (*can, *self._clauses(text), *cannot)[:MOST]
        self.at = 0
        self.changed()

    def step(self, by: int) -> None:
        """Goes down or up the list, round its ends."""
        if self.entries:
            self.at = (self.at + by) % len(self.entries)
            self.changed()

    def choose(self, index: int) -> Entry | None:
        """The entry at an index, to be run by who shows the list."""
        return self.entries[index] if 0 <= index < len(self.entries) else None

    def _take_hands(self, hands: Sequence[InHand]) -> None:
        self._hands = tuple(hands)
        self.find(self.text)

    def _commands(self) -> list[Entry]:
        return [
            Entry(
                EntryKind.ACTION,
                _(one.action.name),
                "",
                one.action.keys[0] if one.action.keys else "",
                one.run,
                one.why,
                in_every_language(one.action.name),
            )
            for one in self._actions
        ]

    def _cases(self) -> list[Entry]:
        def opener(case_id: str) -> Callable[[], object]:
            return lambda: self._open_case(case_id, False)

        return [
            Entry(EntryKind.CASE, plain(hand.title), _(KINDS[hand.kind]), "", opener(hand.case_id))
            for hand in self._hands
        ]

    def _clauses(self, text: str) -> list[Entry]:
        def opener(book: str, version: str, clause: str) -> Callable[[], object]:
            def go() -> None:
                self._show_rules()
                self._rules.show(book, version, clause)

            return go

        return [
            Entry(
                EntryKind.CLAUSE,
                f"{clause.number} {clause.title.within(language())}",
                f"{book.rulebook.title.within(language())} · {book.rulebook.version}",
                "",
                opener(book.rulebook.id, book.rulebook.version, clause.id),
            )
            for book, clause in self._rules.find(text, 40)
            if all(word in _named(clause) for word in _plainly(text).split())
        ]


def _named(clause: Clause) -> str:
    """By what a clause is found here: its number, its title in both languages, its keywords; not by its whole text."""
    return _plainly(" ".join((clause.number, clause.title.zh, clause.title.en, *clause.keywords)))


def _holds(entry: Entry, words: Sequence[str]) -> bool:
    text = _plainly(f"{entry.words} {entry.detail} {entry.also}")
    return all(word in text for word in words)


def _plainly(text: str) -> str:
    """Text as it is compared: small letters, and full-width ones as plain ones."""
    return unicodedata.normalize("NFKC", text).casefold()
