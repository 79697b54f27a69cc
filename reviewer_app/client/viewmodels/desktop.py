"""The desktop: every view model of a session, and the one place where changes are passed on to them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from reviewer_app.client.lanes import Lanes
from reviewer_app.client.trouble import NotSaved, Trouble
from reviewer_app.client.viewmodels.backtest import TrialModel
from reviewer_app.client.viewmodels.care import CareModel
from reviewer_app.client.viewmodels.desk import DeskModel
from reviewer_app.client.viewmodels.losthold import LostHold
from reviewer_app.client.viewmodels.outbox import OutboxModel
from reviewer_app.client.viewmodels.preferences import InMemory, Kept, PreferencesModel
from reviewer_app.client.viewmodels.queue import QueueModel
from reviewer_app.client.viewmodels.recovery import RecoveryModel, RecoverySource
from reviewer_app.client.viewmodels.rules import RulesModel
from reviewer_app.client.viewmodels.signagain import SignAgainModel
from reviewer_app.client.viewmodels.status import StatusModel
from reviewer_app.client.workbench.bench import Bench
from reviewer_app.domain.access import Role
from reviewer_app.domain.changes import Changes
from reviewer_app.domain.clock import Clock
from reviewer_app.domain.leases import LeasePolicy


@dataclass(frozen=True, slots=True)
class SessionInfo:
    """Who sits here: account, name, roles, and the name of the server."""

    account: str
    name: str
    roles: tuple[Role, ...] = (Role.REVIEWER,)
    server: str = ""

    @property
    def signs_off(self) -> bool:
        """Whether the person may sign off."""
        return Role.SUPERVISOR in self.roles


class Desktop:
    """Holds the view models. A screen sets `on_desk` and `on_rules` to be told when to show those pages."""

    def __init__(
        self,
        bench: Bench,
        lanes: Lanes,
        clock: Clock,
        new_id: Callable[[], str],
        session_info: SessionInfo,
        policy: LeasePolicy,
        kept: Kept | None = None,
        recovery: RecoverySource | None = None,
    ) -> None:
        self.bench, self.lanes, self.clock = bench, lanes, clock
        self.session, self.policy = session_info, policy
        self.on_desk: Callable[[], None] = lambda: None
        self._left = ""
        self.on_rules: Callable[[], None] = lambda: None
        tell = self.apply_changes
        self.desk = DeskModel(bench, lanes, clock, new_id, tell)
        self.lost_hold = LostHold(self.desk, bench, lanes, tell)
        self.queue = QueueModel(bench, lanes, tell, self.open_case, policy)
        self.signoff = QueueModel(bench, lanes, tell, self.open_case, policy, signoff=True)
        for queue in (self.queue, self.signoff):
            queue.welcome = partial(self._welcome, queue)
        self.outbox = OutboxModel(bench, lanes, clock, tell, self.open_case)
        self.rules = RulesModel(bench, lanes, clock, tell)
        self.trial = TrialModel(bench, lanes, session_info.roles, tell)
        self.status = StatusModel(bench, lanes, clock, tell)
        self.desk.saving.on_disk = lambda trouble: self.status.disk("desk", trouble)
        self.sign_again = SignAgainModel(bench, lanes, self.status, tell)
        self.status.watch(lambda: self.outbox.connection(self.status.state.online))
        self.recovery = RecoveryModel(recovery, lanes)
        self.preferences = PreferencesModel(kept or InMemory(), lanes)
        self.care = CareModel(bench, lanes, clock, self.preferences)
        self.desk.watch(lambda: self.care.show(self.desk.state.case))

    def start(self) -> None:
        """Reads what is shown first."""
        self.status.refresh()
        self.queue.read_first()

    def apply_changes(self, changes: Changes) -> None:
        """Tells each view model what a verb or the sync loop changed; hidden pages only note it."""
        if not changes:
            return
        self.desk.hear(changes)
        self.status.hear(changes)
        self.queue.hear(changes)
        self.signoff.hear(changes)
        self.outbox.hear(changes)
        self.rules.hear(changes)

    def open_case(self, case_id: str, read_only: bool = False) -> None:
        """Puts a case on the desk and shows the desk."""
        if read_only:
            self.desk.read(case_id)
        else:
            self.desk.open(case_id)
        self.on_desk()

    def read_beside(self, case_id: str) -> None:
        """Puts another case on the desk to be read; `back_from_reading` leads back to the one that was being judged."""
        case = self.desk.state.case
        if case is not None and case.lease is not None:
            self._left = case.case_id
        self.open_case(case_id, True)

    def back_from_reading(self) -> bool:
        """Puts the case that was left for another one back; False where none was, or it is there already."""
        left, case = self._left, self.desk.state.case
        self._left = ""
        if not left or (case is not None and case.lease is not None):
            return False
        self.open_case(left)
        return True

    def _welcome(self, queue: QueueModel) -> bool:
        """Whether a case that was taken from a queue may come onto the desk: its page is in sight, or the desk empty.

        Whoever has gone to judge another case while the server was asked is not thrown out of it in mid-word.
        """
        return queue.visible or self.desk.state.case is None

    def show_clause(self, rulebook_id: str, version: str | None = None, clause_id: str | None = None) -> None:
        """Shows a clause on the rules' page; the version in force now where none is named.

        The case on the desk is remembered, so that a key leads back to it.
        """
        case = self.desk.state.case
        self.rules.show(rulebook_id, version, clause_id, case.case_id if case is not None else "")
        self.on_rules()

    def back_to_case(self, case_id: str) -> None:
        """Goes back to the case that led to the rules; the desk is as it was left where it still has that case."""
        case = self.desk.state.case
        if case is not None and case.case_id == case_id:
            self.on_desk()
        else:
            self.open_case(case_id)

    def report(self, changes: Changes, online: bool, trouble: Trouble | None = None, fetching: bool = False) -> None:
        """What a round of the sync loop, or of `fetching`, found; to be called on the screen's thread."""
        self.status.connection(online)
        self.status.disk("fetch" if fetching else "sync", trouble if isinstance(trouble, NotSaved) else None)
        if trouble is not None and not isinstance(trouble, NotSaved):
            self.status.say(trouble)
        self.apply_changes(changes)

    def undo(self) -> None:
        """Takes the last decision back and puts its case on the desk again."""
        self.outbox.undo(self.status.say)

    def trouble(self, trouble: Trouble) -> None:
        """Known trouble that no page waited for."""
        self.status.say(trouble)

    def stop(self) -> None:
        """Writes an unsaved draft and stops ticking."""
        self.desk.leave()
        self.care.stop()
        self.outbox.shown(False)
        self.status.stop()
