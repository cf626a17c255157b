"""`medledger late`: what was entered later than it happened, by whom and by how much."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from itertools import islice
from typing import TYPE_CHECKING, Annotated, Any

import typer

from replay.cli.session import tables_at
from replay.telling.headings import Heading, Row
from replay.telling.nothing import say_nothing
from replay.telling.options import LedgerOption, RecordsForm, Times, grouped
from replay.telling.selection import Selection, stream_of, table_of
from replay.telling.wording import examples, say

if TYPE_CHECKING:
    from projections.reading.filters import Filter
    from projections.reading.stream import Stream
    from replay.bootstrap import Program
    from replay.telling.output import Output

app = typer.Typer(rich_markup_mode=None, add_completion=False)

HEADINGS = (
    Heading("position", "日志位置", "integer", rank=0),
    Heading("record_table", "表", rank=1),
    Heading("table_zh", "表名", rank=2),
    Heading("doc_no", "单号", rank=0),
    Heading("line", "行号", "integer", rank=1),
    Heading("stage", "环节", rank=2),
    Heading("happened_on", "业务日期", "date", rank=0),
    Heading("recorded_on", "记录日期", "date", rank=0),
    Heading("delay_days", "迟录天数", "integer", rank=0),
    Heading("recorded_by", "记录人", rank=0),
    Heading("source", "数据来源"),
    Heading("event_time", "业务时间", "datetime"),
    Heading("record_time", "记录时间", "datetime"),
    Heading("voided_at", "作废时间", "datetime", rank=1),
)
COUNTED = (
    Heading("recorded_by", "记录人", rank=0),
    Heading("record_table", "表", rank=0),
    Heading("table_zh", "表名", rank=1),
    Heading("entries", "条数", "integer", rank=0),
    Heading("most_days", "最多迟录天数", "integer", rank=0),
    Heading("mean_days", "平均迟录天数", "decimal", rank=1),
)


@app.command(
    help=say(
        "List back-dated entries: what was recorded on a later day than it happened, with the days between, "
        "who recorded it, its table, number and position, in the order of recording. --from and --to are "
        "days of recording. On a terminal a summary by user and table follows.",
        "列出迟录：记录日期晚于业务日期的记录，含迟录天数、记录人、表、单号和日志位置，按记录先后排列。"
        "--from 和 --to 指记录日期。终端上另按记录人和表汇总。",
    ),
    epilog=examples(
        "medledger late",
        "medledger late --days 7 --from 2026-05-01 --to 2026-05-31",
        "medledger late --where recorded_by=zhang --sort -delay_days",
        "medledger late --days 30 --output 迟录.xlsx",
    ),
)
@grouped
def late(
    days: Annotated[
        int,
        typer.Option(
            "--days",
            metavar="N",
            min=0,
            help=say(
                "Only what came more than so many days late; any earlier day if left out.",
                "只列迟录超过该天数的；缺省为 0，即任何较早的日期。",
            ),
        ),
    ] = 0,
    voided: Annotated[
        bool,
        typer.Option("--struck", "--voided", help=say("List voided entries, too.", "同时列出已作废的。")),
    ] = False,
    *,
    selection: Selection,
    times: Times,
    ledger: LedgerOption = None,
    form: RecordsForm,
) -> None:
    """List back-dated entries."""
    from projections.answers.entries.late_entries import late_entries

    answer = form.chosen()
    known = table_of("late", "迟录", "late entries", HEADINGS)
    with tables_at(ledger) as program:
        reached = times.reached(program, "late")
        answer = form.on(answer, program, reached)
        asked = selection.filters(known, program.zone, day="recorded_on")
        within = _positions(program, asked, reached.position)
        with program.readmodel.reading() as connection:
            rows = late_entries(
                connection, reached.cutoff, program.zone, days=days, within=within, voided=voided
            )
            summary = _Summary()
            headings = form.headings(selection.chosen(known, HEADINGS) or HEADINGS)
            found = selection.arranged(known, headings, stream_of(HEADINGS, summary.counting(rows, asked)))
            if answer.format == "table":
                _show(answer, headings, found, summary)
            else:
                answer.rows(headings, found)
            if not summary.count:
                say_nothing(answer, say("late entries", "迟录"), reached, asked)


def _positions(program: Program, asked: Sequence[Filter], last: int) -> tuple[int, int]:
    """Return behind which position, and up to which, the days of recording that are asked for lie."""
    from ledger import clock
    from projections.reading.comparisons import Bound

    first, days = 0, [one for one in asked if isinstance(one, Bound) and one.key == "recorded_on"]
    for one in days:
        if one.upward:
            before = date.fromisoformat(one.bound) - timedelta(days=1)
            first = max(first, program.log.position_at(clock.end_of(before.isoformat(), program.zone)))
        else:
            last = min(last, program.log.position_at(clock.end_of(one.bound, program.zone)))
    return first, last


class _Summary:
    """Passes entries on that fit, and counts them by who recorded them, and by table.

    Attributes:
        count: How many went by.
    """

    def __init__(self) -> None:
        self.count = 0
        self._delays: dict[tuple[str, str, str], list[int]] = {}

    def counting(self, rows: Iterable[Row], where: Sequence[Filter]) -> Iterator[Row]:
        """Yield the rows that fit."""
        from projections.reading.stream import ended

        with ended(rows):
            for row in rows:
                if all(one.fits(dict(row)) for one in where):
                    key = row["recorded_by"] or "", row["record_table"], row["table_zh"]
                    counted = self._delays.setdefault(key, [0, 0, 0])
                    counted[0] += 1
                    counted[1] += row["delay_days"]
                    counted[2] = max(counted[2], row["delay_days"])
                    self.count += 1
                    yield row

    def rows(self) -> list[dict[str, Any]]:
        """Return the sums: most entries first."""
        found = [
            {
                "recorded_by": by,
                "record_table": table,
                "table_zh": zh,
                "entries": entries,
                "most_days": most,
                "mean_days": f"{total / entries:.1f}".removesuffix(".0"),
            }
            for (by, table, zh), (entries, total, most) in self._delays.items()
        ]
        return sorted(found, key=lambda row: (-row["entries"], row["recorded_by"], row["record_table"]))


def _show(answer: Output, headings: Sequence[Heading], found: Stream, summary: _Summary) -> None:
    """Print the first entries, or all, and then the summary of all."""
    from replay.telling.output import say_written
    from replay.telling.screen.rows import FIRST_ROWS, print_rows, print_title

    everything = answer.everything or answer.file is not None
    rows = found.rows()
    shown = list(rows if everything else islice(rows, FIRST_ROWS))
    for _ in rows:  # the summary counts them
        pass
    with answer.console() as console:
        print_rows(console, headings, shown, everything=everything, count=lambda: summary.count)
        if summary.count:
            print_title(console, say("By user and table", "按记录人和表"))
            print_rows(console, COUNTED, summary.rows(), everything=True, counted=False)
    if answer.file is not None:
        say_written(answer.file, summary.count)
