"""What is owed by when."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING, Any

from ledger.errors import CommandError, Problem
from replay.telling.headings import Heading
from replay.telling.nothing import say_nothing
from replay.telling.options import RecordsForm, Times
from replay.telling.output import Output
from replay.telling.selection import Selection, stream_of, table_of
from replay.telling.wording import say

if TYPE_CHECKING:
    from projections.reading.query import Query
    from replay.bootstrap import Program

SEVERAL_STATES = Problem(
    "obligations_several_states",
    "列出时限事项：--open、--overdue、--done 应只给一个。",
    "Listing what is owed: expected one of --open, --overdue and --done, got several.",
    "都不给即列出全部。",
    "Leave them out to list everything.",
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


def shown_headings() -> tuple[Heading, ...]:
    """Return the headings with what has to be done in the language of whoever reads it."""
    other = say("matter_zh", "matter")
    return tuple(replace(one, rank=3, sentence=False) if one.key == other else one for one in HEADINGS)
