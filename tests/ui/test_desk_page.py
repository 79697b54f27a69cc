"""The desk by real key presses: judging, signing off, walking, writing, and what stands on the screen meanwhile."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from reviewer_app.client.trouble import NotSaved
from reviewer_app.client.viewmodels.actions import Where
from reviewer_app.client.words import speak
from reviewer_app.domain.changes import Changes
from reviewer_app.domain.completeness import Lack, Missing
from reviewer_app.domain.drafts import Draft
from reviewer_app.domain.events import Round
from reviewer_app.domain.evidence import TimeAnchor
from reviewer_app.domain.terms import Role
from reviewer_app.domain.verdicts import Outcome
from reviewer_app.media.room import MediaRoom
from reviewer_app.rulebooks.compiled import published
from reviewer_app.rulebooks.shipped import shipped
from reviewer_app.ui import theme
from reviewer_app.ui.desk.page import DeskPage
from reviewer_app.ui.evidence.pane import EvidencePane
from reviewer_app.ui.kit import Button, ChipButton, IconButton
from reviewer_app.ui.kit.paint import key_words
from reviewer_app.ui.lanes import QtLanes
from tests.client import fakes, opened
from tests.client.samples import new_id
from tests.ui.desk_bench import REASON, DeskBed, Key, Modifier
from tests.ui.stage import Stage

CTRL = Modifier.ControlModifier


def said(widget: QWidget) -> str:
    """Every word that can be seen below a widget."""
    parts: list[Any] = [*widget.findChildren(QLabel), *widget.findChildren(ChipButton)]
    texts = [part.text() if isinstance(part, QLabel) else part.text for part in parts if part.isVisible()]
    return "\n".join(texts)


def test_a_case_is_judged_by_keys_and_the_next_one_is_there(bed: DeskBed) -> None:
    first, second = bed.give(0, 0), bed.give(1, 1)
    bed.open(first)
    bed.press(Key.Key_1)
    assert "needs a place" in said(bed.page.decision)
    bed.bind()
    (finding,) = bed.state.draft.findings
    assert isinstance(finding.anchors[0], TimeAnchor)
    assert "E1 ▶ 0:09" in said(bed.page.decision)
    bed.press(Key.Key_E, Key.Key_W)
    bed.write(REASON)
    bed.press(Key.Key_V)  # typed, not chosen
    assert bed.state.draft.reason == REASON + "v"
    bed.press(Key.Key_Return, modifiers=CTRL)
    assert bed.bench.decided[first].reason == REASON + "v"
    assert bed.state.case is not None and bed.state.case.case_id == second
    assert bed.page.head.ref.text() == "demo-listing-01"
    assert bed.page.decision.reason.text() == ""
    assert QApplication.focusWidget() is not bed.page.decision.reason


def test_letters_sleep_while_the_reason_is_written(bed: DeskBed) -> None:
    bed.open(bed.give(0, 0))
    bed.press(Key.Key_W)
    bed.press(Key.Key_P, Key.Key_H, Key.Key_1, Key.Key_N, Key.Key_D)
    assert bed.state.draft.entered == Draft(reason="ph1nd")
    bed.press(Key.Key_Escape, Key.Key_P)
    assert bed.state.draft.outcome is Outcome.PASS


def test_what_is_missing_is_said_and_jumped_to(bed: DeskBed) -> None:
    bed.open(bed.give(0, 0))
    assert "Choose an outcome." in said(bed.page.decision.foot)
    bed.press(Key.Key_V)
    assert "A violation needs a finding: press 1 to 9, or S to search." in said(bed.page.decision.foot)
    assert not bed.page.decision.foot.decide.isEnabled()
    bed.press(Key.Key_M)
    assert QApplication.focusWidget() is bed.page.decision.clauses.rows.used[0]
    bed.press(Key.Key_1)  # as the line says
    assert len(bed.state.draft.findings) == 1
    bed.press(Key.Key_Delete)
    bed.press(Key.Key_S)
    assert QApplication.focusWidget() is bed.page.decision.clauses.field
    QTest.keyClicks(bed.page.decision.clauses.field, "price")
    assert "A price comparison names neither its basis nor its period." in said(bed.page.decision.clauses)
    bed.press(Key.Key_Return)
    assert [finding.clause for finding in bed.state.draft.findings] == ["price-base"]
    bed.press(Key.Key_Return, modifiers=CTRL)
    assert bed.bench.decided == {}


def test_flags_are_walked_and_found_wrong(bed: DeskBed) -> None:
    bed.open(bed.give(0, 0))
    assert bed.page.strip.isVisible() and not bed.page.context.isVisible()
    bed.press(Key.Key_N, Key.Key_D)
    assert [(answer.flag, answer.agrees) for answer in bed.state.draft.flags] == [(1, False)]
    bed.page.strip.toggle.click()
    card = bed.page.context.cards.used[1]
    assert card.reason.font().strikeOut()
    assert "unknown here" in said(card)
    bed.press(Key.Key_N, modifiers=Modifier.ShiftModifier)
    assert bed.state.flag_at == 0


def test_without_a_finding_a_place_asks_for_one(bed: DeskBed) -> None:
    bed.open(bed.give(0, 0))
    bed.press(Key.Key_Return)
    bed.qtbot.waitUntil(bed.page.decision.hint.isVisible, timeout=10_000)
    assert "Begin a finding first" in said(bed.page.decision)
    bed.press(Key.Key_1)
    assert not bed.page.decision.hint.isVisible()


@pytest.mark.parametrize(
    ("roles", "key"), [((Role.SUPERVISOR,), "F4"), ((Role.REVIEWER,), "F2"), ((Role.REVIEWER, Role.SUPERVISOR), "F2")]
)
def test_an_empty_desk_leads_to_the_list_that_the_account_has(
    qtbot: QtBot, room: MediaRoom, roles: tuple[Role, ...], key: str
) -> None:
    stage = Stage(roles=roles)
    bench: Any = stage.bench
    page = DeskPage(stage.desktop, lambda: EvidencePane(bench, room, QtLanes()))
    qtbot.addWidget(page)
    assert f"({key})" in " ".join(label.text() for label in page.blank.empty.findChildren(QLabel))


def test_a_key_that_does_nothing_says_why_and_one_that_does_takes_that_away(bed: DeskBed) -> None:
    """In the palette's words: a handler that would do nothing, none at all, one that another account has."""
    bed.open(bed.give(0, 0))
    why = bed.shell.status_line.why
    bed.press(Key.Key_Delete)
    assert why.text() == "No finding yet" and why.isVisible()
    bed.press(Key.Key_N)
    assert why.text() == ""
    bed.open(bed.give(1, 1))
    bed.press(Key.Key_Q)
    assert why.text() == "No code on this picture"
    bed.press(Key.Key_Space, Key.Key_Down, Key.Key_Tab)
    bed.press(Key.Key_W)
    assert why.text() == ""
    bed.press(Key.Key_Q)  # typed
    assert why.text() == ""
    bed.open(bed.give(4, 0, bed_draft()))
    bed.press(Key.Key_P)
    assert why.text() == "Only with a change: choose that first, then this key."
    bed.press(Key.Key_X, Key.Key_P)
    assert why.text() == "" and (bed.state.draft.outcome, bed.state.draft.result) == (Outcome.CHANGE, "pass")
    bed.press(Key.Key_V)
    assert bed.state.draft.result == "violation"
    bed.press(Key.Key_U, Key.Key_U, Key.Key_C, Key.Key_P)
    assert why.text() != "" and bed.state.draft.outcome is Outcome.CONFIRM
    bed.shell.go("rules")
    bed.press(Key.Key_T)
    assert why.text() == "Not for this account"


