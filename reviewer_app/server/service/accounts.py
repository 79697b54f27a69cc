"""Accounts and sessions: the one-time set-up code, passwords, bearer tokens, and a brake on guessing."""

from __future__ import annotations

import hashlib
import hmac
import json
import secrets
import threading
from collections import deque
from datetime import timedelta
from typing import Any

from argon2.exceptions import InvalidHashError, VerificationError

from reviewer_app.domain.access import Role
from reviewer_app.domain.verdicts import CHAIN_START
from reviewer_app.server.clock import stamp
from reviewer_app.server.repository import people, things
from reviewer_app.server.service.core import Core, Viewer
from reviewer_app.server.service.refusal import refuse
from reviewer_app.wire.messages import Account, Accounts, NewAccount, SessionOpened, Setup, SignIn
from reviewer_app.wire.problems import Code

SETUP_CODE = "setup_code_sha256"
_TOUCH = timedelta(minutes=5)
GUESSES, GUESS_WINDOW = 10, 300.0


def _hashed(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


class Brake:
    """Counts failures per key in a sliding window, so that passwords cannot be guessed at speed."""

    def __init__(self) -> None:
        self._failures: dict[str, deque[float]] = {}
        self._lock = threading.Lock()

    def check(self, key: str, now: float) -> None:
        """Raises Refusal with Retry-After where there were too many."""
        with self._lock:
            times = self._failures.get(key, deque())
            while times and times[0] <= now - GUESS_WINDOW:
                times.popleft()
            if len(times) >= GUESSES:
                wait = int(times[0] + GUESS_WINDOW - now) + 1
                raise refuse(Code.TOO_MANY, f"{wait} s", headers={"Retry-After": str(wait)})

    def failed(self, key: str, now: float) -> None:
        """Notes a failure; keys whose window is over are forgotten."""
        with self._lock:
            self._failures.setdefault(key, deque(maxlen=GUESSES)).append(now)
            for old in [k for k, times in self._failures.items() if times[-1] <= now - GUESS_WINDOW]:
                del self._failures[old]


class AccountService:
    """Who there is, and who is signed in."""

    def __init__(self, core: Core) -> None:
        self._core = core
        self._brake = Brake()
        self._hasher = core.settings.hasher
        # Verified for unknown accounts, so that they cost what known ones cost.
        self._nobody = self._hasher.hash(secrets.token_urlsafe(16))

    def first_code(self) -> str | None:
        """A fresh one-time code while there is no account; only its hash is kept, and an older one ends."""
        with self._core.database.plain_write() as conn:
            if people.account_count(conn):
                return None
            code = "-".join(secrets.token_hex(2) for _ in range(4))
            things.set_setting(conn, SETUP_CODE, _hashed(code))
            return code

    def set_up(self, ask: Setup) -> Account:
        """Makes the first operator. Raises Refusal."""
        self._brake.check("setup", self._core.clock.monotonic())
        password = self._hasher.hash(ask.password)
        with self._core.database.plain_write() as conn:
            if people.account_count(conn):
                raise refuse(Code.SETUP_DONE)
            wanted = things.setting(conn, SETUP_CODE) or ""
            if not hmac.compare_digest(wanted, _hashed(ask.code.strip().lower())):
                self._brake.failed("setup", self._core.clock.monotonic())
                raise refuse(Code.WRONG_CODE)
            row = self._row(ask.account, ask.name, (Role.OPERATOR,), password)
            people.add_account(conn, row)
            things.set_setting(conn, SETUP_CODE, "")
        return Account(account=ask.account, name=ask.name, roles=(Role.OPERATOR,))

    def add(self, ask: NewAccount) -> Account:
        """Makes an account. Raises Refusal."""
        roles = tuple(role for role in Role if role in ask.roles)
        password = self._hasher.hash(ask.password)
        with self._core.database.plain_write() as conn:
            if people.account(conn, ask.account) is not None:
                raise refuse(Code.ACCOUNT_EXISTS, ask.account, "/account")
            people.add_account(conn, self._row(ask.account, ask.name, roles, password))
        return Account(account=ask.account, name=ask.name, roles=roles)

    def all(self) -> Accounts:
        """Every account."""
        with self._core.database.read() as conn:
            rows = people.accounts(conn)
        made = (Account(account=r.account, name=r.name, roles=_roles(r.roles), disabled=r.disabled) for r in rows)
        return Accounts(accounts=tuple(made))

    def sign_in(self, ask: SignIn) -> SessionOpened:
        """Opens a session. Raises Refusal."""
        core = self._core
        self._brake.check(ask.account, core.clock.monotonic())
        with core.database.read() as conn:
            row = people.account(conn, ask.account)
            device = people.device(conn, ask.account, ask.device)
        if not self._right(row, ask.password):
            self._brake.failed(ask.account, core.clock.monotonic())
            raise refuse(Code.WRONG_CREDENTIALS)
        if row.disabled:  # said only to who knows the password
            raise refuse(Code.ACCOUNT_DISABLED)
        token, now = secrets.token_urlsafe(32), core.now()
        expires = now + core.settings.session_idle
        session = {
            "token_hash": _hashed(token),
            "account": ask.account,
            "device": ask.device,
            "device_name": ask.device_name,
            "opened_at": stamp(now),
            "seen_at": stamp(now),
            "expires_at": stamp(expires),
        }
        with core.database.plain_write() as conn:
            people.drop_expired(conn, stamp(now))
            people.open_session(conn, session)
            if self._hasher.check_needs_rehash(row.password_hash):
                people.set_password(conn, ask.account, self._hasher.hash(ask.password))
        last_seq, last_link = device or (0, CHAIN_START)
        return SessionOpened(
            token=token,
            account=row.account,
            name=row.name,
            roles=_roles(row.roles),
            expires_at=expires,
            server_id=core.server_id,
            policy=core.settings.policy,
            now=now,
            last_seq=last_seq,
            last_link=last_link,
        )

    def viewer(self, token: str) -> Viewer:
        """Who a bearer token stands for; moves the session's end on now and then. Raises Refusal."""
        now, hashed = self._core.now(), _hashed(token)
        with self._core.database.read() as conn:
            row = people.session(conn, hashed)
        if row is None or row.expires_at <= stamp(now) or row.disabled:
            raise refuse(Code.UNAUTHENTICATED, headers={"WWW-Authenticate": "Bearer"})
        if row.seen_at < stamp(now - _TOUCH):
            with self._core.database.plain_write() as conn:
                people.touch_session(conn, hashed, stamp(now), stamp(now + self._core.settings.session_idle))
        return Viewer(row.account, row.name, frozenset(_roles(row.roles)), row.device, hashed)

    def sign_out(self, viewer: Viewer) -> None:
        """Ends the session."""
        with self._core.database.plain_write() as conn:
            people.close_session(conn, viewer.token_hash)

    def _right(self, row: Any, password: str) -> bool:
        try:
            self._hasher.verify(self._nobody if row is None else row.password_hash, password)
        except (VerificationError, InvalidHashError):
            return False
        return row is not None

    def _row(self, account: str, name: str, roles: tuple[Role, ...], password: str) -> dict[str, Any]:
        return {
            "account": account,
            "name": name,
            "roles": json.dumps(roles),
            "password_hash": password,
            "disabled": False,
            "created_at": stamp(self._core.now()),
        }


def _roles(text: str) -> tuple[Role, ...]:
    return tuple(Role(name) for name in json.loads(text))
