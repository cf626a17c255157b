"""Which lines stand on delivery notes, in the order of the notes, and where their particulars lie.

The number of a note may stand in the outbound check, in the sale or in the shipment; so the database lays
these together, orders them and gives the lines one after another, however many there are.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final, NamedTuple

import sqlalchemy as sa

from ledger.events import catalogue
from projections.engine.columns import Text, Whole
from projections.reading.query import Query
from projections.tables.record_tables import STAGE, record_table

OUTBOUND: Final = "outbound_checks"
SOLD: Final = "sales"
CONSIGNED: Final = "consignments"
_ROWS = 500
_TO_CUSTOMERS = ("sale", "consignment", "replenishment", "repair")  # kinds of shipments; blank is a sale
_FILTERED = ("delivery_note_no", "outbound_no", "sale_no", "customer_code", "product_code", "lot")
Selected = sa.Select[Any]


class Origin(NamedTuple):
    """A line on a note.

    Attributes:
        delivery_note_no: Of the note, None where nobody gives it.
        document: Number of the document that the line is of: the outbound check, else sale or consignment.
        line: Its number there.
        table: Where that document is recorded.
        position: Of its record.
        shipment: Position of the record of the shipment, if there is one.
    """

    delivery_note_no: str | None
    document: str | None
    line: int
    table: str
    position: int
    shipment: int | None


def lines(query: Query) -> Iterator[Origin]:
    """Yield the lines that count, ordered by note, document and line; null comes first.

    The filters that the database can apply are applied.
    """
    shipments = _shipments(query)
    found = sa.union_all(
        _outbound(query, shipments), _sold(query, shipments), _consigned(query, shipments)
    ).subquery()
    order = (found.c.delivery_note_no, found.c.document)
    wanted = [one.condition(found) for one in query.where if one.key in _FILTERED]
    statement = (
        sa.select(*(found.c[name] for name in Origin._fields))
        .where(*wanted)
        .order_by(*(column.asc().nulls_first() for column in order), found.c.line, found.c.position)
    )
    with query.connection.execute(statement.execution_options(yield_per=_ROWS)) as result:
        for row in result:
            yield Origin(*row)


def _shipments(query: Query) -> sa.CTE:
    """Return the first shipment of each outbound document, sale and product."""
    table = record_table("shipments")
    kind = table.c.shipment_kind
    named = (table.c.outbound_no, table.c.sale_no, table.c.product_code)
    return (
        sa.select(
            *named,
            sa.func.min(table.c.position).label("position"),
            sa.func.min(table.c.delivery_note_no).label("delivery_note_no"),
        )
        .where(query.cutoff.live(table), sa.or_(kind.is_(None), kind.in_(_TO_CUSTOMERS)))
        .group_by(*named)
        .cte("shipped")
    )


def _by_outbound(shipments: sa.CTE) -> sa.Subquery:
    return _each(shipments, shipments.c.outbound_no)


def _by_sale(shipments: sa.CTE) -> sa.Subquery:
    return _each(shipments, shipments.c.sale_no)


def _each(shipments: sa.CTE, number: sa.ColumnElement[Any]) -> sa.Subquery:
    named = (number.label("number"), shipments.c.product_code)
    return (
        sa.select(
            *named,
            sa.func.min(shipments.c.position).label("position"),
            sa.func.min(shipments.c.delivery_note_no).label("delivery_note_no"),
        )
        .where(number.is_not(None))
        .group_by(*named)
        .subquery()
    )


def _outbound(query: Query, shipments: sa.CTE) -> Selected:
    out, sales = record_table(OUTBOUND), record_table(SOLD)
    of_sale = sa.or_(out.c.sale_line.is_(None), sales.c.line == out.c.sale_line)
    in_sale = (
        sa.select(sa.func.min(sales.c.delivery_note_no))
        .where(sales.c.sale_no == out.c.sale_no, of_sale, query.cutoff.live(sales))
        .scalar_subquery()
    )
    return _select(
        out, OUTBOUND, out.c.outbound_no, shipments, (out.c.delivery_note_no, in_sale), out.c.sale_no
    ).where(query.cutoff.live(out))


def _sold(query: Query, shipments: sa.CTE) -> Selected:
    """Return lines of sales that name a note and of which no outbound check tells."""
    sales, out = record_table(SOLD), record_table(OUTBOUND)
    told = sa.select(out.c.sale_no, out.c.sale_line).where(
        query.cutoff.live(out), out.c.sale_no.is_not(None), out.c.sale_line.is_not(None)
    )
    told_whole = sa.select(out.c.sale_no, out.c.product_code).where(
        query.cutoff.live(out), out.c.sale_no.is_not(None), out.c.sale_line.is_(None)
    )
    return _select(
        sales, SOLD, sales.c.sale_no, shipments, (sales.c.delivery_note_no,), sales.c.sale_no
    ).where(
        query.cutoff.live(sales),
        sales.c.delivery_note_no.is_not(None),
        sa.tuple_(sales.c.sale_no, sales.c.line).not_in(told),
        sa.tuple_(sales.c.sale_no, sales.c.product_code).not_in(told_whole),
    )


def _consigned(query: Query, shipments: sa.CTE) -> Selected:
    """Return goods sent out without a sale of which no outbound check tells."""
    case, out = record_table(CONSIGNED), record_table(OUTBOUND)
    by_number = sa.select(out.c.consignment_no).where(
        query.cutoff.live(out), out.c.consignment_no.is_not(None)
    )
    by_outbound = sa.select(out.c.outbound_no).where(query.cutoff.live(out))
    opening = catalogue.table(CONSIGNED).stages[0].key
    return _select(
        case, CONSIGNED, case.c.consignment_no, shipments, (sa.null(),), sa.cast(sa.null(), Text)
    ).where(
        query.cutoff.live(case),
        case.c[STAGE] == opening,
        case.c.consignment_no.not_in(by_number),
        sa.or_(case.c.outbound_no.is_(None), case.c.outbound_no.not_in(by_outbound)),
    )


def _select(
    table: sa.Table,
    key: str,
    document: sa.ColumnElement[Any],
    shipments: sa.CTE,
    notes: tuple[sa.ColumnElement[Any], ...],
    sale_no: sa.ColumnElement[Any],
) -> Selected:
    outbound, sold = _by_outbound(shipments), _by_sale(shipments)
    same = table.c.product_code
    joined = table.outerjoin(
        outbound, sa.and_(outbound.c.number == table.c.outbound_no, outbound.c.product_code == same)
    ).outerjoin(sold, sa.and_(sold.c.number == sale_no, sold.c.product_code == same))
    note = sa.func.coalesce(*notes, outbound.c.delivery_note_no, sold.c.delivery_note_no)
    return sa.select(
        sa.cast(note, Text).label("delivery_note_no"),
        document.label("document"),
        table.c.line,
        sa.literal(key, Text).label("table"),
        table.c.position,
        sa.cast(sa.func.coalesce(outbound.c.position, sold.c.position), Whole).label("shipment"),
        table.c.outbound_no.label("outbound_no"),
        sale_no.label("sale_no"),
        table.c.customer_code,
        table.c.product_code,
        table.c.lot,
    ).select_from(joined)
