"""The chain of authorisation: from who holds a trademark over every letter to the shop, with its terms."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from reviewer_app.domain.checks.dates import Term
from reviewer_app.domain.checks.names import plain, plain_name, same_name
from reviewer_app.domain.checks.result import Basis, Checked, State, checked

_NEXT = re.compile(r"[、,，;；/]")
_HAN = re.compile(r"[\u4e00-\u9fff]+")


@dataclass(frozen=True, slots=True)
class Brand:
    """What a mark is, or what a letter gives leave for: `named` as read, names and numbers as they are compared.

    Empty is what a paper does not say, or not surely.
    """

    named: str = ""
    names: frozenset[str] = frozenset()
    numbers: frozenset[str] = frozenset()

    def agrees(self, other: Brand) -> bool | None:
        """Whether one name or number is the same; None where nothing that both say can be compared."""
        if self.names & other.names or self.numbers & other.numbers:
            return True
        comparable = (self.names and other.names) or (self.numbers and other.numbers)
        return False if comparable else None


def brand_of(name: str | None, number: str | None) -> Brand:
    """A brand by what a paper says; several names or numbers stand behind commas, a name may be in two scripts."""
    names: set[str] = set()
    for one in _NEXT.split(name or ""):
        han = [word for word in one.split() if _HAN.fullmatch(word)]
        other = [word for word in one.split() if not _HAN.search(word)]
        names |= {plain_name(one), plain_name("".join(han)), plain_name("".join(other))}
    numbers = {plain(one).removeprefix("第").removesuffix("号") for one in _NEXT.split(number or "")}
    return Brand(name or number or "", frozenset(names - {""}), frozenset(numbers - {""}))


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter of authorisation: who gives leave to whom, and for how long; `document` is its place in the filing."""

    giver: str
    receiver: str
    term: Term | None
    document: int
    brand: Brand = Brand()

    def held(self, on: date) -> bool:
        """Whether it is known to hold on a day."""
        return self.term is not None and self.term.overlaps(Term(on, on))


@dataclass(frozen=True, slots=True)
class Chain:
    """The holder, the letters from it to the shop in their order, and whether they hold together.

    `levels` is None while there is no whole chain; 0 where the shop's own firm holds the mark.
    """

    holder: str | None
    shop: str
    letters: tuple[Letter, ...]
    levels: int | None
    check: Checked


def chain_of(
    holder: str | None,
    shop: str,
    letters: Sequence[Letter],
    on: date,
    basis: Basis | None = None,
    brand: Brand | None = None,
) -> Chain | None:
    """The chain of a brand on a day; None where a filing has neither a mark nor a letter.

    `holder` is the name on the trademark (None where no certificate came with it), `shop` the name on the licence. With
    a `brand`, a letter about another one is none of its chain, and one that does not say which makes it unreadable. Of
    letters beside their renewals those count that hold on the day.
    """
    if holder is None and not letters:
        return None
    given = letters
    if brand is not None and holder is not None:
        letters = [letter for letter in given if brand.agrees(letter.brand) is not False]
    path = _best(holder, shop, letters, on, brand) if holder is not None else None
    if holder is None:
        giver = _first_giver(shop, letters)
        return Chain(None, shop, tuple(letters), None, checked(State.UNREADABLE, "chain-no-mark", basis, giver=giver))
    if path is None:
        if given and not letters and brand is not None:
            other = {"giver": given[0].giver, "brand": given[0].brand.named, "mark": brand.named}
            return Chain(holder, shop, (), None, checked(State.MISMATCH, "chain-other-brand", basis, **other))
        return Chain(holder, shop, tuple(letters), None, _broken(holder, shop, letters, basis))
    return Chain(holder, shop, path, len(path), _held(holder, path, on, basis, brand))


def _best(
    holder: str, shop: str, letters: Sequence[Letter], on: date, brand: Brand | None
) -> tuple[Letter, ...] | None:
    """The way over letters that are known to hold and to be about the brand; else over those that may; else any."""
    holding = [letter for letter in letters if letter.held(on)]
    surely = [letter for letter in holding if brand is None or brand.agrees(letter.brand)]
    maybe = [letter for letter in letters if letter.term is None or letter.held(on)]
    ways = (_path(holder, shop, kept) for kept in (surely, holding, maybe, letters))
    return next((way for way in ways if way is not None), None)


def _path(holder: str, shop: str, letters: Sequence[Letter]) -> tuple[Letter, ...] | None:
    """The shortest way from the holder to the shop. Each name is gone on from once: letters may lead in rings."""
    ways: dict[str, tuple[Letter, ...]] = {plain_name(holder): ()}
    given = _by(letters, lambda letter: letter.giver)
    waiting = deque(name for name in ways if name)
    goal = plain_name(shop)
    while waiting:
        at = waiting.popleft()
        if at == goal:
            return ways[at]
        for letter in given.get(at, ()):
            name = plain_name(letter.receiver)
            if name and name not in ways:
                ways[name] = (*ways[at], letter)
                waiting.append(name)
    return None


def _first_giver(shop: str, letters: Sequence[Letter]) -> str:
    """Who stands at the head of the letters that lead to the shop; of the first letter where none does."""
    given_to = _by(letters, lambda letter: letter.receiver)
    at, seen = shop, set[int]()
    while True:
        before = next((one for one in given_to.get(plain_name(at), ()) if one.document not in seen), None)
        if before is None:
            return at if seen else letters[0].giver
        seen.add(before.document)
        at = before.giver


def _by(letters: Sequence[Letter], side: Callable[[Letter], str]) -> dict[str, list[Letter]]:
    """The letters by the name on one side of them, in their order; one without a name there is of nobody."""
    found: dict[str, list[Letter]] = {}
    for letter in letters:
        if name := plain_name(side(letter)):
            found.setdefault(name, []).append(letter)
    return found


def _broken(holder: str, shop: str, letters: Sequence[Letter], basis: Basis | None) -> Checked:
    if not letters:
        return checked(State.MISMATCH, "chain-no-letter", basis, holder=holder, shop=shop)
    if not any(same_name(letter.receiver, shop) for letter in letters):
        receiver = letters[-1].receiver
        return checked(State.MISMATCH, "chain-not-shop", basis, receiver=receiver, shop=shop)
    return checked(State.MISMATCH, "chain-broken", basis, holder=holder, giver=_first_giver(shop, letters))


def _held(holder: str, path: Sequence[Letter], on: date, basis: Basis | None, brand: Brand | None) -> Checked:
    """Whether every letter of a whole chain holds on the day, and so with every other one."""
    if not path:
        return checked(State.MATCH, "chain-own", basis, holder=holder)
    for letter in path:
        if letter.term is None:
            return checked(State.UNREADABLE, "chain-term", basis, giver=letter.giver, receiver=letter.receiver)
        if not letter.held(on):
            return checked(State.MISMATCH, "chain-outside", basis, giver=letter.giver, on=on)
    for letter in path:
        if brand is not None and not brand.agrees(letter.brand):
            return checked(State.UNREADABLE, "chain-brand", basis, giver=letter.giver, receiver=letter.receiver)
    return checked(State.MATCH, "chain-whole", basis, holder=holder, levels=len(path))
