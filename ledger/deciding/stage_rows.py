"""Which stages of a case a row of a file tells of, and what the row says of each."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any, NamedTuple

from ledger.deciding.stages import foreign
from ledger.events.base import Stage, Table


class StageRow(NamedTuple):
    """A stage that a row tells of, with the identity and what the row says of the stage."""

    stage: Stage
    data: dict[str, Any]


_Dead = set[tuple[str, frozenset[str], int]]


def split_stages(
    table: Table, data: dict[str, Any], last: Stage | None = None, *, goes_on: bool = False
) -> list[StageRow]:
    """Return the stages that a row of a file tells of, in an order in which they may have come.

    The row tells the whole case, or some stages of one that is known: as few as explain all it says, in the
    usual order where that explains it and their dates do not contradict it, else in the order of their dates.
    A column that several of them carry goes to the earliest.

    Args:
        table: The case's table.
        data: The row.
        last: The stage that the row names. Either it is the only one, or the row tells the case up to it.
        goes_on: Whether it may tell of stages behind that one, too.
    """
    if last is not None and not foreign(table, last, data):
        return [StageRow(last, data)]
    if table.of_many:
        return _shared_out(table, data, _any_order(table, data, last))
    given = [column for column in data if column not in table.identity]
    dead: _Dead = set()
    wanted = frozenset(given)
    sole = {key: one for key, one in table.sole.items() if key in wanted}
    for most in range(max(len(set(sole.values())), 1), len(table.stages) + 1):
        way = _way(table, data, [], wanted, last, most, sole, dead)
        if way is not None:
            return _shared_out(table, data, way if _keeps_time(way, data) else _in_time(table, data, way))
    if last is not None and goes_on:
        return split_stages(table, data)
    way = _any_order(table, data, last)
    return _shared_out(table, data, way if last is None or way[-1] is last else [last])


def _keeps_time(way: Sequence[Stage], data: dict[str, Any]) -> bool:
    """Return whether no stage of a way is dated before the one in front of it.

    A stored time may lie in the night of the day before by its text, so a bare day is not held against it.
    """
    told = [time for one in way if (time := one.time_in(data)) is not None]
    return all(len(one) != len(other) or one <= other for one, other in pairwise(told))


def _any_order(table: Table, data: dict[str, Any], last: Stage | None) -> list[Stage]:
    """Return the fewest stages that explain a row, in the order of their own dates.

    Columns that a single stage carries need that stage; the rest goes to whichever explains most of it.
    """
    rest = {column for column in data if column not in table.identity}
    able = [one for one in table.stages if _agrees(table, one, data)]
    sole = {event for column, event in table.sole.items() if column in rest}
    chosen = [one for one in able if one.event in sole or one is last]
    rest.difference_update(*(one.columns for one in chosen))
    while rest:
        best = max(able, key=lambda one: len(rest.intersection(one.columns)))
        if rest.isdisjoint(best.columns):
            break
        chosen.append(best)
        rest.difference_update(best.columns)
    return _in_time(table, data, chosen or [table.stages[0]])


def _in_time(table: Table, data: dict[str, Any], chosen: Sequence[Stage]) -> list[Stage]:
    """Return stages in the order of their own dates, each behind what it needs.

    One that tells no date comes with the one before it in the declaration; what closes the case comes last.
    """
    latest, times = "", {}
    for one in sorted(chosen, key=table.stages.index):
        times[one.event] = latest = one.time_in(data) or latest
    way: list[Stage] = []
    left = sorted(chosen, key=lambda one: (one not in table.beginnings, one.closes, times[one.event]))
    while left:
        waiting = {one.event for one in left}
        ready = (one for one in left if all(not waiting.issuperset(need.events) for need in one.needs))
        way.append(next(ready, left[0]))
        left.remove(way[-1])
    return way


def _way(
    table: Table,
    data: dict[str, Any],
    before: list[Stage],
    rest: frozenset[str],
    last: Stage | None,
    most: int,
    sole: dict[str, str],
    dead: _Dead,
) -> list[Stage] | None:
    """Return the first order of at most so many stages that explains the rest of a row, behind `before`.

    What is left to explain, and where, is all that decides; `dead` keeps what was found to lead nowhere. A
    column that a single stage carries (`sole`) needs that stage, and each stage takes a place of its own.
    """
    if not rest or len(before) == most:
        return before if before and not rest and last in {None, before[-1]} else None
    here = (before[-1].event if before else "", rest, most - len(before))
    if here in dead or len({sole[key] for key in rest if key in sole}) > most - len(before):
        return None
    if before:
        candidates = [one for one in table.stages if one.event in before[-1].following]
    else:
        candidates = list(table.stages)
    candidates = [
        one
        for one in candidates
        if one not in before and not rest.isdisjoint(one.columns) and _agrees(table, one, data)
    ]
    for one in sorted(candidates, key=lambda one: str(one.time_in(data) or "")):
        way = _way(table, data, [*before, one], rest.difference(one.columns), last, most, sole, dead)
        if way is not None:
            return way
    dead.add(here)
    return None


def _agrees(table: Table, stage: Stage, data: dict[str, Any]) -> bool:
    """Return whether nothing in a row says that it tells of another stage instead."""
    if stage.when is None:
        return True
    column, value = stage.when
    if column in data:
        return bool(data[column] == value)
    others = {key for one in table.stages if one is not stage for key in one.columns}
    return any(key in data and key not in others for key in stage.columns)


def _shared_out(table: Table, data: dict[str, Any], way: list[Stage]) -> list[StageRow]:
    """Give every column to the first stage of the way that carries it, what none carries to the last."""
    found: list[StageRow] = []
    rest = dict(data)
    for place, stage in enumerate(way, 1):
        keys = [key for key in rest if key in stage.columns or place == len(way)]
        own = {key: data[key] for key in table.identity if key in data}
        own.update((key, rest[key]) for key in keys)
        rest = {key: value for key, value in rest.items() if key not in keys}
        found.append(StageRow(stage, own))
    return found
