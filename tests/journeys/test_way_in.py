"""The way in: what a first sign-in leaves behind, what it says where something is in the way, and where the keys go."""

from __future__ import annotations

import base64
import json
import os
import socket
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from reviewer_app.client.settings.keys import HEADER, HEADER_BEFORE, KeyFile
from reviewer_app.client.settings.preferences import LANGUAGE, Preferences
from reviewer_app.client.settings.profile import open_profile, profile_id
from reviewer_app.client.settings.standing import StandingFile
from reviewer_app.client.store.store import WORK_DB
from reviewer_app.client.sync import loop
from reviewer_app.client.trouble import NotSaved
from reviewer_app.client.workbench import entrance, signing_in
from reviewer_app.server.embedded import EmbeddedServer
from reviewer_app.ui.signin.page import SignInPage
from reviewer_app.ui.tour.hands import press
from tests.client.samples import NOW
from tests.client.settings.test_keys import MemoryVault
from tests.journeys.station import LIN, PASSPHRASE, PASSWORD, ZHOU, Person, demo, fill

pytestmark = pytest.mark.usefixtures("dressed")
OTHER = "another passphrase entirely"


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EmbeddedServer]:
    """The demo's server."""
    with demo(tmp_path_factory.mktemp("way-in")) as running:
        yield running


@pytest.fixture
def person(tmp_path: Path) -> Iterator[Person]:
    """Somebody at a computer with no keyring."""
    made = Person(tmp_path)
    yield made
    made.leave()


def _page(person: Person) -> SignInPage:
    assert person.station.door is not None
    return person.station.door.page


def _profiles(root: Path) -> list[str]:
    return sorted(path.name for path in root.iterdir() if path.is_dir())


def _until_said(person: Person, words: str) -> SignInPage:
    page = _page(person)
    person.until(words, lambda: words in page.banner.words.text())
    return page


def _first_day(root: Path, served: EmbeddedServer, **entrance: object) -> Path:
    """A profile as a first day leaves it."""
    person = Person(root, **entrance)
    person.arrive(served.url)
    person.until("the queue", lambda: person.shell.desktop.queue.state.total)
    person.leave()
    (name,) = _profiles(root)
    return root / name


# -- nothing stays of a first sign-in that the server did not accept --


def test_a_refused_first_sign_in_leaves_nothing_and_the_next_is_a_first_one(
    served: EmbeddedServer, tmp_path: Path
) -> None:
    person = Person(tmp_path)
    person.sign_in(served.url, password="not the password", passphrase="mistyped, and never to count")
    page = _until_said(person, "The account or the password is wrong. Nothing was made on this computer.")
    assert _profiles(tmp_path) == []
    assert QApplication.focusWidget() is page.fields["password"]
    assert page.fields["password"].selectedText() == "not the password"
    fill(page, password=PASSWORD, passphrase=PASSPHRASE, again=PASSPHRASE)
    press(page.window(), "Return")
    person.until("the window", lambda: person.station.shell is not None)
    assert person.shell.recovery_sheet.isVisible(), "the recovery key is offered, as at any first time"
    assert len(_profiles(tmp_path)) == 1
    person.leave()
    again = Person(tmp_path)
    again.arrive(served.url, passphrase=PASSPHRASE)
    again.leave()


