"""An earlier filing made of one of the demo pack: what was handed in a year before, with another paper and account."""

from __future__ import annotations

import copy
from dataclasses import replace
from datetime import datetime
from typing import Any

from reviewer_app.client.workbench.values import OpenCase
from reviewer_app.domain.events import Round
from reviewer_app.domain.past import Handed, Past, PastBreach, PastFiling, PastVerdict
from reviewer_app.rulebooks.shipped import shipped
from reviewer_app.wire.record import valued
from tests.client.samples import new_id
from tests.ui.evidence_bench import DEMO, pack

REF = "demo-filing-02"
THEN, KNOWN = datetime.fromisoformat("2025-07-20T10:00:00+08:00"), datetime.fromisoformat("2026-07-28T16:00:00+08:00")
TERM_THEN, TERM_NOW = "2016年08月07日至2025年08月06日", "2016年08月07日至2026年08月06日"


def earlier_data() -> dict[str, Any]:
    """The record of before: another telephone, another firm's representative, another licence with an earlier end."""
    data = copy.deepcopy(pack(DEMO)[REF])
    subject, other = data["subject"], pack(DEMO)["demo-filing-01"]["subject"]["documents"][0]
    subject["declared"] |= {"联系电话": "100-0000-0000", "营业期限": TERM_THEN, "传真": "100-0000-0001"}
    del subject["declared"]["开户银行"]
    licence = subject["documents"][0]
    licence["file"] = other["file"]
    licence["read"]["营业期限"]["value"] = TERM_THEN
    licence["read"]["法定代表人"]["value"] = "乔满仓"
    data["merchant"]["identifiers"]["legal_person"] = "乔满仓"
    return data | {"ref": "demo-filing-00", "conduct_at": THEN.isoformat()}


def verdict(outcome: str = "violation") -> PastVerdict:
    """A decision under the rules of the day."""
    book = next(
        one.published
        for one in shipped()
        if one.published.rulebook.id == "listings-filings" and one.published.rulebook.version == "2025-01-23"
    )
    breach = PastBreach(clause="licence-days", rulebook=book.cite, measure="reject")
    return PastVerdict(
        outcome=outcome,
        at=datetime.fromisoformat("2025-07-21T09:00:00+08:00"),
        round=Round.FIRST,
        rulebooks=(book.cite,),
        breaches=(breach,) if outcome == "violation" else (),
    )


def earlier(number: int = 1, decided: bool = True, handed: bool = True) -> PastFiling:
    """An earlier filing as the server tells it."""
    record = valued(earlier_data())
    return PastFiling(
        case_id=new_id(500 + number),
        ref=f"demo-filing-0{number}",
        conduct_at=THEN.replace(month=8 - number),
        verdict=verdict() if decided else None,
        handed=Handed(merchant=record.merchant, subject=record.subject) if handed else None,  # type: ignore[arg-type]
    )


def with_past(case: OpenCase, *filings: PastFiling, more: bool = False) -> OpenCase:
    """A case with these filings before it."""
    told = Past(at=KNOWN, filings=filings, more=more)
    return replace(case, file=case.file.model_copy(update={"past": told}))


def two_levels() -> dict[str, Any]:
    """A filing of a flagship whose letters make two levels, which is too deep unless the brand is from abroad."""
    data = copy.deepcopy(pack(DEMO)[REF])
    paper, term = data["subject"]["documents"][0], {"value": "2024-01-01 至 2030-01-01"}
    firm = paper["read"]["名称"]["value"]
    data["merchant"]["shop_type"] = "flagship"
    data["subject"]["declared"]["授权级数"] = "2"
    for kind, read in (
        ("trademark", {"注册人": {"value": "甲公司"}}),
        ("brand_authorisation", {"授权方": {"value": "甲公司"}, "被授权方": {"value": "乙公司"}, "授权期限": term}),
        ("brand_authorisation", {"授权方": {"value": "乙公司"}, "被授权方": {"value": firm}, "授权期限": term}),
    ):
        data["subject"]["documents"].append(copy.deepcopy(paper) | {"type": kind, "read": read})
    return data
