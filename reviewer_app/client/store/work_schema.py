"""The schema of work.db: what a person has in hand, has entered, and has decided."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reviewer_app.client.store.schema import Steps, run_script

if TYPE_CHECKING:
    from sqlite_utils import Database

WORK = Steps("work")


@WORK
def m001_device_and_notes(db: Database) -> None:
    """The device's place in its chain, the kept session, and small notes."""
    run_script(
        db,
        """
        CREATE TABLE device(
            only INTEGER PRIMARY KEY CHECK (only = 1),
            device TEXT NOT NULL, next_seq INTEGER NOT NULL, last_link TEXT NOT NULL
        ) STRICT;
        CREATE TABLE note(name TEXT PRIMARY KEY, text TEXT NOT NULL) STRICT, WITHOUT ROWID;
    """,
    )


@WORK
def m002_leases(db: Database) -> None:
    """Leases with their cases, which assets those need, and the salts that make the assets' keys."""
    run_script(
        db,
        """
        CREATE TABLE lease(
            taken INTEGER PRIMARY KEY, case_id TEXT NOT NULL UNIQUE, lease TEXT NOT NULL, file TEXT NOT NULL,
            ref TEXT NOT NULL, title TEXT NOT NULL, kind TEXT NOT NULL, version INTEGER NOT NULL, lost TEXT
        ) STRICT;
        CREATE TABLE need(
            case_id TEXT NOT NULL, sha256 TEXT NOT NULL, place INTEGER NOT NULL,
            PRIMARY KEY (case_id, sha256)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX need_by_asset ON need(sha256);
        CREATE TABLE asset(
            sha256 TEXT PRIMARY KEY, bytes INTEGER NOT NULL, salt BLOB NOT NULL,
            have INTEGER NOT NULL DEFAULT 0, whole INTEGER NOT NULL DEFAULT 0
        ) STRICT, WITHOUT ROWID;
        CREATE VIEW lease_row AS
            SELECT l.case_id, l.lease, l.ref, l.title, l.kind, l.taken, l.version, l.lost,
                coalesce(sum(a.bytes), 0) AS bytes_total,
                coalesce(sum(CASE WHEN a.whole THEN a.bytes ELSE min(a.have, a.bytes) END), 0) AS bytes_here
            FROM lease l LEFT JOIN need n ON n.case_id = l.case_id LEFT JOIN asset a ON a.sha256 = n.sha256
            GROUP BY l.case_id;
    """,
    )


@WORK
def m003_rulebooks(db: Database) -> None:
    """Published rulebook versions by digest, as the exact bytes that the digest is over."""
    run_script(
        db,
        """
        CREATE TABLE rulebook(digest TEXT PRIMARY KEY, entry TEXT NOT NULL, body BLOB NOT NULL) STRICT;
    """,
    )


@WORK
def m004_drafts(db: Database) -> None:
    """What a person has entered and not decided; no row of another table takes it along when it goes."""
    run_script(
        db,
        """
        CREATE TABLE draft(
            case_id TEXT NOT NULL, round TEXT NOT NULL, attempt INTEGER NOT NULL,
            draft TEXT NOT NULL, saved_at TEXT NOT NULL, reopened TEXT, from_op TEXT,
            PRIMARY KEY (case_id, round, attempt)
        ) STRICT, WITHOUT ROWID;
        CREATE VIEW draft_row AS SELECT case_id, round, attempt, draft, saved_at, reopened, from_op FROM draft;
    """,
    )


