"""The doors: the workstation, the server, and the verbs for those who run them."""

from __future__ import annotations

import argparse
import json
import os
import re
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from reviewer_app.cli_session import (
    STOPPED,
    TROUBLE,
    calmly,
    new_secret,
    say_trouble,
    secret,
    server_address,
    server_words,
    signed_in,
)
from reviewer_app.client import collector
from reviewer_app.client.terminal import terminal_words, to_argparse
from reviewer_app.client.words import _, ngettext, of_surroundings, speak

if TYPE_CHECKING:
    import subprocess

    from reviewer_app.wire.messages import AccountSet

QUIET = "qt.multimedia.*=false"
"""Qt says on standard error which sound servers it misses; where it matters the screen says it."""


def main(words: Sequence[str] | None = None) -> int:
    """Runs a verb; answers with the exit status. With none the workstation opens."""
    language = of_surroundings(os.environ)
    speak(language)
    to_argparse()
    said = sys.argv[1:] if words is None else words
    options = _parser(language, said).parse_args(said)
    try:
        return int(options.run(options))
    except KeyboardInterrupt:
        print("\n" + _("Stopped."), file=sys.stderr)
        return STOPPED
    except BrokenPipeError:  # whoever read what we print has gone; nothing is left to say, not even at the end
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return TROUBLE


def _parser(language: str, said: Sequence[str]) -> argparse.ArgumentParser:
    """The parser of a line; of the verbs that it does not name it knows the names alone, so that none is waited for."""
    parser = argparse.ArgumentParser(prog="reviewer", description=_("The workstation for multi-round review."))
    verbs = parser.add_subparsers(title=_("verbs"), metavar="VERB")
    # A default of the verb's own would undo what was said before it: `reviewer --server URL open`.
    also = _("open the workstation (also with no verb at all)")
    _open_words(verbs.add_parser("open", help=also, argument_default=argparse.SUPPRESS))
    _open_words(parser)
    parser.set_defaults(server="", account="")
    for verb, (help_words, add_words) in _verbs(language).items():
        known = verbs.add_parser(verb, help=help_words)
        if verb in said:
            add_words(known)
    return parser


def _verbs(language: str) -> dict[str, tuple[str, Callable[[argparse.ArgumentParser], None]]]:
    return {
        "serve": (_("run the server"), _serve_words),
        "import": (_("bring a pack of cases in"), _import_words),
        "account": (_("make, list, disable and enable accounts"), _account_verbs),
        "rulebook": (_("check, show, compare and try rulebooks"), partial(_rulebook_verbs, language)),
        "demo": (_("a server with sample cases and the workstation signed in to it"), _demo_words),
    }


def _rulebook_verbs(language: str, parser: argparse.ArgumentParser) -> None:
    from reviewer_app import cli_rulebooks

    cli_rulebooks.add_verbs(parser, language)


