"""Deciding on receipts: what came in, in which state, and what of it was accepted."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any, Final

from ledger.deciding.decision import Command, Context
from ledger.deciding.goods import tracking_gap
from ledger.deciding.rule import Breach
from ledger.deciding.rule_settings import binds, facts_of, mode
from ledger.state.entries import State, Version
from ledger.state.quantities import ZERO, plain
from ledger.state.ranges import numbers_in, permitted
from ledger.state.tallies import amount, counted
from ledger.subjects.stock.places import judge_receipt_place
from ledger.subjects.supply.purchases import judge_blocks
from ledger.subjects.supply.receipt_rules import (
    ACCEPTED_THOUGH_FAILED,
    COLD_ACCEPTED,
    COLD_PAPERS,
    DROP_ACCEPTANCE,
    EXPIRED_ACCEPTED,
    FAILED_WITHOUT_MEASURES,
    LAPSED_WHEN_MADE,
    MORE_THAN_RECEIVED,
    OTHER_PURCHASE,
    REFUSED_ARITHMETIC,
)
from ledger.subjects.supply.suppliers import judge_supplier

_COLD: Final = (
    (("transport_mode",), "运输方式 mode of transport"),
    (("transit_temperature",), "在途温度 temperature on the way"),
    (("arrival_temperature",), "到货温度 temperature at arrival"),
    (("departed_at",), "启运时间 departure"),
    (("arrived_at",), "到货时间 arrival"),
)


def judge_receipt(
    command: Command, state: State, context: Context, versions: dict[str, Version]
) -> tuple[list[Breach], list[Breach]]:
    """Judge a receipt line; its lot or serial may be missing on import."""
    data, product = command.data, versions.get("products")
    integrity = list(_quantities(data))
    on: str = data.get("accepted_on", data["received_on"])
    some = Decimal(data["accepted_quantity"]) > ZERO
    compliance = [
        *tracking_gap(data, product),
        *judge_supplier(data, data.get("purchase_date", on), versions, state, context),
        *_verdict(data, some=some),
        *_purchased(data, state),
    ]
    if some:
        compliance += judge_blocks(data, on, state, context)
        compliance += _expired(data, on)
        compliance += _lapsed_when_made(data, on, versions, state, context)
    if product is not None and product.data.get("cold_chain"):
        compliance += _cold(data, on, versions, state, some=some)
    if data.get("drop_shipment"):
        compliance += _dropped(data)
    if "location_code" in data:
        compliance += judge_receipt_place(data, on, state, context)
    return integrity, compliance


def _quantities(data: dict[str, Any]) -> Iterator[Breach]:
    accepted, refused = data["accepted_quantity"], data.get("refused_quantity", "0")
    if Decimal(accepted) + Decimal(refused) > Decimal(data["quantity"]):
        yield MORE_THAN_RECEIVED.broken(accepted=accepted, refused=refused, quantity=data["quantity"])


def _verdict(data: dict[str, Any], *, some: bool) -> Iterator[Breach]:
    conclusion, accepted = data["conclusion"], data["accepted_quantity"]
    if some and conclusion != "conforming":
        yield ACCEPTED_THOUGH_FAILED.broken(conclusion=conclusion, accepted=accepted)
    if conclusion == "nonconforming":
        missing = [
            title
            for column, title in (
                ("nonconformity", "不合格事项 points"),
                ("measures", "处置措施 measures"),
            )
            if column not in data
        ]
        if missing:
            yield FAILED_WITHOUT_MEASURES.broken(missing="; ".join(missing))
    if "refused_quantity" in data and conclusion != "pending":
        rest = Decimal(data["quantity"]) - Decimal(accepted) - Decimal(data["refused_quantity"])
        if rest > ZERO:
            yield REFUSED_ARITHMETIC.broken(
                quantity=data["quantity"],
                accepted=accepted,
                refused=data["refused_quantity"],
                rest=plain(rest),
            )


def _expired(data: dict[str, Any], on: str) -> Iterator[Breach]:
    expires = data.get("expiry_date")
    if expires is not None and expires < on:
        yield EXPIRED_ACCEPTED.broken(
            product_code=data["product_code"], lot=data.get("lot", "—"), expiry_date=expires, on=on
        )


def _lapsed_when_made(
    data: dict[str, Any], on: str, versions: Mapping[str, Version], state: State, context: Context
) -> Iterator[Breach]:
    """Judge goods that were accepted by their registration on the day on which they were made.

    On import this only warns, unless a setting requires it: the sale of such goods is the finding (M-11).
    """
    code, made = data["product_code"], data.get("production_date")
    register = state.register("products", code) if made is not None else None
    if made is None or register is None or not register.known:
        return
    file = register.nearest(context.start_of(made)).data
    since, until = file.get("registration_valid_from"), file.get("registration_valid_until")
    if (since is not None and made < since) or (until is not None and made > until):
        breach = LAPSED_WHEN_MADE.broken(
            product_code=code, production_date=made, valid_from=since or "—", valid_until=until or "—"
        )
        required = mode(LAPSED_WHEN_MADE, on, facts_of(data, versions), state) == "required"
        yield breach if context.live or required else replace(breach, warning=True)


def _cold(
    data: dict[str, Any], on: str, versions: Mapping[str, Version], state: State, *, some: bool
) -> Iterator[Breach]:
    """Judge the transport of refrigerated goods: its papers, and whether it kept the product's range."""
    product = versions["products"].data
    missing = [title for columns, title in _COLD if not any(one in data for one in columns)]
    if missing and binds(COLD_PAPERS, on, facts_of(data, versions), state):
        yield COLD_PAPERS.broken(product_code=data["product_code"], missing="; ".join(missing))
    limits = permitted(product)
    measured = [
        ("在途温度 transit temperature", one) for one in numbers_in(data.get("transit_temperature", ""))
    ]
    if "arrival_temperature" in data:
        measured.append(("到货温度 arrival temperature", data["arrival_temperature"]))
    for what, temperature in measured if some else ():
        if limits.excludes(temperature):
            yield COLD_ACCEPTED.broken(
                product_code=data["product_code"],
                low=limits.low or "—",
                high=limits.high or "—",
                what=what,
                temperature=temperature,
                accepted=data["accepted_quantity"],
            )
            return


def _dropped(data: dict[str, Any]) -> Iterator[Breach]:
    """Judge a direct shipment: accepted where it arrived, by somebody named, on the day it arrived."""
    wrong = [
        text
        for broken, text in (
            ("acceptance_place" not in data, "没有验收地点 no place"),
            ("inspector" not in data, "没有验收人员 no inspector"),
            (
                data.get("accepted_on", data["received_on"]) != data["received_on"],
                "不是当日验收 on another day",
            ),
        )
        if broken
    ]
    if wrong:
        yield DROP_ACCEPTANCE.broken(receipt_no=data["receipt_no"], what="; ".join(wrong))


def _purchased(data: dict[str, Any], state: State) -> Iterator[Breach]:
    """Judge a receipt against the purchase that it names, where that is recorded."""
    number = data.get("purchase_no")
    if number is None:
        return
    suppliers = counted(state, "bought", number)
    if not suppliers:
        return
    if data["supplier_code"] not in suppliers:
        yield OTHER_PURCHASE.broken(
            purchase_no=number,
            what="供货者 supplier",
            expected=", ".join(sorted(suppliers)),
            got=data["supplier_code"],
        )
    elif not amount(state, "bought", number, data["product_code"]):
        yield OTHER_PURCHASE.broken(
            purchase_no=number, what="产品 product", expected="采购单所列 as bought", got=data["product_code"]
        )
