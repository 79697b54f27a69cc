"""The rules, the recovery key and the preferences without a screen."""

from __future__ import annotations

import pytest

from reviewer_app.client.lanes import InlineLanes
from reviewer_app.client.settings.preferences import LANGUAGE, MUTED_START, TEXT_SCALE, THEME
from reviewer_app.client.trouble import NotSaved
from reviewer_app.client.viewmodels.preferences import SHOWN, InMemory, PreferencesModel
from reviewer_app.client.viewmodels.recovery import RecoveryModel
from reviewer_app.client.viewmodels.rules import RulesModel
from reviewer_app.domain.changes import Changes
from tests.client.fakes import FakeBench
from tests.client.samples import Clock


def _rules() -> tuple[RulesModel, FakeBench, InlineLanes]:
    bench, lanes = FakeBench(), InlineLanes()
    model = RulesModel(bench, lanes, Clock())
    model.shown(True)
    return model, bench, lanes


def test_the_version_in_force_is_shown_first() -> None:
    """A rulebook opens at the version that counts today."""
    model, bench, _lanes = _rules()
    assert model.state.version is not None
    assert model.state.clause == model.state.version.rulebook.clauses[0]
    shelf = model.state.shelf
    assert shelf is not None
    now = shelf.in_force(bench.clock.now())
    assert model.state.volume == (now or shelf.versions[-1])


def test_clauses_are_found_in_both_languages() -> None:
    """Two Chinese characters are enough; the list shows what was found until the field is empty."""
    model, _bench, lanes = _rules()
    everything = model.listed()
    for words in ("绝对化", "absolute"):
        model.search(words)
        lanes.run_due()
        assert model.listed()
        assert len(model.listed()) < len(everything) * 3
        assert any(
            "bsolute" in clause.title.en or "绝对化" in clause.title.zh
            for line in model.listed()
            if (clause := line.clause)
        )
    model.search_now("zzzzqqqq")
    assert model.listed() == ()
    model.search_now("")
    assert model.listed() == everything


def test_a_link_leads_to_a_clause() -> None:
    """`show` works before the rulebooks are read, and after."""
    bench, lanes = FakeBench(), InlineLanes()
    model = RulesModel(bench, lanes, Clock())
    book = bench.books[0].rulebook
    model.show(book.id, book.version, book.clauses[2].id)
    assert model.state.version is None
    model.shown(True)
    assert model.state.clause is not None
    assert model.state.clause.id == book.clauses[2].id
    model.show(book.id, book.version, book.clauses[1].id)
    assert model.state.clause.id == book.clauses[1].id


def test_stepping_stays_inside_the_list() -> None:
    """The ends hold."""
    model, _bench, _lanes = _rules()
    model.step(-1)
    model.step(-1)
    assert model.state.version is not None
    assert (model.state.entry, model.state.clause) == ("", None)  # what the version says of itself
    model.step(2)
    assert model.state.clause == model.state.version.rulebook.clauses[1]
    for _ in range(100):
        model.step(1)
    assert model.state.clause == model.listed()[-1].clause


def test_new_versions_are_read_when_shown() -> None:
    """A hidden page waits."""
    model, bench, _lanes = _rules()
    model.shown(False)
    before = bench.calls.count("library")
    model.hear(Changes(rulebooks=True))
    assert bench.calls.count("library") == before
    model.shown(True)
    assert bench.calls.count("library") == before + 1


class Paper:
    """Makes recovery keys, or cannot."""

    def __init__(self) -> None:
        self.made, self.trouble = 0, False

    def has(self) -> bool:
        """Whether one was made."""
        return self.made > 0

    def make(self) -> str:
        """One that tells itself from the others."""
        if self.trouble:
            raise NotSaved
        self.made += 1
        return "-".join([f"{self.made:04}"] * 9)


def test_a_recovery_key_is_shown_once() -> None:
    """Put away, it is nowhere; a disk that does not take it is said, and then nothing is shown."""
    paper = Paper()
    model = RecoveryModel(paper, InlineLanes())
    model.look()
    assert model.state.has is False
    model.make()
    assert (model.state.has, model.state.code.split("-")[0]) == (True, "0001")
    assert "0001" not in repr(model.state)
    model.put_away()
    assert model.state.code == ""
    paper.trouble = True
    model.make()
    assert isinstance(model.state.trouble, NotSaved)
    assert model.state.code == ""


def test_preferences_count_at_once_and_are_kept() -> None:
    """The screen hears first, the disk gets it behind."""
    kept = InMemory()
    model = PreferencesModel(kept, InlineLanes())
    heard: list[str] = []
    model.watch(lambda: heard.append(model.get(THEME)))
    model.set(THEME, "dark")
    assert heard == ["dark"]
    assert kept.values == {"theme": "dark"}
    model.set(THEME, "dark")
    assert heard == ["dark"]
    model.toggle(MUTED_START)
    assert model.get(MUTED_START) is True


def test_a_value_that_is_not_allowed_is_refused() -> None:
    """No option takes what it does not declare."""
    model = PreferencesModel(InMemory(), InlineLanes())
    with pytest.raises(ValueError, match="language"):
        model.set(LANGUAGE, "fr")
    with pytest.raises(ValueError, match="text_scale"):
        model.set(TEXT_SCALE, 1000)
    assert all(option.takes(option.default) for option in SHOWN)


def test_a_disk_that_does_not_take_it_is_said() -> None:
    """The choice stands for this session."""

    class Full(InMemory):
        def set(self, option: object, value: object) -> None:
            raise NotSaved

    model = PreferencesModel(Full(), InlineLanes())
    model.set(THEME, "dark")
    assert model.get(THEME) == "dark"
    assert isinstance(model.trouble, NotSaved)
