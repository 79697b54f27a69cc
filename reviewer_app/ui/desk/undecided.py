"""What is said, and gone to, where the deciding key does not decide."""

from __future__ import annotations

from reviewer_app.client.viewmodels.desk import DeskModel
from reviewer_app.client.viewmodels.deskstate import DeskState
from reviewer_app.client.words import _
from reviewer_app.domain.completeness import Lack
from reviewer_app.ui.desk.said import missing_words
from reviewer_app.ui.desk.view import CaseView


def say_why_not(model: DeskModel, front: CaseView, before: DeskState) -> None:
    """Says why the case in front was not decided, and goes to what is to be done; `before` is what was on the desk when
    the key was pressed."""
    state, decision = model.state, front.decision
    if state.case is None or state.busy:
        return
    if state.case.writable and not front.finish():
        _say_half_written(front, state)
    elif state.unseen:
        _say_what_moved(front, before, state)
    elif state.can_decide and front.pane.checking:
        said = _("The papers are still being looked through: decide once their checks are there.")
        decision.say(said, lambda state: front.pane.checking)
    elif state.waits:
        decision.say(
            _("A place is still being bound: the case is decided as soon as it is."), lambda state: state.waits
        )
    elif state.missing:
        first = state.missing[0]
        if first.lack is Lack.OUTCOME:  # the keyboard stays off the buttons: Space, meant to play, would press one
            said = missing_words(state.case, state.draft.findings, first)
            decision.say(said, lambda state: first in state.missing)
        else:
            if first.lack is Lack.BEGUN:
                _say_half_written(front, state)
            decision.jump(first)


def _say_half_written(front: CaseView, state: DeskState) -> None:
    draft = state.draft
    said = _("This is half written: finish it, or take it out. Then decide.")
    front.decision.say(said, lambda state: state.draft == draft)


def say_what_came(front: CaseView, state: DeskState) -> None:
    """A case that waited for a place stands elsewhere than where it was looked at: that is shown first."""
    before, now = state.seen, state.moving
    versions = {(finding_id, cite) for finding_id, cite, _measure in before.findings} if before is not None else set()
    moved = next((cite for finding_id, cite, _measure in now.findings if (finding_id, cite) not in versions), None)
    rows = before is not None and before.rows != now.rows
    if moved is not None and rows:
        said = _("A finding falls under version {version} now. What follows: {brief}. Look at it, then decide.")
    elif moved is not None:
        said = _("A finding falls under version {version} now. Look at it, then decide.")
    elif rows:
        said = _("What follows has moved meanwhile: {brief}. Look at it, then decide.")
    else:
        said = _("Something new of this case has come. Look at it, then decide.")
    if rows:
        front.decision.reveal(front.decision.follows)
    said = said.format(version=moved.version if moved is not None else "", brief=state.follows.brief)
    front.decision.say(said, lambda state: state.unseen)


def _say_what_moved(front: CaseView, before: DeskState, state: DeskState) -> None:
    """What was typed moved what the person had looked at: it is shown, and the next press decides."""
    said = _("What you typed moved the checks of the papers. Look at them, then decide.")
    if state.follows.rows != before.follows.rows:
        moved = _("What you typed moved what follows: {brief}. Look at it, then decide.")
        said = moved.format(brief=state.follows.brief)
        front.decision.reveal(front.decision.follows)
    front.decision.say(said, lambda state: state.unseen)
