"""Known trouble: what can go wrong on a working day, said as what happened, what is safe and what to do."""

from __future__ import annotations

from reviewer_app.client.words import N_


class Trouble(Exception):
    """Known trouble, as against a bug of ours. Message ids are English and translated where they are shown.

    `what` says what happened, `safe` what has not been lost, `todo` what the person can do.
    """

    what: str = N_("Something went wrong.")
    safe: str = N_("Your work is safe on this computer.")
    todo: str = ""

    def __init__(self, detail: str = "") -> None:
        super().__init__(detail or self.what)
        self.detail = detail


class NotSaved(Trouble):
    """The disk did not take what was written; the form stays as it is."""

    what = N_("Not saved: the disk did not take it.")
    safe = N_("The form still holds everything you entered.")
    todo = N_("Free some space on the disk; it is tried again by itself.")


class Offline(Trouble):
    """The server cannot be reached."""

    what = N_("The server cannot be reached.")
    safe = N_("Decisions wait in the outbox and leave by themselves.")
    todo = N_("Go on with the cases you have in hand.")


class CannotTake(Trouble):
    """No case could be taken; `detail` has the server's words."""

    what = N_("No case could be taken.")
    todo = N_("Choose another case, or wait a moment.")


class NotInHand(Trouble):
    """Something was entered on a case that may not be written here, or not any more."""

    what = N_("Not entered: the case is not in your hand.")
    safe = N_("What you entered before is kept.")
    todo = N_("Take the case, then enter it again.")


class TooLate(Trouble):
    """A decision cannot be taken back any more."""

    what = N_("This decision has left already and cannot be taken back.")
    safe = N_("It is recorded as you made it.")
    todo = N_("Ask a supervisor to return the case if it is wrong.")
