"""What is closed is gone: no view of the desk holds a case, or a word of one, that is not open any more."""

from __future__ import annotations

import gc

import pytest
from PySide6.QtWidgets import QAbstractButton, QLabel, QLineEdit, QPlainTextEdit, QTextEdit, QWidget

from reviewer_app.client.workbench.values import OpenCase
from reviewer_app.domain.cases import CaseRecord
from reviewer_app.ui.desk.view import CaseView
from tests.ui.desk_bench import DeskBed, Key


def words_of(widget: QWidget) -> str:
    """Every word that a widget holds, also where it is hidden."""
    texts = [widget.toolTip(), widget.accessibleName(), widget.accessibleDescription()]
    if isinstance(widget, QLabel | QAbstractButton | QLineEdit):
        texts.append(widget.text())
    elif isinstance(widget, QPlainTextEdit | QTextEdit):
        texts.append(widget.toPlainText())
    texts += [str(text) for name, text in vars(widget).items() if isinstance(text, str)]
    return "\n".join(texts)


def told(view: CaseView, record: CaseRecord) -> dict[str, str]:
    """The widgets of a view that still hold words of a record."""
    own = [record.title, record.ref, record.merchant.name, *(flag.reason for flag in record.flags)]
    own += record.merchant.identifiers.values()
    found = {}
    for widget in (view, *view.findChildren(QWidget)):
        said = words_of(widget)
        found |= {f"{type(widget.parent()).__name__}.{type(widget).__name__}": word for word in own if word in said}
    return found


@pytest.mark.parametrize("kind", [0, 1, 2])
def test_a_case_that_left_the_desk_is_held_nowhere(bed: DeskBed, kind: int) -> None:
    case_id = bed.give(kind, kind)
    bed.open(case_id)
    desk = bed.stage.desktop.desk
    if kind == 2:
        bed.press(Key.Key_L, Key.Key_Q, Key.Key_X, Key.Key_Down)  # a correction that is begun, and its line
        assert bed.pane.filing.correcting.field.text()
    bed.press(*"v1".upper().encode())  # a finding, and its card
    record = bed.state.case.record if bed.state.case is not None else None
    assert record is not None and told(bed.page.front, record)
    del bed.bench.cases[case_id]
    desk.close()
    bed.settle()
    bed.qtbot.wait(50)
    left = {key: word for view in bed.page.views for key, word in told(view, record).items()}
    assert left == {}
    assert all(view.pane.filing.correcting.field.text() == "" for view in bed.page.views)
    gc.collect()
    held = [one for one in gc.get_objects() if isinstance(one, OpenCase) and one.case_id == case_id]
    assert held == [], [type(by) for one in held for by in gc.get_referrers(one)]
