"""HTTP with a server that misbehaves: redirects, bombs, wrong answers, wrong certificates, plain http, cut replies."""

from __future__ import annotations

import datetime
import gzip
import ipaddress
import json
import resource
import ssl
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from reviewer_app.client.remote import (
    BadReply,
    HttpApi,
    Refused,
    ServerFailed,
    SessionEnded,
    Unreachable,
    Untrusted,
    transport,
)
from reviewer_app.client.remote.api import NotHttps
from reviewer_app.wire.address import Insecure, checked_origin
from reviewer_app.wire.messages import Feed, SignIn, TakeAsk
from reviewer_app.wire.problems import Code, problem
from tests.client.made import Maker, sha

Reply = tuple[int, dict[str, str], bytes]


@dataclass
class Fake:
    """A server that answers with what the test says, and remembers what it was asked."""

    reply: Callable[[str, str], Reply] = lambda method, path: (200, {}, b"{}")
    asked: list[tuple[str, str, dict[str, str]]] = field(default_factory=list)
    url: str = ""

    def says(self, status: int, body: bytes, **headers: str) -> None:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        self.reply = lambda method, path: (status, named, body)


def serve(fake: Fake, context: ssl.SSLContext | None = None) -> ThreadingHTTPServer:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def answer(self) -> None:
            length = int(self.headers.get("Content-Length", 0))
            self.rfile.read(length)
            fake.asked.append((self.command, self.path, dict(self.headers)))
            status, headers, body = fake.reply(self.command, self.path)
            self.send_response(status)
            for name, value in ({"Content-Length": str(len(body))} | headers).items():
                self.send_header(name, value)
            self.end_headers()
            if self.command != "HEAD":
                self.wfile.write(body)
            if int(headers.get("Content-Length", len(body))) > len(body):
                self.close_connection = True

        def __getattr__(self, name: str) -> Callable[[], None]:
            if name.startswith("do_"):
                return self.answer
            raise AttributeError(name)

        def log_message(self, *args: object) -> None:
            pass

    class Quiet(ThreadingHTTPServer):
        def handle_error(self, request: object, client_address: object) -> None:
            pass  # a client that hangs up is what some tests do

    server = Quiet(("127.0.0.1", 0), Handler)
    if context is not None:
        server.socket = context.wrap_socket(server.socket, server_side=True)
    fake.url = f"http{'s' if context else ''}://127.0.0.1:{server.server_address[1]}"
    return server


@pytest.fixture
def fake() -> Iterator[Fake]:
    fake = Fake()
    server = serve(fake)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield fake
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def api(fake: Fake) -> Iterator[HttpApi]:
    api = HttpApi(fake.url, token="t")
    yield api
    api.close()


FEED = {"cursor": "c", "more": False, "reset": False, "rows": [], "gone": []}


def feed(**more: object) -> bytes:
    return json.dumps(FEED | more).encode()


def test_a_good_reply_is_read(fake: Fake, api: HttpApi) -> None:
    fake.says(200, feed())
    assert api.feed(None, 10) == Feed(cursor="c", more=False)
    method, path, headers = fake.asked[0]
    assert (method, path) == ("GET", "/v1/feed?limit=10&places=true")
    assert (headers["Authorization"], headers["Reviewer-Protocol"]) == ("Bearer t", "1")
    fake.says(200, gzip.compress(feed(cursor="z")), Content_Encoding="gzip")
    assert api.feed("a b&c", 10).cursor == "z"
    assert fake.asked[1][1] == "/v1/feed?limit=10&places=true&after=a+b%26c"


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"[]",
        b"not json",
        feed(extra=1),
        feed(cursor=7),
        b'{"cursor":"a","cursor":"b","more":false}',
        feed(gone=["not-an-id"]),
        feed()[:-1],
        b"\xff\xfe",
        b"[" * 100_000,
    ],
)
def test_a_reply_that_is_not_the_message_is_refused(fake: Fake, api: HttpApi, body: bytes) -> None:
    fake.says(200, body)
    with pytest.raises(BadReply):
        api.feed(None, 10)


