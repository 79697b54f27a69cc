"""The chain of authorisation: from who holds a trademark over every letter to the shop, with its terms."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from reviewer_app.domain.checks.dates import Term
from reviewer_app.domain.checks.names import plain_name, same_name
from reviewer_app.domain.checks.result import Basis, Checked, State, checked


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter of authorisation: who gives leave to whom, and for how long; `document` is its place in the filing."""

    giver: str
    receiver: str
    term: Term | None
    document: int


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
    holder: str | None, shop: str, letters: Sequence[Letter], on: date, basis: Basis | None = None
) -> Chain | None:
    """The chain of a brand on a day; None where a filing has neither a mark nor a letter.

    `holder` is the name on the trademark (None where no certificate came with it), `shop` the name on the licence.
    """
    if holder is None and not letters:
        return None
    path = _path(holder, shop, letters) if holder is not None else None
    if holder is None:
        giver = _first_giver(shop, letters)
        return Chain(None, shop, tuple(letters), None, checked(State.UNREADABLE, "chain-no-mark", basis, giver=giver))
    if path is None:
        return Chain(holder, shop, tuple(letters), None, _broken(holder, shop, letters, basis))
    return Chain(holder, shop, path, len(path), _held(holder, path, on, basis))


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


def _held(holder: str, path: Sequence[Letter], on: date, basis: Basis | None) -> Checked:
    """Whether every letter of a whole chain holds on the day, and so with every other one."""
    if not path:
        return checked(State.MATCH, "chain-own", basis, holder=holder)
    for letter in path:
        if letter.term is None:
            return checked(State.UNREADABLE, "chain-term", basis, giver=letter.giver, receiver=letter.receiver)
        if not letter.term.overlaps(Term(on, on)):
            return checked(State.MISMATCH, "chain-outside", basis, giver=letter.giver, on=on)
    return checked(State.MATCH, "chain-whole", basis, holder=holder, levels=len(path))
