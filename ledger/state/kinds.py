"""The kinds of entries of decision state: the letter of their keys, how each is read, how long it is cached.

=====================================  ============================================================
key (parts joined by U+001F)           entry
=====================================  ============================================================
`r table identity...`                  :class:`Record`: which event stands under an identity
`v table code`                         :class:`Register`: every version of a register row
`u product lot`                        :class:`Lot`: what was accepted, sold and restocked of a lot
`j product lot year`                   what came among the saleable goods of it, or left them, by day
`s product serial`                     :class:`Unit`: when one unit was accepted, and where it was since
`x table number line`                  :class:`Sale`: what a customer holds without a sale, by an exchange
`y customer product`                   days and names of what a customer holds so
`o customer product day position`      :class:`Open`: a sale line of which something is still out
`m customer product`                   up to which position the open lines of the pair are listed
`n table name`                         codes that carry a name
`e product lot`                        how much of a lot stands in which status beside `saleable`
`c consignment line`                   :class:`Consigned`: what is out on a consignment line
`i`, `k`, `d`, `w`                     papers by what they are about: :mod:`ledger.state.indexes`
`h subject code`                       :class:`Block`: holds and vetoes: :mod:`ledger.state.blocks`
`b`, `b recall`                        stops of recalls, holds of each: :mod:`ledger.state.recall_stops`
`a subject code`                       first approvals decided: :mod:`ledger.state.first_approvals`
`f position rule`                      number of the resolution that settles a finding
`q product lot`, `l staff`             inspection reports, trainings: :mod:`ledger.state.verdicts`
`z table pattern...`                   the last number given out: :mod:`ledger.deciding.numbering`
`t subject ...`                        tallies that later papers must agree with: :mod:`ledger.state.tallies`
`g table digest`                       identity of a row without a number: :mod:`ledger.deciding.unnumbered`
=====================================  ============================================================
"""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum
from typing import Any, Final, NamedTuple

import orjson

from ledger.errors import CorruptionError, Problem
from ledger.events.catalogue import CASES
from ledger.state.days import Days
from ledger.state.entries import (
    CaseRecord,
    Consigned,
    Lot,
    Open,
    RecallStop,
    Receipt,
    Record,
    Register,
    RegisterEpoch,
    Return,
    Sale,
    Stay,
    Step,
    TradeBlock,
    Unit,
    Version,
    Voided,
)

SEPARATOR: Final = "\x1f"
STATE_GARBLED: Final = Problem(
    "state_garbled",
    "读取判定状态：“{key}”下应为可读的条目，实已损坏。",
    "Reading the decision state: expected an entry under “{key}”, got what cannot be read.",
    "日志为准：运行 medledger rebuild 由日志重建判定状态，再运行 medledger verify --deep，并查明原因。",
    "The log counts: run medledger rebuild, which remakes the state from it, then medledger verify --deep, "
    "and find out why.",
)


class Cached(Enum):
    """How long an entry stays in memory behind the batch that read it."""

    NO = "not at all"
    IF_THERE = "as long as there is one"
    YES = "also that there is none"


class Kind(NamedTuple):
    """A kind of entry.

    Attributes:
        letter: With which its keys begin.
        read: From the stored JSON value, and the key, to the entry.
        cached: How long it stays in memory.
    """

    letter: str
    read: Callable[[str, Any], Any]
    cached: Cached = Cached.NO

    def key(self, *parts: str) -> str:
        """Return the key of an entry of this kind."""
        return SEPARATOR.join((self.letter, *parts))


def _plain(_key: str, value: Any) -> Any:
    return value


def _case_record(steps: list[list[Any]], voided: list[list[Any]], data: dict[str, Any]) -> CaseRecord:
    return CaseRecord([Step(*step) for step in steps], [Step(*step) for step in voided], data)


_BODIES: Final[dict[str, Callable[..., Any]]] = {
    "sales": Sale,
    "returns": Return,
    "receipts": Receipt,
    **{key: _case_record for key, *_ in CASES},
}


def _record(key: str, value: Any) -> Record:
    position, event_id, replaces, voided, body = value
    shape = _BODIES.get(key[2 : key.index(SEPARATOR, 2)])
    if body is not None and shape is not None:
        body = shape(*body)
    return Record(position, event_id, replaces, [Voided(*event) for event in voided], body)


def _blocks(key: str, value: Any) -> Any:
    """Return the blocks on a subject; the key of the letter alone lists what blocks are about."""
    return value if key == BLOCK.letter else [TradeBlock(*block) for block in value]


