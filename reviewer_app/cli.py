"""The doors: the workstation, the server, and the verbs for those who run them."""

from __future__ import annotations

import argparse
import getpass
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from reviewer_app.client.remote import HttpApi

TROUBLE, USAGE = 1, 2


def main(words: Sequence[str] | None = None) -> int:
    """Runs a verb; answers with the exit status. With none the workstation opens."""
    options = _parser().parse_args(words)
    verb = options.run if hasattr(options, "run") else _open
    try:
        return int(verb(options))
    except KeyboardInterrupt:
        return 130


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="reviewer", description="The workstation for multi-round review.")
    verbs = parser.add_subparsers(title="verbs", metavar="VERB")
    _open_words(verbs.add_parser("open", help="open the workstation (also with no verb at all)"))
    _open_words(parser)
    serve = verbs.add_parser("serve", help="run the server")
    serve.add_argument("--data", type=Path, required=True, help="the folder with its database and files")
    serve.add_argument("--host", default="127.0.0.1")
    serve.add_argument("--port", type=int, default=8765)
    serve.add_argument("--cert", type=Path, help="TLS certificate chain; needed for any address but loopback")
    serve.add_argument("--key", type=Path, help="TLS private key")
    serve.add_argument("--database", help="a PostgreSQL address in place of SQLite (or REVIEWER_DATABASE_URL)")
    serve.set_defaults(run=_serve)
    bring = verbs.add_parser("import", help="bring a pack of cases in")
    bring.add_argument("pack", type=Path, help="a folder with cases.jsonl and the files it names")
    _server_words(bring)
    bring.set_defaults(run=_import)
    _account_verbs(verbs.add_parser("account", help="make and list accounts"))
    rulebook = verbs.add_parser("rulebook", help="check rulebooks").add_subparsers(metavar="VERB", required=True)
    check = rulebook.add_parser("check", help="check every rulebook below a folder")
    check.add_argument("path", type=Path, nargs="?")
    check.set_defaults(run=_check)
    demo = verbs.add_parser("demo", help="a server with sample cases and the workstation signed in to it")
    demo.add_argument("--tour", type=Path, metavar="DIR", help="do the whole job off screen, leave pictures in DIR")
    demo.add_argument("--pack", type=Path, help="another pack than the demo's own")
    demo.add_argument("--lang", choices=("zh_CN", "en"), default="")
    demo.add_argument("--theme", choices=("light", "dark"), default="")
    demo.add_argument("--size", default="", metavar="WxH")
    demo.set_defaults(run=_demo)
    return parser


