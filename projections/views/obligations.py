"""What is owed by when, at any cut-off: open, soon due, overdue, met in time or late."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Any, Final

import sqlalchemy as sa

from ledger import clock
from ledger.clocks.duties import duty
from ledger.clocks.limits import LIMITS, Limit
from projections.obligations import OBLIGATIONS
from projections.views import configured
from projections.views.asked import Asked
from projections.views.shown import Row

OPEN, DUE_SOON, OVERDUE, DONE, DONE_LATE = "open", "due_soon", "overdue", "done", "done_late"
STATES: Final = (OPEN, DUE_SOON, OVERDUE, DONE, DONE_LATE)
UNMET: Final = frozenset({OPEN, DUE_SOON, OVERDUE})
# Share of its time after which something owed is soon due; statutory duties are told of earlier.
SHARE: Final = Decimal("0.8")
STATUTORY_SHARE: Final = Decimal("0.5")
_WHOLE: Final = frozenset({"000000", "999999"})  # a day ends with its last microsecond
_SHARE_KEY: Final = "obligations"
_O = OBLIGATIONS.c
_READ = (
    *(_O.subject, _O.clock, _O.limit, _O.round, _O.started_at, _O.started_position, _O.started_recorded),
    *(_O.due_at, _O.paused_at, _O.flag, _O.done_at, _O.done_moment, _O.done_position, _O.done_event),
    *(_O.done_recorded, _O.late, _O.customer_code, _O.product_code, _O.lot, _O.serial, _O.owner),
)


@dataclass(frozen=True, slots=True)
class _Known:
    """What is the same for all obligations of one clock of one kind of case."""

    matter: str
    matter_zh: str
    post: str
    pause: str | None


def obligations(
    asked: Asked,
    tables: Collection[str] | None = None,
    numbers: Collection[str] | None = None,
    states: Collection[str] | None = None,
) -> Iterator[Row]:
    """Yield what is owed at a cut-off, by table, number and clock.

    Each row tells what is owed (`matter`, `matter_zh`, `clock_id`, `limit_id`, `basis`, `statutory`), of
    which matter (`table`, `number`, customer, goods, `owner`), to whom it is raised when it is late (`post`),
    since when and until when (`started_at`, `warn_at`, `due_at`), and how it stands: `state`, `hours_late`,
    `paused_since` and by which event; when it was met, by which event, and by how many hours that was
    `entered_late`: claimed to be in time, by an event that was recorded only after the time had run out.

    Args:
        asked: The cut-off, and where to read. Without a world time, the present one.
        tables: Only matters of these tables.
        numbers: Only matters with these numbers.
        states: Only what stands so.
    """
    moment = asked.cutoff.at or clock.now()
    show, share = shower(asked.zone), _shares(asked)
    statement = _statement(asked, moment, tables, numbers, states)
    known: dict[tuple[str, str], _Known] = {}
    with asked.connection.execute(statement.execution_options(yield_per=2000)) as result:
        for part in result.partitions():
            for found in part:
                row = _row(found, moment, show, share, known)
                if states is None or row["state"] in states:
                    yield row


def overdue_subjects(asked: Asked) -> sa.Select[Any]:
    """Return the question for the subjects of which something is overdue at a cut-off."""
    moment = asked.cutoff.at or clock.now()
    statement = _conditions(sa.select(_O.subject), asked, moment, None, None)
    return statement.where(_O.due_at < moment, _unmet(moment))


def overdue_matters(asked: Asked) -> dict[tuple[str, str], tuple[int, str | None]]:
    """Return of what something is overdue, by table and number: how much, and since when."""
    moment, show = asked.cutoff.at or clock.now(), shower(asked.zone)
    counted = sa.select(_O.subject, sa.func.count(), sa.func.min(_O.due_at))
    statement = _conditions(counted, asked, moment, None, None)
    statement = statement.where(_O.due_at < moment, _unmet(moment)).group_by(_O.subject)
    found: dict[tuple[str, str], tuple[int, str | None]] = {}
    for subject, count, since in asked.connection.execute(statement):
        table, _, number = subject.partition("/")
        found[table, number] = (count, show(since))
    return found


def _statement(
    asked: Asked,
    moment: str,
    tables: Collection[str] | None,
    numbers: Collection[str] | None,
    states: Collection[str] | None,
) -> sa.Select[Any]:
    statement = _conditions(sa.select(*_READ), asked, moment, tables, numbers)
    if states is not None and UNMET.issuperset(states):
        statement = statement.where(_unmet(moment))
    if states is not None and set(states) == {OVERDUE}:
        statement = statement.where(_O.due_at < moment)
    return statement.order_by(_O.subject, _O.clock, _O.round, _O.since)


def _conditions(
    statement: sa.Select[Any],
    asked: Asked,
    moment: str,
    tables: Collection[str] | None,
    numbers: Collection[str] | None,
) -> sa.Select[Any]:
    statement = statement.where(
        _O.known_from <= asked.cutoff.known,
        sa.or_(_O.known_to.is_(None), _O.known_to > asked.cutoff.known),
        _O.since <= moment,
        sa.or_(_O.until.is_(None), _O.until > moment),
    )
    if tables is not None:
        # The names of a table's matters begin with its key and a stroke; a nought is what follows a stroke.
        ranges = [sa.and_(_O.subject >= f"{key}/", _O.subject < f"{key}0") for key in tables]
        statement = statement.where(sa.or_(sa.false(), *ranges))
    if numbers is not None:
        keys = tables if tables is not None else _tables()
        statement = statement.where(_O.subject.in_([f"{key}/{one}" for key in keys for one in numbers]))
    return statement


def _tables() -> list[str]:
    from ledger.clocks.duties import DUTIES

    return list(dict.fromkeys(one.table for one in DUTIES))


def _unmet(moment: str) -> sa.ColumnElement[bool]:
    return sa.or_(_O.done_moment.is_(None), _O.done_moment > moment)


def _row(
    found: Sequence[Any],
    moment: str,
    show: Callable[[str | None], str | None],
    share: Callable[[str, str], Decimal | None],
    known: dict[tuple[str, str], _Known],
) -> Row:
    subject, clock_id, limit_id, number_of_times, started_at, started_position, started_recorded = found[:7]
    due_at, paused_at, flag, done_at, done_moment, done_position, done_event = found[7:14]
    done_recorded, late, customer_code, product_code, lot, serial, owner = found[14:]
    table, _, number = subject.partition("/")
    told = known.get((table, clock_id))
    if told is None:
        one = duty(table, clock_id)
        told = known[table, clock_id] = _Known(
            one.en, one.zh, one.post, one.pauses[0][0] if one.pauses else None
        )
    limit: Limit | None = LIMITS.get(limit_id)
    done = done_moment is not None and done_moment <= moment
    warn_at, hours_late, entered_late = None, None, None
    if done:
        state = DONE_LATE if late else DONE
        if late:
            hours_late = _hours(due_at, done_moment if done_moment > due_at else done_recorded)
        elif due_at is not None and started_recorded <= due_at < done_recorded:
            entered_late = _hours(due_at, done_recorded)
    elif due_at is None:
        state = OPEN
    elif due_at < moment:
        state, hours_late = OVERDUE, _hours(due_at, moment)
    else:
        warn_at = _share_of(started_at, due_at, share(clock_id, limit_id))
        state = DUE_SOON if warn_at is not None and warn_at <= moment else OPEN
    return {
        "table": table,
        "number": number,
        "line": None,
        "clock_id": clock_id,
        "limit_id": limit_id,
        "round": number_of_times,
        "matter": told.matter,
        "matter_zh": told.matter_zh,
        "post": told.post,
        "owner": owner,
        "customer_code": customer_code,
        "product_code": product_code,
        "lot": lot,
        "serial": serial,
        "started_at": show(started_at),
        "warn_at": show(warn_at),
        "due_at": show(due_at),
        "paused_since": show(paused_at),
        "paused_by": told.pause if paused_at is not None else None,
        "flag": flag,
        "done_at": (show(done_at) if len(done_at) == clock.WIDTH else done_at) if done else None,
        "done_event": done_event if done else None,
        "started_position": started_position,
        "done_position": done_position if done else None,
        "state": state,
        "hours_late": hours_late,
        "entered_late": entered_late,
        "statutory": limit.statutory if limit is not None else False,
        "basis": limit.basis if limit is not None else "service_standards",
    }


def _hours(first: str, last: str) -> str:
    seconds = (clock.parsed(last) - clock.parsed(first)).total_seconds()
    return f"{seconds / 3600:.1f}".removesuffix(".0")


def _share_of(first: str, last: str, share: Decimal | None) -> str | None:
    if share is None:
        return None
    begin, end = clock.parsed(first), clock.parsed(last)
    warn = begin + (end - begin) * float(share)
    return f"{warn.isoformat(timespec='microseconds')[:26]}Z"


def _shares(asked: Asked) -> Callable[[str, str], Decimal | None]:
    """Return which share of its time is told of: as set for its limit, its clock or all of them."""
    settings = configured.in_force(asked, ("reminder",))

    @cache
    def share(clock_id: str, limit_id: str) -> Decimal | None:
        found = configured.number(settings, (limit_id, clock_id, _SHARE_KEY))
        if found is not None and found <= 1:
            return found
        limit = LIMITS.get(limit_id)
        return STATUTORY_SHARE if limit is not None and limit.statutory else SHARE

    return share


def shower(zone: str) -> Callable[[str | None], str | None]:
    """Return a function that shows stored times in a zone, quick where many lie in the same hours."""
    hours: dict[str, tuple[str, str] | None] = {}

    def show(text: str | None) -> str | None:
        if text is None:
            return None
        if text[13:] and (known := hours.get(text[:13])) is not None:
            tail = text[13:19] if text[20:26] in _WHOLE else text[13:26]
            return f"{known[0]}{tail}{known[1]}"
        whole = clock.shown(f"{text[:20]}000000Z" if text[20:26] in _WHOLE else text, zone)
        if whole is not None and text[:13] not in hours:
            # Within an hour nothing but minutes differ, if the zone is whole hours away.
            same = whole[13:16] == text[13:16] and whole[-3:] == ":00"
            hours[text[:13]] = (whole[:13], whole[-6:]) if same else None
        return whole

    return show
