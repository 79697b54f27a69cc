"""What a start waits for: nothing that the first picture of the queue does not need, and no page before it is shown."""

from __future__ import annotations

import importlib.util
import subprocess
import sys
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import pytest
from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QApplication, QLabel, QStackedWidget, QWidget

from reviewer_app.client.lanes import InlineLanes
from reviewer_app.client.settings.preferences import Preferences
from reviewer_app.client.viewmodels import rooms
from reviewer_app.client.workbench.entrance import Entrance
from reviewer_app.client.workbench.workplace import Workplace
from reviewer_app.server.demo import ACCOUNTS, secrets_of
from reviewer_app.ui.lanes import QtLanes
from reviewer_app.ui.page import Page
from reviewer_app.ui.pages import Pages
from reviewer_app.ui.shell import Shell
from reviewer_app.ui.workstation import DESK_ROOMS, Workstation
from tests.bench.cold_start import Starts
from tests.bench.desk_server import serving
from tests.ui.stage import Stage

LATE = {
    "alembic",
    "annotated_types",
    "argon2",
    "av",
    "babel",
    "cel_expr_python",
    "email.parser",
    "fastapi",
    "http.client",
    "importlib_metadata",
    "jsonschema",
    "more_itertools",
    "PIL",
    "pydantic",
    "pydantic_core",
    "pypdfium2",
    "qtawesome",
    "qtpy",
    "requests",
    "sqlalchemy",
    "sqlite_utils",
    "starlette",
    "urllib.request",
    "urllib3",
    "uvicorn",
    "yaml",
    "PySide6.QtMultimedia",
    "PySide6.QtNetwork",
    "reviewer_app.client.refusals",
    "reviewer_app.client.remote.http",
    "reviewer_app.client.settings.recovery",
    "reviewer_app.client.store.leases",
    "reviewer_app.client.store.outbox",
    "reviewer_app.client.store.rulebooks",
    "reviewer_app.client.sync.loop",
    "reviewer_app.client.sync.run",
    "reviewer_app.client.viewmodels.backtest",
    "reviewer_app.client.viewmodels.desk",
    "reviewer_app.client.viewmodels.outbox",
    "reviewer_app.client.viewmodels.palette",
    "reviewer_app.client.viewmodels.rules",
    "reviewer_app.client.viewmodels.signagain",
    "reviewer_app.client.viewmodels.signin",
    "reviewer_app.client.workbench.workbench",
    "reviewer_app.domain.cases",
    "reviewer_app.domain.events",
    "reviewer_app.domain.leases",
    "reviewer_app.domain.rulebook",
    "reviewer_app.domain.values",
    "reviewer_app.domain.verdicts",
    "reviewer_app.media.process",
    "reviewer_app.media.room",
    "reviewer_app.media.values",
    "reviewer_app.rulebooks",
    "reviewer_app.server",
    "reviewer_app.ui.commands",
    "reviewer_app.ui.desk",
    "reviewer_app.ui.help",
    "reviewer_app.ui.palette",
    "reviewer_app.ui.recovery",
    "reviewer_app.ui.signagain",
    "reviewer_app.ui.signin",
    "reviewer_app.ui.signout",
    "reviewer_app.ui.evidence.pane",
    "reviewer_app.ui.outbox.page",
    "reviewer_app.ui.preferences.page",
    "reviewer_app.ui.rules.page",
    "reviewer_app.ui.tour",
    "reviewer_app.wire.messages",
    "reviewer_app.wire.problems",
}
"""What must not be loaded before the queue of a kept session is painted, its rows and why they stand where they do."""
QUEUE = {"keyring", "reviewer_app.client.settings.keyring_vault"}
"""What the door itself must not load either; a kept session asks the keyring for its key."""

BEGUN = "import sys; from reviewer_app import cli; from reviewer_app.client.settings import derive; print(*sys.modules)"
DOOR = "import sys; from reviewer_app import cli; from reviewer_app.ui import start; print(*sys.modules)"
ANY_KEY = """
import sys
from reviewer_app.ui import commands, mouse, shell
from reviewer_app.client.viewmodels import care
from reviewer_app.ui.evidence import veil
print(*sys.modules)
"""
"""What a key loads, whether it is answered or not, before anything that is loaded behind the first picture is there."""
SOURCES = """
import linecache
from reviewer_app.ui import start
from reviewer_app.wire import messages
print(*linecache.cache)
"""
BEHIND = """
import sys
from importlib import import_module
from reviewer_app.ui import workstation
from reviewer_app.client.viewmodels import rooms
rooms.load()
before = set(sys.modules)
for name in workstation.DESK_ROOMS:
    import_module(name)
parts = set(sys.modules) - before
from reviewer_app.ui import evidence_desk
print(*parts, *(f"rest:{name}" for name in set(sys.modules) - before - parts))
"""
"""What the screen's thread loads for the desk once the lane is done; `rest:` before what is in none of its pieces."""


