"""The log: one totally ordered, append-only sequence of events, on SQLite and on PostgreSQL."""
