"""The rules: each with its id, clause, messages, and what breaking it means live and on import.

An *integrity* rule is the arithmetic of tracing: breaking it refuses the row, live and on import. A
*compliance* rule is the law of the trade: live it refuses, on import the fact is recorded with a finding
inside the event, because a ledger that hides an unlawful sale cannot recall it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from ledger.errors import Problem, Reason
from ledger.settings import language


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule of the trade.

    Attributes:
        id: The gate's number (`G-06`), else one of ours (`M-11`).
        kind: `integrity` or `compliance`.
        clause: The articles and sources that ask for it.
        title: Short Chinese and English name.
        problem: The sentence and the advice, over the particulars that a finding keeps.
        overridable: Whether the quality head may override it at live entry, with a reason.
        later: Whether a refusal may be cured by something that is only not yet known.
        tables: The tables whose rows it judges.
    """

    id: str
    kind: Literal["integrity", "compliance"]
    clause: str
    title: tuple[str, str]
    problem: Problem
    tables: tuple[str, ...]
    overridable: bool = False
    later: bool = False

    def finding(self, **particulars: str) -> dict[str, str]:
        """Return the finding as kept inside the event."""
        return {"rule": self.id, **particulars}

    def broken(self, **particulars: Any) -> Breach:
        """Return that this rule was broken, with the particulars."""
        return Breach(self, self.problem.with_(**particulars))

    def message(self, particulars: dict[str, Any], lang: str | None = None) -> str:
        """Return the sentence of a finding in `lang`."""
        template = self.problem.zh if (lang or language()) == "zh" else self.problem.en
        return template.format_map(_Blank(particulars))


@dataclass(frozen=True, slots=True)
class Breach:
    """A rule that was broken by a row."""

    rule: Rule
    reason: Reason

    @property
    def finding(self) -> dict[str, str]:
        """The finding as kept inside the event: rule id and particulars as text."""
        return {"rule": self.rule.id, **{k: str(v) for k, v in self.reason.particulars.items()}}


class _Blank(dict[str, Any]):
    def __missing__(self, key: str) -> str:
        return "—"


_GOODS = ("receipts", "sales", "returns")

