CREATE TABLE body(pos INTEGER PRIMARY KEY, row TEXT NOT NULL) STRICT;
CREATE TABLE bucket(
            id INTEGER PRIMARY KEY, kind TEXT NOT NULL, source TEXT NOT NULL, round TEXT NOT NULL,
            status TEXT NOT NULL, language TEXT NOT NULL, offered INTEGER NOT NULL, mine INTEGER NOT NULL,
            back INTEGER NOT NULL, acted INTEGER NOT NULL, n INTEGER NOT NULL DEFAULT 0,
            UNIQUE (kind, source, round, status, language, offered, mine, back, acted)
        ) STRICT;
CREATE TABLE entry(
            pos INTEGER PRIMARY KEY, case_id TEXT NOT NULL UNIQUE, bucket INTEGER NOT NULL,
            due INTEGER NOT NULL, flagged INTEGER NOT NULL, exposure INTEGER NOT NULL
        , ref TEXT NOT NULL DEFAULT '') STRICT;
CREATE INDEX entry_bucket ON entry(bucket, pos, due);
CREATE INDEX entry_due ON entry(due, pos, bucket);
CREATE INDEX entry_exposure ON entry(exposure DESC, pos, bucket, due);
CREATE INDEX entry_flagged ON entry(flagged DESC, pos, bucket, due);
CREATE INDEX entry_ref ON entry(ref);
CREATE VIRTUAL TABLE found USING fts5(
            words, singles, content='', contentless_delete=1, tokenize='ascii'
        );
CREATE TABLE 'found_config'(k PRIMARY KEY, v) WITHOUT ROWID;
CREATE TABLE 'found_data'(id INTEGER PRIMARY KEY, block BLOB);
CREATE TABLE 'found_docsize'(id INTEGER PRIMARY KEY, sz BLOB, origin INTEGER);
CREATE TABLE 'found_idx'(segid, term, pgno, PRIMARY KEY(segid, term)) WITHOUT ROWID;
CREATE TABLE meta(name TEXT PRIMARY KEY, text TEXT NOT NULL) STRICT, WITHOUT ROWID;
