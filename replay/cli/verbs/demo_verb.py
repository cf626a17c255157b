"""`medledger demo`: the tour with a sample distributor's exports."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Annotated

import typer

from replay.telling.wording import examples, say

app = typer.Typer(rich_markup_mode=None, add_completion=False)


@app.command(
    help=say(
        "Take a tour: a new ledger in FOLDER, half a year of a sample distributor's exports imported, a "
        "recall answered before and after a correction, everything verified. A second run replaces the "
        "folder; a folder that holds anything else is left alone.",
        "演示一遍：在指定的文件夹中新建账本，导入示例企业半年的导出文件，在更正前后各回答一次召回，并全部校验。"
        "再次运行会替换该文件夹；存有其他内容的文件夹不会被改动。",
    ),
    epilog=examples("medledger demo", "medledger demo 演示"),
)
def demo(
    folder: Annotated[
        Path, typer.Argument(metavar="FOLDER", help=say("Where to make it.", "演示所用的文件夹。"))
    ] = Path("demo"),
) -> None:
    """Take the tour."""
    from replay.demo.tour import run_demo

    logging.getLogger().addHandler(logging.NullHandler())
    run_demo(folder)
