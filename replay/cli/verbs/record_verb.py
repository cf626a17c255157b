"""`medledger record`: live entry of one document."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ledger.errors import CommandError, LedgerError
from replay.cli.refusals import tell_refusal
from replay.cli.session import ledger_at
from replay.doors.answering import entered_as_json, refusal_as_json
from replay.doors.overriding import overrides
from replay.telling.headings import Heading
from replay.telling.heard import note, tell
from replay.telling.options import AcceptClockOption, FormatOption, KeyOption, LedgerOption, OutputOption
from replay.telling.output import Output, chosen
from replay.telling.wording import examples, say

if TYPE_CHECKING:
    from rich.console import Console

    from ledger.entry.live import Entered, EntryRefusedError
    from replay.bootstrap import Program

app = typer.Typer(rich_markup_mode=None, add_completion=False)

HEADINGS = (
    Heading("position", "日志位置", "integer", rank=1),
    Heading("table", "记录表", rank=1),
    Heading("name", "编号", rank=1),
    Heading("state", "结果", rank=1),
    Heading("findings", "违反的规则", "list", rank=2),
)

_EN = (
    "Record one document, stated as JSON on standard input: a row as an object, several rows as a list "
    "or under lines, beside what they share. Members are column keys or Chinese headings, read like the "
    "cells of an import file. A number, line numbers and who acts are filled in where they are blank; "
    "time and person are the system's. Of a case, the member stage names the stage. Every rule refuses, "
    "and every broken rule is told; in JSON as "
    '{"refused":[{"line","rule","clause","code","message","advice","overridable","particulars"}]}, with rule '
    "null where the input itself is at fault. Refusals and overrides are recorded in gate_refusals. With "
    "--key the same document again gets the first receipt, marked repeated, and other content is refused; "
    "without one a document whose number the system gives is recorded once more. "
    "Exit code 2 if refused, 3 if other writers were always faster or the key was used for other content."
)
_ZH = (
    "录入一张单据，以 JSON 从标准输入读取：一行写成对象，多行写成列表，或放在 lines 中、共同内容写在外面。"
    "成员名为列的键或中文标题，取值同导入文件的单元格。留空的编号、行号和经办人由系统填写，时间和记录人取自系统。"
    "个案用成员 stage 指明环节。违反任何规则都不入账，并列出全部违反的规则；JSON 输出为 "
    '{"refused":[{"line","rule","clause","code","message","advice","overridable","particulars"}]}，'
    "输入本身有误时 rule 为 null。拦截和放行记入业务拦截记录。用 --key 重试同一单据返回首次回执（repeated），"
    "内容不同则拒绝；不用键时，由系统编号的单据重试会再次入账。"
    "拒绝时退出码为 2，始终被其他写入者抢先或键已用于其他内容为 3。"
)


@app.command(
    help=say(_EN, _ZH),
    epilog=examples(
        "medledger record sales < 销售单.json",
        "medledger record 销售记录 --file 销售单.json --check",
        "medledger record sales --key 20260501-0001 < 销售单.json",
        "medledger record sales --wait < 销售单.json",
        'medledger record sales --override G-01 --reason "急救" --approver E9 < 销售单.json',
    ),
)
def record(
    table: Annotated[
        str,
        typer.Argument(metavar="TABLE", help=say("Key or Chinese title of a table.", "表的键或中文表名。")),
    ],
    file: Annotated[
        Path | None,
        typer.Option(
            "--file", metavar="FILE", help=say("Read the document from a file.", "从文件读取单据。")
        ),
    ] = None,
    override: Annotated[
        list[str] | None,
        typer.Option(
            "--override",
            metavar="RULE",
            help=say(
                "Let this rule pass, where it allows that; may be repeated.", "放行允许放行的规则；可重复。"
            ),
        ),
    ] = None,
    reason: Annotated[
        list[str] | None,
        typer.Option(
            "--reason",
            metavar="TEXT",
            help=say("Why; one for each --override, or one for all.", "放行理由；逐项给出或共用一个。"),
        ),
    ] = None,
    approver: Annotated[
        list[str] | None,
        typer.Option(
            "--approver",
            metavar="STAFF",
            help=say("The head of quality who decides so.", "作出决定的质量负责人。"),
        ),
    ] = None,
    check: Annotated[
        bool,
        typer.Option("--check", help=say("Only say what it would do.", "只说明将会怎样，不入账。")),
    ] = False,
    wait: Annotated[
        bool,
        typer.Option(
            "--wait",
            help=say(
                "Answer once the record tables hold what was recorded.", "待记录表包含所录内容后再回答。"
            ),
        ),
    ] = False,
    key: KeyOption = None,
    accept_clock: AcceptClockOption = False,
    ledger: LedgerOption = None,
    form: FormatOption = None,
    output: OutputOption = None,
) -> int:
    """Record one document."""
    answer = chosen(form, output, rows=False)
    passed = overrides(override or [], reason or [], approver or [])
    with ledger_at(ledger) as program:
        from ledger.entry.live import EntryRefusedError
        from projections.answers.catalogue import named

        document = _parsed(program, table, _content(file))
        program.sealing.accept_clock_where(accept_clock and not check)
        try:
            entered = program.entering(table, document, overrides=passed, check=check, source="cli", key=key)
        except EntryRefusedError as error:
            return tell_entry(answer, error, named(table).key)
        found = entered_as_json(entered, check=check)
        if wait and not check:
            _wait(program, found)
    answer.receipt(found, lambda console: _show(console, entered, check=check))
    if not check:
        warn_of_repeats(entered)
    return 0


def _wait(program: Program, found: dict[str, Any]) -> None:
    """Let the tables reach what was recorded; where they cannot, what is recorded is told all the same."""
    try:
        found["tables"] = program.reached(found["position"])
    except LedgerError as error:
        tell(error.reason)


def _parsed(program: Program, table: str, content: bytes | str) -> Any:
    from ledger.entry.documents import parse

    try:
        return parse(content)
    except CommandError as error:
        program.note_refused(table, "cli", [error.code])
        raise


def _content(file: Path | None) -> bytes | str:
    from ledger.entry.documents import LONGEST

    if file is not None:
        with file.open("rb") as stream:
            return stream.read(LONGEST + 1)
    if sys.stdin is not None and sys.stdin.isatty():
        typer.echo(say("Type the JSON; end with Ctrl-D.", "请输入 JSON，以 Ctrl-D 结束。"), err=True)
    if sys.stdin is None:
        return b""
    typed = getattr(sys.stdin, "buffer", sys.stdin)
    content: bytes | str = typed.read(LONGEST + 1)
    return content


def _show(console: Console, entered: Entered, *, check: bool) -> None:
    from replay.telling.screen.rows import print_rows

    done = say("would be recorded", "将入账") if check else say("recorded", "已入账")
    if entered.repeated:
        done = say("recorded with this key before", "此前已用此键入账")
    rows: list[dict[str, Any]] = [
        {
            "position": None if check else one.position,
            "table": one.table,
            "name": "/".join(str(value) for value in one.identity.values()),
            "state": done,
            "findings": list(one.findings) or None,
        }
        for one in (*entered.recorded, *entered.arising)
    ]
    known = say("recorded before", "此前已入账")
    rows.extend(
        {"position": position, "table": entered.table, "state": known} for position in entered.duplicates
    )
    print_rows(console, HEADINGS, rows, everything=True, counted=False)
    console.print(say(f"Position {entered.position}.", f"日志位置 {entered.position}。"))


def warn_of_repeats(entered: Entered) -> None:
    """Tell on standard error that a repeat is recorded again, where neither key nor number prevents it."""
    if not entered.numbered or entered.key is not None:
        return
    number = next(iter(entered.recorded[0].identity.values()))
    again = (
        say("sells it again", "会再次销售")
        if entered.table == "sales"
        else say("records it again", "会再次入账")
    )
    line = say(
        f"The number {number} was given by the system: entering the same once more {again}. "
        "Use --key to retry safely.",
        f"编号 {number} 由系统给出：再次录入同样内容{again}。请用 --key 使重试安全。",
    )
    note(line, dim=True)


def tell_entry(answer: Output, error: EntryRefusedError, table: str) -> int:
    """Tell every reason of a refusal, and return the exit code.

    Sentences go to standard error, each once; as JSON the same is said as values, of each row.
    """
    for one in {(one.rule, one.reason.message()): one for one in error.refusals}.values():
        tell_refusal(one, table)  # once, though it may be of several rows
    if answer.format == "json":
        answer.document({"refused": [refusal_as_json(one) for one in error.refusals]}, lambda _console: None)
    return error.exit_code
