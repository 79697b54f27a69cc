"""Tests of word lists and of what goods need: hits in code points, entries of a catalogue, certificates on a day."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

import pytest

from reviewer_app.domain.cases import Certificate, ListingSubject, Party, Product
from reviewer_app.domain.goods import Lexicon, Requirement, falls_under, hits_in
from reviewer_app.domain.papers import Register, Standing, needs_of, states_register
from reviewer_app.domain.verdicts import Correction

TEXT = {"zh": "甲", "en": "A"}
CITED = [{"source": "law", "clause": "1"}]
CONDUCT = datetime.fromisoformat("2026-03-05T09:15:00+08:00")


def lexicon(**more: Any) -> Lexicon:
    base: dict[str, Any] = {"id": "words", "title": TEXT, "clauses": ["book:absolute"], "citations": CITED}
    return Lexicon.model_validate_json(_json(base | {"zh": ["最佳", "第一"], "en": ["best", "no. 1"]} | more))


def requirement(**more: Any) -> Requirement:
    goods = [
        {"code": "0702", "title": TEXT, "words": ["风扇", "electric fan"], "outside": ["USB"]},
        {"code": "10", "title": TEXT, "words": ["灯具"]},
    ]
    base = {"id": "ccc", "title": TEXT, "scheme": "CCC", "goods": goods, "citations": CITED}
    return Requirement.model_validate_json(_json(base | more))


def _json(data: Any) -> str:
    return json.dumps(data)


@pytest.mark.parametrize(
    ("text", "spots"),
    [
        ("全网最佳，第一", [(2, 4), (5, 7)]),
        ("业内最\u200b佳\u200b的", [(2, 5)]),
        ("The BEST, not bestow", [(4, 8)]),
        ("No. 1 tea", [(0, 5)]),
        ("b\u0435st tea", [(0, 4)]),
        ("😀最佳", [(1, 3)]),
        ("第一次使用", []),
        ("全网-最-佳", [(3, 6)]),
        ("最*佳、第·一", [(0, 3), (4, 7)]),
        ("最\u200b-佳", [(0, 4)]),
        ("最 佳", []),
        ("最、佳", []),
        ("最----佳", [(0, 6)]),
        ("最---------佳", []),
        ("第-一-次使用", []),
        ("No. 12 tea", []),
        ("No. 1.", [(0, 5)]),
    ],
)
def test_hits_are_code_points_of_the_stored_text(text: str, spots: list[tuple[int, int]]) -> None:
    assert [(hit.start, hit.end) for hit in hits_in(lexicon(harmless=["第一次"]), text)] == spots


@pytest.mark.parametrize(
    ("category", "name", "code", "outside"),
    [
        (("家用电器", "电风扇"), "静音", "0702", None),
        (("其他",), "台式电风扇", "0702", None),
        (("Home",), "Electric fan, USB", "0702", "USB"),
        (("家饰",), "白瓷玉兔", None, None),
        (("灯具",), "风扇灯", "10", None),  # the category tells before the name does
    ],
)
def test_goods_fall_under_an_entry(category: tuple[str, ...], name: str, code: str | None, outside: str | None) -> None:
    found = falls_under(requirement(), category, name, ())
    assert (found.entry.code if found else None, found.outside if found else None) == (code, outside)


def subject(category: str, *papers: Certificate, **attributes: str) -> ListingSubject:
    product = Product(name="x", category=(category,), attributes=attributes)
    return ListingSubject(revision=1, captured_at=CONDUCT, product=product, certificates=papers)


def merchant(**identifiers: str) -> Party:
    return Party(id="m-1", name="珩舟家居企业店", identifiers=identifiers)


@pytest.mark.parametrize(
    ("number", "until", "standing", "left"),
    [
        ("2021010198765432", "2026-02-28", Standing.EXPIRED, -5),
        ("2021010198765432", "2026-03-05", Standing.LAST_DAY, 0),
        ("2021010198765432", "2026-03-06", Standing.VALID, 1),
        ("2021010198765432", None, Standing.NO_END, None),
        ("2021010198765432", "长期", Standing.NO_END, None),
        ("申请中", "2026-12-31", Standing.NO_NUMBER, 301),
    ],
)
def test_a_certificate_on_the_day_of_the_conduct(
    number: str, until: str | None, standing: Standing, left: int | None
) -> None:
    paper = Certificate(scheme="3C", number=number, holder="某公司", valid_until=until)
    (need,) = needs_of((requirement(),), subject("灯具", paper), merchant(), CONDUCT)
    (found,) = need.papers
    assert (found.standing, found.left, found.holder_differs) == (standing, left, None)
    assert need.falls is not None
    assert not need.missing


def test_a_holder_is_compared_with_the_company_where_the_case_has_it() -> None:
    paper = Certificate(scheme="CCC", number="2021010198765432", holder="甲（中国）公司", valid_until="2027-01-01")
    for company, differs in (("甲（中国）公司", False), ("甲(中国) 公司", False), ("乙（中国）公司", True)):
        (need,) = needs_of((requirement(),), subject("灯具", paper), merchant(company=company), CONDUCT)
        assert need.papers[0].holder_differs is differs


def test_required_and_none_given_and_not_required() -> None:
    (fan,) = needs_of((requirement(),), subject("风扇"), merchant(), CONDUCT)
    assert fan.missing
    (ornament,) = needs_of((requirement(),), subject("家饰"), merchant(), CONDUCT)
    assert ornament.falls is None
    assert not ornament.missing


def test_what_a_listing_does_not_state_is_named() -> None:
    states = [{"title": TEXT, "names": ["净含量", "count"]}, {"title": TEXT, "names": ["保质期"]}]
    asked = requirement(scheme=None, states=states)
    (need,) = needs_of((asked,), subject("灯具", 净含量="360g", Country="x"), merchant(), CONDUCT)
    assert [stated.names for stated in need.unsaid] == [("保质期",)]


DECLARABLE = {"code": "0207", "title": TEXT, "words": ["保险丝"], "self_declared": True}


@pytest.mark.parametrize("scheme", [None, "CCC", "3C", "CCC自我声明", "自我声明", "Self-declaration"])
def test_goods_that_the_maker_may_declare_lack_no_certificate(scheme: str | None) -> None:
    papers = [Certificate(scheme=scheme, number="2020980205000001")] if scheme else []
    (need,) = needs_of((requirement(goods=[DECLARABLE]),), subject("保险丝", *papers), merchant(), CONDUCT)
    assert need.declarable and not need.missing
    assert need.undeclared is (scheme is None)
    assert len(need.papers) == (scheme is not None)


def test_a_declaration_is_no_certificate_where_the_catalogue_asks_for_one() -> None:
    declared = Certificate(scheme="CCC自我声明", number="2020980702000001")
    (need,) = needs_of((requirement(),), subject("风扇", declared), merchant(), CONDUCT)
    assert need.missing and not need.undeclared and need.papers == ()


def stated(index: int, value: str, read: str = "") -> Correction:
    return Correction(field=f"/certificates/{index}/status", read=read, value=value)


@pytest.mark.parametrize(
    ("value", "standing"),
    [
        ("suspended", Standing.SUSPENDED),
        ("withdrawn", Standing.WITHDRAWN),
        ("valid", Standing.VALID),
        ("lapsed", Standing.VALID),  # no word of ours: nothing is stated
    ],
)
def test_what_the_register_says_counts_before_the_date_on_the_paper(value: str, standing: Standing) -> None:
    paper = Certificate(scheme="CCC", number="2021010198765432", valid_until="2027-01-01")
    (need,) = needs_of((requirement(),), subject("灯具", paper), merchant(), CONDUCT, (stated(0, value),))
    assert need.papers[0].standing is standing
    assert need.papers[0].register is (None if value == "lapsed" else Register(value))


def test_the_register_is_stated_of_certificates_that_a_listing_has() -> None:
    two = subject("灯具", Certificate(scheme="CCC"), Certificate(scheme="CQC"))
    assert states_register(stated(1, "suspended"), two)
    assert not states_register(stated(2, "suspended"), two)
    assert not states_register(stated(0, "lapsed"), two)
    assert not states_register(stated(0, "suspended", read="valid"), two)
    assert not states_register(stated(0, "suspended").model_copy(update={"field": "/certificates/00/status"}), two)
    assert not states_register(stated(0, "suspended"), object())
