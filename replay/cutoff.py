"""What `--at`, `--known-at` and `--basis` mean: the two cut-offs of a question, resolved against a ledger."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol

from ledger import clock
from ledger.errors import CommandError, Problem
from ledger.log.reader import LogReader
from projections.engine.catch_up import catch_up
from projections.engine.read_model import ReadModel
from projections.reading.cutoff import CutOff
from replay.earlier_basis import Resolved, resolved_again
from replay.moments import moment

__all__ = ["Resolved", "moment", "reached", "resolve"]

POSITION_UNKNOWN = Problem(
    "position_unknown",
    "读取日志位置：应为 1 至 {head}，实际为 {position}。",
    "Reading a position of the log: expected 1 to {head}, got {position}.",
    "仅有数字的 --known-at 是日志位置；若指日期，请写成 2026-05-01。",
    "Digits alone after --known-at are a position; write a date as 2026-05-01.",
)
TIME_AHEAD = Problem(
    "time_ahead",
    "读取时间：应不晚于今天（{today}），实际为 {text}。",
    "Reading a time: expected none after today ({today}), got {text}.",
    "那时的情况尚无人知道；不写 --at 和 --known-at 即为现在。",
    "Nobody knows yet what will be; leave --at and --known-at out to ask about now.",
)
_DIGITS = 18  # more than any log has


class Positions(Protocol):
    """What the cut-offs ask of the log."""

    def head(self) -> int:
        """Return the last position, 0 while the log is empty."""

    def position_at(self, record_time: str) -> int:
        """Return the last position recorded by a time."""

    def record_time_at(self, position: int) -> str | None:
        """Return when an event was recorded."""


def reached(
    log: LogReader,
    readmodel: ReadModel,
    zone: str,
    *,
    at: str | None = None,
    known_at: str | None = None,
    basis: Mapping[str, Any] | None = None,
    now: str | None = None,
    ahead: bool = False,
) -> Resolved:
    """Return the cut-offs that a user typed, or those of an earlier basis, with the tables brought up.

    What somebody else records between catching up and asking is either in the tables and in the basis, or in
    neither.

    Args:
        log: Of the ledger asked.
        readmodel: Of the same ledger.
        zone: Of the ledger asked.
        at: As typed.
        known_at: As typed.
        basis: Of an earlier answer, instead of both.
        now: In the stored form; by default the clock's.
        ahead: Whether `at` may lie after today.

    Raises:
        CommandError: A text is no cut-off, a position is not in the log, or a basis is of another ledger.
        UnavailableError: The tables cannot be brought up.
    """
    if basis is not None:
        resolved = resolved_again(log, zone, basis)
    else:
        resolved = resolve(log, zone, at=at, known_at=known_at, now=now, ahead=ahead)
    if not readmodel.has_reached(resolved.cutoff.known):
        catch_up(readmodel, log)
    return resolved


def resolve(
    log: Positions,
    zone: str,
    *,
    at: str | None = None,
    known_at: str | None = None,
    now: str | None = None,
    ahead: bool = False,
) -> Resolved:
    """Return the cut-offs that a user typed, both inclusive and now by default.

    What does not name a moment of the past (nothing typed, a position, the end of a day that is not over) is
    shown as the record time of the last event known, so that the same basis gives the same answer again.

    Args:
        log: Of the ledger asked.
        zone: Of the ledger asked.
        at: A date or a time.
        known_at: A date, a time or a position.
        now: In the stored form; by default the clock's.
        ahead: Whether the answer looks ahead, so that `at` may lie after today: what lapses until then.

    Raises:
        CommandError: A text is neither, a time lies after today, or a position is not in the log.
    """
    now = now or clock.now()
    looked_at = now if at is None else moment(at, zone) if ahead else _past(at, zone, now)
    recorded = None
    if known_at is None:
        position = log.head()
    elif known_at.strip().isascii() and known_at.strip().isdigit():
        position = _position(log, known_at.strip())
    else:
        recorded = _past(known_at, zone, now)
        position = log.position_at(recorded)
    if recorded is None or recorded > now:
        recorded = log.record_time_at(position) if position else None
    cutoff = CutOff(at=looked_at, known=position)
    return Resolved(cutoff, clock.shown(looked_at, zone) or "", clock.shown(recorded, zone), position)


def _past(text: str, zone: str, now: str) -> str:
    """Return the stored form of a date or a time, which lies not after the end of today."""
    found, today = moment(text, zone), clock.day_of(now, zone)
    if found > clock.end_of(today, zone):
        raise CommandError(TIME_AHEAD, text=text.strip(), today=today)
    return found


def _position(log: Positions, digits: str) -> int:
    head = log.head()
    position = int(digits) if len(digits) <= _DIGITS else 0
    if not 1 <= position <= head:
        raise CommandError(POSITION_UNKNOWN, position=digits, head=head)
    return position
