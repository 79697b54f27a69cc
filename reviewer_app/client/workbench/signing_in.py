"""Opens sessions on the server, keeps them, and ends one that nobody can use."""

from __future__ import annotations

import platform
from typing import TYPE_CHECKING

from reviewer_app.client.trouble import Trouble
from reviewer_app.wire.messages import SessionOpened, SignIn

if TYPE_CHECKING:
    from reviewer_app.client.remote.api import ApiClient
    from reviewer_app.client.settings.vault_session import VaultSession
    from reviewer_app.client.store import Store
    from reviewer_app.client.store.kept_session import KeptSession


def sign_in(
    api: ApiClient, store: Store, kept: VaultSession | KeptSession, account: str, password: str
) -> SessionOpened:
    """Opens a session on the server and keeps it. Raises Refused, Offline."""
    opened = ask(api, account, password, store.device.state().device)
    kept.put(opened)
    return opened


def ask(api: ApiClient, account: str, password: str, device: str) -> SessionOpened:
    """Opens a session on the server for a device. Raises Refused, Offline."""
    named = platform.node()[:200]
    return api.sign_in(SignIn(account=account, password=password, device=device, device_name=named))


def end(api: ApiClient) -> None:
    """Ends a session that nobody is left to use."""
    try:
        api.sign_out()
    except Trouble:
        pass  # the server ends it by itself when its time is over
