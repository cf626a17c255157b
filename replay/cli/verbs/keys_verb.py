"""`medledger keys`: keys of programs that use the HTTP API."""

from __future__ import annotations

from replay.cli.verbs.people_verb import keys as app

__all__ = ["app"]
