"""A finding as a card: its clause and version, its places, the elements that must be met, and the measure."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from reviewer_app.client.viewmodels.names import OUTCOMES, PROOFS
from reviewer_app.client.viewmodels.texts import Shown
from reviewer_app.client.words import _, ngettext
from reviewer_app.client.workbench.values import OpenCase
from reviewer_app.domain.rulebook import Clause, Element, Measure, Proof
from reviewer_app.domain.verdicts import Finding, Outcome
from reviewer_app.ui.desk.said import anchor_words, finding_name, own_book, tongue
from reviewer_app.ui.kit import Card, Chip, ChipButton, FlowBox, IconButton, KeyCap, Label, Pool, Row, TextBox
from reviewer_app.ui.theme import px


@dataclass(frozen=True, slots=True)
class FindingShown:
    """What a card shows; `first` is the number of its first place, `anchor_at` the place that was walked to.

    `departs` says what follows instead, where the measure is another; `apart` that another finding of the same clause
    stands under another version, `coming` how many of its places are still on their way.
    """

    case: OpenCase
    finding: Finding
    here: bool
    editable: bool
    first: int
    anchor_at: int | None
    departs: str = ""
    apart: bool = False
    coming: int = 0

    @property
    def clause(self) -> Clause | None:
        """The clause in the version that it cites."""
        return self.case.sheet.clause_of(self.finding)

    @property
    def version(self) -> str:
        """The version that it cites, where that is another one than the case's own, or not that of all its likes."""
        own = own_book(self.case)
        cite = self.finding.rulebook
        same = not self.apart and any(book.digest == cite.digest for book in self.case.sheet.books())
        return "" if own is None or same else cite.version


class ElementLine(Row):
    """An element: met or not, by a place or by a statement; a statement is made and taken back by pressing it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(True, parent)
        self.line.setContentsMargins(px(2), px(1), px(2), px(2))
        self.mark, self.text, self.state = Label(), Label(wrap=True), Label(role="small")
        self.cap = KeyCap("E")
        self.line.addWidget(self.mark, 0, Qt.AlignmentFlag.AlignTop)
        self.line.addWidget(self.text, 1)
        self.line.addWidget(self.state)
        self.line.addWidget(self.cap)
        self.element: Element | None = None
        self.met = False

    def show_element(self, element: Element, met: bool, editable: bool, next_one: bool) -> None:
        """Shows an element of the clause."""
        self.element, self.met = element, met
        by_place = element.proof is Proof.ANCHOR
        self.mark.setText("✓" if met else "○")
        self.mark.set_ink("ok" if met else "dim")
        words = tongue(element.text)
        self.text.setText(words)
        self.text.set_ink(None if met else "dim")
        if by_place:
            state = _("shown") if met else _("needs a place")
        else:
            state = _("stated") if met else ("" if next_one and editable else _("to be stated"))
        if not met and not element.required:
            state = _("not always needed")
        self.state.setText(state)
        self.state.set_ink("ok" if met else "warn" if element.required else None)
        self.cap.setVisible(next_one and editable)
        pressable = editable and not by_place
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus if pressable else Qt.FocusPolicy.NoFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor if pressable else Qt.CursorShape.ArrowCursor)
        self.setAccessibleName(f"{words} · {state}")
        self.setToolTip(_(PROOFS[element.proof]))


class AnchorChip(QWidget):
    """A place of a finding: pressing it goes there, the cross beside it takes it away."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        self.go, self.drop = ChipButton(), IconButton("x", key="Shift+Delete", side=20)
        row.addWidget(self.go)
        row.addWidget(self.drop)

    def show_place(self, words: str, here: bool, editable: bool) -> None:
        """Shows a place."""
        self.go.set(words, here)
        self.drop.setVisible(editable)
        self.drop.set_name(_("Take away {place}").format(place=words))


