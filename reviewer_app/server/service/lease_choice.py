"""Which cases a person might be given next: returned to them, asked to be judged again, then by risk and due time."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Connection

from reviewer_app.domain.access import ROUND_ROLES
from reviewer_app.domain.events import Round
from reviewer_app.server.repository import cases
from reviewer_app.server.service.core import Viewer
from reviewer_app.wire.messages import TakeAsk


def candidates(conn: Connection, ask: TakeAsk, viewer: Viewer, skip: Iterable[str], limit: int) -> list[str]:
    """Case ids in the order in which they should be offered; each still has to pass `bar_to`."""
    rounds = ask.rounds or tuple(ROUND_ROLES)
    offers = sorted({ROUND_ROLES[round_].value for round_ in rounds if ROUND_ROLES[round_] in viewer.roles})
    wanted = cases.Offered(
        offers=offers,
        kinds=[kind.value for kind in ask.kinds],
        skip=list(skip),
        again=Round.REREVIEW in rounds,
        others=any(round_ is not Round.REREVIEW for round_ in rounds),
    )
    return cases.candidates(conn, viewer.account, wanted, limit)
