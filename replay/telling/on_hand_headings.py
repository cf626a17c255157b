"""The columns of goods in the house, as a recall lists them."""

from __future__ import annotations

from replay.flow import words
from replay.telling.headings import Heading, of_goods

UNIT = Heading("unit", "单位", rank=1)
_IN_HOUSE = ("saleable", "quarantined", "nonconforming", "consigned", "on_loan", "in_repair")
STATUSES = {key: words.STATUSES[key] for key in _IN_HOUSE}
ON_HAND = (
    *of_goods(),
    Heading("status", "状态", "enum", STATUSES, rank=1),
    Heading("quantity", "数量", "decimal", rank=1),
    UNIT,
    Heading("customer_code", "客户编码", rank=2),
    Heading("customer_name", "客户名称", rank=2),
)
