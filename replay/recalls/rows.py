"""The rows of a stage as they were typed or as a file holds them, made one document."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from ledger.errors import CommandError, Problem
from ledger.events.base import Stage
from ledger.intake.opening import open_inputs

if TYPE_CHECKING:
    from replay.bootstrap import Program

ROWS_UNREADABLE: Final = Problem(
    "recall_rows_unreadable",
    "读取 {file} 第 {row} 行：{why}",
    "Reading row {row} of {file}: {why}",
    "改正该行后再试；没有登记任何行。",
    "Correct the row and try again; no row was recorded.",
)
ROWS_NONE: Final = Problem(
    "recall_rows_none",
    "读取 {file}：应至少有一行填写了内容，实际没有。",
    "Reading {file}: expected at least one row that is filled in, got none.",
    "填写后再试。",
    "Fill it in and try again.",
)


def rows_of_file(program: Program, path: Path, stage: Stage, number: str) -> list[dict[str, Any]]:
    """Return the rows of a file that tell of a stage; those that tell nothing of it are passed over.

    Args:
        program: The ledger.
        path: CSV, XLSX or JSON Lines, with the headings of `recalls`.
        stage: Which stage the rows are.
        number: Of the recall; a row that names another one is kept as it is.

    Raises:
        CommandError: The file or one of its rows cannot be read, or no row tells anything.
    """
    found: list[dict[str, Any]] = []
    carried = set(stage.columns)
    naming = {"recall_no", "customer_code", "product_code", "lot", "serial", "consignee_name"}
    for sheet in open_inputs(path, table="recalls", zone=program.zone):
        for row in sheet.rows():
            told = {key: value for key, value in row.data.items() if key in carried}
            if not row.data.keys() - naming or not told.keys() - naming:
                continue
            wrong = [one for one in row.reasons if not _of_opening(one, stage)]
            if wrong:
                raise CommandError(ROWS_UNREADABLE, file=path, row=row.number, why=wrong[0].message())
            found.append({"recall_no": number, **told, "stage": stage.key})
    if not found:
        raise CommandError(ROWS_NONE, file=path)
    return found


def _of_opening(reason: Any, stage: Stage) -> bool:
    """Return whether a reason only says that something lacks that the opening of a case must say."""
    column = reason.particulars.get("column")
    return column is not None and column not in stage.columns


def typed_row(stage: Stage, number: str, given: dict[str, Any]) -> dict[str, Any]:
    """Return the row of a stage as its options give it."""
    said = {key: value for key, value in given.items() if value not in (None, [], ())}
    return {"recall_no": number, "stage": stage.key, **said}
