"""The kit: colours that can be read, words that stay plain, keys that press, and a redraw with the theme."""

from __future__ import annotations

import re

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from reviewer_app.client.words import speak
from reviewer_app.ui import theme
from reviewer_app.ui.kit import Button, Card, Chip, ChipButton, ElidedLabel, Field, FlowBox, Label, Tabs, TextBox
from reviewer_app.ui.kit.paint import key_words
from reviewer_app.ui.theme.tokens import DARK, LIGHT, Palette
from tests.ui.gallery import gallery


def _luminance(colour: str) -> float:
    def linear(part: float) -> float:
        return part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4

    shade = QColor(colour)
    return 0.2126 * linear(shade.redF()) + 0.7152 * linear(shade.greenF()) + 0.0722 * linear(shade.blueF())


def _contrast(one: str, other: str) -> float:
    """The contrast ratio of WCAG 2.2, section 1.4.3."""
    low, high = sorted((_luminance(one), _luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("palette", [LIGHT, DARK], ids=lambda palette: palette.name)
def test_words_can_be_read(palette: Palette) -> None:
    """Ink, dim and text on accent reach 4.5 : 1; tones on their grounds 3.5 : 1 (bold badges); faint 3 : 1."""
    for ground in (palette.page, palette.panel, palette.sunk):
        assert _contrast(palette.ink, ground) > 4.5
        assert _contrast(palette.dim, ground) > 4.5
        assert _contrast(palette.faint, ground) > 3
    assert _contrast(palette.on_accent, palette.accent) > 4.5
    for tone in ("accent", "ok", "warn", "bad"):
        ink, ground = palette.tone(tone)  # type: ignore[arg-type]
        assert _contrast(ink, ground) > 3.5, tone


def test_every_colour_is_a_colour() -> None:
    """Both palettes hold six-digit colours only."""
    for palette in (LIGHT, DARK):
        for name, colour in palette._asdict().items():
            if name != "name":
                assert re.fullmatch("#[0-9a-f]{6}", colour)


def test_the_gallery_is_drawn_in_both_themes(qtbot: QtBot, qapp: QApplication) -> None:
    """Every widget draws; the two themes differ in their ground."""
    window = gallery()
    qtbot.addWidget(window)
    window.show()
    grounds = []
    for name in ("light", "dark"):
        theme.apply(qapp, name)  # type: ignore[arg-type]
        grounds.append(window.grab().toImage().pixelColor(10, 20).name())
    assert grounds == [LIGHT.panel, DARK.panel]


def test_the_text_size_scales_measures(qtbot: QtBot, qapp: QApplication) -> None:
    """At 130 % a button is taller and its words wider."""
    button = Button("Take and judge", "Return")
    qtbot.addWidget(button)
    before = button.sizeHint()
    theme.apply(qapp, "light", 1.3)
    after = button.sizeHint()
    assert after.height() > before.height()
    assert after.width() > before.width()
    theme.apply(qapp, "light")


def test_labels_never_guess_rich_text(qtbot: QtBot) -> None:
    """Markup from a case is shown as it was written."""
    window = gallery()
    qtbot.addWidget(window)
    for label in window.findChildren(QLabel):
        assert label.textFormat() is Qt.TextFormat.PlainText
    words = Label("<b>shout</b>")
    qtbot.addWidget(words)
    assert words.text() == "<b>shout</b>"


def test_quotes_of_english_words_take_no_wider_place_than_a_letter(qtbot: QtBot, qapp: QApplication) -> None:
    """The first face is a Chinese one; evidence with Chinese punctuation keeps its width, and so does Chinese text."""
    label = Label()
    qtbot.addWidget(label)

    def width(text: str) -> float:
        label.setText(text)
        return label.fontMetrics().horizontalAdvance(text)

    plain = width("Best")
    assert width("“Best”") - plain < 1.3 * label.font().pixelSize()
    evidence = "“Best”，"
    wide = width(evidence)
    assert wide - plain > 2.5 * label.font().pixelSize() or not label.fontInfo().family().startswith("Noto Sans CJK")
    speak("zh_CN")
    try:
        assert width(evidence) == wide
    finally:
        speak("en")


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Space])
def test_buttons_and_chips_press_with_keys(qtbot: QtBot, key: Qt.Key) -> None:
    """Return and Space press what has the keyboard."""
    for widget in (Button("Go"), ChipButton("All 3"), Card(pressable=True)):
        qtbot.addWidget(widget)
        with qtbot.waitSignal(widget.clicked):
            QTest.keyClick(widget, key)


def test_tabs_go_by_arrow(qtbot: QtBot) -> None:
    """The arrow keys walk the tabs and say which one."""
    tabs = Tabs()
    qtbot.addWidget(tabs)
    tabs.set_tabs((("a", "Speech"), ("b", "Text")))
    with qtbot.waitSignal(tabs.chosen) as said:
        QTest.keyClick(tabs, Qt.Key.Key_Right)
    assert said.args == ["b"]
    assert tabs.accessibleName() == "Text"


def test_a_text_box_says_only_what_a_person_typed(qtbot: QtBot) -> None:
    """Putting a text in is silent; typing is not, and Tab leaves."""
    box = TextBox("Reason")
    qtbot.addWidget(box)
    heard: list[str] = []
    box.edited.connect(heard.append)
    box.set_text("from the disk")
    assert heard == []
    QTest.keyClicks(box, "x")
    assert heard == ["from the diskx"]
    assert box.tabChangesFocus()


def test_usable_widgets_have_names(qtbot: QtBot) -> None:
    """What takes the keyboard says what it is."""
    for widget in (Button("Pass", "P"), ChipButton("All"), Field("Search", "/"), Chip("First look")):
        qtbot.addWidget(widget)
        assert widget.accessibleName()


def test_a_flow_box_wraps(qtbot: QtBot) -> None:
    """Narrow, it takes more lines than wide."""
    box = FlowBox()
    qtbot.addWidget(box)
    for number in range(6):
        box.add(Chip(f"anchor number {number}"))
    layout = box.layout()
    assert layout is not None
    assert layout.heightForWidth(140) > 3 * layout.heightForWidth(2000)


@pytest.mark.parametrize(
    ("keys", "shown"), [("Ctrl+Return", "Ctrl ↵"), ("P", "P"), ("+", "+"), ("Shift+N", "Shift N"), ("Ctrl+,", "Ctrl ,")]
)
def test_keys_are_shown_as_caps_say_them(keys: str, shown: str) -> None:
    """Qt's portable notation becomes what stands on the key."""
    assert key_words(keys) == shown


def test_an_elided_label_keeps_its_whole_text(qtbot: QtBot) -> None:
    """Only the drawing is cut; the label may become narrow."""
    label = ElidedLabel("a very long title " * 20)
    holder = QWidget()
    qtbot.addWidget(holder)
    label.setParent(holder)
    assert label.minimumSizeHint().width() < 40
    assert label.text().startswith("a very long title")


def test_a_label_made_just_before_the_theme_changes_has_its_ink(qtbot: QtBot, qapp: QApplication) -> None:
    """Words are worded again when the language changes, and the theme often changes in the same breath."""
    holder = QWidget()
    qtbot.addWidget(holder)
    holder.show()
    theme.apply(qapp, "dark")
    label = Label("made in the dark", parent=holder)
    theme.apply(qapp, "light")
    label.show()
    qapp.processEvents()
    assert label.palette().windowText().color().name() == theme.current().ink
