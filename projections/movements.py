"""Every movement of every unit: what came in, went out and came back, laid together by lot.

A line with serials gives one row per serial, of one each; any other line gives one row. The key begins with
product, lot and serial, so the answer about a lot reads the lot and nothing else, however large the ledger
is. The rows carry only what the questions sum and select by: every further column lies in the record tables
under the same position and is looked up when a row is shown.

Rows are never changed: a strike is a row of `movement_strikes`, and questions leave out what was struck by
then. `movement_registrations` names the products that a registration number was ever used for; it may name
too many, never too few.

Receipts, sales and returns are known by their kind; what any other event moves says from which status to
which (:mod:`ledger.rules.effects`). A stage of a case carries only what is new, so `movement_cases` keeps
the stages of the cases that move goods, to be read together when the next one comes.

Inside these tables an absent lot or serial is empty text, because a key holds no nulls.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any, Final

import sqlalchemy as sa

from ledger.events import catalogue
from ledger.rules import effects
from ledger.rules.quantities import plain
from projections.columns import Text, Whole
from projections.engine import Document
from projections.movement_stages import METADATA, STAGE_TABLES, STRIKES, Stages
from projections.writer import Row, Writer

RECEIVED, SOLD, RETURNED = "received", "sold", "returned"
# Units that a receipt neither accepted nor refused, where its line does not say which of them.
SET_ASIDE = "set_aside"
# What other events are called, as a trace shows them.
KINDS = {
    "goods_consigned_out": "consigned",
    "consignment_use_confirmed": "used",
    "consignment_unused_returned": "unused",
    "goods_disposed": "disposed",
    "unit_exchanged": "exchanged",
    "discrepancy_replenished": "replenished",
    "stock_counted": "counted",
    "nonconformity_found": "set_apart",
    "nonconformity_confirmed": "released",
    "nonconformity_decided": "released",
}

MOVEMENTS = sa.Table(
    "movements",
    METADATA,
    sa.Column("product_code", Text, primary_key=True),
    sa.Column("lot", Text, primary_key=True),
    sa.Column("serial", Text, primary_key=True),
    sa.Column("position", Whole, primary_key=True, autoincrement=False),
    sa.Column("kind", Text, nullable=False),
    sa.Column("event_time", Text, nullable=False),
    sa.Column("quantity", Text, nullable=False),
    sa.Column("doc_no", Text, nullable=False),
    sa.Column("customer_code", Text),
    sa.Column("seller", Text),
    sa.Column("disposition", Text),
    sa.Column("supplier_code", Text),
    # Of receipts only; null on a unit of which its line does not say whether it is among the accepted ones.
    sa.Column("accepted", Text),
    sa.Column("registration_no", Text),
    sa.Column("production_date", Text),
    sa.Column("udi", Text),
    # From which status to which; null where the kind says it. Of receipts, `target` and `rest` say where what
    # was neither accepted nor refused stands, and how much that is.
    sa.Column("source", Text),
    sa.Column("target", Text),
    sa.Column("rest", Text),
    sqlite_with_rowid=False,
)
REGISTRATIONS = sa.Table(
    "movement_registrations",
    METADATA,
    sa.Column("registration_no", Text, primary_key=True),
    sa.Column("product_code", Text, primary_key=True),
    sqlite_with_rowid=False,
)


def _index(column: str, *more: str, where: str) -> None:
    """Declare an index over the rows that have a value in `column`; the others cost nothing."""
    parts = [MOVEMENTS.c[name] for name in (column, *more)]
    condition = sa.text(where)
    sa.Index(f"movements_{column}", *parts, sqlite_where=condition, postgresql_where=condition)


_index("customer_code", "position", where="customer_code IS NOT NULL")
_index("supplier_code", "position", where="supplier_code IS NOT NULL")
_index("serial", "product_code", where="serial <> ''")
_index("udi", where="udi IS NOT NULL")

_OTHER, _REST, _UNSOLD = "other", "received rest", "returned unsold"
_KEY = ("product_code", "lot", "serial", "position", "kind", "event_time", "quantity", "doc_no")
_COLUMNS = {
    SOLD: (*_KEY, "customer_code", "seller"),
    RETURNED: (*_KEY, "customer_code", "disposition", "supplier_code"),
    RECEIVED: (*_KEY, "supplier_code", "registration_no", "production_date", "udi", "accepted"),
    _OTHER: (*_KEY, "customer_code", "supplier_code", "source", "target"),
}
_COLUMNS |= {f"{kind} udi": (*_COLUMNS[kind], "udi") for kind in (SOLD, RETURNED)}
_COLUMNS |= {
    _REST: (*_COLUMNS[RECEIVED], "target", "rest"),
    _UNSOLD: (*_COLUMNS[f"{RETURNED} udi"], "source"),
}
_NEW_REGISTRATIONS = """INSERT INTO movement_registrations (registration_no, product_code)
SELECT * FROM unnest(CAST(:numbers AS text[]), CAST(:products AS text[])) ON CONFLICT DO NOTHING"""
_ZERO = Decimal(0)
Data = dict[str, Any]
Shaped = tuple[str, list[Row]]  # which of `_COLUMNS` the rows fill, and the rows


class Movements:
    """One row for every movement of every unit."""

    name: Final = "movements"
    version: Final = 2
    metadata: Final = METADATA

    def project(self, writer: Writer, batch: Sequence[Document]) -> None:
        """Insert the rows of everything that moves goods, and note what the batch's strikes took out."""
        rows: dict[str, list[Row]] = defaultdict(list)
        registrations: set[tuple[str, str]] = set()
        strikes: set[tuple[int, int]] = set()
        others: list[Document] = []
        for event in batch:
            shaped = _SHAPED.get(event["type"])
            if shaped is not None:
                data = event["data"]
                if "registration_no" in data:
                    registrations.add((data["registration_no"], data["product_code"]))
                if shaped is _returned and effects.unsold(data):
                    others.append(event)
                    continue
                shape, fresh = shaped(event, data)
                rows[shape] += fresh
                if shape == _REST:
                    others.append(event)
            elif "struck" in event:
                strikes.update((struck, event["position"]) for struck in event["struck"])
            elif event["type"] in _OTHERS:
                others.append(event)
        if others:
            _add_others(writer, others, strikes, rows)
        for shape, fresh in rows.items():
            # Neighbours of one lot share a page: in the order of the key each page is found once.
            writer.insert(MOVEMENTS, _COLUMNS[shape], sorted(fresh))
        writer.insert(STRIKES, ("position", "voided_position"), sorted(strikes))
        if registrations:
            _note(writer, sorted(registrations))


