"""`medledger hooks`: addresses to which `medledger work` brings the events of the ledger."""

from __future__ import annotations

from typing import Annotated

import typer

from replay.cli.session import ledger_at
from replay.telling.headings import Heading
from replay.telling.options import Form, LedgerOption, grouped
from replay.telling.wording import examples, say

app = typer.Typer(rich_markup_mode=None, add_completion=False)

HEADINGS = (
    Heading("name", "名称", rank=0),
    Heading("url", "地址", rank=0),
    Heading("tables", "记录表", "list", rank=1),
    Heading("inside", "内网", "boolean", rank=2),
    Heading("made_at", "登记时间", "datetime", rank=2),
    Heading("position", "已推送到", "integer", rank=1),
    Heading("dead", "死信", "integer", rank=1),
    Heading("ended", "已停用", "boolean", rank=1),
)
DEAD = (
    Heading("name", "名称", rank=0),
    Heading("position", "日志位置", "integer", rank=0),
    Heading("reason", "原因", rank=1),
    Heading("tries", "尝试次数", "integer", rank=1),
    Heading("at", "时间", "datetime", rank=1),
    Heading("again", "将重新推送", "boolean", rank=2),
)
NameArgument = Annotated[str, typer.Argument(metavar="NAME", help=say("Its name.", "名称。"))]


@app.callback(
    invoke_without_command=True,
    help=say(
        "Webhooks: medledger work brings every new event to them, in order and at least once, signed as "
        "Standard Webhooks asks. Without a verb, list them.",
        "推送（webhook）：medledger work 把每个新事件按顺序、至少一次推送到登记的地址，"
        "按 Standard Webhooks 签名。不带子命令时列出。",
    ),
    epilog=examples("medledger hooks", "medledger hooks add erp https://erp.example/medledger --table sales"),
)
@grouped
def list_hooks(context: typer.Context, *, form: Form, ledger: LedgerOption = None) -> None:
    """List the hooks, unless a verb follows."""
    if context.invoked_subcommand is None:
        from replay.doors.hooks import hook_rows
        from replay.hooks.registry import Hooks

        answer = form.chosen()
        with ledger_at(ledger) as program:
            answer.rows(HEADINGS, hook_rows(Hooks(program.log, program.location), program.zone))


@app.command(
    "add",
    help=say(
        "Register an address and print its secret, once: give it to the receiver, who checks the signatures "
        "with it. Only https, or http to this machine; no redirection is followed.",
        "登记一个地址并打印一次密钥：交给接收方用于核验签名。只接受 https，或本机的 http；不跟随重定向。",
    ),
    epilog=examples(
        "medledger hooks add erp https://erp.example/medledger --table sales --table returns",
        "medledger hooks add wms https://wms.hospital.lan/in --inside --after 0",
    ),
)
def add_hook(
    name: NameArgument,
    url: Annotated[str, typer.Argument(metavar="URL", help=say("Where to.", "推送地址。"))],
    table: Annotated[
        list[str] | None,
        typer.Option(
            "--table",
            metavar="TABLE",
            help=say("Only events of this table; may be repeated.", "只推送此表的事件；可重复。"),
        ),
    ] = None,
    inside: Annotated[
        bool,
        typer.Option(
            "--inside",
            help=say("The receiver is in the house's own network.", "接收方在本单位内网。"),
        ),
    ] = False,
    after: Annotated[
        int | None,
        typer.Option(
            "--after",
            metavar="N",
            min=0,
            help=say(
                "Begin behind this position; at the head if left out.", "从此位置之后开始；缺省为当前。"
            ),
        ),
    ] = None,
    ledger: LedgerOption = None,
) -> None:
    """Register a hook."""
    from replay.hooks.registry import Hooks

    with ledger_at(ledger) as program:
        hooks = Hooks(program.log, program.location)
        secret = hooks.register(name, url, tables=table or (), inside=inside, after=after)
    typer.echo(secret)


@app.command(
    "end",
    help=say("Bring nothing to it any more.", "停止推送。"),
    epilog=examples("medledger hooks end erp"),
)
def end_hook(name: NameArgument, ledger: LedgerOption = None) -> None:
    """Bring nothing to a hook any more."""
    from replay.hooks.registry import Hooks

    with ledger_at(ledger) as program:
        Hooks(program.log, program.location).end(name)


@app.command(
    "dead",
    help=say("List the events that were not taken at any try.", "列出多次推送均未被接收的事件（死信）。"),
    epilog=examples("medledger hooks dead", "medledger hooks dead erp"),
)
@grouped
def list_dead(
    name: Annotated[
        str | None, typer.Argument(metavar="NAME", help=say("Only of this hook.", "只列此推送。"))
    ] = None,
    *,
    form: Form,
    ledger: LedgerOption = None,
) -> None:
    """List dead letters."""
    from replay.doors.hooks import dead_rows
    from replay.hooks.registry import Hooks

    answer = form.chosen()
    with ledger_at(ledger) as program:
        hooks = Hooks(program.log, program.location)
        wanted = hooks.all() if name is None else [hooks.standing(name)]
        answer.rows(DEAD, dead_rows(wanted, program.zone))


@app.command(
    "again",
    help=say("Send dead letters again.", "重新推送死信。"),
    epilog=examples("medledger hooks again erp", "medledger hooks again erp --position 1207"),
)
def send_again(
    name: NameArgument,
    position: Annotated[
        int | None,
        typer.Option("--position", metavar="N", help=say("Only this one.", "只推送这一条。")),
    ] = None,
    ledger: LedgerOption = None,
) -> None:
    """Send dead letters again."""
    from replay.hooks.registry import Hooks

    with ledger_at(ledger) as program:
        wanted = Hooks(program.log, program.location).send_again(name, position)
    typer.echo(" ".join(map(str, wanted)))
