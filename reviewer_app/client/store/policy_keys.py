"""The policy owners' keys that this computer trusts, for the one server and account that the profile is of."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from reviewer_app.client.store.driver import EncryptedFile
from reviewer_app.domain.clock import Clock
from reviewer_app.wire.messages import Signed


@dataclass(frozen=True, slots=True)
class Pinned:
    """A key that is trusted since `at`: because it was the first that came (`asked` is False), or because a person said
    so."""

    key: str
    account: str
    at: datetime
    asked: bool


class PolicyKeys:
    """The pinned keys of work.db; one that is there stays: what it signed stays signed."""

    def __init__(self, file: EncryptedFile, clock: Clock) -> None:
        self._file, self._clock = file, clock

    def all(self) -> tuple[Pinned, ...]:
        """Every pinned key, the first one first."""
        rows = self._file.rows("SELECT key, account, pinned_at, asked FROM policy_key ORDER BY pinned_at, key")
        return tuple(Pinned(key, who, datetime.fromisoformat(at), bool(asked)) for key, who, at, asked in rows)

    def meet(self, signed: Iterable[Signed]) -> bool:
        """Trusts the keys of the first signed versions that ever came here; later ones wait for a person's word."""
        found = {one.key: one.account for one in signed}
        with self._file.transaction() as writer:
            if not found or writer.row("SELECT 1 FROM policy_key LIMIT 1") is not None:
                return False
            at = self._clock.now().isoformat()
            writer.run_all("INSERT INTO policy_key VALUES (?, ?, ?, 0)", [(k, who, at) for k, who in found.items()])
            return True

    def trust(self, key: str, account: str) -> None:
        """Trusts a key because the person said so."""
        with self._file.transaction() as writer:
            row = (key, account, self._clock.now().isoformat())
            writer.run("INSERT INTO policy_key VALUES (?, ?, ?, 1) ON CONFLICT DO NOTHING", row)
