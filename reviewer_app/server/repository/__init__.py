"""The server's memory: tables, transactions, and every SQL statement, the same for SQLite and PostgreSQL."""
