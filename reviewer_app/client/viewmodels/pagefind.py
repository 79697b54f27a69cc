"""Finding words on a filing's pages without a screen: in the text that pages store, else in what a machine read."""

from __future__ import annotations

import unicodedata
from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import accumulate, islice

from reviewer_app.client.viewmodels.cannot import Cannot
from reviewer_app.client.viewmodels.evidence import Reader
from reviewer_app.client.viewmodels.observing import Observed
from reviewer_app.domain.cases import Box, FiledDocument
from reviewer_app.media.room import Probe
from reviewer_app.media.values import DocumentProbe, PageText

MOST_PAGES = 400
"""Pages of a filing that are searched; a document may have thousands, and each is read in the background."""
MOST_LETTERS = 2_000_000
"""Code points of pages that are searched: 400 pages full of small print. What is read stays in memory."""
MOST_MARKED = 1000
"""Places found on a page that are marked; the others are counted, and can be gone to."""

Key = tuple[int, int]
"""A paper and a page of it."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A place that was found: the paper, the page, and the boxes of its words; none where nothing is drawn of them."""

    document: int
    page: int
    boxes: tuple[Box, ...]


@dataclass(frozen=True, slots=True)
class _Squeezed:
    """A text without blanks and in one case, with the place that each character had."""

    text: str
    places: Sequence[int]


@dataclass(frozen=True, slots=True)
class _Written:
    """A page by the text that it stores: from where to where each word stands in it, and its box, four numbers each."""

    text: _Squeezed
    starts: Sequence[int]
    ends: Sequence[int]
    boxes: Sequence[float]

    @classmethod
    def of(cls, page: PageText) -> _Written:
        """A page made ready to be searched, which takes long where it is long."""
        words = page.words
        starts, ends = array("L", [w.start for w in words]), array("L", [w.start + len(w.text) for w in words])
        return cls(_squeezed(page.text), starts, ends, array("d", [side for word in words for side in word.box]))

    def count(self, wanted: str) -> int:
        """In how many places words stand."""
        return self.text.text.count(wanted)

    def places(self, wanted: str) -> Iterator[int]:
        """Where they do."""
        at = 0
        while (at := self.text.text.find(wanted, at)) >= 0:
            yield at
            at += len(wanted)

    def boxes_at(self, place: int, wanted: str) -> tuple[Box, ...]:
        """The boxes of the words that a place touches."""
        first, last = self.text.places[place], self.text.places[place + len(wanted) - 1]
        touched = range(bisect_right(self.ends, first), bisect_right(self.starts, last))
        return _joined([_box_of(self.boxes[4 * n : 4 * n + 4]) for n in touched])


@dataclass(frozen=True, slots=True)
class _Scanned:
    """A page by what a machine read there: each reading with its box, from the top."""

    readings: tuple[tuple[str, Box], ...]

    def count(self, wanted: str) -> int:
        """How many readings have words in them."""
        return sum(wanted in text for text, _box in self.readings)

    def places(self, wanted: str) -> Iterator[int]:
        """Which they are."""
        return (at for at, (text, _box) in enumerate(self.readings) if wanted in text)

    def boxes_at(self, place: int, wanted: str) -> tuple[Box, ...]:
        """The box of a reading."""
        return (self.readings[place][1],)


_Page = _Written | _Scanned


