"""Cases, queue rows and rulebooks with realistic values, for tests that need no server."""

from __future__ import annotations

import hashlib
import json
import random
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

from reviewer_app.domain.cases import CaseKind, CaseRecord, Source
from reviewer_app.domain.events import Round, Status
from reviewer_app.domain.ids import uuid7
from reviewer_app.domain.rulebook import Published
from reviewer_app.wire.messages import QueueExposure, QueueHolder, QueueRow
from tests.client.sample_books import sample_books

NOW = datetime(2026, 8, 11, 20, 14, tzinfo=timezone(timedelta(hours=8))).astimezone(UTC)
DEMO = Path(__file__).resolve().parents[2] / "resources" / "demo"


def new_id(number: int) -> str:
    """The UUIDv7 of a number, always the same."""
    return uuid7(1_780_000_000_000 + number, hashlib.sha256(str(number).encode()).digest()[:10])


class Clock:
    """A clock that stands until it is told to go on."""

    def __init__(self, at: datetime = NOW) -> None:
        self.at, self.seconds = at, 0.0

    def now(self) -> datetime:
        """The instant it stands at."""
        return self.at

    def monotonic(self) -> float:
        """Seconds gone since it was made."""
        return self.seconds

    def go_on(self, seconds: float) -> None:
        """Time passes."""
        self.at += timedelta(seconds=seconds)
        self.seconds += seconds


def books() -> tuple[Published, ...]:
    """The rulebook versions that the samples are judged by."""
    return sample_books()


def asset(name: str, type_: str, size: int = 4096) -> dict[str, Any]:
    """An asset whose SHA-256 is that of its name."""
    return {"path": f"assets/{name}", "sha256": hashlib.sha256(name.encode()).hexdigest(), "bytes": size, "type": type_}


def _common(ref: str, kind: str, flags: list[dict[str, Any]], **more: Any) -> dict[str, Any]:
    return {
        "intake": 1,
        "ref": ref,
        "kind": kind,
        "language": "zh-CN",
        "conduct_at": "2026-08-11T20:04:30+08:00",
        "flagged_at": "2026-08-11T20:06:11+08:00",
        "due_at": "2026-08-11T22:24:00+08:00",
        "source": "machine",
        "flags": flags,
        "merchant": {
            "id": "m-2208",
            "name": "清溪食品专营店",
            "shop_type": "specialty",
            "registered_at": "2024-05-11T10:00:00+08:00",
            "score": 82.4,
            "score_parts": {"product": 80.0, "logistics": 85.5, "service": 81.7},
            "violations_90d": 2,
            "identifiers": {"uscc": "91330198MARGQJ4694"},
        },
        "exposure": {
            "views": 128_400,
            "orders": 3_812,
            "gmv": "37738.80",
            "currency": "CNY",
            "refunds": 214,
            "complaints": 41,
        },
        **more,
    }


def clip_json(ref: str = "clip-01") -> dict[str, Any]:
    """A clip with speech, screen text, comments and a shelf, flagged three times."""
    video = asset(f"{ref}.mp4", "video/mp4", 1_322_530)
    flags = [
        {
            "reason": "画面文字“全网最低价”",
            "detector": "ocr-text@4",
            "clause": "absolute-terms",
            "score": 0.93,
            "anchor": {"type": "time", "asset": video["sha256"], "start": 3.05, "end": 5.72},
        },
        {
            "reason": "置顶评论含联系方式",
            "clause": "platform-offsite@2020-10",
            "score": 0.64,
            "anchor": {"type": "text", "field": "/comments/1/text", "start": 3, "exact": "微信"},
        },
        {"reason": "语音“喝了不生病”", "detector": "asr-claims@2", "clause": "unknown-clause", "score": 0.71},
    ]
    subject = {
        "title": "清溪山泉水 · 晚间场",
        "room": "room-2208",
        "video": video,
        "transcript": asset(f"{ref}.transcript.vtt", "text/vtt", 1159),
        "screen_text": asset(f"{ref}.screen.vtt", "text/vtt", 754),
        "comments": [
            {"at": 1.18, "by": "晨***雨", "text": "主播晚上好"},
            {"at": 11.4, "by": "石***木", "text": "加我微信 123 领券", "pinned": True},
        ],
        "shelf": [{"from": 2.0, "to": 18.0, "listing": "l-771", "title": "清溪山泉水 550ml×12", "price": "9.90"}],
    }
    creator = {"id": "c-50112", "name": "小满在路上", "score": 4.61, "violations_90d": 4}
    return _common(ref, "clip", flags, subject=subject, creator=creator)


