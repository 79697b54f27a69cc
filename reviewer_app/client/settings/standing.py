"""What a profile held when it was last open, as bare counts beside its locked files, for whom its lock shuts out."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from reviewer_app.client.plain import fields, instant

FILE = "standing.json"


class Standing(NamedTuple):
    """How many drafts and unsent decisions there were, and when that was known; no word of any case."""

    drafts: int
    unsent: int
    at: datetime

    @property
    def holds(self) -> bool:
        """Whether there was anything that only this profile has."""
        return bool(self.drafts or self.unsent)


class StandingFile:
    """The counts of one profile. They may lag behind a crash by a moment, and are never relied on by the program."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / FILE
        self._last: tuple[int, int] | None = None

    def note(self, drafts: int, unsent: int, now: datetime) -> None:
        """Writes the counts where they changed; a disk that does not take them is no trouble."""
        if (drafts, unsent) == self._last:
            return
        temporary = self._path.with_name(FILE + ".new")
        try:
            temporary.write_text(json.dumps({"drafts": drafts, "unsent": unsent, "at": now.isoformat()}), "utf-8")
            temporary.replace(self._path)
        except OSError:
            return  # what matters is in the database
        self._last = (drafts, unsent)

    def read(self) -> Standing | None:
        """The counts, or None where they are not known."""
        try:
            known = fields(json.loads(self._path.read_text("utf-8")), {"drafts": int, "unsent": int, "at": str})
            return Standing(known["drafts"], known["unsent"], instant(known["at"]))
        except (OSError, ValueError):
            return None
