"""返修退回及借出物品清单: what is neither sold stock nor in its place, its age and next step (S0-4, S4-I).

=================  ===============================================================================
kind               which goods, and since when
=================  ===============================================================================
repair_return      the customer's unit, in our hands: since the take-back (or since it was brought
                   to the counter), until the customer has it again; returned goods under repair
at_manufacturer    the same unit at the factory: since it was sent
loaner             ours, at a customer: lent in a repair or on a consignment of kind loan
returned_goods     came back and waits: for its inspection, its decision, or to be disposed of
clinical_choice    out for a clinic to choose from, not used and not back
sample             out as a sample, for a trial or on an exhibition
=================  ===============================================================================

A unit that was exchanged or refunded in a repair is not the customer's any more: what came back of it is told
by the return or the exchange.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any, Final

from projections.answers.returns.custody_goods import exchanged, out_on_consignment, returned, under_way
from projections.answers.returns.custody_repairs import of_repairs
from projections.reading.query import Query
from projections.reading.select import columns_of, in_force, in_order

_VIEW: Final = "custody_items"
_KINDS: Final = (
    *("repair_return", "at_manufacturer", "loaner", "returned_goods", "clinical_choice", "sample"),
)
_NAMES: Final = (
    ("product_code", "products", (("product_name", "name"), ("model", "model"))),
    ("customer_code", "customers", (("customer_name", "name"),)),
)


def rows(query: Query) -> Iterator[dict[str, Any]]:
    """Yield the goods out of place, by kind, then by number and line."""
    found = [
        *of_repairs(query),
        *returned(query),
        *under_way(query),
        *exchanged(query),
        *out_on_consignment(query),
    ]
    found.sort(key=lambda row: (_KINDS.index(row["custody_kind"]), row["source_no"], row["line"]))
    _complete(query, found)
    keys = columns_of(_VIEW)
    for row in found:
        yield in_order(keys, row | {"days": _age(row["since"], query.today)})


def _age(since: str | None, today: str) -> int | None:
    return (date.fromisoformat(today) - date.fromisoformat(since)).days if since else None


def _complete(query: Query, found: list[dict[str, Any]]) -> None:
    """Take from the registers what the records do not name themselves."""
    for column, register, pairs in _NAMES:
        known = in_force(query, register, {row.get(column) for row in found})
        for row in found:
            source = known.get(row.get(column) or "", {})
            for key, origin in pairs:
                row[key] = row.get(key) or source.get(origin)
    for row in found:
        if row["custody_kind"] in {"loaner", "clinical_choice", "sample"}:
            row["holder"] = f"客户 {row['customer_name'] or row['customer_code']}"
