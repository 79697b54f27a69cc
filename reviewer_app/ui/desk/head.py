"""The head of the desk: which case, by which rules, in which round, and how long it stays in hand."""

from __future__ import annotations

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QSizePolicy, QWidget

from reviewer_app.client.viewmodels import format as words
from reviewer_app.client.viewmodels.names import KINDS, ROUNDS
from reviewer_app.client.words import _
from reviewer_app.client.workbench.values import OpenCase
from reviewer_app.domain.clock import Clock
from reviewer_app.domain.leases import Lease, LeaseKind, LeasePolicy
from reviewer_app.ui.desk.said import round_steps, version_badge
from reviewer_app.ui.kit import Chip, ChipButton, ElidedLabel, Head, KeyCap, Label, Ring, Rounds
from reviewer_app.ui.theme import Ink, Tone, px

SOON = 2 * 3600


class DeskHead(Head):
    """The line above the desk. `ticked` once a second while it is seen."""

    ticked = Signal()

    def __init__(self, clock: Clock, policy: LeasePolicy, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._clock, self._policy = clock, policy
        self._case: OpenCase | None = None
        self.name, self.ref, self.kind = ElidedLabel(role="title"), ElidedLabel(role="mono"), Chip()
        self.version, self.rounds, self.ring = ChipButton(tone="accent"), Rounds(), Ring()
        self.left, self.due = Label(role="mono", ink="ink"), Label(role="dim")
        for label, least in ((self.name, 96), (self.ref, 56)):
            label.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
            label.setMinimumWidth(px(least))
        row = self.row
        for widget in (self.name, self.ref, self.kind, self.version, KeyCap("U")):
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
        self.ref.setText(f"{case.record.kind.value} · {words.plain(case.record.ref)}")
        self.kind.set(_(KINDS[case.record.kind]))
        self.version.set(version_badge(case))
        self.rounds.set([(_(ROUNDS[one]) if one else _("Closed"), step) for one, step in round_steps(case)])
        self.show_time()

    def show_time(self) -> None:
        """Shows what is left of the lease and until the case is due."""
        if self._case is None:
            return
        now = self._clock.now()
        self._show_lease(self._case.lease, self._case.lost is not None)
        left = (self._case.file.due_at - now).total_seconds()
        ink: Ink = "bad" if left < 0 else "warn" if left < SOON else "dim"
        when = words.due(self._case.file.due_at, now)
        self.due.setText(when if left < 0 else _("Due {when}").format(when=when))
        self.due.set_ink(ink)

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