def _serve_words(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--data", type=Path, required=True, help=_("the folder with its database and files"))
    parser.add_argument("--host", default="127.0.0.1", help=_("the address to serve on (127.0.0.1)"))
    parser.add_argument("--port", type=_port, default=8765, help=_("the port (8765); 0 takes any free one"))
    parser.add_argument("--cert", type=Path, help=_("TLS certificate chain; needed for any address but loopback"))
    parser.add_argument("--key", type=Path, help=_("TLS private key"))
    parser.add_argument("--database", help=_("a PostgreSQL address in place of SQLite (or REVIEWER_DATABASE_URL)"))
    parser.epilog = _("A database's password belongs in ~/.pgpass; an address that holds one is refused.")
    parser.set_defaults(run=_serve)


def _import_words(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("pack", type=Path, help=_("a folder with cases.jsonl and the files it names"))
    server_words(parser)
    parser.set_defaults(run=_import)


def _demo_words(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--tour", type=Path, metavar="DIR", help=_("do the whole job off screen, leave pictures in DIR")
    )
    parser.add_argument("--pack", type=Path, help=_("another pack than the demo's own"))
    parser.add_argument("--lang", choices=("zh_CN", "en"), default="")
    parser.add_argument("--theme", choices=("light", "dark"), default="")
    parser.add_argument("--size", type=_size, metavar="WxH", help=_("the size of the window"))
    parser.set_defaults(run=_demo)


def _port(text: str) -> int:
    if not text.isascii() or not text.isdecimal() or int(text) > 65535:
        raise argparse.ArgumentTypeError(_("{text} is not a port; it is a number from 0 to 65535").format(text=text))
    return int(text)


def _size(text: str) -> str:
    if re.fullmatch(r"[1-9]\d{2,4}x[1-9]\d{2,4}", text, re.ASCII | re.IGNORECASE) is None:
        raise argparse.ArgumentTypeError(_("{text} is not a size in pixels; it is like 1280x800").format(text=text))
    return text


def _open_words(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--server", help=_("the address of the server"))
    parser.add_argument("--account", help=_("who signs in"))
    parser.add_argument("--profile", type=Path, help=_("the folder for profiles, in place of the system's"))
    parser.add_argument("--tour", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--handed", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("--early", action="store_true", help=argparse.SUPPRESS)
    parser.set_defaults(run=_open)


def _account_verbs(parser: argparse.ArgumentParser) -> None:
    verbs = parser.add_subparsers(metavar="VERB", required=True)
    first = verbs.add_parser("first", help=_("make the first operator with the one-time code that the server printed"))
    first.add_argument("--server", type=server_address, required=True, help=_("the address of the server"))
    first.add_argument("--ca-file", help=_("certificates to trust for the server"))
    first.add_argument("--password-stdin", action="store_true", help=_("read two lines: the code, then the password"))
    first.add_argument("account", metavar="NEW", help=_("the operator's account"))
    first.add_argument("--name", required=True, help=_("the person's name"))
    first.set_defaults(run=_first)
    add = verbs.add_parser("add", help=_("make an account"))
    add.epilog = _("With --password-stdin two lines are read: the operator's password, then the new one's.")
    server_words(add)
    add.add_argument("new", metavar="NEW", help=_("the new account"))
    add.add_argument("--name", required=True, help=_("the person's name"))
    roles = ("reviewer", "supervisor", "policy", "auditor", "operator")
    add.add_argument("--role", action="append", required=True, choices=roles, help=_("may be said more than once"))
    add.set_defaults(run=_add)
    known = verbs.add_parser("list", help=_("list the accounts"))
    server_words(known)
    known.set_defaults(run=_list)
    disable = verbs.add_parser("disable", help=_("let nobody in under an account any more; what was decided stands"))
    disable.set_defaults(disabled=True)
    enable = verbs.add_parser("enable", help=_("let the person of a disabled account in again"))
    enable.set_defaults(disabled=False)
    for verb in (disable, enable):
        verb.add_argument("named", metavar="NAME", help=_("the account"))
        server_words(verb)
        verb.set_defaults(run=_set_account)
    key = verbs.add_parser("key", help=_("register the key with which a policy owner signs versions"))
    key.add_argument("owner", metavar="OWNER", help=_("the policy owner's account"))
    key.add_argument("key", metavar="KEY", help=_("the public key, as `reviewer rulebook key` printed it"))
    key.add_argument("--end", action="store_true", help=_("end it: nothing more is published with it"))
    server_words(key)
    key.set_defaults(run=_policy_key)


# -- the workstation --


def _open(options: argparse.Namespace) -> int:
    from reviewer_app.ui.libraries import NoScreen, check

    os.environ.setdefault("QT_LOGGING_RULES", QUIET)  # before Qt is loaded: it reads them once
    # Looking for pydantic's plugins reads what every installed package says of itself; this program has none.
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
    collector.rest()
    if options.tour is not None:
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    try:
        check(os.environ)
    except NoScreen as none:
        return say_trouble(str(none))
    if options.early:
        # What is handed over comes when its server is there; all that it needs is loaded meanwhile.
        from reviewer_app.client.viewmodels import rooms
        from reviewer_app.ui import start
        from reviewer_app.ui.signin import page  # noqa: F401 - that it is loaded is all

        rooms.load()

    line = sys.stdin.readline() if options.handed else "{}"
    if not line:
        return TROUBLE  # whoever was to hand it over has gone, and said why
    handed = json.loads(line)
    options.server, options.account = (handed.get(name) or getattr(options, name) for name in ("server", "account"))
    ahead = None
    if handed.get("passphrase") and options.server and options.account and options.tour is None:
        from reviewer_app.client.settings import derive, profile

        # Before Qt is loaded: deriving the key and loading the program take equally long, side by side.
        folder = profile.profiles_root(options.profile)
        ahead = derive.begin(folder, options.server, options.account, handed["passphrase"])
    from reviewer_app.ui import start

    if options.tour is not None:
        from reviewer_app.ui.tour import tour

        return tour.run(options.server, options.profile, options.tour, handed)
    return start.run(options.server, options.account, options.profile, handed, ahead)


def _demo(options: argparse.Namespace) -> int:
    """The server in this process, the workstation (or the tour) in one of its own; secrets go through its pipe."""
    import subprocess
    import tempfile

    with tempfile.TemporaryDirectory(prefix="reviewer-demo-") as made:
        folder = Path(made)
        command = [sys.executable, "-m", "reviewer_app.cli", "open", "--handed", "--early"]
        command += ["--profile", str(folder / "profiles")]
        if options.tour is not None:
            command += ["--tour", str(options.tour.resolve())]
        # It loads while the server does. Leaving the block closes its pipe: with nothing handed over it just ends.
        with subprocess.Popen(command, stdin=subprocess.PIPE, text=True) as window:
            return _demo_day(options, folder, window)


def _demo_day(options: argparse.Namespace, folder: Path, window: subprocess.Popen[str]) -> int:
    from reviewer_app.client.clock import SystemClock
    from reviewer_app.client.ids import fresh_id
    from reviewer_app.client.remote import HttpApi
    from reviewer_app.client.remote.pack_import import import_pack
    from reviewer_app.client.remote.pack_report import check_pack
    from reviewer_app.server.demo import ACCOUNTS, OPERATOR, PACK, demo_server, secrets_of, shifted_pack
    from reviewer_app.wire.messages import SignIn

    try:
        check_pack(options.pack or PACK)
    except FileNotFoundError as lacking:
        return say_trouble(str(lacking))
    if window.poll() is not None:
        return window.returncode  # it has said why; nobody waits for its server
    secrets = secrets_of()
    with demo_server(folder / "server", secrets["password"]) as served:
        api = HttpApi(served.url)
        api.sign_in(SignIn(account=OPERATOR, password=secrets["password"], device=fresh_id(SystemClock())))
        import_pack(api, shifted_pack(options.pack, folder / "pack"))
        api.close()
        looks = {"lang": options.lang, "theme": options.theme, "size": options.size or ""}
        handed = secrets | looks | {"server": served.url, "account": ACCOUNTS[0]}
        window.communicate(json.dumps(handed) + "\n")
    return window.returncode


# -- the server --


def _serve(options: argparse.Namespace) -> int:
    from reviewer_app.server.run import ServeRefused, serve

    database = options.database or os.environ.get("REVIEWER_DATABASE_URL")
    try:
        serve(options.data, options.host, options.port, options.cert, options.key, database)
    except ServeRefused as refused:
        return say_trouble(terminal_words(str(refused)))
    return 0


# -- verbs that sign in --


def _import(options: argparse.Namespace) -> int:
    from reviewer_app.client.remote.pack_report import bring_in, check_pack

    def bring() -> int:
        check_pack(options.pack)
        with signed_in(options) as api:
            return bring_in(api, options.pack)

    return calmly(bring, _("What came in before stays in; the same import can be run again."))


def _first(options: argparse.Namespace) -> int:
    from reviewer_app.client.remote import HttpApi
    from reviewer_app.wire.messages import Setup

    def make() -> int:
        with closing(HttpApi(options.server, ca_file=options.ca_file)) as api:
            code = secret(options, _("One-time code: "))
            password = new_secret(options, _("New password for {account}: ").format(account=options.account))
            api.set_up(Setup(code=code.strip(), account=options.account, name=options.name, password=password))
        print(_("{account} is the first operator.").format(account=options.account))
        return 0

    return calmly(make)


def _add(options: argparse.Namespace) -> int:
    from reviewer_app.domain.access import Role
    from reviewer_app.wire.messages import NewAccount

    def make() -> int:
        with signed_in(options) as api:
            password = new_secret(options, _("New password for {account}: ").format(account=options.new))
            roles = tuple(Role(role) for role in dict.fromkeys(options.role))
            api.add_account(NewAccount(account=options.new, name=options.name, roles=roles, password=password))
        print(_("{account} is made.").format(account=options.new))
        return 0

    return calmly(make)


def _policy_key(options: argparse.Namespace) -> int:
    from reviewer_app.client.remote.api import Refused
    from reviewer_app.wire.messages import PolicyKey
    from reviewer_app.wire.problems import Code
    from reviewer_app.wire.signing import fingerprint

    def register() -> int:
        ask = PolicyKey(account=options.owner, key=options.key)
        try:
            with signed_in(options) as api:
                (api.end_key if options.end else api.register_key)(ask)
        except Refused as refused:
            if refused.problem.code is not Code.NOT_FOUND:
                raise
            no_owner, no_key = _("{account} is no policy owner here."), _("{account} has no such key here.")
            return say_trouble((no_key if options.end else no_owner).format(account=options.owner))
        words = (
            _("The key {fingerprint} of {account} is ended.")
            if options.end
            else _("The key {fingerprint} of {account} is registered; compare it with what its owner sees.")
        )
        print(words.format(fingerprint=fingerprint(options.key), account=options.owner))
        return 0

    return calmly(register)


def _set_account(options: argparse.Namespace) -> int:
    from reviewer_app.client.remote.api import Refused
    from reviewer_app.wire.messages import AccountNamed
    from reviewer_app.wire.problems import Code

    def change() -> int:
        ask = AccountNamed(account=options.named)
        try:
            with signed_in(options) as api:
                made = (api.disable_account if options.disabled else api.enable_account)(ask)
        except Refused as refused:
            if refused.problem.code is not Code.NOT_FOUND:
                raise
            return say_trouble(_("There is no account {account} here.").format(account=options.named))
        for line in _account_lines(made):
            print(line)
        return 0

    return calmly(change)


def _account_lines(made: AccountSet) -> Iterator[str]:
    """What became of an account and its cases."""
    if not made.disabled:
        yield _("{account} may sign in again.").format(account=made.account)
        return
    yield _("{account} is disabled and signed out everywhere.").format(account=made.account)
    if made.given_back:
        words = ngettext("{count} case went back.", "{count} cases went back.", made.given_back)
        yield words.format(count=made.given_back)
    if made.waiting:
        words = ngettext(
            "{count} case was returned to this person and waits for them alone.",
            "{count} cases were returned to this person and wait for them alone.",
            made.waiting,
        )
        yield words.format(count=made.waiting)


def _list(options: argparse.Namespace) -> int:
    def show() -> int:
        with signed_in(options) as api:
            known = api.accounts().accounts
        for account in known:
            roles = ", ".join(role.value for role in account.roles)
            ended = " " + _("(disabled)") if account.disabled else ""
            print(f"{account.account}\t{account.name}\t{roles}{ended}")
        return 0

    return calmly(show)


if __name__ == "__main__":
    sys.exit(main())
