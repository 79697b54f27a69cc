"""What is closed is gone: no view of the desk holds a case, or a word of one, that is not open any more."""

from __future__ import annotations

import gc
import re
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QLabel, QLineEdit, QPlainTextEdit, QTextEdit, QWidget

from reviewer_app.client.workbench.values import OpenCase
from reviewer_app.domain.cases import CaseKind, CaseRecord
from reviewer_app.domain.drafts import Draft
from reviewer_app.domain.ties import LinkedShop, Shared, TiedCase, TieKind, Ties
from reviewer_app.domain.verdicts import Outcome
from reviewer_app.ui.desk.view import CaseView
from tests.client.samples import NOW, new_id
from tests.ui.desk_bench import NONE, REASON, DeskBed, Key, Modifier

SHEETS: tuple[tuple[str, Qt.Key, Modifier], ...] = (
    ("history", Key.Key_Y, NONE),
    ("version", Key.Key_U, NONE),
    ("ties", Key.Key_I, Modifier.ShiftModifier),
)
NOTE = "一个人自己的话"
CHROME = (
    *("Close", "Close  Esc", "Esc", "Y", "U", "Shift I", "Shift+I", "Open the rulebook", "As it would be now"),
    *("Linked shops", "Other cases", "The server did not say what this case is tied to."),
    "No other shop is known by the same numbers or names.",
    "No other case of these people, this room or these goods.",
)
"""What a sheet says of itself."""


def words_of(widget: QWidget) -> str:
    """Every word that a widget holds, also where it is hidden."""
    texts = [widget.toolTip(), widget.accessibleName(), widget.accessibleDescription()]
    if isinstance(widget, QLabel | QAbstractButton | QLineEdit):
        texts.append(widget.text())
    elif isinstance(widget, QPlainTextEdit | QTextEdit):
        texts.append(widget.toPlainText())
    texts += [str(text) for name, text in vars(widget).items() if isinstance(text, str)]
    return "\n".join(texts)


def told(view: CaseView, record: CaseRecord) -> dict[str, str]:
    """The widgets of a view that still hold words of a record."""
    own = [record.title, record.ref, record.merchant.name, *(flag.reason for flag in record.flags)]
    own += [*record.merchant.identifiers.values(), NOTE]
    found = {}
    for widget in (view, *view.findChildren(QWidget)):
        said = words_of(widget)
        found |= {f"{type(widget.parent()).__name__}.{type(widget).__name__}": word for word in own if word in said}
    return found


def texts(widget: QWidget) -> set[str]:
    """What a widget and all in it say, to eyes and ears; names of inks and roles are none of it."""
    said = {word for one in (widget, *widget.findChildren(QWidget)) for word in words_of(one).split("\n")}
    return {word for word in said if not re.fullmatch("[a-z_]*", word)}


@pytest.mark.parametrize("kind", [0, 1, 2])
def test_a_case_that_left_the_desk_is_held_nowhere(bed: DeskBed, kind: int) -> None:
    case_id = bed.give(kind, kind)
    bed.open(case_id)
    desk = bed.stage.desktop.desk
    if kind == 2:
        bed.press(Key.Key_L, Key.Key_Q, Key.Key_X, Key.Key_Down)  # a correction that is begun, and its line
        assert bed.pane.filing.correcting.field.text()
    bed.press(*"v1".upper().encode())  # a finding, and its card
    desk.note(bed.state.draft.findings[0].id, NOTE)
    record = bed.state.case.record if bed.state.case is not None else None
    assert record is not None and NOTE in told(bed.page.front, record).values()
    del bed.bench.cases[case_id]
    desk.close()
    bed.settle()
    bed.qtbot.wait(50)
    left = {key: word for view in bed.page.views for key, word in told(view, record).items()}
    assert left == {}
    assert all(view.pane.filing.correcting.field.text() == "" for view in bed.page.views)
    gc.collect()
    held = [one for one in gc.get_objects() if isinstance(one, OpenCase) and one.case_id == case_id]
    assert held == [], [type(by) for one in held for by in gc.get_referrers(one)]


def test_the_sheets_over_a_case_keep_no_word_of_it(bed: DeskBed) -> None:
    """They are filled anew when they are asked for over the next one, and widgets are used again."""
    shop = LinkedShop(merchant="m-2", name="邻家小铺", shares=(Shared(kind="phone", value="100-0000-0000"),))
    other = TiedCase(
        case_id=new_id(900),
        ref="demo-other",
        kind=CaseKind.CLIP,
        title="另一场直播",
        conduct_at=NOW,
        ties=(TieKind.MERCHANT,),
        opens=True,
    )
    ties = Ties(at=NOW, shops=(shop,), cases=(other,), more_cases=True)
    first = bed.give(0, 0, Draft(outcome=Outcome.PASS, reason=REASON))
    bed.count(first)
    case = bed.bench.cases[first]
    bed.bench.cases[first] = replace(case, file=case.file.model_copy(update={"ties": ties}))
    bed.open(first)
    shown: dict[str, set[str]] = {}
    for name, key, modifiers in SHEETS:
        bed.press(key, modifiers=modifiers)
        shown[name] = texts(bed.page.sheets.made[name])
        bed.press(key, modifiers=modifiers)
    assert REASON in shown["history"] and {"邻家小铺", "另一场直播"} <= shown["ties"]
    assert any("2026-02-01" in word for word in shown["version"])
    del bed.bench.cases[first]
    bed.stage.desktop.desk.close()
    for name, _key, _modifiers in SHEETS:
        sheet = bed.page.sheets.made[name]
        assert shown[name] & texts(sheet) <= {sheet.title.text(), *CHROME}
