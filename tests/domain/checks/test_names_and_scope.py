"""Names that are the same but for how they are set, and scopes that name a category or do not."""

from __future__ import annotations

import pytest

from reviewer_app.domain.checks.names import compared, differing, same_name
from reviewer_app.domain.checks.result import State
from reviewer_app.domain.checks.scope import check_permit, check_scope


@pytest.mark.parametrize(
    ("one", "other", "state", "said"),
    [
        ("ABC 公司", "ABC 公司", State.MATCH, "same"),
        ("ＡＢＣ公司", "abc 公司", State.MATCH, "same-but-set"),
        ("清溪（岚州）食品", "清溪(岚州) 食品", State.MATCH, "same-but-set"),
        ("清溪【岚州】食品", "清溪(岚州)食品", State.MATCH, "same-but-set"),
        ("99002317", "第99002317号", State.MATCH, "same-number"),
        ("2026-08-08", "2026年8月8日", State.MATCH, "same-dates"),
        ("2016年8月9日至长期", "2016-08-09 至 长期", State.MATCH, "same-dates"),
        ("2026-08-08", "2028年8月8日", State.MISMATCH, "differs"),
        ("2026-08-08", "2016-01-01至2026-08-08", State.MISMATCH, "differs"),
        ("清溪食品有限公司", "清溪食品公司", State.MISMATCH, "differs"),
        ("", "x", State.MISMATCH, "differs"),
    ],
)
def test_what_agrees(one: str, other: str, state: State, said: str) -> None:
    check = compared(one, other)
    assert (check.state, check.said) == (state, said)


def test_a_name_that_only_resembles_another_is_another() -> None:
    assert same_name("阿依古丽·买买提", "阿依古丽买买提")
    assert not same_name("云汀珩舟家居用品有限公司", "云汀珩舟贸易有限公司")
    assert not same_name("", "")
    assert same_name("阿依古丽．买买提", "阿依古丽·买买提")
    assert same_name("Wild Pine Co., Ltd.", "WILD PINE CO LTD")
    for one, other in (("甲、乙公司", "甲乙公司"), ("甲，乙公司", "甲乙公司"), ("J. Doe", "JDoe"), ("O'Neil", "ONeil")):
        assert not same_name(one, other)
    assert differing("云汀珩舟家居用品有限公司", "云汀珩舟贸易有限公司") == ("家居用品", "贸易")


@pytest.mark.parametrize(
    ("scope", "category", "state", "said"),
    [
        ("饮料零售；日用百货销售", "食品饮料/饮用水", State.MATCH, "scope-has"),
        ("食品销售（仅销售预包装食品）", "食品饮料/糕点点心", State.MATCH, "scope-has"),
        ("服装服饰零售；日用百货销售", "食品饮料/糕点点心", State.MISMATCH, "scope-without"),
        ("日用百货销售（不含食品销售）", "食品", State.MISMATCH, "scope-without"),
        ("互联网销售（除销售需要许可的商品）；水果零售", "生鲜/水果", State.MATCH, "scope-has"),
        ("家具制造；家具销售", "家具/卧室家具", State.MATCH, "scope-has"),
        ("家具制造", "汽车", State.NOT_APPLICABLE, "scope-unknown"),
        (" ", "家具", State.UNREADABLE, "scope-empty"),
        # names count to their end: what is made for goods is not those goods
        ("日用百货销售；陶瓷制品销售", "家居/茶具", State.MATCH, "scope-has"),
        ("茶具销售", "家居/茶具", State.MATCH, "scope-has"),
        ("陶瓷制品销售", "家居/茶具", State.NOT_APPLICABLE, "scope-unknown"),
        ("日用百货销售；玻璃制品销售", "餐饮用具/酒杯", State.NOT_APPLICABLE, "scope-unknown"),
        ("日用品销售", "家居/水果刀", State.MATCH, "scope-has"),
        ("第一类医疗器械销售", "保健用品/按摩器", State.NOT_APPLICABLE, "scope-unknown"),
        ("日用百货销售", "食品/茶具", State.NOT_APPLICABLE, "scope-unknown"),
        ("食品销售", "烘焙/烘焙模具", State.NOT_APPLICABLE, "scope-unknown"),
        ("宠物食品及用品零售", "宠物/宠物食品", State.MATCH, "scope-has"),
        ("玩具销售", "母婴/儿童鞋", State.MISMATCH, "scope-without"),
        # a kind holds what lies below it only where all of that is of the kind
        ("服装零售", "女装/连衣裙", State.MATCH, "scope-has"),
        ("日用百货销售", "女装/连衣裙", State.MISMATCH, "scope-without"),
        ("日用百货销售", "食品/坚果", State.MISMATCH, "scope-without"),
        ("服装零售", "母婴/奶粉", State.NOT_APPLICABLE, "scope-unknown"),
        ("茶叶种植；农产品销售", "食品/茶叶", State.MATCH, "scope-has"),
        ("茶叶零售", "食品/茶叶", State.MATCH, "scope-has"),
    ],
)
def test_scopes(scope: str, category: str, state: State, said: str) -> None:
    check = check_scope(scope, category)
    assert (check.state, check.said) == (state, said)


@pytest.mark.parametrize(
    ("scope", "category", "licence", "said"),
    [
        ("饮料零售；日用百货销售", "食品饮料/饮用水", False, "scope-no-licence"),
        ("饮料零售；日用百货销售", "食品饮料/饮用水", True, None),
        # asked for by the law, whether or not the scope has the category
        ("服装服饰零售；日用百货销售", "食品饮料/糕点点心", False, "scope-no-licence"),
        ("食品销售（仅销售预包装食品）", "食品饮料/糕点点心", False, None),
        ("", "食品", False, "scope-empty"),
        ("家具制造；家具销售", "家具/卧室家具", False, None),
        ("日用百货销售", "食品/茶具", False, None),
        # produce is sold without a licence, and no word says what is produce
        ("茶叶种植；农产品销售", "食品/茶叶", False, "scope-produce"),
        ("茶叶种植；农产品销售", "食品/茶叶", True, None),
        ("茶叶零售", "食品/茶叶", False, "scope-no-licence"),
    ],
)
def test_food_needs_a_licence(scope: str, category: str, licence: bool, said: str | None) -> None:
    check = check_permit(scope, category, food_licence=licence)
    assert (check and check.said) == said


def test_the_item_that_names_the_category_is_shown() -> None:
    check = check_scope("工艺品零售；日用陶瓷制品销售", "家居用品/陶瓷")
    assert check.fact("item") == "日用陶瓷制品销售"
