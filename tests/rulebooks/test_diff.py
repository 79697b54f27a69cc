"""Tests of what differs between two versions, and of versions found, shown and compared from the door."""

from __future__ import annotations

import re

import pytest

from reviewer_app.cli import main
from reviewer_app.domain.rulebook import RulebookVersion
from reviewer_app.domain.schedule import ScheduleVersion
from reviewer_app.domain.version_head import VersionHead
from reviewer_app.rulebooks.diff import Change, Difference, Field, Kind, NotAlike, diff
from reviewer_app.rulebooks.lookup import NotFound, read_versions, version_at, version_named
from reviewer_app.rulebooks.printing import difference_lines, version_lines
from reviewer_app.rulebooks.shipped import shipped_folder, shipped_schedules
from reviewer_app.rulebooks.source import read_source
from tests.rulebooks.small import SMALL, spoilt

VERSIONS = read_versions(shipped_folder())


def small(text: str = SMALL) -> RulebookVersion:
    return read_source(text.encode(), "small.yaml").version


def named(name: str) -> VersionHead:
    return version_named(VERSIONS, name).version


def by_id(found: tuple[Difference, ...], kind: Kind) -> dict[str, tuple[Change, ...]]:
    return {item.id: item.changes for item in found if item.kind is kind}


@pytest.mark.parametrize("version", VERSIONS, ids=lambda item: f"{item.id}@{item.version}")
def test_a_version_does_not_differ_from_itself(version: VersionHead) -> None:
    assert diff(version, version) == ()


@pytest.mark.parametrize(
    ("old", "new", "changes", "place"),
    [
        ('number: "1"', 'number: "2.1"', (Change.RENUMBERED,), "number"),
        ("en: Nobody is led off the platform", "en: No one is led away", (Change.REWORDED,), "definition"),
        ("en: Leading buyers away", "en: Leading away", (Change.REWORDED,), "title"),
        ("en: Scan and join", "en: Scan it", (Change.REWORDED,), "examples"),
        ("severity: high", "severity: grave", (Change.CHANGED,), "severity"),
        ("sender_ids: [law@1#1]", "sender_ids: [law@1#2]", (Change.CHANGED,), "sender_ids"),
    ],
)
def test_a_clause_differs_in_what_was_touched(old: str, new: str, changes: tuple[Change, ...], place: str) -> None:
    (found,) = diff(small(), small(spoilt(old, new)))
    assert (found.kind, found.id, found.changes) == (Kind.CLAUSE, "offsite", changes)
    assert [field.place for field in found.fields] == [place]


def test_a_clause_can_differ_in_several_ways_at_once() -> None:
    text = spoilt('number: "1"', 'number: "9"', spoilt("severity: high", "severity: low"))
    (found,) = diff(small(), small(text))
    assert found.changes == (Change.RENUMBERED, Change.CHANGED)
    assert found.fields == (Field("number", "1", "9"), Field("severity", "high", "low"))


NEXT = spoilt("version: 2026-02-01\n", "version: next\nsupersedes: 2026-02-01\n")


@pytest.mark.parametrize(("change", "means"), [("narrower", Change.NARROWER), ("wider", Change.WIDER)])
def test_narrower_and_wider_are_said_by_the_version_itself_of_the_one_before(change: str, means: Change) -> None:
    declared = NEXT + f"scope_changes: [{{of: offsite, change: {change}}}]\n"
    assert by_id(diff(small(), small(declared)), Kind.CLAUSE) == {"offsite": (means,)}
    other = small(spoilt("version: 2026-02-01\n", "version: 2025-01-01\n"))
    assert by_id(diff(other, small(declared)), Kind.CLAUSE) == {}


def test_a_correction_may_declare_its_reach_too() -> None:
    text = spoilt("version: 2026-02-01\n", "version: fixed\ncorrects: 2026-02-01\n")
    declared = text + "scope_changes: [{of: offsite, change: narrower}]\n"
    assert by_id(diff(small(), small(declared)), Kind.CLAUSE) == {"offsite": (Change.NARROWER,)}


def test_clauses_come_and_go_between_the_shipped_versions() -> None:
    before, after = named("livestream@2025-10-15"), named("livestream@2026-02-01")
    there, back = by_id(diff(before, after), Kind.CLAUSE), by_id(diff(after, before), Kind.CLAUSE)
    assert there["ai-figure"] == there["seller-shown"] == (Change.ADDED,)
    assert back["ai-figure"] == back["seller-shown"] == (Change.REMOVED,)
    assert Change.REWORDED in there["price-comparison"]
    assert by_id(diff(before, after), Kind.MEASURE)["blacklist"] == (Change.ADDED,)


