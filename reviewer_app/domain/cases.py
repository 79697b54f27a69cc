"""A case as it came in: its kind, parties, flags, exposure and subject (`resources/schemas/intake.schema.json`)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated, Literal

from pydantic import AwareDatetime, Field

from reviewer_app.domain.terms import CaseKind as CaseKind
from reviewer_app.domain.terms import Source as Source
from reviewer_app.domain.values import Key, Sha256, Value

Fraction01 = Annotated[float, Field(ge=0, le=1)]
Box = tuple[Fraction01, Fraction01, Fraction01, Fraction01]
"""x, y, width, height as fractions of the upright picture, origin top left."""


class Asset(Value):
    """A file of the subject, named by its bytes; `type` is what the sender claims, the bytes decide."""

    path: str
    sha256: Sha256
    bytes: int
    type: str


class TimePlace(Value):
    """Where a sender saw something in a clip, in seconds from the first presented instant."""

    type: Literal["time"]
    asset: Sha256
    start: float
    end: float
    box: Box | None = None


class RegionPlace(Value):
    """Where a sender saw something on a picture or page; `page` counts from one."""

    type: Literal["region"]
    asset: Sha256
    box: Box
    page: int | None = None


class TextPlace(Value):
    """Where a sender saw words: a JSON Pointer below the subject and a code point offset."""

    type: Literal["text"]
    field: str
    exact: str
    start: int | None = None


Place = Annotated[TimePlace | RegionPlace | TextPlace, Field(discriminator="type")]


class Flag(Value):
    """Why a case is here, as its sender says; `clause` is the sender's own id and may be unknown or wrong."""

    reason: str
    clause: str | None = None
    score: float | None = None
    detector: str | None = None
    anchor: Place | None = None


class Training(Value):
    """On which rulebook version a party was trained, and when."""

    rulebook: str
    version: str
    at: AwareDatetime


class Party(Value):
    """A merchant or a creator, as known when the case came in."""

    id: Key
    name: str
    shop_type: str | None = None
    registered_at: AwareDatetime | None = None
    score: float | None = None
    score_parts: dict[str, float] = {}
    violations_90d: int | None = None
    trained_on: tuple[Training, ...] = ()
    identifiers: dict[str, str] = {}


class Exposure(Value):
    """How much hangs on the case; `gmv` is a decimal amount in `currency`."""

    views: int | None = None
    orders: int | None = None
    gmv: str | None = None
    currency: str | None = None
    refunds: int | None = None
    complaints: int | None = None


class Comment(Value):
    """A viewer's comment, `at` seconds into the clip."""

    at: float
    text: str
    by: str | None = None
    pinned: bool = False


class ShelfItem(Value):
    """Goods on the shelf from one second of the clip to another."""

    from_: Annotated[float, Field(alias="from")]
    listing: str
    title: str
    to: float | None = None
    price: str | None = None


class ClipSubject(Value):
    """A stretch of a stream or a short video."""

    video: Asset
    title: str | None = None
    room: str | None = None
    transcript: Asset | None = None
    screen_text: Asset | None = None
    comments: tuple[Comment, ...] = ()
    shelf: tuple[ShelfItem, ...] = ()


class Product(Value):
    """Goods as a listing describes them; every string is the merchant's and untrusted."""

    name: str
    sku: str | None = None
    gtin: str | None = None
    brand: str | None = None
    category: tuple[str, ...] = ()
    description: str | None = None
    price: str | None = None
    list_price: str | None = None
    currency: str | None = None
    unit: str | None = None
    attributes: dict[str, str] = {}
    origin: str | None = None
    ship_from: str | None = None


class Certificate(Value):
    """A certificate that a listing claims; `valid_until` is a date, YYYY-MM-DD."""

    scheme: str
    number: str | None = None
    holder: str | None = None
    valid_until: str | None = None
    document: Asset | None = None


class PricePoint(Value):
    """A price charged at an instant."""

    at: AwareDatetime
    price: str


class Revision(Value):
    """An earlier revision of a listing."""

    revision: int
    captured_at: AwareDatetime
    product: Product
    images: tuple[Asset, ...] = ()


