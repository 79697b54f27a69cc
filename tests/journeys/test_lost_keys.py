"""A lock that does not open: the recovery key brings the work back, or it is set aside whole and nothing is lost."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from reviewer_app.client.errors import NoVault
from reviewer_app.client.settings.keys import HEADER
from reviewer_app.server.embedded import EmbeddedServer
from reviewer_app.ui.signin.page import SignInPage
from reviewer_app.ui.tour.hands import press
from tests.client.settings.test_keys import MemoryVault
from tests.journeys.station import LIN, PASSPHRASE, PASSWORD, Person, demo, fill

pytestmark = pytest.mark.usefixtures("dressed")
REASON = "Half a sentence that must not be lost."
NEW = "another passphrase entirely"


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EmbeddedServer]:
    """The demo's server."""
    with demo(tmp_path_factory.mktemp("keys")) as running:
        yield running


def _page(person: Person) -> SignInPage:
    assert person.station.door is not None
    return person.station.door.page


def _work(person: Person, served: EmbeddedServer, recovery: bool) -> str:
    """A first day: a recovery key where it is wanted, and half a draft; answers with the key's signs."""
    person.sign_in(served.url)
    person.until("the window", lambda: person.station.shell is not None)
    person.shell.activateWindow()
    QTest.qWaitForWindowActive(person.shell)
    sheet = person.shell.recovery_sheet
    assert sheet.isVisible(), "it is offered once, when the profile is made"
    code = ""
    if recovery:
        person.press("Return")
        person.until("the key", lambda: person.shell.desktop.recovery.state.code)
        code = "-".join(group.text() for group in sheet.groups)
        person.press("Return")
        QTest.mouseClick(sheet, Qt.MouseButton.LeftButton, pos=QPoint(5, 5))
        assert sheet.isVisible(), "neither the same key again nor a slip beside it puts away what is not written down"
        person.press("Escape")
        assert sheet.isVisible() and sheet.done.isVisible(), "one slip of a key does not lose it"
        assert sheet.accessibleName().startswith(sheet._title.text())
        person.press("Escape")
        assert not sheet.done.isVisible()
        assert "-".join(group.text() for group in sheet.groups) == code
        person.press("Escape", "Tab", "Tab", "Return")
    else:
        person.press("Escape")
    assert not sheet.isVisible()
    assert person.shell.desktop.recovery.state.code == ""
    person.press("Ctrl+Return")
    person.until("a case", lambda: person.desk.case is not None)
    person.press("W")
    person.type(REASON)
    person.press("Escape")
    person.until("the draft on the disk", lambda: person.shell.desktop.status.state.counts.drafts == 1)
    person.leave()
    return code


def _fails(person: Person, served: EmbeddedServer, passphrase: str) -> SignInPage:
    person.sign_in(served.url, passphrase=passphrase)
    person.until("the two ways", lambda: _page(person).aside.isVisible())
    return _page(person)


def _digests(folder: Path) -> dict[str, str]:
    files = (path for path in folder.rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def _profile(root: Path) -> Path:
    (folder,) = (path for path in root.iterdir() if path.is_dir() and ".aside-" not in path.name)
    return folder


def test_a_forgotten_passphrase_is_mended_with_the_recovery_key(served: EmbeddedServer, tmp_path: Path) -> None:
    code = _work(Person(tmp_path), served, recovery=True)
    before = _digests(_profile(tmp_path))
    person = Person(tmp_path)
    page = _fails(person, served, "not the passphrase at all")
    assert "does not open your saved work" in page.banner.words.text()
    assert _digests(_profile(tmp_path)) == before
    page.recover.click()
    person.until("the field", page.fields["recovery"].isVisible)
    fill(page, password=PASSWORD, recovery=code[:-1] + "?", passphrase=NEW, again=NEW)
    press(page.window(), "Return")
    person.until("that it was misread", lambda: "a sign is missing or mistaken" in page.banner.words.text())
    assert QApplication.focusWidget() is page.fields["recovery"]
    fill(page, password="not the password", recovery=code)
    press(page.window(), "Return")
    person.until("that the password is wrong", lambda: "password is wrong" in page.banner.words.text())
    assert _digests(_profile(tmp_path))[HEADER] == before[HEADER], "the lock stays until the server has said who it is"
    assert QApplication.focusWidget() is page.fields["password"]
    fill(page, password=PASSWORD, recovery=code.lower())
    press(page.window(), "Return")
    person.until("the window", lambda: person.station.shell is not None)
    assert not person.shell.recovery_sheet.isVisible(), "it is offered only when the profile is made"
    assert [row.drafted for row in person.place.bench.in_hand()].count(True) == 1
    person.leave()
    again = Person(tmp_path)
    again.sign_in(served.url, passphrase=NEW)
    again.until("the window", lambda: again.station.shell is not None)
    assert again.place.recovery.has()
    again.leave()


def test_without_one_the_work_is_set_aside_whole_and_named(served: EmbeddedServer, tmp_path: Path) -> None:
    _work(Person(tmp_path), served, recovery=False)
    before, folder = _digests(_profile(tmp_path)), _profile(tmp_path)
    person = Person(tmp_path)
    page = _fails(person, served, "not the passphrase at all")
    assert not page.recover.isVisible()
    page.aside.click()
    assert page.sheet is not None
    said = person.says(page.sheet)
    assert "it held: 1 draft, 0 decisions not sent. They would not leave from there." in said
    press(page.window(), "Escape")
    assert _digests(folder) == before
    page.aside.click()
    page.sheet.aside.setFocus()
    press(page.window(), "Return")
    person.until("that it is set aside", lambda: ".aside-" in page.banner.words.text())
    (aside,) = (path for path in tmp_path.iterdir() if ".aside-" in path.name)
    assert _digests(aside) == before
    person.until("that a passphrase is to be chosen", lambda: "choose a passphrase" in person.says(page))
    assert not folder.exists(), "looking at what is there makes nothing"
    fill(page, password=PASSWORD, passphrase=PASSPHRASE, again=PASSPHRASE)
    press(page.window(), "Return")
    person.until("the window", lambda: person.station.shell is not None)
    assert _digests(aside) == before
    person.leave()


def test_a_lost_keyring_is_mended_with_the_recovery_key(served: EmbeddedServer, tmp_path: Path) -> None:
    """First its key is gone, then the keyring itself: each time the same work under a new lock."""
    code = _work(Person(tmp_path, vault=MemoryVault), served, recovery=True)

    def none() -> MemoryVault:
        raise NoVault

    emptied = MemoryVault()
    for vault in (lambda: emptied, none):
        person = Person(tmp_path, vault=vault)
        page = person.station.ask().page
        fill(page, server=served.url, account=LIN, password=PASSWORD)
        press(page.window(), "Return")
        person.until("the recovery key to be offered", page.recover.isVisible)
        page.recover.click()
        person.until("the field", page.fields["recovery"].isVisible)
        typed = {"password": PASSWORD, "recovery": code}
        typed |= {"passphrase": NEW, "again": NEW} if vault is none else {}
        assert page.fields["passphrase"].isVisible() is (vault is none)
        fill(page, **typed)
        press(page.window(), "Return")
        person.until("the window", lambda person=person: person.station.shell is not None)
        assert [row.drafted for row in person.place.bench.in_hand()].count(True) == 1
        person.leave()
        QApplication.processEvents()
