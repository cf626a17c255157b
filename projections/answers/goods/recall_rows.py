"""The rows of a recall answer: sums over lines that share a party and goods, and what these lines give."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from operator import attrgetter
from typing import Any, NamedTuple

import sqlalchemy as sa

from ledger.state.quantities import plain
from projections.answers.goods.account import Accounts
from projections.reading.goods_movements import TABLES, Movement, looked_up
from projections.tables.movements import RECEIVED, RETURNED, SOLD
from projections.tables.pointers import read_pointer

_OF_SUPPLIER = ("supplier_name",)
_OF_CUSTOMER = ("customer_name", "customer_address", "customer_contact", "customer_phone", "sold_on")
POINTERS = ("contact", "phone")
_DOC_NO, _SELLER = attrgetter("doc_no"), attrgetter("seller")


class Key(NamedTuple):
    """What an answer has one row of: a party with goods as its lines name them."""

    party: str
    product_code: str
    lot: str
    serial: str


@dataclass(slots=True)
class Lines:
    """The lines of one row of the answer."""

    movements: list[Movement] = field(default_factory=list)

    def of_kind(self, kind: str) -> list[Movement]:
        """Return the movements of one kind, oldest first."""
        if len(self.movements) == 1:
            return self.movements if self.movements[0].kind == kind else []
        rows = [row for row in self.movements if row.kind == kind]
        if len(rows) > 1:
            rows.sort(key=lambda row: (row.event_time, row.position))
        return rows


def gathered(rows: Iterable[tuple[str | None, Movement]]) -> dict[Key, Lines]:
    """Return the lines of each party and goods, ordered by these.

    Args:
        rows: Movements, each with the party it stands under.
    """
    found: dict[Key, Lines] = defaultdict(Lines)
    for party, row in rows:
        found[Key(party or "", *row[:3])].movements.append(row)
    return {key: found[key] for key in sorted(found)}


def received_rows(connection: sa.Connection, receipts: Iterable[Movement]) -> list[dict[str, Any]]:
    """Return one row per supplier, product, lot and serial, ordered."""
    found = gathered((row.supplier_code, row) for row in receipts)
    lines_of = {key: lines.of_kind(RECEIVED) for key, lines in found.items()}
    given, accounts = Given(connection, RECEIVED, lines_of, _OF_SUPPLIER), Accounts()
    return [
        {
            "supplier_code": key.party,
            "supplier_name": given.last(key)[0],
            **goods_row(*key[1:]),
            "quantity": sums.received,
            "accepted": sums.accepted,
            "receipt_nos": sorted({row.doc_no for row in lines.movements}),
        }
        for key, lines in found.items()
        for sums in (accounts.of(lines.movements),)
    ]


def consignee_rows(connection: sa.Connection, movements: Collection[Movement]) -> list[dict[str, Any]]:
    """Return one row per customer, product, lot and serial, ordered; contact and phone are places."""
    found = gathered((row.customer_code, row) for row in movements)
    given: dict[Key, Given] = {}
    without = set(found)
    for kind in (SOLD, RETURNED, *sorted({row.kind for row in movements} - {SOLD, RETURNED})):
        lines_of = {key: lines for key in without if (lines := found[key].of_kind(kind))}
        given |= dict.fromkeys(lines_of, Given(connection, kind, lines_of, _OF_CUSTOMER))
        without -= lines_of.keys()
    accounts = Accounts()
    return [_consignee(key, lines, given[key], accounts) for key, lines in found.items()]


def possible_rows(connection: sa.Connection, doubts: Iterable[tuple[Movement, str]]) -> list[dict[str, Any]]:
    """Return one row per movement that may belong to a scope, ordered as consignees are, then by document.

    Where in the log a line lies plays no part: the same papers in another order give the same rows.
    """
    every = list(doubts)
    positions: dict[str, set[int]] = defaultdict(set)
    for row, _ in every:
        positions[row.kind].add(row.position)
    lines = {kind: looked_up(connection, kind, some, ("line",)) for kind, some in positions.items()}
    found = [
        {
            "table": TABLES[row.kind],
            "doc_no": row.doc_no,
            "line": lines[row.kind][row.position][0],
            "customer_code": row.customer_code,
            **goods_row(*row[:3]),
            "quantity": plain(Decimal(row.quantity)),
            "reason": reason,
        }
        for row, reason in every
    ]
    return sorted(found, key=_place)


def _place(row: Mapping[str, Any]) -> tuple[Any, ...]:
    texts = ("customer_code", "product_code", "lot", "serial", "table", "doc_no")
    return (*(row[one] or "" for one in texts), row["line"] or 0)


def _consignee(key: Key, lines: Lines, given: Given, accounts: Accounts) -> dict[str, Any]:
    sales, sums = lines.of_kind(SOLD), accounts.of(lines.movements)
    name, address, contact, phone, last_sold_on = given.last(key)
    return {
        "customer_code": key.party,
        "customer_name": name,
        "address": address,
        "contact": read_pointer(contact) if contact is not None else None,
        "phone": read_pointer(phone) if phone is not None else None,
        **goods_row(*key[1:]),
        "sold": sums.sold,
        "returned": sums.returned,
        "outstanding": sums.outstanding,
        "first_sold_on": given.oldest(key)[-1],
        "last_sold_on": last_sold_on,
        "sale_nos": _of_all(sales, _DOC_NO),
        "sellers": _of_all(sales, _SELLER),
    }


def _of_all(rows: Sequence[Movement], column: Callable[[Movement], str | None]) -> list[str]:
    """Return what some rows give in a column, ordered, each once; most often there is one row."""
    if len(rows) == 1:
        return [value] if (value := column(rows[0])) else []
    return sorted({value for row in rows if (value := column(row))})


def goods_row(product: str, lot: str, serial: str) -> dict[str, Any]:
    """Return the three columns that name goods."""
    return {"product_code": product, "lot": lot or None, "serial": serial or None}


class Given:
    """What the lines of one kind give in the record tables, for the rows of an answer.

    The newest and the oldest line of each row are looked up, and the lines between only where the newest one
    leaves something blank: a lot of ten thousand lines to a hundred customers costs two hundred look-ups.
    """

    def __init__(
        self,
        connection: sa.Connection,
        kind: str,
        lines: Mapping[Key, Sequence[Movement]],
        columns: Sequence[str],
    ) -> None:
        self._lines = lines
        self._nothing: tuple[Any, ...] = (None,) * len(columns)
        ends = {rows[end].position for rows in lines.values() if rows for end in (0, -1)}
        self._values = looked_up(connection, kind, ends, columns)
        between = {
            row.position
            for rows in lines.values()
            if len(rows) > 1 and None in self._values[rows[-1].position]
            for row in rows[1:-1]
        }
        self._values.update(looked_up(connection, kind, between, columns))

    def oldest(self, key: Key) -> tuple[Any, ...]:
        """Return what the oldest line of a row says."""
        rows = self._lines[key]
        return self._values[rows[0].position] if rows else self._nothing

    def last(self, key: Key) -> tuple[Any, ...]:
        """Return, column by column, what the newest line that gives it says."""
        rows = self._lines[key]
        newest = self._values[rows[-1].position] if rows else self._nothing
        if None not in newest or len(rows) < 2:
            return newest
        earlier = [self._values[row.position] for row in reversed(rows)]
        return tuple(
            next((values[index] for values in earlier if values[index] is not None), None)
            for index in range(len(newest))
        )
