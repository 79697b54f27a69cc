"""The rules page: books with their versions, what stands in them, two versions compared, and search across all."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum

from reviewer_app.client.lanes import Lanes
from reviewer_app.client.trouble import Trouble
from reviewer_app.client.viewmodels.library import Line, Shelf, entry_in, entry_of, line_named, lines_of, shelves
from reviewer_app.client.viewmodels.links import Place, link_between, link_to, link_to_trial, named, read_link
from reviewer_app.client.viewmodels.observing import Observed
from reviewer_app.client.words import language
from reviewer_app.client.workbench.bench import Bench
from reviewer_app.client.workbench.volumes import Volume
from reviewer_app.domain.changes import Changes
from reviewer_app.domain.clock import Clock
from reviewer_app.domain.rulebook import Clause, Published
from reviewer_app.domain.withheld import Why, Withheld
from reviewer_app.rulebooks.diff import Difference, Kind, diff
from reviewer_app.rulebooks.history import Turn, history
from reviewer_app.rulebooks.search import ClauseIndex, clause_index

Found = tuple[Published, Clause]
Read = tuple[tuple[Volume, ...], ClauseIndex, tuple[Withheld, ...]]


class View(StrEnum):
    """What is done with the version: read it, compare it with another, try it on decided cases."""

    READ = "read"
    COMPARE = "compare"
    TRY = "try"


@dataclass(frozen=True, slots=True)
class RulesState:
    """What the page shows: the chosen version and its entry, the one it is compared with, what was found for `text`.

    `difference` is which of the differences the person is at; `case` the case that led here, or empty; `withheld` are
    versions that are here and not used.
    """

    shelves: tuple[Shelf, ...] = ()
    volume: Volume | None = None
    entry: str = ""
    view: View = View.READ
    other: Volume | None = None
    difference: int = 0
    case: str = ""
    text: str = ""
    found: tuple[Line, ...] = ()
    withheld: tuple[Withheld, ...] = ()
    loaded: bool = False
    trouble: Trouble | None = None

    @property
    def version(self) -> Published | None:
        """The chosen version, where it is a rulebook's."""
        return self.volume.book if self.volume is not None else None

    @property
    def clause(self) -> Clause | None:
        """The chosen clause, where the entry is one."""
        return self.version.rulebook.clause(self.entry) if self.version is not None else None

    @property
    def to_trust(self) -> Withheld | None:
        """A version whose key waits for the person's word; None where none does."""
        return next((item for item in self.withheld if item.why is Why.UNKNOWN_KEY), None)

    @property
    def shelf(self) -> Shelf | None:
        """The book of the chosen version."""
        return self.shelf_of(self.volume.head.id) if self.volume is not None else None

    def shelf_of(self, rulebook_id: str) -> Shelf | None:
        """The book of an id."""
        return next((shelf for shelf in self.shelves if shelf.rulebook_id == rulebook_id), None)


