"""What a listing works out once: codes as they are read, papers, and all of it anew where other rules count."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from reviewer_app.client.viewmodels import listing
from reviewer_app.client.viewmodels.cannot import Cannot
from reviewer_app.client.viewmodels.listing import Section
from reviewer_app.client.viewmodels.listingpapers import Papers
from reviewer_app.client.words import speak
from reviewer_app.domain.hidden import as_read
from reviewer_app.media.values import Code
from tests.client.samples import listing_json
from tests.client.viewmodels.evidence_fakes import FakeMedia
from tests.client.viewmodels.test_listing import fan, shown


def test_codes_are_text_with_a_box_and_are_walked() -> None:
    data = listing_json()
    first = data["subject"]["images"][0]["sha256"]
    media = FakeMedia(
        codes_on={first: [Code("https://elsewhere.example/x", (0.1, 0.2, 0.3, 0.4)), Code("b", (0, 0, 0.1, 0.1))]}
    )
    model, _case = shown(data, media)
    assert [code.text for code in model.codes] == ["https://elsewhere.example/x", "b"]
    code = model.next_code()
    assert code is not None
    anchor = model.pictures.anchor()
    assert anchor is not None
    assert (anchor.asset, anchor.box) == (first, (0.1, 0.2, 0.3, 0.4))
    assert [one.flag for one in model.boxed()] == [False, False]
    assert model.code_at == 0
    model.pictures.next_page(1)
    assert model.codes == () and model.code_at == -1
    assert model.next_code() is None
    assert model.no_codes() == "No code on this picture"
    model.pictures.next_page(-1)
    assert len(model.codes) == 2 and model.code_at == -1  # none of them is the one that Enter binds


def test_codes_that_are_being_read_or_cannot_be_read_are_not_said_to_be_missing() -> None:
    data = listing_json()
    first = data["subject"]["images"][0]["sha256"]
    answers: list[Any] = []
    model, case = shown(data, FakeMedia(codes_on={first: [Code("b", (0, 0, 0.1, 0.1))]}))
    model._reader.codes = lambda sha256, page, then: answers.append(then)  # type: ignore[method-assign]
    model.show(case)
    assert model.no_codes() == "The codes on this picture are still being read"
    answers[0](Cannot("too_slow", "It took too long.", ""))
    assert model.no_codes() == "The codes on this picture could not be read"
    assert model.codes_trouble is not None and model.codes == ()
    answers[0]((Code("b", (0, 0, 0.1, 0.1)),))  # the file came after all
    assert model.codes_trouble is None and [code.text for code in model.codes] == ["b"]


def test_other_rules_are_read_into_the_listing_and_nothing_else_is_read_anew() -> None:
    """Word lists and papers are of the rules that count; a case is heard of with every heartbeat."""
    data = fan()
    data["subject"]["product"]["description"] = "预防失眠"
    model, case = shown(data)
    assert [spot.pointer for spot in model.spots] and dict(model.titles())["papers"] == "Papers · missing"
    model.spot_to(0)
    fields, spots = model.lines, model.spots
    later = replace(case.sheet, known_at=case.sheet.known_at + timedelta(minutes=2))
    model.follow(replace(case, here=frozenset(), sheet=later))
    assert model.lines is fields and model.spot_at == 0
    model.follow(replace(case, sheet=replace(case.sheet, versions=(), schedules=())))
    assert (model.spots, model.spot_at) == ((), None)
    assert dict(model.titles())["papers"] == "Papers"
    model.follow(case)
    assert model.spots == spots and dict(model.titles())["papers"] == "Papers · missing"


def test_papers_are_worked_out_once_and_read_each_text_once_for_a_requirement() -> None:
    data = fan()
    count = 500
    data["subject"]["product"]["attributes"] = {f"名{at}": f"值{at}" for at in range(count)}
    model, case = shown(data)
    model.correct(())
    as_read.cache_clear()
    papers = Papers(case, case.record.subject)  # type: ignore[arg-type]
    requirements = sum(need.falls is not None for _version, need in papers.needs)
    assert requirements and as_read.cache_info().misses <= 2 * requirements * count + 100
    with pytest.MonkeyPatch.context() as patched:
        made: list[Papers] = []
        patched.setattr(listing, "Papers", lambda *given: made.append(Papers(*given)) or made[-1])
        model.show(case)
        model.titles()
        model.show_section(Section.PAPERS)
        assert model.lines and model.questions == ()
        speak("zh_CN")
        model.retranslate()
        speak("en")
        model.retranslate()
        assert model.titles() and len(made) == 1
