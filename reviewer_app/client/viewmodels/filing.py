"""The filing without a screen: what was declared beside what the documents say, row by row, and their anchors."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from enum import StrEnum

from reviewer_app.client.viewmodels.evidence import Reader, text_anchor
from reviewer_app.client.viewmodels.observing import Observed
from reviewer_app.client.viewmodels.pictures import PicturesModel, Still
from reviewer_app.client.viewmodels.texts import Line, Whole, escape
from reviewer_app.client.words import N_, _
from reviewer_app.client.workbench.values import OpenCase
from reviewer_app.domain.cases import FiledDocument, FilingSubject, ReadField
from reviewer_app.domain.evidence import Anchor, FieldAnchor, RegionAnchor, TextAnchor

DOCUMENTS = {
    "business_licence": N_("Business licence"),
    "identity_card": N_("Identity card"),
    "bank_account": N_("Bank account"),
    "food_licence": N_("Food licence"),
    "trademark": N_("Trademark certificate"),
    "brand_authorisation": N_("Brand authorisation"),
    "lab_report": N_("Lab report"),
    "certificate": N_("Certificate"),
    "other": N_("Other paper"),
}
"""Names of the document types that senders use; any other is shown as it came."""

SAME_THING = {
    "对公账户户名": ("账户名称", "户名"),
    "对公账号": ("账户号码", "账号"),
    "商标注册号": ("注册号",),
    "食品经营许可证编号": ("许可证编号",),
    "品牌": ("商标", "授权品牌"),
    "批号": ("生产日期/批号",),
}
"""What the form calls otherwise than the paper does: a declared field and the read fields that it is compared with."""


class Match(StrEnum):
    """How a declared value and a read one agree."""

    SAME = "same"
    SPACING = "spacing"
    DIFFERENT = "different"
    NOT_READ = "not_read"
    NOT_DECLARED = "not_declared"


MATCH_WORDS = {
    Match.SAME: N_("match"),
    Match.SPACING: N_("match but for spacing"),
    Match.DIFFERENT: N_("mismatch"),
    Match.NOT_READ: N_("not on a paper"),
    Match.NOT_DECLARED: N_("not declared"),
}
MATCH_TONES = {
    Match.SAME: "ok",
    Match.SPACING: "ok",
    Match.DIFFERENT: "bad",
    Match.NOT_READ: "neutral",
    Match.NOT_DECLARED: "neutral",
}


@dataclass(frozen=True, slots=True)
class Row:
    """A field of a filing: what the form says, what a machine read, on which paper, and whether they agree.

    `declared` is None where the form has no such field; `read` where no paper has it.
    """

    name: str
    declared: Line | None
    read: Line | None
    match: Match
    document: int | None = None
    read_name: str = ""
    field: ReadField | None = None

    @property
    def place(self) -> tuple[int, ReadField] | None:
        """The paper and the field on it, where the machine says where it read it."""
        if self.document is None or self.field is None or self.field.box is None:
            return None
        return self.document, self.field


class FilingModel(Observed):
    """The filing on the desk: its papers (`pictures`) and the rows beside them. Lives on the screen's thread."""

    def __init__(self, reader: Reader) -> None:
        super().__init__()
        self.pictures = PicturesModel(reader)
        self.rows: tuple[Row, ...] = ()
        self.at: int | None = None
        self.purpose = ""
        self._subject: FilingSubject | None = None

    def show(self, case: OpenCase) -> None:
        """Puts a filing on the desk, its first paper in front."""
        self._subject = _filing(case)
        self.rows, self.at, self.purpose = rows_of(self._subject), None, self._subject.purpose
        self.pictures.show(stills(self._subject))
        self.changed()

    def retranslate(self) -> None:
        """Names the rows and papers again, in the language that is spoken now."""
        if self._subject is not None:
            self.rows = rows_of(self._subject)
            self.pictures.retitle(stills(self._subject))
            self.changed()

    def clear(self) -> None:
        """Takes the filing off the desk."""
        self.rows, self.at, self._subject, self.purpose = (), None, None, ""
        self.pictures.clear()
        self.changed()

    def choose(self, index: int | None) -> None:
        """Goes to a row; the page goes to the box where its value was read."""
        if index is not None and not 0 <= index < len(self.rows):
            return
        self.at = index
        place = self.rows[index].place if index is not None else None
        if place is not None:
            document, field = place
            self.pictures.go(document, field.page or 1, field.box)
        self.changed()

    def anchor(self, declared: bool) -> Anchor | None:
        """The anchor of the row one is at: of what the form declares, or of the box where it was read."""
        if self.at is None or self._subject is None:
            return None
        row = self.rows[self.at]
        if declared or row.place is None:
            return self._declared(row) if declared or row.declared is not None else self._read(row)
        document, field = row.place
        asset, state = self._subject.documents[document].file.sha256, self.pictures.state
        on_page = state.still is None or state.still.asset != asset or state.pages > 0
        if field.box is None:
            return None
        return RegionAnchor(asset=asset, box=field.box, page=(field.page or 1) if on_page else None)

    def _declared(self, row: Row) -> FieldAnchor | TextAnchor | None:
        if row.declared is not None:
            return text_anchor(row.declared, None)
        return FieldAnchor(field=f"/declared/{escape(row.name)}", value=None)

    def _read(self, row: Row) -> FieldAnchor | TextAnchor | None:
        return text_anchor(row.read, None) if row.read is not None else None

    def row_of(self, pointer: str) -> int | None:
        """The row at whose declared value a pointer points."""
        for index, row in enumerate(self.rows):
            if pointer in (f"/declared/{escape(row.name)}", row.read.pointer if row.read else ""):
                return index
        return None

    def row_at(self, document: int, page: int, box: tuple[float, float, float, float]) -> int | None:
        """The row whose box on a page is the one given, or holds its middle."""
        x, y = box[0] + box[2] / 2, box[1] + box[3] / 2
        for index, row in enumerate(self.rows):
            if row.place is not None and row.place[0] == document and (row.place[1].page or 1) == page:
                left, top, width, height = row.place[1].box or (0, 0, 0, 0)
                if left <= x <= left + width and top <= y <= top + height:
                    return index
        return None

    def counts(self) -> dict[Match, int]:
        """How many rows agree, and how many do not."""
        return {match: sum(row.match is match for row in self.rows) for match in Match}


