"""A person at a desk, without a screen: signs in over HTTP, takes cases, seals and sends operations."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import requests

from reviewer_app.domain.access import Role
from reviewer_app.domain.clock import Clock
from reviewer_app.domain.counts import Snapshot
from reviewer_app.domain.evidence import TextAnchor
from reviewer_app.domain.rulebook import Published
from reviewer_app.domain.verdicts import (
    CHAIN_START,
    Envelope,
    Finding,
    HoldAsk,
    Met,
    Operation,
    Outcome,
    Verdict,
)
from reviewer_app.server.clock import SystemClock, new_id
from reviewer_app.server.embedded import EmbeddedServer
from reviewer_app.wire.messages import (
    Answer,
    Answers,
    CountsTold,
    Feed,
    Grant,
    Held,
    IntakeAnswers,
    LeasesTold,
    Push,
    Takings,
)
from reviewer_app.wire.sealing import seal
from tests.server.books import book

PASSWORD = "a long password"
HEADERS = {"Reviewer-Protocol": "1"}
BOOK = book()


class Desk:
    """One signed-in account on one device."""

    def __init__(self, url: str, account: str, clock: Clock | None = None) -> None:
        self.url, self.account, self.clock = url, account, clock or SystemClock()
        self.device = new_id(self.clock)
        self.seq, self.link = 0, CHAIN_START
        self.http = requests.Session()
        self.http.trust_env = False
        self.http.headers.update(HEADERS)
        self.sign_in()

    def sign_in(self) -> None:
        ask = {"account": self.account, "password": PASSWORD, "device": self.device}
        reply = self.http.post(f"{self.url}/v1/session", json=ask)
        assert reply.status_code == 201, reply.text
        self.http.headers["Authorization"] = f"Bearer {reply.json()['token']}"

    def get(self, path: str, **named: Any) -> requests.Response:
        return self.http.get(f"{self.url}/v1/{path}", timeout=30, **named)

    def post(self, path: str, data: Any, **named: Any) -> requests.Response:
        raw = data if isinstance(data, bytes) else json.dumps(data).encode()
        return self.http.post(f"{self.url}/v1/{path}", data=raw, timeout=60, **named)

    def close(self) -> None:
        self.http.close()

    # -- cases in ------------------------------------------------------------------------------------------------

    def put(self, data: bytes, sha256: str) -> requests.Response:
        return self.http.put(f"{self.url}/v1/assets/{sha256}", data=data, timeout=60)

    def bring_in(self, body: bytes) -> IntakeAnswers:
        reply = self.post("cases", body)
        assert reply.status_code == 200, reply.text
        return IntakeAnswers.model_validate_json(reply.content)

    # -- work ----------------------------------------------------------------------------------------------------

    def feed(self, after: str | None = None, limit: int | None = None) -> Feed:
        asked = {"after": after, "limit": limit}
        return Feed.model_validate_json(self.get("feed", params={k: v for k, v in asked.items() if v}).content)

    def take(self, *case_ids: str, counts: bool = False, parties: bool = False, **ask: Any) -> Takings:
        asked = "?counts=true" * counts + "&parties=true" * parties
        reply = self.post("leases" + asked, {"case_ids": case_ids, **ask})
        assert reply.status_code == 200, reply.text
        return Takings.model_validate_json(reply.content)

    def one(self, *case_ids: str, **ask: Any) -> Grant:
        taken = self.take(*case_ids, **(ask or ({} if case_ids else {"count": 1})))
        assert not taken.refused, taken.refused
        return taken.grants[0]

    def heartbeat(self, *held: Held) -> LeasesTold:
        return self._leases("leases/heartbeat", held)

    def recount(self, *held: Held, parties: bool = False) -> dict[str, Snapshot]:
        """What is counted now, by case."""
        asked = "?parties=true" * parties
        reply = self.post("leases/counts" + asked, {"leases": [item.model_dump() for item in held]})
        told = CountsTold.model_validate_json(reply.content)
        return {one.case_id: one.counts for one in told.cases}

    def release(self, *held: Held) -> LeasesTold:
        return self._leases("leases/release", held)

    def _leases(self, path: str, held: tuple[Held, ...]) -> LeasesTold:
        reply = self.post(path, {"leases": [item.model_dump() for item in held]})
        return LeasesTold.model_validate_json(reply.content)

    def operation(self, grant: Grant, verdict: Verdict, **changes: Any) -> Operation:
        lease = grant.lease
        made = Operation(
            op_id=new_id(self.clock),
            device=self.device,
            actor=self.account,
            case_id=lease.case_id,
            case_version=grant.file.version,
            round=lease.round,
            attempt=lease.attempt,
            seat=lease.seat,
            epoch=lease.epoch,
            verdict=verdict,
            decided_at=self.clock.now(),
        )
        return made.model_copy(update=changes)

    def seal(self, operation: Operation) -> Envelope:
        envelope = seal(operation, self.seq + 1, self.link)
        self.seq, self.link = envelope.seq, envelope.link
        return envelope

    def send(self, *envelopes: Envelope) -> tuple[Answer, ...]:
        reply = self.post("operations", Push(envelopes=envelopes).model_dump_json().encode())
        assert reply.status_code == 200, reply.text
        return Answers.model_validate_json(reply.content).answers

    def decide(self, grant: Grant, verdict: Verdict, **changes: Any) -> Answer:
        return self.send(self.seal(self.operation(grant, verdict, **changes)))[0]


# -- verdicts --------------------------------------------------------------------------------------------------------


def cites(version: Published | None = None) -> dict[str, Any]:
    at = version or BOOK.published
    return {"rulebooks": (at.cite,), "procedure": at.cite}


def passing(version: Published | None = None, **more: Any) -> Verdict:
    return Verdict(outcome=Outcome.PASS, **cites(version), **more)


def finding(grant: Grant, version: Published | None = None, measure: str = "warn") -> Finding:
    record = json.loads(grant.file.record)
    return Finding(
        id=new_id(SystemClock()),
        clause="absolute",
        rulebook=(version or BOOK.published).cite,
        conduct_at=datetime.fromisoformat(record["conduct_at"]),
        anchors=(TextAnchor(field="/product/name", start=0, exact="全网最佳"),),
        met=(Met(element="words", anchors=(0,)),),
        measure=measure,
    )


def violation(grant: Grant, version: Published | None = None, measure: str = "warn") -> Verdict:
    found = finding(grant, version, measure)
    return Verdict(outcome=Outcome.VIOLATION, findings=(found,), reason="全网最佳", **cites(version))


def hold(desk: Desk, hours: float = 24) -> Verdict:
    until = desk.clock.now() + timedelta(hours=hours)
    asked = HoldAsk(reason="papers", until=until, owner="operator")
    return Verdict(outcome=Outcome.HOLD, hold=asked, reason="等材料", **cites())


def signing(outcome: Outcome, grant: Grant, **more: Any) -> Verdict:
    return Verdict(outcome=outcome, on=grant.file.on, **(cites() | more))


# -- a peopled server ------------------------------------------------------------------------------------------------

PEOPLE: dict[str, tuple[Role, ...]] = {
    "op": (Role.OPERATOR,),
    "rev-a": (Role.REVIEWER,),
    "rev-b": (Role.REVIEWER,),
    "rev-c": (Role.REVIEWER,),
    "sup": (Role.SUPERVISOR,),
    "both": (Role.REVIEWER, Role.SUPERVISOR),
    "aud": (Role.AUDITOR,),
    "pol": (Role.POLICY,),
}


def people(server: EmbeddedServer) -> None:
    """Makes the usual accounts."""
    for account, roles in PEOPLE.items():
        server.seed_account(account, PASSWORD, *roles)


def pack_lines(pack: Path) -> list[bytes]:
    """The raw records of a pack."""
    return [line for line in (pack / "cases.jsonl").read_bytes().split(b"\n") if line.strip()]
