"""Routes for who owns the rules: publishing, keys, decided cases for back-tests, and judging again."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Query
from fastapi.responses import Response

from reviewer_app.domain.access import Role
from reviewer_app.server.routes.body import body, takes, told
from reviewer_app.server.routes.cases import CASE_ID
from reviewer_app.server.routes.session import AnOperator, AServer, AViewer, AWatcher, with_role
from reviewer_app.server.service.core import Viewer
from reviewer_app.wire.messages import (
    CaseFile,
    CaseReads,
    DecidedPage,
    PolicyKey,
    PolicyKeys,
    PublishAsk,
    RereviewAsk,
    Rereviews,
    RulebookEntry,
)

router = APIRouter(tags=["policy"])
AnOwner = Annotated[Viewer, Depends(with_role(Role.POLICY))]
AReader = Annotated[Viewer, Depends(with_role(Role.POLICY, Role.AUDITOR))]


@router.post("/rulebooks", response_model=RulebookEntry, status_code=201, openapi_extra=takes(PublishAsk))
def publish(server: AServer, owner: AnOwner, ask: Annotated[PublishAsk, Depends(body(PublishAsk, batch=True))]) -> Any:
    """Publishes a version; it never changes any more."""
    return told(server.publishing.publish(ask, owner), 201)


@router.get("/policy-keys", response_model=PolicyKeys)
def keys(server: AServer, viewer: AViewer) -> Any:
    """The keys that versions may be signed with now."""
    return told(server.publishing.keys())


@router.post("/policy-keys", response_model=PolicyKey, status_code=201, openapi_extra=takes(PolicyKey))
def register(server: AServer, operator: AnOperator, ask: Annotated[PolicyKey, Depends(body(PolicyKey))]) -> Any:
    """Registers a policy owner's public key."""
    return told(server.publishing.register(ask, operator), 201)


@router.post("/policy-keys/ended", response_model=PolicyKey, openapi_extra=takes(PolicyKey))
def end(server: AServer, operator: AnOperator, ask: Annotated[PolicyKey, Depends(body(PolicyKey))]) -> Any:
    """Ends a key; what was signed with it stays signed."""
    return told(server.publishing.end(ask))


@router.get("/decided", response_model=DecidedPage)
def decided(
    server: AServer,
    reader: AReader,
    after: Annotated[str | None, Query(pattern=CASE_ID)] = None,
    schedules: bool = False,
) -> Any:
    """Decided cases without their content, a page at a time; with versions of schedules where asked.

    Older desks refuse what they know not.
    """
    return told(server.decided.page(after, schedules=schedules))


@router.get("/decided/{case_id}", response_model=CaseFile)
def decided_case(server: AServer, owner: AnOwner, case_id: Annotated[str, Path(pattern=CASE_ID)]) -> Response:
    """A decided case whole, to be read for a back-test; the reading is on record."""
    return Response(server.reading.open(case_id, owner), media_type="application/json")


@router.get("/ledger/reads", response_model=CaseReads)
def case_reads(server: AServer, watcher: AWatcher) -> Any:
    """Who read which decided case for a back-test."""
    return told(server.reading.told())


@router.post("/rereviews", response_model=Rereviews, openapi_extra=takes(RereviewAsk))
def rereview(server: AServer, owner: AnOwner, ask: Annotated[RereviewAsk, Depends(body(RereviewAsk))]) -> Any:
    """Asks for cases to be judged again, because the version that they stand on was corrected."""
    return told(server.decided.ask_again(ask, owner))
