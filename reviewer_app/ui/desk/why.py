"""Why an action of the desk would do nothing now, in the language in use."""

from __future__ import annotations

from typing import Literal

from reviewer_app.client.viewmodels.actions import BY_ID, OUTCOME_ACTIONS, Where
from reviewer_app.client.viewmodels.deskstate import DeskState
from reviewer_app.client.words import _, ngettext
from reviewer_app.domain.verdicts import CHANGING, OUTCOMES

_FLAGS = ("desk.flag_next", "desk.flag_previous", "desk.flag_wrong")
_PLACES = ("desk.anchor_next", "desk.anchor_previous", "desk.anchor_remove")
_FINDINGS = ("desk.finding_next", "desk.finding_remove", "desk.element", "desk.anchor", "desk.measure")


RESULT_ACTIONS: dict[str, Literal["pass", "violation"]] = {"desk.violation": "violation", "desk.pass": "pass"}
"""What a change puts in force instead, by the keys that choose it in a first round."""
_BESIDE = ("clip.beside_next", "clip.side", "clip.together", "clip.align")


def refusals(state: DeskState, folded: bool, paired: bool) -> dict[str, str]:
    """The actions that would do nothing, with the reason; `folded` says that the context can be hidden.

    `paired` says that a second clip lies beside the one of the case.
    """
    case = state.case
    if case is None:
        return {}
    offered = OUTCOMES[case.round]
    why = {
        action: _("This round does not offer that outcome.")
        for action, outcome in OUTCOME_ACTIONS.items()
        if outcome not in offered and BY_ID[action].where is Where.DESK
    }
    if any(outcome in CHANGING for outcome in offered):  # what is in force instead has the keys of a first round
        for action in RESULT_ACTIONS:
            why[action] = _("Only with a change: choose that first, then this key.")
            if state.draft.outcome in CHANGING:
                del why[action]
    if not case.record.flags:
        why |= dict.fromkeys(_FLAGS, _("No flag on this case"))
    if not state.places:
        why |= dict.fromkeys(_PLACES, _("No place is bound yet"))
    if not state.draft.findings:
        why |= dict.fromkeys(_FINDINGS, _("No finding yet"))
    if not state.follows.sets_off and (case.judged is None or not state.follows.rows):
        why["desk.follows"] = _("Nothing follows yet")
    if not state.follows.questions:
        why["desk.answer"] = _("Nothing is asked")
    if not state.follows.departure(state.finding_at or ""):
        unfixed = state.follows.unfixed(state.finding_at or "")
        why["desk.note"] = unfixed or _("The measure is the one that follows")
    blocking = sum(item.blocking for item in state.missing)
    if blocking:
        why["desk.decide"] = ngettext("{count} thing missing", "{count} things missing", blocking).format(
            count=blocking
        )
    if case.lost is None:
        why |= dict.fromkeys(("desk.take_again", "desk.pass_by"), _("Your hold is good"))
    if not folded:
        why["desk.context"] = _("It always stands here in a wide window")
    if not paired:
        why |= dict.fromkeys(_BESIDE, _("No second clip lies beside"))
    return why
