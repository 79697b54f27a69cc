"""The sheets over the case on the desk: its history, its ties to others, and why its version counts."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from reviewer_app.client.viewmodels.desktop import Desktop
from reviewer_app.domain.evidence import Anchor
from reviewer_app.ui.desk.history import HistorySheet
from reviewer_app.ui.desk.ties import TiesSheet
from reviewer_app.ui.desk.version import VersionSheet


class CaseSheets:
    """The sheets, each made when it is first asked for. `over` is what they lie over; `go_to` shows an anchor."""

    def __init__(self, desktop: Desktop, over: Callable[[], QWidget], go_to: Callable[[Anchor], None]) -> None:
        self._desktop, self._over, self._go_to = desktop, over, go_to
        self.made: dict[str, HistorySheet | VersionSheet | TiesSheet] = {}

    def history(self) -> None:
        """Shows who did what with the case, and when."""
        case, sheet = self._desktop.desk.state.case, self.made.get("history")
        if not isinstance(sheet, HistorySheet):
            sheet = self.made["history"] = HistorySheet(self._over())
            sheet.list.anchor_pressed.connect(self._go_to)
        if case is not None:
            sheet.start(case)

    def ties(self) -> None:
        """Shows linked shops and other cases."""
        case, sheet = self._desktop.desk.state.case, self.made.get("ties")
        if not isinstance(sheet, TiesSheet):
            sheet = self.made["ties"] = TiesSheet(self._over())
            sheet.case_pressed.connect(self._desktop.read_beside)
        if case is not None:
            sheet.start(case)

    def version(self) -> None:
        """Shows why this version counts, and how it would be now."""
        state, sheet = self._desktop.desk.state, self.made.get("version")
        if not isinstance(sheet, VersionSheet):
            sheet = self.made["version"] = VersionSheet(self._over())
            sheet.rules_pressed.connect(self._desktop.show_clause)
        if state.case is not None:
            sheet.start(state, self._desktop.server_time.now())

    def version_of(self, finding_id: str) -> None:
        """The same for a finding, which one goes to."""
        self._desktop.desk.finding_to(finding_id)
        self.version()

    def forget(self) -> None:
        """Another case comes, or none: a sheet about the one before is put away, and no word of it is kept."""
        for sheet in self.made.values():
            sheet.dismiss()
            sheet.clear()

    def retranslate(self) -> None:
        """Reads the words of the one that lies there again."""
        state = self._desktop.desk.state
        for sheet in self.made.values():
            if state.case is None or not sheet.isVisible():
                continue
            if isinstance(sheet, VersionSheet):
                sheet.start(state, self._desktop.server_time.now())
            else:
                sheet.start(state.case)
