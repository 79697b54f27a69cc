"""What the desk says in words: places, anchors, what is missing, why sign-off is needed, and what happened."""

from __future__ import annotations

from reviewer_app.client.viewmodels import format as words
from reviewer_app.client.viewmodels.consequences import signoff_lines
from reviewer_app.client.viewmodels.filewords import file_name, unshown_words
from reviewer_app.client.viewmodels.listingdiff import FIELDS
from reviewer_app.client.viewmodels.listingpapers import REGISTERS
from reviewer_app.client.viewmodels.names import clause_name
from reviewer_app.client.viewmodels.timeline import clock, near_clock
from reviewer_app.client.words import N_, _, language, ngettext
from reviewer_app.client.workbench.queue_values import RiskLine
from reviewer_app.client.workbench.values import OpenCase
from reviewer_app.domain.cases import CaseKind, Flag, RegionPlace, TextPlace, TimePlace
from reviewer_app.domain.completeness import Lack, Missing
from reviewer_app.domain.coverage import Watched
from reviewer_app.domain.events import Round, Status, VerdictGiven
from reviewer_app.domain.evidence import Anchor, FieldAnchor, RegionAnchor, TextAnchor, TimeAnchor
from reviewer_app.domain.papers import registers_of
from reviewer_app.domain.rulebook import Published
from reviewer_app.domain.verdicts import Correction, Finding, Verdict
from reviewer_app.domain.withheld import Why, Withheld
from reviewer_app.ui.kit.marks import Step

LISTED = 4
"""How many stretches that were not watched are said one by one, the longest ones."""
LACKS: dict[Lack, str] = {
    Lack.OUTCOME: N_("Choose an outcome."),
    Lack.OUTCOME_OF_ROUND: N_("This round does not offer that outcome."),
    Lack.FINDING: N_("A violation needs a finding: press 1 to 9, or S to search."),
    Lack.RESULT: N_("Say what is to be in force instead."),
    Lack.ELEMENT: N_("{clause}: {detail}"),
    Lack.BROKEN_ANCHOR: N_("{clause}: a place cannot be found in the evidence any more."),
    Lack.CLAUSE_NOT_IN_FORCE: N_("{clause}: not in force when this conduct happened."),
    Lack.WRONG_VERSION: N_("{clause}: cites another version than the one in force at its conduct."),
    Lack.ACROSS_SWITCH: N_("{clause}: place E{detail} lies under another version. Take it away, then add it again."),
    Lack.MEASURE: N_("{clause}: choose a measure."),
    Lack.DEPARTURE: N_("{clause}: another measure follows. Choose it, or say why in at least {detail} characters."),
    Lack.EFFECTS: N_("What follows was worked out otherwise by the server. Open the case again to see it."),
    Lack.REASON: N_("A reason of at least {detail} characters."),
    Lack.REMARK: N_("A remark is needed."),
    Lack.HOLD_REASON: N_("Say why it is held."),
    Lack.HOLD_UNTIL: N_("The hold must end later than now, within {detail} hours."),
    Lack.WATCHED: N_("Watch at least {detail} of the clip, as the rules ask; you have seen {seen}."),
    Lack.LEAFED: N_("{name}: {seen} of its {count} frames looked at."),
    Lack.EVIDENCE_NOT_SHOWN: N_("{detail} cannot be shown here; only a hold is possible."),
    Lack.NO_RULEBOOK: N_("No rulebook for this kind of case is on this computer yet."),
    Lack.NONE_IN_FORCE: N_("No rule was in force then; the case can only be held."),
    Lack.UNTRUSTED: N_("Only a hold: {detail} counts here and is not trusted yet."),
    Lack.NEWER: N_("Only a hold: {detail} counts here; update the program to read it."),
    Lack.UNCHANGED: N_("Nothing is changed: let it stand, or change it."),
    Lack.ON_NOTHING: N_("The verdict that this is about is not here."),
    Lack.JUDGED_OUTDATED: N_("Return or change it: another version of {detail} counts now."),
    Lack.OPEN_FLAG: N_("Flag {detail} has no answer yet."),
    Lack.FLAG_DENIED: N_("{clause}: it is of flag {detail}, which is said to be wrong. Answer the flag again."),
    Lack.OPEN_CHECK: N_("Checks of the papers that fail: {detail}. L goes to them."),
    Lack.CORRECTION: N_("A correction stands on a reading that the case does not have; take it back."),
    Lack.BEGUN: N_("A correction is half written: Enter keeps it, Esc drops it."),
}


