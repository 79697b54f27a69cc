"""Filings looked through under the shipped schedules: each truth is a mismatch where it is, what is sound is none."""

from __future__ import annotations

import copy
import json
import time
from dataclasses import replace
from datetime import datetime
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from reviewer_app.domain.cases import CaseRecord, FilingSubject
from reviewer_app.domain.checks.result import State
from reviewer_app.domain.values import Text
from reviewer_app.domain.verdicts import Correction, Stated
from reviewer_app.domain.withheld import Why, Withheld
from reviewer_app.rulebooks.filing import FieldReview, FilingReview, reviewed
from reviewer_app.rulebooks.filing_papers import pointer
from reviewer_app.wire.record import read_record
from tests.client.samples import filing_json
from tests.rulebooks.verdicts_made import sheet_of

ROOT = Path(__file__).parents[2]
REAL = ROOT.parent / "shared" / "data" / "real"
KNOWN = datetime.fromisoformat("2026-09-30T12:00:00+08:00")
TERM = "2016年08月09日至2026年08月08日"
LOOKED = {
    "filing-03": (("营业期限", TERM),),
    "filing-05": (("名称", "云汀沅棠服饰有限公司"),),
    "demo-filing-03": (("法定代表人", "棠若水"),),
}
"""What a person reads on the licence where the machine was not sure."""


def cases(folder: Path) -> dict[str, CaseRecord]:
    lines = (folder / "cases.jsonl").read_text("utf-8").splitlines()
    records = (record for record, *_ in map(read_record, lines))
    return {record.ref: record for record in records if isinstance(record.subject, FilingSubject)}


def truths(folder: Path) -> dict[str, dict[str, Any]]:
    return {truth["ref"]: truth for truth in json.loads((folder / "truth.json").read_text("utf-8"))}


def looked(case: CaseRecord) -> tuple[Correction, ...]:
    assert isinstance(case.subject, FilingSubject)
    read = case.subject.documents[0].read
    return tuple(
        Correction(field=pointer(0, name), read=read[name].value, value=value)
        for name, value in LOOKED.get(case.ref, ())
    )


def review(case: CaseRecord, corrections: tuple[Correction, ...] = (), **on: Any) -> FilingReview:
    return reviewed(replace(sheet_of(case), **{"known_at": KNOWN, **on}), corrections)


def row(found: FilingReview, name: str, document: int | None = 0) -> FieldReview:
    return next(one for one in found.fields if one.name == name and one.document == document)


def at_fault(case: CaseRecord, found: FilingReview, place: dict[str, Any]) -> bool:
    """Whether a mismatch stands at the place of a truth: a field of the form, or a box on a page."""
    assert isinstance(case.subject, FilingSubject)
    wrong = [one for one in found.fields if one.state is State.MISMATCH]
    if "field" in place:
        return any(place["field"] == f"/declared/{one.name}" for one in wrong)
    parts = [(one.document, one.read) for one in wrong]
    for item in found.items:
        if item.check.state is State.MISMATCH:
            parts += [(item.document, part.read) for part in (item.limit, item.result, item.verdict) if part]
    spots = [
        (case.subject.documents[document].file.path, read.page, list(read.box))
        for document, read in parts
        if document is not None and read is not None and read.box is not None
    ]
    return (place["asset"], place["page"], place["box"]) in spots


PACKS = [
    pytest.param(ROOT / "resources" / "demo", id="demo"),
    pytest.param(
        REAL,
        id="real",
        marks=[
            pytest.mark.shared_data,
            pytest.mark.skipif(not REAL.is_dir(), reason="the shared data pack does not stand beside the project"),
        ],
    ),
]


@pytest.mark.parametrize("folder", PACKS)
def test_every_truth_is_a_mismatch_at_one_of_its_places(folder: Path) -> None:
    known, seen = truths(folder), 0
    for case in cases(folder).values():
        found = review(case, looked(case))
        for finding in known[case.ref]["findings"]:
            assert any(at_fault(case, found, place) for place in finding["places"]), (case.ref, finding["what"])
            seen += 1
    assert seen >= 3


