"""`medledger status`: how far the log is, what was signed, and how far the tables have come."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import typer

from replay.cli.builds_shown import building_line, outcome_lines
from replay.cli.session import ledger_at
from replay.telling.answers.status import PARKED, PROJECTIONS, RELEASED, status_told
from replay.telling.headings import to_second
from replay.telling.options import FormatOption, LedgerOption, OutputOption
from replay.telling.output import chosen
from replay.telling.wording import examples, say

if TYPE_CHECKING:
    from rich.console import Console


app = typer.Typer(rich_markup_mode=None, add_completion=False)


@app.command(
    help=say(
        "Show the position of the log, the last checkpoint, how far each projection has come, and the events "
        "that could not be projected: they count as lag until they are taken in (rebuild --parked) or "
        "released (rebuild --release). Also how the last rebuild went, and one that goes on. Changes nothing "
        "and catches nothing up.",
        "显示日志位置、最近的检查点、各投影的进度，以及无法投影而搁置的事件：在重试（rebuild --parked）成功或"
        "解除搁置（rebuild --release）之前都算落后。也显示最近一次重建的结果和正在进行的重建。只看，不更新。",
    ),
    epilog=examples("medledger status", "medledger status --format json"),
)
def status(ledger: LedgerOption = None, form: FormatOption = None, output: OutputOption = None) -> None:
    """Show how far everything is."""
    answer = chosen(form, output, rows=False)
    with ledger_at(ledger) as program:
        found = status_told(program)
    answer.document(found, lambda console: _show(console, found))


def _show_backup(console: Console, backup: dict[str, Any] | None) -> None:
    if backup is None:
        console.print(say("Backup      none noted", "备份    尚无记录"))
    else:
        line = f"{backup['position']}, {to_second(backup['taken_at'])}"
        console.print(say(f"Backup      {line}", f"备份    {line}"))


def _show_coverage(console: Console, found: dict[str, Any]) -> None:
    if (bare := found["unsealed"]) is not None:
        first, last = bare["first"], bare["last"]
        console.print(
            say(
                f"Unsealed    {first} to {last}: no checkpoint covers them",
                f"未签署  第 {first} 至 {last} 条",
            )
        )
    if (beyond := found["truncated"]) is not None:
        known = max(beyond["copies"] or 0, beyond["tables"])
        console.print(
            say(
                f"Truncated   {known} are known, the log ends at {beyond['log']}: run medledger verify",
                f"已截断  已知有 {known} 条，账本止于第 {beyond['log']} 条：请运行 medledger verify",
            )
        )


def _show(console: Console, found: dict[str, Any]) -> None:
    from replay.telling.screen.rows import print_rows

    console.print(say(f"Ledger      {found['ledger']}", f"账本    {found['ledger']}"))
    _show_database(console, found["database"])
    when = to_second(found["record_time"])
    console.print(say(f"Position    {found['position']}, {when}", f"位置    {found['position']}，{when}"))
    signed = found["checkpoint"]
    if signed is None:
        console.print(say("Checkpoint  none yet", "检查点  尚无"))
    else:
        line = f"{signed['size']}, {to_second(signed['taken_at'])}"
        console.print(say(f"Checkpoint  {line}", f"检查点  {line}"))
    _show_backup(console, found["backup"])
    _show_coverage(console, found)
    for one in found["exposed"]:
        line = f"{one['file']} ({one['mode']})"
        console.print(say(f"Exposed     {line}: chmod o=,g-w", f"权限过宽 {line}：请收紧为 0640"))
    if (clear := found.get("in_clear")) is not None:
        files, first = clear["files"], clear["first"]
        console.print(
            say(
                f"In clear    {files} files of individuals, the first at {first}, of an earlier version",
                f"明文    {files} 份个人档案，首份为第 {first} 条（早期版本所存）",
            )
        )
    console.print()
    print_rows(console, PROJECTIONS, found["projections"])
    if found["outdated"]:
        names = ", ".join(found["outdated"])
        console.print(
            say(
                f"Of another version: {names}. The next question makes them anew, or medledger rebuild.",
                f"版本不同：{names}。下一次查询时自动重建，也可先运行 medledger rebuild。",
            ),
            soft_wrap=True,
        )
    if found["parked"]:
        console.print()
        print_rows(console, PARKED, found["parked"])
    if found["released"]:
        console.print()
        print_rows(console, RELEASED, found["released"])
    _show_builds(console, found)


_WORKS_AS = {
    "appender": ("may read and append only", "仅可读取和追加"),
    "owner": (
        "has the rights of the owner: only the triggers protect the log",
        "拥有所有者权限：仅由触发器保护",
    ),
    "other": ("has rights of its own", "使用自身权限"),
}


def _show_database(console: Console, found: dict[str, Any]) -> None:
    """Say as whom the program works on PostgreSQL."""
    if found["kind"] != "postgresql":
        return
    en, zh = _WORKS_AS[found["works_as"]]
    login, role = found["login"], found["role"]
    console.print(
        say(f"Login       {login} as {role}: {en}", f"账户    {login}，角色 {role}：{zh}"), soft_wrap=True
    )


def _show_builds(console: Console, found: dict[str, Any]) -> None:
    if found["rebuilt"] is not None:
        when, position = to_second(found["rebuilt"]["begun_at"]), found["rebuilt"]["position"]
        console.print()
        console.print(
            say(
                f"Tables built anew {when}, up to position {position}.",
                f"记录表重建于 {when}，至位置 {position}。",
            )
        )
        for line in outcome_lines(found["rebuilt"]):
            console.print(line)
    if found["kept"] is not None:
        console.print(
            say(
                f"Generation {found['kept']} is kept; medledger rebuild --drop-old removes it.",
                f"第 {found['kept']} 代旧记录表仍保留；可用 medledger rebuild --drop-old 删除。",
            )
        )
    if found["followed_by"] is not None:
        who = found["followed_by"]
        when, where = to_second(who["since"]), f"{who['host']}, {who['pid']}"
        console.print(
            say(
                f"Followed since {when} by {who['by']} ({where}).",
                f"自 {when} 由 {who['by']} 跟随（{where}）。",
            )
        )
    for build in found["building"]:
        console.print(building_line(build))