def _loaded(program: str) -> set[str]:
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return set(done.stdout.split())


def test_the_door_loads_nothing_that_the_first_picture_does_not_need() -> None:
    loaded = _loaded(DOOR)
    assert "reviewer_app.ui.queue.page" in loaded
    assert sorted(loaded & (LATE | QUEUE)) == []


def test_the_first_picture_of_a_kept_session_has_only_what_it_needs(tmp_path: Path) -> None:
    """The door itself, in a process of its own, with a profile that has cases and rulebooks."""
    secrets = secrets_of()
    who = ["--account", ACCOUNTS[0], "--profile", str(tmp_path / "profiles")]
    (tmp_path / "profiles").mkdir()
    start = Starts(tmp_path / "bytecode")
    with serving(tmp_path / "served", secrets["password"]) as url:
        kept = ["kept", str(tmp_path / "keyring.json"), "--server", url, *who]
        start.timed(kept, {"password": secrets["password"]})
        keys = start.keys(["keys", *kept[1:]])  # four seconds: the rulebooks come in, and every room is loaded
        loaded = start.timed(kept, {})[1]
    assert keys
    assert {"reviewer_app.ui.queue.page", *QUEUE} <= loaded
    assert sorted(loaded & LATE) == []


def test_what_is_declared_late_is_there() -> None:
    for name in LATE | set(rooms.LATE):
        assert importlib.util.find_spec(name) is not None, name


def test_the_key_is_begun_before_the_screen_is_loaded() -> None:
    loaded = _loaded(BEGUN)
    assert sorted(name for name in loaded if name.partition(".")[0] in ("PySide6", "pydantic", "sqlcipher3")) == []


def test_a_key_at_the_first_picture_loads_no_room() -> None:
    """Every key asks why it would do nothing, and that had loaded messages and rules: half a second of one key."""
    assert sorted(_loaded(ANY_KEY) & (LATE - {"reviewer_app.ui.commands"})) == []


def test_no_source_is_read_to_load_a_module() -> None:
    """Qt's bindings had read, and kept, the source of all that was imported after them."""
    read = {name.partition("/reviewer_app/")[2] for name in _loaded(SOURCES)} - {""}
    assert read <= {"client/words.py", "ui/__init__.py"}  # what comes between Qt and the import that is put back


def test_the_screens_thread_loads_the_desk_in_pieces_and_nothing_that_a_lane_could() -> None:
    loaded = _loaded(BEHIND)
    rest = {name.removeprefix("rest:") for name in loaded if name.startswith("rest:")}
    assert rest == {"reviewer_app.ui.evidence_desk"}
    own = {name for name in loaded - rest if name.startswith("reviewer_app.")}
    assert sorted(name for name in own if not name.startswith("reviewer_app.ui.")) == []
    assert "reviewer_app.ui.desk.page" in own


class _Shown(QObject):
    """Every window that came onto the screen."""

    def __init__(self) -> None:
        super().__init__()
        self.windows: list[str] = []

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.Show and isinstance(watched, QWidget) and watched.isWindow():
            self.windows.append(type(watched).__name__)
        return False


@pytest.fixture
def shown(qapp: QApplication) -> Iterator[_Shown]:
    watching = _Shown()
    qapp.installEventFilter(watching)
    yield watching
    qapp.removeEventFilter(watching)


def test_pages_that_are_made_behind_the_queue_take_nothing_from_it(
    qapp: QApplication, shown: _Shown, tmp_path: object
) -> None:
    from reviewer_app.ui.evidence_desk import EvidenceDesk

    stage = Stage()
    shell: Shell = stage.shell()
    shell.show()
    qapp.processEvents()
    had = QApplication.focusWidget()
    assert had is not None
    shown.windows.clear()
    desk = EvidenceDesk(stage.bench, _NoMedia(), Preferences(tmp_path))  # type: ignore[arg-type]
    shell.announce("desk", lambda: desk.page(stage.desktop))
    while desk.make_next() or shell.pages.make_next():
        qapp.processEvents()
    assert shown.windows == []
    assert QApplication.focusWidget() is had
    assert len(shell.pages.made()) == len(shell.pages)
    assert shell.at == "queue"
    shell.close()


@pytest.mark.parametrize("parts", range(7))
def test_the_desk_is_made_part_by_part_and_is_whole_whenever_it_is_asked_for(
    qapp: QApplication, tmp_path: Path, parts: int
) -> None:
    from reviewer_app.ui.evidence_desk import EvidenceDesk

    stage = Stage()
    desk = EvidenceDesk(stage.bench, _NoMedia(), Preferences(tmp_path))
    before = [desk.make_next() for _ in range(parts)]
    page = desk.page(stage.desktop)
    assert page.views == []
    after = [desk.make_next() for _ in range(parts % 3)]
    view, pane = page.front, page.pane
    assert before == ([True, True, True] + [False] * 4)[:parts]
    assert after == [True, False][: parts % 3]
    assert page.views == [view]
    assert page.isAncestorOf(pane.filing.grid)
    assert view.isEnabled()
    assert not desk.make_next()
    assert page.views == [page.front] == [view]
    page.clear()


