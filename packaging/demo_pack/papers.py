"""Owns the drawn papers: specimen licences, account letters, trademark certificates and lab reports, as PDF or PNG."""

from __future__ import annotations

import re
import unicodedata
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QMarginsF, QPointF, QRectF, QSizeF, QUuid
from PySide6.QtGui import QPageSize, QPainter, QPainterPath, QPdfWriter

from demo_pack.canvas import SERIF, Box, Canvas, encoded, font, picture
from demo_pack.record import Record

# Glyphs that two characters share are named by the wrong one in the file: searching for the word would fail.
_USUAL = {chr(point): unicodedata.normalize("NFKC", chr(point)) for point in range(0x2F00, 0x2FD6)}
_USUAL |= {"\u2ed3": "\u957f", "\u2edd": "\u98df", "\u6236": "\u6237"}
LONG, SHORT = 1684, 1190  # A4 at 144 dots an inch
Page = Callable[["Sheet"], None]


@dataclass
class Sheet:
    """A page being drawn; `read` gathers each field with its words, page and box."""

    canvas: Canvas
    number: int
    read: dict[str, tuple[str, int, Box]]

    def put(self, name: str, words: str, x: float, y: float, size: float = 26, wide: float = 0) -> None:
        """Write a field's words (broken at `wide` if given) and remember where they stand."""
        ink = self.canvas.lines(x, y, words, size, wide) if wide else self.canvas.text(x, y, words, size, "#1d1d1d")
        self.read[name] = (words, self.number, self.canvas.fraction(ink.adjusted(-3, -3, 3, 3)))


@dataclass
class Paper:
    """A drawn document: its bytes and what stands where in it."""

    data: bytes
    read: dict[str, tuple[str, int, Box]] = field(default_factory=dict)

    def machine(self, start: float = 0.972, misread: dict[str, str] | None = None) -> Record:
        """The `read` record of the contract: scores fall a little field by field; `misread` replaces values."""
        misread = misread or {}
        fields: Record = {}
        for number, (name, (words, page, box)) in enumerate(self.read.items()):
            score = 0.61 if name in misread else round(start - 0.011 * (number % 6), 3)
            fields[name] = {"value": misread.get(name, words), "score": score, "page": page, "box": box}
        return fields

    def place(self, asset: str, name: str) -> Record:
        """Where a field stands, as a place of the truth."""
        words, page, box = self.read[name]
        return {"channel": "page", "asset": asset, "page": page, "box": box, "exact": words}


def pdf(name: str, width: int, height: int, pages: list[Page]) -> Paper:
    """Draw pages of width x height dots (144 an inch) as a PDF with selectable words; the same bytes every time."""
    data = QByteArray()
    buffer = QBuffer(data)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(buffer)
    writer.setResolution(144)
    writer.setPageSize(
        QPageSize(QSizeF(width / 2, height / 2), QPageSize.Unit.Point, name, QPageSize.SizeMatchPolicy.ExactMatch)
    )
    writer.setPageMargins(QMarginsF(0, 0, 0, 0))
    writer.setTitle(f"{name} (specimen)")
    writer.setCreator("make_demo_pack")
    writer.setDocumentId(QUuid(str(uuid.uuid5(uuid.NAMESPACE_URL, name))))
    writer.setDocumentXmpMetadata(QByteArray(b"<x:xmpmeta xmlns:x='adobe:ns:meta/'/>"))
    read: dict[str, tuple[str, int, Box]] = {}
    painter = QPainter(writer)
    for number, draw in enumerate(pages, 1):
        if number > 1:
            writer.newPage()
        draw(Sheet(Canvas(painter, width, height), number, read))
    painter.end()
    return Paper(_settled(bytes(data.data())), read)


def png(width: int, height: int, draw: Page) -> Paper:
    """Draw one page as a PNG, as a scanner gives it."""
    read: dict[str, tuple[str, int, Box]] = {}
    with picture(width, height) as (image, canvas):
        draw(Sheet(canvas, 1, read))
    return Paper(encoded(image, "PNG"), read)


