"""Drives the doors as an operator does: the real command in processes of its own, from the first code to the report."""

from __future__ import annotations

import ast
import hashlib
import io
import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from reviewer_app import cli
from reviewer_app.client.remote.api import Refused, Unreachable
from reviewer_app.client.remote.operator_words import operator_words
from reviewer_app.client.terminal import terminal_words
from reviewer_app.wire.problems import Code, problem

ROOT = Path(__file__).resolve().parents[2]
DEMO, PACKAGE = ROOT / "resources" / "demo", ROOT / "reviewer_app"
REVIEWER = [sys.executable, "-m", "reviewer_app.cli"]
OPERATOR, PASSWORD, SECOND = "op.wen", "eleven-kites-over-the-lake", "nine-lanterns-at-the-gate"
WAIT = 30


class Said(NamedTuple):
    """What a verb answered."""

    status: int
    out: str
    err: str


class Served(NamedTuple):
    """A server in a process of its own, and the lines that it said first."""

    process: subprocess.Popen[str]
    code: str
    url: str
    data: Path


def reviewer(*words: str, lines: tuple[str, ...] = ()) -> Said:
    """Runs a verb with lines on its standard input; no door ever shows a traceback."""
    done = subprocess.run(
        [*REVIEWER, *words], input="".join(f"{line}\n" for line in lines), capture_output=True, text=True, timeout=WAIT
    )
    assert "Traceback" not in done.stderr
    assert not any(line in done.stdout + done.stderr for line in lines)  # nor a secret
    return Said(done.returncode, done.stdout, done.stderr)


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A server with its first operator; it must stop calmly at SIGTERM, its log without a traceback."""
    data = tmp_path_factory.mktemp("doors") / "data"
    log = data.parent / "log"
    with log.open("w") as noise:
        process = subprocess.Popen(
            [*REVIEWER, "serve", "--data", str(data), "--port", "0"], stdout=subprocess.PIPE, stderr=noise, text=True
        )
        assert process.stdout is not None
        code, url = (process.stdout.readline().split()[-1] for _ in range(2))
        try:
            yield Served(process, code, url, data)
        finally:
            process.send_signal(signal.SIGTERM)
            process.communicate(timeout=WAIT)
    assert process.returncode == 0
    assert not data.joinpath("server.db-wal").exists()  # the database was closed, not dropped
    assert "Traceback" not in log.read_text()


@pytest.fixture(scope="module")
def operated(served: Served) -> Served:
    """The server once its first operator is made."""
    words = ("account", "first", OPERATOR, "--name", "闻舟", "--server", served.url, "--password-stdin")
    wrong = reviewer(*words, lines=("0000-0000-0000-0000", PASSWORD))
    assert (wrong.status, wrong.err) == (1, "The one-time code is wrong or used up.\n")
    short = reviewer(*words, lines=(served.code, "2short!"))
    assert (short.status, short.err) == (1, "A password has 8 to 1024 characters; nothing was made.\n")
    assert reviewer(*words, lines=(served.code, PASSWORD)) == (0, f"{OPERATOR} is the first operator.\n", "")
    again = reviewer(*words, lines=(served.code, PASSWORD))
    assert (again.status, again.err) == (1, "The first operator exists already.\n")
    return served


def as_operator(served: Served) -> tuple[str, ...]:
    return ("--server", served.url, "--as", OPERATOR, "--password-stdin")


def bring(served: Served, pack: Path) -> Said:
    return reviewer("import", str(pack), *as_operator(served), lines=(PASSWORD,))


def test_accounts_are_made_and_listed(operated: Served) -> None:
    words = ("account", "add", "rev.lin", "--name", "林溪", "--role", "reviewer", *as_operator(operated))
    assert reviewer(*words, lines=(PASSWORD, SECOND)).out == "rev.lin is made.\n"
    assert reviewer(*words, lines=(PASSWORD, SECOND)).err == "There is an account rev.lin already; nothing was made.\n"
    told = reviewer("account", "list", *as_operator(operated), lines=(PASSWORD,))
    assert told.out.splitlines() == [f"{OPERATOR}\t闻舟\toperator", "rev.lin\t林溪\treviewer"]
    listing = ("account", "list", "--server", operated.url, "--password-stdin", "--as")
    assert reviewer(*listing, OPERATOR, lines=(SECOND,)).err == "The account or the password is wrong.\n"
    assert reviewer(*listing, "rev.lin", lines=(SECOND,)).err == (
        "This account may not do that; it takes the role operator.\n"
    )


def test_accounts_are_disabled_and_enabled(operated: Served) -> None:
    who = as_operator(operated)
    reviewer("account", "add", "rev.gu", "--name", "谷雨", "--role", "reviewer", *who, lines=(PASSWORD, SECOND))
    told = reviewer("account", "disable", "rev.gu", *who, lines=(PASSWORD,))
    assert told == (0, "rev.gu is disabled and signed out everywhere.\n", "")
    listing = reviewer("account", "list", *who, lines=(PASSWORD,)).out
    assert "rev.gu\t谷雨\treviewer (disabled)\n" in listing
    own = ("account", "list", "--server", operated.url, "--password-stdin", "--as", "rev.gu")
    assert reviewer(*own, lines=(SECOND,)).err == "This account is disabled; ask an operator.\n"
    assert reviewer("account", "enable", "rev.gu", *who, lines=(PASSWORD,)).out == "rev.gu may sign in again.\n"
    assert reviewer(*own, lines=(SECOND,)).err == "This account may not do that; it takes the role operator.\n"
    told = reviewer("account", "disable", "nobody", *who, lines=(PASSWORD,))
    assert (told.status, told.err) == (1, "There is no account nobody here.\n")
    told = reviewer("account", "disable", OPERATOR, *who, lines=(PASSWORD,))
    assert told.err.startswith("The last operator cannot be disabled; make another one first")


def test_a_pack_comes_in_once_however_often_it_is_imported(operated: Served) -> None:
    count = len((DEMO / "cases.jsonl").read_text("utf-8").splitlines())
    first, second = bring(operated, DEMO), bring(operated, DEMO)
    assert first.status == second.status == 0
    assert first.out.splitlines()[-1] == f"{count} accepted, 0 already, 0 refused"
    assert second.out.splitlines()[-1] == f"0 accepted, {count} already, 0 refused"


def record(ref: str, **changes: Any) -> dict[str, Any]:
    """A filing of the demo under another ref."""
    lines = (DEMO / "cases.jsonl").read_text("utf-8").splitlines()
    filing: dict[str, Any] = next(case for case in map(json.loads, lines) if case["kind"] == "filing")
    return filing | {"ref": ref} | changes


def with_file(ref: str, path: str, content: bytes) -> str:
    """A record whose first file is said to be at `path`, with that content."""
    made = record(ref)
    named = made["subject"]["documents"][0]["file"]
    sha256 = hashlib.sha256(content).hexdigest()
    text = json.dumps(made).replace(json.dumps(named["path"]), json.dumps(path))
    return text.replace(named["sha256"], sha256).replace(f'"bytes": {named["bytes"]}', f'"bytes": {len(content)}')


def broken_pack(folder: Path) -> Path:
    """One good record among refusals of every kind that the contract knows; see `EXPECTED`."""
    for name in (DEMO / "assets").iterdir():
        (folder / "assets").mkdir(exist_ok=True)
        os.link(name, folder / "assets" / name.name)
    (folder / "lies.pdf").write_bytes(b"not what was announced")
    outside = folder.parent / "outside.txt"
    outside.write_bytes(b"none of the pack's business")
    lacking = record("lacking")
    del lacking["merchant"]
    lines = [
        '{"intake": 1, "ref": "cut sho',
        json.dumps(record("twice"))[:-1] + ', "ref": "twice-again"}',
        json.dumps(record("nan", exposure={"views": float("nan")})),
        json.dumps(lacking),
        json.dumps(record("huge", language="x" * (17 * 1024 * 1024))),
        json.dumps(record("good")),
        json.dumps(record("good", language="en-GB")),
        with_file("lying", "lies.pdf", b"what was announced"),
        with_file("climbing", "../outside.txt", outside.read_bytes()),
        with_file("absent", "\x1b[31mnowhere.pdf", b"nowhere"),
        json.dumps(record("last")),
    ]
    (folder / "cases.jsonl").write_text("\n".join(lines) + "\n", "utf-8")
    return folder


INVALID = "The record does not keep to the intake contract."
MISSING = "A file that the record names is not here."
EXPECTED = [
    ("1", "refused", f"-: {INVALID} not JSON", ""),
    ("2", "refused", f"-: {INVALID} not JSON: an object names a key twice", ""),
    ("3", "refused", f"-: {INVALID} not JSON: NaN is not a JSON number", ""),
    ("4", "refused", f"lacking: {INVALID}", "merchant"),
    ("5", "refused", f"-: {INVALID} larger than 16777216 bytes", ""),
    ("6", "accepted", "good", ""),
    ("7", "refused", "good: A record of this ref came in before with other content. at /ref", ""),
    ("8", "refused", f"lying: {MISSING}", " at /subject"),
    ("9", "refused", f"climbing: {INVALID} a path does not leave the pack", "/file/path"),
    ("10", "refused", "absent: ", " at /subject"),
    ("11", "accepted", "last", ""),
    ("file", "refused", "lies.pdf: The bytes of the file are not the ones that were announced.", ""),
    ("file", "refused", f"../outside.txt: {MISSING}", ""),
    ("file", "refused", rf"\x1b[31mnowhere.pdf: {MISSING}", ""),
]


def test_every_refusal_is_told_by_line_with_field_and_reason(operated: Served, tmp_path: Path) -> None:
    (tmp_path / "pack").mkdir()
    told = bring(operated, broken_pack(tmp_path / "pack"))
    assert told.status == 1
    *lines, sums = told.out.splitlines()
    assert sums == "2 accepted, 0 already, 9 refused"
    assert len(lines) == len(EXPECTED)
    for line, (place, fate, begins, ends) in zip(lines, EXPECTED, strict=True):
        assert line.split()[:2] == [place, fate]
        assert line.split(maxsplit=2)[2].startswith(begins)
        assert line.endswith(ends)
    digest = hashlib.sha256(b"none of the pack's business").hexdigest()
    assert not list(operated.data.rglob(f"*{digest}*"))


def test_a_pack_that_is_none_and_a_server_that_is_away(tmp_path: Path) -> None:
    away = ("--server", "http://127.0.0.1:1", "--as", OPERATOR, "--password-stdin")
    told = reviewer("import", str(tmp_path), *away, lines=(PASSWORD,))
    assert (told.status, told.err) == (
        1,
        f"There is no cases.jsonl in {tmp_path}; name the folder that holds it.\n",
    )
    told = reviewer("import", str(DEMO), *away, lines=(PASSWORD,))
    assert (told.status, told.err.split(".")[0]) == (1, "The server cannot be reached")
    told = reviewer("account", "list", *away)
    assert (told.status, told.err.split(":")[0]) == (1, "Nothing was given for")


@pytest.mark.parametrize(
    ("address", "why"),
    [
        ("https://[", "https://[ is not the address of a server; it is like https://reviews.example"),
        ("https://host:99999", "is not the address of a server"),
        ("https://ann:word@host", "is not the address of a server"),
        ("http://reviews.example", "http://reviews.example is not this machine: only https may leave it"),
        ("", "is not the address of a server"),
    ],
)
@pytest.mark.parametrize("verb", [("import", str(DEMO)), ("account", "list")])
def test_an_address_that_is_none_is_said_at_once(verb: tuple[str, ...], address: str, why: str) -> None:
    told = reviewer(*verb, "--as", OPERATOR, "--password-stdin", "--server", address)
    assert (told.status, told.out) == (2, "")
    assert why in told.err
    first = reviewer("account", "first", "x", "--name", "X", "--password-stdin", "--server", address)
    assert (first.status, why in first.err) == (2, True)


def test_an_address_may_be_typed_as_on_the_screen(operated: Served) -> None:
    told = reviewer(
        "account", "list", "--as", OPERATOR, "--password-stdin", "--server", operated.url[7:] + "/", lines=(PASSWORD,)
    )
    assert (told.status, OPERATOR in told.out) == (0, True)
    away = ("--server", "https://127.0.0.1:1", "--ca-file", "/nowhere/ca.pem", "--as", OPERATOR, "--password-stdin")
    told = reviewer("account", "list", *away, lines=(PASSWORD,))
    assert (told.status, told.err.startswith("The file with the certificates to trust cannot be read")) == (1, True)


def test_help_and_guide_say_the_same_of_the_database_password() -> None:
    """And it is what the server does: see the refusal below."""
    guide = (Path(__file__).resolve().parents[2] / "resources" / "docs" / "guides" / "operator.md").read_text("utf-8")
    section = " ".join(guide.partition("## PostgreSQL")[2].partition("\n## ")[0].split())
    told = " ".join(reviewer("serve", "--help").out.split())
    for words in (section, told):
        assert "~/.pgpass" in words
        assert "an address that holds one is refused" in words
    assert "may hold a password" not in section


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (("--host", "192.0.2.1"), "192.0.2.1 can be reached from outside: give --cert and --key"),
        (("--cert", __file__, "--key", __file__), "are not a certificate and its key"),
        (("--database", "postgresql://u:hidden-word@127.0.0.1/x"), "keep it in ~/.pgpass"),
    ],
)
def test_a_server_that_would_not_be_safe_does_not_start(tmp_path: Path, words: tuple[str, ...], why: str) -> None:
    told = reviewer("serve", "--data", str(tmp_path / "never"), "--port", "0", *words)
    assert (told.status, told.out) == (1, "")
    assert why in told.err
    assert "hidden-word" not in told.err
    assert not (tmp_path / "never").exists()


def test_a_second_server_on_the_port_leaves_the_data_alone(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        told = reviewer("serve", "--data", str(tmp_path / "never"), "--port", str(taken.getsockname()[1]))
    assert (told.status, told.out) == (1, "")
    assert told.err.endswith("Choose another --host or --port.\n")
    assert not (tmp_path / "never").exists()


def test_data_that_cannot_be_used_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    (tmp_path / "server.db").write_bytes(b"no database " * 500)
    told = reviewer("serve", "--data", str(tmp_path / "file"), "--port", "0")
    assert (told.status, told.err) == (
        1,
        f"The data folder {tmp_path / 'file'} cannot be used: it is a file. Choose another with --data.\n",
    )
    told = reviewer("serve", "--data", str(tmp_path), "--port", "0")
    assert (told.status, "file is not a database" in told.err) == (1, True)
    assert (tmp_path / "server.db").read_bytes() == b"no database " * 500


def test_stopping_an_import_says_what_stays() -> None:
    with socket.create_server(("127.0.0.1", 0)) as deaf:  # it takes the question and never answers
        url = f"http://127.0.0.1:{deaf.getsockname()[1]}"
        process = subprocess.Popen(
            [*REVIEWER, "import", str(DEMO), "--server", url, "--as", OPERATOR, "--password-stdin"],
            stdin=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler) and None,
        )
        assert process.stdin is not None
        process.stdin.write(PASSWORD + "\n")
        process.stdin.flush()
        asking, _ = deaf.accept()
        with asking:
            process.send_signal(signal.SIGINT)
            _, err = process.communicate(timeout=WAIT)
    assert process.returncode == 130
    assert err.strip() == "Stopped. What came in before stays in; the same import can be run again."


def unknown_refusals() -> list[str]:
    """Refusals to serve and to find a version, as they are raised, that no Chinese sentence is known for."""
    unknown = []
    for file in ("server/run.py", "server/repository/engine.py", "rulebooks/lookup.py"):
        for node in ast.walk(ast.parse((PACKAGE / file).read_text("utf-8"))):
            call = node.exc if isinstance(node, ast.Raise) else None
            if isinstance(call, ast.Call) and call.args and isinstance(call.args[0], (ast.Constant, ast.JoinedStr)):
                parts = call.args[0].values if isinstance(call.args[0], ast.JoinedStr) else [call.args[0]]
                said = "".join(str(p.value) if isinstance(p, ast.Constant) else "x" for p in parts)
                unknown += [said] if terminal_words(said) == said else []
    return unknown


def test_the_doors_speak_the_language_of_the_terminal(
    chinese: None, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Chinese for any Chinese locale, English else; help, questions and trouble alike."""
    words = ["account", "list", "--server", "http://127.0.0.1:1", "--as", "op.wen", "--password-stdin"]
    for name, tongue in (("zh_HK.UTF-8", "zh"), ("de_DE.UTF-8", "en"), ("zh_CN", "zh"), ("C", "en")):
        monkeypatch.setenv("LC_ALL", name)
        monkeypatch.setattr("sys.stdin", io.StringIO(PASSWORD + "\n"))
        assert cli.main(words) == 1
        told = capsys.readouterr().err
        assert told.startswith("无法连接服务器。" if tongue == "zh" else "The server cannot be reached.")
    monkeypatch.setenv("LANGUAGE", "zh_CN:en")
    with pytest.raises(SystemExit):
        cli.main(["serve", "--help"])
    told = capsys.readouterr().out
    assert "存放数据库和文件的文件夹" in told and "用法：" in told and "选项" in told
    assert cli.main(["serve", "--data", "/nowhere", "--host", "10.0.0.1"]) == 1
    assert "10.0.0.1 可从外部访问" in capsys.readouterr().err
    assert cli.main(["rulebook", "show", "livestream", "--at", "Banana"]) == 1
    assert capsys.readouterr().err.startswith("Banana 不是时间。")
    assert unknown_refusals() == []
    with pytest.raises(SystemExit):
        cli.main(["account", "list", "--server", "http://reviews.example", "--as", "op.wen"])
    assert "http://reviews.example 不是本机" in capsys.readouterr().err
    told = Refused(problem(Code.ACCOUNT_EXISTS, "rev.lin"))
    assert operator_words(told) == "账号 rev.lin 已经存在；没有新建任何内容。"
    assert operator_words(Unreachable("too_many", 30)) == "请求过多，请稍候（30 s）。"
    monkeypatch.setattr("sys.stdin", io.StringIO("\n"))
    assert cli.main(words) == 1
    assert capsys.readouterr().err.startswith("没有提供：op.wen 的密码。")
