"""Owns product pictures: goods on a lit ground, with badges and words that tell where they stand."""

from __future__ import annotations

from dataclasses import dataclass, field

from PySide6.QtCore import QRectF

from demo_pack.canvas import Box, Canvas, encoded, picture, radial, vertical
from demo_pack.goods import Good

SIDE = 800


@dataclass(frozen=True)
class Stage:
    """Colours of a product picture: wall above and below, ground above and below, and the accent of its words."""

    wall: tuple[str, str] = ("#f7f4ee", "#e2dccf")
    ground: tuple[str, str] = ("#efe9dd", "#cfc5b2")
    accent: str = "#9a3b26"


@dataclass
class Shoot:
    """A product picture: the good, its turn and scale, and the words set over it."""

    good: Good
    label: str
    stage: Stage
    turn: float = 0.15
    scale: float = 1.75
    badge: str = ""
    headline: str = ""
    small: str = ""
    price: str = ""
    at: tuple[float, float] = (400, 660)
    boxes: dict[str, Box] = field(default_factory=dict)


def shot(shoot: Shoot, kind: str = "JPEG") -> bytes:
    """Draw the picture, note where its words stand in `shoot.boxes`, and return the file's bytes."""
    with picture(SIDE, SIDE) as (image, canvas):
        canvas.fill(QRectF(0, 0, SIDE, SIDE), vertical(0, 560, *shoot.stage.wall))
        canvas.oval(560, 180, 420, 420, radial(560, 180, 420, "#90ffffff", "#00ffffff"))
        canvas.fill(QRectF(0, 560, SIDE, 240), vertical(560, 800, *shoot.stage.ground))
        canvas.fill(QRectF(0, 548, SIDE, 26), vertical(548, 574, "#00000000", "#18000000"))
        with canvas.moved(*shoot.at, shoot.scale):
            shoot.good(canvas, shoot.turn, shoot.label)
        _words(canvas, shoot)
    return encoded(image, kind, 86)


def _words(canvas: Canvas, shoot: Shoot) -> None:
    accent = shoot.stage.accent
    if shoot.headline:
        shoot.boxes["headline"] = canvas.fraction(canvas.text(44, 44, shoot.headline, 46, accent, weight=700))
    if shoot.small:
        shoot.boxes["small"] = canvas.fraction(canvas.text(46, 108, shoot.small, 24, "#5d5348"))
    if shoot.badge:
        canvas.oval(680, 132, 84, 84, radial(650, 100, 130, "#f6dc98", "#c9962e"))
        canvas.oval(680, 132, 74, 74, accent)
        rows = shoot.badge.split("|")
        inks = [
            canvas.text(680, 132 + (n - len(rows) / 2) * 38, row, 30, "#fff3d0", weight=700, align="center")
            for n, row in enumerate(rows)
        ]
        whole = inks[0]
        for ink in inks[1:]:
            whole = whole.united(ink)
        shoot.boxes["badge"] = canvas.fraction(whole)
    if shoot.price:
        canvas.fill(QRectF(0, 720, 340, 80), vertical(720, 800, "#f0433a", "#b3120f"))
        shoot.boxes["price"] = canvas.fraction(canvas.text(30, 732, shoot.price, 44, "#fff4d6", weight=700))
    canvas.text(786, 774, "样本图 · 虚构商品", 15, "#8a8378", align="right")


def facts(title: str, rows: list[tuple[str, str]], accent: str) -> tuple[bytes, dict[str, Box]]:
    """A detail picture with a table of facts, as shops draw them; with the box of each value."""
    boxes: dict[str, Box] = {}
    with picture(SIDE, 140 + 74 * len(rows)) as (image, canvas):
        canvas.fill(QRectF(0, 0, SIDE, 1400), "#fbf9f4")
        canvas.fill(QRectF(0, 0, SIDE, 96), accent)
        canvas.text(400, 28, title, 36, "#fff6e4", weight=700, align="center")
        for number, (name, value) in enumerate(rows):
            y = 116 + 74 * number
            canvas.fill(QRectF(40, y, 720, 74), "#f1ece0" if number % 2 else "#ffffff")
            canvas.text(64, y + 23, name, 24, "#857a68")
            boxes[name] = canvas.fraction(canvas.text(250, y + 22, value, 25, "#2c2620"))
        canvas.frame(QRectF(40, 116, 720, 74 * len(rows)), "#d8cfbd", 2)
    return encoded(image, "PNG"), boxes
