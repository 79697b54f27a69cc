"""Whom a desk trusts for a version: its own program, the keys that it met first, and those that a person named."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from reviewer_app.client.recorded import shipped_digests
from reviewer_app.client.settings.standing import StandingFile
from reviewer_app.client.store import open_store
from reviewer_app.client.store.queued import Queued
from reviewer_app.client.store.values import CaseInHand
from reviewer_app.client.sync.loop import SyncLoop
from reviewer_app.client.workbench.opening import Books, sheet_of
from reviewer_app.client.workbench.workbench import Workbench
from reviewer_app.domain.completeness import Lack, Missing, missing
from reviewer_app.domain.drafts import Draft, Sheet, verdict_of
from reviewer_app.domain.fates import Fate
from reviewer_app.domain.schedule import ScheduleVersion
from reviewer_app.domain.verdicts import HoldAsk, Outcome
from reviewer_app.domain.withheld import Why
from reviewer_app.rulebooks.compiled import CompiledRulebook
from reviewer_app.rulebooks.shipped import shipped, shipped_schedules
from reviewer_app.server.embedded import EmbeddedServer
from reviewer_app.wire.canonical import digest
from reviewer_app.wire.messages import RulebookEntry, RulebookList, ScheduleList, Signed
from reviewer_app.wire.signing import public_text, sign
from tests.client.desks import Desk, LossyApi, WallClock, desk, server
from tests.client.made import KEYS, Maker, rulebook

FIRST, SECOND = (Ed25519PrivateKey.from_private_bytes(letter * 32) for letter in (b"f", b"s"))
OLD = rulebook()


class Publishing(LossyApi):
    """A connection over which some versions come as signed, and others that the server does not have come as well."""

    signers: dict[str, Ed25519PrivateKey] = {}
    slipped: tuple[tuple[RulebookEntry, bytes], ...] = ()

    def rulebooks(self) -> RulebookList:
        return RulebookList(rulebooks=tuple(map(self._signed, super().rulebooks().rulebooks)))

    def schedules(self) -> ScheduleList:
        more = tuple(entry for entry, _ in self.slipped)
        return ScheduleList(schedules=(*super().schedules().schedules, *more))

    def schedule(self, digest: str) -> bytes:
        found = next((body for entry, body in self.slipped if entry.digest == digest), None)
        return found if found is not None else super().schedule(digest)

    def _signed(self, entry: RulebookEntry) -> RulebookEntry:
        key = self.signers.get(entry.digest)
        if key is None:
            return entry
        signature, at = sign(key, self.rulebook(entry.digest)), WallClock().now()
        return entry.model_copy(
            update={"signed": Signed(account="pol", key=public_text(key), signature=signature, at=at)}
        )


@pytest.fixture
def served(tmp_path: Path) -> Iterator[EmbeddedServer]:
    with server(tmp_path / "data", cases=9) as running:
        yield running


@pytest.fixture
def mine(served: EmbeddedServer, tmp_path: Path) -> Iterator[Desk]:
    with desk(served.url, tmp_path / "mine") as opened:
        opened.api.__class__ = Publishing
        yield opened
        Publishing.signers = {}


def correction(letter: str, at: str) -> CompiledRulebook:
    return rulebook(f"2020-01-01{letter}", "2020-01-01", at)


def publish(mine: Desk, served: EmbeddedServer, letter: str, key: Ed25519PrivateKey | None) -> CompiledRulebook:
    """A correction on the server, signed or not, and the desk after its next round."""
    made = correction(letter, WallClock().now().isoformat())
    served.server.rulebooks.publish((made,))
    if key is not None:
        Publishing.signers = {**Publishing.signers, made.digest: key}
    mine.sync._books = None
    assert mine.sync.run_once().trouble is None
    return made


def books(mine: Desk) -> Books:
    """The versions as the desk knows them whose program came with the first one."""
    return Books(mine.store, lambda: frozenset({OLD.digest}) | shipped_digests())


def sheet(mine: Desk, case: CaseInHand) -> Sheet:
    return sheet_of(case.file, case.row.lease, books(mine), mine.clock.now(), case.counts)


def lacks(sheet: Sheet, draft: Draft | None = None) -> list[tuple[Lack, str]]:
    found: tuple[Missing, ...] = missing(draft or Draft(outcome=Outcome.PASS), sheet)
    return [(item.lack, item.detail) for item in found if item.blocking]


def hold(sheet: Sheet) -> Draft:
    procedure = sheet.procedure()
    assert procedure is not None
    reason = procedure.rulebook.procedure.hold_reasons[0]
    until = sheet.known_at + timedelta(hours=1)
    return Draft(outcome=Outcome.HOLD, hold=HoldAsk(reason=reason.id, until=until, owner=reason.owner))


def test_what_came_with_the_program_is_trusted_and_is_all_on_record() -> None:
    every = {item.digest for item in (*shipped(), *shipped_schedules())}
    assert every <= shipped_digests()


def test_a_version_that_nobody_signed_keeps_its_cases_for_a_hold(mine: Desk, served: EmbeddedServer) -> None:
    """A server that lies leaves the signature out; what came with the program has none and is known by its digest."""
    (case,) = mine.take()
    assert lacks(sheet(mine, case)) == []
    slipped_in = publish(mine, served, "b", None)
    on = sheet(mine, case)
    assert lacks(on) == [(Lack.UNTRUSTED, "house@2020-01-01b")]
    assert lacks(on, hold(on)) == []
    assert [book.digest for book in on.versions] == [OLD.digest]
    assert [(item.digest, item.why) for item in books(mine).withheld()] == [(slipped_in.digest, Why.UNSIGNED)]
    assert [volume.digest for volume in books(mine).library() if volume.book] == [OLD.digest]
    held = hold(on)
    mine.decide(case, held, edit=lambda _: verdict_of(held, on))
    mine.rest()
    assert mine.fates(mine.sync.run_once()) == [Fate.ACCEPTED]


def test_the_first_key_is_trusted_and_a_second_one_waits_for_the_persons_word(
    mine: Desk, served: EmbeddedServer, tmp_path: Path
) -> None:
    (case,) = mine.take()
    known = publish(mine, served, "b", FIRST)
    (pinned,) = mine.store.policy_keys.all()
    assert (pinned.key, pinned.account, pinned.asked) == (public_text(FIRST), "pol", False)
    assert [book.digest for book in sheet(mine, case).books()] == [known.digest]
    other = publish(mine, served, "c", SECOND)
    kept = books(mine)
    assert [pin.key for pin in mine.store.policy_keys.all()] == [public_text(FIRST)]
    (held,) = kept.withheld()
    assert (held.digest, held.why, held.key, held.account) == (
        other.digest,
        Why.UNKNOWN_KEY,
        public_text(SECOND),
        "pol",
    )
    assert lacks(sheet(mine, case)) == [(Lack.UNTRUSTED, "house@2020-01-01c")]
    mine.store.policy_keys.trust(held.key, held.account)
    assert (kept.withheld(), len(kept.all())) == ((), 3)
    on = sheet(mine, case)
    assert (lacks(on), [book.digest for book in on.books()]) == ([], [other.digest])
    account, clock = mine.account, mine.clock
    mine.store.close()
    with open_store(tmp_path / "mine", KEYS, clock, account) as store:
        assert [(pin.key, pin.asked) for pin in store.policy_keys.all()] == [
            (public_text(FIRST), False),
            (public_text(SECOND), True),
        ]


def test_the_person_says_so_at_the_workbench(mine: Desk, served: EmbeddedServer, tmp_path: Path) -> None:
    loop = SyncLoop(mine.api, mine.store, mine.clock, lambda report: None)
    session, file = mine.session, StandingFile(tmp_path)
    bench = Workbench(mine.store, mine.api, loop, mine.clock, mine.account, Maker(3).id, lambda _: session, file)
    (case,) = mine.take()
    lease = case.row.lease
    publish(mine, served, "b", FIRST)
    assert {item.why for item in bench.withheld()} == {Why.UNSIGNED}  # this program did not come with the first one
    other = publish(mine, served, "c", SECOND)
    assert Lack.UNTRUSTED in [
        item.lack for item in missing(Draft(outcome=Outcome.PASS), bench.open(lease.case_id).sheet)
    ]
    held = next(item for item in bench.withheld() if item.why is Why.UNKNOWN_KEY)
    explained = Queued.of(Maker(5).row(risk_book=other.digest))
    assert bench.risk_lines(explained) == ()
    assert bench.trust_key(held.key, held.account).rulebooks
    assert [line.formula for line in bench.risk_lines(explained)] == ["0.5"]
    on = bench.open(lease.case_id).sheet
    assert (lacks(on), [book.digest for book in on.books()]) == ([], [other.digest])
    bench.decide(lease.case_id, Draft(outcome=Outcome.PASS), 0, lease)
    mine.rest()
    assert mine.fates(mine.sync.run_once()) == [Fate.ACCEPTED]


def test_a_signature_by_a_trusted_key_over_other_bytes_is_none(mine: Desk, served: EmbeddedServer) -> None:
    """Asked again when a version is read: the file may have been written by a program that did not ask."""
    publish(mine, served, "b", FIRST)
    entry = next(item for item in mine.store.rulebooks.entries() if item.signed is not None)
    assert entry.signed is not None
    bent = entry.signed.model_copy(update={"signature": sign(FIRST, b"something else")})
    with mine.store._work.transaction() as writer:
        text = entry.model_copy(update={"signed": bent}).model_dump_json()
        writer.run("UPDATE rulebook SET entry = ? WHERE digest = ?", (text, entry.digest))
    assert [item.why for item in books(mine).withheld()] == [Why.UNSIGNED]


def latest() -> ScheduleVersion:
    found = (item.schedule for item in shipped_schedules() if item.schedule.id == "creator-measures")
    return max(found, key=lambda one: one.version)


def newer(version: str = "2026-11-01", **changes: object) -> tuple[RulebookEntry, bytes]:
    """A schedule of a format that this program does not read, signed by the first key."""
    latest = max(
        (i for i in shipped_schedules() if i.schedule.id == "creator-measures"), key=lambda i: i.schedule.version
    )
    head = latest.schedule.model_dump(mode="json")
    body = json.dumps({**head, "version": version, "corrects": latest.schedule.version, "spell": 1, **changes}).encode()
    signed = Signed(account="pol", key=public_text(FIRST), signature=sign(FIRST, body), at=WallClock().now())
    entry = RulebookEntry(id="creator-measures", version=version, digest=digest(body), bytes=len(body), signed=signed)
    return entry, body


def test_a_schedule_of_a_newer_format_is_known_by_its_head(mine: Desk) -> None:
    entry, body = newer()
    mine.api.slipped = ((entry, body),)  # type: ignore[attr-defined]
    mine.sync._books = None
    assert mine.sync.run_once().trouble is None
    (held,) = books(mine).withheld()
    assert (held.why, held.schedule, held.name) == (Why.NEWER, True, "creator-measures@2026-11-01")
    assert (held.effective_from, held.effective_until) == (latest().effective_from, latest().effective_until)
    (case,) = mine.take()
    assert lacks(sheet(mine, case)) == []
