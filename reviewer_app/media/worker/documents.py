"""Owns opened documents: their pages as pixels and as words with places."""

import json
from collections.abc import Iterable, Iterator
from math import ceil
from typing import Any, Final

import pypdfium2
import pypdfium2.raw as pdfium

from reviewer_app.media.errors import CannotShow, NoSuchPlace, Reason
from reviewer_app.media.gate import Kind
from reviewer_app.media.worker.render import Rendered
from reviewer_app.media.worker.source import RangeFile

MAX_PAGES: Final = 2_000
MAX_CHARACTERS: Final = 200_000
MAX_PIXELS: Final = 40_000_000
"""Pixels of one rendered page."""
_FPDF_ERR_PASSWORD: Final = 4
_FPDF_ERR_SECURITY: Final = 5
_WHITE: Final = (255, 255, 255, 255)
_GRID: Final = 1_000_000  # page places are asked for in millionths of its sides
_FIRST_CJK: Final = "\u2e80"


class Document:
    """One PDF; forms are drawn as they were filled in, scripts and links do nothing."""

    def __init__(self, file: RangeFile, kind: Kind) -> None:
        if kind is not Kind.PDF:
            raise CannotShow(Reason.WRONG_FAMILY, f"{kind.container} is no document")
        try:
            self._pdf = pypdfium2.PdfDocument(file)
        except pypdfium2.PdfiumError as failed:
            if failed.err_code in (_FPDF_ERR_PASSWORD, _FPDF_ERR_SECURITY):
                raise CannotShow(Reason.LOCKED, "pdf wants a password") from failed
            raise CannotShow(Reason.DAMAGED, f"pdf does not open: code {failed.err_code}") from failed
        if not 0 < len(self._pdf) <= MAX_PAGES:
            raise CannotShow(Reason.TOO_LARGE if len(self._pdf) else Reason.DAMAGED, f"pdf has {len(self._pdf)} pages")
        self._pdf.init_forms()

    def close(self) -> None:
        """Let go of the document."""
        self._pdf.close()

    def rest(self) -> None:
        """A document at rest holds little."""

    def probe(self, verify: bool) -> tuple[dict[str, Any], bytes]:
        """Describe the document (DocumentProbe, page sizes in the body as JSON); `verify` loads each page."""
        for number in range(1, len(self._pdf) + 1) if verify else ():
            self._page(number).close()
        sizes = [self._pdf.get_page_size(number) for number in range(len(self._pdf))]
        return {"container": Kind.PDF.container}, json.dumps(sizes).encode()

    def page(self, number: int, limit: tuple[int, int]) -> tuple[dict[str, Any], Rendered]:
        """Page `number` (from 1) as large as fits `limit`."""
        page = self._page(number)
        width, height = page.get_size()
        if width < 1 or height < 1:
            raise CannotShow(Reason.DAMAGED, "empty page")
        scale = min(limit[0] / width, limit[1] / height) * (1 - 1e-9)  # both sides are rounded up
        if width * height * scale * scale > MAX_PIXELS:
            raise CannotShow(Reason.TOO_LARGE, "page")
        try:
            # White and opaque to begin with, so every pixel stays opaque.
            bitmap = page.render(
                scale=scale,
                fill_color=_WHITE,
                force_bitmap_format=pdfium.FPDFBitmap_BGRA,
                bitmap_maker=pypdfium2.PdfBitmap.new_native,
            )
        except pypdfium2.PdfiumError as failed:
            raise CannotShow(Reason.DAMAGED, "page does not render") from failed
        finally:
            page.close()
        pixels = memoryview(bitmap.buffer).cast("B")  # memory of Python's own, which outlives the bitmap
        rendered = Rendered(bitmap.width, bitmap.height, bitmap.stride, pixels)
        bitmap.close()
        return {"full_width": ceil(width), "full_height": ceil(height)}, rendered

    def words(self, number: int) -> bytes:
        """Text of page `number` and the boxes of its words, as JSON: {"text", "words": [[text, start, box]]}."""
        page = self._page(number)
        text_page = page.get_textpage()
        count = min(text_page.count_chars(), MAX_CHARACTERS)
        text = "".join(_character(pdfium.FPDFText_GetUnicode(text_page, at)) for at in range(count))
        place = pypdfium2.PdfPosConv(page, (0, 0, _GRID, _GRID, 0))
        words = [
            (text[start:end], start, box)
            for start, end in _word_ranges(text)
            if (box := _box(place, (text_page.get_charbox(at) for at in range(start, end)))) is not None
        ]
        text_page.close()
        page.close()
        return json.dumps({"text": text, "words": words}).encode()

    def _page(self, number: int) -> pypdfium2.PdfPage:
        if not 1 <= number <= len(self._pdf):
            raise NoSuchPlace("no such page")
        try:
            return self._pdf[number - 1]
        except pypdfium2.PdfiumError as failed:
            raise CannotShow(Reason.DAMAGED, "page does not load") from failed


def _character(code: int) -> str:
    return chr(code) if 0 < code < 0xD800 or 0xDFFF < code < 0x11_0000 else "\ufffd"


def _word_ranges(text: str) -> Iterator[tuple[int, int]]:
    """Half-open ranges of words: what stands between spaces; in scripts without spaces each character by itself."""
    start = 0
    for at, character in enumerate(text):
        alone = character >= _FIRST_CJK
        if alone or character.isspace():
            if at > start:
                yield start, at
            if alone:
                yield at, at + 1
            start = at + 1
    if len(text) > start:
        yield start, len(text)


def _box(
    place: pypdfium2.PdfPosConv, edges: Iterable[tuple[float, float, float, float]]
) -> tuple[float, float, float, float] | None:
    """Box around characters (left, bottom, right, top) as fractions of the upright page; None when empty."""
    corners = [place.to_bitmap(x, y) for left, bottom, right, top in edges for x, y in ((left, bottom), (right, top))]
    left, right = (max(0, min(_GRID, end([x for x, _ in corners]))) for end in (min, max))
    top, bottom = (max(0, min(_GRID, end([y for _, y in corners]))) for end in (min, max))
    if right <= left or bottom <= top:
        return None
    return left / _GRID, top / _GRID, (right - left) / _GRID, (bottom - top) / _GRID
