"""Taking cases offline: how many and for how long, inside the server's limits."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from reviewer_app.client.viewmodels import format as words
from reviewer_app.client.viewmodels.names import CHIPS
from reviewer_app.client.words import _
from reviewer_app.client.workbench.queue_values import Chip
from reviewer_app.ui.kit import Button, Label, NumberBox, Sheet
from reviewer_app.ui.theme import px

if TYPE_CHECKING:
    from reviewer_app.domain.leases import LeasePolicy


class OfflineSheet(Sheet):
    """The question. `agreed` gives the count and the hours."""

    agreed = Signal(int, int)
    action = "queue.offline"

    def __init__(self, window: QWidget, policy: LeasePolicy) -> None:
        super().__init__(window, 440)
        self._policy, self._kind = policy, Chip.ALL
        self._title, self._words, self._which = Label(role="title"), Label(role="dim", wrap=True), Label(wrap=True)
        self.count, self.hours = NumberBox(1, policy.offline_cases), NumberBox(1, policy.offline_hours)
        self._labels = (Label(role="dim"), Label(role="dim"))
        self._wrong = {box: Label(role="small", ink="bad", wrap=True) for box in (self.count, self.hours)}
        for widget in (self._title, self._words, self._which):
            self.body.addWidget(widget)
        for label, box in zip(self._labels, self._wrong, strict=True):
            row = QHBoxLayout()
            label.setFixedWidth(px(120))
            label.setBuddy(box)
            row.addWidget(label)
            row.addWidget(box)
            row.addStretch(1)
            box.setValue(self._usual(box))
            box.setFixedWidth(px(120))
            box.lineEdit().setTextMargins(px(6), 0, px(6), 0)
            box.typed.connect(self._said_right)
            self.body.addLayout(row)
            self.body.addWidget(self._wrong[box])
            self._wrong[box].hide()
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

    def start(self, kind: Chip = Chip.ALL) -> None:
        """Asks, for cases of one kind where the queue shows only that; a number that was refused is not asked again."""
        self._kind = kind
        for box in self._wrong:
            if box.number() is None:
                box.setValue(self._usual(box))
        self._said_right()
        self.retranslate()
        self.show_over(self.count)
        self.count.selectAll()

    def _usual(self, box: NumberBox) -> int:
        """What stands in a box at first."""
        return min(50, self._policy.offline_cases) if box is self.count else min(48, self._policy.offline_hours)

    def retranslate(self) -> None:
        """Reads every word again."""
        self._title.setText(_("Take cases offline"))
        text = _(
            "They stay yours for that long, whole, with their media. Up to {cases} cases for up to {hours} hours; "
            "give back what you do not get to."
        )
        self._words.setText(text.format(cases=self._policy.offline_cases, hours=self._policy.offline_hours))
        if self._kind is Chip.ALL:
            self._which.setText(_("The first ones by risk, whatever is searched for or shown."))
        else:
            which = _("Only {kind}, as the queue is filtered: the first ones by risk.")
            self._which.setText(which.format(kind=_(CHIPS[self._kind]).lower()))
        for label, box, name in zip(self._labels, self._wrong, (_("Cases"), _("Hours")), strict=True):
            label.setText(name)
            box.setAccessibleName(name)
        self.take.setText(_("Take them"))
        self.leave.setText(_("Cancel"))

    def _said_right(self) -> None:
        """What was said of a number goes when another is typed."""
        for box, label in self._wrong.items():
            box.set_wrong(False)
            label.hide()
        self.refit()

    def _agree(self) -> None:
        """Takes them; a number that the server would not give is said, and nothing is taken."""
        count, hours = self.count.number(), self.hours.number()
        if count is not None and hours is not None:
            self.dismiss()
            self.agreed.emit(count, hours)
            return
        self._said_right()
        limits = (self._policy.offline_cases, self._policy.offline_hours)
        for field, limit in zip(self._wrong, limits, strict=True):
            if field.number() is None:
                said = _("A number from 1 to {most}; nothing has been taken.")
                self._wrong[field].setText(said.format(most=words.count(limit)))
                self._wrong[field].show()
                field.set_wrong(True)
        self.refit()
        wrong = self.count if count is None else self.hours
        wrong.setFocus()
        wrong.selectAll()
