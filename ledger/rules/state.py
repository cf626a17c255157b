"""What a decision needs to know of earlier events, as small entries under text keys.

The entries are folded from the log and kept in the same transaction as each append, so that a decision costs
the same on a lot's hundred-thousandth sale as on its first, also in a fresh process. They are disposable: the
log alone can rebuild them.

=====================================  ============================================================
key (parts joined by U+001F)           entry
=====================================  ============================================================
`r table identity...`                  :class:`Record`: which event stands under an identity
`v table code`                         :class:`Register`: every version of a register row
`u product lot`                        :class:`Lot`: what was accepted, sold and restocked of a lot
`s product serial`                     :class:`Unit`: whether one unit was accepted, and who has it
`o customer product day position`      :class:`Open`: a sale line of which something is still out
`m customer product`                   up to which position the open lines of the pair are listed
`n table name`                         codes that carry a name
=====================================  ============================================================
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple, Protocol

import orjson

from ledger.events.base import Table

SEPARATOR = "\x1f"


class Struck(NamedTuple):
    """An event that stood under an identity and was struck."""

    event_id: str
    replaces: str | None
    position: int


class Record(NamedTuple):
    """Which event stands under an identity; `position` is 0 when none does.

    `body` holds what later decisions on this record need, by table: :class:`Sale`, :class:`Return`,
    :class:`Receipt`, or None.
    """

    position: int
    event_id: str
    replaces: str | None
    struck: list[Struck]
    body: Any


class Sale(NamedTuple):
    """A sale line and what came back of it; quantities are plain decimal strings."""

    sold_on: str
    customer: str
    product: str
    lot: str
    serials: list[str]
    quantity: str
    returned: str
    returned_serials: list[str]
    returns: list[str]


class Return(NamedTuple):
    """A return line, with the sale line it belongs to (empty for a consignment)."""

    sale: str
    customer: str
    product: str
    lot: str
    serials: list[str]
    quantity: str
    restocked: bool


class Receipt(NamedTuple):
    """A receipt line: what of which goods was accepted."""

    product: str
    lot: str
    serials: list[str]
    accepted: str
    supplier: str


class Lot(NamedTuple):
    """The balance of a lot; `whole` is what was accepted on lines that named no serials."""

    accepted: str
    whole: str
    sold: str
    restocked: str
    expires: str | None
    made: str | None


class Unit(NamedTuple):
    """One serial: how often it was accepted, and the sale line it is out on."""

    accepted: int
    out: str
    expires: str | None
    made: str | None


class Open(NamedTuple):
    """A sale line of which `outstanding` is still with the customer.

    The open lines of a customer and product are listed when a return without a sale number first asks for
    them, and from then on only what is newer is read; sales that never see such a return cost nothing.
    """

    sale_no: str
    line: int
    lot: str
    outstanding: str


class Version:
    """One version of a register row.

    Attributes:
        since: Stored time from which it counts; empty text means from always.
        position: Where in the log it was recorded.
        event_id: Identity of its event.
        replaces: The struck event it stands in for.
        struck: Whether it no longer counts.
        data: Its fields in stored form, personal ones as digests.
        note: Its remark.
    """

    __slots__ = (
        "data",
        "event_id",
        "note",
        "position",
        "replaces",
        "since",
        "snapshots",
        "struck",
    )

    def __init__(
        self,
        since: str,
        position: int,
        event_id: str,
        replaces: str | None,
        struck: bool,
        data: dict[str, Any],
        note: str | None,
    ) -> None:
        self.since = since
        self.position = position
        self.event_id = event_id
        self.replaces = replaces
        self.struck = struck
        self.data = data
        self.note = note
        self.snapshots: dict[str, dict[str, Any]] = {}

    def dumped(self) -> list[Any]:
        """Return the entry's parts as stored."""
        return [
            self.since,
            self.position,
            self.event_id,
            self.replaces,
            self.struck,
            self.data,
            self.note,
        ]


