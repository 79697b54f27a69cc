"""Tests of conditions: types before use, risk in parts that add up, reasons for a sign-off."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reviewer_app.domain.rulebook import HoldReason, Procedure, RiskTerm, SignoffRule
from reviewer_app.domain.values import Text
from reviewer_app.rulebooks.conditions import (
    ConditionError,
    check_risk_expression,
    check_signoff_expression,
    risk,
    signoff_reasons,
    signoff_wanted,
)
from reviewer_app.rulebooks.facts import RiskFacts, SignoffFacts
from reviewer_app.rulebooks.inputs import compiled
from reviewer_app.rulebooks.runtime import environment, evaluate

WORDS = Text(zh="词", en="word")
HOLD = HoldReason(id="papers", text=WORDS, hours=1, owner="reviewer")


def procedure(*terms: tuple[str, float], signoff: dict[str, str] | None = None) -> Procedure:
    risk_terms = tuple(
        RiskTerm(id=f"t{n}", text=WORDS, expression=expression, weight=weight)
        for n, (expression, weight) in enumerate(terms or (("0.0", 1.0),))
    )
    rules = tuple(SignoffRule(id=name, text=WORDS, when=when) for name, when in (signoff or {}).items())
    return Procedure(rounds=("first", "signoff"), risk=risk_terms, signoff=rules, hold_reasons=(HOLD,))


def test_a_risk_is_the_weighted_share_of_its_terms() -> None:
    asked = procedure(("max_flag_score", 3.0), ("math.least(gmv / 1000.0, 1.0)", 1.0))
    found = risk(asked, RiskFacts("clip", "machine", max_flag_score=0.5, gmv=5000.0))
    assert found.score == 63  # 100 x (3 x 0.5 + 1 x 1) / 4 = 62.5, half up
    assert [(part.id, part.value, part.weight) for part in found.terms] == [("t0", 0.5, 3.0), ("t1", 1.0, 1.0)]
    assert sum(part.points for part in found.terms) == found.score


@given(
    st.lists(st.tuples(st.floats(0, 1), st.floats(0.01, 100)), min_size=1, max_size=8),
)
def test_the_points_always_add_up_to_the_score(terms: list[tuple[float, float]]) -> None:
    found = risk(procedure(*((f"double({value!r})", weight) for value, weight in terms)), RiskFacts("clip", "machine"))
    assert sum(part.points for part in found.terms) == found.score
    exact = 100 * sum(value * weight for value, weight in terms) / sum(weight for _, weight in terms)
    assert abs(found.score - exact) <= 0.5 + 1e-6
    total = sum(weight for _, weight in terms)
    for part, (value, weight) in zip(found.terms, terms, strict=True):
        assert abs(part.points - 100 * value * weight / total) <= 1 + 1e-6


@pytest.mark.parametrize(("expression", "value"), [("gmv", 1.0), ("0.0 - gmv", 0.0), ("0.0 / (gmv - gmv)", 0.0)])
def test_a_term_out_of_bounds_is_held_to_them(expression: str, value: float) -> None:
    found = risk(procedure((expression, 1.0)), RiskFacts("clip", "machine", gmv=7.0))
    assert found.terms[0].value == value and found.score == round(100 * value)


@pytest.mark.parametrize(
    ("expression", "said"),
    [
        ("nothing_like_it", "column 1: there is no name nothing_like_it; known are kind, source"),
        ("gmv > ", "column 7: it breaks off here"),
        ("gmv * 2", "column 5: \\* does not go with double, int; write both"),
        ("orders", "gives INT where a decimal number is meant"),
        ("gmv > 3.0", "gives BOOL where a decimal number is meant"),
        ("gmv", "it gives 2.0 for gmv 2.0 where"),
        ("gmv / 100.0 - 1.0", "it gives -1.0"),
        (
            "flags == 2 ? double(1 / (flags - 2)) : 0.5",
            "cannot be worked out for flags 2[^:]*: it divides by 0; ask first",
        ),
        ("double(orders / refunds)", "cannot be worked out for orders 0, refunds 0[^:]*: it divides by 0; ask first"),
        ("gmv / double(orders)", "it gives nan"),
        ('kind == "filing" ? 3.0 : 0.0', "it gives 3.0 for kind filing"),
        ("timestamp('2026-01-01T00:00:00Z') > now ? 1.0 : 0.0", "there is no name now"),
        ("1.0 + " * 400 + "1.0", "2403 characters"),
    ],
)
def test_a_risk_term_that_cannot_be_right_is_refused(expression: str, said: str) -> None:
    with pytest.raises(ConditionError, match=said):
        check_risk_expression(expression)


@pytest.mark.parametrize(
    ("expression", "said"),
    [
        ("impact", "gives INT where true or false is meant"),
        ('impact >= "3"', "does not go with int, string; compare things"),
        ("shop_type == 'flagship'", "there is no name shop_type"),
        ("orders / findings > 1", "it divides by 0"),
        ("1 / (impact - 3) > 0", "for impact 3[^:]*: it divides by 0; ask first"),
        ("100 / (findings - 3) > 100 && severity < 9 && orders < 5 && views < 5", "it divides by 0"),
        ('outcome == "pass" && orders / 0 > 1', "it divides by 0"),
    ],
)
def test_a_signoff_rule_that_cannot_be_right_is_refused(expression: str, said: str) -> None:
    with pytest.raises(ConditionError, match=said):
        check_signoff_expression(expression)


@pytest.mark.parametrize(
    ("expression", "word"),
    [
        ('outcome == "vioaltion"', "vioaltion"),
        ('"clips" == kind', "clips"),
        ('kind in ["clip", "lsting"]', "lsting"),
        ('outcome != "passed" && impact > 1', "passed"),
        ('"ofsite" in clauses', "ofsite"),
        ('clauses.exists(c, c == "ofsite")', "ofsite"),
    ],
)
def test_a_word_that_nothing_can_be_is_refused(expression: str, word: str) -> None:
    """Such a rule is sound by its types and would hold for no case, so that a supervisor is never asked."""
    with pytest.raises(ConditionError, match=f"nothing that it asks about is {word}; known are"):
        check_signoff_expression(expression, {"offsite", "minors"})


@pytest.mark.parametrize(
    "expression",
    [
        'outcome == "pass" && kind in ["clip", "listing"]',
        '"offsite" in clauses || clauses.exists(c, c.startsWith("off"))',
        'language == "zh-HK" && outcome == "pass"',
    ],
)
def test_a_word_that_something_can_be_is_taken(expression: str) -> None:
    check_signoff_expression(expression, {"offsite", "minors"})


def test_rules_that_hold_are_named_in_their_order() -> None:
    asked = procedure(
        signoff={
            "graver": "severity >= 2",
            "about": '"minors" in clauses',
            "many": "clauses.exists(c, c.startsWith('off'))",
            "never": "was_held",
        }
    )
    facts = SignoffFacts("clip", "zh-CN", "violation", clauses=("minors", "offsite"), severity=1)
    assert signoff_reasons(asked, facts) == ("about", "many")


def test_a_condition_that_was_never_checked_fails_by_name() -> None:
    with pytest.raises(ConditionError, match="it divides by 0"):
        signoff_reasons(procedure(signoff={"bad": "1 / flags > 0"}), SignoffFacts("clip", "zh-CN", "pass"))
    with pytest.raises(ConditionError, match="there is no name none"):
        risk(procedure(("none", 1.0)), RiskFacts("clip", "machine"))


def test_compiled_conditions_are_safe_to_share_between_threads() -> None:
    asked = procedure(("math.least(gmv / 1000.0, 1.0)", 1.0))

    def score(amount: int) -> int:
        return risk(asked, RiskFacts("clip", "machine", gmv=float(amount))).score

    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(score, range(0, 1000, 10))) == list(range(100))


LONG = "[1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20]"


def nested(levels: int) -> str:
    """A walk over twenty numbers inside another, so many deep."""
    expression = "true"
    for name in "abcdefgh"[:levels]:
        expression = f"{LONG}.all({name}, {expression})"
    return expression


def test_a_walk_inside_a_walk_is_refused_before_it_is_published() -> None:
    for check, expression in (
        (check_signoff_expression, f"findings == 3 && {nested(2)}"),
        (check_signoff_expression, f"findings == 3 && {nested(8)}"),
        (check_signoff_expression, "clauses . exists (c, clauses.map(d, d) == clauses)"),
        (check_risk_expression, f"{nested(2)} ? 1.0 : 0.0"),
    ):
        with pytest.raises(ConditionError, match="inside another walk"):
            check(expression)
    with pytest.raises(ConditionError, match="inside another walk"):
        compiled((), nested(2))


@pytest.mark.parametrize(
    "expression",
    [
        nested(1),
        f"{nested(1)} && ({nested(1)})",
        "clauses.filter(c, c != 'x').exists(c, c == 'y')",
        "clauses.exists(c, c == '.all(')",
        "clauses.exists(c, (c in ['a', 'b']))",
    ],
)
def test_one_walk_after_another_is_none_inside(expression: str) -> None:
    check_signoff_expression(expression)


def test_what_takes_the_runtime_too_long_is_a_condition_that_fails() -> None:
    """Its own error is no narrower than RuntimeError, and would end a check or a verdict in a traceback."""
    with pytest.raises(ConditionError, match="cannot be worked out"):
        evaluate(environment({}).compile(nested(8)), {})


def test_a_rule_that_fails_on_a_verdict_asks_for_a_supervisor() -> None:
    """The check tries likely facts; what lies beyond it cannot know."""
    asked = procedure(signoff={"odd": "100 / (findings - 30) > 100", "never": "findings > 50"})
    check_signoff_expression("100 / (findings - 30) > 100")
    with pytest.raises(ConditionError):
        signoff_reasons(asked, SignoffFacts("clip", "zh-CN", "violation", findings=30))
    assert signoff_wanted(asked, SignoffFacts("clip", "zh-CN", "violation", findings=30)) == ("odd",)
    assert signoff_wanted(asked, SignoffFacts("clip", "zh-CN", "violation", findings=2)) == ()
