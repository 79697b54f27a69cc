"""How a passphrase becomes a key: Argon2id with the costs that a key header names, begun ahead where it can be."""

from __future__ import annotations

import base64
import json
import threading
from pathlib import Path
from typing import Any, NamedTuple

from reviewer_app.client.settings.profile import HEADER, profile_id

_LEAST_MEMORY_KIB, _MOST_MEMORY_KIB = 8 * 1024, 1024 * 1024
_KEY_BYTES = 32


class Costs(NamedTuple):
    """The salt, and what the derivation takes: memory in KiB, passes over it, lanes."""

    salt: bytes
    memory_kib: int
    time: int
    lanes: int

    @property
    def sane(self) -> bool:
        """Whether a header of ours would name them: others may ask for more than there is, or for next to nothing."""
        memory = _LEAST_MEMORY_KIB <= self.memory_kib <= _MOST_MEMORY_KIB
        return memory and 1 <= self.time <= 20 and 1 <= self.lanes <= 16


def derived(passphrase: str, costs: Costs) -> bytes:
    """32 bytes; about half a second."""
    from argon2.low_level import Type, hash_secret_raw  # late: a profile under the keyring has no use for it

    salt, memory_kib, time, lanes = costs
    return hash_secret_raw(passphrase.encode(), salt, time, memory_kib, lanes, _KEY_BYTES, Type.ID)


class Ahead:
    """A key on its way in a thread of its own, while the program is still being loaded: Argon2 needs no GIL.

    It is made for the costs that a key header was seen to name, none of which is trusted: a key that is not what the
    lock asks for is of no use, and of no harm.
    """

    def __init__(self, passphrase: str, costs: Costs) -> None:
        self._asked: tuple[str, Costs] | None = (passphrase, costs)
        self._found: bytes | None = None
        self._thread = threading.Thread(target=self._derive, args=(passphrase, costs), name="unlock", daemon=True)
        self._thread.start()

    def key(self, passphrase: str, costs: Costs) -> bytes | None:
        """The key for this passphrase and these costs, waited for; None where it is another's. It is given once."""
        if self._asked != (passphrase, costs):
            return None
        self._thread.join()
        found, self._asked, self._found = self._found, None, None
        return found

    def _derive(self, passphrase: str, costs: Costs) -> None:
        from argon2.exceptions import HashingError

        try:
            self._found = derived(passphrase, costs)
        except (HashingError, MemoryError, UnicodeError):
            pass  # the lock tries the same again, and its failure is told


def begin(root: Path, server: str, account: str, passphrase: str) -> Ahead | None:
    """Begins to derive the key of a profile that is there already; None where there is nothing to begin with."""
    try:
        header = json.loads((root / profile_id(server, account) / HEADER).read_text("utf-8"))
        costs = next(_costs(wrap) for wrap in header["wraps"] if wrap["way"] == "passphrase")
    except (OSError, ValueError, LookupError, TypeError, StopIteration):  # none that can be read: the lock will say so
        return None
    return Ahead(passphrase, costs) if passphrase and costs.sane else None


def _costs(wrap: dict[str, Any]) -> Costs:
    salt = base64.b64decode(wrap["salt"], validate=True)
    return Costs(salt, int(wrap["memory_kib"]), int(wrap["time"]), int(wrap["lanes"]))
