"""Walking with Tab: the places that take the keyboard, in the order in which they are read."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLayout, QScrollArea, QStackedWidget, QWidget


def stops(root: QWidget) -> list[QWidget]:
    """What Tab stops at below a widget, and at the widget itself: as the layouts stand, what lies over them last.

    Qt's own chain is the order in which widgets were made, and rows that a case adds come at its end.
    """
    return [widget for widget in _read(root) if _takes(widget)]


def step(root: QWidget, forward: bool) -> bool:
    """Gives the keyboard to the next stop below `root`, or the one before, round its ends; False where there is none.

    A stop that is out of sight in something that scrolls is brought into it.
    """
    found, here = stops(root), QApplication.focusWidget()
    if not found:
        return False
    if here in found:
        at = found.index(here) + (1 if forward else -1)
    else:  # from a widget that is no stop itself: to what is read after it, or before it
        order = list(_read(root))
        place = order.index(here) if here in order else -1
        before = sum(order.index(stop) <= place for stop in found)
        at = before if forward else before - 1
    reach(found[at % len(found)], Qt.FocusReason.TabFocusReason if forward else Qt.FocusReason.BacktabFocusReason)
    return True


def reach(widget: QWidget, reason: Qt.FocusReason = Qt.FocusReason.OtherFocusReason) -> None:
    """Gives a widget the keyboard, and brings it into sight."""
    widget.setFocus(reason)
    above = widget.parentWidget()
    while above is not None:
        if isinstance(above, QScrollArea) and above is not widget:
            above.ensureWidgetVisible(widget, 0, 8)
        above = above.parentWidget()


def _takes(widget: QWidget) -> bool:
    asked = bool(widget.focusPolicy() & Qt.FocusPolicy.TabFocus) and widget.focusProxy() is None
    return asked and widget.isEnabled()


def _read(widget: QWidget) -> Iterator[QWidget]:
    """A widget that is shown, then what is in it: nothing below one that is hidden can be reached."""
    if not widget.isVisible():
        return
    yield widget
    if isinstance(widget, QStackedWidget):
        inside: list[QWidget | None] = [widget.currentWidget()]
    elif isinstance(widget, QScrollArea):
        inside = [widget.widget()]
    else:
        inside = [*_children(widget)]
    for child in inside:
        if child is not None:
            yield from _read(child)


def _children(widget: QWidget) -> list[QWidget]:
    layout = widget.layout()
    laid = list(_laid(layout)) if layout is not None else []
    here = set(laid)
    rest = [one for one in widget.children() if isinstance(one, QWidget) and one not in here and not one.isWindow()]
    return laid + rest


def _laid(layout: QLayout) -> Iterator[QWidget]:
    for at in range(layout.count()):
        item = layout.itemAt(at)
        if item is None:
            continue
        widget, inner = item.widget(), item.layout()
        if widget is not None:
            yield widget
        elif inner is not None:
            yield from _laid(inner)
