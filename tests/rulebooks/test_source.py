"""Tests of reading sources: what is refused, on which line, and what a local date means."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reviewer_app.rulebooks.compiled import compile_version
from reviewer_app.rulebooks.plain_yaml import MAX_BYTES, PlainYamlError, read_plain_yaml
from reviewer_app.rulebooks.problems import RulebookProblem, RulebookRefused
from reviewer_app.rulebooks.source import RulebookSource, read_source, read_source_file
from tests.rulebooks.small import SMALL, line_of, spoilt, version


def read(text: str) -> RulebookSource:
    return read_source(text.encode(), "small.yaml")


def problems(text: str) -> tuple[RulebookProblem, ...]:
    with pytest.raises(RulebookRefused) as refused:
        read(text)
    return refused.value.problems


def test_a_local_date_is_midnight_in_the_rulebooks_zone() -> None:
    found = read(SMALL).version
    assert found.effective_from == datetime(2026, 1, 31, 16, tzinfo=UTC)
    assert found.effective_from.utcoffset() == timedelta(hours=8)
    assert found.published_at == datetime(2026, 1, 15, 2, tzinfo=UTC)


@pytest.mark.parametrize(
    ("conduct", "covered"),
    [
        ("2026-01-31T00:00:00+08:00", False),
        ("2026-01-31T23:59:59+08:00", False),
        ("2026-01-31T23:59:59.999999+08:00", False),
        ("2026-02-01T00:00:00+08:00", True),
        ("2026-01-31T16:00:00+00:00", True),
        ("2026-02-28T23:59:59.999999+08:00", True),
        ("2026-03-01T00:00:00+08:00", False),
        ("2026-03-02T00:00:00+08:00", False),
    ],
)
def test_a_period_is_half_open_to_the_microsecond(conduct: str, covered: bool) -> None:
    found = read(version("2026-02-01", "2026-02-01", end="2026-03-01")).version
    assert found.covers(datetime.fromisoformat(conduct)) is covered


def test_an_instant_with_an_offset_is_taken_as_it_is() -> None:
    text = spoilt("effective_from: 2026-02-01\n", 'effective_from: "2026-02-01T00:00:00Z"\n')
    assert read(text).version.effective_from == datetime(2026, 2, 1, tzinfo=UTC)


def test_an_hour_that_the_clocks_skip_is_refused() -> None:
    text = spoilt("zone: Asia/Shanghai", "zone: Europe/Berlin")
    text = spoilt("effective_from: 2026-02-01\n", "effective_from: 2026-03-29T02:30\n", text)
    assert any("skip" in str(problem) for problem in problems(text))


@pytest.mark.parametrize("day", ["2026-02-30", "0001-01-01", "2026-13-01"])
def test_a_day_that_cannot_be_is_refused_on_its_line(day: str) -> None:
    text = spoilt("effective_from: 2026-02-01\n", f"effective_from: {day}\n")
    found = problems(text)
    assert {problem.line for problem in found} == {line_of("effective_from", text)}


@pytest.mark.parametrize("zone", ["Mars/Olympus", "localtime", "../../etc/passwd", '""', "8"])
def test_an_unknown_zone_is_refused_on_its_line(zone: str) -> None:
    text = spoilt("zone: Asia/Shanghai", f"zone: {zone}")
    assert line_of("zone:", text) in {problem.line for problem in problems(text)}


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("severity: high", "severity: awful", "grave"),
        ("severity: high", "severety: high", "not known"),
        ("    definition: {zh: 不得引到平台之外, en: Nobody is led off the platform}\n", "", "missing"),
        ("definition: {zh: 不得引到平台之外, en: Nobody is led off the platform}", "definition: {zh: 不得}", "missing"),
        ("title: {zh: 站外引流, en: Leading buyers away}", "title: {zh: 站外, en: }", "words are expected"),
        ("title: {zh: 站外引流, en: Leading buyers away}", 'title: {zh: 站外, en: ""}', "nothing is written; write it"),
        ("keywords: [引流, diversion]", "keywords: [引流, true]", "in quotes"),
        ("sender_ids: [law@1#1]", "sender_ids: [[law]]", "a list or mapping"),
        ('number: "1"', "number: 1", "in quotes"),
        ("measures: [warn]", "measures: warn", "list"),
        ("id: offsite", "id: off site", "letters, digits and . _ : - alone"),
    ],
)
def test_what_does_not_fit_is_named_with_its_line(old: str, new: str, said: str) -> None:
    text = spoilt(old, new)
    found = problems(text)
    expected = line_of(new, text) if new else line_of("  - id: offsite", text)
    assert any(said in problem.message and problem.line == expected for problem in found), found


def test_all_problems_come_at_once_in_the_order_of_lines() -> None:
    text = spoilt("severity: high", "severity: awful", spoilt("impact: 1", "impact: 9"))
    lines = [problem.line for problem in problems(text)]
    assert lines == sorted(lines) and len(lines) == 2


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ("a: !!python/object/apply:os.system [ls]", 1, "tag"),
        ("a: 1\nb: !ruby/object 2", 2, "tag"),
        ("a: !!int 3", 1, "tag"),
        ("? !!str a\n: 1", 1, "key"),
        ("a: &x [1]\nb: *x", 1, "Anchors"),
        ("a: 1\nb: {c: 2, c: 3}", 2, "second time"),
        ("a: 1\na: 2", 2, "second time"),
        ("a: 1\n? [b]\n: 2", 2, "key"),
        ("--- 1\n--- 2\n", 2, "second document"),
        ("", 1, "empty"),
        ("# nothing\n", 1, "empty"),
        ("a: [1,\nb: 2", 1, "not YAML"),
        ("a: 1\nb: \x01", 2, "control character"),
        ("[" * 40 + "]" * 40, 1, "levels deep"),
    ],
)
def test_only_plain_yaml_is_read(text: str, line: int, said: str) -> None:
    with pytest.raises(PlainYamlError, match=said) as refused:
        read_plain_yaml(text.encode())
    assert refused.value.line == line


def test_a_billion_laughs_end_at_the_first_anchor() -> None:
    rows = ["a0: &a0 [ha, ha, ha, ha, ha, ha, ha, ha, ha]"]
    rows += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 10)]
    found = problems("\n".join(rows))
    assert [(problem.line, problem.file) for problem in found] == [(1, "small.yaml")]
    assert "Anchors and aliases" in found[0].message


def test_a_file_without_end_is_not_read() -> None:
    with pytest.raises(PlainYamlError, match="at most"):
        read_plain_yaml(b"a" * (MAX_BYTES + 1))


def test_bytes_that_are_not_utf8_are_refused_on_their_line() -> None:
    with pytest.raises(PlainYamlError, match="UTF-8") as refused:
        read_plain_yaml(b"a: 1\nb: " + "规则".encode("gb18030"))
    assert refused.value.line == 2


@pytest.mark.parametrize(
    ("word", "value"),
    [
        ("yes", "yes"),
        ("on", "on"),
        ("2026-02-01", "2026-02-01"),
        ("1:30", "1:30"),
        ("0o17", "0o17"),
        ("true", True),
        ("~", None),
        ("12", 12),
        ("012", 12),
        ("-3", -3),
        ("1.5e3", 1500.0),
        ('"12"', "12"),
        ("1e999", "1e999"),
        (".nan", ".nan"),
        ("9007199254740993", 9007199254740992.0),
    ],
)
def test_plain_words_mean_what_people_expect(word: str, value: object) -> None:
    found = read_plain_yaml(f"a: {word}".encode()).data["a"]
    assert found == value and type(found) is type(value)


def test_a_file_that_is_not_there_says_so(tmp_path: Path) -> None:
    with pytest.raises(RulebookRefused, match="cannot be read"):
        read_source_file(tmp_path / "none.yaml")


def test_a_list_is_no_rulebook() -> None:
    assert "mapping" in problems("- 1\n- 2\n")[0].message


@given(st.binary(max_size=400))
def test_any_bytes_are_read_or_refused(body: bytes) -> None:
    with pytest.raises(RulebookRefused):
        read_source(body, "small.yaml")


_BODY = SMALL.encode()


@given(
    st.lists(
        st.tuples(
            st.integers(0, len(_BODY) - 1),
            st.integers(0, 12),
            st.sampled_from(
                [b"", b"\n", b": ", b"- ", b"{", b"]", b"*a", b"&a ", b"!!x ", b"9" * 30, b"1e999", b"\xff"]
            ),
        ),
        min_size=1,
        max_size=4,
    )
)
def test_a_spoilt_file_is_compiled_or_refused_and_never_breaks_the_reader(cuts: list[tuple[int, int, bytes]]) -> None:
    body = _BODY
    for start, length, put in cuts:
        body = body[:start] + put + body[start + length :]
    try:
        source = read_source(body, "small.yaml")
    except RulebookRefused as refused:
        assert refused.problems and all(problem.message for problem in refused.problems)
    else:
        compiled = compile_version(source.version)
        assert compiled.published.rulebook == source.version
