"""The verbs of a working day over the real store, connection and sync loop; every one answers with what changed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from reviewer_app.client.errors import AssetMissing, AssetNotShown, DecidedAlready
from reviewer_app.client.remote.api import ApiClient, Refused, SessionEnded
from reviewer_app.client.settings.standing import StandingFile
from reviewer_app.client.store import Store
from reviewer_app.client.store.queued import Queued
from reviewer_app.client.store.values import CaseInHand, DraftKey, LeaseRow
from reviewer_app.client.sync.loop import SyncLoop
from reviewer_app.client.trouble import CannotTake
from reviewer_app.client.words import language
from reviewer_app.client.workbench import outbox_rows
from reviewer_app.client.workbench.front import Front
from reviewer_app.client.workbench.opening import Books, opened, read_evidence, read_paper, sheet_of
from reviewer_app.client.workbench.queue_values import RiskLine
from reviewer_app.client.workbench.refusals import Refusals
from reviewer_app.client.workbench.shelf import Goods, Reach, goods_of, reach_of
from reviewer_app.client.workbench.values import Beside, Decided, Lost, OpenCase, OutboxRow, Taken
from reviewer_app.client.workbench.volumes import Volume
from reviewer_app.domain.cases import Asset, CaseKind, ClipSubject
from reviewer_app.domain.changes import NOTHING, Changes
from reviewer_app.domain.clock import Clock
from reviewer_app.domain.drafts import Draft, Sheet, verdict_of
from reviewer_app.domain.events import Round
from reviewer_app.domain.leases import Lease, LeaseKind
from reviewer_app.domain.rulebook import Published
from reviewer_app.domain.ties import TiedCase, TieKind, shared_ties
from reviewer_app.domain.verdicts import Operation
from reviewer_app.domain.withheld import Withheld
from reviewer_app.media.values import BytesSource, Source
from reviewer_app.rulebooks.consequences import set_off
from reviewer_app.wire.messages import (
    CaseFile,
    DecidedPage,
    Held,
    RereviewAsk,
    Rereviews,
    SessionOpened,
    TakeAsk,
)
from reviewer_app.wire.problems import Code, problem
from reviewer_app.wire.record import read_record

VIEWING = "viewing"
SHEETS = 3
"""How many cases that were opened last are known without reading their record again."""


@dataclass(frozen=True, slots=True)
class _Reading:
    """A case that is only read, and its evidence in memory."""

    case_id: str
    sheet: Sheet
    evidence: Mapping[str, BytesSource]


class Workbench(Front):
    """One account's workbench. It is used from lanes, one verb of a kind at a time; the store guards itself."""

    def __init__(
        self,
        store: Store,
        api: ApiClient,
        loop: SyncLoop,
        clock: Clock,
        account: str,
        new_id: Callable[[], str],
        open_session: Callable[[str], SessionOpened],
        standing: StandingFile,
        ahead: Callable[[], int] = lambda: 0,
    ) -> None:
        super().__init__(store, clock, standing)
        self._api, self._loop = api, loop
        self._account, self._new_id, self._ahead = account, new_id, ahead
        self._open_session = open_session
        self._books, self._refusals = Books(store), Refusals(store)
        self._sheets: dict[str, tuple[LeaseRow, Sheet]] = {}
        self._reading: _Reading | None = None

    # -- disk ---------------------------------------------------------------------------------------------------------

    def _lines_of(self, row: Queued) -> tuple[RiskLine, ...]:
        book = self._books.by_digest(row.risk_book)
        return tuple(
            RiskLine(term.text.within(language()), term.expression, term.weight, row.risk_parts.get(term.id, 0.0))
            for term in (book.rulebook.procedure.risk if book is not None else ())
        )

    def open(self, case_id: str) -> OpenCase:
        """A case in hand, whole, with its draft. Raises CannotTake where it is not in hand, DecidedAlready."""
        if case_id in self._store.glance.under_way():
            raise DecidedAlready(case_id)
        case = self._case(case_id)
        now = self._clock.now()
        whole = self._opened(case, now)
        in_hand = [(one, known) for one, known in self._sheets.items() if self._store.leases.row(one) is not None]
        self._sheets = {**dict(in_hand[-SHEETS:]), case_id: (case.row, whole.sheet)}
        return replace(whole, lost=Lost(case.row.lost, self.free(case_id))) if case.row.lost else whole

    def free(self, case_id: str) -> bool:
        """Whether a case can be taken, by what the feed told last."""
        told = self._store.queue.get(case_id)
        return told is not None and told.offered

    def next_case(self, after: str | None, signoff: bool = False) -> str | None:
        """The case in hand that comes after one, round to the first."""
        return self._store.leases.next_after(after, signoff)

    def source(self, sha256: str) -> Source:
        """The bytes of an asset. Raises AssetMissing where it is not here yet, AssetNotShown where it never will be."""
        reading = self._reading
        if reading is not None and sha256 in reading.evidence:
            return reading.evidence[sha256]
        if not self._store.assets.have(sha256):
            sheets = [sheet for _row, sheet in self._sheets.values()] + ([reading.sheet] if reading else [])
            kinds = any(sha256 in sheet.unshown for sheet in sheets)
            never = kinds and not self._refusals.among((sha256,))
            raise (AssetNotShown if never else AssetMissing)(sha256)
        return self._store.assets.open(sha256)

    def clips_beside(self, case: OpenCase) -> tuple[Beside, ...]:
        """The other clips in hand that are tied to a case, the nearest ties first.

        They are here under leases of their own, one that was decided and not sent included; one that was lost is not.
        """
        own = case.record
        creator = own.creator.id if own.creator is not None else None
        room = own.subject.room if isinstance(own.subject, ClipSubject) else None
        near = self._store.leases.clips_around(case.case_id, own.merchant.id, creator, room)
        found = [(shared_ties(own, read_record(record)[0]), case_id) for case_id, record in near]
        order, now = tuple(TieKind), self._clock.now()
        near_first = sorted((one for one in found if one[0]), key=lambda one: order.index(one[0][0]))
        hands = [(self._store.leases.get(case_id), ties) for ties, case_id in near_first]
        return tuple(Beside(self._opened(hand, now), ties) for hand, ties in hands if hand is not None)

    def on_shelf(self, case: OpenCase) -> Mapping[str, Goods]:
        """How the person gets to the cases of the listings on a clip's shelf, by what is known on this computer."""
        store = self._store
        under_way = store.glance.under_way()

        def reach(one: TiedCase) -> Reach:
            row = store.leases.row(one.case_id)
            hand = row is not None and row.lost is None
            return reach_of(one, hand, one.case_id in under_way, store.queue.get(one.case_id))

        return goods_of(case.record, case.file.ties, reach)

    def put_away(self, case_id: str) -> None:
        """Lets the evidence of a case go that was only read, unless another one is read by now."""
        if self._reading is not None and self._reading.case_id == case_id:
            self._reading = None

    def note_refusal(self, sha256: str, question: str, refused: bool) -> Changes:
        """Notes whether a file could not be shown when `question` was asked of it."""
        return Changes(media=self._refusals.tell(sha256, question, refused))

    def save_draft(self, case_id: str, draft: Draft, lease: Lease, shown_ms: int = 0) -> Changes:
        """Writes a draft, of an empty one what was watched; durable when it returns. The lease may have been lost."""
        key = DraftKey(case_id, lease.round, lease.attempt)
        changed = self._store.drafts.save(key, draft, max(0, shown_ms))
        self._loop.touch()
        return Changes(drafts=changed)

    def decide(self, case_id: str, draft: Draft, shown_ms: int, lease: Lease) -> Decided:
        """Makes the draft a decision, durable when it returns; the loop sends it when it has rested."""
        row, now = self._row(case_id), self._clock.now()
        if row.lease.sitting != lease.sitting:
            raise CannotTake(case_id)
        lease, sheet = row.lease, self._sheet(row, now)
        made = set_off(draft, sheet)
        operation = Operation(
            op_id=self._new_id(),
            device=self._store.device.state().device,
            actor=self._account,
            case_id=case_id,
            case_version=row.version,
            round=lease.round,
            attempt=lease.attempt,
            seat=lease.seat,
            epoch=lease.epoch,
            verdict=verdict_of(draft, sheet, made.effects, made.left_out),
            assets=tuple(sorted(sheet.shown)),
            decided_at=now,
            shown_ms=max(0, shown_ms),
        )
        rests = self._store.outbox.add(operation, row.title, draft)
        self._sheets.pop(case_id, None)
        self._loop.touch()  # it finds what has rested by itself; woken now it would compete with painting
        return Decided(
            changes=Changes(outbox=True, drafts=True, leases=True, cases=frozenset({case_id})),
            op_id=operation.op_id,
            case_id=case_id,
            rest_until=rests.rest_until,
            next_case=self.next_case(case_id, lease.round is Round.SIGNOFF),
        )

    def undo(self, op_id: str | None = None) -> tuple[Changes, str]:
        """Takes a decision (the last) back whole, as a draft again. Raises TooLate."""
        chosen = op_id
        if chosen is None:
            last = self._store.glance.last_resting()
            chosen = last.op_id if last else ""
        saved = self._store.outbox.take_back(chosen) if chosen else None
        if saved is None:
            raise outbox_rows.nothing_to_undo()
        case_id = saved.key.case_id
        return Changes(outbox=True, drafts=True, leases=True, cases=frozenset({case_id})), case_id

    def outbox(self) -> tuple[OutboxRow, ...]:
        """Every decision that is under way or whose fate needs eyes, newest first."""
        kinds = {row.lease.case_id: row.kind for row in self._store.leases.all()}
        now = self._clock.now()
        return tuple(outbox_rows.outbox_row(row, kinds, self._store, now) for row in self._store.outbox.shown())

    def dismiss(self, op_id: str) -> Changes:
        """Puts away a decision whose fate has been taken note of."""
        self._store.outbox.dismiss(op_id)
        return Changes(outbox=True)

    def reopen(self, op_id: str) -> tuple[Changes, str]:
        """Offers the answers of a refused or stale decision again as a draft. Raises TooLate."""
        key = self._store.outbox.reopen(op_id)
        return Changes(outbox=True, drafts=True, leases=True, cases=frozenset({key.case_id})), key.case_id

    def viewing(self) -> str:
        """For how long evidence was on the screen, as the desk kept it."""
        return self._store.session.noted(VIEWING) or ""

    def keep_viewing(self, text: str) -> None:
        """Keeps that in the encrypted profile."""
        self._store.session.note(VIEWING, text)

    def rulebooks(self) -> tuple[Published, ...]:
        """Every rulebook version on this computer."""
        return self._books.all()

    def library(self) -> tuple[Volume, ...]:
        """Every version of rulebooks and schedules on this computer, with who published it."""
        return self._books.library()

    def withheld(self) -> tuple[Withheld, ...]:
        """The versions that are here and not used, because this computer does not trust or cannot read them."""
        return self._books.withheld()

    def trust_key(self, key: str, account: str) -> Changes:
        """Trusts a policy owner's key from now on, because the person says so."""
        self._store.policy_keys.trust(key, account)
        return Changes(rulebooks=True)

    # -- server -------------------------------------------------------------------------------------------------------

    def take(
        self,
        case_ids: tuple[str, ...] = (),
        count: int = 0,
        rounds: tuple[Round, ...] = (),
        kinds: tuple[CaseKind, ...] = (),
    ) -> Taken:
        """Takes named cases, or the next ones, into hand. Raises CannotTake, Offline."""
        return self._take(TakeAsk(case_ids=case_ids, count=count, rounds=rounds, kinds=kinds))

    def take_ahead(self, signoff: bool = False) -> Changes:
        """Takes as many cases as the preferences say ahead of the one on the desk; changes nothing where none waits."""
        waiting = [row for row in self._hand() if (row.lease.round is Round.SIGNOFF) == signoff and row.lost is None]
        wanted = 1 + self._ahead() - len(waiting)
        if wanted <= 0 or any(row.lease.kind is LeaseKind.OFFLINE for row in waiting):
            return NOTHING
        rounds = (Round.SIGNOFF,) if signoff else tuple(round_ for round_ in Round if round_ is not Round.SIGNOFF)
        try:
            return self._take(TakeAsk(count=wanted, rounds=rounds)).changes
        except Refused:  # none waits, or the hand is full: said where a person asks, not here
            return NOTHING

    def take_offline(self, count: int, hours: int, kinds: tuple[CaseKind, ...] = ()) -> Taken:
        """Makes the long lease: many cases, for days."""
        return self._take(TakeAsk(kind=LeaseKind.OFFLINE, count=count, hours=hours, kinds=kinds))

    def release(self, *case_ids: str) -> Changes:
        """Gives cases back in one request; drafts of them stay on this computer. Raises CannotTake, Offline."""
        leases = [self._row(case_id).lease for case_id in case_ids]
        told = self._api.release(tuple(Held(case_id=lease.case_id, epoch=lease.epoch) for lease in leases))
        self._store.queue.let_go(lease.case_id for lease in told.leases)
        self._store.leases.end(case_ids)
        self._sheets = {one: known for one, known in self._sheets.items() if one not in case_ids}
        self._store.assets.sweep()
        self._loop.wake()
        return Changes(leases=True, queue=True, media=True, cases=frozenset(case_ids))

    def read(self, case_id: str) -> OpenCase:
        """A case that is not in hand, to be read: a decided one with its whole history.

        Its evidence is held in memory only, until it is put away or another case is read; a file over `READ_MOST`, or
        for which all of it leaves no room, is left out. A policy owner reads a decided one that is not theirs
        otherwise, and the server keeps that on record.
        """
        file = self._file(case_id)
        evidence = read_evidence(self._api, file)
        now, refused = self._clock.now(), self._refused(file)
        case = opened(file, None, self._store, self._books, self._account, now, refused=refused)
        self._reading = _Reading(case_id, case.sheet, evidence)
        return replace(case, here=case.here | evidence.keys())

    def fetch(self, asset: Asset) -> Source:
        """A paper of an earlier filing, for who asks to hold in memory. Raises PaperTooLarge, Refused, Offline."""
        return read_paper(self._api, asset)

    def decided_cases(self, after: str | None) -> DecidedPage:
        """Decided cases for a back-test, the next page of them. Raises Refused, Offline."""
        return self._api.decided(after)

    def ask_again(self, ask: RereviewAsk) -> Rereviews:
        """Has cases judged again after a correction. Raises Refused, Offline."""
        told = self._api.ask_again(ask)
        self._loop.wake()
        return told

    def sign_in(self, password: str) -> Changes:
        """Opens a session again for the same account; the loop goes on under it. Raises Refused, Offline."""
        return self._loop.signed_in(self._open_session(password))

    def refresh(self) -> Changes:
        """One round of sending and fetching, now. Raises the trouble that ended it."""
        report = self._loop.run_now()
        if report.signed_out and report.trouble is None:
            raise SessionEnded(problem(Code.UNAUTHENTICATED))
        if report.trouble is not None:
            raise report.trouble
        return report.changes

    def _file(self, case_id: str) -> CaseFile:
        try:
            return self._api.case(case_id)
        except SessionEnded:
            raise
        except Refused as refused:
            if refused.problem.code is not Code.NOT_FOUND:
                raise
            try:
                return self._api.decided_case(case_id)
            except SessionEnded:
                raise
            except Refused:
                raise refused from None  # not a policy owner, or not decided: there is nothing here for them

    def _take(self, ask: TakeAsk) -> Taken:
        takings = self._api.take(ask)
        self._store.leases.put(takings.grants)
        self._loop.touch()
        self._loop.wake()
        cases = tuple(grant.lease.case_id for grant in takings.grants)
        return Taken(
            changes=Changes(leases=bool(cases), queue=bool(cases), media=bool(cases), cases=frozenset(cases)),
            cases=cases,
            problems=tuple(refused.problem for refused in takings.refused),
        )

    def _case(self, case_id: str) -> CaseInHand:
        case = self._store.leases.get(case_id)
        if case is None:
            raise CannotTake(case_id)
        return case

    def _row(self, case_id: str) -> LeaseRow:
        row = self._store.leases.row(case_id)
        if row is None:
            raise CannotTake(case_id)
        return row

    def _sheet(self, row: LeaseRow, now: datetime) -> Sheet:
        """What a verdict is written against; the record is not read again where the case is as it was opened."""
        case_id = row.lease.case_id
        read, sheet = self._sheets.get(case_id, (None, None))
        if (
            sheet is not None
            and read is not None
            and (read.version, read.lease.sitting) == (row.version, row.lease.sitting)
        ):
            known = self._books.at_hand()
            return replace(
                sheet,
                versions=known.versions,
                schedules=known.schedules,
                withheld=known.withheld,
                heard_at=known.heard_at,
                known_at=row.lease.settled(now),
                counts=self._store.leases.counts(case_id),
            )
        case = self._case(case_id)
        return sheet_of(case.file, row.lease, self._books, now, case.counts, self._refused(case.file))

    def _opened(self, case: CaseInHand, now: datetime) -> OpenCase:
        refused = self._refused(case.file)
        return opened(case.file, case.row.lease, self._store, self._books, self._account, now, case.counts, refused)

    def _refused(self, file: CaseFile) -> frozenset[str]:
        return self._refusals.among(fact.sha256 for fact in file.assets)

    def _hand(self) -> list[LeaseRow]:
        """The cases in hand that still wait for a decision, in the order they were taken."""
        under_way = self._store.glance.under_way()
        return [row for row in self._store.leases.all() if row.lease.case_id not in under_way]
