"""Owns the drawn host of a livestream room: a figure behind the table whose mouth, eyes and hand move."""

from __future__ import annotations

import math
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainterPath

from demo_pack.canvas import Canvas, horizontal, radial, through, vertical


@dataclass(frozen=True)
class Look:
    """What a host looks like; `hair` is one of bob, bun, short."""

    hair: str
    hair_tone: str = "#2a1d1a"
    skin: str = "#f3cbb0"
    shade: str = "#dfa98a"
    coat: str = "#7f9a8a"
    coat_shade: str = "#5c7767"
    shirt: str = "#f7f2ea"


def host(canvas: Canvas, look: Look, at: float, speaking: bool) -> None:
    """Draw the host in the 540 x 960 room as at `at` seconds."""
    sway = 4 * math.sin(at * 0.9)
    _torso(canvas, look, sway)
    with canvas.moved(270 + sway * 1.6, 340, 1, 2.2 * math.sin(at * 0.7)):
        _head(canvas, look, at, speaking)


def _torso(canvas: Canvas, look: Look, sway: float) -> None:
    body = through(
        (270 + sway, 428),
        (196 + sway, 446),
        (150 + sway, 474),
        (112, 500),
        (98, 700),
        (270, 720),
        (442, 700),
        (428, 500),
        (390 + sway, 474),
        (344 + sway, 446),
        (270 + sway, 428),
    )
    canvas.fill(body, horizontal(98, 442, look.coat_shade, look.coat, look.coat, look.coat_shade))
    canvas.fill(through((226 + sway, 440), (262, 560), (270, 640), (278, 560), (314 + sway, 440)), look.shirt)
    neck = QRectF(242 + sway, 390, 56, 74)
    canvas.fill(neck, vertical(390, 464, look.shade, look.skin), 26)
    for side in (-1, 1):
        x = 270 + sway
        canvas.stroke([(x + side * 46, 440), (x + side * 30, 500), (x + side * 4, 620)], look.coat_shade, 7)


def _head(canvas: Canvas, look: Look, at: float, speaking: bool) -> None:
    if look.hair == "bob":
        canvas.fill(
            through(
                (0, -122),
                (-112, -118),
                (-98, 20),
                (-104, 92),
                (-60, 96),
                (0, 110),
                (60, 96),
                (104, 92),
                (98, 20),
                (112, -118),
                (0, -122),
            ),
            look.hair_tone,
        )
    if look.hair == "bun":
        canvas.oval(0, -128, 42, 36, look.hair_tone)
    for side in (-1, 1):
        canvas.oval(side * 78, 4, 13, 20, look.shade)
    face = through((0, -106), (-86, -104), (-80, 0), (-76, 72), (0, 92), (76, 72), (80, 0), (86, -104), (0, -106))
    canvas.fill(face, radial(-10, -20, 130, look.skin, look.skin, look.shade))
    for side in (-1, 1):
        canvas.oval(side * 46, 36, 20, 12, radial(side * 46, 36, 20, "#60ee7f78", "#00ee7f78"))
        _eye(canvas, look, side, at)
    canvas.stroke([(-2, 6), (-7, 28), (4, 31)], look.shade, 3)
    _mouth(canvas, at, speaking)
    _fringe(canvas, look)


def _eye(canvas: Canvas, look: Look, side: int, at: float) -> None:
    blink = 0.12 if at % 3.4 < 0.14 else 1.0
    canvas.oval(side * 34, 0, 14, 9.5 * blink, "#ffffff")
    glance = 2.5 * math.sin(at * 0.6)
    canvas.oval(side * 34 + glance, 1, 7.5, 8.5 * blink, "#3a2618")
    if blink == 1.0:
        canvas.oval(side * 34 + glance + 2, -2, 2.4, 2.4, "#ffffff")
    brow = QPainterPath(QPointF(side * 18, -22))
    brow.quadTo(side * 34, -31, side * 52, -22)
    canvas.stroke(brow, look.hair_tone, 4.5)
    lid = QPainterPath(QPointF(side * 19, -3))
    lid.quadTo(side * 34, -14, side * 50, -4)
    canvas.stroke(lid, "#4a3022", 3)


def _mouth(canvas: Canvas, at: float, speaking: bool) -> None:
    opened = 3 + 6 * abs(math.sin(at * 11)) if speaking else 0
    if opened:
        canvas.oval(0, 58, 17, opened + 2, "#a8433f")
        canvas.oval(0, 56 - opened / 3, 11, max(1.0, opened / 3), "#ffffff")
    else:
        smile = QPainterPath(QPointF(-20, 54))
        smile.quadTo(0, 68, 20, 54)
        canvas.stroke(smile, "#b34c47", 4.5)


def _fringe(canvas: Canvas, look: Look) -> None:
    if look.hair == "short":
        top = through(
            (-84, -10),
            (-98, -124),
            (0, -126),
            (100, -124),
            (84, -10),
            (78, -56),
            (30, -70),
            (-10, -50),
            (-62, -62),
            (-74, -50),
            (-84, -10),
        )
    else:
        top = through(
            (-82, 10),
            (-106, -122),
            (0, -122),
            (106, -122),
            (82, 10),
            (78, -48),
            (20, -84),
            (-22, -40),
            (-66, -34),
            (-76, -30),
            (-82, 10),
        )
    canvas.fill(top, look.hair_tone)
    shine = QPainterPath(QPointF(-52, -84))
    shine.quadTo(-16, -106, 30, -98)
    canvas.stroke(shine, "#38ffffff", 9)


def arms(canvas: Canvas, look: Look, at: float, reach: tuple[float, float]) -> None:
    """Draw both arms over the table; the picture's right hand points at `reach` and moves about it."""
    x = reach[0] + 14 * math.sin(at * 1.3)
    y = reach[1] + 9 * math.sin(at * 1.9)
    _arm(canvas, look, (134, 520), (84, 640), (176, 690 + 3 * math.sin(at)), -1)
    _arm(canvas, look, (408, 520), (476, 610), (x, y), 1)


def _arm(
    canvas: Canvas,
    look: Look,
    shoulder: tuple[float, float],
    elbow: tuple[float, float],
    hand: tuple[float, float],
    side: int,
) -> None:
    upper = QPainterPath(QPointF(*shoulder))
    upper.quadTo(QPointF(*elbow), QPointF((elbow[0] + hand[0]) / 2, (elbow[1] + hand[1]) / 2))
    canvas.stroke(upper, look.coat_shade, 66)
    canvas.stroke(upper, look.coat, 56)
    cuff = ((elbow[0] + hand[0]) / 2, (elbow[1] + hand[1]) / 2)
    canvas.stroke([cuff, hand], look.shade, 36)
    canvas.stroke([cuff, hand], look.skin, 32)
    canvas.oval(hand[0], hand[1], 24, 20, look.skin)
    for finger in range(4):
        drop = (finger - 1.5) * 9
        tip = (hand[0] - side * 40, hand[1] + drop + 6)
        canvas.stroke([(hand[0] - side * 10, hand[1] + drop), tip], look.shade, 11)
        canvas.stroke([(hand[0] - side * 10, hand[1] + drop), tip], look.skin, 9)
    canvas.stroke([(hand[0], hand[1] - 14), (hand[0] - side * 20, hand[1] - 30)], look.skin, 11)
