"""Tests of the shipped schedules below the screen: ladders by conduct time, lacking inputs, penalties, tables."""

from __future__ import annotations

import json
import re
import shutil
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reviewer_app.cli import main
from reviewer_app.domain.schedule import Ladder, Penalty, PublishedSchedule, ScheduleVersion, Table, schedule_in_force
from reviewer_app.domain.score import Lacking
from reviewer_app.domain.tables import (
    days_left,
    days_past_months,
    in_days,
    looked_up,
    months_after,
    near_expiry,
    rounded_down,
)
from reviewer_app.rulebooks.cases import answered, answered_by_book, as_plain, differences, read_cases
from reviewer_app.rulebooks.check import PUBLISHED, check_folder
from reviewer_app.rulebooks.compiled import (
    compile_version,
    published,
    read_compiled_schedule,
)
from reviewer_app.rulebooks.effects import Answer, Reached, ask
from reviewer_app.rulebooks.folder import schedule_files, source_files
from reviewer_app.rulebooks.inputs import FactRefused
from reviewer_app.rulebooks.problems import DigestMismatch, RulebookRefused
from reviewer_app.rulebooks.shipped import shipped, shipped_folder, shipped_schedules
from tests.rulebooks.small import with_cases

NOW = datetime.fromisoformat("2026-09-30T12:00:00+08:00")
ALL = shipped_schedules()


def versions(schedule_id: str) -> tuple[PublishedSchedule, ...]:
    return tuple(item for item in ALL if item.schedule.id == schedule_id)


def at(schedule_id: str, instant: str) -> ScheduleVersion:
    found = schedule_in_force(versions(schedule_id), datetime.fromisoformat(f"{instant}+08:00"), NOW)
    assert found is not None
    return found.schedule


def climbed(instant: str, **facts: int | float | str) -> Answer:
    return ask(at("creator-measures", instant), "false-advertising", facts)


def five(instant: str) -> int | None:
    found = climbed(instant, breaches_in_stream=1, streams_14d=5, videos_14d=0, harm="none")
    assert isinstance(found, Reached)
    return found.step.number if found.step else None


@pytest.mark.parametrize(
    ("instant", "step"),
    [
        ("2026-08-06T00:00:00", 3),
        ("2026-08-06T23:59:59", 3),
        ("2026-08-07T00:00:00", 4),
        ("2026-08-08T00:00:00", 4),
    ],
)
def test_five_streams_lead_to_the_step_of_the_day_of_conduct(instant: str, step: int) -> None:
    assert five(instant) == step


def test_the_switch_is_at_midnight_in_shanghai_and_not_in_utc() -> None:
    for instant, version in (
        ("2026-08-06T15:59:59+00:00", "2026-07-13"),
        ("2026-08-06T16:00:00+00:00", "2026-08-07"),
    ):
        found = schedule_in_force(versions("creator-measures"), datetime.fromisoformat(instant), NOW)
        assert found is not None and found.schedule.version == version


def test_conduct_before_the_first_version_is_judged_by_none() -> None:
    early = datetime.fromisoformat("2026-07-12T23:59:59+08:00")
    assert schedule_in_force(versions("creator-measures"), early, NOW) is None


def test_the_last_step_says_its_terms() -> None:
    found = climbed("2026-08-10T00:00:00", streams_14d=5)
    assert isinstance(found, Reached) and found.step is not None and found.step.number == 4
    terms = {item.measure.id: item.term for item in found.follows}
    assert terms["close-rights"].for_good
    assert terms["freeze-all"].days == (30, 90) and terms["freeze-all"].days_limit == 180
    assert terms["commission-penalty"].amount == (1000, 20000)


@pytest.mark.parametrize(
    ("facts", "lacking"),
    [
        ({}, ("streams_14d", "videos_14d", "harm")),
        ({"streams_14d": 4, "videos_14d": 0}, ("harm",)),
        ({"videos_14d": 0, "harm": "none"}, ("streams_14d",)),
        ({"streams_14d": 1, "videos_14d": 0, "harm": "none"}, ("breaches_in_stream",)),
    ],
)
def test_a_missing_count_is_named_and_nothing_is_guessed(facts: dict[str, int | str], lacking: tuple[str, ...]) -> None:
    assert climbed("2026-08-10T00:00:00", **facts) == Lacking(lacking)


@pytest.mark.parametrize("facts", [{"streams_14d": 5}, {"videos_14d": 10}, {"harm": "serious"}])
def test_what_is_missing_matters_only_where_it_could_change_the_step(facts: dict[str, int | str]) -> None:
    found = climbed("2026-08-10T00:00:00", **facts)
    assert isinstance(found, Reached) and found.step is not None and found.step.number == 4


