"""`medledger event`: one event of the log, with its proof."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from replay.cli.session import tables_at
from replay.telling.headings import of_column, to_second
from replay.telling.options import FormatOption, LedgerOption, OutputOption
from replay.telling.output import chosen
from replay.telling.wording import examples, say

if TYPE_CHECKING:
    from rich.console import Console

app = typer.Typer(rich_markup_mode=None, add_completion=False)

_EN = (
    "Show one event: its document, the row in which it shows, its findings, who recorded it and with which "
    "key, and the proof that it lies under the newest checkpoint, checked.\n\n"
    'The JSON is {"position", "type", "title", "row", "event_time", "record_time", "recorded_by", '
    '"recorded_by_verified", "signatures", "source", "key", "voided_by", "findings", "document", "personal", '
    '"stored", "proof"}: `stored` is the document byte for byte, `personal` what lies beside it (null where '
    'erased), `proof` is {"leaf", "size", "root", "path", "note", "checked", "problem"} with '
    "leaf = SHA-256(0x00 and the bytes). Nobody who only names himself (MEDLEDGER_USER, the account) is "
    "verified."
)
_ZH = (
    "查看一个事件：单据内容、对应的记录行、违规、记录人和录入键，以及它在最新检查点之下的证明（并当场核对）。\n\n"
    'JSON 为 {"position", "type", "title", "row", "event_time", "record_time", "recorded_by", '
    '"recorded_by_verified", "signatures", "source", "key", "voided_by", "findings", "document", "personal", '
    '"stored", "proof"}：stored 为逐字节的原文，personal 为另存的个人信息（已删除为 null），'
    'proof 为 {"leaf", "size", "root", "path", "note", "checked", "problem"}，'
    "leaf = SHA-256(0x00 加原文字节)。仅由环境变量或系统账户报名的记录人未经核实。"
)


@app.command(
    help=say(_EN, _ZH),
    epilog=examples("medledger event 1207", "medledger event 1207 --format json --output 事件.json"),
)
def event(
    position: Annotated[int, typer.Argument(metavar="N", help=say("Position in the log.", "日志位置。"))],
    ledger: LedgerOption = None,
    form: FormatOption = None,
    output: OutputOption = None,
) -> None:
    """Show one event."""
    from replay.one_event import event_told

    answer = chosen(form, output)
    with tables_at(ledger) as program:
        found = event_told(program, position)
    answer.document(found, lambda console: _show(console, found))


def _show(console: Console, found: dict[str, Any]) -> None:
    title, row = found["title"], found["row"]
    console.print(
        say(
            f"Event {found['position']}: {title['en']} ({found['type']})",
            f"事件 {found['position']}：{title['zh']}（{found['type']}）",
        ),
        soft_wrap=True,
    )
    number = "/".join(str(value) for key, value in (row or {}).items() if key not in {"table", "stage"})
    mark = "" if found["recorded_by_verified"] else say(" (unverified)", "（未核实）")
    lines = (
        (say("Row", "记录"), f"{row['table']} {number}" if row else None),
        (say("Happened", "业务时间"), _time(found["event_time"])),
        (say("Recorded", "记录时间"), _time(found["record_time"])),
        (say("By", "记录人"), f"{found['recorded_by']}{mark}"),
        (say("Source", "来源"), found["source"]),
        (say("Key", "录入键"), found["key"]),
        (say("Voided by", "作废于位置"), found["voided_by"]),
    )
    for name, value in lines:
        if value is not None:
            console.print(f"  {name}: {value}", soft_wrap=True, markup=False, highlight=False)
    _show_document(console, found)
    _show_proof(console, found["proof"])


def _time(text: str | None) -> str | None:
    return None if text is None else to_second(text)


def _show_document(console: Console, found: dict[str, Any]) -> None:
    """Print the columns of an event by their titles, and what it broke."""
    from ledger.events import catalogue

    table = None if found["row"] is None else catalogue.table(found["row"]["table"])
    console.print()
    for key, value in found["document"]["data"].items():
        column = None if table is None else table.by_key.get(key)
        shown = found["personal"].get(key, value)
        if key in found["personal"] and shown is None:
            shown = say("(erased)", "（已删除）")
        heading = None if column is None or table is None else of_column(table, column)
        title, text = (key, str(shown)) if heading is None else (heading.title, heading.shown(shown))
        console.print(f"  {title}: {text}", soft_wrap=True, markup=False, highlight=False)
    for one in found["findings"]:
        console.print(f"  {one['rule']}: {one['message']}", soft_wrap=True, markup=False, highlight=False)


def _show_proof(console: Console, proof: dict[str, Any]) -> None:
    console.print()
    if proof["checked"]:
        console.print(
            say(
                f"Proved: under the checkpoint of size {proof['size']}, root {proof['root']}, "
                f"by {len(proof['path'])} hashes.",
                f"已证明：位于大小 {proof['size']}、根 {proof['root']} 的检查点之下，"
                f"经 {len(proof['path'])} 个哈希。",
            ),
            soft_wrap=True,
        )
    else:
        console.print(proof["problem"]["message"], soft_wrap=True)
        console.print(proof["problem"]["advice"], soft_wrap=True)
