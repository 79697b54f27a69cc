"""A workbench held in memory: the verbs of `Bench` over sample cases, with trouble on demand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

from reviewer_app.client.remote.api import Refused
from reviewer_app.client.store.queued import Queued
from reviewer_app.client.trouble import CannotTake, Offline, TooLate, Trouble
from reviewer_app.client.words import language
from reviewer_app.client.workbench.queue_values import (
    Chip,
    Counts,
    InHand,
    OutboxState,
    QueueAsk,
    QueuePage,
    RiskLine,
    Sort,
)
from reviewer_app.client.workbench.shelf import Goods, Reach, goods_of, reach_of
from reviewer_app.client.workbench.values import Beside, Decided, Lost, OpenCase, OutboxRow, Taken
from reviewer_app.client.workbench.volumes import Volume
from reviewer_app.domain.cases import Asset, CaseKind
from reviewer_app.domain.changes import Changes
from reviewer_app.domain.decided import DecidedCase
from reviewer_app.domain.drafts import Draft
from reviewer_app.domain.events import Round, Status
from reviewer_app.domain.fates import Fate
from reviewer_app.domain.leases import Lease
from reviewer_app.domain.rulebook import Published
from reviewer_app.domain.ties import TiedCase, shared_ties
from reviewer_app.domain.verdicts import Outcome
from reviewer_app.domain.withheld import Withheld
from reviewer_app.media.values import Source
from reviewer_app.wire.messages import (
    DecidedPage,
    QueueRow,
    RereviewAsk,
    Rereviews,
)
from reviewer_app.wire.problems import Code, problem
from tests.client.opened import lease_of, open_case
from tests.client.samples import (
    Clock,
    books,
    clip_json,
    filing_json,
    held_by,
    listing_json,
    new_id,
    queue_row,
)

PASSWORD = "six-boats-under-the-bridge"
REST = timedelta(seconds=30)


class FakeBench:
    """The verbs in memory. `trouble[verb]` is raised the next time that verb is called; `calls` names every call."""

    def __init__(self, rows: int = 12, clock: Clock | None = None, lines: Sequence[dict[str, Any]] = ()) -> None:
        self.clock = clock or Clock()
        self.books = books()
        self.held_back: tuple[Withheld, ...] = ()
        self.lines = tuple(lines) or (clip_json(), listing_json(), filing_json())
        self.rows = [queue_row(n, self.books[1]) for n in range(rows)]
        self.cases: dict[str, OpenCase] = {}
        self.lost: set[str] = set()
        self.orphans: dict[str, Draft] = {}
        self.operations: list[OutboxRow] = []
        self.decided: dict[str, Draft] = {}
        self.shown_ms: dict[str, int] = {}
        self.trouble: dict[str, Trouble] = {}
        self.calls: list[str] = []
        self.pages: list[tuple[DecidedCase, ...]] = []
        self.kept_viewing = ""
        self.asked_again: list[RereviewAsk] = []
        self.put_aside: list[str] = []

    def _called(self, verb: str) -> None:
        self.calls.append(verb)
        if verb in self.trouble:
            raise self.trouble.pop(verb)

    def give(
        self,
        number: int,
        kind: int = 0,
        signoff: Draft | None = None,
        offline: bool = False,
        round_: Round | None = None,
    ) -> str:
        """Puts the case of row `number` in hand, with the content of sample `kind`; answers with its id."""
        case_id = self.rows[number].case_id
        round_ = round_ or (Round.SIGNOFF if signoff else Round.FIRST)
        lease = lease_of(case_id, round_, offline)
        self.cases[case_id] = open_case(self.lines[kind % len(self.lines)], case_id, lease=lease, judged=signoff)
        changed = {"holder": held_by(True, offline), "offered": False, "status": Status.WORKING, "round": round_}
        self.rows[number] = self.rows[number].model_copy(update=changed)
        return case_id

    def viewing(self) -> str:
        """What was kept."""
        return self.kept_viewing

    def keep_viewing(self, text: str) -> None:
        """Keeps it."""
        self.kept_viewing = text

    # -- disk ---------------------------------------------------------------------------------------------------------

    def counts(self) -> Counts:
        """Counts what is held here."""
        self._called("counts")
        resting = [row for row in self.operations if row.state in (OutboxState.RESTING, OutboxState.WAITING)]
        last = resting[0] if resting else None
        return Counts(
            in_hand=len(self.cases),
            drafts=sum(not case.draft.empty for case in self.cases.values()),
            to_send=sum(row.state in (OutboxState.RESTING, OutboxState.WAITING) for row in self.operations),
            kept=sum(row.kept for row in self.operations),
            media_done=12,
            media_total=12,
            undo_op=last.op_id if last else None,
            undo_title=last.title if last else "",
            undo_until=last.rest_until if last else None,
        )

    def queue(self, ask: QueueAsk) -> QueuePage:
        """Filters, sorts and cuts the rows."""
        self._called("queue")
        pool = [r for r in self.rows if (r.round is Round.SIGNOFF) is ask.signoff or ask.chip is Chip.DECIDED]
        found = [r for r in pool if _fits(r, ask.chip) and ask.text.casefold() in (r.title + r.merchant).casefold()]
        keys: dict[Sort, Any] = {
            Sort.RISK: lambda r: -r.risk,
            Sort.DUE: lambda r: r.due_at,
            Sort.EXPOSURE: lambda r: -float(r.exposure.gmv or 0),
            Sort.NEWEST: lambda r: -r.flagged_at.timestamp(),
        }
        found.sort(key=keys[ask.sort])
        counts = {chip: sum(_fits(r, chip) for r in pool) for chip in Chip}
        return QueuePage(ask, tuple(found[ask.offset : ask.offset + ask.limit]), len(found), counts)

    def risk_lines(self, row: QueueRow) -> tuple[RiskLine, ...]:
        """The terms of the procedure with the points of the row."""
        self._called("risk_lines")
        book = next((b for b in self.books if b.digest == row.risk_book), None)
        terms = book.rulebook.procedure.risk if book else ()
        return tuple(
            RiskLine(t.text.within(language()), t.expression, t.weight, row.risk_parts.get(t.id, 0.0)) for t in terms
        )

    def in_hand(self, signoff: bool = False) -> tuple[InHand, ...]:
        """The cases in hand."""
        self._called("in_hand")
        return tuple(
            InHand(
                case_id,
                case.lease.until,
                case.record.kind,
                case.record.title,
                not case.draft.empty,
                1,
                1,
                case_id in self.lost,
            )
            for case_id, case in self.cases.items()
            if case.lease and (case.lease.round is Round.SIGNOFF) is signoff
        )

    def open(self, case_id: str) -> OpenCase:
        """A case in hand."""
        self._called("open")
        if case_id not in self.cases:
            raise CannotTake("not in hand")
        return self.cases[case_id]

    def next_case(self, after: str | None, signoff: bool = False) -> str | None:
        """The case behind one."""
        ids = [i for i, c in self.cases.items() if (c.round is Round.SIGNOFF) is signoff]
        if after in ids and len(ids) > 1:
            return ids[(ids.index(after) + 1) % len(ids)]
        return next((i for i in ids if i != after), None)

    def source(self, sha256: str) -> Source:
        """Nothing is here: the samples have no bytes."""
        self._called("source")
        raise Trouble(sha256)

    def fetch(self, asset: Asset) -> Source:
        """Nothing is there either."""
        self._called("fetch")
        raise Offline

    def clips_beside(self, case: OpenCase) -> tuple[Beside, ...]:
        """The other clips in hand that are tied to it."""
        self._called("clips_beside")
        found = [
            Beside(other, shared_ties(case.record, other.record))
            for case_id, other in self.cases.items()
            if case_id != case.case_id and other.lost is None and other.record.kind is CaseKind.CLIP
        ]
        return tuple(one for one in found if one.ties)

    def on_shelf(self, case: OpenCase) -> Mapping[str, Goods]:
        """By the rows, the hand and the outbox."""
        rows, under_way = {row.case_id: Queued.of(row) for row in self.rows}, {row.case_id for row in self.operations}

        def reach(one: TiedCase) -> Reach:
            hand = one.case_id in self.cases and self.cases[one.case_id].lost is None
            return reach_of(one, hand, one.case_id in under_way, rows.get(one.case_id))

        return goods_of(case.record, case.file.ties, reach)

    def note_refusal(self, sha256: str, question: str, refused: bool) -> Changes:
        """The cases that have the file can only be held."""
        self._called("note_refusal")
        for case_id, case in self.cases.items():
            if sha256 in {asset.sha256 for asset in case.record.assets()}:
                sheet = case.sheet
                unshown = sheet.unshown | {sha256} if refused else sheet.unshown - {sha256}
                self.cases[case_id] = replace(case, sheet=replace(sheet, unshown=unshown))
        return Changes(media=True)

    def lose(self, number: int, here: bool = True, free: bool = False) -> Changes:
        """The case of row `number` passes on, as a heartbeat tells it."""
        case_id = self.rows[number].case_id
        changed = {"holder": None if free else held_by(False), "offered": free}
        self.rows[number] = self.rows[number].model_copy(update=changed)
        if here:
            self.cases[case_id] = replace(self.cases[case_id], lost=Lost(problem(Code.LEASE_LOST), free))
        else:
            del self.cases[case_id]
        return Changes(leases=True, cases=frozenset({case_id}))

    def free(self, case_id: str) -> bool:
        """Whether it is offered."""
        return any(row.case_id == case_id and row.offered for row in self.rows)

    def put_away(self, case_id: str) -> None:
        """Notes it."""
        self._called("put_away")
        self.put_aside.append(case_id)

    def save_draft(self, case_id: str, draft: Draft, lease: Lease, shown_ms: int = 0) -> Changes:
        """Keeps a draft, also of a case that was lost."""
        self._called("save_draft")
        if case_id not in self.cases:
            self.orphans[case_id] = draft
            return Changes(drafts=True)
        self.cases[case_id] = replace(self.cases[case_id], draft=draft, shown_ms=shown_ms)
        return Changes(drafts=True, cases=frozenset({case_id}))

    def decide(self, case_id: str, draft: Draft, shown_ms: int, lease: Lease) -> Decided:
        """Moves a case from the hand to the outbox, where it rests."""
        self._called("decide")
        now_held = self.cases[case_id].lease
        if now_held is None or now_held.sitting != lease.sitting:
            raise CannotTake(case_id)
        following = self.next_case(case_id, self.cases[case_id].round is Round.SIGNOFF)
        case = self.cases.pop(case_id)
        self.decided[case_id] = draft
        self.shown_ms[case_id] = shown_ms
        now = self.clock.now()
        outcome = draft.outcome.value if draft.outcome else ""
        row = OutboxRow(
            op_id=new_id(800_000 + len(self.operations)),
            case_id=case_id,
            title=case.record.title,
            kind=case.record.kind,
            round=case.round,
            outcome=outcome,
            decided_at=now,
            rest_until=now + REST,
            state=OutboxState.RESTING,
        )
        self.operations.insert(0, row)
        self._undoable = case
        return Decided(self._all(case_id), row.op_id, case_id, row.rest_until, following)

    def undo(self, op_id: str | None = None) -> tuple[Changes, str]:
        """Takes the last decision back."""
        self._called("undo")
        unsealed = [r for r in self.operations if r.state in (OutboxState.RESTING, OutboxState.WAITING)]
        row = next((r for r in unsealed if op_id in (None, r.op_id)), None)
        if row is None:
            raise TooLate
        self.operations.remove(row)
        draft = self.decided.pop(row.case_id, None)
        looked = self.shown_ms.pop(row.case_id, 0)
        self.cases[row.case_id] = replace(self._undoable, draft=draft or Draft(), shown_ms=looked)
        return self._all(row.case_id), row.case_id

    def outbox(self) -> tuple[OutboxRow, ...]:
        """What is under way."""
        self._called("outbox")
        return tuple(self.operations)

    def dismiss(self, op_id: str) -> Changes:
        """Puts one away."""
        self._called("dismiss")
        self.operations = [row for row in self.operations if row.op_id != op_id]
        return Changes(outbox=True)

    def rulebooks(self) -> tuple[Published, ...]:
        """Every version."""
        self._called("rulebooks")
        return self.books

    def library(self) -> tuple[Volume, ...]:
        """Every version, and the schedules that come with the program."""
        from reviewer_app.rulebooks.shipped import shipped_schedules  # late: tests of the start count what is loaded

        self._called("library")
        books = (Volume(one.rulebook, one.digest) for one in self.books)
        return (*books, *(Volume(one.schedule, one.digest) for one in shipped_schedules()))

    def withheld(self) -> tuple[Withheld, ...]:
        return self.held_back

    def trust_key(self, key: str, account: str) -> Changes:
        self.held_back = tuple(item for item in self.held_back if item.key != key)
        return Changes(rulebooks=True)

    # -- server -------------------------------------------------------------------------------------------------------

    def take(
        self,
        case_ids: tuple[str, ...] = (),
        count: int = 0,
        rounds: tuple[Round, ...] = (),
        kinds: tuple[CaseKind, ...] = (),
    ) -> Taken:
        """Takes named cases or the next ones that are offered."""
        self._called("take")
        offered = (r for r in self.rows if r.offered and _in(r, rounds) and (not kinds or r.kind in kinds))
        wanted = list(case_ids) or [r.case_id for r in offered][:count]
        return self._take(wanted, offline=False)

    def reopen(self, op_id: str) -> tuple[Changes, str]:
        """Offers a refused decision's answers again."""
        self._called("reopen")
        row = next(row for row in self.operations if row.op_id == op_id)
        self.operations.remove(row)
        return Changes(outbox=True, drafts=True, cases=frozenset({row.case_id})), row.case_id

    def take_ahead(self, signoff: bool = False) -> Changes:
        """Takes nothing ahead."""
        self._called("take_ahead")
        return Changes()

    def take_offline(self, count: int, hours: int, kinds: tuple[CaseKind, ...] = ()) -> Taken:
        """Takes many."""
        self._called("take_offline")
        wanted = [r.case_id for r in self.rows if r.offered and (not kinds or r.kind in kinds)]
        return self._take(wanted[:count], offline=True)

    def _take(self, wanted: list[str], offline: bool) -> Taken:
        got: list[str] = []
        for number, row in enumerate(self.rows):
            if row.case_id in wanted and row.offered:
                kind = list(CaseKind).index(row.kind)
                judged = Draft(outcome=Outcome.VIOLATION, reason="见证据") if row.round is Round.SIGNOFF else None
                got.append(self.give(number, kind, judged, offline))
        refused = () if got else (problem(Code.TAKEN, "held by another person"),)
        return Taken(Changes(queue=True, leases=True, cases=frozenset(got)), tuple(got), refused)

    def release(self, *case_ids: str) -> Changes:
        """Gives some back."""
        self._called("release")
        for case_id in case_ids:
            self.cases.pop(case_id, None)
        return self._all(case_ids[0])

    def read(self, case_id: str) -> OpenCase:
        """A decided case, to be read."""
        self._called("read")
        return open_case(self.lines[0], case_id, judged=Draft(outcome=Outcome.VIOLATION, reason="见证据"))

    def decided_cases(self, after: str | None) -> DecidedPage:
        """The pages that a test has put in, one after the other."""
        self._called("decided_cases")
        at = next((n + 1 for n, page in enumerate(self.pages) if page[-1].case_id == after), 0)
        page = self.pages[at] if self.pages else ()
        return DecidedPage(cases=page, next=page[-1].case_id if at + 1 < len(self.pages) else None)

    def ask_again(self, ask: RereviewAsk) -> Rereviews:
        """All of them wait to be judged again."""
        self._called("ask_again")
        self.asked_again.append(ask)
        return Rereviews(asked=ask.case_ids)

    def sign_in(self, password: str) -> Changes:
        """Opens for one password."""
        self._called("sign_in")
        if password != PASSWORD:
            raise Refused(problem(Code.WRONG_CREDENTIALS))
        return Changes(session=True)

    def refresh(self) -> Changes:
        """One round of sending: everything that waits arrives."""
        self._called("refresh")
        self.operations = [
            replace(row, state=OutboxState.SETTLED, fate=Fate.ACCEPTED) if row.state is OutboxState.WAITING else row
            for row in self.operations
        ]
        return Changes(queue=True, outbox=True, connection=True)

    @staticmethod
    def _all(case_id: str) -> Changes:
        return Changes(queue=True, leases=True, drafts=True, outbox=True, cases=frozenset({case_id}))


def _in(row: QueueRow, rounds: tuple[Round, ...]) -> bool:
    return not rounds or row.round in rounds


def _fits(row: QueueRow, chip: Chip) -> bool:
    match chip:
        case Chip.ALL:
            return row.status is not Status.DECIDED
        case Chip.MINE:
            return row.holder is not None and row.holder.mine
        case Chip.BACK:
            return row.back
        case Chip.SIGNOFF:
            return row.round is Round.SIGNOFF
        case Chip.DECIDED:
            return row.status is Status.DECIDED
        case _:
            return row.kind.value == chip.value and row.status is not Status.DECIDED