def test_a_line_that_was_put_away_stays_away_until_it_is_so_again(bed: DeskBed) -> None:
    bed.open(bed.give(0, 0))
    hint = bed.page.decision.hint
    bed.press(Key.Key_Return, modifiers=CTRL)
    assert hint.isVisible() and "Choose an outcome." in hint.words.text()
    hint.close_button.click()
    bed.press(Key.Key_N)
    assert not hint.isVisible()
    bed.press(Key.Key_Return, modifiers=CTRL)
    assert hint.isVisible()
    bed.press(Key.Key_V)  # what the line asked for
    assert not hint.isVisible()


def test_a_hold_names_its_reason_and_none_is_chosen_for_the_person(bed: DeskBed) -> None:
    bed.open(bed.give(1, 1))
    bed.press(Key.Key_H)
    assert "Waiting for papers" in said(bed.page.decision.choice)
    assert "Press H again" in said(bed.page.decision.choice)
    assert bed.state.draft.hold is None
    bed.press(Key.Key_Return, modifiers=CTRL)
    assert bed.state.case is not None
    bed.press(Key.Key_H)
    assert bed.state.draft.hold is not None and bed.state.draft.hold.reason == "papers"
    bed.press(Key.Key_H)
    assert bed.state.draft.hold.reason == "advice"
    bed.page.decision.choices.used[0].clicked.emit()
    bed.page.decision.choices.used[1].clicked.emit()
    assert bed.state.draft.hold is not None and bed.state.draft.hold.reason == "advice"
    bed.press(Key.Key_Return, modifiers=CTRL)
    assert bed.state.case is None
    assert "No case on the desk" in said(bed.page)


