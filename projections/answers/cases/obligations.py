"""What is owed by when, at any cut-off: open, soon due, overdue, met in time or late."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from functools import cache
from itertools import chain, groupby
from operator import itemgetter
from typing import Any, Final

import orjson
import sqlalchemy as sa

from ledger import clock
from ledger.clocks.duties import duty
from ledger.clocks.limits import LIMITS
from projections.reading import configured
from projections.reading.query import Query
from projections.reading.stream import Row
from projections.tables.obligation_tables import OBLIGATIONS
from projections.tables.shown_times import SHARE, STATUTORY_SHARE, share_of, shower

OPEN, DUE_SOON, OVERDUE, DONE, DONE_LATE = "open", "due_soon", "overdue", "done", "done_late"
STATES: Final = (OPEN, DUE_SOON, OVERDUE, DONE, DONE_LATE)
UNMET: Final = frozenset({OPEN, DUE_SOON, OVERDUE})
_SHARE_KEY: Final = "obligations"
# What a row tells of a thing owed, in its order; what is not kept of one is empty.
_EMPTY: Final[Row] = dict.fromkeys(
    (
        *("table", "number", "line", "clock_id", "limit_id", "round", "matter", "matter_zh", "post", "owner"),
        *("customer_code", "product_code", "lot", "serial", "started_at", "warn_at", "due_at"),
        *("paused_since", "paused_by", "flag", "done_at", "done_event", "started_position"),
        *("done_position", "state", "hours_late", "entered_late", "statutory", "basis"),
    )
)
_EXACT: Final = (None, UNMET, frozenset({OVERDUE}), frozenset({DONE, DONE_LATE}))
_O = OBLIGATIONS.c
_READ = (_O.subject, _O.due_at, _O.done_moment, _O.told)


def obligations(
    query: Query,
    tables: Collection[str] | None = None,
    numbers: Collection[str] | None = None,
    states: Collection[str] | None = None,
    *,
    by_due: bool = False,
) -> Iterator[Row]:
    """Yield what is owed at a cut-off, by table, number and clock, or by when it is due.

    Each row tells what is owed (`matter`, `matter_zh`, `clock_id`, `limit_id`, `basis`, `statutory`), of
    which matter (`table`, `number`, customer, goods, `owner`), to whom it is raised when it is late (`post`),
    since when and until when (`started_at`, `warn_at`, `due_at`), and how it stands: `state`, `hours_late`,
    `paused_since` and by which event; when it was met, by which event, and by how many hours that was
    `entered_late`: claimed to be in time, by an event that was recorded only after the time had run out.

    Args:
        query: The cut-off, and where to read. Without a world time, the present one.
        tables: Only matters of these tables.
        numbers: Only matters with these numbers.
        states: Only what stands so.
        by_due: What is due first comes first, what has no time yet last.
    """
    moment = query.cutoff.at or clock.now()
    told = _Telling(query, moment)
    statement = _statement(query, moment, tables, numbers, states)
    rows: Iterator[Row]
    if by_due:
        key = (_O.subject, _O.known_from, _O.number)
        timed = statement.where(_O.due_at.is_not(None)).order_by(_O.due_at, *key)
        untimed = statement.where(_O.due_at.is_(None)).order_by(*key)
        rows = (told.row(*kept) for part in (timed, untimed) for kept in _read(query, part))
    else:
        rows = _by_matter(told, _read(query, statement.order_by(_O.subject)))
    for row in rows:
        if states is None or row["state"] in states:
            yield row


def _read(query: Query, statement: sa.Select[Any]) -> Iterator[Any]:
    """Yield what is kept of things owed, as it is read."""
    with query.connection.execute(statement.execution_options(yield_per=2000)) as result:
        yield from chain.from_iterable(result.partitions())


def _by_matter(told: _Telling, found: Iterable[Any]) -> Iterator[Row]:
    """Yield the rows of what was found by matter, each matter's in their order."""
    for _, group in groupby(found, key=itemgetter(0)):
        rows = [told.row(*kept) for kept in group]
        if len(rows) > 1:
            rows.sort(key=_within)
        yield from rows


def count(
    query: Query,
    tables: Collection[str] | None = None,
    numbers: Collection[str] | None = None,
    states: Collection[str] | None = None,
) -> int:
    """Return how many rows `obligations` yields."""
    if states is not None and frozenset(states) not in _EXACT:
        return sum(1 for _ in obligations(query, tables, numbers, states))
    moment = query.cutoff.at or clock.now()
    statement = _statement(query, moment, tables, numbers, states)
    counted = statement.with_only_columns(sa.func.count(), maintain_column_froms=True)
    return int(query.connection.execute(counted).scalar_one())


def overdue_subjects(query: Query) -> sa.Select[Any]:
    """Return the question for the subjects of which something is overdue at a cut-off."""
    moment = query.cutoff.at or clock.now()
    statement = _conditions(sa.select(_O.subject), query, moment, None, None)
    return statement.where(_O.due_at < moment, _unmet(query, moment))


