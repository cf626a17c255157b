"""Files that are to be imported, opened before a row of any is recorded, whichever door they came by."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from ledger.errors import CommandError, Problem, Reason

if TYPE_CHECKING:
    from ledger.intake.opening import Input
    from replay.bootstrap import Program

EPCIS_PASSED_OVER: Final = Problem(
    "epcis_passed_over",
    "读取 EPCIS 文件：{file} 中有 {count} 个事件既不是交来的货，也不是退回的货，已略过：{what}。",
    "Reading an EPCIS file: {count} events of {file} are neither goods handed to us nor goods sent back: "
    "{what}.",
    "收货、退货取自 shipping、consigning、departing 步骤；其余事件仅供参阅。",
    "They were passed over: receipts and returns are taken from the steps shipping, consigning, departing.",
)


_NO_TABLE: Final = frozenset({"no_table", "no_headings", "missing_headings", "table_tie"})


def opened_inputs(
    program: Program,
    files: Sequence[Path],
    table: str | None,
    mapping: Path | None,
    captures: Path,
    tell: Callable[[Reason], None] = lambda _reason: None,
    answers: Sequence[str] = (),
) -> list[Input]:
    """Open files to be imported.

    Args:
        program: The ledger.
        files: CSV, XLSX, JSON, JSON Lines or EPCIS 2.0.
        table: Key or Chinese title, not told by the headings.
        mapping: TOML file for other headings.
        captures: A folder for what EPCIS documents become.
        tell: Told what was passed over.
        answers: To what sheets leave open, as `KEY=VALUE`.

    Raises:
        CommandError: A file cannot be read.
    """
    from ledger import clock
    from ledger.intake.headings.answers import answers_of, pairs_in
    from ledger.intake.headings.mapping import Mapping, load_mapping
    from ledger.intake.opening import open_inputs
    from ledger.intake.problems import NO_ROWS
    from projections.answers.catalogue import refuse_view, views
    from replay.epcis.capture import is_epcis
    from replay.epcis.receiving import inputs_of

    if table:
        refuse_view(table)
    said = load_mapping(mapping) if mapping else Mapping()
    said = replace(said, answers={**said.answers, **answers_of(pairs_in(answers))})
    today = clock.today(program.zone)
    captures.mkdir(parents=True, exist_ok=True)
    found: list[Input] = []
    for number, file in enumerate(files):
        if is_epcis(file):
            folder = captures / str(number)
            folder.mkdir(parents=True)
            opened, told = inputs_of(program, file, folder)
            if told.passed_over or not opened:
                kinds = ", ".join(f"{count} x {kind}" for kind, count in sorted(told.passed_over.items()))
                count = told.passed_over.total()
                tell(EPCIS_PASSED_OVER.with_(file=file, count=count, what=kinds or "0"))
        else:
            given: dict[str, Any] = {"mapping": said, "zone": program.zone, "today": today, "typed": True}
            try:
                opened = open_inputs(file, table=table, views=views, **given)
            except CommandError as error:
                opened = _of_logger(file, captures / f"{number}.jsonl", error, given)
            if not opened:
                tell(NO_ROWS.with_(file=file))
        found.extend(opened)
    return found


def _of_logger(file: Path, written: Path, error: CommandError, given: dict[str, Any]) -> list[Input]:
    """Open a file of no table as that of a temperature logger.

    Raises:
        CommandError: It is none either.
    """
    from ledger.intake.loggers import write_readings
    from ledger.intake.opening import open_inputs

    if error.code not in _NO_TABLE or not write_readings(file, written, given["zone"]):
        raise error
    return open_inputs(written, table="temperature_readings", named=str(file), **given)
