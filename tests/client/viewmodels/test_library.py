"""Books with their versions: which counts when, gaps, corrections, links, what a version says of itself."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from reviewer_app.client.lanes import InlineLanes
from reviewer_app.client.viewmodels.library import Shelf, Standing, shelves
from reviewer_app.client.viewmodels.links import Place, link_between, link_to, link_to_trial, read_link
from reviewer_app.client.viewmodels.rules import RulesModel, View
from reviewer_app.client.viewmodels.rulewords import missing_words, sides, standing_words, turn_words
from reviewer_app.client.words import speak
from reviewer_app.client.workbench.volumes import Volume
from reviewer_app.rulebooks.diff import Field
from reviewer_app.rulebooks.lookup import read_versions
from reviewer_app.rulebooks.shipped import shipped_folder
from tests.client.fakes import FakeBench
from tests.client.samples import Clock

VERSIONS = [version for version in read_versions(shipped_folder()) if version.id == "livestream"]
NOW = datetime.fromisoformat("2026-08-12T12:00:00+08:00")


def volume(index: int = -1, **changes: object) -> Volume:
    """A version of the shipped rulebook, changed."""
    head = VERSIONS[index].model_copy(update=changes)
    return Volume(head, f"{head.version}-digest")  # type: ignore[arg-type]


def shelf(*volumes: Volume) -> Shelf:
    (made,) = shelves(volumes)
    return made


def test_each_version_says_where_it_stands() -> None:
    speak("en")
    ahead = volume(version="next", effective_from=NOW + timedelta(days=3), supersedes="2026-02-01")
    fixed = volume(version="2026-02-01b", corrects="2026-02-01", published_at=NOW - timedelta(days=1))
    made = shelf(volume(0), volume(1), volume(2), fixed, ahead)
    standings = [made.standing(one, NOW) for one in made.versions]
    assert standings == [Standing.PAST, Standing.PAST, Standing.CORRECTED, Standing.IN_FORCE, Standing.ANNOUNCED]
    said = [standing_words(made, one, NOW) for one in made.versions]
    assert said[1] == "Past · 2025-10-15 to 2026-01-31"
    assert said[2].startswith("Corrected by 2026-02-01b")
    assert said[3].startswith("In force now · corrects 2026-02-01")
    assert said[4].startswith("Announced: counts in 3 d")
    assert made.in_force(NOW) == fixed
    assert made.before(fixed) == made.versions[2]
    assert made.standing(made.versions[2], NOW - timedelta(days=2)) is Standing.IN_FORCE  # not corrected yet


def test_a_gap_and_what_came_before_the_first_are_said() -> None:
    speak("en")
    made = shelf(volume(0), volume(2))
    (gap,) = made.gaps()
    assert (gap.end - gap.start).days == 109
    first, between = missing_words(made)
    assert first.startswith("Conduct before 2023-05-01 has no version here")
    assert between == "No version is in force from 2025-10-15 to 2026-01-31."
    assert shelf(*(volume(n) for n in range(3))).gaps() == ()


def test_links_lead_to_a_version_and_a_clause_in_it() -> None:
    link = link_to(volume(1), "false-claims")
    assert link == "reviewer://rulebook/livestream@2025-10-15#false-claims"
    assert read_link(f" {link}\n") == Place("livestream", "2025-10-15", "false-claims")
    assert read_link("reviewer://rulebook/livestream@2025-10-15") == Place("livestream", "2025-10-15")
    both = link_between(volume(0), volume(1))
    assert both == "reviewer://rulebook/livestream@2023-05-01..2025-10-15"
    assert read_link(f"{both}#clause:a") == Place("livestream", "2025-10-15", "clause:a", before="2023-05-01")
    tried = link_to_trial(volume(0), volume(1))
    assert read_link(tried) == Place("livestream", "2025-10-15", before="2023-05-01", tried=True)


def test_a_back_test_is_shown_as_a_comparison_to_who_may_not_try() -> None:
    for may, view in ((False, View.COMPARE), (True, View.TRY)):
        model = RulesModel(FakeBench(), InlineLanes(), Clock(), may_try=may)
        model.shown(True)
        assert model.follow("reviewer://backtest/creator-measures@2026-07-13..2026-08-07")
        assert (model.state.view, model.state.other and model.state.other.head.version) == (view, "2026-07-13")
        assert not model.follow("reviewer://backtest/creator-measures@2026-07-12..2026-08-07")


@pytest.mark.parametrize(
    "text",
    ["", "livestream@2025-10-15", "reviewer://rulebook/livestream", "reviewer://backtest/a@1", "https://x/y@z#c"],
)
def test_what_is_no_link_is_none(text: str) -> None:
    assert read_link(text) is None


def test_a_link_put_into_the_search_is_followed_and_one_that_leads_nowhere_is_looked_for() -> None:
    model = RulesModel(FakeBench(), InlineLanes(), Clock())
    model.shown(True)
    model.search_now("reviewer://rulebook/creator-measures@2026-07-13#false-advertising")
    assert model.state.volume is not None
    assert (model.state.volume.name, model.state.entry) == ("creator-measures@2026-07-13", "false-advertising")
    assert model.state.text == ""
    model.search_now("reviewer://rulebook/none@1")
    assert model.state.text == "reviewer://rulebook/none@1"
    assert model.listed() == ()


def test_a_search_leads_to_parts_of_schedules_too() -> None:
    model = RulesModel(FakeBench(), InlineLanes(), Clock())
    model.shown(True)
    model.search_now("复检")
    found = [(line.volume.name, line.id) for line in model.listed()]
    assert found[0] == ("appeals@2026-07-13", "retest-in-time")
    model.step(1)
    assert model.state.volume is not None
    assert (model.state.volume.name, model.state.entry) == ("appeals@2026-07-13", "retest-in-time")
    assert model.find("复检") == ()  # the palette goes to clauses alone


def test_two_versions_of_a_book_are_compared_whichever_they_are() -> None:
    """Compared with the one before first; another key press, another version; another book, its own."""
    model = RulesModel(FakeBench(), InlineLanes(), Clock())
    model.shown(True)
    model.show("merchant-score", "2026-09-08")
    seen = []
    for _press in range(3):
        assert model.state.other is not None
        seen.append(model.state.other.head.version)
        model.other()
    assert seen == ["2026-07-14", "2026-05-07", "2026-07-14"]
    model.look(View.COMPARE)
    model.at_difference(3)
    assert model.state.difference == 3
    model.choose_book("creator-measures")
    assert (model.state.view, model.state.difference) == (View.COMPARE, 0)
    assert model.state.other is not None
    assert model.state.other.name == "creator-measures@2026-07-13"
    model.show("merchant-score", "2026-09-08")
    model.other()
    model.look(View.COMPARE)
    model.step_version(-1)
    assert model.state.other is not None
    assert model.state.other.head.version == "2026-05-07"  # kept, for it is another than the one that is shown
    model.look(View.READ)
    model.step_version(1)
    assert model.state.other.head.version == "2026-07-14"
    model.look(View.COMPARE)
    model.choose_book("food-labels")
    assert (model.state.other, model.differences()) == (None, ())


def test_a_clause_tells_its_old_article_and_the_last_day_of_it() -> None:
    speak("en")
    made = shelf(*(volume(n) for n in range(3)))
    from reviewer_app.rulebooks.history import history

    turns = history([one.head for one in made.versions], "false-claims")
    said = list(turn_words(turns[1]))
    assert any("(2019) 8," in line and line.endswith("until 2025-10-14.") for line in said), said


def test_where_only_the_other_language_differs_it_is_named() -> None:
    speak("en")
    field = Field("title", {"zh": "旧", "en": "Same"}, {"zh": "新", "en": "Same"})
    assert sides(field, VERSIONS[0], VERSIONS[1]) == ("旧", "新", "Chinese")
