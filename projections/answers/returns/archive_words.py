"""What a page of a return's file says: who acted, what was recorded, which amounts and papers it names."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from ledger import clock
from ledger.events import catalogue
from ledger.events.base import Column
from projections.reading.query import Query
from projections.reading.select import in_force

Row = Mapping[str, Any]
_ACTORS: Final[Mapping[str, tuple[str, ...]]] = {
    "requested": ("first_responder",),
    "origin_matched": ("invoice_clerk",),
    "notice_issued": ("invoice_clerk",),
    "business_approved": ("business_approver",),
    "quality_approved": ("quality_approver",),
    "refused": ("business_approver", "quality_approver"),
    "goods_received": ("receiver",),
    "inspected": ("inspector",),
    "ruled": ("adjudicator",),
    "disposition_decided": ("decided_by",),
    "refund_verified": ("refund_verified_by",),
    "returns": ("inspector",),
    "disposals": ("decided_by", "done_by"),
    "exchanges": ("handler",),
    "invoices": ("invoice_clerk",),
    "vouchers": ("handler",),
    "temperature_readings": ("recorder",),
}
_QUANTITIES: Final = {
    "requested": "quantity",
    "origin_matched": "quantity_out",
    "goods_received": "received_quantity",
}
_REFUNDS: Final = {"refund_requested": "refund_amount", "refund_verified": "refund_verified_amount"}
_PAPERS: Final = ("proof_of_purchase", "temperature_statement", "temperature_record", "voucher_no")
_TOLD: Final[Mapping[str, tuple[str, ...]]] = {
    "returns": ("return_no", "line", "return_kind", "quantity", "reason", "quality_status", "disposition"),
    "disposals": ("disposal_no", "line", "disposal_kind", "quantity", "reason", "place", "method"),
    "exchanges": (
        *("exchange_no", "line", "quantity", "replacement_product_code", "replacement_lot"),
        *("replacement_serial", "reason"),
    ),
    "invoices": ("invoice_no", "line", "invoice_kind", "amount", "red_of", "paid_on", "paid_amount"),
    "vouchers": ("voucher_no", "voucher_kind", "title", "filing_place", "filing_no"),
    "temperature_readings": (
        *("reading_no", "temperature", "temperature_min", "temperature_max", "out_of_range"),
        *("excursion_reason", "measures"),
    ),
}
# what every page of a file shares stands in columns of its own
_SHARED: Final = frozenset(
    {"return_case_no", "customer_code", "customer_name", "product_code", "product_name", "lot", "serial"}
)


@dataclass(slots=True)
class Entry:
    """One page of a file.

    Attributes:
        table: Of which table it is a row.
        stage: Of a case the key of the stage, else the key of the table.
        at: Stored time by which it takes its place.
        row: What it says.
    """

    table: str
    stage: str
    at: str
    row: Row


class Staff:
    """Posts of people, as the roster says at the cut-off."""

    def __init__(self, query: Query) -> None:
        @cache
        def post(code: str) -> str | None:
            row = in_force(query, "staff", [code]).get(code)
            name = row["post"] if row is not None else None
            if name is None:
                return None
            known = in_force(query, "posts", [name]).get(name)
            found: str = known["name"] if known is not None else name
            return found

        self._post = post

    def shown(self, code: str) -> str:
        """Return a person with their post, as far as the roster tells it."""
        post = self._post(code)
        return f"{post} {code}" if post else code


def actor(staff: Staff, entry: Entry) -> str:
    """Return who acted: whoever the page names, else who recorded it."""
    row = entry.row
    codes = [row[key] for key in _ACTORS.get(entry.stage, ()) if row.get(key) is not None]
    return "; ".join(staff.shown(one) for one in dict.fromkeys(codes or [row["recorded_by"]]))


def summary(entry: Entry, zone: str) -> str:
    """Return what a page says, heading by heading, as the form has them."""
    table, row = catalogue.table(entry.table), entry.row
    keys = _TOLD.get(entry.table) or tuple(table.by_key)
    told = [
        f"{table.by_key[key].zh}：{_shown(table.by_key[key], row[key], zone)}"
        for key in keys
        if key not in _SHARED and row.get(key) is not None
    ]
    titles = {one.key: one.zh for one in table.stages}
    return f"{titles.get(entry.stage, table.zh)}　{'；'.join(told)}".strip()


def amounts(entry: Entry) -> dict[str, Any]:
    """Return the quantity and the refund that a page is about."""
    row, case = entry.row, entry.table == "return_cases"
    quantity = _QUANTITIES.get(entry.stage) if case else "quantity"
    refund = _REFUNDS.get(entry.stage) if case else "refund_amount"
    return {
        "quantity": row.get(quantity) if quantity else None,
        "refund_amount": row.get(refund) if refund else None,
    }


def papers_of(row: Row) -> list[str]:
    """Return the numbers of the papers that a page names, each once."""
    named = [row.get(key) for key in _PAPERS]
    return list(dict.fromkeys(one for one in (*(row.get("voucher_nos") or ()), *named) if one is not None))


def _shown(column: Column, value: Any, zone: str) -> str:
    labels = {one.key: one.zh for one in column.values}
    if isinstance(value, list):
        return "、".join(labels.get(one, str(one)) for one in value)
    if isinstance(value, bool):
        return "是" if value else "否"
    if column.type == "datetime" and len(value) == clock.WIDTH:
        return str(clock.shown(value, zone))
    return labels.get(value, str(value))
