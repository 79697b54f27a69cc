"""Owns the six listing cases: products with pictures, earlier revisions and prices, their flags and their truth."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from demo_pack import goods, listing_words
from demo_pack.canvas import Box
from demo_pack.parties import BLOOM, BREEZE, CLEAR, GREENHILL, KILN, TEA
from demo_pack.pictures import Shoot, Stage, facts, shot
from demo_pack.record import (
    Head,
    Pack,
    Record,
    case,
    exposure,
    finding,
    flag,
    region_anchor,
    text_anchor,
    text_place,
    truth,
)

ADLAW = "cn-adlaw@2021-04-29#9(3)"
_GREEN = Stage(("#eef3e8", "#cfdac4"), ("#d9c6a2", "#a98a5e"), "#2f6b3f")
_STONE = Stage(("#f1efec", "#d3cec6"), ("#c8b8a4", "#8f7a64"), "#6b3a2a")
_BLUE = Stage(("#edf4fa", "#c3d6e5"), ("#e6ecf1", "#b4c2cd"), "#1f5c94")
_ROSE = Stage(("#fff4f4", "#f2d4d8"), ("#f6e0dc", "#d9b2ad"), "#a83a55")
_KIWI = Stage(("#f3f6e4", "#d7e0b4"), ("#d8bd91", "#a07c4c"), "#4d7a1e")


_TEA = Head("demo-listing-01", "2025-08-15T09:30:00+08:00", "2025-08-15T09:31:20+08:00", 48, "zh-CN", "machine")
_VASE = Head("demo-listing-02", "2025-10-15T00:00:00+08:00", "2025-10-15T08:40:00+08:00", 24, "zh-CN", "machine")
_FAN = Head("demo-listing-03", "2026-05-18T14:20:00+08:00", "2026-05-18T14:21:00+08:00", 24, "zh-CN", "machine")
_CREAM = Head("demo-listing-04", "2026-07-31T11:00:00+08:00", "2026-07-31T11:00:40+08:00", 48, "zh-CN", "machine")
_KIWIS = Head("demo-listing-05", "2026-02-01T00:00:00+08:00", "2026-02-01T06:10:00+08:00", 36, "en", "machine")
_GLASSES = Head("demo-listing-06", "2026-09-12T08:30:00+08:00", "2026-09-12T08:31:00+08:00", 72, "zh-CN", "sampling")


def add_all(pack: Pack) -> None:
    """Make all six listings."""
    for make in (_tea, _vase, _fan, _cream, _kiwis, _glasses):
        make(pack)


def _prices(last: str, days: int, *steps: tuple[int, str]) -> list[Record]:
    """A price a day for `days` days up to `last`; steps are (days before the end, price from then on)."""
    end = datetime.fromisoformat(last)
    history = []
    for back in range(days - 1, -1, -1):
        price = next(price for since, price in sorted(steps) if back <= since)
        history.append({"at": (end - timedelta(days=back)).isoformat(), "price": price})
    return history


def _earlier(revision: int, captured_at: str, product: Record, images: list[Record], **changed: Any) -> Record:
    return {"revision": revision, "captured_at": captured_at, "product": {**product, **changed}, "images": images}


def _tea(pack: Pack) -> None:
    front = Shoot(
        goods.tea_tin, "雾岭|云雾绿茶", _GREEN, badge="国家级|好茶", headline="云雾绿茶", small="明前采摘 100g 锡罐"
    )
    plain = Shoot(goods.tea_tin, "雾岭|云雾绿茶", _GREEN, headline="云雾绿茶", small="明前采摘 100g 锡罐")
    images = [pack.asset("demo-listing-01-a.jpg", shot(front))]
    table, _ = facts(
        "商品参数", [("产地", "岚州雾岭"), ("等级", "一级"), ("净含量", "100g"), ("保质期", "18个月")], "#2f6b3f"
    )
    images.append(pack.asset("demo-listing-01-b.png", table))
    old = [pack.asset("demo-listing-01-old.jpg", shot(plain)), images[1]]
    product = listing_words.TEA
    subject: Record = {
        "revision": 3,
        "captured_at": "2025-08-15T09:30:00+08:00",
        "product": product,
        "images": images,
        "price_history": _prices("2025-08-15T00:05:00+08:00", 14, (14, "78.00"), (4, "68.00")),
        "previous": [
            _earlier(2, "2025-07-20T10:00:00+08:00", product, old, name="雾岭 云雾绿茶 明前 100g 罐装", price="78.00"),
            _earlier(
                1,
                "2025-06-28T15:00:00+08:00",
                product,
                old[:1],
                name="雾岭 云雾绿茶 100g",
                price="78.00",
                list_price="88.00",
            ),
        ],
    }
    flags = _tea_flags(subject)
    badge = {"channel": "picture", "asset": "assets/demo-listing-01-a.jpg", "box": front.boxes["badge"]}
    found = _tea_found(badge, subject)
    pack.add(
        case(_TEA, TEA.party(), exposure(11240, 388, "26384.00", 4, 1), subject, flags),
        truth(
            "absolute terms in title and picture, new in revision 3",
            "violation",
            found,
            {1: "a grade of the product standard"},
        ),
    )


def _tea_flags(subject: Record) -> list[Record]:
    return [
        flag(
            "标题含绝对化用语“全网第一”",
            "text-lexicon@3.0.0",
            0.93,
            ADLAW,
            text_anchor(subject, "/product/name", "全网第一"),
        ),
        flag(
            "等级“一级”疑似绝对化用语",
            "text-lexicon@3.0.0",
            0.28,
            None,
            text_anchor(subject, "/product/attributes/等级", "一级"),
        ),
    ]


def _tea_found(badge: Record, subject: Record) -> list[Record]:
    return [
        finding(
            "全网第一 in the title, new in revision 3", ADLAW, [text_place(subject, "/product/name", "全网第一")], True
        ),
        finding(
            "国家级 in the title and on the badge of the first picture",
            ADLAW,
            [text_place(subject, "/product/name", "国家级品质"), badge],
            False,
        ),
    ]


def _vase(pack: Pack) -> None:
    main = Shoot(
        goods.vase,
        "",
        _STONE,
        scale=1.55,
        at=(370, 680),
        headline="手绘青瓷梅瓶",
        small="高28cm · 釉下手绘",
        price="直播价 ¥128",
    )
    side = Shoot(goods.vase, "", _STONE, turn=0.9, scale=1.9, at=(400, 730))
    images = [pack.asset("demo-listing-02-a.jpg", shot(main)), pack.asset("demo-listing-02-b.jpg", shot(side))]
    product = listing_words.VASE
    subject: Record = {
        "revision": 2,
        "captured_at": "2025-10-15T00:00:00+08:00",
        "product": product,
        "images": images,
        "price_history": _prices("2025-10-14T09:00:00+08:00", 21, (21, "139.00"), (10, "128.00")),
        "previous": [
            _earlier(1, "2025-09-20T10:00:00+08:00", product, images[:1], list_price="139.00", price="139.00")
        ],
    }
    price16 = "cn-price56@2022-04-14#16"
    flags = _vase_flags(price16, subject)
    places = [text_place(subject, "/product/list_price", "1680.00"), {"channel": "field", "field": "/price_history"}]
    found = _vase_found(places, price16)
    pack.add(
        case(_VASE, KILN.party(), exposure(8830, 301, "38528.00", 8, 3), subject, flags),
        truth(
            "reference price never charged; the same vase as demo-clip-02",
            "violation",
            found,
            {1: "right place; the 2019 text ended the day before (2025 text, art. 9)"},
            rule_note="conduct in the first second of the 2025 unfair-competition act, 2025-10-14T16:00:00Z",
        ),
    )


def _vase_flags(price16: str, subject: Record) -> list[Record]:
    return [
        flag(
            "划线价 1680 在价格记录中从未出现",
            "price-watch@1.1.0",
            0.96,
            price16,
            text_anchor(subject, "/product/list_price", "1680.00"),
        ),
        flag(
            "疑似虚假宣传：划线价",
            "price-watch@1.1.0",
            0.64,
            "cn-aucl@2019-04-23#8",
            text_anchor(subject, "/product/list_price", "1680.00"),
        ),
    ]


def _vase_found(places: list[Record], price16: str) -> list[Record]:
    return [
        finding(
            "struck price 1680.00; no price above 139.00 was ever charged",
            price16,
            places,
            True,
            also=["cn-aucl@2025-06-27#9"],
        )
    ]


def _fan(pack: Pack) -> None:
    main = Shoot(goods.fan, "BR", _BLUE, headline="拂风台扇", small="三档风速 · 左右摇头", price="¥139.00")
    table, boxes = facts(
        "产品参数",
        [("额定电压", "220V~ 50Hz"), ("额定功率", "28W"), ("扇叶直径", "230mm"), ("3C认证", "申请中")],
        "#1f5c94",
    )
    images = [pack.asset("demo-listing-03-a.jpg", shot(main)), pack.asset("demo-listing-03-b.png", table)]
    subject: Record = {
        "revision": 1,
        "captured_at": "2026-05-18T14:20:00+08:00",
        "images": images,
        "certificates": [],
        "product": listing_words.FAN,
        "price_history": _prices("2026-05-18T00:05:00+08:00", 12, (12, "159.00"), (0, "139.00")),
    }
    ccc = "cn-certification@2023-07-20#28"
    flags = [
        flag(
            "类目在强制性产品认证目录内，未见 3C 证书",
            "cert-check@0.8.0",
            0.92,
            ccc,
            text_anchor(subject, "/product/attributes/3C证书编号", "申请中"),
        ),
        flag("疑似夸大：强劲", "text-lexicon@3.0.0", 0.21, None, text_anchor(subject, "/product/name", "强劲")),
    ]
    places = [
        text_place(subject, "/product/attributes/额定电压", "220V"),
        text_place(subject, "/product/attributes/3C证书编号", "申请中"),
        {"channel": "field", "field": "/certificates"},
        {"channel": "picture", "asset": "assets/demo-listing-03-b.png", "box": boxes["3C认证"]},
    ]
    found = [
        finding("a mains fan (catalogue 0702) on sale while its certificate is only applied for", ccc, places, True)
    ]
    pack.add(
        case(_FAN, BREEZE.party(), exposure(2790, 96, "13344.00", 3, 2), subject, flags),
        truth("table fan without a compulsory certificate", "violation", found, {1: "ordinary praise"}),
    )


def _cream(pack: Pack) -> None:
    main = Shoot(
        goods.cream, "棠妍|海棠面霜", _ROSE, scale=1.7, at=(360, 670), headline="海棠保湿面霜", small="50g · 干皮友好"
    )
    close = Shoot(goods.cream, "棠妍|海棠面霜", _ROSE, turn=-0.3, scale=2.5, at=(330, 720))
    images = [pack.asset("demo-listing-04-a.jpg", shot(main)), pack.asset("demo-listing-04-b.jpg", shot(close))]
    subject: Record = {
        "revision": 5,
        "captured_at": "2026-07-31T11:00:00+08:00",
        "images": images,
        "product": listing_words.CREAM,
        "price_history": _prices("2026-07-31T00:05:00+08:00", 10, (10, "99.00"), (2, "89.00")),
    }
    flags = [
        flag("描述含脚本", "html-lint@0.5.0", 0.99, None, text_anchor(subject, "/product/description", "<script>")),
        flag(
            "描述含外部图片",
            "html-lint@0.5.0",
            0.95,
            "platform-offsite@2020-10",
            text_anchor(subject, "/product/description", "https://wide-net.example/pixel.gif"),
        ),
    ]
    found = [
        finding(
            "最佳 with invisible characters between, to slip past the word list",
            ADLAW,
            [text_place(subject, "/product/description", "最\u200b佳")],
            False,
        )
    ]
    pack.add(
        case(_CREAM, BLOOM.party(), exposure(5120, 140, "12460.00", 2, 0), subject, flags),
        truth(
            "hostile markup; an absolute term split by invisible characters",
            "violation",
            found,
            {1: "a tracking picture leads no buyer away"},
            note="the desk shows the description as text, fetches and runs nothing, makes invisible characters visible",
        ),
    )


def _kiwi_pictures(pack: Pack) -> tuple[list[Record], dict[str, Box]]:
    main = Shoot(
        goods.kiwis,
        "",
        _KIWI,
        scale=1.7,
        at=(390, 650),
        headline="New Zealand Kiwis",
        small="12 pieces, sweet and ripe",
    )
    close = Shoot(goods.kiwis, "", _KIWI, turn=0.8, scale=2.1, at=(400, 690))
    table, boxes = facts(
        "Product facts",
        [
            ("Count", "12 pieces"),
            ("Origin", "Mistford, Qingpo"),
            ("Storage", "2 to 8 degrees"),
            ("Ripening", "3 days at room temperature"),
        ],
        "#4d7a1e",
    )
    images = [
        pack.asset("demo-listing-05-a.jpg", shot(main)),
        pack.asset("demo-listing-05-b.jpg", shot(close)),
        pack.asset("demo-listing-05-c.png", table),
    ]
    return images, boxes


def _kiwis(pack: Pack) -> None:
    images, boxes = _kiwi_pictures(pack)
    product = listing_words.KIWIS
    subject: Record = {
        "revision": 2,
        "captured_at": "2026-02-01T00:00:00+08:00",
        "product": product,
        "images": images,
        "price_history": _prices("2026-01-31T09:00:00+08:00", 9, (9, "56.00"), (3, "49.90")),
        "previous": [
            _earlier(
                1,
                "2026-01-12T10:00:00+08:00",
                product,
                images[1:],
                name="Green kiwis, box of 12",
                origin="Qingpo District, Mistford",
                description="Picked in Qingpo. Ripe in three days.",
            )
        ],
    }
    law = "cn-adlaw@2021-04-29#28"
    flags = _kiwis_flags(boxes, images, law, subject)
    places = [
        text_place(subject, "/product/name", "New Zealand"),
        text_place(subject, "/product/description", "Flown in from New Zealand orchards"),
        text_place(subject, "/product/origin", "New Zealand"),
        text_place(subject, "/product/attributes/Grown in", "Qingpo District"),
        {"channel": "picture", "asset": "assets/demo-listing-05-c.png", "box": boxes["Origin"]},
    ]
    found = _kiwis_found(law, places)
    pack.add(
        case(_KIWIS, GREENHILL.party(), exposure(3320, 187, "9331.30", 6, 5), subject, flags),
        truth(
            "false origin, in the first second of Order 117",
            "violation",
            found,
            {1: "taste, not health"},
            rule_note="2026-02-01T00:00:00+08:00 = 2026-01-31T16:00:00Z: Order 117 is in force at this instant",
        ),
    )


def _kiwis_flags(boxes: dict[str, Box], images: list[Record], law: str, subject: Record) -> list[Record]:
    return [
        flag(
            "Title and origin field disagree with where the fruit was grown",
            "field-match@1.2.0",
            0.9,
            law,
            text_anchor(subject, "/product/name", "New Zealand"),
        ),
        flag(
            "Possible health claim: naturally sweet",
            "text-lexicon@3.0.0",
            0.19,
            "cn-foodsafety@2021-04-29#73",
            text_anchor(subject, "/product/description", "Naturally sweet"),
        ),
        flag(
            "The facts picture names another origin",
            "ocr-match@0.7.0",
            0.77,
            law,
            region_anchor(images[2], boxes["Origin"]),
        ),
    ]


def _kiwis_found(law: str, places: list[Record]) -> list[Record]:
    return [
        finding(
            "sold as from New Zealand; attribute, picture, sending place and revision 1 say Qingpo",
            law,
            places,
            True,
            also=["cn-order117@2025-12-18#34"],
        )
    ]


def _glasses(pack: Pack) -> None:
    main = Shoot(goods.glasses, "澄器", _BLUE, scale=2.1, at=(400, 670), headline="高硼硅量杯", small="两只装 · 500ml")
    table, _ = facts(
        "商品参数", [("最大容量", "500ml"), ("最高耐温", "120℃"), ("材质", "高硼硅玻璃"), ("数量", "2只")], "#1f5c94"
    )
    images = [pack.asset("demo-listing-06-a.jpg", shot(main)), pack.asset("demo-listing-06-b.png", table)]
    subject: Record = {
        "revision": 1,
        "captured_at": "2026-09-12T08:30:00+08:00",
        "images": images,
        "product": listing_words.GLASSES,
        "price_history": _prices("2026-09-12T00:05:00+08:00", 15, (15, "45.00"), (0, "36.00")),
    }
    flags = [
        flag("标题含“最大”", "text-lexicon@3.0.0", 0.41, ADLAW, text_anchor(subject, "/product/name", "最大")),
        flag("描述含“最高”", "text-lexicon@3.0.0", 0.4, ADLAW, text_anchor(subject, "/product/description", "最高")),
        flag(
            "划线价待核",
            "price-watch@1.1.0",
            0.35,
            "cn-price56@2022-04-14#16",
            text_anchor(subject, "/product/list_price", "45.00"),
        ),
    ]
    wrong = {
        0: "a capacity with its value",
        1: "a technical limit with its value",
        2: "45.00 was charged on each of the fourteen days before",
    }
    pack.add(
        case(_GLASSES, CLEAR.party(), exposure(1480, 64, "2304.00", 0, 0), subject, flags),
        truth("lawful: technical limits, and a struck price that was charged", "no_violation", [], wrong),
    )
