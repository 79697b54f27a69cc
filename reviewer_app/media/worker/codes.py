"""Owns finding two-dimensional codes in upright pixels; what they say is text, and nothing follows it."""

from typing import Any, Final

import zxingcpp

from reviewer_app.media.worker.render import Rendered

MAX_CODES: Final = 64
MAX_CHARACTERS: Final = 4_096
SIDE: Final = 4_096
"""Pixels: pictures are looked at no larger than this; a box of one is cut out first."""
_KINDS: Final = zxingcpp.BarcodeFormats(
    [
        zxingcpp.BarcodeFormat.QRCode,
        zxingcpp.BarcodeFormat.MicroQRCode,
        zxingcpp.BarcodeFormat.RMQRCode,
        zxingcpp.BarcodeFormat.DataMatrix,
        zxingcpp.BarcodeFormat.Aztec,
        zxingcpp.BarcodeFormat.PDF417,
    ]
)

Box = tuple[float, float, float, float]


def found(picture: Rendered, within: Box) -> list[dict[str, Any]]:
    """The codes of a picture, from top to bottom; `within` is the box of the whole that the picture was cut from."""
    pixels = bytes(picture.pixels)  # held here by name: the view does not keep alive what it looks at
    view = zxingcpp.ImageView(pixels, picture.width, picture.height, zxingcpp.ImageFormat.BGRA, picture.stride)
    codes = zxingcpp.read_barcodes(view, formats=_KINDS, text_mode=zxingcpp.TextMode.Plain)
    listed = [{"text": _text(code.text), "box": _box(code.position, picture, within)} for code in codes if code.valid]
    return sorted(listed, key=lambda code: (code["box"][1], code["box"][0]))[:MAX_CODES]


def _text(text: str) -> str:
    """The text as far as it is kept; what is no character becomes one that says so."""
    return text[:MAX_CHARACTERS].encode("utf-8", "replace").decode("utf-8")


def _box(position: zxingcpp.Position, picture: Rendered, within: Box) -> Box:
    corners = (position.top_left, position.top_right, position.bottom_right, position.bottom_left)
    across = [max(0, min(picture.width, corner.x)) for corner in corners]
    down = [max(0, min(picture.height, corner.y)) for corner in corners]
    x, y, width, height = within
    left, top = x + width * min(across) / picture.width, y + height * min(down) / picture.height
    return (
        left,
        top,
        width * (max(across) - min(across)) / picture.width,
        height * (max(down) - min(down)) / picture.height,
    )


def crop(picture: Rendered, box: Box) -> tuple[Rendered, Box]:
    """A box cut out of a picture, and the box that was really cut: whole pixels, at least one."""
    left, top = int(box[0] * picture.width), int(box[1] * picture.height)
    right = max(left + 1, min(picture.width, round((box[0] + box[2]) * picture.width)))
    bottom = max(top + 1, min(picture.height, round((box[1] + box[3]) * picture.height)))
    rows = [
        picture.pixels[row * picture.stride + left * 4 : row * picture.stride + right * 4] for row in range(top, bottom)
    ]
    cut = Rendered(right - left, bottom - top, (right - left) * 4, b"".join(rows))
    sides = picture.width, picture.height
    return cut, (left / sides[0], top / sides[1], (right - left) / sides[0], (bottom - top) / sides[1])
