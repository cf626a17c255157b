"""`medledger key`: which key signs the ledger, and a new one in its place."""

from __future__ import annotations

from typing import Annotated, Literal

import typer

from replay.cli.session import ledger_at
from replay.telling.options import FormatOption, LedgerOption, OutputOption
from replay.telling.output import chosen
from replay.telling.wording import examples, say

app = typer.Typer(rich_markup_mode=None, add_completion=False)


@app.command(
    help=say(
        "Show the keys of the ledger, or rotate: put a new signing key in the place of the old one, as an "
        "event that both have signed. Whoever knows the old verifier key can follow to the new one.",
        "查看账本的密钥，或更换：以新签名密钥取代旧密钥，并记为由两把密钥共同签署的事件。"
        "知道旧核验密钥的人可据此认出新密钥。",
    ),
    epilog=examples("medledger key show", "medledger key rotate --reason 保管人离职"),
)
def key(
    action: Annotated[
        Literal["show", "rotate"],
        typer.Argument(metavar="show|rotate", help=say("What to do.", "做什么。")),
    ],
    reason: Annotated[
        str, typer.Option("--reason", metavar="TEXT", help=say("Why it is rotated.", "更换的原因。"))
    ] = "",
    ledger: LedgerOption = None,
    form: FormatOption = None,
    output: OutputOption = None,
) -> None:
    """Show or rotate the keys of a ledger."""
    answer = chosen(form, output, rows=False)
    from ledger.seal.keyring import read_keyring

    with ledger_at(ledger) as program:
        if action == "rotate":
            program.sealing.rotate_key(reason)
        held = read_keyring(program.log).held
    rows = [{"since": one.since, "verifier_key": str(one.verifier)} for one in held]
    lines = "\n".join(f"{row['since']:>8}  {row['verifier_key']}" for row in rows)
    answer.receipt(
        {"verifier_key": rows[-1]["verifier_key"], "keys": rows},
        lambda console: console.print(lines, soft_wrap=True),
    )
