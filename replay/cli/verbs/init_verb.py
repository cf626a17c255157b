"""`medledger init`: a new ledger and its signing key."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from replay.cli.options import FormatOption, LedgerOption, OutputOption
from replay.cli.output import chosen
from replay.cli.session import location_of
from replay.cli.wording import examples, say

if TYPE_CHECKING:
    from rich.console import Console

    from replay.bootstrap import Made

app = typer.Typer(rich_markup_mode=None, add_completion=False)


@app.command(
    help=say(
        "Make the ledger and its signing key. Give the verifier key it prints to those who will check it, "
        "and keep the key file and the checkpoint copies on another disk than the ledger.",
        "建立账本和签名密钥。请将打印出的核验密钥交给核验方；密钥文件和检查点副本应另盘保存。",
    ),
    epilog=examples(
        "medledger init",
        "medledger init --ledger /data/公司账本.db",
        "medledger init --ledger postgresql://user@db.example/medledger",
    ),
)
def init(
    key_file: Annotated[
        Path | None,
        typer.Option(
            "--key-file",
            metavar="PATH",
            help=say(
                "Where the signing key is to lie, as on another disk or a stick; else beside the ledger.",
                "签名密钥存放处，例如另一块磁盘或 U 盘；缺省在账本旁。",
            ),
        ),
    ] = None,
    ledger: LedgerOption = None,
    form: FormatOption = None,
    output: OutputOption = None,
) -> None:
    """Make a ledger."""
    answer = chosen(form, output, rows=False)
    from replay.bootstrap import make

    made = make(location_of(ledger), key_file)
    answer.receipt(
        {
            "ledger": made.location.display,
            "verifier_key": made.verifier_key,
            "time_zone": made.time_zone,
            "key_file": str(made.key_file),
            "checkpoint_file": str(made.location.checkpoint_file),
        },
        lambda console: _show(console, made),
    )


def _show(console: Console, made: Made) -> None:
    console.print(say(f"Ledger        {made.location.display}", f"账本      {made.location.display}"))
    console.print(say(f"Time zone     {made.time_zone}", f"时区      {made.time_zone}"))
    console.print(say(f"Signing key   {made.key_file}", f"签名密钥  {made.key_file}"))
    console.print(say(f"Verifier key  {made.verifier_key}", f"核验密钥  {made.verifier_key}"), soft_wrap=True)