@pytest.mark.parametrize("where", ["closed", "no server of ours"])
def test_an_address_that_is_no_server_leaves_nothing(tmp_path: Path, person: Person, where: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as deaf:
        port = deaf.getsockname()[1]
        if where == "closed":
            deaf.close()
        else:
            deaf.settimeout(20)
        person.sign_in(f"http://127.0.0.1:{port}")
        if where != "closed":
            asking, _ = deaf.accept()
            asking.recv(65536)
            asking.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello")
            asking.close()
        page = _until_said(person, "Nothing was made on this computer.")
    said = page.banner.words.text()
    wanted = "cannot be reached" if where == "closed" else "does not understand"
    assert wanted in said
    assert ("The first sign-in needs the server" if where == "closed" else "Check that the address") in said
    assert _profiles(tmp_path) == []
    assert QApplication.focusWidget() is page.fields["server"]
    assert page.fields["server"].selectedText() == f"http://127.0.0.1:{port}"
    assert page.fields["passphrase"].text() == page.fields["again"].text() == PASSPHRASE


@pytest.mark.parametrize("again", [False, True])
def test_a_sign_in_that_gets_no_answer_is_ended_by_a_key(served: EmbeddedServer, tmp_path: Path, again: bool) -> None:
    """A server that takes the connection and says nothing: Escape ends it at once, and the next try is free."""
    person = Person(tmp_path)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        silent.settimeout(20)
        person.sign_in(f"http://127.0.0.1:{silent.getsockname()[1]}")
        asking, _ = silent.accept()
        asking.recv(65536)
        page = person.station.door.page if person.station.door is not None else None
        assert page is not None and page.stop.isVisible()
        before = time.monotonic()
        press(page.window(), "Escape")
        _until_said(person, "ended before the server answered")
        assert time.monotonic() - before < 5.0
        asking.close()
    assert not page.stop.isVisible()
    assert _profiles(tmp_path) == []
    if again:
        page.fields["server"].setText(served.url)
        page.submit()
        person.until("the window", lambda: person.station.shell is not None)
    person.leave()


@pytest.mark.parametrize("at", ["before it asks", "once it is answered"])
def test_a_sign_in_is_ended_by_a_key_where_nothing_waits_for_the_server(
    served: EmbeddedServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, at: str
) -> None:
    """Pressed while the passphrase is worked out, or as the answer comes in: nobody is let in who has turned back."""
    first = Person(tmp_path)
    first.sign_in(served.url)
    first.until("the window", lambda: first.station.shell is not None)
    first.leave()
    reached, go, ended = threading.Event(), threading.Event(), list[object]()
    room, name = (KeyFile, "open") if at == "before it asks" else (signing_in, "ask")
    real, end = getattr(room, name), signing_in.end

    def held(*words: object) -> object:
        made = real(*words)
        reached.set()
        assert go.wait(20)
        return made

    monkeypatch.setattr(room, name, held)
    monkeypatch.setattr(signing_in, "end", lambda api: (ended.append(api), end(api)))
    person = Person(tmp_path)
    person.sign_in(served.url)
    person.until("the place where it is held", reached.is_set)
    press(_page(person).window(), "Escape")
    go.set()
    _until_said(person, "ended before the server answered")
    assert person.station.shell is None
    assert len(ended) == (at == "once it is answered"), "a session that nobody is left to use is ended"
    monkeypatch.undo()
    _page(person).submit()
    person.until("the window", lambda: person.station.shell is not None)
    person.leave()


def test_in_a_keyring_nothing_stays_either(served: EmbeddedServer, tmp_path: Path) -> None:
    vault = MemoryVault()
    person = Person(tmp_path, vault=lambda: vault)
    person.sign_in(served.url, password="not the password")
    _until_said(person, "The account or the password is wrong.")
    assert (vault.kept, _profiles(tmp_path)) == ({}, [])
    person.leave()


@pytest.mark.parametrize("fails", ["open_store", "SyncLoop"])
def test_what_fails_after_the_server_accepted_is_undone_whole(
    served: EmbeddedServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fails: str
) -> None:
    """A full disk in the middle: no keys, no folder, nothing in the keyring, no session on the server."""
    vault, held = MemoryVault(), base64.b64encode(b"locks what was once set aside...").decode()
    room = loop if fails == "SyncLoop" else entrance
    real = getattr(room, fails)

    def full(*words: object, **more: object) -> object:
        if fails == "SyncLoop":
            assert list(tmp_path.glob(f"*/{WORK_DB}")), "it is the store that is taken away again"
        raise NotSaved

    monkeypatch.setattr(room, fails, full)
    person = Person(tmp_path, vault=lambda: vault)
    person.sign_in(served.url)
    _until_said(person, "the disk did not take it")
    assert (vault.kept, _profiles(tmp_path)) == ({}, [])
    name = f"key {profile_id(served.url, LIN)}"
    vault.kept[name] = held
    press(_page(person).window(), "Return")
    person.until("the second answer", lambda: not _page(person).model.state.busy)
    assert vault.kept == {name: held}, "a key from before may be another profile's"
    vault.kept.clear()
    monkeypatch.setattr(room, fails, real)
    press(_page(person).window(), "Return")
    person.until("the window", lambda: person.station.shell is not None)
    person.leave()


def test_looking_makes_no_folder(served: EmbeddedServer, tmp_path: Path, person: Person) -> None:
    page = person.station.ask().page
    for account in (LIN, ZHOU):
        page.model.look(served.url, account)
        person.until("that it was looked", lambda: page.fields["again"].isVisible())
        person.station.entrance.behind_lock(served.url, account)
    assert _profiles(tmp_path) == []


def test_a_window_that_made_the_profile_meanwhile_is_left_in_peace(
    served: EmbeddedServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two first sign-ins at once: the second takes nothing from the first, and is told."""
    first, second = Person(tmp_path), Person(tmp_path)
    monkeypatch.setattr(type(second.station.entrance), "ways", lambda self, server, account: frozenset())
    first.arrive(served.url)
    second.sign_in(served.url, passphrase=OTHER)
    _until_said(second, "open already for this account")
    first.leave()
    press(_page(second).window(), "Return")
    second.until("the second answer", lambda: not _page(second).model.state.busy)
    second.leave()
    monkeypatch.undo()
    again = Person(tmp_path)
    again.arrive(served.url)  # under the first one's passphrase
    again.leave()


def test_two_accounts_side_by_side(served: EmbeddedServer, tmp_path: Path) -> None:
    """Each has a profile and a passphrase of its own; the page asks for what the account in the field needs."""
    for account, passphrase in ((LIN, PASSPHRASE), (ZHOU, OTHER)):
        person = Person(tmp_path)
        person.arrive(served.url, account, passphrase=passphrase)
        person.leave()
    assert len(_profiles(tmp_path)) == 2
    person = Person(tmp_path)
    page = person.station.ask().page
    person.until("that the passphrase is asked for", page.fields["passphrase"].isVisible)
    assert page.fields["account"].text() == ZHOU
    assert not page.fields["again"].isVisible()
    fill(page, account="somebody.new")
    page.fields["password"].setFocus()
    person.until("that one is to be chosen", page.fields["again"].isVisible)
    fill(page, account=LIN, password=PASSWORD)
    person.until("that it is asked for again", lambda: not page.fields["again"].isVisible())
    fill(page, passphrase=OTHER)
    press(page.window(), "Return")
    _until_said(person, "does not open your saved work")
    assert QApplication.focusWidget() is page.fields["passphrase"]
    assert page.fields["passphrase"].selectedText() != ""
    fill(page, passphrase=PASSPHRASE)
    press(page.window(), "Return")
    person.until("the window", lambda: person.station.shell is not None)
    assert not person.shell.recovery_sheet.isVisible()
    person.leave()


# -- what is in the way is said, and what can be done is offered --


def test_keys_of_a_newer_version_are_refused_politely(served: EmbeddedServer, tmp_path: Path) -> None:
    folder = _first_day(tmp_path, served)
    header = json.loads((folder / HEADER).read_text()) | {"format": 2, "seals": []}
    (folder / HEADER).write_text(json.dumps(header))
    before = {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}
    person = Person(tmp_path)
    person.station.ask()
    page = _until_said(person, "written by a newer version of the workstation. Nothing was changed. Update")
    assert not page.aside.isVisible()
    fill(page, password=PASSWORD)
    press(page.window(), "Return")
    person.until("the answer", lambda: not page.model.state.busy)
    assert "newer version" in page.banner.words.text()
    assert not page.aside.isVisible()
    person.leave()
    assert {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()} == before


def _first_page(path: Path) -> None:
    with path.open("r+b") as file:
        file.write(os.urandom(4096))


def _everything(path: Path) -> None:
    path.write_bytes(os.urandom(path.stat().st_size))


def _in_the_middle(path: Path) -> None:
    """One that no sign-in reads: it would come to light at work, with no way on."""
    with path.open("r+b") as file:
        file.seek(path.stat().st_size // 4096 // 2 * 4096 + 100)
        file.write(os.urandom(16))


def _emptied(path: Path) -> None:
    path.write_bytes(b"")


def _plain(path: Path) -> None:
    path.write_bytes(b"SQLite format 3\x00" + bytes(4080))


@pytest.mark.parametrize("ruin", [_first_page, _everything, _in_the_middle, _emptied, Path.unlink, _plain])
@pytest.mark.parametrize("lock", ["passphrase", "keyring"])
def test_damaged_work_is_set_aside_whole_with_honest_words(
    served: EmbeddedServer, tmp_path: Path, ruin: Callable[[Path], None], lock: str
) -> None:
    """Under the right key, typed or kept; what may be lost is counted, and no new file comes over the old one."""
    vault = MemoryVault()
    options = {"vault": lambda: vault} if lock == "keyring" else {}
    folder = _first_day(tmp_path, served, **options)
    StandingFile(folder).note(2, 3, NOW)
    ruin(folder / WORK_DB)
    before = {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}
    person = Person(tmp_path, **options)
    if lock == "keyring":
        person.station.resume(served.url, LIN)
        person.until("the sign-in page", lambda: person.station.door is not None)
    else:
        person.sign_in(served.url)
    person.until("the way on", lambda: _page(person).aside.isVisible())
    page = _page(person)
    assert "damaged" in page.banner.words.text() or "not encrypted" in page.banner.words.text()
    assert page.aside.text() == "Set the damaged work aside …"
    assert not page.recover.isVisible(), "no key mends it"
    page.aside.click()
    assert page.sheet is not None
    said = person.says(page.sheet)
    assert "it held: 2 drafts, 3 decisions not sent. They may be lost. What was sent before is safe" in said
    assert "nothing is deleted" in said
    assert {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()} == before
    page.sheet.aside.setFocus()
    press(page.window(), "Return")
    person.until("that it is set aside", lambda: ".aside-" in page.banner.words.text())
    (aside,) = (path for path in tmp_path.iterdir() if ".aside-" in path.name)
    assert {path.name: path.read_bytes() for path in aside.iterdir() if path.is_file()} == before
    fill(page, password=PASSWORD)
    if lock == "passphrase":
        person.until("that a passphrase is to be chosen", page.fields["again"].isVisible)
        fill(page, passphrase=OTHER, again=OTHER)
    press(page.window(), "Return")
    person.until("the window", lambda: person.station.shell is not None)
    assert {path.name: path.read_bytes() for path in aside.iterdir() if path.is_file()} == before
    person.leave()


def test_a_store_that_is_gone_and_held_nothing_is_made_again(served: EmbeddedServer, tmp_path: Path) -> None:
    folder = _first_day(tmp_path, served)
    (folder / WORK_DB).unlink()
    person = Person(tmp_path)
    person.arrive(served.url)
    assert (folder / WORK_DB).exists()
    person.leave()


# -- named on the command line --


def test_who_is_named_stands_in_the_fields(served: EmbeddedServer, tmp_path: Path, person: Person) -> None:
    """On a new profile there is no session to go on with: only what is missing is asked for."""
    person.station.resume(served.url, LIN)
    person.until("the sign-in page", lambda: person.station.door is not None)
    page = _page(person)
    assert (page.fields["server"].text(), page.fields["account"].text()) == (served.url, LIN)
    assert QApplication.focusWidget() is page.fields["password"]
    assert not page.banner.isVisible()
    assert _profiles(tmp_path) == []
    assert page.model.state.trouble is None


def test_they_stand_there_too_where_the_profile_is_open_already(served: EmbeddedServer, tmp_path: Path) -> None:
    vault = MemoryVault()
    _first_day(tmp_path, served, vault=lambda: vault)
    person = Person(tmp_path, vault=lambda: vault)
    with open_profile(tmp_path, served.url, LIN):
        person.station.resume(served.url, LIN)
        person.until("the sign-in page", lambda: person.station.door is not None)
        page = _until_said(person, "open already for this account")
    assert (page.fields["server"].text(), page.fields["account"].text()) == (served.url, LIN)
    assert QApplication.focusWidget() is page.fields["password"]
    fill(page, password=PASSWORD)
    press(page.window(), "Return")
    person.until("the window", lambda: person.station.shell is not None)
    person.leave()


def test_they_stand_there_too_where_the_keys_are_gone(served: EmbeddedServer, tmp_path: Path) -> None:
    """And what lies there can be set aside at once, with nothing typed."""
    vault = MemoryVault()
    folder = _first_day(tmp_path, served, vault=lambda: vault)
    (folder / HEADER).write_bytes(b"{")
    (folder / HEADER_BEFORE).unlink(missing_ok=True)
    person = Person(tmp_path, vault=lambda: vault)
    person.station.resume(served.url, LIN)
    person.until("the sign-in page", lambda: person.station.door is not None)
    page = _until_said(person, "missing or damaged")
    person.until("the way on", page.aside.isVisible)
    assert (page.fields["server"].text(), page.fields["account"].text()) == (served.url, LIN)
    assert QApplication.focusWidget() is page.fields["password"]
    person.leave()


def test_a_language_chosen_at_the_door_stays(served: EmbeddedServer, tmp_path: Path, chinese: None) -> None:
    """In the window of the session, and at the next start."""
    person = Person(tmp_path)
    page = person.station.ask().page
    page.tongues["zh_CN"].clicked.emit()
    assert page.enter.text() == "登录"
    person.until("that it is kept", lambda: Preferences(tmp_path).get(LANGUAGE) == "zh_CN")
    fill(page, server="https://[", account=LIN)
    press(page.window(), "Return")
    assert "这不是服务器地址" in person.says(page)
    fill(page, server=served.url, password=PASSWORD)
    page.model.look(served.url, LIN)
    person.until("that a passphrase is to be chosen", page.fields["again"].isVisible)
    fill(page, passphrase=PASSPHRASE, again=PASSPHRASE)
    press(page.window(), "Return")
    person.until("the window", lambda: person.station.shell is not None)
    assert "恢复密钥" in person.says(person.shell.recovery_sheet)
    person.leave()


def test_a_kept_session_still_opens_without_a_word(served: EmbeddedServer, tmp_path: Path) -> None:
    vault = MemoryVault()
    _first_day(tmp_path, served, vault=lambda: vault)
    person = Person(tmp_path, vault=lambda: vault)
    person.station.resume(served.url, LIN)
    person.until("the window", lambda: person.station.shell is not None)
    assert person.station.door is None
    person.leave()


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("https://[", "This is not the address of a server."),
        ("https://host:99999", "This is not the address of a server."),
        ("http://reviews.example", "Only https may leave this computer"),
        ("https://ann:word@host", "This is not the address of a server."),
    ],
)
def test_an_address_that_cannot_be_used_is_said_under_its_field(person: Person, typed: str, why: str) -> None:
    page = person.station.ask(typed, LIN).page
    person.until("that it was looked", page.fields["passphrase"].isVisible)
    for _time in range(2):
        assert page._wrong["server"].text().startswith(why)
        assert page._wrong["server"].isVisible()
        assert QApplication.focusWidget() is page.fields["server"]
        assert page.fields["server"].selectedText() == page.fields["server"].text() != ""
        fill(page, password=PASSWORD)
        press(page.window(), "Return")
    page.fields["account"].setFocus()
    assert page.model.state.trouble is None
