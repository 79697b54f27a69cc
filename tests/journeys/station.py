"""A person at a real window: signs in by key, presses keys, waits for what shows, puts the clock forward."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from PySide6.QtCore import QEvent
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from reviewer_app.client.clock import SystemClock
from reviewer_app.client.ids import fresh_id
from reviewer_app.client.remote import HttpApi
from reviewer_app.client.remote.pack_import import import_pack
from reviewer_app.client.settings.preferences import LANGUAGE, MUTED_START, Preferences
from reviewer_app.client.viewmodels.deskstate import DeskState
from reviewer_app.client.workbench.entrance import Entrance, Workplace
from reviewer_app.server.demo import ACCOUNTS, OPERATOR, demo_server, secrets_of, settings_in, shifted_pack
from reviewer_app.server.embedded import EmbeddedServer
from reviewer_app.ui.desk.page import DeskPage
from reviewer_app.ui.shell import Shell
from reviewer_app.ui.signin.page import SignInPage
from reviewer_app.ui.tour.hands import TourClock, press, until, write
from reviewer_app.ui.workstation import Workstation
from reviewer_app.wire.messages import SignIn

LIN, ZHOU = ACCOUNTS
SECRETS = secrets_of()
PASSWORD, PASSPHRASE = SECRETS["password"], SECRETS["passphrase"]
CHEAP_KIB = 8 * 1024


@contextmanager
def demo(folder: Path) -> Iterator[EmbeddedServer]:
    """A server with the demo's accounts and cases, its data below `folder`."""
    shutil.copytree(_filled(), folder / "server")
    with EmbeddedServer(folder / "server", settings=settings_in(folder / "server")) as served:
        yield served


@cache
def _filled() -> Path:
    """The data of such a server, made once for all journeys of this process."""
    folder = Path(tempfile.mkdtemp(dir=os.environ["XDG_CACHE_HOME"]))
    with demo_server(folder / "server", PASSWORD) as served:
        api = HttpApi(served.url)
        api.sign_in(SignIn(account=OPERATOR, password=PASSWORD, device=fresh_id(SystemClock())))
        assert not import_pack(api, shifted_pack(None, folder / "pack")).files
        api.close()
    return folder / "server"


def fill(page: SignInPage, **typed: str) -> None:
    """Types into fields of the sign-in page, in place of what stands there."""
    for name, words in typed.items():
        page.fields[name].setFocus()
        page.fields[name].selectAll()
        write(page.fields[name], words)


class Person:
    """Somebody at the window; `clock` is theirs, moved forward by hand."""

    def __init__(self, profiles: Path, clock: TourClock | None = None, **entrance: object) -> None:
        profiles.mkdir(parents=True, exist_ok=True)
        preferences = Preferences(profiles)
        preferences.set(MUTED_START, True)
        preferences.set(LANGUAGE, "en")
        self.clock = clock or TourClock()
        self.station = Workstation(
            lambda report, progress: Entrance(
                profiles,
                preferences,
                self.clock,
                report,
                progress,
                memory_kib=CHEAP_KIB,
                **entrance,  # type: ignore[arg-type]
            ),
            preferences,
            self.clock,
            lambda: fresh_id(self.clock),
        )

    # -- what is there ------------------------------------------------------------------------------------------------

    @property
    def place(self) -> Workplace:
        """What is open."""
        assert self.station.place is not None
        return self.station.place

    @property
    def shell(self) -> Shell:
        """The window of the session."""
        assert self.station.shell is not None
        return self.station.shell

    @property
    def desk(self) -> DeskState:
        """What the desk holds."""
        return self.shell.desktop.desk.state

    @property
    def page(self) -> DeskPage:
        """The desk's page."""
        page = self.shell.pages["desk"]
        assert isinstance(page, DeskPage)
        return page

    def says(self, widget: QWidget | None = None) -> str:
        """Every word that can be seen."""
        from reviewer_app.ui.kit import Label

        labels = (widget or self.shell).findChildren(Label)
        return "\n".join(label.text() for label in labels if label.isVisible())

    # -- hands --------------------------------------------------------------------------------------------------------

    def press(self, *chords: str) -> None:
        """Presses keys where the keyboard is."""
        for chord in chords:
            press(self.shell, chord)

    def type(self, words: str) -> None:
        """Types into what has the keyboard, key by key."""
        widget = QApplication.focusWidget()
        assert widget is not None
        write(widget, words)

    def compose(self, words: str) -> None:
        """Puts words in as an input method does."""
        event = QInputMethodEvent()
        event.setCommitString(words)
        QApplication.sendEvent(QApplication.focusWidget(), event)

    def until(self, what: str, seen: Callable[[], object], seconds: float = 30.0) -> None:
        """Waits for something to show."""
        until(what, seen, seconds)

    # -- coming and going ---------------------------------------------------------------------------------------------

    def sign_in(self, url: str, account: str = LIN, passphrase: str = PASSPHRASE, password: str = PASSWORD) -> None:
        """Signs in through the window, by key."""
        page = self.station.ask().page
        fill(page, server=url, account=account, password=password)
        if not self.station.entrance.has_keyring():
            page.model.look(url, account)
            self.until("whether it is chosen or only asked for", lambda: page.model.state.looked)
            fill(page, passphrase=passphrase)
            if page.fields["again"].isVisible():
                fill(page, again=passphrase)
        press(page.window(), "Return")

    def arrive(self, url: str, account: str = LIN, **typed: str) -> None:
        """Signs in and waits for the window of the session and the server."""
        self.sign_in(url, account, **typed)
        self.until("the window of the session", lambda: self.station.shell is not None)
        self.shell.activateWindow()
        QTest.qWaitForWindowActive(self.shell)
        if self.shell.recovery_sheet.isVisible():
            self.press("Escape")

    def leave(self) -> None:
        """Closes the window as a person does; everything is put away."""
        for window in (self.station.shell, self.station.door):
            if window is not None:
                window.close()
                window.deleteLater()
        self.station.end()
        QApplication.sendPostedEvents()
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


@contextmanager
def with_a_case(served: EmbeddedServer, profiles: Path) -> Iterator[Person]:
    """The reviewer at work, with the next case on the desk."""
    with at_work(served, profiles) as person:
        person.press("Ctrl+Return")
        person.until("a case on the desk", lambda: person.desk.case is not None)
        yield person


@contextmanager
def at_work(served: EmbeddedServer | str, profiles: Path, account: str = LIN, **entrance: object) -> Iterator[Person]:
    """A person who has signed in and sees that the server is there."""
    url = served if isinstance(served, str) else served.url
    person = Person(profiles, **entrance)
    try:
        person.arrive(url, account)
        person.until("the server", lambda: person.shell.desktop.status.state.online)
        yield person
    finally:
        person.leave()
