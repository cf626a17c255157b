"""Lines without numbers, of a document that is recorded already: which of them is which recorded line.

Numbered in row order (interface rule 1), the lines of a re-export in another order would each stand under the
number of another. They are told by what they say instead, each recorded line once: two equal lines are two. A
row that is none of them is one line more only where the file holds every recorded line; else nobody can tell
whether it is new or what one of the missing lines should have said, and it is refused as other content.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final

from ledger.deciding.decision import Command, Context, Refused
from ledger.deciding.identity import differences, event_id
from ledger.deciding.references import resolve
from ledger.state.entries import Record
from ledger.state.keys import record_key, record_key_of
from ledger.state.kinds import SEPARATOR
from ledger.state.repository import State

_LINE: Final = "line"
_OWN_FIRST: Final = (2, 10, 100, 1000)  # the first number in a document that is not numbered from 1 in ones
_MOST_COMPARED: Final = 250_000  # pairs of a row and a line; a document beyond is taken in row order

Row = Command | Refused


def lines_of_their_own(rows: Sequence[Row]) -> Iterator[str]:
    """Yield the keys under which lines may be recorded that were not numbered 1, 2, 3 as these rows are.

    Where one is there, rows that fit between them would be taken for new ones.
    """
    first = rows[0] if rows else None
    if isinstance(first, Command) and first.unnumbered and first.data[_LINE] == 1:
        number = first.data.get(first.table.identity[0])
        for line in _OWN_FIRST:
            if number is not None and line > len(rows):
                yield record_key_of(first.table.key, number, line)


def has_voided_line(rows: Sequence[Row], state: State) -> bool:
    """Whether a row without a number stands under the number of a voided line.

    In row order it would take that line's place, though it may be the next one that stands.
    """
    for row in rows:
        if isinstance(row, Command) and row.unnumbered and row.table.identity[0] in row.data:
            record: Record | None = state.get(record_key(row.table, row.data))
            if record is not None and record.voided and not record.position:
                return True
    return False


def renumbered(rows: Sequence[Row], state: State, context: Context) -> list[Row] | None:
    """Return the rows of a document with the numbers of the recorded lines that they are.

    Args:
        rows: All rows of the document, numbered in row order where they came without.
        state: What is recorded.
        context: Gives the recorded lines themselves.

    Returns:
        The rows, or None where no row came without a number or no other number is found for any.
    """
    commands = [row for row in rows if isinstance(row, Command)]
    open_rows = [row for row in commands if row.unnumbered]
    if not open_rows or len({row.data.get(row.table.identity[0]) for row in commands}) != 1:
        return None
    recorded = _Recorded(open_rows[0], state, context)
    recorded.withhold(row.data[_LINE] for row in commands if not row.unnumbered)
    if len(open_rows) * recorded.count > _MOST_COMPARED:
        return None
    numbers = recorded.numbers(open_rows)
    if all(row.data[_LINE] == number for row, number in zip(open_rows, numbers, strict=True)):
        return None
    given = {id(row): number for row, number in zip(open_rows, numbers, strict=True)}
    return [
        row.with_data({**row.data, _LINE: given[id(row)]})
        if isinstance(row, Command) and id(row) in given
        else row
        for row in rows
    ]


class _Recorded:
    """The recorded lines of a document that no row has been found for yet, standing ones first."""

    def __init__(self, row: Command, state: State, context: Context) -> None:
        self._state = state
        self._context = context
        number = str(row.data[row.table.identity[0]])
        lines = {
            int(key.rsplit(SEPARATOR, 1)[1]): record for key, record in state.lines(row.table.key, number)
        }
        self._standing = {line: lines[line] for line in sorted(lines) if lines[line].position}
        self._voided = {line: lines[line] for line in sorted(lines) if not lines[line].position}
        self._taken = set(lines)

    @property
    def count(self) -> int:
        """How many lines are left."""
        return len(self._standing) + len(self._voided)

    def withhold(self, numbers: Iterable[int]) -> None:
        """Take the lines out that rows name by their number."""
        for number in numbers:
            self._take(number)
            self._taken.add(number)

    def _take(self, number: int) -> None:
        self._standing.pop(number, None)
        self._voided.pop(number, None)

    def numbers(self, rows: Sequence[Command]) -> list[int]:
        """Return the number of each row: of the line that it is or may be, else a free one."""
        found: dict[int, int] = {}
        data = [{**row.data, **resolve(row, self._state).codes} for row in rows]
        for only_own in (True, False):
            for place, row in enumerate(rows):
                if place not in found:
                    self._match(found, place, row.with_data(data[place]), only_own=only_own)
        for place, row in enumerate(rows):
            if place not in found:
                found[place] = self._formerly(row.with_data(data[place])) or self._other(row.data[_LINE])
        return [found[place] for place in range(len(rows))]

    def _match(self, found: dict[int, int], place: int, row: Command, *, only_own: bool) -> None:
        for number, record in (*self._standing.items(), *self._voided.items()):
            if (not only_own or number == row.data[_LINE]) and self._is(row, number, record):
                found[place] = number
                self._take(number)
                return

    def _formerly(self, row: Command) -> int | None:
        """Return the line that said what a row says until it was voided and entered again."""
        for number, record in self._standing.items():
            candidate = row.with_data({**row.data, _LINE: number})
            if any(self._is_event(candidate, event, replaces) for event, replaces, _ in record.voided):
                return number
        return None

    def _is(self, row: Command, number: int, record: Record) -> bool:
        """Whether a row is a recorded line: by its event id, or by what both say."""
        candidate = row.with_data({**row.data, _LINE: number})
        event, replaces, position = record.event_id, record.replaces, record.position
        if not position:
            event, replaces, position = record.voided[-1]
        if self._is_event(candidate, event, replaces):
            return True
        return not differences(self._context.stored(position), candidate, self._context)

    @staticmethod
    def _is_event(row: Command, event: str, replaces: str | None) -> bool:
        given: dict[str, Any] = row.data
        return event == event_id(row.table, given, row.envelope.note, None, replaces)

    def _other(self, own: int) -> int:
        """Return the number for a row that is none of the recorded lines."""
        if self._standing:
            number = own if own in self._standing else next(iter(self._standing))
        elif self._voided:
            number = own if own in self._voided else next(iter(self._voided))
        else:
            number = own if own not in self._taken else max(self._taken) + 1
        self._take(number)
        self._taken.add(number)
        return number
