"""What customers hold: on sale lines, and on lines under which goods were handed over without a sale.

Goods that an exchange or a later delivery hands over have no sale line of their own; they stand under the
name of their record, in the same form. Whatever brings goods back is counted against the line under which the
customer holds them: the one it names, else the one that the unit is out on, else the oldest that has enough.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any, NamedTuple

from ledger.names import serials_of
from ledger.state.entries import Open, Record, Sale
from ledger.state.keys import held_by_key, held_key, listed_key, open_key, record_key_of
from ledger.state.kinds import SEPARATOR
from ledger.state.quantities import ZERO, less, plain
from ledger.state.repository import State
from ledger.state.stays import held
from ledger.when import LAST_DAY

SALES = "sales"


class Holding(NamedTuple):
    """Goods that a customer holds: the name of their record, and the line."""

    name: str
    line: Sale

    @property
    def outstanding(self) -> str:
        """How much of it is still with the customer, as a plain decimal."""
        return less(self.line.quantity, self.line.returned)


def name_of(table: str, *identity: object) -> str:
    """Return the name of a record: table (of a case, event type), number and line."""
    return SEPARATOR.join((table, *map(str, identity)))


def shown(name: str) -> str:
    """Return a record's number and line as people write them."""
    return "/".join(name.split(SEPARATOR)[1:])


def holding(state: State, name: str) -> Holding | None:
    """Return what is held under a name, None where nothing stands under it."""
    table, *identity = name.split(SEPARATOR)
    if table != SALES:
        line: Sale | None = state.get(held_key(name))
        return None if line is None else Holding(name, line)
    record: Record | None = state.get(record_key_of(table, *identity))
    return Holding(name, record.body) if record is not None and record.position else None


def held_without_sale(state: State, customer: str, product: str) -> Iterator[Holding]:
    """Yield what a customer was handed of a product without a sale, oldest first."""
    for _, name in state.get(held_by_key(customer, product)) or ():
        if (found := holding(state, name)) is not None:
            yield found


def of_unit(state: State, product: str, serial: str, day: str = LAST_DAY) -> Holding | None:
    """Return under what a customer holds a unit on a day, None where nobody does."""
    stay = held(state.unit(product, serial), day)
    return holding(state, stay.name) if stay is not None else None


def holder(state: State, data: Mapping[str, Any]) -> Holding | None:
    """Return under what goods are held that an accepted row brings back.

    Where they were sold, the row names the sale line: it was filled in when it was decided.

    Args:
        state: What is known.
        data: Customer, product, quantity and what is known of lot, serials and sale.
    """
    if "sale_line" in data:
        named = holding(state, name_of(SALES, data["sale_no"], data["sale_line"]))
        if named is not None and same_goods(data, named.line):
            return named
    return without_sale(state, data)


def without_sale(state: State, data: Mapping[str, Any]) -> Holding | None:
    """Return under what goods are held that were handed over without a sale, if enough of them are."""
    product, quantity = data["product_code"], Decimal(data["quantity"])
    for serial in serials_of(data)[:1]:
        found = of_unit(state, product, serial, data.get("returned_on", LAST_DAY))
        if found is not None and not found.name.startswith(SALES + SEPARATOR):
            return found
    for one in held_without_sale(state, data["customer_code"], product):
        if same_goods(data, one.line) and Decimal(one.outstanding) >= quantity:
            return one
    return None


def same_goods(data: Mapping[str, Any], line: Sale) -> bool:
    """Return whether goods can be those of a line: product, lot and serials agree as far as both say."""
    if data["product_code"] != line.product or data["customer_code"] != line.customer:
        return False
    if line.lot and data.get("lot", line.lot) != line.lot:
        return False
    return not line.serials or set(serials_of(data)) <= set(line.serials)


def taken_back_by(state: State, data: Mapping[str, Any], name: str) -> Holding | None:
    """Return the line against which a record was counted that brought goods back."""
    if "sale_line" in data:
        named = holding(state, name_of(SALES, data["sale_no"], data["sale_line"]))
        if named is not None and name in named.line.returns:
            return named
    lines = held_without_sale(state, data["customer_code"], data["product_code"])
    return next((one for one in lines if name in one.line.returns), None)


def next_name(state: State, name: str) -> str:
    """Return the name under which an event hands goods over now: a stage that repeats has one each time."""
    names = [name, *_names(state, name)]
    return name if len(names) == 1 else name_of(name, len(names))


def last_name(state: State, name: str) -> str:
    """Return the name under which an event handed goods over the last time."""
    return next(reversed([name, *_names(state, name)]))


def _names(state: State, name: str) -> Iterator[str]:
    """Yield the names under which an event handed goods over, in their order."""
    times, found = 1, name
    while state.get(held_key(found)) is not None:
        yield found
        times += 1
        found = name_of(name, times)


def hand_over(state: State, name: str, line: Sale) -> None:
    """Let a customer hold goods without a sale."""
    state.put(held_key(name), line)
    key = held_by_key(line.customer, line.product)
    state.put(key, sorted([*map(tuple, state.get(key) or ()), (line.sold_on, name)]))


def take_over(state: State, name: str) -> None:
    """Let the goods that a record handed over without a sale be as if it had not."""
    line: Sale | None = state.get(held_key(name))
    if line is None:
        return
    state.put(held_key(name), None)
    key = held_by_key(line.customer, line.product)
    state.put(key, [one for one in state.get(key) or () if one[1] != name] or None)


def count_back(
    state: State, found: Holding, serials: list[str], quantity: Decimal, name: str, sign: int
) -> None:
    """Count what a record brought back of a line, or take it away again (`sign` -1)."""
    line = found.line
    returned = plain(Decimal(line.returned) + quantity * sign)
    if sign > 0:
        units, names = [*line.returned_serials, *serials], [*line.returns, name]
    else:
        units = [one for one in line.returned_serials if one not in serials]
        names = [one for one in line.returns if one != name]
    changed = line._replace(returned=returned, returned_serials=units, returns=names)
    table, *identity = found.name.split(SEPARATOR)
    if table != SALES:
        state.put(held_key(found.name), changed)
        return
    key = record_key_of(table, *identity)
    record: Record = state.get(key)
    state.put(key, record._replace(body=changed))
    _list_open(state, identity, changed, record.position)


def _list_open(state: State, identity: list[str], line: Sale, position: int) -> None:
    """Keep the list of open sale lines of a customer and product true, as far as it was made."""
    if position > (state.get(listed_key(line.customer, line.product)) or 0):
        return
    number, row = identity
    outstanding = Decimal(line.quantity) - Decimal(line.returned)
    listed = Open(number, int(row), line.lot, plain(outstanding)) if outstanding > ZERO else None
    state.put(open_key(line, position), listed)
