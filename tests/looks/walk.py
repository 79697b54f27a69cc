"""Walks what a window shows and names what is cut: words without room, widgets beyond what holds them."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QPoint, QRect
from PySide6.QtWidgets import QAbstractScrollArea, QLabel, QLineEdit, QScrollArea, QTableView, QTextEdit, QWidget

from reviewer_app.ui.kit import Button, Chip, ChipButton, ElidedLabel, KeyCap, Tabs
from reviewer_app.ui.kit.likeness import Likeness
from reviewer_app.ui.kit.marks import Rounds

SLACK = 1
DOTS = 0.8
"""So much of a long choice is seen before its dots; pointing at it says the rest."""
READ_LINES = 4
"""Lines of evidence that must be in sight at once, at any size."""


def cuts(window: QWidget) -> list[str]:
    """What is cut in a window, a line for each; empty where everything can be read or reached."""
    found = []
    for widget in _seen(window):
        name = f"{type(widget).__name__} {_words(widget)!r} {widget.width()}x{widget.height()}"
        found += [f"{name}: {why}" for why in (*_cut(widget), *_outside(widget, window), *_covered(widget))]
    return found


def _seen(window: QWidget) -> Iterator[QWidget]:
    """What can be seen; a likeness lies folded at no size when it does not stand in, and says nothing of its own."""
    shown = (w for w in window.findChildren(QWidget) if w.isVisible() and w.isVisibleTo(window) and _awake(w))
    return (w for w in shown if not isinstance(w, Likeness))


def _awake(widget: QWidget) -> bool:
    """Not in a view that lies behind another one."""
    from reviewer_app.ui.desk.view import CaseView

    at: QWidget | None = widget
    while at is not None:
        if isinstance(at, CaseView):
            return at.isEnabled()
        at = at.parentWidget()
    return True


def _words(widget: QWidget) -> str:
    text = getattr(widget, "text", "")
    said = text() if callable(text) else text
    return str(said or widget.accessibleName())[:60]


def _cut(widget: QWidget) -> Iterator[str]:
    """Words that have less room than they need."""
    if isinstance(widget, ElidedLabel):
        if widget.cut and widget.width() < 3 * widget.fontMetrics().averageCharWidth():
            yield "no room at all"
    elif isinstance(widget, QLabel) and widget.text():
        if widget.height() + SLACK < widget.fontMetrics().height():
            yield "lower than a line"
        elif widget.wordWrap():
            if widget.heightForWidth(widget.width()) > widget.height() + SLACK:
                yield f"wants {widget.heightForWidth(widget.width())} lines high"
        elif widget.sizeHint().width() > widget.width() + SLACK:
            yield f"wants {widget.sizeHint().width()}"
    elif isinstance(widget, Tabs):
        if widget.heightForWidth(widget.width()) > widget.height() or widget.minimumSizeHint().width() > widget.width():
            yield "a tab has no room"
    elif isinstance(widget, Chip | ChipButton | Button | KeyCap | Rounds):
        hint = widget.sizeHint()
        said = widget.toolTip() or (isinstance(widget, ChipButton) and widget.width() >= hint.width() * DOTS)
        if (hint.width() > widget.width() + SLACK and not said) or hint.height() > widget.height() + SLACK:
            yield f"wants {hint.width()}x{hint.height()}"
    elif isinstance(widget, QLineEdit):
        if widget.width() < 8 * widget.fontMetrics().averageCharWidth():
            yield "no room to type in"
    elif isinstance(widget, QTextEdit) and widget.isReadOnly():
        if widget.viewport().height() < READ_LINES * widget.fontMetrics().height():
            yield "fewer lines than can be read"
        if widget.document().idealWidth() > widget.viewport().width() + SLACK:
            yield "lines wider than it"
    elif isinstance(widget, QTableView):
        over = widget.horizontalHeader().length() > widget.viewport().width() + SLACK
        if over and not widget.horizontalScrollBar().isVisible():
            yield "columns beyond its edge"


def _outside(widget: QWidget, window: QWidget) -> Iterator[str]:
    """Parts beyond what holds it, where nothing scrolls."""
    holder = widget.parentWidget()
    if holder is None or isinstance(holder, QAbstractScrollArea) or widget is window:
        return
    area = holder.parentWidget()
    if isinstance(area, QAbstractScrollArea) and area.viewport() is holder:
        if isinstance(area, QScrollArea) and widget.width() > holder.width() + SLACK:
            yield f"wider than what scrolls it ({holder.width()})"
        return
    if not holder.rect().adjusted(-SLACK, -SLACK, SLACK, SLACK).contains(widget.geometry()):
        yield f"at {_said(widget.geometry())}, beyond its {type(holder).__name__} {holder.width()}x{holder.height()}"


def _covered(widget: QWidget) -> Iterator[str]:
    """Words that stand over those of a neighbour."""
    holder = widget.parentWidget()
    if holder is None or not isinstance(widget, QLabel | Chip | ChipButton | Button | KeyCap):
        return
    for other in holder.children():
        if not isinstance(other, QLabel | Chip | ChipButton | Button | KeyCap) or not other.isVisible():
            continue
        if other is widget or not _words(other):
            continue
        both = widget.geometry().intersected(other.geometry())
        if both.width() > SLACK and both.height() > SLACK:
            yield f"lies over {_words(other)!r}"


def _said(box: QRect) -> str:
    corner: QPoint = box.topLeft()
    return f"{corner.x()},{corner.y()}"
