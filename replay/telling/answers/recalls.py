"""Recalls: the list of them, their clocks and stages, and how one stands after a stage."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

from ledger.errors import LedgerError
from ledger.settings import language
from replay.telling.headings import Heading
from replay.telling.heard import refusal_of
from replay.telling.output import Output
from replay.telling.wording import say

if TYPE_CHECKING:
    from rich.console import Console

    from ledger.entry.live import Entered, EntryKey
    from replay.bootstrap import Program

STATES = {"open": "未结案", "closed": "已结案"}
LEVELS = {"1": "一级", "2": "二级", "3": "三级"}
LISTED = (
    Heading("recall_no", "召回编号", rank=0),
    Heading("level", "级别", "enum", LEVELS, rank=1),
    Heading("drill", "演练", "boolean", rank=1),
    Heading("state", "状态", "enum", STATES, rank=0),
    Heading("product_code", "产品编码", rank=1),
    Heading("reason", "召回原因", rank=2),
    Heading("opened_at", "立案时间", "datetime", rank=2),
    Heading("consignees", "客户数", "integer", rank=1),
    Heading("notified", "已通知", "integer", rank=1),
    Heading("answered", "已反馈", "integer", rank=1),
    Heading("distributed", "应召回数量", "decimal", rank=1),
    Heading("returned", "已收回数量", "decimal", rank=1),
    Heading("unaccounted", "未说明数量", "decimal", rank=0),
)
CLOCKS = (
    Heading("clock", "时限", rank=0),
    Heading("due_at", "应完成时间", "datetime", rank=0),
    Heading("met_at", "完成时间", "datetime", rank=1),
    Heading("state", "状态", rank=0),
)
# verb, stage, help in both languages, examples
STAGES: Final[tuple[tuple[str, str, str, str, tuple[str, ...]], ...]] = (
    (
        "stop",
        "recall_stop_sale_placed",
        "Name a hold that stops goods of this recall; the opening places its own.",
        "登记停售封存编号；立案时已自动停售。",
        ("medledger recall stop ZH-2026-001 --hold-no TSFC-20260501-001",),
    ),
    (
        "authority",
        "recall_authority_reported",
        "Record the report to the authority.",
        "登记向药品监督管理部门的报告。",
        ("medledger recall authority ZH-2026-001 --authority-name 市药监局",),
    ),
    (
        "notify",
        "recall_notice_sent",
        "Record that a consignee was told; --everyone tells all that are untold still.",
        "登记已通知某一客户；--everyone 登记其余全部客户。",
        (
            "medledger recall notify ZH-2026-001 --customer-code K001 --notice-method phone",
            "medledger recall notify ZH-2026-001 --everyone --notice-method email",
        ),
    ),
    (
        "respond",
        "recall_response_received",
        "Record a consignee's answer, or read the answer forms that came back.",
        "登记客户反馈，或读回填写好的反馈表。",
        (
            "medledger recall respond ZH-2026-001 --customer K001 --customer-on-hand 3 --customer-used 2",
            "medledger recall respond ZH-2026-001 --file 反馈表.xlsx",
        ),
    ),
    (
        "recover",
        "recall_goods_recovered",
        "Record goods that came back; the board counts returns that are in the ledger by itself.",
        "登记收回的产品；账本中的退货记录由系统自动计入。",
        ("medledger recall recover ZH-2026-001 --customer-code K001 --return-no TH-20260503-001",),
    ),
    (
        "dispose",
        "recall_goods_disposed",
        "Record how recalled goods were disposed of.",
        "登记召回产品的处理。",
        ("medledger recall dispose ZH-2026-001 --disposal-no CZ-20260510-001",),
    ),
    (
        "check",
        "recall_effectiveness_checked",
        "Record the effectiveness check of the recall, or of one consignee; --draw shows whom to call.",
        "登记召回有效性检查；--draw 抽取并显示应核查的客户。",
        (
            "medledger recall check ZH-2026-001 --check-level B --draw",
            "medledger recall check ZH-2026-001 --check-level B --checked-count 8 --effective-count 8",
        ),
    ),
    (
        "report",
        "recall_progress_reported",
        "Record a report on the progress.",
        "登记召回计划实施情况报告。",
        ("medledger recall report ZH-2026-001 --reported-to 市药监局 --progress-note 已收回八成",),
    ),
    (
        "summarise",
        "recall_summarised",
        "Record the summary.",
        "登记总结评估。",
        ("medledger recall summarise ZH-2026-001 --summary 全部收回并销毁",),
    ),
    (
        "close",
        "recall_closed",
        (
            "Close the recall. Refused while a consignee is untold, something is unaccounted for without a "
            "written reason, or goods that came back were not disposed of; the refusal lists them."
        ),
        "结案。尚有客户未通知、数量未说明且无书面原因、或收回产品未处理时不能结案，并逐项列出。",
        ("medledger recall close ZH-2026-001 --closed-on 2026-05-20",),
    ),
)


def recall_key(name: str | None, verb: str, said: dict[str, Any]) -> EntryKey | None:
    """Return the key of what a verb about recalls was asked for, if it was given one."""
    from ledger.entry.keys import key_of_options

    return None if name is None else key_of_options(name, f"recall {verb}", said, "recalls")


def tell_recorded(
    program: Program, answer: Output, entered: Entered | None, number: str, warnings: Sequence[str] = ()
) -> None:
    """Tell what was recorded about a recall, if anything was, and how it stands."""
    from replay.recalls.standing import standing

    document: dict[str, Any] = {
        "recall_no": number,
        "positions": _positions(entered),
        "state": None,
        "warnings": [*warnings],
    }
    try:
        found = standing(program, number, entered)
    except (LedgerError, OSError) as error:  # it is recorded; how it stands can be asked again
        document["warnings"].append(refusal_of(error)[0].message())
    else:
        parts = [part.text(language()) for part in found.warnings]
        document |= {"state": found.state, "warnings": [*warnings, *found.findings, *parts]}
    if entered is not None and entered.repeated:
        document["repeated"] = True
    answer.receipt(document, lambda console: _show(console, document))


def _positions(entered: Entered | None) -> list[int]:
    """Return where what was recorded stands; where it was there before, there."""
    if entered is None:
        return []
    fresh = sorted(one.position for one in (*entered.recorded, *entered.arising))
    return fresh or list(entered.duplicates)


def _show(console: Console, document: dict[str, Any]) -> None:
    positions = ", ".join(map(str, document["positions"]))
    number, state = document["recall_no"], document["state"]
    console.print(
        say(
            f"Recall {number}: recorded at {positions or '–'}; {state}.",
            f"召回 {number}：已登记于日志位置 {positions or '–'}；{_STATES[state]}。",
        )
    )
    for one in document["warnings"]:
        console.print(one)


_STATES: Final[dict[str | None, str]] = {None: "状态未知"} | STATES
