"""What a case is tied to, laid over the desk: linked shops as a graph and as rows with reasons, and other cases."""

from __future__ import annotations

import math
from collections.abc import Callable

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from reviewer_app.client.viewmodels import format as words
from reviewer_app.client.viewmodels.ties import CaseLine, ShopLine, Tied, tied
from reviewer_app.client.words import _
from reviewer_app.client.workbench.values import OpenCase
from reviewer_app.ui.desk.sheets import ReadingSheet
from reviewer_app.ui.kit import Chip, ElidedLabel, Label, Row
from reviewer_app.ui.kit.paint import colour, rounded
from reviewer_app.ui.theme import METRICS, current, font, px

NODE_WIDE, NODE_HIGH = 132, 30
_HEIGHTS = (0, 48, 48, 132, 132, 180, 236)
DRAWN = 8
"""Shops in the graph: more would lie over each other; the rows have them all."""


class TiesGraph(QWidget):
    """This case's shop in the middle, linked ones around it, each line with what is shared; soft links are dashed."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._own, self._shops = "", tuple[ShopLine, ...]()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(px(480), px(_HEIGHTS[min(len(self._shops), len(_HEIGHTS) - 1)]))

    def show_shops(self, own: str, shops: tuple[ShopLine, ...]) -> None:
        """Shows these; the graph is away where there is nothing to draw."""
        self._own, self._shops = own, shops[:DRAWN]
        said = [words.named(shop.name, _(", ").join(shop.kinds)) for shop in shops]
        self.setAccessibleName(_("Shops linked with {name}").format(name=own))
        self.setAccessibleDescription(_("; ").join(said))
        self.setVisible(bool(shops))
        self.updateGeometry()
        self.update()

    @property
    def _middle(self) -> QPointF:
        """Where this case's shop stands; with a single other one they stand side by side."""
        return QPointF(self.width() * (0.3 if len(self._shops) == 1 else 0.5), self.height() / 2)

    def _places(self) -> list[QPointF]:
        """Where the linked shops stand: on an ellipse, the first at the right, the others evenly around."""
        middle = QPointF(self.width() / 2, self.height() / 2)
        if len(self._shops) == 1:
            return [QPointF(self.width() * 0.7, middle.y())]
        across, down = (self.width() - px(NODE_WIDE)) / 2 - px(4), (self.height() - px(NODE_HIGH)) / 2 - px(4)
        turn = math.tau / max(len(self._shops), 1)
        angles = [at * turn for at in range(len(self._shops))]
        return [middle + QPointF(across * math.cos(angle), down * math.sin(angle)) for angle in angles]

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, palette = QPainter(self), current()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        middle, places = self._middle, self._places()
        for shop, at in zip(self._shops, places, strict=True):
            style = Qt.PenStyle.SolidLine if shop.hard else Qt.PenStyle.DashLine
            painter.setPen(QPen(colour(palette.bad if shop.hard else palette.dim), px(1.5), style))
            painter.drawLine(middle, at)
        painter.setFont(font(11))
        for shop, at in zip(self._shops, places, strict=True):
            self._label(painter, middle + (at - middle) * 0.54, _(", ").join(shop.kinds))
            self._node(painter, at, shop.name, own=False)
        self._node(painter, middle, self._own, own=True)

    def _node(self, painter: QPainter, at: QPointF, name: str, own: bool) -> None:
        palette = current()
        room = QRectF(at.x() - px(NODE_WIDE) / 2, at.y() - px(NODE_HIGH) / 2, px(NODE_WIDE), px(NODE_HIGH))
        ground, line = (palette.accent_ground, palette.accent) if own else (palette.panel, palette.line)
        rounded(painter, room, px(METRICS.radius), ground, line)
        face = font(13, 600 if own else 400)
        painter.setFont(face)
        painter.setPen(colour(palette.accent if own else palette.ink))
        text = QFontMetrics(face).elidedText(name, Qt.TextElideMode.ElideRight, int(room.width()) - px(12))
        painter.drawText(room, int(Qt.AlignmentFlag.AlignCenter), text)

    def _label(self, painter: QPainter, at: QPointF, text: str) -> None:
        face = font(11)
        metrics, palette = QFontMetrics(face), current()
        shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, px(120))
        wide = metrics.horizontalAdvance(shown) + px(8)
        room = QRectF(at.x() - wide / 2, at.y() - px(9), wide, px(18))
        painter.fillRect(room, colour(palette.panel))
        painter.setFont(face)
        painter.setPen(colour(palette.dim))
        painter.drawText(room, int(Qt.AlignmentFlag.AlignCenter), shown)