def _filing(case: OpenCase) -> FilingSubject:
    if not isinstance(case.record.subject, FilingSubject):
        raise TypeError("not a filing")
    return case.record.subject


def stills(subject: FilingSubject) -> tuple[Still, ...]:
    """The papers, by the names of their types."""
    return tuple(Still(paper.file.sha256, document_name(paper)) for paper in subject.documents)


def document_name(paper: FiledDocument) -> str:
    """What a paper is called."""
    return _(DOCUMENTS[paper.type]) if paper.type in DOCUMENTS else paper.type


def rows_of(subject: FilingSubject) -> tuple[Row, ...]:
    """The declared fields in the order of the form, each beside every paper's reading of it, then what is only read."""
    rows: list[Row] = []
    used: set[tuple[int, str]] = set()
    for name, value in subject.declared.items():
        readings = _readings(subject, name)
        used.update((document, read_name) for document, read_name, _field in readings)
        declared = Line(name, value, f"/declared/{escape(name)}", Whole.FIELD, value=value or None)
        if not readings:
            rows.append(Row(name, declared, None, Match.NOT_READ))
        rows += [_row(name, declared, subject, reading) for reading in readings]
    for document, paper in enumerate(subject.documents):
        for name, field in paper.read.items():
            if (document, name) not in used:
                rows.append(_row(name, None, subject, (document, name, field)))
    return tuple(rows)


def _readings(subject: FilingSubject, name: str) -> list[tuple[int, str, ReadField]]:
    """Each paper's reading of a declared field: under the same name, or the paper's own name for it."""
    found = []
    for document, paper in enumerate(subject.documents):
        for read_name in (name, *SAME_THING.get(name, ())):
            if read_name in paper.read:
                found.append((document, read_name, paper.read[read_name]))
                break
    return found


def _row(name: str, declared: Line | None, subject: FilingSubject, reading: tuple[int, str, ReadField]) -> Row:
    document, read_name, field = reading
    pointer = f"/documents/{document}/read/{escape(read_name)}/value"
    read = Line(
        document_name(subject.documents[document]), field.value, pointer, Whole.FIELD, value=field.value or None
    )
    match = agree(declared.stored, field.value) if declared is not None else Match.NOT_DECLARED
    return Row(name, declared, read, match, document, read_name, field)


def agree(declared: str, read: str) -> Match:
    """Whether two values are the same; widths of letters and blanks apart, which papers set as they please."""
    if declared == read:
        return Match.SAME
    return Match.SPACING if _plain(declared) == _plain(read) else Match.DIFFERENT


def _plain(value: str) -> str:
    return "".join(unicodedata.normalize("NFKC", value).split()).casefold()
