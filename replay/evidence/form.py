"""The official form of a record table, made from its declaration: title, columns in order, how a cell reads.

What an article asks for comes first, in the order of the declaration, the house's own columns after it, then
what the ledger itself says of a row. A cell reads the same in every file of a bundle.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Final

from ledger.events.base import Column, Table
from ledger.events.individuals import columns_of

WITHHELD: Final = "〔个人信息〕"
"""Stands in the cell of a personal value that is not in the bundle."""
ERASED: Final = "〔已删除〕"
"""Stands in the cell of a personal value that was erased."""
_WORDS: Final = frozenset({"text", "ref", "list"})
_YES, _NO = "是", "否"
_OF_THE_LEDGER: Final = (
    Column("position", "日志位置", "integer"),
    Column("event_time", "业务时间", "datetime"),
    Column("record_time", "记录时间", "datetime"),
    Column("recorded_by", "记录人", "text"),
    Column("note", "备注", "text"),
)
NUMBERS: Final = frozenset({"integer", "decimal", "money"})


@dataclass(frozen=True, slots=True)
class FormColumn:
    """One column of a form.

    Attributes:
        key: As in JSON answers.
        zh: Heading.
        type: A `ColumnType` of the catalogue.
        source: Where its cells come from: `data.KEY`, `personal.KEY`, `stage`, or a member of the event.
        labels: What the keys of an enumeration read.
        official: Whether an article asks for it.
        snapshot: Of a column that is, or may be, personal: `register.field` that it may have been taken from.
        of_person: Whether it is personal where the row is about an individual, and only then.
    """

    key: str
    zh: str
    type: str
    source: str
    labels: Mapping[str, str] = field(default_factory=dict)
    official: bool = False
    snapshot: str | None = None
    of_person: bool = False

    @property
    def is_personal(self) -> bool:
        """Whether its values lie beside the log."""
        return self.source.startswith("personal.")

    @property
    def guards(self) -> bool:
        """Whether its cells hold words, of which a spreadsheet might run one."""
        return self.type in _WORDS

    @property
    def text(self) -> Callable[[Any], str]:
        """What turns a value that is not null into the text of its cell."""
        if self.type == "boolean":
            return lambda value: _YES if value else _NO
        if self.type == "list":
            return lambda value: ";".join(self.labels.get(str(one), str(one)) for one in value)
        if self.labels:
            return lambda value: self.labels.get(str(value), str(value))
        return str

    def as_json(self) -> dict[str, Any]:
        """Return what a stranger needs to know of the column to check its cells."""
        told = {"key": self.key, "zh": self.zh, "type": self.type}
        more = {
            "source": self.source,
            "labels": dict(self.labels),
            "official": self.official,
            "snapshot": self.snapshot,
        }
        return told | {name: value for name, value in more.items() if value}


@dataclass(frozen=True, slots=True)
class OfficialForm:
    """The official form of one record table.

    Attributes:
        table: Its declaration.
        columns: In the order of the form.
    """

    table: Table
    columns: tuple[FormColumn, ...]

    @property
    def headings(self) -> list[str]:
        """The headings in order, each once."""
        return [column.zh for column in self.columns]

    @property
    def events(self) -> dict[str, str]:
        """The types of events that make rows of it, of a case by what each stage is called."""
        if self.table.kind == "view":
            return {}
        if self.table.kind == "case":
            return {stage.event: stage.zh for stage in self.table.stages}
        return {self.table.event: ""}

    def as_json(self) -> dict[str, Any]:
        """Return what a stranger needs to know of the form to check its rows."""
        return {
            "key": self.table.key,
            "zh": self.table.zh,
            "kind": self.table.kind,
            "basis": self.table.basis,
            "identity": list(self.table.identity),
            "events": self.events,
            "columns": [column.as_json() for column in self.columns],
        }


@cache
def form_of(table: Table) -> OfficialForm:
    """Return the form of a record table."""
    declared = [_declared(table.key, column) for column in table.columns]
    own = sorted(declared, key=lambda one: not one.official)
    stage: tuple[FormColumn, ...] = ()
    if table.kind == "case":
        labels = {one.key: one.zh for one in table.stages}
        stage = (FormColumn("stage", "当前环节", "text", "stage", labels),)
    taken = {one.zh for one in own}
    ledgers = (
        FormColumn(one.key, f"账本{one.zh}" if one.zh in taken else one.zh, one.type, one.key)
        for one in _OF_THE_LEDGER
    )
    return OfficialForm(table, (*own, *stage, *ledgers))


@cache
def form_of_view(table: Table) -> OfficialForm:
    """Return the form of a view, of which no cell has a source in one event."""
    own = sorted(table.columns, key=lambda one: one.legal is None)
    columns = (
        FormColumn(
            one.key,
            one.zh,
            one.type,
            "",
            {choice.key: choice.zh for choice in one.values},
            one.legal is not None,
        )
        for one in own
    )
    return OfficialForm(table, tuple(columns))


def _declared(table: str, column: Column) -> FormColumn:
    labels = {choice.key: choice.zh for choice in column.values}
    source = f"{'personal' if column.personal else 'data'}.{column.key}"
    person = column.key in columns_of(table)
    snapshot = (
        column.snapshot_of if (column.personal or person) and "." in (column.snapshot_of or "") else None
    )
    official = column.legal is not None
    return FormColumn(column.key, column.zh, column.type, source, labels, official, snapshot, person)
