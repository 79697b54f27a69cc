"""Routes of the daily work: feed, leases, operations."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query
from fastapi.responses import Response

from reviewer_app.server.routes.body import body, takes, told
from reviewer_app.server.routes.session import AJudge, AServer, AViewer, AWatcher
from reviewer_app.server.service.past import Room
from reviewer_app.wire.messages import (
    Answers,
    ChainGaps,
    CountsTold,
    Feed,
    LeasesAsk,
    LeasesTold,
    Push,
    TakeAsk,
    Takings,
)

router = APIRouter(tags=["work"])


@router.get("/feed", response_model=Feed)
def feed(
    server: AServer,
    viewer: AViewer,
    after: Annotated[str | None, Query(max_length=200)] = None,
    limit: Annotated[int | None, Query(ge=1, le=1000)] = None,
    places: bool = False,
) -> Response:
    """What changed in the viewer's queue since a cursor; with places where asked, which older desks know not."""
    return Response(server.feed.page(viewer, after, limit, places=places), media_type="application/json")


@router.post("/leases", response_model=Takings, openapi_extra=takes(TakeAsk))
def take(
    server: AServer,
    viewer: AJudge,
    ask: Annotated[TakeAsk, Depends(body(TakeAsk))],
    counts: bool = False,
    ties: bool = False,
    past: bool = False,
    parties: bool = False,
    shelf: bool = False,
) -> Response:
    """Takes cases, whole; with counts (of parties, too), ties (of shelves, too) and earlier filings where asked.

    Older desks refuse what they know not.
    """
    taking = server.leases.take(ask, viewer)
    grants, room = [], Room() if past else None
    for lease in taking.leases:
        file = server.case_files.open(lease.case_id, viewer, tied=ties, shelf=shelf, before=room)
        counted = server.leases.counts(lease, parties) if counts else None
        more = f',"counts":{counted}' if counted is not None else ""
        grants.append(f'{{"lease":{lease.model_dump_json()},"file":{file}{more}}}')
    refused = ",".join(item.model_dump_json() for item in taking.refused)
    return Response(f'{{"grants":[{",".join(grants)}],"refused":[{refused}]}}', media_type="application/json")


@router.post("/leases/heartbeat", response_model=LeasesTold, openapi_extra=takes(LeasesAsk))
def heartbeat(server: AServer, viewer: AJudge, ask: Annotated[LeasesAsk, Depends(body(LeasesAsk))]) -> Any:
    """Keeps cases in hand."""
    return told(server.leases.heartbeat(ask.leases, viewer))


@router.post("/leases/counts", response_model=CountsTold, openapi_extra=takes(LeasesAsk))
def counts(
    server: AServer, viewer: AJudge, ask: Annotated[LeasesAsk, Depends(body(LeasesAsk))], parties: bool = False
) -> Any:
    """What is counted for cases in hand, also for versions of schedules that were published since they were taken."""
    return told(server.leases.recount(ask.leases, viewer, parties))


@router.post("/leases/release", response_model=LeasesTold, openapi_extra=takes(LeasesAsk))
def release(server: AServer, viewer: AJudge, ask: Annotated[LeasesAsk, Depends(body(LeasesAsk))]) -> Any:
    """Gives cases back."""
    return told(server.leases.release(ask.leases, viewer))


@router.post("/operations", response_model=Answers, openapi_extra=takes(Push))
def operations(server: AServer, viewer: AViewer, batch: Annotated[Push, Depends(body(Push, batch=True))]) -> Any:
    """Takes a batch of verdicts in; each gets its own answer."""
    return told(server.operations.push(batch, viewer))


@router.get("/ledger/gaps", response_model=ChainGaps)
def ledger_gaps(server: AServer, watcher: AWatcher) -> Any:
    """Numbers missing in devices' chains: operations that were made and have not come."""
    return told(server.operations.missing())
