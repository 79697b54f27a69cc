"""What things are called, the palette, and that untrusted words cannot disturb a list."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import StrEnum

import pytest

from reviewer_app.client.lanes import InlineLanes
from reviewer_app.client.refusals import PROBLEMS
from reviewer_app.client.trouble import NotSaved
from reviewer_app.client.viewmodels import names
from reviewer_app.client.viewmodels.actions import BY_ID, Where
from reviewer_app.client.viewmodels.format import plain
from reviewer_app.client.viewmodels.palette import Doing, EntryKind, PaletteModel
from reviewer_app.client.viewmodels.rules import RulesModel
from reviewer_app.client.workbench.queue_values import Chip, OutboxState, Sort
from reviewer_app.domain.access import Role
from reviewer_app.domain.cases import CaseKind, Source
from reviewer_app.domain.events import Round, Status
from reviewer_app.domain.fates import Fate
from reviewer_app.domain.rulebook import Proof, Severity
from reviewer_app.domain.verdicts import Outcome
from reviewer_app.wire.problems import TITLES, Code, Problem, problem
from tests.client.fakes import FakeBench
from tests.client.samples import Clock


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        (names.KINDS, CaseKind),
        (names.ROUNDS, Round),
        (names.STATUSES, Status),
        (names.OUTCOMES, Outcome),
        (names.SOURCES, Source),
        (names.CHIPS, Chip),
        (names.SORTS, Sort),
        (names.FATES, Fate),
        (names.OUTBOX_STATES, OutboxState),
        (names.SEVERITIES, Severity),
        (names.PROOFS, Proof),
        (names.WHERES, Where),
        (names.ROLES, Role),
    ],
)
def test_everything_has_a_name(words: Mapping[StrEnum, str], kind: type[StrEnum]) -> None:
    """No member of a list is shown by its code."""
    assert set(words) == set(kind)
    assert all(words.values())


def test_problems_say_what_the_server_says() -> None:
    """The words to be translated are those of the declared list; a newer server's own title is shown as it is."""
    assert PROBLEMS == TITLES
    assert names.problem_words(problem(Code.TAKEN)) == TITLES[Code.TAKEN]
    newer = Problem(type="urn:reviewer:problem:account_asleep", title="The account is asleep.", status=409)
    assert names.problem_words(newer) == "The account is asleep."


def test_trouble_is_one_line() -> None:
    """What happened, what is safe, what to do."""
    said = names.trouble_words(NotSaved())
    assert said.startswith("Not saved")
    assert "form still holds" in said
    assert "\n" not in said


def test_outcomes_by_their_stored_name() -> None:
    """An unknown one is shown as it is stored."""
    assert names.outcome_words("pass") == "Pass"
    assert names.outcome_words("later-invention") == "later-invention"
    assert names.outcome_words(None) == ""


@pytest.mark.parametrize(
    ("stored", "shown"),
    [
        ("清溪山泉水 · 晚间场", "清溪山泉水 · 晚间场"),
        ("gpj.\u202efdp", "gpj.‹RLO›fdp"),
        ("zero\u200bwidth", "zero‹ZWSP›width"),
        ("two\nlines\tand  more", "two lines and more"),
    ],
)
def test_untrusted_words_cannot_disturb_a_list(stored: str, shown: str) -> None:
    """What turns or hides text is made visible; a title stays on its line."""
    assert plain(stored) == shown


class Palette:
    """A palette over two cases in hand and three actions."""

    def __init__(self) -> None:
        bench, lanes = FakeBench(), InlineLanes()
        self.case = bench.give(0)
        bench.give(1, 1)
        self.ran: list[str] = []
        self.opened: list[str] = []
        rules = RulesModel(bench, lanes, Clock())
        self.model = PaletteModel(
            bench,
            lanes,
            rules,
            lambda case_id, read: self.opened.append(case_id),
            lambda: self.ran.append("rules page"),
        )
        self.rules = rules
        actions = [BY_ID[name] for name in ("go.queue", "undo", "queue.take")]
        self.model.begin(Doing(action, self._runner(action.id)) for action in actions)

    def _runner(self, name: str) -> Callable[[], object]:
        return lambda: self.ran.append(name)


def test_the_palette_begins_with_hand_and_actions() -> None:
    """Cases first, then what can be done here; no clause before something is asked."""
    kinds = [entry.kind for entry in Palette().model.entries]
    assert kinds == [EntryKind.CASE] * 2 + [EntryKind.ACTION] * 3


def test_the_palette_finds_and_runs_each_kind() -> None:
    """An action, a case, a clause."""
    palette = Palette()
    palette.model.find("take the last")
    assert [entry.words for entry in palette.model.entries] == [
        "Take back: the finding taken out, else the last decision"
    ]
    assert palette.model.entries[0].key == "Ctrl+Z"
    palette.model.entries[0].run()
    palette.model.find("清溪山泉水")
    palette.model.entries[0].run()
    palette.model.find("absolute")
    clause = palette.model.entries[0]
    assert clause.kind is EntryKind.CLAUSE
    clause.run()
    assert palette.ran == ["undo", "rules page"]
    assert palette.opened == [palette.case]
    assert palette.rules.state.clause is not None
    assert palette.rules.state.clause.id == "absolute-terms"


def test_the_palette_goes_round_its_ends() -> None:
    """Up from the first is the last; nothing found has no entry to choose."""
    palette = Palette()
    palette.model.step(-1)
    assert palette.model.at == len(palette.model.entries) - 1
    palette.model.step(1)
    assert palette.model.at == 0
    palette.model.find("no such thing at all")
    palette.model.step(1)
    assert palette.model.choose(0) is None
