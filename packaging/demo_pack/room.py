"""Owns the drawn livestream room: backdrop, host, goods and everything the room writes over them, at any second."""

from __future__ import annotations

import math
import random
from dataclasses import dataclass, field

from PySide6.QtCore import QRectF
from PySide6.QtGui import QImage

from demo_pack.canvas import Canvas, horizontal, picture, radial, through, vertical
from demo_pack.goods import Good
from demo_pack.people import Look, arms, host
from demo_pack.qr import card_matrix

WIDTH, HEIGHT = 540, 960
_WIDER = 40


@dataclass(frozen=True)
class Banner:
    """A price banner: a struck line (may be empty), a big line, a small line; shown from `start` to `end` seconds."""

    start: float
    end: float
    big: str
    small: str = ""
    struck: str = ""
    tones: tuple[str, str] = ("#f0433a", "#b3120f")


@dataclass(frozen=True)
class Caption:
    """A line over the table, shown from `start` to `end` seconds."""

    start: float
    end: float
    words: str


@dataclass(frozen=True)
class Said:
    """A comment at `at` seconds."""

    at: float
    by: str
    text: str
    pinned: bool = False


@dataclass(frozen=True)
class Card:
    """What the shelf offers at the bottom of the picture."""

    title: str
    price: str
    struck: str = ""
    button: str = "去抢购"


@dataclass
class Room:
    """A room as it is drawn; `spoken` are (start, end) seconds of speech."""

    shop: str
    note: str
    viewers: str
    walls: tuple[str, str]
    table: tuple[str, str]
    good: Good
    label: str
    look: Look
    card: Card
    sign: str
    banners: list[Banner] = field(default_factory=list)
    captions: list[Caption] = field(default_factory=list)
    comments: list[Said] = field(default_factory=list)
    spoken: list[tuple[float, float]] = field(default_factory=list)
    qr: tuple[float, float] | None = None
    qr_words: str = ""
    pinned_word: str = "置顶"
    seed: int = 1
    good_at: tuple[float, float, float] = (322, 742, 0.86)
    _back: QImage | None = None
    _thumb: QImage | None = None


def paint(canvas: Canvas, room: Room, at: float) -> dict[str, list[float]]:
    """Draw the room as at `at` seconds; return where each piece of text stands, as fractions."""
    boxes: dict[str, list[float]] = {}
    canvas.painter.drawImage(
        QRectF(-_WIDER / 2 + 12 * math.sin(at * 0.35), -8 + 5 * math.sin(at * 0.5), WIDTH + _WIDER, HEIGHT + 16),
        _backdrop(room),
    )
    speaking = any(start <= at < end for start, end in room.spoken)
    host(canvas, room.look, at, speaking)
    _table(canvas, room)
    x, y, scale = room.good_at
    with canvas.moved(x + 3 * math.sin(at * 0.8), y, scale):
        room.good(canvas, 0.55 * math.sin(at * 0.9), room.label)
    arms(canvas, room.look, at, (min(470, x + 128), y - 96))
    canvas.fill(QRectF(0, 0, WIDTH, 150), vertical(0, 150, "#78000000", "#00000000"))
    canvas.fill(QRectF(0, 560, WIDTH, 400), vertical(560, 960, "#00000000", "#8c000000"))
    boxes |= _head_line(canvas, room)
    for number, banner in enumerate(room.banners):
        if banner.start <= at < banner.end:
            boxes[f"banner{number}"] = _banner(canvas, banner)
    for number, caption in enumerate(room.captions):
        if caption.start <= at < caption.end:
            boxes[f"caption{number}"] = _caption(canvas, caption.words)
    boxes |= _comments(canvas, room, at)
    boxes["card"] = _card(canvas, room)
    _hearts(canvas, room, at)
    if room.qr and room.qr[0] <= at < room.qr[1]:
        boxes |= _qr(canvas, room.qr_words)
    return boxes


def _backdrop(room: Room) -> QImage:
    if room._back is None:
        order = random.Random(room.seed)  # noqa: S311 -- drawing, not secrets
        with picture(WIDTH + _WIDER, HEIGHT + 16) as (image, canvas):
            canvas.fill(QRectF(0, 0, 600, 980), vertical(0, 760, *room.walls))
            canvas.oval(440, 120, 320, 320, radial(440, 120, 320, "#78fff2d0", "#00fff2d0"))
            for row, top in enumerate((236, 372)):
                _shelf(canvas, order, 18 if row % 2 == 0 else 396, top)
            canvas.fill(QRectF(400, 218, 132, 46), "#30000000", 23)
            canvas.frame(QRectF(400, 218, 132, 46), "#b8ffe9b8", 2.5, 23)
            canvas.text(466, 226, room.sign, 21, "#fff3d6", weight=700, align="center")
            _plant(canvas, 60, 640)
        room._back = image.copy()
    return room._back


