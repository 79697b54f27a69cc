"""What is veiled, when a break is due, and how long evidence was on the screen, by a clock moved by hand."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any, TypeVar

import pytest

from reviewer_app.client.lanes import InlineLanes
from reviewer_app.client.settings.preferences import BREAK_AFTER, GREYSCALE, VEIL
from reviewer_app.client.trouble import NotSaved, Trouble
from reviewer_app.client.viewmodels import care as module
from reviewer_app.client.viewmodels.care import AWAY, REVEALED, TICK, CareModel, ViewingDay, days_of, is_grave, text_of
from reviewer_app.client.viewmodels.preferences import InMemory, PreferencesModel
from reviewer_app.client.workbench.values import OpenCase
from reviewer_app.domain.drafts import Draft
from reviewer_app.domain.verdicts import Finding, Outcome
from reviewer_app.rulebooks.shipped import shipped
from tests.client.fakes import FakeBench
from tests.client.opened import open_case
from tests.client.samples import NOW, Clock, clip_json, new_id

T = TypeVar("T")


class Bed:
    """A person's care over a workbench in memory."""

    def __init__(self, **chosen: object) -> None:
        self.clock, self.lanes, self.bench = Clock(), InlineLanes(), FakeBench()
        self.preferences = PreferencesModel(InMemory(**chosen), self.lanes)
        self.care = CareModel(self.bench, self.lanes, self.clock, self.preferences)
        self.case = open_case(clip_json(), new_id(1))
        self.care.show(self.case)
        self.told: list[bool] = []
        self.care.watch(lambda: self.told.append(self.care.hides))
        self.care.in_sight = lambda: True

    def tick(self, times: int = 1, touch: bool = True) -> None:
        """Lets so many ticks go by."""
        for _ in range(times):
            self.clock.go_on(TICK)
            if touch:
                self.care.touch()
            self.lanes.run_due()


def test_nothing_is_veiled_unless_it_is_chosen() -> None:
    bed = Bed()
    assert (bed.care.veils, bed.care.hides, bed.care.grey, bed.care.break_due) == (False, False, False, 0)
    assert bed.care.reveal() is False


def test_a_key_shows_it_and_ten_seconds_later_it_is_veiled_again() -> None:
    bed = Bed(veil="always")
    assert bed.care.hides
    assert bed.care.reveal() and not bed.care.hides
    bed.clock.go_on(REVEALED - 1)
    bed.care.reveal()  # once more
    bed.clock.go_on(REVEALED - 1)
    assert not bed.care.hides
    bed.clock.go_on(1.1)
    bed.lanes.run_due()
    assert bed.care.hides and bed.told[-1] is True


def test_what_is_held_open_is_seen_for_as_long_as_the_key_is_held_and_ten_seconds_longer() -> None:
    bed = Bed(veil="always")
    bed.care.reveal()
    bed.care.hold(True)
    bed.clock.go_on(6 * REVEALED)
    bed.lanes.run_due()
    assert not bed.care.hides
    bed.care.hold(False)
    bed.clock.go_on(REVEALED - 1)
    assert not bed.care.hides
    bed.clock.go_on(1.1)
    bed.lanes.run_due()
    assert bed.care.hides and bed.told[-1] is True
    bed.care.reveal()
    bed.care.hold(True)
    bed.care.show(open_case(clip_json(), new_id(2)))
    assert bed.care.hides  # the key was held for another case
    bed.care.hold(False)
    assert bed.care.hides


def test_another_case_is_veiled_anew_whatever_was_revealed_or_chosen() -> None:
    bed = Bed(veil="always")
    bed.care.reveal()
    bed.care.show(open_case(clip_json(), new_id(2)))
    assert bed.care.hides
    bed.care.turn_veil()
    assert not bed.care.hides
    bed.care.show(bed.case)
    assert bed.care.hides
    bed.care.show(replace(bed.case))  # the same case, read again
    bed.care.turn_veil()
    assert not bed.care.hides


BOOKS = tuple(one.published for one in shipped())
"""The versions that go with the program."""
MINORS, ORDINARY = "cn-adlaw@2021-04-29#38", "cn-adlaw@2021-04-29#14"
"""What senders call a clause of the shipped rulebook whose breach is grave, and one whose breach is not."""


