"""Parts of the listing's desk: the two revisions that are compared, the codes on a picture, the picture beside."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from reviewer_app.client.viewmodels.cannot import Cannot
from reviewer_app.client.viewmodels.listing import Boxed, ListingModel
from reviewer_app.client.viewmodels.listingdiff import Side
from reviewer_app.client.viewmodels.texts import Shown
from reviewer_app.client.words import _, ngettext
from reviewer_app.ui.evidence.alike import look_alike
from reviewer_app.ui.evidence.canvas import Canvas, Marker
from reviewer_app.ui.evidence.stills import page_words, place_words
from reviewer_app.ui.kit import Button, FlowBox, IconButton, KeyHint, Label, together
from reviewer_app.ui.theme import px

MOST_CODES = 4
"""Codes shown as text at once; more of them are counted."""
CODE_CHARACTERS = 300
LABEL = 12
"""Characters of a flag's words at its box."""


class SidePicker(QWidget):
    """The two revisions that are compared; each side takes the next one at a press."""

    moved = Signal(bool, int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        row, flow = QHBoxLayout(self), FlowBox()
        row.setContentsMargins(px(12), px(8), px(12), px(4))
        row.addWidget(flow)
        self.older, self.newer = Button(key="["), Button(key="]")
        self.minus, self.plus = Label("−", "strong"), Label("+", "strong")
        self.minus.set_ink("bad")
        self.plus.set_ink("ok")
        flow.add(together(self.minus, self.older))
        flow.add(together(self.plus, self.newer))
        self.older.clicked.connect(lambda: self.moved.emit(True, 1))
        self.newer.clicked.connect(lambda: self.moved.emit(False, 1))

    def show_sides(self, sides: Sequence[Side], left: int, right: int) -> None:
        """Names the two; nothing to choose where there is one revision only."""
        self.setVisible(len(sides) > 1)
        if len(sides) < 2:
            return
        self.older.setText(sides[left].name())
        self.newer.setText(sides[right].name())
        self.older.setAccessibleName(_("Left: {name}").format(name=sides[left].name()))
        self.newer.setAccessibleName(_("Right: {name}").format(name=sides[right].name()))


class CodesLine(QWidget):
    """What the codes on the picture say, as plain text; nothing here opens anything."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        column = QVBoxLayout(self)
        column.setContentsMargins(px(4), px(4), px(4), 0)
        column.setSpacing(px(2))
        self.hint, self.unread = KeyHint("Q"), Label(role="small", ink="warn", wrap=True)
        self.texts = [Label(role="mono", wrap=True) for _number in range(MOST_CODES)]
        column.addWidget(self.hint)
        column.addWidget(self.unread)
        for label in self.texts:
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            column.addWidget(label)
        self.hide()

    def show_codes(self, texts: Sequence[str], at: int, trouble: Cannot | None) -> None:
        """Shows these, or why none could be read; hidden where there is none."""
        self.setVisible(bool(texts) or trouble is not None)
        self.hint.setVisible(bool(texts))
        self.unread.setVisible(trouble is not None)
        if trouble is not None:
            self.unread.setText(_("Codes on the picture could not be read: {why}").format(why=_(trouble.what)))
        said = ngettext(
            "{count} code on the picture, as text; it is never opened",
            "{count} codes on the picture, as text; they are never opened",
            len(texts),
        )
        self.hint.set("Q", said.format(count=len(texts)))
        for number, label in enumerate(self.texts):
            label.setVisible(number < len(texts))
            if number < len(texts):
                plain = Shown(texts[number]).text.replace("\n", " ")
                cut = plain if len(plain) <= CODE_CHARACTERS else plain[: CODE_CHARACTERS - 1] + "…"
                label.setText(f"{number + 1}  {cut}")
                label.set_ink("accent" if number == at else None)


def markers_of(boxed: Sequence[Boxed], flag_words: Callable[[str], str]) -> tuple[Marker, ...]:
    """The boxes of codes, by their numbers, and those of flags, by their words."""
    codes = [one for one in boxed if not one.flag]
    flags = [one for one in boxed if one.flag]
    return (
        *(Marker(one.box, "accent", _("code {number}").format(number=n)) for n, one in enumerate(codes, 1)),
        *(Marker(one.box, "bad", _short(flag_words(one.text))) for one in flags),
    )


def _short(text: str) -> str:
    """Words short enough not to cover what lies beside the box; the flag's card has them whole."""
    return text if len(text) <= LABEL else text[: LABEL - 1] + "…"


class BesideView(QWidget):
    """A second picture beside the first: zoomed and moved with it, leafed through on its own, which `leafed` says."""

    leafed = Signal()

    def __init__(self, model: ListingModel, first: Canvas, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.model = model
        self.canvas, self.title, self.place = Canvas(), Label(role="strong"), Label(role="mono")
        self.before, self.after = IconButton("caret-left", key=","), IconButton("caret-right", key=".")
        self.close_hint = KeyHint("L")
        self.canvas.set_margin(px(12))
        column, head, foot = QVBoxLayout(self), QWidget(), QHBoxLayout()
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(px(4))
        head.setFixedHeight(px(52))  # as high as the strip above the first picture: both lie in one line
        heading = QHBoxLayout(head)
        heading.setContentsMargins(px(4), 0, px(4), 0)
        heading.addWidget(self.title, 1)
        foot.setContentsMargins(0, 0, 0, 0)
        foot.addWidget(together(self.before, self.place, self.after))
        foot.addStretch(1)
        foot.addWidget(self.close_hint)
        column.addWidget(head)
        column.addWidget(self.canvas, 1)
        column.addLayout(foot)
        self.before.clicked.connect(lambda: model.step_beside(-1))
        self.after.clicked.connect(lambda: model.step_beside(1))
        look_alike(first, self.canvas, lambda: model.comparing)
        self.canvas.closer.connect(model.beside.closer)
        self.canvas.reached.connect(self._reached)
        model.beside.watch(self.refresh)

    def _reached(self, leaf: tuple[str, int, int]) -> None:
        if self.model.beside.leafing.saw(*leaf):
            self.leafed.emit()

    def refresh(self) -> None:
        """Shows the second picture."""
        state = self.model.beside.state
        picture = state.picture
        full = (picture.full_width, picture.full_height) if picture else None
        self.canvas.show_pixels(picture, full, name=self.model.beside.leaf)
        if state.trouble is not None:
            self.canvas.say(_(state.trouble.what), _(state.trouble.todo))
        else:
            self.canvas.say("")
        title = " · ".join(part for part in (state.still.title if state.still else "", page_words(state)) if part)
        self.title.setText(title)
        self.canvas.setAccessibleName(title)
        self.place.setText(place_words(state))

    def retranslate(self) -> None:
        """Reads its words again."""
        self.before.set_name(_("Before"))
        self.after.set_name(_("Next"))
        self.close_hint.set("L", _("one picture again"))
        self.refresh()
