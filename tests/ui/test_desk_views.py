"""The two views of the desk: the case that comes next lies behind, comes forward whole, and leaves nothing."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QPlainTextEdit, QWidget

from reviewer_app.client.trouble import NotSaved
from reviewer_app.client.words import speak
from reviewer_app.domain.changes import Changes
from reviewer_app.domain.drafts import Draft
from reviewer_app.domain.verdicts import HoldAsk, Outcome
from tests.ui.desk_bench import REFS, DeskBed, Key, Modifier

CTRL = Modifier.ControlModifier


def test_the_next_case_is_painted_from_the_same_widgets(bed: DeskBed) -> None:
    first = bed.give(0, 0)
    bed.give(1, 0)
    bed.open(first)
    bed.press(Key.Key_P)
    before = set(map(id, bed.page.findChildren(QWidget)))
    bed.press(Key.Key_Return, modifiers=CTRL)
    assert bed.state.case is not None and bed.state.case.case_id != first
    assert set(map(id, bed.page.decision.findChildren(QWidget))) <= before
    bed.settle()


@pytest.mark.parametrize("kind", range(3), ids=["clip", "listing", "filing"])
def test_the_case_that_comes_next_is_filled_behind_and_comes_forward_whole(bed: DeskBed, kind: int) -> None:
    first, second = bed.give(0, 0), bed.give(1, kind)
    bed.open(first)
    front, behind = bed.page.views
    assert bed.page.front is front and behind.state.case is not None
    assert behind.state.case.case_id == second and not behind.isEnabled()
    bed.press(Key.Key_P)
    bed.press(Key.Key_Return, modifiers=CTRL)
    assert bed.page.front is behind and behind.isEnabled()
    assert behind.pane._canvas().has_picture  # at once: nothing was waited for
    assert bed.page.head.ref.text() == REFS[kind]
    bed.settle()
    assert not front.isEnabled()
    assert not front.pane._reader._kept  # none comes next: what was seen of the case that is done is gone


def _words(view: QWidget) -> list[str]:
    """Every word that a view shows, offers or says aloud."""
    said = []
    for widget in view.findChildren(QWidget):
        if isinstance(widget, QLabel):
            said.append(widget.text())
        elif isinstance(widget, QLineEdit | QPlainTextEdit):
            said.append(widget.placeholderText())
        said += [widget.accessibleName(), widget.toolTip()]
    return said


@pytest.mark.parametrize("tongue", ["en", "zh_CN"])
def test_the_view_that_comes_forward_has_all_its_words_at_once(bed: DeskBed, chinese: None, tongue: str) -> None:
    speak(tongue)
    bed.shell.retranslate()
    first = bed.give(0, 0)
    bed.give(1, 0)
    bed.open(first)
    bed.press(Key.Key_P)
    bed.press(Key.Key_Return, modifiers=CTRL)
    front = bed.page.front
    assert front is bed.page.views[1]
    assert front.decision.clauses.field.placeholderText()
    assert front.decision.no_findings.text() and front.decision.no_findings.isVisible()
    assert front.decision.card_list.isHidden()
    now, seen = _words(front), front.decision.grab().toImage()
    front.retranslate()
    assert now == _words(front)
    bed.settle()
    for _each in range(3):
        QApplication.processEvents()
    assert seen == front.decision.grab().toImage()  # what is painted first is what stays


def test_the_case_behind_is_filled_anew_when_it_has_changed(bed: DeskBed) -> None:
    first, second = bed.give(0, 0), bed.give(1, 1)
    bed.open(first)
    lease = bed.bench.cases[second].lease
    assert lease is not None
    bed.bench.save_draft(second, Draft(outcome=Outcome.PASS, reason="已核对"), lease)
    bed.stage.desktop.apply_changes(Changes(leases=True, cases=frozenset({second})))
    bed.settle()
    bed.press(Key.Key_P)
    bed.press(Key.Key_Return, modifiers=CTRL)
    assert bed.page.decision.reason.text() == "已核对"


def test_the_keyboard_never_gets_into_the_case_behind(bed: DeskBed) -> None:
    bed.give(1, 1)
    bed.open(bed.give(0, 0))
    _front, behind = bed.page.views
    bed.press(Key.Key_S)
    seen: set[int] = set()
    for _ in range(120):
        bed.press(Key.Key_Tab)
        at = QApplication.focusWidget()
        assert at is not None and not behind.isAncestorOf(at), at
        seen.add(id(at))
    assert len(seen) > 10


def test_making_the_view_behind_opens_no_window(bed: DeskBed) -> None:
    bed.give(1, 1)
    windows = WindowsShown()
    QApplication.instance().installEventFilter(windows)  # type: ignore[union-attr]
    bed.open(bed.give(0, 0))
    assert len(bed.page.views) == 2
    assert windows.seen == []


def test_how_a_person_likes_to_look_goes_from_case_to_case(bed: DeskBed) -> None:
    first = bed.give(0, 0)
    bed.give(1, 0)
    bed.open(first)
    muted = bed.pane.clip.model.state.muted
    assert bed.shell.keys.run("clip.mute")
    bed.press(Key.Key_P)
    bed.press(Key.Key_Return, modifiers=CTRL)
    assert bed.pane.clip.model.state.muted is not muted


def test_a_decision_that_the_disk_refuses_leaves_the_view_behind_asleep(bed: DeskBed) -> None:
    bed.give(1, 1)
    bed.open(bed.give(0, 0))
    front, behind = bed.page.views
    bed.press(Key.Key_P)
    bed.bench.trouble["decide"] = NotSaved()
    bed.press(Key.Key_Return, modifiers=CTRL)
    assert bed.page.front is front and front.isEnabled()
    assert not behind.isEnabled()
    bed.stage.desktop.desk.saving.now()  # the disk has room again: nothing keeps the window from closing


class WindowsShown(QObject):
    """Notes every window that comes onto the screen."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: list[QWidget] = []

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.Show and isinstance(watched, QWidget) and watched.isWindow():
            self.seen.append(watched)
        return False


