"""The HTTP face: problems for every error, sessions, roles, the protocol version, and an OpenAPI page that is true."""

from __future__ import annotations

import socket
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import requests
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.checks import not_a_server_error

from reviewer_app.server.app import make_app
from reviewer_app.server.clock import new_id
from reviewer_app.server.embedded import EmbeddedServer
from reviewer_app.server.run import ServeRefused, serve
from reviewer_app.server.service.server import Server
from reviewer_app.server.settings import ServerSettings
from reviewer_app.wire.address import is_loopback
from reviewer_app.wire.problems import STATUS, TITLES, Code
from tests.server.clocks import SetClock
from tests.server.conftest import CHEAP, Start
from tests.server.desk import BOOK, HEADERS, PASSWORD, Desk

Sit = Callable[[EmbeddedServer, str], Desk]


def _type(reply: requests.Response) -> str:
    assert reply.headers["content-type"] == "application/problem+json", reply.text
    told = reply.json()
    assert told["status"] == reply.status_code
    return str(told["type"]).removeprefix("urn:reviewer:problem:")


def test_every_error_is_a_problem_of_the_list(lite: EmbeddedServer, sit: Sit) -> None:
    desk = sit(lite, "rev-a")
    assert _type(desk.get("nowhere")) == Code.NOT_FOUND
    assert _type(desk.post("feed", {})) == Code.METHOD_NOT_ALLOWED
    assert _type(desk.post("leases", b"{")) == Code.MALFORMED
    assert _type(desk.post("leases", b'{"count":1,"count":2}')) == Code.MALFORMED
    assert _type(desk.post("leases", {"count": "many"})) == Code.INVALID
    assert _type(desk.post("leases", {"surprise": 1})) == Code.INVALID
    assert _type(desk.get("cases/1")) == Code.INVALID
    assert _type(desk.get(f"cases/{new_id(desk.clock)}")) == Code.NOT_FOUND
    assert _type(desk.get("rulebooks/" + "0" * 64)) == Code.NOT_FOUND
    assert _type(desk.post("accounts", {})) == Code.FORBIDDEN
    assert _type(desk.post("operations", {"envelopes": []})) == Code.INVALID
    told = requests.get(f"{lite.url}/v1/problems", timeout=5).json()["problems"]
    assert [item["type"].rpartition(":")[2] for item in told] == list(Code)
    assert set(STATUS) == set(TITLES) == set(Code)


def test_another_version_of_the_protocol_is_told_to_upgrade(lite: EmbeddedServer) -> None:
    for headers in ({}, {"Reviewer-Protocol": "2"}):
        reply = requests.get(f"{lite.url}/v1/feed", headers=headers, timeout=5)
        assert (_type(reply), reply.status_code) == (Code.UNSUPPORTED_VERSION, 426)
    assert requests.get(f"{lite.url}/v1/hello", timeout=5).json()["protocol"] == 1


def test_sessions_slide_end_and_are_stored_as_hashes(server: EmbeddedServer, sit: Sit, clock: SetClock) -> None:
    desk = sit(server, "rev-a")
    token = str(desk.http.headers["Authorization"]).removeprefix("Bearer ")
    for _ in range(3):
        clock.forward(hours=90)
        assert desk.get("feed").status_code == 200
    clock.forward(hours=97)
    assert _type(desk.get("feed")) == Code.UNAUTHENTICATED
    desk.sign_in()
    assert desk.http.delete(f"{server.url}/v1/session").status_code == 204
    assert _type(desk.get("feed")) == Code.UNAUTHENTICATED
    from sqlalchemy import select

    from reviewer_app.server.repository.tables import sessions

    sit(server, "rev-b")
    with server.server.core.database.read() as conn:
        assert token not in str(conn.execute(select(sessions)).all())


