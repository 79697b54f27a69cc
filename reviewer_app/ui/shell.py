"""The window: rail, pages, the calm line, the status line, and the actions that are answered everywhere."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QCloseEvent, QFocusEvent
from PySide6.QtWidgets import QHBoxLayout, QMainWindow, QStackedWidget, QVBoxLayout, QWidget

from reviewer_app.client.remote.api import SessionEnded
from reviewer_app.client.settings.preferences import LANGUAGE, TEXT_SCALE, THEME
from reviewer_app.client.trouble import Offline
from reviewer_app.client.viewmodels.actions import ACTIONS, TRYING, WITHOUT_A_DOOR, Where
from reviewer_app.client.viewmodels.names import trouble_words
from reviewer_app.client.words import _, language, ngettext
from reviewer_app.ui import theme
from reviewer_app.ui.app import set_language, system_language, the_app, theme_of
from reviewer_app.ui.keys import Keys
from reviewer_app.ui.kit import Banner, Sheet, Surface, walk
from reviewer_app.ui.pages import Pages, outbox_page, preferences_page, rules_page
from reviewer_app.ui.queue.page import QueuePage
from reviewer_app.ui.rail import Rail
from reviewer_app.ui.statusline import StatusLine

if TYPE_CHECKING:
    from reviewer_app.client.viewmodels.actions import Action
    from reviewer_app.client.viewmodels.care import CareModel
    from reviewer_app.client.viewmodels.desktop import Desktop
    from reviewer_app.ui.help import KeysSheet
    from reviewer_app.ui.page import Page
    from reviewer_app.ui.pages import Maker
    from reviewer_app.ui.palette import PaletteSheet
    from reviewer_app.ui.recovery import RecoverySheet
    from reviewer_app.ui.signagain import SignAgainSheet
    from reviewer_app.ui.signout import SignOutSheet
    from reviewer_app.ui.unsaved import UnsavedSheet

RAIL = (
    ("queue", "queue", "F2"),
    ("desk", "scales", "F3"),
    ("signoff", "checks", "F4"),
    ("outbox", "paper-plane-tilt", "F6"),
)
Handler = Callable[[], Any]
S = TypeVar("S", bound="Worded")
SHEETS = ("palette_sheet", "keys_sheet", "sign_out_sheet", "sign_again_sheet", "recovery_sheet", "unsaved_sheet")


class Worded(Protocol):
    """What reads its words again."""

    def retranslate(self) -> None:
        """Reads every word again."""
        ...


class Shell(QMainWindow):
    """The one window of a session. The desk's page is announced, or put in by `add_page("desk", page)`.

    `signed_out` says that the person has signed out and agreed to what stays unsent; `closing` that the window goes.
    """

    signed_out = Signal()
    closing = Signal()

    def __init__(self, desktop: Desktop) -> None:
        super().__init__()
        self.desktop, self.at = desktop, ""
        self._given_up = False
        self._leave: Handler = self.close
        self.setMinimumSize(1024, 640)
        self.resize(1366, 768)
        self.rail, self.banner, self.stack = Rail(), Banner("warn"), QStackedWidget()
        self.pages = Pages(self.stack)
        self.status_line = StatusLine(desktop.status)
        self._lay_out()
        self.keys = Keys(self, self.places, self.handlers, self.sheet, self.home, self._scene)
        self._fill_rail()
        self._announce_pages()
        self._connect()
        self.retranslate()
        self.go("queue")

    # -- building -----------------------------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        whole = Surface("page")
        row, column = QHBoxLayout(whole), QVBoxLayout()
        for layout in (row, column):
            layout.setContentsMargins(0, 0, 0, 0)
            layout.setSpacing(0)
        column.addWidget(self.banner)
        column.addWidget(self.stack, 1)
        column.addWidget(self.status_line)
        row.addWidget(self.rail)
        row.addLayout(column, 1)
        self.setCentralWidget(whole)

    def _fill_rail(self) -> None:
        for name, icon_name, key in RAIL:
            if name != "signoff" or self.desktop.session.signs_off:
                self.rail.add(name, icon_name, key)
        self.rail.add("rules", "book-open", "F7")
        self.rail.add("preferences", "gear-six", "Ctrl+,", low=True)
        self.rail.add_sign_out("Shift+F8")

    def _announce_pages(self) -> None:
        desktop = self.desktop
        self.announce("queue", lambda: QueuePage(desktop.queue, desktop.server_time))
        if desktop.session.signs_off:
            self.announce("signoff", lambda: QueuePage(desktop.signoff, desktop.server_time))
        self.announce("outbox", partial(outbox_page, desktop))
        self.announce("rules", partial(rules_page, desktop))
        self.announce("preferences", partial(preferences_page, desktop, self._recover, self._sign_out))

    def _connect(self) -> None:
        self.rail.chosen.connect(self.go)
        self.rail.signing_out.connect(self._sign_out)
        self.keys.excuse, self.keys.unanswered = self._excuse, self._unanswered
        self.keys.tell = self.status_line.say_why
        self.status_line.undo.pressed.connect(self.desktop.undo)
        self.status_line.break_line.pressed.connect(lambda: self.desktop.care.later())
        self.desktop.on_care = self._follow_care
        self.banner.dismissed.connect(lambda: self.desktop.status.say(None))
        self.status_line.sign_in.pressed.connect(self._sign_again)
        self.banner.pressed.connect(self._mend)
        self.desktop.status.watch(self._show_status)
        self.desktop.preferences.watch(self._follow_preferences)
        self.desktop.on_desk = lambda: self.go("desk")
        self.desktop.on_rules = lambda: self.go("rules")
        the_app().styleHints().colorSchemeChanged.connect(self._follow_preferences)

    # -- sheets: made, and loaded, when they are first opened ---------------------------------------------------------

    @cached_property
    def palette_sheet(self) -> PaletteSheet:
        """Everything by name."""
        from reviewer_app.client.viewmodels.palette import PaletteModel
        from reviewer_app.ui.palette import PaletteSheet

        desktop = self.desktop
        find = PaletteModel(desktop.bench, desktop.lanes, desktop.rules, desktop.open_case, lambda: self.go("rules"))
        return _worded(PaletteSheet(self, find))

    @cached_property
    def keys_sheet(self) -> KeysSheet:
        """The keys."""
        from reviewer_app.ui.help import KeysSheet

        return _worded(KeysSheet(self, self.offered))

    @cached_property
    def sign_out_sheet(self) -> SignOutSheet:
        """Names what is unsent before signing out."""
        from reviewer_app.ui.signout import SignOutSheet

        sheet = SignOutSheet(self)
        sheet.closed.connect(self._stay)
        sheet.agreed.connect(self._goes)
        return _worded(sheet)

    @cached_property
    def unsaved_sheet(self) -> UnsavedSheet:
        """Asks before words go that no disk has."""
        from reviewer_app.ui.unsaved import UnsavedSheet

        sheet = UnsavedSheet(self)
        sheet.tried.connect(self.desktop.desk.saving.now)
        sheet.agreed.connect(self._give_up)
        return _worded(sheet)

    @cached_property
    def recovery_sheet(self) -> RecoverySheet:
        """The recovery key, shown once."""
        from reviewer_app.ui.recovery import RecoverySheet

        return _worded(RecoverySheet(self, self.desktop.recovery))

    @cached_property
    def sign_again_sheet(self) -> SignAgainSheet:
        """Asks for the password when the session has ended."""
        from reviewer_app.ui.signagain import SignAgainSheet

        return _worded(SignAgainSheet(self, self.desktop.sign_again, self.desktop.session))

    # -- pages --------------------------------------------------------------------------------------------------------

    def announce(self, name: str, maker: Maker) -> None:
        """A page (or another in its place) that is made when it is first shown, or in a quiet moment before."""
        self.pages.announce(name, maker)

    def add_page(self, name: str, page: QWidget) -> None:
        """Puts a page in (or in another's place): a widget with the names that `ui.page.Page` has."""
        self.pages.put(name, page)

    def go(self, name: str) -> None:
        """Shows a page; one that is not there leaves everything as it is."""
        if name not in self.pages:
            self.rail.show_page(self.at)
            return
        self._sought = name
        if name == "desk":
            self.desktop.when_seen(lambda: self._show_page(name) if self._sought == name else None)
        else:
            self._show_page(name)

    def _show_page(self, name: str) -> None:
        page, before = self.pages[name], self.pages.get(self.at)
        if before is not None and before is not page:
            self.pages.leave(self.at, self._scene())
        self.at = name
        self.stack.setCurrentWidget(page)
        self.rail.show_page(name)
        self.pages.arrive(name, self._scene())
        self.setWindowTitle(f"{page.title} — {_('Reviewer')}" if page.title else _("Reviewer"))

    def page(self) -> Page:
        """The page that is shown."""
        return self.pages[self.at]

    def places(self) -> tuple[Where, ...]:
        """Where the person is."""
        where = self.page().where
        return where if isinstance(where, tuple) else (where,)

    # -- who has the keyboard -----------------------------------------------------------------------------------------

    def home(self) -> QWidget | None:
        """Who has the keyboard when nothing in particular has: what the sheet or the page that is shown says."""
        sheet = self.sheet()
        if sheet is not None:
            return next(iter(walk.stops(sheet.box)), sheet)
        return self.page().home() if self.at else None

    def sheet(self) -> Sheet | None:
        """The sheet that lies over everything."""
        ways = Qt.FindChildOption.FindDirectChildrenOnly
        shown = [child for child in self.findChildren(Sheet, options=ways) if child.isVisible()]
        stack = self.children()
        return max(shown, key=stack.index, default=None)

    def _scene(self) -> tuple[str, str]:
        case = self.desktop.case_on_desk
        return self.at, case.case_id if case is not None else ""

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Tab walks in the order in which things are read; over a sheet, inside it."""
        sheet = self.sheet()
        return walk.step(sheet.box if sheet is not None else self, forward)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.keys.go_home()

    # -- actions ------------------------------------------------------------------------------------------------------

    def offered(self) -> tuple[Action, ...]:
        """The actions that some page offers this person, whether or not they can be done now."""
        own = self._own()
        gone = WITHOUT_A_DOOR if "signoff" in self.pages else WITHOUT_A_DOOR | {Where.SIGNOFF}
        shared = (Where.ANYWHERE, Where.PAGES)
        closed = frozenset() if self.desktop.session.tries else TRYING
        fitting = (a for a in ACTIONS if a.id not in closed)
        return tuple(a for a in fitting if (a.id in own if a.where in shared else a.where not in gone))

    def refusals(self) -> dict[str, str]:
        """Why something that is answered on every page would do nothing now."""
        return {action: words for action, why in self._excuses.items() if (words := why())}

    @cached_property
    def _excuses(self) -> dict[str, Callable[[], str]]:
        """Of what is answered on every page, who says why it would do nothing now; nothing where it would."""
        status, care = self.desktop.status, self.desktop.care
        return {
            "undo": lambda: "" if self._can_undo() else _("Nothing can be taken back now"),
            "sign_in": lambda: "" if status.state.ended else _("Your session is good"),
            "care.reveal": lambda: "" if care.veils else _("Nothing is blurred"),
            "care.later": lambda: "" if care.break_due else _("No break is due"),
            "close_line": lambda: "" if any(one.isVisible() for one in self._lines()) else _("No such line is open"),
        }

    def _can_undo(self) -> bool:
        return self.desktop.status.state.counts.undo_op is not None or "undo" in self.page().handlers()

    def _lines(self) -> list[Banner]:
        return [*self.page().findChildren(Banner), self.banner]

    def handlers(self) -> Mapping[str, Handler]:
        """Who answers which action now: the shell's own and those of the page that is shown."""
        return {**self._own(), **self.page().handlers()}

    def _own(self) -> dict[str, Handler]:
        going = {"go.queue": "queue", "go.desk": "desk", "go.signoff": "signoff", "go.outbox": "outbox"}
        going |= {"go.rules": "rules", "go.settings": "preferences"}
        own: dict[str, Handler] = {key: partial(self.go, to) for key, to in going.items() if to in self.pages}
        return own | {
            "palette": self._open_palette,
            "keys": lambda: self.keys_sheet.start(),
            "undo": self.desktop.undo,
            "sync": self.desktop.status.sync,
            "close_line": self._close_line,
            "sign_in": self._sign_again,
            "language": self._switch_language,
            "theme": self._switch_theme,
            "care.reveal": lambda: self.desktop.care.reveal(),
            "care.veil": lambda: self.desktop.care.turn_veil(),
            "care.grey": lambda: self.desktop.care.turn_grey(),
            "care.later": lambda: self.desktop.care.later(),
            "recovery_key": lambda: self.recovery_sheet.start(),
            "sign_out": self._sign_out,
            "quit": self.close,
        }

    def _open_palette(self) -> None:
        from reviewer_app.ui.commands import doings

        can = tuple(doings(self.keys, self.offered(), self.places(), {**self.refusals(), **self.page().refusals()}))
        self.palette_sheet.start()
        self.palette_sheet.model.begin(can)

    def _excuse(self, action: Action) -> str:
        """Why what a key asks for would do nothing now, though somebody answers it; asked with each key."""
        from reviewer_app.ui.commands import SPEAKING

        if action.id in SPEAKING:
            return ""
        why = self._excuses.get(action.id)
        return why() if why is not None else self.page().refusals().get(action.id, "")

    def _unanswered(self, pressed: tuple[int, ...]) -> str:
        """Why a key that nobody answered did nothing."""
        from reviewer_app.ui.commands import why_not

        return why_not(pressed, self.offered(), self.places(), {**self.refusals(), **self.page().refusals()})

    def _switch_language(self) -> None:
        self.desktop.preferences.set(LANGUAGE, "en" if language() == "zh_CN" else "zh_CN")

    def _switch_theme(self) -> None:
        self.desktop.preferences.set(THEME, "light" if theme.current().name == "dark" else "dark")

    def _recover(self) -> None:
        self.recovery_sheet.start()

    def _sign_out(self) -> None:
        if not self._ask_unsaved(self._sign_out):
            self.sign_out_sheet.start(self.desktop.status.state.counts.to_send)

    def _ask_unsaved(self, leave: Handler) -> bool:
        """Asks before words go that the disk did not take, and leaves once that is agreed to; says whether it asks."""
        stuck = 0 if self._given_up else self.desktop.unwritten
        if stuck:
            self._leave = leave
            self.unsaved_sheet.start(stuck)
        return bool(stuck)

    def _give_up(self) -> None:
        self._given_up = True
        self._leave()

    def _stay(self) -> None:
        """Whoever does not sign out after all is asked again."""
        self._given_up = False

    def _goes(self) -> None:
        self._given_up = True
        self.signed_out.emit()

    def _sign_again(self) -> bool:
        """Asks for the password; not while the session is a good one."""
        if not self.desktop.status.state.ended:
            return False
        self.sign_again_sheet.start()
        return True

    def _close_line(self) -> bool:
        """Closes the first line that says something: the page's before the window's."""
        for line in (one for one in self._lines() if one.isVisible()):
            line.close_button.click()
            return True
        return False

    def _mend(self) -> None:
        """What the calm line offers."""
        if not self._sign_again():
            self.desktop.status.sync()

    # -- following ----------------------------------------------------------------------------------------------------

    def retranslate(self) -> None:
        """Reads every word of the window and its pages again."""
        names = {
            "queue": _("Queue"),
            "desk": _("Desk"),
            "signoff": _("Sign-off"),
            "outbox": _("Outbox"),
            "rules": _("Rules"),
            "preferences": _("Settings"),
        }
        for name, words in names.items():
            if name != "signoff" or self.desktop.session.signs_off:
                self.rail.item(name).set_words(words)
        self.rail.item("sign_out").set_words(_("Sign out"))
        for page in self.pages.made():
            page.retranslate()
        for part in (self.status_line, *(self.__dict__[name] for name in SHEETS if name in self.__dict__)):
            part.retranslate()
        self._show_status()
        if self.at:
            self.setWindowTitle(f"{self.page().title} — {_('Reviewer')}")

    def _show_status(self) -> None:
        state = self.desktop.status.state
        self.rail.item("outbox").set_count(state.counts.kept)
        if "unsaved_sheet" in self.__dict__ and not self.desktop.unwritten:
            self.unsaved_sheet.dismiss()  # the disk has taken it meanwhile
        if state.line is None:
            self.banner.say("")
            return
        waiting = state.counts.to_send
        words = trouble_words(state.line)
        away = isinstance(state.line, Offline)
        if away and waiting:
            counted = ngettext("{count} decision waits.", "{count} decisions wait.", waiting)
            words = f"{words} {counted.format(count=waiting)}"
        ended = isinstance(state.line, SessionEnded)
        action = _("Sign in again") if ended else _("Try now") if away else ""
        self.banner.action.set_key("F8" if ended else "F5")
        self.banner.say(words, "bad" if state.disk is not None else "warn", action, _("Close"))

    def _follow_care(self, care: CareModel) -> None:
        """It is there from now on: it hears of keys and the mouse, and says what is veiled and when a break is due."""
        from reviewer_app.ui.evidence.veil import veil
        from reviewer_app.ui.mouse import MouseHeard

        def show() -> None:
            veil.set(care.hides, care.grey)
            self.status_line.break_line.show_due(care.break_due)

        self.keys.touched, self.keys.holding = care.touch, care.hold
        MouseHeard(self, care.touch)
        care.in_sight = lambda: self.at == "desk" and self.isActiveWindow()
        care.watch(show)
        show()

    def _follow_preferences(self) -> None:
        preferences = self.desktop.preferences
        app = the_app()
        wanted, scale = theme_of(app, preferences.get(THEME)), preferences.get(TEXT_SCALE) / 100
        if (wanted, scale) != (theme.current().name, theme.live.scale):
            theme.apply(app, wanted, scale)
        spoken = preferences.get(LANGUAGE) or system_language()
        if spoken != language():
            set_language(app, spoken)
            self.retranslate()
        sheet = self.sheet()
        if sheet is not None:
            sheet.refit()

    def closeEvent(self, event: QCloseEvent) -> None:
        if self._ask_unsaved(self.close):
            event.ignore()
            return
        self.desktop.stop()
        self.closing.emit()
        super().closeEvent(event)


def _worded(sheet: S) -> S:
    sheet.retranslate()
    return sheet
