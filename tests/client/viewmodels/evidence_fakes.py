"""A media room without decoders, for view models in milliseconds: clips, pictures and pages made up on demand."""

from __future__ import annotations

import hashlib
from array import array
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import TypeVar, cast

from reviewer_app.client.lanes import InlineLanes
from reviewer_app.client.trouble import Trouble
from reviewer_app.client.viewmodels.evidence import Reader
from reviewer_app.client.workbench.bench import Bench
from reviewer_app.media.decoding import Decoding
from reviewer_app.media.errors import CannotShow, Reason
from reviewer_app.media.room import MediaRoom
from reviewer_app.media.values import (
    BytesSource,
    ClipProbe,
    Code,
    Cue,
    DocumentProbe,
    Filmstrip,
    Frame,
    Looks,
    PageText,
    Picture,
    PictureProbe,
    PreparedClip,
    Source,
    Transcript,
    Waveform,
)

T = TypeVar("T")
TICKS = (1, 15_360)
#: Frames that no rate explains: two short ones, a long one, then even ones.
UNEVEN = (1024, 1280, 1536, 3072, *range(3584, 3584 + 512 * 40, 512))
#: As most files are: even frames, the first at zero.
FROM_ZERO = tuple(range(0, 512 * 40, 512))


def sha_of(pts: int) -> str:
    """The digest of the frame at a pts."""
    return hashlib.sha256(str(pts).encode()).hexdigest()


def frame_at(pts: int) -> Frame:
    """A frame of two pixels."""
    return Frame(2, 1, 8, bytes(8), pts, TICKS, sha_of(pts))


def clip_probe(pts: tuple[int, ...] = UNEVEN, whole: bool | None = None) -> ClipProbe:
    """A clip with these frames; the last one lasts 512 units."""
    packed, flaw = array("q", pts).tobytes(), Reason.DAMAGED if whole is False else None
    return ClipProbe(
        "mp4", 160, 96, 0, TICKS, pts[0], pts[-1] + 512, (30, 1), "h264", "aac", packed, whole, 0 if whole else 1, flaw
    )


