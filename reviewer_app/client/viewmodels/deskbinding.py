"""Places on their way to a finding: whenever one comes, it belongs to the case and finding that it was asked for."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace

from reviewer_app.client.viewmodels.deskedits import DeskEdits, bound
from reviewer_app.client.viewmodels.deskstate import same_sitting
from reviewer_app.client.viewmodels.saving import Owed, Saving
from reviewer_app.client.workbench.values import OpenCase
from reviewer_app.domain.evidence import Anchor

Ask = Callable[[Callable[[Anchor | None], None]], bool]
"""Asks the evidence for a place, which is given now or later, None where there is none; False where it is not asked."""


@dataclass(frozen=True, slots=True, eq=False)
class Binding:
    """A place that was asked for: in which case, and for which of its findings."""

    case: OpenCase
    finding_id: str


class DeskBinding(DeskEdits):
    """Keeps account of the places that are on their way. Deciding waits for those of its case; going elsewhere does
    not: a place that comes after its case has left the desk goes into the draft that was left. One that comes when the
    hold on its case has gone is bound all the same: it was asked for before."""

    saving: Saving

    def __init__(self) -> None:
        super().__init__()
        self._bindings: list[Binding] = []
        self._left: dict[str, Owed] = {}
        self._kept_back: dict[str, list[Callable[[], None]]] = {}  # by the cases that are being given back
        self._kept = False

    @abstractmethod
    def _owing(self) -> Owed | None:
        """The draft of the case on the desk, as it is to be written; None where it is not held."""

    @contextmanager
    def _keeping(self) -> Iterator[None]:
        """Meanwhile what was begun while the case on the desk was held is entered in its draft, if the hold has gone.

        That draft outlasts the hold; nothing new is begun in it.
        """
        self._kept = True
        try:
            yield
        finally:
            self._kept = False

    def bind_when(self, ask: Ask, told: Callable[[bool], None]) -> bool:
        """Binds the finding that the person is at now to the place that `ask` gives; False where none is asked for.

        `told` hears whether it was bound, once: not where the case is not on the desk any more.
        """
        case, at = self._open_case(), self.state.finding_at
        if case is None or at is None:
            return False
        binding = Binding(case, at)
        self._bindings.append(binding)
        owing = self._owing()
        if owing is not None:  # the hold may go before anything more is entered
            self._left[case.case_id] = owing
        asked = ask(lambda anchor: self._came(binding, anchor, told))
        if not asked:
            self._close(binding)
        elif binding in self._bindings:
            self._set(bindings=self._awaited(case))
        return asked

    def _came(self, binding: Binding, anchor: Anchor | None, told: Callable[[bool], None]) -> None:
        if binding in self._bindings and binding.case.case_id in self._kept_back:
            self._kept_back[binding.case.case_id].append(lambda: self._came(binding, anchor, told))
            return
        if not self._close(binding):
            return  # it was called off, or has come before
        case = self.state.case
        if case is not None and case.lease is not None and same_sitting(case, binding.case):
            there = self.state.awaited
            with self._keeping():
                done = anchor is not None and self.bind(anchor, binding.finding_id)
            if anchor is not None and not done:
                self._keep_for_dropped(binding.finding_id, anchor)
            bindings = self._awaited(binding.case)
            if bindings != self.state.bindings:
                self._set(bindings=bindings, waits=self.state.waits and (done or binding.finding_id not in there))
            self._wait_on(self.state.waits)
            told(done)
        elif anchor is not None:
            self._bind_left(binding, anchor)

    def _wait_on(self, waits: bool) -> None:
        """A case that waits to be decided does so while nothing has moved since it was looked at; else that is said."""
        if self.state.waits and not (waits and self.state.moving == self.state.seen):
            self._set(waits=False, unseen=self._open_case() is not None)

    def _keep_for_dropped(self, finding_id: str, anchor: Anchor) -> None:
        """A place that has come for a finding that was taken out comes back with it."""
        dropped = self.state.dropped
        kept = [replace(one, places=(*one.places, anchor)) if one.finding.id == finding_id else one for one in dropped]
        self._set(dropped=tuple(kept))

    def _bind_left(self, binding: Binding, anchor: Anchor) -> None:
        """Writes a place into the draft of a case that has left the desk."""
        case_id = binding.case.case_id
        owed = self.saving.owed(case_id) or self._left.get(case_id)
        if owed is None or all(finding.id != binding.finding_id for finding in owed.draft.findings):
            return
        draft, _home = bound(owed.draft, binding.case.sheet, binding.finding_id, anchor, self._new_id)
        self._left[case_id] = owed = replace(owed, draft=draft)
        self.saving.owe(owed)
        self.saving.now()

    def _close(self, binding: Binding) -> bool:
        if binding not in self._bindings:
            return False
        self._bindings.remove(binding)
        return True

    def _awaited(self, case: OpenCase | None) -> tuple[str, ...]:
        """The findings of a case for which places are on their way, one for each place."""
        return tuple(one.finding_id for one in self._bindings if same_sitting(case, one.case))

    def _owe(self, owed: Owed) -> None:
        """Has a draft written; what comes for its case when that has left the desk is bound in the draft as it was."""
        self.saving.owe(owed)
        awaited, left = {one.case.case_id for one in self._bindings}, self._left | {owed.case_id: owed}
        self._left = {case_id: one for case_id, one in left.items() if case_id in awaited}

    def giving_back(self, *case_ids: str) -> Callable[[bool], None]:
        """Cases are being given back: what comes for them meanwhile waits until it is told whether they are gone.

        Nothing is bound any more in a case that is; one that stays gets what has come meanwhile.
        """
        for case_id in case_ids:
            self._kept_back.setdefault(case_id, [])

        def given_back(gone: bool) -> None:
            if gone:
                self._bindings = [one for one in self._bindings if one.case.case_id not in case_ids]
                awaited = self._awaited(self.state.case)
                self._set(bindings=awaited, waits=self.state.waits and bool(awaited))
            for come in [come for case_id in case_ids for come in self._kept_back.pop(case_id, ())]:
                come()

        return given_back
