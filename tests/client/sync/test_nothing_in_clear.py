"""A whole working day leaves nothing readable in the profile folder: no word of any case, no name, no token."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from reviewer_app.client.settings.keys import KeyFile
from reviewer_app.client.settings.locks import PassphraseLock
from reviewer_app.client.settings.profile import open_profile
from reviewer_app.client.store import StoreKeys, open_store
from reviewer_app.client.store.queue_values import QueueFilter
from reviewer_app.client.store.values import DraftKey
from reviewer_app.client.sync import Prefetch, Sync
from reviewer_app.domain.drafts import Draft
from reviewer_app.server.embedded import EmbeddedServer
from reviewer_app.wire.messages import SignIn, TakeAsk
from tests.client.desks import DEMO, PASSWORD, Desk, LossyApi, WallClock, server

ACCOUNT = "lin.yue"
REMARK = "只写给主管看的备注：请核对吊牌批次"


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EmbeddedServer]:
    with server(tmp_path_factory.mktemp("server") / "data") as running:
        yield running


def canaries(session_token: str) -> dict[str, bytes]:
    """Words, names, ids and bytes that pass through the client in a day."""
    found = {"remark": REMARK.encode(), "passphrase": b"a passphrase of mine", "token": session_token.encode()}
    for line in (DEMO / "cases.jsonl").read_text("utf-8").splitlines():
        record = json.loads(line)
        found[f"{record['ref']} ref"] = record["ref"].encode()
        found[f"{record['ref']} merchant"] = record["merchant"]["name"].encode()
        found[f"{record['ref']} reason"] = record["flags"][0]["reason"].encode() if record["flags"] else b"demo-"
    for asset in sorted((DEMO / "assets").iterdir())[:12]:
        data = asset.read_bytes()
        found[f"bytes of {asset.name}"] = data[len(data) // 2 : len(data) // 2 + 24]
    return found


def work(desk: Desk) -> None:
    """Takes, reads, drafts, decides, sends."""
    taken = desk.api.take(TakeAsk(count=4))
    desk.store.leases.put(taken.grants)
    Prefetch(desk.api, desk.store).run()
    cases = [case for case in (desk.store.leases.get(grant.lease.case_id) for grant in taken.grants) if case]
    for case in cases[:2]:
        desk.decide(case)
    for case in cases[2:]:
        lease = case.row.lease
        desk.store.drafts.save(DraftKey(lease.case_id, lease.round, lease.attempt), Draft(reason=REMARK))
    desk.rest()
    assert len(desk.sync.run_once().fates) == 2
    desk.store.queue.search("雾岭")


def readable(folder: Path, hidden: dict[str, bytes]) -> set[str]:
    """The canaries that can be read in any file or file name below a folder."""
    seen = set()
    for path in folder.rglob("*"):
        data = str(path.relative_to(folder)).encode() + (path.read_bytes() if path.is_file() else b"")
        seen |= {name for name, canary in hidden.items() if canary in data}
    return seen


def test_a_working_day_leaves_nothing_readable(served: EmbeddedServer, tmp_path: Path) -> None:
    clock = WallClock()
    with open_profile(tmp_path, served.url, ACCOUNT) as profile:
        keys = KeyFile(profile.folder, profile.id).make(PassphraseLock("a passphrase of mine", 8 * 1024))
        with open_store(profile.folder, StoreKeys(keys.work, keys.cache, keys.media), clock, ACCOUNT) as store:
            api = LossyApi(served.url)
            device = store.device.state().device
            session = api.sign_in(SignIn(account=ACCOUNT, password=PASSWORD, device=device))
            store.session.put(session)
            sync = Sync(api, store, clock)
            sync.signed_in(session)
            sync.run_once()
            work(Desk(api, store, sync, clock, ACCOUNT, session))
            hidden = canaries(session.token)
            assert len(hidden) >= 50
            assert readable(tmp_path, hidden) == set()  # with the write-ahead logs open
            assert store.queue.page(QueueFilter()).total > 0
            api.close()
    assert readable(tmp_path, hidden) == set()
    assert readable(DEMO, hidden) > {"bytes of " + path.name for path in sorted((DEMO / "assets").iterdir())[:12]}
