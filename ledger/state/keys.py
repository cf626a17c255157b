"""Under which keys the entries of decision state lie."""

from __future__ import annotations

from typing import Any, Final

from ledger.events.base import Table
from ledger.state.entries import Sale
from ledger.state.kinds import (
    CONSIGNED,
    ELSEWHERE,
    HELD,
    HELD_BY,
    LISTED,
    LOT,
    LOT_DAYS,
    NAME,
    OPEN_LINE,
    RECORD,
    REGISTER,
    SEPARATOR,
    TALLY,
    UNIT,
)

_RECORD: Final = RECORD.letter + SEPARATOR
_REGISTER: Final = REGISTER.letter + SEPARATOR
_LOT: Final = LOT.letter + SEPARATOR
_LOT_DAYS: Final = LOT_DAYS.letter + SEPARATOR
_UNIT: Final = UNIT.letter + SEPARATOR
_ELSEWHERE: Final = ELSEWHERE.letter + SEPARATOR
_CONSIGNED: Final = CONSIGNED.letter + SEPARATOR
_HELD: Final = HELD.letter + SEPARATOR
_HELD_BY: Final = HELD_BY.letter + SEPARATOR
_OPEN_LINE: Final = OPEN_LINE.letter + SEPARATOR
_LISTED: Final = LISTED.letter + SEPARATOR
_NAME: Final = NAME.letter + SEPARATOR


def record_key(table: Table, data: dict[str, Any]) -> str:
    """Return the key of the record that a row's identity names."""
    identity = table.identity
    if len(identity) == 2:
        return f"{_RECORD}{table.key}{SEPARATOR}{data[identity[0]]}{SEPARATOR}{data.get(identity[1], '')}"
    return record_key_of(table.key, *(data.get(column, "") for column in identity))


def record_key_of(table: str, *identity: object) -> str:
    """Return the key of a record named by its identity parts."""
    return _RECORD + SEPARATOR.join((table, *map(str, identity)))


def document_prefix(table: str, number: str) -> str:
    """Return what the keys of all lines of a document start with."""
    return f"{_RECORD}{table}{SEPARATOR}{number}{SEPARATOR}"


def register_key(table: str, code: str) -> str:
    """Return the key of a register row's versions."""
    return f"{_REGISTER}{table}{SEPARATOR}{code}"


def lot_key(product: str, lot: str) -> str:
    """Return the key of a lot's balance; goods without a lot share the empty one."""
    return f"{_LOT}{product}{SEPARATOR}{lot}"


def lot_days_key(product: str, lot: str, year: str) -> str:
    """Return the key of what came and went of a lot in a year."""
    return f"{_LOT_DAYS}{product}{SEPARATOR}{lot}{SEPARATOR}{year}"


def unit_key(product: str, serial: str) -> str:
    """Return the key of one unit."""
    return f"{_UNIT}{product}{SEPARATOR}{serial}"


def elsewhere_key(product: str, lot: str) -> str:
    """Return the key of what of a lot stands in other statuses than `saleable`."""
    return f"{_ELSEWHERE}{product}{SEPARATOR}{lot}"


def consigned_prefix(number: str) -> str:
    """Return what the keys of all lines of a consignment start with."""
    return f"{_CONSIGNED}{number}{SEPARATOR}"


def consigned_key(number: str, line: int) -> str:
    """Return the key of what is out on a consignment line."""
    return f"{consigned_prefix(number)}{line}"


def held_key(name: str) -> str:
    """Return the key of what a customer holds under the name of a record that is no sale."""
    return f"{_HELD}{name}"


def held_by_key(customer: str, product: str) -> str:
    """Return the key of the names of what a customer holds of a product without a sale."""
    return f"{_HELD_BY}{customer}{SEPARATOR}{product}"


def returns_of_case_key(case: str) -> str:
    """Return the key of the names of the return lines that a return case has led to."""
    return TALLY.key("of case", case)


def open_prefix(customer: str, product: str) -> str:
    """Return what the keys of a customer's open lines of a product start with."""
    return f"{_OPEN_LINE}{customer}{SEPARATOR}{product}{SEPARATOR}"


def open_key(sale: Sale, position: int) -> str:
    """Return the key of an open sale line: oldest first within customer and product."""
    return f"{open_prefix(sale.customer, sale.product)}{sale.sold_on}{SEPARATOR}{position:012d}"


def listed_key(customer: str, product: str) -> str:
    """Return the key of how far a pair's open lines are listed."""
    return f"{_LISTED}{customer}{SEPARATOR}{product}"


def name_key(table: str, name: str) -> str:
    """Return the key of the codes that carry a name."""
    return f"{_NAME}{table}{SEPARATOR}{name}"