def flagged(clause: str, number: int, **more: Any) -> OpenCase:
    """A case whose one flag names a clause, under the shipped rulebooks."""
    return open_case(
        clip_json() | {"flags": [{"reason": "x", "clause": clause}]}, new_id(number), versions=BOOKS, **more
    )


def found(clause: str) -> Draft:
    """A draft that finds a breach of a clause of the livestream rulebook, and no more."""
    book = next(one for one in reversed(BOOKS) if one.rulebook.id == "livestream")
    assert book.rulebook.clause(clause) is not None
    finding = Finding(id=new_id(5), clause=clause, rulebook=book.cite, conduct_at=NOW)
    return Draft(outcome=Outcome.VIOLATION, findings=(finding,))


def test_by_severity_where_a_flag_names_a_grave_clause_and_nowhere_else() -> None:
    bed = Bed(veil="grave")
    for case, grave in ((flagged(MINORS, 8), True), (flagged(ORDINARY, 9), False), (flagged("unheard-of", 10), False)):
        bed.care.show(case)
        assert (is_grave(case), bed.care.hides) == (grave, grave)


def test_by_severity_where_somebody_found_a_grave_breach_that_no_flag_named() -> None:
    bed = Bed(veil="grave")
    for number, clause in enumerate(("minors", "ad-marks")):
        grave, draft = clause == "minors", found(clause)
        signoff = flagged(ORDINARY, 20 + number, judged=draft)
        again = replace(flagged(ORDINARY, 30 + number), verdicts=signoff.verdicts)  # a second look, of its own
        for case in (signoff, again, flagged(ORDINARY, 40 + number, draft=draft)):
            bed.care.show(case)
            assert (is_grave(case), bed.care.hides) == (grave, grave)


def _made_grave(case: OpenCase, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "is_grave", lambda one: one.case_id == case.case_id)


def test_a_grave_case_is_veiled_and_an_ordinary_one_is_not(monkeypatch: pytest.MonkeyPatch) -> None:
    bed, other = Bed(veil="grave"), open_case(clip_json(), new_id(3))
    _made_grave(other, monkeypatch)
    assert not bed.care.hides
    bed.care.show(other)
    assert bed.care.hides


