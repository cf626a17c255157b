"""The papers that stop goods and call them back: the order to the house, a letter and a form for each buyer.

A letter holds what Order 29 §15 asks for: name, model, specification and lot or serial of the goods, the
reason, what is demanded (stop selling and using at once, tell those who were sold to), and what becomes of
the goods.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Final

from ledger.events import catalogue
from ledger.visible import file_name
from projections.reading.stream import Row
from replay.recalls.paper import Paper
from replay.recalls.paper_facts import PaperFacts
from replay.telling.headings import Heading, of_column, of_goods
from replay.telling.on_hand_headings import ON_HAND, UNIT

_RECALLS: Final = catalogue.table("recalls")
_PRODUCT, _LOT, _SERIAL = of_goods()


def _columns(*keys: str) -> tuple[Heading, ...]:
    return tuple(of_column(_RECALLS, _RECALLS.by_key[key]) for key in keys)


_NAME: Final = Heading("customer_name", "客户名称")
_ASKED: Final = _columns("quantity_to_recover")
_LETTER: Final = (
    _PRODUCT,
    *_columns("product_name", "model", "specification", "registration_no"),
    *(_LOT, _SERIAL, *_ASKED, UNIT),
)
_GIVEN: Final = (
    *_columns("recall_no", "customer_code"),
    *(_NAME, _PRODUCT, *_columns("product_name"), _LOT, _SERIAL, *_ASKED),
)
_ANSWERED: Final = _columns(
    *("customer_on_hand", "customer_used", "customer_destroyed", "passed_on_to", "passed_on_quantity"),
    *("response_text", "responded_at", "unaccounted_reason"),
)
FORM: Final = (*_GIVEN, *_ANSWERED)
_STOCK: Final = (_PRODUCT, *_columns("product_name"), *ON_HAND[1:])
_DEMANDS: Final = (
    "立即停止销售和使用上列产品，清点库存，单独存放并作明显标识。",
    "已转售、调拨或借出的，立即通知下级经营企业和使用单位停止销售和使用，并在反馈表中写明转售单位和数量。",
    "库存产品退回我单位，勿自行处理；确需就地销毁的，先与我单位联系。",
    "填写所附反馈表，每行一个批号或序列号，尽快交回我单位。",
)
_OF_DRILL: Final = (
    "本次为模拟演练：不停止销售和使用，产品不必退回。",
    "请核对上列产品的库存和去向，填写所附反馈表，尽快交回我单位。",
)
_HOW: Final = (
    "请勿改动表头和已填各栏；数量只写数字，时间写成 2026-05-01 10:30 的形式；没有的留空。",
    "转售给多家的，复制该行，每家一行；数量对不上的，写明未说明数量的原因。",
)


def stop_order(facts: PaperFacts) -> Paper:
    """Return the order to the own house to stop selling the goods of a recall (GSP §110; Order 29 §7)."""
    recall = facts.recall
    demands = (
        "自即日起，上列范围内的产品停止销售、发货、借出和选配，库存移入待处理区并作明显标识。",
        "以后到货和退回的范围内产品同样停售，由质量管理部解除停售后方可处理。",
    )
    return Paper(
        "停售通知",
        "停售通知",
        facts=(
            *facts.told("recall_no", "level", "origin", "reason", "stopped_at"),
            ("停售封存编号", "；".join(facts.holds)),
            *facts.scope(),
            ("范围版本", str(facts.version.number)),
            ("日期", facts.day),
        ),
        headings=_STOCK,
        rows=tuple(facts.on_hand),
        after=("本次为模拟演练：不停售，只核对库存。",) if recall.drill else _numbered(demands),
        signed=("签发（质量负责人）", "执行部门签收", "日期"),
        drill=recall.drill,
    )


def to_consignees(facts: PaperFacts) -> Iterator[tuple[Paper, Paper]]:
    """Yield the letter and the answer form of each consignee, by code."""
    taken: set[str] = set()
    for code, lines in groupby(facts.lines, key=lambda line: line["customer_code"]):
        mine = list(lines)
        name = _own_name(code, mine[0]["customer_name"] or "", taken)
        yield _letter(facts, name, mine), _form(facts, name, mine)


def _own_name(code: str, customer: str, taken: set[str]) -> str:
    """Return what tells the files of a consignee from those of all others, also where case does not count."""
    short = file_name("-".join(part for part in (code[:_LONGEST_CODE], customer[:_LONGEST_NAME]) if part))
    name, number = short, 2
    while name.casefold() in taken:
        name, number = f"{short}-{number}", number + 1
    taken.add(name.casefold())
    return name


_LONGEST_CODE, _LONGEST_NAME = 32, 24  # characters; with the rest a name stays below 255 bytes


def _letter(facts: PaperFacts, name: str, lines: Sequence[Row]) -> Paper:
    recall, first = facts.recall, lines[0]
    level = facts.of("level")
    told = facts.of("demands")
    handling = facts.of("actions")
    demands = _OF_DRILL if recall.drill else _DEMANDS
    return Paper(
        f"召回通知书-{name}",
        "召回通知书",
        facts=(
            *facts.told("recall_no", "level"),
            ("收件单位", _joined(first["customer_name"], f"（{first['customer_code']}）")),
            ("收件地址", first["delivery_address"] or ""),
            ("收件人", _joined(first["customer_contact"], " ", first["customer_phone"])),
            *facts.told("decided_on", "notice_issuer", "notice_received_on"),
            ("发出单位", facts.house.get("name") or ""),
            ("召回联系人", facts.contact),
            ("联系方式", facts.phone),
            ("日期", facts.day),
        ),
        before=(
            f"召回原因：{facts.of('reason')}",
            f"据我单位记录，贵单位购进的下列产品属于本次{level}召回的范围：",
        ),
        headings=_LETTER,
        rows=tuple(lines),
        after=(
            *_numbered(demands),
            *((f"召回通知的要求：{told}",) if told else ()),
            *((f"召回产品的处理方式：{handling.replace(';', '、')}",) if handling else ()),
        ),
        signed=("发出单位（盖章）", "收件单位签收", "签收日期"),
        drill=recall.drill,
    )


def _form(facts: PaperFacts, name: str, lines: Sequence[Row]) -> Paper:
    house = _joined(facts.house.get("name"), " ", facts.contact, " ", facts.phone)
    return Paper(
        f"反馈表-{name}",
        "召回产品反馈表",
        before=(*_HOW, f"交回：{house}") if house else _HOW,
        headings=FORM,
        rows=tuple({**{one.key: line.get(one.key) for one in _GIVEN}} for line in lines),
        signed=("填表人", "单位（盖章）", "日期"),
        drill=facts.recall.drill,
        form=True,
    )


def _numbered(demands: Sequence[str]) -> tuple[str, ...]:
    return tuple(f"{number}. {demand}" for number, demand in enumerate(demands, 1))


def _joined(*parts: str | None) -> str:
    return "".join(part for part in parts if part).strip()
