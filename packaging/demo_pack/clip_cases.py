"""Owns the six clip cases: what is said and shown in each room, what the machine flagged and what is true."""

from __future__ import annotations

from demo_pack import clip_scripts
from demo_pack.clips import made
from demo_pack.parties import BLOOM, BREEZE, CLEAR, KILN, ORCHARD, TEA, creator
from demo_pack.qr import TARGET
from demo_pack.record import Head, Pack, case, exposure, finding, flag, time_anchor, truth

_TEA = Head("demo-clip-01", "2026-08-09T20:12:00+08:00", "2026-08-09T20:14:30+08:00", 24, "zh-CN", "machine")
_VASE = Head("demo-clip-02", "2025-10-14T23:38:00+08:00", "2025-10-15T09:05:00+08:00", 48, "zh-CN", "machine")
_FAN = Head("demo-clip-03", "2026-03-08T21:40:00+08:00", "2026-03-08T21:41:10+08:00", 12, "en", "machine")
_CREAM = Head("demo-clip-04", "2025-12-20T20:00:00+08:00", "2025-12-20T20:03:00+08:00", 24, "zh-CN", "machine")
_ORANGES = Head("demo-clip-05", "2026-04-02T10:15:00+08:00", "2026-04-02T10:16:00+08:00", 72, "zh-CN", "machine")
_BOTTLE = Head("demo-clip-06", "2026-01-31T23:59:48+08:00", "2026-02-01T08:20:00+08:00", 72, "zh-CN", "user_report")


def add_all(pack: Pack) -> None:
    """Make all six clips."""
    for make in (_tea, _vase, _fan, _cream, _oranges, _bottle):
        make(pack)


def _tea(pack: Pack) -> None:
    clip = made(pack, clip_scripts.tea())
    flags = [
        flag("语音声称降血压、降血糖", "asr-lexicon@4.0.2", 0.91, "cn-foodsafety@2021-04-29#73", clip.hears(2)),
        flag(
            "语音暗示可代替药物",
            "asr-lexicon@4.0.2",
            0.84,
            "cn-foodsafety@2021-04-29#73",
            clip.hears(3, late=1.4, longer=1.0),
        ),
        flag("疑似功效宣称：茶多酚", "asr-lexicon@4.0.2", 0.37, "cn-foodsafety@2021-04-29#73", clip.hears(1)),
    ]
    law = "cn-foodsafety@2021-04-29#73"
    found = [
        finding("said to lower blood pressure and blood sugar", law, [clip.heard(2)], True),
        finding("said to make medicine needless", law, [clip.heard(3)], True),
        finding("the same effect written over the picture", law, [clip.shown("caption1")], False),
    ]
    wrong = {
        1: "right, but placed 1.4 s late and 1 s too long",
        2: "names what the leaf contains; no effect is claimed",
    }
    pack.add(
        case(
            _TEA,
            TEA.party(),
            exposure(18420, 612, "41616.00", 9, 4),
            clip.subject,
            flags,
            creator(6101, "雾岭小岑", 79.5, 2, "cn-foodsafety", "2021-04-29", "2025-12-01T14:00:00+08:00"),
        ),
        truth("medical effects claimed for tea, spoken and on screen", "violation", found, wrong),
    )


def _vase(pack: Pack) -> None:
    clip = made(pack, clip_scripts.vase())
    law = "cn-price56@2022-04-14#16"
    flags = [
        flag("画面划线价 1680，近 7 日成交价均为 128", "price-watch@1.1.0", 0.94, law, clip.shows("banner0")),
        flag("语音制造紧迫：零点恢复原价", "asr-lexicon@4.0.2", 0.7, "cn-aucl@2025-06-27#9", clip.hears(2)),
        flag("疑似绝对化用语：一年", "ocr-lexicon@2.2.0", 0.22, None, clip.shows("caption1")),
    ]
    found = [
        finding(
            "counter price 1680 was never charged; demo-listing-02 shows 128.00 on each of the ten days before",
            law,
            [clip.shown("banner0"), clip.heard(1)],
            True,
        ),
        finding("price said to go back up at midnight: untrue", "cn-price56@2022-04-14#19", [clip.heard(2)], True),
        finding(
            "the host admits that last week's price was the same",
            law,
            [clip.heard(3), clip.comment("上周买就是128啊")],
            False,
        ),
    ]
    wrong = {
        1: "right place; the clause is of the 2025 text, not in force until 2025-10-15 (2019 text, art. 8)",
        2: "a manner of speaking",
    }
    pack.add(
        case(
            _VASE,
            KILN.party(),
            exposure(6210, 144, "18432.00", 5, 3),
            clip.subject,
            flags,
            creator(6102, "窑火夜谈", 70.2, 3, "cn-price56", "2022-04-14", "2025-03-18T10:00:00+08:00"),
        ),
        truth(
            "false comparison price, on the last evening of the 2019 unfair-competition act",
            "violation",
            found,
            wrong,
            rule_note="conduct 2025-10-14, flagged 2025-10-15 when the 2025 text began: the older text counts",
        ),
    )