class Register:
    """Every version of one register row, oldest recorded first.

    Attributes:
        versions: The versions, struck ones included.
        known: Whether any version stands: whether a code is known does not depend on time.
    """

    __slots__ = ("known", "versions")

    def __init__(self, versions: list[Version]) -> None:
        self.versions = versions
        self.known = any(not version.struck for version in versions)

    def nearest(self, at: str) -> Version:
        """Return the version in force at a stored time; before the first, the earliest one.

        Of the unstruck versions that count from `at` or before, the latest business time, then the highest
        position. Only to be asked where `known`.
        """
        if len(self.versions) == 1:
            return self.versions[0]
        best = earliest = None
        for version in self.versions:
            if version.struck:
                continue
            if earliest is None or version.since < earliest.since:
                earliest = version
            if version.since <= at and (best is None or version.since >= best.since):
                best = version
        found = best or earliest
        if found is None:
            message = "no version stands"
            raise LookupError(message)
        return found


class State(Protocol):
    """How decisions read and change what earlier events left."""

    def get(self, key: str) -> Any:
        """Return the entry under a key, or None."""

    def register(self, table: str, code: str) -> Register | None:
        """Return a register row's versions, or None where the code was never registered."""

    def scan(self, prefix: str) -> Iterator[tuple[str, Any]]:
        """Yield entries whose key starts with `prefix`, ordered by code point."""

    def put(self, key: str, entry: Any) -> None:
        """Set an entry; None removes it."""


def record_key(table: Table, data: dict[str, Any]) -> str:
    """Return the key of the record that a row's identity names."""
    identity = table.identity
    if len(identity) == 2:
        return f"r{SEPARATOR}{table.key}{SEPARATOR}{data[identity[0]]}{SEPARATOR}{data.get(identity[1], '')}"
    return record_key_of(table.key, *(data.get(column, "") for column in identity))


def record_key_of(table: str, *identity: object) -> str:
    """Return the key of a record named by its identity parts."""
    return SEPARATOR.join(("r", table, *map(str, identity)))


def document_prefix(table: str, number: str) -> str:
    """Return what the keys of all lines of a document start with."""
    return f"r{SEPARATOR}{table}{SEPARATOR}{number}{SEPARATOR}"


def register_key(table: str, code: str) -> str:
    """Return the key of a register row's versions."""
    return f"v{SEPARATOR}{table}{SEPARATOR}{code}"


def lot_key(product: str, lot: str) -> str:
    """Return the key of a lot's balance; goods without a lot share the empty one."""
    return f"u{SEPARATOR}{product}{SEPARATOR}{lot}"


def unit_key(product: str, serial: str) -> str:
    """Return the key of one unit."""
    return f"s{SEPARATOR}{product}{SEPARATOR}{serial}"


def open_prefix(customer: str, product: str) -> str:
    """Return what the keys of a customer's open lines of a product start with."""
    return f"o{SEPARATOR}{customer}{SEPARATOR}{product}{SEPARATOR}"


def open_key(sale: Sale, position: int) -> str:
    """Return the key of an open sale line: oldest first within customer and product."""
    return f"{open_prefix(sale.customer, sale.product)}{sale.sold_on}{SEPARATOR}{position:012d}"


def listed_key(customer: str, product: str) -> str:
    """Return the key of how far a pair's open lines are listed."""
    return f"m{SEPARATOR}{customer}{SEPARATOR}{product}"


def name_key(table: str, name: str) -> str:
    """Return the key of the codes that carry a name."""
    return f"n{SEPARATOR}{table}{SEPARATOR}{name}"


_BODIES: dict[str, Callable[..., Any]] = {"sales": Sale, "returns": Return, "receipts": Receipt}


def loads(key: str, stored: bytes) -> Any:
    """Return the entry that `stored` holds under `key`."""
    kind = key[0]
    value = orjson.loads(stored)
    if kind == "r":
        position, event_id, replaces, struck, body = value
        shape = _BODIES.get(key[2 : key.index(SEPARATOR, 2)])
        if body is not None and shape is not None:
            body = shape(*body)
        return Record(position, event_id, replaces, [Struck(*one) for one in struck], body)
    if kind == "v":
        return Register([Version(*one) for one in value])
    if kind == "u":
        return Lot(*value)
    if kind == "s":
        return Unit(*value)
    if kind == "o":
        return Open(*value)
    return value


def dumps(entry: Any) -> bytes:
    """Return an entry in its stored form."""
    if isinstance(entry, Record):
        position, event_id, replaces, struck, body = entry
        struck_events = [tuple(one) for one in struck] if struck else struck
        flat = tuple(body) if isinstance(body, tuple) else body
        return orjson.dumps((position, event_id, replaces, struck_events, flat))
    if isinstance(entry, Register):
        return orjson.dumps([version.dumped() for version in entry.versions])
    return orjson.dumps(entry, default=tuple)
