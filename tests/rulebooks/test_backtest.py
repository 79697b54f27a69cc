"""Tests of the back-test: what stays, what would change and what only a person can tell, from the file to the door."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reviewer_app.cli import main
from reviewer_app.domain.decided import SEVERAL, DecidedCase
from reviewer_app.domain.rulebook import RulebookVersion
from reviewer_app.domain.schedule import ScheduleVersion
from reviewer_app.domain.values import Text
from reviewer_app.domain.version_head import VersionHead
from reviewer_app.rulebooks.backtest import EXAMPLES, Answer, Tally, Tried, backtest, trial, tried
from reviewer_app.rulebooks.backtest_files import DecidedRefused, read_decided, tallied
from reviewer_app.rulebooks.backtest_printing import ANSWERS, WHYS, outcome_words, tally_lines
from reviewer_app.rulebooks.backtest_values import Found, Said, Why
from reviewer_app.rulebooks.diff import NotAlike
from reviewer_app.rulebooks.lookup import read_versions, version_named
from reviewer_app.rulebooks.shipped import shipped_folder
from reviewer_app.rulebooks.source import read_source
from tests.rulebooks.small import SMALL, spoilt

VERSIONS = read_versions(shipped_folder())
NEXT = spoilt("version: 2026-02-01", "version: 2026-06-01\nsupersedes: 2026-02-01").replace(
    "effective_from: 2026-02-01", "effective_from: 2026-06-01"
)
ELEMENT = "- {id: where, text: {zh: 位置, en: Where}, proof: anchor}"
SECOND_MEASURE = (
    "measures:\n  - {id: warn, title: {zh: 警告, en: Warning}, effect: {zh: 记录在案, en: On record}, impact: 1}",
    (
        "measures:\n  - {id: warn, title: {zh: 警告, en: Warning}, effect: {zh: 记录在案, en: On record}, impact: 1}\n"
        "  - {id: stop, title: {zh: 停播, en: Stop}, effect: {zh: 停播, en: It ends}, impact: 2}\n"
        "  - {id: bar, title: {zh: 封禁, en: Bar}, effect: {zh: 封禁, en: It is barred}, impact: 3}"
    ),
)
ADDED = """
  - id: gambling
    number: "2"
    title: {zh: 赌博, en: Gambling}
    definition: {zh: 不得赌博, en: Nobody gambles}
    elements:
      - {id: where, text: {zh: 位置, en: Where}, proof: anchor}
    severity: high
    measures: [warn]
    citations: [{source: law, clause: "2"}]
    sender_ids: [law@1#2]
"""


def small(text: str = SMALL) -> RulebookVersion:
    return read_source(text.encode(), "small.yaml").version


def case(**other: Any) -> DecidedCase:
    """A clip judged under the small rulebook: one finding, warned."""
    cite = {"id": "small", "version": "2026-02-01"}
    plain = {
        "case_id": "01900000-0000-7000-8000-000000000001",
        "decision": "01900000-0000-7000-8000-000000000002",
        "kind": "clip",
        "conduct_at": "2026-03-03T10:00:00+08:00",
        "decided_at": "2026-03-04T10:00:00+08:00",
        "result": "violation",
        "rulebooks": [cite],
        "findings": [
            {"clause": "offsite", "rulebook": cite, "conduct_at": "2026-03-03T10:00:00+08:00", "measure": "warn"}
        ],
    }
    return DecidedCase.model_validate_json(json.dumps(plain | other))


PASSED = {"result": "pass", "findings": [], "flags": ["law@1#1"]}


def asked(after: str, before: str = SMALL, **other: Any) -> Tried:
    return tried(trial(small(before), small(after)), case(**other))


def test_a_case_under_the_same_text_stays() -> None:
    assert asked(NEXT) == Tried(case(), Answer.SAME)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('number: "1"', 'number: "9"'),
        ("en: Scan and join", "en: Scan it"),
        ("keywords: [引流, diversion]", "keywords: [引流]"),
        ("severity: high", "severity: grave"),
    ],
)
def test_what_does_not_say_what_a_breach_is_changes_nothing(old: str, new: str) -> None:
    assert asked(spoilt(old, new, NEXT)).answer is Answer.SAME


REWORDED = spoilt("en: Nobody is led off the platform", "en: No one is led to pay elsewhere", NEXT)
NARROWER = REWORDED.replace("sources:", "scope_changes: [{of: offsite, change: narrower}]\nsources:")
WIDER = REWORDED.replace("sources:", "scope_changes: [{of: offsite, change: wider}]\nsources:")


@pytest.mark.parametrize(
    ("after", "of_breach", "of_pass"),
    [
        (REWORDED, Why.REWORDED, Why.REWORDED),
        (NARROWER, Why.NARROWER, None),
        (WIDER, None, Why.WIDER),
    ],
)
def test_what_a_version_says_of_its_reach_settles_one_side(
    after: str, of_breach: Why | None, of_pass: Why | None
) -> None:
    for why, other in ((of_breach, {}), (of_pass, PASSED)):
        found = asked(after, **other)
        assert found.answer is (Answer.NEEDS_PERSON if why else Answer.SAME)
        assert [item.why for item in found.said] == ([why] if why else [])


def test_reach_is_believed_of_the_version_before_alone() -> None:
    skipped = WIDER.replace("supersedes: 2026-02-01", "supersedes: 2026-05-01")
    assert asked(skipped).said == (Said("offsite", Found.UNCLEAR, Why.REWORDED, before="warn"),)


def test_a_clause_that_is_gone_takes_its_finding_with_it_unless_new_ones_are_there() -> None:
    gone = NEXT.replace("id: offsite", "id: elsewhere")
    assert asked(gone).said == (Said("offsite", Found.UNCLEAR, Why.CLAUSE_REPLACED, before="warn"),)
    of_listings = gone.replace('    number: "1"', '    number: "1"\n    kinds: [listing]').replace(
        "applies_to: [clip]", "applies_to: [clip, listing]"
    )
    found = asked(of_listings)
    assert (found.answer, found.said) == (
        Answer.WOULD_CHANGE,
        (Said("offsite", Found.CHANGES, Why.CLAUSE_GONE, before="warn"),),
    )


def test_a_flag_for_a_new_clause_is_for_a_person() -> None:
    flagged = asked(NEXT + ADDED.lstrip("\n"), **PASSED | {"flags": ["law@1#2"]})
    assert flagged.said == (Said("gambling", Found.UNCLEAR, Why.NEW_CLAUSE),)
    assert asked(NEXT + ADDED.lstrip("\n")).answer is Answer.SAME


@pytest.mark.parametrize(
    ("measures", "said"),
    [
        ("[stop]", (Said("offsite", Found.CHANGES, Why.OTHER_MEASURE, "warn", "stop"),)),
        ("[stop, bar]", (Said("offsite", Found.UNCLEAR, Why.NO_SUCH_MEASURE, "warn"),)),
        ("[warn, stop]", ()),
    ],
)
def test_a_measure_is_replaced_where_one_is_left_and_asked_for_where_there_is_a_choice(
    measures: str, said: tuple[Said, ...]
) -> None:
    more = spoilt(*SECOND_MEASURE, text=NEXT)
    assert asked(more.replace("measures: [warn]", f"measures: {measures}")).said == said


def test_a_measure_with_other_terms_is_a_change() -> None:
    before = spoilt("en: On record}, impact: 1}", "en: On record}, impact: 1, term_days: 3}")
    after = spoilt("en: On record}, impact: 1}", "en: On record}, impact: 1, term_days: 7}", NEXT)
    assert asked(after, before).said == (Said("offsite", Found.CHANGES, Why.OTHER_TERMS, "warn (3 d)", "warn (7 d)"),)


def test_what_needs_a_person_outweighs_what_would_change() -> None:
    text = spoilt(*SECOND_MEASURE, text=NEXT).replace("measures: [warn]", "measures: [stop]") + ADDED.lstrip("\n")
    found = asked(text, flags=["law@1#2"])
    assert (found.answer, [item.found for item in found.said]) == (
        Answer.NEEDS_PERSON,
        [Found.CHANGES, Found.UNCLEAR],
    )


def test_a_case_judged_under_another_version_is_outside() -> None:
    found = asked(REWORDED, rulebooks=[{"id": "small", "version": "2025-01-01"}])
    assert found.answer is Answer.OUTSIDE


def test_only_versions_of_one_rulebook_are_put_side_by_side() -> None:
    for name in ("listings-filings@2026-02-01", "creator-measures@2026-08-07"):
        with pytest.raises(NotAlike):
            trial(named("livestream@2026-02-01"), named(name))


# -- schedules ------------------------------------------------------------------------------------------------------


def named(name: str) -> VersionHead:
    return version_named(VERSIONS, name).version


OLD_LADDER, NEW_LADDER = named("creator-measures@2026-07-13"), named("creator-measures@2026-08-07")
COUNTS = {"breaches_in_stream": 1, "streams_14d": 5, "videos_14d": 0, "harm": "none"}


def false_claim(conduct_at: str = "2026-08-06T23:00:00+08:00", **counts: Any) -> DecidedCase:
    cite = {"id": "livestream", "version": "2026-02-01"}
    finding = {"clause": "false-claims", "rulebook": cite, "conduct_at": conduct_at}
    return case(
        conduct_at=conduct_at, rulebooks=[cite], findings=[finding], inputs={"creator-measures": COUNTS | counts}
    )


def test_five_streams_would_go_from_the_third_step_to_the_fourth() -> None:
    (found,) = backtest(OLD_LADDER, NEW_LADDER, [false_claim()])
    assert found.answer is Answer.WOULD_CHANGE
    (said,) = found.said
    assert (said.clause, said.why) == ("livestream:false-claims", Why.OTHER_STEP)
    assert said.before.startswith(
        "false-advertising:3 item-off, stream-cut (stream), self-only (video), freeze-share 15 % 30 d"
    )
    assert said.after.startswith("false-advertising:4 close-rights for_good, freeze-all 30-90 d (<= 180 d)")


@pytest.mark.parametrize("streams", [1, 2, 3, 4, 6])
def test_other_counts_stay_on_their_step(streams: int) -> None:
    (found,) = backtest(OLD_LADDER, NEW_LADDER, [false_claim(streams_14d=streams)])
    assert found.answer is Answer.SAME


def test_a_count_that_is_not_known_is_named_and_nothing_is_guessed() -> None:
    known = false_claim()
    unknown = known.model_copy(update={"inputs": {"creator-measures": {"breaches_in_stream": 1, "harm": "none"}}})
    wrong = false_claim(streams_14d="many")
    for one, lacking in ((unknown, ("streams_14d", "videos_14d")), (wrong, ("streams_14d",))):
        (found,) = backtest(OLD_LADDER, NEW_LADDER, [one])
        assert found.answer is Answer.NEEDS_PERSON
        assert found.said[0].why is Why.LACKING
        assert set(lacking) <= set(found.said[0].lacking)


def test_conduct_after_the_earlier_version_and_other_breaches_are_outside() -> None:
    later = false_claim("2026-08-07T00:00:00+08:00")
    other = case(conduct_at="2026-08-01T10:00:00+08:00")
    for end in (NEW_LADDER.effective_from, None):  # a version without an end gives way to the one that supersedes it
        until = OLD_LADDER.model_copy(update={"effective_until": end})
        assert [one.answer for one in backtest(until, NEW_LADDER, [later, other])] == [Answer.OUTSIDE] * 2


def altered(version: VersionHead, part: str, **changes: Any) -> VersionHead:
    """The version as the correction of itself in which values of one part, or of one measure, are others."""
    plain = version.model_dump(mode="json")

    def walk(value: Any) -> None:
        if isinstance(value, dict):
            if part in (value.get("id"), value.get("measure")):
                value |= {name: changes[name] for name in changes if name in value}
            value = list(value.values())
        for item in value if isinstance(value, list) else ():
            walk(item)

    walk(plain)
    again = type(version).model_validate_json(json.dumps(plain))
    return again.model_copy(update={"version": f"{version.version}b", "corrects": version.version})


OVER_30 = {"met": "licence_days_left > 30"}
STAGED = {
    "conduct_at": "2026-08-20T10:00:00+08:00",
    "findings": [
        {
            "clause": "staged-demand",
            "rulebook": {"id": "livestream", "version": "2026-02-01"},
            "conduct_at": "2026-08-20T10:00:00+08:00",
        }
    ],
}


@pytest.mark.parametrize(
    ("name", "part", "changes", "facts", "why"),
    [
        ("creator-measures", "freeze-all", {"days_limit": 120}, COUNTS, Why.OTHER_STEP),
        ("creator-measures", "close-rights", {"for_good": False}, COUNTS, Why.OTHER_STEP),
        ("creator-measures", "close-rights", {"impact": 1}, COUNTS, Why.OTHER_TERMS),
        ("creator-measures", "freeze-all", {"percent": 1}, COUNTS | {"streams_14d": 1}, None),
        ("merchant-measures", "fake-trade", {"unit": 100}, {"penalty_base": 7565.0}, Why.OTHER_AMOUNT),
        ("merchant-measures", "fake-trade", {"unit": 100}, {"penalty_base": 7000.0}, None),
        ("merchant-measures", "fake-trade", {"unit": 100}, {}, Why.LACKING),
        ("creator-score", "serious", {"points": 20}, {"serious_violations_90d": 1}, Why.OTHER_POINTS),
        ("creator-score", "serious", {"points": 20}, {"violations_90d": 1}, None),
        ("creator-score", "serious", {"points": 20}, {}, Why.LACKING),
        ("filing-thresholds", "licence-days", OVER_30, {"licence_days_left": 20}, Why.THRESHOLD),
        ("filing-thresholds", "licence-days", OVER_30, {"licence_days_left": 31}, None),
        ("filing-thresholds", "licence-days", OVER_30, {"licence_days_left": SEVERAL}, Why.LACKING),
        ("filing-thresholds", "licence-days", OVER_30, {"person_age": 20}, None),
    ],
)  # fmt: skip
def test_every_part_that_stands_on_what_is_kept_is_tried(
    name: str, part: str, changes: dict[str, Any], facts: dict[str, Any], why: Why | None
) -> None:
    version = next(item for item in reversed(VERSIONS) if item.id == name)
    one = case(**STAGED, inputs={name: facts})
    if name == "creator-measures":
        one = false_claim(version.effective_from.isoformat()).model_copy(update={"inputs": one.inputs})
    (found,) = backtest(version, altered(version, part, **changes), [one])
    assert [said.why for said in found.said] == ([why] if why else [])
    wanted = Answer.NEEDS_PERSON if why is Why.LACKING else Answer.WOULD_CHANGE
    assert found.answer is (wanted if why else Answer.SAME)


def test_what_no_decided_case_can_tell_is_said_in_words() -> None:
    for name, part, changes, title in (
        ("merchant-score", "rating", {"weight": 9}, "Merchant experience score"),
        (
            "filing-thresholds",
            "licence-days",
            OVER_30,
            "More than 15 days of the licence left",
        ),
        ("food-labels", "near-expiry", {"of": "days"}, "expiry"),
    ):
        version = next(item for item in reversed(VERSIONS) if item.id == name)
        versions = trial(version, altered(version, part, **changes))
        assert tried(versions, case(**STAGED)).answer is Answer.OUTSIDE
        (untried,) = versions.untried()
        assert title in untried.en
        lines = "\n".join(tally_lines(Tally(), "en", versions.untried()))
        assert f"Cannot be tried, for what it stands on is not kept with cases: {untried.en}" in lines
    assert trial(OLD_LADDER, NEW_LADDER).untried() == ()


def test_a_clause_that_no_longer_judges_the_kind_is_for_a_person() -> None:
    kinds = spoilt('    number: "1"', '    number: "1"\n    kinds: [listing]', NEXT).replace(
        "[clip]", "[clip, listing]"
    )
    assert asked(kinds).said == (Said("offsite", Found.UNCLEAR, Why.NARROWER, before="warn"),)


def test_what_a_clause_that_is_gone_was_about_may_have_gone_into_a_wider_one() -> None:
    before = SMALL + ADDED.lstrip("\n")
    after = WIDER.replace("id: offsite", "id: gambling").replace("of: offsite", "of: gambling")
    after = after.replace('number: "1"', 'number: "2"').replace("law@1#1", "law@1#2")
    assert asked(after, before).said == (Said("offsite", Found.UNCLEAR, Why.CLAUSE_REPLACED, before="warn"),)


@pytest.mark.parametrize("version", VERSIONS, ids=lambda item: f"{item.id}@{item.version}")
@given(streams=st.integers(0, 9), videos=st.integers(0, 12), harm=st.sampled_from(["none", "light", "serious", "?"]))
def test_nothing_would_change_between_a_version_and_itself(
    version: VersionHead, streams: int, videos: int, harm: str
) -> None:
    assert isinstance(version, RulebookVersion | ScheduleVersion)
    cite = {"id": version.id, "version": version.version}
    clause = version.clauses[0].id if isinstance(version, RulebookVersion) else "false-claims"
    at = version.effective_from.isoformat()
    counts = COUNTS | {"streams_14d": streams, "videos_14d": videos, "harm": harm}
    cites = [cite, {"id": "livestream", "version": "2026-02-01"}]
    findings = [{"clause": clause, "rulebook": one, "conduct_at": at} for one in cites]
    one = case(conduct_at=at, rulebooks=cites, findings=findings, inputs={version.id: counts})
    found = tried(trial(version, version), one)
    assert all(item.why is Why.LACKING for item in found.said)
    assert found.answer is not Answer.WOULD_CHANGE


# -- counting, files and the door -----------------------------------------------------------------------------------


def lines_of(*cases: DecidedCase) -> bytes:
    return b"".join(one.model_dump_json().encode() + b"\n" for one in cases)


def test_a_tally_counts_each_case_once_and_keeps_few_examples() -> None:
    tally = Tally()
    cases = [false_claim(streams_14d=5)] * (EXAMPLES + 5) + [false_claim(streams_14d=2), case()]
    for one in backtest(OLD_LADDER, NEW_LADDER, cases):
        tally.add(one)
    assert (tally.cases, tally.answers[Answer.WOULD_CHANGE], tally.answers[Answer.OUTSIDE]) == (EXAMPLES + 6, 25, 1)
    assert tally.by_clause == {"livestream:false-claims": {Answer.WOULD_CHANGE: EXAMPLES + 5}}
    assert tally.by_month == {"2026-08": {Answer.WOULD_CHANGE: EXAMPLES + 5, Answer.SAME: 1}}
    assert list(tally.by_measure.values()) == [EXAMPLES + 5]
    assert {answer: len(kept) for answer, kept in tally.examples.items() if kept} == {Answer.WOULD_CHANGE: EXAMPLES}


def test_every_answer_and_reason_has_words_and_the_lines_are_in_both_languages() -> None:
    assert set(ANSWERS) == set(Answer)
    assert set(WHYS) == set(Why)
    tally = Tally()
    for one in backtest(OLD_LADDER, NEW_LADDER, [false_claim(), false_claim(streams_14d=1)]):
        tally.add(one)
    english, chinese = ("\n".join(tally_lines(tally, language)) for language in ("en", "zh_CN"))
    assert "50.0%  1  would change" in english
    assert "50.0%  1  会改变" in chinese
    assert "another step of the ladder" in english


@pytest.mark.parametrize(
    ("said", "version", "zh", "en"),
    [
        ("", "creator-measures@2026-08-07", "", ""),
        (
            "false-advertising:4 close-rights for_good",
            "creator-measures@2026-08-07",
            "第 4 档：永久关闭带货权限，永久；冻结账户，30-90 日，至多 180 日；佣金抵作违约金，1000-20000 元；",
            "Step 4: Selling rights closed for good, for good; Account held back, 30-90 days, 180 days at most; ",
        ),
        (
            "false-advertising:2 item-off",
            "creator-measures@2026-07-13",
            "第 2 档：下架购物车商品；切断直播，仅直播；视频仅自己可见，仅短视频；",
            "Step 2: Item taken off the cart; Stream cut, streams only; ",
        ),
        ("fake-trade 7000 CNY", "merchant-measures@2026-08-10", "虚假交易违约金（", "Penalty for fake trade, "),
        (
            "experience -10",
            "merchant-score@2026-09-08",
            "商家体验分 扣 10 分",
            "Merchant experience score: 10 points off",
        ),
        ("not met", "filing-thresholds@2025-01-23", "未达到", "not met"),
        ("stream-cut", "livestream@2026-02-01", "切断直播", "Stream cut"),
        ("what nobody knows", "livestream@2026-02-01", "what nobody knows", "what nobody knows"),
    ],
)
def test_what_comes_out_is_said_by_its_titles(said: str, version: str, zh: str, en: str) -> None:
    for language, words in (("zh_CN", zh), ("en", en)):
        assert outcome_words(said, named(version), language).startswith(words)
    assert outcome_words(said, None, "en") == said


def test_chinese_lines_of_a_back_test_have_chinese_marks() -> None:
    tally = Tally()
    lacking = false_claim().model_copy(update={"inputs": {"creator-measures": {"breaches_in_stream": 1}}})
    for one in backtest(OLD_LADDER, NEW_LADDER, [false_claim(), false_claim(streams_14d=1), lacking, case()]):
        tally.add(one)
    untried = [Text(zh="甲", en="a"), Text(zh="乙", en="b")]
    lines = list(tally_lines(tally, "zh_CN", untried, (OLD_LADDER, NEW_LADDER)))
    assert [line for line in lines if any(mark in line for mark in (": ", ", ", "; ", "(", "CNY"))] == []
    assert "  不属此版本：1" in lines
    assert "  无法回测，因为所需数据不随案件保存：甲、乙" in lines
    assert any(line.endswith("缺少输入（streams_14d、videos_14d、harm）") for line in lines)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (b"{", "decided.jsonl:3: this is not JSON: EOF while parsing an object."),
        (b'{"case_id": "x"}', "case_id"),
        (b"\xff\xfe", "this is not JSON"),
        (lines_of(case()).replace(b'"clip"', b'"song"').strip(), "kind"),
        (lines_of(case()).replace(b'"flags":[]', b'"flags":[],"name":"Li"').strip(), "name"),
        (b"[" * 1_000_001, "longer than"),
    ],
)
def test_a_line_that_is_no_decided_case_is_named_and_not_repeated(tmp_path: Path, line: bytes, said: str) -> None:
    file = tmp_path / "decided.jsonl"
    file.write_bytes(lines_of(case()) + b"\n" + line + b"\n")
    with read_decided(str(file)) as cases, pytest.raises(DecidedRefused) as refused:
        for _ in tallied(trial(small(), small(NEXT)), cases, Tally(), None):
            pass
    assert f"{file}:3: " in str(refused.value)
    assert said in str(refused.value)
    assert "Li" not in str(refused.value)


def test_the_door_tries_a_ladder_and_writes_a_line_for_each_case(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file, report = tmp_path / "decided.jsonl", tmp_path / "report.jsonl"
    file.write_bytes(lines_of(false_claim(), false_claim(streams_14d=2)))
    words = ["rulebook", "backtest", "creator-measures@2026-07-13", "creator-measures@2026-08-07", "--lang", "en"]
    words += ["--cases", str(file), "--report", str(report)]
    assert main(words) == 0
    assert "Cases judged under this version: 2" in capsys.readouterr().out
    first, second = (json.loads(line) for line in report.read_text("utf-8").splitlines())
    assert (first["answer"], second["answer"], second["said"]) == ("would_change", "same", [])
    assert first["said"][0]["why"] == "other_step"
    assert main(words) == 1  # a report is never written over
    assert str(report) in capsys.readouterr().err


def test_the_door_says_what_is_not_there(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    pair = ["creator-measures@2026-07-13", "creator-measures@2026-08-07"]
    assert main(["rulebook", "backtest", *pair, "--cases", str(tmp_path / "none.jsonl")]) == 1
    assert "none.jsonl" in capsys.readouterr().err
    assert main(["rulebook", "backtest", "creator-measures@1999", pair[1], "--cases", "-"]) == 1
    assert "There is no creator-measures@1999" in capsys.readouterr().err
