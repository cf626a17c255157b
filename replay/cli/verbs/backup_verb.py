"""`medledger backup`: the log as one file, while others write."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from replay.cli.session import ledger_at
from replay.telling.headings import to_second
from replay.telling.options import FormatOption, LedgerOption, OutputOption
from replay.telling.output import chosen
from replay.telling.wording import examples, say

app = typer.Typer(rich_markup_mode=None, add_completion=False)


@app.command(
    help=say(
        "Write a backup into a new folder: the whole log as one SQLite file, as of one moment, while others "
        "write, and backup.json with its digest. The key is not in it. `restore --check` checks it; "
        "`restore` puts it back, on SQLite or on PostgreSQL, whichever it came from. "
        'Prints {"ledger", "position", "root", "size", "record_time", "file", "sha256", "code", "taken_at"}.',
        "把整个账本备份到新文件夹：某一时刻的日志（一个 SQLite 文件，备份时他人可继续录入）和载有摘要的 "
        "backup.json。不含签名密钥。restore --check 核对备份，restore 恢复到 SQLite 或 PostgreSQL。"
        '输出 {"ledger", "position", "root", "size", "record_time", "file", "sha256", "code", "taken_at"}。',
    ),
    epilog=examples("medledger backup 备份/2026-11-29"),
)
def backup(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help=say("A new folder.", "新的文件夹。"))],
    ledger: LedgerOption = None,
    form: FormatOption = None,
    output: OutputOption = None,
) -> None:
    """Write a backup."""
    from replay.backup.taking import take

    answer = chosen(form, output, rows=False)
    with ledger_at(ledger) as program:
        told = take(program, folder)
    when = to_second(told["record_time"])
    line = say(
        f"Backed up to position {told['position']} ({when}): {folder / told['file']}",
        f"已备份至位置 {told['position']}（{when}）：{folder / told['file']}",
    )
    answer.receipt(told, lambda console: console.print(line, soft_wrap=True, markup=False, highlight=False))