def overdue_matters(query: Query) -> dict[str, dict[str, tuple[int, str | None]]]:
    """Return of what something is overdue, by table, then number: how much, and since when."""
    moment, show = query.cutoff.at or clock.now(), shower(query.zone)
    counted = sa.select(_O.subject, sa.func.count(), sa.func.min(_O.due_at))
    statement = _conditions(counted, query, moment, None, None)
    statement = statement.where(_O.due_at < moment, _unmet(query, moment)).group_by(_O.subject)
    found: dict[str, dict[str, tuple[int, str | None]]] = {}
    for subject, many, since in query.connection.execute(statement):
        table, _, number = subject.partition("/")
        found.setdefault(table, {})[number] = (many, show(since))
    return found


def _statement(
    query: Query,
    moment: str,
    tables: Collection[str] | None,
    numbers: Collection[str] | None,
    states: Collection[str] | None,
) -> sa.Select[Any]:
    statement = _conditions(sa.select(*_READ), query, moment, tables, numbers)
    if states is not None and UNMET.issuperset(states):
        statement = statement.where(_unmet(query, moment))
    if states is not None and set(states) == {OVERDUE}:
        statement = statement.where(_O.due_at < moment)
    if states is not None and not UNMET.intersection(states):
        statement = statement.where(sa.not_(_unmet(query, moment)))
    return statement


def _conditions(
    statement: sa.Select[Any],
    query: Query,
    moment: str,
    tables: Collection[str] | None,
    numbers: Collection[str] | None,
) -> sa.Select[Any]:
    statement = statement.where(
        _O.known_from <= query.cutoff.known,
        sa.or_(_O.known_to.is_(None), _O.known_to > query.cutoff.known),
        _O.since <= moment,
        _until(query, moment),
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


def _until(query: Query, moment: str) -> sa.ColumnElement[bool]:
    """Return that nothing else is owed instead yet; asked about no day, that nothing ever was."""
    still: sa.ColumnElement[bool] = _O.until.is_(None)
    return still if query.cutoff.at is None else sa.or_(still, _O.until > moment)


def _unmet(query: Query, moment: str) -> sa.ColumnElement[bool]:
    """Return that it is not met yet; asked about no day, that it never was."""
    still: sa.ColumnElement[bool] = _O.done_moment.is_(None)
    return still if query.cutoff.at is None else sa.or_(still, _O.done_moment > moment)


def _within(row: Row) -> tuple[str, int, str]:
    """Return where a row stands among those of its matter."""
    return row["clock_id"], row["round"], row["due_at"] or ""


class _Telling:
    """Turns what is kept of things owed into rows, as they stand at a moment."""

    def __init__(self, query: Query, moment: str) -> None:
        self._moment = moment
        self._all = query.cutoff.at is None
        self._show = shower(query.zone)
        self._share = _shares(query)
        self._said: dict[tuple[str, str, str], tuple[dict[str, Any], float | None]] = {}

    def row(self, subject: str, due_at: str | None, done_moment: str | None, shown: str) -> Row:
        """Return the row of one thing owed."""
        kept = orjson.loads(shown)
        started, warn_at, started_recorded, done_recorded, late = kept.pop("kept")
        table, _, number = subject.partition("/")
        key = (table, kept["clock_id"], kept["limit_id"])
        said = self._said.get(key)
        if said is None:
            said = self._said[key] = self._of_duty(*key)
        row: Row = said[0] | kept
        row["number"] = number
        if done_moment is not None and (self._all or done_moment <= self._moment):
            row["state"] = DONE_LATE if late else DONE
            if late and due_at is not None:
                row["hours_late"] = _hours(due_at, done_moment if done_moment > due_at else done_recorded)
            elif due_at is not None and started_recorded <= due_at < done_recorded:
                row["entered_late"] = _hours(due_at, done_recorded)
            row["warn_at"] = None
            return row
        if done_moment is not None:
            row["done_at"] = row["done_event"] = row["done_position"] = None
        if due_at is None:
            row["state"] = OPEN
        elif due_at < self._moment:
            row["state"], row["hours_late"], row["warn_at"] = OVERDUE, _hours(due_at, self._moment), None
        else:
            if said[1] is not None or warn_at is None:
                usual = STATUTORY_SHARE if said[0]["statutory"] else SHARE
                warn_at = share_of(started, due_at, usual if said[1] is None else said[1])
                row["warn_at"] = self._show(warn_at)
            row["state"] = DUE_SOON if warn_at <= self._moment else OPEN
        return row

    def _of_duty(self, table: str, clock_id: str, limit_id: str) -> tuple[dict[str, Any], float | None]:
        """Return what is the same for all that one clock and limit owe, and the share where one is set."""
        one, limit = duty(table, clock_id), LIMITS.get(limit_id)
        said = _EMPTY | {
            "table": table,
            "matter": one.en,
            "matter_zh": one.zh,
            "post": one.post,
            "state": OPEN,
            "statutory": limit.statutory if limit is not None else False,
            "basis": limit.basis if limit is not None else "service_standards",
        }
        return said, self._share(clock_id, limit_id)


def _hours(first: str, last: str) -> str:
    seconds = (clock.parsed(last) - clock.parsed(first)).total_seconds()
    return f"{seconds / 3600:.1f}".removesuffix(".0")


def _shares(query: Query) -> Callable[[str, str], float | None]:
    """Return which share of its time is told of, if one is set for its limit, its clock or all of them."""
    settings = configured.in_force(query, ("reminder",))

    @cache
    def share(clock_id: str, limit_id: str) -> float | None:
        found = configured.number(settings, (limit_id, clock_id, _SHARE_KEY))
        return float(found) if found is not None and found <= 1 else None

    return share
