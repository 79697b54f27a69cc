"""Earlier filings of the merchant without a screen: which is laid beside today's, its rows, and the two pages."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from reviewer_app.client.viewmodels.evidence import Reader
from reviewer_app.client.viewmodels.filingrows import AT_ONCE, readings
from reviewer_app.client.viewmodels.observing import Observed
from reviewer_app.client.viewmodels.pastreader import PastReader
from reviewer_app.client.viewmodels.pictures import PicturesModel, Still
from reviewer_app.client.workbench.values import OpenCase
from reviewer_app.domain.cases import FilingSubject
from reviewer_app.domain.past import Past, PastFiling
from reviewer_app.domain.verdicts import Correction, Stated
from reviewer_app.rulebooks.filing_past import Compared, One, Turn, beside


class PastModel(Observed):
    """Earlier filings beside the one on the desk. Lives on the screen's thread.

    `past` is None where the server did not say what was filed before. `then` and `now` are the pages of the row one is
    at; those of before are fetched when they are looked at, and let go of when the comparison is closed. `looking` is
    whether two filings of many readings are still being compared, beside the screen.
    """

    def __init__(self, reader: Reader) -> None:
        super().__init__()
        self._reader = PastReader(reader)
        self.then, self.now = PicturesModel(self._reader), PicturesModel(reader)
        self.past: Past | None = None
        self.showing = False
        self.chosen, self.at = 0, None  # type: int, int | None
        self.rows: tuple[Compared, ...] = ()
        self.looking, self._turn = False, 0
        self._case: OpenCase | None = None
        self._corrections: tuple[Correction, ...] = ()
        self._stated: tuple[Stated, ...] = ()

    @property
    def reader(self) -> PastReader:
        """What reads the papers of before."""
        return self._reader

    @property
    def filings(self) -> tuple[PastFiling, ...]:
        """The earlier filings that are known of, latest first."""
        return self.past.filings if self.past is not None else ()

    @property
    def filing(self) -> PastFiling | None:
        """The one that is chosen."""
        return self.filings[self.chosen] if self.chosen < len(self.filings) else None

    @property
    def row(self) -> Compared | None:
        """The row one is at."""
        return self.rows[self.at] if self.at is not None and self.at < len(self.rows) else None

    @property
    def changes(self) -> int:
        """How many rows changed."""
        return sum(row.turn is not Turn.SAME for row in self.rows)

    # -- showing ------------------------------------------------------------------------------------------------------

    def show(self, case: OpenCase, corrections: Sequence[Correction], stated: Sequence[Stated]) -> None:
        """Takes a case: another one closes the comparison, the same one keeps it where it is."""
        same = self._case is not None and self._case.case_id == case.case_id
        if not same:
            self.clear()
        self._case, self.past = case, case.file.past
        self._corrections, self._stated = tuple(corrections), tuple(stated)
        if self.showing:
            self._work_out()
        self.changed()

    def follow(self, case: OpenCase) -> None:
        """Takes a newer state of the same case; the comparison stays at the filing that it is of."""
        before, self._case, chosen = self._case, case, self.filing
        if before is not None and (before.file.past, before.sheet.rules) == (case.file.past, case.sheet.rules):
            return
        self.past = case.file.past
        same = (at for at, one in enumerate(self.filings) if chosen is not None and one.case_id == chosen.case_id)
        self.chosen = next(same, 0)
        if self.showing:
            self._work_out()
        self.changed()

    def correct(self, corrections: Sequence[Correction], stated: Sequence[Stated]) -> None:
        """Works the rows out anew with what a person corrected of today's readings, and stated."""
        self._corrections, self._stated = tuple(corrections), tuple(stated)
        if self.showing:
            self._work_out()
            self.changed()

    def open(self) -> None:
        """Lays the latest one that can be compared beside today's."""
        if self._case is None or self.showing:
            return
        self.showing = True
        ready = (at for at, one in enumerate(self.filings) if one.handed is not None)
        self.chosen = next(ready, 0)
        self._work_out()
        self.changed()

    def close(self) -> None:
        """Puts the comparison away, with the pages of before."""
        if self.showing:
            self.showing, self.at, self.rows = False, None, ()
            self._let_go()
            self.changed()

    def clear(self) -> None:
        """Takes everything off the desk."""
        self.showing, self.chosen, self.at, self.rows = False, 0, None, ()
        self._case, self.past, self._corrections, self._stated = None, None, (), ()
        self._let_go()
        self.changed()

    def _let_go(self) -> None:
        self._turn, self.looking = self._turn + 1, False
        self.then.clear()
        self.now.clear()
        self._reader.offer(())

    def retranslate(self) -> None:
        """Another language is spoken."""
        self.changed()

    def _work_out(self) -> None:
        """The rows; where there are many readings, beside the screen. One stays at the same field."""
        case, filing, before = self._case, self.filing, self.row
        self.rows, self.at, self.looking, self._turn = (), None, False, self._turn + 1
        self._turn_pages()
        if case is None or filing is None or filing.handed is None:
            return
        self._reader.offer(paper.file for paper in filing.handed.subject.documents)
        turn, work = self._turn, partial(beside, case.sheet, self._corrections, self._stated, filing)

        def came(rows: tuple[Compared, ...]) -> None:
            if turn == self._turn:
                self._take(rows, before)
                self.changed()

        now = case.record.subject
        self.looking = readings(filing.handed.subject) + readings(now) > AT_ONCE  # type: ignore[arg-type]
        if self.looking:
            self._reader.apart(work, came)
        else:
            self._take(work(), before)

    def _take(self, rows: tuple[Compared, ...], before: Compared | None) -> None:
        self.rows, self.looking = rows, False
        same = (at for at, row in enumerate(rows) if before is not None and _place(row) == _place(before))
        self.at = next(same, None)
        self._turn_pages()

    # -- walking ------------------------------------------------------------------------------------------------------

    def choose_filing(self, index: int) -> None:
        """Lays another one beside today's."""
        if 0 <= index < len(self.filings) and index != self.chosen:
            self.chosen = index
            self._work_out()
            self.changed()

    def step_filing(self, by: int) -> None:
        """An earlier one, or a later one; it ends at the ends."""
        self.choose_filing(min(max(self.chosen + by, 0), len(self.filings) - 1))

    def choose(self, index: int | None) -> None:
        """Goes to a row; both pages go to where it stands."""
        if index is None or 0 <= index < len(self.rows):
            self.at = index
            self._turn_pages()
            self.changed()

    def step(self, by: int) -> None:
        """The next row, or the one before; it ends at the ends."""
        at = (0 if by > 0 else len(self.rows) - 1) if self.at is None else self.at + by
        if self.rows:
            self.choose(min(max(at, 0), len(self.rows) - 1))

    def step_change(self, by: int) -> bool:
        """The next row that changed, round and round; False where none did."""
        line = [at for at, row in enumerate(self.rows) if row.turn is not Turn.SAME]
        if not line:
            return False
        here = self.at if self.at is not None else (-1 if by > 0 else len(self.rows))
        onward = [at for at in line if (at > here if by > 0 else at < here)] or line
        self.choose(onward[0 if by > 0 else -1])
        return True

    def next_page(self, by: int) -> None:
        """Leafs in both papers."""
        self.then.next_page(by)
        self.now.next_page(by)

    def rotate(self, by: int = 1) -> None:
        """Turns both pages by quarters."""
        self.then.rotate(by)
        self.now.rotate(by)

    def _turn_pages(self) -> None:
        """The page and box of the row on either side; a side that stands on no paper shows none."""
        row, filing = self.row, self.filing
        then = filing.handed.subject if filing is not None and filing.handed is not None else None
        now = self._case.record.subject if self._case is not None else None
        _turn(self.then, then, row.then if row is not None else None)
        _turn(self.now, now if isinstance(now, FilingSubject) else None, row.now if row is not None else None)


def _place(row: Compared) -> tuple[object, ...]:
    return row.part, row.name, row.kind, row.told, row.number


def _turn(pages: PicturesModel, subject: FilingSubject | None, one: One | None) -> None:
    if subject is None or one is None or one.document is None:
        pages.clear()
        return
    paper = subject.documents[one.document]
    if pages.state.still is None or pages.state.still.asset != paper.file.sha256:
        pages.show((Still(paper.file.sha256, paper.type),))
    pages.go(0, one.page or 1, one.box)
