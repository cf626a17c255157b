"""The columns of goods in the house, as a recall lists them."""

from __future__ import annotations

from replay.cli.headings import Heading, of_goods

UNIT = Heading("unit", "单位", rank=1)
STATUSES = {
    "saleable": "可销售",
    "quarantined": "待处理",
    "nonconforming": "不合格",
    "consigned": "选配在外",
    "on_loan": "借出在外",
    "in_repair": "返修中",
}
ON_HAND = (
    *of_goods(),
    Heading("status", "状态", "enum", STATUSES, rank=1),
    Heading("quantity", "数量", "decimal", rank=1),
    UNIT,
    Heading("customer_code", "客户编码", rank=2),
    Heading("customer_name", "客户名称", rank=2),
)
