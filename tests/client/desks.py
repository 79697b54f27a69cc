"""A real server with the demo pack in it, and desks that work on it, for the client's tests."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from argon2 import PasswordHasher

from reviewer_app.client.remote import Download, HttpApi, Unreachable
from reviewer_app.client.remote.pack_import import import_pack
from reviewer_app.client.store import Store, open_store
from reviewer_app.client.store.values import CaseInHand
from reviewer_app.client.sync import Prefetch, Report, Sync
from reviewer_app.client.workbench.opening import Books, sheet_of
from reviewer_app.domain.access import Role
from reviewer_app.domain.drafts import Draft, Sheet, verdict_of
from reviewer_app.domain.events import Round
from reviewer_app.domain.fates import Fate
from reviewer_app.domain.verdicts import Envelope, Operation, Outcome
from reviewer_app.rulebooks.shipped import compiled_schedules
from reviewer_app.server.embedded import EmbeddedServer
from reviewer_app.wire.messages import Answers, Feed, SessionOpened, SignIn, TakeAsk
from tests.client.made import KEYS, Maker, rulebook
from tests.server.migrated import migrated_file

DEMO = Path(__file__).parents[2] / "resources" / "demo"
PASSWORD = "correct horse"
CHEAP = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)


class WallClock:
    """The real time, moved forward by hand."""

    def __init__(self) -> None:
        self.offset = 0.0

    def now(self) -> datetime:
        return datetime.fromtimestamp(time.time() + self.offset, UTC)

    def monotonic(self) -> float:
        return time.monotonic() + self.offset

    def forward(self, seconds: float) -> None:
        self.offset += seconds


@contextmanager
def server(data: Path, cases: int | None = None) -> Iterator[EmbeddedServer]:
    """A server with an operator, two reviewers, a supervisor, and the demo pack (its first `cases` records)."""
    migrated_file(data)
    with EmbeddedServer(data, hasher=CHEAP, rulebooks=(rulebook(),), schedules=compiled_schedules()) as served:
        served.seed_account("operator", PASSWORD, Role.OPERATOR)
        for name in ("lin.yue", "su.he"):
            served.seed_account(name, PASSWORD, Role.REVIEWER)
        served.seed_account("boss", PASSWORD, Role.SUPERVISOR)
        api = HttpApi(served.url)
        api.sign_in(SignIn(account="operator", password=PASSWORD, device=Maker(99).id()))
        pack = DEMO if cases is None else _part(data.parent / "pack", cases)
        assert not import_pack(api, pack).files
        api.close()
        yield served


def _part(folder: Path, cases: int) -> Path:
    folder.mkdir()
    lines = (DEMO / "cases.jsonl").read_text("utf-8").splitlines()[:cases]
    (folder / "cases.jsonl").write_text("\n".join(lines), "utf-8")
    shutil.copytree(DEMO / "assets", folder / "assets")
    return folder


class LossyApi(HttpApi):
    """The real connection, with replies that get lost on the way back when asked to."""

    lose_answers = 0
    lose_feeds = 0
    pushed = 0
    cut_downloads_after: int | None = None

    def push(self, envelopes: tuple[Envelope, ...]) -> Answers:
        told = super().push(envelopes)
        self.pushed += len(envelopes)
        if self.lose_answers:
            self.lose_answers -= 1
            raise Unreachable("the reply was lost")
        return told

    def feed(self, after: str | None, limit: int) -> Feed:
        if self.lose_feeds:
            self.lose_feeds -= 1
            raise Unreachable("the reply was lost")
        return super().feed(after, limit)

    def download(self, sha256: str, size: int, have: int = 0) -> AbstractContextManager[Download]:
        whole = super().download(sha256, size, have)
        return whole if self.cut_downloads_after is None else _cut(whole, self.cut_downloads_after)


@contextmanager
def _cut(whole: AbstractContextManager[Download], after: int) -> Iterator[Download]:
    def pieces(chunks: Iterator[bytes]) -> Iterator[bytes]:
        left = after
        for chunk in chunks:
            yield chunk[:left]
            left -= len(chunk)
            if left <= 0:
                raise Unreachable("cut")

    with whole as download:
        yield Download(download.start, pieces(download.chunks))


@dataclass
class Desk:
    """One person's store, connection and sync."""

    api: LossyApi
    store: Store
    sync: Sync
    clock: WallClock
    account: str
    session: SessionOpened

    def take(self, count: int = 1, **ask: Any) -> list[CaseInHand]:
        """Takes cases with their evidence."""
        taken = self.api.take(TakeAsk(count=count, **ask))
        assert taken.grants
        self.store.leases.put(taken.grants)
        Prefetch(self.api, self.store).run()
        cases = [self.store.leases.get(grant.lease.case_id) for grant in taken.grants]
        return [case for case in cases if case is not None]

    def sheet(self, case: CaseInHand) -> Sheet:
        """What a draft is written against."""
        return sheet_of(case.file, case.row.lease, self.books, self.clock.now(), case.counts)

    @property
    def books(self) -> Books:
        """The versions on this computer; those that nobody signed pass for what came with the program."""
        kept = (*self.store.rulebooks.entries(), *self.store.schedules.entries())
        return Books(self.store, lambda: frozenset(entry.digest for entry in kept if entry.signed is None))

    def decide(self, case: CaseInHand, draft: Draft | None = None, edit: Callable[[Any], Any] = lambda v: v) -> str:
        """Decides a case (a pass, or a confirmation at sign-off); gives the operation's id."""
        lease = case.row.lease
        outcome = Outcome.CONFIRM if lease.round is Round.SIGNOFF else Outcome.PASS
        draft = draft or Draft(outcome=outcome, reason="看过全部材料，没有发现问题。")
        operation = Operation(
            op_id=Maker(time.time_ns()).id(),
            device=self.store.device.state().device,
            actor=self.account,
            case_id=lease.case_id,
            case_version=case.row.version,
            round=lease.round,
            attempt=lease.attempt,
            seat=lease.seat,
            epoch=lease.epoch,
            verdict=edit(verdict_of(draft, self.sheet(case))),
            decided_at=self.clock.now(),
        )
        self.store.outbox.add(operation, case.row.title, draft)
        return operation.op_id

    def fates(self, report: Report) -> list[Fate]:
        """The fates of a round; shows the problems of refused decisions when an assertion on them fails."""
        for fate in report.fates:
            row = self.store.outbox.get(fate.op_id)
            print(fate.fate, row.problem if row else None)
        return [fate.fate for fate in report.fates]

    def rest(self) -> None:
        """Lets every decision rest to its end."""
        self.clock.forward(61)


@contextmanager
def desk(url: str, folder: Path, account: str = "lin.yue") -> Iterator[Desk]:
    """A desk that is signed in and has synced once."""
    folder.mkdir(exist_ok=True)
    clock = WallClock()
    with open_store(folder, KEYS, clock, account) as store:
        api = LossyApi(url)
        session = api.sign_in(SignIn(account=account, password=PASSWORD, device=store.device.state().device))
        sync = Sync(api, store, clock)
        sync.signed_in(session)
        assert sync.run_once().trouble is None
        yield Desk(api, store, sync, clock, account, session)
        api.close()
