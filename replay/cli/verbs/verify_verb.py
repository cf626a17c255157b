"""`medledger verify`: was anything changed, removed, put in, reordered, cut off or rolled back?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from ledger.errors import CorruptionError
from replay.cli.headings import Heading
from replay.cli.options import FormatOption, LedgerOption, OutputOption
from replay.cli.output import chosen
from replay.cli.progress import progress
from replay.cli.session import ledger_at
from replay.cli.wording import examples, say

if TYPE_CHECKING:
    from rich.console import Console

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
    epilog=examples("medledger verify", "medledger verify --deep --format json"),
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
    ledger: LedgerOption = None,
    form: FormatOption = None,
    output: OutputOption = None,
) -> int:
    """Verify a ledger."""
    answer = chosen(form, output, rows=False)
    found, notes = _found(ledger, deep=deep)
    answer.document(found, lambda console: _show(console, found, notes))
    return 0 if found["ok"] else 1


def _found(ledger: str | None, *, deep: bool) -> tuple[dict[str, Any], list[str]]:
    """Return the answer; a database that cannot even be opened is itself a finding."""
    try:
        with ledger_at(ledger) as program, progress(say("Replaying the tables", "重放记录表")) as tell:
            verified = program.verify(deep=deep, progress=tell)
    except CorruptionError as error:
        finding = {"kind": "changed", "position": None, "message": error.reason.message()}
        return {"ok": False, "findings": [finding]}, []
    return verified.as_json(), [note.message for note in verified.notes]


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
    for note in notes:
        console.print(say(f"Note: {note}", f"注：{note}"), soft_wrap=True)
