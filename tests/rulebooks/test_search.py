"""Tests of clause search: both languages, ranks, ids of senders, and nothing found where nothing is meant."""

from __future__ import annotations

import pytest

from reviewer_app.domain.rulebook import Clause, Published
from reviewer_app.rulebooks.compiled import published
from reviewer_app.rulebooks.search import clause_index, search_clauses
from reviewer_app.rulebooks.shipped import shipped, shipped_schedules


def book(rulebook: str, version: str) -> Published:
    found = published(shipped())
    return next(item for item in found if (item.rulebook.id, item.rulebook.version) == (rulebook, version))


def found(query: str, language: str = "zh-CN", version: str = "2026-02-01") -> list[str]:
    return [clause.id for clause in search_clauses(book("livestream", version), query, language)]


@pytest.mark.parametrize(
    ("query", "language", "first"),
    [
        ("引流", "zh-CN", "offsite"),
        ("站外", "zh-CN", "offsite"),
        ("绝对化", "zh-CN", "absolute-terms"),
        ("未成年", "zh-CN", "minors"),
        ("off-platform", "en", "offsite"),
        ("OFF-PLATFORM", "en", "offsite"),
        ("minors", "en", "minors"),
        ("cn-order117@2025-12-18#37", "en", "ai-figure"),
        ("price-fraud", "zh-CN", "price-fraud"),
        ("ＡＩ", "zh-CN", "ai-figure"),
    ],
)
def test_the_clause_that_is_meant_comes_first(query: str, language: str, first: str) -> None:
    assert found(query, language)[0] == first


def test_a_number_finds_its_clause_first() -> None:
    clauses = book("livestream", "2026-02-01").rulebook.clauses
    assert [found(clause.number)[0] for clause in clauses] == [clause.id for clause in clauses]


def test_an_empty_query_gives_all_in_their_order() -> None:
    clauses = book("livestream", "2026-02-01").rulebook.clauses
    assert found("") == found("  　") == [clause.id for clause in clauses]


def test_every_word_must_be_there() -> None:
    assert set(found("price seven", "en")) < set(found("price", "en"))


def test_words_that_stand_nowhere_find_nothing() -> None:
    assert found("zxqj") == found("鼯鼱") == found("鼯") == []


def test_a_near_miss_still_finds() -> None:
    assert "absolute-terms" in found("绝对化的用语词汇表述")[:3] or "absolute-terms" in found("绝对化语")[:3]


def test_only_the_versions_given_are_searched() -> None:
    assert "ai-figure" not in found("数字人", version="2023-05-01")


def test_clauses_of_several_books_are_found_with_the_book_they_are_of() -> None:
    index = clause_index([book("livestream", "2026-02-01"), book("listings-filings", "2026-07-30")])
    hits = index.search("绝对化")
    assert {item.rulebook.id for item, _ in hits[:2]} == {"livestream", "listings-filings"}
    assert all(item.rulebook.clause(clause.id) is clause for item, clause in hits)
    assert len(index.search("", limit=3)) == 3


@pytest.mark.parametrize(
    ("query", "place"),
    [
        ("虚假宣传 十四日", ("creator-measures", "false-advertising")),
        ("违约金 取整", ("merchant-measures", "fake-trade")),
        ("experience score", ("merchant-score", "experience")),
        ("复检", ("appeals", "retest-in-time")),
        ("near-expiry", ("food-labels", "near-expiry")),
        ("power banks", ("goods-papers", "ccc")),
        ("鼯鼱", None),
    ],
)
def test_parts_of_schedules_are_found_beside_clauses(query: str, place: tuple[str, str] | None) -> None:
    schedules = shipped_schedules()
    names = {one.digest: one.schedule.id for one in schedules} | {
        one.digest: one.rulebook.id for one in published(shipped())
    }
    index = clause_index(published(shipped()), schedules)
    found = {(names[digest], rule) for digest, rule in index.places(query, "zh-CN" if query[0] > "z" else "en", 200)}
    assert (place in found) if place else not found
    assert all(isinstance(clause, Clause) for _, clause in index.search(query))


def test_a_clause_and_a_ladder_of_the_same_words_are_both_found() -> None:
    books = [book("livestream", "2026-02-01")]
    ladders = [one for one in shipped_schedules() if one.cite.version == "2026-08-07"]
    index = clause_index(books, ladders)
    found = [rule for _, rule in index.places("虚假宣传")]
    assert {"false-claims", "false-advertising"} <= set(found)
    assert [clause.id for _, clause in index.search("虚假宣传")] == [one for one in found if one != "false-advertising"]


def test_a_word_of_its_own_comes_before_the_same_letters_inside_another() -> None:
    hits = found("ai", "en")
    assert hits[0] == "ai-figure" and "false-claims" in hits[1:]


@pytest.mark.parametrize("query", ["ai", "ad", "in", "claim", "a", "low price", "2026", "未成年", "标签"])
@pytest.mark.parametrize("language", ["zh-CN", "en"])
def test_the_few_that_are_asked_for_are_the_first_of_all(query: str, language: str) -> None:
    index = clause_index(published(shipped()), shipped_schedules())
    every = index.places(query, language, 100_000)
    assert len(every) >= 3
    assert len(set(every)) == len(every)
    for limit in (1, 2, 50):
        assert index.places(query, language, limit) == every[:limit]


def test_what_is_found_in_ones_own_language_comes_first() -> None:
    books = [book("livestream", "2026-02-01")]
    (one, *_more) = books[0].rulebook.clauses
    words = (
        one.title.model_copy(update={"zh": "zebu", "en": "cat"}),
        one.title.model_copy(update={"zh": "cat", "en": "zebu"}),
    )
    clauses = tuple(one.model_copy(update={"id": f"c{at}", "title": title}) for at, title in enumerate(words))
    made = books[0].model_copy(update={"rulebook": books[0].rulebook.model_copy(update={"clauses": clauses})})
    index = clause_index([made])
    assert [clause.id for _, clause in index.search("cat", "en")] == ["c0", "c1"]
    assert [clause.id for _, clause in index.search("cat", "zh-CN")] == ["c1", "c0"]
