"""`medledger rebuild`: the tables made anew from the log, compared with the old ones, then switched."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from replay.cli.builds_shown import build_as_json, outcome_lines
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
        "serve. Meanwhile everybody goes on recording and asking. If anything fails, the old ones go on "
        "serving; a rebuild that was killed goes on from its last batch when it is run again. The old tables "
        "are kept until --drop-old or the next switch. How it went is told by medledger status.",
        "在现有记录表之外由日志重建一份，核对后切换，其间记录和查询照常进行。若失败，现有记录表继续使用；"
        "中断后再次运行，会从最后一批接着做。旧记录表保留到 --drop-old 或下一次切换。"
        "重建的结果可用 medledger status 查看。",
    ),
    epilog=examples("medledger rebuild", "medledger rebuild records", "medledger rebuild --drop-old"),
)
def rebuild(
    projections: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="PROJECTION...",
            help=say("Which ones; all if left out. See medledger status.", "要重建的投影；缺省为全部。"),
        ),
    ] = None,
    drop_old: Annotated[
        bool,
        typer.Option(
            "--drop-old",
            help=say("Build nothing; drop the tables that served before.", "不重建，只删除此前的旧记录表。"),
        ),
    ] = False,
    ledger: LedgerOption = None,
    form: FormatOption = None,
    output: OutputOption = None,
) -> None:
    """Build the tables anew."""
    answer = chosen(form, output)
    if drop_old:
        with ledger_at(ledger) as program:
            dropped = {"generation": program.readmodel.generation, "dropped": program.readmodel.drop_old()}
        answer.document(dropped, lambda console: _show_dropped(console, dropped))
        return
    with ledger_at(ledger) as program, progress(say("Rebuilding", "重建")) as tell:
        done = program.rebuild(projections or (), tell)
        told: dict[str, Any] = {
            "generation": done.generation,
            "position": done.position,
            "projections": list(done.projections),
            "compared": _compared(done),
            "outcome": None if done.outcome is None else build_as_json(done.outcome, program.zone),
        }
    answer.document(told, lambda console: _show(console, done, told["outcome"]))


def _show_dropped(console: Console, dropped: dict[str, Any]) -> None:
    numbers = ", ".join(map(str, dropped["dropped"]))
    if numbers:
        console.print(say(f"Dropped generation {numbers}.", f"已删除第 {numbers} 代记录表。"))
    else:
        console.print(say("There were no old tables to drop.", "没有可删除的旧记录表。"))


def _compared(done: Rebuilt) -> list[dict[str, Any]]:
    names = (
        *("table", "rows", "served", "missing", "surplus", "changed", "first", "equal"),
        *("digest", "served_digest"),
    )
    return [{name: getattr(one, name) for name in names} for one in done.compared]


def _show(console: Console, done: Rebuilt, outcome: dict[str, Any] | None) -> None:
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
    for line in outcome_lines(outcome) if outcome is not None else ():
        console.print(line)
    if different:
        tables = ", ".join(different)
        console.print(
            say(
                f"The old tables were not what the log gives: {tables}.",
                f"旧的记录表与日志不符：{tables}。",
            )
        )
