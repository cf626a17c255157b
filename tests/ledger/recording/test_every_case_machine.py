"""Every kind of case, entered live at random: the stages stay on a declared path, and every answer agrees.

Each machine drives one kind of case through the door that people use, on a ledger of its own: stages with
content drawn from their declaration, voids, and time that passes. Half of the ledgers waive every rule of
compliance, so that the arithmetic alone stands in the way and the far ends of a case are reached.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import orjson
import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from ledger import clock
from ledger.clocks.duties import duty
from ledger.entry.live import Entered, enter
from ledger.errors import CommandError
from ledger.events import catalogue
from ledger.events.base import Column, Stage, Table
from ledger.log.opening import open_log
from ledger.log.recorder import LogRecorder
from ledger.recording.entries import LedgerEntries
from ledger.recording.ledger import Ledger
from ledger.recording.state_cache import POSITION_KEY
from ledger.rulebook import RULES
from ledger.settings import locate
from ledger.state.fold import fold
from ledger.state.kinds import dumps
from projections.answers.cases.cases import cases
from projections.answers.cases.obligations import obligations
from projections.engine.catch_up import catch_up
from projections.engine.read_model import ReadModel, open_readmodel
from projections.reading.cutoff import CutOff
from projections.reading.query import Query, today
from tests.support.budgets import examples
from tests.support.case_order import may_come
from tests.support.decisions import (
    Entries,
    approvers,
    customer,
    location,
    member,
    product,
    receipt,
    sale,
    setting,
    supplier,
)

KINDS = [key for key, *_ in catalogue.CASES]
BEGIN = datetime(2026, 5, 1, 1, tzinfo=UTC)
KNOWN = {
    "products": ("P1",),
    "customers": ("C1",),
    "suppliers": ("S1",),
    "sales": ("XS1",),
    "staff": ("E1", "B1", "Q1", "M1"),
    "locations": ("A-01",),
}
FIXED = {"lot": "L1", "sale_line": 1, "unit": "支", "serial": None, "loaner_serial": None}
LAZY = ("m\x1f", "o\x1f", "z\x1f")  # made when they are first asked for: open lines, and numbers
Row = dict[str, Any]


def furnish(path: Path, *, waived: bool) -> None:
    """Make a ledger with a small house, one sale, and every rule of compliance in force or waived."""
    log = open_log(locate(str(path)), create=True, clock=lambda: clock.stored(BEGIN))
    house = [supplier(), product(), customer(), member(), member("M1", post="客服部经理"), *approvers()]
    house += [location(), receipt(), sale()]
    if waived:
        house += [setting(one.id, "waived") for one in RULES if one.kind != "integrity"]
    done = Ledger(log, recorded_by="import").submit([[one] for one in house])
    assert all(len(one) == 1 for one in done)
    log.close()


@pytest.fixture(scope="module")
def houses(tmp_path_factory: pytest.TempPathFactory) -> dict[bool, Path]:
    """The furnished ledgers that every machine starts from a copy of."""
    folder = tmp_path_factory.mktemp("houses")
    found = {waived: folder / f"{waived}.db" for waived in (False, True)}
    for waived, path in found.items():
        furnish(path, waived=waived)
    return found


def drawn(column: Column, now: datetime, draw: Any) -> Any:
    """Return a value that a column may have, or None to leave it out."""
    if column.key in FIXED:
        return FIXED[column.key]
    if column.ref is not None and column.ref not in KNOWN:
        return None
    names = KNOWN.get(column.ref or "", ("甲", "乙"))
    moment = now - timedelta(hours=draw(st.integers(0, 48)))
    kinds: dict[str, Any] = {
        "text": st.sampled_from(names),
        "ref": st.sampled_from(names),
        "date": st.just(clock.day_of(clock.stored(moment), "Asia/Shanghai")),
        "datetime": st.just(moment.isoformat(timespec="seconds")),
        "integer": st.integers(1, 2),
        "decimal": st.sampled_from(["1", "2"]),
        "money": st.sampled_from(["1", "2.5"]),
        "boolean": st.booleans(),
        "enum": st.sampled_from([one.key for one in column.values] or ["甲"]),
        "list": st.lists(
            st.sampled_from([one.key for one in column.values] or names), min_size=1, max_size=2
        ),
    }
    return draw(kinds[column.type])


def machine_of(table: Table, houses: dict[bool, Path]) -> type[RuleBasedStateMachine]:
    """Return the machine of one kind of case."""

    class CaseMachine(RuleBasedStateMachine):
        """One case, and what a plain list says of it."""

        def __init__(self) -> None:
            super().__init__()
            self.now = BEGIN + timedelta(days=1)
            self.standing: list[tuple[str, int]] = []
            self.voids = 0
            self.folder = TemporaryDirectory()
            self.log: LogRecorder
            self.ledger: Ledger
            self.readmodel: ReadModel

        @initialize(waived=st.sampled_from([True, True, False]))
        def open_house(self, waived: bool) -> None:
            path = Path(self.folder.name) / "medledger.db"
            shutil.copy(houses[waived], path)
            place = locate(str(path))
            self.log = open_log(place, clock=lambda: clock.stored(self.now))
            self.ledger = Ledger(self.log, recorded_by="desk")
            self.readmodel = open_readmodel(self.log, place)

        def teardown(self) -> None:
            if hasattr(self, "readmodel"):
                self.look()
                self.replay()
                self.readmodel.close()
                self.log.close()
            self.folder.cleanup()

        @property
        def occurred(self) -> list[str]:
            return [event for event, _ in self.standing]

        @rule(hours=st.sampled_from([1, 12, 24, 24 * 8, 24 * 40]))
        def time_passes(self, hours: int) -> None:
            self.now += timedelta(hours=hours)

        @rule(data=st.data())
        def go_on(self, data: st.DataObject) -> None:
            """Enter a few stages one after another, each of them possible by the declaration."""
            for _ in range(data.draw(st.integers(1, 4))):
                self.enter_stage(data, astray=False)

        @rule(data=st.data())
        def go_astray(self, data: st.DataObject) -> None:
            """Enter any stage, possible or not."""
            self.enter_stage(data, astray=True)

        def enter_stage(self, data: st.DataObject, *, astray: bool) -> None:
            coming = [one for one in table.stages if may_come(table, self.occurred, one.event)]
            wanted = data.draw(st.sampled_from(coming if coming and not astray else list(table.stages)))
            closing = bool(self.standing) and wanted.closes
            before = self.owed(but_relieved_by=wanted.event) if closing else set()
            told = self.entered(table.key, self.content(wanted, data.draw))
            fresh = [one for one in told.recorded if "stage" in one.identity] if told else []
            for one in fresh:  # the stage itself, and what arises with it
                event = next(each.event for each in table.stages if each.key == one.identity["stage"])
                assert may_come(table, self.occurred, event), "a closed case accepts nothing more"
                self.standing.append((event, one.position))
            if closing and fresh:
                assert before <= self.owed(), "closing loses nothing that is owed"

        @precondition(lambda self: bool(self.standing))
        @rule()
        def void_newest(self) -> None:
            self.voids += 1
            line = {"line": 1} if table.has_lines else {}
            told = self.entered(
                "voids",
                {
                    "record_table": table.key,
                    "record_no": "N1",
                    **line,
                    "reason": f"第{self.voids}次",
                    "approver": "Q1",
                    "voided_on": clock.day_of(clock.stored(self.now), "Asia/Shanghai"),
                },
            )
            if told and told.recorded:
                self.standing.pop()

        @rule()
        def look(self) -> None:
            """The view of cases says what the list says."""
            with self.query() as query:
                found = [row for row in cases(query, [table]) if row["number"] == "N1"]
            if not self.standing:
                assert found == []
                return
            (row,) = found
            newest = table.stage(self.occurred[-1])
            assert (row["stage"], row["position"]) == (newest.key, self.standing[-1][1])
            over = newest.key == "closed" or not newest.following  # a closed complaint may be opened again
            assert row["state"] == ("closed" if over else "open")
            again = {one.event for one in table.stages if one.repeats and one.event in self.occurred}
            usual = again.union(newest.following) if newest.following else set()
            coming = [one.event for one in table.stages if may_come(table, self.occurred, one.event)]
            assert row["next"] == [event for event in coming if event in usual]

        @invariant()
        def stages_on_record_are_a_declared_path(self) -> None:
            if not hasattr(self, "log"):
                return
            events = list(self.events())
            voided = {position for event in events for position in event.get("struck", ())}
            own = {one.event for one in table.stages}
            found = [
                (event["type"], event["position"])
                for event in events
                if event["type"] in own
                and event["data"][table.identity[0]] == "N1"
                and event["position"] not in voided
            ]
            assert found == self.standing
            path = self.occurred
            assert all(may_come(table, path[:place], event) for place, event in enumerate(path))

        def replay(self) -> None:
            """Folded anew from the log, every entry is the one that was kept beside it."""
            again = Entries()
            for event in self.events():
                fold(again, catalogue.table_of(event["type"]), event)
            kept = dict(LedgerEntries(self.log).scan_prefix(""))
            wanted = {key: dumps(entry) for key, entry in again.items()}
            stored = {
                key: value for key, value in kept.items() if key != POSITION_KEY and not key.startswith(LAZY)
            }
            assert {key: orjson.loads(value) for key, value in stored.items()} == {
                key: orjson.loads(value) for key, value in wanted.items() if not key.startswith(LAZY)
            }

        def events(self) -> Iterator[dict[str, Any]]:
            return (orjson.loads(stored) for part in self.log.scan() for _, stored in part)

        def content(self, stage: Stage, draw: Any) -> Row:
            row: Row = dict.fromkeys(table.identity, "N1") | {"stage": stage.key}
            if table.has_lines:
                row["line"] = 1
            needed = {one.key for one in table.required_of(stage, begins=not self.standing)} | {"lot"}
            needed.add(draw(st.sampled_from(stage.columns)))
            for key in stage.columns:
                if key in row or not (key in needed or draw(st.booleans())):
                    continue
                value = drawn(table.by_key[key], self.now, draw)
                if value is not None:
                    row[key] = value
            if stage.when is not None:
                row[stage.when[0]] = stage.when[1]
            return row

        def entered(self, key: str, row: Row) -> Entered | None:
            try:
                return enter(self.ledger, key, row)
            except CommandError:
                return None

        @contextmanager
        def query(self) -> Iterator[Query]:
            catch_up(self.readmodel, self.log)
            limit = CutOff(clock.stored(self.now), self.log.head())
            with self.readmodel.reading() as connection:
                zone = self.ledger.zone
                yield Query(connection, self.log, limit, zone, today(limit, zone))

        def owed(self, but_relieved_by: str = "") -> set[tuple[str, int]]:
            """Return what was ever owed and is told of still, met or not.

            What a stage takes away by declaration is left out.
            """
            with self.query() as query:
                return {
                    (one["clock_id"], one["round"])
                    for one in obligations(query, tables=(table.key,), numbers=("N1",))
                    if but_relieved_by not in dict(duty(table.key, one["clock_id"]).relieved)
                }

    return CaseMachine


@pytest.mark.parametrize("key", KINDS)
def test_a_case_stays_on_its_path_whatever_is_entered(key: str, houses: dict[bool, Path]) -> None:
    """Decision 0014: the order of stages, voids, and everything that is derived from them."""
    run_state_machine_as_test(
        machine_of(catalogue.table(key), houses),
        settings=settings(
            max_examples=examples(4),
            stateful_step_count=20,
            deadline=None,
            suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
        ),
    )
