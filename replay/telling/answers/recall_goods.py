"""Goods of a scope: from whom they came, who has them, and what may belong to them."""

from __future__ import annotations

from replay.telling.headings import Heading, of_goods
from replay.telling.on_hand_headings import UNIT

RECEIVED = (
    Heading("supplier_code", "供货者编码", rank=2),
    Heading("supplier_name", "供货单位", rank=1),
    *of_goods(),
    Heading("quantity", "收货数量", "decimal", rank=1),
    Heading("accepted", "验收合格数量", "decimal", rank=1),
    UNIT,
    Heading("receipt_nos", "进货单号", "list", rank=2),
)
CONSIGNEES = (
    Heading("customer_code", "客户编码", rank=0),
    Heading("customer_name", "客户名称", rank=0),
    Heading("address", "地址"),
    Heading("contact", "联系人", rank=2),
    Heading("phone", "联系方式", rank=0),
    *of_goods(),
    Heading("sold", "销售数量", "decimal", rank=2),
    Heading("returned", "退回数量", "decimal", rank=2),
    Heading("outstanding", "在外数量", "decimal", rank=0),
    UNIT,
    Heading("first_sold_on", "首次销售日期", "date"),
    Heading("last_sold_on", "末次销售日期", "date"),
    Heading("sale_nos", "销售单号", "list"),
    Heading("sellers", "经办人", "list"),
)
REASONS = {
    "no_lot": "缺少批号",
    "no_serial": "缺少序列号",
    "lot_looks_alike": "批号形似",
    "open_finding": "批号、收货或数量存疑",
    "dates_unknown": "生产日期或失效日期不明",
    "udi_unreadable": "唯一标识无法识别",
}
POSSIBLE = (
    Heading("reason", "原因", "enum", REASONS, rank=1),
    Heading("customer_code", "客户编码", rank=1),
    *of_goods(),
    Heading("quantity", "数量", "decimal", rank=1),
    UNIT,
    Heading("table", "记录表", rank=2),
    Heading("doc_no", "单号", rank=1),
    Heading("line", "行号", "integer", rank=2),
)
BY_UNIT = (
    Heading("product_code", "产品编码", rank=1),
    UNIT,
    Heading("accepted", "验收合格数量", "decimal", rank=1),
    Heading("sold", "销售数量", "decimal", rank=1),
    Heading("returned", "退回数量", "decimal", rank=1),
    Heading("outstanding", "在外数量", "decimal", rank=1),
    Heading("on_hand", "在库数量", "decimal", rank=1),
)
