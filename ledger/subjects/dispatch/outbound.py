"""Deciding on outbound checks: each of the sale it names, complete, in date, and not held."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any, Final

from ledger.deciding.rule import Breach
from ledger.deciding.sale_lines import Difference, SaleLine
from ledger.deciding.situation import Situation
from ledger.deciding.subject import Filled
from ledger.names import serials_of
from ledger.phrases import Part
from ledger.state.blocks import blocks_on
from ledger.state.lots import earliest_expiry
from ledger.state.quantities import plain
from ledger.state.tallies import amount
from ledger.subjects.dispatch import phrases
from ledger.subjects.dispatch.rules import (
    MORE_THAN_SOLD,
    OTHER_THAN_SOLD,
    OUTBOUND_EXPIRED,
    OUTBOUND_HELD,
    PASSED_THOUGH_FAILED,
    QUALITY_NOT_TOLD,
)
from ledger.subjects.dispatch.sale_match import sale_match

_POINTS: Final = (
    ("packaging_ok", phrases.PACKING_DAMAGED),
    ("label_ok", phrases.LABEL_DIFFERS),
    ("validity_ok", phrases.PAST_VALIDITY),
)
_TOLD: Final = (("finding", phrases.REASON), ("quality_told_at", phrases.QUALITY_TOLD))


def fill_outbound(s: Situation) -> Filled:
    """Return the line of the sale that an outbound check is of, where it names the sale alone.

    It is the first one of these goods; if they passed, the first that has room for them. Where none has, the
    line stays open, for the judge to tell.
    """
    lines = sale_match(s.row, s.state).lines
    if s.row["check_result"] == "passed":
        lines = [line for line in lines if not _too_many(s, line)]
    return Filled(columns={"sale_line": lines[0].line} if lines else {})


def judge_outbound(s: Situation) -> Iterator[Breach]:
    """Judge an outbound check; of one that is not of its sale, nothing else is asked."""
    passed = s.row["check_result"] == "passed"
    lines, different = sale_match(s.row, s.state)
    if different is not None:
        yield other_than_sold(s, different)
    elif passed and lines and all(_too_many(s, line) for line in lines):
        last = lines[-1]
        yield MORE_THAN_SOLD.broken(
            sale_no=s.row["sale_no"],
            line=last.line,
            sold=last.sale.quantity,
            outbound=plain(_checked_out(s, last.line)),
        )
    elif passed:
        yield from _points(s.row)
        yield from _expired(s)
        yield from judge_held(s, s.row["outbound_on"])
    else:
        yield from _quality_told(s.row)


def other_than_sold(s: Situation, different: Difference) -> Breach:
    """Return that what leaves is not of the sale it names."""
    what, expected, got = different
    return OTHER_THAN_SOLD.broken(sale_no=s.row["sale_no"], what=what, expected=expected, got=got)


def _checked_out(s: Situation, line: int) -> Decimal:
    """Return how much passes the outbound check for a sale line, this row included."""
    return amount(s.state, "passed", "sale", s.row["sale_no"], line) + Decimal(s.row["quantity"])


def _too_many(s: Situation, line: SaleLine) -> bool:
    """Return whether more would be checked out on a sale line than was sold on it."""
    return _checked_out(s, line.line) > Decimal(line.sale.quantity)


def _points(row: Mapping[str, Any]) -> Iterator[Breach]:
    """Judge whether what passed has a point that failed (GSP §87)."""
    failed: list[Part] = [failure for column, failure in _POINTS if row.get(column) is False]
    if row.get("inspection_verdict", "conforming") != "conforming":
        failed.append(phrases.VERDICT.with_(verdict=row["inspection_verdict"]))
    if failed:
        yield PASSED_THOUGH_FAILED.broken(
            outbound_no=row["outbound_no"], line=row["line"], what=tuple(failed)
        )


def _expired(s: Situation) -> Iterator[Breach]:
    """Judge the last day of the goods, given or known of their lot."""
    row = s.row
    lot = s.state.lot(row["product_code"], row["lot"]) if "lot" in row else None
    expires = earliest_expiry(row.get("expiry_date"), lot)
    if expires is not None and expires < row["outbound_on"]:
        yield OUTBOUND_EXPIRED.broken(
            product_code=row["product_code"],
            lot=row.get("lot", "—"),
            expiry_date=expires,
            on=row["outbound_on"],
        )


def judge_held(s: Situation, on: str) -> Iterator[Breach]:
    """Judge the holds and vetoes on the goods and on the customer."""
    row = s.row
    blocks = blocks_on(
        s.state,
        on,
        s.context,
        product=row["product_code"],
        lot=row.get("lot"),
        serials=serials_of(row),
        customer=row.get("customer_code"),
    )
    for (_, number), block in {(one.table, one.number): one for one in blocks}.items():
        of_goods = block.product is not None
        what = phrases.PRODUCT if of_goods else phrases.CUSTOMER
        code = row["product_code"] if of_goods else row["customer_code"]
        yield OUTBOUND_HELD.broken(what=what, code=code, block=number, on=on)


def _quality_told(row: Mapping[str, Any]) -> Iterator[Breach]:
    """Judge whether goods that may not leave were reported, with the reason (GSP §87)."""
    missing = tuple(title for column, title in _TOLD if column not in row)
    if missing:
        yield QUALITY_NOT_TOLD.broken(outbound_no=row["outbound_no"], line=row["line"], missing=missing)
