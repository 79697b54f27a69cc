"""Owns what is derived from an asset ahead: names with a version that changes with how they are made, and sizes."""

from collections.abc import Iterator
from typing import Final

FRAME_SIDE: Final = 1920
"""Pixels: the longest side of a frame on the desk; its digest is over the whole frame all the same."""
GLANCE_SIDE: Final = 960
"""Pixels: the longest side of a clip's first frame as it is shown until the whole of it has been read, four times as
many bytes; as large as a window of 1920 x 1080 shows it, and more."""
TILES: Final = 60
TILE_HEIGHT: Final = 96
"""Frames of a filmstrip that is made ahead, and their height in pixels."""
BUCKETS: Final = 2_000
"""Stretches of a waveform that is made ahead."""
STILL_SIDE: Final = 1600
"""Pixels: the longest side of a picture or page that is made ahead."""
THUMB_SIDE: Final = 96
PAGES: Final = 3
"""How many pages of a document are made ahead."""

# A number is raised when what is made under the name would come out otherwise: another decoder, size or layout.
PROBE: Final = "probe 2"
"""What the asset is, decoded to its end."""
POSTER: Final = "poster 1"
GLANCE: Final = "glance 1"
FILMSTRIP: Final = "filmstrip 1"
WAVEFORM: Final = "waveform 2"
LOOKS: Final = "looks 1"
PICTURE: Final = "picture 1"
THUMB: Final = "thumb 1"


def page(number: int) -> str:
    """The recipe of a document's page (from 1)."""
    return f"page {number} 1"


def _made() -> Iterator[str]:
    yield from (PROBE, POSTER, GLANCE, FILMSTRIP, WAVEFORM, LOOKS, PICTURE, THUMB)
    yield from (page(number) for number in range(1, PAGES + 1))


PREPARED: Final = f"all of: {', '.join(_made())}"
"""Says that an asset has all that is made of it by these recipes: written last, with nothing in it.

With other recipes its name is another, and what an earlier version prepared is prepared again.
"""


def every() -> Iterator[str]:
    """All recipes, `PREPARED` among them; what was made by others is not needed any more."""
    yield from (*_made(), PREPARED)
