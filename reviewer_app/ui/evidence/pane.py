"""The middle of the desk: shows the evidence of a case, whatever its kind, and hands out the anchors made on it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from reviewer_app.client.lanes import Lanes
from reviewer_app.client.viewmodels.actions import Where
from reviewer_app.client.viewmodels.cannot import CHANGED, Cannot
from reviewer_app.client.viewmodels.carried import Carried
from reviewer_app.client.viewmodels.evidence import Reader
from reviewer_app.client.viewmodels.lanes import Lane
from reviewer_app.client.viewmodels.pair import NOT_THIS_ONE, Side
from reviewer_app.client.viewmodels.shelf import NO_GOODS
from reviewer_app.client.words import _
from reviewer_app.client.workbench.bench import Bench
from reviewer_app.client.workbench.shelf import Goods
from reviewer_app.client.workbench.values import Beside, OpenCase
from reviewer_app.domain.cases import CaseKind, Place
from reviewer_app.domain.coverage import Watched
from reviewer_app.domain.drafts import Begun
from reviewer_app.domain.evidence import Anchor, FieldAnchor, TextAnchor, holds
from reviewer_app.domain.hidden import forget
from reviewer_app.domain.verdicts import Correction, Stated
from reviewer_app.media.room import MediaRoom
from reviewer_app.ui.evidence.canvas import Canvas
from reviewer_app.ui.evidence.clip import ClipView
from reviewer_app.ui.evidence.filing import FilingView
from reviewer_app.ui.evidence.handlers import clip_handlers, filing_handlers, listing_handlers
from reviewer_app.ui.evidence.listing import ListingView
from reviewer_app.ui.kit import Banner, EmptyState
from reviewer_app.ui.theme import px

_PLACES = {CaseKind.CLIP: Where.CLIP, CaseKind.LISTING: Where.LISTING, CaseKind.FILING: Where.FILING}
ZOOM = 1.25


class EvidencePane(QWidget):
    """The evidence. `first_painted` comes once for each case shown.

    One that is not `whole` is made part by part, where a key may come between (`make_next`).

    `corrected` gives what a person reads on a page: pointer, the machine's reading, the text or None, and `begun`
    what they have written of that so far; `stated` what they say of an input that no paper carries: schedule, name,
    value or None. `refused` says that a file of the case could not be shown, or can be again: its SHA-256, what was
    asked of it, whether it was refused. `watched` says that more of a clip, or of a picture that moves, has been
    seen, `flag_pressed` and `place_pressed` that a flag, or one of the anchors that are marked, was asked for by its
    number, `listing_pressed` the case of a listing on the shelf. `beside_changed` gives the case whose clip is about
    to be seen beside, or None.
    """

    corrected = Signal(str, str, object)
    begun = Signal(str, object)
    stated = Signal(str, str, object)
    first_painted = Signal()
    refused = Signal(str, str, bool)
    watched = Signal()
    flag_pressed = Signal(int)
    place_pressed = Signal(int)
    listing_pressed = Signal(str)
    beside_changed = Signal(object)

    def __init__(
        self,
        bench: Bench,
        media: MediaRoom,
        lanes: Lanes,
        verifier: MediaRoom | None = None,
        carried: Carried | None = None,
        whole: bool = True,
    ) -> None:
        super().__init__()
        self._reader = Reader(bench, media, lanes, verifier=verifier)
        self._bench, self._lanes = bench, lanes
        self._reader.on_refusal = self.refused.emit
        self._carried = carried or Carried()
        self.banner, self.empty, self._stack = Banner("warn"), EmptyState(icon_name="image"), QStackedWidget()
        self._case: OpenCase | None = None
        self._trouble: Cannot | None = None
        self._note: Cannot | None = None
        self._page_note: Cannot | None = None
        self._left = [self._make_clip, self._make_listing, self._make_filing, self._join]
        while whole and self.make_next():
            pass

    def make_next(self) -> bool:
        """Makes one more part of a pane that is not `whole` yet, and is not to be used before; False with the last."""
        if self._left:
            self._left.pop(0)()
        return bool(self._left)

    def _make_clip(self) -> None:
        self.clip = ClipView(self._reader, self._ask_beside, self._carried)

    def _make_listing(self) -> None:
        self.listing = ListingView(self._reader)

    def _make_filing(self) -> None:
        self.filing = FilingView(self._reader, self._carried)

    def _join(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(px(12), px(12), px(12), px(12))
        column.setSpacing(px(8))
        column.addWidget(self.banner)
        column.addWidget(self._stack, 1)
        for view in (self.empty, self.clip, self.listing, self.filing):
            self._stack.addWidget(view)
        self._connect()
        self._speak()

    def _connect(self) -> None:
        self.clip.watched.connect(self.watched)
        for leafed in (self.listing.stills.leafed, self.listing.beside.leafed, self.filing.stills.leafed):
            leafed.connect(self.watched)
        self.clip.item_pressed.connect(self._item_pressed)
        self.clip.lines.listing_pressed.connect(self.listing_pressed)
        self.clip.pair.told = self._beside
        self.clip.pair.watch(self._side_taken)
        for view in (self.clip, self.listing, self.filing):
            view.note.connect(self._noted)
        for view in (self.filing, self.listing):
            view.corrected.connect(self.corrected)
        self.filing.stated.connect(self.stated)
        self.filing.begun.connect(self.begun)
        for canvas in (self.clip.canvas, self.listing.stills.canvas, self.filing.stills.canvas):
            canvas.painted.connect(self.first_painted)
        for model in (self.clip.model, self.listing.model.pictures, self.filing.model.pictures):
            model.watch(self._tell_trouble)
        for pictures in (self.listing.model.pictures, self.filing.model.pictures):
            pictures.watch(self._tell_page)

    # -- showing ------------------------------------------------------------------------------------------------------

    def show_case(self, case: OpenCase) -> None:
        """Shows a case; what has to be decoded for it comes as it is done."""
        before, self._case = self._case, case
        if before is not None and before.record.kind is not case.record.kind:
            self._view_of(before).clear()
        self._note = None
        self.banner.say("")  # nothing that was said of the case before, nor that it was put away
        view = self._view_of(case)
        for viewer in (self.clip, self.listing, self.filing):
            viewer.setEnabled(viewer is view)  # a view that wakes for the deciding key wakes no more than is seen
        self._stack.setCurrentWidget(view)
        self._canvas().expect_paint()
        self._forget_others()
        self._reader.doubt(case.sheet.unshown)
        view.show_case(case)
        self._mark_draft(case)
        self._trouble = self.trouble
        self._say()

    def follow_case(self, case: OpenCase) -> None:
        """Takes a newer state of the case that is shown: what has come since is put in its place, all else stays.

        Whether it may be written and which rules count are the newer state's from here on (decision 0048).
        """
        before, self._case = self._case, case
        self._reader.doubt(case.sheet.unshown)
        self._view_of(case).follow_case(case)
        self._reader.came(case.here - (before.here if before is not None else frozenset()))

    def clear(self) -> None:
        """Shows nothing."""
        if self._case is not None:
            self._view_of(self._case).clear()
        self._case, self._note = None, None
        self._trouble = None
        self._stack.setCurrentWidget(self.empty)
        self._forget_others()
        self._say()

    def _forget_others(self) -> None:
        """Lets go of everything about cases that are not shown any more."""
        assets = self._case.record.assets() if self._case is not None else ()
        beside = self.clip.pair.asset
        self._reader.forget(frozenset(asset.sha256 for asset in assets) | ({beside} if beside is not None else set()))
        forget()

    # -- a second clip ------------------------------------------------------------------------------------------------

    def _ask_beside(self, case: OpenCase, then: Callable[[tuple[Beside, ...]], None]) -> None:
        self._lanes.store(lambda: self._bench.clips_beside(case), then)

    def _beside(self, case: OpenCase | None) -> None:
        self._note = None
        self._say()
        self._forget_others()
        self.beside_changed.emit(case)

    def _side_taken(self) -> None:
        """What was refused while the keys moved the second clip is not refused any more."""
        if self._note is NOT_THIS_ONE and self.clip.pair.side is Side.OWN:
            self._note = None
            self._say()

    def check_beside(self) -> None:
        """Cases in hand came or went: a second clip whose case went goes with it."""
        if self._view() is self.clip:
            self.clip.check_beside()

    # -- the shelf ----------------------------------------------------------------------------------------------------

    def check_shelf(self) -> None:
        """Cases may stand elsewhere than they did: what is said with the goods on the shelf is worked out anew."""
        case = self._case
        if case is None or self._view() is not self.clip:
            return

        def came(goods: Mapping[str, Goods]) -> None:
            if self._case is not None and self._case.case_id == case.case_id:
                self.clip.model.tell_goods(goods)

        self._lanes.store(lambda: self._bench.on_shelf(case), came)

    def say(self, why: Cannot | None) -> None:
        """Says anew why something that was asked for is not done; None says nothing."""
        self._noted(None)
        self._noted(why)

    def ask_listing(self) -> None:
        """Asks for the case of the listing that is meant; where it is not clear which, shows the shelf."""
        listing = self.clip.ask_listing()
        if listing is not None:
            self.listing_pressed.emit(listing)
            return
        self.clip.pair.close()  # the shelf stands where the second clip does
        self.clip.lines.offer_shelf()
        self.say(NO_GOODS)

    # -- what is shown ------------------------------------------------------------------------------------------------

    def _view_of(self, case: OpenCase) -> ClipView | ListingView | FilingView:
        match case.record.kind:
            case CaseKind.CLIP:
                return self.clip
            case CaseKind.LISTING:
                return self.listing
        return self.filing

    def _view(self) -> ClipView | ListingView | FilingView | None:
        return self._view_of(self._case) if self._case is not None else None

    def _canvas(self) -> Canvas:
        view = self._view()
        return view.stills.canvas if isinstance(view, ListingView | FilingView) else self.clip.canvas

    def _mark_draft(self, case: OpenCase) -> None:
        findings = case.draft.findings
        if not findings and case.judged is not None:
            findings = case.judged.operation.verdict.findings
        self.mark_anchors([anchor for finding in findings for anchor in finding.anchors])

    def mark_anchors(self, anchors: Sequence[Anchor]) -> None:
        """Shows where the findings' anchors lie; called again when the draft changes."""
        self.clip.mark_anchors(anchors)

    def show_corrections(
        self, corrections: Sequence[Correction], stated: Sequence[Stated] = (), begun: Sequence[Begun] = ()
    ) -> None:
        """What a person corrected of what machines read, stated and began; called again when the draft changes."""
        if self._view() is self.filing:
            self.filing.show_corrections(corrections, stated, begun)
        elif self._view() is self.listing:
            self.listing.show_corrections(corrections)

    def follow_habits(self, other: EvidencePane) -> None:
        """Takes over how the person likes to look: which lanes are seen. The rest both share."""
        self.clip.lanes.follow_habits(other.clip.lanes)

    def watched_now(self) -> tuple[Watched, ...]:
        """What of the clip on the desk, or of its pictures that move, has been watched up to now."""
        view = self._view()
        if isinstance(view, ClipView):
            return view.watched_now()
        return view.model.pictures.leafing.record() if view is not None else ()

    def _item_pressed(self, lane: Lane, index: int) -> None:
        if lane is Lane.FLAGS:
            self.flag_pressed.emit(index)
        elif lane is Lane.ANCHORS:
            self.place_pressed.emit(index)
        elif lane is Lane.SHELF and (listing := self.clip.model.listing_at(index)) is not None:
            self.listing_pressed.emit(listing)

    def warm(self) -> None:
        """Does ahead what the first painting would have to do."""
        self._canvas().warm()
        if self._view() is self.clip:
            self.clip.lanes.warm()

    def home(self) -> QWidget:
        """Who has the keyboard when nothing in particular has: the picture; with a filing its rows; else the words."""
        view = self._view()
        if view is None:
            return self.empty
        if isinstance(view, ClipView):
            return view.home()
        tabled = isinstance(view, FilingView) and (view.comparing or view.model.rows or view.model.looking)
        return view.grid if isinstance(view, FilingView) and tabled else self._canvas()

    @property
    def where(self) -> Where:
        """Which kind of evidence is shown."""
        return _PLACES[self._case.record.kind] if self._case is not None else Where.DESK

    @property
    def plays(self) -> bool:
        """Whether a clip plays forward or back here, and will come to an end by itself."""
        state = self.clip.model.state
        return self._case is not None and self._view() is self.clip and state.playing and state.loop is None

    @property
    def trouble(self) -> Cannot | None:
        """Why what is shown cannot be shown or played; None where all is well."""
        view = self._view()
        return view.trouble if view is not None else None

    # -- places and anchors -------------------------------------------------------------------------------------------

    def go_to_place(self, place: Place) -> None:
        """Goes to a flag's place, with its range, box or words as a proposal that Enter binds."""
        self._go(lambda view: view.go_to_place(place))

    def go_to_anchor(self, anchor: Anchor) -> None:
        """Goes to the exact place of an anchor; says so where it is not there any more."""
        self._go(lambda view: view.go_to_anchor(anchor))
        written = isinstance(anchor, TextAnchor | FieldAnchor)  # what has bytes answers once it is open
        if written and self._case is not None and not holds(anchor, self._case.subject, frozenset()):
            self._noted(CHANGED)

    def go_to_file(self, sha256: str) -> None:
        """Brings a file of the case to the front, where there are several."""
        self._go(lambda view: None if isinstance(view, ClipView) else view.go_to_file(sha256))

    def _go(self, way: Callable[[ClipView | ListingView | FilingView], object]) -> None:
        view = self._view()
        if view is not None:
            self._noted(None)  # what the way finds out is said anew, though it was put away before
            way(view)

    @property
    def spots(self) -> tuple[int, int | None]:
        """How many hits of word lists there are in place beside the flags, and which one the person is at."""
        view = self._view()
        return (len(view.model.spots), view.model.spot_at) if isinstance(view, ListingView) else (0, None)

    def go_to_spot(self, index: int) -> None:
        """Goes to a hit of the word lists, as a proposal that Enter binds."""
        self._go(lambda view: view.go_to_spot(index) if isinstance(view, ListingView) else None)

    def ask_anchor(self, then: Callable[[Anchor | Cannot | None], None]) -> bool:
        """Asks the viewer for the anchor of what was touched last; False where there is nothing to bind.

        `then` is given it, now or once it is known, or why there is none; whatever is shown by then.
        """
        view = self._view()
        if view is None:
            return False
        if isinstance(view, ClipView):
            view.ask_anchor(then)
            return True
        view.stills.canvas.draw_box(False)
        anchor = view.anchor()
        if anchor is not None:
            then(anchor)
        return anchor is not None

    def commit(self) -> bool:
        """Takes over what was typed; False where it cannot be taken as it is."""
        return self._view() is not self.filing or self.filing.side.asking.commit()

    def finish(self) -> bool:
        """The same, with the keyboard there where it cannot be taken."""
        return self._view() is not self.filing or self.filing.finish()

    @property
    def checking(self) -> bool:
        """Whether the checks that are shown are being worked out anew."""
        return self._view() is self.filing and self.filing.model.looking

    # -- words --------------------------------------------------------------------------------------------------------

    def _noted(self, note: Cannot | None) -> None:
        self._note = note
        self._say()

    def _tell_page(self) -> None:
        """Says once that a place on a page is not there; which pages there are is known when the file has answered."""
        view = self._view()
        note = view.model.pictures.state.note if isinstance(view, ListingView | FilingView) else None
        if note != self._page_note:
            self._page_note = note
            if note is not None:
                self._noted(note)

    def _tell_trouble(self) -> None:
        if self.trouble != self._trouble:
            self._trouble = self.trouble
            self._say()

    def _say(self) -> None:
        shown = self._canvas().has_picture  # without a picture, the words stand in its place
        said = self._note or (self._trouble if shown else None)
        self.banner.say(f"{_(said.what)} {_(said.todo)}" if said is not None else "", "warn", "", _("Put away"))

    def retranslate(self) -> None:
        """Reads every word again."""
        for view in (self.clip, self.listing, self.filing):
            view.retranslate()
        self._speak()

    def _speak(self) -> None:
        self.empty.set(_("No case on the desk"), _("Take one from the queue."))
        self._say()

    # -- actions ------------------------------------------------------------------------------------------------------

    def handlers(self) -> dict[str, Callable[[], object]]:
        """Who answers which action; those of the kind that is shown, and none where there is nothing."""
        view = self._view()
        if view is None:
            return {}
        shared: dict[str, Callable[[], object]] = {
            "desk.box": lambda: self._box(),
            "picture.zoom_in": lambda: self._zoom(ZOOM),
            "picture.zoom_out": lambda: self._zoom(1 / ZOOM),
            "picture.fit": self._fit,
        }
        return shared | self._own_handlers(view)

    def refusals(self) -> dict[str, str]:
        """Why something would do nothing with the evidence that is shown."""
        view = self._view()
        return view.refusals() if isinstance(view, ListingView | FilingView) else {}

    def _own_handlers(self, view: ClipView | ListingView | FilingView) -> dict[str, Callable[[], object]]:
        if isinstance(view, ClipView):
            return clip_handlers(view) | {"clip.listing": self.ask_listing}
        if isinstance(view, ListingView):
            return listing_handlers(view)
        return filing_handlers(view)

    @property
    def _comparing(self) -> bool:
        return self._view() is self.filing and self.filing.comparing

    def _box(self) -> None:
        if isinstance(self._view(), ClipView):
            self.clip.draw_box()
        elif not self._comparing:
            self._canvas().draw_box(not self._canvas().drawing)

    def _fit(self) -> None:
        view = self._view()
        if self._comparing:
            self.filing.past.fit_page()
        elif isinstance(view, ListingView | FilingView):
            view.stills.fit_page()
        else:
            self._canvas().fit()

    def _zoom(self, factor: float) -> None:
        view = self._view()
        if self._comparing:
            self.filing.past.zoom(factor)
        elif isinstance(view, ListingView | FilingView):
            view.stills.zoom(factor)
        else:
            self._canvas().zoom(factor)
