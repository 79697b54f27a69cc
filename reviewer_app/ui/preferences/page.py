"""The preferences' page: every choice at once on the screen, counted at once."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from reviewer_app.client.settings.preferences import (
    BREAK_AFTER,
    GREYSCALE,
    LANGUAGE,
    MUTED_START,
    PLAYBACK_SPEED,
    TEXT_SCALE,
    THEME,
    VEIL,
    Option,
)
from reviewer_app.client.viewmodels.actions import Where
from reviewer_app.client.viewmodels.care import CareModel
from reviewer_app.client.viewmodels.confined import confined_words
from reviewer_app.client.viewmodels.desktop import SessionInfo
from reviewer_app.client.viewmodels.names import ROLES, trouble_words
from reviewer_app.client.viewmodels.preferences import SHOWN, TEXT_SCALES, PreferencesModel
from reviewer_app.client.words import _
from reviewer_app.ui.kit import Banner, Button, ChipButton, FlowBox, Form, Head, Label, Panel, Scroll
from reviewer_app.ui.page import Page
from reviewer_app.ui.preferences.viewing import WeekBars, day_words
from reviewer_app.ui.theme import live, px


def choices(option: Option[Any]) -> tuple[tuple[Any, str], ...]:
    """What an option offers on the page: values and their words."""
    if option is LANGUAGE:
        return (("", _("As the system")), ("zh_CN", "中文"), ("en", "English"))
    if option is THEME:
        return (("system", _("As the system")), ("light", _("Light")), ("dark", _("Dark")))
    if option is TEXT_SCALE:
        return tuple((scale, f"{scale} %") for scale in TEXT_SCALES)
    if option is VEIL:
        return (("never", _("Never")), ("grave", _("Grave cases")), ("always", _("Always")))
    if option is BREAK_AFTER:
        return tuple((after, _("After {count} min").format(count=after) if after else _("Off")) for after in BREAKS)
    if option is PLAYBACK_SPEED:
        return tuple((speed, f"{speed:g}×") for speed in PLAYBACK_SPEED.choices)
    return ((False, _("Off")), (True, _("On")))


BREAKS = BREAK_AFTER.choices
LEAST_ROOM = (900, 500)
"""Width and height of a window, in pixels at text size 100 %, in which all of the desk is read or reached."""


class Choice(QWidget):
    """One option: its words, and a badge for each value; the chosen one is filled."""

    def __init__(self, model: PreferencesModel, option: Option[Any]) -> None:
        super().__init__()
        self._model, self.option = model, option
        row = QHBoxLayout(self)
        row.setContentsMargins(0, px(4), 0, px(4))
        row.setSpacing(px(16))
        self._name, self._box = Label(role="text", wrap=True), FlowBox()
        self._name.setFixedWidth(px(240))
        row.addWidget(self._name, 0, Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(self._box, 1)
        self.values: dict[Any, ChipButton] = {}
        for value, _words in choices(option):
            chip = ChipButton()
            chip.clicked.connect(self._chooser(value))
            self.values[value] = chip
            self._box.add(chip)
        self.show_state()

    def _chooser(self, value: Any) -> Callable[[], None]:
        return lambda: self._model.set(self.option, value)

    @property
    def chosen(self) -> ChipButton:
        """The badge of the value that counts."""
        return self.values.get(self._model.get(self.option)) or next(iter(self.values.values()))

    def show_state(self) -> None:
        """Shows the value that counts, in the language in use."""
        self._name.setText(_(self.option.words))
        now = self._model.get(self.option)
        for value, words in choices(self.option):
            self.values[value].set(words, value == now)
            self.values[value].setAccessibleName(f"{_(self.option.words)}: {words}")


class PreferencesPage(Page):
    """The page, with who is signed in at its end."""

    where = Where.PAGES

    def __init__(
        self, model: PreferencesModel, session: SessionInfo, care: CareModel, parent: QWidget | None = None
    ) -> None:
        super().__init__("panel", parent=parent)
        self.model, self._session, self._care = model, session, care
        self._title, self.banner = Label(role="title"), Banner("warn")
        self._look, self._media, self._safe, self._who, self._self = Panel(), Panel(), Panel(), Panel(), Panel()
        self._crowded = Label(role="small", ink="warn", wrap=True)
        self.confined = Label(role="dim", wrap=True)
        self.week, self._today, self._kept = WeekBars(), Label(role="text", wrap=True), Label(role="dim", wrap=True)
        self.recovery, self._about = Button(key="Ctrl+Alt+K"), Label(role="dim", wrap=True)
        self.sign_out = Button(key="Shift+F8")
        self.choices = {option.key: Choice(model, option) for option in SHOWN}
        self._form = Form()
        for option in (LANGUAGE, THEME, TEXT_SCALE):
            self._look.body.addWidget(self.choices[option.key])
        self._look.body.addWidget(self._crowded)
        for media_option in (PLAYBACK_SPEED, MUTED_START):
            self._media.body.addWidget(self.choices[media_option.key])
        self._media.body.addWidget(self.confined)
        for care_option in (VEIL, GREYSCALE, BREAK_AFTER):
            self._self.body.addWidget(self.choices[care_option.key])
        for part in (self.week, self._today, self._kept):
            self._self.body.addWidget(part)
        self._who.body.addWidget(self._form)
        self._who.body.addWidget(self.sign_out, 0, Qt.AlignmentFlag.AlignLeft)
        self._safe.body.addWidget(self._about)
        self._safe.body.addWidget(self.recovery, 0, Qt.AlignmentFlag.AlignLeft)
        self._scroll = Scroll()
        head, scroll, column = Head(), self._scroll, QVBoxLayout(self)
        head.row.addWidget(self._title)
        head.row.addStretch(1)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for panel in (self._look, self._media, self._self, self._safe, self._who):
            scroll.column.addWidget(panel)
        for widget in (head, self.banner):
            column.addWidget(widget)
        column.addWidget(scroll, 1)
        model.watch(self.show_state)
        care.watch(self._show_week)
        live.changed.connect(self._say_crowded)
        self.retranslate()

    @property
    def title(self) -> str:
        """What it is called."""
        return _("Preferences")

    def handlers(self) -> Mapping[str, Callable[[], Any]]:
        """It answers no actions of its own."""
        return {}

    def home(self) -> QWidget:
        """The language that is spoken: pressing it changes nothing."""
        return self.choices[LANGUAGE.key].chosen

    def retranslate(self) -> None:
        """Reads every word again."""
        self._title.setText(self.title)
        self._scroll.setAccessibleName(self.title)
        self._crowded.setText(
            _("With text of this size the desk does not fit into this window. Make it larger, or the text smaller.")
        )
        self.sign_out.setText(_("Sign out"))
        self._look.set_title(_("Look"))
        self._media.set_title(_("Evidence"))
        self._self.set_title(_("Looking after yourself"))
        self._kept.setText(
            _("Offered as a choice. What is counted here stays on this computer: nobody else sees it, now or later.")
        )
        self._safe.set_title(_("Recovery key"))
        self._about.setText(_("The way back to what is kept on this computer when its passphrase or keyring is lost."))
        self.recovery.setText(_("Make a recovery key"))
        self._who.set_title(_("Signed in"))
        roles = _(", ").join(_(ROLES[role]) for role in self._session.roles)
        rows = [(_("Name"), self._session.name), (_("Account"), self._session.account), (_("Roles"), roles)]
        self._form.set_rows([*rows, (_("Server"), self._session.server)])
        self.show_state()

    def show_state(self) -> None:
        """Shows what the model holds."""
        for choice in self.choices.values():
            choice.show_state()
        self._say_crowded()
        self._show_week()
        held = self.model.confined
        self.confined.setText(confined_words(held) if held is not None else "")
        self.confined.setVisible(held is not None)
        trouble = self.model.trouble
        self.banner.say(trouble_words(trouble) if trouble else "", close_name=_("Close"))

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._show_week()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._say_crowded()

    def _say_crowded(self) -> None:
        """Whether the desk has less room than it is laid out for."""
        window = self.window()
        least_wide, least_high = LEAST_ROOM
        self._crowded.setVisible(window.width() < px(least_wide) or window.height() < px(least_high))

    def _show_week(self) -> None:
        """The days, the last of them in words; nothing is worked out while the page is away."""
        if not self.isVisible():
            return
        days = self._care.week()
        self.week.show_days(days)
        self._today.setText(_("Evidence on the screen. {today}").format(today=day_words(days[-1])))
