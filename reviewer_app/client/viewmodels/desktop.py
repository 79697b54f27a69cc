"""The desktop: every view model of a session, and the one place where changes are passed on to them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property, partial
from typing import TYPE_CHECKING

from reviewer_app.client.trouble import NotSaved
from reviewer_app.client.viewmodels.preferences import InMemory, PreferencesModel
from reviewer_app.client.viewmodels.queue import QueueModel
from reviewer_app.client.viewmodels.servertime import ServerTime
from reviewer_app.client.viewmodels.status import StatusModel
from reviewer_app.domain.terms import MAY_TRY, Role

if TYPE_CHECKING:
    from reviewer_app.client.lanes import Lanes
    from reviewer_app.client.trouble import Trouble
    from reviewer_app.client.viewmodels.backtest import TrialModel
    from reviewer_app.client.viewmodels.care import CareModel
    from reviewer_app.client.viewmodels.desk import DeskModel
    from reviewer_app.client.viewmodels.losthold import LostHold
    from reviewer_app.client.viewmodels.outbox import OutboxModel
    from reviewer_app.client.viewmodels.preferences import Kept
    from reviewer_app.client.viewmodels.recovery import RecoveryModel, RecoverySource
    from reviewer_app.client.viewmodels.rules import RulesModel
    from reviewer_app.client.viewmodels.shelf import ShelfStep
    from reviewer_app.client.viewmodels.signagain import SignAgainModel
    from reviewer_app.client.workbench.bench import Bench
    from reviewer_app.client.workbench.values import OpenCase
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

    @property
    def judges(self) -> bool:
        """Whether the person may take cases at all; others read what is decided."""
        return bool({Role.REVIEWER, Role.SUPERVISOR} & set(self.roles))

    @property
    def tries(self) -> bool:
        """Whether the person may try a version of the rules on decided cases."""
        return not MAY_TRY.isdisjoint(self.roles)


class Desktop:
    """Holds the view models. A screen sets `on_desk` and `on_rules` to be told when to show those pages.

    `when_desk` goes on once the desk can be gone into: a screen that still makes it keeps answering keys till then.
    `when_seen` does so for who only looks at it: a case that is being opened leads there too, and is not called off.
    """

    def __init__(
        self,
        bench: Bench,
        lanes: Lanes,
        clock: Clock,
        new_id: Callable[[], str],
        session_info: SessionInfo,
        policy: LeasePolicy,
        kept: Kept | None = None,
        recovery: Callable[[], RecoverySource] | None = None,
    ) -> None:
        self.bench, self.lanes, self.clock, self._new_id = bench, lanes, clock, new_id
        self.session, self.policy, self.server_time = session_info, policy, ServerTime(clock)
        self.on_desk: Callable[[], None] = lambda: None
        self.when_desk: Callable[[Callable[[], None]], None] = lambda go: go()
        self.when_seen: Callable[[Callable[[], None]], None] = lambda go: go()
        self._left, self._gone_to, self._told = "", "", False
        self.on_rules: Callable[[], None] = lambda: None
        self.on_care: Callable[[CareModel], None] = lambda care: None
        self._recovery = recovery
        tell = self.apply_changes
        self.queue = QueueModel(bench, lanes, tell, self.open_case, policy, judges=session_info.judges)
        self.signoff = QueueModel(bench, lanes, tell, self.open_case, policy, signoff=True)
        for queue in (self.queue, self.signoff):
            queue.welcome, queue.giving_back = partial(self._welcome, queue), self._giving_back
        self.status = StatusModel(bench, lanes, clock, tell)
        self.status.watch(self._connection)
        self.preferences = PreferencesModel(kept or InMemory(), lanes)

    # -- made, and their rooms loaded, when they are first gone into: the queue comes first, and needs none of them ----

    @cached_property
    def desk(self) -> DeskModel:
        """The desk; what is about a lost hold goes with it."""
        from reviewer_app.client.viewmodels.desk import DeskModel
        from reviewer_app.client.viewmodels.losthold import LostHold

        desk = DeskModel(self.bench, self.lanes, self.clock, self._new_id, self.apply_changes)
        desk.saving.on_disk = lambda trouble: self.status.disk("desk", trouble)
        self._lost_hold = LostHold(desk, self.bench, self.lanes, self.apply_changes)
        care = self.care
        desk.watch(lambda: care.show(desk.state.case))
        return desk

    @cached_property
    def care(self) -> CareModel:
        """Looking after the person; `on_care` is told of it before anything asks it."""
        from reviewer_app.client.viewmodels.care import CareModel

        care = CareModel(self.bench, self.lanes, self.clock, self.preferences)
        self.on_care(care)
        return care

    @property
    def unwritten(self) -> int:
        """On how many cases something was entered that the disk did not take."""
        return self.desk.saving.stuck if "desk" in self.__dict__ else 0

    @property
    def lost_hold(self) -> LostHold:
        """What is offered where the hold on the desk's case is lost."""
        _made = self.desk
        return self._lost_hold

    @cached_property
    def shelf(self) -> ShelfStep:
        """The step from a clip's shelf to a listing's case."""
        from reviewer_app.client.viewmodels.shelf import ShelfStep

        return ShelfStep(self, self.bench, self.lanes)

    @cached_property
    def outbox(self) -> OutboxModel:
        """Decisions on their way."""
        from reviewer_app.client.viewmodels.outbox import OutboxModel

        outbox = OutboxModel(self.bench, self.lanes, self.clock, self.apply_changes, self.open_case)
        outbox.connection(self.status.state.online)
        return outbox

    @cached_property
    def rules(self) -> RulesModel:
        """Every version of the rules."""
        from reviewer_app.client.viewmodels.rules import RulesModel

        return RulesModel(self.bench, self.lanes, self.clock, self.apply_changes, self.session.tries)

    @cached_property
    def trial(self) -> TrialModel:
        """Trying a version on decided cases."""
        from reviewer_app.client.viewmodels.backtest import TrialModel

        return TrialModel(self.bench, self.lanes, self.session.roles, self.apply_changes)

    @cached_property
    def sign_again(self) -> SignAgainModel:
        """Signing in again when the session has ended."""
        from reviewer_app.client.viewmodels.signagain import SignAgainModel

        return SignAgainModel(self.bench, self.lanes, self.status, self.apply_changes)

    @cached_property
    def recovery(self) -> RecoveryModel:
        """The recovery key."""
        from reviewer_app.client.viewmodels.recovery import RecoveryModel

        return RecoveryModel(self._recovery() if self._recovery is not None else None, self.lanes)

    @property
    def case_on_desk(self) -> OpenCase | None:
        """The case that lies on the desk, if any."""
        return self.desk.state.case if "desk" in self.__dict__ else None

    def _connection(self) -> None:
        online = self.status.state.online
        if online is not None and not self._told:
            self._told = True
            if not online:
                self.queue.away()
        if "outbox" in self.__dict__:
            self.outbox.connection(self.status.state.online)

    def start(self) -> None:
        """Reads what is shown first."""
        self.status.refresh()
        self.queue.read_first()

    def apply_changes(self, changes: Changes) -> None:
        """Tells each view model what a verb or the sync loop changed; hidden pages only note it."""
        if not changes:
            return
        made = self.__dict__
        for name in ("desk", "status", "queue", "signoff", "outbox", "rules"):
            if name in made:  # what is made later reads all of it then
                made[name].hear(changes)

    def open_case(self, case_id: str, read_only: bool = False) -> None:
        """Puts a case on the desk and shows the desk."""
        self.when_desk(partial(self._open, case_id, read_only))

    def _open(self, case_id: str, read_only: bool) -> None:
        if read_only:
            self.desk.read(case_id)
        else:
            self.desk.open(case_id)
        self.on_desk()

    def read_beside(self, case_id: str) -> None:
        """Puts another case on the desk to be read; `back` leads back to the one that was being judged."""
        self._leave_for(case_id)
        self.open_case(case_id, True)

    def go_beside(self, case_id: str) -> None:
        """Puts another case in hand on the desk; `back` leads back to the one that was being judged."""
        self._leave_for(case_id)
        self.open_case(case_id)

    def _leave_for(self, case_id: str) -> None:
        case = self.desk.state.case
        if case is not None and case.lease is not None:
            self._left = case.case_id
        self._gone_to = case_id

    def back(self) -> bool:
        """Puts the case that was left for another one back; False where none was, or the person went on from there."""
        left, case = self._left, self.desk.state.case
        self._left = ""
        if not left or (case is not None and case.lease is not None and case.case_id != self._gone_to):
            return False
        self.open_case(left)
        return True

    def _welcome(self, queue: QueueModel) -> bool:
        """Whether a case that was taken from a queue may come onto the desk: its page is in sight, or the desk empty.

        Whoever has gone to judge another case while the server was asked is not thrown out of it in mid-word.
        """
        return queue.visible or self.case_on_desk is None

    def _giving_back(self, *case_ids: str) -> Callable[[bool], None]:
        """A queue gives cases back: what is on its way to one of them waits for what the server says."""
        return self.desk.giving_back(*case_ids) if "desk" in self.__dict__ else lambda gone: None

    def show_clause(self, rulebook_id: str, version: str | None = None, clause_id: str | None = None) -> None:
        """Shows a clause on the rules' page; the version in force now where none is named.

        The case on the desk is remembered, so that a key leads back to it.
        """
        case = self.case_on_desk
        self.rules.show(rulebook_id, version, clause_id, case.case_id if case is not None else "")
        self.on_rules()

    def back_to_case(self, case_id: str) -> None:
        """Goes back to the case that led to the rules; the desk is as it was left where it still has that case."""
        case = self.case_on_desk
        if case is not None and case.case_id == case_id:
            self.on_desk()
        else:
            self.open_case(case_id)

    def report(
        self,
        changes: Changes,
        online: bool,
        trouble: Trouble | None = None,
        fetching: bool = False,
        skew: float | None = None,
    ) -> None:
        """What a round of the sync loop, or of `fetching`, found; to be called on the screen's thread.

        `skew` is how many seconds the server's clock is ahead, where it told.
        """
        if skew is not None:
            self.server_time.skew = skew
            self.status.clock(self.server_time.fast)
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
        if "desk" in self.__dict__:
            self.desk.leave()
        if "care" in self.__dict__:
            self.care.stop()
        if "outbox" in self.__dict__:
            self.outbox.shown(False)
        self.status.stop()
