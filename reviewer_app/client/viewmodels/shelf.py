"""From the goods on a clip's shelf to the case of their listing: in words, and the step there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reviewer_app.client.remote.api import Refused
from reviewer_app.client.trouble import Trouble
from reviewer_app.client.viewmodels.cannot import Cannot
from reviewer_app.client.viewmodels.names import outcome_words
from reviewer_app.client.words import N_, _
from reviewer_app.client.workbench.shelf import WAYS, Goods, Reach

if TYPE_CHECKING:
    from reviewer_app.client.lanes import Lanes
    from reviewer_app.client.viewmodels.deskstate import DeskState
    from reviewer_app.client.viewmodels.desktop import Desktop
    from reviewer_app.client.workbench.bench import Bench
    from reviewer_app.client.workbench.values import Taken
    from reviewer_app.domain.drafts import Draft

WORDS = {
    Reach.HAND: N_("The listing's case is in your hands."),
    Reach.FREE: N_("The listing's case waits in the queue."),
    Reach.READ: N_("The listing's case is closed."),
    Reach.ACTED: N_("You judged the listing's case; it goes on without you."),
    Reach.DECIDED: N_("You decided the listing's case; the decision is on its way."),
    Reach.AWAY: N_("The listing's case is in your hands on another computer."),
    Reach.TAKEN: N_("Somebody else has the listing's case in hand."),
    Reach.HELD: N_("The listing's case is on hold."),
    Reach.BARRED: N_("The listing's case waits, and is not yours to take."),
    Reach.CLOSED: N_("The listing's case is not yours to read."),
    Reach.OUTSIDE: N_("The listing's case is not decided, and not in your queue."),
    Reach.NONE: N_("No case of this listing was known when this case was taken."),
    Reach.BEYOND: N_("So long a shelf is not looked up to its end: no case was sought."),
    Reach.UNTOLD: N_("The server did not say whether this listing has a case."),
}
STEPS = {
    Reach.HAND: N_("Open the listing's case"),
    Reach.FREE: N_("Take the listing's case"),
    Reach.READ: N_("Read the listing's case"),
    Reach.ACTED: N_("Read the listing's case"),
}
"""What the step there is called, where there is one."""
NO_GOODS = Cannot(
    "no_goods",
    N_("No goods are meant: at this moment the shelf has none, or several."),
    N_("Choose a line of the shelf, and press Shift+G again."),
)


def goods_words(goods: Goods) -> tuple[str, str]:
    """What is said of goods, and in which tone: how one gets to their listing's case, or why there is no way."""
    said = [_(WORDS[goods.reach])]
    if goods.outcome is not None:
        said.append(_("Decided: {outcome}.").format(outcome=outcome_words(goods.outcome)))
    return " ".join(said), "accent" if goods.reach in WAYS else ""


class ShelfStep:
    """The step from the clip on the desk to a listing's case; `Desktop.back` leads back to the clip."""

    def __init__(self, desktop: Desktop, bench: Bench, lanes: Lanes) -> None:
        self._desktop, self._bench, self._lanes = desktop, bench, lanes
        self._taking = ""

    def go(self, goods: Goods) -> Cannot | None:
        """Opens a case in hand, takes one that waits and opens it, puts one that is closed there to be read.

        Why not, where there is no way. What is on the desk is saved, and stays in hand.
        """
        match goods.reach:
            case Reach.HAND:
                self._desktop.go_beside(goods.case_id)
            case Reach.READ | Reach.ACTED:
                self._desktop.read_beside(goods.case_id)
            case Reach.FREE:
                self._take(goods.case_id)
            case _:
                return Cannot("shelf", WORDS[goods.reach], "")
        return None

    def _take(self, case_id: str) -> None:
        """Takes a case; it comes onto the desk unless the person has gone on meanwhile: then it is in hand, and waits.

        Nothing is held up for it: the case that is on the desk can be judged on while the server is asked.
        """
        if self._taking:
            return
        self._taking, desk = case_id, self._desktop.desk
        before = _entered(desk.state)

        def taken(told: Taken) -> None:
            self._taking = ""
            stays = _entered(desk.state) == before and not desk.state.busy
            self._desktop.apply_changes(told.changes)
            if told.problems:
                self._desktop.trouble(Refused(told.problems[0]))
            elif case_id in told.cases and stays:
                self._desktop.go_beside(case_id)

        def failed(trouble: Trouble) -> None:
            self._taking = ""
            self._desktop.trouble(trouble)

        self._lanes.network(lambda: self._bench.take((case_id,)), taken, failed)


def _entered(state: DeskState) -> tuple[str, Draft]:
    """Which case is on the desk, and what was entered; that more of it came or was watched is nobody's doing."""
    return state.case.case_id if state.case is not None else "", state.draft.model_copy(update={"watched": ()})