def test_the_context_opens_over_the_evidence_by_key(bed: DeskBed) -> None:
    bed.open(bed.give(0, 0))
    bed.press(Key.Key_I)
    assert bed.page.context.isVisible() and bed.page.context.width() == 280
    assert "雾岭茶业旗舰店" in said(bed.page.context)
    bed.press(Key.Key_I)
    assert not bed.page.context.isVisible()


def test_a_case_that_was_sent_back_says_why(bed: DeskBed) -> None:
    case_id = bed.give(0, 0)
    case = bed.bench.cases[case_id]
    sent_back = case.file.model_copy(update={"remark": "请补充画面\u202e证据"})
    bed.bench.cases[case_id] = replace(case, file=sent_back)
    bed.open(case_id)
    assert "Sent back: 请补充画面‹RLO›证据" in said(bed.page.decision.remark)


def test_statements_places_and_measures_by_press(bed: DeskBed) -> None:
    bed.open(bed.give(0, 0))
    bed.judged()
    card = bed.page.decision.cards.used[0]
    card.elements.used[1].clicked.emit()
    assert [item.lack for item in bed.state.missing if item.blocking] == [Lack.ELEMENT]
    card.elements.used[1].clicked.emit()
    card._chips.used[1].clicked.emit()
    assert bed.state.draft.findings[0].measure == "suspend"
    card.places.used[0].go.clicked.emit()
    assert bed.state.anchor_at == (bed.state.draft.findings[0].id, 0)
    card.places.used[0].drop.click()
    assert bed.anchors() == 0
    bed.press(Key.Key_Delete)
    assert bed.state.draft.findings == ()


def test_what_stands_open_without_stopping_the_decision_is_not_called_nothing(bed: DeskBed) -> None:
    """The heading and the list below it are about the same things."""
    bed.open(bed.give(0, 0))
    bed.judged()
    foot = bed.page.decision.foot
    flags = [item.lack for item in bed.state.missing]
    assert flags and set(flags) == {Lack.OPEN_FLAG} and bed.state.can_decide
    points = "point" if len(flags) == 1 else "points"
    assert foot.heading.text() == f"Can be decided, {len(flags)} open {points}"
    assert "has no answer yet" in said(foot)
    blocking, flag = Missing(Lack.ELEMENT), Missing(Lack.OPEN_FLAG, flag=0)
    foot.show_state(bed.state, (blocking, blocking, flag, flag))
    assert (foot.heading.text(), foot.more.words.text()) == ("2 things missing", "2 open points besides")
    foot.show_state(bed.state, (blocking, blocking, blocking, flag))
    assert foot.more.words.text() == "and 1 more"
    bed.press(Key.Key_P)
    assert foot.heading.text() == "Nothing is missing" and not bed.state.missing


