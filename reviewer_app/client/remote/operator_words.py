"""Trouble as an operator reads it at a terminal; what it says otherwise is for those who judge cases."""

from __future__ import annotations

from reviewer_app.client.findings import found_words
from reviewer_app.client.remote.api import BadReply, Refused, Unreachable, Untrusted
from reviewer_app.client.trouble import Trouble
from reviewer_app.client.words import _
from reviewer_app.wire.problems import TITLES, Code, Problem


def operator_words(trouble: Trouble) -> str:
    """Trouble as a sentence or two: what happened, and what to do where something can be done."""
    if isinstance(trouble, Refused):
        return _refused(trouble.problem)
    if isinstance(trouble, Untrusted):
        return _(trouble.what) + " " + _("Name the certificate that it goes by with --ca-file.")
    if isinstance(trouble, BadReply):
        return _(trouble.what) + " " + _("Check that the address is that of a review server of this version.")
    if isinstance(trouble, Unreachable) and trouble.detail in set(Code):
        return _with(_(TITLES[Code(trouble.detail)]), f"{trouble.retry_after:.0f} s" if trouble.retry_after else "")
    return _("The server cannot be reached. Check the address, and that the server is running, then run this again.")


def _refused(problem: Problem) -> str:
    """A refusal as a sentence; what its detail says depends on its code, and a bare id would say nothing."""
    detail = problem.detail
    if problem.code is Code.ACCOUNT_EXISTS and detail:
        return _("There is an account {account} already; nothing was made.").format(account=detail)
    if problem.code is Code.FORBIDDEN and detail:
        roles = _(" or ").join(detail.split(" or "))
        return _("This account may not do that; it takes the role {roles}.").format(roles=roles)
    if problem.code is Code.RULEBOOK_UNFIT and detail:
        return "\n".join((_(problem.title), *map(found_words, detail.splitlines())))
    return _with(_(problem.title), detail)


def _with(sentence: str, detail: str) -> str:
    return _("{what} ({detail}).").format(what=sentence.rstrip(".。"), detail=detail) if detail else sentence
