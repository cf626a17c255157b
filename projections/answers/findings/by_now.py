"""What is known by now of recorded findings, kept for whoever asks next on the same knowledge.

What the rows of a log break by the knowledge of a position is the same whoever asks, and when: events never
change. A server is asked for it by every page that counts findings; after the next events it judges the rows
anew that they may touch, and keeps what is known of the others.
"""

from __future__ import annotations

from heapq import merge
from operator import itemgetter
from threading import Lock
from typing import Any, Final, NamedTuple
from weakref import WeakKeyDictionary

import sqlalchemy as sa

from ledger.log.reader import LogReader
from projections.answers.findings.goods_rows import Goods, GoodsRows, TaggedRows
from projections.answers.findings.judged_again import JudgedRow, verdicts
from projections.answers.findings.late_changes import Registers, late_changes
from projections.answers.findings.then_and_now import Now, compared
from projections.answers.findings.touched import touched
from projections.tables.findings import COLUMNS, rows_of

Row = dict[str, Any]
Asked = tuple[int, str, bool]
_MOST_ROWS: Final = 20_000  # judged again, of an answer that is kept: some kilobytes each
# Of one log, with warnings and without: what is known now, and an earlier day that is compared with it.
_MOST_KEPT: Final = 2
_FEW: Final = 2  # of so many rows one may be touched: of more, it costs no more to judge all
_PLACE: Final = itemgetter("position", "number")
_NOT_VOIDED: Final = {"voided_at": None, "voided_position": None}


class ByNow(NamedTuple):
    """What is known by a position of the log of the findings of all rows.

    Attributes:
        now: What becomes of the findings that events carry, by position.
        unseen: The findings that later knowledge brought, shaped like those that events carry, in order.
    """

    now: dict[int, Now]
    unseen: list[Row]


class _Kept(NamedTuple):
    """What is known by a position, with what registers said by then."""

    found: ByNow
    registers: Registers | None


_kept: WeakKeyDictionary[LogReader, dict[Asked, _Kept]] = WeakKeyDictionary()
_judging: WeakKeyDictionary[LogReader, Lock] = WeakKeyDictionary()
_keeping = Lock()


def by_now(
    connection: sa.Connection,
    log: LogReader,
    known: int,
    *,
    zone: str,
    warnings: bool,
    goods: Goods | None = None,
) -> ByNow:
    """Return what is known by now of the findings; it is shared, and not to be changed.

    Args:
        connection: Of the read model, which has come as far as `known`.
        log: The log.
        known: Last position that counts.
        zone: Of the ledger.
        warnings: Whether rows recorded with warnings alone are judged again, too.
        goods: Whose rows, at least; by default all.
    """
    asked = (known, zone, warnings)
    kept = _kept.get(log.itself, {}).get(asked)
    if kept is not None:
        return kept.found
    if goods is not None and known == log.head():
        return _of(connection, log, asked, GoodsRows(log, known, goods))
    # By an earlier knowledge everything is judged at once: to come to know it again costs more than that.
    with _judging.setdefault(log.itself, Lock()):  # who asks the same meanwhile waits, and judges nothing
        kept = _kept.get(log.itself, {}).get(asked)
        if kept is None:
            kept = _anew(connection, log, asked)
            if len(kept.found.now) <= _MOST_ROWS and known <= log.head():
                _keep(log.itself, asked, kept)
    return kept.found


def _keep(log: LogReader, asked: Asked, kept: _Kept) -> None:
    with _keeping:
        mine = _kept.setdefault(log, {})
        mine[asked] = kept
        for one in [other for other in mine if other[1:] == asked[1:]][:-_MOST_KEPT]:
            del mine[one]


def _of(connection: sa.Connection, log: LogReader, asked: Asked, of: TaggedRows | None = None) -> ByNow:
    known, zone, warnings = asked
    return _judged(verdicts(connection, log, known, zone=zone, warnings=warnings, of=of))


def _anew(connection: sa.Connection, log: LogReader, asked: Asked) -> _Kept:
    """Judge what was touched since something is kept; everything where that may be any row."""
    known = asked[0]
    if known != log.head():
        return _Kept(_of(connection, log, asked), None)
    late = late_changes(connection, log, known)
    registers = None if late is None else late.registers
    before = _newest_before(log, asked)
    if before is not None and registers is not None and before[1].registers == registers:
        position, kept = before
        tags = touched(log, position, known)
        of = None if tags is None else TaggedRows(log, known, tags)
        if of is not None and len(of.positions) * _FEW < known:
            return _Kept(_laid_over(kept.found, _of(connection, log, asked, of), of), registers)
    return _Kept(_of(connection, log, asked), registers)


def _newest_before(log: LogReader, asked: Asked) -> tuple[int, _Kept] | None:
    """Return the newest that is kept of less knowledge, with its position."""
    with _keeping:
        mine = [(one[0], kept) for one, kept in _kept.get(log.itself, {}).items() if one[1:] == asked[1:]]
    return max((one for one in mine if one[0] < asked[0]), key=itemgetter(0), default=None)


def _laid_over(before: ByNow, newer: ByNow, of: TaggedRows) -> ByNow:
    """Return what is known of all rows: of some anew, of the others as before."""
    now = {position: one for position, one in before.now.items() if position not in of}
    unseen = (row for row in before.unseen if row["position"] not in of)
    return ByNow(now | newer.now, list(merge(unseen, newer.unseen, key=_PLACE)))


def _judged(judged: dict[int, JudgedRow]) -> ByNow:
    now = {position: compared(judged[position]) for position in sorted(judged)}
    unseen = [row for position, one in now.items() for row in _unseen(judged[position].event, one)]
    return ByNow(now, unseen)


def _unseen(event: dict[str, Any], now: Now) -> list[Row]:
    if not now.unseen:
        return []
    rows = (dict(zip(COLUMNS, values, strict=True)) for values in rows_of({**event, "findings": now.unseen}))
    return [{**row, "number": row["number"] + now.stored, **_NOT_VOIDED} for row in rows]
