"""Words of the pages of goods and records: search, tables, lots, recalls, entry."""

from __future__ import annotations

from typing import Final

OF_GOODS: Final[dict[str, tuple[str, str]]] = {
    "other_basis": ("企业文件和本账本的要求", "House documents and this ledger"),
    "table_title": ("记录表", "Table"),
    "rows": ("行数", "Rows"),
    "asked_by": ("依据", "Asked for by"),
    "derived": ("推导", "derived"),
    "filter": ("筛选", "Filter"),
    "from_day": ("从", "From"),
    "to_day": ("到", "To"),
    "column": ("列", "Column"),
    "sign": ("条件", "Condition"),
    "sign_1": ("等于", "is"),
    "sign_2": ("包含", "contains"),
    "sign_3": ("不小于", "at least"),
    "sign_4": ("不大于", "at most"),
    "value": ("值", "Value"),
    "sort": ("排序", "Order"),
    "with_struck": ("含作废", "With voided rows"),
    "all_columns": ("全部列", "All columns"),
    "filtered": ("已筛选：{what}", "Filtered by {what}"),
    "no_filter": ("取消筛选", "Without filters"),
    "download": ("下载：", "Download:"),
    "rows_on_page": ("本页 {count} 行", "{count} rows on this page"),
}
