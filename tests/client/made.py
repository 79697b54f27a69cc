"""Made-up cases, verdicts and queue rows for the client's tests, small but whole and valid."""

from __future__ import annotations

import hashlib
import json
import random
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from reviewer_app.client.store.store import StoreKeys
from reviewer_app.domain.cases import CaseKind, Source
from reviewer_app.domain.drafts import Draft
from reviewer_app.domain.events import Opened, Round, Status
from reviewer_app.domain.evidence import FieldAnchor
from reviewer_app.domain.ids import uuid7
from reviewer_app.domain.leases import Lease, LeaseKind
from reviewer_app.domain.rulebook import RulebookCite, RulebookVersion
from reviewer_app.domain.verdicts import Finding, Operation, Outcome, Verdict
from reviewer_app.rulebooks.compiled import CompiledRulebook, compile_version
from reviewer_app.wire.messages import AssetFact, CaseFile, Grant, QueueExposure, QueueHolder, QueueRow

START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
ACCOUNT = "lin.yue"
KEYS = StoreKeys(work=b"w" * 32, cache=b"c" * 32, media=b"m" * 32)


@dataclass
class HandClock:
    """A clock that is moved by hand."""

    at: datetime = START
    ticks: float = 0.0

    def now(self) -> datetime:
        return self.at

    def monotonic(self) -> float:
        return self.ticks

    def forward(self, seconds: float) -> None:
        self.at += timedelta(seconds=seconds)
        self.ticks += seconds


@dataclass
class Maker:
    """Makes values with ids of its own, the same for the same seed."""

    seed: int = 1
    dice: random.Random = field(init=False)

    def __post_init__(self) -> None:
        self.dice = random.Random(self.seed)

    def id(self) -> str:
        return uuid7(int(START.timestamp() * 1000) + self.dice.randrange(10**6), self.dice.randbytes(10))

    def operation(self, case_id: str | None = None, at: datetime = START, **more: object) -> Operation:
        values: dict[str, object] = {
            "op_id": self.id(),
            "device": self.id(),
            "actor": ACCOUNT,
            "case_id": case_id or self.id(),
            "case_version": 2,
            "round": Round.FIRST,
            "attempt": 1,
            "seat": 1,
            "epoch": 1,
            "verdict": Verdict(outcome=Outcome.VIOLATION, findings=(self.finding(),), reason="标价虚高"),
            "decided_at": at,
            "shown_ms": 41_000,
        }
        return Operation.model_validate(values | more)

    def finding(self) -> Finding:
        cite = RulebookCite(id="listings", version="2026-02-01", digest="ab" * 32)
        return Finding(
            id=self.id(),
            clause="price-compare",
            rulebook=cite,
            conduct_at=START,
            anchors=(FieldAnchor(field="/declared/店铺名称", value="澍野"),),
        )

    def draft(self, reason: str = "标价虚高") -> Draft:
        return Draft(outcome=Outcome.VIOLATION, findings=(self.finding(),), reason=reason)

    def record(self, files: tuple[bytes, ...] = (b"paper",), ref: str = "filing-01", shop: str = "澍野百货") -> str:
        documents = [
            {
                "type": "licence",
                "file": {
                    "path": f"assets/{at}.pdf",
                    "sha256": sha(data),
                    "bytes": len(data),
                    "type": "application/pdf",
                },
            }
            for at, data in enumerate(files)
        ]
        return json.dumps(
            {
                "intake": 1,
                "ref": ref,
                "kind": "filing",
                "language": "zh-CN",
                "conduct_at": "2026-03-01T08:00:00+08:00",
                "flagged_at": "2026-03-01T09:00:00+08:00",
                "source": "machine",
                "flags": [{"reason": "执照名称不一致"}],
                "merchant": {"id": "m-1", "name": shop},
                "exposure": {"views": 10},
                "subject": {"purpose": "entry", "declared": {"店铺名称": shop}, "documents": documents},
            },
            ensure_ascii=False,
        )

    def file(self, case_id: str, files: tuple[bytes, ...] = (b"paper",), version: int = 2, **record: str) -> CaseFile:
        facts = tuple(AssetFact(sha256=sha(data), bytes=len(data), type="application/pdf") for data in files)
        return CaseFile(
            case_id=case_id,
            record=self.record(files, **record),
            version=version,
            status=Status.WORKING,
            round=Round.FIRST,
            attempt=1,
            events=(Opened(at=START, actor="intake"),),
            assets=facts,
            due_at=START + timedelta(days=1),
        )

    def lease(self, case_id: str, epoch: int = 1, minutes: int = 10) -> Lease:
        return Lease(
            case_id=case_id,
            epoch=epoch,
            holder=ACCOUNT,
            kind=LeaseKind.DESK,
            round=Round.FIRST,
            attempt=1,
            seat=1,
            taken_at=START,
            until=START + timedelta(minutes=minutes),
        )

    def grant(self, case_id: str | None = None, files: tuple[bytes, ...] = (b"paper",), **record: str) -> Grant:
        case_id = case_id or self.id()
        return Grant(lease=self.lease(case_id), file=self.file(case_id, files, **record))

    def row(self, title: str | None = None, **more: object) -> QueueRow:
        dice = self.dice
        at = START - timedelta(minutes=dice.randrange(60 * 24 * 30))
        values: dict[str, object] = {
            "case_id": self.id(),
            "ref": f"r-{dice.randrange(10**9):09d}",
            "kind": dice.choice(list(CaseKind)),
            "title": title if title is not None else _title(dice),
            "language": dice.choice(("zh-CN", "zh-CN", "zh-CN", "en")),
            "source": dice.choice(list(Source)),
            "merchant": "".join(dice.choice("岚汐谷澍野栖禾云岫临澜") for _ in range(3)) + "旗舰店",
            "conduct_at": at,
            "flagged_at": at,
            "due_at": at + timedelta(hours=72),
            "flags": dice.randrange(1, 5),
            "reasons": (dice.choice(("疑似假冒", "绝对化用语", "虚假比价", "站外引流")),),
            "clauses": (dice.choice(("cn-adlaw@2021-04-29#9(3)", "cn-price56@2022-04-14#16")),),
            "exposure": QueueExposure(views=dice.randrange(10**6)),
            "risk": dice.randrange(100),
            "risk_parts": {"exposure": 12.5, "clause": 30.0},
            "status": Status.WAITING,
            "round": Round.FIRST if dice.random() < 0.9 else Round.SIGNOFF,
            "version": 1,
            "offered": dice.random() < 0.9,
        }
        return QueueRow.model_validate(values | more)

    def holder(self, mine: bool = True) -> QueueHolder:
        return QueueHolder(mine=mine, offline=False, until=START + timedelta(minutes=10))


