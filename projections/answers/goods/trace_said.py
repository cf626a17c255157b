"""What the records of all tables say, in one form, and which goods they name.

A fact is read in this form from the database; what a stage of a case says is laid over what its case said.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import orjson
import sqlalchemy as sa

from projections.answers.goods.trace_sources import EXCHANGES, TraceSource
from projections.reading.stream import Row
from projections.tables.record_tables import STAGE, record_table

_NOTHING: sa.ColumnElement[Any] = sa.null()
Goods = tuple[str, str]  # lot and serial, `''` where none is named
_UNNAMED: tuple[Goods, ...] = (("", ""),)


class TraceSaid(NamedTuple):
    """What a record says, in one form for all tables; null where its table has no such column.

    Attributes:
        position: Of the record.
        happened: When it happened, else when it was recorded; in the stored form.
        record_time: When it was recorded.
        stage: Of a case. What the case says by then stands in the columns up to `party`.
        lots: List in JSON; `serials` and `voucher_nos` as well.
        number: Of the document.
        given_product_code: Further goods that it names; `given_lot` and `given_serial` as well.
        party: Name of the other side.
        handler: Who did it.
        verdict: As recorded.
        voided: Whether a void known by then took it out.
    """

    position: int
    happened: str
    record_time: str
    stage: str | None
    product_code: str | None
    product_name: str | None
    lot: str | None
    serial: str | None
    lots: str | None
    serials: str | None
    udi: str | None
    location_code: str | None
    customer_code: str | None
    supplier_code: str | None
    purchase_no: str | None
    number: str
    given_product_code: str | None
    given_lot: str | None
    given_serial: str | None
    party: str | None
    handler: str | None
    verdict: str | None
    voucher_nos: str | None
    voided: bool


_SHARED = TraceSaid._fields[4:15]  # stored under these names
_GIVEN = ("product_code", "lot", "serial")
_NONE_GIVEN = (None,) * len(_GIVEN)


class Record(NamedTuple):
    """A record and the goods of the product that it names.

    Attributes:
        source: Its table.
        said: What it says.
        goods: Lots and units, each once; one that names neither is `('', '')`.
    """

    source: TraceSource
    said: TraceSaid
    goods: tuple[Goods, ...]

    @property
    def about_product(self) -> bool:
        """Whether it is a matter of the whole product; a repair is one of a unit that it may not name."""
        return self.source.is_case and not self.source.given and self.goods == _UNNAMED


def goods_of(source: TraceSource, said: TraceSaid, product: str) -> tuple[Goods, ...]:
    """Return the lots and units of a product that a record names.

    What came back of a loan only its movement says: the return may name another than was lent last.
    """
    if said.serial is None and said.product_code == product and not (source.given or source.has_lists):
        return ((said.lot or "", ""),)  # as most records do
    found: list[Goods] = []
    if said.product_code == product and said.stage not in source.given_in:
        lots = [lot for lot in (said.lot or "", *_listed(said.lots)) if lot]
        serials = [serial for serial in (*_units(said.serial), *_listed(said.serials)) if serial]
        only = lots[0] if len(lots) == 1 else ""
        found += [(only, serial) for serial in serials] or [(lot, "") for lot in lots] or _UNNAMED
    names_given = source.table == EXCHANGES or said.stage == "loaner_issued"
    if names_given and said.given_product_code == product:
        found += ((said.given_lot or "", serial) for serial in _units(said.given_serial))
    return tuple(dict.fromkeys(found))


def _units(serial: str | None) -> list[str]:
    return (serial or "").split(";")


def _listed(text: str | None) -> list[str]:
    return orjson.loads(text) if text else []


def fact_columns(source: TraceSource) -> list[sa.ColumnElement[Any]]:
    """Return the columns of `TraceSaid` up to the last, over a table of facts."""
    stored = record_table(source.table).c
    there = source.columns
    given = {name: stored[name] for name in (*_SHARED, "voucher_nos") if name in there}
    if source.given:
        prefixed = ((name, f"{source.given}{name}") for name in _GIVEN)
        given |= {f"given_{name}": stored[column] for name, column in prefixed if column in there}
    first: dict[str, sa.ColumnElement[Any]] = {
        "position": stored.position,
        "happened": sa.func.coalesce(stored.event_time, stored.record_time),
        "record_time": stored.record_time,
        "number": stored[source.number],
        "party": _coalesced(source, source.parties),
        "handler": _coalesced(source, source.handlers),
        "verdict": _coalesced(source, (source.verdict,)),
    }
    every = {**given, **first}
    return [every.get(name, _NOTHING).label(name) for name in TraceSaid._fields[:-1]]


def _coalesced(source: TraceSource, names: Sequence[str]) -> sa.ColumnElement[Any]:
    stored = record_table(source.table).c
    found: list[sa.ColumnElement[Any]] = [stored[name] for name in names if name in source.columns]
    return sa.func.coalesce(*found) if len(found) > 1 else next(iter(found), _NOTHING)


def said_by_stage(source: TraceSource, merged: Row, own: Row) -> TraceSaid:
    """Return what a stage of a case says, and the case by then."""
    given = [merged.get(f"{source.given}{name}") for name in _GIVEN] if source.given else _NONE_GIVEN
    return TraceSaid._make(
        (
            own["position"],
            own["event_time"] or own["record_time"],
            own["record_time"],
            own.get(STAGE),
            *map(merged.get, _SHARED),
            merged[source.number],
            *given,
            _first(merged, source.parties),
            _first(own, source.handlers),
            own.get(source.verdict),
            own.get("voucher_nos"),
            own["voided"],
        )
    )


def _first(row: Row, names: Sequence[str]) -> Any:
    """Return the first of some columns that is not null."""
    return next((row[name] for name in names if row.get(name) is not None), None)
