"""The decision state as a repository: entries read and set by what they are about."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator
from typing import Any

from ledger.names import compared_name
from ledger.state.days import Days
from ledger.state.entries import NO_CASE, CaseRecord, Consigned, Lot, Record, Register, Sale, Unit
from ledger.state.keys import (
    consigned_key,
    document_prefix,
    elsewhere_key,
    lot_key,
    name_key,
    record_key_of,
    unit_key,
)


class State(ABC):
    """How decisions read and change what earlier events left; entries are read by what they are about."""

    @abstractmethod
    def get(self, key: str) -> Any:
        """Return the entry under a key, or None."""

    @abstractmethod
    def register(self, table: str, code: str) -> Register | None:
        """Return a register row's versions, or None where the code was never registered."""

    @abstractmethod
    def scan(self, prefix: str) -> Iterator[tuple[str, Any]]:
        """Yield entries whose key starts with `prefix`, ordered by code point."""

    @abstractmethod
    def put(self, key: str, entry: Any) -> None:
        """Set an entry; None removes it."""

    def lot(self, product: str, lot: str) -> Lot | None:
        """Return the balance of a lot; goods without a lot share that of the empty one."""
        found: Lot | None = self.get(lot_key(product, lot))
        return found

    def put_lot(self, product: str, lot: str, balance: Lot) -> None:
        """Set the balance of a lot."""
        self.put(lot_key(product, lot), balance)

    def unit(self, product: str, serial: str) -> Unit | None:
        """Return one unit."""
        found: Unit | None = self.get(unit_key(product, serial))
        return found

    def put_unit(self, product: str, serial: str, unit: Unit) -> None:
        """Set one unit."""
        self.put(unit_key(product, serial), unit)

    def elsewhere(self, product: str, lot: str) -> dict[str, Days]:
        """Return how much of a lot stands in which status beside `saleable`, by day."""
        return self.get(elsewhere_key(product, lot)) or {}

    def record(self, table: str, *identity: object) -> Record | None:
        """Return which event stands, or stood, under an identity."""
        found: Record | None = self.get(record_key_of(table, *identity))
        return found

    def lines(self, table: str, number: str) -> Iterator[tuple[str, Record]]:
        """Yield the key and record of each line of a document, voided ones included."""
        return self.scan(document_prefix(table, number))

    def sale(self, number: str, line: int) -> Sale | None:
        """Return a sale line that stands."""
        record = self.record("sales", number, line)
        body: Sale | None = record.body if record is not None and record.position else None
        return body

    def case(self, table: str, *identity: object) -> CaseRecord:
        """Return what is known of a case; of one that is not there, an empty record."""
        record = self.record(table, *identity)
        return record.body if record is not None else NO_CASE

    def consigned(self, number: str, line: int) -> Consigned | None:
        """Return what is out on a consignment line."""
        found: Consigned | None = self.get(consigned_key(number, line))
        return found

    def codes_of_name(self, table: str, name: str) -> list[str]:
        """Return the codes of the register rows that carry a name, blanks apart."""
        return self.get(name_key(table, compared_name(name))) or []
