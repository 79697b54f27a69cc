"""The listing without a screen: its sections as plain lines, two revisions side by side, hits, pictures, codes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from reviewer_app.client.viewmodels.cannot import Cannot
from reviewer_app.client.viewmodels.deskstate import corrections_of
from reviewer_app.client.viewmodels.evidence import Reader
from reviewer_app.client.viewmodels.listingdiff import Side, count_differences, diff_lines, sides_of
from reviewer_app.client.viewmodels.listingfields import field_lines, spots_of
from reviewer_app.client.viewmodels.listinghits import Marks, Spot
from reviewer_app.client.viewmodels.listingpapers import Papers
from reviewer_app.client.viewmodels.listingprices import Plot, badge_of, plot_of, price_lines, weighed_of
from reviewer_app.client.viewmodels.observing import Observed
from reviewer_app.client.viewmodels.pictures import PicturesModel, Still
from reviewer_app.client.viewmodels.questions import Question
from reviewer_app.client.viewmodels.texts import Line, window_at
from reviewer_app.client.words import _
from reviewer_app.client.workbench.values import OpenCase
from reviewer_app.domain.cases import ListingSubject, RegionPlace
from reviewer_app.domain.hidden import forget
from reviewer_app.domain.verdicts import Correction
from reviewer_app.media.values import Code


class Section(StrEnum):
    """What of a listing is read."""

    FIELDS = "fields"
    CHANGES = "changes"
    PRICES = "prices"
    PAPERS = "papers"


@dataclass(frozen=True, slots=True)
class Boxed:
    """A box on the picture that is shown, with what stands in it: a code's text, or a flag's words."""

    box: tuple[float, float, float, float]
    text: str
    flag: bool


class ListingModel(Observed):
    """The listing on the desk: the `lines` of its `section`, its `pictures`, and a second picture `beside` them.

    Lives on the screen's thread.
    """

    def __init__(self, reader: Reader) -> None:
        super().__init__()
        self._reader = reader
        self.pictures = PicturesModel(reader)
        self.beside = PicturesModel(reader, around=True, leafing=self.pictures.leafing)
        self.section, self.comparing = Section.FIELDS, False
        self.left, self.right = 0, 0
        self.sides: tuple[Side, ...] = ()
        self.spots: tuple[Spot, ...] = ()
        self.spot_at: int | None = None
        self._case: OpenCase | None = None
        self._marks: Marks | None = None
        self._papers: Papers | None = None
        self._lines: dict[Section, tuple[Line, ...]] = {}
        self._titles: tuple[tuple[str, str], ...] = ()
        self._corrections: tuple[Correction, ...] = ()
        self._codes: dict[tuple[str, int], tuple[Code, ...] | Cannot | None] = {}
        self._at: tuple[str, int] | None = None
        self.code_at = -1
        self.pictures.watch(self._picture_moved)

    # -- showing ------------------------------------------------------------------------------------------------------

    def show(self, case: OpenCase) -> None:
        """Puts a listing on the desk: its fields, its first picture in front."""
        forget()
        subject = _listing(case)
        self._case, self._lines, self._codes, self._at, self._titles = case, {}, {}, None, ()
        self._marks, self._papers, self._corrections = Marks(case), None, corrections_of(case)
        self.section, self.comparing, self.spot_at = Section.FIELDS, False, None
        self.sides = sides_of(subject)
        self.left, self.right = max(len(self.sides) - 2, 0), len(self.sides) - 1
        self.spots = spots_of(self._marks, subject.product)
        self.pictures.leafing.begin(case.draft.watched)
        self.pictures.show(stills(subject))
        self.beside.clear()
        self.changed()

    def follow(self, case: OpenCase) -> None:
        """Takes a newer state of the same listing; where other rules count now, what they say is read anew."""
        before, self._case = self._case, case
        if before is None or before.sheet.rules == case.sheet.rules:
            return
        self._marks, self._papers, self._lines, self._titles = Marks(case), None, {}, ()
        spot, self.spots = self._spot, spots_of(self._marks, _listing(case).product)
        self.spot_at = self.spots.index(spot) if spot in self.spots else None
        self.changed()

    @property
    def writable(self) -> bool:
        """Whether what a person says of it can be kept."""
        return self._case is not None and self._case.writable

    def retranslate(self) -> None:
        """Names the fields and pictures again, in the language that is spoken now."""
        if self._case is not None:
            self._lines, self._titles = {}, ()
            titles = stills(_listing(self._case))
            self.pictures.retitle(titles)
            self.beside.retitle(titles)
            self.changed()

    def clear(self) -> None:
        """Takes the listing off the desk."""
        forget()
        self._case, self._marks, self._papers, self._lines, self._codes, self._titles = None, None, None, {}, {}, ()
        self.sides, self.spots, self.spot_at, self.comparing = (), (), None, False
        self.pictures.clear()
        self.beside.clear()
        self.changed()

    def correct(self, corrections: Sequence[Correction]) -> None:
        """Reads the papers anew with what a person stated of them; the section stays."""
        if self._case is not None and tuple(corrections) != self._corrections:
            self._corrections, self._papers = tuple(corrections), None
            self._lines.pop(Section.PAPERS, None)
            self._titles = ()
            self.changed()

    @property
    def questions(self) -> tuple[Question, ...]:
        """What is asked of the papers; nothing in another section."""
        if self._case is None or self.section is not Section.PAPERS or self.comparing:
            return ()
        return tuple(self._papers_of(self._case).questions())

    def _papers_of(self, case: OpenCase) -> Papers:
        """Worked out once for a case and what was stated of it: of thousands of attributes it takes a while."""
        if self._papers is None:
            self._papers = Papers(case, _listing(case), self._corrections)
        return self._papers

    # -- sections -----------------------------------------------------------------------------------------------------

    @property
    def lines(self) -> tuple[Line, ...]:
        """The lines of the section that is shown."""
        return self.lines_in(self.section)

    def lines_in(self, section: Section) -> tuple[Line, ...]:
        """The lines of a section, made when they are first asked for."""
        if self._case is None:
            return ()
        if section not in self._lines:
            self._lines[section] = tuple(self._made(self._case, section))
        return self._lines[section]

    def _made(self, case: OpenCase, section: Section) -> Iterator[Line]:
        subject = _listing(case)
        match section:
            case Section.FIELDS:
                return field_lines(case.record, subject, self._marks or Marks(case))
            case Section.CHANGES:
                return diff_lines(self.sides, self.left, self.right)
            case Section.PRICES:
                return price_lines(case.record, subject)
        return self._papers_of(case).lines()

    def titles(self) -> tuple[tuple[str, str], ...]:
        """The sections by name, each with what there is to see in it."""
        if self._case is not None and not self._titles:
            self._titles = self._named(self._case)
        return self._titles

    def _named(self, case: OpenCase) -> tuple[tuple[str, str], ...]:
        subject = _listing(case)
        count = count_differences(self.sides, self.left, self.right)
        badges = {
            Section.CHANGES: str(count) if count else "",
            Section.PRICES: badge_of(weighed_of(case.record, subject)),
            Section.PAPERS: self._papers_of(case).badge,
        }
        names = {
            Section.FIELDS: _("As listed"),
            Section.CHANGES: _("Changes"),
            Section.PRICES: _("Prices"),
            Section.PAPERS: _("Papers"),
        }
        return tuple(
            (one.value, name + (f" · {badges[one]}" if badges.get(one) else "")) for one, name in names.items()
        )

    def show_section(self, section: Section) -> None:
        """Reads another section."""
        if section is not self.section or self.comparing:
            self.section, self.comparing = section, False
            self.changed()

    def next_section(self, by: int = 1) -> None:
        """Reads the next section, or the one before."""
        every = list(Section)
        self.show_section(every[(every.index(self.section) + by) % len(every)])

    def plot(self) -> Plot | None:
        """The prices as a plot; None while nothing is shown."""
        return plot_of(self._case.record, _listing(self._case)) if self._case is not None else None

    # -- places -------------------------------------------------------------------------------------------------------

    def line_of(self, pointer: str) -> int | None:
        """The line at a pointer in the section that is shown."""
        return next((index for index, line in enumerate(self.lines) if line.pointer == pointer), None)

    def seek(self, pointer: str) -> int | None:
        """The line at a pointer, once the section that has it is shown; None where none has."""
        section = self._section_of(pointer)
        if any(line.pointer == pointer for line in self.lines_in(section)):
            self.show_section(section)
            return self.line_of(pointer)
        return None

    def _section_of(self, pointer: str) -> Section:
        parts = pointer.split("/")
        if pointer.startswith("/previous/") and len(parts) > 2 and parts[2].isdecimal():
            wanted = next((at for at, side in enumerate(self.sides) if side.index == int(parts[2])), None)
            if wanted is not None:
                self.choose_sides(wanted, len(self.sides) - 1)
            return Section.CHANGES
        if pointer.startswith("/price_history"):
            return Section.PRICES
        return Section.PAPERS if pointer.startswith("/certificates") else Section.FIELDS

    def look_at(self, row: int, place: int) -> None:
        """Shows the part of a long text that has a place in it."""
        lines = list(self.lines)
        lines[row] = replace(lines[row], window=window_at(lines[row].stored, place))
        self._lines[self.section] = tuple(lines)
        self.changed()

    def read_on(self, row: int) -> bool:
        """Shows the next part of a long text, the first one again after the last; False for one that is shown whole."""
        window = self.lines[row].window if row < len(self.lines) else None
        if window is None:
            return False
        self.look_at(row, window[1] if window[1] < len(self.lines[row].stored) else 0)
        return True

    def spot_to(self, index: int | None) -> Spot | None:
        """Goes to a hit of the word lists; None leaves them."""
        self.spot_at = index if index is not None and 0 <= index < len(self.spots) else None
        return self._spot

    @property
    def _spot(self) -> Spot | None:
        return self.spots[self.spot_at] if self.spot_at is not None else None

    # -- revisions ----------------------------------------------------------------------------------------------------

    def choose_sides(self, left: int, right: int) -> None:
        """Compares these two revisions, by their places in `sides`."""
        last = len(self.sides) - 1
        left, right = min(max(left, 0), last), min(max(right, 0), last)
        if (left, right) != (self.left, self.right):
            self.left, self.right = left, right
            self._lines.pop(Section.CHANGES, None)
            self._titles = ()
            self.changed()

    def move_side(self, left: bool, by: int) -> bool:
        """Takes an older (-1) or a newer (1) revision on one side; shows the changes where they are not shown yet."""
        if len(self.sides) < 2:
            return False
        if self.section is not Section.CHANGES or self.comparing:
            self.show_section(Section.CHANGES)
            return True
        count = len(self.sides)
        at = (self.left if left else self.right) + by
        self.choose_sides(at % count if left else self.left, self.right if left else at % count)
        return True

    # -- pictures -----------------------------------------------------------------------------------------------------

    def compare_pictures(self) -> bool:
        """Puts a second picture beside the first, or takes it away; False where there is only one."""
        items = self.pictures.state.items
        if len(items) < 2:
            return False
        self.comparing = not self.comparing
        if self.comparing:
            self.beside.show(items)
            self.beside.go(self._counterpart())
        else:
            self.beside.clear()
        self.changed()
        return True

    def _counterpart(self) -> int:
        """The picture that stood in the same place in the revision before, where it was another one; else the next."""
        items, at = self.pictures.state.items, self.pictures.state.at
        if len(self.sides) > 1 and self.pictures.state.still is not None:
            old, new = self.sides[-2].images, self.sides[-1].images
            place = next((n for n, image in enumerate(new) if image.sha256 == items[at].asset), None)
            if place is not None and place < len(old) and old[place].sha256 != items[at].asset:
                found = (index for index, item in enumerate(items) if item.asset == old[place].sha256)
                return next(found, (at + 1) % len(items))
        return (at + 1) % len(items)

    def step_beside(self, by: int) -> bool:
        """Another page or picture on the right; False where there is none beside."""
        if self.comparing:
            self.beside.next_page(by)
        return self.comparing

    def show_asset(self, asset: str) -> None:
        """Shows a picture by its bytes, without going there."""
        still = self.pictures.state.still
        if still is None or still.asset != asset:
            self.pictures.go_to_asset(asset, None, None)

    def _picture_moved(self) -> None:
        state = self.pictures.state
        key = (state.still.asset, state.page) if state.still is not None else None
        if key != self._at:
            self._at, self.code_at = key, -1
        if key is None or state.picture is None or key in self._codes:
            return
        self._codes[key] = None

        def came(found: tuple[Code, ...] | Cannot) -> None:
            if key in self._codes:
                self._codes[key] = found
                self.changed()

        self._reader.codes(key[0], state.page if state.pages else None, came)

    @property
    def _codes_here(self) -> tuple[Code, ...] | Cannot | None:
        return self._codes.get(self._at) if self._at is not None else None

    @property
    def codes(self) -> tuple[Code, ...]:
        """The two-dimensional codes on the picture that is shown, as far as they are read."""
        return self._codes_here if isinstance(self._codes_here, tuple) else ()

    @property
    def codes_trouble(self) -> Cannot | None:
        """Why the codes on the picture that is shown could not be read."""
        return self._codes_here if isinstance(self._codes_here, Cannot) else None

    def no_codes(self) -> str:
        """Why there is no code to go to: there is none, or nobody knows yet, or can."""
        match self._codes_here:
            case None:
                return _("The codes on this picture are still being read")
            case Cannot():
                return _("The codes on this picture could not be read")
        return _("No code on this picture")

    def next_code(self) -> Code | None:
        """Goes to the next code on the picture: its box is the one that Enter binds."""
        if not self.codes:
            return None
        self.code_at = (self.code_at + 1) % len(self.codes)
        self.pictures.set_box(self.codes[self.code_at].box)
        return self.codes[self.code_at]

    def boxed(self) -> tuple[Boxed, ...]:
        """The codes and the flags' boxes on the picture that is shown."""
        state = self.pictures.state
        if self._case is None or state.still is None:
            return ()
        codes = [Boxed(code.box, code.text, False) for code in self.codes]
        places = [(f, f.anchor) for f in self._case.record.flags if isinstance(f.anchor, RegionPlace)]
        flags = [
            Boxed(place.box, flag.reason, True)
            for flag, place in places
            if place.asset == state.still.asset and (place.page or 1) == state.page
        ]
        return (*codes, *flags)


def _listing(case: OpenCase) -> ListingSubject:
    if not isinstance(case.record.subject, ListingSubject):
        raise TypeError("not a listing")
    return case.record.subject


def stills(subject: ListingSubject) -> tuple[Still, ...]:
    """The pictures, then the papers of certificates, then pictures of earlier revisions, each file once."""
    found: dict[str, Still] = {}
    for number, image in enumerate(subject.images, 1):
        found.setdefault(image.sha256, Still(image.sha256, _("Picture {number}").format(number=number)))
    for paper in subject.certificates:
        if paper.document is not None:
            title = _("Certificate {scheme}").format(scheme=paper.scheme)
            found.setdefault(paper.document.sha256, Still(paper.document.sha256, title))
    for revision in subject.previous:
        for image in revision.images:
            title = _("Revision {number}").format(number=revision.revision)
            found.setdefault(image.sha256, Still(image.sha256, title))
    return tuple(found.values())
