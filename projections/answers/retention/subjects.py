"""Rows of every table as retention sees them: their goods, their days, what they cite."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import MAXYEAR, MINYEAR
from functools import lru_cache
from typing import Any

import orjson
import sqlalchemy as sa

from ledger import clock
from ledger.events import catalogue
from ledger.events.base import Table
from projections.answers.retention.blocks import is_open
from projections.answers.retention.citations import cites, kept_for, names
from projections.answers.retention.dates import RetainedGoods, Subject
from projections.answers.retention.goods import KnownGoods
from projections.reading.query import Query
from projections.reading.select import select_rows
from projections.reading.stream import Row
from projections.tables.record_tables import record_table

# Columns that retention looks at, in the tables that have them.
_LOOKED_AT = (
    *("product_code", "lot", "serial", "lots", "serials", "expiry_date", "production_date", "implantable"),
    *("replacement_product_code", "replacement_lot", "replacement_serial", "replacement_expiry_date"),
    *("customer_code", "supplier_code", "contract_no", "voucher_no", "voucher_nos", "staff_code"),
    *("subject_table", "subject_no", "record_table", "record_no", "line", "sale_no", "sale_line"),
    *("closed_on", "voided_on", "status", "plan_year", "owner_kind", "owner_code", "match_direction"),
    *("employed_until", "valid_until", "signed_on", "warranty_until", "accepted_on", "effective_until"),
    "doc_no",
)
_ENDS = ("valid_until", "warranty_until", "effective_until", "signed_on", "accepted_on")
_OUT_OF_USE = {
    *("scrapped", "stopped", "ended", "discontinued", "disqualified", "lapsed", "revoked", "replaced"),
    *("rejected", "left"),
}
IN_USE = "仍在使用"


class Subjects:
    """Reads rows as subjects."""

    def __init__(self, query: Query) -> None:
        self._asked = query
        self._goods = KnownGoods(query)
        self._day = lru_cache(maxsize=4096)(self._day_of)
        self._left: dict[str, str | None] | None = None

    def of(self, table: Table) -> Iterator[Subject]:
        """Yield the rows of a table that count, by identity, null first."""
        for row in self._rows(table):
            yield self.subject(table, row)

    def named(self, key: str | None, number: str | None, line: int | None = None) -> Iterator[Subject]:
        """Yield the rows that another row names by table and number, voided or not."""
        table = catalogue.named(key or "")
        if table is None or number is None:
            return
        source = record_table(table.key)
        where = [source.c[table.identity[0]] == number]
        if line is not None and table.has_lines:
            where.append(source.c.line == line)
        columns = [source.c[name] for name in _columns(table)]
        statement = sa.select(*columns).where(self._asked.cutoff.recorded(source), *where)
        for found in self._asked.connection.execute(statement).mappings().all():
            yield self.subject(table, {name: _value(table, name, found[name]) for name in found})

    def of_goods(self, table: Table, product: str, lot: str | None, day: str) -> Subject:
        """Return a row of a table as it might be about goods, without a number."""
        goods = self._goods.find(product, (lot,) if lot else (), ())
        return Subject(table, None, None, (goods,), day, day, day)

    def subject(self, table: Table, row: Row) -> Subject:
        """Return one row as a subject."""
        recorded = self._day(row["record_time"])
        happened = self._day(row["event_time"]) if row["event_time"] else None
        day = _ends_on(table, row) or happened or row.get("voided_on")
        closed = row.get("closed_on") or day
        subject = Subject(
            table,
            _number(table, row),
            row.get("line") if "line" in table.identity else None,
            self._goods_of(row),
            day,
            recorded,
            closed,
            cites=tuple(cites(row)),
            kept_for=tuple(kept_for(table, row)),
            names=tuple(names(row)),
        )
        if table.kind == "case" and row.get("stage") and is_open(table, row):
            subject.closed = None
            subject.blocks.append("本案未结")
        if table.retention == "RET.STAFF" and "staff_code" in table.by_key:
            subject.left = self._left_on(row["staff_code"])
            if subject.left is None:
                subject.blocks.append("人员在职")
        if table.key in {"locations", "equipment"} and self._in_use(row):
            subject.blocks.append(IN_USE)
        subject.in_use = table.retention == "RET.MASTER" and table.kind == "register" and self._in_use(row)
        return subject

    def _rows(self, table: Table) -> Iterator[Row]:
        order = table.identity
        if table.kind == "fact":
            yield from select_rows(self._asked, table.key, _columns(table), order=order)
            return
        for row in self._asked.rows(table.key):
            yield row | {"event_time": _stored(row["event_time"]), "record_time": _stored(row["record_time"])}

    def _goods_of(self, row: Row) -> tuple[RetainedGoods, ...]:
        found = []
        if row.get("product_code"):
            found.append(
                self._goods.find(
                    row["product_code"],
                    _several(row.get("lot"), row.get("lots")),
                    _several(row.get("serial"), row.get("serials")),
                    row.get("expiry_date"),
                    row.get("production_date"),
                    implant=bool(row.get("implantable")),
                )
            )
        if row.get("replacement_product_code"):
            lots, serials = _several(row["replacement_lot"], None), _several(row["replacement_serial"], None)
            expiry = row["replacement_expiry_date"]
            found.append(self._goods.find(row["replacement_product_code"], lots, serials, expiry))
        return tuple(found)

    def _left_on(self, code: str) -> str | None:
        if self._left is None:
            self._left = {row["staff_code"]: self._gone(row) for row in self._asked.rows("staff")}
        return self._left.get(code)

    def _gone(self, row: Row) -> str | None:
        until = row["employed_until"]
        if until is not None and until <= self._asked.today:
            return str(until)
        if row["status"] != "left":
            return None
        return clock.day_of(_stored(row["event_time"] or row["record_time"]) or "", self._asked.zone)

    def _in_use(self, row: Row) -> bool:
        until = row.get("effective_until") or row.get("valid_until")
        return row.get("status") not in _OUT_OF_USE and (until is None or until >= self._asked.today)

    def _day_of(self, moment: str) -> str:
        return clock.day_of(moment, self._asked.zone)


def _columns(table: Table) -> list[str]:
    own = (name for name in _LOOKED_AT if name in table.by_key)
    return list(dict.fromkeys((*table.identity, *own, "event_time", "record_time")))


def _value(table: Table, name: str, kept: Any) -> Any:
    """Return a value as a row has it; lists are kept as text."""
    column = table.by_key.get(name)
    return orjson.loads(kept) if kept is not None and column is not None and column.type == "list" else kept


def _stored(shown: str | None) -> str | None:
    return None if shown is None else clock.stored(clock.parsed(shown))


def _several(one: str | None, more: Any) -> tuple[str, ...]:
    return (*(one.split(";") if one else ()), *(more or ()))


def _ends_on(table: Table, row: Row) -> str | None:
    """Return the day on which something that lasts ended: a contract, a warranty, a plan."""
    if table.key == "training_plans":
        year = row["plan_year"]
        # A number that is no year of the calendar is a mistake: the day of the record stands in for it.
        return f"{year:04}-12-31" if MINYEAR <= year <= MAXYEAR else None
    if table.kind != "register":
        return None
    return next((row[name] for name in _ENDS if row.get(name)), None)


def _number(table: Table, row: Row) -> str | None:
    parts = [str(row[key]) for key in table.identity if key != "line" and row[key] is not None]
    return "/".join(parts) or None
