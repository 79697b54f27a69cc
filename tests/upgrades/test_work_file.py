"""A profile's work.db of before there were schedules opens in this program, with everything a person had in it."""

from __future__ import annotations

from pathlib import Path

from reviewer_app.client.store import open_store
from reviewer_app.client.store.driver import open_encrypted
from reviewer_app.client.store.values import DraftKey
from reviewer_app.client.store.work_schema import WORK
from reviewer_app.domain.drafts import Draft
from reviewer_app.wire.sealing import body_of
from tests.client.made import ACCOUNT, KEYS, HandClock, Maker

BEFORE = "m007_schedules_and_counts"


def test_leases_drafts_and_decisions_of_before_are_there_and_go_on(tmp_path: Path) -> None:
    make, clock = Maker(), HandClock()
    grant, decided = make.grant(), make.operation()
    lease, record = grant.lease, grant.file
    draft = make.draft().model_dump(mode="json", exclude={"stated", "corrections"})
    file = open_encrypted(tmp_path / "work.db", KEYS.work)
    WORK.migrations().apply(file.utils(), stop_before=BEFORE)
    with file.transaction() as writer:
        writer.run(
            "INSERT INTO lease(case_id, lease, file, ref, title, kind, version) VALUES (?, ?, ?, ?, ?, ?, ?)",
            (lease.case_id, lease.model_dump_json(), record.model_dump_json(), "r", "t", "filing", 1),
        )
        old = Draft.model_validate(draft, strict=False).model_dump_json(exclude={"stated", "corrections"})
        writer.run(
            "INSERT INTO draft VALUES (?, 'first', 1, ?, ?, NULL, NULL, 0)",
            (lease.case_id, old, clock.now().isoformat()),
        )
        words = "INSERT INTO outbox(op_id, case_id, title, operation, draft, state, decided_at, rest_until) VALUES "
        rests = (decided.op_id, decided.case_id, "t", decided.model_dump_json(), old, clock.now().timestamp(), 0.0)
        writer.run(words + "(?, ?, ?, ?, ?, 'resting', ?, ?)", rests)
    file.close()
    with open_store(tmp_path, KEYS, clock, ACCOUNT) as store:
        in_hand = store.leases.get(lease.case_id)
        assert in_hand is not None
        assert (in_hand.file, in_hand.counts) == (record, None)
        saved = store.drafts.get(DraftKey(lease.case_id, lease.round, lease.attempt))
        assert saved is not None and saved.draft.reason == make.draft().reason and saved.draft.stated == ()
        (row,) = store.outbox.shown()
        assert body_of(row.operation) == body_of(decided)
        assert (store.schedules.entries(), store.rulebooks.entries()) == ((), ())
    assert [path.name for path in tmp_path.glob("*.before-*")] == ["work.before-7.db"]