def test_guessing_is_braked_and_unknown_accounts_answer_alike(lite: EmbeddedServer, clock: SetClock) -> None:
    def guess(account: str, password: str = "wrong") -> requests.Response:  # noqa: S107
        ask = {"account": account, "password": password, "device": new_id(clock)}
        return requests.post(f"{lite.url}/v1/session", json=ask, headers=HEADERS, timeout=5)

    assert _type(guess("nobody")) == _type(guess("rev-a")) == Code.WRONG_CREDENTIALS
    for _ in range(9):
        guess("rev-a")
    blocked = guess("rev-a", PASSWORD)
    assert (_type(blocked), int(blocked.headers["Retry-After"]) > 0) == (Code.TOO_MANY, True)
    assert guess("rev-b", PASSWORD).status_code == 201
    clock.forward(minutes=6)
    assert guess("rev-a", PASSWORD).status_code == 201


def test_a_disabled_account_is_told_so_only_with_the_right_password(lite: EmbeddedServer, sit: Sit) -> None:
    from sqlalchemy import update

    from reviewer_app.server.repository.tables import accounts

    desk = sit(lite, "rev-a")
    with lite.server.core.database.plain_write() as conn:
        conn.execute(update(accounts).where(accounts.c.account == "rev-a").values(disabled=True))
    assert _type(desk.get("feed")) == Code.UNAUTHENTICATED
    for password, code in (("wrong", Code.WRONG_CREDENTIALS), (PASSWORD, Code.ACCOUNT_DISABLED)):
        ask = {"account": "rev-a", "password": password, "device": new_id(desk.clock)}
        assert _type(requests.post(f"{lite.url}/v1/session", json=ask, headers=HEADERS, timeout=5)) == code


def test_who_hangs_up_in_the_middle_of_a_body_is_no_failure_of_ours(lite: EmbeddedServer) -> None:
    """Nothing is logged as an error (the run fails on a line that nobody announced), and the server goes on."""
    where = urlsplit(lite.url)
    with socket.create_connection((where.hostname, where.port)) as asking:
        head = (
            f"POST /v1/session HTTP/1.1\r\nHost: {where.netloc}\r\nReviewer-Protocol: 1\r\nContent-Length: 100\r\n\r\n"
        )
        asking.sendall(head.encode() + b'{"account"')
    assert requests.get(f"{lite.url}/v1/hello", timeout=5).status_code == 200


def test_an_old_password_hash_is_made_anew_at_sign_in(tmp_path: Path, clock: SetClock) -> None:
    from argon2 import PasswordHasher

    from reviewer_app.domain.access import Role

    def run(hasher: PasswordHasher) -> str:
        with EmbeddedServer(tmp_path, hasher=hasher, clock=clock, rulebooks=(BOOK,), sweep=False) as server:
            server.seed_account("rev-a", PASSWORD, Role.REVIEWER)
            Desk(server.url, "rev-a", clock).close()
            from reviewer_app.server.repository import people

            with server.server.core.database.read() as conn:
                return str(people.account(conn, "rev-a").password_hash)

    assert "t=1," in run(CHEAP)
    assert "t=2," in run(PasswordHasher(time_cost=2, memory_cost=8, parallelism=1))


def test_the_first_operator_is_made_once_with_the_code(tmp_path: Path, clock: SetClock) -> None:
    with EmbeddedServer(tmp_path, hasher=CHEAP, clock=clock, rulebooks=(BOOK,), sweep=False) as server:
        code = server.server.accounts.first_code()
        assert code is not None

        def set_up(code: str, account: str = "boss") -> requests.Response:
            ask = {"code": code, "account": account, "name": "Boss", "password": PASSWORD}
            return requests.post(f"{server.url}/v1/setup", json=ask, headers=HEADERS, timeout=5)

        assert _type(set_up("0000-0000-0000-0000")) == Code.WRONG_CODE
        assert set_up(code).status_code == 201
        assert _type(set_up(code, "other")) == Code.SETUP_DONE
        assert server.server.accounts.first_code() is None
        boss = Desk(server.url, "boss", clock)
        made = {"account": "rev", "name": "Rev", "roles": ["reviewer"], "password": PASSWORD}
        assert boss.post("accounts", made).status_code == 201
        assert _type(boss.post("accounts", made)) == Code.ACCOUNT_EXISTS
        assert [item["account"] for item in boss.get("accounts").json()["accounts"]] == ["boss", "rev"]
        boss.close()
    assert code.encode() not in (tmp_path / "server.db").read_bytes()


