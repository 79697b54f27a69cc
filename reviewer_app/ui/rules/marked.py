"""A wording with the words marked that another wording has not: struck through on the old side, underlined on the new.

The marks are shapes as well as grounds, and they are said aloud.
"""

from __future__ import annotations

from typing import Literal

from PySide6.QtCore import QPointF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QTextCharFormat, QTextLayout, QTextOption
from PySide6.QtWidgets import QSizePolicy, QWidget

from reviewer_app.client.words import _
from reviewer_app.rulebooks.worddiff import Pieces
from reviewer_app.ui.kit.paint import colour
from reviewer_app.ui.theme import current, font, live, px

Side = Literal["before", "after"]


class MarkedText(QWidget):
    """The wording, wrapped to its width."""

    def __init__(self, pieces: Pieces, side: Side, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._pieces, self._side = pieces, side
        self._text = "".join(piece.text for piece in pieces)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        mark = _("[not in the other: {words}]")
        self.setAccessibleName(
            "".join(mark.format(words=piece.text) if piece.differs else piece.text for piece in pieces)
        )
        live.changed.connect(self.updateGeometry)

    @property
    def text(self) -> str:
        """The whole wording."""
        return self._text

    def _layout(self, width: int) -> tuple[QTextLayout, float]:
        layout = QTextLayout(self._text.replace("\n", "\u2028"), font(13))
        option = QTextOption(Qt.AlignmentFlag.AlignLeft)
        option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        layout.setTextOption(option)
        layout.setFormats(self._formats())
        height, leading = 0.0, QFontMetrics(font(13)).leading() + px(3)
        layout.beginLayout()
        while (line := layout.createLine()).isValid():
            line.setLineWidth(max(px(20), width))
            line.setPosition(QPointF(0, height))
            height += line.height() + leading
        layout.endLayout()
        return layout, height

    def _formats(self) -> list[QTextLayout.FormatRange]:
        palette, formats, at = current(), list[QTextLayout.FormatRange](), 0
        for piece in self._pieces:
            length = len(piece.text.encode("utf-16-le")) // 2  # Qt counts in units of UTF-16
            if piece.differs:
                mark, span = QTextCharFormat(), QTextLayout.FormatRange()
                mark.setBackground(colour(palette.bad_ground if self._side == "before" else palette.ok_ground))
                mark.setForeground(colour(palette.bad if self._side == "before" else palette.ok))
                mark.setFontStrikeOut(self._side == "before")
                mark.setFontUnderline(self._side == "after")
                span.start, span.length, span.format = at, length, mark  # type: ignore[attr-defined, misc, unused-ignore]
                formats.append(span)
            at += length
        return formats

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return int(self._layout(width)[1]) + 1

    def sizeHint(self) -> QSize:
        return QSize(px(160), self.heightForWidth(px(240)))

    def minimumSizeHint(self) -> QSize:
        return QSize(px(80), QFontMetrics(font(13)).height())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setPen(colour(current().ink))
        self._layout(self.width())[0].draw(painter, QPointF(0, 0))
