"""What a case is tied to, in words: linked shops with their reasons, crowds that link nobody, and other cases."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from reviewer_app.client.viewmodels import format as words
from reviewer_app.client.viewmodels.names import KINDS, outcome_words
from reviewer_app.client.words import N_, _, ngettext
from reviewer_app.client.workbench.values import OpenCase
from reviewer_app.domain.ties import SOFT, Crowd, LinkedShop, Shared, TiedCase, TieKind, Ties

SHOPS = {
    "official_flagship": N_("Official flagship"),
    "flagship": N_("Flagship"),
    "specialty": N_("Specialty"),
    "franchise": N_("Franchise"),
    "enterprise": N_("Enterprise"),
    "individual": N_("Individual"),
}
IDENTIFIERS = {
    "uscc": N_("Credit code"),
    "phone": N_("Telephone"),
    "bank_account": N_("Bank account"),
    "address": N_("Address"),
    "legal_person": N_("Legal representative"),
}
TIES = {
    TieKind.GOODS: N_("Same goods"),
    TieKind.ROOM: N_("Same room"),
    TieKind.MERCHANT: N_("Same merchant"),
    TieKind.CREATOR: N_("Same creator"),
}


@dataclass(frozen=True, slots=True)
class ShopLine:
    """A linked shop: name, what it is, its reasons as short names and in full; `hard` where one is hardly by chance."""

    name: str
    about: str
    kinds: tuple[str, ...]
    reasons: tuple[str, ...]
    hard: bool


@dataclass(frozen=True, slots=True)
class CaseLine:
    """Another case: what it is, when, why it is here, and how it was decided, if it was."""

    case_id: str
    title: str
    about: str
    outcome: str
    breach: bool
    opens: bool


@dataclass(frozen=True, slots=True)
class Tied:
    """All of it as it is shown."""

    own: str
    shops: tuple[ShopLine, ...]
    notes: tuple[str, ...]
    cases: tuple[CaseLine, ...]
    brief: tuple[str, ...]
    """Two lines at the most for the context of the case."""


def identifier_name(kind: str) -> str:
    """What an identifier is called; the sender's own word where it is none of ours."""
    return _(IDENTIFIERS[kind]) if kind in IDENTIFIERS else words.plain(kind)


def shop_type_name(kind: str) -> str:
    """What a type of shop is called."""
    return _(SHOPS[kind]) if kind in SHOPS else words.plain(kind)


def tied(case: OpenCase) -> Tied | None:
    """What a case is tied to; None where the server did not say."""
    ties = case.file.ties
    if ties is None:
        return None
    order = tuple(TieKind)
    near_first = sorted(ties.cases, key=lambda one: order.index(one.ties[0]))  # within a kind the latest stay first
    return Tied(
        own=words.plain(case.record.merchant.name),
        shops=tuple(map(_shop, ties.shops)),
        notes=tuple(_notes(ties)),
        cases=tuple(map(_case, near_first)),
        brief=tuple(_brief(ties)),
    )


def _shop(shop: LinkedShop) -> ShopLine:
    about = shop_type_name(shop.shop_type) if shop.shop_type else ""
    return ShopLine(
        name=words.plain(shop.name),
        about=" · ".join(filter(None, [about, words.plain(shop.merchant)])),
        kinds=tuple(identifier_name(one.kind) for one in shop.shares),
        reasons=tuple(map(_reason, shop.shares)),
        hard=any(one.kind not in SOFT for one in shop.shares),
    )


def _reason(shared: Shared) -> str:
    return f"{identifier_name(shared.kind)} {words.plain(shared.value)}"


def _notes(ties: Ties) -> Sequence[str]:
    lines = [_crowd(crowd) for crowd in ties.crowds]
    if ties.more_shops:
        lines.append(_("More shops are linked; the strongest links are shown."))
    if ties.more_cases:
        lines.append(_("There are more cases; the latest are shown."))
    return [*lines, _("As the server knew it {when}.").format(when=words.when(ties.at))]


def _crowd(crowd: Crowd) -> str:
    text = _("{reason}: shared with {count} shops, which says nothing of any of them.")
    return text.format(reason=_reason(crowd.shared), count=words.count(crowd.shops))


def _case(one: TiedCase) -> CaseLine:
    why = " · ".join(_(TIES[kind]) for kind in one.ties)
    return CaseLine(
        case_id=one.case_id,
        title=words.plain(one.title),
        about=" · ".join([why, _(KINDS[one.kind]), words.day(one.conduct_at), words.plain(one.ref)]),
        outcome=outcome_words(one.outcome) if one.outcome else _("Not decided"),
        breach=one.outcome == "violation",
        opens=one.opens,
    )


def _brief(ties: Ties) -> list[str]:
    lines = []
    if ties.shops:
        count = len(ties.shops)
        text = ngettext("{count} linked shop", "{count} linked shops", count).format(count=words.count(count))
        kinds = dict.fromkeys(identifier_name(one.kind) for shop in ties.shops for one in shop.shares)
        lines.append(words.named(text, _(", ").join(kinds)))
    if ties.cases:
        count, found = len(ties.cases), sum(one.outcome == "violation" for one in ties.cases)
        text = ngettext("{count} other case", "{count} other cases", count).format(count=words.count(count))
        of_these = ngettext("{count} violation", "{count} violations", found).format(count=words.count(found))
        lines.append(f"{text} · {of_these}")
    return lines or [_("No other shop or case is known.")]
