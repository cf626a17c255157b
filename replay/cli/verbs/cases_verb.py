"""`medledger cases`: where every case stands."""

from __future__ import annotations

from typing import Annotated

import typer

from ledger.errors import CommandError
from replay.cli.session import tables_at
from replay.telling.answers.cases import OPEN_AND_CLOSED, Asked, tables_named
from replay.telling.options import LedgerOption, RecordsForm, Times, grouped
from replay.telling.selection import Selection
from replay.telling.wording import examples, say

app = typer.Typer(rich_markup_mode=None, add_completion=False)

TableOption = Annotated[
    str | None,
    typer.Option(
        "--table",
        metavar="KEY",
        help=say("Only cases of this table.", "只看这张表的个案，可用键或中文表名。"),
    ),
]


@app.command(
    help=say(
        "List the cases (complaints, repairs, returns, holds, first approvals ...): where each stands, "
        "since when, and which stages may come next. A case is closed when none may. With --overdue only "
        "those of which something is overdue, with how much and since when. --from and --to ask when a case "
        "began; --where asks for what is shown here, or for a field of the cases' own table.",
        "列出个案（投诉、维修、退货、停售封存、首营审批等）：当前环节、起止时间和可进行的环节。不再有环节即已结束。"
        "加 --overdue 只列有逾期事项的个案及其数量和最早逾期时间。"
        "--from、--to 指个案开始的日期；--where 可用此处所列的字段，也可用个案所在表的字段。",
    ),
    epilog=examples(
        "medledger cases --open",
        "medledger cases complaints --overdue",
        "medledger cases --table quality_holds --where stage=placed",
        "medledger cases --where lot=L24 --at 2026-05-31",
        "medledger cases --from 2026-05-01 --sort -last_at --columns number,stage_zh,last_at",
    ),
)
@grouped
def cases(
    kind: Annotated[
        str | None,
        typer.Argument(
            metavar="[KIND]",
            help=say("Only cases of this table, like --table.", "只看这类个案，同 --table。"),
        ),
    ] = None,
    table: TableOption = None,
    only_open: Annotated[
        bool, typer.Option("--open", help=say("List the open ones only.", "只列进行中的。"))
    ] = False,
    only_closed: Annotated[
        bool, typer.Option("--closed", help=say("List the closed ones only.", "只列已结束的。"))
    ] = False,
    overdue: Annotated[
        bool,
        typer.Option(
            "--overdue", help=say("List those of which something is overdue.", "只列有逾期事项的。")
        ),
    ] = False,
    *,
    selection: Selection,
    ledger: LedgerOption = None,
    times: Times,
    form: RecordsForm,
) -> None:
    """List cases."""
    answer = form.chosen()
    if only_open + only_closed + overdue > 1:
        raise CommandError(OPEN_AND_CLOSED)
    state = "open" if only_open else "closed" if only_closed else None
    asked = Asked(tables_named(table or kind), selection, state, overdue=overdue)
    with tables_at(ledger) as program:
        reached = times.reached(program, "cases")
        asked.show(program, reached, form, form.on(answer, program, reached))
