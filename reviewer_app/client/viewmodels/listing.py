"""The listing without a screen: its fields as lines of plain text, what changed since, prices, papers and pictures."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from decimal import Decimal, InvalidOperation
from difflib import SequenceMatcher
from itertools import accumulate

from reviewer_app.client.viewmodels.evidence import Reader, flagged_in
from reviewer_app.client.viewmodels.observing import Observed
from reviewer_app.client.viewmodels.pictures import PicturesModel, Still
from reviewer_app.client.viewmodels.texts import Line, Role, Whole, escape
from reviewer_app.client.words import N_, _, ngettext
from reviewer_app.client.workbench.values import OpenCase
from reviewer_app.domain.cases import (
    CaseRecord,
    Certificate,
    ListingSubject,
    PricePoint,
    Product,
    Revision,
)

_PARTS = re.compile(
    r"\d+(?:[.,]\d+)*"  # a number with its places
    r"|[A-Za-z\u00c0-\u052f]+(?:['\u2019-][A-Za-z\u00c0-\u052f]+)*"  # a word of a script that parts words by blanks
    r"|\s+|.[\u0300-\u036f\u200d\ufe0f]*",
    re.DOTALL,
)
ISLAND = 2
"""Code points: what stayed the same between two changes is marked with them where it is no longer than that."""
FIELDS = (
    ("name", N_("Title"), Role.TITLE),
    ("price", N_("Price"), Role.TITLE),
    ("list_price", N_("Struck price"), Role.TEXT),
    ("brand", N_("Brand"), Role.TEXT),
    ("description", N_("Description"), Role.TEXT),
    ("origin", N_("Origin"), Role.TEXT),
    ("ship_from", N_("Ships from"), Role.TEXT),
    ("sku", N_("SKU"), Role.MONO),
    ("gtin", N_("GTIN"), Role.MONO),
    ("unit", N_("Unit"), Role.TEXT),
)
"""The fields of goods in the order in which a buyer meets them; those that are missing are said to be missing."""
PRICE_DAYS = 7
"""Days before the conduct within which the lowest price is the reference (SAMR Order 56, article 16)."""
CERTIFICATE_FIELDS = (
    ("scheme", N_("Scheme")),
    ("number", N_("Number")),
    ("holder", N_("Holder")),
    ("valid_until", N_("Valid until")),
)


class ListingModel(Observed):
    """The listing on the desk: its `lines` and its `pictures`. Lives on the screen's thread."""

    def __init__(self, reader: Reader) -> None:
        super().__init__()
        self.pictures = PicturesModel(reader)
        self.lines: tuple[Line, ...] = ()
        self._case: OpenCase | None = None

    def show(self, case: OpenCase) -> None:
        """Puts a listing on the desk, its first picture in front."""
        subject, self._case = _listing(case), case
        self.lines = lines_of(case.record, subject)
        self.pictures.show(stills(subject))
        self.changed()

    def retranslate(self) -> None:
        """Names the fields and pictures again, in the language that is spoken now."""
        if self._case is not None:
            subject = _listing(self._case)
            self.lines = lines_of(self._case.record, subject)
            self.pictures.retitle(stills(subject))
            self.changed()

    def clear(self) -> None:
        """Takes the listing off the desk."""
        self.lines, self._case = (), None
        self.pictures.clear()
        self.changed()

    def line_of(self, pointer: str) -> int | None:
        """The line at a pointer."""
        return next((index for index, line in enumerate(self.lines) if line.pointer == pointer), None)


def _listing(case: OpenCase) -> ListingSubject:
    if not isinstance(case.record.subject, ListingSubject):
        raise TypeError("not a listing")
    return case.record.subject


def stills(subject: ListingSubject) -> tuple[Still, ...]:
    """The pictures, then the papers of certificates, then pictures of earlier revisions, each file once."""
    found: dict[str, Still] = {}
    for number, image in enumerate(subject.images, 1):
        found.setdefault(image.sha256, Still(image.sha256, _("Picture {number}").format(number=number)))
    for paper in subject.certificates:
        if paper.document is not None:
            title = _("Certificate {scheme}").format(scheme=paper.scheme)
            found.setdefault(paper.document.sha256, Still(paper.document.sha256, title))
    for revision in subject.previous:
        for image in revision.images:
            title = _("Revision {number}").format(number=revision.revision)
            found.setdefault(image.sha256, Still(image.sha256, title))
    return tuple(found.values())


