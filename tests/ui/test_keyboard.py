"""The keyboard on every page: who has it, that it is never lost, what sheets let through, and what text is."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QEvent
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from reviewer_app.client.viewmodels.actions import ACTIONS, TRYING, Where
from reviewer_app.client.words import _, language, speak
from reviewer_app.client.workbench.queue_values import Chip
from reviewer_app.domain.access import Role
from reviewer_app.ui import theme
from reviewer_app.ui.kit import Label, Scroll, walk
from reviewer_app.ui.preferences.page import PreferencesPage
from reviewer_app.ui.shell import Shell
from tests.ui.stage import Stage
from tests.ui.typing_hands import ALT, CTRL, NONE, SHIFT, Key, Mod, focus, press, queue_of, window_of

PAGES = ("queue", "signoff", "outbox", "rules", "preferences")


@pytest.fixture
def shell(qtbot: QtBot, stage: Stage) -> Iterator[Shell]:
    """The window over it."""
    window = window_of(qtbot, stage)
    yield window
    window.close()


# ---- searches and lists


@pytest.mark.parametrize("leave", [Key.Key_Escape, Key.Key_Down])
@pytest.mark.parametrize("opens", [(Key.Key_Slash, NONE), (Key.Key_F, CTRL)])
def test_a_search_leads_into_the_list_at_the_row_that_was_chosen(
    shell: Shell, stage: Stage, opens: tuple[Key, Mod], leave: Key
) -> None:
    """Escape and Down: the list has the keyboard again, and arrows walk on from where the person was."""
    press(Key.Key_Down, Key.Key_Down)
    press(opens[0], modifiers=opens[1])
    assert focus() is queue_of(shell).search
    press(leave)
    assert focus() is queue_of(shell).table
    assert stage.desktop.queue.state.at == 2
    press(Key.Key_Down)
    assert stage.desktop.queue.state.at == 3


def test_down_from_a_search_counts_what_was_typed(shell: Shell, stage: Stage) -> None:
    """Two signs of Chinese, put in by an input method, and Down at once: the rows found, the first one chosen."""
    press(Key.Key_Slash)
    composed = QInputMethodEvent()
    composed.setCommitString("清溪")
    QApplication.sendEvent(focus(), composed)
    press(Key.Key_Down)
    assert stage.desktop.queue.state.ask.text == "清溪"
    assert all("清溪" in row.title + row.merchant for row in stage.desktop.queue.state.pages[0])
    assert focus() is queue_of(shell).table
    press(Key.Key_Return)
    assert shell.at == "desk"


def test_a_search_without_hits_leads_to_the_words_that_say_so(shell: Shell, stage: Stage) -> None:
    """Nothing is listed: the letters are awake again all the same, and what has the keyboard says why."""
    press(Key.Key_Slash)
    QTest.keyClicks(focus(), "zzz")
    press(Key.Key_Return)
    assert focus().accessibleName().startswith("Nothing found")
    press(Key.Key_Slash, Key.Key_Delete, Key.Key_Return)
    assert stage.desktop.queue.state.ask.text == ""
    assert focus() is queue_of(shell).table


def test_the_search_of_the_rules_leads_into_its_list(shell: Shell, stage: Stage) -> None:
    press(Key.Key_F7)
    page = shell.pages["rules"]
    for leave in (Key.Key_Escape, Key.Key_Down):
        press(Key.Key_Slash)
        assert focus() is page.search  # type: ignore[attr-defined]
        press(leave)
        assert focus() is page.list  # type: ignore[attr-defined]
    before = stage.desktop.rules.state.clause
    press(Key.Key_Down)
    assert stage.desktop.rules.state.clause is not before


def test_home_and_end_are_the_first_and_last_row(shell: Shell, stage: Stage) -> None:
    last = stage.desktop.queue.state.total - 1
    seen = []
    for key in (Key.Key_End, Key.Key_Up, Key.Key_Home, Key.Key_PageDown):
        press(key)
        seen.append(stage.desktop.queue.state.at)
    assert seen[:3] == [last, last - 1, 0]
    assert seen[3] > 1


# ---- who has the keyboard


def in_sight(widget: QWidget) -> bool:
    """Whether something of it is on the screen: of what is covered by its own parts, those."""
    return any(not one.visibleRegion().isEmpty() for one in (widget, *widget.findChildren(QWidget)))


@pytest.mark.parametrize("name", PAGES)
def test_tab_goes_through_a_page_as_it_is_read_and_comes_round(shell: Shell, name: str) -> None:
    """Every stop is reached once, from the top left on, each with a name and in sight; backwards the same."""
    shell.go(name)
    QApplication.processEvents()  # what has to scroll is known once it is laid out
    expected = walk.stops(shell)
    assert len(expected) > 3
    start, seen = focus(), []
    for _step in expected:
        press(Key.Key_Tab)
        assert focus().accessibleName()
        assert in_sight(focus()), focus().accessibleName()
        seen.append(focus())
    assert sorted(map(id, seen)) == sorted(map(id, expected))
    if start in expected:
        assert focus() is start
    at = focus()
    press(Key.Key_Tab)
    press(Key.Key_Backtab, modifiers=SHIFT)
    assert focus() is at


def test_tab_reaches_the_search_and_the_filters_of_the_queue(shell: Shell) -> None:
    """In their order on the screen: search, filters, order, rows, then what is beside them."""
    page, stops = queue_of(shell), walk.stops(queue_of(shell))
    order = [page.search, *page.chips.values(), page.sort, page.table, page.preview.take, page.preview.next]
    places = [stops.index(widget) for widget in order]
    assert places == sorted(places)


def test_the_keyboard_is_given_back_when_what_had_it_goes(shell: Shell) -> None:
    """A widget that is cleared, hidden or deleted while it has the keyboard leaves it to the page."""
    table = queue_of(shell).table
    focus().clearFocus()
    assert focus() is table
    gone = Label("gone")
    gone.setParent(queue_of(shell))
    gone.show()
    gone.setFocus()
    assert focus() is gone
    gone.deleteLater()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    assert focus() is table
    shell.setFocus()
    assert focus() is table


def test_escape_leads_back_to_the_rows_from_anywhere_on_the_page(shell: Shell) -> None:
    queue_of(shell).chips[Chip.FILING].setFocus()
    press(Key.Key_Escape)
    assert focus() is queue_of(shell).table


def test_the_rows_come_back_to_the_keyboard_when_there_are_some_again(shell: Shell, stage: Stage) -> None:
    """F to a filter with nothing in it and on: words and rows have the keyboard in turn."""
    stage.bench.rows = [row for row in stage.bench.rows if row.kind.value != Chip.LISTING.value]
    press(Key.Key_F, Key.Key_F)
    assert focus().accessibleName().startswith("None of these")
    press(Key.Key_F)
    assert focus() is queue_of(shell).table
    before = stage.desktop.queue.state.at
    press(Key.Key_Down)
    assert stage.desktop.queue.state.at == before + 1


def test_the_rail_is_one_stop_and_arrows_walk_it(shell: Shell, stage: Stage) -> None:
    """Walking shows nothing yet; Return does, once however long it is held."""
    shell.rail.item("queue").setFocus()
    press(Key.Key_Down, Key.Key_Down)
    assert focus() is shell.rail.item("signoff")
    assert shell.at == "queue"
    assert shell.rail.item("queue").isChecked()
    press(Key.Key_Return)
    assert shell.at == "signoff"
    assert [item.isChecked() for item in (shell.rail.item("queue"), shell.rail.item("signoff"))] == [False, True]


def test_cards_of_the_outbox_are_walked_and_told(shell: Shell, stage: Stage) -> None:
    """The page has the keyboard: Return on the chosen card puts it away and the next one is said."""
    shell.go("outbox")
    page = shell.pages["outbox"]
    assert focus() is page
    last = len(stage.desktop.outbox.state.rows) - 1
    press(Key.Key_End)
    assert stage.desktop.outbox.state.at == last
    press(Key.Key_Home)
    chosen = stage.desktop.outbox.state.chosen
    assert chosen is not None
    assert chosen.title in page.accessibleName()
    press(Key.Key_Return)
    after = stage.desktop.outbox.state.chosen
    assert after is not None and after.op_id != chosen.op_id
    assert after.title in page.accessibleName()


# ---- over a sheet


def _sheets(shell: Shell) -> list[tuple[str, QWidget]]:
    offline = queue_of(shell)
    offline.ask_offline()
    offline._offline.dismiss()  # type: ignore[union-attr]
    offline.ask_give_back()
    offline._give_back.dismiss()  # type: ignore[union-attr]
    return [
        ("keys", shell.keys_sheet),
        ("palette", shell.palette_sheet),
        ("sign_out", shell.sign_out_sheet),
        ("recovery_key", shell.recovery_sheet),
        ("queue.offline", offline._offline),  # type: ignore[list-item]
        ("queue.release_all", offline._give_back),  # type: ignore[list-item]
    ]


@pytest.mark.parametrize("number", range(5))
def test_everything_listed_everywhere_works_over_a_sheet(
    shell: Shell, stage: Stage, chinese: None, number: int
) -> None:
    """Language, theme and sending; the sheet stays, in its room, and keeps the keyboard."""
    name, sheet = _sheets(shell)[number]
    shell.keys.run(name)
    assert sheet.isVisible()
    press(Key.Key_T, modifiers=CTRL | ALT)
    assert theme.current().name == "dark"
    press(Key.Key_L, modifiers=CTRL | ALT)
    assert language() == "zh_CN"
    press(Key.Key_F5)
    assert "refresh" in stage.bench.calls
    press(Key.Key_L, modifiers=CTRL | SHIFT)
    press(Key.Key_T, modifiers=CTRL | SHIFT)
    assert (language(), theme.current().name) == ("en", "light")
    assert sheet.isVisible()
    assert sheet.isAncestorOf(focus())
    every = {action.id for action in ACTIONS if action.where is Where.ANYWHERE}
    assert every == {"language", "theme", "sync", "quit"}


def test_quitting_works_over_a_sheet(shell: Shell, qtbot: QtBot) -> None:
    press(Key.Key_F1)
    with qtbot.waitSignal(shell.closing):
        press(Key.Key_Q, modifiers=CTRL)


@pytest.mark.parametrize(("key", "modifiers"), [(Key.Key_F1, NONE), (Key.Key_K, CTRL)])
def test_the_key_of_a_sheet_takes_it_away_again(shell: Shell, key: Key, modifiers: Mod) -> None:
    before = focus()
    press(key, modifiers=modifiers)
    assert shell.sheet() is not None
    press(key, modifiers=modifiers)
    assert shell.sheet() is None
    assert focus() is before


def test_the_numbers_of_the_offline_sheet_and_its_buttons_are_reached_by_tab(shell: Shell, stage: Stage) -> None:
    press(Key.Key_O)
    sheet = queue_of(shell)._offline
    assert sheet is not None
    assert focus() is sheet.count
    QTest.keyClicks(focus(), "2")
    press(Key.Key_Tab)
    assert focus() is sheet.hours
    QTest.keyClicks(focus(), "7")
    press(Key.Key_Tab, Key.Key_Tab)
    assert focus() is sheet.take
    before = len(stage.bench.cases)
    press(Key.Key_Return)
    assert len(stage.bench.cases) == before + 2
    assert focus() is queue_of(shell).table


def test_the_keyboard_comes_back_to_the_page_when_what_had_it_is_gone_meanwhile(shell: Shell, stage: Stage) -> None:
    """The row's own button is hidden while a sheet lies over it."""
    stage.desktop.queue.filter(Chip.MINE)
    release = queue_of(shell).preview.release
    release.setFocus()
    press(Key.Key_F1)
    stage.bench.cases.clear()
    stage.desktop.queue.reload()
    assert not release.isVisible()
    press(Key.Key_Escape)
    assert focus() is queue_of(shell).home()


