"""The views of this folder, as declared: titles, headings, types and what they are derived from."""

from datetime import date
from decimal import Decimal

from ledger.events import columns
from ledger.events.base import View, number, text, whole, yesno


class KpiResults(
    View,
    key="kpi_results",
    zh="服务质量指标表",
    en="KPI results",
    kind="view",
    event="",
    identity=("kpi_key", "period_from", "period_to", "group_code"),
    tags=(),
    aliases="服务及时率、客户满意度、客户抱怨率",
    retention="RET.VIEW",
    basis="S4-I; S4-A; S4-B; S4-C; S0-3",
    ids="K-01 K-02 K-03 K-04 K-05 K-06 K-07 K-08 K-15 K-16 K-19 K-25 K-28 S-08",
    derived_from=(
        "repairs",
        "service_records",
        "complaints",
        "surveys",
        "visits",
        "trainings",
        "training_plans",
        "capa",
        "due_items",
        "service_standards",
    ),
    rule=(
        "Each indicator with numerator, denominator in words, threshold and breaches; a rate without a "
        "stated denominator is not printed."
    ),
):
    """KPI results (服务质量指标表)."""

    kpi_key: str | None = text("指标编号", basis="own", doc="K-id of the indicator.")
    kpi_name: str | None = text("指标名称", "服务及时率|客户满意度|客户抱怨率", basis="S4-I", doc="Name.")
    period_from: date | None = columns.period_from(basis="own")
    period_to: date | None = columns.period_to(basis="own")
    group_code: str | None = text("统计对象", basis="own", doc="Group, such as department or technician.")
    numerator: Decimal | None = number("分子", basis="own", doc="Numerator.")
    denominator: Decimal | None = number("分母", basis="own", doc="Denominator.")
    denominator_note: str | None = text("分母说明", basis="own", doc="Denominator in words.")
    kpi_value: Decimal | None = number("指标值", basis="S4-I", doc="Value.")
    threshold: str | None = text("目标值", basis="S4-I", doc="Target, such as over 95 per cent.")
    met: bool | None = yesno("是否达标", basis="own", doc="Target met.")
    breach_count: int | None = whole("未达标件数", basis="S4-I", doc="Rows that broke the limit.")
    time_unknown: int | None = whole(
        "时间不明件数",
        basis="own",
        doc="Matters settled at a time that nobody has told, counted beside the figure.",
    )
    before_start: int | None = whole(
        "账本首日之前件数",
        basis="own",
        doc="Duties that ran out before the first day of the ledger, counted beside the figure.",
    )
