"""What the desk shows of its case, as one value: the draft, what is missing, and where the person is."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from reviewer_app.client.trouble import Trouble
from reviewer_app.client.viewmodels.actions import Where
from reviewer_app.client.viewmodels.shortlist import ClauseChoice
from reviewer_app.client.workbench.values import OpenCase
from reviewer_app.domain.cases import CaseKind
from reviewer_app.domain.completeness import Missing
from reviewer_app.domain.drafts import Draft
from reviewer_app.domain.events import Round

ROUND_PAGES = {Round.SIGNOFF: Where.SIGNOFF, Round.APPEAL: Where.APPEAL}
KIND_PAGES = {CaseKind.CLIP: Where.CLIP, CaseKind.LISTING: Where.LISTING, CaseKind.FILING: Where.FILING}


class Saved(StrEnum):
    """Whether the draft on the screen is the one on the disk."""

    YES = "yes"
    SAVING = "saving"
    NO = "no"


@dataclass(frozen=True, slots=True)
class DeskState:
    """All that the desk shows of its case; `flag_at`, `finding_at` and `anchor_at` are where the person is."""

    case: OpenCase | None = None
    draft: Draft = field(default_factory=Draft)
    missing: tuple[Missing, ...] = ()
    short_list: tuple[ClauseChoice, ...] = ()
    flag_at: int | None = None
    finding_at: str | None = None
    anchor_at: tuple[str, int] | None = None
    saved: Saved = Saved.YES
    trouble: Trouble | None = None
    busy: bool = False

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
