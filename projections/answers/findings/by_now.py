"""What is known by now of recorded findings, kept for whoever asks next on the same knowledge.

What the rows of a log break by the knowledge of a position is the same whoever asks, and when: events never
change. A server is asked for it by every page that counts findings; it judges anew after the next event.
"""

from __future__ import annotations

from threading import Lock
from typing import Any, Final, NamedTuple
from weakref import WeakKeyDictionary

import sqlalchemy as sa

from ledger.log.reader import LogReader
from projections.answers.findings.goods_rows import Goods
from projections.answers.findings.judged_again import JudgedRow, verdicts
from projections.answers.findings.then_and_now import Now, compared
from projections.tables.findings import COLUMNS, rows_of

Row = dict[str, Any]
Asked = tuple[int, str, bool]
_MOST_ROWS: Final = 20_000  # judged again, of an answer that is kept: some kilobytes each
_MOST_KEPT: Final = 2  # of one log: what is known now, and an earlier day that somebody compares it with
_NOT_VOIDED: Final = {"voided_at": None, "voided_position": None}


class ByNow(NamedTuple):
    """What is known by a position of the log of the findings of all rows.

    Attributes:
        now: What becomes of the findings that events carry, by position.
        unseen: The findings that later knowledge brought, shaped like those that events carry, in order.
    """

    now: dict[int, Now]
    unseen: list[Row]


_kept: WeakKeyDictionary[LogReader, dict[Asked, ByNow]] = WeakKeyDictionary()
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
    found = _kept.get(log.itself, {}).get(asked)
    if found is not None:
        return found
    if goods is not None and known == log.head():
        return _judged(verdicts(connection, log, known, zone=zone, warnings=warnings, goods=goods))
    # By an earlier knowledge everything is judged at once: to come to know it again costs more than that.
    with _judging.setdefault(log.itself, Lock()):  # who asks the same meanwhile waits, and judges nothing
        found = _kept.get(log.itself, {}).get(asked)
        if found is None:
            found = _judged(verdicts(connection, log, known, zone=zone, warnings=warnings))
            if len(found.now) <= _MOST_ROWS and known <= log.head():
                _keep(log.itself, asked, found)
    return found


def _keep(log: LogReader, asked: Asked, found: ByNow) -> None:
    with _keeping:
        mine = _kept.setdefault(log, {})
        mine[asked] = found
        while len(mine) > _MOST_KEPT:
            del mine[next(iter(mine))]


def _judged(judged: dict[int, JudgedRow]) -> ByNow:
    now = {position: compared(judged[position]) for position in sorted(judged)}
    unseen = [row for position, one in now.items() for row in _unseen(judged[position].event, one)]
    return ByNow(now, unseen)


def _unseen(event: dict[str, Any], now: Now) -> list[Row]:
    if not now.unseen:
        return []
    rows = (dict(zip(COLUMNS, values, strict=True)) for values in rows_of({**event, "findings": now.unseen}))
    return [{**row, "number": row["number"] + now.stored, **_NOT_VOIDED} for row in rows]
