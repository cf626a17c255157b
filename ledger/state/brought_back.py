"""How much a return brought to wait, and which papers that name it took some of it.

The balance of a lot in quarantine does not tell whose goods they are: a paper about goods of one return that
are gone already would take those of another. Kept for each return, product and lot: what came, by day, and
each paper with its day and quantity. A paper is one that disposes of goods of the return, or a nonconformity
that sets them apart; what disposes of goods that were set apart names the nonconformity and is none.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, NamedTuple

from ledger.names import Order, in_order
from ledger.state.days import Days, Number, changed, number, until
from ledger.state.kinds import SEPARATOR, TALLY
from ledger.state.repository import State


class TakenBy(NamedTuple):
    """A paper that takes goods that a return brought.

    Attributes:
        day: Of the paper.
        name: Of its record: table (of a case, event type), number and line.
        quantity: How much it takes, as a plain decimal.
    """

    day: str
    name: str
    quantity: str


class Brought(NamedTuple):
    """What a return brought of a lot and what was taken of it.

    Attributes:
        came: How much came to wait, by day.
        papers: What took some of it, in the order of days and numbers.
    """

    came: Days
    papers: list[TakenBy]

    def left(self, day: str, name: str) -> Number:
        """Return how much earlier papers leave for one of a day; of one day the lower number is earlier."""
        own = _place(day, name)
        before = (number(one.quantity) for one in self.papers if _place(one.day, one.name) < own)
        return until(self.came, day) - sum(before)


_NOTHING: Final = Brought([], [])


def brought_key(data: Mapping[str, Any]) -> str:
    """Return the key of what a return brought of the goods of a row that names it."""
    return TALLY.key("brought", data["return_no"], data["product_code"], data.get("lot", ""))


def brought(state: State, data: Mapping[str, Any]) -> Brought:
    """Return what the return that a row names brought of its goods, and what was taken of it."""
    came, papers = state.get(brought_key(data)) or _NOTHING
    return Brought([(day, change) for day, change in came], [TakenBy(*one) for one in papers])


def bring(state: State, data: Mapping[str, Any], day: str, change: Number) -> None:
    """Count that a return brought goods to wait (below zero: that it did not)."""
    known = brought(state, data)
    _keep(state, data, known._replace(came=changed(known.came, day, change)))


def take(state: State, data: Mapping[str, Any], day: str, name: str, sign: int) -> None:
    """Count a paper that names a return, or take it away again (`sign` -1)."""
    known = brought(state, data)
    papers = [one for one in known.papers if one.name != name]
    if sign > 0:
        papers = sorted([*papers, TakenBy(day, name, data["quantity"])], key=lambda one: _place(*one[:2]))
    _keep(state, data, known._replace(papers=papers))


def takes(event_type: str, data: Mapping[str, Any]) -> bool:
    """Return whether an event is a paper that takes goods of the return that it names."""
    if not {"return_no", "product_code", "quantity"} <= data.keys():
        return False
    if event_type == "nonconformity_found":
        return data.get("found_stage") != "receipt"
    return event_type == "goods_disposed" and "nonconformity_no" not in data


def _place(day: str, name: str) -> tuple[str, Order, str]:
    table, number_of = name.split(SEPARATOR, 1)
    return day, in_order(number_of), table


def _keep(state: State, data: Mapping[str, Any], known: Brought) -> None:
    state.put(brought_key(data), tuple(known) if any(known) else None)