FIELD_NAMES = {name: label for name, label, _role in FIELDS}


def tongue(zh_or_en: object) -> str:
    """A bilingual text in the language in use; nothing for nothing."""
    within = getattr(zh_or_en, "within", None)
    return str(within(language())) if within is not None else ""


def finding_name(case: OpenCase, finding: Finding) -> str:
    """What a finding is called: its clause, in the version that it cites."""
    return clause_name(case.sheet.clause_of(finding), finding.clause)


def missing_words(case: OpenCase, findings: tuple[Finding, ...], item: Missing) -> str:
    """One line for what is missing."""
    finding = next((f for f in findings if f.id == item.finding), None)
    name, detail, seen = (_told_apart(case, finding, findings) if finding else ""), item.detail, ""
    if item.lack is Lack.ELEMENT and finding is not None:
        clause = case.sheet.clause_of(finding)
        element = next((e for e in clause.elements if e.id == item.detail), None) if clause else None
        detail = tongue(element.text) if element else item.detail
        if len(findings) == 1:
            return detail  # nothing else can be meant: the words that matter have the room
    if item.lack is Lack.WATCHED:
        detail, seen = (words.percent(float(share)) for share in item.detail.split())
    if item.lack is Lack.LEAFED:
        return _leafed_words(case, *item.detail.split())
    if item.lack is Lack.EVIDENCE_NOT_SHOWN:
        detail = unshown_words(case)
    if item.lack is Lack.OPEN_CHECK:
        wrong, unread = (int(number) for number in item.detail.split())
        said = [ngettext("{count} mismatch", "{count} mismatches", wrong).format(count=wrong)] if wrong else []
        said += [ngettext("{count} unreadable", "{count} unreadable", unread).format(count=unread)] if unread else []
        detail = _(", ").join(said)
    if item.lack in (Lack.OPEN_FLAG, Lack.FLAG_DENIED):
        detail = str((item.flag or 0) + 1)
    if item.lack is Lack.ACROSS_SWITCH and finding is not None:
        detail = str(sum(len(f.anchors) for f in findings[: findings.index(finding)]) + int(item.detail) + 1)
    return _(LACKS[item.lack]).format(clause=name, detail=detail, seen=seen)


def _leafed_words(case: OpenCase, asset: str, seen: str, count: str) -> str:
    return _(LACKS[Lack.LEAFED]).format(name=file_name(case.record, asset), seen=seen, count=count)


def _told_apart(case: OpenCase, finding: Finding, findings: tuple[Finding, ...]) -> str:
    """What a finding is called, with its version where another one of the same clause stands under another."""
    same = {f.rulebook.version for f in findings if (f.rulebook.id, f.clause) == (finding.rulebook.id, finding.clause)}
    name = finding_name(case, finding)
    return f"{name} · {finding.rulebook.version}" if len(same) > 1 else name


def bound_words(findings: tuple[Finding, ...], before: str | None, at: str | None) -> str:
    """What is to be said of a place that went to another finding than the one the person was at; nothing else."""
    finding = next((f for f in findings if f.id == at), None)
    if finding is None or at == before:
        return ""
    words_of = _("This place falls under version {version}: it is in a finding of that version.")
    return words_of.format(version=finding.rulebook.version)


# -- places -----------------------------------------------------------------------------------------------------------


def place_words(case: OpenCase, flag: Flag) -> str:
    """Where a sender saw something, short: a time, a page, a picture, a field."""
    match flag.anchor:
        case TimePlace(start=start):
            return near_clock(start, 0)
        case RegionPlace(asset=asset, page=page):
            still = page == 1 and _is_picture(case, asset)  # a sender may call a still one its own first page
            return sheet_words(case, asset, None if still else page)
        case TextPlace(field=field):
            return field_words(field)
    return ""


