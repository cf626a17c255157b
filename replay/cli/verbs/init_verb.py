"""`medledger init`: a new ledger and its signing key."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from replay.cli.session import location_of
from replay.telling.options import FormatOption, LedgerOption, OutputOption
from replay.telling.output import chosen
from replay.telling.wording import examples, say

if TYPE_CHECKING:
    from rich.console import Console

    from ledger.log.roles import Granted
    from replay.bootstrap import Made
    from replay.telling.output import Output

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
        "medledger init --grant --ledger postgresql://owner@db.example/medledger",
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
    grant: Annotated[
        bool,
        typer.Option(
            "--grant",
            help=say(
                "On PostgreSQL, of a ledger that is there: make its role and give it its rights again, as "
                "after a restore or when an administrator has made the role.",
                "PostgreSQL 上已有的账本：建立其角色并重新授权，用于恢复之后或管理员建好角色之后。",
            ),
        ),
    ] = False,
    ledger: LedgerOption = None,
    form: FormatOption = None,
    output: OutputOption = None,
) -> None:
    """Make a ledger."""
    answer = chosen(form, output, rows=False)
    if grant:
        _grant(ledger, answer)
        return
    from ledger.seal.key import keeps_permissions
    from replay.bootstrap import make

    made = make(location_of(ledger), key_file)
    kept = keeps_permissions(made.key_file)
    answer.receipt(
        {
            "ledger": made.location.display,
            "verifier_key": made.verifier_key,
            "time_zone": made.time_zone,
            "key_file": str(made.key_file),
            "key_on_open_medium": not kept,
            "checkpoint_file": str(made.location.checkpoint_file),
            "role": None if made.granted is None else made.granted.as_json(),
        },
        lambda console: _show(console, made, kept=kept),
    )


def _grant(ledger: str | None, answer: Output) -> None:
    """Make the role of a ledger that is there, and tell what an administrator still has to do."""
    from ledger.log.opening import grant

    location = location_of(ledger)
    granted = grant(location)
    answer.receipt(
        {"ledger": location.display, "role": None if granted is None else granted.as_json()},
        lambda console: _show_role(console, granted),
    )


def _show_role(console: Console, granted: Granted | None) -> None:
    if granted is None:
        console.print(
            say(
                "A ledger in a file has no roles: the permissions of its folder count.",
                "文件账本没有角色，以文件夹权限为准。",
            )
        )
        return
    console.print(say(f"Role          {granted.role}", f"角色      {granted.role}"), soft_wrap=True)
    if granted.complete:
        return
    console.print(
        say(
            "It could not be granted whole. Have an administrator run this, then medledger init --grant:",
            "未能全部授权。请数据库管理员执行以下语句，然后运行 medledger init --grant：",
        ),
        soft_wrap=True,
    )
    for statement in granted.statements:
        console.print(f"  {statement}", soft_wrap=True, markup=False, highlight=False)


def _show(console: Console, made: Made, *, kept: bool) -> None:
    console.print(say(f"Ledger        {made.location.display}", f"账本      {made.location.display}"))
    console.print(say(f"Time zone     {made.time_zone}", f"时区      {made.time_zone}"))
    console.print(say(f"Signing key   {made.key_file}", f"签名密钥  {made.key_file}"))
    if not kept:
        console.print(
            say(
                "The medium of the key has no permissions, as a stick with FAT: whoever has it can read the "
                "key. Keep it locked away.",
                "密钥所在介质没有权限控制（如 FAT 格式的 U 盘）：拿到它的人都能读取密钥，请锁好保管。",
            ),
            soft_wrap=True,
        )
    console.print(say(f"Verifier key  {made.verifier_key}", f"核验密钥  {made.verifier_key}"), soft_wrap=True)
    if made.granted is not None:
        _show_role(console, made.granted)