@pytest.mark.parametrize("folder", PACKS)
def test_where_nothing_is_wrong_nothing_is_a_mismatch(folder: Path) -> None:
    known = truths(folder)
    clean = [case for case in cases(folder).values() if not known[case.ref]["findings"]]
    assert clean
    for case in clean:
        found = review(case, looked(case))
        assert [one.name for one in found.fields if one.state is State.MISMATCH] == [], case.ref
        assert [one.name for one in found.items if one.check.state is State.MISMATCH] == [], case.ref


@pytest.mark.parametrize("folder", PACKS)
def test_what_the_machine_was_not_sure_of_is_unreadable_until_a_person_looks(folder: Path) -> None:
    seen = 0
    for case in cases(folder).values():
        for name, _value in LOOKED.get(case.ref, ()):
            assert row(review(case), name).state is State.UNREADABLE
            after = row(review(case, looked(case)), name)
            assert after.corrected and after.state is not State.UNREADABLE
            seen += 1
    assert seen


@pytest.mark.parametrize(
    ("until", "state", "said", "clause"),
    [
        ("2026年08月14日", State.MATCH, "days-left", "licence-days"),
        ("2026年08月13日", State.MISMATCH, "days-left", "licence-days"),
        ("2026年07月29日", State.MISMATCH, "days-left", "licence-days"),
        ("2026年07月28日", State.MISMATCH, "valid-past", "qualification"),
    ],
)
def test_an_expired_licence_is_a_matter_of_qualification(until: str, state: State, said: str, clause: str) -> None:
    case = cases(ROOT / "resources" / "demo")["demo-filing-02"]
    assert isinstance(case.subject, FilingSubject)
    case = case.model_copy(update={"conduct_at": datetime.fromisoformat("2026-07-29T12:00:00+08:00")})
    read = case.subject.documents[0].read["营业期限"].value
    fixed = Correction(field=pointer(0, "营业期限"), read=read, value=f"2016年08月09日至{until}")
    left = row(review(case, (fixed,)), "营业期限").checks[-1]
    assert left.basis is not None
    assert (left.state, left.said, left.basis.clause) == (state, said, f"listings-filings:{clause}")


def test_an_expired_licence_is_one_before_the_first_schedule_too() -> None:
    case = cases(ROOT / "resources" / "demo")["demo-filing-02"]
    assert isinstance(case.subject, FilingSubject)
    case = case.model_copy(update={"conduct_at": datetime.fromisoformat("2024-07-29T12:00:00+08:00")})
    read = case.subject.documents[0].read["营业期限"].value
    fixed = Correction(field=pointer(0, "营业期限"), read=read, value="2016年08月09日至2024年07月28日")
    left = row(review(case, (fixed,)), "营业期限").checks[-1]
    assert (left.state, left.said) == (State.MISMATCH, "valid-past")


def test_a_correction_has_the_days_worked_out_anew() -> None:
    case = cases(ROOT / "resources" / "demo")["demo-filing-02"]
    assert isinstance(case.subject, FilingSubject)
    term = row(review(case), "营业期限")
    left = next(check for check in term.checks if check.said == "days-left")
    assert (left.fact("days"), left.state) == (9, State.MISMATCH)
    assert left.basis is not None
    assert (left.basis.source, left.basis.part) == ("filing-thresholds 2025-01-23", "licence-days")
    assert left.basis.clause == "listings-filings:licence-days"
    read = case.subject.documents[0].read["营业期限"].value
    fixed = Correction(field=pointer(0, "营业期限"), read=read, value="2016年08月07日至2036年08月06日")
    after = row(review(case, (fixed,)), "营业期限")
    assert [check.state for check in after.checks] == [State.MISMATCH, State.MATCH]  # the form says otherwise now


def changed(at: str = "2026-07-29T16:40:00+08:00", **subject: Any) -> CaseRecord:
    data = filing_json()
    data["conduct_at"], data["flagged_at"] = at, at
    data["subject"] |= subject
    record, *_ = read_record(json.dumps(data, ensure_ascii=False))
    return record