def test_the_same_article_under_another_number_is_seen() -> None:
    before, after = named("livestream@2023-05-01"), named("livestream@2025-10-15")
    found = next(item for item in diff(before, after) if item.id == "false-claims")
    cited = {field.place: field.after is not None for field in found.fields if field.place.startswith("citations")}
    assert cited == {
        "citations.aucl-2019 8": False,
        "citations.aucl-2019 20": False,
        "citations.aucl-2025 9": True,
        "citations.aucl-2025 25": True,
    }


def test_the_ladders_fourth_step_is_seen_to_begin_earlier() -> None:
    found = diff(named("creator-measures@2026-07-13"), named("creator-measures@2026-08-07"))
    assert by_id(found, Kind.STEP) == {
        "false-advertising:3": (Change.CHANGED, Change.NARROWER),
        "false-advertising:4": (Change.CHANGED, Change.WIDER),
    }
    fourth = next(item for item in found if item.id == "false-advertising:4")
    (when,) = [field for field in fourth.fields if field.place == "when"]
    assert "streams_14d >= 6" in when.before and "streams_14d >= 5" in when.after


def test_the_parameters_of_a_score_are_seen_to_change() -> None:
    found = diff(named("merchant-score@2026-07-14"), named("merchant-score@2026-09-08"))
    (score,) = [item for item in found if item.kind is Kind.SCORE]
    places = {field.place: (field.before, field.after) for field in score.fields}
    assert places["least"] == (50, 0)
    assert places["deductions.refused-invoice.points"] == (3, 2)
    assert places["deductions.manipulation"][1] is None
    assert places["parts.logistics.bonuses.next-day"][0] is None
    same = diff(named("merchant-score@2026-05-07"), named("merchant-score@2026-07-14"))
    assert {item.kind for item in same} == {Kind.HEAD, Kind.SOURCE}


def test_terms_tables_thresholds_and_penalties_are_compared() -> None:
    found = diff(named("merchant-measures@2026-07-30"), named("merchant-measures@2026-08-10"))
    assert by_id(found, Kind.PENALTY) == {"fake-trade": (Change.ADDED,)}
    ladder = schedule("creator-measures@2026-08-07")
    steps = ladder.ladders[0].steps
    heavier = steps[1].model_copy(update={"terms": (steps[1].terms[3].model_copy(update={"percent": 6}),)})
    changed = ladder.model_copy(
        update={"ladders": (ladder.ladders[0].model_copy(update={"steps": (steps[0], heavier, *steps[2:])}),)}
    )
    (step,) = diff(ladder, changed)
    assert Field("terms.freeze-share.percent", 5, 6) in step.fields
    assert Field("terms.stream-cut", {"measure": "stream-cut"} | NO_TERMS | {"scene": "stream"}, None) in step.fields


NO_TERMS = {"percent": None, "of": None, "days": None, "days_limit": None, "amount": None, "for_good": False}
NO_TERMS |= {"scene": None}


def schedule(name: str) -> ScheduleVersion:
    return next(item.schedule for item in shipped_schedules() if f"{item.schedule.id}@{item.schedule.version}" == name)


def test_a_ladder_that_is_gone_and_one_that_serves_other_clauses_are_seen() -> None:
    whole = schedule("creator-measures@2026-08-07")
    without = whole.model_copy(update={"ladders": ()})
    assert by_id(diff(whole, without), Kind.LADDER) == {"false-advertising": (Change.REMOVED,)}
    other = whole.model_copy(update={"ladders": (whole.ladders[0].model_copy(update={"clauses": ()}),)})
    assert by_id(diff(whole, other), Kind.LADDER) == {"false-advertising": (Change.CHANGED,)}


def test_a_rulebook_and_a_schedule_are_not_alike() -> None:
    with pytest.raises(NotAlike, match="one is a rulebook, the other a schedule"):
        diff(named("livestream@2026-02-01"), named("creator-measures@2026-08-07"))


# -- found by name and by time --


@pytest.mark.parametrize(
    ("at", "version"),
    [
        ("2026-08-06", "2026-07-13"),
        ("2026-08-06T23:59:59", "2026-07-13"),
        ("2026-08-07", "2026-08-07"),
        ("2026-08-06T15:59:59+00:00", "2026-07-13"),
        ("2026-08-06T16:00:00+00:00", "2026-08-07"),
    ],
)
def test_a_time_without_an_offset_is_that_of_the_rulebooks_zone(at: str, version: str) -> None:
    found = version_at(VERSIONS, "creator-measures", at)
    assert found.version.version == version
    assert found.digest == version_named(VERSIONS, f"creator-measures@{version}").digest


@pytest.mark.parametrize(
    ("book", "at", "said"),
    [
        ("nothing", "2026-08-06", "There is no nothing. Known are .*creator-measures"),
        ("creator-measures", "2026-07-12", "the first begins 2026-07-13T00:00:00"),
        ("creator-measures", "yesterday", "yesterday is no time"),
        ("creator-measures", "2026-02-30", "2026-02-30 is no time"),
    ],
)
def test_what_is_not_there_is_said(book: str, at: str, said: str) -> None:
    with pytest.raises(NotFound, match=said):
        version_at(VERSIONS, book, at)
    with pytest.raises(NotFound, match=r"Write ID@VERSION; known are .*creator-measures@"):
        version_named(VERSIONS, book)


