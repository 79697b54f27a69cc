"""A version tried on the server's decided cases, and those judged again that a published correction may change."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

from reviewer_app.client.lanes import Lanes
from reviewer_app.client.trouble import Trouble
from reviewer_app.client.viewmodels.observing import Observed
from reviewer_app.client.workbench.bench import Bench
from reviewer_app.client.workbench.volumes import Volume
from reviewer_app.domain.changes import Changes
from reviewer_app.domain.terms import MAY_TRY, Role
from reviewer_app.domain.values import Text
from reviewer_app.wire.messages import RereviewAsk

if TYPE_CHECKING:  # at run time with the first back-test: it loads what works conditions out
    from reviewer_app.client.remote.rereview import Oldest
    from reviewer_app.rulebooks.backtest import Tally, Trial, Tried
    from reviewer_app.rulebooks.backtest_groups import Example, Group, Groups

MOST_AGAIN = 500
"""Cases that are asked to be judged again at once: what one request takes."""
LIMITS = (10, 50, 100, 500)
DEFAULT_LIMIT = 100


@dataclass(frozen=True, slots=True)
class TrialState:
    """A back-test while it runs and after. `read` counts the cases that have come from the server.

    `whole` says that all of them have; `groups` are those of the table with their counts, `at` the one the person is
    at. `untried` are titles of what differs and no case can tell.
    `asked` are the cases that wait to be judged again, once that was asked for.
    """

    before: Volume | None = None
    after: Volume | None = None
    running: bool = False
    whole: bool = False
    read: int = 0
    groups: tuple[tuple[Group, int], ...] = ()
    untried: tuple[Text, ...] = ()
    at: int = 0
    example: int = 0
    by_clause: bool = False
    limit: int = DEFAULT_LIMIT
    asking: bool = False
    asked: tuple[str, ...] | None = None
    trouble: Trouble | None = None


class TrialModel(Observed):
    """The back-test without a screen. Pages of decided cases are read one at a time on the network lane.

    Between two pages whoever else wants the server comes in, and what is counted belongs to the screen's thread.
    """

    def __init__(self, bench: Bench, lanes: Lanes, roles: tuple[Role, ...], tell: Callable[[Changes], None]) -> None:
        super().__init__()
        self._bench, self._lanes, self._tell = bench, lanes, tell
        self.may_try = not MAY_TRY.isdisjoint(roles)
        self.may_ask = Role.POLICY in roles
        self._run = 0
        self.tally: Tally | None = None
        self._groups: Groups | None = None
        self._oldest: Oldest | None = None
        self.state = TrialState()

    # -- trying -------------------------------------------------------------------------------------------------------

    def start(self, before: Volume, after: Volume) -> None:
        """Tries a version in the place of another."""
        if not self.may_try:
            return
        self._run += 1
        self.tally = self._groups = self._oldest = None
        kept = self.state
        self.state = TrialState(before, after, running=True, by_clause=kept.by_clause, limit=kept.limit)
        self.changed()

        def prepare() -> tuple[Trial, Tally, Groups, Oldest]:
            from reviewer_app.client.remote.rereview import Oldest
            from reviewer_app.rulebooks.backtest import Tally, trial
            from reviewer_app.rulebooks.backtest_groups import Groups

            return trial(before.head, after.head), Tally(), Groups(), Oldest(MOST_AGAIN)

        self._lanes.network(prepare, partial(self._prepared, self._run), partial(self._failed, self._run))

    def stop(self) -> None:
        """Ends a run; what was counted so far stays, and is said to be a part."""
        if self.state.running:
            self._run += 1
            self._set(running=False)

    def _prepared(self, run: int, made: tuple[Trial, Tally, Groups, Oldest]) -> None:
        if run == self._run:
            versions, self.tally, self._groups, self._oldest = made
            self._next(run, versions, None)

    def _next(self, run: int, versions: Trial, after: str | None) -> None:
        from reviewer_app.rulebooks.backtest import tried

        def page() -> tuple[tuple[Tried, ...], str | None]:
            told = self._bench.decided_cases(after)
            return tuple(tried(versions, case) for case in told.cases), told.next

        self._lanes.network(page, partial(self._count, run, versions), partial(self._failed, run))

    def _count(self, run: int, versions: Trial, page: tuple[tuple[Tried, ...], str | None]) -> None:
        from reviewer_app.rulebooks.backtest import Answer

        if run != self._run or self.tally is None or self._groups is None or self._oldest is None:
            return
        cases, after = page
        for one in cases:
            self.tally.add(one)
            self._groups.add(one)
            if one.answer in (Answer.WOULD_CHANGE, Answer.NEEDS_PERSON):
                self._oldest.add(one.case)
        read, groups = self.state.read + len(cases), self._groups.in_order()
        self._set(read=read, groups=groups, running=after is not None, whole=after is None)
        if after is None:
            self._set(untried=versions.untried())
        else:
            self._next(run, versions, after)

    def _failed(self, run: int, trouble: Trouble) -> None:
        if run == self._run:
            self._set(running=False, trouble=trouble)

    # -- looking ------------------------------------------------------------------------------------------------------

    def at_group(self, index: int) -> None:
        """Goes to a group of the table."""
        if 0 <= index < len(self.state.groups) and index != self.state.at:
            self._set(at=index, example=0)

    def at_example(self, index: int) -> None:
        """Goes to an example of the group."""
        if 0 <= index < len(self.examples()) and index != self.state.example:
            self._set(example=index)

    def examples(self) -> tuple[Example, ...]:
        """The cases by id of the group the person is at."""
        if self._groups is None or not self.state.groups:
            return ()
        return tuple(self._groups.examples[self.state.groups[self.state.at][0]])

    def turn(self) -> None:
        """Shows by clause what was by month, or the other way."""
        self._set(by_clause=not self.state.by_clause)

    # -- judging again ------------------------------------------------------------------------------------------------

    def found(self) -> int:
        """Cases that would change or need a person."""
        from reviewer_app.rulebooks.backtest import Answer

        answers = self.tally.answers if self.tally is not None else {}
        return answers.get(Answer.WOULD_CHANGE, 0) + answers.get(Answer.NEEDS_PERSON, 0)

    def why_not(self) -> str:
        """Why nothing can be judged again now, as a word: role, correction, run, none; empty where it can."""
        state = self.state
        if not self.may_ask:
            return "role"
        if state.before is None or state.after is None or not state.whole:
            return "run"
        if state.after.head.corrects != state.before.head.version:
            return "correction"
        return "" if self.found() else "none"

    def set_limit(self, limit: int) -> None:
        """At most so many are judged again."""
        self._set(limit=limit)

    def to_ask(self) -> tuple[str, ...]:
        """The cases that would be asked for, adverse decisions first, the oldest of them first."""
        return self._oldest.in_order()[: self.state.limit] if self._oldest is not None else ()

    def adverse(self) -> int:
        """How many of them were decided against somebody."""
        return self._oldest.adverse(self.state.limit) if self._oldest is not None else 0

    def ask_again(self) -> None:
        """Has them judged again."""
        cases, before = self.to_ask(), self.state.before
        if self.why_not() or before is None or not cases or self.state.asking:
            return
        self._set(asking=True, trouble=None)
        ask = RereviewAsk(corrected=before.digest, case_ids=cases)
        self._lanes.network(
            lambda: self._bench.ask_again(ask).asked, self._asked, lambda told: self._set(asking=False, trouble=told)
        )

    def _asked(self, asked: tuple[str, ...]) -> None:
        self._set(asking=False, asked=asked)
        self._tell(Changes(queue=True))

    def _set(self, **moved: object) -> None:
        self.state = replace(self.state, **moved)  # type: ignore[arg-type]
        self.changed()
