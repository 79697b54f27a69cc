"""The rules' page under real key presses: books, versions, comparing, trying, links; the keyboard is never lost."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from reviewer_app.client.viewmodels.rules import RulesState, View
from reviewer_app.domain.access import Role
from reviewer_app.domain.changes import Changes
from reviewer_app.domain.rulebook import Published
from reviewer_app.domain.withheld import Why, Withheld
from reviewer_app.rulebooks.compiled import compile_version, published
from reviewer_app.rulebooks.shipped import shipped
from reviewer_app.ui.kit import Card, ChipButton, Label
from reviewer_app.ui.rules.again import AgainSheet
from reviewer_app.ui.rules.marked import MarkedText
from reviewer_app.ui.rules.page import RulesPage
from reviewer_app.ui.rules.pictures import Curve, StepMark
from reviewer_app.ui.rules.trust import TrustSheet
from reviewer_app.ui.shell import Shell
from reviewer_app.wire.signing import fingerprint, public_text
from tests.client.viewmodels.test_trial import case
from tests.ui.stage import Stage
from tests.ui.typing_hands import SHIFT, Key, focus, press, window_of


@pytest.fixture
def stage() -> Stage:
    return staged(Role.POLICY, Role.AUDITOR)


def staged(*roles: Role) -> Stage:
    """Somebody at the rules; the sample's later version was corrected two days ago, and there are decided cases."""
    made = Stage(roles=roles)
    wrong = next(
        book for book in made.bench.books if book.cite.id == "livestream" and book.cite.version == "2026-07-01"
    )
    clauses = tuple(
        one.model_copy(update={"definition": one.title}) if one.id == "absolute-terms" else one
        for one in wrong.rulebook.clauses
    )
    changes = {
        "version": "2026-07-01b",
        "corrects": "2026-07-01",
        "published_at": made.clock.now() - timedelta(days=2),
        "clauses": clauses,
    }
    right = compile_version(wrong.rulebook.model_copy(update=changes))
    made.bench.books = (*made.bench.books, Published(digest=right.digest, rulebook=right.published.rulebook))
    made.bench.pages = [tuple(case(10 * page + n) for n in range(4)) for page in range(3)]
    return made


@pytest.fixture
def shell(qtbot: QtBot, stage: Stage) -> Iterator[Shell]:
    """The window with the rules before the person."""
    window = window_of(qtbot, stage)
    press(Key.Key_F7)
    stage.desktop.rules.show("livestream", "2026-07-01b", "absolute-terms")
    yield window
    window.close()


def page_of(shell: Shell) -> RulesPage:
    page = shell.pages["rules"]
    assert isinstance(page, RulesPage)
    return page


def at(stage: Stage) -> str:
    volume = stage.desktop.rules.state.volume
    return volume.name if volume is not None else ""


def words(shell: Shell) -> str:
    return "\n".join(label.text() for label in page_of(shell).findChildren(Label) if label.isVisible())


def test_books_and_versions_are_walked_by_key(shell: Shell, stage: Stage) -> None:
    seen = []
    shelves = stage.desktop.rules.state.shelves
    for _press in shelves:
        press(Key.Key_B)
        seen.append(at(stage).partition("@")[0])
    assert sorted(seen) == sorted(shelf.rulebook_id for shelf in shelves)
    assert "creator-measures" in seen
    press(Key.Key_B, modifiers=SHIFT)
    assert at(stage).partition("@")[0] == seen[-2]
    stage.desktop.rules.show("livestream", "2026-07-01b")
    versions = []
    for _press in range(3):
        press(Key.Key_BracketLeft)
        versions.append(at(stage))
    assert versions == ["livestream@2026-07-01", "livestream@2023-05-01", "livestream@2023-05-01"]
    press(Key.Key_BracketRight)
    assert "Corrected by 2026-07-01b" in page_of(shell).timeline.accessibleName()


def test_the_column_of_books_is_walked_over_its_headings(shell: Shell, stage: Stage) -> None:
    books = page_of(shell).books
    books.setFocus()
    press(Key.Key_End)
    assert stage.desktop.rules.state.shelf == stage.desktop.rules.state.shelves[-1]
    press(Key.Key_Home)
    assert stage.desktop.rules.state.shelf == stage.desktop.rules.state.shelves[0]
    assert focus() is books
    said = [item.said for item in books.rows.items if item.heading]
    assert said == ["Rulebooks", "Schedules"]


