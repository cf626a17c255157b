"""Every movement of every unit: what came in, went out and came back, laid together by lot.

A line with serials gives one row per serial, of one each; any other line gives one row. The key begins with
product, lot and serial, so the answer about a lot reads the lot and nothing else, however large the ledger
is. The rows carry only what the questions sum and select by: every further column lies in the record tables
under the same position and is looked up when a row is shown.

What a return and its papers both say was sent to the supplier is put right by rows of their own, of the kind
`told` (:mod:`projections.tables.movement_sendings`).

Rows are never changed: a void is a row of `movement_strikes`, and questions leave out what was voided by
then. `movement_registrations` names the products that a registration number was ever used for, and
`movement_identifiers` those whose lines carried a device identifier; they may name too many, never too few.

A lot that stands only in the UDI of a line is the lot of its rows. Where both stand and differ, the line's
counts, and `told_lot` and `told_serial` keep what the UDI says.

Receipts, sales and returns are known by their kind; what any other event moves says from which status to
which (:mod:`ledger.state.effects`). A stage of a case carries only what is new, so `movement_stages` keeps
the stages of the cases that move goods, to be read together when the next one comes.

Inside these tables an absent lot or serial is empty text, because a key holds no nulls.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Final

import sqlalchemy as sa

from ledger.state import effects
from projections.engine.columns import Text, Whole
from projections.engine.projection import Document
from projections.engine.writer import Row, Writer
from projections.tables.movement_labels import identifiers_of
from projections.tables.movement_rows import (
    KINDS,
    OTHER,
    OTHERS,
    PUT_RIGHT,
    RECEIVED,
    REST,
    RETURNED,
    SET_ASIDE,
    SHAPED,
    SOLD,
    TOLD,
    UNSOLD,
    add_others,
    returned,
)
from projections.tables.movement_sendings import SENDING
from projections.tables.movement_stages import METADATA, VOIDS

__all__ = [
    "IDENTIFIERS",
    "KINDS",
    "METADATA",
    "MOVEMENTS",
    "RECEIVED",
    "REGISTRATIONS",
    "RETURNED",
    "SET_ASIDE",
    "SOLD",
    "TOLD",
    "VOIDS",
    "Movements",
]
MOVEMENTS = sa.Table(
    "movements",
    METADATA,
    sa.Column("product_code", Text, primary_key=True),
    sa.Column("lot", Text, primary_key=True),
    sa.Column("serial", Text, primary_key=True),
    sa.Column("position", Whole, primary_key=True, autoincrement=False),
    # Of the rows of one event about the same goods; 0 but where it puts right what papers of a return say.
    sa.Column("part", Whole, primary_key=True, autoincrement=False, server_default="0"),
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
    # Where the UDI says another lot or other serials than the line: these; an empty lot: it cannot be read.
    sa.Column("told_lot", Text),
    sa.Column("told_serial", Text),
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
IDENTIFIERS = sa.Table(
    "movement_identifiers",
    METADATA,
    sa.Column("identifier", Text, primary_key=True),
    sa.Column("product_code", Text, primary_key=True),
    sqlite_with_rowid=False,
)


def _index(column: str, *more: str, where: str, name: str = "") -> None:
    """Declare an index over the rows that have a value in a column; the others cost nothing."""
    parts = [MOVEMENTS.c[key] for key in (column, *more)]
    condition = sa.text(where)
    sa.Index(f"movements_{name or column}", *parts, sqlite_where=condition, postgresql_where=condition)


_index("customer_code", "position", where="customer_code IS NOT NULL")
_index("supplier_code", "position", where="supplier_code IS NOT NULL")
_index("serial", "product_code", where="serial <> ''")
_index("udi", where="udi IS NOT NULL")
_index("told_lot", "product_code", where="told_lot IS NOT NULL")
_index("told_serial", "product_code", where="told_serial IS NOT NULL")
# Of one product these are few rows among many.
_index("product_code", "told_lot", where="told_lot IS NOT NULL", name="told_lots")
_index("product_code", "told_serial", where="told_serial IS NOT NULL", name="told_serials")

_KEY = ("product_code", "lot", "serial", "position", "kind", "event_time", "quantity", "doc_no")
_UDI = ("udi", "told_lot", "told_serial")
_COLUMNS = {
    SOLD: (*_KEY, "customer_code", "seller"),
    RETURNED: (*_KEY, "customer_code", "disposition", "supplier_code"),
    RECEIVED: (*_KEY, "supplier_code", "registration_no", "production_date", *_UDI, "accepted"),
    OTHER: (*_KEY, "customer_code", "supplier_code", "source", "target"),
}
_COLUMNS |= {f"{kind} udi": (*_COLUMNS[kind], *_UDI) for kind in (SOLD, RETURNED)}
_COLUMNS |= {
    REST: (*_COLUMNS[RECEIVED], "target", "rest"),
    UNSOLD: (*_COLUMNS[f"{RETURNED} udi"], "source"),
    PUT_RIGHT: (*_COLUMNS[OTHER], "part"),
}
_NEW = """INSERT INTO {} ({}, product_code)
SELECT * FROM unnest(CAST(:names AS text[]), CAST(:products AS text[])) ON CONFLICT DO NOTHING"""


class Movements:
    """One row for every movement of every unit."""

    name: Final = "movements"
    version: Final = 8
    metadata: Final = METADATA
    steady: Final = frozenset({MOVEMENTS.name})

    def project(self, writer: Writer, batch: Sequence[Document]) -> None:
        """Insert the rows of everything that moves goods, and note what the batch's voids took out."""
        rows: dict[str, list[Row]] = defaultdict(list)
        registrations: set[tuple[str, str]] = set()
        identifiers: set[tuple[str, str]] = set()
        others: list[Document] = []
        for event in batch:
            shaped = SHAPED.get(event["type"])
            if shaped is not None:
                data = event["data"]
                if "registration_no" in data:
                    registrations.add((data["registration_no"], data["product_code"]))
                if "udi" in data:
                    product = data["product_code"]
                    identifiers.update((name, product) for name in identifiers_of(data["udi"]))
                if shaped is returned and (effects.unsold(data) or data["disposition"] == effects.SENT_BACK):
                    others.append(event)
                    continue
                shape, fresh = shaped(event, data)
                rows[shape] += fresh
                if shape == REST:
                    others.append(event)
            elif event["type"] in OTHERS or (
                event["type"] == "record_voided" and event["data"]["record_table"] in SENDING
            ):
                others.append(event)
        self._write(writer, batch, rows, others)
        _note(writer, REGISTRATIONS, sorted(registrations))
        _note(writer, IDENTIFIERS, sorted(identifiers))

    def _write(
        self, writer: Writer, batch: Sequence[Document], rows: dict[str, list[Row]], others: list[Document]
    ) -> None:
        """Write the rows of a batch, with those of the movements that need the stages of their case."""
        voids = {(voided, event["position"]) for event in batch for voided in event.get("struck", ())}
        if others:
            add_others(writer, others, voids, rows)
        for shape, fresh in rows.items():
            # Neighbours of one lot share a page: in the order of the key each page is found once.
            writer.insert(MOVEMENTS, _COLUMNS[shape], sorted(fresh))
        writer.insert(VOIDS, ("position", "voided_position"), sorted(voids))


def _note(writer: Writer, table: sa.Table, rows: list[tuple[str, str]]) -> None:
    """Note which products go by which names; what is noted already stays."""
    if not rows:
        return
    columns = tuple(table.c.keys())
    if writer.connection.dialect.name == "postgresql":
        names, products = (list(part) for part in zip(*rows, strict=True))
        writer.execute(_NEW.format(table.name, columns[0]), {"names": names, "products": products})
    else:
        writer.upsert(table, columns, columns, rows)
