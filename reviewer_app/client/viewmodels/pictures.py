"""Pictures and pages without a screen: which one is shown, how it is turned, the box on it, and the anchor it makes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from reviewer_app.client.viewmodels.cannot import HOLD, UNPLACED, Cannot
from reviewer_app.client.viewmodels.evidence import Reader
from reviewer_app.client.viewmodels.leafing import Leafing
from reviewer_app.client.viewmodels.observing import Observed
from reviewer_app.client.words import N_
from reviewer_app.domain.cases import Box
from reviewer_app.domain.evidence import RegionAnchor
from reviewer_app.media.recipes import STILL_SIDE
from reviewer_app.media.room import Probe
from reviewer_app.media.values import ClipProbe, DocumentProbe, Picture, PictureProbe

T = TypeVar("T")
FIRST_SIDE = STILL_SIDE
"""Pixels: the longest side of a picture or page at first sight, made as files come; a closer look asks for more."""
MOST_SIDE = 4800
"""Pixels: the longest side that a closer look asks for."""
NO_STILL = Cannot("wrong_family", N_("The file is a clip where a picture or a document should be."), HOLD)


@dataclass(frozen=True, slots=True)
class Still:
    """A picture or a document to leaf through; `title` is ours, in the language in use."""

    asset: str
    title: str


@dataclass(frozen=True, slots=True)
class PicturesState:
    """All that is shown of pictures and pages. `pages` is 0 for a picture, `page` counts from one.

    The pictures of a file that moves are leafed through as pages are; then `moves` says so.

    `picture` is what is decoded of it now; `quarter` are quarter turns clockwise by the person, on top of upright.
    """

    items: tuple[Still, ...] = ()
    at: int = 0
    page: int = 1
    pages: int = 0
    moves: bool = False
    picture: Picture | None = None
    trouble: Cannot | None = None
    note: Cannot | None = None
    quarter: int = 0
    box: Box | None = None

    @property
    def still(self) -> Still | None:
        """The one that is shown."""
        return self.items[self.at] if self.at < len(self.items) else None


class PicturesModel(Observed):
    """The pictures of a listing or the documents of a filing. Lives on the screen's thread."""

    def __init__(self, reader: Reader, around: bool = False, leafing: Leafing | None = None) -> None:
        """`around`: behind the last one comes the first again; `leafing` is shared by two that show one case."""
        super().__init__()
        self.leafing = leafing or Leafing()
        self._reader, self._around = reader, around
        self._turn = 0
        self._quarters: dict[tuple[str, int], int] = {}
        self._probes: dict[str, Probe] = {}
        self._absent = UNPLACED
        self._pressed: list[int] = []
        self._from_behind = False
        self.state = PicturesState()

    def show(self, items: Sequence[Still]) -> None:
        """Puts pictures on the desk, the first in front."""
        self._quarters.clear()
        self._probes.clear()
        self.state = PicturesState(items=tuple(items))
        self._load()

    def retitle(self, items: Sequence[Still]) -> None:
        """The same pictures under the names that they have in another language."""
        if [item.asset for item in items] == [item.asset for item in self.state.items]:
            self._set(items=tuple(items))

    def clear(self) -> None:
        """Takes everything off the desk."""
        self.show(())

    # -- moving -------------------------------------------------------------------------------------------------------

    def go(self, index: int, page: int = 1, box: Box | None = None, absent: Cannot = UNPLACED) -> None:
        """Shows a picture, or a page of a document, with a box on it.

        Whether the document has such a page is known once it has said how many it has: `absent` is noted then.
        """
        if not 0 <= index < len(self.state.items):
            return
        same, self._absent = index == self.state.at and page == self.state.page, absent
        self._set(at=index, page=page, box=box, note=None)
        if not same or self.state.picture is None:
            self._load()

    def go_to_asset(self, asset: str, page: int | None, box: Box | None, absent: Cannot = UNPLACED) -> bool:
        """Shows a place by the asset that it names; notes `absent`, and answers False, where there is none."""
        index = _index(self.state.items, asset)
        if index is None:
            self._set(note=None)  # it is said anew, though it was put away before
            self._set(note=absent)
            return False
        self.go(index, page or 1, box, absent)
        return True

    def go_to_file(self, asset: str) -> None:
        """Shows a file; of one that moves the first picture that was not looked at."""
        self.go_to_asset(asset, self.leafing.next_unseen(asset), None)

    @property
    def leaf(self) -> tuple[str, int, int] | None:
        """The file that moves, which of its pictures is shown, and of how many; None of all that does not move."""
        still, state = self.state.still, self.state
        return (still.asset, state.page, state.pages) if still is not None and state.moves else None

    def next_page(self, by: int) -> None:
        """Goes pages on or back, over the edge into the next document.

        How many pages there are is known when the file has said what it is: until then the presses are kept.
        """
        still, page = self.state.still, self.state.page + by
        beyond = self.state.at + (1 if by > 0 else -1)
        if self._around and still is not None:
            beyond %= len(self.state.items)
        if still is not None and still.asset not in self._probes and self.state.trouble is None:
            self._pressed.append(by)
        elif 1 <= page <= max(self.state.pages, 1):
            self.go(self.state.at, page)
        elif by > 0:
            self.go(beyond, 1)
        elif beyond >= 0:
            before = self._probes.get(self.state.items[beyond].asset)
            self._from_behind = before is None
            self.go(beyond, max(_pages(before), 1))

    def rotate(self, by: int = 1) -> None:
        """Turns the page by quarters clockwise; boxes stay where they are on the upright page."""
        still = self.state.still
        if still is not None:
            quarter = (self.state.quarter + by) % 4
            self._quarters[(still.asset, self.state.page)] = quarter
            self._set(quarter=quarter)

    def set_box(self, box: Box | None) -> None:
        """The box on what is shown."""
        self._set(box=box)

    def closer(self, side: float) -> None:
        """Asks for a sharper picture or page where the screen shows it with a longer side than was decoded, in pixels.

        A page has no size of its own; of a picture no more is asked for than it has.
        """
        picture, still = self.state.picture, self.state.still
        if picture is None or still is None:
            return
        drawn = self.state.pages and not self.state.moves
        most = MOST_SIDE if drawn else min(MOST_SIDE, max(picture.full_width, picture.full_height))
        have = max(picture.width, picture.height)
        if side > have * 1.1 and have < most - 1:
            steps = range(FIRST_SIDE, MOST_SIDE, FIRST_SIDE)
            self._decode(still, next((step for step in steps if step >= side), MOST_SIDE))

    def anchor(self) -> RegionAnchor | None:
        """The anchor of the box; None while there is none."""
        still = self.state.still
        if still is None or self.state.box is None or self.state.picture is None:
            return None
        page = self.state.page if self.state.pages else None
        return RegionAnchor(asset=still.asset, box=self.state.box, page=page)

    def page_on(self, asset: str, page: int | None) -> int | None:
        """The page that an anchor names, from the one a sender gave: none of a picture, else one from 1.

        Until the file has said what it is, the sender's page stands as it was given.
        """
        probe = self._probes.get(asset)
        if probe is None:
            return page
        return (page or 1) if _pages(probe) else None

    # -- decoding -----------------------------------------------------------------------------------------------------

    def _load(self) -> None:
        self._turn += 1
        self._pressed, behind, self._from_behind = [], self._from_behind, False
        still = self.state.still
        if still is None:
            self._set(picture=None, pages=0, moves=False, trouble=None)
            return
        quarter = self._quarters.get((still.asset, self.state.page), 0)
        known = self._probes.get(still.asset)
        self.state = replace(
            self.state, picture=None, trouble=None, quarter=quarter, pages=_pages(known), moves=_moves(known)
        )
        turn = self._turn

        def came(probe: Probe | Cannot) -> None:
            if not isinstance(probe, Cannot):
                self._probes[still.asset] = probe  # what a file is stays so, whichever one is shown by then
            if self._turn == turn:
                self._probed(still, probe, behind)

        self._reader.probe(still.asset, came)
        self.changed()

    def _probed(self, still: Still, probe: Probe | Cannot, from_behind: bool) -> None:
        """The file said what it is, or why it is not shown; `from_behind`: one came over the edge of its last page."""
        if isinstance(probe, Cannot | ClipProbe):
            self._set(trouble=probe if isinstance(probe, Cannot) else NO_STILL)
            self._catch_up()
            return
        pages = _pages(probe)
        if self.state.page > max(pages, 1):
            self._set(pages=pages, note=self._absent, page=1, box=None)
        page = max(pages, 1) if from_behind else self.state.page
        quarter = self._quarters.get((still.asset, page), 0)
        self.state = replace(self.state, pages=pages, moves=_moves(probe), page=page, quarter=quarter, trouble=None)
        if not self._catch_up():
            self._decode(still, FIRST_SIDE)

    def _catch_up(self) -> bool:
        """Goes where the keys were pressed to before the pages were known; whether that led elsewhere."""
        turn, presses, self._pressed = self._turn, self._pressed, []
        for by in presses:
            self.next_page(by)
        return self._turn != turn

    def _decode(self, still: Still, side: int) -> None:
        came = self._if_still_there(self._came)
        if self.state.pages:
            self._reader.page(still.asset, self.state.page, side, came)
        else:
            self._reader.picture(still.asset, side, came)

    def _came(self, picture: Picture | Cannot) -> None:
        if isinstance(picture, Cannot):
            self._set(trouble=picture)
            return
        before = self.state.picture
        if before is None or picture.width >= before.width:  # two looks may be answered the other way round
            self._set(picture=picture, trouble=None)
        self._ahead()

    def _ahead(self) -> None:
        """Has the page that comes next decoded while this one is looked at."""
        still, page = self.state.still, self.state.page + 1
        if still is not None and page <= self.state.pages:
            self._reader.page(still.asset, page, FIRST_SIDE, lambda _page: None)

    def _if_still_there(self, then: Callable[[T], None]) -> Callable[[T], None]:
        turn = self._turn
        return lambda found: then(found) if self._turn == turn else None

    def _set(self, **moved: object) -> None:
        self.state = replace(self.state, **moved)  # type: ignore[arg-type]
        self.changed()


def _pages(probe: Probe | None) -> int:
    if isinstance(probe, DocumentProbe):
        return probe.page_count
    return probe.frames if isinstance(probe, PictureProbe) and _moves(probe) else 0


def _moves(probe: Probe | None) -> bool:
    return isinstance(probe, PictureProbe) and probe.frames > 1


def _index(items: Sequence[Still], asset: str) -> int | None:
    return next((index for index, item in enumerate(items) if item.asset == asset), None)