class ListingSubject(Value):
    """A listing of goods in the revision that is judged, with what came before it (newest first)."""

    revision: int
    captured_at: AwareDatetime
    product: Product
    images: tuple[Asset, ...] = ()
    certificates: tuple[Certificate, ...] = ()
    price_history: tuple[PricePoint, ...] = ()
    previous: tuple[Revision, ...] = ()


class ReadField(Value):
    """A field that a machine read off a document, and where."""

    value: str
    score: float | None = None
    page: int | None = None
    box: Box | None = None


class FiledDocument(Value):
    """A document of a filing with what a machine read off it."""

    type: str
    file: Asset
    read: dict[str, ReadField] = {}


class FilingSubject(Value):
    """What a merchant handed in: the form as typed, and the documents."""

    purpose: str
    declared: dict[str, str]
    documents: tuple[FiledDocument, ...]


class CaseRecord(Value):
    """One intake record, whole."""

    intake: Literal[1]
    ref: Key
    kind: CaseKind
    language: str
    conduct_at: AwareDatetime
    flagged_at: AwareDatetime
    source: Source
    flags: tuple[Flag, ...]
    merchant: Party
    exposure: Exposure
    subject: ClipSubject | ListingSubject | FilingSubject
    due_at: AwareDatetime | None = None
    creator: Party | None = None

    @property
    def title(self) -> str:
        """What the case is called on a screen: the clip's title or room, the goods' name, or the shop that files."""
        match self.subject:
            case ClipSubject(title=title, room=room):
                return title or room or self.ref
            case ListingSubject(product=product):
                return product.name
            case FilingSubject(declared=declared):
                return declared.get("店铺名称") or declared.get("shop_name") or self.merchant.name

    def assets(self) -> tuple[Asset, ...]:
        """Every file of the subject once, in the order a reviewer needs them."""
        found: dict[str, Asset] = {}
        for _pointer, asset, _fitting in _places_of(self.subject):
            found.setdefault(asset.sha256, asset)
        return tuple(found.values())

    def placed(self) -> Iterator[tuple[str, Asset]]:
        """Every place that names a file, as a JSON Pointer below the subject, with the file."""
        return ((pointer, asset) for pointer, asset, _fitting in _places_of(self.subject))

    def unshown(self, types: Mapping[str, str | None]) -> frozenset[str]:
        """The files that cannot be shown: their bytes are of no kind that is opened, or not of what the place is for.

        `types` are the media types that the bytes have, by SHA-256; a file that is not in it is not known yet.
        """
        return frozenset(
            asset.sha256
            for _pointer, asset, fitting in _places_of(self.subject)
            if asset.sha256 in types and not (types[asset.sha256] or "").startswith(fitting)
        )


_MOVING, _STILL, _TIMED = ("video/", "audio/"), ("image/", "application/pdf"), ("text/vtt",)
"""How the media types begin that a place of a subject can show; whether sound has a picture too, the decoder says."""

_Place = tuple[str, Asset, tuple[str, ...]]


def _places_of(subject: ClipSubject | ListingSubject | FilingSubject) -> Iterator[_Place]:
    """JSON Pointers below the subject, the files there, and what those places can show."""
    match subject:
        case ClipSubject():
            yield "/video", subject.video, _MOVING
            for name, asset in (("transcript", subject.transcript), ("screen_text", subject.screen_text)):
                if asset is not None:
                    yield f"/{name}", asset, _TIMED
        case ListingSubject():
            yield from _numbered("/images", subject.images)
            for index, paper in enumerate(subject.certificates):
                if paper.document is not None:
                    yield f"/certificates/{index}/document", paper.document, _STILL
            for index, revision in enumerate(subject.previous):
                yield from _numbered(f"/previous/{index}/images", revision.images)
        case FilingSubject():
            for index, document in enumerate(subject.documents):
                yield f"/documents/{index}/file", document.file, _STILL


def _numbered(pointer: str, images: tuple[Asset, ...]) -> Iterator[_Place]:
    return ((f"{pointer}/{index}", image, _STILL) for index, image in enumerate(images))
