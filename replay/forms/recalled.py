"""The forms of a recall (Order 29, annexes): the event report and the report on how the plan goes."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Final

from ledger.events import catalogue
from projections.answers.catalogue import view
from projections.reading.filters import Filter
from replay.forms.sheet import Field, FieldBlock, FilledForm
from replay.recalls.accounts import progress_report
from replay.recalls.named import found_recall
from replay.recalls.paper import DRILL
from replay.recalls.paper_facts import PaperFacts, paper_facts
from replay.telling.headings import of_column

if TYPE_CHECKING:
    from replay.forms.filling import Ground

EVENT_LAW: Final = "《医疗器械召回管理办法》第十六条"
PROGRESS_LAW: Final = "《医疗器械召回管理办法》第二十条"
EVENT: Final = "召回事件报告表"
_SIGNED: Final = ("报告人", "审核", "报告单位（盖章）", "报告日期")
_PRODUCTS: Final = catalogue.table("products")


def event_report(ground: Ground, number: str) -> FilledForm:
    """Return 召回事件报告表: what is recalled, why, and how much of it there is.

    Quantities made or imported, and the unit in charge in China where the register has none, are the maker's
    to know: they stay blank.

    Raises:
        CommandError: There is no such recall at the cut-off.
    """
    facts = facts_of(ground, number)
    products = _products(ground, facts)
    said = _Said(facts, products)
    return _form(
        ground,
        facts,
        EVENT,
        EVENT_LAW,
        (
            FieldBlock(
                "产品",
                (
                    said.product("产品名称", "product_name", "name"),
                    said.product("注册证编号或备案编号", "registration_no", "registration_no"),
                    said.product("注册人/备案人名称", "registrant", "registrant"),
                    said.product("生产企业", "manufacturer", "manufacturer"),
                    said.product("境内责任单位", "", "domestic_agent"),
                    Field("召回单位联系人、联系方式", _joined((facts.contact, facts.phone))),
                    said.product("产品的适用范围", "", "intended_use", wide=True),
                    Field("涉及地区和国家", "", wide=True),
                    said.product("涉及产品型号、规格", "model", "model", more="specification", wide=True),
                    Field("识别信息（批号、序列号、唯一标识）", _identified(facts), wide=True),
                ),
            ),
            FieldBlock(
                "数量",
                (
                    Field("涉及产品生产（或进口中国）数量", ""),
                    Field("涉及产品在中国的销售数量", ""),
                    Field("本单位购进总数量", facts.of("quantity_received")),
                    Field("本单位售出总数量", facts.of("quantity_sold")),
                    Field("本单位库存数量", facts.of("quantity_on_hand")),
                    Field("本单位在外未退数量", facts.of("quantity_out")),
                ),
            ),
            FieldBlock(
                "召回",
                (
                    *(Field(zh, text) for zh, text in facts.told("recall_no", "level", "origin", "ground")),
                    *(Field(zh, text) for zh, text in facts.told("decided_on", "notice_received_on")),
                    Field("召回原因", facts.of("reason"), wide=True),
                    Field("纠正行动简述（包括召回要求和处理方式）", _actions(facts), wide=True),
                    *(Field(zh, text) for zh, text in facts.told("authority_reported_at", "authority_name")),
                ),
            ),
        ),
    )


def progress(ground: Ground, number: str) -> FilledForm:
    """Return 召回计划实施情况报告, in the official columns.

    Raises:
        CommandError: There is no such recall at the cut-off.
    """
    facts = facts_of(ground, number)
    paper = progress_report(facts)
    declared = view("recall_progress_reports")
    row = paper.rows[0]
    texts = {
        one.key: of_column(declared, declared.by_key[one.key]).official(row.get(one.key))
        for one in paper.headings
    }
    fields = {key: Field(declared.by_key[key].zh, text) for key, text in texts.items()}
    wide = ("effectiveness", "disposal_note")
    fields |= {key: Field(fields[key].label, fields[key].text, wide=True) for key in wide}

    def block(title: str, keys: str, *more: Field) -> FieldBlock:
        return FieldBlock(title, (*(fields[key] for key in keys.split()), *more))

    return _form(
        ground,
        facts,
        paper.title,
        PROGRESS_LAW,
        (
            block(
                "产品",
                "recall_no as_known_at product_name registration_no registrant level recall_contact",
                Field("境内责任单位", _register(_products(ground, facts), "domestic_agent")),
                Field("识别信息（批号、序列号、唯一标识）", _identified(facts), wide=True),
            ),
            block(
                "负有召回义务的经营企业、使用单位",
                "to_notify_count notified_count notified_on notice_methods",
            ),
            block("其他应通知的单位", "other_to_notify_count other_notified_count"),
            block("数量", "quantity_to_recover recovered_quantity unaccounted_quantity expected_finish_on"),
            block(
                "情况", "effectiveness disposal_note", Field("实施情况", facts.of("progress_note"), wide=True)
            ),
        ),
    )


def facts_of(ground: Ground, number: str) -> PaperFacts:
    """Return what the papers of a recall rest on; several papers of one ground share it.

    Raises:
        CommandError: There is no such recall at the cut-off.
    """
    if number not in ground.recalls:
        ground.recalls[number] = paper_facts(ground.query, found_recall(ground.query, number), None)
    return ground.recalls[number]


def _form(
    ground: Ground, facts: PaperFacts, title: str, law: str, blocks: tuple[FieldBlock, ...]
) -> FilledForm:
    headline = f"【{DRILL}】{title}" if facts.recall.drill else title
    return FilledForm(
        headline,
        f"召回编号：{facts.recall.number}",
        ground.company(),
        blocks,
        _SIGNED,
        ground.basis(law),
        at=ground.resolved.at,
    )


def _products(ground: Ground, facts: PaperFacts) -> list[dict[str, str | None]]:
    """Return the register rows of the products that the recall names, by code."""
    codes = {one.key.product_code for one in facts.found.entries if not one.stray}
    codes |= {row["product_code"] for row in facts.on_hand} | set(facts.version.scope.products)
    column = _PRODUCTS.by_key["product_code"]
    where = [Filter("product_code", column, sorted(codes))]
    found = list(ground.query.rows("products", where=where)) if codes else []
    return sorted(found, key=lambda row: str(row["product_code"]))


class _Said:
    """What the case says of its products, else what the register says."""

    def __init__(self, facts: PaperFacts, products: list[dict[str, str | None]]) -> None:
        self._facts, self._products = facts, products

    def product(self, label: str, column: str, register: str, *, more: str = "", wide: bool = False) -> Field:
        said = [self._facts.of(one) for one in (column, more) if one]
        text = _joined(said) or "；".join(
            dict.fromkeys(
                one for row in self._products if (one := _joined(row[key] for key in (register, more) if key))
            )
        )
        return Field(label, text, wide)


def _register(products: list[dict[str, str | None]], key: str) -> str:
    return "；".join(dict.fromkeys(str(row[key]) for row in products if row[key]))


def _identified(facts: PaperFacts) -> str:
    said = [f"{zh}：{text}" for zh, text in facts.scope() if text]
    goods = dict.fromkeys(
        " ".join(part for part in (key.product_code, key.lot, key.serial) if part)
        for key in (one.key for one in facts.found.entries if not one.stray)
    )
    return "；".join((*said, *goods))


def _actions(facts: PaperFacts) -> str:
    return _joined((facts.of("actions").replace(";", "、"), facts.of("demands")), "；")


def _joined(parts: Iterable[str | None], between: str = "　") -> str:
    return between.join(part for part in parts if part)
