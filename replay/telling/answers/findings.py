"""Broken rules, who is to look into them, and how they were settled."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack
from typing import TYPE_CHECKING, Any

from ledger.errors import CommandError
from projections.reading.stream import ended
from replay.telling.headings import Heading, of_goods
from replay.telling.nothing import say_nothing
from replay.telling.options import RecordsForm, Times
from replay.telling.selection import Selection, stream_of, table_of
from replay.telling.wording import say

if TYPE_CHECKING:
    from projections.answers.findings.goods_rows import Goods
    from projections.reading.filters import Filter
    from replay.bootstrap import Program
    from replay.telling.output import Output

STATES = {"open": "未关闭", "closed": "已关闭"}
SEVERITIES = {"finding": "违规", "warning": "提示"}
CLOSED_BY = {"struck": "已作废", "resolved": "已处理", "covered": "后续到货已覆盖", "cured": "后续补录已消除"}
RESOLUTIONS = {
    "corrected": "已更正",
    "explained": "已说明",
    "accepted_risk": "接受风险",
    "false_alarm": "误报",
}
HEADINGS = (
    Heading("position", "日志位置", "integer", rank=0),
    Heading("rule", "规则", rank=0),
    Heading("severity", "级别", "enum", SEVERITIES),
    Heading("state", "状态", "enum", STATES, rank=0),
    Heading("record_table", "记录表", rank=1),
    Heading("doc_no", "单号", rank=0),
    Heading("line", "行号", "integer", rank=0),
    Heading("message", "说明", rank=0, sentence=True),
    Heading("customer_code", "客户编码"),
    Heading("supplier_code", "供货者编码"),
    *of_goods(rank=2),
    Heading("assignee", "责任人", rank=2),
    Heading("assigned_on", "指派日期", "date"),
    Heading("due_on", "应完成日期", "date", rank=2),
    Heading("closed_by", "关闭方式", "enum", CLOSED_BY),
    Heading("resolution", "处理结论", "enum", RESOLUTIONS),
    Heading("resolved_by", "批准人"),
    Heading("resolved_on", "处理日期", "date"),
    Heading("resolution_reason", "处理说明"),
    Heading("overridden", "已放行", "boolean"),
    Heading("seen_at_recording", "录入时已发现", "boolean"),
    Heading("known_since", "何时得知（日志位置）", "integer"),
    Heading("because", "依据（日志位置）", "list"),
    Heading("event_time", "业务时间", "datetime"),
    Heading("record_time", "记录时间", "datetime"),
    Heading("voided_at", "作废时间", "datetime"),
)
# JSON has besides what the message was made of, and which of its event's findings it is.
IN_JSON = (*HEADINGS, Heading("number", "序号", "integer"), Heading("particulars", "要素"))


def list_findings(
    program: Program,
    selection: Selection,
    times: Times,
    form: RecordsForm,
    answer: Output,
    *,
    only_open: bool = False,
    warnings: bool = False,
    goods: Goods | None = None,
) -> bool:
    """Write the broken rules, whichever door asks; return whether one that is shown is open.

    Args:
        program: The ledger, its tables caught up.
        selection: Which rows and columns, as typed.
        times: Both cut-offs, as typed.
        form: Whether it is told who recorded the rows, and on which basis.
        answer: Where to and in which form.
        only_open: Leave out the closed ones.
        warnings: Add warnings.
        goods: Only of the rows that name these.

    Raises:
        CommandError: There is no such column or value, or a cut-off cannot be read.
    """
    from ledger.log.one_moment import at_one_moment
    from projections.answers.findings.findings import findings as found_at
    from projections.reading.known_values import resolved

    counter, table = _Counter(), table_of("findings", "违规清单", "findings", HEADINGS)
    asked = selection.filters(table, program.zone, day="event_time")
    with ExitStack() as stack:
        log = stack.enter_context(at_one_moment(program.log))  # what others append meanwhile does not count
        reached = times.reached(program, "findings", log=log)
        answer = form.on(answer, program, reached)
        connection = stack.enter_context(program.readmodel.reading())
        asked = resolved(connection, table, known_rules(asked))
        rows = found_at(
            connection,
            reached.cutoff,
            zone=program.zone,
            log=log,
            open_only=only_open,
            warnings=warnings,
            goods=goods or goods_in(asked),
        )
        counted = counter.fitting(_told(rows), asked)
        every = IN_JSON if answer.format == "json" else HEADINGS
        headings = form.headings(selection.chosen(table, form.headings(HEADINGS)) or every)
        told = form.telling(program, reached, connection, table)
        found = selection.arranged(table, headings, told(stream_of(IN_JSON, counted)))
        if not answer.rows(headings, found):
            say_nothing(answer, say("findings", "违规清单"), reached, asked)
    return counter.is_open


def goods_in(where: Sequence[Filter]) -> Goods | None:
    """Return the one product, lot or unit that filters ask for; None where they ask for others besides."""
    from projections.answers.findings.goods_rows import Goods
    from projections.reading.comparisons import Bound, Containing

    named = (one for one in where if not isinstance(one, Bound | Containing))
    asked = {one.key: one.values[0] for one in named if len(one.values) == 1}
    product, lot = asked.get("product_code"), asked.get("lot")
    return None if not product else Goods(product, lot)


def _told(rows: Iterable[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Yield findings, each with its sentence."""
    from ledger.rulebook import BY_ID

    with ended(rows):
        for row in rows:
            rule = BY_ID.get(row["rule"])
            message = row["rule"] if rule is None else rule.message(row["particulars"])
            yield {**row, "message": message}


class _Counter:
    """Passes findings on that fit, and remembers whether one is open."""

    def __init__(self) -> None:
        self.is_open = False

    def fitting(self, rows: Iterable[dict[str, Any]], where: Sequence[Filter]) -> Iterator[dict[str, Any]]:
        with ended(rows):
            for row in rows:
                if all(one.fits(row) for one in where):
                    counts = row["severity"] == "finding" and row["state"] == "open"
                    self.is_open = self.is_open or counts
                    yield row


def known_rules(where: list[Filter]) -> list[Filter]:
    """Return filters of findings, the rules in them as they are written.

    Raises:
        CommandError: There is no such rule.
    """
    from ledger.rulebook import BY_ID
    from projections.reading.comparisons import Bound, Containing
    from projections.reading.known_values import VALUE_UNKNOWN
    from projections.reading.nearest import near_phrase, nearest

    for one in where:
        if one.key != "rule" or isinstance(one, Bound | Containing):
            continue
        one.values = [_known(value or "") for value in one.values]
        for text in one.values:
            if text not in BY_ID:
                near = near_phrase(nearest(text, BY_ID))
                raise CommandError(
                    VALUE_UNKNOWN, table="findings", heading="规则", field="rule", text=text, near=near
                )
    return where


def _known(rule: str) -> str:
    """Return a rule's id as it is written, whichever case it was typed in."""
    from ledger.rulebook import BY_ID

    return next((one for one in BY_ID if one.casefold() == rule.strip().casefold()), rule)
