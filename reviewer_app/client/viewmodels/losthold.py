"""A hold on the desk's case that was lost: what it means, taking the case again, and going past it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from reviewer_app.client.lanes import Lanes
from reviewer_app.client.remote.api import Refused
from reviewer_app.client.trouble import Trouble
from reviewer_app.client.viewmodels.desk import DeskModel
from reviewer_app.client.words import N_
from reviewer_app.client.workbench.bench import Bench
from reviewer_app.client.workbench.values import Lost, OpenCase, Taken
from reviewer_app.domain.changes import Changes
from reviewer_app.wire.problems import Code, problem

ENDED = N_("Your hold on this case has ended.")
WORDS = {
    (True, True): N_(
        "Your draft is safe. A verdict given now counts only if nobody else takes the case first; otherwise it is kept "
        "as an advisory opinion. Take it again to be sure."
    ),
    (True, False): N_(
        "The case has passed on. Your draft is safe. A verdict given now is kept as an advisory opinion, shown to you "
        "and to who has the case."
    ),
    (False, True): N_("It was put away here; what you entered is kept. Take it again to go on with it."),
    (False, False): N_("It has passed on and was put away here; what you entered is kept. Go on with the next one."),
}
"""What is said, by whether the case is still here, and whether it is free."""

PASSED_ON = (Code.TAKEN, Code.CASE_NOT_OPEN, Code.ACTED_BEFORE)
"""Problems of taking which say that the case is not to be had any more; others may be over in a moment."""


class LostHold:
    """The steps that a person has when the hold on the desk's case was lost."""

    def __init__(self, desk: DeskModel, bench: Bench, lanes: Lanes, on_changes: Callable[[Changes], None]) -> None:
        self._desk, self._bench, self._lanes, self._on_changes = desk, bench, lanes, on_changes
        desk.on_gone = self._gone

    def case(self) -> OpenCase | None:
        """The case on the desk, where its hold was lost and nothing is under way."""
        state = self._desk.state
        return state.case if state.case is not None and state.case.lost is not None and not state.busy else None

    def pass_by(self) -> None:
        """Leaves the case as it is, with its draft and what was being typed, and puts the next one on the desk."""
        case = self.case()
        if case is not None:
            self._desk.leave()
            self._desk.wait(True)
            self._desk.go_past(case)

    def take_again(self) -> None:
        """Takes the case again; what was entered stays on the desk. Where somebody has it, that is said."""
        case = self.case()
        if case is None:
            return
        self._desk.save_now()
        self._desk.wait(True)

        def taken(told: Taken) -> None:
            refused = next(iter(told.problems), None)
            passed_on = refused is None or refused.code in PASSED_ON
            self._desk.wait(False, None if refused is None or passed_on else Refused(refused))
            self._on_changes(told.changes)
            if case.case_id in told.cases:
                self._lanes.store(lambda: self._bench.open(case.case_id), lambda fresh: self._desk.follow(case, fresh))
            elif case.lost is not None and passed_on:
                self._desk.follow(case, replace(case, lost=replace(case.lost, free=False)))

        def failed(trouble: Trouble) -> None:
            self._desk.wait(False, trouble)

        self._lanes.network(lambda: self._bench.take((case.case_id,)), taken, failed)

    def _gone(self, case: OpenCase) -> None:
        """The case is not on this computer any more: what was entered meanwhile is kept, and that is said."""
        self._desk.save_now()
        ended = problem(Code.LEASE_LOST)
        self._lanes.store(
            lambda: self._bench.free(case.case_id),
            lambda free: self._desk.follow(case, replace(case, lost=Lost(ended, free, here=False))),
            lambda trouble: None,
        )
