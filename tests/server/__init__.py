"""The server room: routes, service and repositories, on SQLite and on PostgreSQL."""
