"""The workbench as view models see it: every verb of a working day, each naming the lane it belongs on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Mapping

    from reviewer_app.client.store.queued import Queued
    from reviewer_app.client.workbench.queue_values import Counts, InHand, QueueAsk, QueuePage, RiskLine
    from reviewer_app.client.workbench.shelf import Goods
    from reviewer_app.client.workbench.values import Beside, Decided, OpenCase, OutboxRow, Taken
    from reviewer_app.client.workbench.volumes import Volume
    from reviewer_app.domain.cases import Asset
    from reviewer_app.domain.changes import Changes
    from reviewer_app.domain.drafts import Draft
    from reviewer_app.domain.leases import Lease
    from reviewer_app.domain.rulebook import Published
    from reviewer_app.domain.terms import CaseKind, Round
    from reviewer_app.domain.withheld import Withheld
    from reviewer_app.media.values import Source
    from reviewer_app.wire.messages import DecidedPage, RereviewAsk, Rereviews


class Bench(Protocol):
    """The verbs. Those under "disk" belong on the store lane, those under "server" on the network lane.

    Every verb raises `client.trouble.Trouble` for known trouble and changes nothing then.
    """

    # -- disk ---------------------------------------------------------------------------------------------------------

    def counts(self) -> Counts:
        """The counts of the status line."""
        ...

    def queue(self, ask: QueueAsk) -> QueuePage:
        """A stretch of the queue."""
        ...

    def risk_lines(self, row: Queued) -> tuple[RiskLine, ...]:
        """Why a case stands where it stands, by the formula of its procedure; empty while that rulebook is not used."""
        ...

    def in_hand(self, signoff: bool = False) -> tuple[InHand, ...]:
        """The cases in hand, in the order to be judged; those for sign-off apart."""
        ...

    def open(self, case_id: str) -> OpenCase:
        """A case in hand, whole, with its draft."""
        ...

    def next_case(self, after: str | None, signoff: bool = False) -> str | None:
        """The case in hand that comes after one, or the first; None when the hand is empty."""
        ...

    def source(self, sha256: str) -> Source:
        """The bytes of an asset that is here, for the media room and the player. Raises Trouble where it is not."""
        ...

    def clips_beside(self, case: OpenCase) -> tuple[Beside, ...]:
        """The other clips in hand that have people, a room or goods in common with a case, the nearest ties first."""
        ...

    def on_shelf(self, case: OpenCase) -> Mapping[str, Goods]:
        """Every listing on a clip's shelf, with how one gets to its case by what is known here, or why one does not."""
        ...

    def note_refusal(self, sha256: str, question: str, refused: bool) -> Changes:
        """Notes whether a file could not be shown when `question` (a probe, a page) was asked of it.

        As long as it could not, a case with the file can only be held. Kept until the program ends.
        """
        ...

    def free(self, case_id: str) -> bool:
        """Whether a case can be taken, by what is known on this computer."""
        ...

    def put_away(self, case_id: str) -> None:
        """A case that was only read is not on the desk any more: its evidence goes from memory."""
        ...

    def save_draft(self, case_id: str, draft: Draft, lease: Lease, shown_ms: int = 0) -> Changes:
        """Writes a draft of a case under `lease`, also where that was lost since; durable when it returns.

        `shown_ms` is how long the case was looked at in all.
        """
        ...

    def decide(self, case_id: str, draft: Draft, shown_ms: int, lease: Lease) -> Decided:
        """Makes the draft a decision: outbox row written and draft dropped in one durable transaction.

        `lease` is the one under which the case was shown. Raises CannotTake where another round or attempt of the case
        is in hand by now: what was judged is not what would be sent.
        """
        ...

    def undo(self, op_id: str | None = None) -> tuple[Changes, str]:
        """Takes a decision (the last) back whole, as a draft again; answers with the case's id. Raises TooLate."""
        ...

    def outbox(self) -> tuple[OutboxRow, ...]:
        """Every decision that is under way or whose fate needs eyes, newest first."""
        ...

    def dismiss(self, op_id: str) -> Changes:
        """Puts away a decision whose fate has been taken note of."""
        ...

    def reopen(self, op_id: str) -> tuple[Changes, str]:
        """Offers the answers of a refused or stale decision again as a draft; answers with the case's id."""
        ...

    def rulebooks(self) -> tuple[Published, ...]:
        """Every rulebook version on this computer."""
        ...

    def library(self) -> tuple[Volume, ...]:
        """Every version of rulebooks and schedules on this computer, with who published it."""
        ...

    def viewing(self) -> str:
        """For how long evidence was on the screen, day by day, as it was kept; empty where nothing was."""
        ...

    def keep_viewing(self, text: str) -> None:
        """Keeps that. It stays on this computer: no message has a place for it."""
        ...

    def withheld(self) -> tuple[Withheld, ...]:
        """The versions that are here and not used, because this computer does not trust or cannot read them."""
        ...

    def trust_key(self, key: str, account: str) -> Changes:
        """Trusts a policy owner's key from now on, because the person says so."""
        ...

    # -- server -------------------------------------------------------------------------------------------------------

    def take(
        self,
        case_ids: tuple[str, ...] = (),
        count: int = 0,
        rounds: tuple[Round, ...] = (),
        kinds: tuple[CaseKind, ...] = (),
    ) -> Taken:
        """Takes named cases, or the next ones of these rounds and kinds, into hand."""
        ...

    def take_ahead(self, signoff: bool = False) -> Changes:
        """Takes a few cases ahead of the one on the desk, so that the next is there when the key comes up."""
        ...

    def take_offline(self, count: int, hours: int, kinds: tuple[CaseKind, ...] = ()) -> Taken:
        """Makes the long lease: many cases, for days."""
        ...

    def release(self, *case_ids: str) -> Changes:
        """Gives cases back; a draft stays on this computer until somebody else decides it."""
        ...

    def read(self, case_id: str) -> OpenCase:
        """A case that is not in hand, to be read: a decided one with its whole history."""
        ...

    def fetch(self, asset: Asset) -> Source:
        """A paper of an earlier filing of the merchant, that no case in hand needs; it is kept nowhere."""
        ...

    def decided_cases(self, after: str | None) -> DecidedPage:
        """Decided cases for a back-test, the next page of them; for policy owners and auditors."""
        ...

    def ask_again(self, ask: RereviewAsk) -> Rereviews:
        """Has cases judged again after a correction; for policy owners."""
        ...

    def sign_in(self, password: str) -> Changes:
        """Opens a session again for the same account, in place of one that has ended; syncing goes on by itself."""
        ...

    def refresh(self) -> Changes:
        """One round of sending and fetching, now."""
        ...
