"""Asks before decided cases are judged again: how many, which first, by whom, and what it does to them."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QHBoxLayout, QWidget

from reviewer_app.client.viewmodels import format as words
from reviewer_app.client.viewmodels.backtest import LIMITS, TrialModel
from reviewer_app.client.words import _, ngettext
from reviewer_app.ui.kit import Button, ChipButton, FlowBox, Label, Sheet


class AgainSheet(Sheet):
    """The question. Nothing is asked of the server before the person agrees."""

    action = "rules.judge_again"

    def __init__(self, window: QWidget, model: TrialModel) -> None:
        super().__init__(window, 560)
        self._model = model
        self._title, self._words, self._then = Label(role="title"), Label(wrap=True), Label(role="dim", wrap=True)
        self._most, self._chips = Label(role="heading"), FlowBox()
        self.limits = {limit: ChipButton() for limit in LIMITS}
        self.agree, self.stay = Button(tone="accent"), Button()
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(self.stay)
        row.addWidget(self.agree)
        for limit, chip in self.limits.items():
            chip.clicked.connect(self._chooser(limit))
            self._chips.add(chip)
        for widget in (self._title, self._words, self._most, self._chips, self._then):
            self.body.addWidget(widget)
        self.body.addLayout(row)
        self.agree.clicked.connect(self._agree)
        self.stay.clicked.connect(self.dismiss)
        model.watch(self._show)

    def start(self) -> None:
        """Asks; the keyboard is on the answer that changes nothing."""
        self.retranslate()
        self.show_over(self.stay)

    def retranslate(self) -> None:
        """Reads every word again."""
        self._title.setText(_("Have cases judged again"))
        self._most.setText(_("At most"))
        self.stay.setText(_("Not now"))
        self._show()
        self.refit()

    def _show(self) -> None:
        state, model = self._model.state, self._model
        if state.before is None or state.after is None or model.why_not():
            return
        asked, found, adverse = len(model.to_ask()), model.found(), model.adverse()
        said = _("{after} corrects {before}. {found} decided cases would change or need a person.")
        self._words.setText(said.format(after=state.after.name, before=state.before.name, found=words.count(found)))
        for limit, chip in self.limits.items():
            chip.set(words.count(limit), checked=limit == state.limit)
        will = ngettext(
            "{count} case gets a second look ({adverse} of them decided against somebody); the oldest come first.",
            "{count} cases get a second look ({adverse} of them decided against somebody); the oldest come first.",
            asked,
        ).format(count=words.count(asked), adverse=words.count(adverse))
        means = _(
            "Somebody else than before judges each of them, under the corrected version. The decision stands until "
            "then; the new one names the one that it overrides. It cannot be called back."
        )
        self._then.setText(f"{will}\n{means}")
        self.agree.setText(
            ngettext("Judge {count} case again", "Judge {count} cases again", asked).format(count=words.count(asked))
        )
        self.refit()

    def _chooser(self, limit: int) -> Callable[[], None]:
        return lambda: self._model.set_limit(limit)

    def _agree(self) -> None:
        self.dismiss()
        self._model.ask_again()
