"""When the program itself fails: a report without content, and a calm window that lets the person go on."""

from __future__ import annotations

import logging
import sys
import traceback
from collections.abc import Callable
from pathlib import Path
from types import TracebackType

from PySide6.QtWidgets import QApplication, QHBoxLayout, QWidget

from reviewer_app.client.words import _
from reviewer_app.ui.kit import Button, Label, Sheet, TextBox

log = logging.getLogger(__name__)


def report_of(kind: type[BaseException], trace: TracebackType | None) -> str:
    """Where it failed: the kind of failure and the places in our code. Never a value, never the message of it."""
    places = [f"{frame.name}  {_in_package(frame.filename)}:{frame.lineno}" for frame in _frames(trace)]
    return "\n".join([kind.__name__, *places])


def _in_package(file: str) -> str:
    """A file by its place in the package, so that no folder of a person's computer is named."""
    return "/".join(Path(file).parts[-3:])


def _frames(trace: TracebackType | None) -> list[traceback.FrameSummary]:
    return list(traceback.extract_tb(trace)) if trace is not None else []


class CrashSheet(Sheet):
    """Says that the program failed, what is safe, and what can be done."""

    def __init__(self, window: QWidget, report: str) -> None:
        super().__init__(window, 560)
        self.body.addWidget(Label(_("Something in the program failed"), "title"))
        safe = _(
            "Your decisions and drafts are on the disk. You can go on; if it happens again, start the program anew."
        )
        self.body.addWidget(Label(safe, wrap=True))
        self.body.addWidget(
            Label(_("The report names places in the program and nothing of any case."), "dim", wrap=True)
        )
        box = TextBox(lines=6)
        box.setAccessibleName(_("Report"))
        box.set_text(report)
        box.setReadOnly(True)
        self.body.addWidget(box)
        row = QHBoxLayout()
        self.go_on, self.copy = Button(_("Go on"), tone="accent"), Button(_("Copy the report"))
        row.addStretch(1)
        row.addWidget(self.copy)
        row.addWidget(self.go_on)
        self.body.addLayout(row)
        self.copy.clicked.connect(lambda: QApplication.clipboard().setText(report))
        self.go_on.clicked.connect(self.dismiss)
        self.closed.connect(self.deleteLater)


class CrashReporter:
    """Takes `sys.excepthook`: logs, keeps the report through `keep`, and shows the sheet over `window`."""

    def __init__(self, window: Callable[[], QWidget | None], keep: Callable[[str], None] | None = None) -> None:
        self._window, self._keep, self._showing = window, keep, False
        self._before = sys.excepthook

    def install(self) -> None:
        """From now on failures come here."""
        self._before, sys.excepthook = sys.excepthook, self.failed

    def remove(self) -> None:
        """Gives `sys.excepthook` back."""
        sys.excepthook = self._before

    def failed(self, kind: type[BaseException], bug: BaseException, trace: TracebackType | None) -> None:
        """Handles one failure; a keyboard interrupt ends the program as ever."""
        if issubclass(kind, KeyboardInterrupt):
            self._before(kind, bug, trace)
            return
        report = report_of(kind, trace)
        log.error("the program failed: %s", " < ".join(reversed(report.splitlines())))
        if self._keep is not None:
            self._keep(report)
        window = self._window()
        if window is not None and window.isVisible() and not self._showing:
            self._showing = True
            sheet = CrashSheet(window, report)
            sheet.closed.connect(self._closed)
            sheet.show_over(sheet.go_on)

    def _closed(self) -> None:
        self._showing = False
