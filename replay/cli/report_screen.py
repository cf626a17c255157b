"""A report on a screen, and what is said of an issue."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from replay.telling.headings import Heading
from replay.telling.wording import say

if TYPE_CHECKING:
    from rich.console import Console

    from replay.reports.declared import Report
    from replay.reports.issuing import Issued

ISSUED = (
    Heading("issue_no", "签发编号", rank=1),
    Heading("report", "报表", rank=1),
    Heading("period_from", "统计期间起", "date", rank=1),
    Heading("period_to", "统计期间止", "date", rank=1),
    Heading("position", "日志位置", "integer", rank=2),
    Heading("rows", "行数", "integer", rank=2),
    Heading("file", "文件", rank=1),
    Heading("digest", "摘要值", rank=3),
    Heading("found", "重算摘要值", rank=3),
    Heading("agrees", "是否一致", "boolean", rank=1),
)


def receipt_of(issued: Issued, file: Path | None) -> dict[str, Any]:
    """Return what is said of an issue."""
    basis = issued.document["basis"]
    return {
        "issue_no": issued.number,
        "report": issued.report.name,
        "period_from": basis["period_from"],
        "period_to": basis["period_to"],
        "position": basis["position"],
        "rows": len(issued.document["rows"]),
        "file": str(file) if file is not None else None,
        "digest": issued.digest,
        "agrees": issued.agrees,
    }


def show_receipt(console: Console, receipt: dict[str, Any]) -> None:
    """Print what is said of an issue."""
    from replay.telling.screen.rows import print_rows

    print_rows(console, ISSUED, [receipt], everything=True, counted=False)


def show(console: Console, wanted: Report, document: dict[str, Any], *, everything: bool) -> None:
    """Print a report: its title, what it rests on, its rows, and the cases that break a limit."""
    from replay.telling.files.report_files import headings_of, headings_of_part
    from replay.telling.screen.rows import print_basis, print_rows, print_title

    basis = document["basis"]
    print_title(console, f"{say(wanted.en, wanted.zh)}  {basis['period_from']} – {basis['period_to']}")
    print_basis(console, basis)
    console.print(basis["code"], style="dim")
    print_rows(console, headings_of(wanted), document["rows"], everything=everything)
    cases = next((part for part in wanted.parts if part.key == "cases"), None)
    if cases is not None:
        broken = [row for row in document["cases"] if row["breach"]]
        print_title(console, say("Cases that break a limit", "未达标案件"))
        print_rows(console, headings_of_part(cases), broken, everything=everything)
