"""`medledger form`: a form that the law prints, filled from a case or a document."""

from __future__ import annotations

import io
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ledger.errors import CommandError, Problem
from replay.cli.session import tables_at
from replay.telling.headings import Heading
from replay.telling.options import FormatOption, LedgerOption, OutputOption, Times, grouped
from replay.telling.output import Output, chosen, say_written
from replay.telling.wording import examples, say

if TYPE_CHECKING:
    from replay.forms.sheet import FilledForm

app = typer.Typer(rich_markup_mode=None, add_completion=False)

FORM_FILE = Problem(
    "form_file",
    "填写表单：应以 --output 给出 .pdf 或 .xlsx 文件，实际为 {given}。",
    "Filling in a form: expected --output with a file that ends in .pdf or .xlsx, got {given}.",
    "例如 --output 报告表.pdf。",
    "For example --output report.pdf.",
)
FORM_NUMBER = Problem(
    "form_number",
    "填写表单：应给出编号，实际没有。",
    "Filling in a form: expected the number of the case or document, got none.",
    "例如 medledger form complaint TS-202605-0001 --output 投诉.pdf。",
    "For example medledger form complaint TS-202605-0001 --output complaint.pdf.",
)
LISTED = (
    Heading("key", "名称", rank=0),
    Heading("zh", "表单", rank=0),
    Heading("table", "来源表", rank=1),
    Heading("law", "依据", rank=2),
)
_HELP = say(
    "Fill in a form that the law prints, from a case or a document, as PDF or XLSX by the ending of "
    "--output: recall event report, recall progress report, adverse-event report, sales-return notice, "
    "delivery note, nonconforming goods, complaint, annual self-inspection. What nobody recorded stays a "
    "blank to fill in by hand. The same basis gives the same bytes. Without a form, list them.",
    "由个案或单据填写法定表单，按 --output 的扩展名写成 PDF 或 XLSX：召回事件报告表、召回计划实施情况报告、"
    "可疑医疗器械不良事件报告表、销售退回通知单、随货同行单、不合格品处理、质量投诉处理、年度自查报告。"
    "没有记录的栏目留空待填。同一基准，逐字节相同。不写表单名则列出全部。",
)


@app.command(
    help=_HELP,
    epilog=examples(
        "medledger form",
        "medledger form recall-event ZH-2026-001 --output 召回事件报告表.pdf",
        "medledger form 随货同行单 SH-77 --output 随货同行单.xlsx",
        "medledger form complaint TS-202605-0001 --known-at 2026-05-31 --output 投诉.pdf",
    ),
)
@grouped
def form(
    key: Annotated[
        str | None,
        typer.Argument(metavar="FORM", help=say("Key or Chinese title of a form.", "表单的键或中文名称。")),
    ] = None,
    number: Annotated[
        str | None,
        typer.Argument(metavar="NUMBER", help=say("Of the case or document.", "个案或单据的编号。")),
    ] = None,
    *,
    times: Times,
    ledger: LedgerOption = None,
    format_: FormatOption = None,
    output: OutputOption = None,
) -> None:
    """Fill in a form."""
    if key is None:
        _list(format_, output)
        return
    from replay.forms.listed import form_named

    wanted = form_named(key)
    if number is None:
        raise CommandError(FORM_NUMBER)
    ending = _ending(format_, output)
    with tables_at(ledger) as program:
        from replay.forms.filling import Ground
        from replay.recalls.named import asking

        resolved = times.reached(program, "form")
        with asking(program, resolved=resolved) as (query, _):
            filled = wanted.fill(Ground(program, resolved, query), number)
    content = _content(ending, filled)
    with Output(ending, output).destination() as target:
        target.write(content)
    if output is not None:
        say_written(output)


def _list(format_: str | None, output: Path | None) -> None:
    from replay.forms.listed import FORMS

    rows = [{one.key: getattr(form, one.key) for one in LISTED} for form in FORMS]
    chosen(format_, output).rows(LISTED, rows)


def _ending(format_: str | None, output: Path | None) -> str:
    """Return the form of the file.

    Raises:
        CommandError: It is neither PDF nor XLSX.
    """
    ending = format_ or ("" if output is None else output.suffix.lower().removeprefix("."))
    if ending not in {"pdf", "xlsx"}:
        raise CommandError(FORM_FILE, given=output or format_ or "–")
    return chosen(ending, output).format


def _content(ending: str, filled: FilledForm) -> bytes:
    if ending == "xlsx":
        from replay.forms.in_workbook import workbook

        return workbook(filled)
    from replay.forms.on_paper import write_form

    target = io.BytesIO()
    write_form(target, filled)
    return target.getvalue()
