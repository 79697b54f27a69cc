"""Published versions of rulebooks and schedules, kept as the exact bytes that their digests are over."""

from __future__ import annotations

from typing import Literal

from reviewer_app.client.store.driver import EncryptedFile
from reviewer_app.wire.canonical import digest
from reviewer_app.wire.messages import RulebookEntry


class Rulebooks:
    """The rulebooks of work.db, or its schedules; none is ever thrown away, since a decision may stand on it."""

    def __init__(self, file: EncryptedFile, table: Literal["rulebook", "schedule"] = "rulebook") -> None:
        self._file, self._table = file, table
        self._read: dict[str, RulebookEntry] = {}

    def _sql(self, words: str) -> str:
        return words.replace("KEPT", self._table)

    def put(self, entry: RulebookEntry, body: bytes) -> None:
        """Keeps a version. Raises ValueError where the bytes are not those of its digest."""
        if digest(body) != entry.digest:
            raise ValueError(f"the bytes of {self._table} {entry.id} {entry.version} are not those of its digest")
        with self._file.transaction() as writer:
            writer.run(
                self._sql("INSERT INTO KEPT VALUES (?, ?, ?) ON CONFLICT DO NOTHING"),
                (entry.digest, entry.model_dump_json(), body),
            )

    def entries(self) -> tuple[RulebookEntry, ...]:
        """Every version that is here, by name; the deciding key asks, so that none is read from its text twice."""
        texts = [text for (text,) in self._file.rows(self._sql("SELECT entry FROM KEPT"))]
        self._read = {text: self._read.get(text) or RulebookEntry.model_validate_json(text) for text in texts}
        return tuple(sorted(self._read.values(), key=lambda entry: (entry.id, entry.version, entry.digest)))

    def body(self, digest: str) -> bytes | None:
        """The bytes of a version, or None."""
        row = self._file.row(self._sql("SELECT body FROM KEPT WHERE digest = ?"), (digest,))
        return bytes(row[0]) if row else None

    def bodies(self) -> tuple[tuple[RulebookEntry, bytes], ...]:
        """Every version with its bytes."""
        rows = self._file.rows(self._sql("SELECT entry, body FROM KEPT ORDER BY digest"))
        return tuple((RulebookEntry.model_validate_json(entry), bytes(body)) for entry, body in rows)
