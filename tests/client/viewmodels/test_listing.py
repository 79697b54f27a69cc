"""The listing without a screen: every line plain and at its own pointer, what changed, and the reference price."""

from __future__ import annotations

from typing import Any

import pytest

from reviewer_app.client.viewmodels.evidence import text_anchor
from reviewer_app.client.viewmodels.listing import ListingModel, changes, lines_of, lowest_before
from reviewer_app.client.viewmodels.texts import Line, Role
from reviewer_app.domain.cases import ListingSubject
from reviewer_app.domain.evidence import FieldAnchor, RegionAnchor, TextAnchor, holds, look_up
from tests.client.fakes import open_case
from tests.client.samples import asset, listing_json, new_id, record_of
from tests.client.viewmodels.evidence_fakes import FakeMedia, reader_of

HOSTILE = "<img src='file:///etc/hostname'><b>最\u200b低价</b>\u202e<script>alert(1)</script>"


def lines(data: dict[str, Any]) -> tuple[Line, ...]:
    """The lines of a listing."""
    record = record_of(data)
    assert isinstance(record.subject, ListingSubject)
    return lines_of(record, record.subject)


def line(data: dict[str, Any], pointer: str) -> Line:
    """The line at a pointer."""
    return next(found for found in lines(data) if found.pointer == pointer)


def test_every_line_with_a_pointer_stands_there_and_holds_as_an_anchor() -> None:
    data = listing_json()
    case = open_case(data, new_id(1))
    assert isinstance(case.record.subject, ListingSubject)
    for found in lines_of(case.record, case.record.subject):
        if found.pointer:
            anchor = text_anchor(found, None)
            assert isinstance(anchor, FieldAnchor)
            assert holds(anchor, case.subject, case.here), found
        if found.pointer and found.stored and found.pointer != "/price_history":
            assert look_up(case.subject, found.pointer) == found.stored
            words = text_anchor(found, (0, 1))
            assert isinstance(words, TextAnchor)
            assert holds(words, case.subject, case.here)


def test_hostile_text_is_kept_to_the_letter_and_its_hidden_characters_show() -> None:
    data = listing_json()
    data["subject"]["product"]["description"] = HOSTILE
    found = line(data, "/product/description")
    assert found.stored == HOSTILE
    assert found.shown.text == HOSTILE.replace("\u200b", "‹ZWSP›").replace("\u202e", "‹RLO›")


def test_names_of_attributes_may_be_anything() -> None:
    data = listing_json()
    data["subject"]["product"]["attributes"]["a/b~c"] = "x"
    assert line(data, "/product/attributes/a~1b~0c").stored == "x"


def test_absences_can_be_bound() -> None:
    data = listing_json()
    del data["subject"]["certificates"], data["subject"]["product"]["origin"]
    case = open_case(data, new_id(1))
    for pointer in ("/certificates", "/product/origin", "/product/ship_from"):
        anchor = text_anchor(line(data, pointer), None)
        assert anchor == FieldAnchor(field=pointer, value=None)
        assert holds(anchor, case.subject, case.here)


def test_flagged_words_are_marked() -> None:
    data = listing_json()
    assert line(data, "/product/description").flagged == ((6, 11),)
    data["flags"][0]["anchor"]["start"] = 9  # a sender that counts otherwise
    assert line(data, "/product/description").flagged == ((6, 11),)


def test_what_changed_since_the_revision_before_is_marked_and_said() -> None:
    data = listing_json()
    data["subject"]["previous"][0]["product"] = data["subject"]["product"] | {
        "name": "轻奢纯棉四件套",
        "list_price": "399.00",
        "attributes": {"材质": "100% 棉", "产地": "南通"},
    }
    name = line(data, "/product/name")
    assert [name.stored[start:end] for start, end in name.changed] == ["刺绣水洗"]
    assert "轻奢纯棉四件套" in name.note
    assert "399.00" in line(data, "/product/list_price").note
    assert line(data, "/product/attributes/尺寸").note
    gone = line(data, "/product/attributes/产地")
    assert (gone.stored, gone.value) == ("", None)
    assert line(data, "/product/price").note == ""


def test_two_texts_compare_to_what_is_new() -> None:
    assert changes("abc", "abXc") == ((0, 4),)  # never within a word
    assert changes("Ripe in 3 days", "Ripe in 13 days") == ((8, 10),)
    assert changes("¥1,680", "¥1,690") == ((1, 6),)
    assert changes("青瓷花瓶", "青瓷梅瓶") == ((2, 3),)  # Chinese has no blanks between words
    assert changes("Picked in Qingpo", "Flown in from orchards") == ((0, 22),)  # no speckles of short words
    assert changes("", "x") == ((0, 1),)
    assert changes("a b c", "a b") == ()


@pytest.mark.parametrize(
    ("prices", "lowest"),
    [
        ({"2026-08-04T20:04:30+08:00": "9", "2026-08-05T00:00:00+08:00": "11.00", "2026-08-06T00:00:00Z": "11"}, [0]),
        (
            {"2026-08-04T20:04:29+08:00": "9", "2026-08-05T00:00:00+08:00": "11.00", "2026-08-06T00:00:00Z": "11"},
            [1, 2],
        ),
        ({"2026-08-11T20:04:30+08:00": "1"}, []),
        ({"2026-08-10T00:00:00Z": "words"}, []),
    ],
)
def test_the_reference_is_the_lowest_price_of_the_seven_days_before_the_conduct(
    prices: dict[str, str], lowest: list[int]
) -> None:
    data = listing_json()
    data["subject"]["price_history"] = [{"at": at, "price": price} for at, price in prices.items()]
    record = record_of(data)
    assert isinstance(record.subject, ListingSubject)
    assert lowest_before(record.subject.price_history, record.conduct_at) == lowest


def test_a_certificate_that_ran_out_before_the_conduct_says_so() -> None:
    data = listing_json()
    data["subject"]["certificates"][0]["valid_until"] = "2026-08-10"
    found = line(data, "/certificates/0/valid_until")
    assert "2026-08-11" in found.note
    data["subject"]["certificates"][0]["valid_until"] = "2026-08-11"
    assert line(data, "/certificates/0/valid_until").note == ""


def test_sections_have_heads_and_revisions_their_differences() -> None:
    heads = [found.stored for found in lines(listing_json()) if found.role is Role.HEAD]
    assert heads[:3] == ["Attributes", "Certificates", "Price history"]
    assert heads[3].startswith("Revision 6 · 2026-07-01")


def test_pictures_papers_and_their_boxes() -> None:
    data = listing_json()
    paper = asset("ccc.pdf", "application/pdf")
    data["subject"]["certificates"][0]["document"] = paper
    case, media = open_case(data, new_id(1)), FakeMedia(pages={paper["sha256"]: 3})
    reader, _assets = reader_of(media)
    model = ListingModel(reader)
    model.show(case)
    assert [still.title for still in model.pictures.state.items] == ["Picture 1", "Picture 2", "Certificate OEKO-TEX"]
    model.pictures.set_box((0.1, 0.1, 0.2, 0.2))
    anchor = model.pictures.anchor()
    assert isinstance(anchor, RegionAnchor)
    assert anchor.page is None
    assert holds(anchor, case.subject, case.here)
    assert model.pictures.go_to_asset(paper["sha256"], 3, (0.1, 0.1, 0.2, 0.2))
    assert (model.pictures.state.page, model.pictures.state.pages) == (3, 3)
    on_page = model.pictures.anchor()
    assert on_page is not None
    assert on_page.page == 3
