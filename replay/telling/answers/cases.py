"""Where every case stands."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from ledger.errors import CommandError, Problem
from replay.telling.headings import Heading
from replay.telling.nothing import say_nothing
from replay.telling.options import RecordsForm
from replay.telling.output import Output
from replay.telling.selection import Selection, stream_of, table_of
from replay.telling.wording import say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ledger.events.base import Table
    from replay.bootstrap import Program
    from replay.cutoff import Resolved

NOT_A_CASE = Problem(
    "not_a_case",
    "查看个案：应为个案的表，实际 {zh}（{table}）不是。",
    "Looking at cases: expected a table of cases, got {table}.",
    "个案的表有：{tables}。",
    "Tables of cases: {tables}.",
)
OPEN_AND_CLOSED = Problem(
    "open_and_closed",
    "列出个案：--open、--closed、--overdue 应只给一个，实际给了多个。",
    "Listing cases: expected one of --open, --closed and --overdue, got several.",
    "都不给即列出全部个案。",
    "Leave them out to list every case.",
)
_OVERDUE = frozenset({"overdue", "overdue_since"})
STATES = {"open": "进行中", "closed": "已结束"}
HEADINGS = (
    Heading("table", "表", rank=2),
    Heading("table_zh", "表名", rank=1),
    Heading("number", "编号", rank=1),
    Heading("line", "行号", "integer", rank=1),
    Heading("stage", "环节代码"),
    Heading("stage_zh", "当前环节", rank=1),
    Heading("state", "状态", "enum", STATES, rank=1),
    Heading("begun_at", "开始时间", "datetime", rank=2),
    Heading("last_at", "最近时间", "datetime", rank=1),
    Heading("next", "可进行的环节代码", "list"),
    Heading("next_zh", "可进行的环节", "list", rank=2),
    Heading("product_code", "产品编码", rank=2),
    Heading("lot", "生产批号", rank=2),
    Heading("serial", "序列号"),
    Heading("customer_code", "客户编码", rank=2),
    Heading("supplier_code", "供货者编码"),
    Heading("overdue", "逾期事项数", "integer", rank=1),
    Heading("overdue_since", "最早逾期时间", "datetime", rank=1),
    Heading("position", "日志位置", "integer"),
)


@dataclass(frozen=True, slots=True)
class Asked:
    """Which cases are asked for, and how they are shown.

    Attributes:
        tables: Tables of cases.
        selection: Which rows and columns, as typed.
        state: Only the open or the closed ones.
        overdue: Only those of which something is overdue.
    """

    tables: Sequence[Table]
    selection: Selection
    state: str | None
    overdue: bool

    def show(self, program: Program, resolved: Resolved, form: RecordsForm, answer: Output) -> None:
        """Print them; where there are none, say what was looked at.

        Raises:
            CommandError: A filter or a column asks for what no case has.
        """
        from projections.answers.cases.case_filters import parted
        from projections.answers.cases.cases import cases as found_at
        from projections.reading.query import Query, today

        known = table_of("cases", "个案", "cases", HEADINGS)
        words = {word: one.key for one in HEADINGS for word in (one.key, one.zh)}
        mine, theirs = parted(self.selection.where or (), words)
        selection = replace(self.selection, where=mine)
        asked = selection.filters(known, program.zone, day="begun_at")
        every = form.headings(HEADINGS)
        shown = selection.chosen(known, every)
        headings = form.headings(shown or every)
        named = {one.key for one in asked} | {one.key for one in selection.order(known)}
        named.update(one.key for one in shown or ())
        with program.readmodel.reading() as connection:
            day = today(resolved.cutoff, program.zone)
            query = Query(connection, program.log, resolved.cutoff, program.zone, day)
            rows = found_at(
                query,
                self.tables,
                theirs,
                self.state,
                bounds=asked,
                overdue=self.overdue,
                tell_overdue=not named.isdisjoint(_OVERDUE),
            )
            told = form.telling(program, resolved, connection, known)
            found = selection.arranged(known, headings, told(stream_of(HEADINGS, rows).fitting(asked)))
            if not answer.rows(headings, found):
                say_nothing(answer, say("cases", "个案"), resolved, asked, said=theirs)


def tables_named(table: str | None) -> Sequence[Table]:
    """Return the table of cases that a user names, all of them by default.

    Raises:
        CommandError: There is no such table, or it holds no cases.
    """
    from projections.answers.cases.cases import case_tables
    from projections.answers.catalogue import named

    every = case_tables()
    if table is None:
        return every
    found = named(table)
    if found.kind != "case":
        keys = ", ".join(one.key for one in every)
        raise CommandError(NOT_A_CASE, table=found.key, zh=found.zh, tables=keys)
    return (found,)
