"""`medledger findings`: broken rules."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Annotated, Any

import typer

from replay.entrypoints.cli.headings import Heading, of_goods
from replay.entrypoints.cli.options import (
    AllOption,
    AtOption,
    FormatOption,
    KnownAtOption,
    LedgerOption,
    OutputOption,
)
from replay.entrypoints.cli.output import chosen, ended
from replay.entrypoints.cli.session import tables_at
from replay.entrypoints.cli.wording import examples, say

app = typer.Typer(rich_markup_mode=None, add_completion=False)

STATES = {"open": "未关闭", "closed": "已关闭"}
HEADINGS = (
    Heading("position", "日志位置", "integer", rank=1),
    Heading("rule", "规则", rank=1),
    Heading("state", "状态", "enum", STATES),
    Heading("record_table", "记录表", rank=1),
    Heading("doc_no", "单号", rank=1),
    Heading("line", "行号", "integer", rank=1),
    Heading("message", "说明", rank=1, sentence=True),
    Heading("customer_code", "客户编码"),
    Heading("supplier_code", "供货者编码"),
    *of_goods(rank=2),
    Heading("closed_by", "关闭方式"),
    Heading("event_time", "业务时间", "datetime"),
    Heading("record_time", "记录时间", "datetime"),
    Heading("voided_at", "作废时间", "datetime"),
)


@app.command(
    help=say(
        "List the rules that recorded facts break, open and resolved. Exit code 1 while any is open.",
        "列出已记录的业务违反的规则，包括未关闭的和已关闭的；有未关闭的即退出码为 1。",
    ),
    epilog=examples("medledger findings", "medledger findings --open --format csv --output 问题.csv"),
)
def findings(
    only_open: Annotated[
        bool,
        typer.Option("--open", help=say("List the open ones only.", "只列未关闭的。")),
    ] = False,
    at: AtOption = None,
    known_at: KnownAtOption = None,
    ledger: LedgerOption = None,
    form: FormatOption = None,
    output: OutputOption = None,
    everything: AllOption = False,
) -> int:
    """List broken rules."""
    from projections.views.findings import findings as found_at
    from replay.cutoff import reached

    answer = chosen(form, output, everything=everything)
    counter = _Counter()
    with tables_at(ledger) as program:
        cutoff = reached(program.log, program.readmodel, program.zone, at=at, known_at=known_at).cutoff
        with program.readmodel.reading() as connection:
            rows = found_at(connection, cutoff, zone=program.zone, open_only=only_open)
            answer.rows(HEADINGS, counter.told(rows))
    return 1 if counter.is_open else 0


class _Counter:
    """Passes findings on, each with its sentence, and remembers whether one is open."""

    def __init__(self) -> None:
        self.is_open = False

    def told(self, rows: Iterable[dict[str, Any]]) -> Iterator[dict[str, Any]]:
        from ledger.rules.registry import BY_ID

        with ended(rows):
            for row in rows:
                self.is_open = self.is_open or row["state"] == "open"
                rule = BY_ID.get(row["rule"])
                message = row["rule"] if rule is None else rule.message(row["particulars"])
                yield {**row, "message": message}
