"""The verbs of `reviewer rulebook`: check, show, diff, backtest, publish, rereview, and the key that signs."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from reviewer_app.cli_session import TROUBLE, NotGiven, calmly, new_secret, say_trouble, secret, server_words, signed_in
from reviewer_app.client.words import _, ngettext

if TYPE_CHECKING:
    Verbs = argparse._SubParsersAction[argparse.ArgumentParser]


def add_verbs(parser: argparse.ArgumentParser, language: str) -> None:
    """Gives the parser of `rulebook` its verbs; `language` is that of the terminal."""
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
    differ.set_defaults(run=_diff)
    trying = verbs.add_parser("backtest", help=_("try a version on decided cases: what would come out otherwise"))
    trying.add_argument("--cases", metavar="FILE", help=_("decided cases, a line each; - reads them in"))
    trying.add_argument("--report", type=Path, metavar="FILE", help=_("write a line for every case to a new file"))
    server_words(trying, required=False)
    trying.set_defaults(run=_backtest)
    for verb in (differ, trying):
        _two_versions(verb)
    for verb in (show, differ, trying):
        verb.add_argument("--path", type=Path, help=_("another folder of rulebooks than the program's own"))
        verb.add_argument("--lang", choices=("zh_CN", "en"), default=language)
    _owners_verbs(verbs)


def _two_versions(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("before", metavar="A", help=_("a version, as ID@VERSION"))
    parser.add_argument("after", metavar="B", help=_("another, as ID@VERSION"))


def _owners_verbs(verbs: Verbs) -> None:
    """The verbs of a policy owner."""
    key = verbs.add_parser("key", help=_("make the key that versions are signed with"))
    key.add_argument("file", type=Path, metavar="FILE", help=_("a new file for it"))
    key.add_argument("--password-stdin", action="store_true", help=_("read the passphrase from standard input"))
    key.set_defaults(run=_key)
    publish = verbs.add_parser("publish", help=_("check, sign and publish a version; it never changes any more"))
    publish.add_argument("file", type=Path, metavar="FILE", help=_("its file, in the folder of rulebooks"))
    publish.add_argument("--key", type=Path, required=True, metavar="FILE", help=_("the key that signs"))
    publish.epilog = _("With --password-stdin two lines are read: the key's passphrase, then the password.")
    server_words(publish)
    publish.set_defaults(run=_publish)
    again = verbs.add_parser("rereview", help=_("have cases judged again that a correction may change"))
    _two_versions(again)
    again.add_argument("--limit", type=_many, default=100, metavar="N", help=_("at most so many cases (100)"))
    server_words(again)
    again.set_defaults(run=_rereview)


def _many(text: str) -> int:
    if not text.isascii() or not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(_("{text} is no number of cases; write 1 or more").format(text=text))
    return int(text)


def _check(options: argparse.Namespace) -> int:
    from reviewer_app.client.findings import found_lines
    from reviewer_app.rulebooks.check import check_folder

    problems = check_folder(_rulebooks(options))
    _print_all(found_lines(problems))
    count = ngettext("{count} problem", "{count} problems", len(problems)).format(count=len(problems))
    print(count if problems else _("no problems"))
    return TROUBLE if problems else 0


def _record(options: argparse.Namespace) -> int:
    from reviewer_app.rulebooks.check import record_published

    return _printed(
        lambda: (f"{digest}  {name}" for name, digest in record_published(_rulebooks(options), options.anew).items())
    )


def _show(options: argparse.Namespace) -> int:
    from reviewer_app.client.viewmodels.citewords import place_in_source
    from reviewer_app.rulebooks.lookup import read_versions, version_at
    from reviewer_app.rulebooks.printing import version_lines

    def lines() -> Iterator[str]:
        found = version_at(read_versions(_rulebooks(options)), options.id, options.at)
        place = partial(place_in_source, tongue=options.lang)
        return version_lines(found.version, found.digest, options.lang, place)

    return _printed(lines)


def _diff(options: argparse.Namespace) -> int:
    from reviewer_app.client.viewmodels.citewords import place_in_source
    from reviewer_app.rulebooks.diff import diff
    from reviewer_app.rulebooks.lookup import read_versions, version_named
    from reviewer_app.rulebooks.printing import difference_lines

    def lines() -> Iterator[str]:
        versions = read_versions(_rulebooks(options))
        before, after = (version_named(versions, name).version for name in (options.before, options.after))
        place = partial(place_in_source, tongue=options.lang)
        return difference_lines(diff(before, after), options.lang, (before, after), place)

    return _printed(lines)


def _backtest(options: argparse.Namespace) -> int:
    from reviewer_app.client.remote.rereview import decided_cases
    from reviewer_app.rulebooks.backtest import Tally, trial
    from reviewer_app.rulebooks.backtest_files import read_decided, report_to, tallied
    from reviewer_app.rulebooks.backtest_printing import tally_lines
    from reviewer_app.rulebooks.lookup import read_versions, version_named

    if (options.cases is None) == (options.server is None):
        return say_trouble(_("Say where the decided cases are: --cases FILE, or --server URL with --as ACCOUNT."))

    def run() -> int:
        versions = read_versions(_rulebooks(options))
        two = (version_named(versions, options.before).version, version_named(versions, options.after).version)
        tried = trial(*two)
        tally = Tally()
        with report_to(options.report) as report, ExitStack() as stack:
            if options.cases is not None:
                cases = stack.enter_context(read_decided(options.cases))
            else:
                cases = decided_cases(stack.enter_context(signed_in(options)))
            for count in tallied(tried, cases, tally, report):
                _said_on_the_way(count)
        return _print_all(tally_lines(tally, options.lang, tried.untried(), two))

    return calmly(run)


def _key(options: argparse.Namespace) -> int:
    from reviewer_app.wire.signing import fingerprint, new_key_file, public_text

    def make() -> int:
        if options.file.exists():
            raise FileExistsError(_("{file} is there already; a key is never written over.").format(file=options.file))
        public = public_text(new_key_file(options.file, new_secret(options, _("Passphrase of the key: "))))
        print(_("Public key: {key}").format(key=public))
        print(_("Fingerprint: {fingerprint}").format(fingerprint=fingerprint(public)))
        print(_("Have an operator register it for you (OWNER); OPERATOR is the operator's account:"))
        print(f"reviewer account key OWNER {public} --server https://reviews.example --as OPERATOR")
        return 0

    return calmly(make)


def _publish(options: argparse.Namespace) -> int:
    from reviewer_app.client.findings import found_lines
    from reviewer_app.rulebooks.check import check_folder
    from reviewer_app.rulebooks.compiled import compile_version
    from reviewer_app.rulebooks.lookup import read_version
    from reviewer_app.wire.messages import PublishAsk
    from reviewer_app.wire.signing import KeyUnreadable, public_text, read_key_file, sign

    def publish() -> int:
        version, folder = read_version(options.file), options.file.resolve().parent
        if folder.name != version.id:
            words = _("{file}: its folder is called {folder}. Put it into one called {id}, beside the other rulebooks.")
            return say_trouble(words.format(file=options.file, folder=folder.name, id=version.id))
        if problems := check_folder(folder.parent):
            _print_all(found_lines(problems))
            return say_trouble(_("Nothing was published."))
        compiled = compile_version(version)
        try:
            key = read_key_file(options.key, secret(options, _("Passphrase of the key: ")))
        except KeyUnreadable as error:
            words = _("{file} is no key of this kind, or the passphrase is another. Nothing was published.")
            raise NotGiven(words.format(file=options.key)) from error
        ask = PublishAsk(body=compiled.body.decode(), key=public_text(key), signature=sign(key, compiled.body))
        with signed_in(options) as api:
            entry = api.publish(ask)
        print(
            _("{name} is published. Digest: {digest}").format(name=f"{entry.id}@{entry.version}", digest=entry.digest)
        )
        return 0

    return calmly(publish)


def _rereview(options: argparse.Namespace) -> int:
    from reviewer_app.client.remote.rereview import ask_again
    from reviewer_app.rulebooks.backtest import Tally

    def ask() -> int:
        tally = Tally()
        with signed_in(options) as api:
            asked = ask_again(api, options.before, options.after, options.limit, tally, _said_on_the_way)
        words = ngettext(
            "{count} case waits to be judged again.", "{count} cases wait to be judged again.", len(asked.asked)
        )
        print(words.format(count=len(asked.asked)))
        if asked.left:
            left = _("{count} more would change or need a person; run this again for them.")
            print(left.format(count=asked.left))
        return 0

    return calmly(ask, _("What was asked for stays asked for; the same can be run again."))


def _said_on_the_way(count: int) -> None:
    """How far it is, on a terminal's error line alone: what is printed is the result."""
    if sys.stderr.isatty():
        words = ngettext("{count} case", "{count} cases", count).format(count=count)
        print(f"\r{words}", end="", file=sys.stderr, flush=True)


def _rulebooks(options: argparse.Namespace) -> Path:
    from reviewer_app.rulebooks.shipped import shipped_folder

    return options.path or shipped_folder()


def _printed(lines: Callable[[], Iterator[str]]) -> int:
    return calmly(lambda: _print_all(lines()))


def _print_all(lines: Iterable[str]) -> int:
    for line in lines:
        print(line)
    return 0
