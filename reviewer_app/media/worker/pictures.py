"""Owns opened pictures, still ones and each one of those that move: upright, scaled, on white."""

import struct
from typing import Any, Final

from PIL import Image, ImageOps, WebPImagePlugin

from reviewer_app.media.errors import CannotShow, NoSuchPlace, Reason
from reviewer_app.media.gate import Kind
from reviewer_app.media.worker.render import Rendered, fit
from reviewer_app.media.worker.source import RangeFile

MAX_PIXELS: Final = 50_000_000
"""Pixels of a still: the full sensor of a common telephone."""
MAX_FRAMES: Final = 1_000
MAX_MOVING_PIXELS: Final = 200_000_000
"""Pictures of a file that moves, and their pixels together: more are not leafed through, nor decoded in time."""
_FORMATS: Final = {Kind.JPEG: "JPEG", Kind.PNG: "PNG", Kind.WEBP: "WEBP", Kind.GIF: "GIF"}
_MOVING: Final = frozenset({Kind.PNG, Kind.WEBP, Kind.GIF})
_ORIENTATION: Final = 0x0112
_BROKEN: Final = (OSError, ValueError, SyntaxError, EOFError, IndexError, struct.error)  # what Pillow's plugins raise

Image.MAX_IMAGE_PIXELS = MAX_PIXELS
# Register the formats now rather than under the first request: this one, and GIF, JPEG and PNG by preinit.
assert WebPImagePlugin.WebPImageFile.format == "WEBP"  # noqa: S101
Image.preinit()


class Still:
    """One picture file; it is decoded anew for each request, which is what keeps little in memory.

    One that moves stays open while it is leafed through: a picture of it is told by those before.
    """

    def __init__(self, file: RangeFile, kind: Kind) -> None:
        self._file = file
        self._kind = kind
        self._moving: Image.Image | None = None
        if kind not in _FORMATS:
            raise CannotShow(Reason.WRONG_FAMILY, f"{kind.container} is no picture")

    def close(self) -> None:
        """Let go of what is open."""
        self._moving = None

    def rest(self) -> None:
        """Let go of what is open, which is opened again."""
        self._moving = None

    def probe(self, verify: bool) -> tuple[dict[str, Any], bytes]:
        """Describe the picture (the fields of PictureProbe); with `verify`, decode it."""
        image = self._open()
        try:
            width, height = _upright(image)
            frames = self._frames(image)
        except _BROKEN as failed:
            raise self._cannot(failed) from failed
        if verify:
            for number in range(1, frames + 1):  # one that is damaged is so for who looks at the first alone, too
                self.page(number, (64, 64), (0.0, 0.0, 1.0, 1.0))
            self.rest()
        return {"container": self._kind.container, "width": width, "height": height, "frames": frames}, b""

    def picture(
        self, limit: tuple[int, int], box: tuple[float, float, float, float] | None
    ) -> tuple[dict[str, Any], Rendered]:
        """The picture, or `box` of it (fractions of the upright picture), upright and no larger than `limit`."""
        image = self._open()
        return self._rendered(image, limit, box)

    def page(
        self, number: int, limit: tuple[int, int], box: tuple[float, float, float, float] | None = None
    ) -> tuple[dict[str, Any], Rendered]:
        """Picture `number` (from 1) of a file that moves, as `picture` gives the only one."""
        image, self._moving = self._moving or self._open(), None
        try:
            frames = self._frames(image)
            if not 1 <= number <= frames:
                raise NoSuchPlace(f"picture {number}")
            image.seek(number - 1)
        except _BROKEN as failed:
            raise self._cannot(failed) from failed
        made = self._rendered(image, limit, box)
        self._moving = image if frames > 1 else None
        return made

    def _rendered(
        self, image: Image.Image, limit: tuple[int, int], box: tuple[float, float, float, float] | None
    ) -> tuple[dict[str, Any], Rendered]:
        try:
            width, height = _upright(image)
            if box is None:
                # A JPEG can be decoded at a fraction of its size; its sides may still be swapped here.
                image.draft("RGB", (max(limit), max(limit)))
            image = ImageOps.exif_transpose(image)
            if box is not None:
                image = image.crop(_edges(box, image.width, image.height))
            size = fit(image.width, image.height, limit)
            image = _on_white(image).resize(size, Image.Resampling.LANCZOS, reducing_gap=2.0)
        except _BROKEN as failed:
            raise self._cannot(failed) from failed
        rendered = Rendered(image.width, image.height, image.width * 4, image.convert("RGBA").tobytes("raw", "BGRA"))
        return {"full_width": width, "full_height": height}, rendered

    def _frames(self, image: Image.Image) -> int:
        """How many pictures a file that moves holds; a GIF is walked to its end for it. Raises CannotShow for too many.

        A photograph with a preview, a map of depths or a second lens beside it (MPF) is one picture: its first.
        """
        frames = int(getattr(image, "n_frames", 1)) if self._kind in _MOVING else 1
        if frames > MAX_FRAMES or (frames > 1 and frames * image.width * image.height > MAX_MOVING_PIXELS):
            raise CannotShow(Reason.TOO_LARGE, f"{frames} pictures of {image.width}x{image.height}")
        return frames

    def _cannot(self, failed: Exception) -> CannotShow:
        """Pillow says of a decoder that had no memory what it says of damage, but for the words."""
        reason = Reason.NO_MEMORY if "out of memory" in str(failed) else Reason.DAMAGED
        return CannotShow(reason, f"{self._kind.container}: {type(failed).__name__}")

    def _open(self) -> Image.Image:
        self._file.seek(0)
        try:
            image = Image.open(self._file, formats=(_FORMATS[self._kind],))  # type: ignore[arg-type]  # has what it uses
        except Image.DecompressionBombError as failed:
            raise CannotShow(Reason.TOO_LARGE, self._kind.container) from failed
        except _BROKEN as failed:
            raise self._cannot(failed) from failed
        if image.width * image.height > MAX_PIXELS:
            raise CannotShow(Reason.TOO_LARGE, f"{image.width}x{image.height}")
        return image


def _upright(image: Image.Image) -> tuple[int, int]:
    swapped = image.getexif().get(_ORIENTATION, 1) in (5, 6, 7, 8)
    return (image.height, image.width) if swapped else image.size


def _edges(box: tuple[float, float, float, float], width: int, height: int) -> tuple[int, int, int, int]:
    left, top = int(box[0] * width), int(box[1] * height)
    right, bottom = min(width, round((box[0] + box[2]) * width)), min(height, round((box[1] + box[3]) * height))
    if not (0 <= left < width and 0 <= top < height and right > left and bottom > top):
        raise NoSuchPlace("box outside the picture")
    return left, top, right, bottom


def _on_white(image: Image.Image) -> Image.Image:
    if image.mode.startswith("I;16"):
        image = image.point(lambda value: value / 256).convert("L")
    if not image.has_transparency_data:
        return image.convert("RGB")
    paper = Image.new("RGBA", image.size, "white")
    return Image.alpha_composite(paper, image.convert("RGBA")).convert("RGB")