def _shelf(canvas: Canvas, order: random.Random, left: float, top: float) -> None:
    tones = ["#a8674a", "#d8b98a", "#6d8a86", "#c9d0c4", "#7d5a78", "#e3d2b4"]
    for number in range(4):
        x, wide, high = left + 10 + number * 40, order.uniform(22, 34), order.uniform(38, 84)
        tone = order.choice(tones)
        canvas.fill(QRectF(x, top - high, wide, high), horizontal(x, x + wide, "#50000000", "#00000000"), 5)
        canvas.fill(QRectF(x, top - high, wide, high), tone, 5)
        canvas.fill(QRectF(x + 3, top - high + 4, 5, high - 8), "#50ffffff", 2)
        canvas.fill(QRectF(x + wide * 0.2, top - high - 7, wide * 0.6, 8), "#80402c1c", 3)
    canvas.fill(QRectF(left, top, 170, 10), vertical(top, top + 10, "#c9a377", "#84603a"), 3)
    canvas.fill(QRectF(left, top + 10, 170, 12), vertical(top + 10, top + 22, "#40000000", "#00000000"))


def _plant(canvas: Canvas, x: float, y: float) -> None:
    for angle, long in ((-40, 150), (-18, 190), (4, 200), (26, 170), (48, 130), (-58, 110)):
        with canvas.moved(x, y - 40, 1, angle):
            canvas.fill(
                through((0, 0), (34, -long * 0.55), (0, -long), (-34, -long * 0.55), (0, 0)),
                horizontal(-18, 18, "#2f5e3c", "#6da36a"),
            )
            canvas.stroke([(0, -8), (0, -long + 14)], "#50e9ffe0", 1.6)
    canvas.fill(
        through((x - 46, y - 50), (x - 40, y + 60), (x, y + 62), (x + 40, y + 60), (x + 46, y - 50)),
        horizontal(x - 46, x + 46, "#9a5a3c", "#d88d63", "#8a4c30"),
    )


def _table(canvas: Canvas, room: Room) -> None:
    canvas.fill(QRectF(-10, 690, 560, 280), vertical(690, 960, *room.table))
    canvas.fill(QRectF(-10, 690, 560, 7), "#60ffffff")
    for number in range(5):
        canvas.stroke([(-10, 716 + number * 44), (550, 722 + number * 44)], "#14000000", 3)


def _head_line(canvas: Canvas, room: Room) -> dict[str, list[float]]:
    canvas.fill(QRectF(14, 22, 262, 58), "#70000000", 29)
    canvas.oval(44, 51, 25, 25, radial(38, 44, 34, "#ffe3b8", "#e07a3f"))
    canvas.text(44, 37, room.shop[0], 26, "#5a2a10", weight=700, align="center")
    shop = canvas.text(78, 28, room.shop, 20, weight=700)
    canvas.text(78, 55, room.note, 13, "#d8d8d8")
    canvas.fill(QRectF(412, 30, 114, 34), "#70000000", 17)
    canvas.oval(430, 47, 4.5, 4.5, "#ff4d4f")
    viewers = canvas.text(441, 38, room.viewers, 15)
    return {"shop": canvas.fraction(shop), "viewers": canvas.fraction(viewers)}


def _banner(canvas: Canvas, banner: Banner) -> list[float]:
    high = 68 + (26 if banner.struck else 0) + (26 if banner.small else 0)
    rect = QRectF(54, 96, 432, high)
    canvas.lift(rect, 14)
    canvas.fill(rect, vertical(96, 96 + high, *banner.tones), 14)
    canvas.frame(rect.adjusted(4, 4, -4, -4), "#90ffe2a0", 2, 11)
    y = 106.0
    if banner.struck:
        ink = canvas.text(270, y, banner.struck, 20, "#ffd9cf", align="center")
        canvas.stroke([(ink.left() - 4, ink.center().y()), (ink.right() + 4, ink.center().y())], "#ffd9cf", 2)
        y += 26
    canvas.text(270, y, banner.big, 40, "#fff8e1", weight=700, align="center")
    if banner.small:
        canvas.text(270, y + 52, banner.small, 18, "#ffe08a", align="center")
    return canvas.fraction(rect)


