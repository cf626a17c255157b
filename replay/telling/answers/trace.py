"""Every movement of goods, who holds what, and what belongs to it."""

from __future__ import annotations

from ledger.errors import Problem
from replay.flow.words import KINDS, STATUSES
from replay.telling.headings import Heading, of_goods

TRACE_OF_WHAT = Problem(
    "trace_of_what",
    "追溯：应给出 --lot、--serial、--udi、--customer、--supplier 或 --receipt，实际没有。",
    "Tracing: expected --lot, --serial, --udi, --customer, --supplier or --receipt, got none.",
    "例如 medledger trace --lot L24；只按产品查询请用 medledger recall preview。",
    "For example medledger trace --lot L24; for a whole product use medledger recall preview.",
)
MOVEMENTS = (
    Heading("on_date", "日期", "date"),
    Heading("kind", "类别", "enum", KINDS),
    Heading("doc_no", "单号"),
    Heading("line", "行号", "integer"),
    *of_goods(),
    Heading("quantity", "数量", "decimal"),
    Heading("accepted", "验收合格数量", "decimal"),
    Heading("disposition", "处理结果"),
    Heading("supplier_code", "供货者编码"),
    Heading("supplier_name", "供货单位"),
    Heading("customer_code", "客户编码"),
    Heading("customer_name", "客户名称"),
    Heading("seller", "经办人"),
    Heading("sale_no", "销售单号"),
    Heading("sale_line", "销售单行号", "integer"),
    Heading("outstanding", "该客户在外数量", "decimal"),
    Heading("on_hand", "在库数量", "decimal"),
    Heading("from_status", "原状态", "enum", STATUSES),
    Heading("to_status", "新状态", "enum", STATUSES),
    Heading("position", "日志位置", "integer"),
    Heading("event_time", "业务时间", "datetime"),
    Heading("record_time", "记录时间", "datetime"),
    Heading("voided_at", "作废时间", "datetime"),
    Heading("linked_product_code", "对应换货产品编码"),
    Heading("linked_lot", "对应换货批号"),
    Heading("linked_serial", "对应换货序列号"),
    Heading("location_code", "货位"),
    Heading("receipt_no", "验收单号"),
    Heading("return_no", "退货单号"),
)
ON_SCREEN = (
    Heading("on_date", "日期", "date", rank=1),
    Heading("kind", "类别", "enum", KINDS, rank=1),
    Heading("doc_no", "单号", rank=1),
    *of_goods(rank=2),
    Heading("party", "往来单位", rank=1),
    Heading("quantity", "数量", "decimal", rank=1),
    Heading("outstanding", "在外", "decimal", rank=1),
    Heading("on_hand", "在库", "decimal", rank=1),
)
HOLDERS = (
    Heading("customer_code", "客户编码", rank=1),
    Heading("customer_name", "客户名称", rank=1),
    *of_goods(),
    Heading("outstanding", "在外数量", "decimal", rank=1),
)
RECALLS = (
    Heading("recall_no", "召回编号", rank=1),
    Heading("title", "召回名称", rank=1),
    Heading("level", "召回级别", rank=1),
    Heading("state", "状态", "enum", {"open": "进行中", "closed": "已结案"}, rank=1),
    Heading("drill", "演练", "boolean"),
    Heading("opened_at", "启动时间", "datetime", rank=2),
)
LOANERS = (
    Heading("repair_no", "维修编号", rank=1),
    Heading("as", "角色", "enum", {"loaner": "作为备用机借出", "in_place": "借用备用机"}, rank=1),
    Heading("customer_code", "客户编码", rank=1),
    Heading("loaner_product_code", "备用机产品编码", rank=2),
    Heading("loaner_serial", "备用机序列号", rank=1),
    Heading("loaner_issued_at", "借出时间", "datetime", rank=2),
    Heading("loaner_returned_at", "收回时间", "datetime", rank=2),
    Heading("loaner_state", "备用机状况", rank=3),
)
LINKS = (
    Heading("on_date", "日期", "date", rank=1),
    Heading("exchange_no", "换货编号", rank=1),
    Heading("customer_code", "客户编码", rank=2),
    *of_goods(),
    Heading("quantity", "数量", "decimal", rank=1),
    Heading("linked_product_code", "换出产品编码", rank=2),
    Heading("linked_lot", "换出批号", rank=1),
    Heading("linked_serial", "换出序列号", rank=1),
)
