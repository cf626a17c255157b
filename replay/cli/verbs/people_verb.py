"""`medledger users` and `medledger keys`: who may come in by the doors of a served ledger."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from replay.cli.session import ledger_at
from replay.telling.headings import Heading
from replay.telling.options import Form, LedgerOption, grouped
from replay.telling.wording import examples, say

if TYPE_CHECKING:
    from replay.doors.accounts import Account

users = typer.Typer(rich_markup_mode=None, add_completion=False)
keys = typer.Typer(rich_markup_mode=None, add_completion=False)

HEADINGS = (
    Heading("name", "名称", rank=0),
    Heading("post", "岗位", rank=0),
    Heading("made_at", "设立时间", "datetime", rank=1),
    Heading("ended", "已停用", "boolean", rank=1),
)
NameArgument = Annotated[str, typer.Argument(metavar="NAME", help=say("Its name.", "名称。"))]
PostOption = Annotated[
    str,
    typer.Option(
        "--post",
        metavar="POST",
        help=say(
            "admin, quality, warehouse, sales, service, recall, head, it or inspector.",
            "岗位：admin、quality、warehouse、sales、service、recall、head、it 或 inspector。",
        ),
    ),
]
_USERS = say(
    "Who may sign in to the served ledger. Without a verb, list the accounts.",
    "谁可以登录账本服务。不带子命令时列出账户。",
)
_KEYS = say(
    "Keys of programs that use the HTTP API. Without a verb, list them.",
    "程序使用 HTTP 接口的密钥。不带子命令时列出密钥。",
)


@users.callback(
    invoke_without_command=True,
    help=_USERS,
    epilog=examples("medledger users", "medledger users add E3 --post sales"),
)
@grouped
def list_users(context: typer.Context, *, form: Form, ledger: LedgerOption = None) -> None:
    """List the accounts, unless a verb follows."""
    if context.invoked_subcommand is None:
        from replay.doors.accounts import Accounts

        answer = form.chosen()
        with ledger_at(ledger) as program:
            answer.rows(HEADINGS, _rows(Accounts(program.log).accounts(), program.zone))


@users.command(
    "add",
    help=say(
        "Make an account. Its password is read from standard input; without one a password is made and "
        "printed.",
        "设立账户。密码从标准输入读取；没有则生成并打印。",
    ),
    epilog=examples("medledger users add E3 --post sales", "medledger users add E9 --post quality < 密码"),
)
def add_user(name: NameArgument, post: PostOption, ledger: LedgerOption = None) -> None:
    """Make an account."""
    from replay.doors.accounts import Accounts

    with ledger_at(ledger) as program:
        password, made = _password()
        Accounts(program.log).make(name, password, post)
    if made:
        typer.echo(f"password of {name}: {password}")


@users.command(
    "password",
    help=say(
        "Set another password, read from standard input or made; sessions of the account end.",
        "重设密码（标准输入或自动生成）；该账户的会话随即结束。",
    ),
    epilog=examples("medledger users password E3"),
)
def set_password(name: NameArgument, ledger: LedgerOption = None) -> None:
    """Set another password."""
    from replay.doors.accounts import Accounts

    with ledger_at(ledger) as program:
        password, made = _password()
        Accounts(program.log).set_password(name, password)
    if made:
        typer.echo(f"password of {name}: {password}")


@users.command(
    "visit",
    help=say(
        "Let an inspector in by a link of limited time, to read only, personal values masked; it is printed "
        "once. What is looked at is noted under the name (medledger log --by NAME); medledger users end NAME "
        "ends it at once.",
        "用限时链接让检查员进入：只读，个人信息遮蔽；链接只打印一次。"
        "所看内容以此名称记入日志（medledger log --by 名称）；medledger users end 名称 可随时停用。",
    ),
    epilog=examples("medledger users visit 市局-2026-11 --hours 72"),
)
def visit(
    name: NameArgument,
    hours: Annotated[
        float, typer.Option("--hours", metavar="N", help=say("For how long.", "有效小时数。"))
    ] = 72,
    ledger: LedgerOption = None,
) -> None:
    """Let an inspector in by a link."""
    from replay.doors.accounts import Accounts

    with ledger_at(ledger) as program:
        token, _ = Accounts(program.log).invite(name, hours)
    typer.echo(f"/visit/{token}")


@users.command(
    "end",
    help=say("Let an account in no more.", "停用账户。"),
    epilog=examples("medledger users end E3"),
)
def end_user(name: NameArgument, ledger: LedgerOption = None) -> None:
    """Let an account in no more."""
    from replay.doors.accounts import Accounts

    with ledger_at(ledger) as program:
        Accounts(program.log).end(name)


@keys.callback(
    invoke_without_command=True,
    help=_KEYS,
    epilog=examples("medledger keys", "medledger keys add erp --post sales"),
)
@grouped
def list_keys(context: typer.Context, *, form: Form, ledger: LedgerOption = None) -> None:
    """List the keys, unless a verb follows."""
    if context.invoked_subcommand is None:
        from replay.doors.accounts import Accounts

        answer = form.chosen()
        with ledger_at(ledger) as program:
            answer.rows(HEADINGS, _rows(Accounts(program.log).keys(), program.zone))


@keys.command(
    "add",
    help=say(
        "Make a key and print it, once; send it as Authorization: Bearer KEY.",
        "生成密钥并打印一次；请求时带上 Authorization: Bearer 密钥。",
    ),
    epilog=examples("medledger keys add erp --post sales"),
)
def add_key(name: NameArgument, post: PostOption, ledger: LedgerOption = None) -> None:
    """Make a key."""
    from replay.doors.accounts import Accounts

    with ledger_at(ledger) as program:
        key = Accounts(program.log).add_key(name, post)
    typer.echo(key)


@keys.command(
    "end",
    help=say("Let a key in no more.", "停用密钥。"),
    epilog=examples("medledger keys end erp"),
)
def end_key(name: NameArgument, ledger: LedgerOption = None) -> None:
    """Let a key in no more."""
    from replay.doors.accounts import Accounts

    with ledger_at(ledger) as program:
        Accounts(program.log).end(name, key=True)


def _password() -> tuple[str, bool]:
    """Return the password on standard input, or one that was made, and whether it was made."""
    import secrets

    if sys.stdin is not None and not sys.stdin.isatty():
        given = sys.stdin.readline().rstrip("\r\n")
        if given:
            return given, False
    return secrets.token_urlsafe(12), True


def _rows(accounts: Sequence[Account], zone: str) -> list[dict[str, object]]:
    from ledger import clock

    return [
        {"name": one.name, "post": one.post, "made_at": clock.shown(one.made_at, zone), "ended": one.ended}
        for one in accounts
    ]
