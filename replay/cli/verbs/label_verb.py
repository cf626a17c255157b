"""`medledger label`: labels of goods with their UDI, as a picture to print."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from ledger.errors import CommandError, Problem
from replay.cli.session import tables_at
from replay.telling.options import LedgerOption, Times, grouped
from replay.telling.output import Output, say_written
from replay.telling.wording import examples, say

app = typer.Typer(rich_markup_mode=None, add_completion=False)

LABEL_IS_SVG = Problem(
    "label_is_svg",
    "绘制标签：文件名应以 .svg 结尾，实际为 {file}。",
    "Drawing a label: expected a file that ends in .svg, got {file}.",
    "例如 --output 标签.svg。",
    "For example --output label.svg.",
)


@app.command(
    help=say(
        "Draw labels with the UDI of goods, as SVG: a GS1 DataMatrix and, beside it, what it says. One label "
        "for each --serial, else one for the lot. Dates are those of the receipts. The product must have a "
        "GTIN as its device identifier.",
        "绘制载有唯一标识的标签（SVG）：GS1 DataMatrix 码及其文字。每个 --serial 一张，否则该批号一张。"
        "日期取自验收记录。产品的产品标识须为 GTIN。",
    ),
    epilog=examples(
        "medledger label --product P01 --lot L24 --output 标签.svg",
        "medledger label --product P02 --serial SN1 --serial SN2 --output 标签.svg",
    ),
)
@grouped
def label(
    product: Annotated[
        str, typer.Option("--product", metavar="P", help=say("Product code or name.", "产品编码或名称。"))
    ],
    output: Annotated[
        Path,
        typer.Option(
            "--output", metavar="FILE", help=say("The picture, FILE.svg.", "图片文件，以 .svg 结尾。")
        ),
    ],
    lot: Annotated[str | None, typer.Option("--lot", metavar="L", help=say("Lot.", "生产批号。"))] = None,
    serial: Annotated[
        list[str] | None,
        typer.Option("--serial", metavar="S", help=say("Serial number; several times.", "序列号，可多次。")),
    ] = None,
    *,
    times: Times,
    ledger: LedgerOption = None,
) -> None:
    """Draw labels."""
    if output.suffix.lower() != ".svg":
        raise CommandError(LABEL_IS_SVG, file=output)
    with tables_at(ledger) as program:
        from replay.labels.drawing import drawn
        from replay.labels.goods import labels_of
        from replay.recalls.named import asking

        resolved = times.reached(program, "label")
        with asking(program, resolved=resolved) as (query, _):
            content = drawn(labels_of(query, product, lot, serial or ()))
    with Output("svg", output).destination() as target:
        target.write(content)
    say_written(output)
