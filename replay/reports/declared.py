"""Which reports there are: what each is made of, who asked for it, and how it is drawn."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any, Final, Literal

from ledger.errors import CommandError, Problem
from projections.reading.nearest import near_phrase

NO_SUCH_REPORT = Problem(
    "no_such_report",
    "出具报表：应为 {names} 之一，实际为“{name}”。",
    "Making a report: expected one of {names}, got '{name}'.",
    "{near}medledger report 列出全部报表。",
    "{near}medledger report lists them all.",
)
Span = Literal["days", "months", "until"]
"""What a report can be asked about: any span of days, whole months, or what is due until a day."""
Columns = tuple[tuple[str, str, str], ...]
"""Key, Chinese title and type of each column of a part that is no view."""

CASES: Final[Columns] = (
    ("kpi_key", "指标编号", "text"),
    ("group_code", "统计对象", "text"),
    ("period_from", "期间起", "date"),
    ("period_to", "期间止", "date"),
    ("counted_on", "计入日期", "date"),
    ("subject_table", "记录表", "text"),
    ("subject_no", "编号", "text"),
    ("line", "行号", "integer"),
    ("in_numerator", "计入分子", "boolean"),
    ("in_denominator", "计入分母", "boolean"),
    ("breach", "未达标", "boolean"),
    ("remark", "说明", "text"),
    ("counted_apart", "另计原因", "text"),
)
DEFINITIONS: Final[Columns] = (
    ("kpi_key", "指标编号", "text"),
    ("kpi_name", "指标名称", "text"),
    ("numerator_note", "分子说明", "text"),
    ("denominator_note", "分母说明", "text"),
    ("clause", "依据", "text"),
)
FIGURES: Final[Columns] = (
    ("figure", "项目", "text"),
    ("number", "数量", "decimal"),
    ("subject_table", "记录表", "text"),
    ("remark", "说明", "text"),
)


@dataclass(frozen=True, slots=True)
class Part:
    """A table beside the main one of a report.

    Attributes:
        key: Its name in JSON.
        zh: Its title, and the name of its sheet.
        view: Key of the view that it is of; None where it has columns of its own.
        columns: Those.
    """

    key: str
    zh: str
    view: str | None = None
    columns: Columns = ()


@dataclass(frozen=True, slots=True)
class Report:
    """One periodic report.

    Attributes:
        name: As the command line names it.
        key: As an issue names it: the view, else the layout.
        zh: Title.
        en: The same in English.
        basis: Law or source that asks for it.
        due: When it is due, in Chinese.
        kind: `issue_kind` of an issue.
        span: What it can be asked about.
        columns: Of a report that is of no view.
        parts: What else belongs to it.
        yearly: Whether it is of a year where no period is named.
    """

    name: str
    key: str
    zh: str
    en: str
    basis: str
    due: str
    kind: str = "periodic"
    span: Span = "days"
    columns: Columns = ()
    parts: tuple[Part, ...] = ()
    yearly: bool = False

    @property
    def view(self) -> str | None:
        """The view that its rows are of."""
        return None if self.columns else self.key


REPORTS: Final[tuple[Report, ...]] = (
    Report(
        "complaints",
        "complaint_statistics",
        "客户投诉案件统计表",
        "Complaint statistics",
        "S4-I 投诉-处理-6",
        "每月10日前",
        span="months",
        parts=(Part("twelve_months", "近十二个月", "complaint_statistics"),),
    ),
    Report(
        "feedback",
        "feedback_entries",
        "市场信息反馈台帐",
        "Feedback ledger",
        "S1-E §4.2.6",
        "每月",
        span="months",
    ),
    Report(
        "faults",
        "fault_summaries",
        "故障月度汇总记录",
        "Monthly fault summary",
        "S0-3 §4.2.3",
        "每月月初",
    ),
    Report(
        "service",
        "service_statistics",
        "退货投诉统计通报",
        "Return and complaint statistics",
        "S0-4 §4.4.3(4)",
        "每月",
        "bulletin",
        parts=(Part("twelve_months", "近十二个月", "service_statistics"),),
    ),
    Report(
        "technicians",
        "technician_scores",
        "技术员月度绩效表",
        "Technician monthly scores",
        "S4-I 意见-2, 4",
        "每月",
    ),
    Report(
        "indicators",
        "kpi_results",
        "服务质量指标表",
        "Indicators",
        "S4-I 管理-2",
        "每月",
        parts=(
            Part("definitions", "指标定义", columns=DEFINITIONS),
            Part("cases", "计入案件", columns=CASES),
        ),
    ),
    Report(
        "sales",
        "sales_summaries",
        "销售情况汇总",
        "Sales summary",
        "S4-G Art.7",
        "定期",
    ),
    Report(
        "due",
        "due_items",
        "到期与逾期事项表",
        "Due and overdue matters",
        "S4-I 投诉-职责-质量①",
        "随时",
        span="until",
    ),
    Report(
        "self-inspection",
        "self_inspection",
        "年度自查数据",
        "Figures for the yearly self-inspection",
        "Order 54 §44; GSP §12",
        "次年3月31日前",
        columns=FIGURES,
        yearly=True,
    ),
)


def report_named(name: str) -> Report:
    """Return the report that a name, a key or a Chinese title means.

    Raises:
        CommandError: There is none.
    """
    wanted = name.strip()
    for one in REPORTS:
        if wanted in {one.name, one.key, one.zh}:
            return one
    every = [known for one in REPORTS for known in (one.name, one.key, one.zh)]
    near = near_phrase(get_close_matches(wanted, every))
    raise CommandError(NO_SUCH_REPORT, name=name, names=", ".join(one.name for one in REPORTS), near=near)


def listed() -> list[dict[str, Any]]:
    """Return the reports as rows."""
    return [
        {"name": one.name, "title": one.zh, "table": one.key, "due": one.due, "basis": one.basis}
        for one in REPORTS
    ]
