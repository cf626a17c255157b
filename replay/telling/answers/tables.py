"""Which record tables and views there are, and how many rows are recorded."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from replay.telling.headings import Heading
from replay.telling.options import RowsForm, Times

if TYPE_CHECKING:
    from ledger.events.base import Table
    from replay.bootstrap import Program
    from replay.telling.output import Output

HEADINGS = (
    Heading("key", "表", rank=1),
    Heading("zh", "表名", rank=1),
    Heading("en", "英文名"),
    Heading("kind", "种类"),
    Heading("rows", "行数", "integer", rank=1),
    Heading("recorded", "已记录", "integer", rank=1),
)


def list_tables(
    program: Program, times: Times, form: RowsForm, answer: Output, *, filled: bool = False
) -> None:
    """Write which tables and views there are, whichever door asks.

    Args:
        program: The ledger, its tables caught up.
        times: Both cut-offs, as typed.
        form: Whether the basis is told.
        answer: Where to and in which form.
        filled: Only tables that hold any record.

    Raises:
        CommandError: A cut-off cannot be read.
    """
    from ledger.events import catalogue
    from projections.answers.catalogue import views
    from projections.reading.record_rows import count

    reached = times.reached(program, "tables")
    cutoff, answer = reached.cutoff, form.on(answer, program, reached)
    with program.readmodel.reading() as connection:
        found = [
            _listed(table, count(connection, table, cutoff), count(connection, table, cutoff, voided=True))
            for table in catalogue.tables()
        ]
    if filled:
        answer.rows(HEADINGS, [row for row in found if row["recorded"]])
    else:
        answer.rows(HEADINGS, [*found, *(_listed(view) for view in views())])


def _listed(table: Table, rows: int | None = None, recorded: int | None = None) -> dict[str, Any]:
    return {
        "key": table.key,
        "zh": table.zh,
        "en": table.en,
        "kind": table.kind,
        "rows": rows,
        "recorded": recorded,
    }
