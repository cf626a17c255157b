"""Trace sheet of a lot or unit (单批单件追溯表): everything that ever touched goods, with the balance.

One row for each record and each of the goods that it names. What a record moved into the house or out of it
is what its movements say, and `balance` is what was in the house after it of the goods that stock is kept
of: the lot, or the unit where it was received by its number. A record that was struck later is shown,
`corrected`, and does not count in the balance. What is out on consignment or loan is not in the house.

Where a lot, a unit or a UDI is asked for, the rows of each product come by time, then position, then unit,
and what concerns the goods is among them though it names them less closely: for a unit, what was checked or
held of its lot as a whole, and how the lot was received if the unit was not received by its number; for both,
holds and other matters of the whole product, and the purchases that the receipts name. Otherwise all goods
come one after another, each lot (or unit without a lot) with its rows in that order.

The filters product_code, lot, serial and udi are looked up through indexes and answered here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from decimal import localcontext
from typing import Any, Final

from ledger import clock
from ledger.state.quantities import ZERO, plain
from projections.answers.goods.account import EXACT
from projections.answers.goods.trace_moves import Moves
from projections.answers.goods.trace_records import Record, purchase_numbers, purchases_of, records
from projections.answers.goods.trace_vouchers import Vouchers
from projections.answers.goods.trace_wanted import Named, wanted
from projections.engine.chunks import chunks
from projections.reading.query import Query
from projections.reading.select import columns_of, in_force, in_order

ANSWERED: Final = frozenset({"product_code", "lot", "serial", "udi"})
_PARTIES = (("customer_code", "customers"), ("supplier_code", "suppliers"))
Touch = tuple[Record, str, str]  # a record, and the lot and unit that it touches


def rows(query: Query) -> Iterator[dict[str, Any]]:
    """Yield the rows, by product; see the module for their order."""
    keys, vouchers = columns_of("unit_traces"), Vouchers(query)
    for product, named in wanted(query):
        with localcontext(EXACT):
            sheet = _Sheet(query, product, named)
            touches = sheet.touches()
        for part in chunks(touches):
            with localcontext(EXACT):
                made = [sheet.row(*touch) for touch in part]
            _complete(query, product, part, made, vouchers)
            for row in made:
                yield in_order(keys, row)


class _Sheet:
    """The rows of one product."""

    def __init__(self, query: Query, product: str, named: Named) -> None:
        self._asked = query
        self._product = product
        self._named = named
        self._moves = Moves(query, product, named)

    def touches(self) -> list[Touch]:
        """Return what is asked for, in order."""
        homes = [(lot, self._moves.homes.get(serial, "")) for lot, serial in self._named.units]
        lots = {lot or home for lot, home in homes if home in {"", lot} or not lot}
        read = records(self._asked, self._product, self._named, self._moves.homes, self._moves.lots)
        found = list(self._shown(read, lots))
        if not self._named.everything:
            numbers = purchase_numbers(record for record, _, _ in found)
            bought = purchases_of(self._asked, self._product, numbers)
            found += ((record, "", "") for record in bought)
        return sorted(found, key=self._place)

    def row(self, record: Record, lot: str, serial: str) -> dict[str, Any]:
        """Return what a record says of some goods."""
        row, own, zone = record.row, record.own, self._asked.zone
        position = own["position"]
        moved = self._moves.of(position).get((lot, serial))
        unplaced = not (lot or serial or moved)
        balance = None if unplaced else self._moves.balance(lot, serial, record.when, position)
        return {
            "product_code": self._product,
            "product_name": row.get("product_name") if row["product_code"] == self._product else None,
            "lot": lot or self._moves.homes.get(serial),
            "serial": serial or None,
            "udi": row.get("udi"),
            "happened_at": clock.shown(record.when, zone),
            "known_at": clock.shown(own["record_time"], zone),
            "trace_role": record.source.role_of(own),
            "doc_no": row[record.source.number],
            "party_name": _first(row, record.source.parties),
            "moved_in": plain(moved.came) if moved and moved.came != ZERO else None,
            "moved_out": plain(moved.went) if moved and moved.went != ZERO else None,
            "balance": None if balance is None else plain(balance),
            "location_code": row.get("location_code"),
            "conclusion": record.source.verdict_of(own),
            "handler": _first(own, record.source.handlers),
            "voucher_nos": own.get("voucher_nos"),
            "event_position": position,
            "corrected": own["struck"],
        }

    def _shown(self, found: Iterable[Record], lots: set[str]) -> Iterator[Touch]:
        for record in found:
            for lot, serial in dict.fromkeys((*self._moves.of(record.own["position"]), *record.goods)):
                if self._concerns(record, lot, serial, lots):
                    yield record, lot, serial

    def _concerns(self, record: Record, lot: str, serial: str, lots: set[str]) -> bool:
        if self._named.names(lot or self._moves.homes.get(serial, ""), serial) or record.about_product:
            return True
        if serial or not lot or lot not in lots or not record.source.whole:
            return False
        if record.source.table not in {"receipts", "putaways"}:
            return True
        return any(not self._moves.goods(lot, unit).serial for _, unit in self._named.units)

    def _place(self, touch: Touch) -> tuple[Any, ...]:
        record, lot, serial = touch
        order = (record.when, record.own["position"], serial, lot)
        if not self._named.everything:
            return order
        home = lot or self._moves.homes.get(serial, "")
        return (home, "" if home else serial, *order)


def _first(row: dict[str, Any], names: Sequence[str]) -> Any:
    return next((row[name] for name in names if row.get(name) is not None), None)


def _complete(
    query: Query, product: str, part: Sequence[Touch], made: Sequence[dict[str, Any]], vouchers: Vouchers
) -> None:
    """Fill in what is looked up for many rows at once: names, vouchers and hashes."""
    names: dict[str, dict[str, Any]] = {}
    for column, register in _PARTIES:
        names[column] = in_force(query, register, (record.row.get(column) for record, _, _ in part))
    registered = in_force(query, "products", [product]).get(product, {})
    hashes = query.hashes({row["event_position"] for row in made}) if query.hashes else {}
    filed = vouchers.of(
        [(record.source.table, row["doc_no"]) for (record, _, _), row in zip(part, made, strict=True)]
    )
    for (record, _, _), row in zip(part, made, strict=True):
        row["product_name"] = row["product_name"] or registered.get("name")
        for column, _ in _PARTIES:
            party = names[column].get(record.row.get(column) or "")
            row["party_name"] = row["party_name"] or (party["name"] if party else None)
        own = row["voucher_nos"] or []
        row["voucher_nos"] = [*dict.fromkeys((*own, *filed[record.source.table, row["doc_no"]]))] or None
        row["event_hash"] = hashes.get(row["event_position"])
