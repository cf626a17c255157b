"""What the opening of a recall says besides its scope, as options of the command line."""

from __future__ import annotations

from dataclasses import dataclass, fields
from pathlib import Path
from typing import Annotated, Any

import typer

from replay.telling.options import Words
from replay.telling.wording import say


def _said(name: str, metavar: str, en: str, zh: str) -> Any:
    return typer.Option(f"--{name}", metavar=metavar, help=say(en, zh))


Why = Annotated[str, _said("reason", "TEXT", "Why, in words.", "原因。")]


@dataclass(frozen=True, slots=True)
class OpeningOptions:
    """What the opening of a recall says; most options are columns of `recalls`."""

    reason: Why
    level: Annotated[str | None, _said("level", "1|2|3", "Class of the recall.", "召回级别。")] = None
    origin: Annotated[
        str | None,
        _said(
            "origin",
            "registrant|supplier|own_finding|authority|buyer_disqualified|voluntary|drill",
            "Who started it.",
            "召回来源。",
        ),
    ] = None
    notice: Annotated[
        Path | None,
        _said("notice", "FILE", "The notice; filed with its digest.", "召回通知文件；连同摘要值归档。"),
    ] = None
    no: Annotated[
        str | None, _said("no", "NO", "Number of the recall; else the next one.", "召回编号；缺省为下一个。")
    ] = None
    drill: Annotated[bool, typer.Option("--drill", help=say("Only practise.", "模拟演练。"))] = False
    title: Annotated[str | None, _said("title", "TEXT", "Title.", "标题。")] = None
    ground: Annotated[
        str | None,
        _said(
            "ground",
            "quality_problem|batch_problem|large_recall|adverse_event|unqualified_buyer|other",
            "Class of the ground.",
            "召回事由类别。",
        ),
    ] = None
    notice_received_on: Annotated[
        str | None,
        _said(
            "notice-received-on",
            "T",
            "When the notice reached us; the clocks start then.",
            "收到召回通知的时间，时限由此起算。",
        ),
    ] = None
    notice_issuer: Annotated[
        str | None, _said("notice-issuer", "TEXT", "Who sent the notice.", "通知发出单位。")
    ] = None
    decided_on: Annotated[str | None, _said("decided-on", "D", "Day of the decision.", "召回决定日期。")] = (
        None
    )
    actions: Annotated[
        Words, _said("actions", "KEY", "Way of recall; may be repeated.", "召回措施；可重复。")
    ] = None
    demands: Annotated[str | None, _said("demands", "TEXT", "Demands of the notice.", "召回要求。")] = None
    opened_by: Annotated[str | None, _said("opened-by", "STAFF", "Who opens it.", "发起人。")] = None
    next_report_on: Annotated[
        str | None, _said("next-report-on", "D", "Day of the next progress report.", "下次报告日期。")
    ] = None

    def columns(self) -> dict[str, Any]:
        """Return what was said, by column."""
        typed = {one.name: getattr(self, one.name) for one in fields(self)}
        for option in ("notice", "drill"):
            del typed[option]
        typed["recall_no"] = typed.pop("no")
        typed["origin"] = "drill" if self.drill else self.origin
        return {key: value for key, value in typed.items() if value not in (None, [])}
