"""What the row of a form must hold, told anew from the events that it rests on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import orjson

from ledger.events.case import merge_stages
from ledger.intake.cells.wrapping import guarded
from replay.evidence.checking.evidence import Event, Evidence

_WITHHELD: Final = "〔个人信息〕"
_ERASED: Final = "〔已删除〕"
_WORDS: Final = frozenset({"text", "ref", "list"})
_AS_JSON: Final = frozenset({"integer", "boolean", "list"})
_OF_EVENT: Final = frozenset({"position", "event_time", "record_time", "recorded_by", "note"})


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell as it must be.

    Attributes:
        source: As the row must state it; None for a blank cell.
        text: What it reads; of a time the stored form, which the cell shows in the ledger's zone.
        stored_time: Whether `text` is such a time.
    """

    source: str | None
    text: str
    stored_time: bool = False


_BLANK: Final = Cell(None, "")


class Expected:
    """The cells of one row.

    Args:
        own: The events of the row's own record, oldest first.
        evidence: All events and personal values.
        stages: What each type of event is called.
    """

    def __init__(self, own: Sequence[Event], evidence: Evidence, stages: Mapping[str, str]) -> None:
        self._own, self._evidence, self._stages = own, evidence, stages
        self._data = merge_stages(event["data"] for event in own)

    def cell(self, column: Mapping[str, Any]) -> Cell:
        """Return the cell of a column."""
        source = str(column["source"])
        kind, _, field = source.partition(".")
        if kind == "personal":
            return _worded(column, *self._personal(column, field))
        if kind == "data":
            value = self._data.get(field)
            if isinstance(value, Mapping) or (value is None and column.get("snapshot")):
                return _worded(column, *self._of_person(column, field))
        elif source == "stage":
            value = self._stages.get(self._own[-1]["type"])
        else:
            value = self._own[-1].get(source) if source in _OF_EVENT else None
        return _BLANK if value is None else _worded(column, source, value)

    def _of_person(self, column: Mapping[str, Any], field: str) -> tuple[str, Any]:
        """Return source and value of a cell that is personal because the row is about an individual."""
        register, _, theirs = str(column.get("snapshot") or "").partition(".")
        for event in reversed(self._own):
            position, name, behind = event["position"], field, ""
            if event["data"].get(field) is None:
                position, name = event.get("versions", {}).get(register), theirs
                behind = f" of {register}.{theirs}"
            held = self._evidence[position]["data"].get(name) if position in self._evidence else None
            if held is None:
                continue
            if not isinstance(held, Mapping):
                return f"data.{field}{behind}", held
            return self._held_beside(f"personal.{field}{behind}", position, name)
        return "", None

    def _held_beside(self, source: str, position: int, name: str) -> tuple[str, Any]:
        values = self._evidence.values
        if values is None:
            return f"{source} withheld", _WITHHELD
        value = values.get((position, name))
        return (f"{source} erased", _ERASED) if value is None else (source, value)

    def _personal(self, column: Mapping[str, Any], field: str) -> tuple[str, Any]:
        """Return the source of a personal value with its mark, and what the cell shows of it."""
        register, _, theirs = str(column.get("snapshot") or "").partition(".")
        places = [
            place
            for event in self._own
            for place in (
                (event["position"], field, column["source"])
                if event["data"].get(field) is not None
                else (
                    event.get("versions", {}).get(register),
                    theirs,
                    f"{column['source']} of {register}.{theirs}",
                ),
            )
            if place[0] is not None
        ]
        if not places:
            return "", None
        position, name, source = places[-1]
        if position not in self._evidence or not self._evidence[position]["data"].get(name):
            return "", None
        values = self._evidence.values
        if values is None:
            return f"{source} withheld", _WITHHELD
        if (position, name) not in values:
            return f"{source} erased", _ERASED
        value = values[position, name]
        return source, orjson.loads(value) if column["type"] in _AS_JSON else value


def _worded(column: Mapping[str, Any], source: str, value: Any) -> Cell:
    if value is None:
        return _BLANK
    kind, labels = column["type"], column.get("labels") or {}
    if kind == "datetime" and isinstance(value, str) and len(value) == len("2026-01-01T00:00:00.000000Z"):
        return Cell(source, value, stored_time=True)
    if isinstance(value, bool):
        return Cell(source, "是" if value else "否")
    if isinstance(value, list):
        text = ";".join(labels.get(one, one) for one in map(str, value))
    else:
        text = labels.get(str(value), str(value))
    safe = guarded(text) if kind in _WORDS else text
    return Cell(source if safe == text else f"{source} guarded", safe)