class FindingCard(Card):
    """The card; its signals carry the id of the finding and the index, element or measure meant."""

    chosen_at = Signal(str)
    anchor_pressed = Signal(str, int)
    anchor_dropped = Signal(str, int)
    stated = Signal(str, str, bool)
    measured = Signal(str, str)
    noted = Signal(str, str)
    note_left = Signal()
    version_pressed = Signal(str)
    dropped = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("bad", True, parent)
        self._shown: FindingShown | None = None
        top = QHBoxLayout()
        top.setSpacing(px(6))
        self.name, self.version, self.chip = Label(role="strong", wrap=True), ChipButton(tone="warn"), Chip(tone="bad")
        self.remove = IconButton("trash", key="Delete", side=22)  # no higher than the name beside it
        top.addWidget(self.name, 1)
        for widget in (self.version, self.chip, self.remove):
            top.addWidget(widget, 0, Qt.AlignmentFlag.AlignTop)
        elements, self.anchors, self.measures = QVBoxLayout(), FlowBox(), FlowBox()
        elements.setSpacing(0)
        self.no_anchor, self.measure = Label(role="small", wrap=True), Label(role="small", wrap=True)
        self.departs, self.note = Label(role="small", ink="warn", wrap=True), TextBox(lines=2, least=2)
        self.note.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.body.addLayout(top)
        self.body.addWidget(self.anchors)  # right below the name: seen with it, however long the elements
        self.body.addWidget(self.no_anchor)
        self.body.addLayout(elements)
        for part in (self.measures, self.measure, self.departs, self.note):
            self.body.addWidget(part)
        self.elements = Pool(self._element, elements.addWidget)
        self.places = Pool(self._place, self.anchors.add)
        self._chips = Pool(self._measure, self.measures.add)
        self.note.edited.connect(lambda text: self.noted.emit(self.finding_id, text))
        self.note.left.connect(self.note_left)
        self.version.clicked.connect(lambda: self.version_pressed.emit(self.finding_id))
        self.remove.clicked.connect(lambda: self.dropped.emit(self.finding_id))
        self.clicked.connect(lambda: self.chosen_at.emit(self.finding_id))

    @property
    def finding_id(self) -> str:
        """Which finding it shows."""
        return self._shown.finding.id if self._shown else ""

    def focused_place(self) -> int | None:
        """The number of the place that has the keyboard; None where another part of the card has."""
        held = (at for at, chip in enumerate(self.places.used) if chip.go.hasFocus() or chip.drop.hasFocus())
        return next(held, None)

    # -- what is pressed ----------------------------------------------------------------------------------------------

    def _element(self) -> ElementLine:
        line = ElementLine()

        def pressed() -> None:
            editable = self._shown is not None and self._shown.editable
            if editable and line.element is not None and line.element.proof is not Proof.ANCHOR:
                self.stated.emit(self.finding_id, line.element.id, not line.met)

        line.clicked.connect(pressed)
        return line

    def _place(self) -> AnchorChip:
        chip = AnchorChip()
        chip.go.clicked.connect(lambda: self.anchor_pressed.emit(self.finding_id, self.places.all.index(chip)))
        chip.drop.clicked.connect(lambda: self.anchor_dropped.emit(self.finding_id, self.places.all.index(chip)))
        return chip

    def _measure(self) -> ChipButton:
        chip = ChipButton()
        chip.clicked.connect(self._chooser(chip))
        return chip

    def _chooser(self, chip: ChipButton) -> Callable[[], None]:
        def choose() -> None:
            measures = self._measures()
            at = self._chips.all.index(chip)
            if self._shown is not None and self._shown.editable and at < len(measures):
                self.measured.emit(self.finding_id, measures[at].id)

        return choose

    # -- showing ------------------------------------------------------------------------------------------------------

    def forget(self) -> None:
        """Reads every word anew at the next showing."""
        self._shown = None

    def empty(self) -> None:
        """Keeps no word of a finding, nor its case."""
        self.forget()
        self.setAccessibleName("")
        for label in (self.name, self.departs):
            label.clear()
        self.note.set_text("")
        self.places.clear(lambda place: place.show_place("", False, False))

    def show_finding(self, shown: FindingShown) -> None:
        """Shows a finding; nothing is done where it is the same."""
        if shown == self._shown:
            return
        self._shown = shown
        name = finding_name(shown.case, shown.finding)
        self.name.setText(name)
        self.setAccessibleName(name)
        self.version.set(_("Version {version}").format(version=shown.version))
        self.version.setVisible(bool(shown.version))
        self.chip.set(_(OUTCOMES[Outcome.VIOLATION]))
        self.remove.set_name(_("Take the finding out"))
        self.remove.setVisible(shown.editable)
        self.set_chosen(shown.here)
        self._show_places(shown)
        self._show_elements(shown)
        self._show_measures(shown)
        self._show_departure(shown)

    def _show_elements(self, shown: FindingShown) -> None:
        met = {m.element for m in shown.finding.met}
        elements = shown.clause.elements if shown.clause else ()
        open_ones = [e.id for e in elements if e.proof is not Proof.ANCHOR and e.id not in met]
        following = open_ones[0] if open_ones and shown.here else None
        self.elements.show(
            elements, lambda line, e: line.show_element(e, e.id in met, shown.editable, e.id == following)
        )

    def _show_places(self, shown: FindingShown) -> None:
        anchors = shown.finding.anchors
        self.places.show(
            range(len(anchors)),
            lambda chip, n: chip.show_place(
                f"E{shown.first + n + 1} {anchor_words(shown.case, anchors[n])}", n == shown.anchor_at, shown.editable
            ),
        )
        self.anchors.setVisible(bool(anchors))
        coming = ngettext("{count} place is being bound …", "{count} places are being bound …", shown.coming)
        said = coming.format(count=shown.coming) if shown.coming else _("No place yet: Enter on the evidence adds one.")
        self.no_anchor.setText(said)
        self.no_anchor.set_ink("accent" if shown.coming else None)
        self.no_anchor.setVisible(shown.coming > 0 or (not anchors and shown.editable and shown.here))

    def _measures(self) -> tuple[Measure, ...]:
        shown = self._shown
        clause = shown.clause if shown else None
        book = shown.case.sheet.book_of(shown.finding.rulebook) if shown else None
        if clause is None or book is None:
            return ()
        return tuple(m for name in clause.measures if (m := book.rulebook.measure(name)) is not None)

    def _show_measures(self, shown: FindingShown) -> None:
        measures = self._measures()
        choice = len(measures) > 1 and shown.editable
        at = shown.finding.measure
        self._chips.show(
            measures if choice else (), lambda chip, measure: chip.set(tongue(measure.title), measure.id == at)
        )
        self.measures.setVisible(choice)
        chosen = next((m for m in measures if m.id == at), None)
        effect = tongue(chosen.effect) if chosen else ""
        self.measure.setText(effect if choice else f"{tongue(chosen.title)} · {effect}" if chosen else "")
        self.measure.setVisible(chosen is not None)

    def _show_departure(self, shown: FindingShown) -> None:
        """Where the measure is another than the one that follows: what follows, and the field for why."""
        noted = shown.finding.note
        said = shown.departs if shown.editable else ""
        if noted and not shown.editable:
            said = _("Why another measure: {note}").format(note=Shown(noted).text)
        self.departs.setText(said)
        self.departs.setVisible(bool(said))
        self.note.setVisible(shown.editable and bool(shown.departs or noted))
        if shown.editable:
            self.note.setPlaceholderText(_("Why this measure, and not the one that follows"))
            self.note.setAccessibleName(_("Why another measure"))
            self.note.set_text(noted)
