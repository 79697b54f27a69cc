"""The ledger's chain: what each link is made of, and the check that nothing in it was changed, lost or put in."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from typing import Any

from reviewer_app.domain.verdicts import CHAIN_START
from reviewer_app.wire.canonical import compact, digest

LINKED = (
    "seq",
    "received_at",
    "account",
    "device",
    "device_seq",
    "op_id",
    "binding",
    "body_digest",
    "fate",
    "problem",
    "case_id",
    "case_version",
    "counted",
)


class LedgerBroken(Exception):
    """The first entry at which the chain does not hold."""

    def __init__(self, seq: int) -> None:
        super().__init__(f"the ledger does not hold at entry {seq}")
        self.seq = seq


def link_after(previous: str, row: Mapping[str, Any]) -> str:
    """SHA-256 over 0x01, the previous link's 32 bytes, and the RFC 8785 form of the entry's linked fields."""
    entry = {name: row[name] for name in LINKED}
    # The standard encoder's form is RFC 8785's here: short names, whole numbers, text (a test holds it to that).
    text = compact(entry)
    return hashlib.sha256(b"\x01" + bytes.fromhex(previous) + text.encode()).hexdigest()


def check(rows: Iterable[Mapping[str, Any]]) -> str:
    """The head of the chain. Raises LedgerBroken at the first entry that was changed, or follows a missing one."""
    link, expected = CHAIN_START, 1
    for row in rows:
        link = link_after(link, row)
        if row["seq"] != expected or row["link"] != link or digest(row["body"].encode()) != row["body_digest"]:
            raise LedgerBroken(row["seq"])
        expected += 1
    return link