def _fan(pack: Pack) -> None:
    clip = made(pack, clip_scripts.fan())
    law = "platform-offsite@2020-10"
    flags = [
        flag("QR code on screen leads to another site", "qr-watch@1.0.3", 0.97, law, clip.shows("qr")),
        flag(
            "Speech asks buyers to pay elsewhere", "asr-lexicon@4.0.2", 0.88, "acme-live@7#offsite-links", clip.hears(3)
        ),
        flag(
            "Comment mentions payment",
            "comment-lexicon@1.4.0",
            0.31,
            law,
            {
                "type": "text",
                "field": clip.comment("can I pay by card here")["field"],
                "start": 6,
                "exact": "pay by card",
            },
        ),
    ]
    found = [
        finding("QR code and call to scan it", law, [clip.shown("qr"), clip.heard(2)], True, qr=TARGET),
        finding("buyers told not to order on the platform", law, [clip.heard(3)], True),
        finding("pinned comment with a messaging name", law, [clip.comment(clip_scripts.PINNED)], False),
        finding("caption advertises the price of the group", law, [clip.shown("caption1")], False),
    ]
    wrong = {1: "right place; no rulebook knows this clause id", 2: "a buyer asks about payment; nobody is led away"}
    pack.add(
        case(
            _FAN,
            BREEZE.party(),
            exposure(3975, 58, "8062.00", 2, 6),
            clip.subject,
            flags,
            creator(6103, "Breezy Fu", 66.0, 5, "platform-offsite", "2020-10", "2025-06-10T10:00:00+08:00"),
        ),
        truth("buyers led off the platform by QR code, speech, caption and pinned comment", "violation", found, wrong),
    )


def _cream(pack: Pack) -> None:
    clip = made(pack, clip_scripts.cream())
    law = "cn-adlaw@2021-04-29#9(3)"
    flags = [
        flag("画面出现“全网最低价”", "ocr-lexicon@2.2.0", 0.95, law, clip.shows("banner0")),
        flag("语音出现“最好”", "asr-lexicon@4.0.2", 0.44, law, clip.hears(1)),
        flag("语音虚假宣传：全网最低价", "asr-lexicon@4.0.2", 0.81, "cn-order117@2025-12-18#34", clip.hears(2)),
    ]
    found = [
        finding("banner 全网最低价 without limit or proof", law, [clip.shown("banner0")], True),
        finding("the same said aloud", law, [clip.heard(2)], True),
        finding(
            "国家级 and 最佳 said of the goods and written over them",
            law,
            [clip.heard(3), clip.shown("caption1")],
            False,
        ),
    ]
    wrong = {
        1: "an aim about service, not a statement about the goods",
        2: "right place, wrong clause: Order 117 was not in force until 2026-02-01",
    }
    pack.add(
        case(
            _CREAM,
            BLOOM.party(),
            exposure(52310, 2204, "196156.00", 31, 7),
            clip.subject,
            flags,
            creator(6101, "雾岭小岑", 74.8, 1, "cn-adlaw", "2021-04-29", "2025-01-09T10:00:00+08:00"),
        ),
        truth("absolute terms on banner, in caption and speech; variable frame rate", "violation", found, wrong),
    )


def _oranges(pack: Pack) -> None:
    clip = made(pack, clip_scripts.oranges())
    law = "cn-adlaw@2021-04-29#9(3)"
    flags = [
        flag("语音出现“全网最低”", "asr-lexicon@4.0.2", 0.72, law, clip.hears(2)),
        flag("语音出现“第一”", "asr-lexicon@4.0.2", 0.29, law, clip.hears(0)),
        flag("语音出现“最大”", "asr-lexicon@4.0.2", 0.33, law, clip.hears(1)),
    ]
    wrong = {0: "a denial: 不敢说全网最低", 1: "first visit, not a ranking", 2: "a measured size of the goods"}
    pack.add(
        case(
            _ORANGES,
            ORCHARD.party(),
            exposure(4120, 233, "9296.70", 1, 0),
            clip.subject,
            flags,
            creator(6105, "果园阿乔", 92.1, 0, "cn-order117", "2025-12-18", "2026-01-20T10:00:00+08:00"),
        ),
        truth("lawful; three hits of the word list, all harmless", "no_violation", [], wrong),
    )


def _bottle(pack: Pack) -> None:
    clip = made(pack, clip_scripts.bottle())
    flags = [
        flag("买家举报：不是手工吹制", "user-report", None, "cn-aucl@2025-06-27#9", clip.shows("caption1")),
        flag("该片段没有声音", "signal-check@1.0.0", 0.5, None, time_anchor(clip.subject["video"], 0.0, clip.length)),
    ]
    pack.add(
        case(
            _BOTTLE,
            CLEAR.party(),
            exposure(655, 12, "708.00", 1, 1),
            clip.subject,
            flags,
            creator(6106, "琉璃坊老解", 84.4, 0, "cn-aucl", "2025-06-27", "2025-11-02T10:00:00+08:00"),
        ),
        truth(
            "hand-blown or not cannot be told from the picture; no sound",
            "undecided",
            [],
            {1: "silence breaks no clause"},
            expected="hold, and ask for proof of how it is made",
            rule_note="begins 12 s before Order 117 takes effect at midnight in Shanghai; flagged after it",
        ),
    )
