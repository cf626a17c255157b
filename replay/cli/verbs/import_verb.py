"""`medledger import`: what already happened, from files."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack, suppress
from dataclasses import asdict
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Annotated

import typer

from ledger.errors import CommandError, LedgerError, Problem
from replay.cli.named_files import check_writable, refuse_overwriting
from replay.cli.progress import Tell, progress
from replay.cli.session import ledger_at
from replay.doors.answering import report_as_json
from replay.inputs import opened_inputs
from replay.telling.files.rejects import not_twice, places_of, tell_first
from replay.telling.headings import Heading
from replay.telling.heard import tell
from replay.telling.options import AcceptClockOption, FormatOption, LedgerOption, OutputOption
from replay.telling.output import chosen
from replay.telling.wording import examples, say

if TYPE_CHECKING:
    from rich.console import Console

    from ledger.intake.importer import ImportReport
    from ledger.intake.opening import Input
    from replay.bootstrap import Program

app = typer.Typer(rich_markup_mode=None, add_completion=False)

ROWS_REJECTED = Problem(
    "rows_rejected",
    "导入：{rows} 行中有 {rejected} 行被拒收。",
    "Importing: {rejected} of {rows} rows were rejected.",
    "原因见 {where}；在其中改正后导入即可（用 Excel 请改同名的 .xlsx，其中编号为文本），已入账的行不受影响。",
    "See {where} for the reasons; correct the rows there (in Excel: in the .xlsx beside it, where codes are "
    "text) and import that file. What was not rejected is recorded.",
)
WOULD_BE_REJECTED = Problem(
    "rows_would_be_rejected",
    "试导入：{rows} 行中有 {rejected} 行将被拒收。",
    "Checking an import: {rejected} of {rows} rows would be rejected.",
    "加 --rejects 文件名可得到每行的原因；没有任何记录入账。",
    "Add --rejects FILE for the reason of each row; nothing was recorded.",
)
HEADINGS = (
    Heading("file", "文件", rank=1),
    Heading("table", "表", rank=1),
    Heading("rows", "行数", "integer", rank=1),
    Heading("recorded", "入账", "integer", rank=1),
    Heading("duplicates", "重复", "integer", rank=1),
    Heading("rejected", "拒收", "integer", rank=1),
    Heading("findings", "违规", "integer", rank=1),
    Heading("passed_over", "略过", "integer", rank=1),
    Heading("unknown_columns", "未知列", "list"),
)


@app.command(
    "import",
    help=say(
        "Record facts that already happened, from CSV, XLSX or JSON, also as `table` "
        "writes them, and from EPCIS 2.0. Rows that break the arithmetic of "
        "tracing are rejected into a file with the reason; what broke the law is recorded with a finding. "
        "The same file again changes nothing. Exit code 2 if rows were rejected.",
        "从 CSV、XLSX、JSON（包括 table 命令写出的文件）或 EPCIS 2.0 文件导入已发生的业务。"
        "破坏追溯的行写入拒收文件并注明原因；"
        "违反法规的行照实入账并记为违规。同一文件重复导入不会改变任何内容。有拒收行时退出码为 2。",
    ),
    epilog=examples(
        "medledger import 商品目录.csv 客户档案.xlsx 销售明细.csv",
        "medledger import 销售明细.csv --check",
        "medledger import 发货通知.jsonld",
        "medledger import export.csv --table sales --mapping 对照.toml --rejects 拒收.csv",
    ),
)
def import_(
    files: Annotated[
        list[Path], typer.Argument(metavar="FILE...", help=say("Files to import.", "要导入的文件。"))
    ],
    table: Annotated[
        str | None,
        typer.Option(
            "--table",
            metavar="KEY",
            help=say("The table, not told by the headings.", "指定表，不由标题判断。"),
        ),
    ] = None,
    mapping: Annotated[
        Path | None,
        typer.Option(
            "--mapping",
            metavar="FILE",
            help=say("TOML file for other headings.", "标题对照文件（TOML）。"),
        ),
    ] = None,
    rejects: Annotated[
        Path | None,
        typer.Option(
            "--rejects",
            metavar="FILE",
            help=say(
                "Where rejected rows go; else beside each file, as NAME.rejects.csv and NAME.rejects.xlsx.",
                "拒收行写入的文件；缺省为各文件旁的“文件名.rejects.csv”和“文件名.rejects.xlsx”。",
            ),
        ),
    ] = None,
    answers: Annotated[
        list[str] | None,
        typer.Option(
            "--answer",
            metavar="KEY=VALUE",
            help=say(
                "Answer to what a sheet leaves open: TABLE.COLUMN=VALUE or REGISTER.NAME=CODE; repeatable.",
                "答复表格未写明的内容，写作“表.列=值”或“档案.名称=编码”；可多次给出。",
            ),
        ),
    ] = None,
    check: Annotated[
        bool,
        typer.Option("--check", help=say("Only say what it would do.", "只说明将会怎样，不入账。")),
    ] = False,
    accept_clock: AcceptClockOption = False,
    ledger: LedgerOption = None,
    form: FormatOption = None,
    output: OutputOption = None,
) -> int:
    """Record facts from files."""
    answer = chosen(form, output, rows=False)
    with ExitStack() as stack:
        program = stack.enter_context(ledger_at(ledger))
        captures = Path(stack.enter_context(TemporaryDirectory()))
        inputs = opened_inputs(program, files, table, mapping, captures, tell, answers or ())
        own = check and rejects is None
        folder = stack.enter_context(TemporaryDirectory()) if own else None
        places = places_of(inputs, rejects, scratch=folder)
        _check_places(program, places, [*files, *([mapping] if mapping else [])], output)
        program.sealing.accept_clock_where(accept_clock and not check)
        with progress(say("Importing rows", "导入")) as moved:
            report = _imported(program, inputs, places, _counting(moved), check=check)
        if rejects is None:
            not_twice(places)
        answer.receipt(report_as_json(report), lambda console: _show(console, report, inputs))
        with suppress(OSError):
            tell_first([one for one, told in zip(inputs, report.files, strict=True) if told.rejected], places)
        if not check:
            _sign_index(program)
    for reason in report.unwritten:
        tell(reason)
    _tell_rejects(report, inputs, places, check=own)
    return CommandError.exit_code if report.rejected else 0


def _imported(
    program: Program,
    inputs: Sequence[Input],
    places: Mapping[int, Path],
    moved: Callable[[int], None],
    *,
    check: bool,
) -> ImportReport:
    """Import, and tell all that is asked before it; every question is told in its own words.

    Raises:
        CommandError: Something is asked.
    """
    try:
        return program.importing(inputs, lambda one: places[id(one)], moved, check=check)
    except CommandError as error:
        *others, last = error.reasons
        for reason in others:
            tell(reason)
        raise CommandError(last) from None


def _sign_index(program: Program) -> None:
    """Sign the tag index as it is now; what is recorded stands, and has been told, even where that fails."""
    try:
        program.indexed()
    except LedgerError as error:
        tell(error.reason)


def _check_places(
    program: Program, places: Mapping[int, Path], read: Sequence[Path], output: Path | None
) -> None:
    """Refuse rejects files that would overwrite another file, or cannot be written, before a row is read.

    Raises:
        CommandError: One of them is so.
    """
    written = [*places.values(), *([output] if output is not None else [])]
    refuse_overwriting(written, program.location, read)
    for place in places.values():
        check_writable(place)


def _counting(moved: Tell | None) -> Callable[[int], None]:
    """Return what the importer calls with the rows just dealt with; the bar wants them summed up."""
    done = 0

    def count(rows: int) -> None:
        nonlocal done
        done += rows
        if moved is not None:
            moved(done)

    return count


def _show(console: Console, report: ImportReport, inputs: Sequence[Input]) -> None:
    from replay.telling.screen.rows import print_rows

    rows = [
        {
            **asdict(one),
            "passed_over": sum(source.skipped.values()),
            "unknown_columns": one.unknown_columns or None,
        }
        for one, source in zip(report.files, inputs, strict=True)
    ]
    print_rows(console, HEADINGS, rows, everything=True, counted=False)
    console.print(say(f"Position {report.position}.", f"日志位置 {report.position}。"))


def _tell_rejects(
    report: ImportReport, inputs: Sequence[Input], places: dict[int, Path], *, check: bool
) -> None:
    if not report.rejected:
        return
    rejected = [str(places[id(one)]) for one, told in zip(inputs, report.files, strict=True) if told.rejected]
    total = sum(one.rows for one in report.files)
    problem = WOULD_BE_REJECTED if check else ROWS_REJECTED
    tell(problem.with_(rows=total, rejected=report.rejected, where=", ".join(rejected)))
