"""What the workstation asks of the server, as a seam, and the kinds of trouble that asking can give."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import TYPE_CHECKING, BinaryIO, Protocol

from reviewer_app.client.trouble import Offline, Trouble
from reviewer_app.client.words import N_

if TYPE_CHECKING:
    from reviewer_app.domain.verdicts import Envelope
    from reviewer_app.wire.messages import (
        Account,
        AccountNamed,
        Accounts,
        AccountSet,
        Answers,
        CaseFile,
        CountsTold,
        DecidedPage,
        Feed,
        Held,
        Hello,
        IntakeAnswers,
        LeasesTold,
        NewAccount,
        PolicyKey,
        PublishAsk,
        RereviewAsk,
        Rereviews,
        RulebookEntry,
        RulebookList,
        ScheduleList,
        SessionOpened,
        Setup,
        SignIn,
        TakeAsk,
        Takings,
    )
    from reviewer_app.wire.problems import Problem

CHUNK = 64 * 1024
"""Bytes of evidence that are read at once."""


class Unreachable(Offline):
    """The server is away, slow, or failed on its side; the same may be asked again, after `retry_after` seconds."""

    def __init__(self, detail: str = "", retry_after: float | None = None) -> None:
        super().__init__(detail)
        self.retry_after = retry_after


class ServerFailed(Unreachable):
    """The server failed over this very request; another one may do better."""


class BadReply(Unreachable):
    """The server answered with something that is not what was asked for; nothing of it was taken in."""

    what = N_("The server answered with something this version does not understand.")
    safe = N_("Nothing of the answer was taken in; your work is safe on this computer.")
    todo = N_("It is asked again by itself; if this stays, tell an operator.")


class Untrusted(Unreachable):
    """The server could not prove that it is the one it claims to be; nothing was sent to it."""

    what = N_("The server's certificate is not trusted; the connection was not made.")
    safe = N_("Nothing was sent; decisions wait in the outbox.")
    todo = N_("Tell an operator; do not sign in elsewhere meanwhile.")


class NotHttps(Unreachable):
    """What answered does not speak TLS: a port of plain http, or no web server at all; nothing was sent to it."""

    what = N_("What answers at this address does not speak https.")
    safe = N_("Nothing was sent; decisions wait in the outbox.")
    todo = N_("Check the address and its port with an operator.")


class NoCertificates(Untrusted):
    """The file with the certificates to trust is not there."""

    what = N_("The file with the certificates to trust cannot be read; the connection was not made.")


class Refused(Trouble):
    """The server understood and said no; asking the same again would not help."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.detail)
        self.problem = problem
        self.what = problem.title


class SessionEnded(Refused):
    """The session has ended; nothing is asked until somebody signs in again."""

    safe = ""  # the server's own words say it
    todo = N_("What you decide meanwhile is kept and leaves then.")


@dataclass(frozen=True, slots=True)
class Download:
    """A file on its way; `chunks` begin at byte `start`: 0 where the server would not go on from the middle."""

    start: int
    chunks: Iterator[bytes]


class ApiClient(Protocol):
    """The server. Every call raises Unreachable, Refused or SessionEnded, and never retries what is not idempotent."""

    def use(self, token: str | None) -> None:
        """Speaks under a session from now on, or under none."""
        ...

    def abort(self) -> None:
        """Ends what is under way, from another thread: it raises Unreachable there."""
        ...

    def hello(self) -> Hello:
        """Who the server is."""
        ...

    def sign_in(self, ask: SignIn) -> SessionOpened:
        """Opens a session, and uses it."""
        ...

    def sign_out(self) -> None:
        """Ends the session."""
        ...

    def feed(self, after: str | None, limit: int) -> Feed:
        """What changed in the queue since a cursor."""
        ...

    def take(self, ask: TakeAsk) -> Takings:
        """Takes cases."""
        ...

    def heartbeat(self, leases: tuple[Held, ...]) -> LeasesTold:
        """Keeps cases in hand."""
        ...

    def counts(self, leases: tuple[Held, ...]) -> CountsTold:
        """What is counted for cases in hand by now; nothing from a server that does not count again."""
        ...

    def release(self, leases: tuple[Held, ...]) -> LeasesTold:
        """Gives cases back."""
        ...

    def push(self, envelopes: tuple[Envelope, ...]) -> Answers:
        """Sends decisions; gives one answer for each, in their order."""
        ...

    def case(self, case_id: str) -> CaseFile:
        """A case whole."""
        ...

    def rulebooks(self) -> RulebookList:
        """Every published version."""
        ...

    def rulebook(self, digest: str) -> bytes:
        """A version's exact bytes."""
        ...

    def publish(self, ask: PublishAsk) -> RulebookEntry:
        """Publishes a version."""
        ...

    def register_key(self, ask: PolicyKey) -> PolicyKey:
        """Registers a policy owner's public key."""
        ...

    def end_key(self, ask: PolicyKey) -> PolicyKey:
        """Ends a policy owner's key."""
        ...

    def decided(self, after: str | None = None) -> DecidedPage:
        """Decided cases, the next page of them, with the versions of schedules that counted where the server tells."""
        ...

    def decided_case(self, case_id: str) -> CaseFile:
        """A decided case whole, as a policy owner reads it for a back-test; the server keeps on record who did."""
        ...

    def ask_again(self, ask: RereviewAsk) -> Rereviews:
        """Asks for decided cases to be judged again."""
        ...

    def schedules(self) -> ScheduleList:
        """Every published version of the schedules; none from a server that keeps none."""
        ...

    def schedule(self, digest: str) -> bytes:
        """The exact bytes of a version of a schedule."""
        ...

    def download(self, sha256: str, size: int, have: int = 0) -> AbstractContextManager[Download]:
        """A file of evidence from byte `have` on."""
        ...

    def set_up(self, ask: Setup) -> Account:
        """Makes the first operator."""
        ...

    def add_account(self, ask: NewAccount) -> Account:
        """Makes an account."""
        ...

    def disable_account(self, ask: AccountNamed) -> AccountSet:
        """Ends an account's sessions and lets nobody in under it."""
        ...

    def enable_account(self, ask: AccountNamed) -> AccountSet:
        """Lets its person in again."""
        ...

    def accounts(self) -> Accounts:
        """Every account."""
        ...

    def has_asset(self, sha256: str) -> bool:
        """Whether the server has a file."""
        ...

    def put_asset(self, sha256: str, file: BinaryIO) -> None:
        """Brings a file in."""
        ...

    def intake(self, records: Iterable[bytes]) -> IntakeAnswers:
        """Brings records in, each one line of JSON."""
        ...
