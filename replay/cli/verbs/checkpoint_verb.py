"""`medledger checkpoint`: the signed size and root of the log, handed out, brought home, and after a loss."""

from __future__ import annotations

from base64 import b64encode
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ledger.errors import CommandError, Problem
from replay.cli.session import ledger_at
from replay.telling.options import AcceptClockOption, FormatOption, LedgerOption, OutputOption
from replay.telling.output import chosen, write_text
from replay.telling.wording import examples, say

if TYPE_CHECKING:
    from ledger.seal.sealing import Taken
    from replay.bootstrap import Program

app = typer.Typer(rich_markup_mode=None, add_completion=False)

REASON_MISSING = Problem(
    "checkpoint_reason_missing",
    "处理检查点：应说明原因。",
    "Going on after a loss: expected a reason.",
    "用 --reason 写明，例如“磁盘损坏，取用前一晚的备份”。",
    "Give it with --reason, for example 'disk lost, backup of the night before'.",
)
RequiredOption = Annotated[
    int | None,
    typer.Option(
        "--required",
        metavar="N",
        min=0,
        help=say("How many witnesses must have signed.", "须有多少个见证方签署。"),
    ),
]


@app.command(
    help=say(
        "Sign the head of the log and its index of tags; keep the checkpoint in the database and beside it. "
        "Send it to somebody else, and not even you can change the past unnoticed.",
        "签署日志及其标签索引当前的大小和根哈希，并在数据库内外各存一份。将它交给第三方，则任何人都无法暗中改动过去的记录。",
    ),
    epilog=examples(
        "medledger checkpoint",
        "medledger checkpoint --export 检查点.txt --since 上次.txt",
        "medledger checkpoint --witness 见证方核验密钥 --required 1",
        "medledger checkpoint --cosigned 已见证.txt",
        "medledger checkpoint --accept-restore --reason 磁盘损坏",
    ),
)
def checkpoint(
    export: Annotated[
        Path | None,
        typer.Option(
            "--export",
            metavar="FILE",
            help=say("Write the checkpoint to a file, to be handed out.", "将检查点写入文件，以便交给他人。"),
        ),
    ] = None,
    since: Annotated[
        str | None,
        typer.Option(
            "--since",
            metavar="SIZE|FILE",
            help=say(
                "With a proof that the log only grew since this earlier checkpoint.",
                "附上证明：自先前的检查点以来账本只有增加。",
            ),
        ),
    ] = None,
    cosigned: Annotated[
        Path | None,
        typer.Option(
            "--cosigned",
            metavar="FILE",
            help=say("Bring home a checkpoint that a witness has signed.", "取回见证方已签署的检查点。"),
        ),
    ] = None,
    witness: Annotated[
        list[str] | None,
        typer.Option(
            "--witness", metavar="VKEY", help=say("Let a witness count, by his key.", "认可一个见证方。")
        ),
    ] = None,
    required: RequiredOption = None,
    copies: Annotated[
        bool,
        typer.Option(
            "--copies",
            help=say(
                "Write the lost file of copies anew from the database; recorded, with the reason.",
                "由数据库重新写出已丢失的副本文件；此事连同原因入账。",
            ),
        ),
    ] = False,
    accept_restore: Annotated[
        bool,
        typer.Option(
            "--accept-restore",
            help=say(
                "Go on from an old backup that was put back; recorded, with the reason.",
                "自恢复的旧备份继续记录；此事连同原因入账。",
            ),
        ),
    ] = False,
    reason: Annotated[str, typer.Option("--reason", metavar="TEXT", help=say("Why.", "原因。"))] = "",
    accept_clock: AcceptClockOption = False,
    ledger: LedgerOption = None,
    form: FormatOption = None,
    output: OutputOption = None,
) -> None:
    """Sign the head of the log."""
    answer = chosen(form, output, rows=False)
    with ledger_at(ledger) as program:
        more: dict[str, Any] = {}
        if accept_clock:
            more["clock_accepted"] = program.sealing.accept_clock()
        if witness or required is not None:
            more["witnesses"] = program.sealing.name_witnesses(witness or [], required)
        if cosigned is not None:
            more["cosigned_by"] = program.sealing.bring_home(cosigned)
        taken = _after_loss(program, reason, copies=copies, accept=accept_restore)
        if taken is None:
            taken = program.checkpoint()
        note = _with_index(program, taken)
        if export is not None:
            write_text(export, program.sealing.handed_out(note, since))
            more["exported"] = str(export)
    signed = taken.checkpoint
    answer.receipt(
        {
            "origin": signed.origin,
            "size": signed.size,
            "root": b64encode(signed.root).decode(),
            "new": taken.new,
            "note": note,
            **more,
        },
        lambda console: console.print(note, end="", soft_wrap=True),
    )


def _with_index(program: Program, taken: Taken) -> str:
    """Return the note that states the root of the tag index as well, unless others recorded meanwhile."""
    indexed = program.indexed()
    return indexed.note if indexed.checkpoint.size == taken.checkpoint.size else taken.note


def _after_loss(program: Program, reason: str, *, copies: bool, accept: bool) -> Any:
    """Go on after a loss where that is asked for; return the checkpoint then."""
    if not (copies or accept):
        return None
    if not reason.strip():
        raise CommandError(REASON_MISSING)
    return program.sealing.write_copies(reason) if copies else program.sealing.accept_restore(reason)
