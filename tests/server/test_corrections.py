"""Corrections at the server: kept as they were sent, seen by who signs, and refused where they correct nothing."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import pytest

from reviewer_app.domain.completeness import Lack
from reviewer_app.domain.events import Round
from reviewer_app.domain.fates import Fate
from reviewer_app.domain.verdicts import OF_PAPERS, Correction, Operation, Outcome, Verdict
from reviewer_app.rulebooks.shipped import compiled_schedules
from reviewer_app.server.embedded import EmbeddedServer
from reviewer_app.wire.messages import DecidedPage, Grant
from reviewer_app.wire.problems import Code
from tests.server.conftest import Start
from tests.server.desk import Desk, passing
from tests.server.made import PNG, asset, listing, ndjson

Sit = Callable[[EmbeddedServer, str], Desk]
TERM = "/documents/0/read/营业期限/value"
THRESHOLDS = tuple(one for one in compiled_schedules() if one.published_schedule.schedule.id == OF_PAPERS)
FIXED = Correction(field=TERM, read="2028年08月08日", value="2026年08月08日")


def filing() -> dict[str, Any]:
    """A filing with one paper, off which a machine misread a year."""
    read = {"营业期限": {"value": "2028年08月08日", "score": 0.58, "page": 1, "box": [0.2, 0.4, 0.3, 0.02]}}
    paper = {"type": "business_licence", "file": asset(PNG), "read": read}
    subject = {"purpose": "renewal", "declared": {"营业期限": "2028年08月08日"}, "documents": [paper]}
    return listing("filing-1", kind="filing", subject=subject, flags=[])


@pytest.fixture
def server(start: Start, database_url: str | None) -> EmbeddedServer:
    """A server on each of the two databases, with the thresholds of filings."""
    return start(database_url=database_url, schedules=THRESHOLDS)


def taken(server: EmbeddedServer, sit: Sit) -> tuple[Desk, Grant]:
    operator = sit(server, "op")
    operator.put(PNG, asset(PNG)["sha256"])
    assert operator.bring_in(ndjson(filing())).answers[0].case_id
    desk = sit(server, "rev-a")
    return desk, desk.one()


def kept(desk: Desk, case_id: str) -> Verdict:
    file = desk.get(f"cases/{case_id}").json()
    return Operation.model_validate_json(file["verdicts"][0]["body"]).verdict


def test_a_correction_is_kept_with_the_verdict(server: EmbeddedServer, sit: Sit) -> None:
    desk, grant = taken(server, sit)
    assert desk.decide(grant, passing(corrections=(FIXED,))).fate is Fate.ACCEPTED
    assert grant.lease.round is Round.FIRST
    verdict = kept(desk, grant.lease.case_id)
    assert verdict.outcome is Outcome.PASS
    assert verdict.corrections == (FIXED,)
    conduct_at = datetime.fromisoformat(json.loads(grant.file.record)["conduct_at"])
    (told,) = DecidedPage.model_validate_json(sit(server, "pol").get("decided").content).cases
    left = (date(2026, 8, 8) - conduct_at.date()).days  # by what counts as read, although it was passed
    assert told.inputs == {OF_PAPERS: {"licence_days_left": left, "licence_open_ended": False}}


@pytest.mark.parametrize(
    "wrong",
    [
        FIXED.model_copy(update={"read": "2027年08月08日"}),
        FIXED.model_copy(update={"field": "/documents/3/read/营业期限/value"}),
    ],
    ids=["another reading", "nowhere"],
)
def test_a_correction_of_what_no_machine_read_is_refused(server: EmbeddedServer, sit: Sit, wrong: Correction) -> None:
    desk, grant = taken(server, sit)
    answer = desk.decide(grant, passing(corrections=(wrong,)))
    assert answer.fate is Fate.REFUSED
    assert answer.problem is not None
    assert (answer.problem.code, answer.problem.field) == (Code.VERDICT_INCOMPLETE, Lack.CORRECTION.value)


def test_a_verdict_of_before_there_were_corrections_is_taken(server: EmbeddedServer, sit: Sit) -> None:
    desk, grant = taken(server, sit)
    assert desk.decide(grant, passing()).fate is Fate.ACCEPTED
    assert "corrections" not in desk.get(f"cases/{grant.lease.case_id}").json()["verdicts"][0]["body"]


PAPER = {"scheme": "CCC", "number": "2021010198765432", "valid_until": "2027-01-01"}


@pytest.mark.parametrize(
    ("field", "value", "fate"),
    [
        ("/certificates/0/status", "suspended", Fate.ACCEPTED),
        ("/certificates/1/status", "suspended", Fate.REFUSED),  # there is no such certificate
        ("/certificates/0/status", "gone", Fate.REFUSED),  # no state of a register
    ],
)
def test_what_the_register_says_of_a_certificate_is_kept_as_stated(
    server: EmbeddedServer, sit: Sit, field: str, value: str, fate: Fate
) -> None:
    record = listing("goods")
    record["subject"]["certificates"] = [PAPER]
    assert sit(server, "op").bring_in(ndjson(record)).answers[0].case_id
    desk = sit(server, "rev-a")
    grant, said = desk.one(), Correction(field=field, read="", value=value)
    assert desk.decide(grant, passing(corrections=(said,))).fate is fate
    if fate is Fate.ACCEPTED:
        assert kept(desk, grant.lease.case_id).corrections == (said,)
