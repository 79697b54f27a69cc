"""What the palette offers: every action that some page offers this person, and why one cannot be done now."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from reviewer_app.client.viewmodels.actions import Where, live
from reviewer_app.client.viewmodels.names import WHERES
from reviewer_app.client.words import _
from reviewer_app.ui.chords import actions_of

if TYPE_CHECKING:
    from reviewer_app.client.viewmodels.actions import Action
    from reviewer_app.client.viewmodels.palette import Doing
    from reviewer_app.ui.keys import Keys

SPEAKING = frozenset({"desk.decide", "desk.anchor"})
"""Actions that say by themselves, or lead to, what is in their way."""


def doings(
    keys: Keys, offered: Sequence[Action], places: Sequence[Where], refusals: Mapping[str, str]
) -> Iterator[Doing]:
    """Actions with who does them, or with the reason why not: asleep here, or nothing for it to do."""
    from reviewer_app.client.viewmodels.palette import Doing  # late: a key that nothing answers says why without it

    awake = {action.id for action in keys.live_actions()}
    for action in offered:
        if action.id == "palette":
            continue
        why = refusals.get(action.id, "")
        if not why and action.id not in awake:
            why = _asleep(action, places)
        yield Doing(action, _runner(keys, action), why)


def why_not(
    pressed: tuple[int, ...],
    offered: Sequence[Action],
    places: Sequence[Where],
    refusals: Mapping[str, str],
) -> str:
    """Why nobody answers a key here, in the palette's words; nothing for a key that stands for no action here."""
    named = dict.fromkeys(one for key in pressed for one in actions_of(key))
    meant = [one for one in named if any(live(one.where, place) for place in places)]
    meant.sort(key=lambda one: (one.id not in refusals, one.where not in places))
    if not meant:
        return ""
    if meant[0] not in offered:
        return _("Not for this account")
    return refusals.get(meant[0].id, "") or _asleep(meant[0], places)


def _runner(keys: Keys, action: Action) -> Callable[[], object]:
    return lambda: keys.run(action.id)


def _asleep(action: Action, places: Sequence[Where]) -> str:
    """Why nobody answers it: it belongs to another place, or this case has no use for it."""
    if action.where in places or (action.where is Where.DESK and _at_desk(places)):
        return _("Not with what is on the desk now")
    return _("Only here: {place}").format(place=_(WHERES[action.where]))


def _at_desk(places: Sequence[Where]) -> bool:
    others = (Where.ANYWHERE, Where.PAGES, Where.QUEUE, Where.OUTBOX, Where.RULES)
    return any(place not in others for place in places)
