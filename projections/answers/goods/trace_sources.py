"""Which records a trace sheet tells of, and which of their columns say who, where and with what verdict."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from ledger.events import catalogue
from projections.tables.record_tables import STAGE

RECEIPTS, PURCHASES, EXCHANGES, SALES = "receipts", "purchases", "exchanges", "sales"
# What is recorded otherwise than as conforming, nonconforming or pending.
VERDICTS = {"passed": "conforming", "blocked": "nonconforming", "doubtful": "pending"}
VERDICTS |= dict.fromkeys(("damaged", "expired"), "nonconforming")
_SHARED = (
    "product_code",
    "product_name",
    "lot",
    "serial",
    "lots",
    "serials",
    "udi",
    "location_code",
    "voucher_nos",
    "customer_code",
    "supplier_code",
    "purchase_no",
    STAGE,
)
_GOODS = ("product_code", "lot", "serial")
# What a stage of a case is, where it is not what its case is.
_ROLES = {
    ("delivery_discrepancies", "replenished"): "shipped",
    ("repairs", "inspected"): "checked",
    ("repairs", "loaner_issued"): "consigned",
    ("repairs", "loaner_returned"): "returned",
    ("nonconformities", "confirmed"): "checked",
    ("nonconformities", "decided"): "disposed",
    ("nonconformities", "disposed"): "disposed",
    ("nonconformities", "closed"): "disposed",
}


@dataclass(frozen=True)
class TraceSource:
    """One of the tables.

    Attributes:
        table: Its key.
        role: What its records are in the life of the goods.
        handlers: Columns that name who did it, the first that is given counts.
        parties: Columns with the name of the other side.
        verdict: The column with the verdict.
        whole: Whether what it says of a lot it says of every unit in it.
        given: What the columns begin with that name further goods of the same record.
        given_in: Of a case, the stages that are about those further goods, and about them alone.
    """

    table: str
    role: str
    handlers: tuple[str, ...] = ()
    parties: tuple[str, ...] = ("customer_name", "supplier_name")
    verdict: str = "conclusion"
    whole: bool = False
    given: str = ""
    given_in: tuple[str, ...] = ()

    @cached_property
    def is_case(self) -> bool:
        """Whether its rows are stages."""
        return catalogue.table(self.table).kind == "case"

    @cached_property
    def has_lists(self) -> bool:
        """Whether its records may name several lots or units in lists."""
        return not {"lots", "serials"}.isdisjoint(catalogue.table(self.table).by_key)

    @cached_property
    def is_plain(self) -> bool:
        """Whether its records are facts that name goods in columns of their own alone."""
        return not (self.is_case or self.given or self.has_lists)

    @cached_property
    def number(self) -> str:
        """The column with the number of the document."""
        return catalogue.table(self.table).identity[0]

    @cached_property
    def columns(self) -> tuple[str, ...]:
        """The stored columns to read."""
        there = set(catalogue.table(self.table).by_key) | ({STAGE} if self.is_case else set())
        wanted = (
            *catalogue.table(self.table).identity,
            *_SHARED,
            *self.handlers,
            *self.parties,
            self.verdict,
        )
        wanted += tuple(f"{self.given}{name}" for name in _GOODS) if self.given else ()
        return tuple(name for name in dict.fromkeys(wanted) if name in there)

    def role_of(self, stage: str | None) -> str:
        """Return what a record is in the life of the goods, of a case by its stage."""
        return _ROLES.get((self.table, stage or ""), self.role)


SOURCES: Sequence[TraceSource] = (
    TraceSource(PURCHASES, "received", ("purchaser",), ("supplier_name",)),
    TraceSource(RECEIPTS, "received", ("inspector", "receiver"), ("supplier_name",), whole=True),
    TraceSource("putaways", "put_away", ("storekeeper",), verdict="quality_status", whole=True),
    TraceSource("inspection_reports", "checked", ("inspector", "reviewer"), ("institution",), whole=True),
    TraceSource("stock_checks", "checked", ("checker",), whole=True),
    TraceSource("stocktakes", "checked", ("checker", "reviewer"), whole=True),
    TraceSource("outbound_checks", "checked", ("checker",), verdict="check_result"),
    TraceSource("shipments", "shipped", parties=("customer_name", "carrier_name")),
    TraceSource(SALES, "sold", ("seller",)),
    TraceSource("returns", "returned", ("receiver", "inspector"), ("customer_name",), "quality_status"),
    TraceSource(EXCHANGES, "exchanged", ("handler", "approver"), given="replacement_"),
    TraceSource("disposals", "disposed", ("done_by", "decided_by"), ("supplier_name", "contractor")),
    TraceSource("service_records", "serviced", ("technician",)),
    TraceSource(
        "repairs",
        "serviced",
        ("inspector", "released_by", "technician", "first_responder"),
        given="loaner_",
        given_in=("loaner_issued", "loaner_returned"),
    ),
    TraceSource("warranties", "serviced", ("handler",)),
    TraceSource("quality_trackings", "checked", ("handler",), verdict="quality_status"),
    TraceSource("consignments", "consigned", ("handler",)),
    TraceSource("delivery_discrepancies", "complaint", ("first_responder", "investigator")),
    TraceSource("quality_incidents", "complaint", ("handler", "investigator", "decided_by"), whole=True),
    TraceSource("quality_holds", "held", ("decided_by", "released_by"), whole=True),
    TraceSource("quality_vetoes", "held", ("decided_by", "acknowledged_by", "released_by"), whole=True),
    TraceSource(
        "nonconformities", "held", ("finder", "confirmed_by", "decided_by", "supervised_by"), whole=True
    ),
)
