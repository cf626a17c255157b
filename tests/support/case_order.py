"""Which stage may come when, said once more from the declarations alone: what properties compare with."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from ledger.events.base import Table


def may_come(table: Table, occurred: list[str], event: str) -> bool:
    """Say it once more, from the declaration alone."""
    if not occurred:
        return event in {one.event for one in table.beginnings}
    round_: list[str] = []
    closing = None
    for one in occurred:
        if closing is not None:
            round_, closing = [], None
        else:
            round_.append(one)
        stage = table.stage(one)
        if not stage.following or stage.key == "closed":
            closing = stage
    if closing is not None:
        return event in closing.following
    newest, wanted = table.stage(occurred[-1]), table.stage(event)
    once_more = wanted.repeats or event not in round_ or event in newest.following
    there = all(set(need.event.split()) & set(occurred) for need in wanted.needs)
    return event != table.event and once_more and there


def lacking(table: Table, occurred: Collection[str], event: str) -> list[str]:
    """Return what a stage cannot be without and is not there: event types, of each entry any one would do."""
    wanted = table.stage(event).needs
    return [one.event for one in wanted if not set(one.event.split()) & set(occurred)]


def unprepared(table: Table, occurred: Collection[str], row: Mapping[str, Any], event: str) -> list[str]:
    """Return what has to come before a stage by what the case says, and is not there: events and columns."""
    found = []
    for one in table.stage(event).before:
        binds = True
        for word in one.when.split():
            column, equals, value = word.partition("=")
            binds = binds and (row.get(column) == value if equals else word in occurred)
        there = set(one.event.split()) & set(occurred) or any(row.get(key) for key in one.facts.split())
        if binds and not there:
            found.append(f"{one.event} {one.facts}".strip())
    return found
