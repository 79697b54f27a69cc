"""Taking cases offline: how many and for how long, inside the server's limits."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QSpinBox, QWidget

from reviewer_app.client.words import _
from reviewer_app.ui.kit import Button, Label, Sheet
from reviewer_app.ui.theme import px

if TYPE_CHECKING:
    from reviewer_app.domain.leases import LeasePolicy


class OfflineSheet(Sheet):
    """The question. `agreed` gives the count and the hours."""

    agreed = Signal(int, int)
    action = "queue.offline"

    def __init__(self, window: QWidget, policy: LeasePolicy) -> None:
        super().__init__(window, 440)
        self._policy = policy
        self._title, self._words = Label(role="title"), Label(role="dim", wrap=True)
        self.count, self.hours = QSpinBox(), QSpinBox()
        self.count.setRange(1, policy.offline_cases)
        self.count.setValue(min(50, policy.offline_cases))
        self.hours.setRange(1, policy.offline_hours)
        self.hours.setValue(min(48, policy.offline_hours))
        self._labels = (Label(role="dim"), Label(role="dim"))
        self.body.addWidget(self._title)
        self.body.addWidget(self._words)
        for label, box in zip(self._labels, (self.count, self.hours), strict=True):
            row = QHBoxLayout()
            label.setFixedWidth(px(120))
            label.setBuddy(box)
            row.addWidget(label)
            row.addWidget(box)
            row.addStretch(1)
            box.setFixedWidth(px(120))
            box.lineEdit().setTextMargins(px(6), 0, px(6), 0)
            self.body.addLayout(row)
        self.take, self.leave = Button(tone="accent"), Button()
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(self.leave)
        buttons.addWidget(self.take)
        self.body.addSpacing(px(8))
        self.body.addLayout(buttons)
        self.take.clicked.connect(self._agree)
        self.leave.clicked.connect(self.dismiss)
        self.count.lineEdit().returnPressed.connect(self._agree)
        self.hours.lineEdit().returnPressed.connect(self._agree)
        self.retranslate()

    def start(self) -> None:
        """Asks."""
        self.show_over(self.count)
        self.count.selectAll()

    def retranslate(self) -> None:
        """Reads every word again."""
        self._title.setText(_("Take cases offline"))
        words = _(
            "They stay yours for that long, whole, with their media. Up to {cases} cases for up to {hours} hours; "
            "give back what you do not get to."
        )
        self._words.setText(words.format(cases=self._policy.offline_cases, hours=self._policy.offline_hours))
        for label, box, name in zip(self._labels, (self.count, self.hours), (_("Cases"), _("Hours")), strict=True):
            label.setText(name)
            box.setAccessibleName(name)
        self.take.setText(_("Take them"))
        self.leave.setText(_("Cancel"))

    def _agree(self) -> None:
        self.dismiss()
        self.agreed.emit(self.count.value(), self.hours.value())
