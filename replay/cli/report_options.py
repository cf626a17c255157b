"""Options of `medledger report` that no other verb has."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from replay.telling.wording import say

NameArgument = Annotated[
    str | None,
    typer.Argument(metavar="[NAME]", help=say("Name of a report.", "报表名，可用名称或中文题目。")),
]
MonthOption = Annotated[
    str | None, typer.Option("--month", metavar="YYYY-MM", help=say("Of this month.", "统计月份。"))
]
YearOption = Annotated[
    str | None, typer.Option("--year", metavar="YYYY", help=say("Of this year.", "统计年份。"))
]
FromOption = Annotated[
    str | None, typer.Option("--from", metavar="D", help=say("From this day on.", "统计期间的首日。"))
]
ToOption = Annotated[
    str | None, typer.Option("--to", metavar="D", help=say("Up to this day.", "统计期间的末日。"))
]
ChartOption = Annotated[
    Path | None,
    typer.Option(
        "--chart",
        metavar="FILE",
        help=say("Also draw it into this file: .svg or .html.", "另画图到此文件：.svg 或 .html。"),
    ),
]
IssueOption = Annotated[
    bool,
    typer.Option("--issue", help=say("Record that it is issued.", "签发：记录签发并写出文件。")),
]
IssuedByOption = Annotated[
    str | None,
    typer.Option(
        "--issued-by",
        metavar="STAFF",
        help=say("Who issues it; whoever records if left out.", "签发人；缺省为记录人。"),
    ),
]
IssuedToOption = Annotated[
    str | None,
    typer.Option("--issued-to", metavar="TEXT", help=say("Whom it is for.", "报送对象。")),
]
ReviewerOption = Annotated[
    str | None, typer.Option("--reviewer", metavar="STAFF", help=say("Who reviewed it.", "复核人。"))
]
IssuedOption = Annotated[
    str | None,
    typer.Option(
        "--issued",
        metavar="NO",
        help=say("Make this issued report again and compare.", "重现已签发的报表并核对摘要。"),
    ),
]
