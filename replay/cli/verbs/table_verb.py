"""`medledger table`: the rows of a record table or of a view, now or then."""

from __future__ import annotations

from typing import Annotated

import typer

from projections.answers.catalogue import LOOKING_AHEAD
from replay.cli.session import tables_at
from replay.telling.answers.table_rows import show_table
from replay.telling.options import LedgerOption, RecordsForm, Times, grouped
from replay.telling.selection import Selection
from replay.telling.wording import examples, say

_AHEAD = ", ".join(sorted(LOOKING_AHEAD))
app = typer.Typer(rich_markup_mode=None, add_completion=False)


@app.command(
    help=say(
        "Show a record table or a view as it is, or as it was at a day (--at), as known at a day "
        "(--known-at). Rows come in the order of their document numbers. A case is one row, laid together "
        "from its stages, with the newest one as `stage`. What will be is refused, but views of what lapses "
        f"or falls due ({_AHEAD}) take a day to come.",
        "查看一张记录表或视图：现在的，或某一天（--at）、按某一天所知（--known-at）的。各行按单号排列。"
        "个案为一行，由其各环节合并而成，并注明当前环节。"
        f"将来的日期不予受理；只有到期、过期一类的视图（{_AHEAD}）可以看将来某一天。",
    ),
    epilog=examples(
        "medledger table sales --where lot=L24",
        "medledger table sales --from 2026-05-01 --to 2026-05-31 --sort -quantity,sale_no",
        'medledger table customers --where "name~医院" --columns customer_code,name,phone',
        "medledger table 销售记录 --at 2026-05-31 --format xlsx --output 销售记录.xlsx",
        "medledger table sales --struck --known-at 1200",
        "medledger table quality_holds --where stage=placed",
        "medledger table stock_balances --where product_code=P01 --at 2026-05-31",
        "medledger table sales --envelope --output 答复.json",
        "medledger table sales --basis 答复.json",
        "medledger table sales --who",
    ),
)
@grouped
def table(
    key: Annotated[
        str,
        typer.Argument(
            metavar="TABLE", help=say("Key or Chinese title of a table or view.", "表或视图的键或中文名。")
        ),
    ],
    selection: Selection,
    voided: Annotated[
        bool,
        typer.Option(
            "--struck",
            "--voided",
            help=say(
                "Show voided rows, every version of a register and every stage of a case, too.",
                "同时显示已作废的行、档案的各版本和个案的各环节。",
            ),
        ),
    ] = False,
    *,
    ledger: LedgerOption = None,
    times: Times,
    form: RecordsForm,
) -> None:
    """Show a record table or a view."""
    answer = form.chosen()
    with tables_at(ledger) as program:
        show_table(program, key, selection, times, form, answer, voided=voided)
