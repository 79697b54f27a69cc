"""Why something of the evidence cannot be shown, gone to or done, and what to do about it."""

from __future__ import annotations

from dataclasses import dataclass

from reviewer_app.client.errors import AssetNotShown
from reviewer_app.client.trouble import Trouble
from reviewer_app.client.words import N_
from reviewer_app.media.errors import CannotShow, NoSuchPlace, Reason


@dataclass(frozen=True, slots=True)
class Cannot:
    """Something cannot be shown: a stable code, what is the matter and what to do (message ids)."""

    code: str
    what: str
    todo: str


HOLD = N_("Hold the case; it is listed for the operator.")
AGAIN = N_("Open the case again.")
ONCE_MORE = N_("Open the case again; if it stays so, hold the case.")
_WHAT = {
    Reason.UNKNOWN_KIND: N_("This file cannot be shown: it is of a kind that is not opened here."),
    Reason.WRONG_FAMILY: N_("This file cannot be shown: it is not what this place of the case calls for."),
    Reason.NO_PICTURE: N_("The clip has no picture."),
    Reason.UNSUPPORTED: N_("The file uses a coding that is not opened here."),
    Reason.DAMAGED: N_("The file is damaged."),
    Reason.MORE_INSIDE: N_(
        "The clip is not played: the file holds what is not checked here, such as a cover or a sound in another coding."
    ),
    Reason.TOO_LARGE: N_("The file is too large to be opened safely."),
    Reason.NO_MEMORY: N_("There was not enough memory to open the file."),
    Reason.LOCKED: N_("The document is locked with a password."),
    Reason.UNREADABLE: N_("The stored bytes are not those that came in, or cannot be read."),
    Reason.TOO_SLOW: N_("Opening the file took too long and was given up."),
    Reason.CLOSED: N_("The part of the program that opens files has been closed."),
    Reason.CRASHED: N_("Opening the file failed; it is not tried again."),
}
NOT_HERE = Cannot(
    "not_here", N_("The file is not on this computer yet."), N_("Wait until it has come, or hold the case.")
)
CHANGED = Cannot("changed", N_("The place is not there any more: the bytes are not the ones that were bound."), HOLD)
UNPLACED = Cannot(
    "unplaced",
    N_("The place that the sender names is not in the evidence."),
    N_("Judge by the sender's words and by what you see."),
)
NOTHING_MARKED = Cannot("no_marks", N_("Nothing is marked to be played again."), N_("Mark in with [ and out with ]."))
ONE_FRAME = Cannot(
    "one_frame", N_("Only one frame is marked: there is nothing to play again."), N_("Mark out further on with ].")
)
BOX_ELSEWHERE = Cannot(
    "box_elsewhere",
    N_("The box was drawn on a frame outside the marks."),
    N_("Mark this frame with [ or ], or press \\ and draw the box anew."),
)
CORRECTED = Cannot(
    "corrected",
    N_("This reading was corrected by hand; the correction stays."),
    N_("To take it back, press Q, empty the line and press Return."),
)
BEGUN = Cannot(
    "begun",
    N_("A correction was begun in this filing and is not finished."),
    N_("Once the papers have been looked through, Ctrl+Enter opens it."),
)
PARTLY = Cannot("damaged", N_("The clip breaks off or is damaged before its end."), HOLD)
STEPPED = N_("Look at it frame by frame, and hold the case; it is listed for the operator.")
UNCHECKED = Cannot(Reason.MORE_INSIDE.value, _WHAT[Reason.MORE_INSIDE], STEPPED)


def cannot(error: CannotShow | NoSuchPlace | Trouble) -> Cannot:
    """Known trouble of the media room or the store in words."""
    if isinstance(error, CannotShow):
        todo = {Reason.CLOSED: AGAIN, Reason.NO_MEMORY: ONCE_MORE}.get(error.reason, HOLD)
        return Cannot(error.reason.value, _WHAT[error.reason], todo)
    if isinstance(error, NoSuchPlace):
        return CHANGED
    if isinstance(error, AssetNotShown):
        return Cannot(Reason.UNKNOWN_KIND.value, _WHAT[Reason.UNKNOWN_KIND], HOLD)
    return Cannot(NOT_HERE.code, error.what, error.todo or NOT_HERE.todo)
