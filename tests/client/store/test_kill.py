"""Killed without warning, at any moment: every decision is a draft or in the outbox, never both, never neither.

The driver of the test, not the store, keeps the list of what was acknowledged. The unsafe switch drops the draft in a
transaction of its own, before the outbox row is written: then the same test must find lost work, or it is blind.
"""

from __future__ import annotations

import os
import random
import signal
import sys
import time
from pathlib import Path

import pytest

from reviewer_app.client.store import open_store
from reviewer_app.client.store.outbox import key_of
from reviewer_app.domain.drafts import Draft
from reviewer_app.domain.verdicts import Operation
from tests.client.made import ACCOUNT, KEYS, HandClock, Maker

KILLS = 25

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="needs fork")


def _work(folder: Path, seed: int, acknowledged: int, unsafe: bool) -> None:
    """The child: drafts and decides until it is killed; writes a line for each acknowledgement."""
    make = Maker(seed)
    store = open_store(folder, KEYS, HandClock(), ACCOUNT)
    while True:
        operation = make.operation()
        draft = make.draft()
        store.drafts.save(key_of(operation), draft)
        os.write(acknowledged, f"drafted {operation.op_id} {operation.case_id}\n".encode())
        if unsafe:
            store.drafts.save(key_of(operation), Draft())  # in which nothing is entered: the draft goes
        store.outbox.add(operation, "t", draft)
        os.write(acknowledged, f"decided {operation.op_id} {operation.case_id}\n".encode())
        if make.dice.random() < 0.2:
            store.outbox.take_back(operation.op_id)
            os.write(acknowledged, f"taken-back {operation.op_id} {operation.case_id}\n".encode())


def _kill_once(folder: Path, seed: int, unsafe: bool) -> list[list[str]]:
    """Runs the child for a few acknowledgements and a moment, and kills it; gives what it acknowledged, in order."""
    read, write = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            os.close(read)
            _work(folder, seed, write, unsafe)
        finally:
            os._exit(1)
    os.close(write)
    with os.fdopen(read, "rb") as lines:
        dice = random.Random(seed)
        first = b"".join(lines.readline() for _ in range(dice.randint(1, 12)))  # it is at work, however slow that is
        time.sleep(dice.uniform(0.0, 0.004))
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        text = first + lines.read()
    return [line.split() for line in text.decode().split("\n") if line.count(" ") == 2]


def _lost(folder: Path, acknowledged: list[list[str]]) -> int:
    """How many cases have neither draft nor outbox row though one was acknowledged, or both."""
    last = {case_id: what for what, _op_id, case_id in acknowledged}
    with open_store(folder, KEYS, HandClock(), ACCOUNT) as store:
        drafts = {saved.key.case_id for saved in store.drafts.all()}
        outbox = {row.case_id for row in store.outbox.unsettled()}
    wrong = len(drafts & outbox)
    for case_id, what in last.items():
        if what == "decided":  # a taking back may have been under way
            wrong += case_id not in outbox | drafts
        elif what == "taken-back":
            wrong += case_id not in drafts
        else:
            wrong += case_id not in drafts | outbox
    return wrong


def _wrong_after_kills(tmp_path: Path, unsafe: bool) -> tuple[int, int]:
    wrong = decided = 0
    for seed in range(KILLS):
        folder = tmp_path / str(seed)
        folder.mkdir()
        acknowledged = _kill_once(folder, seed, unsafe)
        decided += sum(what == "decided" for what, _, _ in acknowledged)
        wrong += _lost(folder, acknowledged)
    return wrong, decided


@pytest.mark.filterwarnings("ignore:.*multi-threaded.*fork:DeprecationWarning")
def test_a_kill_loses_nothing(tmp_path: Path) -> None:
    wrong, decided = _wrong_after_kills(tmp_path, unsafe=False)
    assert decided > KILLS
    assert wrong == 0


@pytest.mark.filterwarnings("ignore:.*multi-threaded.*fork:DeprecationWarning")
def test_the_kill_test_finds_two_transactions(tmp_path: Path) -> None:
    wrong, _ = _wrong_after_kills(tmp_path, unsafe=True)
    assert wrong > 0


def test_the_audit_sees_work_that_is_gone(tmp_path: Path) -> None:
    make = Maker()
    operation: Operation = make.operation()
    open_store(tmp_path, KEYS, HandClock(), ACCOUNT).close()
    assert _lost(tmp_path, [["decided", operation.op_id, operation.case_id]]) == 1
