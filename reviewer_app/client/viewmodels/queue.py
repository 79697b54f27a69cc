"""The queue: which cases stand where and why, found, filtered and sorted, and how they come into hand."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from reviewer_app.client.trouble import CannotTake
from reviewer_app.client.viewmodels.observing import Observed
from reviewer_app.client.words import _, language
from reviewer_app.client.workbench.queue_values import KINDS, Chip, QueueAsk, Sort
from reviewer_app.domain.terms import Round, Status

if TYPE_CHECKING:
    from reviewer_app.client.lanes import Lanes
    from reviewer_app.client.store.queued import Queued
    from reviewer_app.client.trouble import Trouble
    from reviewer_app.client.workbench.bench import Bench
    from reviewer_app.client.workbench.queue_values import InHand, QueuePage, RiskLine
    from reviewer_app.client.workbench.values import Taken
    from reviewer_app.domain.changes import Changes
    from reviewer_app.domain.leases import LeasePolicy
    from reviewer_app.domain.terms import CaseKind
    from reviewer_app.wire.problems import Problem

PAGE = 200
TYPING_PAUSE = 0.12
"""Seconds of quiet after which typed words are looked for."""
QUEUE_CHIPS = (Chip.ALL, Chip.CLIP, Chip.LISTING, Chip.FILING, Chip.MINE, Chip.BACK, Chip.DECIDED)
READING_CHIPS = (Chip.DECIDED,)
"""Those of who takes no cases: what waits is nothing for them, and the server does not tell them of it."""
SIGNOFF_CHIPS = (Chip.ALL, Chip.CLIP, Chip.LISTING, Chip.FILING, Chip.MINE)


@dataclass(frozen=True, slots=True)
class QueueState:
    """What the page shows. `pages` holds the stretches that are here, by their offset; `at` is the chosen row."""

    ask: QueueAsk
    pages: Mapping[int, tuple[Queued, ...]] = field(default_factory=dict)
    total: int = 0
    counts: Mapping[Chip, int] = field(default_factory=dict)
    hands: Mapping[str, InHand] = field(default_factory=dict)
    at: int = 0
    lines: tuple[RiskLine, ...] = ()
    loaded: bool = False
    busy: bool = False
    trouble: Trouble | None = None
    problems: tuple[Problem, ...] = ()
    stale: bool = False
    """Whether the rows are those of another filter, order or search, until its own are read."""

    def row(self, index: int) -> Queued | None:
        """The row at an index, or None while its stretch is not here."""
        rows = self.pages.get(index // PAGE * PAGE, ())
        return rows[index % PAGE] if index >= 0 and index % PAGE < len(rows) else None

    @property
    def chosen(self) -> Queued | None:
        """The chosen row."""
        return self.row(self.at)


class QueueModel(Observed):
    """A queue without a screen: the general one, or with `signoff` the one of cases that wait for sign-off.

    `on_open` is told which case to put on the desk, and whether it is only to be read; not where `welcome` says that
    the person has meanwhile turned to another case: what was taken is in hand then, and waits. `giving_back` is told
    which cases are being given back, and what it answers whether they are gone.
    """

    def __init__(
        self,
        bench: Bench,
        lanes: Lanes,
        on_changes: Callable[[Changes], None],
        on_open: Callable[[str, bool], None],
        policy: LeasePolicy,
        signoff: bool = False,
        judges: bool = True,
    ) -> None:
        super().__init__()
        self._bench, self._lanes, self._on_changes, self._on_open = bench, lanes, on_changes, on_open
        self.policy, self.signoff, self.judges = policy, signoff, judges
        self._away = self._asked_for = False
        self._round, self._visible, self._dirty = 0, False, True
        self._asked: set[int] = set()
        self._cancel_search: Callable[[], None] = lambda: None
        self.welcome: Callable[[], bool] = lambda: True
        self.giving_back: Callable[..., Callable[[bool], None]] = lambda *case_ids: lambda gone: None
        self.state = QueueState(QueueAsk(chip=self.chips[0], limit=PAGE, signoff=signoff))

    @property
    def chips(self) -> tuple[Chip, ...]:
        """The filters of this queue, in their order."""
        if not self.judges:
            return READING_CHIPS
        return SIGNOFF_CHIPS if self.signoff else QUEUE_CHIPS

    @property
    def visible(self) -> bool:
        """Whether its page is on the screen."""
        return self._visible

    # -- looking ------------------------------------------------------------------------------------------------------

    def shown(self, visible: bool) -> None:
        """Whether the page is on the screen; while it is not, it only notes that it is out of date."""
        self._visible = visible
        if visible and self._dirty:
            self.reload()

    def hear(self, changes: Changes) -> None:
        """Something changed elsewhere."""
        if changes.queue or changes.leases or changes.drafts or changes.media:
            self._dirty = True
            if self._visible:
                self.reload()

    def read_first(self) -> None:
        """Reads what is shown, unless that was read, or asked for, already."""
        if self._dirty:
            self.reload()

    def reload(self) -> None:
        """Reads again what is shown: the same filter, the same row chosen where it is still there."""
        self._fresh(self.state.ask, keep=True)

    def away(self) -> None:
        """The server is not there at the start: what is in hand is shown, unless the person has asked for something."""
        self._away = True
        self._show_own()

    def _show_own(self) -> None:
        if self._away and not self._asked_for and self.state.loaded and self.state.hands and not self.state.ask.text:
            self._away = False
            self.filter(Chip.MINE)

    def filter(self, chip: Chip) -> None:
        """Shows the cases of one chip."""
        self._asked_for = True
        self._fresh(replace(self.state.ask, chip=chip))

    def filter_next(self) -> None:
        """Goes to the next chip."""
        at = self.chips.index(self.state.ask.chip)
        self.filter(self.chips[(at + 1) % len(self.chips)])

    def sort(self, sort: Sort) -> None:
        """Another order."""
        self._fresh(replace(self.state.ask, sort=sort))

    def sort_next(self) -> None:
        """The next order."""
        orders = list(Sort)
        self.sort(orders[(orders.index(self.state.ask.sort) + 1) % len(orders)])

    def search(self, text: str) -> None:
        """Looks for words, a moment after the last one was typed."""
        self._cancel_search()
        if text != self.state.ask.text:
            self._cancel_search = self._lanes.later(TYPING_PAUSE, lambda: self.search_now(text))

    def search_now(self, text: str) -> None:
        """Looks for words at once."""
        self._cancel_search()
        if text != self.state.ask.text:
            self._fresh(replace(self.state.ask, text=text))

    def need(self, index: int) -> None:
        """Fetches the stretch that holds a row, if it is not here or on its way."""
        offset = index // PAGE * PAGE
        if 0 <= index < self.state.total and offset not in self.state.pages and offset not in self._asked:
            self._fetch(replace(self.state.ask, offset=offset))

    def choose(self, index: int) -> None:
        """Chooses a row; why it stands where it stands is read."""
        if 0 <= index < max(self.state.total, 1) and (index != self.state.at or not self.state.lines):
            self._set(at=index, lines=(), problems=())
            self.need(index)
            self._explain()

    def explain_anew(self) -> None:
        """Reads why the chosen case stands where it stands again: in another language, those words are others."""
        if self.state.lines:
            self._set(lines=())
        self._explain()

    # -- taking -------------------------------------------------------------------------------------------------------

    def take(self) -> None:
        """Takes the chosen case and opens it; one in hand opens at once, a decided one to be read."""
        row = self.state.chosen
        if row is None or self.state.busy or self.state.stale:
            return
        if row.case_id in self.state.hands or (row.holder is not None and row.holder.mine):
            self._on_open(row.case_id, False)
        elif row.status in (Status.DECIDED, Status.CANCELLED) or not row.offered:
            self._on_open(row.case_id, True)
        else:
            self._take(lambda: self._bench.take((row.case_id,)))

    def take_next(self) -> None:
        """Takes the next case that waits by risk, of the kind that is shown; one in hand comes first."""
        if self.state.busy or not self.judges:
            return
        rounds = (Round.SIGNOFF,) if self.signoff else tuple(one for one in Round if one is not Round.SIGNOFF)
        kinds = self._kinds

        def following() -> Taken | str:
            hands = (one for one in self._bench.in_hand(self.signoff) if not one.lost)
            return next((one.case_id for one in hands if not kinds or one.kind in kinds), "")

        def go(case_id: Taken | str) -> None:
            if isinstance(case_id, str) and case_id:
                self._on_open(case_id, False)
            else:
                self._take(lambda: self._bench.take(count=1, rounds=rounds, kinds=kinds))

        self._lanes.store(following, go, self._troubled)

    @property
    def kind(self) -> Chip:
        """The filter, where it is one of a kind of case, which taking keeps to; else all."""
        return self.state.ask.chip if self.state.ask.chip in KINDS else Chip.ALL

    @property
    def to_go_on(self) -> tuple[InHand, ...]:
        """What is in hand and comes before anything new: of the kind that is shown, and not passed on."""
        hands = (hand for hand in self.state.hands.values() if not hand.lost)
        return tuple(hand for hand in hands if not self._kinds or hand.kind in self._kinds)

    @property
    def _kinds(self) -> tuple[CaseKind, ...]:
        return (KINDS[self.kind],) if self.kind in KINDS else ()

    def take_offline(self, count: int, hours: int) -> None:
        """Makes the long lease, for cases of the kind that is shown. What is outside the server's limits takes none."""
        if not self.judges or not (1 <= count <= self.policy.offline_cases and 1 <= hours <= self.policy.offline_hours):
            return
        kinds = self._kinds
        self._take(lambda: self._bench.take_offline(count, hours, kinds), opens=False)

    def release(self) -> None:
        """Gives the chosen case back."""
        row = self.state.chosen
        if row is None or row.case_id not in self.state.hands or self.state.busy or self.state.stale:
            return
        self._give_back((row.case_id,))

    def release_all(self) -> None:
        """Gives every case back that is in hand on this computer, of this queue."""
        if self.state.hands and not self.state.busy:
            self._give_back(tuple(self.state.hands))

    def _give_back(self, case_ids: tuple[str, ...]) -> None:
        """One at a time: a key that is pressed twice where once was meant gives back one case, not two."""
        self._set(busy=True)
        given_back = self.giving_back(*case_ids)

        def released(changes: Changes) -> None:
            self._set(busy=False, trouble=None)
            given_back(True)
            self._on_changes(changes)

        def failed(trouble: Trouble) -> None:
            self._troubled(trouble)
            given_back(False)

        self._lanes.network(lambda: self._bench.release(*case_ids), released, failed)

    def _take(self, work: Callable[[], Taken], opens: bool = True) -> None:
        self._set(busy=True, trouble=None, problems=())

        def taken(found: Taken) -> None:
            refused = None if found.cases else CannotTake(_("; ").join(p.title for p in found.problems))
            self._set(busy=False, trouble=refused, problems=found.problems)
            self._on_changes(found.changes)
            if found.cases and opens and self.welcome():
                self._on_open(found.cases[0], False)

        self._lanes.network(work, taken, self._troubled)

    # -- reading ------------------------------------------------------------------------------------------------------

    def _fresh(self, ask: QueueAsk, keep: bool = False) -> None:
        """Reads the first stretch anew, and the one that holds the chosen row; `keep` where it is the same list."""
        self._round += 1
        self._asked = set()
        self._dirty = False
        first, at = replace(ask, offset=0, limit=PAGE), self.state.at if keep else 0
        self.state = replace(self.state, ask=first, at=at, stale=self.state.stale or not keep)
        self._fetch(self.state.ask)

    def _fetch(self, ask: QueueAsk) -> None:
        turn = self._round
        self._asked.add(ask.offset)

        def read() -> tuple[QueuePage, tuple[InHand, ...]]:
            return self._bench.queue(ask), self._bench.in_hand(self.signoff)

        def show(found: tuple[QueuePage, tuple[InHand, ...]]) -> None:
            if turn == self._round:
                self._asked.discard(ask.offset)
                self._show(*found)

        self._lanes.store(read, show, self._troubled)

    def _show(self, page: QueuePage, hands: tuple[InHand, ...]) -> None:
        """Shows a stretch; the row that is chosen by now stays chosen where it is in it."""
        first = page.ask.offset == 0
        chosen = self.state.chosen if first and not self.state.stale else None
        pages = {page.ask.offset: page.rows} if first else {**self.state.pages, page.ask.offset: page.rows}
        at = min(self.state.at, max(0, page.total - 1))
        if chosen is not None:
            at = next((place for place, row in enumerate(page.rows) if row.case_id == chosen.case_id), at)
        self._set(
            pages=pages,
            total=page.total,
            counts=page.counts if first else self.state.counts,
            hands={hand.case_id: hand for hand in hands},
            at=at,
            loaded=True,
            stale=self.state.stale and not first,
            lines=() if first else self.state.lines,
        )
        self.need(at)
        self._explain()
        self._show_own()

    def _explain(self) -> None:
        row, turn, tongue = self.state.chosen, self._round, language()
        if row is None or self.state.lines:
            return

        def tell(lines: tuple[RiskLine, ...]) -> None:
            still = self.state.chosen is not None and self.state.chosen.case_id == row.case_id
            if still and turn == self._round and tongue == language():
                self._set(lines=lines)

        self._lanes.store(lambda: self._bench.risk_lines(row), tell, self._troubled)

    def _troubled(self, trouble: Trouble) -> None:
        self._set(trouble=trouble, busy=False)

    def _set(self, **moved: object) -> None:
        self.state = replace(self.state, **moved)  # type: ignore[arg-type]
        self.changed()
