"""Made-up intake records, plain and with files."""

from __future__ import annotations

import hashlib
import json
from typing import Any

PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + bytes(64)
MP4 = b"\0\0\0\x18ftypisom\0\0\0\0isommp42\0\0\0\x08free" + bytes(64)
"""Begins as a clip does, which is all that the server looks at; a player would find nothing in it."""
SDP = b"v=0\r\no=- 0 0 IN IP4 127.0.0.1\r\ns=x\r\nm=video 5004 RTP/AVP 96\r\n"


def listing(ref: str, **changes: Any) -> dict[str, Any]:
    """A listing with one flag and no files."""
    return {
        "intake": 1,
        "ref": ref,
        "kind": "listing",
        "language": "zh-CN",
        "conduct_at": "2026-03-01T10:00:00+08:00",
        "flagged_at": "2026-03-01T10:05:00+08:00",
        "source": "machine",
        "flags": [{"reason": "绝对化用语", "clause": "cn-adlaw@2021-04-29#9(3)", "score": 0.8}],
        "merchant": {"id": "m-1", "name": "某某旗舰店"},
        "exposure": {"views": 100, "orders": 3, "gmv": "500.00", "currency": "CNY"},
        "subject": {
            "revision": 1,
            "captured_at": "2026-03-01T10:00:00+08:00",
            "product": {"name": "全网最佳 保温杯", "description": "国家级品质"},
        },
    } | changes


def with_image(ref: str, data: bytes, **changes: Any) -> dict[str, Any]:
    """A listing with one picture, whatever its bytes really are."""
    made = listing(ref, **changes)
    made["subject"]["images"] = [asset(data)]
    return made


def asset(data: bytes, **changes: Any) -> dict[str, Any]:
    """How a record names a file."""
    digest = hashlib.sha256(data).hexdigest()
    return {"path": "assets/a.png", "sha256": digest, "bytes": len(data), "type": "image/png"} | changes


def ndjson(*records: dict[str, Any]) -> bytes:
    """Records as lines."""
    return "\n".join(json.dumps(record, ensure_ascii=False) for record in records).encode()
