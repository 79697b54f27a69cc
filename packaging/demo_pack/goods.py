"""Owns the drawn goods: each stands on (0, 0), about 200 wide and 240 high, and turns a little."""

from __future__ import annotations

import math
import random
from collections.abc import Callable

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainterPath

from demo_pack.canvas import Canvas, horizontal, radial, through, vertical

Good = Callable[[Canvas, float, str], None]


def _round_label(canvas: Canvas, half: float, top: float, high: float, turn: float, label: str, paper: str) -> None:
    """A label around a cylinder: it slides and narrows as the thing turns by `turn` radians."""
    centre, narrow = half * 0.7 * math.sin(turn), max(0.35, math.cos(turn))
    wide = half * 1.3 * narrow
    canvas.painter.save()
    canvas.painter.setClipRect(QRectF(-half, top, half * 2, high))
    canvas.fill(QRectF(centre - wide / 2, top, wide, high), paper, 4)
    canvas.painter.translate(centre, top + high / 2)
    canvas.painter.scale(narrow, 1)
    rows = label.split("|")
    for number, row in enumerate(rows):
        size = 24 if number == 0 else 12
        canvas.text(0, (number - len(rows) / 2) * 27, row, size, "#4a3320", weight=700, align="center")
    canvas.painter.restore()


def _can(canvas: Canvas, half: float, top: float, bottom: float, *tones: str) -> None:
    """An upright cylinder with shaded sides and a rounded foot."""
    body = QPainterPath(QPointF(-half, top))
    body.lineTo(-half, bottom - 14)
    body.quadTo(-half, bottom, 0, bottom)
    body.quadTo(half, bottom, half, bottom - 14)
    body.lineTo(half, top)
    body.closeSubpath()
    canvas.fill(body, horizontal(-half, half, *tones))


def tea_tin(canvas: Canvas, turn: float, label: str) -> None:
    """A tin of tea with a lid, beside a cup that steams."""
    canvas.shade(10, -2, 150, 26)
    _can(canvas, 72, -196, 0, "#173d2c", "#3f8a63", "#2a6a49", "#12301f")
    _round_label(canvas, 72, -150, 104, turn, label, "#f3e7cc")
    canvas.fill(QRectF(-75, -226, 150, 42), horizontal(-75, 75, "#8d6a25", "#f0d58a", "#b98d38", "#6f501a"), 8)
    canvas.oval(0, -226, 74, 13, horizontal(-74, 74, "#c9a24e", "#f6e4ad", "#b98d38"))
    canvas.shade(132, -4, 56, 12, 80)
    canvas.fill(
        through((90, -58), (94, 0), (132, -2), (170, 0), (174, -58)),
        horizontal(90, 174, "#d8d2c6", "#ffffff", "#c9c2b4"),
    )
    canvas.oval(132, -58, 42, 11, "#ece6da")
    canvas.oval(132, -57, 36, 8, radial(125, -58, 40, "#c98a35", "#8a5313"))
    for number in range(3):
        sway = 7 * math.sin(turn * 3 + number * 2)
        steam = QPainterPath(QPointF(116 + number * 15, -70))
        steam.cubicTo(110 + sway + number * 15, -92, 128 - sway + number * 15, -108, 114 + sway + number * 16, -136)
        canvas.stroke(steam, "#48ffffff", 6)


def vase(canvas: Canvas, turn: float, label: str) -> None:
    """A celadon vase with a painted band and one dry branch."""
    branch = QPainterPath(QPointF(0, -226))
    branch.cubicTo(10, -280, 46, -300, 70 + 4 * math.sin(turn * 2), -344)
    canvas.stroke(branch, "#6b4a34", 5)
    for number, (x, y) in enumerate([(20.0, -274.0), (36, -298), (50, -316), (66, -338), (44, -288), (58, -352)]):
        canvas.oval(x + 3 * math.sin(turn * 2), y, 8, 8, "#d96a6f" if number % 2 else "#f2a6a2")
    canvas.shade(6, -2, 118, 22)
    outline = QPainterPath(QPointF(-30, -232))
    outline.cubicTo(-24, -196, -30, -186, -62, -162)
    outline.cubicTo(-104, -126, -92, -60, -44, 0)
    outline.quadTo(0, 10, 44, 0)
    outline.cubicTo(92, -60, 104, -126, 62, -162)
    outline.cubicTo(30, -186, 24, -196, 30, -232)
    outline.closeSubpath()
    canvas.fill(outline, horizontal(-92, 92, "#4f8078", "#b9ded2", "#8fc3b5", "#6aa596", "#376259"))
    canvas.painter.save()
    canvas.painter.setClipPath(outline)
    for number in range(-3, 12):
        angle = turn + number * 0.55
        if math.cos(angle) > 0:
            x, narrow = 92 * math.sin(angle), math.cos(angle)
            canvas.oval(x, -104, 22 * narrow, 24, "#66305f8f")
            canvas.oval(x, -104, 10 * narrow, 12, "#b0f4f8ff")
    canvas.fill(QRectF(-120, -140, 240, 4), "#80305f8f")
    canvas.fill(QRectF(-120, -72, 240, 4), "#80305f8f")
    canvas.oval(-38, -130, 14, 44, radial(-38, -130, 40, "#b0ffffff", "#00ffffff"))
    canvas.painter.restore()
    canvas.oval(0, -232, 31, 8, "#3f6e64")
    if label:
        canvas.text(0, -40, label, 13, "#305f5f", weight=700, align="center")


