"""The status line at the foot: the server, the honest counts, what can be taken back, and two keys to remember."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from reviewer_app.client.viewmodels import format as words
from reviewer_app.client.words import _, ngettext
from reviewer_app.ui.kit import Dot, ElidedLabel, KeyCap, KeyHint, Label, Surface
from reviewer_app.ui.theme import METRICS, live, px

if TYPE_CHECKING:
    from reviewer_app.client.viewmodels.status import StatusModel, StatusState

WHY_STAYS = 6000
"""Milliseconds for which it is said why a key does nothing."""


class Offer(QWidget):
    """Words and a key for what can be done now; pressing them does it. Hidden until there is something to offer."""

    pressed = Signal()

    def __init__(self, key: str) -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(px(6))
        self.words = Label(role="small", ink="accent")
        row.addWidget(self.words)
        row.addWidget(KeyCap(key))
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.hide()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.pressed.emit()


class UndoLine(Offer):
    """What can still be taken back, with its countdown; pressing it takes it back."""

    def __init__(self) -> None:
        super().__init__("Ctrl+Z")

    def show_left(self, offered: bool, title: str, seconds: int) -> None:
        """Shows what and how long; once it has rested, that it has not been sent. Hides where nothing is offered."""
        if offered:
            shown = words.plain(title)
            short = shown if len(shown) <= 24 else shown[:23] + "…"
            left = words.span(seconds) if seconds else _("until sent")
            self.words.setText(_("Take back {title} · {left}").format(title=short, left=left))
        self.setVisible(offered)


class BreakLine(Offer):
    """That a break is due; pressing it puts the reminder off."""

    def __init__(self) -> None:
        super().__init__("Alt+F9")
        self.minutes = 0

    def show_due(self, minutes: int) -> None:
        """Shows for how long there was none; hides at zero."""
        self.minutes = minutes
        if minutes:
            text = ngettext("{count} minute without a break", "{count} minutes without a break", minutes)
            self.words.setText(text.format(count=minutes))
        self.setVisible(minutes > 0)


class StatusLine(Surface):
    """The line, fed by its view model."""

    def __init__(self, model: StatusModel, parent: QWidget | None = None) -> None:
        super().__init__("panel", ("top",), parent)
        self._model = model
        row = QHBoxLayout(self)
        self._row = row
        self.dot, self.online = Dot("neutral", 0.0), Label(role="small")
        self.in_hand, self.drafts, self.to_send, self.kept, self.media = (Label(role="small") for _each in range(5))
        self.undo, self.sign_in, self.break_line = UndoLine(), Offer("F8"), BreakLine()
        self.clock = ElidedLabel(role="small", ink="warn")
        self.sign_in.setContentsMargins(px(6), 0, 0, 0)
        self.commands, self.keys = KeyHint("Ctrl+K"), KeyHint("F1")
        self.why, self._past = ElidedLabel("", "small"), QTimer(self)
        self.why.set_ink("warn")
        self._past.setSingleShot(True)
        self._past.setInterval(WHY_STAYS)
        self._past.timeout.connect(lambda: self.why.setText(""))
        row.addWidget(self.dot)
        row.addWidget(self.online)
        row.addWidget(self.sign_in)
        row.addSpacing(px(12))
        for label in (self.in_hand, self.drafts, self.to_send, self.kept, self.media):
            row.addWidget(label)
            row.addSpacing(px(12))
        row.addWidget(self.why, 1)
        row.addWidget(self.clock, 1)
        row.addStretch(0)
        for widget in (self.break_line, self.undo, self.commands, self.keys):
            row.addWidget(widget)
            row.addSpacing(px(8))
        self._dress()
        live.changed.connect(self._dress)
        model.watch(self.show_state)
        self.retranslate()

    def _dress(self) -> None:
        self.setFixedHeight(px(METRICS.status))
        self._row.setContentsMargins(px(METRICS.pad_x), 1, px(8), 0)
        self._row.setSpacing(px(4))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        wide = self.width() >= px(1080)
        for hint in (self.commands, self.keys):
            hint.words.setVisible(wide)

    def say_why(self, words: str) -> None:
        """Why a key that was pressed does nothing now, for some seconds; nothing takes that away."""
        if words or self.why.text():
            self.why.setText(words)
            self.why.setAccessibleName(words)
            self._past.start()

    def retranslate(self) -> None:
        """Reads every word again."""
        self.break_line.show_due(self.break_line.minutes)
        self.commands.set("Ctrl+K", _("Commands"))
        self.keys.set("F1", _("Keys"))
        self.show_state()

    def show_state(self) -> None:
        """Shows what the model holds."""
        state = self._model.state
        counts = state.counts
        self._show_server(state)
        self.in_hand.setText(_hand_words(counts.in_hand, counts.elsewhere))
        self.drafts.setText(_("Drafts {count}").format(count=words.count(counts.drafts)))
        self.to_send.setText(_("To send {count}").format(count=words.count(counts.to_send)))
        self.kept.setText(_("Needs a look {count}").format(count=words.count(counts.kept)))
        self.kept.set_ink("bad" if counts.kept else None)
        self.clock.setText(_clock_words(state.fast))
        self.clock.setVisible(bool(self.clock.text()))
        self.media.setText(_media_words(counts.media_done, counts.media_total))
        self.undo.show_left(counts.undo_op is not None, counts.undo_title, state.undo_left)

    def _show_server(self, state: StatusState) -> None:
        """Whether there is a server and a session on it; a session that has ended comes before everything else."""
        self.sign_in.words.setText(_("Sign in again"))
        self.sign_in.setVisible(state.ended)
        if state.ended or state.online is None:
            self.dot.set("warn" if state.ended else "neutral", 0.0)
            self.online.setText(_("Session ended") if state.ended else _("Connecting"))
            self.online.set_ink("warn" if state.ended else None)
            return
        self.dot.set("ok" if state.online else "warn", 1.0 if state.online else 0.0)
        self.online.set_ink("ok" if state.online else "warn")
        words = _("Online") if state.online else _("Offline")
        self.online.setText(_("Sending and fetching") if state.syncing else words)


def _hand_words(here: int, elsewhere: int) -> str:
    """How many cases are in hand, the same number as the queue's filter; where some are on another computer, both."""
    total = words.count(here + elsewhere)
    if not elsewhere:
        return _("In hand {count}").format(count=total)
    return _("In hand {count}, {here} on this computer").format(count=total, here=words.count(here))


def _clock_words(fast: int) -> str:
    """That this computer's clock is wrong, and what goes by which clock."""
    if not fast:
        return ""
    if fast > 0:
        said = ngettext(
            "Clock {count} minute fast: holds go by the server's",
            "Clock {count} minutes fast: holds go by the server's",
            fast,
        )
    else:
        said = ngettext(
            "Clock {count} minute slow: holds go by the server's",
            "Clock {count} minutes slow: holds go by the server's",
            -fast,
        )
    return said.format(count=words.count(abs(fast)))


def _media_words(done: int, total: int) -> str:
    """How much of the media of the cases in hand is here: files, or bytes where the numbers are large."""
    if not total:
        return ""
    if total > 10_000:
        return _("Media {done} of {total}").format(done=words.size(done), total=words.size(total))
    return _("Media {done} of {total}").format(done=words.count(done), total=words.count(total))
