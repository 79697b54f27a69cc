"""Whatever papers say, looking them through ends soon and with an answer: they are strangers' words."""

from __future__ import annotations

import json
import time
from dataclasses import replace
from datetime import datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reviewer_app.client.viewmodels.checkwords import badge_words, sum_words
from reviewer_app.domain.checks import fields as names
from reviewer_app.domain.checks.names import differing
from reviewer_app.rulebooks.filing import FilingReview, reviewed
from reviewer_app.wire.record import read_record
from tests.client.samples import filing_json
from tests.rulebooks.verdicts_made import sheet_of

KNOWN = datetime.fromisoformat("2026-09-30T12:00:00+08:00")
KINDS = (
    "business_licence", "identity_card", "bank_account", "food_licence", "trademark", "brand_authorisation",
    "lab_report", "certificate", "other",
)  # fmt: skip
FIELDS = tuple(
    dict.fromkeys(
        (
            *names.CREDIT_CODES, *names.GTINS, *names.CATEGORIES, *names.NAMES, *names.SCOPES, *names.CONCLUSIONS,
            *names.LEVELS, *names.BATCHES, *names.LICENCE_TERMS, *names.BIRTHS, *names.ACCOUNT_NAMES, *names.HOLDERS,
            *names.GIVERS, *names.RECEIVERS, *names.LETTER_TERMS, *names.REGISTERED, *names.ACCEPTED,
            "铅/标准指标", "铅/实测值", "铅/单项判定",
        )
    )
)  # fmt: skip
PIECES = st.sampled_from(
    ["2026年8月8日", "9999-12-31", "0001-01-01", "至", "长期", "≤", "<", "7.9×10", "⁹", "^", "e", "999999999", "除",
     "（", "）", "；", "食品销售", "91330199MAF6J9XF0N", "第", "号", "/", "未检出", "\u202e", "\ud7ff", "　", "1", "0",
     ".", ",", "-", "±"]
)  # fmt: skip
WORDS = st.lists(PIECES, max_size=8).map("".join) | st.text(max_size=20)
READ = st.dictionaries(st.sampled_from(FIELDS), WORDS, max_size=5)


def look(declared: dict[str, str], papers: list[tuple[str, dict[str, str]]]) -> FilingReview:
    data = filing_json()
    file = data["subject"]["documents"][0]["file"]
    data["conduct_at"] = data["flagged_at"] = "2026-07-29T16:40:00+08:00"
    data["subject"]["declared"] = declared
    data["subject"]["documents"] = [
        {"type": kind, "file": file, "read": {name: {"value": value} for name, value in read.items()}}
        for kind, read in papers
    ]
    record, *_ = read_record(json.dumps(data, ensure_ascii=False))
    found = reviewed(replace(sheet_of(record), known_at=KNOWN), ())
    for row in found.fields:
        assert all(badge_words(check) and len(sum_words(check)) < 2000 for check in row.checks)
    assert all(sum_words(item.check) for item in found.items)
    return found


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.dictionaries(st.sampled_from(FIELDS), WORDS, max_size=4),
    st.lists(
        st.tuples(st.sampled_from(KINDS), st.dictionaries(st.sampled_from(FIELDS), WORDS, max_size=5)), max_size=3
    ),
)
def test_any_words_are_looked_through(declared: dict[str, str], papers: list[tuple[str, dict[str, str]]]) -> None:
    found = look(declared, papers)
    assert {row.name for row in found.fields} >= set(declared)


LONG = 20_000


@pytest.mark.parametrize(
    "value",
    ["（" + "除" * LONG, "（除" * (LONG // 2), "7.9×10^" + "9" * LONG, "1e999999999", "1e" + "9" * 30, "9" * LONG,
     "2026-" * (LONG // 5), " " * LONG, "至" * LONG, "≤" + "1," * (LONG // 2), "食品；" * (LONG // 3), "号" * LONG],
    ids=range(12),
)  # fmt: skip
def test_long_and_huge_values_take_no_time(value: str) -> None:
    papers = [(kind, dict.fromkeys(FIELDS, value)) for kind in KINDS]
    look({}, [])
    before = time.process_time()
    look(dict.fromkeys(FIELDS, value + "x"), papers)
    assert time.process_time() - before < 10, "some 500 rows, and the intake that reads them"


@given(st.text(max_size=30), st.text(max_size=30))
def test_what_differs_put_back_between_what_does_not_is_the_whole(one: str, other: str) -> None:
    here, there = differing(one, other)
    at = one.find(here) if here else len(one)
    assert len(one) - len(here) == len(other) - len(there)
    assert here in one and there in other and at >= 0
    assert (here, there) == ("", "") or one != other


def test_two_hundred_papers_whose_letters_run_in_rings_take_no_time() -> None:
    terms = {"授权期限": "2026-01-01至2027-01-01"}
    firms = [(f"{one}公司", f"{other}公司") for one in "甲乙丙" for other in "甲乙丙"] * 23
    letters = [("brand_authorisation", {"授权方": one, "被授权方": other, **terms}) for one, other in firms[:199]]
    look({}, [])
    before = time.process_time()
    found = look({"名称": "丁公司"}, [("trademark", {"注册人": "甲公司"}), *letters])
    assert time.process_time() - before < 10, "some 600 rows, and the intake that reads them"
    assert found.chain is not None and found.chain.check.said == "chain-not-shop"
