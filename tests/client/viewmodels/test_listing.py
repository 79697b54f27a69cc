"""The listing without a screen: every line plain and at its own pointer, what changed, and the reference price."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from reviewer_app.client.viewmodels.listing import ListingModel, Section
from reviewer_app.client.viewmodels.textplaces import text_anchor
from reviewer_app.client.viewmodels.texts import WINDOW, Line
from reviewer_app.client.workbench.values import OpenCase
from reviewer_app.domain.evidence import FieldAnchor, RegionAnchor, TextAnchor, holds, look_up
from reviewer_app.domain.verdicts import Correction
from reviewer_app.domain.withheld import Why, Withheld
from tests.client.opened import open_case
from tests.client.samples import asset, listing_json, new_id
from tests.client.viewmodels.evidence_fakes import FakeMedia, reader_of
from tests.rulebooks.verdicts_made import sheet_of

HOSTILE = "<img src='file:///etc/hostname'><b>最\u200b低价</b>\u202e<script>alert(1)</script>"


def shown(data: dict[str, Any], media: FakeMedia | None = None, **on: Any) -> tuple[ListingModel, OpenCase]:
    """A listing on the desk, under the shipped rulebooks and schedules."""
    case = open_case(data, new_id(1))
    known = sheet_of(case.record, {})
    case = replace(case, sheet=replace(case.sheet, versions=known.versions, schedules=known.schedules, **on))
    reader, _assets = reader_of(media or FakeMedia())
    model = ListingModel(reader)
    model.show(case)
    return model, case


def lines(data: dict[str, Any], section: Section = Section.FIELDS) -> tuple[Line, ...]:
    """The lines of a section of a listing."""
    return shown(data)[0].lines_in(section)


def line(data: dict[str, Any], pointer: str) -> Line:
    """The line at a pointer, in the section that has it."""
    model, _case = shown(data)
    row = model.seek(pointer)
    assert row is not None, pointer
    return model.lines[row]


def all_notes(found: Line) -> str:
    return " | ".join(text for text, _tone in found.all_notes)


@pytest.mark.parametrize("section", Section)
def test_every_line_with_a_pointer_stands_there_and_holds_as_an_anchor(section: Section) -> None:
    model, case = shown(listing_json())
    for found in model.lines_in(section):
        anchor = text_anchor(found, None)
        if found.why:
            assert anchor is None
            assert text_anchor(found, (0, 1)) is None
            continue
        if not found.pointer:
            assert anchor is None
            continue
        assert isinstance(anchor, FieldAnchor)
        assert holds(anchor, case.subject, case.here), found
        if found.stored:
            words = text_anchor(found, (0, 1))
            assert words is not None and holds(words, case.subject, case.here), found
            own = look_up(case.subject, found.pointer) == found.stored
            assert isinstance(words, TextAnchor) is own, "words that are not the field's own stand for all of it"


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
    assert "轻奢纯棉四件套" in all_notes(name)
    assert "revision 6: 399.00" in all_notes(line(data, "/product/list_price"))
    assert "new since" in all_notes(line(data, "/product/attributes/尺寸"))
    gone = line(data, "/product/attributes/产地")
    assert (gone.stored, gone.value) == ("", None)
    assert all_notes(line(data, "/product/price")) == ""


def test_a_struck_price_is_weighed_against_the_seven_days_before() -> None:
    data = listing_json()
    data["subject"]["product"] |= {"price": "11.00", "list_price": "40.00"}
    days = {4: "9.00", 5: "11.00", 6: "12.00", 11: "8.00"}  # the conduct is on the 11th
    history = [{"at": f"2026-08-{day:02}T00:05:00+08:00", "price": price} for day, price in days.items()]
    data["subject"]["price_history"] = history
    found = line(data, "/price_history")
    assert (found.stored, found.value is not None) == ("9.00", True)
    assert "charged on 1 of 7 days" in found.note
    assert "no price on record on 4 days: 08-07, 08-08, 08-09, 08-10" in all_notes(found)
    struck = line(data, "/product/list_price")
    assert ("40.00 − 9.00 = 31.00 too high: the struck price is not supported.", "bad") in struck.all_notes
    assert dict(shown(data)[0].titles())["prices"] == "Prices · too high"
    data["subject"]["product"]["list_price"] = "9.00"
    assert ("9.00 is not above 9.00: the struck price is supported.", "ok") in line(
        data, "/product/list_price"
    ).all_notes


def test_a_promotion_that_may_have_begun_earlier_leaves_the_price_in_doubt() -> None:
    data = listing_json()
    data["subject"]["product"] |= {"price": "89.00", "list_price": "99.00"}
    prices = {day: "99.00" if day < 9 else "89.00" for day in range(1, 12)}
    data["subject"]["price_history"] = [
        {"at": f"2026-08-{day:02}T00:05:00+08:00", "price": price} for day, price in prices.items()
    ]
    notes = line(data, "/product/list_price").all_notes
    assert notes[0][0].startswith("If the promotion began with the conduct: 99.00 − 89.00 = 10.00 too high")
    assert notes[0][1] == "warn"
    assert notes[1][0].startswith("If the promotion began on 2026-08-09")
    assert notes[1][0].endswith("99.00 is not above 99.00: the struck price is supported.")


def test_a_lower_price_that_may_have_stood_into_the_seven_days_leaves_it_in_doubt() -> None:
    data = listing_json()
    data["subject"]["product"] |= {"price": "119", "list_price": "399"}
    data["subject"]["price_history"] = [
        {"at": "2026-08-02T10:00:00+08:00", "price": "119"},
        {"at": "2026-08-10T22:00:00+08:00", "price": "399"},
    ]
    said, tone = line(data, "/product/list_price").all_notes[0]
    assert said.startswith("399 is not above 399; but 119 was charged last before the seven days")
    assert tone == "warn"
    assert dict(shown(data)[0].titles())["prices"] == "Prices · in doubt"
    assert line(data, "/price_history/0/price").note == "the last before"


@pytest.mark.parametrize(
    ("day", "said", "badge"),
    [
        ("2025-08-14", "Not known whether it was required then, none given: 09", "Papers"),
        ("2025-08-15", "Required, none given: 09", "Papers · missing"),
    ],
)
def test_a_power_bank_before_its_rule_was_issued_again_is_for_a_person_to_look_up(
    day: str, said: str, badge: str
) -> None:
    data = fan()
    data["conduct_at"] = data["flagged_at"] = f"{day}T12:00:00+08:00"
    data["subject"]["captured_at"] = f"{day}T12:00:00+08:00"
    data["subject"]["product"] |= {"category": ["数码", "移动电源"], "name": "充电宝"}
    assert all_notes(lines(data, Section.PAPERS)[0]).startswith(said)
    assert dict(shown(data)[0].titles())["papers"] == badge


def fan(*certificates: dict[str, Any]) -> dict[str, Any]:
    """A mains fan, which needs a certificate."""
    data = listing_json()
    data["subject"]["product"] |= {"category": ["家用电器", "电风扇"], "name": "台式电风扇"}
    data["subject"]["certificates"] = list(certificates)
    return data


@pytest.mark.parametrize(
    ("certificate", "head", "note", "badge"),
    [
        (None, "Required, none given", "", "Papers · missing"),
        (
            {"number": "2021010198765432", "valid_until": "2026-08-06"},
            "Required, given, and expired",
            "expired 5 days before the conduct: 2026-08-11 − 2026-08-06",
            "Papers · expired",
        ),
        (
            {"number": "2021010198765432", "valid_until": "2026-08-21"},
            "Required and present",
            "valid for 10 more days at the conduct: 2026-08-21 − 2026-08-11",
            "Papers",
        ),
        (
            {"number": "申请中", "valid_until": None},
            "Required, and no number given",
            "not stated",
            "Papers · no number",
        ),
    ],
)
def test_a_certificate_is_held_against_what_the_goods_need(
    certificate: dict[str, Any] | None, head: str, note: str, badge: str
) -> None:
    papers = [{"scheme": "CCC", "holder": "某公司"} | certificate] if certificate else []
    papers = [{name: value for name, value in paper.items() if value is not None} for paper in papers]
    data = fan(*papers)
    first = lines(data, Section.PAPERS)[0]
    assert all_notes(first).startswith(f"{head}: 0702 Electric fans, by “电风扇”.")
    assert "6 Compulsory certification" in all_notes(first)
    assert "2025-08-15, in force at the conduct" in all_notes(first)
    assert dict(shown(data)[0].titles())["papers"] == badge
    if certificate:
        found = line(data, "/certificates/0/valid_until")
        assert note in (found.note or found.placeholder)
    else:
        anchor = text_anchor(line(data, "/certificates"), None)
        assert anchor == FieldAnchor(field="/certificates", value=None)


def test_goods_outside_the_catalogue_and_before_it() -> None:
    data = listing_json()
    assert "No entry that is listed here" in all_notes(lines(data, Section.PAPERS)[0])
    data["conduct_at"] = "2023-04-30T23:59:59+08:00"
    assert "no list of what goods need" in all_notes(lines(data, Section.PAPERS)[0])


def test_what_a_word_list_finds_is_marked_and_named_with_its_clause() -> None:
    data = listing_json()
    data["flags"] = []
    data["subject"]["product"] |= {"name": "业内最\u200b佳 四件套", "description": "预防失眠"}
    model, _case = shown(data)
    name = line(data, "/product/name")
    assert [name.stored[a:b] for a, b in name.spotted] == ["最\u200b佳"]
    assert "≡ “最佳” · 1 Absolute terms" in all_notes(name)
    assert "1 hidden character (zero-width 1)" in all_notes(name)
    assert "≡ “预防” “失眠” · 2 Health claims by kind of goods" in all_notes(line(data, "/product/description"))
    assert [(spot.pointer, spot.start) for spot in model.spots] == [
        ("/product/name", 2),
        ("/product/description", 0),
        ("/product/description", 2),
    ]


def test_a_word_list_that_is_not_used_has_none_of_before_in_its_place() -> None:
    data = listing_json()
    data["subject"]["product"]["description"] = "预防失眠"
    closed = Withheld("listing-words", "later", "f" * 64, Why.UNSIGNED, schedule=True)
    assert shown(data)[0].spots
    assert not shown(data, withheld=(closed,))[0].spots


def test_words_that_a_flag_points_at_are_no_hit_of_their_own() -> None:
    data = listing_json()
    data["subject"]["product"]["description"] = "预防失眠"
    data["flags"] = [{"reason": "x", "anchor": {"type": "text", "field": "/product/description", "exact": "预防失眠"}}]
    model, _case = shown(data)
    assert [spot for spot in model.spots if spot.pointer == "/product/description"] == []
    assert "⚑ “预防失眠”" in all_notes(line(data, "/product/description"))


@pytest.mark.parametrize(("gtin", "tone"), [("6901028075763", "ok"), ("6901028075764", "bad"), ("69010", "bad")])
def test_a_number_of_goods_is_checked_by_its_last_digit(gtin: str, tone: str) -> None:
    data = listing_json()
    data["subject"]["product"]["gtin"] = gtin
    assert line(data, "/product/gtin").all_notes[0][1] == tone
    del data["subject"]["product"]["gtin"]
    assert all_notes(line(data, "/product/gtin")) == ""


# -- revisions --------------------------------------------------------------------------------------------------------


def revised() -> dict[str, Any]:
    """A listing with two earlier revisions."""
    data = listing_json()
    product = data["subject"]["product"]
    earlier = [
        product | {"name": "刺绣四件套", "attributes": {"材质": "100% 棉", "产地": "南通"}},
        product | {"name": "四件套", "price": "1.00"},
    ]
    data["subject"]["previous"] = [
        {"revision": 6 - at, "captured_at": f"2026-0{7 - at}-01T09:00:00+08:00", "product": one, "images": pictures}
        for at, (one, pictures) in enumerate(zip(earlier, ([], [asset("old.jpg", "image/jpeg")]), strict=True))
    ]
    return data


def test_any_two_revisions_are_compared_and_only_the_judged_one_is_evidence() -> None:
    model, case = shown(revised())
    assert [side.number for side in model.sides] == [5, 6, 7]
    assert (model.left, model.right) == (1, 2)
    row = model.seek("/previous/0/product/name")
    assert row is not None
    assert model.section is Section.CHANGES
    old, new = model.lines[row], model.lines[row + 1]
    assert (old.stored, [old.stored[a:b] for a, b in old.removed]) == ("刺绣四件套", [])
    assert [new.stored[a:b] for a, b in new.added] != []
    assert text_anchor(old, (0, 2)) is None
    assert old.why
    bound = text_anchor(new, new.added[0])
    assert bound is not None
    assert holds(bound, case.subject, case.here)
    gone = next(one for one in model.lines if one.pointer == "/previous/0/product/attributes/产地")
    assert gone.removed == ((0, 2),)
    assert model.move_side(left=True, by=1)
    assert (model.left, model.right) == (2, 2)
    assert model.move_side(left=True, by=1)
    assert (model.left, model.right) == (0, 2)
    assert any(one.pointer == "/previous/1/product/price" for one in model.lines)


def test_pictures_are_compared_by_their_bytes() -> None:
    data = revised()
    model, _case = shown(data)
    model.choose_sides(0, 2)
    lines_ = model.lines_in(Section.CHANGES)
    named = [(one.key[0], one.stored) for one in lines_ if one.asset]
    assert named == [("−", "Picture 1"), ("+", "Picture 1"), ("+", "Picture 2")]
    assert all(one.why for one in lines_ if one.asset)


def test_one_revision_alone_is_said() -> None:
    data = listing_json()
    data["subject"]["previous"] = []
    model, _case = shown(data)
    assert [one.stored for one in model.lines_in(Section.CHANGES)] == ["Only this revision is known."]
    assert not model.move_side(left=True, by=1)


# -- long texts -------------------------------------------------------------------------------------------------------


def test_a_long_text_is_shown_in_parts_and_every_place_of_it_can_be_gone_to() -> None:
    data = listing_json()
    text = "<div><b>布</b></div>\n" * 12_000 + "全网最佳"
    data["subject"]["product"]["description"] = text
    model, case = shown(data)
    row = model.seek("/product/description")
    assert row is not None
    assert len(model.lines[row].shown.text) < 2 * WINDOW
    assert model.lines[row].shown.text.endswith("›")
    (spot,) = [one for one in model.spots if one.pointer == "/product/description"][:1]
    assert not model.lines[row].shown.holds(spot.start, spot.end)
    model.look_at(row, spot.start)
    assert model.lines[row].shown.holds(spot.start, spot.end)
    assert model.read_on(row)
    assert model.lines[row].window == (0, WINDOW)
    anchor = text_anchor(model.lines[row], (spot.start, spot.end))
    assert anchor is not None
    assert holds(anchor, case.subject, case.here)


# -- pictures ---------------------------------------------------------------------------------------------------------


def test_two_pictures_side_by_side_begin_with_the_one_before() -> None:
    data = revised()
    data["subject"]["previous"] = data["subject"]["previous"][1:]
    model, _case = shown(data)
    assert model.compare_pictures()
    still = model.beside.state.still
    assert still is not None
    assert still.asset == data["subject"]["previous"][0]["images"][0]["sha256"]
    assert model.step_beside(1)
    assert model.compare_pictures()
    assert not model.comparing
    assert not model.step_beside(1)


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


@pytest.mark.parametrize("turn", [1, -1])
@pytest.mark.parametrize(
    "other",
    [{"number": "2021010198765432", "valid_until": "2025-12-31"}, {"number": "申请中", "valid_until": "2027-01-01"}],
)
def test_one_certificate_that_holds_is_enough_whatever_stands_beside_it(other: dict[str, Any], turn: int) -> None:
    holds = {"scheme": "CCC", "number": "2025010198765433", "valid_until": "2030-12-31"}
    data = fan(*[{"scheme": "CCC"} | other, holds][::turn])
    first = lines(data, Section.PAPERS)[0]
    assert first.all_notes[0] == ("Required and present: 0702 Electric fans, by “电风扇”.", "ok")
    assert dict(shown(data)[0].titles())["papers"] == "Papers"
    alone = fan({"scheme": "CCC"} | other)
    assert lines(alone, Section.PAPERS)[0].all_notes[0][1] == "bad"
    assert dict(shown(alone)[0].titles())["papers"] != "Papers"


def test_the_holder_of_a_certificate_is_a_fact_to_look_at_and_no_fault() -> None:
    paper = {"scheme": "CCC", "number": "2025010198765433", "holder": "甲电子厂", "valid_until": "2030-12-31"}
    data = fan(paper)
    data["merchant"]["identifiers"] = {"company": "乙商贸有限公司"}
    assert lines(data, Section.PAPERS)[0].all_notes[0][1] == "ok"
    assert dict(shown(data)[0].titles())["papers"] == "Papers"
    found = line(data, "/certificates/0/holder")
    assert (found.note_tone, "乙商贸有限公司" in found.note) == ("warn", True)
    data["merchant"]["identifiers"] = {"company": "甲电子厂"}
    assert line(data, "/certificates/0/holder").note_tone == "ok"


def fuse(*certificates: dict[str, Any]) -> dict[str, Any]:
    """A cartridge fuse, which its maker may declare to conform."""
    data = fan(*certificates)
    data["subject"]["product"] |= {"category": ["五金", "保险丝"], "name": "玻璃保险丝"}
    return data


def test_goods_that_may_be_self_declared_are_not_said_to_lack_a_certificate() -> None:
    first = lines(fuse(), Section.PAPERS)[0]
    assert all_notes(first).startswith(
        "The maker's own declaration is enough, and none is given here: "
        "0207 Fuses (cartridges), by “保险丝”. Ask for it."
    )
    assert first.all_notes[0][1] == "warn"
    assert dict(shown(fuse())[0].titles())["papers"] == "Papers · no declaration"
    declared = fuse({"scheme": "CCC自我声明", "number": "2020980207000001"})
    first = lines(declared, Section.PAPERS)[0]
    assert all_notes(first).startswith("Present, where the maker's own declaration would be enough")
    assert dict(shown(declared)[0].titles())["papers"] == "Papers"


@pytest.mark.parametrize("state", ["suspended", "withdrawn"])
def test_a_certificate_that_the_register_has_suspended_or_withdrawn_fails(state: str) -> None:
    data = fan({"scheme": "CCC", "number": "2021010198765432", "valid_until": "2027-08-21"})
    model, _case = shown(data)
    model.show_section(Section.PAPERS)
    (asked,) = model.questions
    assert (asked.name, asked.text, asked.value) == (
        "/certificates/0/status",
        "CCC 2021010198765432 in the register",
        None,
    )
    assert asked.optional
    model.correct((Correction(field=asked.name, read="", value=state),))
    assert model.lines[0].all_notes[0] == (f"Required, given, and {state}: 0702 Electric fans, by “电风扇”.", "bad")
    assert dict(model.titles())["papers"] == f"Papers · {state}"
    said = next(one for one in model.lines if one.key == "Register")
    assert (said.stored, said.note, said.note_tone) == (state, "stated by who judges", "bad")
    assert said.why and not said.pointer
    assert model.questions[0].value == state
    model.show_section(Section.FIELDS)
    assert model.questions == ()
