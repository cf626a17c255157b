"""`medledger findings assign`, `resolve` and `counts`: findings as a worked list."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ledger.errors import CommandError, Problem
from replay.cli.refusals import tell_refusal
from replay.cli.session import ledger_at, tables_at
from replay.telling.answers.findings import _known
from replay.telling.headings import Heading
from replay.telling.options import FormatOption, LedgerOption, OutputOption, RowsForm, Times, grouped
from replay.telling.output import Output, chosen
from replay.telling.wording import say

if TYPE_CHECKING:
    from replay.bootstrap import Program

BAD_GROUP = Problem(
    "findings_counted_by",
    "统计违规：--by 应为 rule、customer 或 month，实际为“{given}”。",
    "Counting findings: expected --by rule, customer or month, got '{given}'.",
    "不给 --by 即三种都统计。",
    "Leave --by out to count by each of them.",
)
GROUPS = {"rule": "rule", "customer": "customer_code", "month": "month"}
GROUP_LABELS = {"rule": "规则", "customer": "客户", "month": "月份"}
COUNTED = (
    Heading("by", "统计口径", "enum", GROUP_LABELS, rank=1),
    Heading("value", "取值", rank=1),
    Heading("open", "未关闭", "integer", rank=1),
    Heading("assigned", "其中已指派", "integer", rank=1),
    Heading("closed", "已关闭", "integer", rank=1),
)
Position = Annotated[
    int,
    typer.Argument(
        metavar="POSITION", help=say("Log position of the record, as listed.", "违规记录的日志位置。")
    ),
]
RuleId = Annotated[str, typer.Argument(metavar="RULE", help=say("The rule it breaks.", "违反的规则编号。"))]


def assign(
    position: Position,
    rule: RuleId,
    assignee: Annotated[
        str, typer.Option("--to", metavar="STAFF", help=say("Who is to look into it.", "责任人。"))
    ],
    due: Annotated[
        str | None, typer.Option("--due", metavar="D", help=say("By which day.", "应完成日期。"))
    ] = None,
    reason: Annotated[
        str | None, typer.Option("--reason", metavar="TEXT", help=say("What is asked for.", "要求。"))
    ] = None,
    ledger: LedgerOption = None,
    form: FormatOption = None,
    output: OutputOption = None,
) -> int:
    """Record who is to look into a finding."""
    given = {"assignee": assignee, "due_on": due, "reason": reason}
    return _recorded(
        chosen(form, output, rows=False), ledger, "finding_assignments", "assigned_on", position, rule, given
    )


def resolve(
    position: Position,
    rule: RuleId,
    resolution: Annotated[
        str,
        typer.Option(
            "--as",
            metavar="KIND",
            help=say(
                "corrected, explained, accepted_risk or false_alarm.",
                "corrected 已更正、explained 已说明、accepted_risk 接受风险或 false_alarm 误报。",
            ),
        ),
    ],
    reason: Annotated[str, typer.Option("--reason", metavar="TEXT", help=say("Why.", "处理说明。"))],
    approver: Annotated[
        str, typer.Option("--approver", metavar="STAFF", help=say("Who approved it.", "批准人。"))
    ],
    voucher: Annotated[
        list[str] | None,
        typer.Option(
            "--voucher",
            metavar="NO",
            help=say("Voucher that shows it; may be repeated.", "凭证编号，可重复。"),
        ),
    ] = None,
    ledger: LedgerOption = None,
    form: FormatOption = None,
    output: OutputOption = None,
) -> int:
    """Record how a finding was settled; to take it back, void that record."""
    given = {"resolution": resolution, "reason": reason, "approver": approver, "voucher_nos": voucher}
    return _recorded(
        chosen(form, output, rows=False), ledger, "finding_resolutions", "resolved_on", position, rule, given
    )


@grouped
def counts(
    by: Annotated[
        str | None,
        typer.Option(
            "--by",
            metavar="rule|customer|month",
            help=say("Count by this alone; by each if left out.", "统计口径；缺省为三种都统计。"),
        ),
    ] = None,
    *,
    times: Times,
    ledger: LedgerOption = None,
    form: RowsForm,
) -> None:
    """Count findings by rule, by customer and by month of the record."""
    from projections.answers.findings.findings import counts as counted
    from projections.answers.findings.findings import findings

    answer = replace(form.chosen(), everything=True)
    if by is not None and by not in GROUPS:
        raise CommandError(BAD_GROUP, given=by)
    with tables_at(ledger) as program:
        reached = times.reached(program, "findings counts")
        cutoff, answer = reached.cutoff, form.on(answer, program, reached)
        with program.readmodel.reading() as connection:
            sums = counted(findings(connection, cutoff, zone=program.zone, log=program.log))
    rows = [
        {"by": name, "value": row.pop(key), **row}
        for name, key in GROUPS.items()
        if by in {None, name}
        for row in sums[key]
    ]
    answer.rows(COUNTED, rows)


def _recorded(
    answer: Output,
    ledger: str | None,
    table: str,
    day: str,
    position: int,
    rule: str,
    given: dict[str, Any],
) -> int:
    """Record what was done about a finding today, and say under which number; or say why not."""
    from ledger import clock
    from ledger.entry.live import EntryRefusedError

    with ledger_at(ledger) as program:
        done = {"finding_position": position, "rule_key": _known(rule), day: clock.today(program.zone)}
        document = done | {key: value for key, value in given.items() if value is not None}
        try:
            found = _entered(program, table, document)
        except EntryRefusedError as error:
            for refusal in error.refusals:
                tell_refusal(refusal, table)
            return error.exit_code
    sentence = say(
        f"Recorded as {found['number']} at position {found['position']}.",
        f"已记录，编号 {found['number']}，日志位置 {found['position']}。",
    )
    answer.receipt(found, lambda console: console.print(sentence))
    return 0


def _entered(program: Program, table: str, document: dict[str, Any]) -> dict[str, Any]:
    entered = program.entering(table, document, source="cli")
    (receipt,) = entered.recorded
    (number,) = receipt.identity.values()
    return {"table": table, "number": number, "position": receipt.position, **document}
