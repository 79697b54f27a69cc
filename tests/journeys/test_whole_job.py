"""The whole job through the real windows, from sign-in to sign-off and return; the server's record says so."""

from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from reviewer_app.client.clock import SystemClock
from reviewer_app.client.ids import fresh_id
from reviewer_app.client.remote import HttpApi
from reviewer_app.client.remote.pack_import import import_pack
from reviewer_app.domain.events import Round, Status
from reviewer_app.domain.rounds import fold
from reviewer_app.domain.verdicts import Operation
from reviewer_app.server.demo import ACCOUNTS, OPERATOR, demo_server, secrets_of, shifted_pack
from reviewer_app.wire.canonical import digest
from reviewer_app.wire.messages import CaseFile, SignIn


def _take_the_tour(folder: Path, url: str, handed: dict[str, str]) -> list[dict[str, object]]:
    command = [sys.executable, "-m", "reviewer_app.cli", "open", "--handed", "--server", url]
    command += ["--account", ACCOUNTS[0], "--profile", str(folder / "profiles"), "--tour", str(folder / "tour")]
    done = subprocess.run(command, input=json.dumps(handed) + "\n", text=True, capture_output=True, timeout=240)
    assert done.returncode == 0, done.stderr
    report = json.loads((folder / "tour" / "tour.json").read_text("utf-8"))
    assert all((folder / "tour" / name).stat().st_size > 10_000 for name in report["pictures"])
    return list(report["steps"])


@pytest.fixture
def files(tmp_path: Path) -> dict[str, CaseFile]:
    """Every case of the demo as the supervisor may read it after the tour, by the sender's ref."""
    handed = secrets_of() | {"lang": "en", "theme": "light", "size": "1366x768"}
    with demo_server(tmp_path / "server", handed["password"]) as served:
        api = HttpApi(served.url)
        device = fresh_id(SystemClock())
        api.sign_in(SignIn(account=OPERATOR, password=handed["password"], device=device))
        assert not import_pack(api, shifted_pack(None, tmp_path / "pack")).files
        steps = _take_the_tour(tmp_path, served.url, handed)
        assert {step["outcome"] for step in steps} == {"done"}
        api.sign_in(SignIn(account=ACCOUNTS[1], password=handed["password"], device=fresh_id(SystemClock())))
        rows = [row for row in api.feed(None, 1000).rows if row.status is not Status.WAITING or row.attempt > 1]
        files = {row.ref: api.case(row.case_id) for row in rows}
        api.close()
    return files


def test_a_day_of_two_people_is_what_the_server_has(files: dict[str, CaseFile]) -> None:
    """Decided cases were judged by the reviewer, signed by the supervisor, and each verdict stands byte for byte."""
    outcomes: Counter[str] = Counter()
    for file in files.values():
        state = fold(file.events)
        assert state.status is file.status
        for shown in file.verdicts:
            operation = Operation.model_validate_json(shown.body)
            assert digest(shown.body.encode()) == shown.digest
            assert operation.actor == shown.actor == ACCOUNTS[1 if shown.round is Round.SIGNOFF else 0]
            outcomes[operation.verdict.outcome.value] += 1
            for finding in operation.verdict.findings:
                assert finding.anchors
                assert finding.rulebook.digest in {cite.digest for cite in operation.verdict.rulebooks}
    assert outcomes["violation"] >= 2
    assert outcomes["confirm"] >= 1
    assert outcomes["return"] >= 1
