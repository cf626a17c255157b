"""Deciding on the goods of a sale line: in date, made under a registration, accepted, and on the shelf."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from typing import NamedTuple

from ledger.deciding.goods import STATUS_ZH
from ledger.deciding.rule import Breach
from ledger.deciding.situation import Situation
from ledger.deciding.units import unit_gone, unit_out
from ledger.names import serials_of
from ledger.state.days import number
from ledger.state.entries import Consigned, Lot, Stay, Unit
from ledger.state.kinds import SEPARATOR
from ledger.state.lots import (
    accepted_by,
    earliest_expiry,
    expiry,
    is_accepted,
    is_enough,
    least,
    made_on,
    saleable,
)
from ledger.state.quantities import ZERO, plain
from ledger.state.stays import elsewhere, gone, with_customer
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


def judge_units_out(s: Situation, day: str, goods: SoldGoods) -> Iterator[Breach]:
    """Judge whether a unit is with a customer on that day, or goes elsewhere for good later (M-02)."""
    if s.context.together:
        return  # whether the units of these rows have one holder at a time is looked at when all are there
    for serial, unit in goods.units:
        if (stay := with_customer(unit, day)) is not None:
            yield unit_out(s.row["product_code"], serial, stay)
        elif (stay := gone(unit, day)) is not None:
            yield unit_gone(s.row["product_code"], serial, stay)


def judge_dates(s: Situation, day: str, goods: SoldGoods) -> list[Breach]:
    """Judge the last day of the goods, and the registration under which they were made.

    Args:
        s: The line.
        day: Its business day.
        goods: What is known of its goods: it dates what the line does not.
    """
    row, breaches = s.row, []
    lot = goods.lot if "lot" in row else None
    made = row.get("production_date")
    # where papers differ, the earlier day counts, and units share the days of their lot (interface rule 15)
    expires = earliest_expiry(row.get("expiry_date"), lot)
    if goods.units:
        expires = _earliest((expires, *(expiry(unit) for _, unit in goods.units)))
    if expires is not None and expires < day:
        code, name = row["product_code"], row.get("lot", "—")
        breaches.append(EXPIRED.broken(product_code=code, lot=name, expiry_date=expires, sold_on=day))
    if made is None:
        made = _earliest((made_on(lot), *(made_on(unit) for _, unit in goods.units)))
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


def judge_accepted(s: Situation, day: str, goods: SoldGoods) -> Sequence[Breach]:
    """Judge whether the goods were accepted by that day, and no more of them taken on any later day."""
    row, lot = s.row, goods.lot
    code, name = row["product_code"], row.get("lot", "—")
    if goods.units and (lot is None or Decimal(lot.whole) <= ZERO):
        return _units_accepted(code, name, day, goods)
    if lot is None or not is_accepted(lot, day):
        return (NOT_ACCEPTED.broken(product_code=code, lot=name, serial="—"),)
    quantity = number(row["quantity"])
    if is_enough(lot, day, quantity):
        return ()
    left, when = least(s.state, code, row.get("lot", ""), lot, day)
    if quantity <= left:
        return ()
    accepted = accepted_by(lot, when)
    sold = accepted - left + quantity
    return (
        MORE_THAN_ACCEPTED.broken(
            product_code=code, lot=name, accepted=plain(Decimal(accepted)), sold=plain(Decimal(sold))
        ),
    )


def _units_accepted(code: str, name: str, day: str, goods: SoldGoods) -> Sequence[Breach]:
    """Judge whether each unit was accepted by then, where its lot was accepted only by serials."""
    unknown = [
        serial for serial, unit in goods.units if unit is None or not any(one <= day for one in unit.accepted)
    ]
    if not unknown:
        return ()
    return (NOT_ACCEPTED.broken(product_code=code, lot=name, serial=";".join(unknown)),)


def judge_units_elsewhere(s: Situation, day: str, goods: SoldGoods) -> Iterator[Breach]:
    """Judge whether the units of a sale are among the saleable goods on that day.

    Of a consignment line of several units, a use that was confirmed does not say of which: its sale does,
    from the day on which they went out. A unit whose own use was confirmed is there from the day of that on.
    """
    for serial, unit in goods.units:
        stay = elsewhere(unit, day)
        if stay is None or (s.live and gone(unit, day) is not None):
            continue  # what is gone for good is told already
        used = not stay.until and stay.since <= day and _used(_consigned(s, stay))
        if used and goods.lot is not None and saleable(goods.lot) >= len(goods.units):
            continue
        yield UNIT_ELSEWHERE.broken(
            product_code=s.row["product_code"],
            serial=serial,
            status=stay.status,
            status_zh=STATUS_ZH[stay.status],
        )


def _consigned(s: Situation, stay: Stay) -> Consigned | None:
    """Return the consignment line that a unit is out on, if it is out on one."""
    event, *line = stay.name.split(SEPARATOR)
    return s.state.consigned(line[0], int(line[1])) if event == "goods_consigned_out" else None


def _used(out: Consigned | None) -> bool:
    return out is not None and Decimal(out.used) > ZERO
