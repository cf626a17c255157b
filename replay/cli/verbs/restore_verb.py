"""`medledger restore`: a backup checked, and put back."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ledger.errors import UnavailableError
from replay.cli.session import ledger_at, location_of
from replay.telling.options import FormatOption, LedgerOption, OutputOption
from replay.telling.output import chosen
from replay.telling.wording import examples, say

if TYPE_CHECKING:
    from rich.console import Console

app = typer.Typer(rich_markup_mode=None, add_completion=False)


@app.command(
    help=say(
        "Put a backup where there is no ledger (a SQLite file or an empty PostgreSQL database), with the key "
        "and the checkpoint copies as they are now. With --check only look: whether the backup is what was "
        "written, whether its log and seal are whole, and how many events the ledger has beyond it; exit "
        "code 1 if something is wrong.",
        "把备份恢复到尚无账本的位置（SQLite 文件或空的 PostgreSQL 数据库）；签名密钥和检查点副本用现有的。"
        "--check 只核对：备份是否原样、日志和封印是否完整、账本比它多多少条；有问题时退出码为 1。",
    ),
    epilog=examples(
        "medledger restore 备份/2026-11-29 --check",
        "medledger restore 备份/2026-11-29 --ledger postgresql://owner@db/shop",
    ),
)
def restore(
    backup: Annotated[
        Path, typer.Argument(metavar="DIR", help=say("Folder of the backup.", "备份所在文件夹。"))
    ],
    check: Annotated[bool, typer.Option("--check", help=say("Only check it.", "只核对，不恢复。"))] = False,
    ledger: LedgerOption = None,
    form: FormatOption = None,
    output: OutputOption = None,
) -> int:
    """Check a backup or put it back."""
    from replay.backup import putting_back

    answer = chosen(form, output, rows=False)
    if not check:
        told = putting_back.restore(backup, location_of(ledger))
        line = say(
            f"Restored up to position {told['position']}. What was recorded since is not in it: "
            "run medledger verify.",
            f"已恢复至位置 {told['position']}；此后的记录不在其中：请运行 medledger verify。",
        )
        answer.receipt(told, lambda console: console.print(line, soft_wrap=True))
        return 0
    found = putting_back.check(backup)
    found |= _compared(ledger, backup) if found["ok"] else {}
    answer.document(found, lambda console: _show(console, found))
    return 0 if found["ok"] else 1


def _compared(ledger: str | None, backup: Path) -> dict[str, Any]:
    """Return how many events the ledger has beyond the backup; None where there is no ledger to ask."""
    from replay.backup.putting_back import compared

    try:
        with ledger_at(ledger) as program:
            return compared(backup, program)
    except UnavailableError:
        return {"behind": None}


def _show(console: Console, found: dict[str, Any]) -> None:
    for finding in found["findings"]:
        console.print(f"{finding['kind']:<12} {finding['message']}", soft_wrap=True)
    if not found["ok"]:
        return
    position, behind = found["position"], found["behind"]
    beyond = say("no ledger to compare it with", "没有可比较的账本")
    if behind is not None:
        beyond = say(f"the ledger has {behind} events beyond it", f"账本比它多 {behind} 条")
    console.print(
        say(
            f"The backup is whole, to position {position}; {beyond}.",
            f"备份完整，至位置 {position}；{beyond}。",
        )
    )
