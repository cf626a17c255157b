"""`medledger exports`: which evidence left the house, when, by whom, for whom."""

from __future__ import annotations

import typer

from replay.cli.headings import Heading
from replay.cli.options import Form, LedgerOption, grouped
from replay.cli.session import ledger_at
from replay.cli.wording import examples, say

app = typer.Typer(rich_markup_mode=None, add_completion=False)

HEADINGS = (
    Heading("position", "日志位置", "integer", rank=1),
    Heading("exported_at", "导出时间", "datetime", rank=0),
    Heading("exported_by", "导出人", rank=0),
    Heading("pack", "证据包", rank=0),
    Heading("arguments", "范围", rank=0),
    Heading("for", "收件人", rank=1),
    Heading("personal", "个人信息用途", rank=2),
    Heading("at", "截至日期", "datetime"),
    Heading("known_at", "所依据的录入时间", "datetime"),
    Heading("basis_position", "基准位置", "integer"),
    Heading("rows", "行数", "integer", rank=2),
    Heading("events", "事件数", "integer"),
    Heading("digest", "摘要值", rank=2),
)


@app.command(
    help=say(
        "Show every evidence bundle that was exported, oldest first: each is an event of the log.",
        "列出导出过的全部证据包，先后为序；每次导出都是日志中的一个事件。",
    ),
    epilog=examples("medledger exports", "medledger exports --format csv --output 导出登记.csv"),
)
@grouped
def exports(*, form: Form, ledger: LedgerOption = None) -> None:
    """Show the exports."""
    from replay.evidence.recorded import exports as exported

    answer = form.chosen()
    with ledger_at(ledger) as program:
        answer.rows(HEADINGS, exported(program.log, program.zone))
