"""A command and what is decided of it, as values."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from ledger.deciding.rule import Breach
from ledger.errors import Reason
from ledger.events.base import Table
from ledger.events.envelope import NO_ENVELOPE, Envelope


@dataclass(frozen=True, slots=True)
class Override:
    """A broken rule that somebody lets pass at live entry: which, why, and who answers for it."""

    rule: str
    reason: str
    approver: str


@dataclass(frozen=True, slots=True)
class CaseRow:
    """The row of a file that a stage comes from: it may tell a case as its stages make it together.

    Attributes:
        data: All its fields, of whatever stage.
        several: Whether it tells of several stages.
        position: Where the newest of them stands in the log, by the export that the row comes from.
    """

    data: dict[str, Any]
    several: bool
    position: int | None = None


class SheetRow(NamedTuple):
    """A row of a sheet without numbers.

    Attributes:
        place: Of the row in its file; the stages that it tells share it.
        day: Its business day, from which its number follows.
        data: What it says, of a case with its first stage.
        digest: Of that, once it is numbered; empty where it is known by a name.
    """

    place: int
    day: str
    data: dict[str, Any]
    digest: str = ""


@dataclass(slots=True, repr=False)
class Command:
    """One row that somebody wants recorded.

    Attributes:
        table: Where it belongs.
        data: Its fields in stored form, personal ones still in clear.
        envelope: What it carries besides: remark, own business time, what it replaces, where it came from,
            of a case the stage that it is.
        overrides: Rules that are let pass, at live entry only.
        filled: Columns among the data that the system filled in, as a number it assigned.
        expected: Register rows, as (table, code), that the same import has yet to come to, or the sale that
            arises with the row.
        unnumbered: Whether its line number only follows from the order of the rows.
        row: Of a stage that a file tells, the row it comes from.
        personal: Columns among the data that are personal because a person is concerned, beside those that
            always are; known once the row is decided on.
        sheet_row: Of a row that came without a number, what tells its number; None of any other.
    """

    table: Table
    data: dict[str, Any]
    envelope: Envelope = NO_ENVELOPE
    overrides: tuple[Override, ...] = ()
    filled: tuple[str, ...] = ()
    expected: frozenset[tuple[str, str]] = frozenset()
    unnumbered: bool = False
    row: CaseRow | None = None
    personal: frozenset[str] = frozenset()
    sheet_row: SheetRow | None = None

    @property
    def stage(self) -> str | None:
        """Of a case, the stage that the row is, by event type; None where the row leaves it open."""
        return self.envelope.stage

    @property
    def event(self) -> str:
        """The event type that the row becomes."""
        return self.envelope.stage or self.table.event

    def with_data(self, data: dict[str, Any]) -> Command:
        """Return the same command over other fields; `dataclasses.replace` would cost four times as much."""
        return Command(
            self.table,
            data,
            self.envelope,
            self.overrides,
            self.filled,
            self.expected,
            self.unnumbered,
            self.row,
            self.personal,
            self.sheet_row,
        )

    def __repr__(self) -> str:
        return f"Command({self.table.key}, {self.data})"


@dataclass(slots=True)
class Accepted:
    """The event that may be appended.

    Attributes:
        command: What was asked for.
        data: The data to be stored, personal fields still in clear.
        event_id: 32 hex digits; empty where the caller makes it, behind salting personal fields.
        tags: In no order.
        envelope: That of the command, with the business time that counts and what is replaced.
        recorded_now: Whether the record time is the business time.
        findings: Broken rules with which it is recorded.
        filled: Columns that the system filled in.
        given: Snapshot columns that the row itself gave.
        versions: Positions of the register versions that the snapshots came from, by table.
        voided: Positions of the events that it voids.
    """

    command: Command
    data: dict[str, Any]
    event_id: str
    tags: list[str]
    envelope: Envelope
    recorded_now: bool = False
    findings: list[dict[str, Any]] = field(default_factory=list)
    filled: list[str] | None = None
    given: list[str] | None = None
    versions: dict[str, int] | None = None
    voided: list[int] | None = None


@dataclass(frozen=True, slots=True)
class Duplicate:
    """The same row is in the log already."""

    position: int


@dataclass(frozen=True, slots=True)
class Refused:
    """The row may not be recorded.

    Attributes:
        reasons: Why, in the order in which they are told.
        later: Whether all reasons may be cured by what is only not yet known.
        breaches: The broken rules among the reasons.
    """

    reasons: tuple[Reason, ...]
    later: bool = False
    breaches: tuple[Breach, ...] = ()


Decided = Accepted | Duplicate | Refused


def refused(*breaches: Breach, also: Iterable[Reason] = ()) -> Refused:
    """Return the refusal that these broken rules make, in the order in which they were found.

    Args:
        breaches: The broken rules.
        also: Reasons that are no rules, told behind them.
    """
    reasons = (*(breach.reason for breach in breaches), *also)
    return Refused(reasons, all(breach.rule.later for breach in breaches), breaches)


LeftOpen = Callable[[str, str], Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Context:
    """What a decision may ask besides the state, all of it answered outside.

    Attributes:
        start_of: Stored time of the first moment of a day.
        live: Whether compliance rules refuse (live entry) or are recorded as findings (import).
        recorded_by: Who records, as the doors name them; empty where nobody is named.
        now: The time now, in the stored form; empty where it is not told.
        due: The last moment in time of a limit, by its id, that counts from a date or stored time; None where
            it cannot be said.
        stored: The stored document at a position, decoded.
        personal: The personal values kept beside the event at a position, by field; erased ones absent.
        used: Whether any standing fact carries a tag.
        sales_of: Position, number and line of each sale of a product to a customer after a position.
        together: Whether rows are decided that only fit together: that a unit has one holder at a time is
            looked at when all of them are there.
        broken: Whether the row at a position breaks a rule by what is known now.
        recorded: Whether a row is judged once more that is recorded: it stands, whatever it breaks.
        left_open: What closing a recall would leave open, by its number and the note of its close; nothing
            where all is done. None where nobody is there to answer.
    """

    start_of: Callable[[str], str]
    stored: Callable[[int], dict[str, Any]]
    personal: Callable[[int, tuple[str, ...]], dict[str, str]]
    used: Callable[[str], bool]
    sales_of: Callable[[str, str, int], Iterable[tuple[int, str, int]]]
    live: bool = False
    recorded_by: str = ""
    now: Callable[[], str] = str
    due: Callable[[str, str], str | None] = lambda _limit, _start: None
    together: bool = False
    broken: Callable[[int, str], bool] = lambda _position, _rule: False
    recorded: bool = False
    left_open: LeftOpen | None = None