def field_words(pointer: str) -> str:
    """What a field is called: ours where it is a known one, else its own name."""
    tokens = pointer.split("/")
    name = tokens[-2 if tokens[-1] == "value" and tokens[-3:-2] == ["read"] else -1]
    name = name.replace("~1", "/").replace("~0", "~")
    if pointer.startswith("/comments/"):
        return _("Comment")
    return _(FIELD_NAMES[name]) if name in FIELD_NAMES else words.plain(name)


def correction_words(correction: Correction) -> str:
    """What a person read where a machine had read something else, or that the machine was right."""
    name = field_words(correction.field)
    stated = registers_of((correction,))
    if stated:
        ((index, register),) = stated.items()
        said = _("Certificate {number} in the register, stated by a person: {state}")
        return said.format(number=index + 1, state=_(REGISTERS[register]))
    if correction.read == correction.value:
        return _("{field}: read by a person, as the machine did: “{value}”").format(
            field=name, value=words.plain(correction.value)
        )
    said = _("{field}: the machine read “{read}”, a person reads “{value}”")
    return said.format(field=name, read=words.plain(correction.read), value=words.plain(correction.value))


def sheet_words(case: OpenCase, asset: str, page: int | None) -> str:
    """A page of a document, or a picture by its number; of one that moves, which of its pictures too."""
    assets = case.record.assets()
    number = next((number for number, one in enumerate(assets, 1) if one.sha256 == asset), None)
    if page is not None and (number is None or not assets[number - 1].type.startswith("image/")):
        return _("p. {page}").format(page=page)
    if number is None:
        return _("picture")
    said = _("picture {number}") if page is None else _("picture {number}, frame {page}")
    return said.format(number=number, page=page)


def _is_picture(case: OpenCase, asset: str) -> bool:
    return any(one.sha256 == asset and one.type.startswith("image/") for one in case.record.assets())


def anchor_words(case: OpenCase, anchor: Anchor) -> str:
    """An anchor on its button: a sign for its kind, then time, page or words."""
    match anchor:
        case TimeAnchor(box=box, quote=quote):
            span = f"{clock(anchor.start_s)}–{clock(anchor.end_s)}"
            said = f" “{_short(words.plain(quote.exact), 12)}”" if quote is not None else ""
            return f"▶ {span}{said} □" if box else f"▶ {span}{said}"
        case RegionAnchor(asset=asset, page=page):
            return f"□ {sheet_words(case, asset, page)}"
        case TextAnchor(exact=exact):
            return f"“{_short(words.plain(exact))}”"
        case FieldAnchor(field=field):
            return f"≡ {_short(field_words(field))}"


def watched_words(case: OpenCase, verdict: Verdict) -> list[str]:
    """How much of the clip was watched, and the longest stretches that were not; a line for each picture that moves."""
    if case.record.kind is CaseKind.CLIP:
        return [_watched_line(one) for one in verdict.watched]
    files = {asset.sha256 for asset in case.record.assets()}
    told = [one for one in verdict.watched if one.asset in files and one.counts_pictures]
    return [_leafed_words(case, one.asset, str(one.length), str(one.end_pts)) for one in told]


def _watched_line(one: Watched) -> str:
    share = words.percent(int(100 * one.share) / 100)  # cut: all of it is said of all of it only
    gaps = sorted(one.unwatched, key=lambda gap: gap[0] - gap[1])
    if not gaps:
        return _("Watched all of the clip")
    spans = [f"{clock(a)}–{clock(b)}" for a, b in sorted(gaps[:LISTED])]
    listed = _(", ").join(spans)
    if len(gaps) > LISTED:
        more = len(gaps) - LISTED
        listed = ngettext("{listed} and {count} more", "{listed} and {count} more", more).format(
            listed=listed, count=more
        )
    return _("Watched {share} of the clip; not {listed}").format(share=share, listed=listed)


def _short(text: str, most: int = 20) -> str:
    return text if len(text) <= most else text[: most - 1] + "…"


# -- rules ------------------------------------------------------------------------------------------------------------


def own_book(case: OpenCase) -> Published | None:
    """The version that judges the case: the first of those in force at its conduct."""
    return next(iter(case.sheet.books()), None)


