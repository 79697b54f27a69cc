"""Routes for set-up, sessions and accounts."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends
from fastapi.responses import Response

from reviewer_app.server.routes.body import body, takes, told
from reviewer_app.server.routes.session import AnOperator, AServer, AViewer, AWatcher
from reviewer_app.wire.messages import (
    Account,
    AccountActs,
    AccountNamed,
    Accounts,
    AccountSet,
    NewAccount,
    SessionOpened,
    Setup,
    SignIn,
)

router = APIRouter(tags=["accounts"])


@router.post("/setup", response_model=Account, status_code=201, openapi_extra=takes(Setup))
def set_up(server: AServer, ask: Annotated[Setup, Depends(body(Setup))]) -> Any:
    """Makes the first operator with the one-time code."""
    return told(server.accounts.set_up(ask), 201)


@router.post("/session", response_model=SessionOpened, status_code=201, openapi_extra=takes(SignIn))
def sign_in(server: AServer, ask: Annotated[SignIn, Depends(body(SignIn))]) -> Any:
    """Opens a session."""
    return told(server.accounts.sign_in(ask), 201)


@router.delete("/session", status_code=204)
def sign_out(server: AServer, viewer: AViewer) -> Response:
    """Ends the session."""
    server.accounts.sign_out(viewer)
    return Response(status_code=204)


@router.post("/accounts", response_model=Account, status_code=201, openapi_extra=takes(NewAccount))
def add_account(server: AServer, operator: AnOperator, ask: Annotated[NewAccount, Depends(body(NewAccount))]) -> Any:
    """Makes an account."""
    return told(server.accounts.add(ask), 201)


@router.get("/accounts", response_model=Accounts)
def accounts(server: AServer, operator: AnOperator) -> Any:
    """Every account."""
    return told(server.accounts.all())


@router.post("/accounts/disabled", response_model=AccountSet, openapi_extra=takes(AccountNamed))
def disable(server: AServer, operator: AnOperator, ask: Annotated[AccountNamed, Depends(body(AccountNamed))]) -> Any:
    """Disables an account: its sessions end, its cases go back. The last operator stays."""
    return told(server.disabling.disable(ask, operator))


@router.post("/accounts/enabled", response_model=AccountSet, openapi_extra=takes(AccountNamed))
def enable(server: AServer, operator: AnOperator, ask: Annotated[AccountNamed, Depends(body(AccountNamed))]) -> Any:
    """Enables an account that was disabled."""
    return told(server.disabling.enable(ask, operator))


@router.get("/ledger/accounts", response_model=AccountActs)
def account_acts(server: AServer, watcher: AWatcher) -> Any:
    """Who disabled or enabled which account."""
    return told(server.disabling.acts())
