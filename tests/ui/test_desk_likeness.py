"""The columns of the next case as they were drawn ahead: what is shown is what they paint, or they paint at once."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QEvent, QPoint
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication

from reviewer_app.client.words import speak
from reviewer_app.domain.changes import Changes
from reviewer_app.domain.drafts import Draft
from reviewer_app.domain.verdicts import Outcome
from reviewer_app.ui import theme
from reviewer_app.ui.app import the_app
from reviewer_app.ui.desk.view import CaseView
from reviewer_app.ui.kit.likeness import Likeness
from tests.ui.desk_bench import DeskBed, Key, Modifier

CTRL = Modifier.ControlModifier
Change = Callable[[DeskBed, CaseView], object]


def _ready(bed: DeskBed, kind: int = 0) -> CaseView:
    """A case on the desk, the next one behind it; the one that is behind."""
    first = bed.give(0, 0)
    bed.give(1, kind)
    bed.open(first)
    behind = bed.page.behind
    assert behind is not None and behind.state.case is not None
    _rest()
    return behind


def _rest() -> None:
    for _each in range(3):
        QApplication.processEvents()


def _seen(view: CaseView, likeness: Likeness) -> QImage:
    """What stands where a column is, up to the corners of its frame, which show what lies below."""
    host = likeness.parentWidget()
    room = likeness.place.translated(host.mapTo(view, QPoint()))
    return view.grab(room).toImage().convertToFormat(QImage.Format.Format_RGB32)


def _shown(view: CaseView) -> list[Likeness]:
    """Those that belong to a column that is on the screen."""
    return [one for one in view.likenesses if one.parentWidget().isVisible()]


@pytest.mark.parametrize("kind", range(3), ids=["clip", "listing", "filing"])
@pytest.mark.parametrize(
    "looks", [("light", 1.0, 1920, "zh_CN"), ("dark", 1.0, 1366, "en"), ("light", 1.5, 1920, "en")]
)
def test_what_is_shown_first_is_what_the_columns_paint(
    bed: DeskBed, chinese: None, kind: int, looks: tuple[theme.ThemeName, float, int, str]
) -> None:
    name, scale, width, tongue = looks
    speak(tongue)
    theme.apply(the_app(), name, scale)
    bed.shell.resize(width, 1080 if width == 1920 else 768)
    bed.shell.retranslate()
    behind = _ready(bed, kind)
    drawn = [one.drawn.toImage().convertToFormat(QImage.Format.Format_RGB32) for one in _shown(behind)]
    assert drawn and not any(image.isNull() for image in drawn)
    bed.press(Key.Key_P)
    bed.press(Key.Key_Return, modifiers=CTRL)
    assert bed.page.front is behind
    assert all(one.stands for one in _shown(behind))
    assert [_seen(behind, one) for one in _shown(behind)] == drawn
    _rest()
    assert not any(one.stands for one in behind.likenesses)
    assert [_seen(behind, one) for one in _shown(behind)] == drawn
    bed.settle()
    assert [_seen(behind, one) for one in _shown(behind)] == drawn


def _redraft(bed: DeskBed, view: CaseView) -> None:
    case = view.state.case
    assert case is not None and case.lease is not None
    bed.bench.save_draft(case.case_id, Draft(outcome=Outcome.PASS, reason="已核对"), case.lease)
    bed.stage.desktop.apply_changes(Changes(leases=True, cases=frozenset({case.case_id})))


def _speak_chinese(bed: DeskBed, view: CaseView) -> None:
    speak("zh_CN")
    bed.shell.retranslate()


CHANGES: dict[str, Change] = {
    "data": _redraft,
    "size": lambda bed, view: (bed.shell.resize(1600, 900), _rest()),
    "theme": lambda bed, view: theme.apply(the_app(), "dark", 1.0),
    "scale": lambda bed, view: theme.apply(the_app(), "light", 1.25),
    "language": _speak_chinese,
    "case gone": lambda bed, view: view.forget(),
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_change_since_drops_the_drawing(bed: DeskBed, chinese: None, change: str) -> None:
    behind = _ready(bed)
    before = [one.drawn.cacheKey() for one in _shown(behind)]
    assert before and all(before)
    CHANGES[change](bed, behind)
    assert [one.drawn.cacheKey() for one in behind.likenesses if not one.drawn.isNull()] == []


@pytest.mark.parametrize("change", ["size", "theme", "scale", "language"])
def test_after_a_change_the_columns_paint_themselves_at_once(bed: DeskBed, chinese: None, change: str) -> None:
    behind = _ready(bed)
    CHANGES[change](bed, behind)
    bed.press(Key.Key_P)
    bed.press(Key.Key_Return, modifiers=CTRL)
    assert bed.page.front is behind
    assert not any(one.stands for one in behind.likenesses)


def test_a_habit_that_shows_more_is_not_covered_by_a_drawing_with_less(bed: DeskBed) -> None:
    behind = _ready(bed)
    bed.page.context.risk.clicked.emit()
    bed.page.decision.turn_follows()
    bed.press(Key.Key_P)
    bed.press(Key.Key_Return, modifiers=CTRL)
    assert bed.page.front is behind
    assert not any(one.stands for one in behind.likenesses)
    assert behind.context._terms_box.isVisibleTo(behind.context)


def test_every_habit_is_taken_over_at_once(bed: DeskBed) -> None:
    behind, front = _ready(bed), bed.page.front
    front.context.risk.clicked.emit()
    front.decision.follows.turn()
    behind.follow_habits(front)
    assert behind.context._terms_box.isVisibleTo(behind.context)
    assert behind.decision.follows.wish == front.decision.follows.wish is not None


def test_a_drawing_for_another_screen_is_not_shown(bed: DeskBed) -> None:
    behind = _ready(bed)
    for one in behind.likenesses:
        drawn = one.drawn
        drawn.setDevicePixelRatio(2.0)
        one._drawn = drawn
    bed.press(Key.Key_P)
    bed.press(Key.Key_Return, modifiers=CTRL)
    assert bed.page.front is behind
    assert not any(one.stands for one in behind.likenesses)


@pytest.mark.parametrize("kind", [QEvent.Type.Enter, QEvent.Type.Leave, QEvent.Type.LayoutRequest])
def test_the_mouse_and_a_new_layout_drop_the_drawing(bed: DeskBed, kind: QEvent.Type) -> None:
    likeness = _ready(bed).likenesses[1]
    assert not likeness.drawn.isNull()
    QApplication.sendEvent(likeness.parentWidget(), QEvent(kind))
    assert likeness.drawn.isNull()


def test_a_column_that_has_the_keyboard_is_never_covered(bed: DeskBed) -> None:
    bed.open(bed.give(0, 0))
    likeness = bed.page.front.likenesses[1]
    likeness.draw()
    bed.page.decision.search()
    assert not likeness.stand_in()
    assert likeness.drawn.isNull()


def test_a_key_pressed_while_the_drawing_stands_counts_and_takes_it_away(bed: DeskBed) -> None:
    behind = _ready(bed)
    bed.press(Key.Key_P)
    bed.press(Key.Key_Return, modifiers=CTRL)
    assert bed.page.front is behind and behind.likenesses[1].stands
    bed.press(Key.Key_P)
    assert bed.state.draft.outcome is Outcome.PASS
    assert behind.decision.foot.buttons[Outcome.PASS].isChecked()
    assert not behind.likenesses[1].stands


def test_drawing_ahead_leaves_the_view_behind_asleep(bed: DeskBed) -> None:
    behind = _ready(bed)
    assert not behind.likenesses[1].drawn.isNull()
    assert not behind.isEnabled()
    assert not behind.isAncestorOf(QApplication.focusWidget())