def lines_of(record: CaseRecord, subject: ListingSubject) -> tuple[Line, ...]:
    """Everything to be read in a listing, as plain lines."""
    before = subject.previous[0].product if subject.previous else None
    return (
        *_product(record, subject.product, before, subject.previous[0].revision if subject.previous else 0),
        *_certificates(record, subject.certificates),
        *_prices(subject.price_history, record.conduct_at, subject.product.currency or ""),
        *_revisions(record, subject),
    )


def _head(text: str, note: str = "") -> Line:
    return Line("", text, role=Role.HEAD, note=note)


def _product(record: CaseRecord, product: Product, before: Product | None, number: int) -> Iterator[Line]:
    for name, label, role in FIELDS:
        value = getattr(product, name)
        was = getattr(before, name) if before is not None else value
        money = f", {product.currency}" if "price" in name and product.currency else ""
        yield _field(record, _(label) + money, f"/product/{name}", value, role, _was(was, value, number), was)
    for index, part in enumerate(product.category):
        yield _field(record, _("Category") if index == 0 else "", f"/product/category/{index}", part)
    if not product.category:
        yield _missing(_("Category"), "/product/category")
    yield _head(_("Attributes"), "" if product.attributes else _("none are stated"))
    for name, value in product.attributes.items():
        was = before.attributes.get(name) if before is not None else value
        note = _was(was, value, number)
        yield _field(record, name, f"/product/attributes/{escape(name)}", value, Role.TEXT, note, was)
    for name, was in (before.attributes if before is not None else {}).items():
        if name not in product.attributes:
            yield _missing(name, f"/product/attributes/{escape(name)}", _was(was, None, number))


def _field(
    record: CaseRecord,
    key: str,
    pointer: str,
    value: str | None,
    role: Role = Role.TEXT,
    note: str = "",
    was: str | None = None,
) -> Line:
    if value is None:
        return _missing(key, pointer, note)
    changed = changes(was, value) if note and was else ()
    flagged = flagged_in(record, pointer, value)
    return Line(key, value, pointer, Whole.FIELD, role, value or None, flagged=flagged, changed=changed, note=note,
                note_tone="warn" if note else "")  # fmt: skip


def _missing(key: str, pointer: str, note: str = "") -> Line:
    tone = "warn" if note else ""
    return Line(key, "", pointer, Whole.FIELD, Role.DIM, note=note, note_tone=tone, placeholder=_("not stated"))


def _was(was: str | None, value: str | None, number: int) -> str:
    """What stood there in the revision before, in words; empty where nothing changed."""
    if was == value:
        return ""
    if was is None:
        return _("new since revision {number}").format(number=number)
    return _("revision {number}: {was}").format(number=number, was=was)


def changes(was: str, value: str) -> tuple[tuple[int, int], ...]:
    """What of a value is not as it was before, in code points: whole words and numbers, Chinese by the character."""
    if max(len(was), len(value)) > 4000:  # the comparison is quadratic, and the text is not ours
        return ((0, len(value)),)
    before, now = _PARTS.findall(was), _PARTS.findall(value)
    ends = [0, *accumulate(map(len, now))]
    steps = SequenceMatcher(None, before, now, autojunk=False).get_opcodes()
    found: list[tuple[int, int]] = []
    for start, end in ((ends[a], ends[b]) for kind, _from, _to, a, b in steps if kind != "equal" and b > a):
        if found and len(value[found[-1][1] : start].strip()) <= ISLAND:
            start = found.pop()[0]
        found.append((start, end))
    return tuple(found)


def _certificates(record: CaseRecord, papers: Sequence[Certificate]) -> Iterator[Line]:
    yield _head(_("Certificates"))
    if not papers:
        yield Line("", "", "/certificates", Whole.FIELD, Role.DIM, placeholder=_("none is given"))
    for index, paper in enumerate(papers):
        for name, label in CERTIFICATE_FIELDS:
            value = getattr(paper, name)
            role = Role.MONO if name in ("number", "valid_until") else Role.TEXT
            over = name == "valid_until" and value is not None and _expired(value, record.conduct_at)
            note = _("before the conduct, {day}").format(day=f"{record.conduct_at:%Y-%m-%d}") if over else ""
            yield _field(record, _(label), f"/certificates/{index}/{name}", value, role, note)


