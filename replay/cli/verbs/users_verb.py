"""`medledger users`: who may sign in to the served ledger."""

from __future__ import annotations

from replay.cli.verbs.people_verb import users as app

__all__ = ["app"]
