"""What the viewers of evidence share: the reader, which asks the media room and keeps what was decoded."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from typing import TypeVar, cast

from reviewer_app.client.collector import at_rest
from reviewer_app.client.lanes import Lanes
from reviewer_app.client.trouble import Trouble
from reviewer_app.client.viewmodels.cannot import NOT_HERE, Cannot, cannot
from reviewer_app.client.workbench.bench import Bench
from reviewer_app.media import recipes
from reviewer_app.media.decoding import Decoding
from reviewer_app.media.derived import HasDerived
from reviewer_app.media.errors import CannotShow, NoSuchPlace, Reason
from reviewer_app.media.recipes import FRAME_SIDE, GLANCE_SIDE
from reviewer_app.media.room import MediaRoom, Probe
from reviewer_app.media.values import (
    ClipProbe,
    Code,
    DocumentProbe,
    Filmstrip,
    Frame,
    Looks,
    PageText,
    Picture,
    Pixels,
    Source,
    Transcript,
    Waveform,
)

T = TypeVar("T")
_Missed = tuple[Callable[[Source], object], Decoding, list[Callable[[object], None]]]
ROOM = 320 * 1024 * 1024
"""Bytes of decoded pictures that are kept: the case on the desk and the next one, with room for stepping."""

BATCH, CUES = "frames", "cues"
"""The kind of question whose answers are not kept here."""
FIRST = "first"
"""The kind of question whose answer may be a frame smaller than others are."""

VERIFYING = frozenset({"prepare", "looks", "tiles"})
"""The kinds of questions that are asked of the room that decodes whole clips."""

TELLING = frozenset({"probe", "prepare", FIRST, "poster", "frame", "picture", "page", "thumb", "cues"})
"""The kinds of questions that put evidence before the person: where one is refused, it was not seen."""

REFUSING = frozenset(reason.value for reason in Reason if reason is not Reason.CLOSED)
"""Codes that say that a file cannot be shown, unlike one that has not come, or has no such place."""


@dataclass(frozen=True, slots=True)
class WholeClip:
    """What a clip decoded to its end gives beside its poster, which is asked for by itself and before."""

    probe: ClipProbe
    filmstrip: Filmstrip
    waveform: Waveform


@dataclass(frozen=True, slots=True, eq=False)
class _Question:
    """What was asked and is not answered: who waits for it, and the decode that it takes where that may be long."""

    hears: list[Callable[[object], None]]
    going: Decoding = field(default_factory=Decoding)


class Reader:
    """Asks the media room on its lane and keeps what was decoded, bounded in bytes, least recently used out first.

    Lives on the screen's thread. Each question answers through `then`, at once where the answer is kept; trouble is
    an answer too (`Cannot`), so nothing raises. The same question asked twice is asked of the media room once. An asset
    is opened where it is read, on the lane of the media room: a hop less, and no queue behind what the disk writes. One
    that was answered with a file's not being here is asked again once it `came`, and answers a second time.
    `verifier` is a second room for decoding whole clips, on a lane of its own, so that frames need not wait for that,
    however many clips are to be decoded. `on_refusal` is told each file that could not be shown (its SHA-256, what was
    asked, whether it was refused), and when it could again.
    """

    def __init__(
        self, bench: Bench, media: MediaRoom, lanes: Lanes, room: int = ROOM, verifier: MediaRoom | None = None
    ) -> None:
        self._bench, self._media, self._lanes, self._room = bench, media, lanes, room
        self._verifier = verifier or media
        self._kept: OrderedDict[Hashable, object] = OrderedDict()
        self._weight = 0
        self._waiting: dict[tuple[Hashable, ...], _Question] = {}
        self._sources: dict[str, Source] = {}
        self._only: frozenset[str] | None = None
        self._refused: set[tuple[str, str]] = set()
        self._unshown: frozenset[str] = frozenset()
        self._missed: dict[str, dict[tuple[Hashable, ...], _Missed]] = {}
        self.on_refusal: Callable[[str, str, bool], None] = lambda sha256, question, refused: None

    def probe(self, sha256: str, then: Callable[[Probe | Cannot], None]) -> None:
        """What an asset is."""
        self._ask((sha256, "probe"), lambda source: self._media.probe(source), then)

    def prepare(self, sha256: str, then: Callable[[WholeClip | Cannot], None]) -> None:
        """A clip decoded to its end, with the filmstrip and waveform that come of it; only a whole one is played.

        `so_far` says how far that is; it is given up where the clip is let go of before.
        """
        going = Decoding()
        self._ask((sha256, "prepare"), lambda source: self._prepared(source, going), then, going)

    def so_far(self, sha256: str) -> float | None:
        """The share of a clip's time that has been decoded, 0 to 1, while it is being prepared."""
        question = self._waiting.get((sha256, "prepare"))
        return question.going.so_far if question is not None else None

    def _prepared(self, source: Source, going: Decoding) -> WholeClip:
        """What was made as the file came, where it was; else all of it out of one decode."""
        room = self._verifier
        if not isinstance(source, HasDerived) or source.derived(recipes.PROBE) is None:
            made = room.prepare(source, going=going)
            return WholeClip(made.probe, made.filmstrip, made.waveform)
        probe = room.probe(source, verify=True)
        if not isinstance(probe, ClipProbe):
            raise CannotShow(Reason.WRONG_FAMILY, "not a clip")
        film = room.filmstrip(source, recipes.TILES, recipes.TILE_HEIGHT)
        return WholeClip(probe, film, room.waveform(source, recipes.BUCKETS))

    def looks(self, sha256: str, then: Callable[[Looks | Cannot], None]) -> None:
        """What there is to see in a clip; given up as `prepare` is."""
        going = Decoding()
        self._ask((sha256, "looks"), lambda source: self._verifier.looks(source, going), then, going)

    def tiles(self, sha256: str, pts: tuple[int, ...], height: int, then: Callable[[Filmstrip | Cannot], None]) -> None:
        """The frames at these pts, ascending, small and side by side."""
        self._ask((sha256, "tiles", pts), lambda source: self._verifier.tiles(source, pts, height), then)

    def poster(self, sha256: str, then: Callable[[Frame | Cannot], None]) -> None:
        """The first frame of a clip."""
        self._ask((sha256, "poster"), lambda source: self._media.poster(source, FRAME_SIDE, FRAME_SIDE), then)

    def first(self, sha256: str, room: tuple[float, float], then: Callable[[Frame | Cannot], None]) -> None:
        """The first frame as soon as it can be shown in so many pixels; `poster` gives it as large as it gets.

        What was made small for that is read in a quarter of the time. Of a clip that is not prepared it is the poster.
        """
        if (sha256, "poster") in self._kept:
            self.poster(sha256, then)
            return

        def work(source: Source) -> Frame:
            small = self._media.glance(source) if min(room) <= GLANCE_SIDE else None
            if small is not None and (small.width >= room[0] or small.height >= room[1]):
                return small
            return self._media.poster(source, FRAME_SIDE, FRAME_SIDE)

        self._ask((sha256, FIRST), work, then)

    def after_paint(self, work: Callable[[], None]) -> None:
        """Calls `work` once what has just changed has been painted: nothing that it does is waited for."""
        self._lanes.idle(work)

    def frame(self, sha256: str, pts: int, then: Callable[[Frame | Cannot], None]) -> None:
        """The exact frame at a pts."""

        def work(source: Source) -> Frame:
            return self._media.frame(source, pts, max_w=FRAME_SIDE, max_h=FRAME_SIDE)

        self._ask((sha256, "frame", pts), work, then)

    def frames(self, sha256: str, pts: tuple[int, ...], then: Callable[[list[Frame] | Cannot], None]) -> None:
        """The exact frames at these pts, ascending; they are not kept here, for who asks holds them."""

        def work(source: Source) -> list[Frame]:
            return self._media.frames(source, pts, max_w=FRAME_SIDE, max_h=FRAME_SIDE)

        self._ask((sha256, BATCH, pts), work, then)

    def picture(self, sha256: str, side: int, then: Callable[[Picture | Cannot], None]) -> None:
        """A still picture no larger than `side`."""
        self._ask((sha256, "picture", side), lambda source: self._media.picture(source, side, side), then)

    def page(self, sha256: str, number: int, side: int, then: Callable[[Picture | Cannot], None]) -> None:
        """A page (from 1) as large as fits into `side`."""
        self._ask((sha256, "page", number, side), lambda source: self._media.page(source, number, side, side), then)

    def thumb(self, sha256: str, side: int, then: Callable[[Picture | Cannot], None]) -> None:
        """A small picture of a still or of a document's first page, whichever it is."""

        def work(source: Source) -> Picture:
            if isinstance(self._media.probe(source), DocumentProbe):
                return self._media.page(source, 1, side, side)
            return self._media.picture(source, side, side)

        self._ask((sha256, "thumb", side), work, then)

    def page_text(self, sha256: str, number: int, then: Callable[[PageText | Cannot], None]) -> None:
        """The text of a page (from 1)."""
        self._ask((sha256, "page_text", number), lambda source: self._media.page_text(source, number), then)

    def page_words(
        self, sha256: str, number: int, read: Callable[[PageText], T], then: Callable[[T | Cannot], None]
    ) -> None:
        """The text of a page (from 1) as `read` makes it, which may take long."""
        key = (sha256, "page_words", number, read)
        self._ask(key, lambda source: read(self._media.page_text(source, number)), then)

    def codes(self, sha256: str, page: int | None, then: Callable[[tuple[Code, ...] | Cannot], None]) -> None:
        """The two-dimensional codes of a still, or of a page (from 1), as text."""
        self._ask((sha256, "codes", page), lambda source: tuple(self._media.codes(source, page=page)), then)

    def cues(self, sha256: str, read: Callable[[Transcript], T], then: Callable[[T | Cannot], None]) -> None:
        """The cues of a transcript as `read` makes them, which may take long and knows the case: nothing is kept."""

        def work(source: Source) -> T:
            with at_rest():
                return read(self._media.cues(source))

        self._ask((sha256, CUES, read), work, then)

    def apart(self, work: Callable[[], T], then: Callable[[T], None]) -> None:
        """Works something long out beside the media process, off the screen's thread, one after the other."""

        def rested() -> T:
            with at_rest():  # a search for cycles among what is being made would hold the screen up too
                return work()

        self._lanes.reading(rested, then)

    def source(self, sha256: str, then: Callable[[Source | Cannot], None]) -> None:
        """The bytes of an asset, for the player."""
        if sha256 in self._sources:
            then(self._sources[sha256])
            return

        def found(source: Source) -> None:
            self._hold(sha256, source)
            then(source)

        self._lanes.store(lambda: self._bench.source(sha256), found, lambda trouble: then(cannot(trouble)))

    def came(self, sha256s: frozenset[str]) -> None:
        """These are on this computer now: what was asked of them meanwhile is asked again."""
        for sha256 in sha256s & self._missed.keys():
            for key, (work, going, waiting) in self._missed.pop(sha256).items():
                for hear in waiting:
                    self._ask(key, work, hear, going)

    def doubt(self, sha256s: frozenset[str]) -> None:
        """These, and no others, count as files that cannot be shown: it is told where one of them can."""
        self._unshown = sha256s

    def unreadable(self, sha256: str, anew: Callable[[], None]) -> None:
        """The player could not read a clip on: it has not been shown, and its bytes are not relied on any more.

        Where they were altered on the disk the file comes anew: then `anew` is called, to ask for the clip again.
        """
        self._sources.pop(sha256, None)

        def stays(source: Source) -> None:
            self.on_refusal(sha256, "play", True)

        def comes(trouble: Trouble) -> None:
            found = self._kept.pop((sha256, "prepare"), None)
            self._weight -= _weight(found) if found is not None else 0
            anew()

        self._lanes.media(lambda: self._bench.source(sha256), stays, comes)

    def keeps(self, *key: Hashable) -> bool:
        """Whether an answer is here already; for tests of preparing ahead."""
        return key in self._kept

    def forget(self, sha256s: frozenset[str]) -> None:
        """Lets go of everything about assets other than these, now and when it comes: their lease may be over.

        What is being decoded of them to its end is given up.
        """
        self._only = sha256s
        for key in [key for key in self._waiting if key[1] in VERIFYING and key[0] not in sha256s]:
            self._waiting.pop(key).going.give_up()
        gone = ({str(cast(tuple[str, ...], key)[0]) for key in self._kept} | self._sources.keys()) - sha256s
        past = {key: self._kept.pop(key) for key in list(self._kept) if cast(tuple[str, ...], key)[0] not in sha256s}
        self._weight -= sum(_weight(found) for found in past.values())
        self._sources = {sha: source for sha, source in self._sources.items() if sha in sha256s}
        self._refused = {one for one in self._refused if one[0] in sha256s}
        self._missed = {sha: missed for sha, missed in self._missed.items() if sha in sha256s}
        if gone:  # not now: what comes to the desk instead is waited for, and to free megabytes takes a while too
            self._lanes.idle(lambda: self._lanes.media(lambda: self._let_go(gone, past), lambda nothing: None))

    def _let_go(self, gone: set[str], past: dict[Hashable, object]) -> None:
        past.clear()
        for room in {self._media, self._verifier}:
            room.forget(gone)

    def _ask(
        self,
        key: tuple[Hashable, ...],
        work: Callable[[Source], T],
        then: Callable[[T | Cannot], None],
        going: Decoding | None = None,
    ) -> None:
        if key in self._kept:
            self._kept.move_to_end(key)
            then(cast(T, self._kept[key]))
            return
        hear = cast(Callable[[object], None], then)
        if key in self._waiting:
            self._waiting[key].hears.append(hear)
            return
        self._waiting[key] = _Question([hear], going or Decoding())
        self._decode(key, work, self._sources.get(str(key[0])))

    def _decode(self, key: tuple[Hashable, ...], work: Callable[[Source], T], known: Source | None) -> None:
        sha256, question = str(key[0]), self._waiting[key]

        def look() -> tuple[Source, T | Cannot]:
            source = known if known is not None else self._bench.source(sha256)
            try:
                return source, work(source)
            except (CannotShow, NoSuchPlace) as error:
                if isinstance(error, CannotShow) and error.reason is Reason.UNREADABLE:
                    self._bench.source(sha256)  # raises where the bytes were found altered: they come anew
                return source, cannot(error)

        def looked(found: tuple[Source, T | Cannot]) -> None:
            if self._waiting.get(key) is question:  # else it was given up, and may have been asked anew
                self._hold(sha256, found[0])
                self._answer(key, found[1])

        def failed(trouble: Trouble) -> None:
            if self._waiting.get(key) is question:
                self._not_opened(key, work, cannot(trouble))

        lane = self._lanes.verifying if key[1] in VERIFYING else self._lanes.media
        (self._lanes.reading if key[1] == CUES else lane)(look, looked, failed)

    def _not_opened(self, key: tuple[Hashable, ...], work: Callable[[Source], object], why: Cannot) -> None:
        """A file could not be opened: what was asked of one that is not here is kept, to be asked again.

        One that the server says cannot be shown may come all the same, and says itself what it is.
        """
        if why.code in (NOT_HERE.code, Reason.UNKNOWN_KIND.value):
            self._sources.pop(str(key[0]), None)
            question = self._waiting[key]
            missed = self._missed.setdefault(str(key[0]), {}).setdefault(key, (work, question.going, []))
            missed[2].extend(question.hears)
        self._answer(key, why)

    def _hold(self, sha256: str, source: Source) -> None:
        if self._only is None or sha256 in self._only:
            self._sources.setdefault(sha256, source)

    def _tell(self, key: tuple[Hashable, ...], found: object) -> None:
        sha256, kind = str(key[0]), str(key[1])
        told = kind in TELLING and not (isinstance(found, Cannot) and found.code not in REFUSING)
        refused = isinstance(found, Cannot) or (isinstance(found, WholeClip) and not found.probe.whole)
        question = f"{kind} {key[2]}" if kind == "page" else kind
        if told and (refused or sha256 in self._unshown or (sha256, question) in self._refused):
            (self._refused.add if refused else self._refused.discard)((sha256, question))
            self.on_refusal(sha256, question, refused)

    def _answer(self, key: tuple[Hashable, ...], found: object) -> None:
        self._tell(key, found)
        if not isinstance(found, Cannot):
            self._keep_answer(key, found)
        for hear in self._waiting.pop(key).hears:
            hear(found)

    def _keep_answer(self, key: tuple[Hashable, ...], found: object) -> None:
        asset, kind = key[0], key[1]
        if kind in (BATCH, CUES):
            return
        if kind == FIRST and isinstance(found, Frame) and max(found.width, found.height) != GLANCE_SIDE:
            key, kind = (asset, "poster"), "poster"  # none was made smaller: this is all of it
        self._keep(key, found)
        if isinstance(found, Frame) and kind != FIRST:
            self._keep((asset, "frame", found.pts), found)

    def _keep(self, key: tuple[Hashable, ...], found: object) -> None:
        if self._only is not None and key[0] not in self._only:
            return
        if key in self._kept:
            self._weight -= _weight(self._kept.pop(key))
        self._kept[key] = found
        self._weight += _weight(found)
        while self._weight > self._room and len(self._kept) > 1:
            self._weight -= _weight(self._kept.popitem(last=False)[1])


def _weight(found: object) -> int:
    if isinstance(found, WholeClip):
        return len(found.filmstrip.pixels)
    return len(found.pixels) if isinstance(found, Pixels) else 1024