@dataclass(eq=False)
class FakeMedia:
    """Answers like the media room; `asked` names every question, `cannot` is raised for an asset."""

    pages: dict[str, int] = field(default_factory=dict)
    asked: list[tuple[object, ...]] = field(default_factory=list)
    cannot: dict[str, CannotShow] = field(default_factory=dict)
    whole: bool = True
    pts: tuple[int, ...] = UNEVEN
    clips: set[str] = field(default_factory=set)
    gone: set[str] = field(default_factory=set)
    glances: dict[str, Frame] = field(default_factory=dict)
    codes_on: dict[str, list[Code]] = field(default_factory=dict)
    untimed: tuple[str, ...] = ()
    texts: dict[tuple[str, int], PageText] = field(default_factory=dict)

    def _ask(self, *question: object) -> None:
        self.asked.append(question)
        trouble = self.cannot.get(str(question[1]))
        if trouble is not None:
            raise trouble

    def probe(self, source: Source, *, verify: bool = False) -> ClipProbe | PictureProbe | DocumentProbe:
        """A clip where it is known as one, a document where it has pages, else a picture."""
        self._ask("verify" if verify else "probe", source.sha256)
        if source.sha256 in self.clips:
            return clip_probe(self.pts, whole=self.whole if verify else None)
        if source.sha256 in self.pages:
            return DocumentProbe("pdf", ((595.0, 842.0),) * self.pages[source.sha256])
        return PictureProbe("png", 40, 30, 1)

    def prepare(self, source: Source, *, going: Decoding | None = None) -> PreparedClip:
        """A clip that was decoded to its end: two small frames, and half a second of sound."""
        self._ask("prepare", source.sha256)
        if going is not None:
            going.check()
        film = Filmstrip(4, 1, 16, bytes(16), (self.pts[0], self.pts[20]), 2)
        wave = Waveform(Fraction(1, 4), bytes([0, 100, 0, 0]))
        return PreparedClip(
            clip_probe(self.pts, whole=self.whole), frame_at(self.pts[0]), None, film, wave, self.looks_at()
        )

    def looks_at(self) -> Looks:
        """Every other frame shows something else."""
        return Looks(array("q", self.pts[::2]).tobytes())

    def looks(self, source: Source, going: Decoding) -> Looks:
        """What there is to see."""
        self._ask("looks", source.sha256)
        going.check()
        return self.looks_at()

    def tiles(self, source: Source, pts: Sequence[int], height: int) -> Filmstrip:
        """A pixel for each."""
        self._ask("tiles", source.sha256, tuple(pts))
        return Filmstrip(len(pts), 1, 4 * len(pts), bytes(4 * len(pts)), tuple(pts), 1)

    def frames(self, source: Source, pts: Sequence[int], *, max_w: int, max_h: int) -> list[Frame]:
        """The frames at several pts."""
        return [self.frame(source, one, max_w=max_w, max_h=max_h) for one in pts]

    def forget(self, sha256s: Iterable[str]) -> None:
        """Notes what is let go of."""
        self.gone |= set(sha256s)

    def frame(self, source: Source, pts: int, *, max_w: int, max_h: int) -> Frame:
        """The frame at a pts."""
        self._ask("frame", source.sha256, pts)
        return frame_at(pts)

    def glance(self, source: Source) -> Frame | None:
        """The first frame smaller, where it was made ahead."""
        return self.glances.get(source.sha256)

    def poster(self, source: Source, max_w: int, max_h: int) -> Frame:
        """The first frame."""
        self._ask("poster", source.sha256)
        return frame_at(self.pts[0])

    def picture(self, source: Source, max_w: int, max_h: int) -> Picture:
        """A picture of 40 x 30."""
        self._ask("picture", source.sha256, max_w)
        return Picture(40, 30, 160, bytes(4800), 40, 30)

    def page(self, source: Source, number: int, max_w: int, max_h: int) -> Picture:
        """A page whose longest side is as asked."""
        self._ask("page", source.sha256, number, max_h)
        return Picture(max_w, 1, 4 * max_w, bytes(4 * max_w), 595, 842)

    def codes(self, source: Source, *, page: int | None = None) -> list[Code]:
        """The codes that a test put there."""
        self._ask("codes", source.sha256, page or 1)
        return list(self.codes_on.get(source.sha256, ()))

    def page_text(self, source: Source, number: int) -> PageText:
        """What a page was given as text, none by default."""
        self._ask("page_text", source.sha256, number)
        return self.texts.get((source.sha256, number), PageText("", ()))

    def cues(self, source: Source) -> Transcript:
        """Two lines, and what a test gave that has no time."""
        self._ask("cues", source.sha256)
        said = Cue(Fraction(0), Fraction(1, 2), "家人们晚上好"), Cue(Fraction(1, 2), Fraction(1), "全网最低价")
        return Transcript(said, self.untimed)


class Assets:
    """The one verb that viewers use; `missing` assets are not on this computer."""

    def __init__(self) -> None:
        self.missing: set[str] = set()
        self.opened: list[str] = []

    def source(self, sha256: str) -> Source:
        """Bytes of no meaning."""
        if sha256 in self.missing:
            raise Trouble(sha256)
        self.opened.append(sha256)
        return BytesSource(b"x", sha256)


class HeldLanes(InlineLanes):
    """Lanes whose media work waits until `go`: what comes late can be tried."""

    def __init__(self) -> None:
        super().__init__()
        self.held: list[Callable[[], None]] = []

    def media(
        self, work: Callable[[], T], then: Callable[[T], None], failed: Callable[[Trouble], None] | None = None
    ) -> None:
        """Keeps the work."""
        self.held.append(lambda: self.store(work, then, failed))

    verifying = media
    reading = media

    def go(self, count: int | None = None) -> None:
        """Does the first `count` pieces of work that wait, or all, those that come of it too."""
        while self.held and (count is None or count > 0):
            self.held.pop(0)()
            count = count - 1 if count is not None else None


def reader_of(media: FakeMedia, lanes: InlineLanes | None = None, room: int = 1 << 20) -> tuple[Reader, Assets]:
    """A reader over the made-up media room, and the assets it opens."""
    assets = Assets()
    return Reader(cast(Bench, assets), cast(MediaRoom, media), lanes or InlineLanes(), room), assets
