"""`medledger findings`: broken rules, who is to look into them, and how they were settled."""

from __future__ import annotations

from typing import Annotated

import typer

from ledger.errors import CommandError, Problem
from replay.cli.session import tables_at
from replay.cli.verbs import findings_work
from replay.telling.answers.findings import list_findings
from replay.telling.options import LedgerOption, RecordsForm, Times, grouped
from replay.telling.selection import Selection
from replay.telling.wording import examples, say

app = typer.Typer(rich_markup_mode=None, add_completion=False)

OPTIONS_BEFORE = Problem(
    "findings_options_before",
    "读取命令行：{options} 应写在 {verb} 之后。",
    "Reading the command line: expected {options} behind {verb}.",
    "例如 medledger findings {verb} --at 2026-05-31。",
    "For example medledger findings {verb} --at 2026-05-31.",
)


@app.callback(
    invoke_without_command=True,
    help=say(
        "List the rules that recorded facts break by what is known: open ones, assigned ones (open all the "
        "same) and closed ones. What is stored at recording never changes; later papers cure, and later "
        "papers break. Each row says whether it was seen at recording, since when it is known, and because "
        "of which events. Exit code 1 while any is open. Warnings are no findings and show on request only.",
        "按现有资料列出已记录的业务违反的规则，包括未关闭的、已指派的（仍未关闭）和已关闭的。录入时的判定永不改变；"
        "后补的资料可以消除违规，也可以造成违规；每行注明录入时是否已发现、何时得知、依据哪些记录。"
        "有未关闭的即退出码为 1。提示不是违规，只在要求时列出。",
    ),
    epilog=examples(
        "medledger findings",
        "medledger findings --open --format csv --output 问题.csv",
        "medledger findings --where customer_code=C1 --from 2026-05-01 --sort rule",
        "medledger findings assign 1207 G-05 --to E3 --due 2026-06-30",
        'medledger findings resolve 1207 G-05 --as explained --reason "补到验收记录" --approver E9',
        "medledger findings counts --by customer",
    ),
)
@grouped
def findings(
    context: typer.Context,
    only_open: Annotated[
        bool,
        typer.Option("--open", help=say("List the open ones only.", "只列未关闭的。")),
    ] = False,
    warnings: Annotated[
        bool,
        typer.Option("--warnings", help=say("List warnings, too.", "同时列出提示。")),
    ] = False,
    *,
    selection: Selection,
    times: Times,
    ledger: LedgerOption = None,
    form: RecordsForm,
) -> int:
    """List broken rules, unless a verb of their own follows."""
    if context.invoked_subcommand is not None:
        _refuse_options(context)
        return 0
    answer = form.chosen()
    with tables_at(ledger) as program:
        is_open = list_findings(
            program, selection, times, form, answer, only_open=only_open, warnings=warnings
        )
    return 1 if is_open else 0


app.command(
    "assign",
    short_help=say("record who is to look into a finding", "指派责任人"),
    help=say(
        "Record who is to look into a finding, and by when. It stays open; the newest assignment counts.",
        "记录由谁在何时前处理一项违规。该违规仍未关闭；以最新的指派为准。",
    ),
    epilog=examples("medledger findings assign 1207 G-05 --to E3 --due 2026-06-30"),
)(findings_work.assign)
app.command(
    "resolve",
    short_help=say("record how a finding was settled", "记录处理结论"),
    help=say(
        "Record how a finding was settled, with the reason and who approved it; this closes it. It is "
        "settled once: to take that back, void the record of finding_resolutions.",
        "记录一项违规如何处理，须有说明和批准人，随即关闭。每项只处理一次；如需撤回，请作废该处理记录。",
    ),
    epilog=examples(
        'medledger findings resolve 1207 G-05 --as explained --reason "补到验收记录" --approver E9'
    ),
)(findings_work.resolve)
app.command(
    "counts",
    short_help=say("count them by rule, customer or month", "按规则、客户、月份统计"),
    help=say(
        "Count open, assigned and closed findings by rule, by customer and by month of the record.",
        "按规则、客户和业务月份统计未关闭、已指派和已关闭的违规。",
    ),
    epilog=examples("medledger findings counts --by customer --at 2026-06-30"),
)(findings_work.counts)


def _refuse_options(context: typer.Context) -> None:
    """Refuse options that belong to the list where a verb follows: they would count for nothing.

    Raises:
        CommandError: There are some; the ledger alone may be named anywhere.
    """
    names = {one.name: max(one.opts, key=len) for one in context.command.params}
    given = [names[name] for name, value in context.params.items() if value and name != "ledger"]
    if given:
        raise CommandError(OPTIONS_BEFORE, options=", ".join(given), verb=context.invoked_subcommand)
