"""Whatever is asked of a case, in whatever order: stages keep to the declared order, and the row adds up."""

from __future__ import annotations

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from ledger.deciding.case_rules import STAGE_ORDER
from ledger.deciding.decision import Accepted, Command, Duplicate, Refused
from ledger.deciding.integrity_rules import OTHER_CONTENT, UNKNOWN_REFERENCE, VOIDED_ALREADY
from ledger.deciding.stage_rows import split_stages
from ledger.deciding.stages import possible
from ledger.events import catalogue
from ledger.events.base import Stage, Table
from ledger.events.envelope import Envelope
from ledger.state.fold import fold
from ledger.state.keys import record_key_of
from tests.support.budgets import examples
from tests.support.case_order import may_come
from tests.support.decisions import Entries, History, approvers, sale, shortfall, trade, void

FIRST: dict[str, dict[str, Any]] = {
    "delivery_discrepancies": shortfall("N1").data,
    "rule_checks": {
        "rule_check_no": "N1",
        "rule_check_kind": "routine",
        "checked_on": "2026-02-01",
        "department": "仓储部",
        "items": "温湿度",
        "check_conclusion": "nonconforming",
        "checker": "E1",
    },
    "authority_inspections": {
        "inspection_no": "N1",
        "authority_name": "市局",
        "inspection_kind": "routine",
        "inspected_on": "2026-02-01",
        "opinion": "整改",
    },
    "quality_incidents": {
        "incident_no": "N1",
        "incident_kind": "incident",
        "reported_on": "2026-02-01",
        "handler": "E1",
        "content": "包装破损",
    },
}
ACTIONS = st.lists(st.tuples(st.integers(0, 9), st.sampled_from(["甲", "乙", "丙"])), min_size=1, max_size=25)


def texts(table: Table, place: int) -> list[str]:
    """Return the columns of text that only this stage carries."""
    others = {key for one in table.stages if one is not table.stages[place] for key in one.columns}
    columns = table.stages[place].columns
    return [key for key in columns if key not in others and table.by_key[key].type in {"text", "enum"}]


def asked(table: Table, place: int, word: str) -> Command:
    """Return a command for a stage; its content depends on the word."""
    data = dict(FIRST[table.key]) if place == 0 else {table.identity[0]: "N1"}
    data[texts(table, place)[-1]] = word
    return Command(table, data, Envelope(stage=table.stages[place].event))


class Naive:
    """A case as a list of what stands."""

    def __init__(self, table: Table) -> None:
        self.table = table
        self.standing: list[tuple[str, dict[str, Any], int]] = []
        self.seen: list[tuple[str, dict[str, Any]]] = []
        self.positions: set[int] = set()

    @property
    def row(self) -> dict[str, Any]:
        merged: dict[str, Any] = {}
        for _, data, _ in self.standing:
            merged.update(data)
        return merged

    def judge(self, one: Command, history: History) -> None:
        """Check what was decided, and follow it."""
        event, occurred = one.stage or "", [event for event, _, _ in self.standing]
        found = history.when(one).decided
        if isinstance(found, Accepted):
            assert may_come(self.table, occurred, event)
            position = len(history.events) + 1
            history.given(one)
            self.standing.append((event, found.data, position))
            self.seen.append((event, one.data))
            self.positions.add(position)
        elif isinstance(found, Duplicate):
            assert (event, one.data) in self.seen
            assert found.position in self.positions
        else:
            assert isinstance(found, Refused)
            assert not may_come(self.table, occurred, event)
            (code,) = [reason.code for reason in found.reasons]
            again = event in occurred and not self.table.stage(event).repeats
            expected = OTHER_CONTENT if again else STAGE_ORDER if occurred else UNKNOWN_REFERENCE
            assert code == expected.problem.code


def voids(table: Table, history: History, naive: Naive, count: int) -> None:
    """Strike the newest stage, if there is one."""
    history.when(void(table.key, "N1", reason=f"第{count}次", approver="Q1"))
    if naive.standing:
        assert history.accepted().voided == [naive.standing.pop()[2]]
    elif naive.seen:
        history.refused(VOIDED_ALREADY)


@settings(max_examples=examples(120), deadline=None)
@given(key=st.sampled_from(sorted(FIRST)), actions=ACTIONS)
def test_stages_keep_to_the_declared_order_and_the_row_adds_up(
    key: str, actions: list[tuple[int, str]]
) -> None:
    """Struck and entered again, too: what stands is what a naive list says."""
    table = catalogue.table(key)
    history = trade(*approvers(), sale())
    naive = Naive(table)
    for count, (choice, word) in enumerate(actions):
        if choice >= 8:
            voids(table, history, naive, count)
        else:
            naive.judge(asked(table, choice % len(table.stages), word), history)
        record = history.state.get(record_key_of(key, "N1"))
        if record is not None:
            assert record.body.data == naive.row
            assert record.position == (naive.standing[-1][2] if naive.standing else 0)
            assert [(one.type, one.position) for one in record.body.steps] == [
                (event, position) for event, _, position in naive.standing
            ]
    again = Entries()
    for event in history.events:
        fold(again, catalogue.table_of(event["type"]), event)
    assert again.get(record_key_of(key, "N1")) == history.state.get(record_key_of(key, "N1"))


@st.composite
def ways(draw: st.DrawFn) -> tuple[Table, list[Stage], dict[str, Any]]:
    """Draw a way through a case without a stage twice, and the row that it leaves."""
    table = catalogue.table(draw(st.sampled_from([key for key, *_ in catalogue.CASES])))
    way: list[Stage] = []
    row: dict[str, Any] = dict.fromkeys(table.identity, "N1")
    for _ in range(draw(st.integers(1, len(table.stages)))):
        following = [one for one in possible(table, [one.event for one in way]) if one not in way]
        if not following:
            break
        stage = draw(st.sampled_from(following))
        way.append(stage)
        row.update((key, f"2026-05-{len(way):02}") for key in stage.columns if key not in row)
        if stage.when is not None:
            row[stage.when[0]] = stage.when[1]
    return table, way, row


@settings(max_examples=examples(200), deadline=None)
@given(drawn=ways())
def test_a_whole_row_tells_the_stages_that_made_it(drawn: tuple[Table, list[Stage], dict[str, Any]]) -> None:
    """In an order that is possible, every column with one stage that carries it, and no stage for nothing."""
    table, way, row = drawn
    found = split_stages(table, row)
    assert len(found) <= len(way)
    for place, one in enumerate(found):
        assert one.stage in possible(table, [earlier.stage.event for earlier in found[:place]])
        assert set(one.data) <= {*table.identity, *one.stage.columns}
    assert {key for one in found for key in one.data} == set(row)
