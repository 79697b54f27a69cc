"""Owns how pictures are derived that are made ahead: their sizes, and a version that changes with how they are made."""

from typing import Final

FRAME_SIDE: Final = 1920
"""Pixels: the longest side of a frame on the desk; its digest is over the whole frame all the same."""
TILES: Final = 60
TILE_HEIGHT: Final = 96
"""Frames of a filmstrip that is made ahead, and their height in pixels."""
BUCKETS: Final = 2_000
"""Stretches of a waveform that is made ahead."""
