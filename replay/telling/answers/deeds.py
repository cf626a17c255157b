"""What was done by whom."""

from __future__ import annotations

from replay.telling.headings import Heading

KINDS = {
    "recorded": "登记",
    "refused": "拦截",
    "overridden": "放行",
    "exported": "导出",
    "erased": "删除个人信息",
    "signed_in": "登录",
    "visited": "检查员查看",
    "administered": "账本维护",
}
HEADINGS = (
    Heading("at", "时间", "datetime", rank=0),
    Heading("kind", "类别", "enum", KINDS, rank=0),
    Heading("by", "人员", rank=0),
    Heading("by_verified", "已核实", "boolean", rank=2),
    Heading("table", "记录表", rank=1),
    Heading("number", "单号", rank=0),
    Heading("what", "内容", rank=1),
    Heading("position", "日志位置", "integer", rank=1),
    Heading("rule", "规则", rank=1),
    Heading("approver", "批准人", rank=2),
    Heading("source", "来源", rank=2),
    Heading("key", "录入键"),
    Heading("title", "名称"),
)
