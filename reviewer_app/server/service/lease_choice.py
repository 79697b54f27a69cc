"""Which cases a person might be given next: those returned to them, then by risk and due time."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Connection

from reviewer_app.domain.access import ROUND_ROLES
from reviewer_app.server.repository import cases
from reviewer_app.server.service.core import Viewer
from reviewer_app.wire.messages import TakeAsk


def candidates(conn: Connection, ask: TakeAsk, viewer: Viewer, skip: Iterable[str], limit: int) -> list[str]:
    """Case ids in the order in which they should be offered; each still has to pass `bar_to`."""
    rounds = ask.rounds or tuple(ROUND_ROLES)
    offers = sorted({ROUND_ROLES[round_].value for round_ in rounds if ROUND_ROLES[round_] in viewer.roles})
    kinds = [kind.value for kind in ask.kinds]
    return cases.candidates(conn, viewer.account, offers, kinds, skip, limit)
