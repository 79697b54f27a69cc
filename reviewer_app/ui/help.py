"""The keys (F1): every action that some page offers, with its keys, by the place where it is awake."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from reviewer_app.client.viewmodels.actions import Action, Where
from reviewer_app.client.viewmodels.names import WHERES
from reviewer_app.client.words import _
from reviewer_app.ui.kit import IconButton, KeyCap, Label, Scroll, Sheet
from reviewer_app.ui.theme import METRICS, px

COLUMNS = (
    (Where.ANYWHERE, Where.PAGES, Where.QUEUE, Where.RULES),
    (Where.DESK,),
    (Where.CLIP, Where.LISTING, Where.FILING, Where.SIGNOFF, Where.APPEAL, Where.OUTBOX),
)


class KeysSheet(Sheet):
    """The list over the window; Escape or F1 closes it. `offered` says which actions some page offers this person."""

    action = "keys"

    def __init__(self, window: QWidget, offered: Callable[[], Sequence[Action]]) -> None:
        super().__init__(window, 1080, 840)
        self._offered = offered
        top = QHBoxLayout()
        self._title, self._close = Label(role="title"), IconButton("x", key="Esc")
        self._close.clicked.connect(self.dismiss)
        top.addWidget(self._title)
        top.addStretch(1)
        top.addWidget(self._close)
        self.body.addLayout(top)
        self._scroll = Scroll()
        self.body.addWidget(self._scroll, 1)
        self._columns: _Columns | None = None
        self.retranslate()

    def retranslate(self) -> None:
        """Reads every word again."""
        self._title.setText(_("Keys"))
        self._close.set_name(_("Close"))
        self._scroll.setAccessibleName(_("Keys"))
        if self._columns is not None:
            self._columns.retranslate()

    def _fill(self) -> None:
        """Eighty lines that few look at: made when they are asked for."""
        if self._columns is None:
            self._columns = _Columns(self._offered())
            self._scroll.column.addWidget(self._columns)
            self._columns.show()

    def start(self) -> None:
        """Opens it."""
        self._fill()
        self.show_over(self._scroll)


class _Columns(QWidget):
    """The actions by their places. In another language the same labels say other words: none is deleted for that."""

    def __init__(self, offered: Sequence[Action]) -> None:
        super().__init__()
        self._named: list[tuple[Label, str]] = []
        row = QHBoxLayout(self)
        row.setContentsMargins(px(12), px(8), px(16), px(8))
        row.setSpacing(px(32))
        for places in COLUMNS:
            column = QVBoxLayout()
            column.setSpacing(px(16))
            for place in places:
                actions = [a for a in offered if a.where is place and a.keys and a.id not in _REST_OF_SHORT_LIST]
                if actions:
                    column.addWidget(self._group(place, actions))
            column.addStretch(1)
            row.addLayout(column, 1)
        self.retranslate()

    def _group(self, place: Where, actions: Sequence[Action]) -> QWidget:
        group, heading = QWidget(), Label(role="heading")
        grid = QGridLayout(group)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setVerticalSpacing(px(4))
        grid.setHorizontalSpacing(px(METRICS.gap))
        grid.setColumnStretch(0, 1)
        grid.addWidget(heading, 0, 0)
        self._named.append((heading, WHERES[place]))
        for line, action in enumerate(actions, start=1):
            name = Label(wrap=True)
            grid.addWidget(name, line, 0)
            grid.addWidget(_caps(action), line, 1, Qt.AlignmentFlag.AlignRight)
            self._named.append((name, action.name))
        return group

    def retranslate(self) -> None:
        """Reads every word again."""
        for label, name in self._named:
            label.setText(_(name))


_REST_OF_SHORT_LIST = {f"desk.clause_{n}" for n in range(2, 10)}
"""The nine keys of the short list stand as one."""


def _caps(action: Action) -> QWidget:
    caps = QWidget()
    row = QHBoxLayout(caps)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(px(4))
    keys = ("1", "…", "9") if action.id == "desk.clause_1" else action.keys[:2]
    for key in keys:
        row.addWidget(KeyCap(key))
    return caps
