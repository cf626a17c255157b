"""Business days: of a fact, of a stage, and in which a stored time lies; which of two is earlier."""

from __future__ import annotations

from datetime import date, timedelta

from ledger.deciding.decision import Command, Context
from ledger.when import day_part, is_day


def business_time(command: Command) -> str | None:
    """Return the business day of a fact, or its stored time: the first of its business-time columns given."""
    for column in command.table.event_time:
        day: str | None = command.data.get(column)
        if day is not None:
            return day
    return None


def moment_of(day: str, context: Context) -> str:
    """Return a day as the stored time of its first moment; what is a stored time already stays."""
    return context.start_of(day) if is_day(day) else day


def moment_and_day(command: Command, context: Context) -> tuple[str | None, str | None]:
    """Return the stored time from which a fact counts, and its business day; None where it tells none."""
    when = business_time(command)
    if when is None:
        return command.envelope.event_time, None
    if is_day(when):
        return context.start_of(when), when
    return when, day_in(when, context)


def stage_day(command: Command, context: Context) -> str | None:
    """Return the business day of a stage, where it carries one."""
    stage = command.table.stage(command.event)
    return day_in(stage.time_in(command.data) or command.envelope.event_time, context)


def day_in(moment: str | None, context: Context) -> str | None:
    """Return the ledger's own day in which a stored date or time lies."""
    if moment is None or is_day(moment):
        return moment
    day = date.fromisoformat(day_part(moment))
    for one in (day + timedelta(days=1), day):
        if context.start_of(one.isoformat()) <= moment:
            return one.isoformat()
    return (day - timedelta(days=1)).isoformat()


def is_earlier(at: str, since: str, context: Context) -> bool:
    """Return whether one date or time lies before another; on one day, a date alone does not."""
    if len(at) == len(since):
        return at < since
    if not is_day(at):
        return at < context.start_of(since)
    return context.start_of(_following(at)) <= since


def _following(day: str) -> str:
    return (date.fromisoformat(day) + timedelta(days=1)).isoformat()
