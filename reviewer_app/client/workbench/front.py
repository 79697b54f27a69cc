"""The verbs that the first picture needs, over the store alone; with any other the bench becomes whole."""

from __future__ import annotations

import json
from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, Any

from reviewer_app.client.recorded import shipped_digests
from reviewer_app.client.words import language
from reviewer_app.client.workbench.lists import queue_page
from reviewer_app.client.workbench.queue_values import Counts, InHand, RiskLine
from reviewer_app.domain.terms import Round

if TYPE_CHECKING:
    from collections.abc import Callable

    from reviewer_app.client.settings.standing import StandingFile
    from reviewer_app.client.store import Store
    from reviewer_app.client.store.queued import Queued
    from reviewer_app.client.workbench.queue_values import QueueAsk, QueuePage
    from reviewer_app.client.workbench.workbench import Workbench
    from reviewer_app.domain.clock import Clock


class Front(ABC):
    """What the queue's page and the status line ask for. It opens no stored message, and so none has to be known."""

    def __init__(self, store: Store, clock: Clock, standing: StandingFile) -> None:
        self._store, self._clock, self._standing = store, clock, standing
        self._risks: dict[str, tuple[dict[str, Any], ...]] = {}

    def counts(self) -> Counts:
        """The counts of the status line."""
        glance = self._store.glance
        outbox, (done, total) = glance.outbox(), glance.media()
        last = glance.last_resting()
        drafts, unsent = glance.drafts(), outbox.resting + outbox.to_send
        self._standing.note(drafts, unsent, self._clock.now())
        leaving, held = glance.under_way(), glance.held()
        return Counts(
            in_hand=len(held - leaving),
            elsewhere=self._store.queue.held_elsewhere(held | leaving | self._store.queue.given_back),
            drafts=drafts,
            to_send=unsent,
            kept=outbox.conflicts,
            media_done=done,
            media_total=total,
            undo_op=last.op_id if last else None,
            undo_title=last.title if last else "",
            undo_until=last.until if last else None,
        )

    def queue(self, ask: QueueAsk) -> QueuePage:
        """A stretch of the queue; with words to find, the hits in the queue's order."""
        return queue_page(self._store, ask)

    def risk_lines(self, row: Queued) -> tuple[RiskLine, ...]:
        """Why a case stands where it stands, by the formula of its procedure; none while that rulebook is not used.

        What came with this program is used, and read; any other version has to be asked for its signature.
        """
        if row.risk_book is None:
            return ()
        if row.risk_book not in shipped_digests():
            return self._lines_of(row)
        tongue = "zh" if language().startswith("zh") else "en"
        parts = row.risk_parts
        return tuple(
            RiskLine(term["text"][tongue], term["expression"], float(term["weight"]), parts.get(term["id"], 0.0))
            for term in self._terms(row.risk_book)
        )

    @abstractmethod
    def _lines_of(self, row: Queued) -> tuple[RiskLine, ...]:
        """The same by a version that did not come with this program."""

    def _terms(self, digest: str) -> tuple[dict[str, Any], ...]:
        """The formula of a version, from the bytes that were compared with its digest when they came in."""
        if digest not in self._risks:
            body = self._store.published(digest)
            if body is None:
                return ()  # it may be here the next time
            self._risks[digest] = tuple(json.loads(body)["procedure"]["risk"])
        return self._risks[digest]

    def in_hand(self, signoff: bool = False) -> tuple[InHand, ...]:
        """The cases in hand, in the order to be judged."""
        drafted, leaving = self._store.glance.drafted(), self._store.glance.under_way()
        return tuple(
            InHand(
                case_id=hand.case_id,
                until=hand.until,
                kind=hand.kind,
                title=hand.title,
                drafted=hand.case_id in drafted,
                media_done=hand.bytes_here,
                media_total=hand.bytes_total,
                lost=hand.lost,
            )
            for hand in self._store.glance.hands()
            if (hand.round is Round.SIGNOFF) == signoff and hand.case_id not in leaving
        )


class EarlyBench(Front):
    """The workbench of a start (`workbench.bench.Bench`): any verb but the front's is one of the whole bench.

    `whole` makes that, or gives it where it is made: its room is loaded with the first such verb, or behind the first
    picture.
    """

    def __init__(self, store: Store, clock: Clock, standing: StandingFile, whole: Callable[[], Workbench]) -> None:
        super().__init__(store, clock, standing)
        self._whole = whole

    def _lines_of(self, row: Queued) -> tuple[RiskLine, ...]:
        return self._whole().risk_lines(row)

    def __getattr__(self, verb: str) -> Callable[..., Any]:
        if verb.startswith("_"):
            raise AttributeError(verb)

        def run(*told: Any, **more: Any) -> Any:  # on a lane; naming the verb, on the screen's thread, loads nothing
            return getattr(self._whole(), verb)(*told, **more)

        return run
