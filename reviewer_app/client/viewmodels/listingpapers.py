"""The papers of a listing as lines: what its kind of goods requires, what is given, and the days in between."""

from __future__ import annotations

from collections.abc import Iterator

from reviewer_app.client.viewmodels import format as words
from reviewer_app.client.viewmodels.listinghits import schedules_of
from reviewer_app.client.viewmodels.names import clause_name
from reviewer_app.client.viewmodels.texts import Line, Role, Whole
from reviewer_app.client.words import N_, _, language, ngettext
from reviewer_app.client.workbench.values import OpenCase
from reviewer_app.domain.cases import Certificate, ListingSubject
from reviewer_app.domain.evidence import escaped
from reviewer_app.domain.papers import Need, Paper, Standing, needs_of, paper_of
from reviewer_app.domain.prices import ZONE
from reviewer_app.domain.rulebook import clause_named
from reviewer_app.domain.schedule import ScheduleVersion

FIELDS = (
    ("scheme", N_("Scheme")),
    ("number", N_("Number")),
    ("holder", N_("Holder")),
    ("valid_until", N_("Valid until")),
)
_CONDUCT = "%Y-%m-%d"
_BAD = (Standing.EXPIRED, Standing.NO_NUMBER)


class Papers:
    """What the requirements in force at the conduct come to for a listing."""

    def __init__(self, case: OpenCase, subject: ListingSubject) -> None:
        self._case, self._subject = case, subject
        self._versions = [version for version in schedules_of(case) if version.requirements]
        record = case.record
        self.needs: tuple[tuple[ScheduleVersion, Need], ...] = tuple(
            (version, need)
            for version in self._versions
            for need in needs_of(version.requirements, subject, record.merchant, record.conduct_at)
        )
        self._papers = [
            paper_of(index, paper, record.merchant, record.conduct_at)
            for index, paper in enumerate(subject.certificates)
        ]

    @property
    def badge(self) -> str:
        """What is the matter, in a word, for the name of the section; empty where nothing is."""
        if any(need.missing for _version, need in self.needs):
            return _("missing")
        if any(paper.standing is Standing.EXPIRED for paper in self._papers):
            return _("expired")
        if any(paper.standing is Standing.NO_NUMBER for paper in self._papers):
            return _("no number")
        return _("other holder") if any(paper.holder_differs for paper in self._papers) else ""

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
        missing = any(need.missing for _version, need in self.needs)
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
        if need.missing:
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
            return _("differs from the merchant's company: {company}").format(
                company=words.plain(paper.company or "")
            ), "bad"
        return _("is the merchant's company"), "ok"


def need_words(need: Need) -> tuple[str, str]:
    """What a requirement comes to, as a sum in words, and its tone."""
    if need.falls is None:
        return _("Not required: no entry names this category or title."), ""
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
    worst = min((paper for paper in need.papers), key=lambda paper: paper.standing not in _BAD)
    if worst.standing is Standing.EXPIRED:
        return _("Required, given, and expired: {told}.").format(told=told), "bad"
    if worst.standing is Standing.NO_NUMBER:
        return _("Required, and no number given: {told}.").format(told=told), "bad"
    if any(paper.holder_differs for paper in need.papers):
        return _("Required, given to another holder: {told}.").format(told=told), "bad"
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


def _no_papers() -> Line:
    return Line(_("Certificates"), "", "/certificates", Whole.FIELD, Role.DIM, placeholder=_("none is given"))


def _document(paper: Certificate) -> str | None:
    return paper.document.sha256 if paper.document is not None else None