def paper(kind: str, **read: Any) -> dict[str, Any]:
    file = filing_json()["subject"]["documents"][0]["file"]
    fields = {name: {"value": value, "score": 0.97} for name, value in read.items()}
    return {"type": kind, "file": file, "read": fields}


@pytest.mark.parametrize(
    ("until", "state"),
    [("2026年08月13日", State.MISMATCH), ("2026年08月14日", State.MATCH), ("2026年07月01日", State.MISMATCH)],
)
def test_the_licence_has_more_than_fifteen_days_left_on_the_day_of_the_filing(until: str, state: State) -> None:
    case = changed(declared={}, documents=[paper("business_licence", 营业期限=f"至{until}")])
    assert row(review(case), "营业期限").state is state


def test_the_day_is_counted_where_the_rule_is_in_force_not_in_utc() -> None:
    case = changed("2026-07-29T16:30:00Z", declared={}, documents=[paper("business_licence", 营业期限="至2026-08-14")])
    check = row(review(case), "营业期限").checks[0]
    assert check.fact("on") == datetime(2026, 7, 30).date()  # noqa: DTZ001 - a day
    assert check.state is State.MISMATCH


def test_before_the_schedule_nothing_is_asked_of_it() -> None:
    case = changed(
        "2024-07-29T16:40:00+08:00", declared={}, documents=[paper("business_licence", 营业期限="至2024-08-01")]
    )
    check = row(review(case), "营业期限").checks[0]
    assert (check.state, check.said) == (State.NOT_APPLICABLE, "no-version")


@pytest.mark.parametrize(
    ("at", "category", "state", "said"),
    [
        ("2025-01-22T12:00:00+08:00", "家具", State.NOT_APPLICABLE, "no-version"),
        ("2025-01-23T12:00:00+08:00", "家具", State.MISMATCH, "scope-without"),
        ("2025-01-22T12:00:00+08:00", "食品", State.MISMATCH, "scope-no-licence"),
        ("2025-01-22T12:00:00+08:00", "糕点", State.MISMATCH, "scope-no-licence"),
        ("2023-04-30T12:00:00+08:00", "糕点", State.NOT_APPLICABLE, "no-version"),
    ],
)
def test_the_scope_is_asked_for_from_the_entry_standard_on_and_a_permit_by_law(
    at: str, category: str, state: State, said: str
) -> None:
    scope = paper("business_licence", 经营范围="服装零售" if category == "糕点" else "食品销售；服装零售")
    case = changed(at, declared={"主营类目": category}, documents=[scope])
    check = row(review(case), "经营范围").checks[-1]
    assert (check.state, check.said) == (state, said)


@pytest.mark.parametrize("clause", ["authorisation", "same-name", "trademark"])
def test_no_check_accuses_by_a_clause_that_its_day_does_not_have(clause: str) -> None:
    """The clauses of authorisation, names and marks came on 2025-01-23; who the papers are of is seen all the same."""
    papers = [
        paper("business_licence", 名称="本店公司"),
        paper("trademark", 商标="云岭", 注册人="甲公司", 受理日期="见背面"),
        paper("brand_authorisation", 授权方="甲公司", 被授权方="别家公司", 授权品牌="云岭", 授权期限="长期"),
        paper("food_licence", 经营者名称="别家公司"),
    ]

    def said(at: str) -> set[State]:
        found = review(changed(at, declared={}, documents=papers))
        checks = [check for one in found.fields for check in one.checks]
        assert found.chain is not None and found.chain.check in checks
        named = f"listings-filings:{clause}"
        return {check.state for check in checks if check.basis is not None and check.basis.clause == named}

    assert said("2025-01-22T12:00:00+08:00") == set()
    assert said("2025-01-23T12:00:00+08:00") & {State.MISMATCH, State.UNREADABLE}


