"""Enter on the desk: asks the evidence for a place and has it bound, and says what came of it."""

from __future__ import annotations

from collections.abc import Callable

from reviewer_app.client.viewmodels.cannot import Cannot
from reviewer_app.client.viewmodels.desk import DeskModel
from reviewer_app.client.words import _
from reviewer_app.domain.evidence import Anchor
from reviewer_app.ui.desk.view import CaseView


def bind_place(model: DeskModel, front: Callable[[], CaseView], decide: Callable[[], None]) -> bool:
    """Binds what was touched last to the finding that the person is at now, whenever it is known what that is.

    `front` is asked for the view that speaks; `decide` is called where deciding waited for this place. False where
    there is nothing to bind.
    """
    before = model.state.finding_at
    if before is None:
        asked = front().pane.ask_anchor(lambda made: None)
        if asked:
            said = _("Begin a finding first (1 to 9); then Enter binds this place to it.")
            front().decision.say(said, lambda state: state.finding_at is None)
        return asked

    def ask(then: Callable[[Anchor | None], None]) -> bool:
        def made(found: Anchor | Cannot | None) -> None:
            then(None if isinstance(found, Cannot) else found)
            if isinstance(found, Cannot):
                draft, why = model.state.draft, f"{_(found.what)} {_(found.todo)}".strip()
                said = _("A place was not bound: {why}").format(why=why)
                front().decision.say(said, lambda state: state.draft == draft)

        return front().pane.ask_anchor(made)

    def told(bound: bool) -> None:
        state = model.state
        if bound and not state.unseen:  # else it is said what the place moved
            front().decision.say_bound(before, state)
        if state.waits and not state.awaited:
            decide()

    return model.bind_when(ask, told)
