"""Statements that are compiled once for each database and then run on the driver's own cursor."""

from __future__ import annotations

from collections import namedtuple
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Boolean, Connection, Delete, Insert, Select, Update
from sqlalchemy.exc import DBAPIError


class Prepared:
    """A statement for the paths that every verdict takes, where putting SQL together costs more than running it.

    `sets` names the columns that an update sets; an insert sets every column. Errors are SQLAlchemy's, as elsewhere.
    """

    __slots__ = ("_flags", "_known", "_row", "_sets", "_statement")

    def __init__(self, statement: Select[Any] | Insert | Update | Delete, *sets: str) -> None:
        self._statement = statement
        self._sets = [column.key for column in statement.table.columns] if isinstance(statement, Insert) else sets
        self._known: dict[str, tuple[str, tuple[str, ...] | None, dict[str, Any]]] = {}
        self._row: Any = None
        self._flags: frozenset[int] = frozenset()
        if isinstance(statement, Select):
            columns = statement.selected_columns
            self._row = _row_of(columns.keys())
            # SQLite keeps true and false as numbers.
            self._flags = frozenset(at for at, column in enumerate(columns) if isinstance(column.type, Boolean))

    def run(self, conn: Connection, values: Mapping[str, Any]) -> None:
        """Runs it for its effect."""
        self._call(conn, values)

    def run_each(self, conn: Connection, rows: Sequence[Mapping[str, Any]]) -> None:
        """Runs it for its effect with each of the rows."""
        if not rows:
            return
        sql, order, fixed = self._known.get(conn.dialect.name) or self._compiled(conn)
        given: list[Any] = [{**fixed, **row} for row in rows]
        on_driver(conn, sql, given if order is None else [[row[name] for name in order] for row in given], many=True)

    def all(self, conn: Connection, values: Mapping[str, Any]) -> list[Any]:
        """Its rows, each with its columns by name."""
        found = self._call(conn, values).fetchall()
        return [self._made(row) for row in found]

    def bare(self, conn: Connection, values: Mapping[str, Any]) -> list[Any]:
        """Its rows as the driver gives them, for those that are many; their columns are in the statement's order."""
        found: list[Any] = self._call(conn, values).fetchall()
        return found

    def one(self, conn: Connection, values: Mapping[str, Any]) -> Any:
        """Its only row, or None. Raises ValueError where there are more."""
        found = self._call(conn, values).fetchall()
        if len(found) > 1:
            raise ValueError("one row at most was meant")
        return self._made(found[0]) if found else None

    def _made(self, values: Any) -> Any:
        if self._row is None:
            raise TypeError("this statement gives no rows")
        if not self._flags:
            return self._row(values)
        return self._row(bool(v) if at in self._flags else v for at, v in enumerate(values))

    def _call(self, conn: Connection, values: Mapping[str, Any]) -> Any:
        sql, order, fixed = self._known.get(conn.dialect.name) or self._compiled(conn)
        given = {**fixed, **values} if fixed else values
        return on_driver(conn, sql, given if order is None else [given[name] for name in order])

    def _compiled(self, conn: Connection) -> tuple[str, tuple[str, ...] | None, dict[str, Any]]:
        made = self._statement.compile(dialect=conn.dialect, column_keys=list(self._sets) or None)
        order = getattr(made, "positiontup", None)
        fixed = {name: value for name, value in made.params.items() if value is not None}
        known = (str(made), None if order is None else tuple(order), fixed)
        self._known[conn.dialect.name] = known
        return known


def on_driver(conn: Connection, sql: str, values: Any = (), many: bool = False) -> Any:
    """Runs SQL in the driver's own words and gives the driver's cursor. Raises SQLAlchemy's errors.

    With `many` it runs once for each of the values.
    """
    driver = conn.connection.dbapi_connection
    dbapi: Any = conn.dialect.loaded_dbapi
    if driver is None:
        raise RuntimeError("the connection is closed")
    try:
        return driver.cursor().executemany(sql, values) if many else driver.execute(sql, values)
    except dbapi.Error as error:
        # Parameters are people's words: they stay out of messages and logs.
        raise DBAPIError.instance(sql, None, error, dbapi.Error, hide_parameters=True, dialect=conn.dialect) from error


def _row_of(names: list[str]) -> Any:
    return getattr(namedtuple("Row", names), "_make")  # noqa: B009 - to mypy a row of such names has no `_make`
