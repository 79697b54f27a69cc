"""Canonical bytes: the quick check agrees with RFC 8785 on everything, and strict parsing refuses what is ambiguous."""

from __future__ import annotations

import json
from typing import Any

import pytest
import rfc8785
from hypothesis import example, given
from hypothesis import strategies as st

from reviewer_app.server.service.ledger import LINKED, link_after
from reviewer_app.wire.canonical import canonical_json, digest, strict_json

_JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**53) + 1, 2**53 - 1)
    | st.floats(-9e15, 9e15)
    | st.text(st.characters(codec="utf-8")),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(st.characters(codec="utf-8")), inner, max_size=4)
    ),
    max_leaves=12,
)


@given(_JSON)
@example({"\ue000": 1, "\U0001f600": 2})
@example({"a": 1e21, "b": 0.0000001, "c": -0.0, "d": 1.0})
@example({"b": '\x00\x1f\x7f\u2028\\"/', "a": "词"})
def test_the_quick_check_is_rfc_8785(value: Any) -> None:
    text = rfc8785.dumps(value).decode()
    assert canonical_json(text) == json.loads(text)
    for other in (json.dumps(value), json.dumps(value, ensure_ascii=False), " " + text):
        assert is_canonical(other) is (other == text)


def is_canonical(text: str) -> bool:
    try:
        canonical_json(text)
    except ValueError:
        return False
    return True


@pytest.mark.parametrize("number", [2**53, 1e300, 10**20])
def test_numbers_that_do_not_travel_are_not_canonical(number: float) -> None:
    text = json.dumps({"n": number}, separators=(",", ":"))
    try:
        wanted = rfc8785.dumps(json.loads(text)).decode() == text
    except rfc8785.CanonicalizationError:
        wanted = False
    assert is_canonical(text) is wanted


@pytest.mark.parametrize(
    "text", ['{"a":1,"a":1}', "NaN", "Infinity", '"\\ud800"', '{"\\udfff":1}', b"\xff", '"x'.encode("utf-16"), "{", ""]
)
def test_ambiguous_json_is_refused(text: str | bytes) -> None:
    with pytest.raises(ValueError):
        strict_json(text)
    assert isinstance(text, bytes) or not is_canonical(text)


def test_a_pair_of_surrogates_is_a_character() -> None:
    assert strict_json('"\\ud83d\\ude00"') == "\U0001f600"


def test_a_ledger_link_is_over_the_canonical_entry() -> None:
    row: dict[str, Any] = dict.fromkeys(LINKED) | {"seq": 3, "problem": '{"detail":"词\n"}', "counted": True}
    entry = rfc8785.dumps({name: row[name] for name in LINKED})
    assert link_after("0" * 64, row) == digest(b"\x01" + bytes(32) + entry)
