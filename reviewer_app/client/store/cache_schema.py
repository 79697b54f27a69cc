"""The schema of cache.db: the queue as the server told it, which can be thrown away and fetched again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reviewer_app.client.store.schema import Steps, run_script

if TYPE_CHECKING:
    from sqlite_utils import Database

CACHE = Steps("cache")


@CACHE
def m001_queue(db: Database) -> None:
    """Narrow entries in the queue's order beside the rows' JSON; buckets count rows that filters cannot tell apart."""
    run_script(
        db,
        """
        CREATE TABLE meta(name TEXT PRIMARY KEY, text TEXT NOT NULL) STRICT, WITHOUT ROWID;
        CREATE TABLE bucket(
            id INTEGER PRIMARY KEY, kind TEXT NOT NULL, source TEXT NOT NULL, round TEXT NOT NULL,
            status TEXT NOT NULL, language TEXT NOT NULL, offered INTEGER NOT NULL, mine INTEGER NOT NULL,
            back INTEGER NOT NULL, acted INTEGER NOT NULL, n INTEGER NOT NULL DEFAULT 0,
            UNIQUE (kind, source, round, status, language, offered, mine, back, acted)
        ) STRICT;
        CREATE TABLE entry(
            pos INTEGER PRIMARY KEY, case_id TEXT NOT NULL UNIQUE, bucket INTEGER NOT NULL,
            due INTEGER NOT NULL, flagged INTEGER NOT NULL, exposure INTEGER NOT NULL
        ) STRICT;
        CREATE TABLE body(pos INTEGER PRIMARY KEY, row TEXT NOT NULL) STRICT;
        CREATE INDEX entry_bucket ON entry(bucket, pos, due);
        CREATE INDEX entry_due ON entry(due, pos, bucket);
        CREATE INDEX entry_flagged ON entry(flagged DESC, pos, bucket, due);
        CREATE INDEX entry_exposure ON entry(exposure DESC, pos, bucket, due);
        CREATE VIRTUAL TABLE found USING fts5(
            words, singles, content='', contentless_delete=1, tokenize='ascii'
        );
        INSERT INTO found(found, rank) VALUES ('pgsz', 4000);
        INSERT INTO found(found, rank) VALUES ('automerge', 8);
    """,
    )


@CACHE
def m002_references(db: Database) -> None:
    """References beside the places, in small letters, so that one that was typed is found by itself."""
    run_script(
        db,
        """
        ALTER TABLE entry ADD COLUMN ref TEXT NOT NULL DEFAULT '';
        UPDATE entry SET ref = (SELECT lower(json_extract(row, '$.ref')) FROM body WHERE body.pos = entry.pos);
        CREATE INDEX entry_ref ON entry(ref);
    """,
    )
