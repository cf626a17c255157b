"""Who has goods now: each house by its own account, and the customers that are in no house's ledger.

The account of a house is the one that its own recall answer shows (:mod:`projections.answers.goods.account`),
over the same movements; so what stands here of a house is what the house itself would say.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal, localcontext
from typing import Any

from ledger.state.quantities import ZERO, plain
from projections.answers.goods.account import EXACT, Accounts, account, at_customers
from projections.answers.goods.recall import with_customers
from projections.answers.goods.stock import Sorting, StockGoods, grouped
from projections.reading.goods_movements import Movement
from replay.federation.finding import AskedGoods, HouseLine, Party, Product
from replay.federation.legs import Known

SUMS = (
    *("received", "accepted", "sold", "returned", "outstanding", "on_hand", "disposed"),
    *("returned_to_supplier", "unexplained"),
)
Groups = Mapping[StockGoods, list[Movement]]
Rows = list[dict[str, Any]]


def goods_moved(lines: Sequence[HouseLine], asked: AskedGoods) -> dict[tuple[str, str], Groups]:
    """Return the movements of the goods asked for, by house and product, and by the goods they belong to."""
    by_product: dict[tuple[str, str], list[Movement]] = defaultdict(list)
    for line in lines:
        by_product[line.house, line.movement.product_code].append(line.movement)
    found: dict[tuple[str, str], Groups] = {}
    for key, rows in sorted(by_product.items()):
        groups = grouped(rows, Sorting(rows))
        wanted = {goods: rows for goods, rows in groups.items() if asked.lot in {None, goods.lot}}
        if wanted:
            found[key] = wanted
    return found


def on_hand(moved: Mapping[tuple[str, str], Groups], products: Mapping[tuple[str, str], Product]) -> Rows:
    """Return one row for each house, goods and status in which there is some, and customer that has it."""
    found = []
    with localcontext(EXACT):
        for (house, code), groups in moved.items():
            product, accounts = products[house, code], Accounts()
            standing: dict[tuple[StockGoods, str, str], Decimal] = defaultdict(lambda: ZERO)
            for goods, rows in groups.items():
                for status, quantity in accounts.of(rows).in_house:
                    for customer, part in with_customers(rows, status, quantity):
                        standing[goods, status, customer] += part
            for (goods, status, customer), quantity in sorted(standing.items()):
                if quantity:
                    own = {"status": status, "quantity": plain(quantity), "unit": product.unit}
                    found.append({**named(house, product, goods), **own, "customer_code": customer or None})
    return found


def named(house: str, product: Product, goods: StockGoods) -> dict[str, Any]:
    """Return the columns that name goods of a house."""
    return {
        "house": house,
        "product_code": product.code,
        "udi_di": product.udi_di,
        "registration_no": product.registration_no,
        "model": product.model,
        "lot": goods.lot or None,
        "serial": goods.serial or None,
    }


def with_final_customers(
    moved: Mapping[tuple[str, str], Groups], products: Mapping[tuple[str, str], Product], known: Known
) -> Rows:
    """Return one row for each customer that is no house of the group and has some of the goods outside."""
    found = []
    for (house, code), groups in moved.items():
        rows: dict[tuple[str, StockGoods], list[Movement]] = defaultdict(list)
        for goods, some in groups.items():
            for row in some:
                if at_customers(row):
                    rows[row.customer_code or "", goods].append(row)
        for (customer, goods), some in sorted(rows.items()):
            party = known.parties.get((house, "customer", customer), Party(None, None, None))
            if party.uscc and party.uscc in known.codes.values():
                continue
            with localcontext(EXACT):
                outside = account(some).outstanding
            if outside:
                told = {
                    "customer_code": customer or None,
                    "customer_name": party.name,
                    "customer_uscc": party.uscc,
                    "outstanding": plain(outside),
                    "unit": products[house, code].unit,
                }
                found.append({**named(house, products[house, code], goods), **told})
    return found


def sums_by_house(moved: Mapping[tuple[str, str], Groups]) -> Iterator[dict[str, Any]]:
    """Yield the sums of each house and product, as its own recall answer shows them."""
    for (house, code), groups in moved.items():
        accounts = Accounts()
        with localcontext(EXACT):
            told = [accounts.of(rows) for rows in groups.values()]
            whole = accounts.total()
            held = sum((quantity for one in told for _, quantity in one.in_house), ZERO)
            disposed = sum((one.disposed_of for one in told), ZERO)
            sent_back = sum((one.sent_back for one in told), ZERO)
            gone = held + whole.outstanding + disposed + sent_back
            values = (
                *(whole.received, whole.accepted, whole.sold, whole.returned, whole.outstanding),
                *(held, disposed, sent_back, whole.accepted - gone),
            )
            sums = {name: plain(value) for name, value in zip(SUMS, values, strict=True)}
        yield {"house": house, "product_code": code, **sums}
