"""What ties cases: identifiers compared as they are meant, hard reasons first, goods by shelf and by listing."""

from __future__ import annotations

import pytest

from reviewer_app.domain.cases import Party
from reviewer_app.domain.ties import Shared, TieKind, case_keys, identifier_keys, linked, normal
from reviewer_app.wire.record import valued
from tests.client.samples import clip_json, listing_json

OWN = {"phone": Shared(kind="phone", value="1"), "address": Shared(kind="address", value="2")}


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("138-0000 0001", "１３８０００ ００００１", True),
        ("91330198MACE64C52R", "91330198mace64c52r", True),
        ("杭州市 西湖区（文三路）", "杭州市西湖区(文三路)", True),
        ("91330198MACE64C52R", "91330198MACE64C52L", False),
        ("13800000001", "13800000010", False),
        ("+86 (571) 8888-0000", "+8657188880000", True),
        ("6222 0000-1111 2222", "6222000011112222", True),
        ("3-12号", "31-2号", False),
        ("3-12", "31-2", False),
        ("j.doe@x.com", "jdoe@x.com", False),
        ("a-b@x.com", "ab@x.com", False),
        ("1.5", "15", False),
        ("甲、乙", "甲乙", False),
        ("文三路 1,2 号", "文三路 12 号", False),
    ],
)
def test_identifiers_are_compared_by_what_they_say(one: str, other: str, same: bool) -> None:
    assert (normal(one) == normal(other)) is same


def test_an_empty_identifier_links_nobody() -> None:
    party = Party(id="m-1", name="甲", identifiers={"phone": " - ", "uscc": "91330198MACE64C52R"})
    assert list(identifier_keys(party)) == ["id.uscc:91330198mace64c52r"]


def test_shops_with_more_and_harder_reasons_come_first() -> None:
    shares = {
        "address": [("soft", "乙", None), ("both", "丙", "flagship")],
        "phone": [("hard", "丁", None), ("both", "丙", "flagship")],
    }
    shops = linked(shares, OWN)
    assert [shop.merchant for shop in shops] == ["both", "hard", "soft"]
    assert [one.kind for one in shops[0].shares] == ["phone", "address"]


def test_a_clip_is_tied_to_the_listing_on_its_shelf() -> None:
    line = clip_json()
    line["subject"]["shelf"] = [{"from": 0, "listing": "LX-1", "title": "水"}]
    merchant = line["merchant"]["id"]
    keys = case_keys(valued(line))
    assert keys[f"goods:{merchant}/LX-1"] is TieKind.GOODS
    assert keys[f"merchant:{merchant}"] is TieKind.MERCHANT


def test_a_listing_with_a_number_of_goods_is_tied_to_the_shelf_that_names_it_by_its_own() -> None:
    clip, listing = clip_json(), listing_json()
    clip["subject"]["shelf"] = [{"from": 0, "listing": "LX-1", "title": "水"}]
    listing["merchant"]["id"] = clip["merchant"]["id"]
    listing["subject"]["product"] |= {"gtin": "6901234567892", "sku": "LX-1"}
    shared = case_keys(valued(listing)).keys() & case_keys(valued(clip)).keys()
    assert f"goods:{clip['merchant']['id']}/LX-1" in shared
    assert case_keys(valued(listing))["goods:6901234567892"] is TieKind.GOODS