class PageFind(Observed):
    """The search over a filing's pages. Lives on the screen's thread; pages come through the reader, one by one.

    A page is made ready off that thread, and counted at each key press; where its words stand is worked out for the
    place that one is at and the page that is shown. `count` is how many places there are, `at` the one gone to last
    (from 0; -1 for none), `hit` what it is; `reading` says that pages are still to come, `cut` that there are more than
    are searched.
    """

    def __init__(self, reader: Reader) -> None:
        super().__init__()
        self._reader = reader
        self._turn = 0
        self._forget(())

    def _forget(self, documents: tuple[FiledDocument, ...]) -> None:
        self._turn += 1
        self._documents = documents
        self._written: dict[Key, _Written] = {}
        self._scanned: dict[Key, _Scanned] = {}
        self._pictures: set[int] = set()
        self._queue: list[Key] = []
        self._begun, self._looping, self._probed, self._letters = False, False, 0, 0
        self._awaited: Key | None = None
        self._found: dict[Key, tuple[_Page, int]] = {}
        self._order: list[Key] = []
        self._sums: list[int] = []
        self._marked: dict[Key, tuple[Box, ...]] = {}
        self._here: tuple[Key, int] | None = None
        self._wanted, self.words = "", ""
        self.hit: Hit | None = None
        self.reading, self.cut = False, False

    def show(self, documents: tuple[FiledDocument, ...]) -> None:
        """Searches in these papers from now on; nothing is read before something is sought."""
        self._forget(documents)
        self.changed()

    def seek(self, words: str) -> None:
        """Looks for words; case, width and blanks do not count."""
        self.words, self._wanted, self._here, self.hit = words, _squeezed(words).text, None, None
        if self._wanted and not self._begun:
            self._begin()
        self._found = {}
        self._look(self._scanned.keys() | self._written.keys())

    @property
    def count(self) -> int:
        """In how many places the words stand, as far as is known."""
        return self._sums[-1] if self._sums else 0

    @property
    def at(self) -> int:
        """Which of them one is at; -1 for none."""
        if self._here is None or self._here[0] not in self._found:
            return -1
        key, nth = self._here
        return self._sums[bisect_left(self._order, key)] - self._found[key][1] + nth

    def step(self, by: int) -> Hit | None:
        """Goes to the next place that was found, or the one before, round again; None where there is none."""
        if not self.count:
            return None
        at = (self.at + by) % self.count if self.at >= 0 else (0 if by > 0 else self.count - 1)
        number = bisect_right(self._sums, at)
        key = self._order[number]
        page, count = self._found[key]
        nth = at - (self._sums[number] - count)
        self._here = key, nth
        self.hit = Hit(*key, page.boxes_at(next(islice(page.places(self._wanted), nth, None)), self._wanted))
        self.changed()
        return self.hit

    def on_page(self, document: int, page: int) -> tuple[Box, ...]:
        """The boxes of what was found on a page, the first ones where it is very much."""
        key = document, page
        if key in self._found and key not in self._marked:
            found, wanted = self._found[key][0], self._wanted
            places = islice(found.places(wanted), MOST_MARKED)
            self._marked[key] = tuple(box for place in places for box in found.boxes_at(place, wanted))
        return self._marked.get(key, ())

    # -- reading the pages --------------------------------------------------------------------------------------------

    def _begin(self) -> None:
        self._begun, self.reading = True, bool(self._documents)

        def made(scanned: dict[Key, _Scanned]) -> None:
            self._scanned = scanned
            self._probe(0)

        self._reader.apart(partial(_readings_of, self._documents), self._still(made))

    def _probe(self, document: int) -> None:
        """Asks how many pages each paper has, one after the other; then reads them."""
        if document >= len(self._documents):
            self._read_next()
            return

        def came(probe: Probe | Cannot) -> None:
            if isinstance(probe, DocumentProbe):
                room = MOST_PAGES - len(self._queue)
                self.cut = self.cut or probe.page_count > room
                self._queue += [(document, page + 1) for page in range(min(probe.page_count, room))]
            elif not isinstance(probe, Cannot):
                self._pictures.add(document)
                self._look([key for key in self._scanned if key[0] == document])
            if document < self._probed:  # it was not here when it was asked first
                self._read_next()
                return
            self._probed = document + 1
            self._probe(document + 1)

        self._reader.probe(self._documents[document].file.sha256, self._still(came))

    def _read_next(self) -> None:
        """Reads page after page; an answer at hand is taken in the loop, one that comes later goes on with it."""
        if self._looping:
            return
        self._looping = True
        while self._queue and self._awaited is None:
            self._awaited = key = self._queue.pop(0)
            asset = self._documents[key[0]].file.sha256
            self._reader.page_words(asset, key[1], _Written.of, self._still(partial(self._read, key)))
        self._looping = False
        if self._awaited is None:
            self.reading = False
            self.changed()

    def _read(self, key: Key, page: _Written | Cannot) -> None:
        self._awaited = None
        if isinstance(page, _Written):
            self._written[key] = page
            self._letters += len(page.text.text)
            self._look([key])
        if self._letters > MOST_LETTERS and self._queue:
            self._queue, self.cut = [], True
        self._read_next()

    def _still(self, then: Callable[..., None]) -> Callable[..., None]:
        """Hears an answer only while the same papers are shown."""
        turn = self._turn
        return lambda found: then(found) if self._turn == turn else None

    # -- looking ------------------------------------------------------------------------------------------------------

    def _look(self, keys: Iterable[Key]) -> None:
        """Counts anew on these pages."""
        for key in keys:
            self._found.pop(key, None)
            self._marked.pop(key, None)
            page = self._page(key)
            if page is not None and self._wanted and (count := page.count(self._wanted)):
                self._found[key] = page, count
        self._order = sorted(self._found)
        self._sums = list(accumulate(self._found[key][1] for key in self._order))
        self.changed()

    def _page(self, key: Key) -> _Page | None:
        """By its own text; where it has none, as on scans, by what a machine read there; None where it is not known."""
        written = self._written.get(key)
        if written is not None and written.text.text:
            return written
        known = written is not None or key[0] in self._pictures
        return self._scanned.get(key) if known else None


def _readings_of(documents: Sequence[FiledDocument]) -> dict[Key, _Scanned]:
    found: dict[Key, list[tuple[str, Box]]] = {}
    for number, paper in enumerate(documents):
        for read in paper.read.values():
            if read.box is not None:
                found.setdefault((number, read.page or 1), []).append((_squeezed(read.value).text, read.box))
    return {
        key: _Scanned(tuple(sorted(readings, key=lambda one: (one[1][1], one[1][0]))))
        for key, readings in found.items()
    }


def _box_of(sides: Sequence[float]) -> Box:
    x, y, width, height = sides
    return x, y, width, height


def _joined(boxes: Sequence[Box]) -> tuple[Box, ...]:
    """Boxes of words that stand beside each other as one, a box for each line."""
    lines: list[Box] = []
    for x, y, width, height in boxes:
        if lines:
            left, top, wide, high = lines[-1]
            middle = y + height / 2
            if top <= middle <= top + high and x + width > left:
                right, bottom = max(left + wide, x + width), max(top + high, y + height)
                left, top = min(left, x), min(top, y)
                lines[-1] = (left, top, right - left, bottom - top)
                continue
        lines.append((x, y, width, height))
    return tuple(lines)


def _squeezed(text: str) -> _Squeezed:
    """Each character on its own, so that one that folds into several does not move what follows."""
    folds = {letter: "".join(unicodedata.normalize("NFKC", letter).casefold().split()) for letter in set(text)}
    places = array("L", [place for place, letter in enumerate(text) for _part in folds[letter]])
    return _Squeezed(text.translate({ord(letter): fold for letter, fold in folds.items()}), places)
