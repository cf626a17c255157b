"""Answers of a federation as rows: its houses, who has goods, and each step of their way."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from replay.flow import words
from replay.telling.headings import Heading, Row
from replay.telling.on_hand_headings import UNIT
from replay.telling.wording import say

STATES = {"current": "已更新", "unreachable": "无法访问", "older": "早于先前所见"}
HOUSES = (
    Heading("house", "单位", rank=0),
    Heading("state", "状态", "enum", STATES, rank=0),
    Heading("position", "日志位置", "integer", rank=0),
    Heading("last_recorded", "最近记录时间", "datetime", rank=1),
    Heading("behind", "落后", "boolean", rank=1),
    Heading("uscc", "统一社会信用代码", rank=1),
    Heading("root", "根", rank=2),
    Heading("reason", "原因", rank=1, sentence=True),
)
_GOODS = (
    Heading("udi_di", "产品标识(UDI-DI)", rank=2),
    Heading("registration_no", "注册证编号", rank=3),
    Heading("model", "型号", rank=2),
    Heading("lot", "生产批号", rank=0),
    Heading("serial", "序列号", rank=1),
)
HOLDERS = (
    Heading("house", "单位", rank=0),
    Heading("status", "状态", "enum", words.STATUSES, rank=0),
    Heading("customer_code", "客户编码", rank=1),
    Heading("customer_name", "客户名称", rank=1),
    Heading("customer_uscc", "统一社会信用代码", rank=2),
    Heading("product_code", "产品编码", rank=1),
    *_GOODS,
    Heading("quantity", "数量", "decimal", rank=0),
    UNIT,
)
CLASSES = {
    "agree": "一致",
    "quantities_differ": "数量不符",
    "sent_not_received": "已发未收",
    "received_not_sent": "已收未发",
    "no_code": "缺少信用代码",
    "final_customer": "售出联盟",
    "entered_group": "进入联盟",
}
FLOWS = {"delivery": "供货", "return": "退货"}
LINKS = (
    Heading("class", "类别", "enum", CLASSES, rank=0),
    Heading("flow", "方向", "enum", FLOWS, rank=2),
    Heading("from", "发出", rank=0),
    Heading("to", "收到", rank=0),
    Heading("from_uscc", "发出方信用代码", rank=3),
    Heading("to_uscc", "收到方信用代码", rank=3),
    *_GOODS[:-1],
    Heading("serials", "序列号", "list", rank=2),
    Heading("sent", "发出数量", "decimal", rank=0),
    Heading("received", "收到数量", "decimal", rank=0),
    UNIT,
    Heading("sent_on", "发出日期", "date", rank=1),
    Heading("received_on", "收到日期", "date", rank=1),
    Heading("sent_docs", "发出单号", "list", rank=2),
    Heading("received_docs", "收到单号", "list", rank=2),
    Heading("beside", "可能的原因", rank=1, sentence=True),
)
SUMS = (
    Heading("house", "单位", rank=0),
    Heading("product_code", "产品编码", rank=1),
    Heading("received", "收货数量", "decimal", rank=1),
    Heading("accepted", "验收合格数量", "decimal", rank=1),
    Heading("sold", "销售数量", "decimal", rank=1),
    Heading("returned", "退回数量", "decimal", rank=1),
    Heading("outstanding", "在外数量", "decimal", rank=1),
    Heading("on_hand", "在库数量", "decimal", rank=0),
    Heading("unexplained", "差额", "decimal", rank=0),
)
FINDINGS = (
    Heading("house", "单位", rank=0),
    Heading("kind", "类别", rank=1),
    Heading("message", "说明", rank=0, sentence=True),
)


def holders(found: dict[str, Any]) -> Iterator[Row]:
    """Yield who has the goods: what stands in houses, then what final customers have."""
    yield from found["on_hand"]
    for row in found["customers"]:
        yield {**row, "status": "customer", "quantity": row["outstanding"]}


def link_rows(links: Iterable[dict[str, Any]]) -> list[Row]:
    """Return links as flat rows."""
    return [
        {
            **link,
            "sent_docs": [line["doc_no"] for line in link["sent_lines"]],
            "received_docs": [line["doc_no"] for line in link["received_lines"]],
            "beside": " ".join(map(_beside, link["beside"])) or None,
        }
        for link in links
    ]


def _beside(told: dict[str, Any]) -> str:
    """Return what may explain a break, as a sentence."""
    if told["reason"] == "receiver_behind":
        return say(
            f"{told['house']} has recorded nothing since.",
            f"{told['house']} 此后尚无记录。",
        )
    line = say(
        f"{told['house']} has {told['quantity']} on {told['day']} in {told['doc_no']}",
        f"{told['house']} 的 {told['doc_no']} 于 {told['day']} 记有 {told['quantity']}",
    )
    why = {
        "other_lot": say(f"under lot {told['lot']}.", f"，批号为 {told['lot']}。"),
        "no_lot": say("where one of both names no lot.", "，双方之一未写批号。"),
        "no_code": say("where a credit code is missing.", "，缺少信用代码。"),
    }[told["reason"]]
    return say(f"{line} {why}", f"{line}{why}")
