"""What `table` writes of every table of the catalogue is imported again and changes nothing."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import cycle
from pathlib import Path

import pytest

from ledger.events import catalogue
from tests.stories.conftest import Copied
from tests.support.budgets import budget
from tests.support.desk import Desk, receipt, returned, sale, void
from tests.support.filled_tables import TABLES, rows_of

FORMS = ("csv", "xlsx", "json")
GATE = budget() == "gate"


@pytest.fixture(scope="module")
def filled(at_a_copy: Copied) -> Iterator[Desk]:
    """Return a desk at a ledger with rows in every table: also voided ones, and cases in all their stages."""
    with at_a_copy() as desk:
        desk.recorded("receipts", receipt())
        desk.take("sales", sale("XS1", quantity="40", line="1"), sale("XS2", "", "1", line="1"))
        desk.recorded("returns", returned(quantity="5", sale_no="XS1", sale_line="1", disposition="待处理"))
        lacking = next(one for one in desk.findings() if one["rule"] == "M-12")["position"]
        for table in TABLES:
            rows = list(rows_of(table))
            rows = rows[: len(rows) // 2] if GATE and table.kind == "case" else rows
            if table.key.startswith("finding_"):
                rows = [row | {"finding_position": str(lacking)} for row in rows]
            files = [desk.file(row) for row in rows]
            desk.cli.run("import", *files, "--table", table.key, expect=None)
        voids = []
        for table in TABLES:
            rows = desk.cli.table(table.key)
            assert rows, table.key
            if not {"owner_kind", "event_position"} & set(table.identity):
                voids.append(
                    void(table.key, str(rows[-1][table.identity[0]]), str(rows[-1].get("line") or ""))
                )
        desk.take("voids", *voids, expect=None)
        assert len(desk.cli.table("voids")) > len(TABLES) - 6
        yield desk


@pytest.mark.parametrize("options", [("--struck",)] if GATE else [(), ("--struck",)])
def test_every_table_is_duplicates_only(filled: Desk, options: tuple[str, ...]) -> None:
    """In the gate each in one form with what was voided, else in all; nothing is unknown or moves."""
    head, forms = filled.cli.position(), cycle(FORMS)
    some = [
        (table.key, form)
        for table in (*TABLES, catalogue.table("voids"))
        for form in ((next(forms),) if GATE else FORMS)
        if filled.cli.table(table.key, *options)
    ]
    answer = filled.cli.run("import", *(_exported(filled, key, form, options) for key, form in some))
    for told in answer.json["files"]:
        assert told["unknown_columns"] == [], told
        assert told["rows"] == told["duplicates"] > 0, told
    assert len(answer.json["files"]) == len(some)
    assert filled.cli.position() == head


def _exported(desk: Desk, key: str, form: str, options: tuple[str, ...]) -> Path:
    path = desk.folder / f"out-{key}-{len(options)}.{form}"
    desk.cli.run("table", key, "--format", form, "--output", path, *options)
    return path