def test_a_share_is_down_to_the_fen_or_names_what_it_lacks() -> None:
    known = {"breaches_in_stream": 1, "streams_14d": 3, "videos_14d": 0, "harm": "none"}
    without = climbed("2026-08-10T00:00:00", **known)
    with_value = climbed("2026-08-10T00:00:00", **known, order_value=99.99)
    assert isinstance(without, Reached) and isinstance(with_value, Reached)
    assert [item.held_back for item in without.follows if item.term.percent] == [Lacking(("order_value",))]
    assert [item.held_back for item in with_value.follows if item.term.percent] == [Decimal("14.99")]


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ({"streams": 5}, "there is no input streams; known are breaches_in_stream"),
        ({"streams_14d": 5.5}, "streams_14d is a whole number"),
        ({"streams_14d": True}, "streams_14d is a whole number"),
        ({"streams_14d": "5"}, "streams_14d is a whole number"),
        ({"streams_14d": 10**13}, "within -"),
        ({"order_value": float("nan")}, "order_value is a number"),
        ({"harm": "huge"}, "harm is one of none, light, heavier, serious"),
    ],
)
def test_facts_that_are_not_as_declared_are_refused(facts: dict[str, int | float | str], said: str) -> None:
    with pytest.raises(FactRefused, match=said):
        climbed("2026-08-10T00:00:00", **facts)


def test_a_part_that_is_not_there_is_said() -> None:
    with pytest.raises(LookupError, match="has no part speed"):
        ask(at("creator-measures", "2026-08-10T00:00:00"), "speed", {})


counts = st.integers(0, 40)


@given(stream=counts, streams=counts, videos=counts, more=st.sampled_from(["b", "s", "v"]))
def test_one_more_breach_never_leads_to_a_lower_step(stream: int, streams: int, videos: int, more: str) -> None:
    for instant in ("2026-08-01T00:00:00", "2026-08-10T00:00:00"):
        facts = {"breaches_in_stream": stream, "streams_14d": streams, "videos_14d": videos, "harm": "none"}
        worse = dict(facts)
        key = {"b": "breaches_in_stream", "s": "streams_14d", "v": "videos_14d"}[more]
        worse[key] = facts[key] + 1  # type: ignore[operator]
        assert as_plain(climbed(instant, **facts))["step"] <= as_plain(climbed(instant, **worse))["step"]


def fake_trade() -> Penalty:
    found = at("merchant-measures", "2026-08-10T00:00:00").part("fake-trade")
    assert isinstance(found, Penalty)
    return found


@given(st.integers(0, 10**9))
def test_a_penalty_is_the_whole_thousands_below(fen: int) -> None:
    yuan = rounded_down(fake_trade(), fen / 100)
    assert yuan % 1000 == 0 and yuan * 100 <= fen < (yuan + 1000) * 100


def test_a_penalty_is_of_no_negative_amount() -> None:
    with pytest.raises(ValueError, match="not below 0"):
        rounded_down(fake_trade(), -1)


def expiry() -> Table:
    found = at("food-labels", "2026-06-02T00:00:00").part("near-expiry")
    assert isinstance(found, Table)
    return found


@pytest.mark.parametrize(
    ("amount", "unit", "days"),
    [(12, "month", 360), (1, "year", 365), (6, "month", 180), (0.5, "year", 183), (1.5, "month", 45), (0.1, "day", 1)],
)
def test_spans_become_days_rounded_up(amount: float, unit: str, days: int) -> None:
    assert in_days(amount, unit, expiry().units) == days


@pytest.mark.parametrize(("amount", "unit"), [(1, "week"), (-1, "day")])
def test_what_is_no_span_is_refused(amount: int, unit: str) -> None:
    with pytest.raises(ValueError, match="is no span"):
        in_days(amount, unit, expiry().units)


@pytest.mark.parametrize(
    ("life", "left", "near"),
    [(365, 46, False), (365, 45, True), (365, 1, True), (365, 0, False), (360, 31, False), (360, 30, True)],
)
def test_food_is_near_its_expiry_from_the_tables_day_on(life: int, left: int, near: bool) -> None:
    assert near_expiry(expiry(), life, left) is near


@given(st.integers(0, 4000))
def test_longer_life_never_has_a_shorter_near_expiry(life: int) -> None:
    assert (looked_up(expiry(), life) or 0) <= (looked_up(expiry(), life + 1) or 0)