def _open_words(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--server", default="", help="the address of the server")
    parser.add_argument("--account", default="")
    parser.add_argument("--profile", type=Path, help="the folder for profiles, in place of the system's")
    parser.add_argument("--tour", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--handed", action="store_true", help=argparse.SUPPRESS)
    parser.set_defaults(run=_open)


def _server_words(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--server", required=True, help="the address of the server")
    parser.add_argument("--as", dest="account", required=True, metavar="ACCOUNT", help="the operator who signs in")
    parser.add_argument("--ca-file", help="certificates to trust for the server")
    parser.add_argument("--password-stdin", action="store_true", help="read the password from standard input")


def _account_verbs(parser: argparse.ArgumentParser) -> None:
    verbs = parser.add_subparsers(metavar="VERB", required=True)
    first = verbs.add_parser("first", help="make the first operator with the one-time code that the server printed")
    first.add_argument("--server", required=True)
    first.add_argument("--ca-file")
    first.add_argument("account")
    first.add_argument("--name", required=True)
    first.set_defaults(run=_first)
    add = verbs.add_parser("add", help="make an account")
    _server_words(add)
    add.add_argument("new", metavar="NEW")
    add.add_argument("--name", required=True)
    roles = ("reviewer", "supervisor", "policy", "auditor", "operator")
    add.add_argument("--role", action="append", required=True, choices=roles)
    add.set_defaults(run=_add)
    known = verbs.add_parser("list", help="list the accounts")
    _server_words(known)
    known.set_defaults(run=_list)


# -- the workstation --


def _open(options: argparse.Namespace) -> int:
    from reviewer_app.ui import start

    handed = json.loads(sys.stdin.readline()) if options.handed else {}
    if options.tour is not None:
        from reviewer_app.ui.tour import tour

        return tour.run(options.server, options.profile, options.tour, handed)
    return start.run(options.server, options.account, options.profile, handed)


def _demo(options: argparse.Namespace) -> int:
    """The server in this process, the workstation (or the tour) in one of its own; secrets go through its pipe."""
    from reviewer_app.client.clock import SystemClock
    from reviewer_app.client.remote import HttpApi
    from reviewer_app.client.remote.pack_import import import_pack
    from reviewer_app.client.store.device import fresh_id
    from reviewer_app.server.demo import ACCOUNTS, OPERATOR, demo_server, secrets_of, shifted_pack
    from reviewer_app.wire.messages import SignIn

    with tempfile.TemporaryDirectory(prefix="reviewer-demo-") as made:
        folder = Path(made)
        handed = secrets_of() | {"lang": options.lang, "theme": options.theme, "size": options.size}
        with demo_server(folder / "server", handed["password"]) as served:
            api = HttpApi(served.url)
            api.sign_in(SignIn(account=OPERATOR, password=handed["password"], device=fresh_id(SystemClock())))
            import_pack(api, shifted_pack(options.pack, folder / "pack"))
            api.close()
            command = [sys.executable, "-m", "reviewer_app.cli", "open", "--handed", "--server", served.url]
            command += ["--account", ACCOUNTS[0], "--profile", str(folder / "profiles")]
            if options.tour is not None:
                command += ["--tour", str(options.tour.resolve())]
            done = subprocess.run(command, input=json.dumps(handed) + "\n", text=True, check=False)
            return done.returncode


# -- the server --


def _serve(options: argparse.Namespace) -> int:
    from reviewer_app.server.run import ServeRefused, serve

    database = options.database or os.environ.get("REVIEWER_DATABASE_URL")
    try:
        serve(options.data, options.host, options.port, options.cert, options.key, database)
    except ServeRefused as refused:
        return _say_trouble(str(refused))
    return 0


def _check(options: argparse.Namespace) -> int:
    from reviewer_app.rulebooks.check import check_folder
    from reviewer_app.rulebooks.shipped import shipped_folder

    problems = check_folder(options.path or shipped_folder())
    for problem in problems:
        print(problem)
    print(f"{len(problems)} problems" if problems else "no problems")
    return TROUBLE if problems else 0


# -- verbs that sign in --


def _signed_in(options: argparse.Namespace) -> HttpApi:
    from reviewer_app.client.clock import SystemClock
    from reviewer_app.client.remote import HttpApi
    from reviewer_app.client.store.device import fresh_id
    from reviewer_app.wire.messages import SignIn

    password = sys.stdin.readline().rstrip("\r\n") if options.password_stdin else getpass.getpass("Password: ")
    api = HttpApi(options.server, ca_file=options.ca_file)
    api.sign_in(SignIn(account=options.account, password=password, device=fresh_id(SystemClock())))
    return api


def _import(options: argparse.Namespace) -> int:
    from reviewer_app.client.remote.pack_report import bring_in
    from reviewer_app.client.trouble import Trouble

    try:
        return bring_in(_signed_in(options), options.pack)
    except (Trouble, FileNotFoundError, ValueError) as trouble:
        return _say_trouble(_words(trouble))


def _first(options: argparse.Namespace) -> int:
    from reviewer_app.client.remote import HttpApi
    from reviewer_app.client.trouble import Trouble
    from reviewer_app.wire.messages import Setup

    try:
        code, password = getpass.getpass("One-time code: "), getpass.getpass("Password: ")
        ask = Setup(code=code.strip(), account=options.account, name=options.name, password=password)
        HttpApi(options.server, ca_file=options.ca_file).set_up(ask)
    except (Trouble, ValueError) as trouble:
        return _say_trouble(_words(trouble))
    print(f"{options.account} is the first operator.")
    return 0


def _add(options: argparse.Namespace) -> int:
    from reviewer_app.client.trouble import Trouble
    from reviewer_app.domain.access import Role
    from reviewer_app.wire.messages import NewAccount

    try:
        api = _signed_in(options)
        password = (
            sys.stdin.readline().rstrip("\r\n") if options.password_stdin else getpass.getpass("Password for NEW: ")
        )
        roles = tuple(Role(role) for role in options.role)
        api.add_account(NewAccount(account=options.new, name=options.name, roles=roles, password=password))
    except (Trouble, ValueError) as trouble:
        return _say_trouble(_words(trouble))
    print(f"{options.new} is made.")
    return 0


def _list(options: argparse.Namespace) -> int:
    from reviewer_app.client.trouble import Trouble

    try:
        known = _signed_in(options).accounts().accounts
    except (Trouble, ValueError) as trouble:
        return _say_trouble(_words(trouble))
    for account in known:
        roles = ", ".join(role.value for role in account.roles)
        print(f"{account.account}\t{account.name}\t{roles}{' (disabled)' if account.disabled else ''}")
    return 0


def _words(trouble: Exception) -> str:
    what, todo = getattr(trouble, "what", ""), getattr(trouble, "todo", "")
    problem = getattr(trouble, "problem", None)
    if problem is not None:
        return str(problem.title)
    return f"{what} {todo}".strip() or str(trouble)


def _say_trouble(words: str) -> int:
    print(words, file=sys.stderr)
    return TROUBLE


if __name__ == "__main__":
    sys.exit(main())
