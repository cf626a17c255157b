"""Which evidence left the house, when, by whom, for whom."""

from __future__ import annotations

from replay.telling.headings import Heading

HEADINGS = (
    Heading("position", "日志位置", "integer", rank=1),
    Heading("exported_at", "导出时间", "datetime", rank=0),
    Heading("exported_by", "导出人", rank=0),
    Heading("pack", "证据包", rank=0),
    Heading("arguments", "范围", rank=0),
    Heading("for", "收件人", rank=1),
    Heading("personal", "个人信息用途", rank=2),
    Heading("at", "截至日期", "datetime"),
    Heading("known_at", "所依据的录入时间", "datetime"),
    Heading("basis_position", "基准位置", "integer"),
    Heading("rows", "行数", "integer", rank=2),
    Heading("events", "事件数", "integer"),
    Heading("digest", "摘要值", rank=2),
)