def listing_json(ref: str = "listing-01") -> dict[str, Any]:
    """A listing with pictures, a certificate, prices and an earlier revision."""
    product = {
        "name": "轻奢纯棉刺绣水洗四件套",
        "brand": "棉语",
        "category": ["家纺", "床品套件"],
        "description": "国家级面料，全网最低价。\n100% 棉，A 类标准。",
        "price": "299.00",
        "list_price": "1299.00",
        "currency": "CNY",
        "attributes": {"材质": "100% 棉", "尺寸": "1.8 m"},
        "origin": "江苏南通",
    }
    subject = {
        "revision": 7,
        "captured_at": "2026-08-10T09:00:00+08:00",
        "product": product,
        "images": [asset(f"{ref}-a.jpg", "image/jpeg"), asset(f"{ref}-b.png", "image/png")],
        "certificates": [{"scheme": "OEKO-TEX", "number": "SH025 1", "valid_until": "2026-09-30"}],
        "price_history": [{"at": "2026-08-01T00:00:00+08:00", "price": "329.00"}],
        "previous": [{"revision": 6, "captured_at": "2026-07-01T09:00:00+08:00", "product": product | {"brand": "无"}}],
    }
    flags = [
        {
            "reason": "划线价没有成交依据",
            "detector": "price-base@2",
            "clause": "price-compare",
            "score": 0.71,
            "anchor": {"type": "text", "field": "/product/description", "start": 6, "exact": "全网最低价"},
        }
    ]
    return _common(ref, "listing", flags, subject=subject)


def filing_json(ref: str = "filing-01") -> dict[str, Any]:
    """A filing: the declared form, and a licence with what a machine read off it."""
    read = {
        "名称": {"value": "清溪食品有限公司", "score": 0.99, "page": 1, "box": [0.3, 0.2, 0.4, 0.04]},
        "营业期限": {"value": "2026-08-21", "score": 0.98, "page": 1, "box": [0.3, 0.42, 0.3, 0.04]},
    }
    subject = {
        "purpose": "onboarding",
        "declared": {"店铺名称": "清溪食品 · 入驻", "名称": "清溪食品有限公司", "营业期限": "2026-08-21"},
        "documents": [
            {"type": "business_licence", "file": asset(f"{ref}-licence.pdf", "application/pdf"), "read": read},
            {"type": "bank_account", "file": asset(f"{ref}-bank.png", "image/png"), "read": {}},
        ],
    }
    flags = [{"reason": "证照余期不足", "detector": "licence-read@3", "clause": "licence-term", "score": 0.98}]
    return _common(ref, "filing", flags, subject=subject)


def record_of(data: dict[str, Any]) -> CaseRecord:
    """The record that a JSON object is."""
    return CaseRecord.model_validate_json(json.dumps(data, ensure_ascii=False))


def demo_lines() -> list[dict[str, Any]]:
    """The records of the demo pack as JSON objects; the three samples where the pack is not there."""
    lines = DEMO / "cases.jsonl"
    if not lines.is_file():
        return [clip_json(), listing_json(), filing_json()]
    return [json.loads(line) for line in lines.read_text("utf-8").splitlines() if line.strip()]


TITLES = (
    ("清溪山泉水 · 晚间场", CaseKind.CLIP, "画面文字“全网最低价”", "37738.80", 87),
    ("轻奢纯棉刺绣水洗四件套", CaseKind.LISTING, "划线价没有成交依据", "12040.00", 71),
    ("清溪食品 · 入驻", CaseKind.FILING, "证照余期不足", None, 54),
    ("儿童安抚枕 第 7 版", CaseKind.LISTING, "绝对化用语", "8911.00", 52),
    ("厨房小电 · 直播 3 段", CaseKind.CLIP, "CCC 缺证", "96320.00", 49),
    ("Camping stove, autumn sale, evening show", CaseKind.CLIP, "Claim: the cheapest anywhere", "4280.00", 44),
    ("早间食品场", CaseKind.CLIP, "功效宣称", "15002.00", 41),
)


def queue_row(number: int, book: Published, **more: Any) -> QueueRow:
    """A row of the queue; its points sum to its risk."""
    title, kind, reason, gmv, risk = TITLES[number % len(TITLES)]
    shares = [term.weight for term in book.rulebook.procedure.risk]
    parts = {
        term.id: round(risk * weight / sum(shares), 1)
        for term, weight in zip(book.rulebook.procedure.risk, shares, strict=True)
    }
    chance = random.Random(number)
    values: dict[str, Any] = {
        "case_id": new_id(number),
        "ref": f"{kind.value}-{number:05d}",
        "kind": kind,
        "title": title,
        "language": "zh-CN",
        "source": Source.MACHINE,
        "merchant": "清溪食品专营店",
        "creator": "小满在路上" if kind is CaseKind.CLIP else None,
        "conduct_at": NOW - timedelta(hours=chance.randint(1, 200)),
        "flagged_at": NOW - timedelta(minutes=chance.randint(1, 600)),
        "due_at": NOW + timedelta(minutes=130 + 40 * number),
        "flags": 2,
        "reasons": (reason, "用户举报 ×6"),
        "clauses": ("5.1",),
        "exposure": QueueExposure(views=128_400, orders=3_812, gmv=gmv, currency="CNY" if gmv else None, complaints=41),
        "risk": risk,
        "risk_parts": parts,
        "risk_book": book.digest,
        "status": Status.WAITING,
        "round": Round.FIRST,
        "version": 1,
        "offered": True,
    }
    return QueueRow(**(values | more))


def held_by(mine: bool, offline: bool = False) -> QueueHolder:
    """Somebody who has a case in hand."""
    return QueueHolder(mine=mine, offline=offline, until=NOW + timedelta(hours=48 if offline else 0, minutes=10))
