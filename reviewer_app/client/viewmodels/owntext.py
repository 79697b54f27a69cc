"""What a page itself stores as text where a machine read something: a second reading, to be looked at, not trusted."""

from __future__ import annotations

from collections.abc import Callable

from reviewer_app.client.viewmodels.cannot import Cannot
from reviewer_app.client.viewmodels.evidence import Reader
from reviewer_app.domain.cases import Box, ReadField
from reviewer_app.domain.checks.names import plain
from reviewer_app.media.values import PageText

SLACK = 0.3
"""So much of its height a word may stand out of the box it was read in; a watermark across the page stands out more."""


def own_text(reader: Reader, asset: str, read: ReadField, value: str, then: Callable[[str], None]) -> None:
    """The page's own text where a machine read something, if it is another than `value`; else an empty text.

    A document can store other text than it shows, so that this is a hint for a person who looks at the page.
    """
    box = read.box

    def came(text: PageText | Cannot) -> None:
        found = within(text, box) if isinstance(text, PageText) and box is not None else ""
        then(found if plain(found) != plain(value) else "")

    if box is not None:
        reader.page_text(asset, read.page or 1, came)


def within(text: PageText, box: Box) -> str:
    """The words of a page that lie in a box, in the order of the text, with a blank where there is one between them."""
    left, top, width, height = box
    spare, words, end = SLACK * height, "", -1
    for word in text.words:
        x, y, wide, high = word.box
        across = left <= x + wide / 2 <= left + width
        if not across or y < top - spare or y + high > top + height + spare:
            continue
        between = text.text[end : word.start] if 0 <= end <= word.start else ""
        words += (" " if between and not between.strip(" ") else "") + word.text
        end = word.start + len(word.text)
    return words