def _settled(data: bytes) -> bytes:
    """Fix the date, and name each glyph by its usual character; nothing changes its length."""
    data = re.sub(rb"\(D:\d{14}Z", b"(D:20250601000000Z", data)

    for shared, usual in _USUAL.items():
        data = data.replace(b"<%04X>" % ord(shared), b"<%04X>" % ord(usual))
    return data


def _ground(sheet: Sheet, tone: str, english: bool = False) -> None:
    canvas = sheet.canvas
    wide, high = canvas.width, canvas.height
    canvas.fill(QRectF(0, 0, wide, high), "#fffdf7")
    canvas.frame(QRectF(28, 28, wide - 56, high - 56), tone, 6)
    canvas.frame(QRectF(44, 44, wide - 88, high - 88), tone, 2)
    for row in range(3):
        for column in range(2):
            with canvas.moved(wide * (0.27 + 0.46 * column), high * (0.24 + 0.27 * row), 1, -24):
                # As outlines, so that it does not come along when the words under it are selected.
                mark = QPainterPath()
                mark.addText(QPointF(0, 0), font(92 if english else 118, 700), "SPECIMEN" if english else "样本")
                canvas.fill(mark.translated(-mark.boundingRect().center()), "#22d23b4a")
    foot = (
        "样本 SPECIMEN：虚构文件，仅供测试，不具有任何效力。"
        if not english
        else "SPECIMEN: a fictional paper for tests, without any effect."
    )
    canvas.text(wide / 2, high - 86, foot, 18, "#8a8a8a", align="center")


def _seal(canvas: Canvas, x: float, y: float, rows: list[str]) -> None:
    canvas.frame(QRectF(x - 92, y - 92, 184, 184), "#cfc01c2c", 6, 92)
    for number, row in enumerate(rows):
        canvas.text(x, y - 18 + (number - (len(rows) - 1) / 2) * 40, row, 28, "#cfc01c2c", weight=700, align="center")


def licence(fields: dict[str, str], issued: str) -> Page:
    """A business licence; `fields` has the code and the eight rows by their printed names."""

    def draw(sheet: Sheet) -> None:
        canvas, wide, high = sheet.canvas, sheet.canvas.width, sheet.canvas.height
        _ground(sheet, "#b8935a")
        canvas.text(wide / 2, 110, "营 业 执 照", 84, "#1a1a1a", weight=700, align="center", family=SERIF)
        canvas.text(wide / 2, 216, "（副 本）", 32, "#1a1a1a", align="center", family=SERIF)
        canvas.text(110, 190, "统一社会信用代码", 24, "#555555")
        sheet.put("统一社会信用代码", fields["统一社会信用代码"], 110, 224, 30)
        for column, names in (
            (0, ("名称", "类型", "法定代表人", "经营范围")),
            (1, ("注册资本", "成立日期", "营业期限", "住所")),
        ):
            for row, name in enumerate(names):
                x, y = 110 + 780 * column, 340 + 100 * row
                canvas.text(x, y, name, 28, "#96703a", weight=700)
                sheet.put(name, fields[name], x + 200, y, 28, wide=530)
        canvas.text(980, high - 300, "登记机关", 28, "#96703a", weight=700)
        sheet.put(
            "登记机关",
            "岚州市市场监督管理局（样本）" if "岚州" in fields["住所"] else "澄湖市市场监督管理局（样本）",
            1120,
            high - 300,
            26,
        )
        sheet.put("核准日期", issued, 1120, high - 240, 26)
        _seal(canvas, wide - 250, high - 236, ["样本", "登记专用"])

    return draw


