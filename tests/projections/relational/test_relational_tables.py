"""Every record table that a statement over events gives has the rows of the ledger's own tables."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any

import orjson
import pytest
import sqlalchemy as sa

from ledger.events import catalogue
from ledger.events.base import Table
from ledger.events.individuals import columns_of
from ledger.segments.columns import events_table
from ledger.segments.extra import extra
from projections.reading.cutoff import CutOff
from projections.reading.record_statement import rows_statement
from projections.relational.asking import asked
from projections.relational.tables import answered, table_sql, unanswered
from projections.tables.record_tables import record_table
from projections.tables.records import Records
from replay.scratch import scratch

GOLDEN = Path(__file__).parents[2] / "golden" / "events"
TEXT = '第"一"\\院/\t\n\u2028𠮷 é\x7f\x1f'
COPIES = 4


def documents(draw: Random) -> Iterator[dict[str, Any]]:
    """Yield events of every kind with every column, several times over, voids and erasures among them."""
    events = (orjson.loads(path.read_bytes()) for path in sorted(GOLDEN.glob("*.json")))
    golden = {one["type"]: one for one in events}
    plain = [golden[catalogue.table(key).event] for key in answered() if key != "voids"]
    made: list[tuple[str, int]] = []
    position = 0
    for _ in range(COPIES):
        for one in draw.sample(plain, len(plain)):
            position += 1
            table = catalogue.table_of(one["type"])
            yield stated(draw, table, one, position)
            made.append((table.key, position))
            if draw.random() < 0.3:
                position += 1
                yield void(draw, golden["record_voided"], made, position)
            if draw.random() < 0.15:
                position += 1
                yield erasure(draw, made, position)


def stated(draw: Random, table: Table, golden: dict[str, Any], position: int) -> dict[str, Any]:
    """Return an event that says of some columns nothing, of others something odd."""
    data = dict(golden["data"])
    for column in table.columns:
        if column.key in table.identity or column.key not in data:
            continue
        if draw.random() < 0.25:
            del data[column.key]
        elif column.key in columns_of(table.key) and draw.random() < 0.4:
            data[column.key] = {"sha256": "0" * 64}
        elif column.type == "text" and not column.personal and draw.random() < 0.2:
            data[column.key] = TEXT
        elif column.type == "boolean":
            data[column.key] = draw.random() < 0.5
        elif column.type == "list" and draw.random() < 0.5:
            data[column.key] = [TEXT, "乙"]
    found = {**golden, "data": data, "position": position, "event_id": f"{position:032x}"}
    found |= {"record_time": f"2026-07-01T00:00:00.{position:06d}Z", "note": draw.choice(["记", TEXT])}
    found["event_time"] = draw.choice(["2026-05-01T00:00:00.000000Z", "2026-06-01T00:00:00.000000Z", None])
    found["versions"] = draw.choice([{}, {"customers": 7, "suppliers": 8, "staff": 9, "products": 1}])
    if draw.random() < 0.2:
        found["filled"] = ["event_time"]
    return found


def void(draw: Random, golden: dict[str, Any], made: list[tuple[str, int]], position: int) -> dict[str, Any]:
    """Return a void of some rows of one table; a row may be voided twice."""
    key = draw.choice(made)[0]
    own = [at for one, at in made if one == key]
    titles = [key, catalogue.table(key).zh]
    titles += [text for text in catalogue.table(key).aliases if catalogue.named(text) is catalogue.table(key)]
    data = golden["data"] | {"record_table": draw.choice(titles)}
    struck = draw.sample(own, min(len(own), draw.choice([1, 1, 2])))
    found = {**golden, "data": data, "position": position, "struck": struck}
    return found | {"record_time": f"2026-07-01T00:00:00.{position:06d}Z", "event_id": f"{position:032x}"}


def erasure(draw: Random, made: list[tuple[str, int]], position: int) -> dict[str, Any]:
    """Return an event that takes out of some rows what they say of an individual."""
    asked_of = [(key, at) for key, at in made if columns_of(key)]
    parts = [
        {"table": key, "fields": [*sorted(columns_of(key))[::2], "phone"], "positions": [at]}
        for key, at in draw.sample(asked_of, min(len(asked_of), 3))
    ]
    return {
        "type": "personal_erased",
        "position": position,
        "event_id": f"{position:032x}",
        "record_time": f"2026-07-01T00:00:00.{position:06d}Z",
        "event_time": None,
        "recorded_by": "李娜",
        "tags": [],
        "data": {"erased": parts[:1], "shown": parts[1:], "reason": "其要求"},
    }


class Both:
    """A log, the tables that the ledger makes of it and its relation `events`."""

    def __init__(self, connection: sa.Connection, rows: list[tuple[int, bytes]]) -> None:
        self.connection, self.head = connection, len(rows)
        self.engine = extra("duckdb").connect(config={"threads": 1})
        self.engine.register("events", events_table(rows, "Asia/Shanghai"))

    def ours(self, table: Table, cut: CutOff, *, voided: bool) -> list[tuple[Any, ...]]:
        """Return the rows of the ledger's table, and of each when it was voided."""
        statement = rows_statement(table, cut, names_of(table), (), voided=voided)
        return [tuple(row) for row in self.connection.execute(statement)]

    def theirs(self, table: Table, cut: CutOff, *, voided: bool) -> list[tuple[Any, ...]]:
        """Return the rows that the statement gives, in the same form."""
        values = {"at": cut.at, "known": cut.known, "voided": voided}
        found = asked(self.engine, table_sql(table), values)
        return [tuple(row[name] for name in (*names_of(table), "voided_at")) for row in found]


def names_of(table: Table) -> list[str]:
    """Return the columns that both give, but for those of voids."""
    return [one.name for one in record_table(table.key).c if not one.name.startswith("voided_")]


@pytest.fixture(scope="module")
def both() -> Iterator[Both]:
    events = documents(Random(20261201))
    rows = [(one["position"], orjson.dumps(one, option=orjson.OPT_SORT_KEYS)) for one in events]
    with scratch([rows], projections=[Records()]) as connection:
        found = Both(connection, rows)
        yield found
        found.engine.close()


@pytest.mark.parametrize("key", answered())
def test_rows_by_one_statement_equal_the_ledgers(both: Both, key: str) -> None:
    table = catalogue.table(key)
    seen = 0
    for at in (None, "2026-05-15T00:00:00.000000Z"):
        for known in (both.head, both.head // 2):
            for voided in (False, True):
                cut = CutOff(at, known)
                found = both.theirs(table, cut, voided=voided)
                assert found == both.ours(table, cut, voided=voided)
                seen += len(found)
    assert seen


def test_a_table_without_a_statement_says_why() -> None:
    left = [table for table in catalogue.tables() if table.key not in answered()]
    assert {table.kind for table in left} == {"case"}
    problem = unanswered(catalogue.table("complaints"))
    assert problem is not None
    assert "several stages" in problem.with_(table="complaints").message("en")