def test_nothing_is_asked_of_a_version_of_before_where_the_one_that_counts_is_not_used() -> None:
    case = changed(declared={}, documents=[paper("business_licence", 营业期限="至2026年08月14日")])
    closed = Withheld("filing-thresholds", "later", "f" * 64, Why.NEWER, schedule=True)
    check = row(review(case, withheld=(closed,)), "营业期限").checks[0]
    assert (check.state, check.said) == (State.NOT_APPLICABLE, "no-version")


def test_what_is_here_counts_as_published_whatever_the_clock_of_the_desk_says() -> None:
    case = changed(declared={}, documents=[paper("business_licence", 营业期限="至2026年08月14日")])
    early = datetime.fromisoformat("2020-01-01T00:00:00Z")
    assert row(review(case, known_at=early), "营业期限").checks[0].said == "no-version"
    assert row(review(case, known_at=early, heard_at=KNOWN), "营业期限").state is State.MATCH


def test_the_type_of_shop_bounds_the_levels() -> None:
    def chained(shop_type: str, levels: str, chain_of: int = 2) -> FieldReview:
        links = list(pairwise("甲乙丙丁"))[:chain_of]
        letters = [
            paper("brand_authorisation", 授权方=giver, 被授权方=taker, 授权期限="2026-01-01至2026-12-31")
            for giver, taker in links
        ]
        shop_name = links[-1][1]
        case = changed(
            declared={"名称": shop_name, "授权级数": levels},
            documents=[paper("business_licence", 名称=shop_name), paper("trademark", 注册人="甲"), *letters],
        )
        shop = case.merchant.model_copy(update={"shop_type": shop_type})
        return row(review(case.model_copy(update={"merchant": shop})), "授权级数", None)

    assert chained("flagship", "1", 1).state is State.MATCH
    abroad = chained("flagship", "2").checks[-1]  # allowed to a brand from abroad, and no paper tells of that
    assert (abroad.state, abroad.said) == (State.UNREADABLE, "lacking")
    assert "from abroad" in str(abroad.fact("names"))
    assert chained("flagship", "3", 3).state is State.MISMATCH
    assert chained("franchise", "2").state is State.MATCH
    assert chained("franchise", "1").checks[-1].said == "levels-differ"
    assert chained("kiosk", "2").checks[-1].said == "not-told"


def branded(*letters: tuple[str, str, str], marks: tuple[str, ...] = ("云岭",), known: bool = True) -> FilingReview:
    """A filing with marks of 甲 and letters from 甲 to the shop: the brand, and from when until when."""
    given = [
        paper("brand_authorisation", 授权方="甲", 被授权方="乙", 授权品牌=brand, 授权期限=f"{since}至{until}")
        for brand, since, until in letters
    ]
    owned = [paper("trademark", 商标=mark, 注册人="甲") for mark in marks if known]
    return review(changed(declared={"名称": "乙"}, documents=[paper("business_licence", 名称="乙"), *given, *owned]))


def chained_at(found: FilingReview, name: str, document: int) -> tuple[State, str]:
    check = row(found, name, document).checks[0]
    return check.state, check.said


NOW = ("2026-01-01", "2026-12-31")


def test_each_mark_has_its_own_chain() -> None:
    found = branded(("云岭", *NOW), ("海山", *NOW), marks=("云岭", "海山"))
    for name, document in (("授权方", 1), ("授权方", 2), ("注册人", 3), ("注册人", 4)):
        assert chained_at(found, name, document) == (State.MATCH, "chain-whole"), document
    found = branded(("云岭", *NOW), ("云岭", *NOW), marks=("云岭", "海山"))
    assert chained_at(found, "注册人", 3) == (State.MATCH, "chain-whole") == chained_at(found, "授权方", 1)
    assert chained_at(found, "注册人", 4) == (State.MISMATCH, "chain-other-brand")
    assert found.chain is not None and found.chain.check.said == "chain-other-brand"


