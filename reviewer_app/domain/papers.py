"""Certificates of goods against what their kind requires: present, expired, of another holder, or missing."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from reviewer_app.domain.cases import Certificate, ListingSubject, Party
from reviewer_app.domain.checks.names import same_name
from reviewer_app.domain.goods import Falls, Requirement, Stated, falls_under, stands
from reviewer_app.domain.prices import ZONE
from reviewer_app.domain.tables import days_left

_CCC_NUMBER = re.compile(r"\d{16}\Z")
COMPANY = ("company", "company_name", "legal_name", "企业名称", "公司名称")
"""Under what names of identifiers a case may carry the name of the merchant's company."""


class Standing(StrEnum):
    """What is the matter with one certificate."""

    VALID = "valid"
    LAST_DAY = "last_day"
    EXPIRED = "expired"
    NO_END = "no_end"
    NO_NUMBER = "no_number"


@dataclass(frozen=True, slots=True)
class Paper:
    """A certificate on the day of the conduct. `left` are days to its last one, below 0 once it has expired.

    `holder_differs` is None where the case does not carry the company's name or the paper no holder's.
    """

    index: int
    certificate: Certificate
    standing: Standing
    left: int | None
    until: date | None
    odd_number: bool
    holder_differs: bool | None
    company: str | None


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
        return self.falls is not None and self.requirement.scheme is not None and not self.papers and not self.unsure

    @property
    def unsure(self) -> bool:
        """Whether it is not known that a certificate was asked for then."""
        return self.falls is not None and self.falls.entry.unsure


def needs_of(
    requirements: Sequence[Requirement], subject: ListingSubject, merchant: Party, conduct_at: datetime
) -> tuple[Need, ...]:
    """What each requirement comes to for a listing, on the day of the conduct in Shanghai."""
    product = subject.product
    more = (*product.attributes.values(), product.description or "")
    papers = tuple(paper_of(index, one, merchant, conduct_at) for index, one in enumerate(subject.certificates))
    found = []
    for one in requirements:
        falls = falls_under(one, product.category, product.name, more)
        mine = tuple(paper for paper in papers if _of_scheme(paper.certificate.scheme, one.scheme))
        unsaid = _unsaid(one, product.attributes, product.origin) if falls is not None else ()
        found.append(Need(one, falls, mine, unsaid))
    return tuple(found)


def paper_of(index: int, paper: Certificate, merchant: Party, conduct_at: datetime) -> Paper:
    """One certificate on the day of the conduct."""
    until = _day(paper.valid_until)
    left = days_left(conduct_at.astimezone(ZONE).date(), until) if until is not None else None
    number = paper.number or ""
    company = next((merchant.identifiers[name] for name in COMPANY if name in merchant.identifiers), None)
    if not any(letter.isdigit() for letter in number):
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
    )


def _of_scheme(given: str, wanted: str | None) -> bool:
    aliases = {"3c": "ccc"}
    given = given.strip().lower()
    return wanted is not None and aliases.get(given, given) == wanted.lower()


def _unsaid(requirement: Requirement, attributes: Mapping[str, str], origin: str | None) -> tuple[Stated, ...]:
    said = [name for name, value in attributes.items() if value.strip()] + (["产地", "origin"] if origin else [])
    return tuple(one for one in requirement.states if not any(stands(w, name) for w in one.names for name in said))


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text) if text is not None and len(text) == 10 else None
    except ValueError:
        return None
