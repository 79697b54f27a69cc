"""What the shipped rule texts must say: kinds of goods, exemptions, prices, sources by article, and what was read."""

from __future__ import annotations

import re

import pytest

from reviewer_app.domain.rulebook import Clause, RulebookVersion
from reviewer_app.domain.schedule import Ladder, ScheduleVersion
from reviewer_app.domain.version_head import Citation, VersionHead
from reviewer_app.rulebooks.compiled import published
from reviewer_app.rulebooks.shipped import shipped, shipped_schedules

BOOKS = tuple(one.rulebook for one in published(shipped()))
SCHEDULES = tuple(one.schedule for one in shipped_schedules())
STREAMS = tuple(book for book in BOOKS if book.id == "livestream")
LISTINGS = tuple(book for book in BOOKS if book.id == "listings-filings")
SECOND_HAND = {
    "ccc-catalogue",
    "credit-code",
    "certification-before",
    "live-marketing",
    "online-competition",
    "platform-listing",
    "platform-merchant-appeals",
    "platform-offsite",
    "platform-price-rules",
    "platform-qualification",
    "platform-shelf-life",
}
"""Sources that nobody here has read, or could check."""
FROM_MEMORY = {("quality-law", "13"), ("cosmetics-regulation", "36")}
"""Articles that are known from memory, of texts that were read in part."""


KEYS = ("published_at", "read: false", "effective_from", "in_force")
DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


def named(version: VersionHead) -> str:
    return f"{version.id}@{version.version}"


def clause(book: RulebookVersion, clause_id: str) -> Clause:
    found = book.clause(clause_id)
    assert found is not None, (named(book), clause_id)
    return found


def cited(book: RulebookVersion, clause_id: str) -> set[tuple[str, str]]:
    return {(item.source, item.clause) for item in clause(book, clause_id).citations}


def citations(version: RulebookVersion | ScheduleVersion) -> list[Citation]:
    if isinstance(version, RulebookVersion):
        return [item for one in version.clauses for item in one.citations]
    found: list[Citation] = []
    for part in version.parts:
        holders = part.steps if isinstance(part, Ladder) else (part,)
        found += [item for holder in holders for item in holder.citations]
    return found


@pytest.mark.parametrize("version", (*BOOKS, *SCHEDULES), ids=named)
def test_nothing_is_said_to_be_read_that_was_not(version: RulebookVersion | ScheduleVersion) -> None:
    assert {item.id for item in version.sources if not item.read} == {
        item.id for item in version.sources if item.id in SECOND_HAND
    }
    for item in citations(version):
        unread = item.source in SECOND_HAND or (item.source, item.clause) in FROM_MEMORY
        assert item.read is not unread, (item.source, item.clause)


@pytest.mark.parametrize("book", (*STREAMS, *LISTINGS), ids=named)
def test_absolute_terms_have_three_exempt_places_six_uses_and_three_groups(book: RulebookVersion) -> None:
    found = clause(book, "absolute-terms")
    words = [item.text.en for item in found.exemptions]
    assert [sum(word.startswith(start) for word in words) for start in ("Not about", "About")] == [3, 6]
    assert any("article 11" in item.en and "the three groups" in item.en for item in found.applies)
    assert "article 7" in found.definition.en and "第七条" in found.definition.zh
    articles = {("absolute-guide", number) for number in ("5", "6", "7", "9", "10", "11")}
    assert cited(book, "absolute-terms") == articles | {("ad-law", "9(3)")}


@pytest.mark.parametrize("book", (*STREAMS, *LISTINGS), ids=named)
def test_health_claims_go_by_the_kind_of_goods(book: RulebookVersion) -> None:
    found = clause(book, "health-claims")
    for zh, en in (
        ("普通食品", "Ordinary food"),
        ("保健食品", "Health food"),
        ("药品", "Medicine"),
        ("医疗器械", "evices"),
        ("化妆品", "Cosmetics"),
        ("其他用品", "Other goods"),
    ):
        assert any(zh in item.zh and en in item.en for item in found.applies), zh
    laws = {("ad-law", number) for number in ("16", "17", "18", "46")}
    laws |= {("food-safety-law", "73"), ("cosmetics-regulation", "43")}
    assert laws <= cited(book, "health-claims")


@pytest.mark.parametrize("book", STREAMS, ids=named)
def test_false_advertising_has_its_five_cases_and_its_elements(book: RulebookVersion) -> None:
    found = clause(book, "false-claims")
    assert [sum(f"case {number}" in item.en for item in found.applies) for number in range(1, 6)] == [1, 1, 1, 1, 1]
    assert [element.id for element in found.elements] == ["claim", "untrue", "decides-buyers"]
    act = ("aucl-2019", {"8", "20"}) if book.version < "2025-10-15" else ("aucl-2025", {"9", "25"})
    assert {place for source, place in cited(book, "false-claims") if source == act[0]} == act[1]
    assert (("order-117", "34") in cited(book, "false-claims")) is (book.version >= "2026-02-01")


