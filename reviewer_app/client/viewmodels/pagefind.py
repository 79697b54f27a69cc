"""Finding words on a filing's pages without a screen: in the text that pages store, else in what a machine read."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from reviewer_app.client.viewmodels.evidence import Cannot, Reader
from reviewer_app.client.viewmodels.observing import Observed
from reviewer_app.domain.cases import Box, FiledDocument
from reviewer_app.media.room import Probe
from reviewer_app.media.values import DocumentProbe, PageText

MOST_PAGES = 400
"""Pages of a filing that are searched; a document may have thousands, and each is read in the background."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A place that was found: the paper, the page, and the boxes of its words."""

    document: int
    page: int
    boxes: tuple[Box, ...]


@dataclass(frozen=True, slots=True)
class _Squeezed:
    """A text without blanks and in one case, with the place that each character had."""

    text: str
    places: tuple[int, ...]


class PageFind(Observed):
    """The search over a filing's pages. Lives on the screen's thread; pages come through the reader, one by one.

    `reading` says that pages are still to come; `cut` that there are more than are searched.
    """

    def __init__(self, reader: Reader) -> None:
        super().__init__()
        self._reader = reader
        self._documents: tuple[FiledDocument, ...] = ()
        self._texts: dict[tuple[int, int], PageText] = {}
        self._squeezed: dict[tuple[int, int], _Squeezed] = {}
        self._found: dict[tuple[int, int], list[Hit]] = {}
        self._pictures: set[int] = set()
        self._queue: list[tuple[int, int]] = []
        self._turn, self._begun, self._looping = 0, False, False
        self._awaited: tuple[int, int] | None = None
        self.words, self.at = "", -1
        self.hits: tuple[Hit, ...] = ()
        self.reading, self.cut = False, False

    def show(self, documents: tuple[FiledDocument, ...]) -> None:
        """Searches in these papers from now on; nothing is read before something is sought."""
        self._turn += 1
        self._documents, self._texts, self._queue, self._begun = documents, {}, [], False
        self._pictures, self._squeezed, self._found, self._awaited = set(), {}, {}, None
        self._probed = 0
        self.words, self.at, self.hits, self.reading, self.cut = "", -1, (), False, False
        self.changed()

    def seek(self, words: str) -> None:
        """Looks for words; case, width and blanks do not count."""
        self.words, self.at = words, -1
        if words.strip() and not self._begun:
            self._begin()
        self._look()

    def step(self, by: int) -> Hit | None:
        """The next place that was found, or the one before, round again; None where there is none."""
        if not self.hits:
            return None
        self.at = (self.at + by) % len(self.hits) if self.at >= 0 else (0 if by > 0 else len(self.hits) - 1)
        self.changed()
        return self.hits[self.at]

    def on_page(self, document: int, page: int) -> tuple[Box, ...]:
        """The boxes of everything that was found on a page."""
        return tuple(box for hit in self.hits if (hit.document, hit.page) == (document, page) for box in hit.boxes)

    # -- reading the pages --------------------------------------------------------------------------------------------

    def _begin(self) -> None:
        self._begun, self.reading = True, bool(self._documents)
        self._probe(0)

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
                self._look()
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
            self._reader.page_text(asset, key[1], self._still(partial(self._read, key)))
        self._looping = False
        if self._awaited is None:
            self.reading = False
            self.changed()

    def _read(self, key: tuple[int, int], text: PageText | Cannot) -> None:
        self._awaited = None
        if isinstance(text, PageText):
            self._texts[key], self._squeezed[key] = text, _squeezed(text.text)
            self._look_at(*key)
        self._read_next()

    def _still(self, then: Callable[..., None]) -> Callable[..., None]:
        """Hears an answer only while the same papers are shown."""
        turn = self._turn
        return lambda found: then(found) if self._turn == turn else None

    # -- looking ------------------------------------------------------------------------------------------------------

    def _look(self) -> None:
        """Looks through everything that is known anew."""
        self._found = {}
        pages = {
            (document, read.page or 1) for document, paper in enumerate(self._documents) for read in paper.read.values()
        }
        for document, page in pages | self._texts.keys():
            self._found[document, page] = self._on(document, page)
        self._tell()

    def _look_at(self, document: int, page: int) -> None:
        """Looks at a page that has come."""
        self._found[document, page] = self._on(document, page)
        self._tell()

    def _tell(self) -> None:
        here = self.hits[self.at] if 0 <= self.at < len(self.hits) else None
        self.hits = tuple(hit for key in sorted(self._found) for hit in self._found[key])
        self.at = self.hits.index(here) if here in self.hits else -1
        self.changed()

    def _on(self, document: int, page: int) -> list[Hit]:
        """In the page's own text; where it has none, as on scans, in what a machine read there."""
        wanted, key = _squeezed(self.words).text, (document, page)
        text = self._texts.get(key)
        if not wanted:
            return []
        if text is not None and text.text.strip():
            return _in_text(document, page, text, self._squeezed[key], wanted)
        if text is None and document not in self._pictures:
            return []  # not read yet
        found = [
            Hit(document, page, (read.box,))
            for read in self._documents[document].read.values()
            if (read.page or 1) == page and read.box is not None and wanted in _squeezed(read.value).text
        ]
        return sorted(found, key=lambda hit: (hit.boxes[0][1], hit.boxes[0][0]))


def _in_text(document: int, page: int, text: PageText, squeezed: _Squeezed, wanted: str) -> list[Hit]:
    found, at = list[Hit](), 0
    while (at := squeezed.text.find(wanted, at)) >= 0:
        first, last = squeezed.places[at], squeezed.places[at + len(wanted) - 1]
        words = [word.box for word in text.words if word.start <= last and first < word.start + len(word.text)]
        if words:
            found.append(Hit(document, page, _joined(words)))
        at += len(wanted)
    return found


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
    letters: list[str] = []
    places: list[int] = []
    for place, character in enumerate(text):
        for letter in unicodedata.normalize("NFKC", character).casefold():
            if not letter.isspace():
                letters.append(letter)
                places.append(place)
    return _Squeezed("".join(letters), tuple(places))