def test_a_letter_about_another_brand_makes_no_chain_whole() -> None:
    found = branded(("海山", *NOW))
    assert chained_at(found, "授权方", 1) == (State.MISMATCH, "chain-other-brand") == chained_at(found, "注册人", 2)
    found = branded(("海山", *NOW), ("云岭", *NOW))  # one more letter than is needed
    assert chained_at(found, "授权方", 1) == (State.UNREADABLE, "chain-no-mark")
    assert chained_at(found, "授权方", 2) == (State.MATCH, "chain-whole") == chained_at(found, "注册人", 3)
    found = branded(("海山", *NOW), known=False)
    assert chained_at(found, "授权方", 1) == (State.UNREADABLE, "chain-no-mark")


def test_a_hundred_marks_and_letters_with_names_without_end_take_no_time() -> None:
    firm, brands = "甲" * 3900, ",".join(f"云岭{n}" for n in range(100))
    owned = [paper("trademark", 商标=f"云岭{n}", 注册人=f"{firm}{n}") for n in range(100)]
    given = [
        paper(
            "brand_authorisation",
            授权方=f"{firm}{n}",
            被授权方=f"{firm}{n + 1}",
            授权品牌=brands,
            授权期限="至2025-12-31",
        )
        for n in range(100)
    ]
    case = changed(declared={}, documents=[paper("business_licence", 名称="乙"), *owned, *given])
    before = time.process_time()
    found = review(case)
    assert time.process_time() - before < 2.0
    assert found.chain is not None and found.chain.check.said == "chain-not-shop"


@pytest.mark.parametrize("turn", [1, -1])
def test_last_year_s_letter_beside_this_year_s_is_no_fault(turn: int) -> None:
    letters = [("云岭", "2025-01-01", "2025-12-31"), ("云岭", *NOW)][::turn]
    found = branded(*letters)
    assert [one.name for one in found.fields if one.state is State.MISMATCH] == []
    assert chained_at(found, "授权期限", 1 if turn > 0 else 2) == (State.NOT_APPLICABLE, "letter-renewed")
    assert chained_at(branded(letters[0 if turn > 0 else 1]), "授权期限", 1) == (State.MISMATCH, "days-past")


@pytest.mark.parametrize(
    ("kind", "name", "value", "state", "said"),
    [
        ("identity_card", "出生", "2010年7月29日", State.MATCH, "age"),
        ("identity_card", "出生", "2010年7月30日", State.MISMATCH, "age"),
        ("identity_card", "出生", "不详", State.UNREADABLE, "term-unread"),
        ("identity_card", "有效期限", "2016.08.29-2026.08.29", State.MISMATCH, "days-left"),
        ("identity_card", "有效期限", "2016.08.30-2026.08.30", State.MATCH, "days-left"),
        ("brand_authorisation", "授权期限", "2026-01-01至2026-08-05", State.MISMATCH, "days-left"),
        ("trademark", "受理日期", "2026-01-29", State.MATCH, "mark-accepted"),
        ("trademark", "受理日期", "2026-01-30", State.MISMATCH, "mark-accepted"),
        ("trademark", "受理日期", "2024-07-28", State.MISMATCH, "mark-accepted"),
        ("food_licence", "有效期至", "2026-07-28", State.MISMATCH, "valid-past"),
        ("food_licence", "有效期至", "2026-07-29", State.MATCH, "valid-days"),
        ("other", "商品条码", "6901234567893", State.MISMATCH, "gtin"),
        ("bank_account", "户名", "清溪商贸行", State.MISMATCH, "account-name"),
        ("food_licence", "经营者名称", "清溪(食品) 有限公司", State.MATCH, "firm-name"),
    ],
)
def test_papers(kind: str, name: str, value: str, state: State, said: str) -> None:
    licence = paper("business_licence", 名称="清溪（食品）有限公司")
    case = changed(declared={}, documents=[licence, paper(kind, **{name: value})])
    check = row(review(case), name, 1).checks[0]
    assert (check.state, check.said) == (state, said)


def test_what_is_no_filing_is_refused() -> None:
    listing = next(
        record
        for record, *_ in map(read_record, (ROOT / "resources/demo/cases.jsonl").read_text("utf-8").splitlines())
        if not isinstance(record.subject, FilingSubject)
    )
    with pytest.raises(TypeError):
        review(listing)