def no_book_words(case: OpenCase) -> str:
    """Why no version judges the case, and what can be done with it; empty where one does."""
    if own_book(case) is not None:
        return ""
    withheld = case.sheet.withheld_books()
    if withheld:
        return _withheld_words(withheld)
    known = case.sheet.known_books()
    if not known:
        return _("No rulebook for this kind of case is on this computer yet. It comes with the next exchange.")
    first = min(book.rulebook.effective_from for book in known)
    zone, at = first.tzinfo, case.record.conduct_at
    said = _("This happened on {day}, when no version of any rulebook was in force.").format(day=words.day(at, zone))
    if at < first:
        said = _("This happened on {day}, before the first rulebook version (from {first} on).").format(
            day=words.day(at, zone), first=words.day(first, zone)
        )
    held = _("Nothing can be judged by a rule that was not there: hold the case and say why.")
    return f"{said} {held}"


def risk_lines(case: OpenCase) -> tuple[RiskLine, ...]:
    """Why the case stands where it stands, by the procedure that the server worked with; empty where it is not here."""
    book = next((b for b in case.sheet.versions if b.digest == case.file.risk_book), None)
    parts = case.file.risk_parts
    terms = book.rulebook.procedure.risk if book else ()
    return tuple(RiskLine(tongue(t.text), t.expression, t.weight, parts.get(t.id, 0.0)) for t in terms)


def signoff_words(case: OpenCase, names: tuple[str, ...] | None = None) -> list[str]:
    """Why a supervisor must sign, in the procedure's words; the bare name where no version here has it."""
    return signoff_lines(case.sheet, case.file.signoff if names is None else names)


def round_steps(case: OpenCase) -> list[tuple[Round | None, Step]]:
    """The rounds of the case in their order and how far it is; None stands for the end."""
    file, book = case.file, case.sheet.procedure()
    given = [e.round for e in file.events if isinstance(e, VerdictGiven)]
    closed = file.status in (Status.DECIDED, Status.CANCELLED)
    usual = [r for r in Round if book is None or r.value in book.rulebook.procedure.rounds]
    strip = [r for r in (Round.FIRST, Round.ADJUDICATION, Round.SIGNOFF) if _belongs(r, usual, given, case)]
    strip += [r for r in (Round.APPEAL, Round.REREVIEW, Round.QUALITY) if r in given or r is case.round]
    steps: list[tuple[Round | None, Step]] = []
    for one in strip:
        now = one is case.round and not closed
        done = one in given or (not now and not closed and strip.index(one) < strip.index(case.round))
        steps.append((one, "now" if now else "done" if done else "ahead"))
    return [*steps, (None, "done" if closed else "ahead")]


def _belongs(one: Round, usual: list[Round], given: list[Round], case: OpenCase) -> bool:
    if one is Round.ADJUDICATION:
        return one in given or one is case.round
    return one in usual or one in given or one is case.round or one is Round.FIRST


def _withheld_words(withheld: tuple[Withheld, ...]) -> str:
    """That what counts here is not used on this computer, why, and what can be done."""
    name = withheld[0].name
    if withheld[0].why is Why.NEWER:
        said = _("{version} counts here and is newer than this program reads: update it, and hold the case until then.")
    else:
        said = _("{version} counts here and is not trusted yet: see the rules' page, and hold the case until then.")
    return said.format(version=name)


def _no_version(case: OpenCase) -> str:
    withheld = case.sheet.withheld_books()
    return _("{version} not used").format(version=withheld[0].version) if withheld else _("No rulebook in force")


def version_short(case: OpenCase) -> str:
    """The version alone, where there is no room for why it is the one."""
    book = own_book(case)
    return book.rulebook.version if book is not None else _no_version(case)


def version_badge(case: OpenCase) -> str:
    """Which version judges the case, and by which time."""
    book = own_book(case)
    if book is None:
        return _no_version(case)
    if case.record.kind is CaseKind.FILING:
        return _("Rules {version} by submission time").format(version=book.rulebook.version)
    return _("Rules {version} by conduct time").format(version=book.rulebook.version)
