"""What the desk shows of its case, as one value: the draft, what is missing, and where the person is."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import NamedTuple, TypedDict

from reviewer_app.client.trouble import Trouble
from reviewer_app.client.viewmodels.actions import Where
from reviewer_app.client.viewmodels.consequences import Consequences, Row, consequences, reckoned
from reviewer_app.client.viewmodels.shortlist import ClauseChoice, short_list
from reviewer_app.client.workbench.values import OpenCase
from reviewer_app.domain.cases import CaseKind
from reviewer_app.domain.completeness import Missing, missing
from reviewer_app.domain.drafts import Draft, Sheet, corrections_over, draft_of, of_papers, stated_over
from reviewer_app.domain.events import Round
from reviewer_app.domain.evidence import Anchor
from reviewer_app.domain.rulebook import RulebookCite
from reviewer_app.domain.verdicts import Correction, Finding, Outcome, Stated
from reviewer_app.rulebooks.consequences import SetOff, set_off

ROUND_PAGES = {Round.SIGNOFF: Where.SIGNOFF, Round.APPEAL: Where.APPEAL}
KIND_PAGES = {CaseKind.CLIP: Where.CLIP, CaseKind.LISTING: Where.LISTING, CaseKind.FILING: Where.FILING}


class Worked(TypedDict):
    """The parts of the state that follow from the draft."""

    draft: Draft
    missing: tuple[Missing, ...]
    made: SetOff
    follows: Consequences


def worked_out(case: OpenCase, draft: Draft, sheet: Sheet, before: SetOff | None = None) -> Worked:
    """What a draft lacks and sets off. With what it set `before` an edit, measures move on to those that lead now.

    What a sign-off confirms sets off what the verdict does that is judged.
    """
    draft, made = (draft, set_off(draft, sheet)) if before is None else reckoned(draft, before, sheet)
    lacking, shown, shown_made = missing(draft, sheet, made.leading), draft, made
    if case.judged is not None and not draft.findings and draft.outcome in (None, Outcome.CONFIRM, Outcome.UPHOLD):
        shown = draft_of(case.judged.operation.verdict)
        shown_made = set_off(shown, sheet)
    return Worked(draft=draft, missing=lacking, made=made, follows=consequences(case, shown, shown_made, sheet))


class Saved(StrEnum):
    """Whether the draft on the screen is the one on the disk."""

    YES = "yes"
    SAVING = "saving"
    NO = "no"


@dataclass(frozen=True, slots=True)
class Dropped:
    """A finding that was taken out: where it stood, and the places that have come for it since."""

    at: int
    finding: Finding
    places: tuple[Anchor, ...] = ()


class Moving(NamedTuple):
    """What a person looks at before deciding: what follows, what is stated of papers, and of each finding the version
    that it stands under and its measure."""

    rows: tuple[Row, ...]
    stated: tuple[Stated, ...]
    findings: tuple[tuple[str, RulebookCite, str | None], ...]


class Moved(TypedDict, total=False):
    """The parts of the state that a step may move."""

    case: OpenCase | None
    draft: Draft
    missing: tuple[Missing, ...]
    made: SetOff
    follows: Consequences
    short_list: tuple[ClauseChoice, ...]
    flag_at: int | None
    finding_at: str | None
    anchor_at: tuple[str, int] | None
    saved: Saved
    trouble: Trouble | None
    busy: bool
    bindings: tuple[str, ...]
    waits: bool
    unseen: bool
    seen: Moving | None
    dropped: tuple[Dropped, ...]


@dataclass(frozen=True, slots=True)
class DeskState:
    """All that the desk shows of its case; `flag_at`, `finding_at` and `anchor_at` are where the person is.

    `made` is what the draft sets off, `follows` the same in words. `bindings` are the findings for which a place is on
    its way, one for each; `waits` says that the case is decided once those have come, `unseen` that it was not decided
    because something moved on the way: by what was typed last, by a place, or by what is new of the case. `seen` is
    what was looked at when that was asked for. `dropped` are the findings that were taken out while the case is here:
    the last one comes back first.
    """

    case: OpenCase | None = None
    draft: Draft = field(default_factory=Draft)
    missing: tuple[Missing, ...] = ()
    made: SetOff = field(default_factory=SetOff)
    follows: Consequences = field(default_factory=Consequences)
    short_list: tuple[ClauseChoice, ...] = ()
    flag_at: int | None = None
    finding_at: str | None = None
    anchor_at: tuple[str, int] | None = None
    saved: Saved = Saved.YES
    trouble: Trouble | None = None
    busy: bool = False
    bindings: tuple[str, ...] = ()
    waits: bool = False
    unseen: bool = False
    seen: Moving | None = None
    dropped: tuple[Dropped, ...] = ()

    @staticmethod
    def opening(case: OpenCase) -> DeskState:
        """What the desk shows of a case at first: at sign-off the first place of its verdict, else the first flag."""
        state = DeskState(
            case=case,
            **worked_out(case, case.draft, case.sheet),
            short_list=short_list(case),
            flag_at=0 if case.record.flags else None,
            finding_at=case.draft.findings[-1].id if case.draft.findings else None,
        )
        places = state.places if case.judged is not None else []
        return replace(state, anchor_at=places[0]) if places else state

    @property
    def walked(self) -> tuple[Finding, ...]:
        """The findings whose anchors are walked: one's own, at sign-off those of the verdict that is judged."""
        own = self.draft.findings
        if self.case is not None and self.case.judged is not None and not own:
            return self.case.judged.operation.verdict.findings
        return own

    @property
    def places(self) -> list[tuple[str, int]]:
        """Every anchor that can be walked to, as finding id and index."""
        return [(f.id, i) for f in self.walked for i in range(len(f.anchors))]

    @property
    def anchor_here(self) -> Anchor | None:
        """The anchor that was walked to."""
        if self.anchor_at is None:
            return None
        finding_id, index = self.anchor_at
        for finding in self.walked:
            if finding.id == finding_id and index < len(finding.anchors):
                return finding.anchors[index]
        return None

    @property
    def moving(self) -> Moving:
        """What a person looks at before deciding, and an answer, a place or a rule that comes may move."""
        findings = tuple((one.id, one.rulebook, one.measure) for one in self.draft.findings)
        return Moving(self.follows.rows, of_papers(self.draft.stated), findings)

    @property
    def awaited(self) -> tuple[str, ...]:
        """The findings for which deciding waits; for a place of one that was taken out it does not."""
        own = {finding.id for finding in self.draft.findings}
        return tuple(one for one in self.bindings if one in own)

    @property
    def corrections(self) -> tuple[Correction, ...]:
        """What counts as corrected of what machines read: the draft's own over those of the verdict that is judged."""
        judged = self.case.judged if self.case is not None else None
        return corrections_over(judged.operation.verdict if judged is not None else None, self.draft)

    @property
    def stated(self) -> tuple[Stated, ...]:
        """What counts as stated, in the same way."""
        judged = self.case.judged if self.case is not None else None
        return stated_over(judged.operation.verdict if judged is not None else None, self.draft)

    @property
    def can_decide(self) -> bool:
        """Whether the deciding key works now."""
        return self.case is not None and self.case.writable and not any(m.blocking for m in self.missing)

    @property
    def page(self) -> Where:
        """Which kind of evidence is on the desk."""
        if self.case is None:
            return Where.DESK
        if self.case.round in ROUND_PAGES:
            return ROUND_PAGES[self.case.round]
        return KIND_PAGES[self.case.record.kind]


def same_sitting(one: OpenCase | None, other: OpenCase | None) -> bool:
    """Whether two states are of one case, in the same round and attempt: what is entered for one is of the other."""
    if one is None or other is None or one.case_id != other.case_id:
        return False
    return one.lease is None or other.lease is None or one.lease.sitting == other.lease.sitting


def only_held_longer(one: OpenCase, newer: OpenCase) -> bool:
    """Whether a newer state of a case says for how long it is held, and nothing else: there is nothing to look at."""
    sheet = replace(newer.sheet, known_at=one.sheet.known_at)
    return replace(newer, lease=one.lease, draft=one.draft, shown_ms=one.shown_ms, sheet=sheet) == one


def corrections_of(case: OpenCase) -> tuple[Correction, ...]:
    """What counts as corrected when a case is opened."""
    return DeskState(case=case, draft=case.draft).corrections


def stated_of(case: OpenCase) -> tuple[Stated, ...]:
    """What counts as stated when a case is opened."""
    return DeskState(case=case, draft=case.draft).stated
