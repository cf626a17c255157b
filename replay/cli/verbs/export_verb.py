"""`medledger export`: evidence bundles that a stranger can check."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ledger import settings
from replay.cli.session import tables_at
from replay.cli.verbs import export_epcis
from replay.telling.options import FormatOption, LedgerOption, Times, grouped
from replay.telling.output import chosen
from replay.telling.wording import examples, say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.console import Console


app = typer.Typer(rich_markup_mode=None, add_completion=False)


@dataclass(frozen=True, slots=True)
class Destination:
    """Where a bundle goes, for whom, and what goes with it."""

    place: Annotated[
        Path,
        typer.Option(
            "--output",
            metavar="PATH",
            help=say(
                "The bundle: a folder that is not there yet, or a file that ends in .zip.",
                "证据包的位置：尚不存在的文件夹，或以 .zip 结尾的文件。",
            ),
        ),
    ]
    since: Annotated[
        Path | None,
        typer.Option(
            "--since",
            metavar="CHECKPOINT",
            help=say(
                "A checkpoint that the receiver holds: prove that nothing was changed since.",
                "收件人先前持有的检查点文件：附上此后只增不改的证明。",
            ),
        ),
    ] = None
    personal: Annotated[
        str | None,
        typer.Option(
            "--personal",
            metavar="PURPOSE",
            help=say(
                "Include personal data, for this purpose; left out by default.",
                "列入个人信息，并注明用途；缺省不列入。",
            ),
        ),
    ] = None
    receiver: Annotated[
        str | None,
        typer.Option("--for", metavar="RECEIVER", help=say("For whom it is made.", "收件人。")),
    ] = None


_HELP = say(
    "Write an evidence bundle: the tables as CSV, XLSX and PDF, the events that they rest on, a proof of "
    "each to the signed checkpoint, and a checker that needs Python alone. The same basis gives the same "
    "bytes. "
    'Prints {"bundle", "digest", "tables", "views", "papers", "events", "checkpoint", "left_out"}.',
    "写出证据包：CSV、XLSX 和 PDF 表格、其所依据的事件、每条事件到已签署检查点的证明，"
    "以及只需 Python 的核验程序。同一基准逐字节相同。"
    '输出 {"bundle", "digest", "tables", "views", "papers", "events", "checkpoint", "left_out"}。',
)


@app.callback(
    help=_HELP,
    epilog=examples(
        "medledger export table sales returns --output 证据.zip",
        "medledger export lot P01 L24 --output 批次证据",
        "medledger export inspection --from 2026-01-01 --to 2026-06-30 --output 检查.zip",
        "medledger export recall ZH-2026-001 --output 召回.zip --for 生产企业 --since 检查点.txt",
    ),
)
def _export() -> None:
    pass


@app.command(
    short_help=say("whole record tables", "整张记录表"),
    help=say("Export whole record tables.", "导出整张记录表。"),
    epilog=examples("medledger export table sales returns --output 证据.zip"),
)
@grouped
def table(
    keys: Annotated[
        list[str],
        typer.Argument(
            metavar="KEY...", help=say("Keys or Chinese titles of tables.", "记录表的键或中文名。")
        ),
    ],
    *,
    to: Destination,
    times: Times,
    ledger: LedgerOption = None,
    form: FormatOption = None,
) -> None:
    """Export whole tables."""
    _write(ledger, form, to, times, "table", keys)


@app.command(
    short_help=say("the records of GSP article 21 in their order", "规范第二十一条所列质量记录"),
    help=say(
        "Export what an inspector asks for: the records of GSP article 21 in their order, for a period.",
        "导出检查所需：规范第二十一条所列质量记录，按其顺序，限定期间。",
    ),
    epilog=examples("medledger export inspection --from 2026-01-01 --to 2026-06-30 --output 检查.zip"),
)
@grouped
def inspection(
    first: Annotated[
        str, typer.Option("--from", metavar="D", help=say("First business day.", "起始业务日期。"))
    ],
    last: Annotated[str, typer.Option("--to", metavar="D", help=say("Last business day.", "截止业务日期。"))],
    *,
    to: Destination,
    times: Times,
    ledger: LedgerOption = None,
    form: FormatOption = None,
) -> None:
    """Export the records of an inspection."""
    _write(ledger, form, to, times, "inspection", [first, last])


ProductArgument = Annotated[str, typer.Argument(metavar="PRODUCT", help=say("Product code.", "产品编码。"))]


@app.command(
    short_help=say("everything about a lot", "一个批次的全部记录"),
    help=say(
        "Export everything about a lot; of one that was never there the bundle is empty and says so.",
        "导出一个批次的全部记录；从未有过的批次，证据包为空并注明。",
    ),
    epilog=examples("medledger export lot P01 L24 --output 批次.zip"),
)
@grouped
def lot(
    product: ProductArgument,
    code: Annotated[str, typer.Argument(metavar="LOT", help=say("Lot.", "生产批号。"))],
    *,
    to: Destination,
    times: Times,
    ledger: LedgerOption = None,
    form: FormatOption = None,
) -> None:
    """Export everything about a lot."""
    _write(ledger, form, to, times, "lot", [product, code])


@app.command(
    short_help=say("everything about one unit", "一件产品的全部记录"),
    help=say(
        "Export everything about one unit; of one that was never there the bundle is empty and says so.",
        "导出一件产品的全部记录；从未有过的，证据包为空并注明。",
    ),
    epilog=examples("medledger export unit P01 SN7 --output 单件.zip"),
)
@grouped
def unit(
    product: ProductArgument,
    code: Annotated[str, typer.Argument(metavar="SERIAL", help=say("Serial number.", "序列号。"))],
    *,
    to: Destination,
    times: Times,
    ledger: LedgerOption = None,
    form: FormatOption = None,
) -> None:
    """Export everything about one unit."""
    _write(ledger, form, to, times, "unit", [product, code])


NumberArgument = Annotated[str, typer.Argument(metavar="NO", help=say("Its number.", "编号。"))]


@app.command(
    short_help=say("a recall with its goods", "一次召回及其货物"),
    help=say(
        "Export a recall: its stages, and everything about the goods that it names.",
        "导出一次召回：各环节，以及所涉货物的全部记录。",
    ),
    epilog=examples("medledger export recall ZH-2026-001 --output 召回.zip --for 生产企业"),
)
@grouped
def recall(
    number: NumberArgument,
    *,
    to: Destination,
    times: Times,
    ledger: LedgerOption = None,
    form: FormatOption = None,
) -> None:
    """Export a recall."""
    _write(ledger, form, to, times, "recall", [number])


@app.command(
    short_help=say("a complaint and what names it", "一件投诉及相关记录"),
    help=say("Export a complaint and whatever names it.", "导出一件投诉及所有提及它的记录。"),
    epilog=examples("medledger export complaint TS-202605-0001 --output 投诉.zip"),
)
@grouped
def complaint(
    number: NumberArgument,
    *,
    to: Destination,
    times: Times,
    ledger: LedgerOption = None,
    form: FormatOption = None,
) -> None:
    """Export a complaint."""
    _write(ledger, form, to, times, "complaint", [number])


@app.command(
    "adverse-event",
    short_help=say("an adverse event and what names it", "一起不良事件及相关记录"),
    help=say("Export an adverse event and whatever names it.", "导出一起不良事件及所有提及它的记录。"),
    epilog=examples("medledger export adverse-event BLSJ-2026-0001 --output 不良事件.zip"),
)
@grouped
def adverse_event(
    number: NumberArgument,
    *,
    to: Destination,
    times: Times,
    ledger: LedgerOption = None,
    form: FormatOption = None,
) -> None:
    """Export an adverse event."""
    _write(ledger, form, to, times, "adverse-event", [number])


@app.command(
    "self-inspection",
    short_help=say("the self-inspection of a year", "年度自查及其依据"),
    help=say(
        "Export the self-inspection of a year and the records that it rests on.",
        "导出某一年度的自查报告及其所依据的记录。",
    ),
    epilog=examples("medledger export self-inspection 2025 --output 自查.zip"),
)
@grouped
def self_inspection(
    year: Annotated[int, typer.Argument(metavar="YEAR", min=1900, max=9997, help=say("The year.", "年度。"))],
    *,
    to: Destination,
    times: Times,
    ledger: LedgerOption = None,
    form: FormatOption = None,
) -> None:
    """Export the self-inspection of a year."""
    _write(ledger, form, to, times, "self-inspection", [str(year)])


def _write(
    ledger: str | None,
    form: str | None,
    to: Destination,
    times: Times,
    name: str,
    words: Sequence[str],
) -> None:
    """Make the bundle, and print what is in it and what is not."""
    answer = chosen(form, None, rows=False)
    with tables_at(ledger) as program:
        from replay.evidence.exporting import Wish, export
        from replay.evidence.named_packs import pack_named
        from replay.evidence.since import read_since_of

        resolved = times.reached(program, "export")
        since = None if to.since is None else read_since_of(program.log, to.since)
        wish = Wish(since, to.personal, to.receiver, settings.authority())
        made = export(program, pack_named(name, words)(program, resolved), resolved, to.place, wish).as_json()
    answer.document(made, lambda console: _show(console, made))


def _show(console: Console, made: dict[str, Any]) -> None:
    def tell(line: str) -> None:
        console.print(line, soft_wrap=True, markup=False)

    rows = ", ".join(f"{one['key']} {one['rows']}" for one in made["tables"])
    tell(say(f"Wrote {made['bundle']}: {rows}", f"已写出 {made['bundle']}：{rows}"))
    views = ", ".join(f"{one['key']} {one['rows']}" for one in made["views"])
    papers = "、".join(one["title"] for one in made["papers"])
    if views:
        tell(say(f"Views: {views}", f"视图：{views}"))
    if papers:
        tell(say(f"Papers: {papers}", f"文书：{papers}"))
    size = made["checkpoint"]["size"]
    tell(
        say(
            f"{made['events']} events, each proved to the checkpoint of {size}.",
            f"事件 {made['events']} 条，均证明至大小为 {size} 的检查点。",
        )
    )
    tell(f"sha256 {made['digest']}")
    for missing in made["left_out"]:
        tell(say(f"Not in it: {missing['message']}", f"未列入：{missing['message']}"))


export_epcis.add_to(app)
