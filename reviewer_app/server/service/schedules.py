"""Schedules at the server: versions are published once, kept by digest, and read from memory."""

from __future__ import annotations

from reviewer_app.rulebooks.compiled import CompiledRulebook, read_compiled_schedule
from reviewer_app.server.repository import things
from reviewer_app.server.service.core import Core
from reviewer_app.server.service.refusal import refuse
from reviewer_app.server.service.rulebooks import entry_of, fresh
from reviewer_app.wire.messages import ScheduleList
from reviewer_app.wire.problems import Code


class Schedules:
    """The versions of schedules that the server knows."""

    def __init__(self, core: Core) -> None:
        self._core = core

    def publish(self, compiled: tuple[CompiledRulebook, ...]) -> None:
        """Takes in versions that are not here yet. Raises RulebookDiffers; then nothing was taken in."""
        named = [(item.published_schedule.schedule, item) for item in compiled]
        with self._core.database.plain_write() as conn:
            for row in fresh(self._core, things.schedules(conn), named):
                things.add_schedule(conn, row)
        self.load()

    def load(self) -> None:
        """Reads every stored version into memory."""
        with self._core.database.read() as conn:
            rows = things.schedules(conn)
        self._core.schedule_bodies = {row.digest: bytes(row.body) for row in rows}
        self._core.schedules = tuple(read_compiled_schedule(bytes(row.body), row.digest) for row in rows)

    def entries(self) -> ScheduleList:
        """Every version by name and digest, and who signed it."""
        made = (entry_of(self._core, item.cite, self._core.schedule_bodies) for item in self._core.schedules)
        return ScheduleList(schedules=tuple(made))

    def body(self, digest: str) -> bytes:
        """A version's exact bytes. Raises Refusal."""
        if digest not in self._core.schedule_bodies:
            raise refuse(Code.NOT_FOUND, digest)
        return self._core.schedule_bodies[digest]
