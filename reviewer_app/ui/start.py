"""Opening the workstation: preferences, application, entrance, windows."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from reviewer_app.client.clock import SystemClock
from reviewer_app.client.ids import fresh_id
from reviewer_app.client.settings.preferences import ACCOUNT, LANGUAGE, SERVER, TEXT_SCALE, THEME, Preferences
from reviewer_app.client.settings.profile import profiles_root
from reviewer_app.client.workbench.entrance import Entrance
from reviewer_app.ui import app as application
from reviewer_app.ui.workstation import Workstation
from reviewer_app.wire.address import plausible, typed_address

if TYPE_CHECKING:
    from reviewer_app.client.settings.derive import Ahead
    from reviewer_app.domain.clock import Clock


def run(server: str, account: str, root: Path | None, handed: Mapping[str, str], ahead: Ahead | None = None) -> int:
    """Opens the workstation and runs until its window closes; answers with the exit status.

    `handed` came through a pipe: password and passphrase, and how it should look (lang, theme, size as WxH).
    `ahead` is the key of its passphrase, on its way.
    """
    folder = profiles_root(root)
    preferences = Preferences(folder)
    if handed.get("lang"):
        preferences.set(LANGUAGE, handed["lang"])
    if handed.get("theme"):
        preferences.set(THEME, handed["theme"])
    scale = preferences.get(TEXT_SCALE) / 100
    app = application.make_app(sys.argv[:1], preferences.get(THEME), preferences.get(LANGUAGE), scale)
    station = workstation(folder, preferences, SystemClock(), ahead)
    server = typed_address(server or preferences.get(SERVER))
    account = (account or preferences.get(ACCOUNT)).strip()
    if handed.get("password"):
        from reviewer_app.client.viewmodels.signin import Credentials  # late: a kept session has none

        station.enter(Credentials(server, account, handed["password"], handed.get("passphrase", "")))
    elif plausible(server) and account:
        station.lanes.later(0, partial(station.resume, server, account))
    else:
        station.ask(server, account)
    if handed.get("size") and station.door is not None:
        station.door.resize(*size_of(handed["size"]))
    status = application.run(app)
    station.end()
    return status


def workstation(folder: Path, preferences: Preferences, clock: Clock, ahead: Ahead | None = None) -> Workstation:
    """A workstation over the profiles of a folder."""
    return Workstation(
        lambda report, progress: Entrance(folder, preferences, clock, report, progress, ahead=ahead),
        preferences,
        clock,
        lambda: fresh_id(clock),
    )


def size_of(words: str) -> tuple[int, int]:
    """A size given as `1366x768`. Raises ValueError."""
    width, height = words.lower().split("x")
    return int(width), int(height)
