"""The history of a case: its events and verdicts, who, when, by which version, on what, and what followed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import cast

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from reviewer_app.client.viewmodels import format as words
from reviewer_app.client.viewmodels.consequences import cite_words, followed_words, paper_statements
from reviewer_app.client.viewmodels.names import FATES, OUTCOMES, ROUNDS, outcome_words
from reviewer_app.client.viewmodels.texts import Shown
from reviewer_app.client.words import N_, _, ngettext
from reviewer_app.client.workbench.values import GivenVerdict, OpenCase
from reviewer_app.domain.events import (
    AnyEvent,
    Appealed,
    Cancelled,
    FlagsJoined,
    Held,
    HoldEnded,
    MeasureDue,
    Opened,
    QualityDrawn,
    Released,
    RereviewAsked,
    Returned,
    Taken,
    VerdictGiven,
)
from reviewer_app.domain.evidence import Anchor
from reviewer_app.domain.verdicts import Effect, Outcome, Verdict
from reviewer_app.ui.desk.judged import TONES
from reviewer_app.ui.desk.said import (
    anchor_words,
    correction_words,
    finding_name,
    signoff_words,
    tongue,
    watched_words,
)
from reviewer_app.ui.desk.sheets import ReadingSheet, settled
from reviewer_app.ui.kit import Chip, ChipButton, Dot, FlowBox, Label, Pool
from reviewer_app.ui.theme import METRICS, Tone, px

_TOP = Qt.AlignmentFlag.AlignTop
RELEASES = {
    "given_back": N_("gave the case back"),
    "lapsed": N_("let the hold run out"),
    "revoked": N_("had it taken back"),
}
APPELLANTS = {"merchant": N_("the merchant"), "creator": N_("the creator"), "reporter": N_("who reported it")}


@dataclass(frozen=True, slots=True)
class HistoryLine:
    """One entry: when, who and what, a badge, lines below, and the places it stands on."""

    when: str
    text: str
    badge: str = ""
    tone: Tone = "neutral"
    below: tuple[str, ...] = ()
    mono: str = ""
    anchors: tuple[Anchor, ...] = field(default=())


def history(case: OpenCase) -> list[HistoryLine]:
    """Everything that happened to a case, oldest first."""
    given = {one.shown.verdict_id: one for one in case.verdicts}
    return [_line(case, event, given) for event in case.file.events]


def _line(case: OpenCase, event: AnyEvent, given: dict[str, GivenVerdict]) -> HistoryLine:
    when = words.when(event.at)
    who = words.plain(case.file.names.get(event.actor, event.actor))
    if isinstance(event, VerdictGiven):
        return _verdict_line(case, event, given.get(event.verdict_id), when, who)
    if isinstance(event, Returned):
        below = (Shown(event.remark).text,)
        return HistoryLine(when, _("{who} sent it back").format(who=who), _(OUTCOMES[Outcome.RETURN]), "warn", below)
    if isinstance(event, Held):
        until = _("until {when}").format(when=words.when(event.until))
        return HistoryLine(when, _("{who} put it on hold").format(who=who), until, "warn", (hold_words(case, event),))
    return HistoryLine(when, _event_words(case, event, who))


def hold_words(case: OpenCase, event: Held) -> str:
    """Why it was held, in the procedure's words."""
    book = case.sheet.procedure()
    reasons = book.rulebook.procedure.hold_reasons if book else ()
    return next((tongue(reason.text) for reason in reasons if reason.id == event.reason), event.reason)


def _event_words(case: OpenCase, event: AnyEvent, who: str) -> str:
    match event:
        case Opened():
            return _("The case came in")
        case FlagsJoined(count=count):
            return ngettext("{count} more flag arrived", "{count} more flags arrived", count).format(count=count)
        case Taken(lease=lease):
            return (_("{who} took it offline") if lease == "offline" else _("{who} took it")).format(who=who)
        case Released(why=why):
            return f"{who} {_(RELEASES[why])}"
        case HoldEnded():
            return _("The hold ended")
        case MeasureDue(signoff=signoff):
            asked = _("; ").join(signoff_words(case, signoff))
            return _("The measure is due; sign-off: {why}").format(why=asked) if asked else _("The measure is due")
        case Appealed(by=by):
            return _("Appeal by {who}").format(who=_(APPELLANTS[by]))
        case RereviewAsked():
            return _("A correction of the rules asks for a second look")
        case QualityDrawn():
            return _("Drawn into a quality sample")
        case Cancelled(why=why):
            return _("Cancelled: {why}").format(why=words.plain(why))
    return event.type


def _verdict_line(case: OpenCase, event: VerdictGiven, given: GivenVerdict | None, when: str, who: str) -> HistoryLine:
    text = _("{who} · {round}").format(who=who, round=_(ROUNDS[event.round]))
    badge, tone = outcome_words(event.outcome), TONES.get(event.outcome, "accent")
    below: list[str] = []
    mono, anchors = "", cast(tuple[Anchor, ...], ())
    if given is not None:
        verdict = given.operation.verdict
        below += [finding_name(case, finding) for finding in verdict.findings]
        below += [Shown(verdict.reason).text] if verdict.reason else []
        below += [correction_words(one) for one in verdict.corrections]
        below += paper_statements(case.sheet, verdict)
        effects = event.effects or verdict.effects
        below += followed_words(case.sheet, effects)
        below += _unread_words(verdict, effects)
        below += watched_words(case, verdict)
        anchors = tuple(anchor for finding in verdict.findings for anchor in finding.anchors)
        mono = cites(verdict, effects)
        text = f"{text} · {_(FATES[given.shown.fate])}"
    if event.agrees is not None:
        below.append(_("Both seats agree") if event.agrees else _("The seats differ"))
    if event.signoff:
        below.append(_("Sign-off: {why}").format(why=_("; ").join(signoff_words(case, event.signoff))))
    return HistoryLine(when, text, badge, tone, tuple(below), mono, anchors)


