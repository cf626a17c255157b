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
`e product lot`                        how much of a lot stands in which status beside `saleable`
`c consignment line`                   :class:`Consigned`: what is out on a consignment line
`i`, `k`, `d`, `w`                     papers by what they are about: :mod:`ledger.state.indexes`
`h subject code`                       :class:`Block`: holds and vetoes: :mod:`ledger.state.blocks`
`a subject code`                       first approvals decided: :mod:`ledger.state.first_approvals`
`f position rule`                      number of the resolution that settles a finding
`q product lot`, `l staff`             inspection reports, trainings: :mod:`ledger.state.verdicts`
=====================================  ============================================================
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

import orjson

from ledger.events.base import Table
from ledger.events.catalogue import CASES
from ledger.names import compared_name

SEPARATOR = "\x1f"


class Struck(NamedTuple):
    """An event that stood under an identity and was struck."""

    event_id: str
    replaces: str | None
    position: int


class Record(NamedTuple):
    """Which event stands under an identity; `position` is 0 when none does.

    `body` holds what later decisions on this record need, by table: :class:`Sale`, :class:`Return`,
    :class:`Receipt`, of a case :class:`CaseRecord`, of a fact that something reacts to its data, or None. A
    case stands at the position of its newest standing stage.
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
    """A return line, with the sale line it belongs to (empty for a consignment).

    `status` is where its goods went, `consignment` the consignment line that unused goods came back from, and
    `source` the status that they were in there.
    """

    sale: str
    customer: str
    product: str
    lot: str
    serials: list[str]
    quantity: str
    restocked: bool
    status: str = ""
    consignment: str = ""
    source: str = ""


class Receipt(NamedTuple):
    """A receipt line: what of which goods was accepted, and where the rest stands that was not refused."""

    product: str
    lot: str
    serials: list[str]
    accepted: str
    supplier: str
    rest: str = "0"
    status: str = ""


class Step(NamedTuple):
    """A stage event of a case; `after` is the position of the stage event before it, 0 for none."""

    type: str
    position: int
    event_id: str
    replaces: str | None
    after: int
    data: dict[str, Any]


class CaseRecord(NamedTuple):
    """A case: its standing and its struck stage events, oldest first, and the row they make together.

    `data` holds per column the newest standing value; the row is empty once every stage is struck.
    """

    steps: list[Step]
    struck: list[Step]
    data: dict[str, Any]


class Lot(NamedTuple):
    """The balance of a lot; `whole` is what was accepted on lines that named no serials.

    `left` is what left the saleable goods otherwise than by a sale, less what came among them otherwise than
    by a receipt or a return.
    """

    accepted: str
    whole: str
    sold: str
    restocked: str
    expires: str | None
    made: str | None
    left: str = "0"


class Unit(NamedTuple):
    """One serial: how often it was accepted, and the sale line it is out on.

    `place` is the status that it stands in beside, with the consignment line that it is out on; empty where
    it may be sold or is out on a sale.
    """

    accepted: int
    out: str
    expires: str | None
    made: str | None
    place: str = ""


class Consigned(NamedTuple):
    """What went out on a consignment line; quantities are plain decimal strings.

    Attributes:
        product: Which product.
        lot: Of which lot, `""` where the line names none.
        serial: Which units, joined by `;`, `""` where the line names none.
        status: `consigned` or `on_loan`.
        quantity: How much went out.
        used: How much of it was used.
        back: How much came back without a return row.
        rows: How much came back, by the number of the return row.
        stages: How much came back as the case's stages say, by the number of the return row they name.
    """

    product: str
    lot: str
    serial: str
    status: str
    quantity: str
    used: str
    back: str
    rows: dict[str, str]
    stages: dict[str, str]


NO_CASE = CaseRecord([], [], {})
EMPTY_LOT = Lot("0", "0", "0", "0", None, None)
EMPTY_UNIT = Unit(0, "", None, None)


class Open(NamedTuple):
    """A sale line of which `outstanding` is still with the customer.

    The open lines of a customer and product are listed when a return without a sale number first asks for
    them, and from then on only what is newer is read; sales that never see such a return cost nothing.
    """

    sale_no: str
    line: int
    lot: str
    outstanding: str


class World:
    """A state of the registers that decisions look things up in; compared by identity alone.

    Attributes:
        number: How often it was renewed.
        house: What was worked out from those registers of our own side, once it was asked for.
    """

    __slots__ = ("house", "number")

    def __init__(self, number: int) -> None:
        self.number = number
        self.house: Any = None


class Block(NamedTuple):
    """A hold or a veto: what it stops, and from when until when.

    Attributes:
        table: `quality_holds` or `quality_vetoes`.
        number: Its number.
        stops: `sale`, `purchase` or `both`.
        since: Stored time, or day, from which it is in force.
        until: Stored time, or day, from which it no longer is; None while it stands.
        product: The product it is about, if it is about goods.
        lots: The lots; with neither lots nor serials it is the whole product.
        serials: The units.
        reason: Why, in the words of the notice.
    """

    table: str
    number: str
    stops: str
    since: str
    until: str | None
    product: str | None
    lots: list[str]
    serials: list[str]
    reason: str


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
        memory: What was worked out from it, with the object as long as which stands that holds.
    """

    __slots__ = (
        "data",
        "event_id",
        "memory",
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
        self.memory: tuple[Any, Any] | None = None

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


class State(ABC):
    """How decisions read and change what earlier events left; entries are read by what they are about."""

    @abstractmethod
    def get(self, key: str) -> Any:
        """Return the entry under a key, or None."""

    @abstractmethod
    def register(self, table: str, code: str) -> Register | None:
        """Return a register row's versions, or None where the code was never registered."""

    @abstractmethod
    def scan(self, prefix: str) -> Iterator[tuple[str, Any]]:
        """Yield entries whose key starts with `prefix`, ordered by code point."""

    @abstractmethod
    def put(self, key: str, entry: Any) -> None:
        """Set an entry; None removes it."""

    def lot(self, product: str, lot: str) -> Lot | None:
        """Return the balance of a lot; goods without a lot share that of the empty one."""
        found: Lot | None = self.get(lot_key(product, lot))
        return found

    def put_lot(self, product: str, lot: str, balance: Lot) -> None:
        """Set the balance of a lot."""
        self.put(lot_key(product, lot), balance)

    def unit(self, product: str, serial: str) -> Unit | None:
        """Return one unit."""
        found: Unit | None = self.get(unit_key(product, serial))
        return found

    def put_unit(self, product: str, serial: str, unit: Unit) -> None:
        """Set one unit."""
        self.put(unit_key(product, serial), unit)

    def elsewhere(self, product: str, lot: str) -> dict[str, str]:
        """Return how much of a lot stands in which status beside `saleable`."""
        return self.get(elsewhere_key(product, lot)) or {}

    def record(self, table: str, *identity: object) -> Record | None:
        """Return which event stands, or stood, under an identity."""
        found: Record | None = self.get(record_key_of(table, *identity))
        return found

    def lines(self, table: str, number: str) -> Iterator[tuple[str, Record]]:
        """Yield the key and record of each line of a document, struck ones included."""
        return self.scan(document_prefix(table, number))

    def sale(self, number: str, line: int) -> Sale | None:
        """Return a sale line that stands."""
        record = self.record("sales", number, line)
        body: Sale | None = record.body if record is not None and record.position else None
        return body

    def case(self, table: str, *identity: object) -> CaseRecord:
        """Return what is known of a case; of one that is not there, an empty record."""
        record = self.record(table, *identity)
        return record.body if record is not None else NO_CASE

    def consigned(self, number: str, line: int) -> Consigned | None:
        """Return what is out on a consignment line."""
        found: Consigned | None = self.get(consigned_key(number, line))
        return found

    def codes_of_name(self, table: str, name: str) -> list[str]:
        """Return the codes of the register rows that carry a name, blanks apart."""
        return self.get(name_key(table, compared_name(name))) or []


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


def elsewhere_key(product: str, lot: str) -> str:
    """Return the key of what of a lot stands in other statuses than `saleable`."""
    return f"e{SEPARATOR}{product}{SEPARATOR}{lot}"


def consigned_prefix(number: str) -> str:
    """Return what the keys of all lines of a consignment start with."""
    return f"c{SEPARATOR}{number}{SEPARATOR}"


def consigned_key(number: str, line: int) -> str:
    """Return the key of what is out on a consignment line."""
    return f"{consigned_prefix(number)}{line}"


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


def _case_record(steps: list[list[Any]], struck: list[list[Any]], data: dict[str, Any]) -> CaseRecord:
    return CaseRecord([Step(*one) for one in steps], [Step(*one) for one in struck], data)


_BODIES: dict[str, Callable[..., Any]] = {
    "sales": Sale,
    "returns": Return,
    "receipts": Receipt,
    **{key: _case_record for key, *_ in CASES},
}


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
    if kind == "c":
        return Consigned(*value)
    if kind == "h" and key != "h":  # alone it lists what blocks are about
        return [Block(*one) for one in value]
    if kind == "w":
        return World(value)
    return value


def dumps(entry: Any) -> bytes:
    """Return an entry in its stored form."""
    if isinstance(entry, Record):
        position, event_id, replaces, struck, body = entry
        struck_events = [tuple(one) for one in struck] if struck else struck
        flat = tuple(body) if isinstance(body, tuple) else body
        return orjson.dumps((position, event_id, replaces, struck_events, flat), default=tuple)
    if isinstance(entry, Register):
        return orjson.dumps([version.dumped() for version in entry.versions])
    if isinstance(entry, World):
        return orjson.dumps(entry.number)
    return orjson.dumps(entry, default=tuple)
