"""The warranty of a unit: which one counts, on which days, and what it does not cover (S4-I 措施-1, P-25).

It runs from the qualified acceptance for the months agreed, or to the day that its row names. The row that
the repair names counts; else the one of the unit, else the one of the sale line; else what the sale promised,
or made by the contract or the product's file. A sale that is not named is the one that the unit is out on.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final, NamedTuple

from ledger.clocks.months import months_after
from ledger.deciding.decision import Context
from ledger.deciding.warranty_ends import made_by_sale
from ledger.phrases import Said
from ledger.state.entries import Record
from ledger.state.holdings import SALES, of_unit
from ledger.state.indexes import in_force
from ledger.state.kinds import SEPARATOR
from ledger.state.repository import State
from ledger.subjects.repairs.phrases import WARRANTY_OF_SALE, WARRANTY_ROW

EXCLUDED: Final = frozenset(
    {"improper_use", "human", "natural_disaster", "earthquake", "lightning", "insects"}
)
"""Causes that no warranty covers: human ones and force majeure (S4-I 措施-1; S2-A 五3)."""


class Term(NamedTuple):
    """The days of a warranty, the last one included, and where that is written."""

    source: Said
    since: str
    until: str

    def holds(self, day: str) -> bool:
        """Return whether a day lies within it."""
        return self.since <= day <= self.until


def is_covered(repair: Mapping[str, Any]) -> bool | None:
    """Return whether the warranty covers a fault; None where warranty or cause is not known."""
    if repair.get("cause_class") in EXCLUDED or repair.get("in_warranty") is False:
        return False
    if repair.get("in_warranty") is None or repair.get("cause_class", "unknown") == "unknown":
        return None
    return True


def term(unit: Mapping[str, Any], day: str, state: State, context: Context) -> Term | None:
    """Return the warranty that counts for a unit on a day; None where none is registered.

    Args:
        unit: Says which: `warranty_no`, `product_code` with `serial`, `sale_no` with `sale_line`.
        day: The day on which the fault was reported.
        state: What is known.
        context: What may be asked.
    """
    terms = [_term(row) for row in _rows(unit, context.start_of(day), state)]
    if terms:
        return next((one for one in terms if one.holds(day)), terms[0])
    return _of_sale(_with_sale(unit, day, state), state, context)


def _rows(unit: Mapping[str, Any], at: str, state: State) -> Iterator[Mapping[str, Any]]:
    """Yield the rows of the register that are about a unit, by the closest name there is."""
    if "warranty_no" in unit:
        register = state.register("warranties", unit["warranty_no"])
        if register is not None and register.known:
            yield register.nearest(at).data
            return
    rows = []
    if "serial" in unit and "product_code" in unit:
        named = {"product_code": unit["product_code"], "serial": unit["serial"]}
        rows = [version.data for version in in_force(state, "warranties", at, **named)]
    if not rows and "sale_no" in unit:
        of_sale = (version.data for version in in_force(state, "warranties", at, sale_no=unit["sale_no"]))
        rows = [row for row in of_sale if _same(row, unit)]
    yield from rows


def _same(row: Mapping[str, Any], unit: Mapping[str, Any]) -> bool:
    """Return whether nothing says that a row of the same sale is about other goods."""
    units = row.get("serial", "").split(";")
    if "serial" in row and "serial" in unit and unit["serial"] not in units:
        return False
    return all(
        column not in row or column not in unit or row[column] == unit[column]
        for column in ("product_code", "sale_line", "lot")
    )


def _term(row: Mapping[str, Any]) -> Term:
    since = row["accepted_on"]
    until = row.get("warranty_until") or months_after(since, int(row["warranty_months"]))
    if row.get("status", "active") != "active":
        until = ""
    return Term(WARRANTY_ROW.with_(number=row["warranty_no"]), since, until)


def _with_sale(unit: Mapping[str, Any], day: str, state: State) -> Mapping[str, Any]:
    """Return a unit with the sale line that it was out on, where it names none."""
    if "sale_no" in unit or "serial" not in unit or "product_code" not in unit:
        return unit
    held = of_unit(state, unit["product_code"], unit["serial"], day)
    table, *line = held.name.split(SEPARATOR) if held is not None else ("",)
    return {**unit, "sale_no": line[0], "sale_line": int(line[1])} if table == SALES else unit


def _of_sale(unit: Mapping[str, Any], state: State, context: Context) -> Term | None:
    """Return the warranty that a sale line promised or made."""
    if "sale_no" not in unit:
        return None
    for key, record in state.lines("sales", unit["sale_no"]):
        if _sells(key, record, unit):
            sale = context.stored(record.position)["data"]
            at = context.start_of(sale["sold_on"])
            register = state.register("products", sale["product_code"])
            product = register.nearest(at) if register is not None and register.known else None
            sale = {**sale, **made_by_sale(sale, product, context.start_of, state)}
            if "warranty_until" in sale:
                source = WARRANTY_OF_SALE.with_(number=sale["sale_no"])
                return Term(source, sale["sold_on"], sale["warranty_until"])
    return None


def _sells(key: str, record: Record, unit: Mapping[str, Any]) -> bool:
    if not record.position or record.body.product != unit.get("product_code"):
        return False
    if "sale_line" in unit and not key.endswith(f"{SEPARATOR}{unit['sale_line']}"):
        return False
    return not record.body.serials or unit.get("serial") in {None, *record.body.serials}
