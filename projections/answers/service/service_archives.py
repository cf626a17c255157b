"""售后服务档案: all that was done for a customer, in time order (S4-I 措施-6, S4-B §5, GSP §104; R-48).

Sales, warranties and maintenance contracts, services, repairs stage by stage, visits, complaints, returns,
exchanges, quality tracking, opinion cards, feedback and adverse events: one row for each record, and for each
unit that it names. Beside them stand the acceptance and the warranty of the unit, as the register has them.

Rows come by customer, then in the order in which things happened. The filters customer_code and product_code
are looked up where the records lie, and one row too many is left to whoever asks.
"""

from __future__ import annotations

from collections.abc import Iterator
from heapq import merge
from typing import Any, Final

from ledger import clock
from projections.answers.service.service_matters import (
    CASES,
    FACTS,
    REGISTERS,
    Matter,
    of_cases,
    of_facts,
    of_registers,
)
from projections.answers.service.service_units import Names, Warranties
from projections.reading.query import Query
from projections.reading.select import columns_of, in_order

_VIEW: Final = "service_archives"


def rows(query: Query) -> Iterator[dict[str, Any]]:
    """Yield the archive."""
    keys, names, warranties = columns_of(_VIEW), Names(query), Warranties(query)
    streams = [of_facts(query, one) for one in FACTS]
    streams += [of_cases(query, one) for one in CASES]
    streams += [of_registers(query, one) for one in REGISTERS]
    for found in merge(*streams, key=_place):
        for serial in (found.row["serial"] or "").split(";"):
            unit = found.row | {"serial": serial or None}
            yield in_order(keys, _row(query, found, unit, names, warranties))


def _place(found: Matter) -> tuple[str, str, int]:
    return (found.row["customer_code"] or "", found.at, found.row["position"])


def _row(
    query: Query, found: Matter, unit: dict[str, Any], names: Names, warranties: Warranties
) -> dict[str, Any]:
    customer, product = unit["customer_code"], unit["product_code"]
    return {
        **{key: unit[key] for key in ("customer_code", "product_code", "lot", "serial")},
        "customer_name": unit["customer_name"] or names.of("customers", customer),
        "product_name": unit["product_name"] or names.of("products", product),
        **warranties.of(unit),
        "happened_at": clock.shown(found.at or unit["record_time"], query.zone),
        "matter_kind": found.kind,
        "doc_no": found.number,
        "summary": found.summary,
        "result": found.result,
        "technician": found.technician,
        "satisfaction": unit.get("satisfaction"),
        "voucher_nos": unit.get("voucher_nos"),
        "event_position": unit["position"],
    }
