"""The rules page: rulebooks with their versions and periods, clauses to read, and search across all of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from reviewer_app.client.lanes import Lanes
from reviewer_app.client.trouble import Trouble
from reviewer_app.client.viewmodels.observing import Observed
from reviewer_app.client.words import language
from reviewer_app.client.workbench.bench import Bench
from reviewer_app.domain.changes import Changes
from reviewer_app.domain.clock import Clock
from reviewer_app.domain.rulebook import Clause, Published, in_force
from reviewer_app.rulebooks.search import ClauseIndex, clause_index

Found = tuple[Published, Clause]


@dataclass(frozen=True, slots=True)
class Shelf:
    """A rulebook with its versions, oldest first."""

    rulebook_id: str
    versions: tuple[Published, ...]

    def in_force(self, at: datetime) -> Published | None:
        """The version that counts for conduct at an instant, as known then."""
        return in_force(self.versions, at, at)


@dataclass(frozen=True, slots=True)
class RulesState:
    """What the page shows: the chosen version and clause, and what was found for `text`."""

    shelves: tuple[Shelf, ...] = ()
    version: Published | None = None
    clause: Clause | None = None
    text: str = ""
    found: tuple[Found, ...] = ()
    loaded: bool = False
    trouble: Trouble | None = None

    @property
    def shelf(self) -> Shelf | None:
        """The rulebook of the chosen version."""
        if self.version is None:
            return None
        return next((s for s in self.shelves if s.rulebook_id == self.version.rulebook.id), None)


class RulesModel(Observed):
    """The rules without a screen."""

    def __init__(self, bench: Bench, lanes: Lanes, clock: Clock) -> None:
        super().__init__()
        self._bench, self._lanes, self._clock = bench, lanes, clock
        self._index: ClauseIndex | None = None
        self._visible, self._dirty = False, True
        self._wanted: tuple[str, str | None, str | None] | None = None
        self._cancel_search: Callable[[], None] = lambda: None
        self.state = RulesState()

    def shown(self, visible: bool) -> None:
        """Whether the page is on the screen."""
        self._visible = visible
        if visible and self._dirty:
            self.reload()

    def hear(self, changes: Changes) -> None:
        """Something changed elsewhere."""
        if changes.rulebooks:
            self._dirty = True
            if self._visible:
                self.reload()

    def reload(self) -> None:
        """Reads every version and prepares the search."""
        self._dirty = False

        def read() -> tuple[tuple[Published, ...], ClauseIndex]:
            versions = self._bench.rulebooks()
            return versions, clause_index(versions)

        self._lanes.store(read, self._show, lambda trouble: self._set(trouble=trouble))

    def show(self, rulebook_id: str, version: str | None = None, clause_id: str | None = None) -> None:
        """Goes to a rulebook, to a version of it (the one in force now where none is named), to a clause."""
        self._wanted = (rulebook_id, version, clause_id)
        if self.state.loaded:
            self._go()

    def choose_version(self, digest: str) -> None:
        """Shows another version; the same clause where it has it."""
        book = next((b for s in self.state.shelves for b in s.versions if b.digest == digest), None)
        if book is not None:
            same = book.rulebook.clause(self.state.clause.id) if self.state.clause else None
            self._set(version=book, clause=same or book.rulebook.clauses[0])

    def choose_clause(self, clause_id: str, digest: str | None = None) -> None:
        """Shows a clause, of another version where its digest is given."""
        if digest is not None and (self.state.version is None or self.state.version.digest != digest):
            self.choose_version(digest)
        clause = self.state.version.rulebook.clause(clause_id) if self.state.version else None
        if clause is not None:
            self._set(clause=clause)

    def step(self, by: int) -> None:
        """Goes to the next clause of what is listed, or the one before."""
        listed = self.listed()
        here = next((i for i, (b, c) in enumerate(listed) if c == self.state.clause and b == self.state.version), -1)
        if listed:
            book, clause = listed[max(0, min(len(listed) - 1, here + by))]
            self.choose_clause(clause.id, book.digest)

    def search(self, text: str) -> None:
        """Looks for words in both languages, a moment after the last one was typed."""
        self._cancel_search()
        self._cancel_search = self._lanes.later(0.1, lambda: self.search_now(text))

    def search_now(self, text: str) -> None:
        """Looks for words at once."""
        self._cancel_search()
        self._set(text=text.strip(), found=self.find(text))

    def find(self, text: str, limit: int = 50) -> tuple[Found, ...]:
        """The clauses that hold the words, best first; none while the rulebooks are not read."""
        words = text.strip()
        if not words or self._index is None:
            return ()
        return tuple(self._index.search(words, language().replace("_", "-"), limit))

    def listed(self) -> tuple[Found, ...]:
        """The clauses that the list shows: what was found, or all of the chosen version."""
        if self.state.text:
            return self.state.found
        book = self.state.version
        return tuple((book, clause) for clause in book.rulebook.clauses) if book else ()

    def _show(self, read: tuple[tuple[Published, ...], ClauseIndex]) -> None:
        versions, self._index = read
        ids = sorted({book.rulebook.id for book in versions})
        shelves = tuple(
            Shelf(
                i, tuple(sorted((b for b in versions if b.rulebook.id == i), key=lambda b: b.rulebook.effective_from))
            )
            for i in ids
        )
        self._set(shelves=shelves, loaded=True, trouble=None)
        before = self.state.version
        if self._wanted is None and shelves:
            kept = before is not None and any(b.digest == before.digest for s in shelves for b in s.versions)
            self._wanted = None if kept else (shelves[0].rulebook_id, None, None)
        self._go()

    def _go(self) -> None:
        wanted, self._wanted = self._wanted, None
        shelf = next((s for s in self.state.shelves if wanted and s.rulebook_id == wanted[0]), None)
        if shelf is None or wanted is None:
            return
        now = shelf.in_force(self._clock.now()) or shelf.versions[-1]
        book = next((b for b in shelf.versions if wanted[1] in (b.rulebook.version, b.digest)), now)
        clause = book.rulebook.clause(wanted[2]) if wanted[2] else None
        self._set(version=book, clause=clause or book.rulebook.clauses[0], text="", found=())

    def _set(self, **moved: object) -> None:
        self.state = replace(self.state, **moved)  # type: ignore[arg-type]
        self.changed()
