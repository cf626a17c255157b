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
from functools import partial
from operator import attrgetter
from typing import Any, Final

import orjson

from ledger import clock
from ledger.state.quantities import plain
from projections.answers.goods.account import EXACT
from projections.answers.goods.registered import Registered
from projections.answers.goods.trace_moves import Moves, TraceMoved
from projections.answers.goods.trace_records import TraceRecords, purchase_numbers
from projections.answers.goods.trace_said import Record
from projections.answers.goods.trace_vouchers import Vouchers
from projections.answers.goods.trace_wanted import Named, wanted
from projections.engine.chunks import chunks
from projections.reading.query import Query
from projections.reading.select import columns_of
from projections.reading.stream import Memo

ANSWERED: Final = frozenset({"product_code", "lot", "serial", "udi"})
_KEYS = columns_of("unit_traces")
_PARTIES = ((attrgetter("customer_code"), "customers"), (attrgetter("supplier_code"), "suppliers"))
_LOOKED_UP = ("product_name", "doc_no", "party_name", "voucher_nos", "event_position", "event_hash")
_PRODUCT_NAME, _DOC_NO, _PARTY_NAME, _VOUCHERS, _POSITION, _HASH = map(_KEYS.index, _LOOKED_UP)
# A record, a lot and unit that it touches, and what it moved of these.
Touch = tuple[Record, str, str, TraceMoved | None]


def tuples(query: Query) -> Iterator[tuple[Any, ...]]:
    """Yield the rows, by product; see the module for their order."""
    looked_up, read = _LookedUp(query), TraceRecords(query)
    for product, named in wanted(query):
        with localcontext(EXACT):
            sheet = _Sheet(query, read, product, named)
            touches = sheet.touches()
        for part in chunks(touches):
            with localcontext(EXACT):
                made = [sheet.row(*touch) for touch in part]
            looked_up.put(product, part, made)
            yield from map(tuple, made)


class _Sheet:
    """The rows of one product."""

    def __init__(self, query: Query, read: TraceRecords, product: str, named: Named) -> None:
        self._read = read
        self._product = product
        self._named = named
        self._moves = Moves(query, product, named)
        self._shown_time = Memo(partial(clock.shown, zone=query.zone))

    def touches(self) -> list[Touch]:
        """Return what is asked for, in order."""
        homes = [(lot, self._moves.homes.get(serial, "")) for lot, serial in self._named.units]
        lots = {lot or home for lot, home in homes if home in {"", lot} or not lot}
        records = self._read.of(self._product, self._named, self._moves.homes, self._moves.lots)
        if self._named.everything:
            return sorted(self._touched(records), key=self._place_among_all)
        found = [touch for touch in self._touched(records) if self._concerns(touch, lots)]
        numbers = purchase_numbers(touch[0] for touch in found)
        bought = self._read.purchases(self._product, numbers)
        found += ((record, "", "", self._moves.of(record.said.position).get(("", ""))) for record in bought)
        return sorted(found, key=_place)

    def row(self, record: Record, lot: str, serial: str, moved: TraceMoved | None) -> list[Any]:
        """Return what a record says of some goods, in the order of the columns."""
        source, said = record.source, record.said
        balance = None
        if lot or serial or moved:
            balance = self._moves.balance(lot, serial, said.happened, said.position)
        return [
            self._product,
            said.product_name if said.product_code == self._product else None,
            lot or self._moves.homes.get(serial),
            serial or None,
            said.udi,
            self._shown_time[said.happened],
            self._shown_time[said.record_time],
            source.role_of(said.stage) if said.stage else source.role,
            said.number,
            said.party,
            plain(moved.came) if moved and moved.came else None,
            plain(moved.went) if moved and moved.went else None,
            None if balance is None else plain(balance),
            said.location_code,
            source.verdict_of(said.verdict),
            said.handler,
            None if said.voucher_nos is None else orjson.loads(said.voucher_nos),
            said.position,
            None,
            bool(said.voided),
        ]

    def _touched(self, records: Iterable[Record]) -> Iterator[Touch]:
        """Yield what each record moved and what it names, each of the goods once."""
        moved_by = self._moves.of
        for record in records:
            moved, named = moved_by(record.said.position), record.goods
            if moved and not (len(moved) == len(named) == 1 and named[0] in moved):
                named = tuple(dict.fromkeys((*moved, *named)))
            for goods in named:
                lot, serial = goods
                yield record, lot, serial, moved.get(goods)

    def _concerns(self, touch: Touch, lots: set[str]) -> bool:
        record, lot, serial, _ = touch
        if self._named.names(lot or self._moves.homes.get(serial, ""), serial) or record.about_product:
            return True
        if serial or not lot or lot not in lots or not record.source.whole:
            return False
        if record.source.table not in {"receipts", "putaways"}:
            return True
        return any(not self._moves.goods(lot, unit).serial for _, unit in self._named.units)

    def _place_among_all(self, touch: Touch) -> tuple[Any, ...]:
        (_, said, _), lot, serial, _ = touch
        home = lot or self._moves.homes.get(serial, "")
        return home, "" if home else serial, said.happened, said.position, serial, lot


def _place(touch: Touch) -> tuple[Any, ...]:
    (_, said, _), lot, serial, _ = touch
    return said.happened, said.position, serial, lot


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
        for of_party, register in _PARTIES:
            nameless = [
                (row, of_party(touch[0].said))
                for touch, row in zip(part, made, strict=True)
                if not row[_PARTY_NAME]
            ]
            if not nameless:
                return
            parties = self._registered.rows(register, (code for _, code in nameless))
            for row, code in nameless:
                party = parties.get(code or "") or {}
                row[_PARTY_NAME] = row[_PARTY_NAME] or party.get("name")
