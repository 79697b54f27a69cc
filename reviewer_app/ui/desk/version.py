"""Why this rulebook version: the conduct time in the book's zone, the period that holds it, what replaced it."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from reviewer_app.client.viewmodels import format as words
from reviewer_app.client.words import _
from reviewer_app.client.workbench.values import OpenCase
from reviewer_app.domain.rulebook import Published
from reviewer_app.ui.desk.pool import Pool
from reviewer_app.ui.desk.said import no_book_words, own_book, tongue
from reviewer_app.ui.kit import Button, Form, IconButton, KeyCap, Label, Sheet
from reviewer_app.ui.theme import METRICS, Ink, px


class BookPart(QWidget):
    """One rulebook version: its name, facts, and what it changed."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, px(8))
        column.setSpacing(px(6))
        self.name, self.form = Label(role="strong", wrap=True), Form()
        column.addWidget(self.name)
        column.addWidget(self.form)

    def show_book(self, case: OpenCase, book: Published) -> None:
        """Shows why a version counts for a case."""
        rules = book.rulebook
        self.name.setText(f"{tongue(rules.title)} · {rules.version}")
        later = successor(case, book)
        replaced = _("Nothing so far")
        if later is not None:
            since = words.day(later.rulebook.effective_from, later.rulebook.effective_from.tzinfo)
            replaced = _("{version}, from {day} on").format(version=later.rulebook.version, day=since)
        rows: list[tuple[str, str] | tuple[str, str, Ink | None]] = [
            (_("It happened"), words.conduct(case.record.conduct_at, rules.zone)),
            (_("In force"), period(book)),
            (_("Published"), words.when(rules.published_at, rules.effective_from.tzinfo)),
            (_("Replaced by"), replaced),
            (_("Changes"), tongue(rules.summary)),
            (_("Digest"), f"{book.digest[:16]}…{book.digest[-8:]}"),
        ]
        self.form.set_rows(rows)


def period(book: Published) -> str:
    """The half-open period of a version, in dates of its own zone."""
    rules = book.rulebook
    zone = rules.effective_from.tzinfo
    start = words.day(rules.effective_from, zone)
    if rules.effective_until is None:
        return _("From {start}").format(start=start)
    return _("{start} to {end}").format(start=start, end=words.day(rules.effective_until, zone))


def successor(case: OpenCase, book: Published) -> Published | None:
    """The version that came after one, as far as this computer knows."""
    rules = book.rulebook
    after = [
        one
        for one in case.sheet.versions
        if one.rulebook.id == rules.id and one.rulebook.effective_from > rules.effective_from
    ]
    return min(after, key=lambda one: one.rulebook.effective_from, default=None)


class VersionSheet(Sheet):
    """The small sheet; `rules_pressed` asks for the rulebook itself."""

    rules_pressed = Signal()
    action = "desk.version"

    def __init__(self, window: QWidget) -> None:
        super().__init__(window, 560)
        self.title, self.why, self.shut = Label(role="title"), Label(role="dim", wrap=True), IconButton("x", key="Esc")
        top, parts = QHBoxLayout(), QVBoxLayout()
        top.addWidget(self.title, 1)
        top.addWidget(KeyCap("U"))
        top.addWidget(self.shut)
        parts.setSpacing(px(METRICS.gap))
        self.parts, self.open = Pool(BookPart, parts.addWidget), Button()
        self.body.addLayout(top)
        self.body.addWidget(self.why)
        self.body.addLayout(parts)
        self.body.addWidget(self.open)
        self.shut.clicked.connect(self.dismiss)
        self.open.clicked.connect(self._open)

    def _open(self) -> None:
        self.dismiss()
        self.rules_pressed.emit()

    def start(self, case: OpenCase) -> None:
        """Explains the versions of a case."""
        self.title.setText(_("Why this rulebook version"))
        self.shut.set_name(_("Close"))
        self.why.setText(_("What was in force when it happened counts, not what is in force today."))
        if own_book(case) is None:
            self.why.setText(no_book_words(case))
        self.parts.show(case.sheet.books(), lambda part, book: part.show_book(case, book))
        self.open.setText(_("Open the rulebook"))
        self.open.setVisible(own_book(case) is not None)
        self.show_over(self.open if own_book(case) is not None else self.shut)
