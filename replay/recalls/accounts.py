"""The papers that account for a recall: the progress report (Order 29 §20) and the summary (Order 29 §22)."""

from __future__ import annotations

from typing import Any, Final

from projections.answers.catalogue import view
from projections.answers.recalls.recall_progress_reports import progress
from replay.recalls.paper import Paper
from replay.recalls.paper_facts import PaperFacts, official
from replay.telling.headings import of_column, of_table

_CONSIGNEES: Final = view("recall_consignees")
_LINE: Final = (
    *("customer_code", "customer_name", "product_code", "lot", "serial", "quantity_out"),
    *("returned_quantity", "customer_destroyed", "customer_used", "customer_on_hand", "passed_on_quantity"),
    *("unaccounted_quantity", "unaccounted_reason"),
)
_TOTALS: Final = {
    "consignees": "应通知客户数",
    "notified": "已通知客户数",
    "answered": "已反馈客户数",
    "distributed": "应召回数量",
    "returned": "已收回数量",
    "destroyed_there": "就地销毁数量",
    "used": "已使用数量",
    "still_there": "仍在客户处数量",
    "passed_on": "转售数量",
    "unaccounted": "未说明数量",
}
_CLOCKS: Final = {
    "open": "未到期",
    "due_soon": "即将到期",
    "overdue": "逾期未完成",
    "done": "按期完成",
    "done_late": "逾期完成",
    "time_unknown": "时间不明",
}


def progress_report(facts: PaperFacts) -> Paper:
    """Return the report on the progress of a recall, in the official columns."""
    declared = view("recall_progress_reports")
    row = progress(facts.found)
    row["recall_contact"] = facts.contact or None
    row["notice_methods"] = _methods(row["notice_methods"])
    row |= _goods(facts, row)
    return Paper(
        declared.zh,
        declared.zh,
        headings=of_table(declared),
        rows=(row,),
        facts=(("报告单位", str(facts.house.get("name") or "")), ("日期", facts.day)),
        signed=("报告单位（盖章）", "报告人", "审核"),
        drill=facts.recall.drill,
        upright=True,
    )


def _methods(keys: str | None) -> str | None:
    """Return the ways of notice in the words of the forms."""
    return None if keys is None else "、".join(official("notice_method", key) for key in keys.split(", "))


def _goods(facts: PaperFacts, row: dict[str, Any]) -> dict[str, str | None]:
    """Return what names the product, from its register where the case does not say it."""
    return {
        key: "；".join(sorted({str(line[key]) for line in facts.lines if line.get(key)})) or None
        for key in ("product_name", "registration_no", "registrant")
        if row[key] is None
    }


def summary(facts: PaperFacts) -> Paper:
    """Return the summary of a recall: what was done in time, and what became of every unit."""
    totals = facts.found.totals()
    said = ("effectiveness", "disposal_note", "authority_name", "summarised_on", "summary", "close_note")
    return Paper(
        "召回总结",
        "召回总结",
        facts=(
            *facts.told("recall_no", "level", "origin", "reason"),
            *facts.scope(),
            *((zh, str(totals[key])) for key, zh in _TOTALS.items()),
            *_clocks(facts),
            *facts.told(*said),
            ("日期", facts.day),
        ),
        before=("应召回数量＝已收回＋就地销毁＋已使用＋仍在客户处＋转售＋未说明，各行与合计均如此。",),
        headings=tuple(of_column(_CONSIGNEES, _CONSIGNEES.by_key[key]) for key in _LINE),
        rows=tuple(facts.lines),
        signed=("编制", "审核（质量负责人）", "日期"),
        drill=facts.recall.drill,
    )


def _clocks(facts: PaperFacts) -> tuple[tuple[str, str], ...]:
    return tuple((f"时限：{one['matter_zh']}", _standing(one)) for one in facts.found.clocks)


def _standing(clock: dict[str, Any]) -> str:
    times = (("期限 ", clock["due_at"]), ("完成 ", clock["done_at"]))
    said = [name + str(time)[:16].replace("T", " ") for name, time in times if time]
    return "，".join([_CLOCKS[clock["state"]], *said])
