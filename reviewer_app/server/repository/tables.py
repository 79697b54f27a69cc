"""The tables as the queries know them; the migrations make them, and a test keeps the two alike.

Instants are fixed-width UTC text (`clock.stamp`), so that both databases compare them alike.
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
    text,
)

metadata = MetaData()

meta = Table("meta", metadata, Column("key", Text, primary_key=True), Column("value", Text, nullable=False))

generations = Table(
    "generations",
    metadata,
    Column("generation", Text, primary_key=True),
    Column("start_seq", BigInteger, nullable=False),
    Column("ordinal", Integer, nullable=False, unique=True),
)

# One row. Whoever writes holds it until the commit: feed and ledger numbers appear in the order of their commits.
counters = Table(
    "counters",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("feed", BigInteger, nullable=False),
    Column("ledger", BigInteger, nullable=False),
    Column("link", Text, nullable=False),
)

accounts = Table(
    "accounts",
    metadata,
    Column("account", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("roles", Text, nullable=False),
    Column("password_hash", Text, nullable=False),
    Column("disabled", Boolean, nullable=False),
    Column("created_at", Text, nullable=False),
)

# Who disabled or enabled which account; only appended to.
account_acts = Table(
    "account_acts",
    metadata,
    Column("account", Text, ForeignKey("accounts.account"), primary_key=True),
    Column("at", Text, primary_key=True),
    Column("act", Text, primary_key=True),
    Column("done_by", Text, ForeignKey("accounts.account"), nullable=False),
)

sessions = Table(
    "sessions",
    metadata,
    Column("token_hash", Text, primary_key=True),
    Column("account", Text, ForeignKey("accounts.account"), nullable=False),
    Column("device", Text, nullable=False),
    Column("device_name", Text, nullable=False),
    Column("opened_at", Text, nullable=False),
    Column("seen_at", Text, nullable=False),
    Column("expires_at", Text, nullable=False),
)

devices = Table(
    "devices",
    metadata,
    Column("account", Text, ForeignKey("accounts.account"), primary_key=True),
    Column("device", Text, primary_key=True),
    Column("last_seq", BigInteger, nullable=False),
    Column("last_link", Text, nullable=False),
)

# Numbers of a device that have not come; `noted_by` is the ledger entry that leapt over them.
chain_gaps = Table(
    "chain_gaps",
    metadata,
    Column("account", Text, ForeignKey("accounts.account"), primary_key=True),
    Column("device", Text, primary_key=True),
    Column("first_seq", BigInteger, primary_key=True, autoincrement=False),
    Column("last_seq", BigInteger, nullable=False),
    Column("after_link", Text, nullable=False),
    Column("before_link", Text, nullable=False),
    Column("noted_at", Text, nullable=False),
    Column("noted_by", BigInteger, nullable=False),
)

# Devices with numbers that two used, as a copied profile does; `noted_by` is the first entry refused for it.
chain_forks = Table(
    "chain_forks",
    metadata,
    Column("account", Text, ForeignKey("accounts.account"), primary_key=True),
    Column("device", Text, primary_key=True),
    Column("noted_at", Text, nullable=False),
    Column("noted_by", BigInteger, nullable=False),
)

rulebooks = Table(
    "rulebooks",
    metadata,
    Column("digest", Text, primary_key=True),
    Column("id", Text, nullable=False),
    Column("version", Text, nullable=False),
    Column("body", LargeBinary, nullable=False),
    Column("stored_at", Text, nullable=False),
    UniqueConstraint("id", "version", name="rulebooks_id_version"),
)

# Keys that versions are signed with; an ended key stays, for what was signed with it.
policy_keys = Table(
    "policy_keys",
    metadata,
    Column("key", Text, primary_key=True),
    Column("account", Text, ForeignKey("accounts.account"), nullable=False),
    Column("added_by", Text, ForeignKey("accounts.account"), nullable=False),
    Column("added_at", Text, nullable=False),
    Column("ended_at", Text),
)

# Who published a version; what came with the program has no row here.
publications = Table(
    "publications",
    metadata,
    Column("digest", Text, primary_key=True),
    Column("key", Text, ForeignKey("policy_keys.key"), nullable=False),
    Column("signature", Text, nullable=False),
    Column("at", Text, nullable=False),
)

# Policy owners who read a decided case for a back-test; only appended to.
case_reads = Table(
    "case_reads",
    metadata,
    Column("account", Text, ForeignKey("accounts.account"), primary_key=True),
    Column("case_id", Text, ForeignKey("cases.case_id"), primary_key=True),
    Column("at", Text, primary_key=True),
)

schedules = Table(
    "schedules",
    metadata,
    Column("digest", Text, primary_key=True),
    Column("id", Text, nullable=False),
    Column("version", Text, nullable=False),
    Column("body", LargeBinary, nullable=False),
    Column("stored_at", Text, nullable=False),
    UniqueConstraint("id", "version", name="schedules_id_version"),
)

assets = Table(
    "assets",
    metadata,
    Column("sha256", Text, primary_key=True),
    Column("bytes", BigInteger, nullable=False),
    Column("type", Text),
    Column("problem", Text),
    Column("stored_at", Text, nullable=False),
)

cases = Table(
    "cases",
    metadata,
    Column("case_id", Text, primary_key=True),
    Column("ref", Text, nullable=False, unique=True),
    Column("kind", Text, nullable=False),
    Column("record", Text, nullable=False),
    Column("digest", Text, nullable=False),
    Column("received_at", Text, nullable=False),
    Column("received_by", Text, nullable=False),
    Column("due_at", Text, nullable=False),
    Column("risk", Integer, nullable=False),
    Column("risk_parts", Text, nullable=False),
    Column("risk_book", Text),
    Column("summary", Text, nullable=False),
    Column("counted_as", Text),  # none for cases that came in before anything was counted: their record is read
)

case_assets = Table(
    "case_assets",
    metadata,
    Column("case_id", Text, ForeignKey("cases.case_id"), primary_key=True),
    Column("sha256", Text, ForeignKey("assets.sha256"), primary_key=True),
    Column("position", Integer, nullable=False),
    Index("case_assets_sha256", "sha256"),
)

# `state` and `hidden` are always what the events fold to; the other columns are what queries look for.
case_heads = Table(
    "case_heads",
    metadata,
    Column("case_id", Text, ForeignKey("cases.case_id"), primary_key=True),
    Column("kind", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("hidden", Text, nullable=False),
    Column("row", Text, nullable=False),
    Column("offer", Text),
    Column("mask", Integer, nullable=False),
    Column("seen", Integer, nullable=False),
    Column("seq", BigInteger, nullable=False),
    Column("risk", Integer, nullable=False),
    Column("due_at", Text, nullable=False),
    Column("held_until", Text),
    Column("place", BigInteger),  # among the cases asked to be judged again: the feed number at which it was asked for
    Index("case_heads_seq", "seq"),
    Index("case_heads_held_until", "held_until"),
)
Index("case_heads_next", case_heads.c.offer, case_heads.c.risk.desc(), case_heads.c.due_at)
Index(
    "case_heads_place",
    case_heads.c.place,
    sqlite_where=text("place IS NOT NULL"),
    postgresql_where=text("place IS NOT NULL"),
)

# Whose queue differs from a stranger's: who has or had the case in hand. `back` marks a case returned to them.
case_people = Table(
    "case_people",
    metadata,
    Column("case_id", Text, ForeignKey("cases.case_id"), primary_key=True),
    Column("account", Text, ForeignKey("accounts.account"), primary_key=True),
    Column("seq", BigInteger, nullable=False),
    Column("back", Boolean, nullable=False),
    Index("case_people_account_seq", "account", "seq"),
)

events = Table(
    "events",
    metadata,
    Column("case_id", Text, ForeignKey("cases.case_id"), primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("at", Text, nullable=False),
    Column("body", Text, nullable=False),
)

leases = Table(
    "leases",
    metadata,
    Column("case_id", Text, ForeignKey("cases.case_id"), primary_key=True),
    Column("epoch", Integer, primary_key=True),
    Column("holder", Text, ForeignKey("accounts.account"), nullable=False),
    Column("kind", Text, nullable=False),
    Column("round", Text, nullable=False),
    Column("attempt", Integer, nullable=False),
    Column("seat", Integer, nullable=False),
    Column("taken_at", Text, nullable=False),
    Column("until", Text, nullable=False),
    Column("open", Boolean, nullable=False),
    Column("counts", Text),
    Index("leases_open_until", "open", "until"),
    Index("leases_holder", "holder", "open"),
)

# The findings of every decision that stands, a row for each subject; rewritten whenever another decision stands.
breaches = Table(
    "breaches",
    metadata,
    Column("case_id", Text, ForeignKey("cases.case_id"), primary_key=True),
    Column("finding", Text, primary_key=True),
    Column("subject", Text, primary_key=True),
    Column("conduct_at", Text, nullable=False),
    Column("clause", Text, nullable=False),
    Column("severity", Text, nullable=False),
    Column("piece", Text, nullable=False),
    Column("scene", Text),
    Index("breaches_subject", "subject", "conduct_at"),
)

# The keys under which a case is found by others: its people, room and goods (`domain.ties.case_keys`).
case_keys = Table(
    "case_keys",
    metadata,
    Column("tie", Text, primary_key=True),
    Column("case_id", Text, ForeignKey("cases.case_id"), primary_key=True),
)

# What shops are known by, under the name of their latest record.
shop_identifiers = Table(
    "shop_identifiers",
    metadata,
    Column("identifier", Text, primary_key=True),
    Column("merchant", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("shop_type", Text),
)

# Every operation that ever arrived, with its exact body and the answer it got: append-only and chained.
ledger = Table(
    "ledger",
    metadata,
    Column("seq", BigInteger, primary_key=True, autoincrement=False),
    Column("link", Text, nullable=False),
    Column("received_at", Text, nullable=False),
    Column("account", Text, ForeignKey("accounts.account"), nullable=False),
    Column("device", Text, nullable=False),
    Column("device_seq", BigInteger, nullable=False),
    Column("op_id", Text),
    Column("binding", Boolean, nullable=False),
    Column("body", Text, nullable=False),
    Column("body_digest", Text, nullable=False),
    Column("fate", Text, nullable=False),
    Column("problem", Text),
    Column("case_id", Text),
    Column("case_version", Integer),
    Column("round", Text),
    Column("attempt", Integer),
    Column("seat", Integer),
    Column("counted", Boolean, nullable=False),
    Column("signature", Text),
    Column("key", Text),
    Index("ledger_case", "case_id"),
)
Index("ledger_op_id", ledger.c.op_id, unique=True, sqlite_where=text("binding"), postgresql_where=text("binding"))
Index(
    "ledger_counted",
    ledger.c.case_id,
    ledger.c.round,
    ledger.c.attempt,
    ledger.c.seat,
    unique=True,
    sqlite_where=text("counted"),
    postgresql_where=text("counted"),
)
