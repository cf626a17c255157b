"""The tables of which the service archive tells, and which of their columns."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class MatterSource:
    """A table of which the archive tells.

    Attributes:
        table: Its key.
        kind: What its records are in the life of a unit.
        told: Columns that make its line; of a stage of a case all that it carries.
        result: Columns of which the first that is given is what came of it.
        only: A column and the values that its rows must have one of.
        since: Of a register, columns of which the first that is given is the day it begins with.
    """

    table: str
    kind: str
    told: tuple[str, ...] = ()
    result: tuple[str, ...] = ()
    only: tuple[str, tuple[str, ...]] | None = None
    since: tuple[str, ...] = ()


FACTS: Final = (
    MatterSource("sales", "sold", ("quantity", "unit", "warranty_until")),
    MatterSource(
        "service_records",
        "serviced",
        ("service_kind", "problem", "service_content", "parts_used"),
        ("service_result",),
    ),
    MatterSource("returns", "returned", ("quantity", "reason", "nonconformity"), ("disposition",)),
    MatterSource(
        "exchanges",
        "exchanged",
        ("quantity", "reason", "replacement_product_code", "replacement_lot", "replacement_serial"),
    ),
    MatterSource(
        "quality_trackings", "checked", ("tracking_method", "usage_situation", "problem"), ("quality_status",)
    ),
)
CASES: Final = (
    MatterSource("repairs", "serviced", result=("repair_result", "conclusion", "repair_effect")),
    MatterSource("visits", "serviced", result=("handling", "improvement", "decision")),
    MatterSource("complaints", "complaint", result=("answer", "tracking_result", "outcome")),
    MatterSource("surveys", "serviced", result=("handling", "improvement")),
    MatterSource("feedbacks", "serviced", result=("answer", "improvement")),
    MatterSource("adverse_events", "adverse_event", result=("evaluation_result", "report_code")),
)
REGISTERS: Final = (
    MatterSource(
        "warranties",
        "serviced",
        ("accepted_on", "warranty_months", "warranty_until", "warranty_scope"),
        since=("accepted_on",),
    ),
    MatterSource(
        "contracts",
        "serviced",
        ("contract_kind", "valid_from", "valid_until", "after_sales_duties", "warranty_scope"),
        only=("contract_kind", ("maintenance", "service_outsourcing")),
        since=("valid_from", "signed_on"),
    ),
)
