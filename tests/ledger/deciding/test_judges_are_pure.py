"""Judging changes nothing: not the row, the case before it, the versions, or what earlier events left.

Every judge and every fill of the rulebook is asked about a row of its kind, as the golden events hold them,
after all of them were folded; what it was given is compared with copies made before.
"""

from __future__ import annotations

from collections import deque
from copy import deepcopy
from pathlib import Path
from typing import TYPE_CHECKING, Any

import orjson
import pytest

from ledger.deciding.case_days import business_time, day_in, stage_day
from ledger.deciding.decision import Command
from ledger.deciding.plan import plan
from ledger.deciding.situation import NO_CASE, Situation
from ledger.events import catalogue
from ledger.events.case import merge_stages
from ledger.events.envelope import Envelope
from ledger.rulebook import RULEBOOK, SUBJECTS
from ledger.state.entries import Version
from ledger.state.fold import fold
from ledger.state.kinds import dumps
from tests.support.decisions import Entries, History

if TYPE_CHECKING:
    from ledger.deciding.decision import Context
    from ledger.deciding.subject import Fill, Judge
    from ledger.events.base import Table

Event = dict[str, Any]
GOLDEN = Path(__file__).parents[2] / "golden" / "events"
READING_AIDS = ("o", "m")  # which sale lines are open is listed when it is first asked for
KINDS = {"fact": "facts", "case": "stages", "register": "registers"}
UNJUDGED = {"record_voided", "command_refused"}


def _events() -> list[Event]:
    stored = (orjson.loads(file.read_bytes()) for file in GOLDEN.glob("*.json"))
    ordered = sorted(stored, key=lambda event: int(event["position"]))
    return [event | {"position": place} for place, event in enumerate(ordered, 1)]


HISTORY = History(events=_events())
EVENTS = [event for event in HISTORY.events if event["type"] not in UNJUDGED]


def _folded() -> tuple[Entries, dict[str, dict[str, Any]]]:
    """Return what the events leave, and of each table of cases the identity of one that has begun."""
    state = Entries()
    begun: dict[str, dict[str, Any]] = {}
    for event in EVENTS:
        table = catalogue.table_of(event["type"])
        identity = {column: event["data"].get(column, "") for column in table.identity}
        if table.kind == "case" and table.stage(event["type"]) in table.beginnings:
            begun.setdefault(table.key, identity)
        if table.kind != "case" or begun.get(table.key) == identity:
            fold(state, table, event)
    return state, begun


STATE, BEGUN = _folded()


def _command(event: Event) -> Command:
    table = catalogue.table_of(event["type"])
    stage = event["type"] if table.kind == "case" else None
    data = deepcopy(event["data"]) | BEGUN.get(table.key, {})
    envelope = Envelope(event.get("note"), event.get("event_time"), stage=stage)
    return Command(table, data, envelope)


def _versions(table: Table, data: dict[str, Any]) -> dict[str, Version]:
    columns = {register: column for register, column, _ in plan(table.key).snapshots}
    registers = {key: STATE.register(key, data.get(column, "")) for key, column in columns.items()}
    return {key: found.versions[0] for key, found in registers.items() if found is not None}


def _situation(command: Command, context: Context) -> Situation:
    data, table = command.data, command.table
    versions = _versions(table, data)
    if table.kind != "case":
        day = day_in(business_time(command), context)
        return Situation(command, STATE, context, versions, NO_CASE, data, day)
    case = STATE.case(table.key, *(data.get(column, "") for column in table.identity))
    row = merge_stages((case.data, data))
    return Situation(command, STATE, context, versions, case, row, stage_day(command, context))


def _copy(s: Situation) -> list[Any]:
    """Return a copy of all that a judge is given; what a version remembers for speed is not part of it."""
    entries = {key: dumps(one) for key, one in STATE.items() if not key.startswith(READING_AIDS)}
    given = {key: version.dumped() for key, version in s.versions.items()}
    command = {name: getattr(s.command, name) for name in Command.__slots__ if name != "table"}
    return deepcopy([command, dict(s.row), s.case, given, s.day, entries])


def _judges(table: Table, event: str) -> list[Judge | Fill]:
    key = event if table.kind == "case" else table.key
    fill = RULEBOOK.routing.fills.get(key)
    return [*([fill] if fill is not None else []), *RULEBOOK.routing.judges(KINDS[table.kind], key)]


@pytest.mark.parametrize("live", [True, False], ids=["live", "import"])
@pytest.mark.parametrize("event", EVENTS, ids=lambda event: event["type"])
def test_a_judge_changes_nothing(event: Event, live: bool) -> None:
    """A fill returns what it adds, a judge yields what is broken; the kernel alone lays them together."""
    command = _command(event)
    s = _situation(command, HISTORY.context(live=live))
    before = _copy(s)
    for judge in _judges(command.table, event["type"]):
        deque(judge(s))
        assert _copy(s) == before, judge


def test_every_judge_is_asked() -> None:
    """The golden events hold a row of every table and stage that has a judge or a fill of its own."""
    kinds: dict[str, set[str]] = {KINDS[table.kind]: set() for table in catalogue.tables()}
    for event in EVENTS:
        table = catalogue.table_of(event["type"])
        kinds[KINDS[table.kind]].add(event["type"] if table.kind == "case" else table.key)
    for subject in SUBJECTS:
        for kind, asked in kinds.items():
            assert set(getattr(subject, kind)) - {"*"} <= asked, subject.name
        assert set(subject.fills) <= kinds["facts"] | kinds["stages"]