def test_wrong_keyed_answers_are_refused(fake: Fake, api: HttpApi) -> None:
    make = Maker()
    row = make.row()
    fake.says(200, Feed(cursor="c", more=False, rows=(row, row)).model_dump_json().encode())
    with pytest.raises(BadReply, match="twice"):
        api.feed(None, 10)
    fake.says(200, make.file(make.id()).model_dump_json().encode())
    with pytest.raises(BadReply, match="another case"):
        api.case(make.id())
    fake.says(200, make.file(make.id()).model_dump_json().encode())
    with pytest.raises(BadReply, match="another case"):
        api.decided_case(make.id())
    grant = make.grant()
    crossed = grant.model_copy(update={"lease": make.lease(make.id())})
    fake.says(200, f'{{"grants":[{crossed.model_dump_json()}]}}'.encode())
    with pytest.raises(BadReply, match="lease"):
        api.take(TakeAsk(count=1))
    fake.says(200, f'{{"grants":[{grant.model_dump_json()}]}}'.encode())
    with pytest.raises(BadReply, match="not asked for"):
        api.take(TakeAsk(case_ids=(make.id(),)))
    fake.says(200, b'{"id":"other"}')
    with pytest.raises(BadReply, match="another version"):
        api.rulebook("ab" * 32)
    with pytest.raises(BadReply, match="another version"):
        api.schedule("ab" * 32)
    fake.says(200, b'{"answers":[]}')
    with pytest.raises(BadReply, match="number of answers"):
        api.push(tuple(_envelopes(make)))


def _envelopes(make: Maker) -> Iterator[object]:
    from reviewer_app.wire.sealing import seal

    yield seal(make.operation(), 1, "0" * 64)


def test_a_server_of_before_there_were_schedules_has_none_and_counts_nothing(fake: Fake, api: HttpApi) -> None:
    told = problem(Code.NOT_FOUND).model_dump_json().encode()
    fake.says(404, told, Content_Type="application/problem+json")
    assert api.schedules().schedules == ()
    fake.says(403, problem(Code.FORBIDDEN).model_dump_json().encode(), Content_Type="application/problem+json")
    with pytest.raises(Refused):
        api.schedules()
    grant = Maker().grant()
    fake.says(200, f'{{"grants":[{grant.model_dump_json(exclude={"counts"})}]}}'.encode())
    assert api.take(TakeAsk(count=1)).grants == (grant,)
    assert fake.asked[-1][1] == "/v1/leases?counts=true&parties=true&ties=true&shelf=true&past=true"


@pytest.mark.parametrize(
    ("status", "code", "kind"),
    [
        (401, Code.UNAUTHENTICATED, SessionEnded),
        (401, Code.WRONG_CREDENTIALS, Refused),
        (403, Code.FORBIDDEN, Refused),
        (409, Code.TAKEN, Refused),
        (422, Code.INVALID, Refused),
        (426, Code.UNSUPPORTED_VERSION, Refused),
        (429, Code.TOO_MANY, Unreachable),
        (500, Code.INTERNAL, ServerFailed),
        (503, Code.BUSY, Unreachable),
        (507, Code.STORAGE_FULL, Unreachable),
    ],
)
def test_problems_become_the_two_kinds_of_trouble(
    fake: Fake, api: HttpApi, status: int, code: Code, kind: type[Exception]
) -> None:
    fake.says(
        status, problem(code).model_dump_json().encode(), Content_Type="application/problem+json", Retry_After="7"
    )
    with pytest.raises((Refused, Unreachable)) as caught:
        api.take(TakeAsk(count=1))
    assert type(caught.value) is kind
    if isinstance(caught.value, Refused):
        assert caught.value.problem.code is code
        assert caught.value.what == caught.value.problem.title
    else:
        assert isinstance(caught.value, Unreachable)
        assert caught.value.retry_after == 7.0
    assert len(fake.asked) == 1  # what is not idempotent is never asked twice


