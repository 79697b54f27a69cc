"""A category against the papers: whether the scope of business names it, and whether food comes with its licence."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
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


_GROWN = ("农产品", "种植")
"""Words of a scope under which goods may be produce, which is sold without a licence (art. 35)."""
_OUTSIDE = re.compile(
    r"(?:具|杯|刀|器|机|壶|盒|罐|瓶|碗|盘|架|柜|箱|袋|包|垫|模|刷|用品|配件|模型|玩具|工具|设备|包装|套|衣架|图书|书)$"
)
"""How a name ends that is of things for goods, or in their shape, and not of such goods: tea sets are no tea."""


@dataclass(frozen=True, slots=True)
class _Row:
    """How the names of a kind end, the words of a scope of which one must be there, and what follows for the kind.

    `whole`: all that lies below a name of it is of that kind. `food`: a food licence is asked for. `produce`: of these
    goods some are farm produce.
    """

    categories: tuple[str, ...]
    scopes: tuple[str, ...]
    food: bool = False
    produce: bool = False
    whole: bool = False


_FOODS = ("食品销售", "食品经营", "食品互联网销售", "预包装食品", "食品批发", "食品零售")
_DAILY = ("日用百货", "日用杂品", "日用品")
TABLE: tuple[_Row, ...] = (
    _Row(("饮用水", "饮料", "矿泉水"), ("饮料", "饮用水", "矿泉水", *_FOODS), food=True, whole=True),
    _Row(("糕点", "点心", "烘焙", "烘焙食品"), ("糕点", "烘焙", *_FOODS), food=True),
    _Row(("茶", "茶叶"), ("茶叶", "茶饮", *_FOODS), food=True, produce=True),
    _Row(("酒", "酒类"), ("酒类", "酒制品", "酒销售", *_FOODS), food=True),
    _Row(("水果",), ("水果", "农产品", "鲜果"), whole=True),
    _Row(("蔬菜",), ("蔬菜", "农产品"), whole=True),
    _Row(("零食", "调味", "调味品", "食品", "保健品"), _FOODS, food=True, whole=True),
    _Row(("粮油",), _FOODS, food=True, produce=True, whole=True),
    _Row(("生鲜",), ("农产品", "水果", "蔬菜", "水产", "肉", *_FOODS), whole=True),
    _Row(("女装", "男装", "童装", "服装"), ("服装", "服饰"), whole=True),
    _Row(("服饰",), ("服装", "服饰")),
    _Row(("鞋", "鞋类"), ("鞋",)),
    _Row(("箱包",), ("箱包",)),
    _Row(("美妆", "护肤", "护肤品", "彩妆", "香水", "化妆品"), ("化妆品",)),
    _Row(
        ("洗护", "洗护用品", "个护", "清洁", "个护清洁", "清洁用品"),
        ("化妆品", "个人卫生用品", "卫生用品", "日用化学", *_DAILY),
    ),
    _Row(("陶瓷", "陶瓷制品"), ("陶瓷",)),
    _Row(("家具",), ("家具",), whole=True),
    _Row(("灯具", "台灯", "吊灯", "吸顶灯", "照明"), ("灯具", "照明")),
    _Row(("家居", "家居用品", "收纳", "收纳用品"), ("家居", *_DAILY)),
    _Row(("家纺", "家用纺织品"), ("家居", "家用纺织", "针纺织", *_DAILY)),
    _Row(("家电", "电器"), ("家用电器", "电器")),
    _Row(("百货", "日用百货"), _DAILY),
    _Row(("玩具",), ("玩具",)),
    _Row(("母婴", "母婴用品"), ("母婴",)),
    _Row(("图书",), ("图书", "出版物"), whole=True),
    _Row(("数码", "手机", "电脑"), ("电子产品", "通讯设备", "计算机")),
    _Row(("珠宝", "首饰"), ("珠宝", "首饰")),
    _Row(("宠物", "宠物用品", "宠物食品", "宠物零食", "宠物玩具", "宠物服饰"), ("宠物",)),
    _Row(("工艺品",), ("工艺美术品", "工艺品")),
)
"""Our own table of words. Of the names that a part of a category ends with the longest counts. A category that is not
in it is not judged by a machine."""


def check_scope(scope: str, category: str, basis: Basis | None = None) -> Checked:
    """Whether a scope has an item with a word that the category asks for.

    It goes by words alone, and by names to their end: `茶叶` is tea, `茶具` is not. The last part of a category is
    judged by its own row. One without a row is judged by a part above it where all below that is of its kind
    (`女装/连衣裙`); else a part above it can only bring it into the scope (`家居/茶具`), and so can its own name. What
    a scope excludes (`除`, `不含`) is not looked at.
    """
    if not scope.strip():
        return checked(State.UNREADABLE, "scope-empty", basis)
    parts = _parts(category)
    row, part = _row_of(parts)
    if row is None:
        return _brought_in(scope, category, parts, basis)
    item = _item_with(scope, row.scopes)
    if item is None:
        words = "、".join(row.scopes)
        return checked(State.MISMATCH, "scope-without", basis, category=part, words=words)
    return checked(State.MATCH, "scope-has", basis, category=part, item=item)


def check_permit(scope: str, category: str, *, food_licence: bool) -> Checked | None:
    """Whether a food category comes with its licence (FOOD_LAW), whatever its scope has; None where nothing is asked.

    Farm produce needs none, and neither does who sells packed food alone, which the scope says.
    """
    row, part = _row_of(_parts(category))
    if row is None or not row.food or food_licence or _PREPACKAGED_ONLY.search(scope):
        return None
    if not scope.strip():
        return checked(State.UNREADABLE, "scope-empty", FOOD_LAW)
    if row.produce and (grown := _item_with(scope, _GROWN)):
        return checked(State.UNREADABLE, "scope-produce", FOOD_LAW, category=part, item=grown)
    return checked(State.MISMATCH, "scope-no-licence", FOOD_LAW, category=part)


def _parts(category: str) -> list[str]:
    return [part.strip() for part in _PARTS.split(unicodedata.normalize("NFKC", category)) if part.strip()]


def _row_of(parts: Sequence[str]) -> tuple[_Row | None, str]:
    """The row that judges a category, and the part of it that has the row: the last, or one that holds all below it."""
    for at in range(len(parts) - 1, -1, -1):
        row = _ending(parts[at])
        if row is not None and (at == len(parts) - 1 or row.whole):
            return row, parts[at]
        if row is not None or _OUTSIDE.search(parts[at]):
            break
    return None, ""


def _brought_in(scope: str, category: str, parts: Sequence[str], basis: Basis | None) -> Checked:
    """A category that no row judges: its own name in the scope, or a word of a part above it that is no food."""
    rows = [(part, row.scopes) for part in reversed(parts) if (row := _ending(part)) is not None and not row.food]
    for part, words in [(parts[-1], (parts[-1],)), *rows] if parts else []:
        item = _item_with(scope, words)
        if item is not None:
            return checked(State.MATCH, "scope-has", basis, category=part, item=item)
    return checked(State.NOT_APPLICABLE, "scope-unknown", basis, category=category)


def _ending(part: str) -> _Row | None:
    """The row with the longest name that a part of a category ends with."""
    named = [(len(name), row) for row in TABLE for name in row.categories if part.endswith(name)]
    return max(named, key=lambda one: one[0])[1] if named else None


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
