"""`medledger verify`: was anything changed, removed, put in, reordered, cut off or rolled back?"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ledger.errors import CorruptionError, LedgerError
from replay.cli.progress import progress
from replay.cli.session import ledger_at
from replay.cli.verbs.checkpoint_verb import RequiredOption
from replay.cli.verification_basis import basis_lines
from replay.telling.headings import Heading
from replay.telling.options import FormatOption, LedgerOption, OutputOption
from replay.telling.output import chosen
from replay.telling.wording import examples, say

if TYPE_CHECKING:
    from rich.console import Console

    from ledger.seal.audit.outside import Outside
    from replay.bootstrap import Program

app = typer.Typer(rich_markup_mode=None, add_completion=False)

HEADINGS = (
    Heading("kind", "类别", rank=1),
    Heading("position", "日志位置", "integer", rank=1),
    Heading("message", "说明", rank=1),
)


@app.command(
    help=say(
        "Check the log, the tree, the checkpoints in the database and beside it, and the tables. "
        "Every finding names the first bad position and what happened. Exit code 1 if there is one.",
        "校验日志、哈希树、数据库内外的检查点以及记录表。每项发现都指出首个有问题的位置和发生了什么；"
        "有发现时退出码为 1。",
    ),
    epilog=examples(
        "medledger verify",
        "medledger verify --deep --format json",
        "medledger verify --read-only --against 检查点.txt --key 账本核验密钥",
    ),
)
def verify(
    deep: Annotated[
        bool,
        typer.Option(
            "--deep",
            help=say(
                "Also check the form of every event that a signed root has proven already.",
                "对已由签名根哈希证明的事件，也逐条检查其格式。",
            ),
        ),
    ] = False,
    against: Annotated[
        list[Path] | None,
        typer.Option(
            "--against",
            metavar="FILE",
            help=say(
                "A checkpoint that was handed out earlier: does the log go on from it?",
                "先前取得的检查点：账本是否由它继续而来？",
            ),
        ),
    ] = None,
    key: Annotated[
        str | None,
        typer.Option(
            "--key",
            metavar="VKEY",
            help=say(
                "The ledger's verifier key as you know it; else the ledger's own word is taken.",
                "所知的账本核验密钥；不给出则以账本自己所述为准。",
            ),
        ),
    ] = None,
    witness: Annotated[
        list[str] | None,
        typer.Option(
            "--witness",
            metavar="VKEY",
            help=say("A witness who counts; else those that the ledger names.", "所认可的见证方。"),
        ),
    ] = None,
    required: RequiredOption = None,
    read_only: Annotated[
        bool,
        typer.Option(
            "--read-only",
            help=say(
                "Write nothing at all, as on a copy that cannot be written; the tables are not looked at.",
                "完全不写入，例如在只读的副本上；不检查记录表。",
            ),
        ),
    ] = False,
    ledger: LedgerOption = None,
    form: FormatOption = None,
    output: OutputOption = None,
) -> int:
    """Verify a ledger."""
    answer = chosen(form, output, rows=False)
    outside = replace(_outside(against or [], key, witness or [], required), alone=read_only)
    found, notes = _found(ledger, outside, deep=deep, read_only=read_only)
    answer.document(found, lambda console: _show(console, found, notes))
    return 0 if found["ok"] else 1


def _outside(against: list[Path], key: str | None, witnesses: list[str], required: int | None) -> Outside:
    from ledger.seal.audit.outside import Outside
    from ledger.seal.held import parse_verifier, read_held
    from ledger.seal.witnessing import parse_witness

    return Outside(
        held=tuple(map(read_held, against)),
        key=None if key is None else parse_verifier(key),
        witnesses=tuple(map(parse_witness, witnesses)),
        required=required,
    )


def _found(
    ledger: str | None, outside: Outside, *, deep: bool, read_only: bool
) -> tuple[dict[str, Any], list[str]]:
    """Return the answer; a database that cannot even be opened is itself a finding."""
    try:
        with (
            ledger_at(ledger, read_only=read_only) as program,
            progress(say("Replaying the tables", "重放记录表")) as tell,
        ):
            verified = program.verify(deep=deep, progress=tell, outside=outside)
            clear = _in_clear(program)
    except CorruptionError as error:
        finding = {"kind": "changed", "position": None, "message": error.reason.message()}
        basis = {"compared": [], "not_checked": ["log"], "unwitnessed_from": None, "jumps": []}
        return {"ok": False, "findings": [finding], **basis}, []
    return verified.as_json() | clear, [note.message for note in verified.notes]


def _in_clear(program: Program) -> dict[str, Any]:
    """Return what earlier programs kept of individuals in clear; an unreadable log is told of already."""
    from ledger.recording.in_clear import held_in_clear

    found = None
    with suppress(LedgerError):
        found = held_in_clear(program.log)
    return {} if found is None else {"in_clear": found._asdict()}


def _show(console: Console, found: dict[str, Any], notes: list[str]) -> None:
    if found["ok"]:
        console.print(
            say(
                "Nothing was changed: the log, the seal and the tables agree.",
                "一致：日志、封印与记录表相符，未发现改动。",
            )
        )
    for finding in found["findings"]:
        console.print(f"{finding['kind']:<12} {finding['message']}", soft_wrap=True)
    for line in basis_lines(found):
        console.print(line, soft_wrap=True)
    for note in notes:
        console.print(say(f"Note: {note}", f"注：{note}"), soft_wrap=True)