class RulesModel(Observed):
    """The rules without a screen; `may_try` says whether the person may try a version on decided cases."""

    def __init__(
        self,
        bench: Bench,
        lanes: Lanes,
        clock: Clock,
        tell: Callable[[Changes], None] | None = None,
        may_try: bool = False,
    ) -> None:
        super().__init__()
        self._bench, self._lanes, self._clock = bench, lanes, clock
        self._tell, self._may_try = tell or self.hear, may_try
        self._index: ClauseIndex | None = None
        self._visible, self._dirty = False, True
        self._wanted: tuple[str, str | None, str | None] | None = None
        self._cancel_search: Callable[[], None] = lambda: None
        self._diffs: dict[tuple[str, str], tuple[Difference, ...]] = {}
        self._histories: dict[tuple[tuple[str, ...], str], tuple[Turn, ...]] = {}
        self.state = RulesState()

    # -- what is there ------------------------------------------------------------------------------------------------

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

        def read() -> Read:
            volumes = self._bench.library()
            books = [book for volume in volumes if (book := volume.book) is not None]
            schedules = [one for volume in volumes if (one := volume.schedule) is not None]
            return volumes, clause_index(books, schedules), self._bench.withheld()

        self._lanes.store(read, self._show, lambda trouble: self._set(trouble=trouble))

    def trust(self, item: Withheld) -> None:
        """Trusts the key that signed a version, because the person says so; what it signed is used from now on."""

        self._lanes.store(
            lambda: self._bench.trust_key(item.key, item.account),
            self._tell,
            lambda trouble: self._set(trouble=trouble),
        )

    # -- where the person is ------------------------------------------------------------------------------------------

    def show(self, rulebook_id: str, version: str | None = None, entry: str | None = None, case: str = "") -> None:
        """Goes to a book, to a version of it (the one in force now where none is named), to a clause or part.

        `case` is the case that led here.
        """
        self._wanted = (rulebook_id, version, entry)
        self._set(case=case, view=View.READ)
        if self.state.loaded:
            self._go()

    def follow(self, link: str) -> bool:
        """Goes where a link leads; False for what is no link, or leads to what is not here.

        A back-test is shown as a comparison to who may not try; it is never begun by a link.
        """
        place = read_link(link)
        if place is None or self._volume(place.book, place.version) is None:
            return False
        if place.before and self._volume(place.book, place.before) is None:
            return False
        self._cancel_search()
        self.show(place.book, place.version, place.entry, case=self.state.case)
        if place.before:
            self._side_by_side(place)
        return True

    def _side_by_side(self, place: Place) -> None:
        view = View.TRY if place.tried and self._may_try else View.COMPARE
        self._set(other=self._volume(place.book, place.before), view=view)
        at = next((n for n, one in enumerate(self.differences()) if named(one) == place.entry), 0)
        self._set(difference=at)

    def link(self) -> str:
        """The link to what the person is at; empty where there is nothing."""
        state, one = self.state, self.at()
        if state.volume is None:
            return ""
        if state.view is View.READ or state.other is None:
            return link_to(state.volume, state.entry if state.view is View.READ else "")
        if state.view is View.TRY:
            return link_to_trial(state.other, state.volume)
        return link_between(state.other, state.volume, one)

    def look(self, view: View) -> None:
        """Reads, compares, or tries."""
        self._set(view=view, text="", found=())

    def choose_version(self, digest: str) -> None:
        """Shows another version; the same entry where it has it."""
        volume = next((v for s in self.state.shelves for v in s.versions if v.digest == digest), None)
        if volume is not None:
            same = volume.head.id == self.state.volume.head.id if self.state.volume else False
            self._at(volume, self.state.entry if same else None)

    def step_version(self, by: int) -> None:
        """Goes to the version after, or the one before."""
        shelf, volume = self.state.shelf, self.state.volume
        if shelf is not None and volume is not None:
            at = shelf.versions.index(volume) + by
            self.choose_version(shelf.versions[max(0, min(len(shelf.versions) - 1, at))].digest)

    def step_book(self, by: int) -> None:
        """Goes to the next book, or the one before, round the ends."""
        shelf = self.state.shelf
        if shelf is not None:
            at = self.state.shelves.index(shelf) + by
            self.choose_book(self.state.shelves[at % len(self.state.shelves)].rulebook_id)

    def choose_book(self, rulebook_id: str) -> None:
        """Shows a book at the version in force now; what is done with it stays."""
        self._wanted = (rulebook_id, None, None)
        self._go()

    def choose_entry(self, entry: str, digest: str | None = None) -> None:
        """Shows an entry, of another version where its digest is given."""
        if digest is not None and (self.state.volume is None or self.state.volume.digest != digest):
            self.choose_version(digest)
        if self.state.volume is not None:
            self._set(entry=entry_in(self.state.volume, entry))

    def step(self, by: int) -> None:
        """Goes to the next entry of what is listed, or the one before."""
        listed, state = self.listed(), self.state
        here = next((i for i, one in enumerate(listed) if one.id == state.entry and one.volume == state.volume), -1)
        if listed:
            line = listed[max(0, min(len(listed) - 1, here + by))]
            self.choose_entry(line.id, line.volume.digest)

    # -- two versions -------------------------------------------------------------------------------------------------

    def other(self) -> None:
        """Compares with another version of the book: the one before that, round the end."""
        shelf, state = self.state.shelf, self.state
        others = [v for v in shelf.versions if v != state.volume] if shelf is not None else []
        if others:
            at = others.index(state.other) if state.other in others else 0
            self._set(other=others[(at - 1) % len(others)], difference=0)

    def differences(self) -> tuple[Difference, ...]:
        """What differs between the two; that which is about rules first, heads and sources after."""
        before, after = self.state.other, self.state.volume
        if before is None or after is None:
            return ()
        key = (before.digest, after.digest)
        if key not in self._diffs:
            found = diff(before.head, after.head)
            self._diffs[key] = tuple(sorted(found, key=lambda one: one.kind in (Kind.HEAD, Kind.SOURCE)))
        return self._diffs[key]

    def at(self) -> Difference | None:
        """The difference that the person is at."""
        found = self.differences()
        return found[self.state.difference] if self.state.difference < len(found) else None

    def read_difference(self) -> None:
        """From the comparison to the entry that the difference is about, where the chosen version has it."""
        one, volume = self.at(), self.state.volume
        if one is not None and volume is not None and line_named(volume, entry_of(one)) is not None:
            self.choose_entry(entry_of(one))
        self.look(View.READ)

    def compare_entry(self) -> None:
        """From the entry that is read to the first difference that is about it, or to the first of all."""
        found = self.differences()
        self.at_difference(next((n for n, one in enumerate(found) if entry_of(one) == self.state.entry), 0))
        self.look(View.COMPARE)

    def at_difference(self, index: int) -> None:
        """Goes to a difference."""
        if 0 <= index < len(self.differences()) and index != self.state.difference:
            self._set(difference=index)

    def turns(self) -> tuple[Turn, ...]:
        """What became of the entry over the versions of its book."""
        shelf, entry = self.state.shelf, self.state.entry
        if shelf is None or not entry:
            return ()
        key = (tuple(volume.digest for volume in shelf.versions), entry)
        if key not in self._histories:
            self._histories[key] = history([volume.head for volume in shelf.versions], entry)
        return self._histories[key]

    # -- search -------------------------------------------------------------------------------------------------------

    def search(self, text: str) -> None:
        """Looks for words in both languages, a moment after the last one was typed."""
        self._cancel_search()
        self._cancel_search = self._lanes.later(0.1, lambda: self.search_now(text))

    def search_now(self, text: str) -> None:
        """Looks for words at once; a link is followed."""
        self._cancel_search()
        if not self.follow(text):
            self._set(text=text.strip(), found=self._lines(text), view=View.READ)

    def find(self, text: str, limit: int = 50) -> tuple[Found, ...]:
        """The clauses that hold the words, best first; none while the rulebooks are not read."""
        words = text.strip()
        if not words or self._index is None:
            return ()
        return tuple(self._index.search(words, language().replace("_", "-"), limit))

    def _lines(self, text: str) -> tuple[Line, ...]:
        """The clauses and the parts of schedules that hold the words, best first."""
        if not text.strip() or self._index is None:
            return ()
        by_digest = {v.digest: v for s in self.state.shelves for v in s.versions}
        places = self._index.places(text.strip(), language().replace("_", "-"))
        found = (line_named(by_digest[digest], entry) for digest, entry in places if digest in by_digest)
        return tuple(line for line in found if line is not None)

    def listed(self) -> tuple[Line, ...]:
        """The entries that the list shows: what was found, or all of the chosen version."""
        if self.state.text:
            return self.state.found
        return lines_of(self.state.volume) if self.state.volume is not None else ()

    def clause_named(self, cite: str) -> Line | None:
        """The clause that a schedule names as `rulebook:clause`; None where no version here has it.

        It is that of the version in force when the chosen schedule took effect, else of the last that has it.
        """
        book, _, clause = cite.partition(":")
        shelf = self.state.shelf_of(book)
        if shelf is None or self.state.volume is None:
            return None
        first = shelf.in_force(self.state.volume.head.effective_from, self._clock.now())
        found = (line_named(one, clause) for one in (first, *reversed(shelf.versions)) if one is not None)
        return next((line for line in found if line is not None), None)

    # -- inside -------------------------------------------------------------------------------------------------------

    def _show(self, read: Read) -> None:
        volumes, self._index, withheld = read
        self._set(shelves=shelves(volumes), withheld=withheld, loaded=True, trouble=None)
        before = self.state.volume
        kept = next((v for s in self.state.shelves for v in s.versions if before and v.digest == before.digest), None)
        if self._wanted is None and kept is None and self.state.shelves:
            self._wanted = (self.state.shelves[0].rulebook_id, None, None)
        self._go()

    def _go(self) -> None:
        wanted, self._wanted = self._wanted, None
        shelf = self.state.shelf_of(wanted[0]) if wanted is not None else None
        if shelf is None or wanted is None:
            return
        now = self._clock.now()
        volume = self._volume(shelf.rulebook_id, wanted[1]) or shelf.in_force(now) or shelf.versions[-1]
        self._at(volume, wanted[2], text="", found=())

    def _volume(self, rulebook_id: str, version: str | None) -> Volume | None:
        """A version by its name or digest."""
        shelf = self.state.shelf_of(rulebook_id)
        versions = shelf.versions if shelf is not None else ()
        return next((v for v in versions if version in (v.head.version, v.digest)), None)

    def _at(self, volume: Volume, entry: str | None, **moved: object) -> None:
        shelf = next(s for s in self.state.shelves if s.rulebook_id == volume.head.id)
        other = self.state.other
        kept = self.state.view is not View.READ and other != volume and other in shelf.versions
        if not kept:  # what was chosen for the left side stays while two versions are before the person
            other = shelf.before(volume)
        self._set(volume=volume, entry=entry_in(volume, entry), other=other, difference=0, **moved)

    def _set(self, **moved: object) -> None:
        self.state = replace(self.state, **moved)  # type: ignore[arg-type]
        self.changed()
