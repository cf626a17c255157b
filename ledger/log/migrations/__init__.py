"""Migrations of the log's schema, run by the program itself; nothing else in the program ever migrates."""
