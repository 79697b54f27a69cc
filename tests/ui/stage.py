"""A whole window over a workbench in memory: for tests of the shell and its pages, and for looking at them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from reviewer_app.client.lanes import InlineLanes, Lanes
from reviewer_app.client.viewmodels.desktop import Desktop, SessionInfo
from reviewer_app.client.viewmodels.preferences import InMemory
from reviewer_app.client.workbench.queue_values import OutboxState
from reviewer_app.domain.access import Role
from reviewer_app.domain.drafts import Draft
from reviewer_app.domain.events import Round, Status
from reviewer_app.domain.fates import Fate
from reviewer_app.domain.leases import LeasePolicy
from reviewer_app.domain.verdicts import Outcome
from reviewer_app.ui.shell import Shell
from reviewer_app.wire.problems import Code, problem
from tests.client.fakes import FakeBench
from tests.client.opened import lease_of
from tests.client.samples import Clock, held_by, new_id


class Stage:
    """The parts of a desk in memory; `shell()` makes the window."""

    def __init__(
        self,
        rows: int = 24,
        lanes: Lanes | None = None,
        roles: tuple[Role, ...] = (Role.REVIEWER, Role.SUPERVISOR),
        **preferences: Any,
    ) -> None:
        self.clock, self.lanes = Clock(), InlineLanes()
        self.bench = FakeBench(rows, self.clock)
        self.kept = InMemory(**({"language": "en", "theme": "light"} | preferences))
        numbers = iter(range(100_000))
        self.desktop = Desktop(
            self.bench,
            lanes or self.lanes,
            self.clock,
            lambda: new_id(next(numbers)),
            SessionInfo("reviewer-2", "周谷雨", roles, "https://reviews.example"),
            LeasePolicy(),
            self.kept,
        )

    def shell(self) -> Shell:
        """The window, with the first counts read."""
        shell = Shell(self.desktop)
        self.desktop.start()
        return shell

    def busy_day(self) -> None:
        """A day in the middle: cases in hand, one returned, one decided, some for sign-off, a refusal."""
        bench = self.bench
        for number, kind in ((0, 0), (1, 1), (2, 2)):
            bench.give(number, kind)
        bench.give(6, 0, offline=True)
        case_id = bench.rows[1].case_id
        bench.save_draft(case_id, Draft(outcome=Outcome.VIOLATION, reason="见证据"), lease_of(case_id))
        changed: dict[int, dict[str, Any]] = {
            3: {"back": True},
            5: {"holder": held_by(False), "offered": False},
            8: {"status": Status.DECIDED, "outcome": "pass", "offered": False},
            9: {"status": Status.HELD, "held_until": self.clock.now()},
            10: {"round": Round.SIGNOFF},
            11: {"round": Round.SIGNOFF},
        }
        for number, values in changed.items():
            bench.rows[number] = bench.rows[number].model_copy(update=values)
        for number in (12, 13, 14):
            case_id = bench.give(number, number % 3)
            lease = bench.cases[case_id].lease
            assert lease is not None
            outcome = Outcome.PASS if number % 2 else Outcome.VIOLATION
            bench.decide(case_id, Draft(outcome=outcome, reason="见证据"), 900, lease)
        settled = {"state": OutboxState.SETTLED, "kept": True, "fate": Fate.REFUSED, "tries": 1}
        bench.operations[1] = replace(bench.operations[1], **settled, problem=problem(Code.LEASE_LOST))  # type: ignore[arg-type]
        bench.operations[2] = replace(bench.operations[2], state=OutboxState.WAITING, tries=3)
