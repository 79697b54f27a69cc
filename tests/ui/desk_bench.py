"""The desk's page in the window, over cases of the demo pack with their real media."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, cast

from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from reviewer_app.client.lanes import Lanes
from reviewer_app.client.viewmodels.carried import Carried
from reviewer_app.client.viewmodels.deskstate import DeskState
from reviewer_app.domain.drafts import Draft, draft_of
from reviewer_app.domain.events import Round
from reviewer_app.domain.verdicts import Outcome
from reviewer_app.media.room import MediaRoom
from reviewer_app.rulebooks.consequences import set_off
from reviewer_app.ui.desk.page import DeskPage
from reviewer_app.ui.evidence.pane import EvidencePane
from reviewer_app.ui.lanes import QtLanes
from tests.rulebooks.verdicts_made import sheet_of
from tests.ui.evidence_bench import DEMO, PATIENCE, PreparedAssets, pack
from tests.ui.stage import Stage

REFS = ("demo-clip-01", "demo-listing-01", "demo-filing-01")
Key = Qt.Key
Modifier = Qt.KeyboardModifier
NONE = Modifier.NoModifier
REASON = "画面与语音都说降血压，普通食品不得宣称疗效。"


class DeskBed:
    """A window whose desk is real; the workbench is in memory, evidence comes through the media room."""

    def __init__(
        self, qtbot: QtBot, room: MediaRoom, width: int = 1366, height: int = 768, lanes: Lanes | None = None
    ) -> None:
        self.qtbot, self.stage = qtbot, Stage(lanes=lanes)
        bench: Any = self.stage.bench
        bench.lines = tuple(pack(DEMO)[ref] for ref in REFS)
        bench.source = PreparedAssets(room).source
        self.bench, self.lanes = self.stage.bench, QtLanes()
        self.shell = self.stage.shell()
        carried = Carried()
        self.page = DeskPage(self.stage.desktop, lambda: EvidencePane(bench, room, self.lanes, carried=carried))
        self.shell.add_page("desk", self.page)
        self.page.retranslate()
        self.shell.resize(width, height)
        self.shell.show()
        self.shell.activateWindow()
        QTest.qWaitForWindowActive(self.shell)

    def close(self) -> None:
        """Ends everything."""
        self.page.clear()
        self.lanes.close()
        self.shell.close()
        self.shell.deleteLater()
        QApplication.sendPostedEvents()

    @property
    def pane(self) -> EvidencePane:
        """The evidence of the case in front."""
        return self.page.pane

    @property
    def state(self) -> DeskState:
        """What the model holds."""
        return self.stage.desktop.desk.state

    def give(self, number: int, kind: int, signoff: Draft | None = None, round_: Round | None = None) -> str:
        """Puts a case in hand."""
        return self.bench.give(number, kind, signoff, round_=round_)

    def count(self, case_id: str, **counts: int) -> None:
        """Puts a case under the shipped rulebooks and schedules; nothing was counted but `counts`.

        The verdict that is judged carries what it set off.
        """
        case = self.bench.cases[case_id]
        known = sheet_of(case.record, counts)
        sheet = replace(case.sheet, versions=known.versions, schedules=known.schedules, counts=known.counts)
        judged, verdicts = case.judged, case.verdicts
        if judged is not None:
            verdict = judged.operation.verdict
            carried = {"effects": set_off(draft_of(verdict), sheet).effects}
            operation = judged.operation.model_copy(update={"verdict": verdict.model_copy(update=carried)})
            judged = replace(judged, operation=operation)
            verdicts = (judged,)
        self.bench.cases[case_id] = replace(case, sheet=sheet, judged=judged, verdicts=verdicts)

    def open(self, case_id: str) -> None:
        """Puts a case on the desk and waits for its evidence."""
        with self.qtbot.waitSignal(self.pane.first_painted, timeout=PATIENCE):
            self.stage.desktop.open_case(case_id)
        self.settle()

    def settle(self) -> None:
        """Waits until nothing is read any more, and the view behind holds the case that comes next."""
        views = self.page.views
        self.qtbot.waitUntil(lambda: not any(v.filling or v.pane._reader._waiting for v in views), timeout=PATIENCE)

    def press(self, *keys: Qt.Key, modifiers: Modifier = NONE) -> None:
        """Presses keys where the keyboard is."""
        for key in keys:
            QTest.keyClick(QApplication.focusWidget() or self.shell, key, modifiers)

    def write(self, words: str) -> None:
        """Puts words in as an input method does."""
        event = QInputMethodEvent()
        event.setCommitString(words)
        QApplication.sendEvent(cast(Any, QApplication.focusWidget()), event)

    def anchors(self) -> int:
        """How many places the draft's findings have."""
        return sum(len(finding.anchors) for finding in self.state.draft.findings)

    def bind(self) -> None:
        """Enter, and waits for the place to be bound."""
        before = self.anchors()
        self.press(Key.Key_Return)
        self.qtbot.waitUntil(lambda: self.anchors() > before, timeout=PATIENCE)

    def judged(self) -> Draft:
        """The draft of a violation made by keys on the clip."""
        self.press(Key.Key_1)
        self.bind()
        self.press(Key.Key_E, Key.Key_W)
        self.write(REASON)
        self.press(Key.Key_Escape, Key.Key_V)
        assert self.state.draft.outcome is Outcome.VIOLATION
        return self.state.draft