def test_the_keys_page_moves_by_keys(shell: Shell) -> None:
    """Page keys, arrows, Home and End, while more is in it than is seen."""
    shell.resize(1366, 768)
    press(Key.Key_F1)
    scroll = focus()
    assert isinstance(scroll, Scroll)
    bar = scroll.verticalScrollBar()
    assert bar.maximum() > 0
    steps = []
    for key in (Key.Key_PageDown, Key.Key_End, Key.Key_PageUp, Key.Key_Home, Key.Key_Down, Key.Key_Up):
        press(key)
        steps.append(bar.value())
    down, end, up, home, one, back = steps
    assert 0 < down <= end == bar.maximum()
    assert up < end and home == 0 and 0 < one < bar.maximum() and back == 0


def _listed(shell: Shell) -> set[str]:
    shell.keys_sheet.start()
    shown = {label.text() for label in shell.keys_sheet.findChildren(QLabel)}
    shell.keys_sheet.dismiss()
    return shown


def test_the_keys_page_says_its_words_in_another_language_with_the_labels_that_are_there(
    shell: Shell, chinese: None
) -> None:
    """Labels that are deleted while the program runs, Qt for Python falls over now and then."""
    before = _listed(shell)
    labels = shell.keys_sheet.findChildren(QLabel)
    speak("zh_CN")
    shell.keys_sheet.retranslate()
    assert shell.keys_sheet.findChildren(QLabel) == labels
    assert {"Next flag", "Pass"} <= before
    assert {"下一标记", "通过"} <= _listed(shell)


