"""What ties a case to others: shops with the same telephone or account, and cases of the same people and goods."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Annotated

from pydantic import AwareDatetime, Field

from reviewer_app.domain.cases import CaseKind, CaseRecord, ClipSubject, ListingSubject, Party
from reviewer_app.domain.counts import key_of, subjects_of
from reviewer_app.domain.schedule import Subject
from reviewer_app.domain.values import Key, Uuid7, Value

SHOPS, CASES = 12, 24
"""How many linked shops and other cases go with a case at most: the strongest and the latest."""
SHELF = 500
"""How many goods of one shelf tie a case: those that were put on it first. A room shows a few hundred in a long day."""
LATEST = 3
"""How many cases of one listing on a shelf are told: the latest may be out of reach where one before it is not."""
CROWD = 60
"""Shops with one identifier from which on it says nothing of any of them: a market's address, an agent's number."""
SOFT = frozenset({"address", "legal_person"})
"""Identifiers that strangers share by chance: one building, one common name."""
_STROKES, _NUMBER = re.compile(r"[-‐‑–—()]"), re.compile(r"\+?[0-9]{7,}")


class TieKind(StrEnum):
    """What another case has in common with this one, the nearest first."""

    GOODS = "goods"
    ROOM = "room"
    MERCHANT = "merchant"
    CREATOR = "creator"


class Shared(Value):
    """An identifier that two shops share, as this case's record has it."""

    kind: str
    value: str


class LinkedShop(Value):
    """Another shop, and the reasons for the link, hard ones first."""

    merchant: Key
    name: str
    shop_type: str | None = None
    shares: Annotated[tuple[Shared, ...], Field(min_length=1)]


class Crowd(Value):
    """An identifier that so many shops share that it links none of them."""

    shared: Shared
    shops: Annotated[int, Field(ge=CROWD)]


class TiedCase(Value):
    """Another case; `outcome` is that of the decision that stands, None while there is none. `opens`: may be read."""

    case_id: Uuid7
    ref: Key
    kind: CaseKind
    title: str
    conduct_at: AwareDatetime
    ties: Annotated[tuple[TieKind, ...], Field(min_length=1)]
    outcome: str | None = None
    opens: bool = False


class Shelved(Value):
    """Goods on a clip's shelf, by the name it has for their listing, and that listing's cases, the latest first."""

    listing: str
    cases: Annotated[tuple[TiedCase, ...], Field(min_length=1)]


class Ties(Value):
    """All of it, as the server knew it at `at`; `more_*` say that there is more than was sent.

    `shelf` has those goods of a clip's shelf whose listings have cases; None where the server was not asked, or does
    not know of it. Of the goods beyond SHELF it says nothing.
    """

    at: AwareDatetime
    shops: tuple[LinkedShop, ...] = ()
    more_shops: bool = False
    crowds: tuple[Crowd, ...] = ()
    cases: tuple[TiedCase, ...] = ()
    more_cases: bool = False
    shelf: Annotated[tuple[Shelved, ...] | None, Field(exclude_if=lambda value: value is None)] = None


def normal(value: str) -> str:
    """An identifier as it is compared: full width and case folded, without blanks.

    The strokes and brackets of a telephone or an account number, of digits alone and seven or more, are left out, too.
    Nothing else is: two identifiers that differ by a character are two, as `3-12号` and `31-2号` are.
    """
    folded = "".join(unicodedata.normalize("NFKC", value).casefold().split())
    if not any(letter.isalnum() for letter in folded):
        return ""
    digits = _STROKES.sub("", folded)
    return digits if _NUMBER.fullmatch(digits) else folded


def identifier_keys(party: Party) -> dict[str, Shared]:
    """A party's identifiers by the key under which they are looked for; empty ones are none."""
    found = {}
    for kind, value in party.identifiers.items():
        if plain := normal(value):
            found[key_of(f"id.{kind}", plain)] = Shared(kind=kind, value=value)
    return found


def case_keys(record: CaseRecord) -> dict[str, TieKind]:
    """The keys under which a case is found by others, and finds them; goods by their number and by the shop's own."""
    kinds = {
        Subject.MERCHANT: TieKind.MERCHANT,
        Subject.CREATOR: TieKind.CREATOR,
        Subject.STREAM: TieKind.ROOM,
        Subject.GOODS: TieKind.GOODS,
    }
    found = {key: kinds[subject] for subject, key in subjects_of(record).items()}
    if isinstance(record.subject, ListingSubject) and record.subject.product.sku:
        found[key_of("goods", record.merchant.id, record.subject.product.sku)] = TieKind.GOODS
    goods = (key_of("goods", record.merchant.id, name) for name in shelf_listings(record))
    return found | dict.fromkeys(goods, TieKind.GOODS)


def shelf_listings(record: CaseRecord) -> tuple[str, ...]:
    """The listings on a clip's shelf that tie it, in the order in which they were put there, each once."""
    if not isinstance(record.subject, ClipSubject):
        return ()
    on_shelf = sorted(record.subject.shelf, key=lambda item: item.from_)
    return tuple(dict.fromkeys(item.listing for item in on_shelf))[:SHELF]


def listing_key(record: CaseRecord) -> str | None:
    """The key under which a listing's case, and no other that is of the same goods, is found from a shelf."""
    if not isinstance(record.subject, ListingSubject) or not record.subject.product.sku:
        return None
    return key_of("listing", record.merchant.id, record.subject.product.sku)


def shelf_keys(record: CaseRecord) -> dict[str, str]:
    """The keys under which the cases of the listings on a clip's shelf are found, each with the listing's name."""
    return {key_of("listing", record.merchant.id, name): name for name in shelf_listings(record)}


def shared_ties(one: CaseRecord, other: CaseRecord) -> tuple[TieKind, ...]:
    """What two cases have in common, the nearest first; nothing where they are strangers."""
    theirs = case_keys(other)
    kinds = {kind for key, kind in case_keys(one).items() if key in theirs}
    return tuple(kind for kind in TieKind if kind in kinds)


def linked(shares: Mapping[str, Iterable[tuple[str, str, str | None]]], own: Mapping[str, Shared]) -> list[LinkedShop]:
    """Shops by the identifiers that they share with one's `own`, those with more and harder reasons first.

    `shares` has for each key the other shops: id, name, shop type.
    """
    found: dict[str, tuple[str, str | None, list[Shared]]] = {}
    for key, shops in shares.items():
        for merchant, name, shop_type in shops:
            found.setdefault(merchant, (name, shop_type, []))[2].append(own[key])
    made = [
        LinkedShop(merchant=merchant, name=name, shop_type=shop_type, shares=tuple(sorted(reasons, key=_softness)))
        for merchant, (name, shop_type, reasons) in found.items()
    ]
    return sorted(made, key=lambda shop: (-_hard(shop), -len(shop.shares), shop.merchant))


def _softness(shared: Shared) -> tuple[bool, str]:
    return shared.kind in SOFT, shared.kind


def _hard(shop: LinkedShop) -> int:
    return sum(one.kind not in SOFT for one in shop.shares)
