"""The papers of a listing as lines: what its kind of goods requires, what is given, and the days in between."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from reviewer_app.client.viewmodels import format as words
from reviewer_app.client.viewmodels.listinghits import schedules_of
from reviewer_app.client.viewmodels.names import clause_name
from reviewer_app.client.viewmodels.questions import Question
from reviewer_app.client.viewmodels.texts import Line, Role, Whole
from reviewer_app.client.words import N_, _, language, ngettext
from reviewer_app.client.workbench.values import OpenCase
from reviewer_app.domain.cases import Certificate, ListingSubject
from reviewer_app.domain.evidence import escaped
from reviewer_app.domain.papers import (
    Need,
    Paper,
    Register,
    Standing,
    needs_of,
    paper_of,
    register_field,
    registers_of,
)
from reviewer_app.domain.prices import ZONE
from reviewer_app.domain.rulebook import clause_named
from reviewer_app.domain.schedule import ScheduleVersion
from reviewer_app.domain.verdicts import Correction

FIELDS = (
    ("scheme", N_("Scheme")),
    ("number", N_("Number")),
    ("holder", N_("Holder")),
    ("valid_until", N_("Valid until")),
)
_CONDUCT = "%Y-%m-%d"
WRONG = {
    Standing.WITHDRAWN: N_("Required, given, and withdrawn: {told}."),
    Standing.SUSPENDED: N_("Required, given, and suspended: {told}."),
    Standing.EXPIRED: N_("Required, given, and expired: {told}."),
    Standing.NO_NUMBER: N_("Required, and no number given: {told}."),
}
"""What is wrong with a certificate, the gravest first."""
BADGES = {
    Standing.WITHDRAWN: N_("withdrawn"),
    Standing.SUSPENDED: N_("suspended"),
    Standing.EXPIRED: N_("expired"),
    Standing.NO_NUMBER: N_("no number"),
}
REGISTERS = {
    Register.VALID: N_("valid"),
    Register.SUSPENDED: N_("suspended"),
    Register.WITHDRAWN: N_("withdrawn"),
}


class Papers:
    """What the requirements in force at the conduct come to for a listing."""

    def __init__(self, case: OpenCase, subject: ListingSubject, corrections: Sequence[Correction] = ()) -> None:
        self._case, self._subject = case, subject
        stated = registers_of(corrections)
        self._versions = [version for version in schedules_of(case) if version.requirements]
        record = case.record
        self.needs: tuple[tuple[ScheduleVersion, Need], ...] = tuple(
            (version, need)
            for version in self._versions
            for need in needs_of(version.requirements, subject, record.merchant, record.conduct_at, corrections)
        )
        self._papers = [
            paper_of(index, paper, record.merchant, record.conduct_at, stated.get(index))
            for index, paper in enumerate(subject.certificates)
        ]

    @property
    def badge(self) -> str:
        """What is the matter, in a word, for the name of the section; empty where nothing is."""
        if any(need.missing for _version, need in self.needs):
            return _("missing")
        beside = {paper.index for _version, need in self.needs if need.met for paper in need.papers}
        for standing, name in BADGES.items():
            if any(paper.standing is standing and paper.index not in beside for paper in self._papers):
                return _(name)
        return _("no declaration") if any(need.undeclared for _version, need in self.needs) else ""

    def questions(self) -> Iterator[Question]:
        """What the register says of each certificate, which no record carries: asked of who judges, and may be left."""
        choices = tuple((one.value, _(name)) for one, name in REGISTERS.items())
        for paper in self._papers:
            number = words.plain(paper.certificate.number or str(paper.index + 1))
            text = _("{scheme} {number} in the register").format(
                scheme=words.plain(paper.certificate.scheme), number=number
            )
            value = paper.register.value if paper.register is not None else None
            yield Question("", register_field(paper.index), text, choices, value, optional=True)

    def lines(self) -> Iterator[Line]:
        """Each requirement with its papers, then the papers that none asks for."""
        if not self._versions:
            yield Line(
                "", _("Required"), role=Role.HEAD, note=_("no list of what goods need was in force at the conduct")
            )
        seen: set[int] = set()
        for version, need in self.needs:
            yield from self._need(version, need)
            seen |= {paper.index for paper in need.papers}
        rest = [paper for paper in self._papers if paper.index not in seen]
        missing = any(need.missing or need.undeclared for _version, need in self.needs)
        if rest or not (self._papers or missing):
            yield Line("", _("Other certificates") if seen else _("Certificates"), role=Role.HEAD)
        for paper in rest:
            yield from self._paper(paper)
        if not self._papers and not missing:
            yield _no_papers()

    def _need(self, version: ScheduleVersion, need: Need) -> Iterator[Line]:
        said, tone = need_words(need)
        known = _("{title} {version}, in force at the conduct").format(
            title=version.title.within(language()), version=version.version
        )
        if need.falls is not None and not need.falls.entry.read:
            known += " · " + _("code at second hand")
        clauses = [clause_name(clause_named(self._case.sheet.books(), name)) for name in need.requirement.clauses]
        notes = [(" · ".join(filter(None, (*clauses, known))), "")]
        if need.falls is not None and need.falls.outside is not None:
            doubt = _("“{word}” stands there: the goods may lie outside the entry").format(word=need.falls.outside)
            notes.insert(0, (doubt, "warn"))
        title = need.requirement.title.within(language())
        yield Line("", title, role=Role.HEAD, note=said, note_tone=tone, notes=tuple(notes))
        for paper in need.papers:
            yield from self._paper(paper)
        if need.missing or need.undeclared:
            yield _no_papers()
        for stated in need.unsaid:
            pointer = f"/product/attributes/{escaped(stated.names[0])}"
            name = stated.title.within(language())
            yield Line(name, "", pointer, Whole.FIELD, Role.DIM, placeholder=_("not stated"))

    def _paper(self, paper: Paper) -> Iterator[Line]:
        for name, label in FIELDS:
            value = getattr(paper.certificate, name)
            note, tone = self._field_note(paper, name)
            pointer = f"/certificates/{paper.index}/{name}"
            role = Role.MONO if name in ("number", "valid_until") and value else Role.TEXT
            yield Line(
                _(label),
                value or "",
                pointer,
                Whole.FIELD,
                role if value else Role.DIM,
                value or None,
                note=note,
                note_tone=tone,
                placeholder="" if value else _("not stated"),
                asset=_document(paper.certificate) if name == "scheme" else None,
            )
        yield _register_line(paper)

    def _field_note(self, paper: Paper, name: str) -> tuple[str, str]:
        if name == "valid_until":
            return days_words(paper, f"{self._case.record.conduct_at.astimezone(ZONE):{_CONDUCT}}")
        if name == "number":
            if paper.standing is Standing.NO_NUMBER:
                return _("this is no certificate number"), "bad"
            return (_("a CCC number has 16 digits"), "warn") if paper.odd_number else ("", "")
        if name != "holder" or not paper.certificate.holder:
            return "", ""
        if paper.holder_differs is None:
            shop = words.plain(self._case.record.merchant.name)
            said = _("cannot be compared: the case has the shop's name alone, {shop}").format(shop=shop)
            return said, ""
        if paper.holder_differs:
            return _("is not the merchant's company, {company}; often it is the maker's").format(
                company=words.plain(paper.company or "")
            ), "warn"
        return _("is the merchant's company"), "ok"


def need_words(need: Need) -> tuple[str, str]:
    """What a requirement comes to, as a sum in words, and its tone."""
    if need.falls is None:
        return _("No entry that is listed here names this category or title."), ""
    entry = need.falls.entry
    named = f"{entry.code} {entry.title.within(language())}"
    if need.requirement.scheme is None:
        count = len(need.unsaid)
        if not count:
            return _("{entry}: everything is stated.").format(entry=named), "ok"
        said = ngettext("{entry}: {count} thing is not stated.", "{entry}: {count} things are not stated.", count)
        return said.format(entry=named, count=count), "warn"
    told = _("{entry}, by “{word}”").format(entry=named, word=need.falls.word)
    if need.unsure and not need.papers:
        return _("Not known whether it was required then, none given: {told}. Look it up.").format(told=told), "warn"
    if need.missing:
        return _("Required, none given: {told}.").format(told=told), "bad"
    if need.undeclared:
        return _("The maker's own declaration is enough, and none is given here: {told}. Ask for it.").format(
            told=told
        ), "warn"
    for standing, said in WRONG.items():
        if not need.met and any(paper.standing is standing for paper in need.papers):
            return _(said).format(told=told), "bad"
    if need.declarable:
        return _("Present, where the maker's own declaration would be enough: {told}.").format(told=told), "ok"
    return _("Required and present: {told}.").format(told=told), "ok"


def days_words(paper: Paper, conduct: str) -> tuple[str, str]:
    """The days between the last one of a certificate and the conduct, as a sum, and its tone."""
    if paper.left is None or paper.until is None:
        odd = bool(paper.certificate.valid_until)
        return (_("no date that can be counted"), "warn") if odd else (_("without an end, or not stated"), "")
    count = abs(paper.left)
    if paper.left < 0:
        said = ngettext(
            "expired {count} day before the conduct: {conduct} − {until}",
            "expired {count} days before the conduct: {conduct} − {until}",
            count,
        )
        return said.format(count=count, conduct=conduct, until=paper.until), "bad"
    if paper.left == 0:
        return _("the conduct, {conduct}, is its last day").format(conduct=conduct), "warn"
    said = ngettext(
        "valid for {count} more day at the conduct: {until} − {conduct}",
        "valid for {count} more days at the conduct: {until} − {conduct}",
        count,
    )
    return said.format(count=count, conduct=conduct, until=paper.until), "ok"


def _register_line(paper: Paper) -> Line:
    """What the register says, as a person found it; it is theirs, and so no place in the listing."""
    said = _(REGISTERS[paper.register]) if paper.register is not None else ""
    bad = paper.standing in (Standing.SUSPENDED, Standing.WITHDRAWN)
    return Line(
        _("Register"),
        said,
        role=Role.TEXT if said else Role.DIM,
        note=_("stated by who judges") if said else "",
        note_tone="bad" if bad else "ok" if said else "",
        why=NOT_OF_THE_LISTING,
        placeholder="" if said else _("not looked up: Shift+Z says it"),
    )


NOT_OF_THE_LISTING = N_(
    "What the register says is yours to state: it stands in the verdict and is no place in the case."
)


def _no_papers() -> Line:
    return Line(_("Certificates"), "", "/certificates", Whole.FIELD, Role.DIM, placeholder=_("none is given"))


def _document(paper: Certificate) -> str | None:
    return paper.document.sha256 if paper.document is not None else None
