"""What the sign-in page says of trouble: here nobody is at work yet, so other things are safe and to be done."""

from __future__ import annotations

from reviewer_app.client.errors import DamagedFile, NoVault, WrongKey
from reviewer_app.client.refusals import PROBLEMS, problem_words
from reviewer_app.client.remote.api import BadReply, NotHttps, Refused, Untrusted
from reviewer_app.client.trouble import Offline, Trouble
from reviewer_app.client.viewmodels.names import trouble_words
from reviewer_app.client.viewmodels.signin import Passphrase, SignInState
from reviewer_app.client.words import N_, _
from reviewer_app.wire.problems import Code

NOTHING_MADE = N_("Nothing was made on this computer.")
KEPT = N_("What you have on this computer is safe and was not changed.")


def door_words(state: SignInState) -> str:
    """The trouble of a state as one calm line: what happened, what is safe, what to do."""
    trouble = state.trouble
    if trouble is None:
        return ""
    safe = KEPT if state.here else NOTHING_MADE
    if isinstance(trouble, Refused):
        return f"{problem_words(trouble.problem)} {_(safe)}"
    if isinstance(trouble, Offline):
        return f"{_away(trouble)} {_(safe)} {_(_after(trouble, state.here))}"
    if isinstance(trouble, DamagedFile):
        words = N_("Nothing was overwritten. Ask an operator, or set it aside whole.")
        return f"{_(trouble.what)} {_(words)}"
    if type(trouble) is WrongKey and state.passphrase is Passphrase.OPEN and not state.recovering:
        words = N_("This passphrase does not open your saved work; it is still there, locked. Type it once more.")
        return _(words)
    if isinstance(trouble, NoVault) and state.here:
        words = N_("If its keyring cannot be had again, use the recovery key or set the locked work aside.")
        return f"{_(trouble.what)} {_(KEPT)} {_(words)}"
    return trouble_words(trouble)


def _away(trouble: Offline) -> str:
    """What kept the server from answering, as far as it is known."""
    if trouble.detail in set(Code):
        return _(PROBLEMS[Code(trouble.detail)])
    return _(trouble.what)


def _after(trouble: Trouble, here: bool) -> str:
    """What can be done about it."""
    if trouble.detail in set(Code):
        return N_("Try again in a little while.")
    if isinstance(trouble, Untrusted | NotHttps):
        return N_("Check the address; if it is right, tell an operator.")
    if isinstance(trouble, BadReply):
        return N_("Check that the address is that of a review server of this version.")
    if here:
        return N_("Check the address and the network, then try again.")
    return N_("The first sign-in needs the server: check the address and the network, then try again.")