def _note(writer: Writer, registrations: list[tuple[str, str]]) -> None:
    names = ("registration_no", "product_code")
    if writer.connection.dialect.name == "postgresql":
        numbers, products = (list(part) for part in zip(*registrations, strict=True))
        writer.execute(_NEW_REGISTRATIONS, {"numbers": numbers, "products": products})
    else:
        writer.upsert(REGISTRATIONS, names, names, registrations)


def _sold(event: Document, data: Data) -> Shaped:
    rest = (data["sale_no"], data["customer_code"], data.get("seller"))
    if "udi" in data:
        return f"{SOLD} udi", _exploded(event, data, SOLD, (*rest, data["udi"]))
    return SOLD, _exploded(event, data, SOLD, rest)


def _returned(event: Document, data: Data) -> Shaped:
    rest = (data["return_no"], data["customer_code"], data["disposition"], data.get("supplier_code"))
    if "udi" in data:
        return f"{RETURNED} udi", _exploded(event, data, RETURNED, (*rest, data["udi"]))
    return RETURNED, _exploded(event, data, RETURNED, rest)


def _received(event: Document, data: Data) -> Shaped:
    get = data.get
    origin = (data["receipt_no"], data["supplier_code"], get("registration_no"), get("production_date"))
    accepted = Decimal(data["accepted_quantity"])
    rows = _exploded(event, data, RECEIVED, (*origin, get("udi")))
    if "serial" not in data:
        rows = [(*row, data["accepted_quantity"]) for row in rows]
    elif accepted == _ZERO:
        rows = [(*row, "0") for row in rows]
    elif accepted == len(rows):
        rows = [(*row, "1") for row in rows]
    else:
        # Which of the units passed is not said: all of them were received, and the number counts for the lot.
        lot = {"product_code": data["product_code"], "lot": get("lot", ""), "quantity": "0"}
        (whole,) = _exploded(event, lot, RECEIVED, (*origin, None, data["accepted_quantity"]))
        rows = [whole, *((*row, None) for row in rows)]
    if accepted == Decimal(data["quantity"]):
        return RECEIVED, rows
    return _with_rest(rows, data)


