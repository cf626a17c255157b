"""Webhooks as every door lists them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from ledger import clock
from replay.hooks.registry import Hook, Hooks


def hook_rows(hooks: Hooks, zone: str) -> list[dict[str, Any]]:
    """Return the hooks as rows; no secret is in them.

    Args:
        hooks: Of a ledger.
        zone: In which times are shown.
    """
    return [
        {
            "name": one.name,
            "url": one.url,
            "tables": list(one.tables),
            "inside": one.inside,
            "made_at": clock.shown(one.made_at, zone),
            "position": one.position,
            "dead": len(one.dead),
            "ended": one.ended,
        }
        for one in hooks.all()
    ]


def dead_rows(hooks: Iterable[Hook], zone: str) -> list[dict[str, Any]]:
    """Return the dead letters of hooks as rows.

    Args:
        hooks: Whose they are.
        zone: In which times are shown.
    """
    return [
        {
            "name": one.name,
            "position": place,
            "reason": letter["reason"],
            "tries": letter["tries"],
            "at": clock.shown(letter["at"], zone),
            "again": place in one.again,
        }
        for one in hooks
        for place, letter in sorted(one.dead.items())
    ]
