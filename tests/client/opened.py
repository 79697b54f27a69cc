"""Cases as the desk has them open: made from sample records, in hand or waiting for sign-off."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

from reviewer_app.client.workbench.values import GivenVerdict, OpenCase
from reviewer_app.domain.cases import CaseRecord
from reviewer_app.domain.drafts import Draft, Sheet, verdict_of
from reviewer_app.domain.events import Opened, Round, Status, VerdictGiven
from reviewer_app.domain.events import Taken as TakenEvent
from reviewer_app.domain.fates import Fate
from reviewer_app.domain.leases import Lease, LeaseKind
from reviewer_app.domain.rulebook import Published
from reviewer_app.domain.verdicts import Operation
from reviewer_app.wire.messages import AssetFact, CaseFile, VerdictShown
from tests.client.samples import NOW, books, new_id, record_of

ME, FIRST_JUDGE = "reviewer-2", "reviewer-1"


def lease_of(case_id: str, round_: Round = Round.FIRST, offline: bool = False) -> Lease:
    """A lease of the person at the desk, with 9:41 left, or two days."""
    return Lease(
        case_id=case_id,
        epoch=1,
        holder=ME,
        kind=LeaseKind.OFFLINE if offline else LeaseKind.DESK,
        round=round_,
        attempt=1,
        seat=1,
        taken_at=NOW,
        until=NOW + (timedelta(hours=48) if offline else timedelta(minutes=9, seconds=41)),
    )


def first_verdict(case_id: str, draft: Draft, sheet: Sheet) -> GivenVerdict:
    """A verdict of a first round as a supervisor sees it."""
    operation = Operation(
        op_id=new_id(700_000),
        device=new_id(1),
        actor=FIRST_JUDGE,
        case_id=case_id,
        case_version=1,
        round=Round.FIRST,
        attempt=1,
        seat=1,
        epoch=1,
        verdict=verdict_of(draft, sheet),
        decided_at=NOW - timedelta(minutes=20),
        shown_ms=72_000,
    )
    shown = VerdictShown(
        verdict_id=operation.op_id,
        actor=FIRST_JUDGE,
        name="林小满",
        round=Round.FIRST,
        attempt=1,
        seat=1,
        received_at=NOW - timedelta(minutes=19),
        fate=Fate.ACCEPTED,
        digest="9f2c" + "0" * 60,
        body=operation.model_dump_json(),
    )
    return GivenVerdict(shown, operation)


def open_case(
    data: dict[str, Any],
    case_id: str,
    *,
    lease: Lease | None = None,
    draft: Draft | None = None,
    judged: Draft | None = None,
    versions: Sequence[Published] | None = None,
) -> OpenCase:
    """A case whole; with `judged` it waits for sign-off of a first round that ended so."""
    record = record_of(data)
    versions = tuple(versions if versions is not None else books())
    round_ = lease.round if lease else Round.SIGNOFF if judged else Round.FIRST
    here = frozenset(asset.sha256 for asset in record.assets())
    on = new_id(700_000) if judged else None
    sheet = Sheet(record, data["subject"], here, frozenset(), versions, round_, NOW, on)
    given = first_verdict(case_id, judged, replace(sheet, round=Round.FIRST, on=None)) if judged else None
    sheet = replace(sheet, judged=given.operation.verdict if given else None)
    return OpenCase(
        case_id=case_id,
        file=_file(case_id, data, record, round_, given),
        record=record,
        subject=data["subject"],
        lease=lease,
        sheet=sheet,
        draft=draft or Draft(),
        verdicts=(given,) if given else (),
        judged=given,
        here=here,
    )


def _file(
    case_id: str, data: dict[str, Any], record: CaseRecord, round_: Round, given: GivenVerdict | None
) -> CaseFile:
    events: list[Any] = [Opened(at=NOW - timedelta(hours=2), actor="intake")]
    if given:
        taken = NOW - timedelta(minutes=25)
        events.append(
            TakenEvent(at=taken, actor=FIRST_JUDGE, seat=1, epoch=1, lease="desk", until=taken + timedelta(minutes=10))
        )
        events.append(
            VerdictGiven(
                at=given.shown.received_at,
                actor=FIRST_JUDGE,
                verdict_id=given.shown.verdict_id,
                round=Round.FIRST,
                attempt=1,
                seat=1,
                outcome=given.operation.verdict.outcome.value,
                signoff=("high-impact",),
            )
        )
    return CaseFile(
        case_id=case_id,
        record=json.dumps(data, ensure_ascii=False),
        version=2 if given else 1,
        status=Status.WORKING,
        round=round_,
        attempt=1,
        events=tuple(events),
        names={FIRST_JUDGE: "林小满", ME: "周谷雨"},
        verdicts=(given.shown,) if given else (),
        assets=tuple(AssetFact(sha256=a.sha256, bytes=a.bytes, type=a.type) for a in record.assets()),
        due_at=record.due_at or NOW,
        risk=87,
        on=given.shown.verdict_id if given else None,
        signoff=("high-impact",) if given else (),
    )
