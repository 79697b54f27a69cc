"""What no verdict may say: the same thing twice, what its outcome denies, or what its case does not have."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator

from reviewer_app.domain.cases import CaseRecord
from reviewer_app.domain.verdicts import Finding, Operation, Outcome, Verdict

Contradiction = tuple[str, str]
"""Words, and the JSON Pointer of what is wrong within the operation."""

_RESULTS = (Outcome.CHANGE, Outcome.OVERTURN, Outcome.PARTLY)


def contradiction(op: Operation, record: CaseRecord) -> Contradiction | None:
    """The first thing in an operation that contradicts itself or its case; no desk makes any of them."""
    return next(_of_verdict(op.verdict, record), None) or next(_of_files(op, record), None)


def _of_verdict(verdict: Verdict, record: CaseRecord) -> Iterator[Contradiction]:
    if verdict.result is not None and verdict.outcome not in _RESULTS:
        yield "a result belongs to an outcome that changes a decision", "/verdict/result"
    if verdict.findings and (verdict.outcome in (Outcome.PASS, Outcome.CONFIRM) or verdict.result == "pass"):
        yield "a verdict that finds no breach has no findings", "/verdict/findings"
    if _twice(found.id for found in verdict.findings):
        yield "two findings have one id", "/verdict/findings"
    for found in verdict.findings:
        yield from _of_finding(found, record)
    if _twice(answer.flag for answer in verdict.flags):
        yield "one flag is answered twice", "/verdict/flags"
    if any(answer.flag >= len(record.flags) for answer in verdict.flags):
        yield "the case has no such flag", "/verdict/flags"
    if _twice((one.schedule, one.name) for one in verdict.stated):
        yield "one input is stated twice", "/verdict/stated"
    if _twice(one.field for one in verdict.corrections):
        yield "one field is corrected twice", "/verdict/corrections"


def _of_finding(found: Finding, record: CaseRecord) -> Iterator[Contradiction]:
    if found.flag is not None and found.flag >= len(record.flags):
        yield "the case has no such flag", "/verdict/findings"
    if _twice(met.element for met in found.met):
        yield "one element is met twice", "/verdict/findings"
    if any(index >= len(found.anchors) for met in found.met for index in met.anchors):
        yield "an element is met by a place that the finding does not have", "/verdict/findings"


def _of_files(op: Operation, record: CaseRecord) -> Iterator[Contradiction]:
    watched = op.verdict.watched
    if not (watched or op.assets):
        return
    files = {asset.sha256 for asset in record.assets()}
    if _twice(one.asset for one in watched):
        yield "one clip is watched twice", "/verdict/watched"
    if any(one.asset not in files for one in watched):
        yield "the case has no such clip", "/verdict/watched"
    if not files.issuperset(op.assets):
        yield "the case has no such file", "/assets"


def _twice(names: Iterable[Hashable]) -> bool:
    listed = list(names)
    return len(set(listed)) < len(listed)
