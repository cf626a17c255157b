"""`medledger rebuild`: the tables made anew from the log, compared with the old ones, then switched."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from replay.cli.headings import Heading
from replay.cli.options import FormatOption, LedgerOption, OutputOption
from replay.cli.output import chosen
from replay.cli.progress import progress
from replay.cli.session import ledger_at
from replay.cli.wording import examples, say

if TYPE_CHECKING:
    from rich.console import Console

    from projections.engine.read_model import Rebuilt

app = typer.Typer(rich_markup_mode=None, add_completion=False)

COMPARED = (
    Heading("table", "表", rank=1),
    Heading("rows", "新表行数", "integer", rank=1),
    Heading("served", "旧表行数", "integer", rank=1),
    Heading("missing", "旧表缺少", "integer", rank=1),
    Heading("surplus", "旧表多出", "integer", rank=1),
    Heading("changed", "内容不同", "integer", rank=1),
)


@app.command(
    help=say(
        "Build the tables anew from the log beside those that serve, compare both, and let the new ones "
        "serve. If anything fails, the old ones go on serving.",
        "在现有记录表之外由日志重建一份，核对后切换。若失败，现有记录表继续使用。",
    ),
    epilog=examples("medledger rebuild", "medledger rebuild records"),
)
def rebuild(
    projections: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="PROJECTION...",
            help=say("Which ones; all if left out. See medledger status.", "要重建的投影；缺省为全部。"),
        ),
    ] = None,
    ledger: LedgerOption = None,
    form: FormatOption = None,
    output: OutputOption = None,
) -> None:
    """Build the tables anew."""
    answer = chosen(form, output)
    with ledger_at(ledger) as program, progress(say("Rebuilding", "重建")) as tell:
        done = program.rebuild(projections or (), tell)
    answer.document(
        {
            "generation": done.generation,
            "position": done.position,
            "projections": list(done.projections),
            "compared": _compared(done),
        },
        lambda console: _show(console, done),
    )


def _compared(done: Rebuilt) -> list[dict[str, Any]]:
    names = ("table", "rows", "served", "missing", "surplus", "changed", "first", "equal")
    return [{name: getattr(one, name) for name in names} for one in done.compared]


def _show(console: Console, done: Rebuilt) -> None:
    from replay.cli.screen import print_rows

    names = ", ".join(done.projections)
    console.print(
        say(
            f"Built {names} anew, up to position {done.position}.",
            f"已重建 {names}，至位置 {done.position}。",
        )
    )
    rows = [row for row in _compared(done) if row["rows"] or row["served"]]
    if rows:
        print_rows(console, COMPARED, rows)
    different = [one.table for one in done.compared if not one.equal]
    if different:
        tables = ", ".join(different)
        console.print(
            say(
                f"The old tables were not what the log gives: {tables}.",
                f"旧的记录表与日志不符：{tables}。",
            )
        )
