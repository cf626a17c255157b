"""Looking up the sale that goods come back from: was it ours, to this customer, and how much is still out.

S1-D 5.1.1-5.1.2: only what this company sold may come back, and the notice refers to the original sale.
At live entry the system looks it up and fills in what it finds; of an import, only what it says is compared.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from ledger.deciding.integrity_rules import OTHER_GOODS, RETURN_BEFORE_SALE, TOO_MANY_BACK
from ledger.deciding.rule import Breach
from ledger.names import serials_of
from ledger.state.entries import Consigned, Sale, consigned_prefix, record_key_of
from ledger.state.quantities import less, plain
from ledger.state.stock_moves import still_out
from ledger.subjects.dispatch.sale_match import difference, sale_lines
from ledger.subjects.returns.case_rules import (
    CASE_MORE_THAN_OUT,
    CASE_NOT_SOLD,
    NOTICE_WITHOUT_SALE,
    ONLY_REFUSAL,
)
from ledger.subjects.returns.case_situation import Stand
from ledger.subjects.returns.returns import match

_GOODS = ("customer_code", "product_code", "lot", "serial", "quantity")
_AFTER_NO = frozenset({"return_not_accepted", "return_case_closed"})
_NO_SALE = "没有未退完的销售记录 no sale of these goods to this customer is still out"


def judge_match(stand: Stand) -> Iterator[Breach]:
    """Judge what a case says of its sale; at live entry, look it up."""
    if "consignment_no" in stand.row and "sale_no" not in stand.data:
        if stand.live:
            yield from _consigned(stand)
    elif stand.live:
        yield from _looked_up(stand)
    else:
        yield from _compared(stand)


def judge_sold(stand: Stand) -> Iterator[Breach]:
    """Judge any stage after the look-up: what was not sold here is only declined."""
    if stand.case.data.get("sold_by_us") is False and stand.stage.event not in _AFTER_NO:
        yield stand.broken(ONLY_REFUSAL, stage=stand.stage.zh, event=stand.stage.event)


def judge_notice(stand: Stand) -> Iterator[Breach]:
    """Judge whether a notice refers to its sale line and is about no more than is still out."""
    if "consignment_no" in stand.row and "sale_no" not in stand.row:
        return
    if stand.live and stand.sale() is None:
        yield stand.broken(NOTICE_WITHOUT_SALE)
    yield from judge_outstanding(stand, stand.row.get("quantity"))


def judge_outstanding(stand: Stand, quantity: str | None) -> Iterator[Breach]:
    """Judge whether so much of the sale line is still out now; of an import nobody knows any more."""
    found = stand.sale()
    if found is None or quantity is None or not stand.live:
        return
    number, line, sale = found
    outstanding = less(sale.quantity, sale.returned)
    gone = set(serials_of(dict(stand.row))) & set(sale.returned_serials)
    if Decimal(quantity) > Decimal(outstanding) or gone:
        yield _too_many(stand, number, line, "0" if gone else outstanding, quantity)


def _looked_up(stand: Stand) -> Iterator[Breach]:
    data, stated = stand.data, stand.data.get("sold_by_us")
    goods = _goods(stand)
    breaches = match(goods, stand.state, stand.context)
    if not breaches:
        number, line = goods["sale_no"], goods["sale_line"]
        if stated is False:
            what = f"销售单 {number} 第{line}行即为该货物 sale {number} line {line} is of these goods"
            yield stand.broken(CASE_NOT_SOLD, what=what)
            return
        data.setdefault("sold_by_us", True)
        data.setdefault("sale_no", number)
        data.setdefault("sale_line", line)
        found = stand.state.get(record_key_of("sales", number, line)).body
        data.setdefault("quantity_out", less(found.quantity, found.returned))
        return
    if breaches[0].rule is TOO_MANY_BACK:
        told = breaches[0].reason.particulars
        yield _too_many(stand, told["sale_no"], told["line"], told["outstanding"], goods["quantity"])
    elif "sale_no" in data or stated:
        yield stand.broken(CASE_NOT_SOLD, what=_why(breaches[0]))
    else:
        yield from _some_of_it(stand)


def _some_of_it(stand: Stand) -> Iterator[Breach]:
    """Tell a customer who bought less than comes back from one who bought none of it."""
    some = _goods(stand) | {"quantity": "0"}
    if match(some, stand.state, stand.context):
        if "sold_by_us" not in stand.data:
            stand.data.update(sold_by_us=False, quantity_out="0")
        return
    sale: Sale = stand.state.get(record_key_of("sales", some["sale_no"], some["sale_line"])).body
    outstanding = less(sale.quantity, sale.returned)
    yield _too_many(stand, some["sale_no"], some["sale_line"], outstanding, stand.row["quantity"])


def _compared(stand: Stand) -> Iterator[Breach]:
    """Compare what an import says of the sale with the sale; what came back since is not looked at."""
    data, goods = stand.data, _goods(stand)
    lines = sale_lines(data, stand.state)
    if not lines:
        return  # it names none; an unknown one is told with the other references
    if data.get("sold_by_us") is False:
        what = f"引用了销售单 it names sale {data['sale_no']}"
        yield stand.broken(CASE_NOT_SOLD, what=what)
    fitting = [(line, one.body) for line, one in lines if difference(goods, one.body) is None]
    if not fitting:
        told = difference(goods, lines[0][1].body) or ("", "", "")
        yield stand.broken(CASE_NOT_SOLD, what=_differs(*told))
    elif all(Decimal(goods["quantity"]) > Decimal(one.quantity) for _, one in fitting):
        line, sale = fitting[0]
        yield _too_many(stand, data["sale_no"], line, sale.quantity, goods["quantity"])


def _consigned(stand: Stand) -> Iterator[Breach]:
    """Look up goods that are out on a consignment and were never sold."""
    row = stand.row
    number = row["consignment_no"]
    left = None
    for _, out in stand.state.scan(consigned_prefix(number)):
        fits = out.product == row["product_code"] and row.get("lot", out.lot) == out.lot
        if fits and _units_fit(row, out):
            left = max(left or Decimal(0), still_out(out))
    if left is None:
        yield stand.broken(
            CASE_NOT_SOLD, what=f"选配出库单 {number} 没有该货物 it is not on consignment {number}"
        )
    elif Decimal(row["quantity"]) > left:
        yield _too_many(stand, number, "—", plain(left), row["quantity"])
    else:
        stand.data.setdefault("quantity_out", plain(left))


def _units_fit(row: Any, out: Consigned) -> bool:
    return not out.serial or set(serials_of(dict(row))) <= set(out.serial.split(";"))


def _goods(stand: Stand) -> dict[str, Any]:
    """Return the goods of a case as a return of that day would name them."""
    found = {key: stand.row[key] for key in _GOODS if key in stand.row}
    found |= {key: stand.data[key] for key in ("sale_no", "sale_line") if key in stand.data}
    return found | {"returned_on": stand.day or "9999"}


def _why(breach: Breach) -> str:
    told = breach.reason.particulars
    if breach.rule is OTHER_GOODS:
        return _differs(told["what"], told["expected"], told["got"])
    if breach.rule is RETURN_BEFORE_SALE:
        return f"退货早于销售 it was sold later, on {told['sold_on']}"
    return _NO_SALE


def _differs(what: str, expected: str, got: str) -> str:
    return f"{what}应为 should be {expected}，实为 is {got}"


def _too_many(stand: Stand, number: Any, line: Any, outstanding: str, quantity: str) -> Breach:
    return stand.broken(
        CASE_MORE_THAN_OUT, sale_no=number, line=line, outstanding=outstanding, quantity=quantity
    )
