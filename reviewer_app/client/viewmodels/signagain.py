"""Signing in again in place: the account is fixed, nothing on the desk moves, and syncing goes on by itself."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from reviewer_app.client.lanes import Lanes
from reviewer_app.client.remote.api import Refused
from reviewer_app.client.trouble import Offline, Trouble
from reviewer_app.client.viewmodels.names import problem_words
from reviewer_app.client.viewmodels.observing import Observed
from reviewer_app.client.viewmodels.status import StatusModel
from reviewer_app.client.words import N_, _
from reviewer_app.client.workbench.bench import Bench
from reviewer_app.domain.changes import Changes
from reviewer_app.wire.problems import Code, problem

EMPTY = N_("Enter your password.")
KEPT = N_("Nothing you entered is lost.")


@dataclass(frozen=True, slots=True)
class SignAgainState:
    """What the sheet shows; `empty` says that no password was typed, `done` that a session is open again."""

    busy: bool = False
    empty: bool = False
    trouble: Trouble | None = None
    done: bool = False


class SignAgainModel(Observed):
    """Signing in again without a screen."""

    def __init__(self, bench: Bench, lanes: Lanes, status: StatusModel, on_changes: Callable[[Changes], None]) -> None:
        super().__init__()
        self._bench, self._lanes, self._status, self._on_changes = bench, lanes, status, on_changes
        self.state = SignAgainState()

    @property
    def wanted(self) -> bool:
        """Whether the session has ended."""
        return self._status.state.ended

    def begin(self) -> None:
        """Forgets what was said before; one that is under way goes on."""
        if not self.state.busy:
            self._put(SignAgainState())

    def enter(self, password: str) -> bool:
        """Signs in; False where nothing was typed, or one is under way."""
        if self.state.busy:
            return False
        if not password:
            self._put(SignAgainState(empty=True))
            return False
        self._put(SignAgainState(busy=True))

        def opened(changes: Changes) -> None:
            self._put(SignAgainState(done=True))
            self._status.signed_in()
            self._on_changes(changes)

        def failed(trouble: Trouble) -> None:
            self._put(SignAgainState(trouble=trouble))

        self._lanes.network(lambda: self._bench.sign_in(password), opened, failed)
        return True

    def _put(self, state: SignAgainState) -> None:
        self.state = state
        self.changed()


def said(state: SignAgainState) -> str:
    """What went wrong, as one calm line in the language in use; nothing where nothing did."""
    trouble = state.trouble
    if state.empty:
        return _(EMPTY)
    if trouble is None:
        return ""
    if isinstance(trouble, Refused):
        return f"{problem_words(trouble.problem)} {_(KEPT)}"
    if isinstance(trouble, Offline) and trouble.detail == Code.TOO_MANY:
        return f"{problem_words(problem(Code.TOO_MANY))} {_(KEPT)}"
    todo = N_("Go on with the cases you have in hand, and try again later.") if isinstance(trouble, Offline) else ""
    return " ".join(_(part) for part in (trouble.what, trouble.safe, todo or trouble.todo) if part)