def form(title: str, intro: str, rows: dict[str, str], signed: str, seal: list[str], tone: str = "#4a6a8a") -> Page:
    """A letter with named rows, as a bank or an office gives it."""

    def draw(sheet: Sheet) -> None:
        canvas, wide, high = sheet.canvas, sheet.canvas.width, sheet.canvas.height
        _ground(sheet, tone)
        canvas.text(wide / 2, 150, title, 58, "#1a1a1a", weight=700, align="center", family=SERIF)
        canvas.text(110, 280, intro, 26, "#444444")
        for number, (name, words) in enumerate(rows.items()):
            y = 350 + 92 * number
            canvas.fill(QRectF(110, y, 270, 92), "#eef1f4")
            canvas.frame(QRectF(110, y, wide - 220, 92), "#b6bec8", 2)
            canvas.text(132, y + 32, name, 27, "#4c5864", weight=700)
            sheet.put(name, words, 404, y + 32, 27)
        canvas.text(wide - 140, high - 360, signed, 28, "#1d1d1d", align="right")
        _seal(canvas, wide - 270, high - 280, seal)

    return draw


def report_cover(rows: dict[str, str], number: str, verdict: str) -> Page:
    """The first page of a lab report in English; the verdict is read as 'Conclusion'."""

    def draw(sheet: Sheet) -> None:
        canvas, wide, high = sheet.canvas, sheet.canvas.width, sheet.canvas.height
        _ground(sheet, "#3f6f66", english=True)
        canvas.text(wide / 2, 170, "Northshore Testing Laboratory", 34, "#3f6f66", weight=700, align="center")
        canvas.text(wide / 2, 240, "TEST REPORT", 74, "#1a1a1a", weight=700, align="center", family=SERIF)
        canvas.text(wide / 2, 350, "No.", 26, "#666666", align="right")
        sheet.put("Report number", number, wide / 2 + 16, 350, 26)
        for row, (name, words) in enumerate(rows.items()):
            y = 460 + 96 * row
            canvas.stroke([(130, y + 62), (wide - 130, y + 62)], "#c8d2ce", 2)
            canvas.text(140, y + 14, name, 27, "#5a6a66", weight=700)
            sheet.put(name, words, 480, y + 14, 27)
        canvas.text(140, 1110, "Conclusion", 30, "#1a1a1a", weight=700)
        sheet.put("Conclusion", verdict, 140, 1170, 28, wide=wide - 280)
        _seal(canvas, wide - 280, high - 300, ["SPECIMEN", "test seal"])
        canvas.text(140, high - 260, "Page 1 of 2", 22, "#777777")

    return draw


def report_results(rows: list[tuple[str, str, str, str, str]], number: str) -> Page:
    """The second page: item, unit, limit, result, verdict; each result is read as '<item> result'."""
    columns = (110, 500, 640, 800, 960)

    def draw(sheet: Sheet) -> None:
        canvas, wide, high = sheet.canvas, sheet.canvas.width, sheet.canvas.height
        _ground(sheet, "#3f6f66", english=True)
        canvas.text(110, 130, f"TEST REPORT  No. {number}", 28, "#3f6f66", weight=700)
        canvas.fill(QRectF(96, 210, wide - 192, 66), "#3f6f66")
        for x, head in zip(columns, ("Item", "Unit", "Limit", "Result", "Verdict"), strict=True):
            canvas.text(x, 228, head, 27, "#ffffff", weight=700)
        for line, (item, unit, limit, result, verdict) in enumerate(rows):
            y = 276 + 74 * line
            canvas.fill(QRectF(96, y, wide - 192, 74), "#18487a6e" if line % 2 else "#00ffffff")
            canvas.text(columns[0], y + 22, item, 25, "#1d1d1d")
            canvas.text(columns[1], y + 22, unit, 25, "#1d1d1d")
            sheet.put(f"{item} limit", limit, columns[2], y + 22, 25)
            sheet.put(f"{item} result", result, columns[3], y + 22, 25)
            sheet.put(f"{item} verdict", verdict, columns[4], y + 22, 25)
        canvas.frame(QRectF(96, 210, wide - 192, 66 + 74 * len(rows)), "#3f6f66", 2)
        canvas.lines(
            110,
            330 + 74 * len(rows),
            "Lead and cadmium: 4 % acetic acid, 24 hours at 22 degrees. One sample of each colour.",
            24,
            wide - 220,
            "#555555",
        )
        canvas.text(140, high - 260, "Page 2 of 2", 22, "#777777")

    return draw
