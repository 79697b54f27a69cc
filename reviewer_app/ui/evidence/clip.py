"""A clip on the desk: the picture to the frame, playing, its time line, and what can be read beside it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from reviewer_app.client.viewmodels.cannot import CHANGED, NOTHING_MARKED, ONE_FRAME, UNPLACED, Cannot
from reviewer_app.client.viewmodels.carried import Carried
from reviewer_app.client.viewmodels.clip import ClipModel
from reviewer_app.client.viewmodels.cliplanes import ClipLanes
from reviewer_app.client.viewmodels.clipstate import Tab
from reviewer_app.client.viewmodels.evidence import Reader
from reviewer_app.client.viewmodels.pair import NOT_THIS_ONE, Ask, PairModel, Side
from reviewer_app.client.viewmodels.textplaces import text_anchor
from reviewer_app.client.words import _
from reviewer_app.client.workbench.values import OpenCase
from reviewer_app.domain.cases import ClipSubject, Place, TextPlace, TimePlace
from reviewer_app.domain.coverage import Watched
from reviewer_app.domain.evidence import Anchor, FieldAnchor, TextAnchor, TimeAnchor
from reviewer_app.ui.evidence.clip_boxes import boxes_here
from reviewer_app.ui.evidence.clip_controls import ClipControls
from reviewer_app.ui.evidence.clip_lines import ClipLines
from reviewer_app.ui.evidence.contact import ContactSheet
from reviewer_app.ui.evidence.frames import hand_over
from reviewer_app.ui.evidence.lanes import LanesView
from reviewer_app.ui.evidence.lanes.paint import Film
from reviewer_app.ui.evidence.screening import Screening
from reviewer_app.ui.evidence.second_clip import PairHead, SecondClipView
from reviewer_app.ui.evidence.telling import Telling
from reviewer_app.ui.theme import live, px

TIGHT = 640
"""Pixels of evidence below which the picture and what can be read share the width evenly."""
LANES_SHARE, READ_LEAST = 0.3, 272
"""How much of the height the lanes may take before they give way, and the pixels above them that are left at least."""
SECOND_LEAST = 80
"""Pixels of the second clip's time line: its pictures can be clicked."""


