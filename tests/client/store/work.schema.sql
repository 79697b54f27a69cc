CREATE TABLE asset(
            sha256 TEXT PRIMARY KEY, bytes INTEGER NOT NULL, salt BLOB NOT NULL,
            have INTEGER NOT NULL DEFAULT 0, whole INTEGER NOT NULL DEFAULT 0
        ) STRICT, WITHOUT ROWID;
CREATE TABLE device(
            only INTEGER PRIMARY KEY CHECK (only = 1),
            device TEXT NOT NULL, next_seq INTEGER NOT NULL, last_link TEXT NOT NULL
        ) STRICT;
CREATE TABLE draft(
            case_id TEXT NOT NULL, round TEXT NOT NULL, attempt INTEGER NOT NULL,
            draft TEXT NOT NULL, saved_at TEXT NOT NULL, reopened TEXT, from_op TEXT, shown_ms INTEGER NOT NULL DEFAULT 0,
            PRIMARY KEY (case_id, round, attempt)
        ) STRICT, WITHOUT ROWID;
CREATE VIEW draft_row AS
            SELECT case_id, round, attempt, draft, saved_at, reopened, from_op, shown_ms FROM draft;
CREATE TRIGGER fates_stay BEFORE UPDATE OF fate, receipt, settled_at ON outbox WHEN old.state = 'settled'
            BEGIN SELECT RAISE(ABORT, 'a fate does not change'); END;
CREATE TABLE lease(
            taken INTEGER PRIMARY KEY, case_id TEXT NOT NULL UNIQUE, lease TEXT NOT NULL, file TEXT NOT NULL,
            ref TEXT NOT NULL, title TEXT NOT NULL, kind TEXT NOT NULL, version INTEGER NOT NULL, lost TEXT
        , counts TEXT) STRICT;
CREATE VIEW lease_row AS
            SELECT l.case_id, l.lease, l.ref, l.title, l.kind, l.taken, l.version, l.lost,
                coalesce(sum(a.bytes), 0) AS bytes_total,
                coalesce(sum(CASE WHEN a.whole THEN a.bytes ELSE min(a.have, a.bytes) END), 0) AS bytes_here
            FROM lease l LEFT JOIN need n ON n.case_id = l.case_id LEFT JOIN asset a ON a.sha256 = n.sha256
            GROUP BY l.case_id;
CREATE TABLE looked(
            case_id TEXT NOT NULL, round TEXT NOT NULL, attempt INTEGER NOT NULL,
            draft TEXT NOT NULL, shown_ms INTEGER NOT NULL, saved_at REAL NOT NULL,
            PRIMARY KEY (case_id, round, attempt)
        ) STRICT, WITHOUT ROWID;
CREATE TABLE need(
            case_id TEXT NOT NULL, sha256 TEXT NOT NULL, place INTEGER NOT NULL,
            PRIMARY KEY (case_id, sha256)
        ) STRICT, WITHOUT ROWID;
CREATE INDEX need_by_asset ON need(sha256);
CREATE TABLE note(name TEXT PRIMARY KEY, text TEXT NOT NULL) STRICT, WITHOUT ROWID;
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
CREATE INDEX outbox_by_case ON outbox(case_id);
CREATE INDEX outbox_by_state ON outbox(state, decided_at);
CREATE UNIQUE INDEX outbox_chain ON outbox(json_extract(operation, '$.device'), seq) WHERE seq IS NOT NULL;
CREATE VIEW outbox_kept AS
            SELECT op_id FROM outbox
            WHERE state = 'settled' AND dismissed = 0 AND fate IN ('advisory', 'stale_rulebook', 'refused');
CREATE UNIQUE INDEX outbox_one_open ON outbox(
            case_id, json_extract(operation, '$.round'), json_extract(operation, '$.attempt')
        ) WHERE state <> 'settled';
CREATE VIEW outbox_row AS
            SELECT op_id, case_id, title, operation, state, rest_until, envelope, sent,
                fate, problem, receipt, settled_at, dismissed
            FROM outbox;
CREATE TABLE policy_key(
            key TEXT PRIMARY KEY, account TEXT NOT NULL, pinned_at TEXT NOT NULL, asked INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID;
CREATE TABLE rulebook(digest TEXT PRIMARY KEY, entry TEXT NOT NULL, body BLOB NOT NULL) STRICT;
CREATE TABLE schedule(digest TEXT PRIMARY KEY, entry TEXT NOT NULL, body BLOB NOT NULL) STRICT;
CREATE TRIGGER sealed_rows_are_kept BEFORE DELETE ON outbox WHEN old.state = 'sealed'
            BEGIN SELECT RAISE(ABORT, 'a sealed operation leaves only by its fate'); END;
CREATE TRIGGER sealed_rows_stay BEFORE UPDATE OF op_id, case_id, title, operation, draft, decided_at,
            rest_until, seq, envelope ON outbox WHEN old.state <> 'resting'
            BEGIN SELECT RAISE(ABORT, 'a sealed operation does not change'); END;
CREATE TRIGGER states_go_forward BEFORE UPDATE OF state ON outbox
            WHEN (old.state = 'sealed' AND new.state = 'resting') OR (old.state = 'settled' AND new.state <> 'settled')
            BEGIN SELECT RAISE(ABORT, 'an operation does not go back'); END;
