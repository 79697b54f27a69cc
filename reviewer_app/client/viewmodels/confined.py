"""What holds the process that opens files of cases back on this computer, in one line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reviewer_app.client.words import _

if TYPE_CHECKING:
    from reviewer_app.media.values import Confinement

OPEN = "open"
"""What a worker says of its network where nothing keeps it from one."""


def confined_words(held: Confinement) -> str:
    """Whether it is without a network and its memory is limited; what does not hold is said as what the system does."""
    if held.limits and held.network != OPEN:
        return _("Files of cases are opened in a process of their own, without a network and with limited memory.")
    if held.limits:
        return _(
            "Files of cases are opened in a process of their own, with limited memory. "
            "This system does not take its network away."
        )
    if held.network != OPEN:
        return _(
            "Files of cases are opened in a process of their own, without a network. "
            "This system does not limit its memory."
        )
    return _(
        "Files of cases are opened in a process of their own. "
        "This system neither takes its network away nor limits its memory: its time alone is limited."
    )
