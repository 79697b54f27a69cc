"""Ties at the server: written as cases come in, read when a case is opened, with no trace of what is not decided."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from reviewer_app.domain.cases import CaseRecord
from reviewer_app.domain.events import Status
from reviewer_app.domain.ties import (
    CASES,
    CROWD,
    LATEST,
    SHOPS,
    Crowd,
    Shelved,
    TiedCase,
    TieKind,
    Ties,
    case_keys,
    identifier_keys,
    linked,
    listing_key,
    shelf_keys,
    shelf_listings,
)
from reviewer_app.server.repository import ties
from reviewer_app.server.service import views
from reviewer_app.server.service.core import Viewer


def write(conn: Connection, case_id: str, record: CaseRecord) -> None:
    """Writes what a new case is found by."""
    own = listing_key(record)
    ties.add(conn, case_id, (*case_keys(record), *((own,) if own is not None else ())))
    shop = record.merchant
    ties.know(conn, shop.id, shop.name, shop.shop_type, identifier_keys(shop))


def of_case(
    conn: Connection, case_id: str, record: CaseRecord, viewer: Viewer, now: datetime, shelf: bool = False
) -> Ties:
    """What a viewer may know of what a case is tied to; with `shelf` by the goods on a clip's shelf, too.

    Of other cases the decision that stands is told and nothing before it: no round, no holder, no verdict of a seat.
    """
    own = identifier_keys(record.merchant)
    found, crowds = {}, []
    for key, shared in own.items():
        shops = ties.shops_of(conn, key, record.merchant.id, CROWD)
        if len(shops) >= CROWD:
            crowds.append(Crowd(shared=shared, shops=ties.crowd(conn, key) - 1))
        else:
            found[key] = shops
    shops_linked = linked(found, own)
    cases, more = _cases(conn, case_id, record, viewer)
    return Ties(
        at=now,
        shops=tuple(shops_linked[:SHOPS]),
        more_shops=len(shops_linked) > SHOPS,
        crowds=tuple(crowds),
        cases=cases,
        more_cases=more,
        shelf=_shelf(conn, record, viewer) if shelf else None,
    )


def _shelf(conn: Connection, record: CaseRecord, viewer: Viewer) -> tuple[Shelved, ...]:
    """The cases of the listings on a clip's shelf: these are of the goods and of the merchant, whatever else."""
    keys, found = shelf_keys(record), dict[str, list[str]]()
    for key, other in ties.latest(conn, list(keys), LATEST) if keys else ():
        found.setdefault(keys[key], []).append(other)
    rows = ties.heads(conn, [other for cases in found.values() for other in cases])
    same = (TieKind.GOODS, TieKind.MERCHANT)
    return tuple(
        Shelved(listing=name, cases=tuple(_shown(rows[other], other, same, viewer) for other in found[name]))
        for name in shelf_listings(record)
        if name in found
    )


def _cases(conn: Connection, case_id: str, record: CaseRecord, viewer: Viewer) -> tuple[tuple[TiedCase, ...], bool]:
    kinds: dict[str, set[TieKind]] = {}
    own: dict[TieKind, list[str]] = {}
    for key, kind in case_keys(record).items():
        own.setdefault(kind, []).append(key)
    for kind, keys in own.items():
        for other in ties.sharing(conn, keys, case_id, CASES + 1):
            kinds.setdefault(other, set()).add(kind)
    latest = sorted(kinds, reverse=True)  # ids sort by when a case came in
    order = tuple(TieKind)
    rows = ties.heads(conn, latest[:CASES])
    shown = [
        _shown(rows[other], other, tuple(sorted(kinds[other], key=order.index)), viewer) for other in latest[:CASES]
    ]
    return tuple(shown), len(latest) > CASES


def _shown(row: Any, case_id: str, kinds: tuple[TieKind, ...], viewer: Viewer) -> TiedCase:
    head, summary = views.load_head(row.state, row.hidden), json.loads(row.summary)
    decided = head.state.status is Status.DECIDED
    told = {
        "case_id": case_id,
        **{name: summary[name] for name in ("ref", "kind", "title", "conduct_at")},
        "ties": kinds,
        "outcome": views.outcome_of(head.state) if decided else None,
        "opens": decided and views.may_open(head, viewer.account, viewer.roles),
    }
    return TiedCase.model_validate_json(json.dumps(told))
