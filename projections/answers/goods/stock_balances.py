"""Stock (库存记录): what is ours, by goods, place and quality, and how much of it may be sold.

One row for each status in which there is some of the goods. `quantity` is the sum of the movements of that
status; what lies in the house has the place of its last put-away that suits its status. Goods that are out on
consignment, lent or being repaired lie in no place of ours; `goods_kind` says where they are. `held_quantity`
is the part of the saleable goods that a hold is laid over, and goods past their expiry are locked:

    saleable_quantity = quantity - held_quantity, nothing once expired

Spare parts and tools stand apart, by lot, serial and place (:mod:`projections.answers.goods.part_balances`):
`unexplained_quantity` tells, below zero, what left of a part without saying which of its goods it was, and of
products how much more left than came, on their first row.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from decimal import Decimal, localcontext
from functools import partial
from typing import Any, Final

from ledger import clock
from ledger.state.effects import AWAITING, CONSIGNED, IN_REPAIR, NONCONFORMING, ON_LOAN, QUARANTINED, SALEABLE
from ledger.state.quantities import plain
from projections.answers.goods import part_balances
from projections.answers.goods.account import EXACT, Account
from projections.answers.goods.goods_papers import GoodsPapers, products_of, zones_of
from projections.answers.goods.held import Holds
from projections.answers.goods.stock import StockGoods, accounts_of, spans
from projections.reading.goods_movements import products
from projections.reading.query import Query
from projections.reading.select import columns_of, in_order, select_rows
from projections.reading.stream import Memo, Row

PRODUCT: Final = "产品"
_KINDS: Final = {
    CONSIGNED: "产品（选配在外）",
    ON_LOAN: "产品（借出在外）",
    IN_REPAIR: "产品（返修中）",
}
_QUALITY: Final = {
    AWAITING: "doubtful",
    SALEABLE: "conforming",
    QUARANTINED: "doubtful",
    NONCONFORMING: "nonconforming",
}
SHOWN: Final = (SALEABLE, AWAITING, QUARANTINED, NONCONFORMING, CONSIGNED, ON_LOAN, IN_REPAIR)
_PARTS: Final = {
    "part": "配件",
    "consumable": "维修材料",
    "tool": "工具",
    "document": "服务资料",
    "loaner": "备用机",
}
_OF_PARTS: Final = ("part_code", "part_name", "part_kind", "specification")


def rows(query: Query) -> Iterator[dict[str, Any]]:
    """Yield the stock at the cut-off, parts first, then ordered by product, lot, serial and place."""
    columns = columns_of("stock_balances")
    wanted = query.values("product_code")
    if not wanted:
        yield from (in_order(columns, row) for row in _parts(query))
    holds, zones, blank = Holds(query), zones_of(query), dict.fromkeys(columns)
    days = Memo(partial(clock.day_of, zone=query.zone))
    for codes in spans_of(query):
        accounts = accounts_of(query.connection, query.cutoff, codes[0], codes[-1])
        files = products_of(query, codes)
        found = [
            (goods, stood, _lacks(sums), sums.last_moved)
            for code in codes
            for goods, sums in accounts[code]
            if (stood := standing(sums))
        ]
        papers = GoodsPapers(query, (codes[0], codes[-1]), [goods for goods, *_ in found], zones)
        for goods, stood, lacks, last_moved in found:
            shared = _shared(goods, papers, files.get(goods.product_code, {}))
            shared["last_moved_on"] = days[last_moved] if last_moved else None
            lines = [_line(goods, status, quantity, papers) for status, quantity in stood]
            lines[0]["unexplained_quantity"] = plain(-lacks) if lacks else None
            for line in sorted(lines, key=lambda line: line["location_code"] or ""):
                yield blank | shared | line | _free(query, goods, line, shared, holds)


def spans_of(query: Query) -> Iterable[list[str]]:
    """Return the products that are asked for, as many together as are read at once."""
    wanted = query.values("product_code")
    return (
        [[code] for code in sorted({code for code in wanted if code})]
        if wanted
        else spans(products(query.connection))
    )


def standing(sums: Account) -> list[tuple[str, Decimal]]:
    """Return the statuses in which there is some of the goods, and how much.

    Nothing is below zero: what lacks in one of them is taken from where it can have been.
    """
    with localcontext(EXACT):
        found, _ = sums.placed()
        return [(status, found[status]) for status in SHOWN if found[status]]


def _lacks(sums: Account) -> Decimal:
    """Return how much more left than came."""
    with localcontext(EXACT):
        return sums.placed()[1]


def _line(goods: StockGoods, status: str, quantity: Decimal, papers: GoodsPapers) -> Row:
    place, zone = papers.place(goods, status)
    return {
        "goods_kind": _KINDS.get(status, PRODUCT),
        "location_code": place,
        "zone_kind": zone,
        "quality_status": _QUALITY.get(status),
        "quantity": plain(quantity),
    }


def _shared(goods: StockGoods, papers: GoodsPapers, file: Row) -> Row:
    """Return what all rows of some goods say alike."""
    return {
        "product_code": goods.product_code,
        "product_name": file.get("name"),
        "model": file.get("model"),
        "specification": file.get("specification"),
        "registration_no": papers.newest("receipts", goods, "registration_no") or file.get("registration_no"),
        "registrant": papers.newest("receipts", goods, "registrant") or file.get("registrant"),
        "lot": goods.lot or None,
        "serial": goods.serial or None,
        "udi": papers.stated(goods, "udi"),
        "production_date": papers.stated(goods, "production_date"),
        "expiry_date": papers.stated(goods, "expiry_date"),
        "unit": file.get("unit"),
        "last_counted_on": papers.newest("stocktakes", goods, "counted_on"),
    }


def _free(query: Query, goods: StockGoods, line: Row, shared: Row, holds: Holds) -> Row:
    """Return how much of a row is held, and how much may be sold."""
    if line["quality_status"] != "conforming":
        return {"held_quantity": "0", "saleable_quantity": "0"}
    quantity = Decimal(line["quantity"])
    expires = shared["expiry_date"]
    expired = expires is not None and expires < query.today
    with localcontext(EXACT):
        held = holds.held(goods, quantity)
        return {
            "quality_status": "expired" if expired else "conforming",
            "held_quantity": plain(held),
            "saleable_quantity": "0" if expired else plain(quantity - held),
        }


def _parts(query: Query) -> Iterator[Row]:
    """Yield the balance of each part by lot, serial and place."""
    moved: dict[str, list[Row]] = defaultdict(list)
    for row in select_rows(query, "part_movements", (*_OF_PARTS, *part_balances.COLUMNS)):
        moved[row["part_code"]].append(row)
    with localcontext(EXACT):
        found = {code: part_balances.balances(lines) for code, lines in moved.items()}
    for (lot, serial, place), code in sorted((name, code) for code, named in found.items() for name in named):
        balance = found[code][lot, serial, place]
        newest = max(moved[code], key=lambda row: (row["moved_on"], row["movement_no"], row["line"]))
        yield {
            "goods_kind": _PARTS.get(newest["part_kind"], newest["part_kind"]),
            **{name: newest[name] for name in ("part_code", "part_name", "specification")},
            "lot": lot or None,
            "serial": serial or None,
            "location_code": place or None,
            "quantity": plain(balance.there),
            "last_moved_on": balance.moved_on,
            "last_counted_on": balance.counted_on,
            "unexplained_quantity": plain(-balance.owed) if balance.owed else None,
        }
