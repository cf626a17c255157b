"""Which business step of CBV 2.0 each fact of the log is, declared once.

A fact becomes an `ObjectEvent` for each thing that it moves: an exchange becomes two, all others one. What
joins goods to a paper (an order, an outbound check, an invoice) is a `TransactionEvent`. The ledger knows
what held goods only where a shipment names its cold box: that is an `AggregationEvent`. What is not here
(complaints, licences, notices) has no event in EPCIS and is kept in the ledger alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

Data = Mapping[str, Any]
OBJECT: Final = "ObjectEvent"
TRANSACTION: Final = "TransactionEvent"
AGGREGATION: Final = "AggregationEvent"


@dataclass(frozen=True, slots=True)
class GoodsColumns:
    """Under which columns a fact names the goods, and how many they are."""

    product: str = "product_code"
    lot: str = "lot"
    serial: str = "serial"
    quantity: str = "quantity"
    identifier: str = "udi"


@dataclass(frozen=True, slots=True)
class Step:
    """One business step.

    Attributes:
        biz_step: Word of CBV 2.0 §7.1.
        disposition: Word of CBV 2.0 §7.2, or None.
        action: `OBSERVE`, `ADD` or `DELETE`.
        source: Who gave the goods: `us`, `customer`, `supplier`, or None where nobody did.
        destination: Who got them, likewise.
        party: `owning_party`, or `possessing_party` where ownership stays.
        papers: Column of the paper's number and its type in CBV 2.0 §7.3; own types have a prefix.
        set: What stays true of the goods from now on.
        unset: What no longer is.
        goods: The columns that name the goods.
        part: Tells two steps of one fact apart; empty for the first.
        event: Type of the EPCIS event.
        parent: Of an aggregation, the column of what holds the goods and its kind.
    """

    biz_step: str | None
    disposition: str | None = None
    action: str = "OBSERVE"
    source: str | None = None
    destination: str | None = None
    party: str = "owning_party"
    papers: tuple[tuple[str, str], ...] = ()
    set: tuple[str, ...] = ()
    unset: tuple[str, ...] = ()
    goods: GoodsColumns = GoodsColumns()
    part: str = ""
    event: str = OBJECT
    parent: tuple[str, str] | None = None


_SALE = (("sale_no", "medledger:sale"), ("invoice_no", "inv"), ("delivery_note_no", "desadv"))
_SHIPMENT = (("shipment_no", "medledger:shipment"), ("waybill_no", "bol"))
_LOAN = GoodsColumns(
    product="loaner_product_code", lot="", serial="loaner_serial", quantity="", identifier=""
)
_CONSIGNED = (("consignment_no", "medledger:consignment"),)
_HOLD = (("hold_no", "medledger:hold"), ("recall_no", "medledger:recall"))
_HELD = GoodsColumns(lot="lots", serial="serials", identifier="")
_GIVEN = GoodsColumns("replacement_product_code", "replacement_lot", "replacement_serial", identifier="")
_REPLENISHED = GoodsColumns(lot="replenish_lot", serial="replenish_serial", quantity="replenished_quantity")

STEPS: Mapping[str, tuple[Step, ...]] = {
    "goods_received": (
        Step(
            "receiving",
            "in_progress",
            source="supplier",
            destination="us",
            papers=(("receipt_no", "recadv"), ("purchase_no", "po"), ("delivery_note_no", "desadv")),
        ),
    ),
    "goods_put_away": (Step("storing", papers=(("putaway_no", "medledger:putaway"),)),),
    "goods_sold": (Step("shipping", "in_transit", source="us", destination="customer", papers=_SALE),),
    "goods_purchased": (Step(None, action="ADD", papers=(("purchase_no", "po"),), event=TRANSACTION),),
    "outbound_checked": (
        Step(
            "staging_outbound",
            action="ADD",
            papers=(("outbound_no", "medledger:outbound"), ("delivery_note_no", "desadv"), _SALE[0]),
            event=TRANSACTION,
        ),
    ),
    "invoice_issued": (
        Step(
            None,
            action="ADD",
            papers=(("invoice_no", "inv"), ("purchase_no", "po"), ("return_no", "rma"), _SALE[0]),
            event=TRANSACTION,
        ),
    ),
    "goods_shipped": (
        Step(
            "packing",
            action="ADD",
            papers=_SHIPMENT,
            part="container",
            event=AGGREGATION,
            parent=("container_no", "container"),
        ),
        Step("departing", "in_transit", papers=_SHIPMENT),
    ),
    "goods_returned": (
        Step(
            "receiving",
            "returned",
            source="customer",
            destination="us",
            papers=(("return_no", "rma"), _SALE[0]),
        ),
    ),
    "unit_exchanged": (
        Step(
            "receiving",
            "returned",
            source="customer",
            destination="us",
            papers=(("exchange_no", "rma"), _SALE[0]),
        ),
        Step(
            "replacing",
            "in_transit",
            source="us",
            destination="customer",
            papers=(("exchange_no", "rma"), _SALE[0]),
            goods=_GIVEN,
            part="replacement",
        ),
    ),
    "discrepancy_replenished": (
        Step(
            "shipping",
            "in_transit",
            source="us",
            destination="customer",
            papers=_SALE[:1],
            goods=_REPLENISHED,
        ),
    ),
    "goods_consigned_out": (
        Step(
            "shipping",
            "in_transit",
            source="us",
            destination="customer",
            party="possessing_party",
            papers=_CONSIGNED,
        ),
    ),
    "consignment_use_confirmed": (
        Step("dispensing", "dispensed", papers=_CONSIGNED, goods=GoodsColumns(quantity="used_quantity")),
    ),
    "consignment_unused_returned": (
        Step(
            "receiving",
            "returned",
            source="customer",
            destination="us",
            party="possessing_party",
            papers=_CONSIGNED,
            goods=GoodsColumns(quantity="unused_quantity"),
        ),
    ),
    "repair_loaner_issued": (
        Step(
            "shipping",
            "in_transit",
            source="us",
            destination="customer",
            party="possessing_party",
            papers=(("repair_no", "medledger:repair"),),
            set=("reserved",),
            goods=_LOAN,
        ),
    ),
    "repair_loaner_returned": (
        Step(
            "receiving",
            "returned",
            source="customer",
            destination="us",
            party="possessing_party",
            papers=(("repair_no", "medledger:repair"),),
            unset=("reserved",),
            goods=_LOAN,
        ),
    ),
    "hold_placed": (Step("holding", "non_sellable_other", papers=_HOLD, set=("unavailable",), goods=_HELD),),
    "hold_released": (
        Step("inspecting", "sellable_accessible", papers=_HOLD, unset=("unavailable",), goods=_HELD),
    ),
    "nonconformity_found": (
        Step(
            "inspecting",
            "non_conformant",
            papers=(("nonconformity_no", "medledger:nonconformity"),),
            set=("unavailable",),
        ),
    ),
    "stock_counted": (
        Step(
            "stock_taking",
            papers=(("stocktake_no", "medledger:stocktake"),),
            goods=GoodsColumns(quantity="counted_quantity"),
        ),
    ),
}
_DISPOSALS = {
    "returned_to_supplier": Step(
        "shipping",
        "returned",
        source="us",
        destination="supplier",
        papers=(("disposal_no", "rma"), ("recall_no", "medledger:recall")),
    ),
    "written_off": Step(
        "decommissioning", "inactive", "DELETE", papers=(("disposal_no", "medledger:disposal"),)
    ),
    "destroyed": Step("destroying", "destroyed", "DELETE", papers=(("disposal_no", "cert"),)),
}
_INVOICES = frozenset(("sales", "purchase", "red"))  # neither services nor money received
TYPES = (*STEPS, "goods_disposed")


_RETAIL: Final = Step("retail_selling", "retail_sold", source="us", destination="customer", papers=_SALE)
_RECALLED: Final = Step("holding", "recalled", papers=_HOLD, set=("recalled",), goods=_HELD)
_NO_LONGER_RECALLED: Final = Step("inspecting", "conformant", papers=_HOLD, unset=("recalled",), goods=_HELD)


def every_step() -> Iterator[Step]:
    """Yield every step that a fact of the log can be."""
    for steps in STEPS.values():
        yield from steps
    yield from (*_DISPOSALS.values(), _RETAIL, _RECALLED, _NO_LONGER_RECALLED)


def steps_of(event_type: str, data: Data) -> tuple[Step, ...]:
    """Return the steps that a fact is, the goods given for others behind those taken back."""
    if event_type == "goods_disposed":
        return (_DISPOSALS[data["disposal_kind"]],)
    steps = STEPS.get(event_type, ())
    if event_type == "goods_sold" and data.get("sale_mode") == "retail":
        return (_RETAIL,)
    if event_type == "invoice_issued" and data["invoice_kind"] not in _INVOICES:
        return ()
    if event_type == "invoice_issued" and data.get("red_of"):
        return (Step(None, action="DELETE", papers=(("red_of", "inv"), *_SALE[:1]), event=TRANSACTION),)
    if event_type == "hold_placed" and data.get("recall_no"):
        return (_RECALLED,)
    if event_type == "hold_released" and data.get("recall_no"):
        return (_NO_LONGER_RECALLED,)
    return steps
