"""What the context says: earlier breaches as the server counted them, this case left out; and the flags when folded."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from reviewer_app.client.viewmodels import format as words
from reviewer_app.client.words import speak
from reviewer_app.client.workbench.values import OpenCase
from reviewer_app.domain.cases import Party
from reviewer_app.domain.counts import PartyCount, Snapshot
from reviewer_app.domain.schedule import Subject
from reviewer_app.ui.desk.context import earlier_lines, party_rows
from reviewer_app.ui.kit import ChipButton
from tests.client.opened import open_case
from tests.client.samples import clip_json, new_id
from tests.rulebooks.verdicts_made import clip, sheet_of
from tests.ui.desk_bench import DeskBed

AUGUST = "2026-08-20T12:00:00"


def test_counts_are_said_as_before_this_case_in_the_language_spoken() -> None:
    case = clip(AUGUST)
    opened = replace(open_case(clip_json(), new_id(5)), record=case, sheet=sheet_of(case, {"streams_14d": 4}))
    speak("en")
    assert earlier_lines(opened) == ["Streams with a breach in 14 days, this one too: 4 before this case"]
    speak("zh_CN")
    assert earlier_lines(opened) == ["十四日内有违规的直播场数（含本场）：本案之前 4"]
    speak("en")


def test_none_before_is_said_in_one_line() -> None:
    case = clip(AUGUST)
    opened = replace(open_case(clip_json(), new_id(5)), record=case, sheet=sheet_of(case, {"streams_14d": 0}))
    assert earlier_lines(opened) == ["None that the server knows of."]


def test_where_nothing_was_counted_nothing_is_said() -> None:
    case = clip(AUGUST)
    opened = replace(open_case(clip_json(), new_id(5)), record=case, sheet=sheet_of(case, None))
    assert earlier_lines(opened) == []


def of_creator(counts: Snapshot | None, sent: int | None) -> OpenCase:
    """A clip whose creator the sender says so many violations of."""
    case = clip(AUGUST, creator=Party(id="c-1", name="A creator", violations_90d=sent))
    sheet = replace(sheet_of(case, None), counts=counts)
    return replace(open_case(clip_json(), new_id(5)), record=case, sheet=sheet)


def test_whose_count_of_a_party_it_is_is_said_for_each() -> None:
    at = clip(AUGUST).conduct_at
    parties = (PartyCount(of=Subject.CREATOR, days=14, breaches=0), PartyCount(of=Subject.CREATOR, days=90, breaches=3))
    began = at - timedelta(days=30)
    counted = Snapshot(at=at, counted_at=at, since=began, parties=parties)
    speak("en")
    assert party_rows(of_creator(counted, 5), Subject.CREATOR) == [
        ("Violations, 14 d", "0, decided here", None),
        ("Violations, 90 d", f"3, decided here since {words.day(began)}", "warn"),
        ("Violations, 90 d", "5, the sender's count", "warn"),
    ]
    nobody = [("Violations, 14 d", "not computable here", "dim"), ("Violations, 90 d", "not computable here", "dim")]
    assert party_rows(of_creator(None, None), Subject.CREATOR) == nobody
    assert party_rows(of_creator(counted, None), Subject.MERCHANT) == nobody
    speak("zh_CN")
    assert party_rows(of_creator(counted, 0), Subject.CREATOR)[-1] == ("90 天违规", "0（送审方统计）", None)
    speak("en")


def test_a_number_of_the_strip_goes_to_its_flag_once_however_many_cases_there_were(bed: DeskBed) -> None:
    """Its buttons are used again for every case: what they do is joined to them once."""
    strip, gone = bed.page.strip, list[int]()
    for number in range(3):
        bed.open(bed.give(number, 0))
        bed.page.clear()
    bed.open(bed.give(3, 0))
    assert strip is bed.page.strip
    strip.flag_chosen.connect(gone.append)
    strip.findChildren(ChipButton)[1].clicked.emit()
    assert gone == [1]
