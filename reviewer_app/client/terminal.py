"""What other rooms say to a terminal, in the language in use: refusals to serve, versions not found, argparse's words.

The server and the rulebooks speak English and know no catalogue; their sentences are known here by their shape.
"""

from __future__ import annotations

import argparse

from reviewer_app.client.words import N_, _

SAID = (
    N_("--cert and --key belong together; give both."),
    N_("{host} can be reached from outside: give --cert and --key, or serve on 127.0.0.1."),
    N_("{cert} and {key} are not a certificate and its key; both must be PEM, the key without a passphrase."),
    N_("{cert} or {key} cannot be read: {why}."),
    N_("The database's address cannot be read; it is postgresql://user@host/database."),
    N_("The database's address holds a password, which others on this machine could read; keep it in ~/.pgpass."),
    N_("Cannot serve on {host}, port {port}: {why}. Choose another --host or --port."),
    N_("The data folder {data} cannot be used: {why}. Choose another with --data."),
    N_("The data folder {data} cannot be written to. Choose another with --data."),
    N_("The database {where} cannot be opened: {why}. Nothing in it was changed."),
    N_("Only SQLite in the data folder or a postgresql:// address can hold the server's data."),
    N_("SQLite {found} can lose writes; {wanted} or later is needed."),
    N_("The data folder is on a file system that SQLite cannot use safely; choose a local disk."),
    N_("There is no {name}. Write ID@VERSION; known are {known}."),
    N_("There is no {rulebook}. Known are {known}."),
    N_("No version of {rulebook} was in force at {at}; the first begins {first}."),
    N_("{before} and {after} are not of one form: one is a rulebook, the other a schedule."),
    N_("{before} and {after} are two rulebooks; a back-test is between versions of one."),
    N_("{word} is no time. Write a day such as 2026-08-07 or 2026-08-07T12:00."),
)
ARGPARSE = (
    N_("usage: "),
    N_("options"),
    N_("positional arguments"),
    N_("show this help message and exit"),
    N_("%(prog)s: error: %(message)s\n"),
    N_("argument %(argument_name)s: %(message)s"),
    N_("the following arguments are required: %s"),
    N_("unrecognized arguments: %s"),
    N_("expected one argument"),
    N_("invalid %(type)s value: %(value)r"),
    N_("invalid choice: %(value)r (choose from %(choices)s)"),
)
"""What argparse says by itself, once `to_argparse` was called."""


def terminal_words(said: str) -> str:
    """A sentence of the server or the rulebooks in the language in use; as it is where it is not known here."""
    from reviewer_app.client.findings import found_words
    from reviewer_app.client.refusals import shaped_words  # late: with it all of the domain is loaded

    words = shaped_words(said, SAID)
    return words if words != said else found_words(said)


def to_argparse() -> None:
    """Has argparse speak the language in use: by itself it would ask a catalogue chosen by the surroundings alone."""
    vars(argparse)["_"] = _
