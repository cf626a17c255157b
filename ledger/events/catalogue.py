"""The catalogue: which event types and tables there are, loaded only when asked for."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from ledger.events.base import Event, Table

# table key, stored event type, module under ledger.events, class
ENTRIES: tuple[tuple[str, str, str, str], ...] = (
    ("products", "product_registered", "products", "ProductRegistered"),
    ("customers", "customer_registered", "parties", "CustomerRegistered"),
    ("suppliers", "supplier_registered", "parties", "SupplierRegistered"),
    ("staff", "staff_registered", "people", "StaffRegistered"),
    ("receipts", "goods_received", "supply", "GoodsReceived"),
    ("sales", "goods_sold", "sales", "GoodsSold"),
    ("returns", "goods_returned", "returns", "GoodsReturned"),
    ("voids", "record_voided", "corrections", "RecordVoided"),
)
_BY_TABLE = {entry[0]: entry for entry in ENTRIES}
_BY_TYPE = {entry[1]: entry for entry in ENTRIES}
TABLE_KEYS: tuple[str, ...] = tuple(_BY_TABLE)


@cache
def event_class(event_type: str) -> type[Event]:
    """Return the class of a stored event type.

    Raises:
        KeyError: No such type is in the catalogue.
    """
    _, _, module, name = _BY_TYPE[event_type]
    return cast("type[Event]", getattr(import_module(f"ledger.events.{module}"), name))


def table(key: str) -> Table:
    """Return the declaration of a table by its key.

    Raises:
        KeyError: No such table is in the catalogue.
    """
    return event_class(_BY_TABLE[key][1]).table


def table_of(event_type: str) -> Table:
    """Return the table whose rows events of this type are.

    Raises:
        KeyError: No such type is in the catalogue.
    """
    return event_class(event_type).table


def tables() -> tuple[Table, ...]:
    """Return every table of the catalogue, in its order."""
    return tuple(table(key) for key in TABLE_KEYS)


# How a column's value becomes a tag: the kind in front of the colon. Lots and serials are qualified by their
# product: `lot:P01/L24`, `serial:P01/SN7`.
TAG_KINDS: dict[str, str] = {
    "product_code": "product",
    "replacement_product_code": "product",
    "loaner_product_code": "product",
    "lot": "lot",
    "lots": "lot",
    "replacement_lot": "lot",
    "serial": "serial",
    "serials": "serial",
    "replacement_serial": "serial",
    "loaner_serial": "serial",
    "udi": "udi",
    "customer_code": "customer",
    "supplier_code": "supplier",
    "sale_no": "sale",
    "purchase_no": "purchase",
    "receipt_no": "receipt",
    "outbound_no": "outbound",
    "shipment_no": "shipment",
    "invoice_no": "invoice",
    "contract_no": "contract",
    "return_no": "return",
    "return_case_no": "return",
    "complaint_no": "complaint",
    "repair_no": "repair",
    "recall_no": "recall",
    "hold_no": "hold",
    "veto_no": "veto",
    "nonconformity_no": "nonconformity",
    "adverse_event_no": "adverse_event",
    "capa_no": "capa",
    "consignment_no": "consignment",
    "warranty_no": "warranty",
    "exchange_no": "exchange",
    "service_no": "service",
    "visit_no": "visit",
    "feedback_no": "feedback",
    "disposal_no": "disposal",
    "part_code": "part",
    "part_lot": "part_lot",
    "part_serial": "part_serial",
    "equipment_code": "equipment",
    "location_code": "location",
    "document_no": "document",
    "voucher_no": "voucher",
    "voucher_nos": "voucher",
    "staff_code": "staff",
    "seller": "staff",
    "purchaser": "staff",
    "inspector": "staff",
    "receiver": "staff",
    "checker": "staff",
    "storekeeper": "staff",
    "technician": "staff",
    "handler": "staff",
    "approver": "staff",
    "reviewer": "staff",
    "business_approver": "staff",
    "quality_approver": "staff",
    "first_responder": "staff",
    "owner": "staff",
    "responsible_staff": "staff",
    "recorder": "staff",
    "issued_by": "staff",
    "invoice_clerk": "staff",
    "adjudicator": "staff",
    "decided_by": "staff",
    "released_by": "staff",
}
