"""What papers of a trade say, counted by hand: who has what, what is there, which rules are broken.

The papers are the rows as somebody typed them; nothing of the program has a part in it.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from tests.support.desk import Row
from tests.support.trade_worlds import Goods, Paper

_DAYS = {
    "receipts": "accepted_on",
    "sales": "sold_on",
    "returns": "returned_on",
    "exchanges": "exchanged_on",
    "disposals": "disposed_on",
}
_STAGE_DAYS = ("consigned_on", "used_on", "returned_on", "loaner_issued_at", "loaner_returned_at")
_AFTER_RETURN = {"重新入库": "saleable", "退回供货者": "returned_to_supplier"}
_IN_HOUSE = ("consigned", "on_loan", "quarantined", "saleable")
Answer = dict[str, Any]


class Move:
    """Some goods that a paper moves from one place to another."""

    def __init__(self, paper: Paper, goods: Goods, quantity: int, source: str, target: str) -> None:
        self.table, self.row = paper.table, paper.row
        self.goods, self.quantity = goods, quantity
        self.source, self.target = source, target


def standing(papers: Iterable[Paper]) -> list[Paper]:
    """Return the papers that count: those that none of them voids, and no voids."""
    every = list(papers)
    voided = {id(gone) for one in every if one.table == "voids" for gone in one.rests_on}
    return [one for one in every if one.table != "voids" and id(one) not in voided]


def recall(papers: Sequence[Paper], product: str, lot: str | None, day: str) -> Answer:
    """Return who had the goods of a product, or of one lot of it, at the end of a day."""
    goods = [
        move
        for paper in standing(papers)
        if _day(paper) <= day
        for move in _moves(paper, papers)
        if move.goods[0] == product and lot in {None, move.goods[1]}
    ]
    there: dict[Goods, Counter[str]] = defaultdict(Counter)
    for move in goods:
        there[move.goods][move.source] -= move.quantity
        there[move.goods][move.target] += move.quantity
    return {
        "received": list(_received(goods)),
        "consignees": list(_consignees(goods)),
        "on_hand": list(_on_hand(goods, there)),
        "totals": _totals(goods, there),
    }


def _day(paper: Paper) -> str:
    columns = (_DAYS.get(paper.table, ""), *_STAGE_DAYS)
    return next((paper.row[one][:10] for one in columns if one in paper.row), "~")


def _moves(paper: Paper, papers: Sequence[Paper]) -> Iterator[Move]:
    row, table = paper.row, paper.table
    back = _AFTER_RETURN.get(row.get("disposition", ""), "quarantined")
    ways = {
        "receipts": ("outside", "saleable"),
        "sales": ("saleable", "customer"),
        "returns": ("customer", back),
    }
    if table in ways:
        yield from _each(
            paper, _goods(row, papers), row.get("accepted_quantity", row["quantity"]), *ways[table]
        )
    elif table == "disposals":
        gone = "returned_to_supplier" if row["disposal_kind"] == "returned_to_supplier" else "disposed"
        source = "quarantined" if row.get("return_no") else "saleable"
        yield from _each(paper, _goods(row, papers), row["quantity"], source, gone)
    elif table == "consignments":
        yield from _consigned(row, paper, papers)
    elif table == "repairs":
        yield from _lent(row, paper, papers)
    elif table == "exchanges":
        yield from _each(paper, _goods(row, papers), "1", "customer", "quarantined")
        given = tuple(row[f"replacement_{key}"] for key in ("product_code", "lot", "serial"))
        yield from _each(paper, (given[0], given[1], given[2]), "1", "saleable", "customer")


def _consigned(row: Row, paper: Paper, papers: Sequence[Paper]) -> Iterator[Move]:
    """Yield what goes out on a consignment, or comes back: what was used to be sold, the rest for good."""
    out = next(
        one.row
        for one in papers
        if one.table == "consignments"
        and one.row["consignment_no"] == row["consignment_no"]
        and "consigned_on" in one.row
    )
    goods = out["product_code"], out["lot"], out["serial"]
    if "consigned_on" in row:
        yield from _each(paper, goods, row["quantity"], "saleable", "consigned")
    else:
        quantity = row.get("used_quantity") or row["unused_quantity"]
        yield from _each(paper, goods, quantity, "consigned", "saleable")


def _lent(row: Row, paper: Paper, papers: Sequence[Paper]) -> Iterator[Move]:
    """Yield what is lent for a repair, or comes back: to be lent again where it is sound."""
    if "loaner_issued_at" in row:
        goods = row["loaner_product_code"], "", row["loaner_serial"]
        yield from _each(paper, goods, "1", "saleable", "on_loan")
    elif "loaner_returned_at" in row:
        (product,) = {one.row["loaner_product_code"] for one in papers if "loaner_product_code" in one.row}
        target = "saleable" if row["loaner_state"] == "完好" else "quarantined"
        yield from _each(paper, (product, "", row["loaner_serial"]), "1", "on_loan", target)


def _each(paper: Paper, goods: Goods, quantity: str, source: str, target: str) -> Iterator[Move]:
    product, lot, serials = goods
    for serial in serials.split(";"):
        yield Move(paper, (product, lot, serial), 1 if serial else int(quantity), source, target)


def _goods(row: Row, papers: Sequence[Paper]) -> Goods:
    """Return the goods that a line names; one that leaves the lot blank has that of its sale."""
    lot = row["lot"]
    if not lot and "sale_line" in row:
        sold = (one.row for one in standing(papers) if one.table == "sales")
        lot = next(one["lot"] for one in sold if _is_line(one, row["sale_no"], row["sale_line"]))
    return row["product_code"], lot, row.get("serial", "")


def _is_line(sale: Row, number: str, line: str) -> bool:
    return (sale["sale_no"], sale["line"]) == (number, line)


def _received(goods: list[Move]) -> Iterator[Answer]:
    found: dict[tuple[str, Goods], list[Move]] = defaultdict(list)
    for one in goods:
        if one.table == "receipts":
            found[one.row["supplier_code"], one.goods].append(one)
    for (who, what), moves in sorted(found.items()):
        yield {
            "supplier_code": who,
            "supplier_name": f"供应商{who}",
            **_named(what),
            "quantity": str(sum(int(one.row["quantity"]) if not what[2] else 1 for one in moves)),
            "accepted": str(sum(one.quantity for one in moves)),
            "receipt_nos": sorted({one.row["receipt_no"] for one in moves}),
        }


def _consignees(goods: list[Move]) -> Iterator[Answer]:
    found: dict[tuple[str, Goods], list[Move]] = defaultdict(list)
    for one in goods:
        if "customer" in {one.source, one.target}:
            found[one.row["customer_code"], one.goods].append(one)
    for (who, what), moves in sorted(found.items()):
        sales = [one for one in moves if one.table == "sales"]
        days = sorted(one.row["sold_on"] for one in sales)
        yield {
            "customer_code": who,
            **_named(what),
            "sold": str(sum(one.quantity for one in sales)),
            "returned": str(sum(one.quantity for one in moves if one.table == "returns")),
            "outstanding": str(
                sum(one.quantity if one.target == "customer" else -one.quantity for one in moves)
            ),
            "first_sold_on": days[0] if days else None,
            "last_sold_on": days[-1] if days else None,
            "sale_nos": sorted({one.row["sale_no"] for one in sales}),
            "sellers": sorted({one.row["seller"] for one in sales}),
        }


def _in_house(goods: list[Move], there: dict[Goods, Counter[str]]) -> dict[Goods, Counter[str]]:
    """Return what is in which place; a unit that no receipt has named yet stands under its lot.

    What was sold and never lay on the shelf is of what is out and still ours.
    """
    named = {one.goods for one in goods if one.table == "receipts"}
    found: dict[Goods, Counter[str]] = defaultdict(Counter)
    for one, places in there.items():
        for place in _IN_HOUSE:
            found[one if one in named else (*one[:2], "")][place] += places[place]
    for places in found.values():
        for place in ("consigned", "on_loan"):
            used = max(0, min(-places["saleable"], places[place]))
            places["saleable"] += used
            places[place] -= used
    return found


def _on_hand(goods: list[Move], there: dict[Goods, Counter[str]]) -> Iterator[Answer]:
    for one, places in sorted(_in_house(goods, there).items()):
        for status in _IN_HOUSE:
            if places[status] > 0:
                yield {**_named(one), "status": status, "quantity": str(places[status])}


def _totals(goods: list[Move], there: dict[Goods, Counter[str]]) -> dict[str, str]:
    def of(table: str) -> int:
        return sum(one.quantity for one in goods if one.table == table)

    def at(place: str) -> int:
        return sum(one[place] for one in there.values())

    house = [places[one] for places in _in_house(goods, there).values() for one in _IN_HOUSE]
    values = {
        "received": sum(
            int(one.row["quantity"]) if not one.goods[2] else 1 for one in goods if one.table == "receipts"
        ),
        "accepted": of("receipts"),
        "sold": of("sales"),
        "returned": of("returns"),
        "outstanding": at("customer"),
        "on_hand": sum(max(0, one) for one in house),
        "disposed": at("disposed"),
        "returned_to_supplier": at("returned_to_supplier"),
        "unexplained": sum(min(0, one) for one in house),
    }
    return {name: str(value) for name, value in values.items()}


def _named(goods: Goods) -> Answer:
    return {"product_code": goods[0], "lot": goods[1] or None, "serial": goods[2] or None}


def broken(papers: Sequence[Paper]) -> set[tuple[str, str]]:
    """Return which sales break which rules: a licence lapsed, a lot expired or stopped, goods not there."""
    found = set()
    stands = standing(papers)
    for sold in (one.row for one in stands if one.table == "sales"):
        number = f"{sold['sale_no']}/{sold['line']}"
        if _lapsed(sold, stands) and not _waived("G-01", sold["sold_on"], stands):
            found.add(("G-01", number))
        goods = sold["product_code"], sold["lot"]
        receipts = [one.row for one in stands if one.table == "receipts"]
        expiries = [one["expiry_date"] for one in receipts if (one["product_code"], one["lot"]) == goods]
        if (
            goods[1]
            and min(expiries, default="~") < sold["sold_on"]
            and not _waived("G-06", sold["sold_on"], stands)
        ):
            found.add(("G-06", number))
        if _stopped(sold, stands):
            found.add(("G-68c", number))
        if goods[1] == "LS":
            came = sum(
                int(one["accepted_quantity"])
                for one in receipts
                if one["lot"] == "LS" and one["accepted_on"] <= sold["sold_on"]
            )
            went = sum(
                int(one.row["quantity"])
                for one in stands
                if one.table == "sales" and one.row["lot"] == "LS" and _order(one.row) <= _order(sold)
            )
            if went > came:
                found.add(("M-10" if came else "G-05", number))
    return found


def _stopped(sold: Row, papers: Sequence[Paper]) -> bool:
    """Return whether the sale of a lot was stopped on the day on which it was sold."""
    holds = [one.row for one in papers if one.table == "quality_holds"]
    released = {one["hold_no"]: one["released_at"][:10] for one in holds if "released_at" in one}
    return any(
        one["placed_at"][:10] <= sold["sold_on"] <= released.get(one["hold_no"], "~")
        for one in holds
        if one.get("lots") == sold["lot"] and one["product_code"] == sold["product_code"]
    )


def _waived(rule: str, day: str, papers: Sequence[Paper]) -> bool:
    """Return whether a setting waives a rule on a day."""
    rows = (one.row for one in papers if one.table == "rule_settings" and one.row["rule_key"] == rule)
    return any(one["effective_from"] <= day <= one["effective_until"] for one in rows)


def _order(sold: Row) -> tuple[str, int]:
    return sold["sold_on"], int(sold["sale_no"].removeprefix("XS"))


def _lapsed(sold: Row, papers: Sequence[Paper]) -> bool:
    """Return whether the licence of the buyer had run out, by the version in force on the day.

    A paper of its own that is valid on the day stands in for it.
    """
    who, day = sold["customer_code"], sold["sold_on"]
    versions = [
        (one.row.get("event_time", ""), one.row["licence_valid_until"])
        for one in papers
        if one.table == "customers" and one.row["customer_code"] == who
    ]
    others = [one.row for one in papers if one.table == "licences" and one.row["owner_code"] == who]
    in_force = max((one for one in versions if one[0] <= day), default=("", "2030-12-31"))
    return in_force[1] < day and not any(one["valid_from"] <= day <= one["valid_until"] for one in others)


def parts_left(papers: Iterable[Paper]) -> int:
    """Return how many parts are in the store: what came less what was issued, as no more is used than was."""
    ways = {"received": 1, "issued": -1}
    rows = (one.row for one in standing(papers) if one.table == "part_movements")
    return sum(ways.get(row["movement_kind"], 0) * int(row["quantity"]) for row in rows)
