"""Tests anchors: what they refuse, where they point, whether they hold, and their Web Annotation form."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
from pydantic import ValidationError

from reviewer_app.domain.evidence import (
    Anchor,
    FieldAnchor,
    RegionAnchor,
    TextAnchor,
    TimeAnchor,
    as_web_annotation,
    holds,
    look_up,
    seconds_of,
)
from tests.domain.made import CLIP, PICTURE, SUBJECT, TITLE, range_at

RFC_6901: dict[str, Any] = {
    "foo": ["bar", "baz"],
    "": 0,
    "a/b": 1,
    "c%d": 2,
    "e^f": 3,
    "g|h": 4,
    "i\\j": 5,
    'k"l': 6,
    " ": 7,
    "m~n": 8,
    "~1": 9,
}


@pytest.mark.parametrize(
    ("pointer", "found"),
    [
        ("", RFC_6901),
        ("/foo", ["bar", "baz"]),
        ("/foo/0", "bar"),
        ("/", 0),
        ("/a~1b", 1),
        ("/c%d", 2),
        ("/e^f", 3),
        ("/g|h", 4),
        ("/i\\j", 5),
        ('/k"l', 6),
        ("/ ", 7),
        ("/m~0n", 8),
        ("/~01", 9),  # ~1 is undone before ~0, so this is the key "~1" and not "/"
    ],
)
def test_a_pointer_is_looked_up_as_rfc_6901_section_5_says(pointer: str, found: Any) -> None:
    assert look_up(RFC_6901, pointer) == found


@pytest.mark.parametrize(
    "pointer",
    [
        "/bar",
        "/foo/2",
        "/foo/-",
        "/foo/01",
        "/foo/-1",
        "/foo/٠",
        "/foo/x",
        "/foo/0/0",
        "/m~n",
        "/~2",
        "/foo/" + "9" * 5000,
    ],
    ids=lambda pointer: pointer[:10],
)
def test_a_pointer_to_nothing_is_a_lookup_error(pointer: str) -> None:
    with pytest.raises(LookupError):
        look_up(RFC_6901, pointer)


@pytest.mark.parametrize(
    ("start", "end", "first", "base"),
    [(10, 10, 0, (1, 1)), (11, 10, 0, (1, 1)), (4, 10, 5, (1, 1)), (0, 1, 0, (0, 1)), (0, 1, 0, (1, 0))],
)
def test_a_time_range_runs_forward_from_the_first_frame(start: int, end: int, first: int, base: Any) -> None:
    with pytest.raises(ValidationError):
        TimeAnchor(asset=CLIP, start_pts=start, end_pts=end, first_pts=first, time_base=base)


@pytest.mark.parametrize(
    "box",
    [(0.0, 0.0, 0.0, 0.5), (0.0, 0.0, 0.5, 0.0), (0.6, 0.0, 0.5, 0.5), (0.0, 0.6, 0.5, 0.5), (-0.1, 0.0, 0.5, 0.5)],
)
def test_a_region_has_an_area_on_the_picture(box: Any) -> None:
    with pytest.raises(ValidationError):
        RegionAnchor(asset=PICTURE, box=box)


@pytest.mark.parametrize("page", [0, -1])
def test_pages_count_from_one(page: int) -> None:
    with pytest.raises(ValidationError):
        RegionAnchor(asset=PICTURE, box=(0.0, 0.0, 1.0, 1.0), page=page)


@pytest.mark.parametrize("more", [{"exact": ""}, {"start": -1}, {"field": "title"}, {"field": "/a\nb"}, {"field": ""}])
def test_words_have_a_pointer_an_offset_and_a_length(more: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        TextAnchor.model_validate({"field": "/title", "start": 0, "exact": "x"} | more)


def test_seconds_are_exact() -> None:
    assert seconds_of(3003, 0, (1001, 30000)) == Fraction(3003 * 1001, 30000)
    anchor = TimeAnchor(asset=CLIP, start_pts=90_500, end_pts=180_500, first_pts=500, time_base=(1, 90_000))
    assert (anchor.start_s, anchor.end_s) == (Fraction(1), Fraction(2))


def test_offsets_are_code_points_beyond_the_basic_plane_too() -> None:
    assert SUBJECT["title"][0] == "𠮷" and len("𠮷".encode("utf-16-le")) == 4
    assert holds(TITLE, SUBJECT, frozenset())
    assert TITLE.end == 7
    assert holds(TextAnchor(field="/title", start=0, exact="𠮷祥"), SUBJECT, frozenset())
    utf16 = TextAnchor(field="/title", start=4, exact="全网最低")
    assert not holds(utf16, SUBJECT, frozenset())


@pytest.mark.parametrize(
    ("anchor", "held"),
    [
        (TextAnchor(field="/count", start=0, exact="3"), False),
        (TextAnchor(field="/none", start=0, exact="3"), False),
        (TextAnchor(field="/a~1b/m~0n/1", start=0, exact="y"), True),
        (FieldAnchor(field="/title", value=SUBJECT["title"]), True),
        (FieldAnchor(field="/title", value="something else"), False),
        (FieldAnchor(field="/count", value="3"), True),
        (FieldAnchor(field="/none", value="3"), False),
        (FieldAnchor(field="/none"), True),
        (FieldAnchor(field="/empty"), True),
        (FieldAnchor(field="/title"), False),
        (FieldAnchor(field="/count"), False),
        (range_at(1), True),
        (RegionAnchor(asset=PICTURE, box=(0.0, 0.0, 1.0, 1.0)), False),
    ],
)
def test_an_anchor_holds_where_its_place_is(anchor: Anchor, held: bool) -> None:
    assert holds(anchor, SUBJECT, frozenset({CLIP})) is held


def test_a_null_is_an_absence() -> None:
    assert holds(FieldAnchor(field="/x"), {"x": None}, frozenset())
    assert not holds(FieldAnchor(field="/x", value="x"), {"x": None}, frozenset())


def test_a_time_range_as_a_media_fragment() -> None:
    anchor = range_at(1).model_copy(update={"box": (0.00001, 0.25, 0.5, 0.125)})
    target = as_web_annotation(anchor, "c1")
    assert target["source"] == f"urn:sha256:{CLIP}"
    assert target["selector"] == {
        "type": "FragmentSelector",
        "conformsTo": "http://www.w3.org/TR/media-frags/",
        "value": "t=1.000000,2.000000&xywh=percent:0.001,25,50,12.5",
    }
    assert as_web_annotation(range_at(1), "c1")["selector"]["value"] == "t=1.000000,2.000000"


def test_a_region_of_a_page_as_a_refined_page() -> None:
    paged = as_web_annotation(RegionAnchor(asset=PICTURE, box=(0.0, 0.0, 1.0, 0.1), page=2), "c1")["selector"]
    assert (paged["value"], paged["conformsTo"]) == ("page=2", "http://tools.ietf.org/rfc/rfc3778")
    assert paged["refinedBy"]["value"] == "xywh=percent:0,0,100,10"
    plain = as_web_annotation(RegionAnchor(asset=PICTURE, box=(0.0, 0.0, 1.0, 0.1)), "c1")["selector"]
    assert plain == paged["refinedBy"]


def test_words_as_a_quote_with_a_position() -> None:
    assert as_web_annotation(TITLE, "c1") == {
        "source": "urn:case:c1#/title",
        "selector": {
            "type": "TextQuoteSelector",
            "exact": "全网最低",
            "refinedBy": {"type": "TextPositionSelector", "start": 3, "end": 7},
        },
    }


def test_a_field_as_a_pointer() -> None:
    assert as_web_annotation(FieldAnchor(field="/a~1b"), "c1") == {
        "source": "urn:case:c1",
        "selector": {
            "type": "FragmentSelector",
            "conformsTo": "http://tools.ietf.org/rfc/rfc6901",
            "value": "/a~1b",
        },
    }