def test_days_and_months_are_counted_by_the_calendar() -> None:
    day = date(2026, 1, 31)
    assert days_left(day, date(2026, 2, 15)) == 15
    assert months_after(day, 1) == date(2026, 2, 28)
    assert months_after(date(2024, 1, 31), 1) == date(2024, 2, 29)
    assert months_after(date(2026, 3, 15), 24) == date(2028, 3, 15)
    assert [days_past_months(day, 1, date(2026, 2, n)) for n in (27, 28)] == [-1, 0]
    assert days_past_months(date(2024, 9, 1), 24, date(2026, 9, 2)) == 1


def test_a_schedule_reads_back_and_damage_is_noticed() -> None:
    made = compile_version(ALL[0].schedule)
    assert read_compiled_schedule(made.body, made.digest) == ALL[0]
    with pytest.raises(DigestMismatch):
        read_compiled_schedule(made.body + b" ", made.digest)


def test_every_ladder_names_clauses_and_every_step_its_source() -> None:
    ladders = [part for item in ALL for part in item.schedule.parts if isinstance(part, Ladder)]
    assert len(ladders) == 6
    assert all(ladder.clauses and all(step.citations for step in ladder.steps) for ladder in ladders)


# -- the cases beside a version --


def copied(folder: Path, *books: str) -> Path:
    """These of what is shipped, in a folder of their own to be changed, under the digests that were published."""
    for name in books:
        shutil.copytree(shipped_folder() / name, folder / "books" / name)
    known = json.loads((shipped_folder() / PUBLISHED).read_text("utf-8"))
    mine = {cite: digest for cite, digest in known.items() if cite.partition("@")[0] in books}
    (folder / "books" / PUBLISHED).write_text(json.dumps(mine), "utf-8")
    return folder / "books"


def corrected(folder: Path, book: str, name: str, old: str, new: str) -> Path:
    """Writes a correction of a version with one passage replaced; its cases, which are those of that version."""
    text, cases = ((folder / book / where / f"{name}.yaml").read_text("utf-8") for where in (".", "cases"))
    assert old in text
    later = re.sub("(?m)^published_at:.*", f"published_at: 2026-09-30T09:00\ncorrects: {name}", text)
    later = later.replace(f"\nversion: {name}", f"\nversion: {name}b").replace(old, new)
    cases = cases.replace(f"version: {name}", f"version: {name}b")
    return with_cases(folder / book / f"{name}b.yaml", later.encode(), cases).parent / "cases" / f"{name}b.yaml"


def test_a_case_that_gives_something_else_is_told_by_line(tmp_path: Path) -> None:
    folder = copied(tmp_path, "creator-measures")
    path = folder / "creator-measures" / "cases" / "2026-08-07.yaml"
    lines = path.read_text(encoding="utf-8").splitlines()
    row = lines.index("  - id: five-streams-the-day")
    lines[row + 4] = lines[row + 4].replace("step: 4", "step: 3")
    path.write_text("\n".join(lines), encoding="utf-8")
    (found,) = check_folder(folder)
    assert (found.file, found.line) == (str(path), row + 1)
    assert found.message.startswith("five-streams-the-day: step is 4, and 3 is expected")


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lambda cases: (cases / "2026-08-07.yaml").unlink(), "no cases lie beside this version"),
        (lambda cases: (cases / "2020.yaml").write_text("cases: []"), "no version of this name"),
        (lambda cases: (cases / "2026-08-07.yaml").write_text("cases: []"), "at least 1 must be given"),
        (lambda cases: (cases / "2026-08-07.yaml").write_text("cases: &a [*a]"), "Anchors and aliases"),
    ],
)
def test_cases_that_are_missing_or_damaged_are_told(tmp_path: Path, make: object, said: str) -> None:
    folder = copied(tmp_path, "creator-measures")
    make(folder / "creator-measures" / "cases")  # type: ignore[operator]
    assert any(said in problem.message for problem in check_folder(folder))


def test_a_rulebook_without_cases_is_told_by_its_file(tmp_path: Path) -> None:
    folder = copied(tmp_path, "livestream")
    (folder / "livestream" / "cases" / "2026-02-01.yaml").unlink()
    (found,) = check_folder(folder)
    assert found.file == str(folder / "livestream" / "2026-02-01.yaml")
    assert "write cases/2026-02-01.yaml" in found.message


