"""What a case owes by when, told from what happened to it, in the order of the world's time.

Nothing is kept between two tellings: the same marks give the same answer, so it may be asked of any day, and
of what was known on any day. A clock that has run out stays run out: no later entry that chooses another
limit, a lower level of an event for example, takes a missed deadline away. What is told without a time
neither meets nor misses: what it would have met, and what counts from it, is known to be settled or owed, and
not when (`TIME_UNKNOWN`).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from dataclasses import replace as changed
from decimal import Decimal, InvalidOperation
from functools import cache
from typing import Any, Final, NamedTuple

from ledger import clock
from ledger.clocks.calendar import CalendarUnknownError, spans
from ledger.clocks.duties import ABOUT, DUTIES, OWNERS, of_table
from ledger.clocks.duty import Duty, LimitChoice, fits
from ledger.clocks.limits import LIMITS, Limit, by_promise, due, shifted
from ledger.events import catalogue
from ledger.when import LAST_DAY

__all__ = ["DUTIES", "ClockEvent", "Obligation", "Standard", "compute_obligations", "sorted_marks"]
TIME_UNKNOWN: Final = "time unknown"
"""Flag of what is owed or settled by a stage that does not tell its time."""
_UNITS: Final = frozenset({"hour", "working_hour", "day", "working_day", "month", "year"})
_ATTRIBUTES: Final = ("zone", "territory", "fault_weight", "channel", "service_kind")


class ClockEvent(NamedTuple):
    """Something that happened to a matter, or that tells of it.

    Attributes:
        position: Of its event in the log.
        type: What it is to the matter: the event type, or another name for an event of another matter.
        at: When it happened, in the stored form.
        day: The day, where the time of day is not known.
        recorded: When it was recorded.
        own: Whether it is an event of the matter itself.
        data: What of it decides about duties.
        told: Whether anything tells when it happened; else `at` is when it was recorded.
    """

    position: int
    type: str
    at: str
    day: str | None
    recorded: str
    own: bool
    data: dict[str, Any]
    told: bool = True


class Standard(NamedTuple):
    """A row of `service_standards` that sets a limit."""

    position: int
    data: dict[str, Any]


class Obligation(NamedTuple):
    """One thing owed, with one time by which: what is asked about a day is asked of these.

    Attributes:
        clock: Id of the clock.
        limit: Id of the limit, or number of the house's standard.
        round: How often it was owed before, from 1.
        started_at: From when it counts.
        started_position: Which event started it.
        started_recorded: When that was recorded.
        since: From when this is what is owed (`started_at`, or when it was chosen anew).
        until: Until when, where something else is owed since, or nothing.
        due_at: Last moment in time; None while the clock stands still, or where nobody can tell.
        paused_at: Since when the clock stands still.
        flag: Why there is no time: `calendar 2027`, `time unknown`.
        done_at: When it was met, a bare date where only the day is known; None where nothing tells when.
        done_moment: The same for comparing, in the stored form; where nothing tells when, since when it was
            owed.
        done_position: Which event met it.
        done_event: Its type.
        done_recorded: When that was recorded.
        late: Whether it was met after its time, or was missed when it was taken away; None where nobody can
            tell.
    """

    clock: str
    limit: str
    round: int
    started_at: str
    started_position: int
    started_recorded: str
    since: str
    until: str | None
    due_at: str | None
    paused_at: str | None
    flag: str | None
    done_at: str | None
    done_moment: str | None
    done_position: int | None
    done_event: str | None
    done_recorded: str | None
    late: int | None


def sorted_marks(table: str, marks: Iterable[ClockEvent], zone: str) -> list[ClockEvent]:
    """Return marks in the order of the world's time.

    Of a mark without a time of day it is only known that it lies on its day. There it takes its place by the
    usual course of the case, whenever it was recorded: behind what comes before it in that course, before the
    rest. Only where a stage occurs twice on one day their order is that in which they were recorded. An event
    of another matter lies behind all of its day. A mark that tells no time at all lies behind what
    comes before it in the usual course, or where a stage occurs twice behind what was recorded before it.

    Args:
        table: Table of the matter.
        marks: What happened to it.
        zone: Time zone of the ledger.
    """
    usual = _places(table)
    days: dict[str, list[ClockEvent]] = defaultdict(list)
    every = sorted(marks, key=lambda one: one.position)
    for mark in every:
        if mark.told:
            days[mark.day or clock.day_of(mark.at, zone)].append(mark)
    found = [one for day in days.values() for one in _in_day(day, usual)]
    found.sort(key=lambda one: one.at)
    often = Counter(one.type for one in every)
    for mark in every:
        if not mark.told:
            earlier = [at for at, one in enumerate(found) if one.own and _is_before(one, mark, usual, often)]
            last = max(earlier, default=-1)
            found.insert(last + 1, mark._replace(at=found[last].at) if earlier else mark)
    return found


def _is_before(one: ClockEvent, mark: ClockEvent, usual: Mapping[str, int], often: Mapping[str, int]) -> bool:
    """Return whether a mark lies before one that tells no time."""
    if often[one.type] > 1 or often[mark.type] > 1 or one.type not in usual or mark.type not in usual:
        return one.position < mark.position
    return usual[one.type] < usual[mark.type]


@cache
def _places(table: str) -> dict[str, int]:
    """Return where each stage stands in the usual course of its case."""
    stages = catalogue.table(table).stages if table in catalogue.TABLE_KEYS else ()
    return {one.event: place for place, one in enumerate(stages)}


def _in_day(marks: Sequence[ClockEvent], usual: Mapping[str, int]) -> list[ClockEvent]:
    """Return the marks of one day in their order, those without a time of day at the place known of them."""
    twice = len({one.type for one in marks}) < len(marks)

    def place(mark: ClockEvent) -> tuple[bool, int, int]:
        return not mark.own, 0 if twice else usual.get(mark.type, len(usual)), mark.position

    found = [one for one in marks if one.day is None]
    timed, latest = tuple(found), ""
    for mark in sorted((one for one in marks if one.day is not None), key=place):
        latest = max(mark.at, latest, *(one.at for one in timed if place(one) < place(mark)))
        found.append(mark._replace(at=latest))
    found.sort(key=lambda one: (one.at, *place(one)))
    return found


def compute_obligations(
    table: str, marks: Sequence[ClockEvent], zone: str, standards: Sequence[Standard] = ()
) -> tuple[list[Obligation], dict[str, str | None]]:
    """Return what a matter owes and owed, and whom it is about.

    Args:
        table: Table of the matter.
        marks: What happened to it.
        zone: Time zone of the ledger.
        standards: What the house has set, as far as it was known.
    """
    ordered = sorted_marks(table, marks, zone)
    found: list[Obligation] = []
    for one in of_table(table):
        found += _Running(one, zone, standards).run(ordered)
    merged: dict[str, Any] = {}
    for mark in ordered:
        if mark.own:
            merged.update(mark.data)
    about: dict[str, str | None] = {key: merged.get(key) for key in ABOUT}
    about["owner"] = next((merged[key] for key in OWNERS if merged.get(key)), None)
    return found, about


@dataclass(slots=True)
class _Open:
    """What is owed at a moment of the telling."""

    choice: LimitChoice
    limit: Limit
    mark: ClockEvent
    start: str
    whole_day: bool
    since: str
    due_at: str | None
    flag: str | None
    paused_at: str | None = None
    before_pause: str | None = None


@dataclass(slots=True)
class _Running:
    duty: Duty
    zone: str
    standards: Sequence[Standard]
    open: _Open | None = None
    started: ClockEvent | None = None
    first: ClockEvent | None = None
    met: bool = False
    relieved: bool = False
    round: int = 1
    ahead: ClockEvent | None = None
    merged: dict[str, Any] = field(default_factory=dict)
    told_by: dict[str, ClockEvent] = field(default_factory=dict)
    said_by: dict[str, ClockEvent] = field(default_factory=dict)

    def run(self, marks: Sequence[ClockEvent]) -> Iterator[Obligation]:
        for mark in marks:
            self._merge(mark)
            if self.open is not None:
                yield from self._goes_on(mark)
            else:
                self._note(mark)
            if self.met and _among(mark, self.duty.again):
                self.met, self.started = False, mark
                self.round += 1
            elif mark.type in self.duty.starts and self.started is None:
                self.started = mark
            if self.open is None and self.started is not None and not self.met and not self.relieved:
                self.open = self._begun(mark)
                yield from self._done_ahead()
                if self.open is not None and mark.data.get(self.duty.done_in or "") is not None:
                    yield from self._goes_on(mark)
        if self.open is not None:
            yield self._as_owed(self.open)

    def _note(self, mark: ClockEvent) -> None:
        """Note what would have met the duty, had it been known to be owed: its promise may be told later."""
        if _among(mark, self.duty.again):
            self.ahead = None
        elif mark.type in self.duty.stops and mark.type not in self.duty.starts and self._meets(mark):
            self.ahead = self.ahead or self._as_done(mark)

    def _done_ahead(self) -> Iterator[Obligation]:
        """Yield what has just begun to be owed and was done before; what the law asks for is not met so."""
        if self.open is not None and self.ahead is not None and not self.open.limit.statutory:
            yield self._as_owed(self.open, self.ahead)
            self.open, self.met = None, True

    def _merge(self, mark: ClockEvent) -> None:
        """Lay a mark over what the matter says so far, and note whether it relieves of the duty."""
        if mark.own:
            self.first = self.first or mark
            for key, value in mark.data.items():
                self.said_by[key] = mark
                if self.merged.get(key) != value:
                    self.told_by[key] = mark
            self.merged.update(mark.data)
        for event, when in self.duty.relieved:
            if event == mark.type:
                self.relieved = fits(when, mark.data)

    def _goes_on(self, mark: ClockEvent) -> Iterator[Obligation]:
        """Yield what is settled by a mark."""
        now = self.open
        assert now is not None  # noqa: S101 - asked by `run`
        if mark.type in self.duty.stops and self._meets(mark):
            self.open, self.met = None, True
            mark = self._as_done(mark)
            if mark.type in self.duty.early:
                now = changed(now, since=min(now.since, mark.at))
            if not self.duty.after or mark.at > now.since or mark.type in self.duty.early or not mark.told:
                yield self._as_owed(now if now.paused_at is None else self._resumed(now, mark), mark)
            return
        missed = _missed(now, mark)
        if self.relieved:
            self.open = None
            seen = mark if mark.told else mark._replace(at=mark.recorded, told=True)
            ended = self._as_owed(now, seen)._replace(late=1) if missed else None
            yield ended or self._as_owed(now, until=mark.at)
        elif not missed:
            following = self._following(now, mark)
            if following is not now:
                self.open = following
                if now.since < mark.at:
                    yield self._as_owed(now, until=mark.at)

    def _following(self, now: _Open, mark: ClockEvent) -> _Open | None:
        """Return what is owed after a mark that neither meets nor takes away: mostly what was owed before."""
        if not now.limit.statutory:
            for begins, ends in self.duty.pauses:
                if mark.type == begins and now.paused_at is None:
                    flag = now.flag if mark.told else TIME_UNKNOWN
                    return changed(
                        now, since=mark.at, paused_at=mark.at, before_pause=now.due_at, due_at=None, flag=flag
                    )
                if mark.type == ends and now.paused_at is not None:
                    return self._resumed(now, mark)
            agreed = mark.data.get(self.duty.moved[1]) if self.duty.moved else None
            if self.duty.moved and mark.type == self.duty.moved[0] and agreed is not None:
                return changed(now, since=mark.at, due_at=by_promise(agreed, self.zone), flag=None)
        if not mark.own or now.paused_at is not None or mark.data.keys().isdisjoint(self.duty.columns):
            return now
        other = self._chosen_anew(now, mark)
        same = other is not None and (other.limit, other.due_at) == (now.limit, now.due_at)
        return now if same else other

    def _chosen_anew(self, now: _Open, mark: ClockEvent) -> _Open | None:
        """Return what is owed by what the case says now.

        A limit of the house that would be over by then counts from then: nobody is late before it could be
        known. One that counts from when its reason was known never gives more time than there was.
        """
        other = self._begun(mark)
        if other is None or other.limit.statutory or other.limit.unit == "promised":
            return other
        told_anew = (other.limit, other.due_at) != (now.limit, now.due_at)
        if told_anew and other.due_at is not None and other.due_at <= mark.at:
            other = self._begun(mark, mark) or other
        urgent = other.choice.since == "mark" and now.due_at is not None
        return now if urgent and (other.due_at or LAST_DAY) > str(now.due_at) else other

    def _resumed(self, now: _Open, mark: ClockEvent) -> _Open:
        until, flag = None, now.flag if mark.told else TIME_UNKNOWN
        if now.before_pause is not None and now.paused_at is not None and flag != TIME_UNKNOWN:
            try:
                until = shifted(now.limit, now.before_pause, now.paused_at, mark.at, self.zone)
            except CalendarUnknownError as unknown:
                flag = f"calendar {unknown.year}"
        return changed(now, since=mark.at, paused_at=None, due_at=until, flag=flag)

    def _as_done(self, mark: ClockEvent) -> ClockEvent:
        """Return a mark with the time at which it says that the duty was done, where a column says that."""
        done: str | None = mark.data.get(self.duty.done_in or "")
        if done is None:
            return mark
        day = done if len(done) != clock.WIDTH else None
        return mark._replace(at=clock.start_of(day, self.zone) if day else done, day=day, told=True)

    def _meets(self, mark: ClockEvent) -> bool:
        return all(fits(when, mark.data) for event, when in self.duty.stop_when if event == mark.type)

    def _begun(self, mark: ClockEvent, since_mark: ClockEvent | None = None) -> _Open | None:
        """Return what is owed after a mark, by what the case says of itself; None if nothing is.

        Args:
            mark: After which.
            since_mark: The mark that the limit counts from, if it is not the one that the duty names.
        """
        choice = next((one for one in self.duty.choices if fits(one.when, self.merged)), None)
        started = self.started
        assert started is not None  # noqa: S101 - asked by `run`
        limit = self._limit(choice, started)
        if limit is None:
            return None
        origin = since_mark or self._origin(choice, started)
        since = mark.at if self.open is not None else max(origin.at, started.at)
        if choice is not None and limit.unit == "promised":
            promised = next((self.merged[key] for key in choice.promise if self._is_promised(key)), None)
            if promised is None:
                return None
            until: str | None = by_promise(promised, self.zone)
            return _Open(choice, limit, origin, origin.at, origin.day is not None, since, until, None)
        if not origin.told:
            chosen = choice or LimitChoice(limit.id)
            return _Open(chosen, limit, origin, origin.at, False, since, None, TIME_UNKNOWN)
        whole_day = origin.day is not None
        start = clock.start_of(origin.day, self.zone) if origin.day else origin.at
        try:
            until, flag = due(limit, start, self.zone, whole_day=whole_day), None
        except CalendarUnknownError as unknown:
            until, flag = None, f"calendar {unknown.year}"
        if self.duty.after:
            wait = changed(limit, value=Decimal(self.duty.after), unit="hour")
            waited = due(wait, start, self.zone, whole_day=whole_day)
            since = max(since, waited if until is None else min(waited, until))
        return _Open(choice or LimitChoice(limit.id), limit, origin, start, whole_day, since, until, flag)

    def _is_promised(self, column: str) -> bool:
        """Return whether a column promises a time; what is owed once more has none of the round before.

        Whoever says the same time again promises it again.
        """
        if not self.merged.get(column):
            return False
        told, started = self.said_by.get(column), self.started
        return self.round == 1 or started is None or told is None or told.at >= started.at

    def _origin(self, choice: LimitChoice | None, started: ClockEvent) -> ClockEvent:
        """Return the mark that a limit counts from."""
        if choice is None or self.round > 1:
            return started
        if choice.since == "case":
            return self.first or started
        if choice.since == "mark":
            told = [self.told_by[column] for column, _ in choice.when if column in self.told_by]
            return max(told, key=lambda one: one.at)
        return started

    def _limit(self, choice: LimitChoice | None, started: ClockEvent) -> Limit | None:
        usual = LIMITS[choice.limit] if choice is not None else None
        if usual is not None and (usual.statutory or usual.unit == "promised"):
            return usual
        if choice is None and self.duty.choices:
            return None
        return self._set_by_house(started, usual)

    def _set_by_house(self, started: ClockEvent, usual: Limit | None) -> Limit | None:
        """Return the house's own limit: of the standards that fit the one that says most, then the newest.

        Args:
            started: From when the duty counts.
            usual: What holds where the house has set nothing.
        """
        best: tuple[tuple[int, str, int], Limit | None] | None = None
        kind, known = self.duty.standard, started.position
        fitting = [
            one for one in self.standards if one.data.get("standard_kind") == kind and one.position < known
        ]
        day = (started.day or clock.day_of(started.at, self.zone)) if fitting else ""
        for one in fitting:
            rank = self._rank(one, day)
            if rank is not None and (best is None or rank > best[0]):
                limit = _as_limit(one.data)
                if limit is not None or _exempts(one.data):
                    best = (rank, limit)
        return best[1] if best else usual

    def _rank(self, standard: Standard, day: str) -> tuple[int, str, int] | None:
        """Return how much a standard of this kind says of a duty that counts from a day; None: not of it."""
        data, duty = standard.data, self.duty
        if not data.get("effective_from", "") <= day <= data.get("effective_until", "9999"):
            return None
        begins, ends = data.get("start_event"), data.get("stop_event")
        if (begins and begins not in duty.starts) or (ends and ends not in duty.stops):
            return None
        if not duty.choices and not ends:
            return None
        given = [key for key in _ATTRIBUTES if data.get(key)]
        if any(self.merged.get(key) != data[key] for key in given):
            return None
        return len(given) + bool(begins) + bool(ends), data.get("effective_from", ""), standard.position

    def _as_owed(self, now: _Open, met: ClockEvent | None = None, until: str | None = None) -> Obligation:
        late, flag = None, now.flag
        if met is not None and not met.told:
            met, flag = met._replace(at=now.since), TIME_UNKNOWN
        elif met is not None and now.due_at is not None:
            late = int(
                met.day > clock.day_of(now.due_at, self.zone) if met.day is not None else met.at > now.due_at
            )
        return Obligation(
            self.duty.clock,
            now.limit.id,
            self.round,
            now.start,
            now.mark.position,
            now.mark.recorded,
            now.since,
            until,
            now.due_at,
            now.paused_at,
            flag,
            None if met is None or not met.told else met.day or met.at,
            None if met is None else met.at,
            None if met is None else met.position,
            None if met is None else met.type,
            None if met is None else met.recorded,
            late,
        )


def _missed(now: _Open, mark: ClockEvent) -> bool:
    """Return whether a deadline had run out by a mark: by its time, or by when it was recorded.

    What was owed and known to be owed when its time ran out is not taken away by what is recorded later,
    whatever time that claims.
    """
    if now.due_at is None:
        return False
    return mark.at > now.due_at or now.mark.recorded <= now.due_at < mark.recorded


def _among(mark: ClockEvent, rules: Iterable[tuple[str, Any]]) -> bool:
    return any(event == mark.type and fits(when, mark.data) for event, when in rules)


def _exempts(data: dict[str, Any]) -> bool:
    """Return whether a standard says that nothing is owed: named cases, an exception, and no limit."""
    named = any(data.get(key) for key in _ATTRIBUTES)
    return named and bool(data.get("exceptions")) and data.get("limit_value") is None


def _as_limit(data: dict[str, Any]) -> Limit | None:
    """Return the limit that a row of `service_standards` sets, None if it sets none that can be counted."""
    unit = data.get("limit_unit")
    try:
        value = Decimal(str(data.get("limit_value")))
    except InvalidOperation:
        return None
    if unit not in _UNITS or value < 0:
        return None
    hours = spans(data.get("calendar"))
    name = data["standard_no"]
    title = data.get("name", name)
    made = Limit(name, title, title, value, unit, "service_standards")
    return made if hours is None else changed(made, hours=hours)
