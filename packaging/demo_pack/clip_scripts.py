"""Owns the six rooms: who sells what, what is said, and what is written over the picture."""

from __future__ import annotations

from demo_pack import goods
from demo_pack.clips import Overlay, Script
from demo_pack.people import Look
from demo_pack.room import Card, Room

_NOTE = "样本 · 虚构店铺"
PINNED = "group price ¥99, add breeze_fan_5203"


def tea() -> Script:
    """Tea with medical claims."""
    room = Room(
        "雾岭茶业旗舰店",
        _NOTE,
        "3128 在看",
        ("#e6ddc6", "#a9a27c"),
        ("#a97b4f", "#6b4729"),
        goods.tea_tin,
        "雾岭|云雾绿茶",
        Look("bob"),
        Card("雾岭 云雾绿茶 100g 罐装", "¥68.00"),
        "雾岭茶",
        seed=21,
    )
    lines = [
        "欢迎来到雾岭茶业，今天喝云雾绿茶。",
        "这款茶含茶多酚，口感清爽。",
        "每天一杯，血压血糖都能降下来。",
        "我大姨喝了一个月，药都停了。",
        "一罐一百克，今天六十八块。",
    ]
    return Script(
        "demo-clip-01",
        "雾岭茶业晚间专场：云雾绿茶",
        room,
        "room-5201-0809",
        lines,
        banners=[Overlay(4, 4, "云雾绿茶 ¥68", "100克罐装 包邮")],
        captions=[Overlay(0, 1, "明前采摘 · 锡罐密封"), Overlay(2, 3, "一天一杯 降压降糖")],
        special=[
            (9.0, "宁***川", "我爸血压高能喝吗", False),
            (14.2, "青***石", "真的能不吃药吗", False),
            (1.0, "雾岭客服", "拍下备注要不要礼袋", True),
        ],
        shelf=[{"from": 0, "listing": "DM-5201-01", "title": "雾岭 云雾绿茶 100g 罐装", "price": "68.00"}],
    )


def vase() -> Script:
    """A vase with a false comparison price."""
    room = Room(
        "青窑记家居专营店",
        _NOTE,
        "1046 在看",
        ("#d9d3cb", "#8f8a86"),
        ("#8f6b4c", "#50382a"),
        goods.vase,
        "",
        Look("bun", coat="#b9707a", coat_shade="#8f4f5a"),
        Card("青窑记 手绘青瓷梅瓶 28cm", "¥128.00", "¥1680"),
        "青窑记",
        seed=22,
    )
    lines = [
        "这只梅瓶，高二十八厘米，手绘团花。",
        "专柜卖一千六百八，直播间只要一百二十八。",
        "就今天晚上，零点一过恢复原价。",
        "上个星期，我们也是一百二十八卖的。",
        "底下有款，大家可以看清楚。",
    ]
    return Script(
        "demo-clip-02",
        "青窑记夜场：手绘青瓷梅瓶",
        room,
        "room-5202-1014",
        lines,
        pitch=62,
        scale=4 / 3,
        banners=[Overlay(1, 4, "直播价 ¥128", "立省1552元 零点恢复", "专柜价 ¥1680")],
        captions=[Overlay(0, 0, "高28cm · 釉下手绘"), Overlay(2, 3, "仅限今晚 错过再等一年")],
        special=[(13.1, "石***雨", "上周买就是128啊", False), (17.4, "月***杏", "天天都说恢复原价", False)],
        shelf=[{"from": 0, "listing": "DM-5202-01", "title": "青窑记 手绘青瓷梅瓶 28cm", "price": "128.00"}],
    )


def fan() -> Script:
    """A fan whose buyers are led elsewhere, in English."""
    room = Room(
        "Breezeroom Home",
        "specimen · fictional shop",
        "842 live",
        ("#cfe0ea", "#86a5b8"),
        ("#9db0ba", "#5d7382"),
        goods.fan,
        "BR",
        Look("short", coat="#42617f", coat_shade="#2c455e"),
        Card("Breezeroom table fan, 23 cm", "¥139.00", button="Buy"),
        "breeze",
        seed=23,
        pinned_word="PINNED",
        qr_words="Scan to join",
    )
    lines = [
        "Hello everyone, this is the small table fan.",
        "Three speeds, and the head turns to both sides.",
        "Scan the code and join our group, it is cheaper there.",
        "Do not order here, pay me in the group.",
        "Back to the fan, it has a one year warranty.",
    ]
    return Script(
        "demo-clip-03",
        "Breezeroom late stream: table fan",
        room,
        "room-5203-0308",
        lines,
        voice="en-us",
        pace=165,
        pitch=35,
        speaker="Host",
        container="webm",
        language="en",
        qr=(2, 3),
        captions=[Overlay(0, 1, "3 speeds · turns 60° each way"), Overlay(2, 3, "Group members pay ¥99")],
        special=[
            (4.0, "user_8841", "can I pay by card here", False),
            (7.3, "Breezeroom", PINNED, True),
            (10.6, "lee_w", "is the group safe?", False),
        ],
        shelf=[{"from": 0, "listing": "DM-5203-01", "title": "Breezeroom table fan, 23 cm", "price": "139.00"}],
    )


