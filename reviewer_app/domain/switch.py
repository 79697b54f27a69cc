"""The two sides of a switch of versions within a clip: which finding a place belongs to, and which lie astray."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain

from reviewer_app.domain.drafts import Draft, Sheet
from reviewer_app.domain.evidence import Anchor, TimeAnchor
from reviewer_app.domain.verdicts import Finding


def home_of(draft: Draft, sheet: Sheet, finding_id: str, anchor: Anchor) -> str | None:
    """The finding that a place is to be bound to, of the clause of the one named; None where it needs one of its own.

    What lies on the two sides of a switch is judged by two versions of the clause: a place goes to the finding whose
    places lie on its own side. Only ranges of time have a side. Raises KeyError.
    """
    finding = draft.finding(finding_id)
    if not isinstance(anchor, TimeAnchor):
        return finding_id
    same = [finding, *(f for f in draft.findings if f.id != finding_id and _clause(f) == _clause(finding))]
    timed = [f for f in same if any(isinstance(one, TimeAnchor) for one in f.anchors)]
    side = _side(sheet, finding, (anchor,))
    there = (f.id for f in timed if _side(sheet, f, f.anchors) == side)
    bare = (f.id for f in same if f not in timed)  # it moves to the version of its first place
    return next(chain(there, bare), None)


def with_twin(draft: Draft, finding_id: str, twin_id: str) -> Draft:
    """Adds a finding of the same clause behind another, as yet without a place; its first one chooses its version.

    What was stated of the other, and why it has its measure, was said of that side. Raises KeyError.
    """
    finding = draft.finding(finding_id)
    twin = finding.model_copy(update={"id": twin_id, "anchors": (), "met": (), "note": ""})
    behind = draft.findings.index(finding) + 1
    return draft.model_copy(update={"findings": (*draft.findings[:behind], twin, *draft.findings[behind:])})


def astray(finding: Finding, sheet: Sheet) -> tuple[int, ...]:
    """The numbers of a finding's places that lie under another version than its earliest."""
    timed = [(n, one) for n, one in enumerate(finding.anchors) if isinstance(one, TimeAnchor)]
    instants = [sheet.conduct_of((one,)) for _n, one in timed]
    if len(instants) < 2 or not sheet.turns(finding.rulebook.id, min(instants), max(instants)):
        return ()
    side = _side(sheet, finding, finding.anchors)
    return tuple(n for n, one in timed if _side(sheet, finding, (one,)) != side)


def _clause(finding: Finding) -> tuple[str, str]:
    return finding.rulebook.id, finding.clause


def _side(sheet: Sheet, finding: Finding, anchors: Sequence[Anchor]) -> str | None:
    """The digest of the version that counts for what places of a finding show; None where none is used."""
    book = sheet.version_of(finding.rulebook.id, sheet.conduct_of(anchors))
    return book.digest if book is not None else None
