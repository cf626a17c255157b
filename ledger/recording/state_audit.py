"""The decision state against the log: folded anew beside it, compared entry by entry, and put right.

The state follows from the log alone, but for three kinds of entries: the open lines of a customer and product
are listed when a return first asks for them; where they are listed, what the list must hold follows as well.
And how far the numbers under a prefix are taken is kept by whoever was given one: a hint, from which the next
number is looked for among the records. It must be a number; a wrong one can leave a gap, no number twice.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

import orjson

from ledger.errors import ConflictError
from ledger.log.failures import translated
from ledger.log.one_moment import at_one_moment
from ledger.log.reader import LogReader
from ledger.log.recorder import LogRecorder
from ledger.recording.entries import STORE
from ledger.recording.folding import FoldedAnew
from ledger.recording.history import LogHistory
from ledger.recording.problems import BUSY
from ledger.recording.state_cache import POSITION_KEY
from ledger.state.entries import Open, Record, Sale
from ledger.state.keys import listed_key, open_key
from ledger.state.kinds import LISTED, NUMBER, RECORD, REGISTER, SEPARATOR, dumps, loads
from ledger.state.quantities import ZERO, plain

_TRIES: Final = 20
_SALES: Final = RECORD.key("sales", "")
Entry = tuple[str, bytes]
_END: Final[Entry] = ("", b"")


@dataclass(frozen=True, slots=True)
class EntryDrift:
    """An entry that is not what the log gives.

    Attributes:
        key: Under which it lies.
        expected: What the log gives; None where there must be none.
        got: What is there; None where it is missing.
    """

    key: str
    expected: bytes | None
    got: bytes | None

    @property
    def position(self) -> int | None:
        """The event that the entry stands for, where it stands for one."""
        stored = self.expected or self.got
        try:
            told: Any = orjson.loads(stored or b"null")
            if self.key[0] == RECORD.letter:
                return int(told[0]) or None
            return int(told[-1][1]) if self.key[0] == REGISTER.letter else None
        except (ValueError, TypeError, LookupError):
            return None


@dataclass(frozen=True, slots=True)
class StateDrift:
    """What a comparison of the decision state found.

    Attributes:
        position: Up to which position the state says that it is folded; 0 where it does not say.
        differences: Entries that are not what the log gives, by key.
        readable: Whether the position up to which it is folded could be read at all.
    """

    position: int
    differences: tuple[EntryDrift, ...]
    readable: bool = True


def compare_state(log: LogRecorder) -> StateDrift:
    """Fold the log anew and compare the decision state with it, entry by entry.

    A state that is not there, or was left by an older program, is folded when it is next needed: it does not
    differ from anything.
    """
    return _compared_at(log)[1]


def remake_state(log: LogRecorder) -> int:
    """Make the decision state what the log gives; return how many of its entries were not.

    Raises:
        ConflictError: Others recorded meanwhile at every try.
    """
    for _ in range(_TRIES):
        head, drift = _compared_at(log)
        if drift.readable and not drift.differences:
            LogHistory(log).catch_up(head)
            return 0
        with translated(log.location), log.critical_section() as turn:
            if turn.head != head:
                continue
            if not drift.readable:
                STORE.clear(turn.transaction)
                count = 1
            else:
                _apply(drift, turn.transaction)
                count = len(drift.differences)
        LogHistory(log).catch_up(head)
        return count
    raise ConflictError(BUSY, tries=_TRIES)


def _apply(drift: StateDrift, transaction: Any) -> None:
    inserts = [(one.key, one.expected) for one in drift.differences if one.expected and one.got is None]
    updates = [(one.key, one.expected) for one in drift.differences if one.expected and one.got is not None]
    deletes = [one.key for one in drift.differences if one.expected is None]
    STORE.put_many(transaction, inserts, updates, deletes)


def _compared_at(log: LogRecorder) -> tuple[int, StateDrift]:
    """Return where the log stood, and what differed then: what others append meanwhile is not seen."""
    with at_one_moment(log) as moment, closing(sqlite3.connect("", isolation_level=None)) as file:
        return moment.head(), _compared(moment, FoldedAnew(file, moment))


def _compared(log: LogReader, anew: FoldedAnew) -> StateDrift:
    found = STORE.get_many(log.fetch, log.dialect, [POSITION_KEY]).get(POSITION_KEY)
    if found is None:
        return StateDrift(0, ())
    position = _number(found)
    if position is None or not 0 <= position <= log.head():
        return StateDrift(0, (), readable=False)
    anew.fold(log, position)
    listed = dict(STORE.scan_prefix(log.fetch, log.dialect, LISTED.letter + SEPARATOR))
    expected = _as_expected(anew, listed)
    kept = STORE.scan_prefix(log.fetch, log.dialect, "")
    differences = tuple(_differences(expected, (one for one in kept if not _stands_alone(one))))
    return StateDrift(position, differences)


def _stands_alone(entry: Entry) -> bool:
    """Return whether an entry follows from nothing: the position, or a hint of the next number."""
    key, stored = entry
    return key == POSITION_KEY or (key[0] == NUMBER.letter and _number(stored) is not None)


def _number(stored: bytes) -> int | None:
    try:
        number = orjson.loads(stored)
    except ValueError:
        return None
    return number if isinstance(number, int) else None


def _as_expected(anew: FoldedAnew, listed: dict[str, bytes]) -> Iterator[Entry]:
    """Yield what the state must hold, by key, the lists that somebody asked for among it."""
    own = dict(_listed(anew, listed))
    rest = sorted(own.items())
    for key, value in anew.scan_prefix(""):
        while rest and rest[0][0] < key:
            yield rest.pop(0)
        yield key, value
    yield from rest


def _listed(anew: FoldedAnew, listed: dict[str, bytes]) -> Iterator[Entry]:
    """Yield the lists that are there and, as far as each of them was made, the lines that it must hold."""
    until: dict[str, int] = {}
    for key, value in listed.items():
        number = _number(value)
        if number is not None:
            until[key] = number
            yield key, value
    if not until:
        return
    for key, stored in anew.scan_prefix(_SALES):
        record: Record = loads(key, stored)
        line = record.body
        if not record.position or not isinstance(line, Sale):
            continue
        outstanding = Decimal(line.quantity) - Decimal(line.returned)
        if record.position <= until.get(listed_key(line.customer, line.product), 0) and outstanding > ZERO:
            _, _, sale, row = key.split(SEPARATOR)
            yield open_key(line, record.position), dumps(Open(sale, int(row), line.lot, plain(outstanding)))


def _differences(expected: Iterator[Entry], got: Iterator[Entry]) -> Iterator[EntryDrift]:
    """Yield where two orders of entries differ; both by key."""
    ours, theirs = next(expected, _END), next(got, _END)
    while not ours is theirs is _END:
        if theirs is _END or (ours is not _END and ours[0] < theirs[0]):
            yield EntryDrift(ours[0], ours[1], None)
            ours = next(expected, _END)
        elif ours is _END or theirs[0] < ours[0]:
            yield EntryDrift(theirs[0], None, theirs[1])
            theirs = next(got, _END)
        else:
            if ours[1] != theirs[1] and _plain(ours[1]) != _plain(theirs[1]):
                yield EntryDrift(ours[0], ours[1], theirs[1])
            ours, theirs = next(expected, _END), next(got, _END)


def _plain(stored: bytes) -> bytes:
    """Return an entry without regard to the order of its members; one that cannot be read, as it is."""
    try:
        return orjson.dumps(orjson.loads(stored), option=orjson.OPT_SORT_KEYS)
    except ValueError:
        return stored
