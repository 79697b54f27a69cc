"""One server put together: its database brought up to date, its identity, and every service."""

from __future__ import annotations

from pathlib import Path

from reviewer_app.domain.clock import Clock
from reviewer_app.domain.version_head import VersionHead
from reviewer_app.rulebooks.compiled import CompiledRulebook
from reviewer_app.rulebooks.shipped import compiled_schedules, shipped
from reviewer_app.server.clock import SystemClock, new_id
from reviewer_app.server.repository import things
from reviewer_app.server.repository.engine import Database, open_database
from reviewer_app.server.repository.folder import hold
from reviewer_app.server.repository.schema import upgrade
from reviewer_app.server.service.accounts import AccountService
from reviewer_app.server.service.assets import AssetService
from reviewer_app.server.service.case_files import CaseFileService
from reviewer_app.server.service.core import Core
from reviewer_app.server.service.decided import DecidedService
from reviewer_app.server.service.disabling import DisablingService
from reviewer_app.server.service.feed import FeedService
from reviewer_app.server.service.intake import IntakeService
from reviewer_app.server.service.leases import LeaseService
from reviewer_app.server.service.operations import OperationService
from reviewer_app.server.service.publishing import PublishingService
from reviewer_app.server.service.reading import ReadingService
from reviewer_app.server.service.rulebooks import Rulebooks, refuse_others
from reviewer_app.server.service.schedules import Schedules
from reviewer_app.server.settings import ServerSettings

DATABASE_FILE = "server.db"


class Server:
    """Every service of one server; without rulebooks it has those that come with the program, schedules too.

    Raises DatabaseRefused where it cannot start on its data; FolderInUse, one of them, where another runs on it.
    """

    def __init__(
        self,
        settings: ServerSettings,
        clock: Clock | None = None,
        rulebooks: tuple[CompiledRulebook, ...] | None = None,
        schedules: tuple[CompiledRulebook, ...] = (),
    ) -> None:
        settings.data.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._lock = None if settings.unsafe.no_folder_lock else hold(settings.data)
        try:
            database = open_database(_database_file(settings.data), settings.database_url)
            try:
                if rulebooks is None:
                    rulebooks, schedules = shipped(), compiled_schedules()
                _compare(database, rulebooks, schedules)
                self._open(database, settings, clock)
                self.rulebooks.publish(rulebooks)
                self.schedules.publish(schedules)
            except BaseException:
                database.close()
                raise
        except BaseException:
            self._let_go()
            raise

    def _open(self, database: Database, settings: ServerSettings, clock: Clock | None) -> None:
        self.core = Core(database, clock or SystemClock(), settings)
        upgrade(database)
        self._identify()
        self.rulebooks = Rulebooks(self.core)
        self.schedules = Schedules(self.core)
        self.accounts = AccountService(self.core)
        self.assets = AssetService(self.core)
        self.intake = IntakeService(self.core)
        self.feed = FeedService(self.core)
        self.leases = LeaseService(self.core)
        self.disabling = DisablingService(self.core, self.leases)
        self.case_files = CaseFileService(self.core)
        self.operations = OperationService(self.core)
        self.publishing = PublishingService(self.core, self.rulebooks, self.schedules)
        self.decided = DecidedService(self.core)
        self.reading = ReadingService(self.core)

    def _identify(self) -> None:
        """Reads who this server is, and begins a generation of the feed (see `feed._still_true`)."""
        with self.core.database.plain_write() as conn:
            self.core.server_id = things.setting(conn, "server_id") or new_id(self.core.clock)
            things.set_setting(conn, "server_id", self.core.server_id)
            self.core.generation = new_id(self.core.clock)
            things.add_generation(conn, self.core.generation, things.feed_end(conn))

    def close(self) -> None:
        """Closes the database and lets go of the data folder."""
        self.core.database.close()
        self._let_go()

    def _let_go(self) -> None:
        if self._lock is not None:
            self._lock.close()


def _compare(
    database: Database, rulebooks: tuple[CompiledRulebook, ...], schedules: tuple[CompiledRulebook, ...]
) -> None:
    """Refuses data with other content under the name of a version that comes, before anything in it is changed."""
    named: list[tuple[VersionHead, CompiledRulebook]] = [(one.published.rulebook, one) for one in rulebooks]
    named += [(one.published_schedule.schedule, one) for one in schedules]
    with database.read() as conn:
        refuse_others(things.published_before(conn), named)


def _database_file(data: Path) -> Path:
    return data / DATABASE_FILE
