"""Deciding on sales: may these goods go to this buyer on this day."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, Final

from ledger.deciding.decision import Command, Context
from ledger.deciding.goods import tracking_gap
from ledger.deciding.integrity_rules import UNIT_OUT
from ledger.deciding.old_judges import OldJudge as Judge
from ledger.deciding.rule import Breach
from ledger.names import serials_of
from ledger.state.entries import SEPARATOR, Lot, Register, State, Unit, Version, lot_key, unit_key
from ledger.state.quantities import ZERO, exceeds, less, total
from ledger.subjects.sales.outgoing import judge_direct, judge_parties
from ledger.subjects.sales.own_company import company_on
from ledger.subjects.sales.rules import EXPIRED, MORE_THAN_ACCEPTED, NOT_ACCEPTED, REGISTRATION_LAPSED
from ledger.subjects.sales.sale_context import house_of
from ledger.subjects.stock.stocking import judge_sold_units

# goods that leave without the promise of a sale are no wholesale
_LEAVES: Final = {"sample": "retail", "trial": "retail", "loan": "retail", "exhibition": "retail"}


def judge_sale(
    command: Command, state: State, context: Context, versions: dict[str, Version]
) -> tuple[list[Breach], list[Breach]]:
    """Judge a sale line."""
    data = command.data
    serials: list[str] = []
    units: list[Unit | None] = []
    if "serial" in data:
        serials = serials_of(data)
        units = [state.get(unit_key(data["product_code"], one)) for one in serials]
        if out := _units_out(data, serials, units):
            return out, []
    lot: Lot | None = state.get(lot_key(data["product_code"], data.get("lot", "")))
    day, mode = data["sold_on"], data.get("sale_mode", "wholesale")
    house = house_of(state)
    if house is not None and house.company is not None:
        versions["companies"] = company_on(house.company, "sales", day, context)
    compliance = [
        *tracking_gap(data, versions.get("products")),
        *judge_parties(data, day, mode, data["seller"], house, state, context, versions),
        *_judge_dates(data, day, lot, units, state, context),
        *_judge_stock(data, lot, serials, units),
        *(judge_sold_units(data, lot, serials, units, state) if serials else ()),
    ]
    if mode == "drop_shipment" or data.get("drop_shipment"):
        compliance.extend(judge_direct(data))
    return [], compliance


def judge_consignment(
    command: Command, state: State, context: Context, versions: dict[str, Version]
) -> tuple[list[Breach], list[Breach]]:
    """Judge goods that leave on consignment: to whom, and which; what stock there is, is not asked."""
    data, day = command.data, command.data["consigned_on"]
    serials = serials_of(data)
    units: list[Unit | None] = [state.get(unit_key(data["product_code"], one)) for one in serials]
    lot: Lot | None = state.get(lot_key(data["product_code"], data.get("lot", "")))
    mode = _LEAVES.get(data["consignment_kind"], "wholesale")
    return [], [
        *judge_parties(data, day, mode, data["handler"], house_of(state), state, context, versions),
        *_judge_dates(data, day, lot, units, state, context),
    ]


CONSIGNING: Final[dict[str, Judge]] = {"goods_consigned_out": judge_consignment}


def _units_out(data: dict[str, Any], serials: list[str], units: list[Unit | None]) -> list[Breach]:
    found = []
    for serial, unit in zip(serials, units, strict=True):
        if unit is not None and unit.out:
            number, line = unit.out.rsplit(SEPARATOR, 1)
            found.append(
                UNIT_OUT.broken(product_code=data["product_code"], serial=serial, sale_no=number, line=line)
            )
    return found


def _judge_dates(
    data: dict[str, Any],
    sold_on: str,
    lot: Lot | None,
    units: list[Unit | None],
    state: State,
    context: Context,
) -> list[Breach]:
    found = []
    code = data["product_code"]
    known = lot if "lot" in data else None
    expires = data.get("expiry_date")
    if expires is None:
        expires = _earliest([one.expires for one in units if one]) or (known.expires if known else None)
    if expires is not None and expires < sold_on:
        found.append(
            EXPIRED.broken(product_code=code, lot=data.get("lot", "—"), expiry_date=expires, sold_on=sold_on)
        )
    made = data.get("production_date")
    if made is None:
        made = _earliest([one.made for one in units if one]) or (known.made if known else None)
    if made is not None:
        register = state.register("products", code)
        version = _on(register, made, context) if register else None
        until = version.data.get("registration_valid_until") if version else None
        if until is not None and until < made:
            found.append(
                REGISTRATION_LAPSED.broken(product_code=code, production_date=made, valid_until=until)
            )
    return found


def _on(register: Register, day: str, context: Context) -> Version:
    """Return the version in force on a day."""
    versions = register.versions
    return versions[0] if len(versions) == 1 else register.nearest(context.start_of(day))


def _earliest(days: list[str | None]) -> str | None:
    return min((day for day in days if day is not None), default=None)


def _judge_stock(
    data: dict[str, Any], lot: Lot | None, serials: list[str], units: list[Unit | None]
) -> list[Breach]:
    code, name = data["product_code"], data.get("lot", "—")
    if serials:
        whole = Decimal(lot.whole) if lot else ZERO
        unknown = [
            serial
            for serial, unit in zip(serials, units, strict=True)
            if whole <= ZERO and (unit is None or unit.accepted <= 0)
        ]
        if unknown:
            return [NOT_ACCEPTED.broken(product_code=code, lot=name, serial=";".join(unknown))]
        if whole <= ZERO:
            return []
    if lot is None or not exceeds(lot.accepted, "0"):
        return [NOT_ACCEPTED.broken(product_code=code, lot=name, serial="—")]
    sold = less(total(lot.sold, data["quantity"]), lot.restocked)
    if lot.left != "0":
        sold = total(sold, lot.left)
    if exceeds(sold, lot.accepted):
        return [MORE_THAN_ACCEPTED.broken(product_code=code, lot=name, accepted=lot.accepted, sold=sold)]
    return []
