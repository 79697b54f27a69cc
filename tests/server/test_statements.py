"""The statements that every verdict takes: same rows as SQLAlchemy gives, same errors, and none reads a whole table."""

from __future__ import annotations

import pytest
from sqlalchemy import Insert, bindparam, insert, select, text
from sqlalchemy.exc import IntegrityError

from reviewer_app.server.embedded import EmbeddedServer
from reviewer_app.server.repository import arrivals, breaches, cases, engine, gaps, leases, ledger, people, ties
from reviewer_app.server.repository import tables as t
from reviewer_app.server.repository.prepared import Prepared, on_driver

PREPARED = [
    (f"{room.__name__.rpartition('.')[2]}.{name}", statement)
    for room in (arrivals, breaches, cases, engine, gaps, leases, ledger, people, ties)
    for name, statement in vars(room).items()
    if isinstance(statement, Prepared)
]


def test_there_are_some() -> None:
    assert {
        "ledger._ADD",
        "ledger._BY_OP",
        "leases._CLOSE",
        "engine._COUNTERS",
        "breaches._OF_SUBJECT",
        "ties._SHOPS",
    } <= {name for name, _ in PREPARED}


@pytest.mark.parametrize(("name", "statement"), PREPARED, ids=[name for name, _ in PREPARED])
def test_no_statement_of_the_daily_work_reads_a_whole_table(
    lite: EmbeddedServer, name: str, statement: Prepared
) -> None:
    with lite.server.core.database.read() as conn:
        sql, order, _ = statement._compiled(conn)
        steps = [row[3] for row in on_driver(conn, f"EXPLAIN QUERY PLAN {sql}", [None] * len(order or ()))]
    assert steps or isinstance(statement._statement, Insert)
    assert not [step for step in steps if step.startswith("SCAN")], name


def test_the_look_up_without_its_index_would_be_noticed(lite: EmbeddedServer) -> None:
    by_flag = Prepared(select(t.ledger).where(t.ledger.c.op_id == bindparam("op_id"), t.ledger.c.binding))
    with pytest.raises(AssertionError):
        test_no_statement_of_the_daily_work_reads_a_whole_table(lite, "by flag", by_flag)


def test_rows_are_those_that_sqlalchemy_gives(server: EmbeddedServer) -> None:
    every = Prepared(select(t.accounts).order_by(t.accounts.c.account))
    with server.server.core.database.read() as conn:
        wanted = [dict(row._mapping) for row in conn.execute(select(t.accounts).order_by(t.accounts.c.account))]
        found = [row._asdict() for row in every.all(conn, {})]
    assert found == wanted
    assert {type(row["disabled"]) for row in found} == {bool}


def test_more_rows_than_one_and_rows_of_no_query_are_mistakes(server: EmbeddedServer) -> None:
    with server.server.core.database.read() as conn, pytest.raises(ValueError, match="one row"):
        Prepared(select(t.accounts)).one(conn, {})


def test_errors_are_sqlalchemys_and_carry_no_words(server: EmbeddedServer) -> None:
    row = {"account": "op", "name": "a secret", "roles": "", "password_hash": "", "disabled": False, "created_at": ""}
    database = server.server.core.database
    with pytest.raises(IntegrityError) as caught, database.plain_write() as conn:
        Prepared(insert(t.accounts)).run(conn, row)
    assert "[parameters: " not in str(caught.value)
    assert "a secret" not in str(caught.value)
    with database.read() as conn:  # the connection is whole again
        assert conn.execute(text("SELECT count(*) FROM accounts WHERE name = 'a secret'")).scalar() == 0


def test_what_comes_late_in_a_connections_life_is_compiled_once(lite: EmbeddedServer) -> None:
    compiled: list[int] = []
    with lite.server.core.database.read() as conn:
        for number in range(300):
            on_driver(conn, f"SELECT {number}").fetchall()
            on_driver(conn, f"SELECT {number}").fetchall()
        driver = conn.connection.dbapi_connection
        assert driver is not None
        driver.set_authorizer(lambda *_: compiled.append(1) or 0)
        for _ in range(20):
            for late in ("SELECT 'one'", "SELECT 'other'"):
                on_driver(conn, late).fetchall()
        driver.set_authorizer(None)
    assert len(compiled) == 2
