"""Seconds, frames and transcripts: exact fractions, half-open ranges, plain text."""

import time
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reviewer_app.media import cues
from reviewer_app.media.errors import CannotShow, Reason
from reviewer_app.media.times import frame_index, pts_at, seconds
from reviewer_app.media.values import Cue

NTSC = [round(number * 1501.5) for number in range(200)]


def test_seconds_count_from_the_first_presented_instant() -> None:
    assert seconds(45_000 + 3600, 45_000, (1, 90_000)) == Fraction(1, 25)
    assert seconds(0, 45_000, (1, 90_000)) == Fraction(-1, 2)


@given(st.integers(0, 199), st.integers(-10_000, 10_000_000))
def test_a_frames_own_second_leads_back_to_it(index: int, offset: int) -> None:
    every = [offset + pts for pts in NTSC]
    at = seconds(every[index], every[0], (1, 90_000))
    assert pts_at(at, every, (1, 90_000)) == every[index]
    assert pts_at(float(at), every, (1, 90_000)) == every[index]
    assert pts_at(round(float(at), 6), every, (1, 90_000)) == every[index]


def test_between_two_frames_the_earlier_one_is_on_screen() -> None:
    assert pts_at(0.0399, [0, 1, 2], (1, 25)) == 0
    assert pts_at(Fraction(1, 25), [0, 1, 2], (1, 25)) == 1
    assert pts_at(-1, [5, 6], (1, 25)) == 5
    assert pts_at(99, [5, 6], (1, 25)) == 6
    assert [frame_index(pts, [5, 7]) for pts in (4, 5, 6, 7, 8)] == [0, 0, 0, 1, 1]


TRANSCRIPT = """WEBVTT - made here

NOTE nothing

STYLE
::cue { color: red }

first
00:01.500 --> 00:02.000 align:start
<v 小禾>你好，<b>岚汐谷</b> &lt;3 &amp; more

01:00:00.000 --> 01:00:01.250
two
lines

00:00.000 --> 00:01.000
earliest

00:03.000 --> 00:03.000
never on screen

00:61.000 --> 00:62.000
no such second
"""


def test_a_transcript_is_read_into_plain_cues_in_order() -> None:
    assert cues.parse(TRANSCRIPT.encode()).cues == (
        Cue(Fraction(0), Fraction(1), "earliest"),
        Cue(Fraction(3, 2), Fraction(2), "你好，岚汐谷 <3 & more"),
        Cue(Fraction(3600), Fraction(3601) + Fraction(1, 4), "two\nlines"),
    )


def test_words_that_no_player_shows_are_read_all_the_same() -> None:
    assert cues.parse(TRANSCRIPT.encode()).untimed == (
        "00:03.000 --> 00:03.000\nnever on screen",
        "00:61.000 --> 00:62.000\nno such second",
    )
    split = cues.parse(b"WEBVTT\n00:01.000 --> 00:02.000\nsaid\n\nbehind a blank line\n\nNOTE left out\n")
    assert split.cues == (Cue(Fraction(1), Fraction(2), "said"),)
    assert split.untimed == ("behind a blank line",)


@pytest.mark.parametrize(
    ("marked_up", "read"),
    [
        ("三天血压 <140 就能停药，治愈率 99%", "三天血压 <140 就能停药，治愈率 99%"),
        ("a < b, c > d", "a < b, c > d"),
        ("<加微信> <script>", "<加微信> <script>"),
        ("<b", "<b"),
        ("<c.loud>one</c> <00:01.500>two <lang zh>三</lang> <v.x Ann>four", "one two 三 four"),
    ],
)
def test_only_a_tag_of_the_format_is_taken_out(marked_up: str, read: str) -> None:
    content = f"WEBVTT\n\n00:00.000 --> 00:02.000\n{marked_up}\n"
    assert [cue.text for cue in cues.parse(content.encode()).cues] == [read]


def test_a_cue_over_the_cap_is_read_in_parts_of_the_same_time() -> None:
    long = "好" * cues.MAX_CUE_CHARACTERS + "加微信 abc"
    read = cues.parse(f"WEBVTT\n\n00:00.000 --> 00:02.000\n{long}\n".encode()).cues
    assert "".join(cue.text for cue in read) == long
    assert {(cue.start_s, cue.end_s) for cue in read} == {(0, 2)}
    assert max(len(cue.text) for cue in read) == cues.MAX_CUE_CHARACTERS


def test_many_angle_brackets_take_no_time() -> None:
    content = b"WEBVTT\n\n00:00.000 --> 00:02.000\n" + b"<v " * 1_000_000
    since = time.process_time()
    cues.parse(content)
    assert time.process_time() - since < 5


def test_line_ends_and_a_mark_of_byte_order_make_no_difference() -> None:
    for end in ("\r\n", "\r"):
        assert cues.parse(b"\xef\xbb\xbf" + TRANSCRIPT.replace("\n", end).encode()) == cues.parse(TRANSCRIPT.encode())


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"hello", Reason.UNKNOWN_KIND),
        (b"WEBVTT\n\n\xff\xfe", Reason.DAMAGED),
        (b"WEBVTT\n\n" + b" " * cues.MAX_BYTES, Reason.TOO_LARGE),
        (b"WEBVTT\n\n" + b"00:00.000 --> 00:01.000\nx\n\n" * (cues.MAX_CUES + 1), Reason.TOO_LARGE),
    ],
)
def test_what_is_no_transcript_is_refused_with_its_reason(content: bytes, reason: Reason) -> None:
    with pytest.raises(CannotShow) as refusal:
        cues.parse(content)
    assert refusal.value.reason is reason


@given(st.text())
def test_any_text_after_the_signature_is_read_or_left_out(text: str) -> None:
    content = ("WEBVTT\n\n" + text).encode("utf-8", "replace")
    assert all(cue.end_s > cue.start_s >= 0 for cue in cues.parse(content).cues)
