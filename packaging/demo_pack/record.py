"""Owns the pack as it is written: assets by digest, records as the intake schema has them, and their truth."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

Record = dict[str, Any]
_TYPES = {
    "mp4": "video/mp4",
    "webm": "video/webm",
    "vtt": "text/vtt",
    "pdf": "application/pdf",
    "png": "image/png",
    "jpg": "image/jpeg",
}


@dataclass
class Pack:
    """A pack being written below `folder`."""

    folder: Path
    cases: list[Record] = field(default_factory=list)
    truth: list[Record] = field(default_factory=list)

    def asset(self, name: str, data: bytes) -> Record:
        """Write one file to assets/ and return its asset record."""
        path = self.folder / "assets" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        kind = _TYPES[name.rsplit(".", 1)[1]]
        return {"path": f"assets/{name}", "sha256": hashlib.sha256(data).hexdigest(), "bytes": len(data), "type": kind}

    def add(self, case: Record, truth: Record) -> None:
        """Take one case and its truth; the truth names the case's ref and kind itself."""
        self.cases.append(case)
        self.truth.append({"ref": case["ref"], "kind": case["kind"], "conduct_at": case["conduct_at"], **truth})

    def write(self) -> None:
        """Write cases.jsonl and truth.json."""
        lines = "".join(json.dumps(case, ensure_ascii=False) + "\n" for case in self.cases)
        (self.folder / "cases.jsonl").write_text(lines, encoding="utf-8")
        (self.folder / "truth.json").write_text(
            json.dumps(self.truth, ensure_ascii=False, indent=1) + "\n", encoding="utf-8"
        )


@dataclass(frozen=True)
class Head:
    """Which case it is, when it happened and was flagged (ISO 8601), the hours until it is due, and who sent it."""

    ref: str
    conduct_at: str
    flagged_at: str
    due_hours: int
    language: str
    source: str


def case(
    head: Head, merchant: Record, reached: Record, subject: Record, flags: list[Record], creator: Record | None = None
) -> Record:
    """One intake record; its kind is the second word of the ref."""
    due = datetime.fromisoformat(head.flagged_at) + timedelta(hours=head.due_hours)
    made: Record = {
        "intake": 1,
        "ref": head.ref,
        "kind": head.ref.split("-")[1],
        "language": head.language,
        "conduct_at": head.conduct_at,
        "flagged_at": head.flagged_at,
        "due_at": due.isoformat(),
        "source": head.source,
        "flags": flags,
        "merchant": merchant,
    }
    if creator is not None:
        made["creator"] = creator
    return made | {"exposure": reached, "subject": subject}


def flag(
    reason: str, detector: str, score: float | None = None, clause: str | None = None, anchor: Record | None = None
) -> Record:
    """One flag; what is None is left out."""
    given = {"reason": reason, "detector": detector, "clause": clause, "score": score, "anchor": anchor}
    return {key: value for key, value in given.items() if value is not None}


def exposure(views: int, orders: int, gmv: str, refunds: int = 0, complaints: int = 0) -> Record:
    """What the case has reached so far, money in CNY."""
    return {
        "views": views,
        "orders": orders,
        "gmv": gmv,
        "currency": "CNY",
        "refunds": refunds,
        "complaints": complaints,
    }


def time_anchor(asset: Record, start: float, end: float, box: list[float] | None = None) -> Record:
    """A stretch of a clip in seconds, with a box where it is in the picture."""
    anchor: Record = {"type": "time", "asset": asset["sha256"], "start": round(start, 3), "end": round(end, 3)}
    return anchor | ({"box": box} if box else {})


def region_anchor(asset: Record, box: list[float], page: int | None = None) -> Record:
    """A box in a picture or on a page."""
    anchor: Record = {"type": "region", "asset": asset["sha256"], "box": box}
    return anchor | ({"page": page} if page else {})


def text_place(subject: Record, pointer: str, exact: str) -> Record:
    """A place in words: pointer below the subject, start in characters; raises ValueError where the words are not."""
    value: Any = subject
    for step in pointer.split("/")[1:]:
        value = value[int(step)] if isinstance(value, list) else value[step]
    return {"channel": "text", "field": pointer, "start": value.index(exact), "exact": exact}


def text_anchor(subject: Record, pointer: str, exact: str) -> Record:
    """The same place as an anchor."""
    place = text_place(subject, pointer, exact)
    return {"type": "text", "field": place["field"], "start": place["start"], "exact": place["exact"]}


def finding(what: str, clause: str, places: list[Record], found: bool, **more: Any) -> Record:
    """One finding of the truth; `found` says whether a flag of the machine points at it."""
    return {"what": what, "clause": clause, "places": places, "machine_found": found, **more}


def truth(title: str, verdict: str, findings: list[Record], wrong: dict[int, str], **more: Any) -> Record:
    """The truth of one case; `wrong` maps the number of a flag to why it is wrong."""
    wrong_flags = [{"flag": number, "why": why} for number, why in wrong.items()]
    return {"title": title, "verdict": verdict, "findings": findings, "wrong_flags": wrong_flags, **more}
