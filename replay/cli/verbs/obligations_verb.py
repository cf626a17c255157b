"""`medledger obligations`: what is owed by when."""

from __future__ import annotations

from typing import Annotated

import typer

from ledger.errors import CommandError, Problem
from replay.cli.session import ledger_at, tables_at
from replay.telling.answers.obligations import list_obligations, states_of
from replay.telling.options import LedgerOption, RecordsForm, Times, grouped
from replay.telling.output import Output
from replay.telling.selection import Selection
from replay.telling.wording import examples, say

app = typer.Typer(rich_markup_mode=None, add_completion=False)

RAISED_OF_THE_PAST = Problem(
    "obligations_raised_of_the_past",
    "发出逾期通知：应针对当前逾期的事项，实际还给了 {options}。",
    "Raising overdue notices: expected no other option, as what is overdue now is raised; got {options}.",
    "去掉 {options} 再运行；先看清单可用 --overdue。",
    "Leave {options} out; --overdue lists what would be raised.",
)


@app.command(
    help=say(
        "List what is owed by when: the deadlines of cases (answers, arrivals, repairs, adverse event "
        "reports ...) and what is owed periodically (visits, monthly reports, renewals), what is due first "
        "at the top. Each row tells what started it, when it is due, when and by which event it was met, or "
        "by how much it was missed. All of it is derived, so any day can be asked as it was known on any "
        "day: --at asks about the day, --known-at about what was recorded by then. A day to come "
        "may be asked for, and shows what will be due as far as is known now. A year whose working "
        "days are not published yet gives no time but a flag.",
        "列出时限事项：个案的时限（答复、到达、维修、不良事件上报等）和周期性义务（回访、月报、许可证延续等），先到期者在前。"
        "每行列明起算、应完成时间、由何事件于何时完成，或逾期多少。全部由记录推导，可按任一时点、"
        "任一已知范围查询：--at 指截至日期，--known-at 指当时已记录的内容；"
        "--at 也可指将来某一天，按目前所知列出届时的时限。"
        "工作日安排尚未公布的年份不作推算，只作标注。",
    ),
    epilog=examples(
        "medledger obligations --overdue",
        "medledger obligations --table repairs --open",
        "medledger obligations --from 2026-06-01 --to 2026-06-30 --columns number,matter,due_at",
        "medledger obligations --raise",
        "medledger obligations --overdue --at 2026-03-03 --known-at 2026-03-03",
    ),
)
@grouped
def obligations(
    table: Annotated[
        list[str] | None,
        typer.Option(
            "--table",
            metavar="KEY",
            help=say("Only matters of this table.", "只看这张表的事项，可用键或中文表名。"),
        ),
    ] = None,
    number: Annotated[
        list[str] | None,
        typer.Option("--number", metavar="NO", help=say("Only this matter.", "只看该编号的事项。")),
    ] = None,
    only_open: Annotated[
        bool, typer.Option("--open", help=say("List what is not met yet.", "只列未完成的。"))
    ] = False,
    overdue: Annotated[
        bool, typer.Option("--overdue", help=say("List what is overdue.", "只列逾期未完成的。"))
    ] = False,
    done: Annotated[
        bool, typer.Option("--done", help=say("List what was met, in time or late.", "只列已完成的。"))
    ] = False,
    raise_notices: Annotated[
        bool,
        typer.Option(
            "--raise",
            help=say(
                "Record an overdue notice (overdue_notices) to the post that answers for it about everything "
                "that is overdue now and has none.",
                "对当前逾期且尚无通知的每一事项，向对应岗位录入逾期通知（overdue_notices）。",
            ),
        ),
    ] = False,
    *,
    selection: Selection,
    ledger: LedgerOption = None,
    times: Times,
    form: RecordsForm,
) -> None:
    """List what is owed."""
    answer = form.chosen()
    told = {"--open": only_open, "--overdue": overdue, "--done": done}
    states = states_of(told)
    if raise_notices:
        narrowed = {
            "--table": table,
            "--number": number,
            **told,
            "--at": times.at,
            "--known-at": times.known_at,
            "--basis": times.basis,
        }
        if others := [name for name, given in narrowed.items() if given]:
            raise CommandError(RAISED_OF_THE_PAST, options=", ".join(others))
        _raise(ledger, answer)
        return
    with tables_at(ledger) as program:
        list_obligations(program, selection, times, form, answer, (table or (), number or (), states))


def _raise(ledger: str | None, answer: Output) -> None:
    """Record the notices, and print which."""
    from replay.escalation import raise_notices

    answer.for_document()
    with ledger_at(ledger) as program:
        entered = raise_notices(program)
        recorded = entered.recorded if entered is not None else ()
        notices = [{"position": one.position, **one.identity} for one in recorded]
        found = {"recorded": notices, "position": program.log.head()}
    count = len(notices)
    answer.receipt(
        found, lambda console: console.print(say(f"{count} notices raised.", f"已发出 {count} 份逾期通知。"))
    )
