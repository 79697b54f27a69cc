"""What the context says of earlier breaches: the server's counts by the inputs of the versions, this case left out."""

from __future__ import annotations

from dataclasses import replace

from reviewer_app.client.words import speak
from reviewer_app.ui.desk.context import earlier_lines
from tests.client.opened import open_case
from tests.client.samples import clip_json, new_id
from tests.rulebooks.verdicts_made import clip, sheet_of

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