def test_the_reasons_for_a_hold_are_those_of_the_case_itself(bed: DeskBed) -> None:
    first, second = bed.give(0, 0), bed.give(1, 1)
    case = bed.bench.cases[second]
    book = case.sheet.procedure()
    assert book is not None
    procedure = book.rulebook.procedure
    own = tuple(reason.model_copy(update={"id": f"own-{reason.id}"}) for reason in reversed(procedure.hold_reasons))
    changed = book.rulebook.model_copy(update={"procedure": procedure.model_copy(update={"hold_reasons": own})})
    versions = tuple(v.model_copy(update={"rulebook": changed}) if v is book else v for v in case.sheet.versions)
    hold = HoldAsk(reason=own[0].id, until=bed.stage.clock.now(), owner=own[0].owner)
    draft = Draft(outcome=Outcome.HOLD, hold=hold)
    bed.bench.cases[second] = replace(case, sheet=replace(case.sheet, versions=versions), draft=draft)
    bed.open(first)
    bed.press(Key.Key_P)
    bed.press(Key.Key_Return, modifiers=CTRL)
    chips = bed.page.decision.choices.used
    assert [(chip.text, chip.checked) for chip in chips] == [(r.text.within("en"), r is own[0]) for r in own]
    chips[1].clicked.emit()
    assert bed.state.draft.hold is not None and bed.state.draft.hold.reason == own[1].id


def test_an_empty_desk_keeps_nothing_of_the_cases_before(bed: DeskBed) -> None:
    bed.give(1, 1)
    bed.open(bed.give(0, 0))
    assert bed.shell.keys.run("desk.release")
    bed.settle()
    bed.press(Key.Key_P)
    bed.press(Key.Key_Return, modifiers=CTRL)
    bed.settle()
    assert bed.state.case is None
    assert [view.state.case for view in bed.page.views] == [None, None]
    assert not any(view.pane._reader._kept for view in bed.page.views)
