"""Who asks: protocol version, bearer token and roles, as dependencies of the routes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated

from fastapi import Depends, Header, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from reviewer_app.domain.access import Role
from reviewer_app.server.service.core import Viewer
from reviewer_app.server.service.refusal import refuse
from reviewer_app.server.service.server import Server
from reviewer_app.wire.messages import PROTOCOL, PROTOCOL_HEADER
from reviewer_app.wire.problems import Code

_bearer = HTTPBearer(auto_error=False)


def protocol(version: Annotated[str | None, Header(alias=PROTOCOL_HEADER)] = None) -> None:
    """Raises Refusal unless the client says that it speaks this version."""
    if version != str(PROTOCOL):
        detail = f"this server speaks version {PROTOCOL}"
        raise refuse(
            Code.UNSUPPORTED_VERSION, detail, headers={PROTOCOL_HEADER: str(PROTOCOL), "Upgrade": "reviewer/1"}
        )


def server_of(request: Request) -> Server:
    """The server that the application stands on."""
    found: Server = request.app.state.server
    return found


AServer = Annotated[Server, Depends(server_of)]


def viewer_of(
    request: Request, server: AServer, token: Annotated[HTTPAuthorizationCredentials | None, Depends(_bearer)]
) -> Viewer:
    """Who is signed in. Raises Refusal."""
    if token is None:
        raise refuse(Code.UNAUTHENTICATED, headers={"WWW-Authenticate": "Bearer"})
    viewer = server.accounts.viewer(token.credentials)
    request.state.account = viewer.account
    return viewer


AViewer = Annotated[Viewer, Depends(viewer_of)]


def with_role(*roles: Role) -> Callable[[Viewer], Viewer]:
    """A dependency that lets through who has one of the roles."""

    def check(viewer: AViewer) -> Viewer:
        if not viewer.roles.intersection(roles):
            raise refuse(Code.FORBIDDEN, " or ".join(roles))
        return viewer

    return check


AnOperator = Annotated[Viewer, Depends(with_role(Role.OPERATOR))]
AJudge = Annotated[Viewer, Depends(with_role(Role.REVIEWER, Role.SUPERVISOR))]
AWatcher = Annotated[Viewer, Depends(with_role(Role.AUDITOR, Role.OPERATOR))]