def test_a_bare_error_page_is_trouble_too(fake: Fake, api: HttpApi) -> None:
    fake.says(404, b"<h1>nginx</h1>", Content_Type="text/html")
    with pytest.raises(BadReply):
        api.rulebooks()
    fake.says(401, b"", Content_Type="text/html")
    with pytest.raises(SessionEnded):
        api.rulebooks()


def test_reading_is_tried_again_and_writing_is_not(fake: Fake, api: HttpApi) -> None:
    fake.says(503, b"")
    with pytest.raises(Unreachable):
        api.rulebooks()
    assert len(fake.asked) == 3
    with pytest.raises(Unreachable):
        api.take(TakeAsk(count=1))
    assert len(fake.asked) == 4


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
@pytest.mark.parametrize("target", ["http://127.0.0.2:9/", "file:///etc/passwd", "//127.0.0.2:9/x", "/v1/other"])
def test_no_redirection_is_followed(fake: Fake, api: HttpApi, status: int, target: str) -> None:
    fake.says(status, b"", Location=target)
    with pytest.raises(BadReply):
        api.rulebooks()
    assert len(fake.asked) == 1


def test_proxy_variables_and_netrc_are_not_looked_at(
    fake: Fake, api: HttpApi, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    (tmp_path / "netrc").write_text("machine 127.0.0.1 login evil password evil")
    monkeypatch.setenv("NETRC", str(tmp_path / "netrc"))
    api.use(None)
    fake.says(200, b'{"rulebooks":[]}')
    api.rulebooks()
    assert "Authorization" not in fake.asked[0][2]


def test_a_gzip_bomb_is_refused_with_little_memory(fake: Fake, api: HttpApi, monkeypatch: pytest.MonkeyPatch) -> None:
    bomb = gzip.compress(b"[" + b" " * 200_000_000 + b"]", 9)
    fake.says(200, bomb, Content_Encoding="gzip")
    monkeypatch.setattr(transport, "JSON_CAP", 8 * 1024 * 1024)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with pytest.raises(BadReply, match="longer"):
        api.rulebooks()
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 50 * 1024


def test_bodies_are_capped_and_cut_ones_are_noticed(fake: Fake, api: HttpApi, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(transport, "JSON_CAP", 1000)
    fake.says(200, b" " * 1001)
    with pytest.raises(BadReply, match="longer"):
        api.rulebooks()
    fake.says(200, b'{"rulebooks":[]}', Content_Length="99")
    with pytest.raises(Unreachable):
        api.rulebooks()
    fake.says(200, gzip.compress(b'{"rulebooks":[]}')[:-9], Content_Encoding="gzip")
    with pytest.raises(Unreachable):
        api.rulebooks()
    fake.says(200, b'{"rulebooks":[]}', Content_Encoding="br")
    with pytest.raises(BadReply):
        api.rulebooks()


def test_a_download_is_the_file_and_range_that_was_asked_for(fake: Fake, api: HttpApi) -> None:
    data = bytes(range(256)) * 10
    name, size = sha(data), len(data)
    tag = f'"{name}"'
    fake.says(206, data[100:], ETag=tag, Content_Range=f"bytes 100-{size - 1}/{size}")
    with api.download(name, size, 100) as download:
        assert (download.start, b"".join(download.chunks)) == (100, data[100:])
    headers = fake.asked[0][2]
    assert (headers["Range"], headers["If-Range"], headers["Accept-Encoding"]) == ("bytes=100-", tag, "identity")
    fake.says(200, data, ETag=tag)
    with api.download(name, size, 100) as download:
        assert (download.start, b"".join(download.chunks)) == (0, data)
    wrong = [
        (206, data[100:], {"ETag": tag, "Content-Range": f"bytes 99-{size - 1}/{size}"}),
        (206, data[100:], {"ETag": tag, "Content-Range": f"bytes 100-{size}/{size + 1}"}),
        (206, data[100:], {"ETag": '"other"', "Content-Range": f"bytes 100-{size - 1}/{size}"}),
        (200, data, {}),
        (200, data + b"more", {"ETag": tag}),
        (200, gzip.compress(data), {"ETag": tag, "Content-Encoding": "gzip"}),
    ]
    for status, body, told in wrong:
        fake.reply = lambda method, path, reply=(status, told, body): reply  # type: ignore[misc]
        with pytest.raises(BadReply), api.download(name, size, 100) as download:
            b"".join(download.chunks)


@pytest.mark.parametrize("url", ["http://review.example", "http://10.0.0.1:80", "http://127.0.0.1.review.example"])
def test_plain_http_stays_on_this_machine(url: str) -> None:
    with pytest.raises(Insecure):
        HttpApi(url)


@pytest.mark.parametrize("url", ["ftp://here", "review.example", "https://", "https://user:word@review.example"])
def test_nonsense_is_no_address(url: str) -> None:
    with pytest.raises(ValueError, match="address"):
        checked_origin(url)


def test_the_machine_itself_may_be_asked_plainly() -> None:
    assert checked_origin("http://localhost:8000/x") == "http://localhost:8000"
    assert checked_origin("http://[::1]:8000") == "http://[::1]:8000"
    assert checked_origin("https://review.example/") == "https://review.example"


def certificate(folder: Path, name: str, *, days: int = 1) -> tuple[Path, Path]:
    """A self-signed certificate for 127.0.0.1 (or another address), and its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "test")])
    now = datetime.datetime.now(datetime.UTC)
    built = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=9))
        .not_valid_after(now + datetime.timedelta(days=days))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address(name))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    cert_file, key_file = folder / f"{name}{days}.pem", folder / f"{name}{days}.key"
    cert_file.write_bytes(built.public_bytes(serialization.Encoding.PEM))
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    key_file.write_bytes(private)
    return cert_file, key_file


@pytest.mark.parametrize(
    ("name", "days", "trusted", "good"),
    [
        ("127.0.0.1", 1, True, True),
        ("127.0.0.1", 1, False, False),
        ("127.0.0.2", 1, True, False),
        ("127.0.0.1", -1, True, False),
    ],
    ids=["good", "unknown authority", "another host", "expired"],
)
def test_only_a_trusted_server_is_spoken_to(tmp_path: Path, name: str, days: int, trusted: bool, good: bool) -> None:
    cert, key = certificate(tmp_path, name, days=days)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(cert, key)
    fake = Fake()
    server = serve(fake, context)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    fake.says(200, b'{"rulebooks":[]}')
    api = HttpApi(fake.url, ca_file=str(cert) if trusted else None, token="secret")
    try:
        if good:
            assert api.rulebooks().rulebooks == ()
        else:
            with pytest.raises(Untrusted):
                api.sign_in(SignIn(account="a", password="p", device=Maker().id()))
            assert fake.asked == []
    finally:
        api.close()
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.mark.parametrize("status", [404, 405, 501])
def test_another_web_server_is_not_said_to_have_failed(fake: Fake, api: HttpApi, status: int) -> None:
    """It answers, and knows nothing of what was asked: that is no trouble of a review server."""
    fake.says(status, b"<h1>no</h1>", Content_Type="text/html")
    with pytest.raises(BadReply):
        api.sign_in(SignIn(account="a", password="p", device=Maker().id()))
    fake.says(status, b"")
    assert status == 501 or not api.has_asset("0" * 64)


def test_https_to_a_port_of_plain_http_is_no_matter_of_trust(fake: Fake) -> None:
    api = HttpApi(fake.url.replace("http://", "https://"))
    with pytest.raises(NotHttps):
        api.sign_in(SignIn(account="a", password="p", device=Maker().id()))
    api.close()


def test_a_server_that_is_away_is_unreachable() -> None:
    with pytest.raises(Unreachable):
        HttpApi("http://127.0.0.1:9").take(TakeAsk(count=1))
