"""The server over HTTP: each question with its route, and each answer checked to be the one that was asked for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import BinaryIO
from urllib.parse import urlencode

from reviewer_app.client.remote.api import CHUNK, BadReply, Download, Refused
from reviewer_app.client.remote.transport import Transport
from reviewer_app.domain.verdicts import Envelope
from reviewer_app.wire.canonical import digest as digest_of
from reviewer_app.wire.messages import (
    PROTOCOL,
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
    LeasesAsk,
    LeasesTold,
    NewAccount,
    PolicyKey,
    PublishAsk,
    Push,
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
from reviewer_app.wire.problems import Code

BESIDE = "ties=true&shelf=true&past=true"
"""What comes with a case, from a server that knows of it."""
RULEBOOK_CAP = 16 * 1024 * 1024


class HttpApi:
    """An `ApiClient` over HTTP."""

    def __init__(
        self, base_url: str, *, proxy: str | None = None, ca_file: str | None = None, token: str | None = None
    ) -> None:
        self._http = Transport(base_url, proxy=proxy, ca_file=ca_file)
        self._http.token = token

    @staticmethod
    def get_ready() -> None:
        """Loads what the first request needs, for a caller who will soon make one and waits for something else."""
        import reviewer_app.client.remote.connections  # noqa: F401 - that it is loaded is all

    def use(self, token: str | None) -> None:
        """Speaks under a session from now on, or under none."""
        self._http.token = token

    def abort(self) -> None:
        """Ends what is under way, from another thread."""
        self._http.abort()

    def close(self) -> None:
        """Closes idle connections."""
        self._http.close()

    def hello(self) -> Hello:
        """Who the server is. Raises BadReply for a server of another protocol."""
        told = self._http.json(Hello, "GET", "/v1/hello")
        if told.protocol != PROTOCOL:
            raise BadReply(f"protocol {told.protocol}")
        return told

    def sign_in(self, ask: SignIn) -> SessionOpened:
        """Opens a session, and uses it."""
        opened = self._http.json(SessionOpened, "POST", "/v1/session", ask)
        if opened.account != ask.account:
            raise BadReply("a session of another account")
        self.use(opened.token)
        return opened

    def sign_out(self) -> None:
        """Ends the session."""
        with self._http.open("DELETE", "/v1/session"):
            self.use(None)

    def feed(self, after: str | None, limit: int) -> Feed:
        """What changed in the queue since a cursor; a server that gives no places passes that over."""
        asked = {"limit": str(limit), "places": "true"} | ({"after": after} if after else {})
        told = self._http.json(Feed, "GET", "/v1/feed?" + urlencode(asked))
        rows = [row.case_id for row in told.rows]
        if len(set(rows)) != len(rows) or set(rows) & set(told.gone):
            raise BadReply("a feed that names a case twice")
        return told

    def take(self, ask: TakeAsk) -> Takings:
        """Takes cases, with counts, ties and earlier filings; a server that does not know of these passes that over."""
        told = self._http.json(Takings, "POST", f"/v1/leases?counts=true&parties=true&{BESIDE}", ask)
        for grant in told.grants:
            if grant.lease.case_id != grant.file.case_id:
                raise BadReply("a case under another's lease")
            if ask.case_ids and grant.lease.case_id not in ask.case_ids:
                raise BadReply("a case that was not asked for")
        return told

    def heartbeat(self, leases: tuple[Held, ...]) -> LeasesTold:
        """Keeps cases in hand."""
        return self._leases("/v1/leases/heartbeat", leases)

    def counts(self, leases: tuple[Held, ...]) -> CountsTold:
        """What is counted for cases in hand by now; nothing from a server that does not count again."""
        try:
            return self._http.json(CountsTold, "POST", "/v1/leases/counts?parties=true", LeasesAsk(leases=leases))
        except Refused as refused:
            if refused.problem.code in (Code.NOT_FOUND, Code.METHOD_NOT_ALLOWED):
                return CountsTold()
            raise

    def release(self, leases: tuple[Held, ...]) -> LeasesTold:
        """Gives cases back."""
        return self._leases("/v1/leases/release", leases)

    def _leases(self, path: str, leases: tuple[Held, ...]) -> LeasesTold:
        told = self._http.json(LeasesTold, "POST", path, LeasesAsk(leases=leases))
        asked = {held.case_id for held in leases}
        if not {lease.case_id for lease in told.leases} | {lost.case_id for lost in told.lost} <= asked:
            raise BadReply("a lease that was not asked for")
        return told

    def push(self, envelopes: tuple[Envelope, ...]) -> Answers:
        """Sends decisions; whoever sent them checks the answers' ids, since they are in the bodies."""
        told = self._http.json(Answers, "POST", "/v1/operations", Push(envelopes=envelopes))
        if len(told.answers) != len(envelopes):
            raise BadReply("another number of answers than of operations")
        return told

    def case(self, case_id: str) -> CaseFile:
        """A case whole."""
        return self._case(case_id, f"/v1/cases/{case_id}?{BESIDE}")

    def rulebooks(self) -> RulebookList:
        """Every published version."""
        return self._http.json(RulebookList, "GET", "/v1/rulebooks")

    def rulebook(self, digest: str) -> bytes:
        """A version's exact bytes."""
        return self._exact(f"/v1/rulebooks/{digest}", digest)

    def schedules(self) -> ScheduleList:
        """Every published version of the schedules; none from a server that keeps none."""
        try:
            return self._http.json(ScheduleList, "GET", "/v1/schedules")
        except Refused as refused:
            if refused.problem.code is Code.NOT_FOUND:  # a server of before there were schedules
                return ScheduleList(schedules=())
            raise

    def schedule(self, digest: str) -> bytes:
        """The exact bytes of a version of a schedule."""
        return self._exact(f"/v1/schedules/{digest}", digest)

    def _exact(self, path: str, digest: str) -> bytes:
        body = self._http.bytes(path, RULEBOOK_CAP)
        if digest_of(body) != digest:
            raise BadReply("another version than was asked for")
        return body

    def publish(self, ask: PublishAsk) -> RulebookEntry:
        """Publishes a version."""
        return self._http.json(RulebookEntry, "POST", "/v1/rulebooks", ask)

    def register_key(self, ask: PolicyKey) -> PolicyKey:
        """Registers a policy owner's public key."""
        return self._http.json(PolicyKey, "POST", "/v1/policy-keys", ask)

    def end_key(self, ask: PolicyKey) -> PolicyKey:
        """Ends a policy owner's key."""
        return self._http.json(PolicyKey, "POST", "/v1/policy-keys/ended", ask)

    def decided(self, after: str | None = None) -> DecidedPage:
        """Decided cases, the next page of them; a server that tells no versions of schedules passes that over."""
        return self._http.json(DecidedPage, "GET", "/v1/decided?schedules=true" + (f"&after={after}" if after else ""))

    def decided_case(self, case_id: str) -> CaseFile:
        """A decided case whole, as a policy owner reads it for a back-test; the server keeps on record who did."""
        return self._case(case_id, f"/v1/decided/{case_id}")

    def _case(self, case_id: str, path: str) -> CaseFile:
        told = self._http.json(CaseFile, "GET", path)
        if told.case_id != case_id:
            raise BadReply("another case than was asked for")
        return told

    def ask_again(self, ask: RereviewAsk) -> Rereviews:
        """Asks for decided cases to be judged again."""
        return self._http.json(Rereviews, "POST", "/v1/rereviews", ask)

    @contextmanager
    def download(self, sha256: str, size: int, have: int = 0) -> Iterator[Download]:
        """A file of evidence from byte `have` on; from the start where the server's file is not the same any more."""
        headers = {"Accept-Encoding": "identity"}
        if have:
            headers |= {"Range": f"bytes={have}-", "If-Range": f'"{sha256}"'}
        with self._http.open("GET", f"/v1/assets/{sha256}", headers=headers) as reply:
            if reply.headers.get("Content-Encoding", "identity").lower() != "identity":
                raise BadReply("evidence under a content coding")
            if reply.headers.get("ETag") != f'"{sha256}"':
                raise BadReply("another file than was asked for")
            partial = reply.status_code == 206
            if partial and reply.headers.get("Content-Range") != f"bytes {have}-{size - 1}/{size}":
                raise BadReply("another range than was asked for")
            start = have if partial else 0
            yield Download(start, _pieces(reply.raw, size - start))

    def set_up(self, ask: Setup) -> Account:
        """Makes the first operator."""
        return self._http.json(Account, "POST", "/v1/setup", ask)

    def add_account(self, ask: NewAccount) -> Account:
        """Makes an account."""
        return self._http.json(Account, "POST", "/v1/accounts", ask)

    def disable_account(self, ask: AccountNamed) -> AccountSet:
        """Ends an account's sessions and lets nobody in under it."""
        return self._http.json(AccountSet, "POST", "/v1/accounts/disabled", ask)

    def enable_account(self, ask: AccountNamed) -> AccountSet:
        """Lets its person in again."""
        return self._http.json(AccountSet, "POST", "/v1/accounts/enabled", ask)

    def accounts(self) -> Accounts:
        """Every account."""
        return self._http.json(Accounts, "GET", "/v1/accounts")

    def has_asset(self, sha256: str) -> bool:
        """Whether the server has a file."""
        try:
            with self._http.open("HEAD", f"/v1/assets/{sha256}"):
                return True
        except Refused as refused:
            if refused.problem.status == 404 or refused.problem.code in (Code.NOT_FOUND, Code.INTERNAL):
                return False  # the reply to HEAD has no body that could say why
            raise

    def put_asset(self, sha256: str, file: BinaryIO) -> None:
        """Brings a file in."""
        with self._http.open("PUT", f"/v1/assets/{sha256}", data=file):
            return

    def intake(self, records: Iterable[bytes]) -> IntakeAnswers:
        """Brings records in, each one line of JSON."""
        return self._http.json(IntakeAnswers, "POST", "/v1/cases", b"\n".join(records) + b"\n")


def _pieces(raw: object, left: int) -> Iterator[bytes]:
    while True:
        piece: bytes = raw.read(CHUNK, decode_content=False)  # type: ignore[attr-defined]  # urllib3's response
        if not piece:
            return
        left -= len(piece)
        if left < 0:
            raise BadReply("a file longer than announced")
        yield piece
