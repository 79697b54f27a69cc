"""The rooms that are loaded behind the first picture of a start, in a row, on a thread that nobody waits for.

What goes into them earlier loads them itself: this only spares the screen's thread the time.
"""

from __future__ import annotations

import importlib
import time

LATE = (
    "reviewer_app.wire.messages",
    "reviewer_app.client.store.outbox",
    "reviewer_app.client.store.rulebooks",
    "reviewer_app.client.workbench.workbench",
    "reviewer_app.client.refusals",
    "reviewer_app.client.viewmodels.care",
    "reviewer_app.client.viewmodels.shortlist",
    "reviewer_app.client.viewmodels.desk",
    "reviewer_app.client.viewmodels.filing",
    "reviewer_app.client.viewmodels.clip",
    "reviewer_app.client.viewmodels.listing",
    "reviewer_app.client.viewmodels.boxes",
    "reviewer_app.client.viewmodels.linefind",
    "reviewer_app.client.viewmodels.filewords",
    "reviewer_app.client.viewmodels.pagefind",
    "reviewer_app.client.viewmodels.pair",
    "reviewer_app.client.viewmodels.past",
    "reviewer_app.client.viewmodels.pastwords",
    "reviewer_app.client.viewmodels.ties",
    "reviewer_app.client.viewmodels.versions",
    "reviewer_app.client.viewmodels.losthold",
    "reviewer_app.client.viewmodels.outbox",
    "reviewer_app.client.viewmodels.rules",
    "reviewer_app.client.viewmodels.rulewords",
    "reviewer_app.client.viewmodels.backtest",
    "reviewer_app.client.viewmodels.signagain",
    "reviewer_app.client.viewmodels.recovery",
    "reviewer_app.client.viewmodels.palette",
)
_BREATH = 0.001
"""Seconds between two of them, in which whoever waits for the interpreter gets it."""


def load() -> None:
    """Loads them; for a lane."""
    for name in LATE:
        importlib.import_module(name)
        time.sleep(_BREATH)