def fan(canvas: Canvas, turn: float, label: str) -> None:
    """A table fan; its blades run and its head swings."""
    canvas.shade(0, -2, 120, 22)
    canvas.fill(QRectF(-70, -22, 140, 24), vertical(-22, 2, "#f5f7fa", "#aab4bf"), 12)
    canvas.fill(QRectF(-10, -110, 20, 92), horizontal(-10, 10, "#c4ccd4", "#ffffff", "#98a3ae"), 6)
    for number in range(3):
        canvas.oval(-26 + number * 26, -10, 6, 4, "#5f9bd8" if number == 1 else "#8d98a4")
    with canvas.moved(14 * math.sin(turn), -170):
        canvas.oval(0, 0, 94, 94, radial(-20, -30, 130, "#ffffff", "#dfe6ec", "#9fabb7"))
        canvas.oval(0, 0, 84, 84, radial(0, 0, 84, "#eef3f7", "#c2ccd6"))
        for blade in range(5):
            with canvas.moved(0, 0, 1, math.degrees(turn * 9) + blade * 72):
                canvas.fill(
                    through((8, -6), (34, -78), (62, -40), (58, 4), (10, 8)), vertical(-70, 10, "#9cc7ef", "#4d8cc9")
                )
        for ring in range(24):
            angle = ring * math.pi / 12
            canvas.stroke(
                [(20 * math.cos(angle), 20 * math.sin(angle)), (88 * math.cos(angle), 88 * math.sin(angle))],
                "#70ffffff",
                1.6,
            )
        canvas.oval(0, 0, 24, 24, radial(-6, -8, 30, "#ffffff", "#a9b5c0"))
        canvas.text(0, -8, label, 13, "#3c5a78", weight=700, align="center")


def cream(canvas: Canvas, turn: float, label: str) -> None:
    """A jar of face cream and its tube."""
    canvas.shade(20, -2, 150, 24)
    tube = QPainterPath(QPointF(84, -8))
    tube.lineTo(74, -196)
    tube.lineTo(150, -196)
    tube.lineTo(140, -8)
    tube.closeSubpath()
    canvas.fill(tube, horizontal(74, 150, "#c98c93", "#ffe9ea", "#f3c6c9", "#b57880"))
    canvas.fill(QRectF(90, -34, 44, 36), horizontal(90, 134, "#a9882f", "#f7e6ac", "#8f6f20"), 5)
    canvas.text(112, -140, label.split("|")[0], 15, "#8a4a55", weight=700, align="center")
    _can(canvas, 84, -84, 0, "#b9777f", "#fff1f1", "#f6cfd2", "#a8656f")
    canvas.fill(QRectF(-88, -128, 176, 50), horizontal(-88, 88, "#97751f", "#fbeeb9", "#d0ab4c", "#7d5d14"), 9)
    canvas.oval(0, -127, 86, 13, horizontal(-86, 86, "#d9bb62", "#fff7d6", "#c49c3d"))
    _round_label(canvas, 84, -68, 54, turn, label, "#fffafa")


def fruit(canvas: Canvas, turn: float, label: str) -> None:
    """A woven tray of oranges, one of them cut."""
    canvas.shade(0, -2, 170, 26)
    order = random.Random(11)  # noqa: S311 -- drawing, not secrets
    for row, (count, y) in enumerate([(4, -72), (3, -122), (2, -168)]):
        for number in range(count):
            x = (number - (count - 1) / 2) * 66 + order.uniform(-5, 5) + 2 * math.sin(turn + row)
            canvas.oval(x, y, 37, 36, radial(x - 12, y - 14, 52, "#ffd48a", "#f79a1f", "#c4600a"))
            canvas.oval(x + 4, y - 27, 5, 3, "#5a7a2b")
    leaf = through((40, -196), (70, -236), (108, -214), (74, -196), (40, -196))
    canvas.fill(leaf, vertical(-236, -196, "#7fb14a", "#3f7a2a"))
    canvas.fill(through((-150, -62), (-140, 4), (0, 2), (140, 4), (150, -62)), vertical(-62, 4, "#c79a62", "#8a6236"))
    for number in range(-9, 10):
        canvas.stroke([(number * 15.5, -60), (number * 14, -2)], "#50422408", 2)
    canvas.fill(QRectF(-154, -70, 308, 16), vertical(-70, -54, "#e2bd88", "#a67a48"), 8)
    canvas.shade(124, -4, 56, 12, 90)
    with canvas.moved(126, -40, 1, math.degrees(turn) / 3):
        canvas.oval(0, 0, 42, 40, "#ee8c17")
        canvas.oval(0, 0, 37, 35, "#fff0cf")
        for part in range(9):
            with canvas.moved(0, 0, 1, part * 40):
                canvas.fill(
                    through((3, -4), (16, -34), (0, -32), (-16, -34), (-3, -4)),
                    radial(0, -20, 22, "#ffc04d", "#f59a1c"),
                )
    if label:
        canvas.fill(QRectF(-62, -48, 124, 34), "#fff6e2", 5)
        canvas.text(0, -42, label, 18, "#7a4a16", weight=700, align="center")


