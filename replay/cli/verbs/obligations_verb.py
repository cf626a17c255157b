"""`medledger obligations`: what is owed by when."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ledger.errors import CommandError, Problem
from replay.cli.headings import Heading
from replay.cli.nothing import say_nothing
from replay.cli.options import LedgerOption, RecordsForm, Times, grouped
from replay.cli.output import Output
from replay.cli.selection import Selection, stream_of, table_of
from replay.cli.session import ledger_at, tables_at
from replay.cli.wording import examples, say

if TYPE_CHECKING:
    from projections.reading.query import Query
    from replay.bootstrap import Program

app = typer.Typer(rich_markup_mode=None, add_completion=False)

SEVERAL_STATES = Problem(
    "obligations_several_states",
    "列出时限事项：--open、--overdue、--done 应只给一个。",
    "Listing what is owed: expected one of --open, --overdue and --done, got several.",
    "都不给即列出全部。",
    "Leave them out to list everything.",
)
RAISED_OF_THE_PAST = Problem(
    "obligations_raised_of_the_past",
    "发出逾期通知：应针对当前逾期的事项，实际还给了 {options}。",
    "Raising overdue notices: expected no other option, as what is overdue now is raised; got {options}.",
    "去掉 {options} 再运行；先看清单可用 --overdue。",
    "Leave {options} out; --overdue lists what would be raised.",
)
_HOURS = 24
Row = dict[str, Any]
Wanted = tuple[Sequence[str], Sequence[str], frozenset[str] | None]
_STATES_OF = {
    "--open": frozenset({"open", "due_soon", "overdue"}),
    "--overdue": frozenset({"overdue"}),
    "--done": frozenset({"done", "done_late", "time_unknown"}),
}
STATES = {
    "open": "未到期",
    "due_soon": "即将到期",
    "overdue": "逾期未完成",
    "done": "按期完成",
    "done_late": "逾期完成",
    "time_unknown": "时间不明",
    "before_start": "账本首日之前",
}
HEADINGS = (
    Heading("table", "关联记录表", rank=2),
    Heading("number", "关联记录编号", rank=0),
    Heading("clock_id", "时限编号", rank=2),
    Heading("limit_id", "适用时限"),
    Heading("matter_zh", "事项", rank=0, sentence=True),
    Heading("matter", "事项（英文）", rank=0, sentence=True),
    Heading("state", "时限状态", "enum", STATES, rank=0),
    Heading("due_at", "应完成时间", "datetime", rank=0),
    Heading("hours_late", "逾期小时数", "decimal", rank=1),
    Heading("started_at", "起算时间", "datetime", rank=2),
    Heading("warn_at", "预警时间", "datetime"),
    Heading("done_at", "完成时间", "datetime", rank=2),
    Heading("done_event", "完成事件"),
    Heading("entered_late", "逾期后补录小时数", "decimal", rank=2),
    Heading("paused_since", "暂停自", "datetime"),
    Heading("paused_by", "暂停事件"),
    Heading("flag", "无法计算的原因"),
    Heading("post", "上报岗位", rank=2),
    Heading("owner", "当前责任人", rank=2),
    Heading("customer_code", "客户编码", rank=2),
    Heading("product_code", "产品编码"),
    Heading("lot", "生产批号"),
    Heading("serial", "序列号"),
    Heading("statutory", "法定时限", "boolean"),
    Heading("basis", "依据"),
    Heading("round", "次数", "integer"),
    Heading("started_position", "起算事件位置", "integer"),
    Heading("done_position", "完成事件位置", "integer"),
    Heading("line", "行号", "integer", rank=2),
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


def list_obligations(
    program: Program,
    selection: Selection,
    times: Times,
    form: RecordsForm,
    answer: Output,
    wanted_of: tuple[Sequence[str], Sequence[str], frozenset[str] | None] = ((), (), None),
) -> None:
    """Write what is owed, whichever door asks.

    Args:
        program: The ledger, its tables caught up.
        selection: Which rows and columns, as typed.
        times: Both cut-offs, as typed.
        form: Whether it is told who recorded the rows, and on which basis.
        answer: Where to and in which form.
        wanted_of: Tables and numbers of the matters as typed, none for all, and their states, None for all.

    Raises:
        CommandError: There is no such table, number, column or value, or a cut-off cannot be read.
    """
    from projections.answers.cases import due_items
    from projections.answers.cases.owed_numbers import check_numbers
    from projections.answers.catalogue import named
    from projections.reading.query import Query, today

    table, number, states = wanted_of
    tables = tuple(named(one).key for one in table)
    known = table_of("obligations", "时限事项", "obligations", HEADINGS)
    reached = times.reached(program, "obligations", ahead=True)
    cutoff, answer = reached.cutoff, form.on(answer, program, reached)
    with program.readmodel.reading() as connection:
        query = Query(connection, program.log, cutoff, program.zone, today(cutoff, program.zone))
        wanted = (tables, tuple(number), states)
        rows, every = open_first(query, wanted), shown_headings()
        asked = selection.filters(known, program.zone, day="due_at")
        check_numbers(query, known, asked, number)
        headings = form.headings(selection.chosen(known, form.headings(every)) or every)
        recorders = form.telling(program, reached, connection, known)
        found = selection.arranged(known, headings, recorders(stream_of(every, rows).fitting(asked)))
        if answer.format == "table":
            headings, found = tuple(map(_of_words, headings)), stream_of(headings, _in_words(found.rows()))
        count = None if asked else partial(due_items.count, query, *wanted)
        if not answer.rows(headings, found, count):
            say_nothing(answer, say("obligations", "时限事项"), reached, asked)


def open_first(query: Query, wanted: Wanted) -> Iterator[Row]:
    """Yield what is owed: what is still open by when it is due, then what is done."""
    from projections.answers.cases import due_items

    tables, numbers, states = wanted
    asked = frozenset(STATES) if states is None else states
    for some in (_STATES_OF["--open"] & asked, asked - _STATES_OF["--open"]):
        if some:
            yield from due_items.everything(query, tables, numbers, some, by_due=True)


def _in_words(rows: Iterable[Row]) -> Iterator[Row]:
    """Yield rows for a screen, filtered and ordered by then: how late each is in days and hours."""
    for row in rows:
        yield row | {"hours_late": late_by(row["hours_late"])} if "hours_late" in row else row


def _of_words(heading: Heading) -> Heading:
    is_late = heading.key == "hours_late"
    return replace(heading, zh="逾期", type="text") if is_late else heading


def late_by(hours: str | None) -> str | None:
    """Return how late something is, as people say it; nothing where it is not."""
    if hours is None or Decimal(hours) <= 0:
        return None
    days, rest = divmod(int(Decimal(hours)), _HOURS)
    parts_zh = [f"{days} 天"] * bool(days) + [f"{rest} 小时"] * bool(rest or not days)
    parts = [f"{days} d"] * bool(days) + [f"{rest} h"] * bool(rest or not days)
    return say(" ".join(parts), f"逾期 {' '.join(parts_zh)}")


def states_of(told: Mapping[str, bool]) -> frozenset[str] | None:
    """Return the states of the obligations that are asked for, None for all.

    Raises:
        CommandError: More than one of the options that choose them is given.
    """
    chosen = [name for name, given in told.items() if given]
    if len(chosen) > 1:
        raise CommandError(SEVERAL_STATES)
    return _STATES_OF[chosen[0]] if chosen else None


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


def shown_headings() -> tuple[Heading, ...]:
    """Return the headings with what has to be done in the language of whoever reads it."""
    other = say("matter_zh", "matter")
    return tuple(replace(one, rank=3, sentence=False) if one.key == other else one for one in HEADINGS)
