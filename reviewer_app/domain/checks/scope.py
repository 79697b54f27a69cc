"""Scope against category: whether what a licence lets its holder sell names the category that is applied for."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from reviewer_app.domain.checks.result import Basis, Checked, State, checked

FOOD_LAW = Basis("食品安全法", "35")
"""Art. 35: food is sold under a licence; prepackaged food alone, and farm produce, are sold without one."""
_BRACKET = re.compile(r"[(（][^()（）]*[)）]")
_EXCEPTING = ("除", "不含", "不包括", "须经批准")
_EXCEPT = re.compile(r"(?:除|不含|不包括)[^；;，,。]*")
_PREPACKAGED_ONLY = re.compile(r"仅(?:限)?(?:销售)?预包装食品")
_ITEMS = re.compile(r"[；;。\n]|(?<=[售发卖造])[，,、]")
_PARTS = re.compile(r"[/>＞›、|]")


@dataclass(frozen=True, slots=True)
class _Row:
    """Words of a category, the words of a scope of which one must be there, and whether a food licence is asked for."""

    categories: tuple[str, ...]
    scopes: tuple[str, ...]
    food: bool = False


_FOODS = ("食品销售", "食品经营", "食品互联网销售", "预包装食品", "食品批发", "食品零售")
TABLE: tuple[_Row, ...] = (
    _Row(("饮用水", "饮料", "矿泉水"), ("饮料", "饮用水", "矿泉水", *_FOODS), food=True),
    _Row(("糕点", "点心", "烘焙"), ("糕点", "烘焙", *_FOODS), food=True),
    _Row(("茶",), ("茶叶", "茶饮", *_FOODS), food=True),
    _Row(("酒",), ("酒类", "酒制品", "酒销售", *_FOODS), food=True),
    _Row(("水果",), ("水果", "农产品", "鲜果")),
    _Row(("蔬菜",), ("蔬菜", "农产品")),
    _Row(("零食", "粮油", "调味", "食品", "保健"), _FOODS, food=True),
    _Row(("生鲜",), ("农产品", "水果", "蔬菜", "水产", "肉", *_FOODS)),
    _Row(("女装", "男装", "童装", "服装", "服饰"), ("服装", "服饰")),
    _Row(("鞋",), ("鞋",)),
    _Row(("箱包",), ("箱包",)),
    _Row(("美妆", "护肤", "彩妆", "香水"), ("化妆品",)),
    _Row(("洗护", "个护", "清洁"), ("化妆品", "个人卫生用品", "卫生用品", "日用化学", "日用百货")),
    _Row(("陶瓷",), ("陶瓷",)),
    _Row(("家具",), ("家具",)),
    _Row(("灯",), ("灯具", "照明")),
    _Row(("家居", "收纳", "家纺"), ("家居", "日用百货", "日用杂品", "家用纺织", "针纺织")),
    _Row(("家电", "电器"), ("家用电器", "电器")),
    _Row(("日用百货", "百货"), ("日用百货", "日用杂品")),
    _Row(("玩具",), ("玩具",)),
    _Row(("母婴",), ("母婴",)),
    _Row(("图书",), ("图书", "出版物")),
    _Row(("数码", "手机", "电脑"), ("电子产品", "通讯设备", "计算机")),
    _Row(("珠宝", "首饰"), ("珠宝", "首饰")),
    _Row(("宠物",), ("宠物",)),
    _Row(("工艺品",), ("工艺美术品", "工艺品")),
)
"""Our own table of words, the narrowest first. A category that is not in it is not judged by a machine."""


def check_scope(scope: str, category: str, *, food_licence: bool, basis: Basis | None = None) -> Checked:
    """Whether a scope has an item with a word that the category asks for, and food its licence (art. 35, FOOD_LAW).

    It goes by words alone: the part of the category that stands last and is in the table counts. What a scope excludes
    (`除`, `不含`) is not looked at.
    """
    if not scope.strip():
        return checked(State.UNREADABLE, "scope-empty", basis)
    row, part = _row_of(category)
    if row is None:
        return checked(State.NOT_APPLICABLE, "scope-unknown", basis, category=category)
    item = _item_with(scope, row.scopes)
    if item is None:
        words = "、".join(row.scopes)
        return checked(State.MISMATCH, "scope-without", basis, category=part, words=words)
    if row.food and not (food_licence or _PREPACKAGED_ONLY.search(scope)):
        return checked(State.MISMATCH, "scope-no-licence", FOOD_LAW, category=part, item=item)
    return checked(State.MATCH, "scope-has", basis, category=part, item=item)


def _row_of(category: str) -> tuple[_Row | None, str]:
    """The row of the last part of a category that has one: `食品/茶叶` is tea before it is food."""
    parts = [part.strip() for part in _PARTS.split(unicodedata.normalize("NFKC", category)) if part.strip()]
    for part in reversed(parts):
        for row in TABLE:
            if any(word in part for word in row.categories):
                return row, part
    return None, category


def _item_with(scope: str, words: tuple[str, ...]) -> str | None:
    """The first item of a scope that has one of the words outside what it excludes."""
    for item in _ITEMS.split(scope):
        kept = _EXCEPT.sub("", _BRACKET.sub(_unless_excepting, item))
        if any(word in kept for word in words):
            return item.strip()
    return None


def _unless_excepting(found: re.Match[str]) -> str:
    """What stands in brackets, unless it says what is left out."""
    return "" if any(word in found[0] for word in _EXCEPTING) else found[0]