def bottle(canvas: Canvas, turn: float, label: str) -> None:
    """A tall glass bottle, half full, with a cork; the light in it wanders."""
    canvas.shade(8, -2, 100, 20)
    outline = QPainterPath(QPointF(-20, -250))
    outline.cubicTo(-20, -206, -58, -190, -60, -150)
    outline.lineTo(-60, -14)
    outline.quadTo(-58, 2, 0, 2)
    outline.quadTo(58, 2, 60, -14)
    outline.lineTo(60, -150)
    outline.cubicTo(58, -190, 20, -206, 20, -250)
    outline.closeSubpath()
    canvas.fill(outline, horizontal(-60, 60, "#c07aa9c9", "#50e6f6ff", "#38bfe0f0", "#b0608fb0"))
    canvas.painter.save()
    canvas.painter.setClipPath(outline)
    canvas.fill(QRectF(-70, -112, 140, 120), horizontal(-60, 60, "#b0357a9c", "#7089cfe8", "#b02b6485"))
    canvas.oval(0, -112, 60, 9 + 2 * math.sin(turn * 3), "#a0c9eefa")
    canvas.fill(QRectF(-44 + 10 * math.sin(turn), -190, 12, 176), "#80ffffff", 6)
    canvas.fill(QRectF(30 + 8 * math.sin(turn), -176, 5, 150), "#70ffffff", 3)
    canvas.painter.restore()
    canvas.stroke(outline, "#90e9f5fb", 2)
    canvas.fill(QRectF(-17, -284, 34, 44), horizontal(-17, 17, "#8a623a", "#d9b083", "#7b5530"), 6)
    if label:
        _round_label(canvas, 60, -92, 60, turn / 2, label, "#f4f1e8")


def glasses(canvas: Canvas, turn: float, label: str) -> None:
    """Two measuring glasses with lines, one with water."""
    for x, level in ((-62, 0.62), (58, 0.0)):
        canvas.shade(x, -2, 84, 16)
        with canvas.moved(x, 0):
            canvas.fill(
                QRectF(-52, -170, 104, 170), horizontal(-52, 52, "#a08fb9c9", "#40f4fbff", "#30d6ecf6", "#a079a5b9"), 12
            )
            if level:
                canvas.fill(
                    QRectF(-47, -158 * level, 94, 158 * level - 5),
                    horizontal(-47, 47, "#9062abc4", "#60a9dcee", "#90508fa8"),
                    8,
                )
            for mark in range(1, 6):
                canvas.stroke([(-40, -26 * mark), (-24, -26 * mark)], "#b04a6a7a", 2)
                canvas.text(-18, -26 * mark - 6, str(mark * 100), 11, "#4a6a7a")
            canvas.oval(0, -170, 52, 9, "#70e6f4fa")
            canvas.fill(QRectF(26 + 4 * math.sin(turn), -154, 8, 130), "#90ffffff", 4)
    if label:
        canvas.text(66, -160, label, 13, "#3f6474", weight=700, align="center")


def kiwis(canvas: Canvas, turn: float, label: str) -> None:
    """A pile of kiwis with one cut in two."""
    canvas.shade(0, -2, 170, 26)
    for x, y in ((-92, -44), (-6, -46), (-48, -104), (44, -100)):
        canvas.oval(x, y, 52, 42, radial(x - 18, y - 18, 70, "#c9a56a", "#8f6a35", "#573c18"))
        canvas.oval(x + 44, y - 4, 6, 8, "#4a3314")
    with canvas.moved(92, -46, 1, math.degrees(turn) / 4):
        canvas.oval(0, 0, 50, 46, "#7a5a2a")
        canvas.oval(0, 0, 45, 41, radial(0, 0, 45, "#f5f4d2", "#b9d45a", "#6fa52c"))
        canvas.oval(0, 0, 13, 12, "#f6f2d8")
        for seed in range(22):
            angle = seed * math.tau / 22
            canvas.oval(22 * math.cos(angle), 20 * math.sin(angle), 2.2, 3.4, "#2c2410")
    if label:
        canvas.text(-20, -170, label, 16, "#5c4420", weight=700, align="center")