def test_a_version_is_chosen_with_the_mouse_on_the_strip(shell: Shell, stage: Stage) -> None:
    strip = page_of(shell).timeline
    QTest.mouseClick(strip, Qt.MouseButton.LeftButton, pos=QPoint(strip.width() // 3, 30))
    assert at(stage) == "livestream@2023-05-01"


def test_two_versions_stand_side_by_side_with_their_words_marked(shell: Shell, stage: Stage) -> None:
    press(Key.Key_C)
    page = page_of(shell)
    assert focus() is page.comparing.list
    old, new = [text for text in page.comparing.findChildren(MarkedText) if text.isVisible()][:2]
    assert (old.text, new.text) == ("Goods are sold with superlatives that leave no room.", "Absolute terms")
    assert "not in the other" in old.accessibleName()
    press(Key.Key_A)
    assert stage.desktop.rules.state.other is not None
    assert stage.desktop.rules.state.other.head.version == "2023-05-01"
    press(Key.Key_R)
    assert (stage.desktop.rules.state.view, focus()) == (View.READ, page.list)
    assert stage.desktop.rules.state.entry == "absolute-terms"


def test_columns_give_way_where_two_texts_need_the_room(shell: Shell) -> None:
    page = page_of(shell)
    shell.resize(1024, 640)
    assert page.books.isVisible()
    press(Key.Key_C)
    assert not page.books.isVisible()
    shell.resize(1366, 768)
    assert page.books.isVisible()


def test_a_key_that_is_not_known_is_asked_about_and_trusted_by_a_persons_word(shell: Shell, stage: Stage) -> None:
    """The keyboard is on the answer that changes nothing; the fingerprint is there to be compared."""
    page, rules = page_of(shell), stage.desktop.rules
    press(Key.Key_K)
    assert not page.banner.isVisible() and not shell.findChildren(TrustSheet)
    key = public_text(Ed25519PrivateKey.from_private_bytes(b"s" * 32))
    held = Withheld("livestream", "2026-12-01", "f" * 64, Why.UNKNOWN_KEY, account="chen.gui", key=key)
    stage.bench.held_back = (held, replace(held, version="2027", why=Why.NEWER, key=""))
    stage.desktop.apply_changes(Changes(rulebooks=True))
    assert "signed with a key that this computer does not know" in page.banner.words.text()
    assert "livestream@2027, newer than this program reads" in page.banner.words.text()
    press(Key.Key_K)
    (sheet,) = shell.findChildren(TrustSheet)
    assert focus() is sheet.stay
    assert sheet.print.text() == fingerprint(key)
    press(Key.Key_Return)
    assert rules.state.to_trust == held
    press(Key.Key_K)
    press(Key.Key_Backtab, modifiers=SHIFT)
    assert focus() is sheet.agree
    press(Key.Key_Space)
    assert rules.state.to_trust is None
    assert "signed with a key" not in page.banner.words.text()
    assert page.banner.isVisible()
    page.banner.close_button.click()
    rules.reload()
    assert not page.banner.isVisible()


def test_a_ladder_is_drawn_and_read_out(shell: Shell, stage: Stage) -> None:
    stage.desktop.rules.show("creator-measures", "2026-08-07", "false-advertising")
    page = page_of(shell)
    marks = [mark.accessibleName() for mark in page.findChildren(StepMark) if mark.isVisibleTo(page)]
    assert marks[3] == "Step 4 of 4: 5 streams or more in 14 days, or serious harm"
    assert "Account held back, 30-90 days, 180 days at most" in words(shell)
    assert "Streams with a breach in 14 days, this one too" in words(shell)
    stage.desktop.rules.show("creator-score")
    curves = [curve for curve in page.findChildren(Curve) if curve.isVisibleTo(page)]
    assert all("points by value:" in curve.accessibleName() for curve in curves)
    assert len(curves) == 4
    assert "What is ours in it" in words(shell)


def test_a_ladder_names_its_clause_by_its_title_and_leads_to_it(qtbot: QtBot) -> None:
    """By key: the clause of the version that was in force when the ladder took effect."""
    stage = Stage(roles=(Role.REVIEWER,))
    stage.bench.books = published(shipped())
    shell = window_of(qtbot, stage)
    press(Key.Key_F7)
    rules, page = stage.desktop.rules, page_of(shell)
    rules.show("creator-measures", "2026-08-07", "false-advertising")
    (chip,) = [one for one in page.findChildren(ChipButton) if one.isVisibleTo(page)]
    assert chip.text == chip.accessibleName() == "4 False or misleading claims about goods"
    for _tab in range(12):
        if focus() is chip:
            break
        press(Key.Key_Tab)
    press(Key.Key_Space)
    assert rules.state.clause is not None and rules.state.volume is not None
    assert (rules.state.volume.head.version, rules.state.clause.id) == ("2026-02-01", "false-claims")
    assert page.isAncestorOf(focus())
    assert rules.clause_named("livestream:no-such-clause") is None is rules.clause_named("no-such-book:price-base")
    shell.close()


def test_the_history_leads_to_each_version(shell: Shell, stage: Stage) -> None:
    page = page_of(shell)
    cards = [card for card in page.findChildren(Card) if card.isVisibleTo(page)]
    assert "It is there from the first version on." in cards[-1].accessibleName()
    cards[-1].setFocus()
    press(Key.Key_Return)
    assert at(stage) == "livestream@2023-05-01"


def test_a_link_is_copied_and_leads_back_from_the_search(shell: Shell, stage: Stage) -> None:
    press(Key.Key_L)
    link = QGuiApplication.clipboard().text()
    assert link == "reviewer://rulebook/livestream@2026-07-01b#absolute-terms"
    assert f"Copied: {link}" in words(shell)
    stage.desktop.rules.show("food-labels")
    press(Key.Key_Slash)
    QTest.keyClicks(focus(), link)
    stage.lanes.run_due()
    assert at(stage) == "livestream@2026-07-01b"


def test_whatever_one_is_at_has_a_link_that_leads_back_to_it(shell: Shell, stage: Stage) -> None:
    """Every line of the list, every difference of a comparison, and the back-test; all of it by key."""
    rules, page = stage.desktop.rules, page_of(shell)

    def copied() -> str:
        press(Key.Key_L)
        return QGuiApplication.clipboard().text()

    def followed(link: str) -> RulesState:
        rules.show("food-labels")
        rules.search_now(link)
        return rules.state

    for book in ("livestream", "creator-measures"):
        rules.show(book)
        links, kinds = [], set()
        for line in rules.listed():
            rules.choose_entry(line.id)
            links.append(copied())
            kinds.add(line.id.split("/")[1] if line.id.startswith("/") else "entry")
            if line.id.startswith("/"):
                assert line.title.partition(" · ")[2] in words(shell) or line.id == "/procedure"
            at_line = rules.state
            again = followed(links[-1])
            assert (again.volume, again.entry) == (at_line.volume, at_line.entry)
        assert len(set(links)) == len(links)
        assert kinds >= {"entry", "measures", "sources", "procedure" if book == "livestream" else "inputs"}
        press(Key.Key_C)
        assert rules.state.view is View.COMPARE
        at_pair = (rules.state.other, rules.state.volume)
        compared = []
        for place in range(len(rules.differences())):
            rules.at_difference(place)
            compared.append(copied())
            again = followed(compared[-1])
            assert (again.view, again.other, again.volume, again.difference) == (View.COMPARE, *at_pair, place)
        assert len(set(compared)) == len(compared) > 0
        press(Key.Key_T)
        link = copied()
        assert link.startswith("reviewer://backtest/")
        again = followed(link)
        assert (again.view, again.other, again.volume) == (View.TRY, *at_pair)
        assert page.trying is not None and not page.trying.model.state.running


def test_a_back_test_in_which_nothing_changes_shows_its_bar_and_says_so(shell: Shell, stage: Stage) -> None:
    """Passes speak of no clause: they stand in a bar of their own, and what would list changes says there are none."""
    cleared = {"result": "pass", "findings": (), "flags": ()}
    stage.bench.pages = [tuple(one.model_copy(update=cleared) for one in page) for page in stage.bench.pages]
    page = page_of(shell)
    press(Key.Key_T)
    press(Key.Key_G)
    assert page.trying is not None
    tally = page.trying.model.tally
    assert tally is not None and tally.cases > 0
    if not page.trying.model.state.by_clause:
        press(Key.Key_M)
    assert page.trying.plot.accessibleDescription().startswith("no clause: same")
    assert not page.trying.groups.isVisible()
    assert "comes out the same under both versions" in words(shell)


def test_a_back_test_is_run_read_and_asked_by_key(shell: Shell, stage: Stage) -> None:
    page = page_of(shell)
    press(Key.Key_T)
    assert page.trying is not None
    assert focus() is page.trying.run
    press(Key.Key_G)
    assert focus() is page.trying.groups
    assert page.trying.groups.rows.items[0].said.startswith("needs a person, 3.2 Absolute terms")
    plot = page.trying.plot
    plot.setFocus()
    first = plot.accessibleName()
    press(Key.Key_Right)
    assert plot.accessibleName() != first
    assert plot.accessibleName() in words(shell)
    assert first in plot.accessibleDescription()
    press(Key.Key_M)
    assert plot.accessibleName().startswith("3.2 Absolute terms: same 0, would change 0, needs a person 12")
    press(Key.Key_J)
    (sheet,) = shell.findChildren(AgainSheet)
    assert sheet.isVisible()
    sheet.limits[10].setFocus()
    press(Key.Key_Space)
    assert sheet.agree.text() == "Judge 10 cases again"
    press(Key.Key_J)  # the key that laid it there takes it away
    assert not sheet.isVisible()
    assert stage.bench.asked_again == []
    press(Key.Key_J)
    sheet.agree.setFocus()
    press(Key.Key_Return)
    (ask,) = stage.bench.asked_again
    assert len(ask.case_ids) == 10
    assert "10 cases wait to be judged again." in words(shell)


def test_a_policy_owner_opens_an_example_to_read_it(qtbot: QtBot) -> None:
    stage = staged(Role.POLICY)
    window = window_of(qtbot, stage)
    press(Key.Key_F7)
    stage.desktop.rules.show("livestream", "2026-07-01b")
    press(Key.Key_T, Key.Key_G)
    example = stage.desktop.trial.examples()[0].case_id
    opened = []
    page_of(window).case_pressed.disconnect()  # the desk of this window is a stub
    page_of(window).case_pressed.connect(opened.append)
    assert page_of(window).trying is not None
    press(Key.Key_O)
    assert opened == [example]
    window.close()


def test_other_versions_take_the_result_away_and_give_it_back(shell: Shell, stage: Stage) -> None:
    """What was run is never shown under the names of two versions it is not about."""
    press(Key.Key_T, Key.Key_G)
    page = page_of(shell)
    assert page.trying is not None
    press(Key.Key_A)
    assert "Not tried yet" in words(shell)
    assert not page.trying.again.isEnabled()
    press(Key.Key_J)
    assert shell.findChildren(AgainSheet) == []
    press(Key.Key_A)
    assert "needs a person 12" not in words(shell)  # that is a badge, the table says it
    assert page.trying.groups.isVisible()


def test_the_keyboard_stays_on_the_page(shell: Shell) -> None:
    """Whatever is hidden while it has the keyboard hands it on to what is shown."""
    page = page_of(shell)
    for key in (Key.Key_C, Key.Key_T, Key.Key_G, Key.Key_A, Key.Key_G, Key.Key_B, Key.Key_R, Key.Key_T, Key.Key_C):
        press(key)
        held = QApplication.focusWidget()
        assert held is not None
        assert page.isAncestorOf(held), key
        assert held.isVisible()


def test_who_may_not_try_sees_nothing_of_it(qtbot: QtBot) -> None:
    window = window_of(qtbot, Stage())
    press(Key.Key_F7, Key.Key_T)
    page = page_of(window)
    assert page.trying is None
    assert page.tabs.accessibleName() == "Read"
    assert "Back-test" not in words(window)
    window.close()


def test_conduct_that_no_version_holds_is_said(shell: Shell) -> None:
    press(Key.Key_Home)
    assert "Conduct before 2023-05-01 has no version here" in words(shell)


def test_word_lists_and_what_goods_need_are_read_on_the_page(shell: Shell, stage: Stage) -> None:
    stage.desktop.rules.show("listing-words", "2023-05-01", "absolute")
    assert "国家级" in words(shell)
    assert "Not in: " in words(shell)
    stage.desktop.rules.show("goods-papers", "2025-08-15", "ccc")
    assert "CCC 0702" in words(shell)
    assert "perhaps outside: " in words(shell)
    assert "the maker's own declaration is enough" in words(shell)