def cream() -> Script:
    """A cream in absolute terms, frames at uneven times."""
    room = Room(
        "棠妍美妆旗舰店",
        _NOTE,
        "9514 在看",
        ("#f4dfe2", "#c79aa4"),
        ("#d7b3a6", "#8c6259"),
        goods.cream,
        "棠妍|海棠面霜",
        Look("bob", hair_tone="#4a2c22", coat="#c7a3b8", coat_shade="#9a7590"),
        Card("棠妍 海棠保湿面霜 50g", "¥89.00"),
        "棠妍",
        seed=24,
    )
    lines = [
        "姐妹们好，这是我们的海棠保湿面霜。",
        "我们的目标，是把售后做到最好。",
        "全网最低价，八十九块，只有今天。",
        "国家级配方，这是最佳的保湿面霜。",
        "干皮可以多涂一点，拍一号链接。",
    ]
    return Script(
        "demo-clip-04",
        "棠妍年终专场：海棠保湿面霜",
        room,
        "room-5204-1220",
        lines,
        pitch=70,
        rate=None,
        banners=[Overlay(2, 3, "全网最低价 ¥89", "只限今天")],
        captions=[
            Overlay(0, 1, "50g · 干皮友好"),
            Overlay(3, 3, "国家级配方 最佳保湿"),
            Overlay(4, 4, "点下方一号链接"),
        ],
        special=[(7.7, "棠***月", "比别家便宜多少", False), (12.5, "云***杏", "国家级是什么意思", False)],
        shelf=[{"from": 0, "listing": "DM-5204-01", "title": "棠妍 海棠保湿面霜 50g", "price": "89.00"}],
    )


def oranges() -> Script:
    """Oranges, sold lawfully."""
    room = Room(
        "橙野果园专卖店",
        _NOTE,
        "2277 在看",
        ("#f3e4b8", "#c2a468"),
        ("#b88448", "#75502a"),
        goods.fruit,
        "橙野",
        Look("short", skin="#e2b08d", shade="#c68d68", coat="#7d8f4f", coat_shade="#5c6b36"),
        Card("橙野 现摘脐橙 5斤装", "¥39.90"),
        "橙野",
        seed=25,
        good_at=(318, 736, 0.78),
    )
    lines = [
        "第一次来直播间的朋友，大家好。",
        "最大果径八十五毫米，最小七十五。",
        "我们不敢说全网最低，就是果园直发。",
        "五斤装三十九块九，坏果包赔。",
    ]
    return Script(
        "demo-clip-05",
        "橙野果园早场：现摘脐橙",
        room,
        "room-5205-0402",
        lines,
        pitch=38,
        banners=[Overlay(3, 3, "5斤装 ¥39.9", "坏果包赔")],
        captions=[
            Overlay(0, 0, "岚州橙野镇 · 果园直发"),
            Overlay(1, 1, "果径 75–85 毫米"),
            Overlay(2, 2, "不比价 只比新鲜"),
        ],
        special=[(5.5, "禾***雨", "甜不甜", False), (2.0, "橙野客服", "坏果拍照找客服包赔", True)],
        shelf=[{"from": 0, "listing": "DM-5205-01", "title": "橙野 现摘脐橙 5斤装", "price": "39.90"}],
    )


def bottle() -> Script:
    """A bottle, without sound."""
    room = Room(
        "澄器玻璃制品店",
        _NOTE,
        "318 在看",
        ("#c9d6d6", "#7f9696"),
        ("#7b6a5d", "#41362f"),
        goods.bottle,
        "",
        Look("bun", hair_tone="#3b3b40", coat="#6d7f86", coat_shade="#4e5d63"),
        Card("澄器 玻璃花瓶 浅蓝 30cm", "¥59.00"),
        "澄器",
        seed=26,
    )
    return Script(
        "demo-clip-06",
        "澄器收尾场：浅蓝玻璃花瓶（无声）",
        room,
        "room-5206-0131",
        ["", "", ""],
        voice=None,
        silent=12.0,
        rate=20,
        comments=16,
        captions=[Overlay(0, 0, "浅蓝 · 高30cm"), Overlay(1, 2, "匠人手工吹制")],
        special=[(5.0, "川***木", "是手工的吗，看着像机器做的", False)],
        shelf=[{"from": 0, "listing": "DM-5206-02", "title": "澄器 玻璃花瓶 浅蓝 30cm", "price": "59.00"}],
    )