def _before_the_desk(folder: Path) -> tuple[Stage, Workstation, Shell, _OnlyRooms]:
    """A window at the queue whose desk is still to be made, in turns that the test takes itself."""
    stage, lanes = Stage(), _OnlyRooms()
    station = Workstation(_no_entrance, Preferences(folder), stage.clock, lambda: "id")
    station.lanes.close()
    station.lanes = cast(QtLanes, lanes)
    station.shell = shell = stage.shell()
    station.place = place = cast(Workplace, SimpleNamespace(bench=stage.bench))
    shell.announce("desk", lambda: station._desk_page(place, stage.desktop))
    return stage, station, shell, lanes


def test_a_case_opened_before_the_desk_stands_waits_for_its_parts_and_the_screen_does_not(
    qapp: QApplication, tmp_path: Path
) -> None:
    went = list[str]()
    _stage, station, shell, lanes = _before_the_desk(tmp_path)
    station._when_desk(lambda: went.append("first"))
    station._when_desk(lambda: went.append("second"))
    turns = 0
    while lanes.timers:
        assert went == []
        lanes.run_due()
        turns += 1
    assert went == ["second"]  # who asked for another one meanwhile gets that
    assert turns > len(DESK_ROOMS)
    assert shell.at == "queue"  # where it goes then is up to whoever asked
    station._when_desk(lambda: went.append("third"))
    assert went == ["second", "third"]
    shell.close()


def test_the_desk_asked_for_before_it_stands_comes_when_its_parts_do_and_calls_no_case_off(
    qapp: QApplication, tmp_path: Path
) -> None:
    """F3 in the first second made all of it in one go. Who goes elsewhere meanwhile is left there."""
    opened = list[str]()
    stage, station, shell, lanes = _before_the_desk(tmp_path)
    station.desktop = stage.desktop
    stage.desktop.when_desk = station._when_desk
    stage.desktop.when_seen = partial(station._when_desk, looks=True)
    stage.desktop.when_desk(lambda: opened.append("case"))
    shell.go("desk")
    shell.go("rules")
    shell.go("desk")
    assert shell.at == "rules"
    turns = 0
    while lanes.timers:
        lanes.run_due()
        turns += 1
    assert turns > len(DESK_ROOMS)
    assert opened == ["case"]
    shell.go("desk")
    assert shell.at == "desk"
    shell.go("queue")
    shell.close()


@pytest.mark.parametrize(("elsewhere", "ends"), [(False, "desk"), (True, "queue")])
def test_who_looks_at_the_desk_before_it_stands_is_brought_there_unless_they_went_elsewhere(
    qapp: QApplication, tmp_path: Path, elsewhere: bool, ends: str
) -> None:
    stage, station, shell, lanes = _before_the_desk(tmp_path)
    stage.desktop.when_seen = partial(station._when_desk, looks=True)
    shell.go("desk")
    if elsewhere:
        shell.go("queue")
    while lanes.timers:
        assert shell.at == "queue"
        lanes.run_due()
    assert shell.at == ends
    shell.go("queue")
    shell.close()


def _no_entrance(*told: object) -> Entrance:
    return cast(Entrance, None)


class _NoMedia(InlineLanes):
    """Lanes on which no room starts: what is looked at here is the screen."""

    def media(self, work: object, then: object, failed: object = None) -> None:  # type: ignore[override]
        return

    verifying = media  # type: ignore[assignment]
    reading = media  # type: ignore[assignment]


class _OnlyRooms(InlineLanes):
    """Lanes that load rooms, and start none."""

    def media(self, work: object, then: object, failed: object = None) -> None:  # type: ignore[override]
        if work is rooms.load:
            self.store(work, then)  # type: ignore[arg-type]


class _Made(Page):
    def __init__(self) -> None:
        super().__init__("page")
        self.read = 0

    def retranslate(self) -> None:
        self.read += 1


def test_a_page_is_made_when_it_is_asked_for_and_once(qapp: QApplication) -> None:
    stack = QStackedWidget()
    pages, made = Pages(stack), list[_Made]()

    def make() -> QWidget:
        made.append(_Made())
        return made[-1]

    pages.announce("one", make)
    pages.announce("two", make)
    assert "one" in pages
    assert "three" not in pages
    assert list(pages) == ["one", "two"]
    assert made == []
    assert pages["two"] is pages["two"] is made[0]
    assert made[0].read == 1
    assert pages.make_next()
    assert not pages.make_next()
    assert [stack.widget(at) for at in range(stack.count())] == made
    pages.put("two", QLabelPage())
    assert stack.count() == 2
    assert pages["two"] is not made[0]


class QLabelPage(_Made):
    """A page of another descent."""

    def __init__(self) -> None:
        super().__init__()
        QLabel("two", self)
