"""The options that many verbs share, each stated once."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from replay.cli.wording import say


def _or_before_the_verb(context: typer.Context, value: str | None) -> str | None:
    """Return `--ledger` as given after the verb, else as given before it."""
    root = context.find_root()
    return value if value is not None or root is context else root.params.get("ledger")


LedgerOption = Annotated[
    str | None,
    typer.Option(
        "--ledger",
        metavar="PATH_OR_URL",
        callback=_or_before_the_verb,
        help=say(
            "SQLite file or postgresql:// URL; else MEDLEDGER_URL, else medledger.db here.",
            "SQLite 文件或 postgresql:// 地址；缺省取 MEDLEDGER_URL，再缺省为当前目录的 medledger.db。",
        ),
    ),
]
FormatOption = Annotated[
    str | None,
    typer.Option(
        "--format",
        metavar="table|json|csv|xlsx",
        help=say(
            "How to print; a table on a terminal, else json.", "输出格式；终端上缺省为 table，否则为 json。"
        ),
    ),
]
OutputOption = Annotated[
    Path | None,
    typer.Option(
        "--output", metavar="FILE", help=say("Write to this file instead.", "写入文件，而不是屏幕。")
    ),
]
AllOption = Annotated[
    bool,
    typer.Option(
        "--all",
        help=say("Show every row on the terminal, not the first 200.", "在终端显示全部行，而不止前 200 行。"),
    ),
]
WhereOption = Annotated[
    list[str] | None,
    typer.Option(
        "--where",
        metavar="FIELD=VALUE",
        help=say(
            "Only rows with this value; of one field repeated any, of several fields all.",
            "只取该字段为此值的行；同一字段可给多个值，不同字段须同时满足。",
        ),
    ),
]
AtOption = Annotated[
    str | None,
    typer.Option(
        "--at",
        metavar="T",
        help=say(
            "What was true then: a day (its end) or a time; now if left out.",
            "业务时点：日期（当日结束）或时间；缺省为现在。",
        ),
    ),
]
KnownAtOption = Annotated[
    str | None,
    typer.Option(
        "--known-at",
        metavar="K",
        help=say(
            "As known then: a day (its end), a time or a position of the log; now if left out.",
            "认知时点：日期（当日结束）、时间或日志位置；缺省为现在。",
        ),
    ),
]
