"""Trace sheet of a lot or unit (单批单件追溯表): everything that ever touched goods, with the balance.

One row for each record and each of the goods that it names. What a record moved into the house or out of it
is what its movements say, and `balance` is what was in the house after it of the goods that stock is kept
of: the lot, or the unit where it was received by its number. A record that was voided later is shown,
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
from functools import lru_cache, partial
from typing import Any, Final

from ledger import clock
from ledger.state.quantities import plain
from projections.answers.goods.account import EXACT
from projections.answers.goods.registered import Registered
from projections.answers.goods.trace_moves import Moves
from projections.answers.goods.trace_records import Record, purchase_numbers, purchases_of, records
from projections.answers.goods.trace_vouchers import Vouchers
from projections.answers.goods.trace_wanted import Named, wanted
from projections.engine.chunks import chunks
from projections.reading.query import Query
from projections.reading.select import columns_of

ANSWERED: Final = frozenset({"product_code", "lot", "serial", "udi"})
_KEYS = columns_of("unit_traces")
_LOOKED_UP = ("product_name", "doc_no", "party_name", "voucher_nos", "event_position", "event_hash")
_PRODUCT_NAME, _DOC_NO, _PARTY_NAME, _VOUCHERS, _POSITION, _HASH = map(_KEYS.index, _LOOKED_UP)
Touch = tuple[Record, str, str]  # a record, and the lot and unit that it touches


def tuples(query: Query) -> Iterator[tuple[Any, ...]]:
    """Yield the rows, by product; see the module for their order."""
    looked_up = _LookedUp(query)
    for product, named in wanted(query):
        with localcontext(EXACT):
            sheet = _Sheet(query, product, named)
            touches = sheet.touches()
        for part in chunks(touches):
            with localcontext(EXACT):
                made = [sheet.row(*touch) for touch in part]
            looked_up.put(product, part, made)
            yield from map(tuple, made)


class _Sheet:
    """The rows of one product."""

    def __init__(self, query: Query, product: str, named: Named) -> None:
        self._query = query
        self._product = product
        self._named = named
        self._moves = Moves(query, product, named)
        self._shown_time = lru_cache(maxsize=1024)(partial(clock.shown, zone=query.zone))

    def touches(self) -> list[Touch]:
        """Return what is asked for, in order."""
        homes = [(lot, self._moves.homes.get(serial, "")) for lot, serial in self._named.units]
        lots = {lot or home for lot, home in homes if home in {"", lot} or not lot}
        read = records(self._query, self._product, self._named, self._moves.homes, self._moves.lots)
        found = list(self._shown(read, lots))
        if not self._named.everything:
            numbers = purchase_numbers(record for record, _, _ in found)
            bought = purchases_of(self._query, self._product, numbers)
            found += ((record, "", "") for record in bought)
        return sorted(found, key=self._place)

    def row(self, record: Record, lot: str, serial: str) -> list[Any]:
        """Return what a record says of some goods, in the order of the columns."""
        row, own, source = record.row, record.own, record.source
        position, when = own["position"], record.when
        moved = self._moves.of(position).get((lot, serial))
        unplaced = not (lot or serial or moved)
        balance = None if unplaced else self._moves.balance(lot, serial, when, position)
        return [
            self._product,
            row.get("product_name") if row["product_code"] == self._product else None,
            lot or self._moves.homes.get(serial),
            serial or None,
            row.get("udi"),
            self._shown_time(when),
            self._shown_time(own["record_time"]),
            source.role_of(own),
            row[source.number],
            _first(row, source.parties),
            plain(moved.came) if moved and moved.came else None,
            plain(moved.went) if moved and moved.went else None,
            None if balance is None else plain(balance),
            row.get("location_code"),
            source.verdict_of(own),
            _first(own, source.handlers),
            own.get("voucher_nos"),
            position,
            None,
            own["struck"],
        ]

    def _shown(self, found: Iterable[Record], lots: set[str]) -> Iterator[Touch]:
        everything = self._named.everything
        for record in found:
            for lot, serial in dict.fromkeys((*self._moves.of(record.own["position"]), *record.goods)):
                if everything or self._concerns(record, lot, serial, lots):
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
    for name in names:
        value = row.get(name)
        if value is not None:
            return value
    return None


class _LookedUp:
    """What is looked up for many rows at once: names, vouchers and hashes."""

    def __init__(self, query: Query) -> None:
        self._query = query
        self._vouchers = Vouchers(query)
        self._registered = Registered(query)

    def put(self, product: str, part: Sequence[Touch], made: Sequence[list[Any]]) -> None:
        """Put it into the rows of some touches of a product."""
        hashes = self._query.hashes({row[_POSITION] for row in made}) if self._query.hashes else {}
        documents = [(touch[0].source.table, row[_DOC_NO]) for touch, row in zip(part, made, strict=True)]
        filed = self._vouchers.of(documents)
        for document, row in zip(documents, made, strict=True):
            row[_HASH] = hashes.get(row[_POSITION])
            if filed[document] or row[_VOUCHERS] is not None:
                row[_VOUCHERS] = [*dict.fromkeys((*(row[_VOUCHERS] or ()), *filed[document]))] or None
        nameless = [row for row in made if not row[_PRODUCT_NAME]]
        if nameless:
            registered = self._registered.rows("products", [product])[product] or {}
            for row in nameless:
                row[_PRODUCT_NAME] = row[_PRODUCT_NAME] or registered.get("name")
        self._put_parties(part, made)

    def _put_parties(self, part: Sequence[Touch], made: Sequence[list[Any]]) -> None:
        for column, register in (("customer_code", "customers"), ("supplier_code", "suppliers")):
            nameless = [
                (row, touch[0].row.get(column))
                for touch, row in zip(part, made, strict=True)
                if not row[_PARTY_NAME]
            ]
            if not nameless:
                return
            parties = self._registered.rows(register, (code for _, code in nameless))
            for row, code in nameless:
                party = parties.get(code or "") or {}
                row[_PARTY_NAME] = row[_PARTY_NAME] or party.get("name")