_WORDS = (
    "全网最低价",
    "手机",
    "面膜",
    "正品",
    "假冒",
    "婴儿",
    "奶粉",
    "大米",
    "蓝牙耳机",
    "iPhone",
    "organic",
    "tea",
    "保健",
    "养生",
)


def _title(dice: random.Random) -> str:
    return "".join(dice.choice(_WORDS) + dice.choice(("", " ", "的", "与")) for _ in range(5)).strip()


def rulebook(
    version: str = "2020-01-01", corrects: str | None = None, published: str = "2020-01-01T00:00:00+08:00"
) -> CompiledRulebook:
    """A small rulebook for every kind of case, in force ever since."""
    both = {"zh": "规则", "en": "Rule"}
    clause = {
        "id": "price-compare",
        "number": "1",
        "title": both,
        "definition": both,
        "elements": [{"id": "said", "text": both, "proof": "anchor"}],
        "severity": "medium",
        "measures": ["warn"],
        "citations": [{"source": "law", "clause": "1"}],
    }
    procedure = {
        "rounds": ["first", "signoff"],
        "risk": [{"id": "flags", "text": both, "expression": "0.5", "weight": 1.0}],
        "hold_reasons": [{"id": "ask", "text": both, "hours": 24, "owner": "supervisor"}],
        "signoff": [{"id": "always", "text": both, "when": "outcome == 'violation'"}],
    }
    value = {
        "id": "house",
        "version": version,
        "title": both,
        "applies_to": ["clip", "listing", "filing"],
        "zone": "Asia/Shanghai",
        "published_at": published,
        "effective_from": "2020-01-01T00:00:00+08:00",
        "corrects": corrects,
        "summary": both,
        "sources": [{"id": "law", "title": both}],
        "clauses": [clause],
        "measures": [{"id": "warn", "title": both, "effect": both, "impact": 1}],
        "procedure": procedure,
    }
    return compile_version(RulebookVersion.model_validate_json(json.dumps(value)))


def sha(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
