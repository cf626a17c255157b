"""Deciding on the goods of a sale line: in date, made under a registration, accepted, and on the shelf."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from typing import NamedTuple

from ledger.deciding.goods import STATUS_ZH
from ledger.deciding.integrity_rules import UNIT_OUT
from ledger.deciding.rule import Breach
from ledger.deciding.situation import Situation
from ledger.names import serials_of
from ledger.state.entries import Consigned, Lot, Unit
from ledger.state.kinds import SEPARATOR
from ledger.state.quantities import ZERO, exceeds, less, total
from ledger.subjects.sales.rules import (
    EXPIRED,
    MORE_THAN_ACCEPTED,
    NOT_ACCEPTED,
    REGISTRATION_LAPSED,
    UNIT_ELSEWHERE,
)


class SoldGoods(NamedTuple):
    """What is known of the goods of a line: the balance of their lot, and of each serial its unit."""

    lot: Lot | None
    units: list[tuple[str, Unit | None]]


def goods_sold(s: Situation) -> SoldGoods:
    """Return what is known of the goods of a line."""
    row, state = s.row, s.state
    product: str = row["product_code"]
    lot = state.lot(product, row.get("lot", ""))
    if "serial" not in row:
        return SoldGoods(lot, [])
    return SoldGoods(lot, [(serial, state.unit(product, serial)) for serial in serials_of(row)])


def judge_units_out(s: Situation, goods: SoldGoods) -> Iterator[Breach]:
    """Judge whether a unit is out on a sale already (M-02)."""
    for serial, unit in goods.units:
        if unit is not None and unit.out:
            number, line = unit.out.rsplit(SEPARATOR, 1)
            yield UNIT_OUT.broken(
                product_code=s.row["product_code"], serial=serial, sale_no=number, line=line
            )


def judge_dates(s: Situation, day: str, goods: SoldGoods) -> list[Breach]:
    """Judge the last day of the goods, and the registration under which they were made.

    Args:
        s: The line.
        day: Its business day.
        goods: What is known of its goods: it dates what the line does not.
    """
    row, breaches = s.row, []
    lot = goods.lot if "lot" in row else None
    expires, made = row.get("expiry_date"), row.get("production_date")
    if expires is None:
        expires = _earliest(unit.expires for _, unit in goods.units if unit) or (lot.expires if lot else None)
    if expires is not None and expires < day:
        code, name = row["product_code"], row.get("lot", "—")
        breaches.append(EXPIRED.broken(product_code=code, lot=name, expiry_date=expires, sold_on=day))
    if made is None:
        made = _earliest(unit.made for _, unit in goods.units if unit) or (lot.made if lot else None)
    if made is not None:
        breaches += _registration(s, made)
    return breaches


def _registration(s: Situation, made: str) -> Sequence[Breach]:
    """Judge whether the registration had lapsed when the goods were made (Order 739 §55)."""
    code = s.row["product_code"]
    register = s.state.register("products", code)
    if register is None:
        return ()
    versions = register.versions
    version = versions[0] if len(versions) == 1 else register.nearest(s.context.start_of(made))
    until = version.data.get("registration_valid_until")
    if until is None or until >= made:
        return ()
    return (REGISTRATION_LAPSED.broken(product_code=code, production_date=made, valid_until=until),)


def _earliest(days: Iterable[str | None]) -> str | None:
    return min((day for day in days if day is not None), default=None)


def judge_accepted(s: Situation, goods: SoldGoods) -> Sequence[Breach]:
    """Judge whether the goods, and no more than those, were accepted."""
    row, lot = s.row, goods.lot
    code, name = row["product_code"], row.get("lot", "—")
    if goods.units and (lot is None or Decimal(lot.whole) <= ZERO):
        return _units_accepted(code, name, goods)
    if lot is None or not exceeds(lot.accepted, "0"):
        return (NOT_ACCEPTED.broken(product_code=code, lot=name, serial="—"),)
    sold = total(lot.sold, row["quantity"])
    if lot.restocked != "0":
        sold = less(sold, lot.restocked)
    if lot.left != "0":
        sold = total(sold, lot.left)
    if not exceeds(sold, lot.accepted):
        return ()
    return (MORE_THAN_ACCEPTED.broken(product_code=code, lot=name, accepted=lot.accepted, sold=sold),)


def _units_accepted(code: str, name: str, goods: SoldGoods) -> Sequence[Breach]:
    """Judge whether each unit was accepted, where its lot was accepted only by serials."""
    unknown = [serial for serial, unit in goods.units if unit is None or unit.accepted <= 0]
    if not unknown:
        return ()
    return (NOT_ACCEPTED.broken(product_code=code, lot=name, serial=";".join(unknown)),)


def judge_units_elsewhere(s: Situation, goods: SoldGoods) -> Iterator[Breach]:
    """Judge whether the units of a sale are among the saleable goods.

    Of a consignment line of several units, a use that was confirmed does not say of which: its sale does.
    """
    for serial, unit in goods.units:
        if unit is None or not unit.place:
            continue
        status, _, line = unit.place.partition(SEPARATOR)
        if line and _used(_consigned(s, line)) and _left(goods.lot) >= len(goods.units):
            continue
        yield UNIT_ELSEWHERE.broken(
            product_code=s.row["product_code"], serial=serial, status=status, status_zh=STATUS_ZH[status]
        )


def _consigned(s: Situation, line: str) -> Consigned | None:
    number, _, row = line.rpartition(SEPARATOR)
    return s.state.consigned(number, int(row))


def _used(out: Consigned | None) -> bool:
    return out is not None and Decimal(out.used) > ZERO


def _left(lot: Lot | None) -> Decimal:
    if lot is None:
        return ZERO
    return Decimal(lot.accepted) - Decimal(lot.sold) + Decimal(lot.restocked) - Decimal(lot.left)
