"""The stages of a case as its table declares them: which may come now, which usually do, what they lack."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from ledger.events.base import Before, Need, Stage, Table


def possible(table: Table, occurred: Sequence[str]) -> list[Stage]:
    """Return the stages that may come next, in the order of the declaration.

    A case begins with one of its beginnings. Then every stage may come that has all without what it could not
    be true, until the case is closed; once more, where it repeats or usually follows the newest. A closed
    case may only be opened again, and then its stages come anew.

    Args:
        table: The case's table.
        occurred: Event types of the standing stages, oldest first.
    """
    if not occurred:
        return list(table.beginnings)
    since = _since_reopened(table, occurred)
    closing = next((one for one in map(table.stage, since) if one.closes), None)
    if closing is not None:
        return [one for one in table.stages if one.event in closing.following]
    there, again = set(occurred), table.stage(occurred[-1]).following
    return [
        one
        for one in table.stages[1:]
        if (one.repeats or one.event not in since or one.event in again) and not lacking(one, there)
    ]


def usual(table: Table, occurred: Sequence[str]) -> list[Stage]:
    """Return which of the possible stages usually come next: those that a form offers first.

    Args:
        table: The case's table.
        occurred: Event types of the standing stages, oldest first.
    """
    coming = possible(table, occurred)
    if not occurred:
        return coming
    newest = table.stage(occurred[-1])
    again = {one.event for one in table.stages if one.repeats and one.event in occurred}
    following = again.union(newest.following) if newest.following else frozenset()
    return [one for one in coming if one.event in following]


def _since_reopened(table: Table, occurred: Sequence[str]) -> Collection[str]:
    """Return the stages since a case was begun or last opened again."""
    if table.reopenings.isdisjoint(occurred):
        return set(occurred)
    places = [place for place, event in enumerate(occurred) if event in table.reopenings]
    return set(occurred[places[-1] + 1 :])


def lacking(stage: Stage, occurred: Collection[str]) -> list[Need]:
    """Return without what a stage cannot be true, and that is not there."""
    return [need for need in stage.needs if not any(event in occurred for event in need.events)]


def unprepared(stage: Stage, occurred: Collection[str], row: Mapping[str, Any]) -> list[Before]:
    """Return what has to come before a stage, by what the case says of itself, and that is not there.

    Args:
        stage: The stage.
        occurred: Event types of the standing stages.
        row: What the case says, the stage included.
    """
    return [
        one
        for one in stage.before
        if one.binds(row, occurred) and not any(event in occurred for event in one.events)
    ]


def in_words(table: Table, lacks: Iterable[Need | Before]) -> dict[str, str]:
    """Return what lacks as messages name it, in both languages, with the clauses."""
    found = list(lacks)
    facts = [one.facts.split() if isinstance(one, Before) else [] for one in found]
    names = [
        [*(table.stage(event).zh for event in one.events), *(table.by_key[key].zh for key in columns)]
        for one, columns in zip(found, facts, strict=True)
    ]
    keys = [(*one.events, *columns) for one, columns in zip(found, facts, strict=True)]
    return {
        "lacking_zh": "、".join("或".join(one) for one in names),
        "lacking": ", ".join(" / ".join(one) for one in keys),
        "clause": "; ".join(dict.fromkeys(one.clause for one in found)),
    }


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
