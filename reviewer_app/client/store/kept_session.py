"""The kept session and small notes of a profile whose secrets are not in a keyring."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reviewer_app.client.sitting import Sitting

if TYPE_CHECKING:
    from reviewer_app.client.store.driver import EncryptedFile
    from reviewer_app.wire.messages import SessionOpened


class KeptSession:
    """The open session and small notes, for profiles whose secrets are not in a keyring."""

    _NAME = "session"

    def __init__(self, file: EncryptedFile) -> None:
        self._file = file

    def get(self) -> Sitting | None:
        """The kept session, or None, also where it is of another version."""
        return Sitting.read(self.noted(self._NAME))

    def put(self, session: SessionOpened) -> None:
        """Keeps a session in place of the one before."""
        self.note(self._NAME, session.model_dump_json())

    def drop(self) -> None:
        """Forgets the session."""
        self.note(self._NAME, None)

    def noted(self, name: str) -> str | None:
        """A small note by name, or None."""
        row = self._file.row("SELECT text FROM note WHERE name = ?", (name,))
        return str(row[0]) if row else None

    def note(self, name: str, text: str | None) -> None:
        """Writes a small note, or takes it away with None."""
        with self._file.transaction() as writer:
            if text is None:
                writer.run("DELETE FROM note WHERE name = ?", (name,))
            else:
                writer.run(
                    "INSERT INTO note VALUES (?, ?) ON CONFLICT DO UPDATE SET text = excluded.text", (name, text)
                )
