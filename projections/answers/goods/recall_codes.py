"""What the UDIs of a scope mean: which products, which lot, which unit.

A code finds goods by what it says, whatever form it is written in and whatever else a line's label carried.
Its device identifier names products, by the register; where the register gives a product none, by the labels
on its lines. Its lot and serial name goods of these. Dates only count where it says neither.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

import sqlalchemy as sa

from ledger.udi import Carrier, same_identifier, scanned
from projections.reading.cutoff import CutOff
from projections.reading.goods_movements import Wanted, live
from projections.tables.movements import IDENTIFIERS, MOVEMENTS
from projections.tables.record_tables import record_table

_M = MOVEMENTS.c
_IDENTIFIED = ("products", "pack_levels")  # registers that give goods their device identifiers


@dataclass(frozen=True, slots=True)
class Code:
    """A UDI of a scope.

    Attributes:
        text: As given.
        carrier: What it says; None where it cannot be read, then only the same text is the same code.
        products: Those that its identifier names.
        labelled: Products of which only the lines that carry it are meant, because the register has another
        one. lot: The lot that it names.
    """

    text: str
    carrier: Carrier | None
    products: frozenset[str] = frozenset()
    labelled: frozenset[str] = frozenset()
    lot: str | None = None

    @property
    def serial(self) -> str | None:
        """The serial that it names."""
        return self.carrier.serial if self.carrier else None

    @property
    def names_goods(self) -> bool:
        """Whether it names a lot or a unit, and not only a product."""
        return self.lot is not None or self.serial is not None

    @property
    def by_date(self) -> bool:
        """Whether only its dates tell which goods of a product it means."""
        carrier = self.carrier
        return carrier is not None and not self.names_goods and bool(carrier.made or carrier.expires)

    def is_on(self, label: str) -> bool:
        """Return whether the UDI cell of a line carries this code, whatever its form."""
        return any(text == self.text or self._same(scanned(text)) for text in label.split(";"))

    def _same(self, other: Carrier | None) -> bool:
        mine = self.carrier
        if mine is None or other is None or mine.same is None or other.same != mine.same:
            return False
        lots = {self.lot} if self.lot else set()
        same_lot = not lots or other.lot is None or not lots.isdisjoint(other.lots())
        same_serial = self.serial is None or other.serial in {None, self.serial}
        names = (lots and other.lot) or (self.serial and other.serial) or not self.names_goods
        return bool(same_lot and same_serial and names)


def codes_of(connection: sa.Connection, cutoff: CutOff, texts: Iterable[str]) -> tuple[Code, ...]:
    """Return what the UDIs of a scope mean.

    Args:
        connection: Of a read model.
        cutoff: How far to look.
        texts: As given.
    """
    return tuple(_code(connection, cutoff, text) for text in texts)


def _code(connection: sa.Connection, cutoff: CutOff, text: str) -> Code:
    carrier = scanned(text)
    if carrier is None or carrier.same is None:
        return Code(text, None)
    registered = _registered(connection, cutoff, carrier.same)
    named = {code for code, identifiers in registered.items() if carrier.same in identifiers}
    elsewhere = _on_lines(connection, carrier.same) - named
    silent = elsewhere - _with_identifier(connection, cutoff, elsewhere)
    silent = {code for code in silent if _carries(connection, cutoff, code, carrier.same)}
    products = frozenset(named | silent)
    return Code(text, carrier, products, frozenset(elsewhere - products), _lot(connection, carrier, products))


def wanted(connection: sa.Connection, cutoff: CutOff, codes: Collection[Code]) -> Mapping[str, Wanted | None]:
    """Return by product the goods beyond which codes cannot select; None: all."""
    found: dict[str, Wanted | None] = {}
    for code in codes:
        for product in code.products:
            if not code.names_goods:
                found[product] = None
            elif (goods := found.setdefault(product, Wanted())) is not None:
                goods.lots |= {code.lot} if code.lot else set()
                goods.units |= {code.serial} if code.serial else set()
        for product, goods_on in _carrying(connection, cutoff, code).items():
            goods = found.setdefault(product, Wanted())
            if goods is not None:
                goods.lots |= goods_on.lots
                goods.units |= goods_on.units
    return found


def _carrying(connection: sa.Connection, cutoff: CutOff, code: Code) -> dict[str, Wanted]:
    """Return the goods whose own lines carry a code though lot, serial or product say otherwise."""
    conditions = [_M.udi == code.text]
    if code.labelled:
        conditions.append(sa.and_(_M.product_code.in_(code.labelled), _M.udi.is_not(None)))
    if code.lot:
        conditions.append(_M.told_lot == code.lot)
    if code.serial:
        conditions.append(_M.told_serial == code.serial)
    found: dict[str, Wanted] = defaultdict(Wanted)
    for condition in conditions:
        columns = (_M.product_code, _M.lot, _M.serial, _M.udi)
        for product, lot, serial, label in connection.execute(
            sa.select(*columns).where(condition, live(cutoff))
        ):
            if label is not None and code.is_on(label):
                found[product].add(lot, serial)
    return found


def _registered(connection: sa.Connection, cutoff: CutOff, identifier: str) -> dict[str, set[str]]:
    """Return the products whose register may have a device identifier, with theirs as they are compared."""
    found: dict[str, set[str]] = defaultdict(set)
    for table in map(record_table, _IDENTIFIED):
        statement = sa.select(table.c.product_code, table.c.udi_di).where(
            table.c.udi_di.is_not(None),
            sa.func.upper(table.c.udi_di).contains(identifier.lstrip("0") or "0", autoescape=True),
            _known(table, cutoff),
        )
        for product, given in connection.execute(statement):
            found[product].add(same_identifier(given))
    return found


def _with_identifier(connection: sa.Connection, cutoff: CutOff, codes: Collection[str]) -> set[str]:
    """Return those of the products to which the register gives an identifier."""
    found: set[str] = set()
    for table in map(record_table, _IDENTIFIED if codes else ()):
        statement = sa.select(table.c.product_code).where(
            table.c.product_code.in_(sorted(codes)), table.c.udi_di.is_not(None), _known(table, cutoff)
        )
        found.update(connection.scalars(statement))
    return found


def _known(table: sa.Table, cutoff: CutOff) -> sa.ColumnElement[bool]:
    """Return the condition that a version of a register is known and not voided, whenever it counts from."""
    return sa.and_(table.c.position <= cutoff.known, cutoff.unvoided(table))


def _on_lines(connection: sa.Connection, identifier: str) -> set[str]:
    statement = sa.select(IDENTIFIERS.c.product_code).where(IDENTIFIERS.c.identifier == identifier)
    return set(connection.scalars(statement))


def _carries(connection: sa.Connection, cutoff: CutOff, product: str, identifier: str) -> bool:
    """Return whether a line of a product that counts carries an identifier."""
    labels = sa.select(_M.udi).where(_M.product_code == product, _M.udi.is_not(None), live(cutoff))
    return any(
        carrier is not None and carrier.same == identifier
        for label in connection.scalars(labels.distinct())
        for carrier in map(scanned, label.split(";"))
    )


def _lot(connection: sa.Connection, carrier: Carrier, products: Collection[str]) -> str | None:
    """Return the lot that a carrier names: the longest reading that is a lot of one of the products."""
    readings = sorted(set(carrier.lots()), key=len, reverse=True)
    if len(readings) < 2:
        return carrier.lot
    for lot in readings:
        condition = sa.and_(_M.product_code.in_(sorted(products)), _M.lot == lot)
        if connection.scalar(sa.select(_M.position).where(condition).limit(1)) is not None:
            return lot
    return carrier.lot
