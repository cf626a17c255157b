"""`medledger exports`: which evidence left the house, when, by whom, for whom."""

from __future__ import annotations

import typer

from replay.cli.session import ledger_at
from replay.telling.answers.exports import HEADINGS
from replay.telling.options import Form, LedgerOption, grouped
from replay.telling.wording import examples, say

app = typer.Typer(rich_markup_mode=None, add_completion=False)


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