class TiesSheet(ReadingSheet):
    """The ties laid over the desk; `case_pressed` gives a case that may be read."""

    action = "desk.ties"
    case_pressed = Signal(str)

    def __init__(self, window: QWidget) -> None:
        super().__init__(window, 760, "Shift+I", (4, 4, 12, 8))
        self.graph, self._list = TiesGraph(), QWidget()
        self._column = QVBoxLayout(self._list)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(px(2))
        self._scroll.column.addWidget(self.graph)
        self._scroll.column.addWidget(self._list)
        self._case: OpenCase | None = None

    def _wanted_height(self, width: int) -> int:
        """As high as what it lists, for a box that is so wide."""
        inside = self._scroll.column.contentsMargins()
        inner = self._inside(width) - inside.left() - inside.right()
        graph = self.graph.sizeHint().height() + px(METRICS.gap) if self.graph.isVisibleTo(self) else 0
        self._column.activate()
        return self._framed(inside.top() + graph + self._column.heightForWidth(inner) + inside.bottom() + px(8))

    def start(self, case: OpenCase) -> None:
        """Shows what a case is tied to."""
        self._case = case
        self.retranslate()
        self.show_over(self._scroll)

    def retranslate(self) -> None:
        """Reads every word again."""
        self._entitle(_("What the case is tied to"))
        shown = tied(self._case) if self._case is not None else None
        while (item := self._column.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        self.graph.show_shops(shown.own if shown else "", shown.shops if shown else ())
        if shown is None:
            self._put(Label(_("The server did not say what this case is tied to."), "dim", wrap=True))
            return
        self._fill(shown)

    def _fill(self, shown: Tied) -> None:
        self._put(_heading(_("Linked shops")))
        for shop in shown.shops:
            self._put(_shop_row(shop))
        if not shown.shops:
            self._put(Label(_("No other shop is known by the same numbers or names."), "dim", wrap=True))
        self._put(_heading(_("Other cases")))
        for case in shown.cases:
            self._put(self._case_row(case))
        if not shown.cases:
            self._put(Label(_("No other case of these people, this room or these goods."), "dim", wrap=True))
        for note in shown.notes:
            self._put(Label(note, "small", wrap=True))

    def _put(self, widget: QWidget) -> None:
        self._column.addWidget(widget)
        widget.show()

    def _case_row(self, case: CaseLine) -> Row:
        row = Row(pressable=case.opens)
        column = QVBoxLayout()
        column.setSpacing(0)
        column.addWidget(ElidedLabel(case.title, "text"))
        column.addWidget(ElidedLabel(case.about, "small"))
        row.line.addLayout(column, 1)
        row.line.addWidget(Chip(case.outcome, "bad" if case.breach else "neutral"))
        row.setAccessibleName(f"{case.title}, {case.about}, {case.outcome}")
        if case.opens:
            row.clicked.connect(self._opener(case.case_id))
        return row

    def _opener(self, case_id: str) -> Callable[[], None]:
        def opened() -> None:
            self.dismiss()
            self.case_pressed.emit(case_id)

        return opened


def _heading(text: str) -> Label:
    label = Label(text, "strong")
    label.setContentsMargins(0, px(8), 0, px(2))
    return label


def _shop_row(shop: ShopLine) -> Row:
    row = Row(pressable=False)
    column = QVBoxLayout()
    column.setSpacing(0)
    column.addWidget(Label(shop.name, "text", wrap=True))
    column.addWidget(ElidedLabel(shop.about, "small"))
    reasons = QVBoxLayout()
    reasons.setSpacing(0)
    for reason in shop.reasons:
        reasons.addWidget(Label(reason, "text", ink="bad" if shop.hard else None, wrap=True))
    row.line.addLayout(column, 2)
    row.line.addLayout(reasons, 3)
    row.setAccessibleName(f"{shop.name}, {shop.about}: {', '.join(shop.reasons)}")
    return row
