"""The doors: the workstation, the server, and the verbs for those who run them."""

from __future__ import annotations

import argparse
import getpass
import json
import os
import re
import subprocess
import sys
import tempfile
import time
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from reviewer_app.client.words import _, ngettext, speak

if TYPE_CHECKING:
    from reviewer_app.client.remote import HttpApi
    from reviewer_app.client.trouble import Trouble

TROUBLE, STOPPED = 1, 130
QUIET = "qt.multimedia.*=false"
"""Qt says on standard error which sound servers it misses; where it matters the screen says it."""


def main(words: Sequence[str] | None = None) -> int:
    """Runs a verb; answers with the exit status. With none the workstation opens."""
    speak(_language(os.environ))
    options = _parser().parse_args(words)
    try:
        return int(options.run(options))
    except KeyboardInterrupt:
        print("\n" + _("Stopped."), file=sys.stderr)
        return STOPPED
    except BrokenPipeError:  # whoever read what we print has gone; nothing is left to say, not even at the end
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return TROUBLE


def _language(surroundings: Mapping[str, str]) -> str:
    """The language of the terminal: Chinese for any Chinese locale, else English."""
    named = (surroundings.get(name) for name in ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"))
    return "zh_CN" if next(filter(None, named), "").lower().startswith("zh") else "en"


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="reviewer", description=_("The workstation for multi-round review."))
    verbs = parser.add_subparsers(title=_("verbs"), metavar="VERB")
    # A default of the verb's own would undo what was said before it: `reviewer --server URL open`.
    also = _("open the workstation (also with no verb at all)")
    _open_words(verbs.add_parser("open", help=also, argument_default=argparse.SUPPRESS))
    _open_words(parser)
    parser.set_defaults(server="", account="")
    serve = verbs.add_parser("serve", help=_("run the server"))
    serve.add_argument("--data", type=Path, required=True, help=_("the folder with its database and files"))
    serve.add_argument("--host", default="127.0.0.1", help=_("the address to serve on (127.0.0.1)"))
    serve.add_argument("--port", type=_port, default=8765, help=_("the port (8765); 0 takes any free one"))
    serve.add_argument("--cert", type=Path, help=_("TLS certificate chain; needed for any address but loopback"))
    serve.add_argument("--key", type=Path, help=_("TLS private key"))
    serve.add_argument("--database", help=_("a PostgreSQL address in place of SQLite (or REVIEWER_DATABASE_URL)"))
    serve.epilog = _("A database's password belongs in ~/.pgpass, never in its address.")
    serve.set_defaults(run=_serve)
    bring = verbs.add_parser("import", help=_("bring a pack of cases in"))
    bring.add_argument("pack", type=Path, help=_("a folder with cases.jsonl and the files it names"))
    _server_words(bring)
    bring.set_defaults(run=_import)
    _account_verbs(verbs.add_parser("account", help=_("make and list accounts")))
    _rulebook_verbs(verbs.add_parser("rulebook", help=_("check, show and compare rulebooks")))
    demo = verbs.add_parser("demo", help=_("a server with sample cases and the workstation signed in to it"))
    demo.add_argument("--tour", type=Path, metavar="DIR", help=_("do the whole job off screen, leave pictures in DIR"))
    demo.add_argument("--pack", type=Path, help=_("another pack than the demo's own"))
    demo.add_argument("--lang", choices=("zh_CN", "en"), default="")
    demo.add_argument("--theme", choices=("light", "dark"), default="")
    demo.add_argument("--size", type=_size, metavar="WxH", help=_("the size of the window"))
    demo.set_defaults(run=_demo)
    return parser


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


