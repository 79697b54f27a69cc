"""What a case is tied to, laid over the desk: linked shops as a graph and as rows with reasons, and other cases."""

from __future__ import annotations

import math

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from reviewer_app.client.viewmodels import format as words
from reviewer_app.client.viewmodels.ties import CaseLine, ShopLine, Tied, tied
from reviewer_app.client.words import _
from reviewer_app.client.workbench.values import OpenCase
from reviewer_app.ui.desk.sheets import ReadingSheet, settled
from reviewer_app.ui.kit import Chip, ElidedLabel, Label, Pool, Row
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


class ShopRow(Row):
    """A linked shop: what it is at the left, why it is linked at the right."""

    def __init__(self) -> None:
        super().__init__(pressable=False)
        column, reasons = QVBoxLayout(), QVBoxLayout()
        for lines in (column, reasons):
            lines.setSpacing(0)
        self.name, self.about = Label(wrap=True), ElidedLabel(role="small")
        self.reasons = Pool(lambda: Label(wrap=True), reasons.addWidget)
        column.addWidget(self.name)
        column.addWidget(self.about)
        self.line.addLayout(column, 2)
        self.line.addLayout(reasons, 3)

    def show_shop(self, shop: ShopLine) -> None:
        """Shows a shop."""
        self.name.setText(shop.name)
        self.about.setText(shop.about)
        self.reasons.show(shop.reasons, lambda label, reason: label.setText(reason))
        for label in self.reasons.used:
            label.set_ink("bad" if shop.hard else None)
        self.setAccessibleName(f"{shop.name}, {shop.about}: {', '.join(shop.reasons)}")

    def empty(self) -> None:
        """Names no shop."""
        self.setAccessibleName("")
        self.name.clear()
        self.about.clear()
        self.reasons.clear(Label.clear)


class CaseRow(Row):
    """Another case; it can be pressed where it may be read."""

    def __init__(self) -> None:
        super().__init__(pressable=False)
        column = QVBoxLayout()
        column.setSpacing(0)
        self.case_id = ""
        self.title, self.about, self.outcome = ElidedLabel(), ElidedLabel(role="small"), Chip()
        column.addWidget(self.title)
        column.addWidget(self.about)
        self.line.addLayout(column, 1)
        self.line.addWidget(self.outcome)

    def show_case(self, case: CaseLine) -> None:
        """Shows a case."""
        self.case_id = case.case_id
        self.title.setText(case.title)
        self.about.setText(case.about)
        self.outcome.set(case.outcome, "bad" if case.breach else "neutral")
        self.setAccessibleName(f"{case.title}, {case.about}, {case.outcome}")
        self.set_pressable(case.opens)

    def empty(self) -> None:
        """Names no case."""
        self.case_id = ""
        self.setAccessibleName("")
        self.title.clear()
        self.about.clear()
        self.outcome.set("")


class TiesSheet(ReadingSheet):
    """The ties laid over the desk; `case_pressed` gives a case that may be read."""

    action = "desk.ties"
    case_pressed = Signal(str)

    def __init__(self, window: QWidget) -> None:
        super().__init__(window, 760, "Shift+I", (4, 4, 12, 8))
        self.graph, self._list = TiesGraph(), QWidget()
        self._column, shops, cases, notes = QVBoxLayout(self._list), QVBoxLayout(), QVBoxLayout(), QVBoxLayout()
        self._column.setContentsMargins(0, 0, 0, 0)
        for lines in (self._column, shops, cases, notes):
            lines.setSpacing(px(2))
        self._shops, self._cases = _heading(), _heading()
        self._untold, self._no_shop, self._no_case = (Label(role="dim", wrap=True) for _each in range(3))
        self.shops, self.cases = Pool(ShopRow, shops.addWidget), Pool(self._case_row, cases.addWidget)
        self.notes = Pool(lambda: Label(role="small", wrap=True), notes.addWidget)
        self._column.addWidget(self._untold)
        for heading, rows, none in ((self._shops, shops, self._no_shop), (self._cases, cases, self._no_case)):
            self._column.addWidget(heading)
            self._column.addLayout(rows)
            self._column.addWidget(none)
        self._column.addLayout(notes)
        self._scroll.column.addWidget(self.graph)
        self._scroll.column.addWidget(self._list)
        self._case: OpenCase | None = None

    def _case_row(self) -> CaseRow:
        row = CaseRow()
        row.clicked.connect(lambda: self._open(row.case_id))
        return row

    def _open(self, case_id: str) -> None:
        self.dismiss()
        self.case_pressed.emit(case_id)

    def _wanted_height(self, width: int) -> int:
        """As high as what it lists, for a box that is so wide."""
        inside = self._scroll.column.contentsMargins()
        inner = self._inside(width) - inside.left() - inside.right()
        graph = self.graph.sizeHint().height() + px(METRICS.gap) if self.graph.isVisibleTo(self) else 0
        return self._framed(inside.top() + graph + self._column.heightForWidth(inner) + inside.bottom() + px(8))

    def start(self, case: OpenCase) -> None:
        """Shows what a case is tied to."""
        self._case = case
        self.retranslate()
        self.show_over(self._scroll)

    def clear(self) -> None:
        """Shows no case, and keeps no word of one."""
        self._case = None
        self.graph.show_shops("", ())
        self.shops.clear(ShopRow.empty)
        self.cases.clear(CaseRow.empty)
        self.notes.clear(Label.clear)

    def retranslate(self) -> None:
        """Reads every word again."""
        self._entitle(_("What the case is tied to"))
        for label, said in (
            (self._untold, _("The server did not say what this case is tied to.")),
            (self._shops, _("Linked shops")),
            (self._no_shop, _("No other shop is known by the same numbers or names.")),
            (self._cases, _("Other cases")),
            (self._no_case, _("No other case of these people, this room or these goods.")),
        ):
            label.setText(said)
        self._fill(tied(self._case) if self._case is not None else None)

    def _fill(self, shown: Tied | None) -> None:
        shops, cases = (shown.shops, shown.cases) if shown is not None else ((), ())
        self.graph.show_shops(shown.own if shown is not None else "", shops)
        self.shops.show(shops, ShopRow.show_shop)
        self.cases.show(cases, CaseRow.show_case)
        self.notes.show(shown.notes if shown is not None else (), lambda label, note: label.setText(note))
        told = shown is not None
        self._untold.setVisible(not told)
        for label, visible in (
            (self._shops, told),
            (self._no_shop, told and not shops),
            (self._cases, told),
            (self._no_case, told and not cases),
        ):
            label.setVisible(visible)
        settled(*self.shops.used, *self.cases.used, self._list)


def _heading() -> Label:
    label = Label(role="strong")
    label.setContentsMargins(0, px(8), 0, px(2))
    return label
