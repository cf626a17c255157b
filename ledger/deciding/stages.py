"""The stages of a case as its table declares them: which may come now, and which a row tells of."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import Any, NamedTuple

from ledger.events.base import Need, Stage, Table


class StageRow(NamedTuple):
    """A stage that a row tells of, with the identity and what the row says of the stage."""

    stage: Stage
    data: dict[str, Any]


def possible(table: Table, occurred: Sequence[str]) -> list[Stage]:
    """Return the stages that may come next, in the order of the declaration.

    A stage that declares what it needs may come at any time once that is there, until the case is closed.

    Args:
        table: The case's table.
        occurred: Event types of the standing stages, oldest first.
    """
    if not occurred:
        return list(table.beginnings)
    newest = table.stage(occurred[-1])
    if table.in_any_order:
        there = set(occurred)
        closed = any(table.stage(event).closes for event in there)
        return [] if closed else [one for one in table.stages if _open_to(one, there)]
    again = {one.event for one in table.stages if one.repeats and one.event in occurred}
    following = again.union(newest.following) if newest.following else frozenset()
    return [one for one in table.stages if one.event in following]


def _open_to(stage: Stage, occurred: Collection[str]) -> bool:
    """Return whether a stage that declares what it needs may come behind these."""
    if stage.needs is None or lacking(stage, occurred):
        return False
    return stage.repeats or stage.event not in occurred


def lacking(stage: Stage, occurred: Collection[str]) -> list[Need]:
    """Return what a stage needs and that is not there."""
    return [need for need in stage.needs or () if need.event not in occurred]


def named(stages: Iterable[Stage]) -> dict[str, str]:
    """Return stages as messages name them, in both languages."""
    found = list(stages)
    return {
        "possible_zh": "、".join(f"{one.zh}（{one.event}）" for one in found) or "无，案件已结束",
        "possible": ", ".join(one.event for one in found) or "none, the case is closed",
    }


def foreign(table: Table, stage: Stage, data: dict[str, Any]) -> list[str]:
    """Return the columns of a row that a stage does not carry, or whose value says it is another stage."""
    carried = {*table.identity, *stage.columns}
    found = [column for column in data if column not in carried]
    if stage.when is not None and data.get(stage.when[0], stage.when[1]) != stage.when[1]:
        found.append(stage.when[0])
    return found


def holding(table: Table, stages: Iterable[Stage], data: dict[str, Any]) -> list[Stage]:
    """Return the stages that carry something of a row and everything it gives."""
    own = data.keys() - set(table.identity)
    return [one for one in stages if own and not foreign(table, one, data)]


_Dead = set[tuple[str, frozenset[str], int]]


def split_stages(
    table: Table, data: dict[str, Any], last: Stage | None = None, *, goes_on: bool = False
) -> list[StageRow]:
    """Return the stages that a row of a file tells of, in an order in which they may have come.

    The row tells the whole case, or some stages of one that is known: as few as explain all it says. A column
    that several of them carry goes to the earliest. Where stages may come in more than one order, their own
    dates decide. A row that no possible order explains is left as it is, for the decision to refuse it.

    Args:
        table: The case's table.
        data: The row.
        last: The stage that the row names. Either it is the only one, or the row tells the case up to it.
        goes_on: Whether it may tell of stages behind that one, too.
    """
    if last is not None and not foreign(table, last, data):
        return [StageRow(last, data)]
    if table.in_any_order:
        return _shared_out(table, data, _any_order(table, data, last))
    given = [column for column in data if column not in table.identity]
    dead: _Dead = set()
    wanted = frozenset(given)
    sole = {key: one for key, one in table.sole.items() if key in wanted}
    for most in range(max(len(set(sole.values())), 1), len(table.stages) + 1):
        way = _way(table, data, [], wanted, last, most, sole, dead)
        if way is not None:
            return _shared_out(table, data, way)
    if last is not None and goes_on:
        return split_stages(table, data)
    return _shared_out(table, data, [last] if last is not None else _as_declared(table, data, given))


def _any_order(table: Table, data: dict[str, Any], last: Stage | None) -> list[Stage]:
    """Return the fewest stages that explain a row, where each may come as soon as what it needs is there.

    Columns that a single stage carries need that stage; the rest goes to whichever explains most of it. Their
    own dates decide about the order; a stage that closes the case is the last.
    """
    rest = {column for column in data if column not in table.identity}
    sole = {event for column, event in table.sole.items() if column in rest}
    chosen = [one for one in table.stages if one.event in sole or one is last]
    rest.difference_update(*(one.columns for one in chosen))
    while rest:
        best = max(table.stages, key=lambda one: len(rest.intersection(one.columns)))
        if rest.isdisjoint(best.columns):
            break
        chosen.append(best)
        rest.difference_update(best.columns)
    return _in_time(data, chosen or [table.stages[0]])


def _in_time(data: dict[str, Any], chosen: list[Stage]) -> list[Stage]:
    """Return stages in the order of their own dates, each behind what it needs."""
    way: list[Stage] = []
    left = sorted(chosen, key=lambda one: (one.needs is not None, one.closes, str(one.time_in(data) or "")))
    while left:
        waiting = {one.event for one in left}
        ready = (one for one in left if waiting.isdisjoint(need.event for need in one.needs or ()))
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


def _as_declared(table: Table, data: dict[str, Any], given: list[str]) -> list[Stage]:
    rest, way = set(given), []
    for one in table.stages:
        if not rest.isdisjoint(one.columns) and _agrees(table, one, data):
            rest.difference_update(one.columns)
            way.append(one)
    return way or [table.stages[0]]


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
