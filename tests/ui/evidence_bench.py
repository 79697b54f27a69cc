"""A desk's middle with real media: the demo pack, a media room, lanes, and the keyboard of the workstation."""

from __future__ import annotations

import hashlib
import json
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, ClassVar, cast

from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from reviewer_app.client.sync.prepare import derivations
from reviewer_app.client.trouble import Trouble
from reviewer_app.client.viewmodels.actions import BY_ID, Where
from reviewer_app.client.viewmodels.cannot import Cannot
from reviewer_app.client.workbench.bench import Bench
from reviewer_app.client.workbench.values import OpenCase
from reviewer_app.domain.evidence import Anchor
from reviewer_app.media import recipes
from reviewer_app.media.derived import packed
from reviewer_app.media.errors import CannotShow
from reviewer_app.media.room import MediaRoom
from reviewer_app.media.values import BytesSource, Source
from reviewer_app.ui.evidence.pane import EvidencePane
from reviewer_app.ui.keys import Keys
from reviewer_app.ui.lanes import QtLanes
from tests.client.opened import lease_of, open_case
from tests.client.samples import new_id

DEMO = Path(__file__).resolve().parents[2] / "resources" / "demo"
PATIENCE = 20_000
"""Milliseconds: how long anything may take on a busy machine."""


@cache
def pack(folder: Path) -> dict[str, dict[str, Any]]:
    """The records of a pack by their references."""
    lines = (folder / "cases.jsonl").read_text("utf-8").splitlines()
    return {record["ref"]: record for record in (json.loads(line) for line in lines if line.strip())}


class PackAssets:
    """The one verb that the pane uses, over the files of a pack; `more` are assets that a test made itself."""

    def __init__(self, folder: Path = DEMO) -> None:
        self._files = {hashlib.sha256(f.read_bytes()).hexdigest(): f for f in (folder / "assets").iterdir()}
        self.more: dict[str, Source] = {}

    def source(self, sha256: str) -> Source:
        """The bytes of an asset."""
        if sha256 in self.more:
            return self.more[sha256]
        if sha256 not in self._files:
            raise Trouble(sha256)
        return BytesSource(self._files[sha256].read_bytes(), sha256)

    def add(self, content: bytes) -> str:
        """One more asset; its SHA-256."""
        sha256 = hashlib.sha256(content).hexdigest()
        self.more[sha256] = BytesSource(content, sha256)
        return sha256


@dataclass(frozen=True)
class Prepared(BytesSource):
    """An asset with what is derived of it ahead, as a prefetch leaves it."""

    made: Mapping[str, bytes] = field(default_factory=dict)

    def derived(self, recipe: str) -> bytes | None:
        """What was made by a recipe."""
        return self.made.get(recipe)


class PreparedAssets(PackAssets):
    """The same, each file prepared in `room` the first time that it is asked for, and for all tests after."""

    _made: ClassVar[dict[str, dict[str, bytes]]] = {}
    _one = threading.Lock()

    def __init__(self, room: MediaRoom, folder: Path = DEMO) -> None:
        super().__init__(folder)
        self._room = room

    def source(self, sha256: str) -> Source:
        source = super().source(sha256)
        if not isinstance(source, BytesSource) or sha256 in self.more:
            return source
        with self._one:
            if sha256 not in self._made:
                self._made[sha256] = dict(self._derive(source))
        return Prepared(source.content, sha256, self._made[sha256])

    def _derive(self, source: Source) -> Iterator[tuple[str, bytes]]:
        try:
            for recipe, value in derivations(self._room, source):
                yield recipe, packed(value)
        except CannotShow as cannot:
            yield recipes.PROBE, packed(cannot)


def case_of(data: dict[str, Any], number: int = 1) -> OpenCase:
    """A record as a case in hand."""
    case_id = new_id(900 + number)
    return open_case(data, case_id, lease=lease_of(case_id))


class Bed:
    """The pane in a window with its keys; `anchors` are those a person made."""

    def __init__(self, qtbot: QtBot, room: MediaRoom, folder: Path = DEMO) -> None:
        self.qtbot, self.folder, self.assets = qtbot, folder, PreparedAssets(room, folder)
        self.lanes = QtLanes()
        self.window = QWidget()
        self.pane = EvidencePane(cast(Bench, self.assets), room, self.lanes)
        layout = QVBoxLayout(self.window)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.pane)
        self.keys = Keys(
            self.window, lambda: (self.pane.where, Where.DESK), lambda: self.pane.handlers() | {"desk.anchor": self.ask}
        )
        self.anchors: list[Anchor] = []
        self.window.resize(1196, 1004)
        self.window.show()
        qtbot.waitExposed(self.window)

    def ask(self) -> bool:
        """Enter, as the desk answers it while a finding is there to be bound."""
        return self.pane.ask_anchor(self._made)

    def _made(self, made: Anchor | Cannot | None) -> None:
        if made is not None and not isinstance(made, Cannot):
            self.anchors.append(made)

    def close(self) -> None:
        """Ends everything."""
        self.pane.clear()
        self.lanes.close()
        self.window.close()
        self.window.deleteLater()
        QApplication.sendPostedEvents()

    def show(self, ref_or_data: str | dict[str, Any]) -> OpenCase:
        """Shows a case of the pack, or a record, and waits for its picture."""
        data = pack(self.folder)[ref_or_data] if isinstance(ref_or_data, str) else ref_or_data
        case = case_of(data)
        with self.qtbot.waitSignal(self.pane.first_painted, timeout=PATIENCE):
            self.pane.show_case(case)
        return case

    def until(self, true: Callable[[], object]) -> None:
        """Waits until something holds."""
        self.qtbot.waitUntil(lambda: bool(true()), timeout=PATIENCE)

    def press(self, keys: Iterable[tuple[Qt.Key, Qt.KeyboardModifier]] | str) -> None:
        """Presses keys where the keyboard is: characters of a string, or pairs of key and modifiers."""
        for key in keys:
            widget = QApplication.focusWidget() or self.window
            if isinstance(key, str):
                QTest.keyClick(widget, key)
            else:
                QTest.keyClick(widget, *key)

    def key(self, key: Qt.Key, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        """Presses one key."""
        self.press([(key, modifiers)])

    def compose(self, words: str) -> None:
        """Puts words in as an input method does; QTest knows the keys of ASCII only."""
        event = QInputMethodEvent()
        event.setCommitString(words)
        QApplication.sendEvent(QApplication.focusWidget(), event)

    def made(self) -> Anchor:
        """The anchor that the last press made."""
        self.until(lambda: self.anchors)
        return self.anchors.pop()


def declared(action: str) -> bool:
    """Whether an action id is one of the declared ones."""
    return action in BY_ID
