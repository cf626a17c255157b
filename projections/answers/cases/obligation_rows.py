"""What is kept of obligations, turned into rows: how each of them stands at a moment."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any, Final, NamedTuple

from ledger import clock
from ledger.clocks.duties import duty
from ledger.clocks.limits import LIMITS
from ledger.clocks.running import TIME_UNKNOWN as UNTOLD
from projections.answers.cases.obligation_query import DONE, DONE_LATE, DUE_SOON, OPEN, OVERDUE, TIME_UNKNOWN
from projections.reading import configured
from projections.reading.query import Query
from projections.reading.stream import Memo, Row
from projections.tables.shown_times import SHARE, STATUTORY_SHARE, share_of, shower

_MET: Final = frozenset({DONE, DONE_LATE, TIME_UNKNOWN})
_SHARE_KEY: Final = "obligations"
# What a row tells of an obligation, in its order; what is not kept of one is empty.
_EMPTY: Final[Row] = dict.fromkeys(
    (
        *("table", "number", "line", "clock_id", "limit_id", "round", "matter", "matter_zh", "post", "owner"),
        *("customer_code", "product_code", "lot", "serial", "started_at", "warn_at", "due_at"),
        *("paused_since", "paused_by", "flag", "done_at", "done_event", "started_position"),
        *("done_position", "state", "hours_late", "entered_late", "statutory", "basis"),
    )
)


class ObligationState(NamedTuple):
    """How something owed stands: the part of its row that figures are made of.

    Attributes:
        table: Key of the table of its matter.
        number: Of the matter.
        clock_id: Clock by which it is owed.
        limit_id: Limit, or number of the house's standard.
        state: One of `STATES`.
        flag: Why nobody can tell its time.
        due_at: Last moment in time, as shown.
        done_at: When it was met, as shown.
        entered_late: Hours after its time by which it was recorded, where it is claimed to be in time.
        started_position: Event that started it.
        done_position: Event that met it.
        matter_zh: What is owed, in Chinese.
        round: How often it was owed before, from 1.
        started_at: From when it counts, as shown.
    """

    table: str
    number: str
    clock_id: str
    limit_id: str
    state: str
    flag: str | None
    due_at: str | None
    done_at: str | None
    entered_late: str | None
    started_position: int | None
    done_position: int | None
    matter_zh: str
    round: int = 1
    started_at: str | None = None


class Kept(NamedTuple):
    """What is kept of something owed.

    Attributes:
        subject: Table and number of its matter.
        due_at: Last moment in time, in the stored form.
        done_moment: When it was met.
        shown: Its part of the row, with the times that decide about its state under `kept`.
    """

    subject: str
    due_at: str | None
    done_moment: str | None
    shown: dict[str, Any]


class _Duty(NamedTuple):
    """What is the same for all that one clock and limit owe: its part of the row, when it is warned of."""

    clock_id: str
    limit_id: str
    blank: Row
    share: float
    share_is_set: bool


class ObligationRows:
    """Turns what is kept of things owed into rows, as they stand at a moment.

    Args:
        query: The cut-off; without a world time, whatever is met counts.
        moment: What is asked about, in the stored form.
    """

    def __init__(self, query: Query, moment: str) -> None:
        self._moment = moment
        self._all = query.cutoff.at is None
        self._show = shower(query.zone)
        self._share = _shares(query)
        self._duties: dict[tuple[str, str, str], _Duty] = {}
        self._subject, self._matter = "", ("", "", "")
        self._same = Memo(str)  # of what many share one is kept

    def row(self, kept: Kept) -> Row:
        """Return the row of one obligation."""
        subject, due_at, done_moment, shown = kept
        table, _, number = subject.partition("/")
        own = self._duty(table, shown["clock_id"], shown["limit_id"])
        row = own.blank | shown
        started, warn_at, *recorded, _ = row.pop("kept")
        row["number"] = number
        row["state"] = state = self._state(kept, own)
        if state in _MET:
            row["hours_late"], row["entered_late"] = _lateness(kept, recorded)
            row["warn_at"] = None
            return row
        if done_moment is not None:
            row["done_at"] = row["done_event"] = row["done_position"] = None
        if state == OVERDUE:
            row["hours_late"], row["warn_at"] = _hours(due_at or "", self._moment), None
        elif due_at is not None and (own.share_is_set or warn_at is None):
            row["warn_at"] = self._show(share_of(started, due_at, own.share))
        return row

    def state(self, kept: Kept) -> ObligationState:
        """Return how one obligation stands."""
        shown = kept.shown
        if kept.subject != self._subject:  # those of one matter share its names
            self._subject = kept.subject
            self._matter = kept.subject.partition("/")
        table, _, number = self._matter
        told, same = shown.get, self._same
        own = self._duty(table, shown["clock_id"], shown["limit_id"])
        state = self._state(kept, own)
        done_at = entered_late = done_position = None
        if state in _MET:
            done_at, done_position = told("done_at"), told("done_position")
            entered_late = _lateness(kept, shown["kept"][2:4])[1]
        return ObligationState(
            own.blank["table"],
            number,
            own.clock_id,
            own.limit_id,
            state,
            same[told("flag")],
            same[told("due_at")],
            same[done_at],
            entered_late,
            told("started_position"),
            done_position,
            own.blank["matter_zh"],
            shown["round"],
            same[told("started_at")],
        )

    def _state(self, kept: Kept, own: _Duty) -> str:
        _, due_at, done_moment, shown = kept
        started, warn_at, _, _, late = shown["kept"]
        if done_moment is not None and (self._all or done_moment <= self._moment):
            if shown.get("flag") == UNTOLD:
                return TIME_UNKNOWN
            return DONE_LATE if late else DONE
        if due_at is None:
            return OPEN
        if due_at < self._moment:
            return OVERDUE
        if own.share_is_set or warn_at is None:
            warn_at = share_of(started, due_at, own.share)
        return DUE_SOON if warn_at <= self._moment else OPEN

    def _duty(self, table: str, clock_id: str, limit_id: str) -> _Duty:
        found = self._duties.get((table, clock_id, limit_id))
        if found is None:
            found = self._duties[table, clock_id, limit_id] = self._of(table, clock_id, limit_id)
        return found

    def _of(self, table: str, clock_id: str, limit_id: str) -> _Duty:
        declared, limit = duty(table, clock_id), LIMITS.get(limit_id)
        statutory = limit.statutory if limit is not None else False
        blank = _EMPTY | {
            "table": table,
            "matter": declared.en,
            "matter_zh": declared.zh,
            "post": declared.post,
            "statutory": statutory,
            "basis": limit.basis if limit is not None else "service_standards",
        }
        share = self._share(clock_id, limit_id)
        usual = STATUTORY_SHARE if statutory else SHARE
        return _Duty(clock_id, limit_id, blank, usual if share is None else share, share is not None)


def _lateness(kept: Kept, recorded: list[str]) -> tuple[str | None, str | None]:
    """Return by how many hours something was met late, and by how many it was only entered late."""
    due_at, done_moment, late = kept.due_at, kept.done_moment, kept.shown["kept"][4]
    started_recorded, done_recorded = recorded
    if due_at is None or done_moment is None or late is None:
        return None, None
    if late:
        return _hours(due_at, done_moment if done_moment > due_at else done_recorded), None
    return None, _hours(due_at, done_recorded) if started_recorded <= due_at < done_recorded else None


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
