"""The demo's server: an embedded one with sample accounts, and the demo pack with its due times moved to today."""

from __future__ import annotations

import json
import secrets
import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

from argon2 import PasswordHasher

from reviewer_app.domain.access import Role
from reviewer_app.server.embedded import EmbeddedServer
from reviewer_app.server.settings import ServerSettings

OPERATOR = "operator"
ACCOUNTS = ("lin.xiaoman", "zhou.guyu")
"""The reviewer and the supervisor of the demo."""
NAMES = {"lin.xiaoman": "林小满", "zhou.guyu": "周谷雨", OPERATOR: "Operator"}
PACK = Path(__file__).resolve().parents[2] / "resources" / "demo"
RECORDS = "cases.jsonl"


def secrets_of() -> dict[str, str]:
    """A password for the demo's accounts and a passphrase for its profile, made anew and written nowhere."""
    return {"password": secrets.token_urlsafe(18), "passphrase": secrets.token_urlsafe(18)}


def demo_server(folder: Path, password: str) -> EmbeddedServer:
    """A server, not started yet, with an operator, a reviewer and a supervisor who share a password."""
    folder.mkdir(parents=True, exist_ok=True)
    served = EmbeddedServer(folder, settings=settings_in(folder))
    for account, role in ((OPERATOR, Role.OPERATOR), (ACCOUNTS[0], Role.REVIEWER), (ACCOUNTS[1], Role.SUPERVISOR)):
        served.seed_account(account, password, role, name=NAMES[account])
    return served


def settings_in(folder: Path) -> ServerSettings:
    """The settings of a demo's server whose data lie in `folder`."""
    cheap = PasswordHasher(time_cost=1, memory_cost=1024, parallelism=1)  # a password of this hour, 144 random bits
    return ServerSettings(data=folder, name="Demo", hasher=cheap)


def shifted_pack(pack: Path | None, folder: Path) -> Path:
    """A copy of the pack in which cases are due from an hour to three days from now, in their own order."""
    source = pack or PACK
    folder.mkdir(parents=True)
    shutil.copytree(source / "assets", folder / "assets")
    now = datetime.now(UTC).replace(microsecond=0)
    lines = [json.loads(line) for line in (source / RECORDS).read_text("utf-8").splitlines() if line.strip()]
    for place, line in enumerate(lines):
        line["due_at"] = (now + timedelta(minutes=70 + 47 * place * place % 4000)).isoformat()
    text = "\n".join(json.dumps(line, ensure_ascii=False) for line in lines)
    (folder / RECORDS).write_text(text + "\n", "utf-8")
    return folder
