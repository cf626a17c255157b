"""UDIs of a scope whose dates are not those of the lot or unit that they name.

The goods are found by lot and serial all the same, for a recall must not miss them; that the code and the
receipts disagree is told, because one of them is wrong: the code was mistyped, or another lot is meant.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import NamedTuple

import sqlalchemy as sa

from projections.answers.goods.recall_codes import Code, codes_of
from projections.reading.cutoff import CutOff
from projections.tables.record_tables import record_table

_RECEIPTS = record_table("receipts")


class DifferingDate(NamedTuple):
    """A date of a UDI that no receipt of its goods states.

    Attributes:
        udi: The code as given.
        element: `17` for the last day, `11` for the production date.
        told: What the code says.
        known: What the receipts say.
    """

    udi: str
    element: str
    told: str
    known: tuple[str, ...]


def differing_dates(
    connection: sa.Connection, cutoff: CutOff, udis: Collection[str]
) -> Iterator[DifferingDate]:
    """Yield the dates of UDIs that the unvoided receipts of their goods contradict.

    Args:
        connection: Of a read model.
        cutoff: How far to look.
        udis: As given.
    """
    for code in codes_of(connection, cutoff, udis):
        carrier = code.carrier
        if carrier is None or not code.names_goods:
            continue
        for element, told, column in (
            ("17", carrier.expires, _RECEIPTS.c.expiry_date),
            ("11", carrier.made, _RECEIPTS.c.production_date),
        ):
            known = _stated(connection, cutoff, code, column) if told else ()
            if told and known and told not in known:
                yield DifferingDate(code.text, element, told, known)


def _stated(
    connection: sa.Connection, cutoff: CutOff, code: Code, column: sa.ColumnElement[str]
) -> tuple[str, ...]:
    goods = _RECEIPTS.c.lot == code.lot if code.lot else _RECEIPTS.c.serial == code.serial
    statement = sa.select(column).where(
        _RECEIPTS.c.product_code.in_(sorted(code.products)),
        goods,
        column.is_not(None),
        cutoff.live(_RECEIPTS),
    )
    return tuple(sorted(set(connection.scalars(statement))))