def test_a_grave_case_beside_is_veiled_whatever_was_chosen_for_the_one_on_the_desk(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    bed, grave, plain = Bed(veil="grave"), open_case(clip_json(), new_id(3)), open_case(clip_json(), new_id(4))
    _made_grave(grave, monkeypatch)
    bed.care.beside(plain)
    assert not bed.care.hides
    bed.care.beside(grave)
    assert bed.care.hides
    bed.care.beside(None)
    assert not bed.care.hides
    bed.care.show(grave)
    bed.care.turn_veil()
    assert not bed.care.hides
    bed.care.beside(plain)
    assert not bed.care.hides
    bed.care.beside(grave)
    assert bed.care.hides
    bed.care.beside(None)
    assert bed.care.hides  # the one on the desk is grave too


def test_who_wants_all_veiled_sees_no_clip_beside_unasked() -> None:
    bed = Bed(veil="always")
    bed.care.turn_veil()
    assert not bed.care.hides
    bed.care.beside(open_case(clip_json(), new_id(3)))
    assert bed.care.hides
    assert bed.care.reveal()
    assert not bed.care.hides


def test_greyscale_is_a_preference_that_a_key_turns() -> None:
    bed = Bed()
    bed.care.turn_grey()
    assert bed.preferences.get(GREYSCALE) is True and bed.care.grey
    bed.preferences.set(VEIL, "always")
    assert bed.told[-1] is True


def test_a_break_is_due_after_so_long_at_a_stretch_and_can_be_put_off() -> None:
    bed = Bed(break_after=25)
    for _minute in range(24):
        bed.clock.go_on(60)
        bed.care.touch()
    assert bed.care.break_due == 0 and bed.care.later() is False
    bed.clock.go_on(60)
    bed.care.touch()
    assert bed.care.break_due == 25
    assert bed.care.later() is True and bed.care.break_due == 0
    for _minute in range(9):
        bed.clock.go_on(60)
        bed.care.touch()
    assert bed.care.break_due == 0
    bed.clock.go_on(60)
    bed.care.touch()
    assert bed.care.break_due == 35
    bed.clock.go_on(module.BREAK)
    assert bed.care.break_due == 0
    bed.care.touch()
    assert bed.care.break_due == 0
    bed.preferences.set(BREAK_AFTER, 0)
    assert bed.care.break_due == 0


def test_what_was_on_the_screen_adds_up_day_by_day_and_only_while_somebody_looks() -> None:
    bed = Bed()
    bed.care.start()
    bed.tick(4)
    (day,) = bed.care.days
    assert (day.seconds, day.grave) == (4 * TICK, 0)
    assert days_of(bed.bench.kept_viewing) == bed.care.days
    bed.tick(int(AWAY / TICK) + 5, touch=False)
    assert bed.care.days[0].seconds == 4 * TICK + AWAY
    bed.care.touch()
    bed.care.in_sight = lambda: False
    bed.tick(3)
    assert bed.care.days[0].seconds == 4 * TICK + AWAY
    bed.care.in_sight = lambda: True
    bed.clock.go_on(8 * 3600)  # the computer slept
    bed.care.touch()
    bed.lanes.run_due()
    assert bed.care.days[0].seconds <= 4 * TICK + AWAY + TICK


def test_grave_time_counts_unveiled_only(monkeypatch: pytest.MonkeyPatch) -> None:
    bed = Bed(veil="always")
    _made_grave(bed.case, monkeypatch)
    bed.care.show(None)
    bed.care.show(bed.case)
    bed.care.start()
    bed.tick(2)
    assert (bed.care.days[0].seconds, bed.care.days[0].grave) == (2 * TICK, 0)
    bed.care.turn_veil()
    bed.tick()
    assert (bed.care.days[0].seconds, bed.care.days[0].grave) == (3 * TICK, TICK)


def test_days_of_before_are_read_and_the_week_has_seven() -> None:
    bed = Bed()
    bed.bench.kept_viewing = text_of((ViewingDay(date(2020, 1, 1), 60, 5),))
    bed.care.start()
    bed.tick()
    week = bed.care.week()
    assert [one.seconds for one in week] == [0, 0, 0, 0, 0, 0, TICK]
    assert bed.care.days[0] == ViewingDay(date(2020, 1, 1), 60, 5)
    bed.care.stop()
    assert len(days_of(bed.bench.kept_viewing)) == 2
    assert days_of("no days") == days_of("[[1,2,3]]") == ()


class _Behind(InlineLanes):
    """Lanes whose disk has not answered yet when the program ends."""

    def store(
        self, work: Callable[[], T], then: Callable[[T], None], failed: Callable[[Trouble], None] | None = None
    ) -> None:
        super().store(work, lambda found: None, failed)


def test_days_that_are_not_read_yet_are_not_written_over() -> None:
    bed = Bed()
    bed.bench.kept_viewing = before = text_of((ViewingDay(date(2020, 1, 1), 60, 5),))
    care = CareModel(bed.bench, _Behind(), bed.clock, bed.preferences)
    care.start()
    care.stop()
    assert bed.bench.kept_viewing == before


def test_what_is_on_the_disk_already_is_not_written_again(monkeypatch: pytest.MonkeyPatch) -> None:
    bed = Bed()
    written: list[str] = []
    monkeypatch.setattr(bed.bench, "keep_viewing", written.append)
    bed.care.start()
    bed.tick(4)
    bed.care.in_sight = lambda: False
    bed.tick(40)
    bed.care.stop()
    assert len(written) == 1


def test_a_disk_that_takes_no_days_is_no_trouble(monkeypatch: pytest.MonkeyPatch) -> None:
    bed = Bed()
    monkeypatch.setattr(bed.bench, "keep_viewing", _full)
    bed.care.start()
    bed.tick(9)
    assert bed.care.days[0].seconds == 9 * TICK


def _full(text: str) -> None:
    raise NotSaved


def test_a_long_clip_that_plays_is_looked_at_and_is_no_break() -> None:
    bed = Bed(break_after=50)
    bed.care.start()
    for _ in range(6):  # ten minutes each, begun by a key
        bed.care.touch()
        bed.care.plays = lambda: True
        bed.tick(40, touch=False)
    assert sum(one.seconds for one in bed.care.days) == 6 * 600
    assert bed.care.break_due == 60
    bed.care.in_sight = lambda: False  # another window is in front
    bed.tick(40, touch=False)
    assert sum(one.seconds for one in bed.care.days) == 6 * 600
    assert bed.care.break_due == 0