def test_rulebooks_come_by_digest_with_their_exact_bytes(lite: EmbeddedServer, sit: Sit) -> None:
    desk = sit(lite, "rev-a")
    (entry,) = desk.get("rulebooks").json()["rulebooks"]
    assert (entry["id"], entry["digest"], entry["bytes"]) == ("test-book", BOOK.digest, len(BOOK.body))
    assert desk.get(f"rulebooks/{BOOK.digest}").content == BOOK.body


@pytest.mark.parametrize(
    ("host", "loopback"),
    [("127.0.0.1", True), ("::1", True), ("localhost", True), ("192.0.2.1", False), ("x.y", False)],
)
def test_an_open_network_needs_tls(tmp_path: Path, host: str, loopback: bool) -> None:
    assert is_loopback(host) is loopback
    if not loopback:
        with pytest.raises(ServeRefused, match="--cert"):
            serve(tmp_path / "never", host)
        assert not (tmp_path / "never").exists()
    with pytest.raises(ServeRefused, match="together"):
        serve(tmp_path, cert=tmp_path)


def test_the_access_log_has_ids_and_no_content(
    start: Start, sit: Sit, caplog: pytest.LogCaptureFixture, expect_log: Callable[..., None]
) -> None:
    import logging

    from tests.server.books import book
    from tests.server.made import listing, ndjson

    procedure = book().published.rulebook.procedure.model_dump(mode="json")
    procedure["risk"][0]["expression"] = "double(10 / (flags - flags))"
    server = start(rulebooks=(book(procedure=procedure),))
    expect_log("a risk term of test-book 1 fails on it")
    with caplog.at_level(logging.INFO):
        sit(server, "op").bring_in(ndjson(listing("a-canary-ref")))
        case_id = sit(server, "rev-a").one().lease.case_id
    assert "POST /cases 200 op" in caplog.text
    assert f"case {case_id}: a risk term of test-book 1 fails on it" in caplog.text
    for canary in ("全网最佳", "a-canary-ref", PASSWORD, "国家级"):
        assert canary not in caplog.text


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> EmbeddedServer:
    """A server for the fuzzer, whose session never ends."""
    folder = tmp_path_factory.mktemp("fuzz")
    made = ServerSettings(data=folder, hasher=CHEAP, session_idle=timedelta(days=9999))
    return EmbeddedServer(folder, settings=made, rulebooks=(BOOK,), sweep=False)


def test_whatever_the_openapi_page_allows_gives_no_server_error(page: EmbeddedServer) -> None:
    from tests.server.desk import people

    people(page)
    with page:
        page.seed_account("all", PASSWORD, *_every_role())
        desk = Desk(page.url, "all")
        headers = {"Reviewer-Protocol": "1", "Authorization": str(desk.http.headers["Authorization"])}
        schema = schemathesis.openapi.from_url(f"{page.url}/openapi.json")
        seen = 0
        for found in schema.get_all_operations():
            operation = found.ok()
            if operation.label == "DELETE /v1/session":
                continue
            seen += 1

            @settings(
                max_examples=8,
                deadline=None,
                derandomize=True,
                phases=[Phase.generate],
                suppress_health_check=list(HealthCheck),
                database=None,
            )
            @given(case=operation.as_strategy())
            def probe(case: schemathesis.Case) -> None:
                case.call_and_validate(headers=headers, checks=[not_a_server_error])

            probe()
        assert seen >= 16
        desk.close()


def _every_role() -> tuple[object, ...]:
    from reviewer_app.domain.access import Role

    return tuple(Role)


def test_the_application_is_made_over_any_server(tmp_path: Path) -> None:
    server = Server(ServerSettings(data=tmp_path, hasher=CHEAP), rulebooks=(BOOK,))
    paths = make_app(server).openapi()["paths"]
    assert "/v1/operations" in paths
    assert paths["/v1/operations"]["post"]["requestBody"]["content"]["application/json"]["schema"]["$ref"].endswith(
        "/Push"
    )
    server.close()