def _recall_stops(key: str, value: Any) -> Any:
    """Return the stops of all recalls; a longer key lists the holds of one recall."""
    return [RecallStop(*one) for one in value] if key == RECALL_STOP.letter else value


def _lot(_key: str, value: list[Any]) -> Lot:
    *sums, came, expires, made = value
    return Lot._make((*sums, _days(came), expires, made))


def _days(pairs: list[list[Any]]) -> Days:
    return [(day, change) for day, change in pairs]


def _unit(_key: str, value: list[Any]) -> Unit:
    *stated, stays = value
    return Unit._make((*stated, [Stay(*stay) for stay in stays]))


def _elsewhere(_key: str, value: dict[str, list[list[Any]]]) -> dict[str, Days]:
    return {status: _days(days) for status, days in value.items()}


RECORD: Final = Kind("r", _record)
REGISTER: Final = Kind("v", lambda _, value: Register([Version(*one) for one in value]), Cached.YES)
LOT: Final = Kind("u", _lot, Cached.YES)
UNIT: Final = Kind("s", _unit)
LOT_DAYS: Final = Kind("j", _plain)
HELD: Final = Kind("x", lambda _, value: Sale(*value))
HELD_BY: Final = Kind("y", _plain)
OPEN_LINE: Final = Kind("o", lambda _, value: Open(*value))
LISTED: Final = Kind("m", _plain)
NAME: Final = Kind("n", _plain, Cached.YES)
ELSEWHERE: Final = Kind("e", _elsewhere)
CONSIGNED: Final = Kind("c", lambda _, value: Consigned(*value))
INDEX: Final = Kind("i", _plain, Cached.IF_THERE)
COUNT: Final = Kind("k", _plain, Cached.YES)
FIRST_DAY: Final = Kind("d", _plain, Cached.YES)
EPOCH: Final = Kind("w", lambda _, value: RegisterEpoch(value), Cached.YES)
BLOCK: Final = Kind("h", _blocks, Cached.YES)
RECALL_STOP: Final = Kind("b", _recall_stops, Cached.YES)
APPROVAL: Final = Kind("a", _plain, Cached.IF_THERE)
RESOLUTION: Final = Kind("f", _plain)
REPORT: Final = Kind("q", _plain)
TRAINING: Final = Kind("l", _plain, Cached.IF_THERE)
TALLY: Final = Kind("t", _plain)
NUMBER: Final = Kind("z", _plain)
SHEET_ROW: Final = Kind("g", _plain)

KINDS: Final[dict[str, Kind]] = {
    kind.letter: kind
    for kind in (
        *(
            RECORD,
            REGISTER,
            LOT,
            LOT_DAYS,
            UNIT,
            HELD,
            HELD_BY,
            OPEN_LINE,
            LISTED,
            NAME,
            ELSEWHERE,
            CONSIGNED,
        ),
        *(
            INDEX,
            COUNT,
            FIRST_DAY,
            EPOCH,
            BLOCK,
            RECALL_STOP,
            APPROVAL,
            RESOLUTION,
            REPORT,
            TRAINING,
            TALLY,
            NUMBER,
            SHEET_ROW,
        ),
    )
}


def loads(key: str, stored: bytes) -> Any:
    """Return the entry that `stored` holds under `key`.

    Raises:
        CorruptionError: It is no entry of its kind.
    """
    try:
        return KINDS[key[0]].read(key, orjson.loads(stored))
    except (ValueError, TypeError, LookupError, AttributeError) as error:
        raise CorruptionError(STATE_GARBLED, key=key.replace(SEPARATOR, " ")) from error


def position_in(stored: bytes | None) -> int:
    """Return the position up to which the state is folded, 0 where nothing says so.

    Raises:
        CorruptionError: It is no number.
    """
    if stored is None:
        return 0
    try:
        position = orjson.loads(stored)
    except ValueError:
        position = None
    if not isinstance(position, int) or position < 0:
        raise CorruptionError(STATE_GARBLED, key="position")
    return position


def dumps(entry: Any) -> bytes:
    """Return an entry in its stored form."""
    if isinstance(entry, Record):
        position, event_id, replaces, voided, body = entry
        if isinstance(body, tuple):
            body = tuple(body)
        return orjson.dumps((position, event_id, replaces, voided, body), default=tuple)
    if isinstance(entry, Register):
        return orjson.dumps([version.dumped() for version in entry.versions])
    if isinstance(entry, RegisterEpoch):
        return orjson.dumps(entry.number)
    return orjson.dumps(tuple(entry) if isinstance(entry, Lot) else entry, default=tuple)
