"""What the desk says of each listing of the shared pack, held against its truth: hits, prices and papers."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from reviewer_app.client.viewmodels.listing import ListingModel
from reviewer_app.domain.cases import CaseKind
from reviewer_app.wire.record import read_record
from tests.client.fakes import open_case
from tests.client.samples import new_id
from tests.client.viewmodels.evidence_fakes import FakeMedia, reader_of
from tests.rulebooks.verdicts_made import sheet_of

PACK = Path(__file__).parents[4] / "shared" / "data" / "real"
LINES = (PACK / "cases.jsonl").read_text("utf-8").splitlines() if PACK.is_dir() else []

pytestmark = [
    pytest.mark.shared_data,
    pytest.mark.skipif(not LINES, reason="the shared data pack does not stand beside the project"),
]

HITS = {
    "listing-01": ["国家级"],
    "listing-08": ["消炎", "消肿", "糖尿病", "血糖"],
    "listing-11": ["疼痛"],
}
"""The words that no flag points at and a word list finds; none in the listings whose words are harmless."""
BADGES = {"listing-04": "Papers · missing", "listing-05": "Papers · expired", "listing-06": "Prices · too high"}


def test_what_is_found_is_what_is_there() -> None:
    hits, badges = {}, {}
    for raw in LINES:
        record, _subject = read_record(raw)
        if record.kind is not CaseKind.LISTING:
            continue
        case = open_case(json.loads(raw), new_id(1))
        known = sheet_of(case.record, {})
        case = replace(case, sheet=replace(case.sheet, versions=known.versions, schedules=known.schedules))
        reader, _assets = reader_of(FakeMedia())
        model = ListingModel(reader)
        model.show(case)
        found = []
        for spot in model.spots:
            row = model.seek(spot.pointer)
            assert row is not None
            found.append(model.lines[row].stored[spot.start : spot.end])
        if found:
            hits[record.ref] = found
        told = [name for section, name in model.titles() if section in ("prices", "papers") and " · " in name]
        if told:
            badges[record.ref] = ", ".join(told)
    assert hits == HITS
    assert badges == BADGES
