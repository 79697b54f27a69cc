"""Makes the small values that the tests of the domain stand on: a case, two rulebook versions, a sheet, anchors."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from reviewer_app.domain.cases import (
    Asset,
    CaseKind,
    CaseRecord,
    ClipSubject,
    Exposure,
    Flag,
    Party,
    Source,
)
from reviewer_app.domain.drafts import Draft, Sheet, with_anchor, with_finding, with_outcome, with_statement
from reviewer_app.domain.events import Round
from reviewer_app.domain.evidence import TextAnchor, TimeAnchor
from reviewer_app.domain.ids import uuid7
from reviewer_app.domain.rulebook import (
    Citation,
    Clause,
    Element,
    HoldReason,
    Measure,
    Procedure,
    Proof,
    Published,
    RiskTerm,
    RulebookVersion,
    Severity,
)
from reviewer_app.domain.values import Text
from reviewer_app.domain.verdicts import Outcome

TURN = datetime(2026, 7, 1, tzinfo=UTC)
"""The instant at which the second version of the rulebook takes over."""

CONDUCT = TURN - timedelta(seconds=10)
NOW = TURN + timedelta(days=1)
CLIP, PICTURE = "a" * 64, "b" * 64
WORDS = Text(zh="字", en="words")
SUBJECT: dict[str, Any] = {"title": "𠮷祥 全网最低", "empty": "", "count": 3, "a/b": {"m~n": ["x", "y"]}}


def an_id(number: int) -> str:
    """A version 7 UUID that differs by number."""
    return uuid7(1_000 + number, number.to_bytes(10, "big"))


def clause(
    name: str = "absolute",
    measures: tuple[str, ...] = ("warn", "close"),
    kinds: Any = (),
    coverage: float | None = None,
) -> Clause:
    """A clause with an element of each proof; the statement about intent is not required."""
    return Clause(
        id=name,
        number="1",
        title=WORDS,
        kinds=kinds,
        definition=WORDS,
        elements=(
            Element(id="said", text=WORDS, proof=Proof.ANCHOR),
            Element(id="about", text=WORDS, proof=Proof.STATEMENT),
            Element(id="intent", text=WORDS, proof=Proof.STATEMENT, required=False),
        ),
        severity=Severity.HIGH,
        measures=measures,
        citations=(Citation(source="law", clause="9"),),
        sender_ids=(f"sender-{name}",),
        coverage=coverage,
    )


def version(name: str, begin: datetime, end: datetime | None = None, **more: Any) -> Published:
    """A published version of a rulebook; its digest is made up from its name."""
    book = {
        "id": "live",
        "title": WORDS,
        "applies_to": (CaseKind.CLIP,),
        "zone": "UTC",
        "published_at": begin - timedelta(days=14),
        "summary": WORDS,
        "sources": (),
        "clauses": (clause(), clause("bare", measures=())),
        "measures": (Measure(id="warn", title=WORDS, effect=WORDS, impact=1),),
        "procedure": procedure(),
    }
    body = RulebookVersion(**{**book, "version": name, "effective_from": begin, "effective_until": end, **more})
    digest = f"{sum(ord(c) << i for i, c in enumerate(f'{body.id} {name}')):x}".rjust(64, "0")
    return Published(digest=digest, rulebook=body)


def procedure(**more: Any) -> Procedure:
    """A procedure that asks for six characters of reason and lets a case be held for a day."""
    return Procedure(
        rounds=("first", "signoff"),
        reason_min_chars=6,
        risk=(RiskTerm(id="r", text=WORDS, expression="1.0", weight=1),),
        hold_reasons=(HoldReason(id="papers", text=WORDS, hours=24, owner="operator"),),
        **more,
    )


OLD = version("old", TURN - timedelta(days=365), TURN)
NEW = version("new", TURN, clauses=(clause(),))


def record(**more: Any) -> CaseRecord:
    """A clip whose conduct began ten seconds before the rulebook changed, with one flag."""
    whole = {
        "intake": 1,
        "ref": "case-1",
        "kind": CaseKind.CLIP,
        "language": "zh",
        "conduct_at": CONDUCT,
        "flagged_at": NOW,
        "source": Source.MACHINE,
        "flags": (Flag(reason="superlative"),),
        "merchant": Party(id="m-1", name="A shop"),
        "exposure": Exposure(),
        "subject": ClipSubject(video=Asset(path="v.mp4", sha256=CLIP, bytes=1, type="video/mp4"), title="A stream"),
    }
    return CaseRecord(**{**whole, **more})


def sheet(**more: Any) -> Sheet:
    """The sheet of that case in the first round, with everything to be shown."""
    whole = Sheet(
        record=record(),
        subject=SUBJECT,
        shown=frozenset({CLIP, PICTURE}),
        unshown=frozenset(),
        versions=(OLD, NEW),
        round=Round.FIRST,
        known_at=NOW,
    )
    return replace(whole, **more)


def range_at(seconds: int, length: int = 1) -> TimeAnchor:
    """A range of the clip, in a time base of one millisecond whose first frame is at 500."""
    begin = 500 + 1000 * seconds
    return TimeAnchor(asset=CLIP, start_pts=begin, end_pts=begin + 1000 * length, first_pts=500, time_base=(1, 1000))


TITLE = TextAnchor(field="/title", start=3, exact="全网最低")


def accusing(on: Sheet, clause_id: str = "absolute") -> Draft:
    """A violation with one finding that lacks nothing."""
    draft = with_outcome(Draft(reason="long enough"), Outcome.VIOLATION)
    draft = with_finding(draft, on, an_id(1), "live", clause_id, flag=0)
    return with_statement(with_anchor(draft, on, an_id(1), TITLE), an_id(1), "about", True, "it is")
