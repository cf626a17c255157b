"""What a decision needs to know of earlier events, as small values.

The entries are folded from the log and kept in the same transaction as each append, so that a decision costs
the same on a lot's hundred-thousandth sale as on its first, also in a fresh process. They are disposable: the
log alone can rebuild them. Under which keys they lie is said in :mod:`ledger.state.kinds`.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from ledger.state.days import Days


class Voided(NamedTuple):
    """An event that stood under an identity and was voided."""

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
    voided: list[Voided]
    body: Any


class Sale(NamedTuple):
    """Goods on a line that a customer holds, and what came back of them, in plain decimal strings.

    `returns` are the records, as table, number and line, that brought something back. What an exchange or a
    later delivery hands over stands under its own record in the same form. `expires` and `made` are the days
    that the line states of its lot, where they were counted: no receipt had stated any.
    """

    sold_on: str
    customer: str
    product: str
    lot: str
    serials: list[str]
    quantity: str
    returned: str
    returned_serials: list[str]
    returns: list[str]
    expires: str | None = None
    made: str | None = None


class Return(NamedTuple):
    """A return line, with the sale line it belongs to (empty for a consignment).

    `sale` is the record, as table, number and line, under which the customer held the goods. `status` is
    where its goods went, `consignment` the consignment line that unused goods came back from, and `source`
    the status that they were in there. `day` is its business day, `case` the number of
    its return case. `expires` and `made` are the days that the line states of its lot.
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
    day: str = ""
    case: str = ""
    expires: str | None = None
    made: str | None = None


class Receipt(NamedTuple):
    """A receipt line: what of which goods was accepted, and where the rest stands that was not refused.

    `day` is the business day, `expires` and `made` are the days that it states of the goods.
    """

    product: str
    lot: str
    serials: list[str]
    accepted: str
    supplier: str
    rest: str = "0"
    status: str = ""
    day: str = ""
    expires: str | None = None
    made: str | None = None


class Step(NamedTuple):
    """A stage event of a case; `after` is the position of the stage event before it, 0 for none."""

    type: str
    position: int
    event_id: str
    replaces: str | None
    after: int
    data: dict[str, Any]


class CaseRecord(NamedTuple):
    """A case: its standing and its voided stage events, oldest first, and the row they make together.

    `data` holds per column the newest standing value; the row is empty once every stage is voided.
    """

    steps: list[Step]
    voided: list[Step]
    data: dict[str, Any]


class Lot(NamedTuple):
    """The balance of a lot; what came and went on which day stands here while it is little, then by year.

    Attributes:
        whole: What was accepted on lines that named no serials, as a plain decimal string.
        there: What is among the saleable goods at the end of all days; below zero where too much left.
        low: No more than what was there at the end of any day since the first receipt.
        last: The last day on which something came or went.
        years: In which years something did that stands under them, in their order.
        recent: What came and went lately and stands under no year yet: days, each with its change and `;`
            behind it. A text is written on and stored at once, however much it holds.
        expires: The last days that unvoided receipts state, each with how many do.
        made: The production dates that they state, likewise.
        came: What was accepted, by day.
        said_expires: The last days that other lines state, with how many do; sale lines while no receipt
            states any.
        said_made: The production dates that they state, likewise.
    """

    whole: str
    there: int | str
    low: int | str
    last: str
    years: list[str]
    recent: str
    expires: dict[str, int]
    made: dict[str, int]
    came: Days
    said_expires: dict[str, int]
    said_made: dict[str, int]


class Stay(NamedTuple):
    """A time that a unit spends elsewhere than among the saleable goods.

    Attributes:
        since: Business day on which it begins.
        status: Where the unit is; `customer` for what is sold, exchanged or delivered.
        name: Of the event that began it: table (of a case, event type), number and line.
        until: Business day on which it ended; empty while it lasts.
        ended_by: Of the event that ended it; empty while it lasts.
    """

    since: str
    status: str
    name: str
    until: str = ""
    ended_by: str = ""

    def covers(self, day: str) -> bool:
        """Return whether the unit was still there when a day ended."""
        return self.since <= day and (not self.until or day < self.until)


class Unit(NamedTuple):
    """One serial: when it was accepted, and where it was besides.

    Attributes:
        accepted: The business days on which receipts accepted it.
        expires: The last days that unvoided receipts state, each with how many do.
        made: The production dates that they state, likewise.
        lots: The lots that they state, likewise.
        stays: Where it was when it was not among the saleable goods, in the order of the days.
    """

    accepted: list[str]
    expires: dict[str, int]
    made: dict[str, int]
    lots: dict[str, int]
    stays: list[Stay]


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


EMPTY_LOT = Lot("0", 0, 0, "", [], "", {}, {}, [], {}, {})


EMPTY_UNIT = Unit([], {}, {}, {}, [])


class Open(NamedTuple):
    """A sale line of which `outstanding` is still with the customer.

    The open lines of a customer and product are listed when a return without a sale number first asks for
    them, and from then on only what is newer is read; sales that never see such a return cost nothing.
    """

    sale_no: str
    line: int
    lot: str
    outstanding: str


class RegisterEpoch:
    """A state of the registers that decisions look things up in; compared by identity alone.

    Attributes:
        number: How often it was renewed.
        house: What was worked out from those registers of our own side, once it was asked for.
    """

    __slots__ = ("house", "number")

    def __init__(self, number: int) -> None:
        self.number = number
        self.house: Any = None


class RecallStop(NamedTuple):
    """What a version of a recall's scope has stopped.

    Attributes:
        recall: Number of the recall.
        version: Of its scope; 0 for what the opening said.
        since: Stored time, or day, from which it is in force.
        until: Stored time, or day, from which it no longer is; None while it stands.
        scope: What the version says of the goods, by column.
        goods: Product and lot of goods that it selects by what their receipts say.
        reason: Why, in the words of the recall.
    """

    recall: str
    version: int
    since: str
    until: str | None
    scope: dict[str, Any]
    goods: list[list[str]]
    reason: str


class TradeBlock(NamedTuple):
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
        replaces: The voided event it stands in for.
        voided: Whether it no longer counts.
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
        "voided",
    )

    def __init__(
        self,
        since: str,
        position: int,
        event_id: str,
        replaces: str | None,
        voided: bool,
        data: dict[str, Any],
        note: str | None,
    ) -> None:
        self.since = since
        self.position = position
        self.event_id = event_id
        self.replaces = replaces
        self.voided = voided
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
            self.voided,
            self.data,
            self.note,
        ]


class Register:
    """Every version of one register row, oldest recorded first.

    Attributes:
        versions: The versions, voided ones included.
        known: Whether any version stands: whether a code is known does not depend on time.
    """

    __slots__ = ("known", "versions")

    def __init__(self, versions: list[Version]) -> None:
        self.versions = versions
        self.known = any(not version.voided for version in versions)

    def nearest(self, at: str) -> Version:
        """Return the version in force at a stored time; before the first, the earliest one.

        Of the unvoided versions that count from `at` or before, the latest business time, then the highest
        position. Only to be asked where `known`.
        """
        if len(self.versions) == 1:
            return self.versions[0]
        best = earliest = None
        for version in self.versions:
            if version.voided:
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
