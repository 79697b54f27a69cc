"""The fields of a listing as a buyer sees them, each with what is hidden, hit or changed in it."""

from __future__ import annotations

from collections.abc import Iterator

from reviewer_app.client.viewmodels.checkwords import sum_words
from reviewer_app.client.viewmodels.listingdiff import FIELDS
from reviewer_app.client.viewmodels.listinghits import Marks, Spot
from reviewer_app.client.viewmodels.listingprices import sum_notes, weighed_of
from reviewer_app.client.viewmodels.texts import WINDOW, Line, Role, Whole, hidden_words, window_at
from reviewer_app.client.words import _, ngettext
from reviewer_app.domain.cases import CaseRecord, ListingSubject, Product
from reviewer_app.domain.checks.gtin import check_gtin
from reviewer_app.domain.checks.result import State
from reviewer_app.domain.evidence import escaped
from reviewer_app.domain.goods import Hit
from reviewer_app.domain.prices import Support
from reviewer_app.domain.textdiff import differing

MOST_MARKS = 400
"""Marked stretches of one field: more of them say nothing more, and each takes time to paint."""
SHORT = 160
"""Code points: a former wording that is no longer is said under the field; a longer one is in the changes."""


def field_lines(record: CaseRecord, subject: ListingSubject, marks: Marks) -> Iterator[Line]:
    """Everything that a buyer reads, in the order of the page."""
    fields = _Fields(record, subject, marks)
    yield from fields.product()


def spots_of(marks: Marks, product: Product) -> tuple[Spot, ...]:
    """The hits of word lists that no flag points at, in the order of the page."""
    found: list[Spot] = []
    for pointer, text in _texts(product):
        flagged = [spot for _flag, spot in marks.flags_at(pointer, text)]
        found += [Spot(pointer, start, end) for start, end in _free(marks.words_at(text), flagged)]
    return tuple(found)


def _texts(product: Product) -> Iterator[tuple[str, str]]:
    for name, _label, _role in FIELDS:
        value = getattr(product, name)
        if value:
            yield f"/product/{name}", value
    yield from ((f"/product/category/{index}", part) for index, part in enumerate(product.category))
    yield from ((f"/product/attributes/{escaped(name)}", value) for name, value in product.attributes.items())


class _Fields:
    """Makes the lines of one listing."""

    def __init__(self, record: CaseRecord, subject: ListingSubject, marks: Marks) -> None:
        self._record, self._subject, self._marks = record, subject, marks
        self._before = subject.previous[0].product if subject.previous else None
        self._number = subject.previous[0].revision if subject.previous else 0

    def product(self) -> Iterator[Line]:
        """The fields, the category and the attributes."""
        product, before = self._subject.product, self._before
        for name, label, role in FIELDS:
            value = getattr(product, name)
            was = getattr(before, name) if before is not None else value
            money = " · " + product.currency if "price" in name and product.currency else ""
            more = self._price_note() if name == "list_price" else _number_note(value) if name == "gtin" else ()
            yield self._field(_(label) + money, f"/product/{name}", value, was, role, more)
        for index, part in enumerate(product.category):
            yield self._field(_("Category") if index == 0 else "", f"/product/category/{index}", part, part)
        if not product.category:
            yield self._field(_("Category"), "/product/category", None, None)
        yield self._attributes_head()
        for name, value in product.attributes.items():
            was = before.attributes.get(name) if before is not None else value
            yield self._field(name, f"/product/attributes/{escaped(name)}", value, was)
        for name, was in (before.attributes if before is not None else {}).items():
            if name not in product.attributes:
                yield self._field(name, f"/product/attributes/{escaped(name)}", None, was)

    def _attributes_head(self) -> Line:
        count = len(self._subject.product.attributes)
        said = (
            ngettext("{count} stated", "{count} stated", count).format(count=count) if count else _("none are stated")
        )
        return Line("", _("Attributes"), role=Role.HEAD, note=said)

    def _price_note(self) -> tuple[tuple[str, str], ...]:
        weighed = weighed_of(self._record, self._subject)
        return () if weighed.support is Support.NOTHING_STRUCK else sum_notes(weighed)

    def _field(
        self,
        key: str,
        pointer: str,
        value: str | None,
        was: str | None,
        role: Role = Role.TEXT,
        more: tuple[tuple[str, str], ...] = (),
    ) -> Line:
        note = self._was(was, value)
        tone = "warn" if note else ""
        if value is None:
            blank = _("not stated")
            return Line(key, "", pointer, Whole.FIELD, Role.DIM, note=note, note_tone=tone, placeholder=blank)
        hits, flagged = self._marks.words_at(value), [spot for _flag, spot in self._marks.flags_at(pointer, value)]
        hidden = hidden_words(value)
        notes = [(hidden, "warn")] if hidden else []
        notes += [(note, tone)] if note else []
        return Line(
            key,
            value,
            pointer,
            Whole.FIELD,
            role,
            value or None,
            flagged=tuple(flagged),
            spotted=_free(hits, flagged),
            changed=differing(was, value)[1] if note and was and max(len(was), len(value)) <= WINDOW else (),
            notes=(*more, *self._marks.notes(pointer, value), *notes),
            window=window_at(value, 0),
        )

    def _was(self, was: str | None, value: str | None) -> str:
        """What stood there in the revision before, in words; empty where nothing changed."""
        if was == value:
            return ""
        if was is None:
            return _("new since revision {number}").format(number=self._number)
        if len(was) > SHORT:
            return _("changed since revision {number}; both wordings are in the changes").format(number=self._number)
        return _("revision {number}: {was}").format(number=self._number, was=was)


def _number_note(gtin: str | None) -> tuple[tuple[str, str], ...]:
    """Whether the check digit of a number of goods is the one that belongs to it."""
    if gtin is None:
        return ()
    check = check_gtin(gtin)
    return ((sum_words(check), "ok" if check.state is State.MATCH else "bad"),)


def _free(hits: list[Hit], flagged: list[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    """The hits that lie in no flagged words: those are marked as the flag's."""
    free = [(hit.start, hit.end) for hit in hits if not any(a <= hit.start and hit.end <= b for a, b in flagged)]
    return tuple(free[:MOST_MARKS])