def test_findings_that_a_pass_leaves_out_are_said_to_be(bed: DeskBed) -> None:
    """They stay on the desk, for whoever changes their mind, and go with no pass."""
    bed.open(bed.give(0, 0))
    bed.press(Key.Key_1)
    heading = bed.page.decision.findings.heading
    assert heading.text() == "Findings 1"
    bed.press(Key.Key_P)
    assert heading.text() == "Findings 1, left out of this outcome"
    bed.press(Key.Key_V)
    assert heading.text() == "Findings 1"


def test_an_empty_desk_takes_the_next_case(bed: DeskBed) -> None:
    bed.shell.go("desk")
    assert "No case on the desk" in said(bed.page)
    assert bed.page.blank.take.text() == "Take the next case"
    bed.press(Key.Key_Return, modifiers=CTRL)
    bed.qtbot.waitUntil(lambda: bed.state.case is not None, timeout=10_000)
    bed.settle()


def test_an_empty_desk_says_what_is_in_hand_and_goes_on_with_it(bed: DeskBed) -> None:
    """After signing in again drafts are one key away."""
    bed.shell.go("desk")
    case_id = bed.give(0, 0)
    bed.stage.desktop.apply_changes(Changes(leases=True))
    assert "In your hand: 1. Drafts among them: 0." in said(bed.page)
    assert bed.page.blank.take.text() == "Go on with what is in hand"
    bed.press(Key.Key_Return, modifiers=CTRL)
    bed.qtbot.waitUntil(lambda: bed.state.case is not None, timeout=10_000)
    assert bed.state.case is not None and bed.state.case.case_id == case_id
    bed.settle()


def test_sign_off_confirms_changes_and_returns(bed: DeskBed) -> None:
    bed.open(bed.give(0, 0))
    draft = bed.judged()
    first, second = bed.give(4, 0, draft), bed.give(5, 0, draft)
    bed.open(first)
    assert bed.page.where == (Where.SIGNOFF, Where.CLIP)
    shown = said(bed.page.decision)
    for part in ("The measure suspends selling rights", REASON, "林小满 · 20 min ago", "E1 ▶ 0:09"):
        assert part in shown
    assert not bed.page.decision.clauses.isVisible()
    bed.press(Key.Key_P, Key.Key_1)
    assert bed.state.draft.empty
    bed.press(Key.Key_Tab)
    assert bed.state.anchor_at == (draft.findings[0].id, 0)
    bed.press(Key.Key_X)
    assert bed.state.draft.findings == draft.findings
    assert bed.page.decision.clauses.isVisible()
    bed.press(Key.Key_R)
    assert bed.state.draft.outcome is Outcome.RETURN
    assert "A remark is needed." in said(bed.page.decision.foot)
    bed.press(Key.Key_C)
    bed.press(Key.Key_Return, modifiers=CTRL)
    assert bed.bench.decided[first].outcome is Outcome.CONFIRM
    assert bed.state.case is not None and bed.state.case.case_id == second


def test_what_is_only_read_shows_its_history_and_no_buttons(bed: DeskBed) -> None:
    bed.stage.desktop.open_case(new_id(3), read_only=True)
    bed.settle()
    assert "Read only" in said(bed.page.head)
    assert not bed.page.decision.foot.isVisible()
    assert "林小满 · First look · Recorded" in said(bed.page.decision)
    bed.press(Key.Key_P, Key.Key_1)
    assert bed.state.draft.empty


def test_history_and_version_open_over_the_desk_and_close(bed: DeskBed) -> None:
    bed.open(bed.give(0, 0))
    bed.press(Key.Key_U)
    shown = said(bed.shell)
    assert "2026-08-09 20:12:00 Asia/Shanghai" in shown and "Nothing so far" in shown
    bed.press(Key.Key_Escape, Key.Key_Y)
    assert "The case came in" in said(bed.shell)
    bed.press(Key.Key_Escape)
    assert "The case came in" not in said(bed.shell)