def _server_words(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--server", required=True, help=_("the address of the server"))
    parser.add_argument("--as", dest="account", required=True, metavar="ACCOUNT", help=_("the operator who signs in"))
    parser.add_argument("--ca-file", help=_("certificates to trust for the server"))
    parser.add_argument("--password-stdin", action="store_true", help=_("read the password from standard input"))


def _account_verbs(parser: argparse.ArgumentParser) -> None:
    verbs = parser.add_subparsers(metavar="VERB", required=True)
    first = verbs.add_parser("first", help=_("make the first operator with the one-time code that the server printed"))
    first.add_argument("--server", required=True, help=_("the address of the server"))
    first.add_argument("--ca-file", help=_("certificates to trust for the server"))
    first.add_argument("--password-stdin", action="store_true", help=_("read two lines: the code, then the password"))
    first.add_argument("account", metavar="NEW", help=_("the operator's account"))
    first.add_argument("--name", required=True, help=_("the person's name"))
    first.set_defaults(run=_first)
    add = verbs.add_parser("add", help=_("make an account"))
    add.epilog = _("With --password-stdin two lines are read: the operator's password, then the new one's.")
    _server_words(add)
    add.add_argument("new", metavar="NEW", help=_("the new account"))
    add.add_argument("--name", required=True, help=_("the person's name"))
    roles = ("reviewer", "supervisor", "policy", "auditor", "operator")
    add.add_argument("--role", action="append", required=True, choices=roles, help=_("may be said more than once"))
    add.set_defaults(run=_add)
    known = verbs.add_parser("list", help=_("list the accounts"))
    _server_words(known)
    known.set_defaults(run=_list)


def _rulebook_verbs(parser: argparse.ArgumentParser) -> None:
    verbs = parser.add_subparsers(metavar="VERB", required=True)
    check = verbs.add_parser("check", help=_("check every rulebook below a folder"))
    check.add_argument("path", type=Path, nargs="?")
    check.set_defaults(run=_check)
    record = verbs.add_parser("record", help=_("write down the digests of versions that go out"))
    record.add_argument("path", type=Path, nargs="?")
    record.add_argument(
        "--anew", action="append", default=[], metavar="ID@VERSION", help=_("a changed version that nobody has yet")
    )
    record.set_defaults(run=_record)
    show = verbs.add_parser("show", help=_("show the version of a rulebook or schedule that was in force"))
    show.add_argument("id", metavar="ID", help=_("the rulebook or schedule"))
    show.add_argument("--at", required=True, metavar="TIME", help=_("when the conduct happened: a day, or an instant"))
    show.set_defaults(run=_show)
    differ = verbs.add_parser("diff", help=_("show what differs between two versions"))
    differ.add_argument("before", metavar="A", help=_("a version, as ID@VERSION"))
    differ.add_argument("after", metavar="B", help=_("another, as ID@VERSION"))
    differ.set_defaults(run=_diff)
    for verb in (show, differ):
        verb.add_argument("--path", type=Path, help=_("another folder of rulebooks than the program's own"))
        verb.add_argument("--lang", choices=("zh_CN", "en"), default=_language(os.environ))


# -- the workstation --


def _open(options: argparse.Namespace) -> int:
    os.environ.setdefault("QT_LOGGING_RULES", QUIET)  # before Qt is loaded: it reads them once
    if options.early:
        from reviewer_app.ui import (
            start,  # what is handed over comes when its server is there; this is loaded meanwhile
        )

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
    from reviewer_app.client.remote import HttpApi
    from reviewer_app.client.remote.pack_import import import_pack
    from reviewer_app.client.remote.pack_report import check_pack
    from reviewer_app.client.store.device import fresh_id
    from reviewer_app.server.demo import ACCOUNTS, OPERATOR, PACK, demo_server, secrets_of, shifted_pack
    from reviewer_app.wire.messages import SignIn

    try:
        check_pack(options.pack or PACK)
    except FileNotFoundError as lacking:
        return _say_trouble(str(lacking))
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
        return _say_trouble(str(refused))
    return 0


def _check(options: argparse.Namespace) -> int:
    from reviewer_app.rulebooks.check import check_folder
    from reviewer_app.rulebooks.shipped import shipped_folder

    problems = check_folder(options.path or shipped_folder())
    for problem in problems:
        print(problem)
    count = ngettext("{count} problem", "{count} problems", len(problems)).format(count=len(problems))
    print(count if problems else _("no problems"))
    return TROUBLE if problems else 0


def _record(options: argparse.Namespace) -> int:
    from reviewer_app.rulebooks.check import record_published

    return _printed(
        lambda: (f"{digest}  {name}" for name, digest in record_published(_rulebooks(options), options.anew).items())
    )


def _show(options: argparse.Namespace) -> int:
    from reviewer_app.rulebooks.lookup import read_versions, version_at
    from reviewer_app.rulebooks.printing import version_lines

    def lines() -> Iterator[str]:
        found = version_at(read_versions(_rulebooks(options)), options.id, options.at)
        return version_lines(found.version, found.digest, options.lang)

    return _printed(lines)


def _diff(options: argparse.Namespace) -> int:
    from reviewer_app.rulebooks.diff import diff
    from reviewer_app.rulebooks.lookup import read_versions, version_named
    from reviewer_app.rulebooks.printing import difference_lines

    def lines() -> Iterator[str]:
        versions = read_versions(_rulebooks(options))
        before, after = (version_named(versions, name).version for name in (options.before, options.after))
        return difference_lines(diff(before, after), options.lang)

    return _printed(lines)


def _rulebooks(options: argparse.Namespace) -> Path:
    from reviewer_app.rulebooks.shipped import shipped_folder

    return options.path or shipped_folder()


def _printed(lines: Callable[[], Iterator[str]]) -> int:
    from reviewer_app.rulebooks.problems import RulebookRefused

    try:
        for line in lines():
            print(line)
    except (RulebookRefused, ValueError) as refused:
        return _say_trouble(str(refused))
    return 0


# -- verbs that sign in --


class NotGiven(ValueError):
    """A secret that was asked for did not come."""


@contextmanager
def _signed_in(options: argparse.Namespace) -> Iterator[HttpApi]:
    """A session that ends with the verb: what an operator may do should not lie about for days."""
    from reviewer_app.client.remote import HttpApi
    from reviewer_app.client.trouble import Trouble
    from reviewer_app.domain.ids import uuid7
    from reviewer_app.wire.messages import SignIn

    with closing(HttpApi(options.server, ca_file=options.ca_file)) as api:
        password = _secret(options, _("Password of {account}: ").format(account=options.account))
        device = uuid7(time.time_ns() // 1_000_000, os.urandom(10))  # for this once: it keeps nothing
        api.sign_in(SignIn(account=options.account, password=password, device=device))
        try:
            yield api
        finally:
            try:
                api.sign_out()
            except Trouble:
                pass  # the server ends the session by itself when its time is over


def _import(options: argparse.Namespace) -> int:
    from reviewer_app.client.remote.pack_report import bring_in, check_pack

    def bring() -> int:
        check_pack(options.pack)
        with _signed_in(options) as api:
            return bring_in(api, options.pack)

    return _calmly(bring, _("What came in before stays in; the same import can be run again."))


def _first(options: argparse.Namespace) -> int:
    from reviewer_app.client.remote import HttpApi
    from reviewer_app.wire.messages import Setup

    def make() -> int:
        with closing(HttpApi(options.server, ca_file=options.ca_file)) as api:
            code = _secret(options, _("One-time code: "))
            password = _new_secret(options, options.account)
            api.set_up(Setup(code=code.strip(), account=options.account, name=options.name, password=password))
        print(_("{account} is the first operator.").format(account=options.account))
        return 0

    return _calmly(make)


def _add(options: argparse.Namespace) -> int:
    from reviewer_app.domain.access import Role
    from reviewer_app.wire.messages import NewAccount

    def make() -> int:
        with _signed_in(options) as api:
            password = _new_secret(options, options.new)
            roles = tuple(Role(role) for role in dict.fromkeys(options.role))
            api.add_account(NewAccount(account=options.new, name=options.name, roles=roles, password=password))
        print(_("{account} is made.").format(account=options.new))
        return 0

    return _calmly(make)


def _list(options: argparse.Namespace) -> int:
    def show() -> int:
        with _signed_in(options) as api:
            known = api.accounts().accounts
        for account in known:
            roles = ", ".join(role.value for role in account.roles)
            ended = " " + _("(disabled)") if account.disabled else ""
            print(f"{account.account}\t{account.name}\t{roles}{ended}")
        return 0

    return _calmly(show)


# -- secrets, and words for what went wrong --


def _secret(options: argparse.Namespace, prompt: str) -> str:
    """A secret from a prompt, or the next line of standard input. Raises NotGiven."""
    try:
        said = sys.stdin.readline().rstrip("\r\n") if options.password_stdin else _asked(prompt)
        said.encode()  # what is not text may come in as lone surrogates
    except UnicodeError as error:
        raise NotGiven(_("What was entered is not UTF-8 text.")) from error
    if not said:
        words = _("Nothing was given for: {prompt}. With --password-stdin each has its own line.")
        raise NotGiven(words.format(prompt=prompt.rstrip(" :：")))
    return said


def _asked(prompt: str) -> str:
    with warnings.catch_warnings():
        warnings.simplefilter("error", getpass.GetPassWarning)  # it would go on and show what is typed
        try:
            return getpass.getpass(prompt)
        except (getpass.GetPassWarning, EOFError) as error:
            raise NotGiven(_("There is no terminal to ask for it at; hand it over with --password-stdin.")) from error


def _new_secret(options: argparse.Namespace, account: str) -> str:
    said = _secret(options, _("New password for {account}: ").format(account=account))
    if not options.password_stdin and _secret(options, _("The same again: ")) != said:
        raise NotGiven(_("The two passwords differ; nothing was made."))
    return said


def _calmly(verb: Callable[[], int], kept: str = "") -> int:
    """Runs a verb; known trouble becomes a line or two, ending in what is `kept` of the work."""
    from pydantic import ValidationError

    from reviewer_app.client.trouble import Trouble

    try:
        return verb()
    except BrokenPipeError:
        raise
    except KeyboardInterrupt:
        stopped = _("Stopped.")
        print("\n" + f"{stopped} {kept}".rstrip(), file=sys.stderr)
        return STOPPED
    except Trouble as trouble:
        return _say_trouble(_words(trouble))
    except ValidationError as error:  # its own text would repeat what was entered, a password too
        return _say_trouble(_wanted(str(error.errors(include_url=False, include_input=False)[0]["loc"][0])))
    except (OSError, ValueError) as error:
        why = str(error)
        return _say_trouble(why[:1].upper() + why[1:] + ("" if why.endswith(".") else "."))


def _wanted(field: str) -> str:
    """What a field must be, for a value of it that was not."""
    return {
        "account": _("An account is up to 128 letters, digits and . _ : - and begins with a letter or digit."),
        "password": _("A password has 8 to 1024 characters; nothing was made."),
        "name": _("A name has 1 to 200 characters."),
    }.get(field, _("The value for {field} is not allowed.").format(field=field))


def _words(trouble: Trouble) -> str:
    """Trouble as an operator should read it; what it says otherwise is for those who judge cases."""
    from reviewer_app.client.remote import BadReply, Refused, Unreachable, Untrusted
    from reviewer_app.wire.problems import TITLES, Code

    if isinstance(trouble, Refused):
        return " ".join(filter(None, (_(trouble.problem.title), trouble.problem.detail)))
    if isinstance(trouble, Untrusted):
        return _(trouble.what) + " " + _("Name the certificate that it goes by with --ca-file.")
    if isinstance(trouble, BadReply):
        return _(trouble.what) + " " + _("Check that the address is that of a review server of this version.")
    if isinstance(trouble, Unreachable) and trouble.detail in set(Code):
        wait = f" ({trouble.retry_after:.0f} s)" if trouble.retry_after else ""
        return _(TITLES[Code(trouble.detail)]) + wait
    return _("The server cannot be reached. Check the address, and that the server is running, then run this again.")


def _say_trouble(words: str) -> int:
    print(words, file=sys.stderr)
    return TROUBLE


if __name__ == "__main__":
    sys.exit(main())
