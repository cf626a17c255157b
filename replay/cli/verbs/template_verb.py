"""`medledger template`: a form of a table to fill in, as a workbook that imports back."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from ledger.errors import CommandError, Problem
from replay.telling.output import Output, say_written
from replay.telling.wording import examples, say

app = typer.Typer(rich_markup_mode=None, add_completion=False)

TEMPLATE_IS_XLSX = Problem(
    "template_is_xlsx",
    "写出填写用表格：文件名应以 .xlsx 结尾，实际为 {file}。",
    "Writing a form: expected a file that ends in .xlsx, got {file}.",
    "例如 --output 销售记录.xlsx。",
    "For example --output sales.xlsx.",
)


@app.command(
    help=say(
        "Write a form to fill in, as a workbook: official headings, notes, choices to pick from and checks. "
        "What is filled in is imported as it stands. Needs no ledger.",
        "写出填写用的表格（XLSX）：法定标题、填写说明、下拉选项和校验。填好后可直接导入。不需要账本。",
    ),
    epilog=examples(
        "medledger template sales --output 销售记录.xlsx",
        "medledger template 退货记录 --output 退货记录.xlsx",
    ),
)
def template(
    table: Annotated[
        str, typer.Argument(metavar="KEY", help=say("Key or Chinese title of a table.", "表的键或中文名。"))
    ],
    output: Annotated[
        Path,
        typer.Option("--output", metavar="FILE", help=say("The form.", "表格文件（.xlsx）。")),
    ],
) -> None:
    """Write a form."""
    if output.suffix.lower() != ".xlsx":
        raise CommandError(TEMPLATE_IS_XLSX, file=output)
    from ledger.intake.headings.table_names import table_named
    from projections.answers.catalogue import refuse_view
    from replay.templates.writing import write_form

    refuse_view(table)
    wanted = table_named(table)
    with Output("xlsx", output).destination() as target:
        write_form(target, wanted)
    say_written(output)