def test_the_lease_turns_amber_and_ends(bed: DeskBed) -> None:
    bed.open(bed.give(0, 0))
    assert bed.page.head.left.text() == "9:41"
    bed.stage.clock.go_on(500)
    bed.page.head.show_time()
    assert (bed.page.head.left.text(), bed.page.head.left._ink) == ("1:21", "warn")
    bed.stage.clock.go_on(500)
    bed.page.head.show_time()
    assert bed.page.head.left.text() == "Hold has ended"


def test_a_full_disk_is_said_in_one_line(bed: DeskBed) -> None:
    bed.open(bed.give(0, 0))
    bed.bench.trouble["save_draft"] = NotSaved()
    bed.press(Key.Key_P)
    bed.stage.lanes.run_due()
    assert "NOT saved" in said(bed.page.decision.foot)
    assert "Not saved: the disk did not take it." in bed.shell.banner.words.text()
    assert "Not saved" not in said(bed.page)
    bed.stage.lanes.run_due()
    assert not bed.shell.banner.isVisible() and "NOT saved" not in said(bed.page.decision.foot)


@pytest.mark.parametrize("size", [(1366, 768), (1920, 1080)])
def test_every_control_has_a_name_and_nothing_is_cut(
    qtbot: QtBot,
    room: MediaRoom,
    qapp: QApplication,
    chinese: None,
    monkeypatch: pytest.MonkeyPatch,
    size: tuple[int, int],
) -> None:
    bed = DeskBed(qtbot, room, *size)
    versions = published(shipped())
    for made in (fakes, opened):
        monkeypatch.setattr(made, "books", lambda: versions)
    bed.open(bed.give(0, 0))
    bed.judged()
    for tongue, name in (("zh_CN", "dark"), ("en", "light")):
        speak(tongue)
        theme.apply(qapp, name)  # type: ignore[arg-type]
        bed.shell.retranslate()
        assert (bed.shell.width(), bed.shell.height()) == size
        inside = bed.page.decision.inside
        assert inside.widget().width() == inside.viewport().width()
        for widget in bed.page.findChildren(QWidget):
            if not widget.isVisible() or bed.pane.isAncestorOf(widget):
                continue
            if isinstance(widget, QLabel):
                assert widget.textFormat() is Qt.TextFormat.PlainText
            if widget.focusPolicy() & Qt.FocusPolicy.TabFocus:
                assert widget.accessibleName(), widget
            if isinstance(widget, Button):
                assert widget.width() >= widget.sizeHint().width(), widget.accessibleName()
    bed.close()


def test_a_sheet_that_is_open_follows_the_language(bed: DeskBed) -> None:
    bed.open(bed.give(0, 0))
    bed.press(Key.Key_U)
    sheet = bed.page.sheets.made["version"]
    assert sheet.title.text() == "Why this rulebook version"
    speak("zh_CN")
    bed.shell.retranslate()
    speak("en")
    assert sheet.title.text() == "为何是这一版规则"
    bed.press(Key.Key_Escape)
    assert not sheet.isVisible()
    bed.press(Key.Key_Y)
    history = bed.page.sheets.made["history"]
    high = history.box.height()
    assert high > history.list.height() > 0  # nothing of it has to be scrolled for
    bed.shell.retranslate()
    assert history.box.height() == high


def test_the_ring_is_amber_from_two_minutes_on_and_the_panel_says_when_the_time_is_over(bed: DeskBed) -> None:
    """9:41 are left at first; the countdown goes on by itself, and what it means is said beside the decision."""
    bed.open(bed.give(0, 0))
    head, panel = bed.page.head, bed.page.decision.lost
    assert (head.left.text(), head.ring.tone, panel.isVisible()) == ("9:41", "ok", False)
    bed.stage.clock.go_on(7 * 60 + 40)
    head.show_time()
    assert (head.left.text(), head.ring.tone) == ("2:01", "ok")
    bed.stage.clock.go_on(1)
    head.show_time()
    assert (head.left.text(), head.ring.tone) == ("2:00", "warn")
    bed.stage.clock.go_on(120)
    head.ticked.emit()
    head.show_time()
    assert (head.left.text(), head.ring.tone) == ("Hold has ended", "bad")
    assert "The time of your hold is over." in said(panel)
    assert not panel.next.isVisible()