def _with_rest(rows: list[Row], data: Data) -> Shaped:
    """Say of the rows of a receipt where that stands which was neither accepted nor refused."""
    rest, place = effects.left_over(data)
    if rest == _ZERO:
        return RECEIVED, rows
    if "serial" not in data or rest == len(rows):
        each = plain(rest) if "serial" not in data else "1"
        return _REST, [(*row, place, each) for row in rows]
    whole = [(*row, place, plain(rest)) for row in rows if not row[2]]
    return _REST, [*whole, *((*row, None, None) for row in rows if row[2])]


def _exploded(event: Document, data: Data, kind: str, rest: Row) -> list[Row]:
    """Return one row for each serial of a line, or one row for the whole quantity.

    Raises:
        ArithmeticError: The quantity is no number.
    """
    product, lot, quantity = data["product_code"], data.get("lot", ""), data["quantity"]
    Decimal(quantity)
    if "serial" not in data:
        return [(product, lot, "", event["position"], kind, event["event_time"], quantity, *rest)]
    front = (event["position"], kind, event["event_time"], "1")
    return [(product, lot, serial, *front, *rest) for serial in data["serial"].split(";")]


def _add_others(
    writer: Writer, events: list[Document], strikes: set[tuple[int, int]], rows: dict[str, list[Row]]
) -> None:
    """Add the rows of what moves goods without being a receipt, a sale or the return of a sale."""
    stages = Stages(writer, strikes)
    for event in events:
        kind, data = event["type"], event["data"]
        if kind == "goods_received":
            rows[_OTHER] += _set_aside(event, data)
        elif kind == "goods_returned":
            merged = stages.consignment(event)
            source = effects.out_status(merged or {})
            rows[_UNSOLD] += [(*row, source) for row in _unsold(event, data)]
        else:
            merged = stages.merged(event) if kind in STAGE_TABLES else data
            rows[_OTHER] += _other(event, KINDS.get(kind, ""), effects.moves(kind, data, merged), merged)
    stages.write()


def _unsold(event: Document, data: Data) -> list[Row]:
    shape, rows = _returned(event, data)
    return rows if shape == f"{RETURNED} udi" else [(*row, None) for row in rows]


def _set_aside(event: Document, data: Data) -> list[Row]:
    """Return the row of units that were set aside while none of their line was accepted and some refused."""
    rest, place = effects.left_over(data)
    if "serial" not in data or Decimal(data["accepted_quantity"]) or rest == data["serial"].count(";") + 1:
        return []
    units = (data["product_code"], data.get("lot", ""), "", plain(rest))
    return _other(event, SET_ASIDE, (effects.Move(*units, effects.OUTSIDE, place),), data)


def _other(event: Document, kind: str, moved: effects.Moves, merged: Data) -> list[Row]:
    time = event["event_time"] or event["record_time"]
    number = merged[catalogue.table_of(event["type"]).identity[0]]
    parties = (merged.get("customer_code"), merged.get("supplier_code"))
    return [
        (*one[:3], event["position"], kind, time, one.quantity, number, *parties, one.source, one.target)
        for one in moved
    ]


_OTHERS = KINDS.keys() | STAGE_TABLES.keys()
_SHAPED: dict[str, Callable[[Document, Data], Shaped]] = {
    "goods_sold": _sold,
    "goods_received": _received,
    "goods_returned": _returned,
}
