"""Owns how a clip is made: speech first, the room drawn to its times, then video, texts and places of the truth."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from PySide6.QtGui import QImage

from demo_pack.canvas import Box, picture
from demo_pack.film import Shot, filmed, steady, uneven
from demo_pack.record import Pack, Record, time_anchor
from demo_pack.room import HEIGHT, WIDTH, Banner, Caption, Room, Said, paint
from demo_pack.sound import RATE, Sentence, spoken

_BY = "木云禾棠月杏石雨青柚宁川"
_WORDS = {
    "zh": (
        "刚进来，讲到哪了",
        "三号什么时候讲",
        "发什么快递",
        "新疆包邮吗",
        "给妈妈买的",
        "上次买的用完了来回购",
        "纯围观",
        "声音有点小",
        "有没有小一点的",
        "什么时候发货",
        "能开发票吗",
        "会不会有色差",
        "主播辛苦了",
        "已拍两份",
        "等下班再拍",
        "可以送人吗",
        "怎么领券",
        "保质期多久",
        "包装结实吗",
        "老客户报到",
        "和图上一样吗",
        "拍了拍了",
        "昨天没赶上",
        "灯光真好看",
    ),
    "en": (
        "just got here, what did I miss",
        "does it ship today",
        "bought one last month",
        "is there a smaller one",
        "love the colour",
        "how loud is it",
        "can I get an invoice",
        "just watching",
        "nice lights today",
        "ordered two",
        "when is the next one",
        "is the cable long enough",
        "good for a bedroom?",
        "my mum has this",
        "waiting for payday",
        "hello from the late shift",
        "which one is number three",
        "got it, thanks",
        "can you show the back",
        "how long is the warranty",
    ),
}


@dataclass(frozen=True)
class Overlay:
    """Words over the picture from the start of one spoken sentence to the end of another."""

    first: int
    last: int
    big: str
    small: str = ""
    struck: str = ""


@dataclass
class Script:
    """A clip before it is made; without `voice` it has no sound and lasts `silent` seconds."""

    ref: str
    title: str
    room: Room
    room_id: str
    lines: list[str]
    voice: str | None = "cmn"
    pace: int = 225
    pitch: int = 55
    speaker: str = "主播"
    banners: list[Overlay] = field(default_factory=list)
    captions: list[Overlay] = field(default_factory=list)
    special: list[tuple[float, str, str, bool]] = field(default_factory=list)
    shelf: list[Record] = field(default_factory=list)
    qr: tuple[int, int] | None = None
    container: str = "mp4"
    scale: float = 1.0
    rate: int | None = 25
    silent: float = 0.0
    language: str = "zh"
    comments: int = 30


@dataclass
class Clip:
    """A made clip: its subject record, its spoken sentences and where each overlay stood and when."""

    subject: Record
    said: list[Sentence]
    seen: dict[str, tuple[float, float, Box]]
    length: float

    def heard(self, number: int) -> Record:
        """The place of a spoken sentence."""
        return {"channel": "speech", "start": self.said[number].start, "end": self.said[number].end}

    def hears(self, first: int, last: int | None = None, late: float = 0.0, longer: float = 0.0) -> Record:
        """An anchor on sentences; `late` and `longer` are how far, in seconds, the machine is off."""
        last = first if last is None else last
        start, end = self.said[first].start + late, self.said[last].end + late + longer
        return time_anchor(self.subject["video"], start, min(self.length, end))

    def shown(self, key: str) -> Record:
        """The place of an overlay: the whole time in which it is seen, and its box."""
        start, end, box = self.seen[key]
        return {"channel": "frame", "start": start, "end": end, "box": box}

    def shows(self, key: str) -> Record:
        """An anchor on an overlay."""
        return time_anchor(self.subject["video"], *self.seen[key])

    def comment(self, text: str) -> Record:
        """The place of a comment with exactly these words."""
        number = next(n for n, said in enumerate(self.subject["comments"]) if said["text"] == text)
        at = self.subject["comments"][number]["at"]
        return {"channel": "comment", "field": f"/comments/{number}/text", "at": at, "exact": text}


def made(pack: Pack, script: Script) -> Clip:
    """Speak, draw and encode a script; write its assets and return the clip."""
    track, said = (
        spoken(script.lines, script.voice, script.pace, script.pitch) if script.voice else (None, _paced(script))
    )
    length = len(track) / RATE if track is not None else script.silent
    times = steady(length, script.rate) if script.rate else uneven(length)
    shot = Shot(script.container, round(WIDTH * script.scale), round(HEIGHT * script.scale), times)
    _stage(script, said, length)
    seen: dict[str, tuple[float, float, Box]] = {}
    data = filmed(shot, _frames(script, shot, seen), track)
    subject: Record = {"title": script.title, "room": script.room_id}
    subject["video"] = pack.asset(f"{script.ref}.{script.container}", data)
    if script.voice:
        cues = [(part.start, part.end, f"<v {script.speaker}>{part.words}") for part in said]
        subject["transcript"] = pack.asset(f"{script.ref}.transcript.vtt", _vtt("speech, timed from the sound", cues))
    subject["screen_text"] = pack.asset(
        f"{script.ref}.screen.vtt", _vtt("text seen in the picture", _screen(script, seen))
    )
    subject["comments"] = [_comment(part) for part in script.room.comments]
    subject["shelf"] = script.shelf
    return Clip(subject, said, seen, times[-1] / 1000)


def _paced(script: Script) -> list[Sentence]:
    """The lines of a clip without sound as even stretches, for its overlays."""
    step = script.silent / max(1, len(script.lines))
    return [Sentence(words, n * step, (n + 1) * step) for n, words in enumerate(script.lines)]


def _stage(script: Script, said: list[Sentence], length: float) -> None:
    room = script.room
    room.spoken = [(part.start, part.end) for part in said] if script.voice else []
    room.banners = [
        Banner(said[o.first].start - 0.1, said[o.last].end, o.big, o.small, o.struck) for o in script.banners
    ]
    room.captions = [Caption(said[o.first].start - 0.1, said[o.last].end + 0.3, o.big) for o in script.captions]
    room.qr = (said[script.qr[0]].start, said[script.qr[1]].end) if script.qr else None
    order = random.Random(room.seed)  # noqa: S311 -- drawing, not secrets
    plain = [
        Said(round(order.uniform(0.3, length - 0.3), 2), _name(order, script.language), words)
        for words in order.choices(_WORDS[script.language], k=script.comments)
    ]
    special = [Said(round(at, 2), by, words, pinned) for at, by, words, pinned in script.special]
    room.comments = sorted(plain + special, key=lambda part: part.at)


def _name(order: random.Random, language: str) -> str:
    if language == "en":
        return f"user_{order.randrange(1000, 9999)}"
    return f"{order.choice(_BY)}***{order.choice(_BY)}"


def _frames(script: Script, shot: Shot, seen: dict[str, tuple[float, float, Box]]) -> Iterator[QImage]:
    for at, until in zip(shot.times_ms, shot.times_ms[1:], strict=False):
        with picture(WIDTH, HEIGHT, script.scale) as (image, canvas):
            for key, box in paint(canvas, script.room, at / 1000).items():
                first = seen[key][0] if key in seen else at / 1000
                seen[key] = (first, until / 1000, box)
        yield image


def _screen(script: Script, seen: dict[str, tuple[float, float, Box]]) -> list[tuple[float, float, str]]:
    words = {
        "shop": script.room.shop,
        "viewers": script.room.viewers,
        "card": f"{script.room.card.title}\n{script.room.card.price}",
    }
    words |= {f"banner{n}": "\n".join(filter(None, (o.struck, o.big, o.small))) for n, o in enumerate(script.banners)}
    words |= {f"caption{n}": o.big for n, o in enumerate(script.captions)} | {"qr_words": script.room.qr_words}
    cues = []
    for key, (start, end, box) in seen.items():
        if key in words:
            place = f"line:{round(box[1] * 100)}% position:{round((box[0] + box[2] / 2) * 100)}% align:center"
            cues.append((start, end, f"{place}\f{words[key]}"))
    return sorted(cues)


def _vtt(note: str, cues: list[tuple[float, float, str]]) -> bytes:
    parts = [f"WEBVTT\n\nNOTE {note}\n"]
    for number, (start, end, words) in enumerate(cues, 1):
        settings, _, payload = words.rpartition("\f")
        parts.append(f"{number}\n{_clock(start)} --> {_clock(end)}{' ' if settings else ''}{settings}\n{payload}\n")
    return "\n".join(parts).encode()


def _clock(seconds: float) -> str:
    ms = round(seconds * 1000)
    return f"{ms // 3600000:02d}:{ms // 60000 % 60:02d}:{ms // 1000 % 60:02d}.{ms % 1000:03d}"


def _comment(said: Said) -> dict[str, Any]:
    return {"at": said.at, "by": said.by, "text": said.text} | ({"pinned": True} if said.pinned else {})