def test_a_hold_goes_by_the_servers_clock_whatever_this_computers_says(bed: DeskBed) -> None:
    """Twenty minutes fast, a hold of ten would be over with the first look at it."""
    bed.open(bed.give(0, 0))
    head, panel = bed.page.head, bed.page.decision.lost
    bed.stage.clock.at += timedelta(minutes=20)
    bed.stage.desktop.report(Changes(), True, skew=-1_200.0)
    head.ticked.emit()
    head.show_time()
    assert (head.left.text(), head.ring.tone, panel.isVisible()) == ("9:41", "ok", False)


def test_a_lost_hold_is_said_on_the_case_with_its_steps_by_key(bed: DeskBed) -> None:
    first, second = bed.give(0, 0), bed.give(1, 1)
    bed.open(first)
    bed.press(Key.Key_P)
    bed.stage.desktop.desk.save_now()
    bed.qtbot.waitUntil(lambda: bed.bench.cases[first].draft.outcome is Outcome.PASS)
    bed.press(Key.Key_A, Key.Key_F)
    assert bed.state.case is not None and bed.state.case.case_id == first, "both keys sleep while the case is in hand"
    bed.stage.desktop.apply_changes(bed.bench.lose(0, free=True))
    assert "Take it again to be sure." in said(bed.page.decision)
    assert bed.page.head.left.text() == "Hold has ended"
    bed.press(Key.Key_A)
    assert bed.state.case.lost is None
    assert bed.state.draft.outcome is Outcome.PASS
    assert not bed.page.decision.lost.isVisible()
    bed.stage.desktop.apply_changes(bed.bench.lose(0))
    assert not bed.page.decision.lost.take.isVisible()
    bed.page.decision.lost.next.click()
    assert bed.state.case.case_id == second


@pytest.mark.parametrize("kind", [0, 1, 2])
@pytest.mark.parametrize("round_", [Round.FIRST, Round.SIGNOFF, Round.APPEAL])
def test_every_button_on_the_desk_is_an_action_with_its_key(bed: DeskBed, kind: int, round_: Round) -> None:
    """The key on its cap, or in its tooltip, belongs to an action that somebody answers there."""
    judged = None if round_ is Round.FIRST else bed_draft()
    bed.open(bed.give(0, kind, judged, round_))
    if round_ is Round.FIRST:
        bed.press(Key.Key_1)
        bed.bind()
    bed.stage.desktop.apply_changes(bed.bench.lose(0, free=True))
    bed.page.decision.say("Something to close.", lambda state: True)
    caps = {key_words(key) for action in bed.shell.keys.live_actions() for key in action.keys}
    buttons = [
        button for kind_ in (Button, IconButton) for button in bed.page.findChildren(kind_) if button.isVisible()
    ]
    assert len(buttons) > 8
    assert [button.accessibleName() for button in buttons if key_words(button.key) not in caps] == []


def bed_draft() -> Draft:
    """What a first round said."""
    return Draft(outcome=Outcome.VIOLATION, reason=REASON)


@pytest.mark.parametrize(
    ("key", "outcome"), [(Key.Key_C, Outcome.UPHOLD), (Key.Key_X, Outcome.OVERTURN), (Key.Key_R, Outcome.PARTLY)]
)
def test_an_appeal_is_decided_by_key(bed: DeskBed, key: Key, outcome: Outcome) -> None:
    """The three keys of sign-off are the three of an appeal; those of a first round sleep there."""
    bed.open(bed.give(0, 0, bed_draft(), Round.APPEAL))
    bed.press(Key.Key_P, Key.Key_V)
    assert bed.state.draft.outcome is None
    bed.press(key)
    assert bed.state.draft.outcome is outcome
    assert bed.page.decision.foot.buttons[outcome].isChecked()
