"""Rows of every table as retention sees them: their goods, their days, what they cite."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import MAXYEAR, MINYEAR
from typing import Any

from ledger.events import catalogue
from ledger.events.base import Table
from projections.answers.retention.blocks import is_open
from projections.answers.retention.citations import kept_for, names
from projections.answers.retention.dates import RetainedGoods, Subject
from projections.answers.retention.goods import KnownGoods
from projections.answers.retention.looked_at import ENDS, LookedAt, LookedAtPart, Shape
from projections.reading.query import Query
from projections.reading.stream import Row

_OUT_OF_USE = {
    *("scrapped", "stopped", "ended", "discontinued", "disqualified", "lapsed", "revoked", "replaced"),
    *("rejected", "left"),
}
IN_USE, OWN_CASE_OPEN = "仍在使用", "本案未结"
_DAY = 10  # characters of a shown time to its day


class Subjects:
    """Reads rows as subjects."""

    def __init__(self, query: Query) -> None:
        self._asked = query
        self._goods = KnownGoods(query)
        self._left: dict[str, str | None] | None = None
        self._looked_at: dict[str, LookedAt] = {}

    def looked_at(self, table: Table) -> LookedAt:
        """Return what retention looks at in the rows of a table."""
        looked_at = self._looked_at.get(table.key)
        if looked_at is None:
            looked_at = self._looked_at[table.key] = LookedAt(table)
        return looked_at

    def parts(self, table: Table) -> Iterator[LookedAtPart]:
        """Yield the rows of a table that count, by identity, null first."""
        return self.looked_at(table).parts(self._asked)

    def named(self, key: str | None, number: str | None, line: int | None = None) -> Iterator[Subject]:
        """Yield the rows that another row names by table and number, voided or not."""
        table = catalogue.named(key or "")
        if table is None or number is None:
            return
        for part in self.looked_at(table).named(self._asked, number, line):
            rows = zip(part.numbers, part.shapes, part.happened, part.recorded, strict=True)
            for own, shape, happened, recorded in rows:
                on = happened and part.day_of(happened)
                yield self.subject(table, shape, on, part.day_of(recorded), own)

    def of_goods(self, table: Table, product: str, lot: str | None, day: str) -> Subject:
        """Return a row of a table as it might be about goods, without a number."""
        goods = self._goods.find(product, (lot,) if lot else (), ())
        return Subject(table, None, (goods,), day, day, day)

    def subject(
        self, table: Table, shape: Shape, happened: str | None, recorded: str, number: str | None = None
    ) -> Subject:
        """Return a row as a subject.

        Args:
            table: Its table.
            shape: What it is judged by, as `looked_at(table)` gives it.
            happened: The day on which it happened.
            recorded: The day on which it was written down.
            number: Its own, where it matters.
        """
        row = self.looked_at(table).row(shape)
        day = _ends_on(table, row) or happened or row.get("voided_on")
        closed = row.get("closed_on") or day
        subject = Subject(
            table,
            number,
            self._goods_of(row),
            day,
            recorded,
            closed,
            kept_for=tuple(kept_for(table, row)),
            names=tuple(names(row)),
        )
        if table.kind == "case" and row.get("stage") and is_open(table.key, row["stage"]):
            subject.closed = None
            subject.blocks.append(OWN_CASE_OPEN)
        if table.retention == "RET.STAFF" and "staff_code" in table.by_key:
            subject.left = self._left_on(row["staff_code"])
            if subject.left is None:
                subject.blocks.append("人员在职")
        if table.key in {"locations", "equipment"} and self._in_use(row):
            subject.blocks.append(IN_USE)
        subject.in_use = table.retention == "RET.MASTER" and table.kind == "register" and self._in_use(row)
        return subject

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
        return str(row["event_time"] or row["record_time"])[:_DAY]

    def _in_use(self, row: Row) -> bool:
        until = row.get("effective_until") or row.get("valid_until")
        return row.get("status") not in _OUT_OF_USE and (until is None or until >= self._asked.today)


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
    return next((row[name] for name in ENDS if row.get(name)), None)