@pytest.mark.parametrize("book", STREAMS, ids=named)
def test_prices_are_judged_by_their_articles(book: RulebookVersion) -> None:
    assert {("price-order-56", "16"), ("price-order-56", "17")} <= cited(book, "price-comparison")
    assert {("price-order-56", number) for number in ("18", "19", "20")} <= cited(book, "price-fraud")
    words = " ".join(item.en for item in clause(book, "price-fraud").applies)
    assert "named and counted" in words and "detail page" in words
    assert "seven days before" in clause(book, "price-comparison").definition.en


@pytest.mark.parametrize("book", LISTINGS, ids=named)
def test_a_listing_answers_for_prices_labels_attributes_and_notices(book: RulebookVersion) -> None:
    assert {("price-order-56", str(number)) for number in range(16, 21)} == cited(book, "compared-price")
    assert {("ecommerce-law", str(number)) for number in range(42, 46)} == cited(book, "ip-notice")
    assert "fifteen days" in clause(book, "ip-notice").definition.en
    assert ("food-safety-law", "67") in cited(book, "food-label")
    assert ("quality-law", "27") in cited(book, "required-attributes")
    near = ("platform-shelf-life", "near-expiry table") in cited(book, "food-label")
    assert near is (book.version >= "2026-06-02")


@pytest.mark.parametrize("book", (*STREAMS, *LISTINGS), ids=named)
def test_no_version_answers_for_a_text_that_is_younger_than_it(book: RulebookVersion) -> None:
    """The day in a sender's id is that of its text: conduct before it is not judged by it."""
    days = {found[0] for one in book.clauses for sender in one.sender_ids if (found := DAY.search(sender))}
    assert days
    assert max(days) <= book.version


@pytest.mark.parametrize("book", STREAMS, ids=named)
def test_every_channel_of_diversion_has_an_id_and_an_example(book: RulebookVersion) -> None:
    found = clause(book, "offsite")
    assert {f"platform-offsite@2020-10#{one}" for one in ("speech", "frame", "comment", "qr")} <= set(found.sender_ids)
    told = " ".join(item.text.zh for item in found.examples if item.violates)
    assert all(word in told for word in ("口播", "画面", "评论", "码"))


def test_marks_and_ai_figures_stand_on_order_117_from_its_first_day() -> None:
    for book in STREAMS:
        later = book.version >= "2026-02-01"
        assert {("ad-law", "14"), ("internet-ads", "9")} <= cited(book, "ad-marks")
        assert (("order-117", "35") in cited(book, "ad-marks")) is later
        assert (book.clause("ai-figure") is not None) is later
    assert {("order-117", number) for number in ("17", "34", "37")} == cited(STREAMS[-1], "ai-figure")


HOUSEHOLD = tuple(f"07{number:02}" for number in range(1, 15))
CODES = {"0101", "0104", "0105", "0201", "0202", "0204", "0205", "0206", "0207", "0301-0309", "0401"}
CODES |= {"0501", "0503", "0506", "0603-0607", *HOUSEHOLD}
"""The codes of the catalogue of 2023 that were seen, at second hand."""
NOT_KNOWN = {"household-more", "audio-video", "it-equipment", "child-seat", "helmet", "e-bike", "gas-appliance"}
"""What is in the catalogue by hearsay alone, under no code that was seen."""


@pytest.mark.parametrize("version", [one for one in SCHEDULES if one.id == "goods-papers"], ids=named)
def test_every_code_that_was_seen_is_listed_and_none_is_said_to_be_read(version: ScheduleVersion) -> None:
    (ccc,) = (one for one in version.requirements if one.scheme == "CCC")
    codes = {entry.code for entry in ccc.goods}
    assert codes >= CODES
    unsure = {"09"} if version.version < "2025-08-15" else set()  # power banks and lithium cells: a rule issued again
    assert "09" in codes and {entry.code for entry in ccc.goods if entry.unsure} == unsure | NOT_KNOWN
    assert not any(entry.read for entry in ccc.goods)
    assert ccc.clauses == ("listings-filings:compulsory-certification",)


@pytest.mark.parametrize("version", (*BOOKS, *SCHEDULES), ids=named)
def test_what_people_read_names_no_key_of_the_file_and_no_day_that_nobody_knows(
    version: RulebookVersion | ScheduleVersion,
) -> None:
    said = [version.summary, *([version.note] if isinstance(version, ScheduleVersion) and version.note else [])]
    assert [key for text in said for key in KEYS if key in text.zh or key in text.en] == []
    offsite = [item for item in version.sources if item.id == "platform-offsite"]
    assert [item.in_force for item in offsite] == [None] * len(offsite)  # the month is known, and no day of it