# -- what no paper says ------------------------------------------------------------------------------------------------


def chained(letters: int, shop_type: str = "flagship") -> CaseRecord:
    """A filing whose letters lead in so many steps from the holder of the mark to the shop."""
    firms = ["甲公司", *(f"第{n}家公司" for n in range(1, letters)), "本店公司"]
    data = filing_json("chained")
    paper = data["subject"]["documents"][0]
    licence = copy.deepcopy(paper) | {"read": {"名称": {"value": "本店公司"}}}
    mark = copy.deepcopy(paper) | {"type": "trademark", "read": {"注册人": {"value": "甲公司"}}}
    term = {"value": "2024-01-01 至 2030-01-01"}
    given = [
        copy.deepcopy(paper)
        | {
            "type": "brand_authorisation",
            "read": {"授权方": {"value": one}, "被授权方": {"value": other}, "授权期限": term},
        }
        for one, other in pairwise(firms)
    ]
    data["subject"] |= {"declared": {"授权级数": str(letters)}, "documents": [licence, mark, *given]}
    data["merchant"]["shop_type"] = shop_type
    return read_record(json.dumps(data))[0]


def depth(case: CaseRecord, *stated: Stated) -> tuple[State, FilingReview]:
    found = reviewed(replace(sheet_of(case), known_at=KNOWN), (), stated)
    (declared,) = (one for one in found.fields if one.name == "授权级数")
    return declared.state, found


ABROAD = "brand_from_abroad"


def test_a_depth_that_hangs_on_where_the_brand_is_from_is_asked_and_told_by_the_answer() -> None:
    state, found = depth(chained(2))
    assert state is State.UNREADABLE
    assert [(one.input.name, one.value) for one in found.asks] == [(ABROAD, None)]
    for value, told in ((True, State.MATCH), (False, State.MISMATCH)):
        state, found = depth(chained(2), Stated(schedule="filing-thresholds", name=ABROAD, value=value))
        assert state is told
        assert [(one.input.name, one.value) for one in found.asks] == [(ABROAD, value)]
        check = next(c for one in found.fields if one.name == "授权级数" for c in one.checks if c.said == "levels")
        assert check.fact("stated") == Text(
            zh=f"境外品牌：{'是' if value else '否'}", en=f"The brand is from abroad: {'yes' if value else 'no'}"
        )


@pytest.mark.parametrize(
    ("letters", "shop_type"), [(1, "flagship"), (3, "flagship"), (2, "franchise"), (5, "enterprise")]
)
def test_nothing_is_asked_where_the_answer_would_change_nothing(letters: int, shop_type: str) -> None:
    said = Stated(schedule="filing-thresholds", name=ABROAD, value=True)
    state, found = depth(chained(letters, shop_type))
    assert found.asks == ()
    assert depth(chained(letters, shop_type), said)[0] is state is not State.UNREADABLE


def test_what_is_no_yes_or_no_of_this_schedule_is_not_listened_to() -> None:
    odd = (
        Stated(schedule="filing-thresholds", name=ABROAD, value="yes"),
        Stated(schedule="creator-measures", name=ABROAD, value=True),
        Stated(schedule="filing-thresholds", name="authorisation_levels", value=1),
    )
    state, found = depth(chained(2), *odd)
    assert state is State.UNREADABLE and [one.value for one in found.asks] == [None]


def test_a_certificate_that_is_suspended_fails_under_the_clause_of_papers() -> None:
    data = filing_json("suspended")
    paper = data["subject"]["documents"][0]
    data["subject"]["documents"].append(
        copy.deepcopy(paper) | {"type": "certificate", "read": {"证书状态": {"value": "暂停"}}}
    )
    found = row(review(read_record(json.dumps(data))[0]), "证书状态", len(data["subject"]["documents"]) - 1)
    assert found.state is State.MISMATCH
    assert [check.basis.clause for check in found.checks if check.basis] == ["listings-filings:qualification"]
