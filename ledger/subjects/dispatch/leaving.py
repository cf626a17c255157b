"""Deciding on what leaves: the outbound check and the transport, each against the sale it names."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from typing import Any, Final

from ledger.deciding.decision import Command, Context
from ledger.deciding.rule import Breach
from ledger.deciding.rule_settings import binds, facts_of
from ledger.names import serials_of
from ledger.state.blocks import blocks_on
from ledger.state.entries import Lot, State, Version, lot_key
from ledger.state.quantities import ZERO, plain
from ledger.state.ranges import permitted
from ledger.state.tallies import amount
from ledger.subjects.dispatch.rules import (
    COLD_SHIPMENT_PAPERS,
    COLD_SHIPMENT_RANGE,
    DELIVERY_NOTE,
    MORE_THAN_SOLD,
    NOT_CHECKED_OUT,
    OUTBOUND_EXPIRED,
    OUTBOUND_HELD,
    PASSED_THOUGH_FAILED,
    QUALITY_NOT_TOLD,
)
from ledger.subjects.dispatch.sale_match import Line, of_sale, sale_lines

_POINTS: Final = (
    ("packaging_ok", "包装不完好 packing damaged"),
    ("label_ok", "标签不符 label does not match"),
    ("validity_ok", "不在有效期内 past its validity"),
)
_LEAVING: Final = frozenset({"sale", "consignment", "replenishment"})


def judge_outbound(
    command: Command, state: State, context: Context, _versions: dict[str, Version]
) -> tuple[list[Breach], list[Breach]]:
    """Judge an outbound check; the line of the sale it names is filled in."""
    data = command.data
    passed = data["check_result"] == "passed"
    lines = sale_lines(data, state)
    if lines is not None:
        fitting, integrity = of_sale(data, lines)
        if fitting and passed:
            integrity = _no_more_than_sold(data, fitting, state)
        if integrity:
            return integrity, []
        if fitting:
            data.setdefault("sale_line", fitting[0][0])
    if not passed:
        return [], list(_told(data))
    return [], [
        *_points(data),
        *_expired(data, state),
        *_held(data, data["outbound_on"], state, context),
    ]


def _no_more_than_sold(data: dict[str, Any], fitting: list[Line], state: State) -> list[Breach]:
    """Choose the first line that has room for the quantity; tell of the last one if none has."""
    number, quantity = data["sale_no"], Decimal(data["quantity"])
    for line, record in fitting:
        outbound = amount(state, "passed", "sale", number, line) + quantity
        if outbound <= Decimal(record.body.quantity):
            data["sale_line"] = line
            return []
    return [
        MORE_THAN_SOLD.broken(sale_no=number, line=line, sold=record.body.quantity, outbound=plain(outbound))
    ]


def _points(data: dict[str, Any]) -> Iterator[Breach]:
    failed = [title for column, title in _POINTS if data.get(column) is False]
    if data.get("inspection_verdict", "conforming") != "conforming":
        failed.append(f"检验结论 verdict {data['inspection_verdict']}")
    if failed:
        yield PASSED_THOUGH_FAILED.broken(
            outbound_no=data["outbound_no"], line=data["line"], what="; ".join(failed)
        )


def _expired(data: dict[str, Any], state: State) -> Iterator[Breach]:
    known: Lot | None = state.get(lot_key(data["product_code"], data["lot"])) if "lot" in data else None
    expires = data.get("expiry_date") or (known.expires if known is not None else None)
    if expires is not None and expires < data["outbound_on"]:
        yield OUTBOUND_EXPIRED.broken(
            product_code=data["product_code"],
            lot=data.get("lot", "—"),
            expiry_date=expires,
            on=data["outbound_on"],
        )


def _held(data: dict[str, Any], on: str, state: State, context: Context) -> Iterator[Breach]:
    """Judge the holds and vetoes on the goods and on the customer."""
    blocks = blocks_on(
        state,
        on,
        context,
        product=data["product_code"],
        lot=data.get("lot"),
        serials=serials_of(data),
        customer=data.get("customer_code"),
    )
    for (_, number), block in {(one.table, one.number): one for one in blocks}.items():
        goods = block.product is not None
        code = data["product_code"] if goods else data["customer_code"]
        what = "产品 product" if goods else "客户 customer"
        yield OUTBOUND_HELD.broken(what=what, code=code, block=number, on=on)


def _told(data: dict[str, Any]) -> Iterator[Breach]:
    missing = [
        title
        for column, title in (
            ("finding", "异常情况 reason"),
            ("quality_told_at", "报告质量管理机构时间 when quality was told"),
        )
        if column not in data
    ]
    if missing:
        yield QUALITY_NOT_TOLD.broken(
            outbound_no=data["outbound_no"], line=data["line"], missing="; ".join(missing)
        )


def judge_shipment(
    command: Command, state: State, context: Context, versions: dict[str, Version]
) -> tuple[list[Breach], list[Breach]]:
    """Judge a transport line."""
    data = command.data
    leaving = data.get("shipment_kind", "sale") in _LEAVING
    lines = sale_lines(data, state)
    fitting: list[Line] = []
    if lines is not None:
        fitting, integrity = of_sale(data, lines)
        if integrity:
            return integrity, []
    found: list[Breach] = []
    if leaving:
        found += _checked_out(data, fitting, versions, state)
        found += _held(data, data["shipped_on"], state, context)
        found += _delivery_note(data, fitting, context)
    product = versions.get("products")
    if product is not None and product.data.get("cold_chain"):
        found += _cold(data, product.data, versions, state)
    return [], found


def _checked_out(
    data: dict[str, Any], fitting: list[Line], versions: Mapping[str, Version], state: State
) -> Iterator[Breach]:
    """Judge whether what is shipped passed the outbound check that covers it."""
    number, code = data.get("outbound_no"), data["product_code"]
    blocked = False
    if number is not None:
        passed = amount(state, "passed", "check", number, code)
        blocked = bool(amount(state, "blocked", "check", number, code))
    else:
        sale = data.get("sale_no")
        passed = sum((amount(state, "passed", "sale", sale, line) for line, _ in fitting), ZERO)
    if passed >= Decimal(data["quantity"]):
        return
    if blocked or passed or binds(NOT_CHECKED_OUT, data["shipped_on"], facts_of(data, versions), state):
        named = number or data.get("sale_no", "—")
        detail = f"{named}: {plain(passed)} < {data['quantity']}"
        yield NOT_CHECKED_OUT.broken(shipment_no=data["shipment_no"], product_code=code, named=detail)


def _delivery_note(data: dict[str, Any], fitting: Iterable[Line], context: Context) -> Iterator[Breach]:
    """Judge a direct shipment, which its own delivery note must go with."""
    if "delivery_note_no" in data:
        return
    for _, record in fitting:
        sale = context.stored(record.position)["data"]
        direct = sale.get("drop_shipment") or sale.get("sale_mode") == "drop_shipment"
        if direct and "delivery_note_no" not in sale:
            document = f"运输单 shipment {data['shipment_no']}"
            yield DELIVERY_NOTE.broken(sale_no=data["sale_no"], document=document)
            return


def _cold(
    data: dict[str, Any], product: Mapping[str, Any], versions: Mapping[str, Version], state: State
) -> Iterator[Breach]:
    """Judge refrigerated transport: its temperatures and times, and whether it kept the product's range."""
    asked = [("loaded_temperature", "装车温度 loading temperature"), ("departed_at", "启运时间 departure")]
    if {"arrived_at", "arrival_temperature", "received_by", "signed_on"} & data.keys():
        asked += [("arrival_temperature", "到货温度 arrival temperature"), ("arrived_at", "送达时间 arrival")]
    missing = [title for column, title in asked if column not in data]
    named = {"product_code": data["product_code"], "shipment_no": data["shipment_no"]}
    if missing and binds(COLD_SHIPMENT_PAPERS, data["shipped_on"], facts_of(data, versions), state):
        yield COLD_SHIPMENT_PAPERS.broken(**named, missing="; ".join(missing))
    limits = permitted(product)
    for column, what in (
        ("loaded_temperature", "装车温度 loading"),
        ("arrival_temperature", "到货温度 arrival"),
    ):
        if column in data and limits.excludes(data[column]):
            yield COLD_SHIPMENT_RANGE.broken(
                **named, low=limits.low or "—", high=limits.high or "—", what=what, temperature=data[column]
            )
            return