def _unread_words(verdict: Verdict, effects: Iterable[Effect]) -> list[str]:
    """Which schedules the desk could not read when the verdict was given, so that the server alone worked them out."""
    names = {effect.schedule.digest: f"{effect.schedule.id} {effect.schedule.version}" for effect in effects}
    said = _("{version}: not read at the desk, worked out by the server")
    return [said.format(version=names[digest]) for digest in verdict.unread if digest in names]


def cites(verdict: Verdict, effects: Iterable[Effect]) -> str:
    """The versions that a verdict and what followed stand on, with the ends of their digests."""
    schedules = (effect.schedule for effect in effects)
    return "\n".join(map(cite_words, dict.fromkeys((*verdict.rulebooks, *schedules))))


class HistoryEntry(QWidget):
    """One entry of the list; `anchor_pressed` gives a place."""

    anchor_pressed = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        row, column, top, below = QHBoxLayout(self), QVBoxLayout(), QHBoxLayout(), QVBoxLayout()
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(px(METRICS.gap))
        for lines in (column, below):
            lines.setSpacing(px(2))
        self.dot, self.when, self.text, self.badge = Dot(), Label(role="mono"), Label(wrap=True), Chip()
        self.box, self.mono = FlowBox(), Label(role="mono", wrap=True)
        self.below = Pool(lambda: Label(role="dim", wrap=True), below.addWidget)
        self.places, self._anchors = Pool(self._place, self.box.add), cast(tuple[Anchor, ...], ())
        row.addWidget(self.dot, 0, _TOP)
        row.addLayout(column, 1)
        top.addWidget(self.text, 1)
        top.addWidget(self.badge, 0, _TOP)
        column.addWidget(self.when)
        column.addLayout(top)
        column.addLayout(below)
        column.addWidget(self.box)
        column.addWidget(self.mono)

    def _place(self) -> ChipButton:
        button = ChipButton()
        button.clicked.connect(lambda: self.anchor_pressed.emit(self._anchors[self.places.all.index(button)]))
        return button

    def show_line(self, case: OpenCase, line: HistoryLine) -> None:
        """Shows what happened, in the words of the case."""
        self._anchors = line.anchors
        self.dot.set(line.tone if line.badge else "neutral", 1.0 if line.badge else 0.0)
        self.when.setText(line.when)
        self.text.set_role("strong" if line.badge else "text")
        self.text.setText(line.text)
        self.badge.set(line.badge, line.tone)
        self.badge.setVisible(bool(line.badge))
        self.below.show(line.below, lambda label, said: label.setText(said))
        self.places.show(line.anchors, lambda button, anchor: button.set(anchor_words(case, anchor)))
        self.box.setVisible(bool(line.anchors))
        self.mono.setText(line.mono)
        self.mono.setVisible(bool(line.mono))

    def empty(self) -> None:
        """Says nothing that happened."""
        self._anchors = ()
        for label in (self.when, self.text, self.mono):
            label.clear()
        self.badge.set("")
        self.below.clear(Label.clear)
        self.places.clear(lambda button: button.set(""))


class HistoryList(QWidget):
    """The entries one below the other; `anchor_pressed` gives a place."""

    anchor_pressed = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(px(12))
        self.entries = Pool(self._entry, self._column.addWidget)

    def _entry(self) -> HistoryEntry:
        entry = HistoryEntry()
        entry.anchor_pressed.connect(self.anchor_pressed)
        return entry

    def show_case(self, case: OpenCase | None) -> None:
        """Shows what happened to a case; of none, nothing is kept."""
        if case is not None:
            self.entries.show(history(case), lambda entry, line: entry.show_line(case, line))
        else:
            self.entries.clear(HistoryEntry.empty)
        settled(*self.entries.used, self)


LEAST = 120


class HistorySheet(ReadingSheet):
    """The history laid over the desk."""

    action = "desk.history"

    def __init__(self, window: QWidget) -> None:
        super().__init__(window, 620, "Y", (12, 8, 16, 8))
        self.list = HistoryList()
        self._scroll.column.addWidget(self.list)
        self.list.anchor_pressed.connect(lambda anchor: self.dismiss())

    def _wanted_height(self, width: int) -> int:
        """As high as the history is, for a box that is so wide."""
        inner = self._inside(width) - px(12)
        return self._framed(max(self.list.heightForWidth(inner), px(LEAST)) + px(8))

    def clear(self) -> None:
        """Shows no case, and keeps no word of one."""
        self.list.show_case(None)

    def start(self, case: OpenCase) -> None:
        """Shows the history of a case."""
        self._entitle(_("History of the case"))
        self.list.show_case(case)
        self.show_over(self._scroll)