def _caption(canvas: Canvas, words: str) -> list[float]:
    size = 24 if len(words.encode()) < 54 else 20
    canvas.painter.save()
    canvas.painter.setOpacity(0.0)
    ink = canvas.text(270, 788, words, size, weight=700, align="center")
    canvas.painter.restore()
    rect = QRectF(ink.left() - 18, 780, ink.width() + 36, 44)
    canvas.fill(rect, "#c0101418", 22)
    canvas.text(270, 802 - size / 2, words, size, "#ffe9a8", weight=700, align="center")
    return canvas.fraction(rect)


def _comments(canvas: Canvas, room: Room, at: float) -> dict[str, list[float]]:
    boxes: dict[str, list[float]] = {}
    seen = [said for said in room.comments if said.at <= at]
    pinned = next((said for said in seen if said.pinned), None)
    y = 770.0
    for said in [said for said in seen if not said.pinned][-(4 if pinned else 5) :][::-1]:
        y -= 33
        _bubble(canvas, y, said.by, said.text, "#66000000", "#9fd4ff")
    if pinned:
        y -= 36
        boxes["pinned"] = canvas.fraction(
            _bubble(canvas, y, f"{room.pinned_word} {pinned.by}", pinned.text, "#b0b3540f", "#ffe08a")
        )
    return boxes


def _bubble(canvas: Canvas, y: float, by: str, words: str, ground: str, tone: str) -> QRectF:
    canvas.painter.save()
    canvas.painter.setOpacity(0.0)
    name = canvas.text(24, y, by, 14)
    said = canvas.text(0, y, words, 15)
    canvas.painter.restore()
    rect = QRectF(14, y - 5, name.width() + said.width() + 34, 28)
    canvas.fill(rect, ground, 14)
    canvas.text(24, y + 1, by, 14, tone)
    canvas.text(34 + name.width(), y, words, 15)
    return rect


def _card(canvas: Canvas, room: Room) -> list[float]:
    rect = QRectF(14, 838, 512, 106)
    canvas.fill(rect, "#f7f7f7", 14)
    if room._thumb is None:
        with picture(84, 84, 2) as (image, small):
            small.fill(QRectF(0, 0, 84, 84), vertical(0, 84, "#fbfbfb", "#d8dde2"))
            with small.moved(42, 76, 0.26):
                room.good(small, 0.2, room.label)
        room._thumb = image.copy()
    canvas.painter.drawImage(QRectF(24, 849, 84, 84), room._thumb)
    canvas.fill(QRectF(24, 849, 24, 22), "#e02e3d", 4)
    canvas.text(36, 851, "1", 15, weight=700, align="center")
    title = canvas.text(122, 850, room.card.title, 19, "#222222")
    price = canvas.text(122, 893, room.card.price, 27, "#d9232e", weight=700)
    if room.card.struck:
        old = canvas.text(price.right() + 14, 903, room.card.struck, 16, "#8a8a8a")
        canvas.stroke([(old.left() - 2, old.center().y()), (old.right() + 2, old.center().y())], "#8a8a8a", 1.5)
    canvas.fill(QRectF(414, 892, 98, 40), horizontal(414, 512, "#ff5a4d", "#e02e3d"), 20)
    canvas.text(463, 901, room.card.button, 19, weight=700, align="center")
    return canvas.fraction(title)


def _hearts(canvas: Canvas, room: Room, at: float) -> None:
    order = random.Random(room.seed + 5)  # noqa: S311 -- drawing, not secrets
    for number in range(7):
        offset, tone = order.uniform(0, 4), order.choice(["#ff5c7a", "#ffb13d", "#ff85c0", "#7fd1ff"])
        age = (at + offset) % 4
        x, y = 500 + 14 * math.sin(age * 3 + number), 820 - age * 78
        canvas.painter.save()
        canvas.painter.setOpacity(max(0.0, 0.9 - age / 4))
        with canvas.moved(x, y, 0.55 + age * 0.12):
            canvas.fill(
                through((0, -6), (-14, -26), (-20, -8), (-20, 6), (0, 20), (20, 6), (20, -8), (14, -26), (0, -6)), tone
            )
        canvas.painter.restore()


def _qr(canvas: Canvas, words: str) -> dict[str, list[float]]:
    matrix = card_matrix()
    rect = QRectF(338, 214, 178, 214)
    canvas.lift(rect, 12, 16)
    canvas.fill(rect, "#ffffff", 12)
    cell = 146 / len(matrix)
    for row, line in enumerate(matrix):
        for column, dark in enumerate(line):
            if dark:
                canvas.painter.fillRect(
                    QRectF(354 + column * cell, 230 + row * cell, cell + 0.15, cell + 0.15), "#101010"
                )
    ink = canvas.text(427, 392, words, 17, "#1a1a1a", weight=700, align="center")
    return {"qr": canvas.fraction(rect), "qr_words": canvas.fraction(ink)}
