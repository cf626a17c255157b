"""`medledger checkpoint`: the signed size and root of the log."""

from __future__ import annotations

from base64 import b64encode

import typer

from replay.cli.options import FormatOption, LedgerOption, OutputOption
from replay.cli.output import chosen
from replay.cli.session import ledger_at
from replay.cli.wording import examples, say

app = typer.Typer(rich_markup_mode=None, add_completion=False)


@app.command(
    help=say(
        "Sign the head of the log and keep the checkpoint in the database and beside it. "
        "Send it to somebody else, and not even you can change the past unnoticed.",
        "签署日志当前的大小和根哈希，并在数据库内外各存一份。将它交给第三方，则任何人都无法暗中改动过去的记录。",
    ),
    epilog=examples("medledger checkpoint", "medledger checkpoint --format table --output 检查点.txt"),
)
def checkpoint(ledger: LedgerOption = None, form: FormatOption = None, output: OutputOption = None) -> None:
    """Sign the head of the log."""
    answer = chosen(form, output, rows=False)
    with ledger_at(ledger) as program:
        taken = program.checkpoint()
    signed = taken.checkpoint
    answer.receipt(
        {
            "origin": signed.origin,
            "size": signed.size,
            "root": b64encode(signed.root).decode(),
            "new": taken.new,
            "note": taken.note,
        },
        lambda console: console.print(taken.note, end="", soft_wrap=True),
    )