def test_a_correction_answers_its_own_cases_and_leaves_those_of_what_it_corrects(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = copied(tmp_path, "livestream", "creator-measures")
    word = ("en: False or misleading claims about goods", "en: Claims about goods that mislead")
    corrected(folder, "livestream", "2026-02-01", *word)
    later = corrected(folder, "creator-measures", "2026-08-07", "percent: 15", "percent: 16")
    status, said = main(["rulebook", "check", str(folder)]), capsys.readouterr().out
    (told,) = (line for line in said.splitlines() if "expected" in line)
    assert status == 1 and told.startswith(str(later)) and 'held_back is ["160.00"]' in told
    later.write_text(later.read_text("utf-8").replace("150.00", "160.00"), "utf-8")
    assert main(["rulebook", "check", str(folder)]) == 0


CASE = """cases:
  - id: one
    at: 2026-08-10T00:00:00+08:00
    ask: false-advertising
    facts: {streams_14d: 5}
    gives: {step: 4}
"""


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("ask: false-advertising", "ask: speed", "it cannot be asked: creator-measures 2026-08-07 has no part speed"),
        ("streams_14d: 5", "streams: 5", "it cannot be asked: there is no input streams; known are breaches_in_stream"),
        ("step: 4", "leap: 4", "there is no leap in the answer; it has clauses, measures, step, version"),
    ],
)
def test_a_case_that_asks_amiss_fails(old: str, new: str, said: str) -> None:
    _, found = read_cases(CASE.replace(old, new).encode(), "one.yaml")
    (difference,) = differences(found.cases[0], answered(found.cases[0], versions("creator-measures"), NOW))
    assert said in difference


def test_a_case_without_a_zone_is_refused() -> None:
    with pytest.raises(RulebookRefused, match=r"one.yaml:3: cases.0.at"):
        read_cases(CASE.replace("+08:00", "").encode(), "one.yaml")


def test_a_case_names_the_version_it_was_answered_by() -> None:
    _, found = read_cases(CASE.encode(), "one.yaml")
    assert answered(found.cases[0], versions("creator-measures"), NOW)["version"] == "2026-08-07"
    assert answered(found.cases[0], (), NOW) == {"version": None}


# -- the cases beside a rulebook --

BOOK_CASE = """cases:
  - id: one
    at: 2025-10-15T00:00:00+08:00
    ask: clause
    facts: {sender: "cn-aucl@2025-06-27#9"}
    gives: {clause: false-claims, number: "4", severity: high}
"""
BOOKS = tuple(item for item in published(shipped()) if item.rulebook.id == "livestream")


def test_a_rulebook_is_asked_for_a_clause_by_the_id_of_its_day() -> None:
    _, found = read_cases(BOOK_CASE.encode(), "one.yaml")
    answer = answered_by_book(found.cases[0], BOOKS, NOW)
    assert differences(found.cases[0], answer) == []
    assert answer["version"] == "2025-10-15" and "item-off" in answer["measures"]
    _, before = read_cases(BOOK_CASE.replace("10-15T00:00:00", "10-14T23:59:59").encode(), "one.yaml")
    assert answered_by_book(before.cases[0], BOOKS, NOW) == {"version": "2023-05-01", "clause": None}
    assert answered_by_book(before.cases[0], (), NOW) == {"version": None}


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("ask: clause", "ask: ladder", "not for ladder"),
        ("sender:", "send:", "sender"),
        ("ask: clause", "ask: signoff", "unexpected keyword argument 'sender'"),
    ],
)
def test_a_rulebook_that_is_asked_amiss_refuses(old: str, new: str, said: str) -> None:
    _, found = read_cases(BOOK_CASE.replace(old, new).encode(), "one.yaml")
    assert said in answered_by_book(found.cases[0], BOOKS, NOW)["refused"]


def test_a_rulebooks_case_that_gives_something_else_is_told_by_line(tmp_path: Path) -> None:
    folder = copied(tmp_path, "livestream")
    path = folder / "livestream" / "cases" / "2026-02-01.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("gmv: 9999.99", "gmv: 10000.0"), encoding="utf-8")
    (found,) = check_folder(folder)
    assert found.file == str(path) and found.line == text[: text.index("id: sales-below")].count("\n") + 1
    assert found.message.startswith('sales-below: reasons is ["large-exposure"], and [] is expected')


def test_every_shipped_version_has_cases_beside_it() -> None:
    paths = [*source_files(shipped_folder()), *schedule_files(shipped_folder())]
    counts = {path: len(read_cases(_cases(path).read_bytes(), path.name)[1].cases) for path in paths}
    assert len(counts) == 29 and min(counts.values()) >= 3


def _cases(path: Path) -> Path:
    return path.parent / "cases" / path.name
