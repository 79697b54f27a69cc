"""What verbs that speak to a server share: signing in, secrets from a terminal or a pipe, words for what went wrong."""

from __future__ import annotations

import argparse
import getpass
import os
import sys
import time
import warnings
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING

from reviewer_app.client.terminal import terminal_words
from reviewer_app.client.words import _

if TYPE_CHECKING:
    from reviewer_app.client.remote import HttpApi

TROUBLE, STOPPED = 1, 130


def server_words(parser: argparse.ArgumentParser, required: bool = True) -> None:
    """Gives a verb the words of one that signs in."""
    parser.add_argument("--server", type=server_address, required=required, help=_("the address of the server"))
    parser.add_argument("--as", dest="account", required=required, metavar="ACCOUNT", help=_("who signs in"))
    parser.add_argument("--ca-file", help=_("certificates to trust for the server"))
    parser.add_argument("--password-stdin", action="store_true", help=_("read the password from standard input"))


def server_address(text: str) -> str:
    from reviewer_app.wire.address import Insecure, NotAnAddress, checked_origin, typed_address

    shown = ascii(text)[1:-1] if not text.isprintable() else text
    try:
        checked_origin(typed_address(text))
    except Insecure:
        words = _("{text} is not this machine: only https may leave it").format(text=shown)
        raise argparse.ArgumentTypeError(words) from None
    except NotAnAddress:
        words = _("{text} is not the address of a server; it is like https://reviews.example").format(text=shown)
        raise argparse.ArgumentTypeError(words) from None
    return typed_address(text)


class NotGiven(ValueError):
    """A secret that was asked for did not come."""


@contextmanager
def signed_in(options: argparse.Namespace) -> Iterator[HttpApi]:
    """A session that ends with the verb: what an operator may do should not lie about for days."""
    from reviewer_app.client.remote import HttpApi
    from reviewer_app.client.trouble import Trouble
    from reviewer_app.domain.ids import uuid7
    from reviewer_app.wire.messages import SignIn

    with closing(HttpApi(options.server, ca_file=options.ca_file)) as api:
        password = secret(options, _("Password of {account}: ").format(account=options.account))
        device = uuid7(time.time_ns() // 1_000_000, os.urandom(10))  # for this once: it keeps nothing
        api.sign_in(SignIn(account=options.account, password=password, device=device))
        try:
            yield api
        finally:
            try:
                api.sign_out()
            except Trouble:
                pass  # the server ends the session by itself when its time is over


def secret(options: argparse.Namespace, prompt: str) -> str:
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


def new_secret(options: argparse.Namespace, prompt: str) -> str:
    """A secret that is to be made, asked for twice at a terminal. Raises NotGiven."""
    said = secret(options, prompt)
    if not options.password_stdin and secret(options, _("The same again: ")) != said:
        raise NotGiven(_("The two entries differ; nothing was made."))
    return said


def calmly(verb: Callable[[], int], kept: str = "") -> int:
    """Runs a verb; known trouble becomes a line or two, ending in what is `kept` of the work."""
    from pydantic import ValidationError

    from reviewer_app.client.trouble import Trouble
    from reviewer_app.rulebooks.problems import RulebookRefused

    try:
        return verb()
    except BrokenPipeError:
        raise
    except KeyboardInterrupt:
        stopped = _("Stopped.")
        print("\n" + f"{stopped} {kept}".rstrip(), file=sys.stderr)
        return STOPPED
    except Trouble as trouble:
        from reviewer_app.client.remote.operator_words import operator_words

        return say_trouble(operator_words(trouble))
    except RulebookRefused as refused:
        from reviewer_app.client.findings import found_lines

        return say_trouble("\n".join(found_lines(refused.problems)))
    except ValidationError as error:  # its own text would repeat what was entered, a password too
        return say_trouble(_wanted(str(error.errors(include_url=False, include_input=False)[0]["loc"][0])))
    except OSError as error:
        return say_trouble(_file_words(error))
    except ValueError as error:  # as it is written: it may begin with the name of a file
        why = terminal_words(str(error))
        return say_trouble(why + ("" if why.endswith((".", "。")) else "."))


def _file_words(error: OSError) -> str:
    """What the system would not do with a file, by its name; what was raised here has its own words."""
    if error.filename is None or error.strerror is None:
        return terminal_words(str(error))
    if isinstance(error, FileExistsError):
        return _("{file} is there already and is not written over; name another.").format(file=error.filename)
    return _("{file} cannot be used: {why}.").format(file=error.filename, why=error.strerror)


def _wanted(field: str) -> str:
    """What a field must be, for a value of it that was not."""
    return {
        "account": _("An account is up to 128 letters, digits and . _ : - and begins with a letter or digit."),
        "password": _("A password has 8 to 1024 characters; nothing was made."),
        "key": _("A public key has 44 characters, as `reviewer rulebook key` printed it."),
        "name": _("A name has 1 to 200 characters."),
    }.get(field, _("The value for {field} is not allowed.").format(field=field))


def say_trouble(words: str) -> int:
    """Says on the error line what went wrong; the exit status that goes with it."""
    print(words, file=sys.stderr)
    return TROUBLE
