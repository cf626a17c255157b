"""The rows of a stage as they were typed or as a file holds them, made one document."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from ledger.errors import CommandError, Problem, Reason
from ledger.events.base import Stage
from ledger.intake.cells.cell_error import shortened
from ledger.intake.cells.codes import as_written
from ledger.intake.headings.mapping import Mapping as HeadingMapping
from ledger.intake.opening import open_inputs
from replay.recalls.paper import CODES

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

OTHER_RECALL: Final = Problem(
    "recall_row_of_other",
    "该行属于召回“{other}”，不是“{recall_no}”。",
    "it is of recall {other!r}, not of {recall_no!r}.",
    "改用该行所写的召回编号。",
    "Give the number of the recall that the row names.",
)
NOBODY: Final = Problem(
    "recall_answer_of_nobody",
    "没有写明是哪家客户的反馈。",
    "it does not say whose answer it is.",
    "填写被通知客户。",
    "Fill in the customer.",
)
PASSED_TO_NOBODY: Final = Problem(
    "recall_passed_to_nobody",
    "写明了转售数量 {quantity}，没有写明转售给哪家单位。",
    "it says that {quantity} were passed on, but not to whom.",
    "填写转售单位。",
    "Fill in to whom.",
)
REMARK_ALONE: Final = Problem(
    "recall_remark_alone",
    "只填写了备注“{text}”，没有填写本环节的任何内容。",
    "only a remark is filled in ({text!r}), and nothing of this stage.",
    "把备注所说的填入相应各列（如反馈结果、尚存数量）；没有可填的，删去该行备注。",
    "Fill in what the remark says under its headings (the answer, what is still there), or clear the remark.",
)
_NUMBERED: Final = HeadingMapping(given=frozenset({"recall_no"}))  # the verb names the recall
_ANSWER: Final = "recall_response_received"
_NAMING: Final = frozenset({"recall_no", "customer_code", "product_code", "lot", "serial", "consignee_name"})
"""What a form says of itself: a row with nothing else tells nothing."""


def rows_of_file(
    program: Program, path: Path, stage: Stage, number: str, given: Mapping[str, Any]
) -> list[dict[str, Any]]:
    """Return the rows of a file that tell of a stage; those in which nothing is filled in are passed over.

    Args:
        program: The ledger.
        path: CSV, XLSX or JSON Lines, with the headings of `recalls`.
        stage: Which stage the rows are.
        number: Of the recall.
        given: What is said of every row that does not say it itself.

    Raises:
        CommandError: The file or one of its rows cannot be read, a row is of another recall, tells an answer
            without saying whose or has a remark alone, or no row tells anything.
    """
    found: list[dict[str, Any]] = []
    for sheet in open_inputs(path, table="recalls", zone=program.zone, mapping=_NUMBERED):
        for row in sheet.rows():
            told = {key: value for key, value in row.data.items() if key in stage.columns}
            wrong = [one for one in row.reasons if not _of_others(one, stage)]
            said = {"recall_no": number, **given, **told, "stage": stage.key}
            if told.keys() - _NAMING or any(_column(one) not in _NAMING for one in wrong):
                reason = wrong[0] if wrong else _contradiction(row.data, said, stage)
            elif row.envelope.note is None:
                continue
            else:
                reason = REMARK_ALONE.with_(text=shortened(row.envelope.note))
            if reason is not None:
                raise CommandError(ROWS_UNREADABLE, file=path, row=row.number, why=reason.message())
            found.append(said)
    if not found:
        raise CommandError(ROWS_NONE, file=path)
    return found


def _column(reason: Reason) -> Any:
    return reason.particulars.get("column")


def _of_others(reason: Reason, stage: Stage) -> bool:
    """Return whether a reason is about a column that the stage does not have, such as the opening's."""
    column = _column(reason)
    return column is not None and column not in stage.columns


def _contradiction(data: Mapping[str, Any], said: Mapping[str, Any], stage: Stage) -> Reason | None:
    """Return why a row that can be read is still none of this stage of this recall."""
    other = data.get("recall_no", said["recall_no"])
    if other != said["recall_no"]:
        return OTHER_RECALL.with_(other=other, recall_no=said["recall_no"])
    if stage.event == _ANSWER and "customer_code" not in said:
        return NOBODY.with_()
    if "passed_on_quantity" in said and "passed_on_to" not in said:
        return PASSED_TO_NOBODY.with_(quantity=said["passed_on_quantity"])
    return None


def as_read(row: dict[str, Any]) -> dict[str, Any]:
    """Return a row of a file for a door that reads its codes once more: they are meant as they are."""
    return {key: as_written(value) if key in CODES else value for key, value in row.items()}


def typed_row(stage: Stage, number: str, given: dict[str, Any]) -> dict[str, Any]:
    """Return the row of a stage as its options give it."""
    said = {key: value for key, value in given.items() if value not in (None, [], ())}
    return {"recall_no": number, "stage": stage.key, **said}
