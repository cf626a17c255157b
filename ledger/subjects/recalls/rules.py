"""Recalls: goods in scope stay in the house, and papers about them agree with each other."""

from __future__ import annotations

from typing import Final

from ledger.deciding.rule import Rule
from ledger.errors import Problem

_RECALLS: Final = ("recalls",)

RECALLED = Rule(
    "M-140",
    "compliance",
    "GSP §110; Order 29 §7; G-69; T-01",
    ("召回范围内的产品不得发出", "Goods under recall must not leave"),
    Problem(
        "goods_recalled",
        "产品“{product_code}”批号“{lot}”序列号“{serial}”在{day}属召回“{recall_no}”的范围（自{since}停售）：{because}。",
        "Product {product_code!r}, lot {lot!r}, serial {serial!r} is on {day} in the scope of recall "
        "{recall_no!r}, stopped since {since}: {because}.",
        "停止销售、发货、借出和选配；由质量管理部解除停售后再办理。",
        "Do not sell, ship, lend or consign them until quality has lifted the hold.",
    ),
    (
        *("sales", "consignments", "exchanges", "repairs", "delivery_discrepancies"),
        *("outbound_checks", "shipments"),
    ),
)
SCOPE_MISSING = Rule(
    "M-141",
    "compliance",
    "Order 29 §15; T-01, T-05",
    ("召回没有范围", "A recall without a scope"),
    Problem(
        "recall_without_scope",
        "召回“{recall_no}”没有写明涉及的产品、批号、序列号、供货者或客户。",
        "Recall {recall_no!r} names no product, lot, serial, supplier or customer.",
        "写明召回范围。",
        "Say which goods, or whose, are recalled.",
    ),
    _RECALLS,
)
MORE_ANSWERED = Rule(
    "M-142",
    "warning",
    "GSP §111; Order 29 §20",
    ("有效数多于核查数", "More found effective than were checked"),
    Problem(
        "recall_more_effective",
        "召回“{recall_no}”的有效性检查：有效{effective}家，多于核查{checked}家。",
        "Effectiveness check of recall {recall_no!r}: {effective} effective, of {checked} checked.",
        "核对数字。",
        "Check the numbers.",
    ),
    _RECALLS,
)
NOBODY_NAMED = Rule(
    "M-143",
    "compliance",
    "GSP §111; Order 29 §15, §20",
    ("通知或反馈没有写明客户", "A notice or an answer of nobody"),
    Problem(
        "recall_of_nobody",
        "召回“{recall_no}”的环节“{stage}”没有写明是哪家客户。",
        "Stage {event} of recall {recall_no!r} does not say which customer it is of.",
        "写明被通知客户。",
        "Name the customer.",
    ),
    _RECALLS,
)
UNFINISHED = Rule(
    "M-144",
    "compliance",
    "GSP §111; Order 29 §21, §22",
    ("召回未完即结案", "A recall closed with something open"),
    Problem(
        "recall_unfinished",
        "结案召回“{recall_no}”：应无未了事项，实际还有：未通知的客户 {untold}；数量未说明的客户 {unexplained}；"
        "收回后待处置的数量 {waiting}。",
        "Closing recall {recall_no!r}: expected nothing open, got: consignees not told: {untold}; quantities not "
        "accounted for: {unexplained}; returned and not disposed of: {waiting}.",
        "通知客户；登记其反馈或未说明数量的原因，或在结案说明中写明客户和原因；登记收回产品的处置。",
        "Tell them (recall notify); record their answers or a written reason (recall respond "
        "--unaccounted-reason), or name the consignee and the reason in the close note; record the disposal.",
    ),
    _RECALLS,
)
NOBODY_ASKED: Final = Problem(
    "recall_board_not_asked",
    "结案召回“{recall_no}”：应先核对全部客户的反馈和收回数量，实际没有核对（GSP 第一百一十一条）。",
    "Closing recall {recall_no!r}: expected its whole board to be looked at first, got nobody who does (GSP §111).",
    "请用 medledger recall close，或在程序中用 replay.bootstrap.Program.entering。",
    "Use medledger recall close, or in code replay.bootstrap.Program.entering.",
)
RULES: tuple[Rule, ...] = (RECALLED, SCOPE_MISSING, MORE_ANSWERED, NOBODY_NAMED, UNFINISHED)
