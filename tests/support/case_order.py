"""Which stage may come when, said once more from the declarations alone: what properties compare with."""

from __future__ import annotations

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
