"""The head of the desk: which case, by which rules, in which round, and how long it stays in hand."""

from __future__ import annotations

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from reviewer_app.client.viewmodels import format as words
from reviewer_app.client.viewmodels.names import KINDS, ROUNDS
from reviewer_app.client.words import _
from reviewer_app.client.workbench.values import OpenCase
from reviewer_app.domain.clock import Clock
from reviewer_app.domain.events import Status
from reviewer_app.domain.leases import Lease, LeaseKind, LeasePolicy
from reviewer_app.ui.desk.said import round_steps, version_badge, version_short
from reviewer_app.ui.kit import Chip, ChipButton, ElidedLabel, Head, KeyCap, Label, Ring, Rounds
from reviewer_app.ui.kit.paint import plain_tip
from reviewer_app.ui.theme import METRICS, Ink, Tone, px

SOON = 2 * 3600
TITLE_ROOM = 240
"""Pixels of the title that are kept clear before anything else is shown."""


class DeskHead(Head):
    """The line above the desk. `ticked` once a second while it is seen."""

    ticked = Signal()

    def __init__(self, clock: Clock, policy: LeasePolicy, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._clock, self._policy = clock, policy
        self._case: OpenCase | None = None
        self.name, self.ref, self.kind = ElidedLabel(role="title"), ElidedLabel(role="mono"), Chip()
        self.version, self.rounds, self.ring = ChipButton(tone="accent"), Rounds(), Ring()
        self.left, self.due, self.key = Label(role="mono", ink="ink"), Label(role="dim"), KeyCap("U")
        self._badges = ("", "")
        for label in (self.name, self.ref):
            label.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        self.name.setMinimumWidth(px(96))
        self.kind.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        row = self.row
        for widget in (self.name, self.ref, self.kind, self.version, self.key):
            row.addWidget(widget)
        row.addStretch(1)
        row.addWidget(self.rounds)
        row.addStretch(1)
        for part in (self.ring, self.left, self.due):
            row.addWidget(part)
        row.setSpacing(px(8))
        self._tick = QTimer(self)
        self._tick.setInterval(1000)
        self._tick.timeout.connect(self.show_time)
        self._tick.timeout.connect(self.ticked)

    def run(self, going: bool) -> None:
        """Whether the countdown goes on."""
        if going:
            self._tick.start()
            self.show_time()
        else:
            self._tick.stop()

    def show_case(self, case: OpenCase) -> None:
        """Shows what a case is called and where it stands."""
        self._case = case
        title = words.plain(case.record.title)
        self.name.setText(title)
        self.name.setAccessibleName(title)
        ref, kind = words.plain(case.record.ref), _(KINDS[case.record.kind])
        self.ref.setText(ref)
        self.kind.set(kind)
        self.name.setToolTip(plain_tip(f"{title}\n{kind} · {ref}"))
        self._badges = version_badge(case), version_short(case)
        self.version.setToolTip(self._badges[0])
        self.rounds.set([(_(ROUNDS[one]) if one else _("Closed"), step) for one, step in round_steps(case)])
        self.show_time()
        self._fit()

    def clear(self) -> None:
        """Shows no case, and keeps no word of one."""
        self._case, self._badges = None, ("", "")
        for label in (self.name, self.ref, self.left, self.due):
            label.setText("")
        self.name.setAccessibleName("")
        for part in (self.name, self.version):
            part.setToolTip("")
        self.rounds.set(())
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """Gives up, in this order, until the title has room: reference, rounds but the present one, words, kind.

        Nothing is lost: the title's tooltip has reference and kind, the strip's all rounds, the badge's its words.
        """
        for step in range(5):
            self.ref.setVisible(step < 1)
            self.rounds.fold(step >= 2)
            self.version.set(self._badges[step >= 3])
            self.kind.setVisible(step < 4)
            if self._wanted() <= self.width():
                break

    def _wanted(self) -> int:
        """Pixels that all parts want side by side, the title as much as can be read of it."""
        title = min(self.name.sizeHint().width(), px(TITLE_ROOM))
        parts = (self.ref, self.kind, self.version, self.key, self.rounds, self.ring, self.left, self.due)
        shown = [part for part in parts if part.isVisibleTo(self)]
        return title + sum(part.sizeHint().width() for part in shown) + px(8) * (len(shown) + 2) + px(2 * METRICS.pad_x)

    def show_time(self) -> None:
        """Shows what is left of the lease and until the case is due."""
        if self._case is None:
            return
        now = self._clock.now()
        self._show_lease(self._case.lease, self._case.lost is not None)
        left = (self._case.file.due_at - now).total_seconds()
        ink: Ink = "bad" if left < 0 else "warn" if left < SOON else "dim"
        self.due.setText(words.due_said(self._case.file.due_at, now))
        self.due.set_ink(ink)
        self.due.setVisible(self._case.file.status not in (Status.DECIDED, Status.CANCELLED))

    def _show_lease(self, lease: Lease | None, lost: bool) -> None:
        self.ring.setVisible(lease is not None)
        if lease is None:
            self.left.setText(_("Read only"))
            self.left.set_ink("dim")
            return
        now = self._clock.now()
        seconds = max(0.0, (lease.until - now).total_seconds())
        term = self._policy.desk_seconds
        if lease.kind is LeaseKind.OFFLINE:
            term = int((lease.until - lease.taken_at).total_seconds()) or 1
        amber, lapsed = lease.amber(now), lost or lease.lapsed(now)
        tone: Tone = "bad" if lapsed else "warn" if amber else "ok"
        ink: Ink = "bad" if lapsed else "warn" if amber else "ink"
        said = _("Hold has ended") if lapsed else words.countdown(seconds)
        if lease.kind is LeaseKind.OFFLINE and not lapsed:
            said = _("Offline until {when}").format(when=words.when(lease.until))
        self.ring.set(0.0 if lost else seconds / term, tone, said)
        self.left.setText(said)
        self.left.set_ink(ink)
