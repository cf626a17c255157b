"""`medledger erase`: the personal values of one subject, gone for good, as an event that says so."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from ledger.errors import CommandError, Problem
from replay.cli.session import ledger_at
from replay.telling.options import FormatOption, LedgerOption, OutputOption
from replay.telling.output import chosen
from replay.telling.wording import examples, say

if TYPE_CHECKING:
    from rich.console import Console

app = typer.Typer(rich_markup_mode=None, add_completion=False)

WHAT_TO_ERASE = Problem(
    "what_to_erase",
    "删除个人信息：应给出 --subject、--reason 和 --approver，或单独给出 --again，实际不是。",
    "Erasing personal values: expected --subject, --reason and --approver, or --again alone, got others.",
    "例如 medledger erase --subject customers/K001 --reason 本人要求 --approver S01。",
    'For example medledger erase --subject customers/K001 --reason "asked for" --approver S01.',
)


@app.command(
    help=say(
        "Erase the personal values of one subject in the database, the tables and their files. An event says "
        "who erased what, why and by whose approval; answers show null from then on, and every proof still "
        "holds. After a backup was put back, --again erases what the log says was erased.",
        "删除某一对象的个人信息：数据库、记录表及其文件中的值。由事件记明何人、为何、经谁批准删除了哪些字段；"
        "此后答案中为空，所有证明依然成立。恢复备份后用 --again 按日志再次删除。",
    ),
    epilog=examples(
        "medledger erase --subject customers/K001 --reason 本人要求 --approver S01",
        "medledger erase --subject complaints/TS-1 --reason 保存期满 --approver S01",
        "medledger erase --again",
    ),
)
def erase(
    subject: Annotated[
        str | None,
        typer.Option(
            "--subject",
            metavar="TABLE/CODE",
            help=say("Whose values: a table and a code or number in it.", "谁的信息：表/编号。"),
        ),
    ] = None,
    reason: Annotated[
        str | None,
        typer.Option(
            "--reason", metavar="TEXT", help=say("Why; never the values.", "原因；不要写入被删的值。")
        ),
    ] = None,
    approver: Annotated[
        str | None,
        typer.Option(
            "--approver",
            metavar="STAFF",
            help=say(
                "Who approves: a member of staff other than the one who records.",
                "批准人：记录人以外的在册人员。",
            ),
        ),
    ] = None,
    again: Annotated[
        bool,
        typer.Option(
            "--again",
            help=say("Erase once more what the log says was erased.", "按日志再次删除已记明删除的内容。"),
        ),
    ] = False,
    *,
    ledger: LedgerOption = None,
    form: FormatOption = None,
    output: OutputOption = None,
) -> None:
    """Erase personal values."""
    answer = chosen(form, output, rows=False)
    given = (subject, reason, approver)
    if again != all(one is None for one in given) or (not again and None in given):
        raise CommandError(WHAT_TO_ERASE)
    from replay import erasure

    with ledger_at(ledger) as program:
        if again:
            done = erasure.erase_again(program)
        else:
            done = erasure.erase(program, subject or "", reason=reason or "", approver=approver or "")
    found = done.as_json()
    answer.receipt(found, lambda console: _show(console, found))


def _show(console: Console, found: dict[str, Any]) -> None:
    count, places = found["values"], len(found["positions"])
    if not count:
        console.print(say("Nothing was left to erase.", "没有可删除的个人信息。"))
    else:
        console.print(
            say(f"Erased {count} values of {places} events.", f"已删除 {places} 条事件的 {count} 个值。")
        )
    if found["rejected_rows"]:
        console.print(
            say(
                f"Threw away {found['rejected_rows']} rejected rows that waited to be corrected.",
                f"已删除待改正的拒收行 {found['rejected_rows']} 行。",
            )
        )
    if found["position"] is not None:
        console.print(
            say(f"Recorded as event {found['position']}.", f"已记为第 {found['position']} 条事件。")
        )
    for text in found["remains"]:
        console.print(say(f"Note: {text}", f"注：{text}"), soft_wrap=True)
