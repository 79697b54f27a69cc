"""Two filings beside each other in words: what a row is called, then and now, and what was decided before."""

from __future__ import annotations

from datetime import tzinfo
from zoneinfo import ZoneInfo

from reviewer_app.client.viewmodels import format as words
from reviewer_app.client.viewmodels.checkwords import sum_words
from reviewer_app.client.viewmodels.filing import DOCUMENTS
from reviewer_app.client.viewmodels.names import ROUNDS, clause_name, outcome_words
from reviewer_app.client.viewmodels.texts import beginning
from reviewer_app.client.viewmodels.ties import identifier_name, shop_type_name
from reviewer_app.client.words import N_, _, ngettext
from reviewer_app.client.workbench.values import OpenCase
from reviewer_app.domain.past import Past, PastBreach, PastFiling
from reviewer_app.rulebooks.filing_past import Compared, One, Part, Told, Turn

TURNS = {
    Turn.CHANGED: N_("changed"),
    Turn.NEW: N_("only today"),
    Turn.GONE: N_("only then"),
    Turn.SAME: N_("as before"),
}
SHORT = 8
"""Digits of a file's SHA-256 that tell two files of a merchant apart to the eye."""


def zone_of(case: OpenCase) -> tzinfo | None:
    """The zone of the rulebook that judges the case: days of before are told in it too."""
    book = next(iter(case.sheet.books()), None)
    return ZoneInfo(book.rulebook.zone) if book is not None else None


def tab_words(filing: PastFiling, zone: tzinfo | None, short: bool = False) -> str:
    """An earlier filing in short: the day it was handed in, and how it was decided; `short` is the day alone."""
    if short:
        return words.day(filing.conduct_at, zone)
    decided = outcome_words(filing.verdict.outcome) if filing.verdict is not None else _("Not decided")
    return f"{words.day(filing.conduct_at, zone)} · {decided}"


def day_words(filing: PastFiling | None, case: OpenCase) -> str:
    """The day on which an earlier filing, or today's, was handed in."""
    return words.day(filing.conduct_at if filing is not None else case.record.conduct_at, zone_of(case))


def verdict_words(case: OpenCase, filing: PastFiling) -> str:
    """What was decided, when, in which round, by which versions, and which clauses were found broken."""
    zone, verdict = zone_of(case), filing.verdict
    if verdict is None:
        return _("{ref}: nothing is decided about it. What was handed in is shown once a decision stands.").format(
            ref=words.plain(filing.ref)
        )
    books = _(", ").join(f"{cite.id} {cite.version}" for cite in verdict.rulebooks) or words.NOTHING
    said = _("{ref}: {outcome} on {day}, {round}, by {books}.").format(
        ref=words.plain(filing.ref),
        outcome=outcome_words(verdict.outcome),
        day=words.day(verdict.at, zone),
        round=_(ROUNDS[verdict.round]),
        books=books,
    )
    found = [_breach(case, breach) for breach in verdict.breaches]
    if found:
        said += " " + _("Found: {clauses}.").format(clauses=_("; ").join(found))
    if filing.handed is None:
        said += " " + _("What was handed in did not come along: it is too much, or the case is not in your hand.")
    return said


def _breach(case: OpenCase, breach: PastBreach) -> str:
    book = case.sheet.book_of(breach.rulebook)
    clause = book.rulebook.clause(breach.clause) if book is not None else None
    return clause_name(clause, f"{breach.clause} ({breach.rulebook.id} {breach.rulebook.version})")


def known_words(past: Past | None) -> str:
    """Up to when the server told, and what there is that it did not tell."""
    if past is None:
        return _(
            "What was filed before is not on this computer: it comes with a case that is taken in hand, "
            "from a server that tells it."
        )
    if not past.filings:
        return _("The merchant filed nothing before this, as the server knew it {when}.").format(
            when=words.when(past.at)
        )
    known = _("As the server knew it {when}.").format(when=words.when(past.at))
    more = _("There are more; the latest are shown.") if past.more else ""
    return " ".join(filter(None, (known, more)))


def count_words(rows: tuple[Compared, ...]) -> str:
    """How many rows changed."""
    changed = sum(row.turn is not Turn.SAME for row in rows)
    if not changed:
        return _("nothing changed")
    return ngettext("{count} row changed", "{count} rows changed", changed).format(count=words.count(changed))


def name_words(row: Compared) -> str:
    """What a row is called."""
    match row.told:
        case None:
            return identifier_name(row.name) if row.part is Part.REGISTRY else beginning(row.name)
        case Told.PAPER:
            return paper_words(row.kind)
        case Told.SHOP:
            return _("Shop")
        case Told.SHOP_TYPE:
            return _("Type of shop")
        case Told.HOLDER:
            return _("Holder of the mark")
        case Told.LEVELS:
            return _("Levels of authorisation")
    return _("Letter {number}").format(number=row.number)


def part_words(row: Compared) -> str:
    """Which part of the filing a row is of."""
    match row.part:
        case Part.DECLARED:
            return _("form")
        case Part.PAPER:
            return "" if row.told is Told.PAPER else paper_words(row.kind)
        case Part.TERM:
            return _("{paper}, validity").format(paper=paper_words(row.kind))
        case Part.REGISTRY:
            return _("registration")
    return _("chain")


def paper_words(kind: str) -> str:
    """What a type of paper is called."""
    return _(DOCUMENTS[kind]) if kind in DOCUMENTS else words.plain(kind)


def value_words(row: Compared, one: One | None, today: bool) -> str:
    """A value as it is shown; a paper itself says whether it is the very same file."""
    if one is None:
        return words.NOTHING
    if row.told is Told.PAPER:
        if today and row.turn is Turn.SAME:
            return _("the very same file")
        said = _("another file, {digest}…") if today and row.then is not None else _("file {digest}…")
        return said.format(digest=one.value[:SHORT])
    if row.told is Told.SHOP_TYPE:
        return shop_type_name(one.value)
    return beginning(one.value) or words.NOTHING


def row_words(row: Compared | None) -> str:
    """What the checks said then and say now, in full."""
    if row is None:
        return ""
    lines = []
    if row.then is not None and row.then.check is not None:
        lines.append(_("Then: {sum}").format(sum=sum_words(row.then.check)))
    if row.now is not None and row.now.check is not None:
        lines.append(_("Today: {sum}").format(sum=sum_words(row.now.check)))
    return "\n".join(lines)
