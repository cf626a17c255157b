"""The rows of a recall answer: sums over lines that share a party and goods, and what these lines give."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import sqlalchemy as sa

from ledger.rules.quantities import plain
from projections.movements import RECEIVED, RETURNED, SOLD
from projections.views.stock import Account
from projections.views.trace_rows import Movement, looked_up

# Of a consignee row, and the column of its lines that gives it.
GIVEN = {
    "customer_name": "customer_name",
    "address": "customer_address",
    "contact": "customer_contact",
    "phone": "customer_phone",
}
POINTERS = ("contact", "phone")


class Key(NamedTuple):
    """What an answer has one row of: a party with goods as its lines name them."""

    party: str
    product_code: str
    lot: str
    serial: str


@dataclass(slots=True)
class Lines:
    """The lines of one row of the answer."""

    sums: Account = field(default_factory=Account)
    movements: list[Movement] = field(default_factory=list)
    ordered: dict[str, list[int]] = field(default_factory=dict)

    def of_kind(self, kind: str) -> list[int]:
        """Return the positions of one kind of movement, oldest event time first."""
        if kind not in self.ordered:
            rows = sorted((row.event_time, row.position) for row in self.movements if row.kind == kind)
            self.ordered[kind] = [position for _, position in rows]
        return self.ordered[kind]


def gathered(rows: Iterable[tuple[str | None, Movement]]) -> dict[Key, Lines]:
    """Return the lines of each party and goods.

    Args:
        rows: Movements, each with the party it stands under.
    """
    found: dict[Key, Lines] = defaultdict(Lines)
    for party, row in rows:
        lines = found[Key(party or "", *row[:3])]
        lines.sums.add(row)
        lines.movements.append(row)
    return found


def received_rows(connection: sa.Connection, receipts: Iterable[Movement]) -> list[dict[str, Any]]:
    """Return one row per supplier, product, lot and serial, ordered."""
    found = gathered((row.supplier_code, row) for row in receipts)
    given = Given(connection, found.values(), RECEIVED, ("supplier_name",))
    return [
        {
            "supplier_code": key.party,
            "supplier_name": given.last(lines, "supplier_name"),
            **goods_row(*key[1:]),
            "quantity": plain(lines.sums.received),
            "accepted": plain(lines.sums.accepted),
            "receipt_nos": sorted({row.doc_no for row in lines.movements}),
        }
        for key, lines in sorted(found.items())
    ]


def consignee_rows(connection: sa.Connection, movements: Iterable[Movement]) -> list[dict[str, Any]]:
    """Return one row per customer, product, lot and serial, ordered; contact and phone are places."""
    found = gathered((row.customer_code, row) for row in movements)
    sold = Given(connection, found.values(), SOLD, ("sold_on", *GIVEN.values()))
    returned = Given(connection, found.values(), RETURNED, tuple(GIVEN.values()))
    answer = []
    for key, lines in sorted(found.items()):
        given = sold if lines.of_kind(SOLD) else returned
        who = {name: given.last(lines, column) for name, column in GIVEN.items()}
        sales = [row for row in lines.movements if row.kind == SOLD]
        answer.append(
            {
                "customer_code": key.party,
                **who,
                **{name: _place(who[name]) for name in POINTERS},
                **goods_row(*key[1:]),
                "sold": plain(lines.sums.sold),
                "returned": plain(lines.sums.returned),
                "outstanding": plain(lines.sums.outstanding),
                "first_sold_on": sold.first(lines, "sold_on"),
                "last_sold_on": sold.last(lines, "sold_on"),
                "sale_nos": sorted({row.doc_no for row in sales}),
                "sellers": sorted({row.seller for row in sales if row.seller}),
            }
        )
    return answer


def goods_row(product: str, lot: str, serial: str) -> dict[str, Any]:
    """Return the three columns that name goods."""
    return {"product_code": product, "lot": lot or None, "serial": serial or None}


def _place(text: str | None) -> tuple[int, str] | None:
    if text is None:
        return None
    position, _, name = text.partition(":")
    return int(position), name


class Given:
    """What the lines of one kind give in the record tables, for the rows of an answer.

    The newest and the oldest line of each row are looked up, and the lines between only where the newest one
    leaves something blank: a lot of ten thousand lines to a hundred customers costs two hundred look-ups.
    """

    def __init__(
        self, connection: sa.Connection, found: Iterable[Lines], kind: str, columns: Sequence[str]
    ) -> None:
        self._kind = kind
        self._at = {column: index for index, column in enumerate(columns)}
        ordered = [positions for lines in found if (positions := lines.of_kind(kind))]
        ends = {position for positions in ordered for position in (positions[0], positions[-1])}
        self._values = looked_up(connection, kind, ends, columns)
        blank = [positions for positions in ordered if None in self._values[positions[-1]]]
        between = {position for positions in blank for position in positions[1:-1]}
        self._values.update(looked_up(connection, kind, between, columns))

    def last(self, lines: Lines, column: str) -> Any:
        """Return what the newest line that gives a column says."""
        return self._first_of(reversed(lines.of_kind(self._kind)), column)

    def first(self, lines: Lines, column: str) -> Any:
        """Return what the oldest line that gives a column says."""
        return self._first_of(lines.of_kind(self._kind), column)

    def _first_of(self, positions: Iterable[int], column: str) -> Any:
        index = self._at[column]
        known = (self._values[position][index] for position in positions if position in self._values)
        return next((value for value in known if value is not None), None)