def _expired(valid_until: str, conduct_at: datetime) -> bool:
    """Whether a date (YYYY-MM-DD) lies before the day of the conduct, in the zone the conduct was recorded in."""
    return len(valid_until) == 10 and valid_until < f"{conduct_at:%Y-%m-%d}"


def lowest_before(prices: Sequence[PricePoint], conduct_at: datetime) -> list[int]:
    """Which prices are the lowest of the seven days before the conduct; none where none was charged then."""
    since = conduct_at - timedelta(days=PRICE_DAYS)
    within = [(index, _amount(p.price)) for index, p in enumerate(prices) if since <= p.at < conduct_at]
    amounts = [amount for _index, amount in within if amount is not None]
    return [index for index, amount in within if amounts and amount == min(amounts)]


def _amount(text: str) -> Decimal | None:
    try:
        return Decimal(text)
    except InvalidOperation:
        return None


def _prices(prices: Sequence[PricePoint], conduct_at: datetime, currency: str) -> Iterator[Line]:
    lowest = lowest_before(prices, conduct_at)
    days = ngettext("in the {count} day before", "in the {count} days before", PRICE_DAYS).format(count=PRICE_DAYS)
    if not prices:
        yield _head(_("Price history"))
        yield Line("", "", "/price_history", Whole.FIELD, Role.DIM, placeholder=_("none is recorded"))
        return
    value = json.dumps([{"at": p.at.isoformat(), "price": p.price} for p in prices], ensure_ascii=False)
    summary = prices[lowest[0]].price if lowest else ""
    yield _head(_("Price history"))
    yield Line(
        _("Lowest") + (f", {currency}" if currency else ""),
        summary,
        "/price_history",
        Whole.FIELD,
        Role.TITLE if lowest else Role.DIM,
        value,
        note=days,
        placeholder="" if lowest else _("no price is recorded there"),
    )
    for index in sorted(range(len(prices)), key=lambda index: prices[index].at, reverse=True):
        point = prices[index]
        day = f"{point.at.astimezone(conduct_at.tzinfo):%m-%d %H:%M}"
        note = _("lowest") if index in lowest else ""
        pointer = f"/price_history/{index}/price"
        yield Line(
            day,
            point.price,
            pointer,
            Whole.FIELD,
            Role.MONO,
            point.price,
            note=note,
            note_tone="ok" if note else "",
            beside=True,
        )


def _revisions(record: CaseRecord, subject: ListingSubject) -> Iterator[Line]:
    """Earlier revisions, newest first, each with what it changed against the one before it."""
    for index, revision in enumerate(subject.previous):
        older = subject.previous[index + 1] if index + 1 < len(subject.previous) else None
        title = _("Revision {number}").format(number=revision.revision)
        day = f"{revision.captured_at.astimezone(record.conduct_at.tzinfo):%Y-%m-%d %H:%M}"
        pointer = f"/previous/{index}/product"
        shown = list(_differences(record, pointer, revision.product, older))
        words = _("the oldest one kept") if older is None else ("" if shown else _("nothing changed in its fields"))
        yield _head(f"{title} · {day}", words)
        yield from shown


def _differences(record: CaseRecord, pointer: str, product: Product, before: Revision | None) -> Iterator[Line]:
    older, number = (before.product, before.revision) if before is not None else (None, 0)
    for name, label, _role in FIELDS:
        value, was = getattr(product, name), getattr(older, name) if older is not None else None
        if value != was and (older is not None or name in ("name", "price", "list_price", "description")):
            note = _was(was, value, number) if older is not None else ""
            yield _field(record, _(label), f"{pointer}/{name}", value, Role.TEXT, note, was)
    for name, value in product.attributes.items():
        was = older.attributes.get(name) if older is not None else value
        if value != was:
            yield _field(record, name, f"{pointer}/attributes/{escape(name)}", value, Role.TEXT,
                         _was(was, value, number), was)  # fmt: skip