class ClipView(QWidget):
    """The clip. `note` says that a place is not there.

    `watched` says that more of it has reached the screen; `item_pressed` that an item of a lane was asked for.
    """

    note = Signal(object)
    watched = Signal()
    item_pressed = Signal(object, int)

    def __init__(self, reader: Reader, ask_beside: Ask, carried: Carried, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.model, self._reader = ClipModel(reader, carried), reader
        self.screening = Screening(self.model, reader, parent=self)
        self.canvas, self.player = self.screening.canvas, self.screening.player
        self.lanes, self.sheet, self._stage = LanesView(), ContactSheet(), QStackedWidget()
        self.pair = PairModel(self.model, reader, ask_beside)
        self.pair_head, self.second = PairHead(self.pair), SecondClipView(self.pair, reader, self.canvas)
        self.controls, self.lines = ClipControls(self.pair), ClipLines(self.model)
        self._on_lines, self._paired, self._laid_out = False, False, ClipLanes()
        self._anchors: tuple[Anchor, ...] = ()
        self._case: OpenCase | None = None
        self._film: Film | None = None
        self._telling, self._warm = Telling(self.model, self), QTimer(self)
        self._warm.setSingleShot(True)
        self._warm.timeout.connect(self.canvas.warm)
        self._lay_out()
        live.changed.connect(self._share_out)
        self._connect()
        self.retranslate()

    def _lay_out(self) -> None:
        whole, left = self._whole, self._left = QVBoxLayout(self), QVBoxLayout()
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(px(8))
        left.setSpacing(px(4))
        for one in (self.canvas, self.sheet):
            self._stage.addWidget(one)
        left.addWidget(self._stage, 1)
        left.addWidget(self.controls)
        self._row = QHBoxLayout()
        self._row.setSpacing(px(12))
        self._row.addLayout(left, 8)
        self._row.addWidget(self.lines, 3)
        self._row.addWidget(self.second, 0)
        whole.addWidget(self.pair_head)
        whole.addLayout(self._row, 1)
        whole.addWidget(self.lanes)
        whole.addWidget(self.second.lanes)
        for part in (self.pair_head, self.second, self.second.lanes):
            part.hide()

    def _connect(self) -> None:
        self.canvas.box_changed.connect(self._boxed)
        self.canvas.reached.connect(self._reached)
        self.canvas.covered.connect(self.model.covered)
        self._telling.lately.connect(self._fill_lanes)
        self._telling.told.connect(self.watched)
        self.canvas.touched.connect(lambda: self._touch(False))
        self.sheet.chosen.connect(self._chosen)
        self.sheet.turned.connect(self.model.turn_page)
        self.controls.sheet.clicked.connect(self.turn_sheet)
        self.lanes.sought.connect(self._sought)
        self.lanes.item_pressed.connect(self.item_pressed)
        self.lanes.resized.connect(self._share_out)
        self.lines.touched.connect(lambda: self._touch(True))
        self.controls.box.clicked.connect(self.draw_box)
        self.controls.beside.clicked.connect(self.turn_beside)
        self.pair_head.swap.clicked.connect(self.turn_side)
        self.canvas.focused.connect(lambda: self.pair.take(Side.OWN))
        self.second.canvas.focused.connect(lambda: self.pair.take(Side.OTHER))
        self.model.watch(self._refresh)
        self.pair.other.watch(self.controls.refresh)
        self.pair.watch(self._show_pair)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._share_out()

    def _share_out(self) -> None:
        """Most of the width is the picture's; where there is little, what can be read gets as much.

        The lanes take a third of the height, and where a person opened them all, what the rest can spare.
        """
        tight, paired = self.width() < px(TIGHT), self.pair.on
        below = tight or paired
        self.lines.setMinimumWidth(px(208 if tight else 304))
        self._place_controls(below)
        for place, share in enumerate((1, 0, 1) if paired else (1, 1, 0) if tight else (8, 3, 0)):
            self._row.setStretch(place, share)
        spare = self.height() - px(8) - (self.controls.heightForWidth(self.width()) + px(8) if below else 0)
        if paired:
            spare -= self.pair_head.sizeHint().height() + px(8)
        room, most = min(LANES_SHARE * self.height(), spare - px(READ_LEAST)), spare - self._row.minimumSize().height()
        if self.pair.beside is not None:
            under = max(room / 2, px(SECOND_LEAST))
            room, most = room - under, most - round(under) - px(8)
            self.second.lanes.set_room(under, under)
        self.lanes.set_room(room, most)

    def _place_controls(self, below: bool) -> None:
        """The controls stand under the picture; where that is narrow, under the words beside it too: on fewer lines."""
        here, there = (self._whole, self._left) if below else (self._left, self._whole)
        if here.indexOf(self.controls) < 0:
            there.removeWidget(self.controls)
            here.insertWidget(here.indexOf(self.lanes) if below else 1, self.controls)

    # -- showing ------------------------------------------------------------------------------------------------------

    def show_case(self, case: OpenCase) -> None:
        """Shows a clip from its first frame; it can be played once it is known to be whole."""
        subject, room = case.record.subject, self._room_for_pixels()
        if isinstance(subject, ClipSubject):  # before anything else: it is read while the clip before is put away
            self._reader.first(subject.video.sha256, room, lambda frame: None)
        self._stop()
        self.pair.close()
        self._close_sheet()
        self.sheet.show_strip(None, None, 0)
        self.canvas.fit()
        self.canvas.draw_box(False)
        self._on_lines, self._case, self._anchors = False, case, ()
        self.lanes.set_clip(0.0)
        self.lines.forget()
        self.model.show(case, room)
        self.lines.start(isinstance(subject, ClipSubject) and subject.transcript is not None)

    def follow_case(self, case: OpenCase) -> None:
        """Takes a newer state of the case: what is shown of a clip is its record, which stays as it came in."""
        self._case = case

    def _room_for_pixels(self) -> tuple[float, float]:
        """How many pixels of the screen there are for a frame, at the most."""
        ratio = self.canvas.devicePixelRatioF()
        return self.canvas.width() * ratio, self.canvas.height() * ratio

    def clear(self) -> None:
        """Shows nothing and lets go of the bytes."""
        self._stop()
        self.pair.close()
        self._case, self._anchors, self._film = None, (), None
        self._laid_out.forget()
        self._close_sheet()
        self.sheet.show_strip(None, None, 0)
        self.model.clear()
        self.lanes.set_clip(0.0)
        self.lines.forget()

    def _stop(self) -> None:
        self._telling.stop()
        self.screening.stop()
        self._warm.stop()

    def mark_anchors(self, anchors: Sequence[Anchor]) -> None:
        """Anchors to be seen on the time line and, while their time is on screen, on the picture."""
        self._anchors = tuple(anchors)
        self._refresh_lanes()
        self.canvas.set_markers(boxes_here(self.model, self._anchors))

    def _refresh(self) -> None:
        state = self.model.state
        self.screening.refresh()
        if state.frame is not None and not state.playing and state.frame.pts == state.shown:
            self._warm.start(0)  # also of a clip that lies behind and is not painted: it comes forward in its size
        if self.on_sheet and state.sheet is not None:
            self.sheet.show_strip(state.sheet, state.timeline, state.at, state.pages)
        elif self.on_sheet and (state.playing or not state.asset):
            self._close_sheet()
        self._refresh_lanes()
        self.canvas.set_markers(boxes_here(self.model, self._anchors))
        self.controls.refresh()
        self.lines.refresh()
        if state.note is not None:
            self.note.emit(state.note)

    def _refresh_lanes(self) -> None:
        """Where the clip is; what lies in the lanes too, unless it plays: then that follows now and again."""
        timeline, state = self.model.state.timeline, self.model.state
        if timeline is None or not timeline.duration:
            return
        if self.lanes.window_in_sight.whole != float(timeline.duration):
            self.lanes.set_clip(float(timeline.duration))
        marked = self.model.marked() if self.model.has_marks else None
        marks = None
        if marked is not None:
            marks = float(timeline.seconds(marked[0])), float(timeline.seconds(marked[1]))
        if not state.playing or not self.lanes.lanes:
            self._fill_lanes()
        self.lanes.set_at(float(timeline.seconds(state.at)), marks, state.loop is not None)

    def _fill_lanes(self) -> None:
        state, timeline = self.model.state, self.model.state.timeline
        if timeline is None:
            return
        if state.film is None:
            self._film = None
        elif self._film is None or self._film.strip is not state.film:
            self._film = Film.of(state.film, tuple(float(timeline.seconds(pts)) for pts in state.film.pts))
        rows = self._laid_out.rows(state, self.model.record, self._anchors, self.model.watching.stretches)
        self.lanes.set_rows(rows, self._film, state.wave)

    # -- contact sheet ------------------------------------------------------------------------------------------------

    @property
    def on_sheet(self) -> bool:
        """Whether the contact sheet lies over the picture."""
        return self._stage.currentWidget() is self.sheet

    def turn_sheet(self) -> None:
        """Lays the contact sheet over the picture, or takes it away."""
        if self.on_sheet:
            self._close_sheet()
            return
        self.pair.take(Side.OWN)
        self.model.halt()
        state = self.model.state
        self.sheet.show_strip(state.sheet or state.film, state.timeline, state.at, state.pages)
        self._stage.setCurrentWidget(self.sheet)
        self.sheet.setFocus(Qt.FocusReason.OtherFocusReason)
        self.model.ask_sheet()

    def _close_sheet(self) -> None:
        had = self.sheet.hasFocus()
        self._stage.setCurrentWidget(self.canvas)
        if had:
            self.canvas.setFocus(Qt.FocusReason.OtherFocusReason)

    # -- a second clip ------------------------------------------------------------------------------------------------

    def turn_beside(self) -> None:
        """Puts a second clip beside the case's own, or away."""
        if self.pair.on:
            self.pair.close()
        elif self._case is not None:
            self.pair.open(self._case)

    def check_beside(self) -> None:
        """Cases in hand came or went."""
        if self._case is not None:
            self.pair.check(self._case)

    def turn_side(self) -> bool:
        """Gives the keys to the other one of two clips; False where there is one."""
        if self.pair.beside is None:
            return False
        (self.second.canvas if self.pair.side is Side.OWN else self.canvas).setFocus(Qt.FocusReason.OtherFocusReason)
        return True

    @property
    def lanes_here(self) -> LanesView:
        """The time line of the clip that the keys move."""
        return self.second.lanes if self.pair.side is Side.OTHER else self.lanes

    def home(self) -> QWidget:
        """Who has the keyboard when nothing in particular has."""
        return self.second.canvas if self.pair.side is Side.OTHER else self.canvas

    def _show_pair(self) -> None:
        pair = self.pair
        if pair.on != self._paired:
            self._paired = pair.on
            hand_over(self.lines if pair.on else self.second, self.canvas)
            self.second.setVisible(pair.on)
            self.pair_head.setVisible(pair.on)
            self.lines.setVisible(not pair.on)
        self.second.lanes.setVisible(pair.beside is not None)
        self.second.show_pair()
        self.pair_head.show_pair()
        self.controls.refresh()
        self._share_out()
        if pair.note is not None:
            self.note.emit(pair.note)

    def _may_bind(self) -> bool:
        """Whether the keys move the case's own clip: evidence is bound on no other. Says so where they do not."""
        if self.pair.side is Side.OTHER:
            self.note.emit(NOT_THIS_ONE)
        return self.pair.side is Side.OWN

    def _chosen(self, pts: object) -> None:
        self._close_sheet()
        self._touch(False)
        if isinstance(pts, int):
            self.model.seek(pts)

    # -- watching -----------------------------------------------------------------------------------------------------

    def _reached(self, pts: object) -> None:
        """A frame was painted before the person."""
        if isinstance(pts, int):
            self.model.painted(pts)
            self._telling.reached()

    def watched_now(self) -> tuple[Watched, ...]:
        """What of the clip has been watched up to now."""
        record = self.model.watching.record()
        return (record,) if record is not None else ()

    # -- what a person does -------------------------------------------------------------------------------------------

    def _touch(self, lines: bool) -> None:
        """What is meant now: what can be read, or the picture; in either case the clip of the case."""
        self._on_lines = lines
        if self.pair.side is Side.OTHER:
            self.canvas.setFocus(Qt.FocusReason.OtherFocusReason)
            self.pair.take(Side.OWN)

    def _show_picture(self) -> None:
        """What is meant is the picture, and the frame itself is to be seen: no sheet of small ones lies over it."""
        self._touch(False)
        self._close_sheet()

    def _boxed(self, box: object) -> None:
        self._touch(False)
        self.model.set_box(self.canvas.box)

    def _sought(self, seconds: float) -> None:
        self._touch(False)
        self.model.seek_seconds(seconds)

    def loop(self) -> bool:
        """Plays what is marked over and over, or no more."""
        if self._may_bind():
            self._touch(False)
            if not self.model.toggle_loop():
                self.note.emit(None)  # it is said anew, though it was put away before
                self.note.emit(ONE_FRAME if self.model.has_marks else NOTHING_MARKED)
        return True

    def step(self, frames: int) -> None:
        """Frames on or back; what is meant now is the picture."""
        self._on_lines = False
        self.pair.step(frames)

    def mark(self, out: bool) -> None:
        """Marks in, or out."""
        if not self._may_bind():
            return
        self._show_picture()
        (self.model.set_out if out else self.model.set_in)()

    def unmark(self) -> bool:
        """Takes the marks and the box away; False where there are none."""
        if not self.model.has_marks and self.model.state.box is None:
            return False
        if self._may_bind():
            self._show_picture()
            self.canvas.draw_box(False)
            self.model.unmark()
        return True

    def draw_box(self) -> None:
        """Begins a box on the frame, or ends drawing."""
        if not self._may_bind():
            return
        self._show_picture()
        if self.model.state.playing:
            self.model.pause()
        self.canvas.draw_box(not self.canvas.drawing)

    def seek_words(self) -> None:
        """Goes to the search over what can be read."""
        self.pair.close()  # they stand where the second clip does
        self.lines.finder.field.setFocus()
        self.lines.finder.field.selectAll()

    def next_text(self) -> bool:
        """Reads the next text beside the picture, with the keyboard in it; False where there is none."""
        beside = self.pair.on
        self.pair.close()  # they stand where the second clip does
        return self.lines.next_text(stay=beside)

    def ask_listing(self) -> str | None:
        """The listing on the shelf that is meant now; None where it is none, or one of several."""
        return self.lines.listing_meant(self._on_lines)

    def ask_anchor(self, then: Callable[[Anchor | Cannot | None], None]) -> None:
        """Makes the anchor of what was touched last: a line or words, or the marks and the box."""
        if not self._may_bind():
            then(None)
            return
        self.canvas.draw_box(False)
        if not self._on_lines:
            self.model.anchor(then)
        elif self.lines.timed():
            self.model.line_anchor(self.lines.chosen_lines(), then, self.lines.chosen_words())
        else:
            reading = self.lines.reading
            then(text_anchor(reading.lines[reading.row], reading.selected()) if reading.lines else None)

    # -- places -------------------------------------------------------------------------------------------------------

    def go_to_place(self, place: Place) -> None:
        """Goes to a flag's place: the frame with its range and box as marks, or the words."""
        if isinstance(place, TimePlace):
            self._show_picture()
            self.model.go_to_place(place)
        elif isinstance(place, TextPlace):
            found, spot = self.lines.find_words(place)
            self._words(found, spot)
            if spot is None and Tab.COMMENTS in self.model.state.lines:  # else they are still being made
                self.note.emit(UNPLACED)
        else:
            self.note.emit(UNPLACED)

    def go_to_anchor(self, anchor: Anchor) -> None:
        """Goes to the very frame, or the very words; whether those stand in the record is for who knows it to say."""
        if isinstance(anchor, TimeAnchor):
            self._show_picture()
            self.model.go_to_anchor(anchor)
            quote = anchor.quote
            if quote is not None and not self.lines.show_quote(quote, anchor.start_s, anchor.end_s):
                self.note.emit(CHANGED)
        elif isinstance(anchor, TextAnchor | FieldAnchor):
            self._words(*self.lines.find_words(anchor))
        else:
            self.note.emit(CHANGED)

    def _words(self, found: tuple[Tab, int] | None, spot: tuple[int, int] | None) -> None:
        if found is not None:
            self.pair.close()  # words stand where the second clip does
            tab, row = found
            self.lines.show_tab(tab)
            start = self.lines.reading.lines[row].start_s
            if start is not None:
                self._close_sheet()
                self.model.seek_seconds(start)
            self.lines.reading.go_to(row, *(spot or (0, 0)))
            self._touch(True)

    @property
    def trouble(self) -> Cannot | None:
        """Why the clip cannot be shown or played."""
        return self.model.state.trouble

    def retranslate(self) -> None:
        """Reads its words again."""
        self.canvas.setAccessibleName(_("Picture of the clip"))
        self.lanes.retranslate()
        self.sheet.retranslate()
        self.controls.retranslate()
        self.model.retranslate()
        self._laid_out.forget()
        self.lines.retranslate()
        self.second.retranslate()
        self.pair_head.retranslate()
        self._refresh()
