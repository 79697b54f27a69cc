"""The Chinese catalogue: whole, with the same places to fill in, and nothing in it that nobody says."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

ROOT = Path(__file__).resolve().parents[2]
CATALOGUE = ROOT / "resources" / "i18n" / "zh_CN" / "LC_MESSAGES" / "reviewer.po"
PLACE = re.compile(r"{\w*}")


@cache
def _said() -> frozenset[str]:
    """Every message id of the package, within other strings too; of plurals the first."""
    trees = (ast.parse(path.read_text("utf-8")) for path in (ROOT / "reviewer_app").rglob("*.py"))
    calls = (node for tree in trees for node in ast.walk(tree) if isinstance(node, ast.Call) and node.args)
    asked = (c.args[0] for c in calls if isinstance(c.func, ast.Name) and c.func.id in ("_", "N_", "ngettext"))
    return frozenset(one.value for one in asked if isinstance(one, ast.Constant) and isinstance(one.value, str))


@cache
def _translated() -> dict[str, str]:
    with CATALOGUE.open("rb") as file:
        catalogue: Catalog = read_po(file, locale="zh_CN")
    pairs = {}
    for message in catalogue:
        if message.id and not message.fuzzy:
            one = message.id if isinstance(message.id, str) else message.id[0]
            pairs[one] = message.string if isinstance(message.string, str) else message.string[0]
    return pairs


def test_every_message_is_translated() -> None:
    """Nothing on the screen stays English."""
    assert sorted(said for said in _said() if not _translated().get(said)) == []


def test_nothing_is_translated_that_nobody_says() -> None:
    """What was dropped from the program is dropped from the catalogue."""
    assert sorted(set(_translated()) - _said()) == []


def test_places_to_fill_in_are_the_same() -> None:
    """A name in braces that is missing or mistaken would fail when it is shown."""
    pairs = _translated().items()
    assert [one for one, other in pairs if set(PLACE.findall(one)) != set(PLACE.findall(other))] == []


@pytest.mark.parametrize("mark", ["  ", "...", " 。", "( "])
def test_no_careless_marks(mark: str) -> None:
    """Chinese text keeps to Chinese punctuation."""
    assert [other for other in _translated().values() if mark in other] == []


def test_the_screen_calls_people_what_the_rules_call_them() -> None:
    """The platform's rules and the shipped rulebooks, which never change, say 创作者; 达人 is a name for marketing."""
    told = [path.read_text("utf-8") for path in (ROOT / "resources" / "rulebooks").rglob("*.yaml")]
    assert any("创作者" in text for text in told)
    assert [text for text in (*told, *_translated().values()) if "达人" in text] == []