@WORK
def m005_outbox(db: Database) -> None:
    """Decisions on their way; once sealed, a row's words and place in the chain never change."""
    run_script(
        db,
        """
        CREATE TABLE outbox(
            op_id TEXT PRIMARY KEY, case_id TEXT NOT NULL, title TEXT NOT NULL,
            operation TEXT NOT NULL, draft TEXT NOT NULL,
            state TEXT NOT NULL CHECK (state IN ('resting', 'sealed', 'settled')),
            decided_at REAL NOT NULL, rest_until REAL NOT NULL,
            seq INTEGER, envelope TEXT, sent INTEGER NOT NULL DEFAULT 0,
            fate TEXT, problem TEXT, receipt TEXT, settled_at REAL, dismissed INTEGER NOT NULL DEFAULT 0,
            CHECK ((state = 'resting') = (envelope IS NULL)),
            CHECK ((state = 'settled') = (fate IS NOT NULL))
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX outbox_by_state ON outbox(state, decided_at);
        CREATE INDEX outbox_by_case ON outbox(case_id);
        CREATE UNIQUE INDEX outbox_one_open ON outbox(
            case_id, json_extract(operation, '$.round'), json_extract(operation, '$.attempt')
        ) WHERE state <> 'settled';
        CREATE UNIQUE INDEX outbox_chain ON outbox(json_extract(operation, '$.device'), seq) WHERE seq IS NOT NULL;
        CREATE VIEW outbox_row AS
            SELECT op_id, case_id, title, operation, state, rest_until, envelope, sent,
                fate, problem, receipt, settled_at, dismissed
            FROM outbox;
        CREATE VIEW outbox_kept AS
            SELECT op_id FROM outbox
            WHERE state = 'settled' AND dismissed = 0 AND fate IN ('advisory', 'stale_rulebook', 'refused');
        CREATE TRIGGER sealed_rows_stay BEFORE UPDATE OF op_id, case_id, title, operation, draft, decided_at,
            rest_until, seq, envelope ON outbox WHEN old.state <> 'resting'
            BEGIN SELECT RAISE(ABORT, 'a sealed operation does not change'); END;
        CREATE TRIGGER states_go_forward BEFORE UPDATE OF state ON outbox
            WHEN (old.state = 'sealed' AND new.state = 'resting') OR (old.state = 'settled' AND new.state <> 'settled')
            BEGIN SELECT RAISE(ABORT, 'an operation does not go back'); END;
        CREATE TRIGGER fates_stay BEFORE UPDATE OF fate, receipt, settled_at ON outbox WHEN old.state = 'settled'
            BEGIN SELECT RAISE(ABORT, 'a fate does not change'); END;
        CREATE TRIGGER sealed_rows_are_kept BEFORE DELETE ON outbox WHEN old.state = 'sealed'
            BEGIN SELECT RAISE(ABORT, 'a sealed operation leaves only by its fate'); END;
    """,
    )


@WORK
def m006_time_looked(db: Database) -> None:
    """How long a case was looked at goes with its draft, so that a decision taken back counts on from there."""
    run_script(
        db,
        """
        ALTER TABLE draft ADD COLUMN shown_ms INTEGER NOT NULL DEFAULT 0;
        DROP VIEW draft_row;
        CREATE VIEW draft_row AS
            SELECT case_id, round, attempt, draft, saved_at, reopened, from_op, shown_ms FROM draft;
    """,
    )


@WORK
def m007_schedules_and_counts(db: Database) -> None:
    """Versions of schedules, kept as rulebooks are, and what was counted for a case when its lease was given."""
    run_script(
        db,
        """
        CREATE TABLE schedule(digest TEXT PRIMARY KEY, entry TEXT NOT NULL, body BLOB NOT NULL) STRICT;
        ALTER TABLE lease ADD COLUMN counts TEXT;
    """,
    )


@WORK
def m008_policy_keys(db: Database) -> None:
    """The keys of policy owners that this computer trusts; `asked` where a person said so."""
    run_script(
        db,
        """
        CREATE TABLE policy_key(
            key TEXT PRIMARY KEY, account TEXT NOT NULL, pinned_at TEXT NOT NULL, asked INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID;
    """,
    )


@WORK
def m009_looked_at(db: Database) -> None:
    """What was watched, and for how long, of cases in which nothing was entered yet: no draft, and not lost either."""
    run_script(
        db,
        """
        CREATE TABLE looked(
            case_id TEXT NOT NULL, round TEXT NOT NULL, attempt INTEGER NOT NULL,
            draft TEXT NOT NULL, shown_ms INTEGER NOT NULL, saved_at REAL NOT NULL,
            PRIMARY KEY (case_id, round, attempt)
        ) STRICT, WITHOUT ROWID;
    """,
    )
