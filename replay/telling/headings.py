"""The columns of an answer: their keys for programs, their titles and values for people."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from projections.reading.stream import Memo
from replay.telling.wording import say

if TYPE_CHECKING:
    from ledger.events.base import Column, Table
    from projections.reading.stream import Values

Row = Mapping[str, Any]  # column key to value: a row of an answer

NUMBERS = frozenset({"integer", "decimal", "money"})


@dataclass(frozen=True, slots=True)
class Heading:
    """One column of an answer.

    Attributes:
        key: The key in JSON.
        zh: Chinese title, always used in CSV and XLSX.
        type: A `ColumnType` of the catalogue.
        labels: Chinese labels of an enumeration's keys.
        rank: Where a screen is too narrow for all columns, those of rank 0 must be seen whole; those of
            rank 1 come next, then 2, then 3.
        sentence: Holds sentences, which may be broken into several lines.
        legal: An article asks for it.
    """

    key: str
    zh: str
    type: str = "text"
    labels: Mapping[str, str] = field(default_factory=dict)
    rank: int = 3
    sentence: bool = False
    legal: bool = False

    @property
    def title(self) -> str:
        """The title on a screen: the key for English readers, the Chinese title otherwise."""
        return say(self.key, self.zh)

    def official(self, value: Any) -> str:
        """Return a value as the Chinese forms show it, for CSV and XLSX."""
        return self._text(value, zh=True)

    def shown(self, value: Any) -> str:
        """Return a value as the screen shows it, in the user's language; times to the second."""
        return self.shown_values([value])[0]

    def shown_values(self, values: Iterable[Any]) -> list[str]:
        """Return values as the screen shows them."""
        zh = bool(say("", "zh"))
        texts = [self._text(value, zh=zh) for value in values]
        return [to_second(text) if text else text for text in texts] if self.type == "datetime" else texts

    def _text(self, value: Any, *, zh: bool) -> str:
        if value is None:
            return ""
        if isinstance(value, bool):
            return ("是" if value else "否") if zh else ("yes" if value else "no")
        if isinstance(value, list | tuple):
            return ";".join(self._text(item, zh=zh) for item in value)
        text = str(value)
        return self.labels.get(text, text) if zh else text


def official_form(heading: Heading) -> Callable[[Values], Values] | None:
    """Return what turns a column's values into those of the Chinese forms, None if they are that already."""
    if heading.type == "list":
        listed = Memo(heading.official, of_null="").__getitem__  # many rows may share a list

        def lists(values: Values) -> Values:
            if values.count(None) == len(values):
                return [""] * len(values)
            return [listed(tuple(value)) if value else "" for value in values]

        return lists
    if heading.type == "boolean" or heading.labels:
        once = Memo(heading.official, of_null="").__getitem__
        return lambda values: list(map(once, values))
    return None


NOTE = "note"
ENVELOPE: tuple[Heading, ...] = (
    Heading("position", "日志位置", "integer", rank=2),
    Heading("event_time", "业务时间", "datetime"),
    Heading("record_time", "记录时间", "datetime"),
    Heading("voided_at", "作废时间", "datetime", rank=0),
    Heading(NOTE, "备注"),
)
# Who recorded a row: shown on request, in every table and view.
RECORDER: tuple[Heading, ...] = (
    Heading("recorded_by", "记录人", rank=1),
    Heading("record_time", "记录时间", "datetime", rank=1),
    Heading("source", "来源", rank=2),
)
_GOODS = frozenset({"product_code", "lot", "serial", "quantity", "accepted_quantity"})
# What each table is asked for first: seen whole also on a screen of 80 columns.
_MUST = {
    "stock_balances": frozenset(
        {"product_code", "lot", "serial", "quality_status", "quantity", "saleable_quantity"}
    ),
    "expiry_items": frozenset({"product_code", "lot", "serial", "expiry_date", "expiry_state"}),
    "licences": frozenset({"owner_code", "licence_no", "valid_until", "status"}),
    "licence_warnings": frozenset({"owner_code", "licence_no", "valid_until", "days_left"}),
    "change_items": frozenset({"subject_no", "field_key", "old_value", "new_value", "changed_at"}),
    "due_items": frozenset({"subject_no", "matter", "state", "due_at"}),
    "sales": frozenset({"sale_no", "customer_code", "lot", "serial", "quantity"}),
    "returns": frozenset({"return_no", "customer_code", "lot", "serial", "quantity"}),
    "receipts": frozenset({"receipt_no", "supplier_code", "product_code", "lot", "accepted_quantity"}),
    "customers": frozenset({"customer_code", "name", "phone", "status"}),
    "suppliers": frozenset({"supplier_code", "name", "phone", "status"}),
    "distribution_lines": frozenset(
        {"sale_no", "customer_name", "customer_phone", "lot", "serial", "quantity_out"}
    ),
    "repair_calls": frozenset({"repair_no", "customer_name", "customer_phone", "state"}),
    "recall_consignees": frozenset(
        {"customer_name", "customer_phone", "quantity_out", "unaccounted_quantity"}
    ),
    "complaint_entries": frozenset({"complaint_no", "customer_name", "state", "due_at"}),
}
_SENTENCES = {"change_items": frozenset({"old_value", "new_value"}), "due_items": frozenset({"matter"})}
_NAMES = frozenset({"name", "customer_name", "supplier_name"})


def to_second(time: str | None) -> str:
    """Return a time as a screen shows it: to the second, in the zone of the ledger."""
    return time[:19].replace("T", " ") if time else "—"


def of_column(table: Table, column: Column) -> Heading:
    """Return the heading of a catalogue column."""
    labels = {choice.key: choice.zh for choice in column.values}
    sentence = column.key in _SENTENCES.get(table.key, ())
    legal = column.legal is not None
    return Heading(column.key, column.zh, column.type, labels, _rank(table, column), sentence, legal)


def _rank(table: Table, column: Column) -> int:
    """Rank what the table is asked for first, then what names a row, its day and goods, and what all have."""
    if column.key in _MUST.get(table.key, ()):
        return 0
    if column.key in {*table.identity, *table.event_time, *_GOODS}:
        return 1
    return 2 if column.required or column.key in _NAMES else 3


def of_table(table: Table, *, each: bool = False) -> tuple[Heading, ...]:
    """Return the headings of a record table: its columns in the order of the form, then the envelope.

    A view has its columns alone; a case also tells its stage.

    Args:
        table: The table.
        each: Whether a row is one stage of a case, not the whole of it.
    """
    columns = tuple(of_column(table, column) for column in table.columns)
    if table.kind == "view":
        return columns
    return (*columns, *of_stage(table, each=each), *ENVELOPE)


def in_article_order(headings: tuple[Heading, ...]) -> tuple[Heading, ...]:
    """Return the columns that an article asks for first, as it names them, and the house's own behind."""
    return tuple(sorted(headings, key=lambda one: not one.legal))


def of_stage(table: Table, *, each: bool) -> tuple[Heading, ...]:
    """Return the heading of the stage of a case; none for other tables.

    `环节` over the rows of a file means that each of them is that one stage, so the newest stage of a whole
    case has a heading of its own.
    """
    if table.kind != "case":
        return ()
    labels = {stage.key: stage.zh for stage in table.stages}
    return (Heading("stage", "环节" if each else "当前环节", "enum", labels, rank=1),)


def of_goods(rank: int = 1) -> tuple[Heading, ...]:
    """Return the headings that name goods: product, lot and serial."""
    return (
        Heading("product_code", "产品编码", rank=rank),
        Heading("lot", "生产批号", rank=rank),
        Heading("serial", "序列号", rank=rank),
    )
