"""How a decision gets its place in its device's chain: the exact text, and the link to the one before."""

from __future__ import annotations

from reviewer_app.domain.verdicts import Envelope, Operation
from reviewer_app.wire.canonical import canonical, link_of


def body_of(operation: Operation) -> str:
    """The operation's canonical text, made once, when it is sealed."""
    return canonical(operation.model_dump(mode="json")).decode()


def seal(operation: Operation, seq: int, prev: str) -> Envelope:
    """Gives an operation its place in the device's chain."""
    body = body_of(operation)
    return Envelope(body=body, seq=seq, prev=prev, link=link_of(prev, seq, body))