# -- in words --


@pytest.mark.parametrize("language", ["zh_CN", "en"])
@pytest.mark.parametrize("version", VERSIONS, ids=lambda item: f"{item.id}@{item.version}")
def test_every_version_can_be_shown_in_both_languages(version: VersionHead, language: str) -> None:
    lines = list(version_lines(version, "0" * 64, language))
    assert lines[0].startswith(version.title.within(language)) and f"{version.id}@{version.version}" in lines[0]
    shown = "\n".join(lines)
    assert all(source.title.within(language) in shown for source in version.sources)
    assert all(measure.title.within(language) in shown for measure in version.measures)
    if isinstance(version, ScheduleVersion):
        assert all(part.title.within(language) in shown for part in version.parts)
    if isinstance(version, RulebookVersion):
        assert all(clause.definition.within(language) in shown for clause in version.clauses)


@pytest.mark.parametrize("version", VERSIONS, ids=lambda item: f"{item.id}@{item.version}")
def test_chinese_lines_have_chinese_marks(version: VersionHead) -> None:
    """But for what a file holds in one spelling for both languages: places in sources, conditions and times."""
    lines = list(version_lines(version, "0" * 64, "zh_CN", lambda place: "某处"))
    beside_chinese = re.compile(r"[\u4e00-\u9fff] ?[,:;()]|[,:;()] ?[\u4e00-\u9fff]")
    assert [line for line in lines if beside_chinese.search(line)] == []
    ids = {source.id for source in version.sources}
    cited = [line for line in lines if line.lstrip().startswith("来源：")]
    assert all(" 某处" in line and not ids & set(re.split(r"[ ：、]", line)) for line in cited)


def test_a_place_in_a_source_is_called_what_the_screen_calls_it(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """In the language that is asked for, whatever that of the terminal."""
    for language, said in (
        ("zh_CN", "来源：平台创作者虚假宣传处置细则 3 第 1 档"),
        ("en", "Sources: Platform rule on false advertising by creators 3, step 1"),
    ):
        assert main(["rulebook", "show", "creator-measures", "--at", "2026-08-10", "--lang", language]) == 0
        assert said in capsys.readouterr().out


def test_every_kind_of_change_has_words_in_both_languages() -> None:
    title = small().title
    every = [Difference(kind, "x", title, tuple(Change), (Field("a", None, 1),)) for kind in Kind]
    chinese, english = ("\n".join(difference_lines(every, language)) for language in ("zh_CN", "en"))
    assert "适用收窄" in chinese and "小规则" in chinese and "（无）" in chinese
    assert "narrower, wider" in english and "(none)" in english
    assert list(difference_lines((), "zh_CN")) == ["没有不同"]


def test_the_door_shows_and_compares(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["rulebook", "show", "creator-measures", "--at", "2026-08-10"]) == 0
    shown = capsys.readouterr().out
    assert "streams_14d >= 5" in shown and "5 % of the value of the orders concerned, 30 days" in shown
    assert "1000-20000 yuan" in shown and "180 days at most" in shown
    links = {"en": "The link to the goods jumps", "zh_CN": "商品链接经多次"}
    order = {"en": "+ item-off, correct, warn, self-only,", "zh_CN": "+ item-off、correct、warn、self-only、"}
    sources = {
        "en": "Measures on livestream commerce (Order 117)",
        "zh_CN": "直播电商监督管理办法（第 117 号令）",
    }
    for language, other in (("en", "zh_CN"), ("zh_CN", "en")):
        assert main(["rulebook", "diff", "livestream@2025-10-15", "livestream@2026-02-01", "--lang", language]) == 0
        lines = capsys.readouterr().out
        assert f"+ {links[language]}" in lines and links[other] not in lines  # what came, in one language
        assert order[language] in lines and f"+ {sources[language]} 26" in lines
        assert not any(sign in lines for sign in ('{"', '["'))
    pair = ["creator-measures@2026-07-13", "creator-measures@2026-08-07"]
    assert main(["rulebook", "diff", *pair, "--lang", "zh_CN"]) == 0
    assert "false-advertising:4" in (said := capsys.readouterr().out) and "适用扩大" in said


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["show", "creator-measures", "--at", "2020-01-01"], "No version of creator-measures was in force"),
        (["diff", "livestream@2026-02-01", "creator-measures@2026-08-07"], "not of one form"),
        (["diff", "livestream", "livestream"], "There is no livestream. Write ID@VERSION"),
    ],
)
def test_the_door_says_calmly_what_is_wrong(words: list[str], said: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["rulebook", *words]) == 1
    found = capsys.readouterr()
    assert said in found.err and found.out == ""
