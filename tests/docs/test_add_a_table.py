"""The guide's example is a table: as short as it says, and everything else follows from it."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from textwrap import dedent
from typing import Any

from ledger.events import base, columns

GUIDE = Path(__file__).resolve().parents[2] / "docs" / "guides" / "add-a-table.md"


def example() -> str:
    (code,) = re.findall(r"```python\n(.*?)```", GUIDE.read_text("utf-8"), flags=re.DOTALL)
    return dedent(code)


def test_a_peripheral_table_is_fifteen_lines() -> None:
    assert len([line for line in example().splitlines() if line.strip()]) == 15


def test_the_example_declares_a_table() -> None:
    """Headings, aliases and references, columns shared with other tables among them."""
    names: dict[str, Any] = {**vars(base), "columns": columns, "date": date, "__name__": __name__}
    exec(example(), names)  # noqa: S102  the guide's own code
    made = names["HygieneChecked"]
    table = made.table
    assert (table.key, table.kind, table.identity, table.event_time) == (
        "hygiene_checks",
        "fact",
        ("check_no",),
        ("checked_on",),
    )
    assert table.by_key["location_code"].ref == "locations"
    assert table.by_key["checked_on"].aliases == ("日期",)
    row = made(check_no="W1", checked_on=date(2026, 5, 1))
    assert row.as_dict() == {"check_no": "W1", "checked_on": "2026-05-01"}
