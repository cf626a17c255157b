"""`medledger rebuild`: the tables made anew from the log, compared with the old ones, then switched."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ledger.errors import CommandError, Problem
from replay.cli.builds_shown import outcome_lines
from replay.cli.progress import progress
from replay.cli.session import ledger_at
from replay.telling.answers.status import build_as_json
from replay.telling.headings import Heading
from replay.telling.options import FormatOption, LedgerOption, OutputOption
from replay.telling.output import Output, chosen
from replay.telling.wording import examples, say

if TYPE_CHECKING:
    from rich.console import Console

    from ledger.segments.reader import SegmentLog
    from projections.engine.read_model import Rebuilt
    from replay.bootstrap import Program

REBUILD_ONE_WAY = Problem(
    "cli_rebuild_one_way",
    "重建记录表：应只选一种：投影名称、--drop-old、--parked，或 --release 加 --reason，实际不是。",
    "Rebuilding: expected one of projection names, --drop-old, --parked, or --release with --reason; "
    "got something else.",
    "例如 medledger rebuild --parked，或 medledger rebuild --release 1042 --reason 测试录入。",
    "For example medledger rebuild --parked, or medledger rebuild --release 1042 --reason 'test entry'.",
)

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
    epilog=examples(
        "medledger rebuild",
        "medledger rebuild records",
        "medledger rebuild --drop-old",
        "medledger rebuild --parked",
        "medledger rebuild --from-segments segments/",
        f'medledger rebuild --release 1042 --reason "{say("test entry", "测试录入")}"',
    ),
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
    parked: Annotated[
        bool,
        typer.Option(
            "--parked",
            help=say(
                "Try again what was parked: build the projections anew that could not take an event.",
                "重试搁置的事件：重建未能接受某事件的投影。",
            ),
        ),
    ] = False,
    release: Annotated[
        int | None,
        typer.Option(
            "--release",
            metavar="POSITION",
            min=1,
            help=say(
                "Build nothing; a parked event shall stay out of the tables, and counts as caught up.",
                "不重建；解除一个事件的搁置：它不进入记录表，也不再算作落后。",
            ),
        ),
    ] = None,
    reason: Annotated[
        str | None, typer.Option("--reason", metavar="TEXT", help=say("Why it is released.", "解除的理由。"))
    ] = None,
    from_segments: Annotated[
        str | None,
        typer.Option(
            "--from-segments",
            metavar="STORE",
            help=say(
                "Read the events from segments, only the tail from the log's database.",
                "事件从分段读取，只有尾部从账本数据库读取。",
            ),
        ),
    ] = None,
    ledger: LedgerOption = None,
    form: FormatOption = None,
    output: OutputOption = None,
) -> None:
    """Build the tables anew."""
    answer = chosen(form, output, rows=False)
    chosen_ways = [bool(projections), drop_old, parked, release is not None]
    if sum(chosen_ways) > 1 or (reason is not None) != (release is not None):
        raise CommandError(REBUILD_ONE_WAY)
    from replay.parking import as_json
    from replay.parking import release as release_parked

    with ledger_at(ledger) as program:
        if drop_old:
            dropped = {"generation": program.readmodel.generation, "dropped": program.readmodel.drop_old()}
            answer.receipt(dropped, lambda console: _show_dropped(console, dropped))
        elif release is not None:
            let_go = as_json(release_parked(program.readmodel, release, reason or ""), program.zone)
            answer.receipt(let_go, lambda console: _show_released(console, let_go))
        else:
            _rebuilt(program, answer, projections or (), parked=parked, store=from_segments)


def _rebuilt(
    program: Program, answer: Output, names: Sequence[str], *, parked: bool, store: str | None
) -> None:
    """Build tables anew and tell how it went."""
    from replay.parking import waiting

    if parked:
        names = sorted({one.projection for one in waiting(program.readmodel)})
        if not names:
            nothing: dict[str, Any] = {"projections": [], "parked": 0}
            answer.document(nothing, _show_nothing_parked)
            return
    source = _source(program, store)
    with progress(say("Rebuilding", "重建")) as tell:
        remade = None if names else program.remake_state()
        done = program.rebuild(names, tell, source=source)
        told: dict[str, Any] = {
            "generation": done.generation,
            "position": done.position,
            "projections": list(done.projections),
            "compared": _compared(done),
            "outcome": None if done.outcome is None else build_as_json(done.outcome, program.zone),
            "parked": len(waiting(program.readmodel)),
        }
    if source is not None:
        told["segments"] = source.basis()
    if remade is not None:
        told["state"] = {"remade": remade}
    answer.receipt(told, lambda console: _show(console, done, told))


def _source(program: Program, store: str | None) -> SegmentLog | None:
    if store is None:
        return None
    from replay.segmenting import Segmenting

    return Segmenting(program, store).reading()


def _show_dropped(console: Console, dropped: dict[str, Any]) -> None:
    numbers = ", ".join(map(str, dropped["dropped"]))
    if numbers:
        console.print(say(f"Dropped generation {numbers}.", f"已删除第 {numbers} 代记录表。"))
    else:
        console.print(say("There were no old tables to drop.", "没有可删除的旧记录表。"))


def _show_released(console: Console, let_go: dict[str, Any]) -> None:
    position, reason = let_go["position"], let_go["reason"]
    console.print(
        say(
            f"Released the event at position {position}: {reason}",
            f"已解除位置 {position} 的事件的搁置：{reason}",
        )
    )


def _show_nothing_parked(console: Console) -> None:
    console.print(say("Nothing is parked.", "没有搁置的事件。"))


def _compared(done: Rebuilt) -> list[dict[str, Any]]:
    names = (
        *("table", "rows", "served", "missing", "surplus", "changed", "first", "equal"),
        *("digest", "served_digest"),
    )
    return [{name: getattr(one, name) for name in names} for one in done.compared]


def _show(console: Console, done: Rebuilt, told: dict[str, Any]) -> None:
    from replay.telling.screen.rows import print_rows

    outcome, parked = told["outcome"], told["parked"]

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
    if remade := told.get("state", {}).get("remade"):
        console.print(
            say(
                f"The decision state was not what the log gives: {remade} entries were remade.",
                f"判定状态与日志不符：已重建 {remade} 项。",
            )
        )
    if parked:
        console.print(
            say(
                f"Still parked: {parked}; see medledger status.",
                f"仍搁置 {parked} 个，见 medledger status。",
            )
        )
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
