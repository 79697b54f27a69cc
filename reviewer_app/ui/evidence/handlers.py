"""Who answers which action of the evidence, for each kind of it."""

from __future__ import annotations

from collections.abc import Callable

from reviewer_app.ui.evidence.clip import ClipView
from reviewer_app.ui.evidence.filing import FilingView
from reviewer_app.ui.evidence.lanes.view import ZOOM as TIME_ZOOM
from reviewer_app.ui.evidence.listing import ListingView


def _find(view: ListingView) -> None:
    if view.model.comparing:
        view.compare()
    view.finder.field.setFocus()
    view.finder.field.selectAll()


def listing_handlers(view: ListingView) -> dict[str, Callable[[], object]]:
    """The actions of a listing."""
    pages = view.model.pictures
    return {
        "listing.picture_next": lambda: pages.next_page(1),
        "listing.picture_previous": lambda: pages.next_page(-1),
        "listing.section_next": lambda: view.next_section(1),
        "listing.section_previous": lambda: view.next_section(-1),
        "listing.read_on": view.read_on,
        "listing.revision_left": lambda: view.move_side(True),
        "listing.revision_right": lambda: view.move_side(False),
        "listing.beside": view.compare,
        "listing.beside_next": lambda: view.model.step_beside(1),
        "listing.beside_previous": lambda: view.model.step_beside(-1),
        "listing.code_next": view.next_code,
        "listing.answer": view.answer,
        "desk.find": lambda: _find(view),
    }


def _past_handlers(view: FilingView) -> dict[str, Callable[[], object]]:
    """While an earlier filing lies beside this one: the same keys, over both."""
    past = view.past.model
    return {
        "filing.past": view.compare,
        "filing.past_earlier": lambda: past.step_filing(1),
        "filing.past_later": lambda: past.step_filing(-1),
        "filing.page_next": lambda: past.next_page(1),
        "filing.page_previous": lambda: past.next_page(-1),
        "filing.rotate": past.rotate,
        "filing.rotate_back": lambda: past.rotate(-1),
        "filing.fit_width": lambda: view.past.fit_page(wide=True),
        "filing.row_next": lambda: past.step(1),
        "filing.row_previous": lambda: past.step(-1),
        "filing.problem_next": lambda: past.step_change(1),
        "filing.problem_previous": lambda: past.step_change(-1),
    }


def filing_handlers(view: FilingView) -> dict[str, Callable[[], object]]:
    """The actions of a filing."""
    if view.comparing:
        return _past_handlers(view)
    pages = view.model.pictures
    return {
        "filing.page_next": lambda: pages.next_page(1),
        "filing.page_previous": lambda: pages.next_page(-1),
        "filing.rotate": lambda: pages.rotate(),
        "filing.rotate_back": lambda: pages.rotate(-1),
        "filing.fit_width": lambda: view.stills.fit_page(wide=True),
        "filing.row_next": lambda: view.step(1),
        "filing.row_previous": lambda: view.step(-1),
        "filing.problem_next": lambda: view.step_problem(1),
        "filing.problem_previous": lambda: view.step_problem(-1),
        "filing.side": view.turn_side,
        "filing.correct": view.correct,
        "filing.confirm": view.confirm,
        "filing.answer": view.answer,
        "filing.tab": view.next_tab,
        "filing.past": view.compare,
        "desk.find": view.finder.begin,
    }


def clip_handlers(view: ClipView) -> dict[str, Callable[[], object]]:
    """The actions of a clip."""
    pair, lanes = view.pair, view.lanes_here
    return {
        "clip.play": pair.here.play_or_pause,
        "clip.back": pair.here.back,
        "clip.stop": pair.here.pause,
        "clip.forward": pair.here.forward,
        "clip.slower": lambda: pair.here.change_speed(-1),
        "clip.faster": lambda: pair.here.change_speed(1),
        "clip.loop": view.loop,
        "clip.sheet": view.turn_sheet,
        "clip.lanes": view.lanes.turn,
        "clip.lane": lanes.fold_next,
        "clip.time_in": lambda: lanes.zoom(TIME_ZOOM),
        "clip.time_out": lambda: lanes.zoom(1 / TIME_ZOOM),
        "clip.time_all": lanes.whole,
        "clip.time_earlier": lambda: lanes.scroll_pages(-0.5),
        "clip.time_later": lambda: lanes.scroll_pages(0.5),
        "clip.step_back": lambda: view.step(-1),
        "clip.step": lambda: view.step(1),
        "clip.step_back_10": lambda: view.step(-10),
        "clip.step_10": lambda: view.step(10),
        "clip.in": lambda: view.mark(out=False),
        "clip.out": lambda: view.mark(out=True),
        "clip.unmark": view.unmark,
        "clip.beside": view.turn_beside,
        "clip.beside_next": lambda: pair.next(1),
        "clip.side": view.turn_side,
        "clip.together": pair.turn_together,
        "clip.align": pair.align,
        "clip.text": view.next_text,
        "desk.find": view.seek_words,
    }