def test_the_keys_page_lists_what_some_page_offers_and_nothing_else(qtbot: QtBot, shell: Shell) -> None:
    """No page leads to an appeal yet; sign-off is listed for those who may sign off."""
    shown = _listed(shell)
    offered = [a for a in ACTIONS if a.where is not Where.APPEAL and a.keys and not a.id.startswith("desk.clause_")]
    assert [a.id for a in offered if a.name not in shown and a.id not in TRYING] == []
    trying = {a.name for a in ACTIONS if a.id in TRYING}
    assert trying & shown == set()
    owner = window_of(qtbot, Stage(roles=(Role.POLICY,)))
    assert trying <= _listed(owner)
    owner.close()
    assert {"Appeal", "Uphold", "Overturn", "Uphold in part"} & shown == set()
    stage = Stage()
    stage.desktop.session = type(stage.desktop.session)("reviewer-1", "林小满", (Role.REVIEWER,), "")
    other = window_of(qtbot, stage)
    assert {"Go to sign-off", "Sign-off", "Confirm"} & _listed(other) == set()
    other.close()


# ---- signing out


def test_signing_out_is_where_people_look_for_it(shell: Shell, qtbot: QtBot) -> None:
    """At the foot of the rail, in the preferences beside the name, by key and by name; each asks first."""
    page = shell.pages["preferences"]
    assert isinstance(page, PreferencesPage)
    shell.go("preferences")
    for pressed in (shell.rail.item("sign_out").click, page.sign_out.click):
        pressed()
        assert shell.sign_out_sheet.isVisible()
        press(Key.Key_Escape)
    rail = shell.rail.item("sign_out")
    assert (rail.accessibleName(), page.sign_out.accessibleName()) == ("Sign out", "Sign out")
    assert "F8" in rail.toolTip()
    shell.go("queue")
    press(Key.Key_F8, modifiers=SHIFT)
    assert shell.sign_out_sheet.isVisible()
    with qtbot.waitSignal(shell.signed_out):
        shell.sign_out_sheet.leave.click()


