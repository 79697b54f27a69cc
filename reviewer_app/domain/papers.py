"""Certificates of goods against what their kind requires: present, suspended, expired, without a number, missing."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from reviewer_app.domain.cases import Certificate, ListingSubject, Party
from reviewer_app.domain.checks.names import same_name
from reviewer_app.domain.goods import Falls, Requirement, Stated, falls_under, read_once, reads
from reviewer_app.domain.prices import ZONE
from reviewer_app.domain.tables import days_left
from reviewer_app.domain.verdicts import Correction

_CCC_NUMBER = re.compile(r"\d{16}\Z")
COMPANY = ("company", "company_name", "legal_name", "企业名称", "公司名称")
"""Under what names of identifiers a case may carry the name of the merchant's company."""


class Register(StrEnum):
    """What the register of its issuer says of a certificate: a person looked, for no record has a field for it."""

    VALID = "valid"
    SUSPENDED = "suspended"
    WITHDRAWN = "withdrawn"


_OF_REGISTER = re.compile(r"/certificates/(0|[1-9]\d{0,5})/status\Z")
SELF_DECLARED = frozenset({"ccc自我声明", "3c自我声明", "自我声明", "self-declaration", "ccc self-declaration", "sdoc"})
"""What senders call a maker's own declaration that goods conform, where a catalogue lets that do."""


class Standing(StrEnum):
    """What is the matter with one certificate."""

    SUSPENDED = "suspended"
    WITHDRAWN = "withdrawn"
    VALID = "valid"
    LAST_DAY = "last_day"
    EXPIRED = "expired"
    NO_END = "no_end"
    NO_NUMBER = "no_number"


@dataclass(frozen=True, slots=True)
class Paper:
    """A certificate on the day of the conduct. `left` are days to its last one, below 0 once it has expired.

    `holder_differs` is None where the case does not carry the company's name or the paper no holder's, `register` while
    nobody said what the register says. Another holder is a fact and no fault: a certificate is mostly its maker's.
    """

    index: int
    certificate: Certificate
    standing: Standing
    left: int | None
    until: date | None
    odd_number: bool
    holder_differs: bool | None
    company: str | None
    register: Register | None = None

    @property
    def holds(self) -> bool:
        """Whether nothing is the matter with it on the day of the conduct."""
        return self.standing in (Standing.VALID, Standing.LAST_DAY, Standing.NO_END)


@dataclass(frozen=True, slots=True)
class Need:
    """What one requirement comes to: the entry of the goods (None: not required), its papers, what is unsaid."""

    requirement: Requirement
    falls: Falls | None
    papers: tuple[Paper, ...] = ()
    unsaid: tuple[Stated, ...] = ()

    @property
    def missing(self) -> bool:
        """Whether a certificate is required and none is given."""
        return self._bare and not self.declarable

    @property
    def met(self) -> bool:
        """Whether one of its papers holds; what stands beside that, as one that was renewed, asks for nothing more."""
        return any(paper.holds for paper in self.papers)

    @property
    def unsure(self) -> bool:
        """Whether it is not known that a certificate was asked for then."""
        return self.falls is not None and self.falls.entry.unsure

    @property
    def undeclared(self) -> bool:
        """Whether the maker's own declaration is enough, and neither that nor a certificate is given.

        A listing need not show the declaration: that none is here is a reason to ask, and no breach by itself.
        """
        return self._bare and self.declarable

    @property
    def declarable(self) -> bool:
        """Whether the catalogue lets the maker declare these goods to conform."""
        return self.falls is not None and self.falls.entry.self_declared

    @property
    def _bare(self) -> bool:
        return self.falls is not None and self.requirement.scheme is not None and not self.papers and not self.unsure


def needs_of(
    requirements: Sequence[Requirement],
    subject: ListingSubject,
    merchant: Party,
    conduct_at: datetime,
    corrections: Iterable[Correction] = (),
) -> tuple[Need, ...]:
    """What each requirement comes to for a listing, on the day of the conduct in Shanghai, with what was stated."""
    product = subject.product
    more = (*product.attributes.values(), product.description or "")
    stated = registers_of(corrections)
    papers = tuple(
        paper_of(index, one, merchant, conduct_at, stated.get(index)) for index, one in enumerate(subject.certificates)
    )
    found = []
    for one in requirements:
        falls = falls_under(one, product.category, product.name, more)
        declarable = falls is not None and falls.entry.self_declared
        mine = tuple(paper for paper in papers if _serves(paper.certificate.scheme, one.scheme, declarable))
        unsaid = _unsaid(one, product.attributes, product.origin) if falls is not None else ()
        found.append(Need(one, falls, mine, unsaid))
    return tuple(found)


def registers_of(corrections: Iterable[Correction]) -> dict[int, Register]:
    """What a person stated of certificates' states in the register, by the certificate's place."""
    known = {one.value: one for one in Register}
    found = ((_OF_REGISTER.match(one.field), one) for one in corrections if not one.read)
    return {int(place[1]): known[one.value] for place, one in found if place is not None and one.value in known}


def states_register(correction: Correction, subject: object) -> bool:
    """Whether a correction states what the register says of a certificate that a listing has."""
    if not isinstance(subject, ListingSubject):
        return False
    return any(index < len(subject.certificates) for index in registers_of((correction,)))


def register_field(index: int) -> str:
    """Where a correction says what the register says of a certificate."""
    return f"/certificates/{index}/status"


def paper_of(
    index: int, paper: Certificate, merchant: Party, conduct_at: datetime, register: Register | None = None
) -> Paper:
    """One certificate on the day of the conduct; `register` is what a person found in the register."""
    until = _day(paper.valid_until)
    left = days_left(conduct_at.astimezone(ZONE).date(), until) if until is not None else None
    number = paper.number or ""
    company = next((merchant.identifiers[name] for name in COMPANY if name in merchant.identifiers), None)
    if register in (Register.SUSPENDED, Register.WITHDRAWN):
        standing = Standing(register.value)
    elif not any(letter.isdigit() for letter in number):
        standing = Standing.NO_NUMBER
    elif left is None:
        standing = Standing.NO_END
    elif left < 0:
        standing = Standing.EXPIRED
    else:
        standing = Standing.LAST_DAY if left == 0 else Standing.VALID
    return Paper(
        index=index,
        certificate=paper,
        standing=standing,
        left=left,
        until=until,
        odd_number=_of_scheme(paper.scheme, "CCC") and bool(number) and not _CCC_NUMBER.match(number),
        holder_differs=not same_name(paper.holder, company) if paper.holder and company else None,
        company=company,
        register=register,
    )


def _serves(given: str, wanted: str | None, declarable: bool) -> bool:
    """Whether a paper is of the scheme that is asked for, or the declaration that does in its place."""
    return _of_scheme(given, wanted) or (wanted is not None and declarable and given.strip().lower() in SELF_DECLARED)


def _of_scheme(given: str, wanted: str | None) -> bool:
    aliases = {"3c": "ccc"}
    given = given.strip().lower()
    return wanted is not None and aliases.get(given, given) == wanted.lower()


def _unsaid(requirement: Requirement, attributes: Mapping[str, str], origin: str | None) -> tuple[Stated, ...]:
    said = [name for name, value in attributes.items() if value.strip()] + (["产地", "origin"] if origin else [])
    seen = read_once(said) if requirement.states else ()
    return tuple(one for one in requirement.states if not any(reads(w, name) for w in one.names for name in seen))


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text) if text is not None and len(text) == 10 else None
    except ValueError:
        return None