UNKNOWN_REFERENCE = Rule(
    "M-01",
    "integrity",
    "own; architecture: the arithmetic of tracing",
    ("引用的档案或单据不存在", "Unknown product, customer, supplier or sale"),
    Problem(
        "unknown_reference",
        "{heading}“{value}”在“{table}”中没有登记。",
        "{column} {value!r} is not in the table {table_key}.",
        "先登记它，或改正编码后重新导入。",
        "Register it first, or correct the code and import again.",
    ),
    ("products", "receipts", "sales", "returns", "voids"),
    later=True,
)
UNIT_OUT = Rule(
    "M-02",
    "integrity",
    "own; architecture: a serial sold while it is out",
    ("序列号尚未退回又被销售", "A serial sold while it is out"),
    Problem(
        "unit_is_out",
        "产品“{product_code}”序列号“{serial}”已在销售单“{sale_no}”第{line}行售出，尚未退回。",
        "Serial {serial!r} of product {product_code!r} is out on line {line} of sale {sale_no!r} "
        "and has not come back.",
        "先登记退货，或作废错误的销售记录。",
        "Record its return first, or strike the sale that is wrong.",
    ),
    ("sales",),
    later=True,
)
OTHER_CONTENT = Rule(
    "M-03",
    "integrity",
    "G-83; inspection guide ※3.22: a correction is a new record",
    ("同一编号两种内容", "Two different contents under one identity"),
    Problem(
        "other_content",
        "编号“{identity}”已有内容不同的记录（位置{position}，不同之处：{columns}）。",
        "{identity} is already recorded with other content at position {position} (differs in: {columns}).",
        "如需更正，请先作废原记录再重新录入。",
        "To correct it, strike the record and enter it again.",
    ),
    ("receipts", "sales", "returns"),
    later=True,
)
STRIKE_BREAKS = Rule(
    "M-04",
    "integrity",
    "own; interface rule 5",
    ("作废会破坏追溯", "A strike that would break the trace"),
    Problem(
        "strike_breaks",
        "不能作废{target}：{because}。",
        "{target} cannot be struck: {because}.",
        "请先作废：{first}。",
        "Strike first: {first}.",
    ),
    ("voids",),
)
OTHER_UNIT = Rule(
    "M-05",
    "integrity",
    "own; interface: cells",
    ("单位与产品档案不符", "Another unit of measure than the product's"),
    Problem(
        "other_unit",
        "单位“{unit}”与产品“{product_code}”登记的单位“{expected}”不符，系统不换算。",
        "Unit {unit!r} was given for product {product_code!r}, whose unit is {expected!r}; nothing converts.",
        "按产品档案的单位填写数量。",
        "Give the quantity in the product's unit.",
    ),
    _GOODS,
)
SERIAL_COUNT = Rule(
    "M-06",
    "integrity",
    "own; interface: cells",
    ("数量与序列号个数不符", "Quantity is not the number of serials"),
    Problem(
        "serial_count",
        "列出了{count}个序列号，而数量是{quantity}。",
        "{count} serials are listed, but the quantity is {quantity}.",
        "一行的数量等于序列号个数；可不填数量。",
        "Make the quantity the count of the serials, or leave it out.",
    ),
    _GOODS,
)
RETURN_BEFORE_SALE = Rule(
    "M-07",
    "integrity",
    "own; interface rule 9",
    ("退货早于销售", "A return before the sale"),
    Problem(
        "return_before_sale",
        "退货日期{returned_on}早于销售单“{sale_no}”的销售日期{sold_on}。",
        "The return of {returned_on} lies before the sale {sale_no!r} of {sold_on}.",
        "核对退货日期或所引用的销售单。",
        "Check the day of the return, or the sale it names.",
    ),
    ("returns",),
)
STRUCK_ALREADY = Rule(
    "M-08",
    "integrity",
    "own; interface rule 5: a strike is final",
    ("记录已作废", "The record is struck already"),
    Problem(
        "struck_already",
        "{target}已经作废，作废不可更改。",
        "{target} is struck already, and a strike is final.",
        "无需再作废；如需更正，请重新录入该记录。",
        "Nothing is left to strike; enter the record again if it needs correcting.",
    ),
    ("voids",),
)
STRIKE_UNKNOWN = Rule(
    "M-09",
    "integrity",
    "own; interface rule 5",
    ("要作废的记录不存在", "The record to strike is unknown"),
    Problem(
        "strike_unknown",
        "没有可作废的记录：{target}。",
        "There is no such record to strike: {target}.",
        "核对记录表、单号和行号。",
        "Check the table, the number and the line.",
    ),
    ("voids",),
    later=True,
)
OTHER_GOODS = Rule(
    "G-16",
    "integrity",
    "GSP §106; Drug GSP annex 2; S1-D 5.1.1–5.1.2",
    ("只退本企业售出的货", "Only goods that this company sold to this customer"),
    Problem(
        "other_goods",
        "退回的货与销售不符：{what}，应为“{expected}”，实为“{got}”。",
        "The goods that come back are not those that were sold: {what}: expected {expected!r}, got {got!r}.",
        "核对销售单号、客户、产品、批号和序列号。",
        "Check the sale, the customer, the product, the lot and the serial.",
    ),
    ("returns",),
)
NO_SALE_FOUND = Rule(
    "G-16a",
    "integrity",
    "GSP §106; S1-D 5.1.1",
    ("找不到可退的销售", "No sale that this could be a return of"),
    Problem(
        "no_sale_found",
        "客户“{customer_code}”没有可退的销售：产品“{product_code}”，批号“{lot}”，序列号“{serial}”，数量{quantity}。",
        "Customer {customer_code!r} has no sale with enough outstanding: product {product_code!r}, lot {lot!r}, "
        "serial {serial!r}, quantity {quantity}.",
        "先导入销售记录，或填写销售单号。",
        "Import the sale first, or give its number.",
    ),
    ("returns",),
    later=True,
)
TOO_MANY_BACK = Rule(
    "G-17",
    "integrity",
    "GSP §106; S1-D 5.1.2",
    ("退货数量不得超过未退数量", "No more comes back than is outstanding"),
    Problem(
        "too_many_back",
        "退货数量{quantity}超过销售单“{sale_no}”第{line}行未退的数量{outstanding}。",
        "{quantity} would come back, but only {outstanding} is outstanding on line {line} of sale {sale_no!r}.",
        "核对数量，或作废重复的退货记录。",
        "Check the quantity, or strike a return that was entered twice.",
    ),
    ("returns",),
)
LICENCE_LAPSED = Rule(
    "G-01",
    "compliance",
    "GSP §57, §82; Order 54 §37; S0-1 4.1; S0-3 4.1.1",
    ("购货者证照在销售日无效", "The buyer's licence is not valid on the sale day"),
    Problem(
        "licence_lapsed",
        "客户“{customer_code}”的证照有效期{valid_from}至{valid_until}，不含销售日{sold_on}。",
        "The licence of customer {customer_code!r} runs from {valid_from} to {valid_until}, "
        "not on the sale day {sold_on}.",
        "取得有效证照并更新客户档案后再销售。",
        "Obtain a valid licence and update the customer file before selling.",
    ),
    ("sales",),
    overridable=True,
)
PRIVATE_BUYER = Rule(
    "G-02",
    "compliance",
    "Order 54 §37; GSP §82; S0-1 4.1",
    ("批发不得售予个人", "No wholesale to a private person"),
    Problem(
        "private_buyer",
        "客户“{customer_code}”是个人，而销售方式不是零售。",
        "Customer {customer_code!r} is a private person, but the sale is not a retail sale.",
        "个人只能零售；核对客户类型和销售方式。",
        "Sell to private persons by retail only; check the buyer's kind and the mode of sale.",
    ),
    ("sales",),
)
NOT_ACCEPTED = Rule(
    "G-05",
    "compliance",
    "GSP §64, §77; S0-3 4.1.4; S2-F 3(5)2",
    ("未经验收合格即销售", "Sold without an accepted receipt"),
    Problem(
        "not_accepted",
        "产品“{product_code}”批号“{lot}”序列号“{serial}”没有验收合格的记录。",
        "No accepted receipt is known of product {product_code!r}, lot {lot!r}, serial {serial!r}.",
        "补录验收记录；补齐后此项自动消除。",
        "Record its acceptance; the finding closes when the receipts cover it.",
    ),
    ("sales",),
)
EXPIRED = Rule(
    "G-06",
    "compliance",
    "Order 739 §55; GSP §72; S4-G art. 10",
    ("销售时已过效期", "Past its expiry on the sale day"),
    Problem(
        "expired",
        "产品“{product_code}”批号“{lot}”的失效日期为{expiry_date}，早于销售日{sold_on}。",
        "Lot {lot!r} of product {product_code!r} expired on {expiry_date}, before the sale day {sold_on}.",
        "过期产品不得销售，请追回并处理。",
        "Expired goods may not be sold: take them back and deal with them.",
    ),
    ("sales",),
)
MORE_THAN_ACCEPTED = Rule(
    "M-10",
    "compliance",
    "GSP §79; S2-A 4.2: bill, ledger and goods agree",
    ("销售多于验收合格", "More sold than accepted"),
    Problem(
        "more_than_accepted",
        "产品“{product_code}”批号“{lot}”验收合格{accepted}，已售{sold}（扣除重新入库）。",
        "Of product {product_code!r}, lot {lot!r}, {accepted} was accepted and {sold} is sold (restocked taken off).",
        "补录验收记录或核对销售数量。",
        "Record the missing acceptance, or check the quantities sold.",
    ),
    ("sales",),
)
REGISTRATION_LAPSED = Rule(
    "M-11",
    "compliance",
    "Order 739 §55; regulation §10.5",
    ("生产时注册证已失效", "The registration had lapsed when the goods were made"),
    Problem(
        "registration_lapsed",
        "产品“{product_code}”生产日期{production_date}晚于注册证有效期至{valid_until}。",
        "Product {product_code!r} was made on {production_date}, after its registration lapsed on {valid_until}.",
        "核对注册证；无证期间生产的产品不得销售。",
        "Check the registration: goods made without one may not be sold.",
    ),
    ("sales",),
)
COLD_CHAIN_PROOF = Rule(
    "G-20",
    "compliance",
    "GSP §67, §106; Drug GSP annex 2; S1-D 5.2.1",
    ("冷链退货缺少温度数据", "A cold-chain return without its temperature record"),
    Problem(
        "cold_chain_proof",
        "冷链产品“{product_code}”退货没有售出期间温度控制的相关数据。",
        "Cold-chain product {product_code!r} came back without the temperature record of the time it was out.",
        "取得温度数据，否则拒收并报质量管理部。",
        "Obtain the record, or refuse the goods and report to quality.",
    ),
    ("returns",),
)
TRACKING_GAP = Rule(
    "M-12",
    "compliance",
    "GSP §51, §65, §83; UDI notices",
    ("缺少批号或序列号", "Lot or serial missing that the product's tracking asks for"),
    Problem(
        "tracking_gap",
        "产品“{product_code}”按“{tracking}”追溯，本行缺少{missing}。",
        "Product {product_code!r} is tracked by {tracking}, but this line lacks: {missing}.",
        "查明后作废本行并重新录入。",
        "Find out, strike the line and enter it again.",
    ),
    _GOODS,
)
UNKNOWN_STAFF = Rule(
    "M-13",
    "compliance",
    "GSP §29; inspection guide ※5.51",
    ("人员未登记", "Staff not on the roster"),
    Problem(
        "unknown_staff",
        "{heading}“{value}”不在企业员工花名册中。",
        "{column} {value!r} is not on the staff roster.",
        "登记该人员，或改正编码。",
        "Register the person, or correct the code.",
    ),
    ("receipts", "sales", "returns", "voids", "customers", "suppliers"),
)

RULES: tuple[Rule, ...] = (
    UNKNOWN_REFERENCE,
    UNIT_OUT,
    OTHER_CONTENT,
    STRIKE_BREAKS,
    OTHER_UNIT,
    SERIAL_COUNT,
    RETURN_BEFORE_SALE,
    STRUCK_ALREADY,
    STRIKE_UNKNOWN,
    OTHER_GOODS,
    NO_SALE_FOUND,
    TOO_MANY_BACK,
    LICENCE_LAPSED,
    PRIVATE_BUYER,
    NOT_ACCEPTED,
    EXPIRED,
    MORE_THAN_ACCEPTED,
    REGISTRATION_LAPSED,
    COLD_CHAIN_PROOF,
    TRACKING_GAP,
    UNKNOWN_STAFF,
)
BY_ID: dict[str, Rule] = {rule.id: rule for rule in RULES}
STOCK_RULES: frozenset[str] = frozenset({NOT_ACCEPTED.id, MORE_THAN_ACCEPTED.id})
