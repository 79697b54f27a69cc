"""Places in sources: in Chinese no English name is left of those that the shipped versions cite."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from reviewer_app.client.viewmodels.citewords import PLACES, place_in_source
from reviewer_app.client.viewmodels.rulewords import cited, value_words
from reviewer_app.client.words import language, speak
from reviewer_app.domain.rulebook import Citation
from reviewer_app.rulebooks.shipped import shipped, shipped_schedules


@pytest.fixture
def chinese() -> Iterator[None]:
    before = language()
    speak("zh_CN")
    yield
    speak(before)


def citations(value: object) -> Iterator[str]:
    """Every place that a version cites, in its clauses, steps and parts."""
    if isinstance(value, Citation):
        yield value.clause
    elif isinstance(value, tuple):
        for one in value:
            yield from citations(one)
    elif hasattr(type(value), "model_fields"):
        for name in type(value).model_fields:
            yield from citations(getattr(value, name))


def shipped_citations() -> set[str]:
    heads = (*(one.published.rulebook for one in shipped()), *(one.schedule for one in shipped_schedules()))
    return {place for head in heads for place in citations(head)}


@pytest.mark.usefixtures("chinese")
def test_no_shipped_citation_is_shown_in_english_in_chinese_lists() -> None:
    every = shipped_citations()
    assert {"scope exceeded", "3, step 2", "annex, licence 2", "9(3)"} <= every
    left = sorted(place for place in every if re.search(r"[A-Za-z]{2,}", place_in_source(place)))
    assert left == []
    assert cited("某规则", "scope exceeded", True) == "某规则 超出经营范围"
    told = value_words({"source": "某规则", "clause": "3, step 2", "read": True}, "zh_CN")
    assert told == "某规则 3 第 2 档"
    assert place_in_source("4.2.2(3), 6.3") == "4.2.2(3), 6.3"


def test_every_name_is_one_that_a_shipped_version_cites_and_stays_in_english() -> None:
    every = shipped_citations()
    shapes = [re.compile(re.sub(r"\\{\w+\\}", ".+", re.escape(place))) for place in PLACES]
    assert [shape.pattern for shape in shapes if not any(map(shape.fullmatch, every))] == []
    assert {place_in_source(place) for place in every} == every