# ---- the palette


def test_the_palette_finds_every_action_by_both_its_names(shell: Shell, chinese: None) -> None:
    """Whichever language is spoken, and in full-width letters; its key stands beside it."""
    speak("zh_CN")
    names = {action.id: (_(action.name), action.name) for action in shell.offered()}
    for tongue in ("en", "zh_CN"):
        speak(tongue)
        shell._open_palette()
        model = shell.palette_sheet.model
        for action in shell.offered():
            if action.id == "palette":
                continue
            for name in names[action.id]:
                model.find(name)
                key = action.keys[0] if action.keys else ""
                assert (_(action.name), key) in [(e.words, e.key) for e in model.entries], (tongue, action.id, name)
        model.find("ｓｉｇｎ ｏｕｔ")
        assert _("Sign out") in [entry.words for entry in model.entries]
        shell.palette_sheet.dismiss()


def test_the_palette_says_why_something_cannot_be_done(shell: Shell, stage: Stage) -> None:
    """It stays, dim, with the reason; Return does nothing and the palette waits."""
    stage.bench.operations.clear()
    stage.desktop.status.refresh()
    queue = stage.desktop.queue
    free = next(at for at in range(24) if (row := queue.state.row(at)) and row.case_id not in queue.state.hands)
    queue.choose(free)
    press(Key.Key_K, modifiers=CTRL)
    QTest.keyClicks(focus(), "take the last")
    (entry,) = shell.palette_sheet.model.entries
    assert (entry.key, entry.why) == ("Ctrl+Z", "Nothing can be taken back now")
    assert "Nothing can be taken back now" in shell.palette_sheet.field.accessibleDescription()
    press(Key.Key_Return)
    assert shell.palette_sheet.isVisible()
    assert "undo" not in stage.bench.calls
    for name, why in (("mark in", "Only here: Clip"), ("search the rules", "Only here: Rules"), ("give the", "Not in")):
        shell.palette_sheet.model.find(name)
        assert any(one.why.startswith(why) for one in shell.palette_sheet.model.entries), name
    shell.palette_sheet.model.find("")
    assert all(not one.why for one in shell.palette_sheet.model.entries)


@pytest.mark.parametrize("tongue", ["en", "zh_CN"])
def test_every_stop_of_every_page_and_sheet_has_a_name(shell: Shell, chinese: None, tongue: str) -> None:
    """For those who hear the screen, in both languages; no page says an English name in Chinese."""
    stops: list[tuple[str, QWidget]] = []
    speak(tongue)
    shell.retranslate()
    for name in PAGES:
        shell.go(name)
        stops += [(name, widget) for widget in (*walk.stops(shell), shell.page().home())]
    for name, sheet in _sheets(shell):
        shell.keys.run(name)
        stops += [(name, widget) for widget in walk.stops(sheet.box)]  # type: ignore[attr-defined]
        sheet.dismiss()  # type: ignore[attr-defined]
    assert len(stops) > 60
    assert [(name, type(w).__name__) for name, w in stops if not w.accessibleName()] == []
