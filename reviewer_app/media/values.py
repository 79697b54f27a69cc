"""Owns what the media room hands out: plain frozen values without any decoder's types."""

from array import array
from dataclasses import dataclass
from fractions import Fraction
from typing import Final, Protocol

from reviewer_app.media.errors import Reason


class Source(Protocol):
    """The bytes of one asset, wherever they lie; read only while a request is under way, on the caller's thread."""

    @property
    def size(self) -> int:
        """Length in bytes."""

    @property
    def sha256(self) -> str:
        """The digest that names the asset, 64 hex digits."""

    def read(self, offset: int, length: int) -> bytes:
        """Return exactly `length` bytes from `offset`; raise OSError when they cannot be had unaltered."""


@dataclass(frozen=True, slots=True)
class BytesSource:
    """An asset that is in memory already."""

    content: bytes
    sha256: str

    @property
    def size(self) -> int:
        """Length in bytes."""
        return len(self.content)

    def read(self, offset: int, length: int) -> bytes:
        """Return `length` bytes from `offset`."""
        return self.content[offset : offset + length]


@dataclass(frozen=True, slots=True)
class Pixels:
    """A picture ready to be wrapped: rows of 32-bit pixels, bytes B, G, R, 255 (Qt's Format_RGB32 on little endian).

    `stride` is the distance of two rows in bytes; the last row is whole. Opaque throughout, so that straight and
    premultiplied are the same; what was transparent lies on white.
    """

    width: int
    height: int
    stride: int
    pixels: bytes


@dataclass(frozen=True, slots=True)
class Picture(Pixels):
    """A still picture or a page, upright and scaled; `full_width` and `full_height` are those of the whole original.

    For a page they are in points of 1/72 inch, rounded up.
    """

    full_width: int
    full_height: int


@dataclass(frozen=True, slots=True)
class Frame(Pixels):
    """One presented frame, upright, in square pixels.

    `pts` counts in `time_base` (numerator, denominator) seconds as stored in the stream. `sha256` is over the
    software-decoded planes in their native pixel format, cropped, rows packed, planes in order: what
    `ffmpeg -noautorotate -i CLIP -map 0:v:0 -f framehash -hash sha256` prints for it.
    """

    pts: int
    time_base: tuple[int, int]
    sha256: str


@dataclass(frozen=True, slots=True)
class Filmstrip(Pixels):
    """Small frames side by side in one picture, each `tile_width` wide; tile k is the frame presented at `pts[k]`.

    The frames are spread evenly over the clip, the first one first, or those that were asked for; `pts` ascend, in the
    stream's time base.
    """

    pts: tuple[int, ...]
    tile_width: int


@dataclass(frozen=True, slots=True)
class Waveform:
    """How loud a clip is: bucket k covers the half-open stretch [k, k + 1) * `bucket_s` seconds from its first frame.

    `peaks` holds for each bucket the lowest and the highest sample of all channels as two signed bytes, full scale
    being 127; a stretch without sound is (0, 0). A clip that has no sound at all has no buckets.
    """

    bucket_s: Fraction
    peaks: bytes

    @property
    def buckets(self) -> int:
        """How many buckets."""
        return len(self.peaks) // 2


@dataclass(frozen=True, slots=True)
class Code:
    """A two-dimensional code found in a picture: what it says, as text, and its box. It is never opened."""

    text: str
    box: "Box"


@dataclass(frozen=True, slots=True)
class ClipProbe:
    """What is known of a clip without playing it.

    `pts_bytes` are the pts of all presented frames, ascending, as packed native int64 (`pts` unpacks them).
    `end_pts` is where the last frame ends, so that the clip is the half-open range [first_pts, end_pts).
    `rotation` is how many degrees clockwise the stored picture was turned to be upright. `whole` says whether every
    frame decoded to the end of the file, of all that a player would open: None when nobody has tried (`verify=False`).
    `flaw` is why it is not whole.
    """

    container: str
    width: int
    height: int
    rotation: int
    time_base: tuple[int, int]
    first_pts: int
    end_pts: int
    average_rate: tuple[int, int]
    video_codec: str
    audio_codec: str | None
    pts_bytes: bytes
    whole: bool | None
    damaged_frames: int
    flaw: Reason | None = None

    @property
    def has_audio(self) -> bool:
        """Whether there is sound."""
        return self.audio_codec is not None

    @property
    def pts(self) -> "array[int]":
        """The pts of all presented frames, ascending."""
        unpacked = array("q")
        unpacked.frombytes(self.pts_bytes)
        return unpacked

    @property
    def frame_count(self) -> int:
        """How many frames are presented."""
        return len(self.pts_bytes) // 8

    @property
    def duration(self) -> Fraction:
        """Seconds from the first presented instant to the end of the last frame."""
        return (self.end_pts - self.first_pts) * Fraction(*self.time_base)


MAX_LOOKS: Final = 2_000
"""Looks of one clip; of hours that change all the time no more are listed."""


@dataclass(frozen=True, slots=True)
class Looks:
    """What there is to see in a clip: the pts, ascending, of each picture that shows another thing than the one before.

    Every picture that stands for a tenth of a second is among them, and the first always; `pts_bytes` are packed native
    int64, at most MAX_LOOKS.
    """

    pts_bytes: bytes

    @property
    def pts(self) -> tuple[int, ...]:
        """The pts."""
        unpacked = array("q")
        unpacked.frombytes(self.pts_bytes)
        return tuple(unpacked)


@dataclass(frozen=True, slots=True)
class PreparedClip:
    """What one decode of a clip to its end gives: `probe` is verified, `poster` is the first presented frame.

    `glance` is the same frame smaller; None where it is no larger to begin with.
    """

    probe: ClipProbe
    poster: Frame
    glance: Frame | None
    filmstrip: Filmstrip
    waveform: Waveform
    looks: Looks


@dataclass(frozen=True, slots=True)
class PictureProbe:
    """What is known of a still picture: its upright size in pixels and how many pictures the file holds."""

    container: str
    width: int
    height: int
    frames: int


@dataclass(frozen=True, slots=True)
class DocumentProbe:
    """What is known of a document: width and height of each page in points of 1/72 inch, upright."""

    container: str
    page_sizes: tuple[tuple[float, float], ...]

    @property
    def page_count(self) -> int:
        """How many pages."""
        return len(self.page_sizes)


Box = tuple[float, float, float, float]
"""x, y, width, height as fractions of the upright picture, origin top left."""


@dataclass(frozen=True, slots=True)
class Word:
    """A word on a page: its text, where it starts in the page's text (code points), and its box."""

    text: str
    start: int
    box: Box


@dataclass(frozen=True, slots=True)
class PageText:
    """The text of a page as the document stores it, and its words in that order."""

    text: str
    words: tuple[Word, ...]


@dataclass(frozen=True, slots=True)
class Cue:
    """A line of a transcript: half-open range in seconds, and plain text without markup."""

    start_s: Fraction
    end_s: Fraction
    text: str


@dataclass(frozen=True, slots=True)
class Transcript:
    """The cues of a transcript in the order in which they start, and its text that is on the screen at no time."""

    cues: tuple[Cue, ...]
    untimed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Confinement:
    """What held for the worker on this machine: each is best effort and says so."""

    limits: bool
    network: str
    files: str
    versions: dict[str, str]
