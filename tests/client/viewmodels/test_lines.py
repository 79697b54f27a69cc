"""Lines of a busy stream: made when they are read, and the same lines as if all had been made."""

from __future__ import annotations

import gc
from fractions import Fraction
from typing import cast

from reviewer_app.client.viewmodels.cliplanes import lane_of
from reviewer_app.client.viewmodels.cliplines import CommentLines, CueLines
from reviewer_app.client.viewmodels.clipstate import Tab
from reviewer_app.client.viewmodels.lines import KEPT, Lines
from reviewer_app.client.viewmodels.texts import Line
from reviewer_app.domain.cases import ClipSubject
from reviewer_app.media.values import Cue, Transcript
from tests.client.samples import clip_json
from tests.client.viewmodels.clip_made import case_of

MANY = 5000


def cues(count: int = MANY) -> CueLines:
    """So many cues, a tenth of a second apart and three tenths long, and one without a time."""
    said = (Cue(Fraction(n, 10), Fraction(n + 3, 10), f"第 {n}\n句") for n in range(count))
    return CueLines(None, Transcript(tuple(said), ("无时间",)), "a" * 64)


def comments(count: int = MANY) -> CommentLines:
    """So many comments, in another order than that of their time, every other one pinned."""
    data = clip_json()
    data["subject"]["comments"] = [
        {"at": n / 10, "text": f"求链接 {n}", "pinned": n % 2 == 0} for n in reversed(range(count))
    ]
    record = case_of(data).record
    return CommentLines(record, cast(ClipSubject, record.subject))


def test_no_value_is_kept_for_each_line_of_a_busy_stream() -> None:
    record = case_of(clip_json()).record
    transcript = Transcript(tuple(Cue(Fraction(n), Fraction(n + 1), f"{n}") for n in range(MANY)), ())
    gc.collect()
    before = len(gc.get_objects())
    lines = CueLines(record, transcript, "a" * 64)
    lane = lane_of(Tab.SPEECH, lines)
    assert len(lane.items) == len(lines) == MANY
    assert len(gc.get_objects()) - before < 100, "a search for cycles would go through them"
    for line in lines:
        assert line.stored
    assert len(lines._kept) <= KEPT


def test_a_cue_says_its_words_and_its_very_time() -> None:
    lines = cues()
    line = lines[1234]
    assert (line.stored, line.start_s, line.end_s) == ("第 1234 句", Fraction(1234, 10), Fraction(1237, 10))
    assert (line.key, line.asset) == ("2:03.4", "a" * 64)
    assert lines[1234] is line
    assert lines[-1].start_s is None
    assert lines.timed == MANY
    assert list(lines.texts) == [one.stored for one in lines]
    assert lines[10:12] == (lines[10], lines[11])


def test_lines_that_last_into_a_stretch_are_among_those_that_may() -> None:
    lines = cues(50)
    start, end = Fraction(2), Fraction(23, 10)
    lasting = [
        row
        for row, one in enumerate(lines)
        if one.start_s is not None and one.end_s is not None and one.start_s < end and one.end_s > start
    ]
    near = list(lines.during(start, end))
    assert set(lasting) <= set(near)
    assert len(near) <= len(lasting) + 2


def test_comments_stand_in_the_order_of_time_at_pointers_of_their_own() -> None:
    lines = comments(30)
    assert [line.stored for line in lines] == [f"求链接 {n}" for n in range(30)]
    for row, line in enumerate(lines):
        assert lines.row_of(line.pointer) == row
        assert line.pinned is lines.pinned(row)
    for pointer in ("/comments/30/text", "/comments/-1/text", "/comments/x/text", "/comments/1/by", "/title", ""):
        assert lines.row_of(pointer) is None


def test_lines_told_in_another_language_stand_where_they_stood() -> None:
    assert comments(30).at_places_of(comments(30))
    assert cues(30).at_places_of(cues(30))
    assert comments(30) != comments(30), "a newer one is shown anew"
    assert not comments(30).at_places_of(comments(31))
    assert not cues(29).at_places_of(comments(30))
    few = Lines((Line("", "甲", pointer="/title"),))
    assert few.at_places_of(Lines((Line("", "乙", pointer="/title"),)))
    assert few == Lines((Line("", "甲", pointer="/title"),))
    assert few.row_of("/title") == 0
    assert few.row_of("/room") is None
