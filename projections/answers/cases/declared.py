"""The views of this folder, as declared: titles, headings, types and what they are derived from."""

from decimal import Decimal

from ledger.events import columns
from ledger.events.base import View, choice, moment, number, ref, text, whole


class DueItems(
    View,
    key="due_items",
    zh="到期与逾期事项表",
    en="Due and overdue matters",
    kind="view",
    event="",
    identity=("subject_table", "subject_no", "clock_id"),
    tags=("customer_code", "product_code", "serial", "owner"),
    aliases="逾期案件表|回访计划表|待办事项表",
    retention="RET.VIEW",
    basis="S4-I; S1-E; S4-A; S4-B; GSP §51",
    ids="R-30 R-60 P-26 K-04 K-05 K-06 K-07 K-08 K-16 K-27 K-28 T-16 S-09 L-24 L-25 L-26 L-27",
    derived_from=(
        "complaints",
        "repairs",
        "return_cases",
        "feedbacks",
        "visits",
        "warranties",
        "quality_trackings",
        "customers",
        "recalls",
        "adverse_events",
        "capa",
        "rule_checks",
        "authority_inspections",
        "licences",
        "training_plans",
        "service_standards",
        "overdue_notices",
    ),
    rule=(
        "Every open clock and planned duty at a time, visits by warranty state included, with done and "
        "overdue."
    ),
):
    """Due and overdue matters (到期与逾期事项表)."""

    subject_table: str | None = columns.subject_table(basis="own")
    subject_no: str | None = columns.subject_no(basis="own")
    matter: str | None = text("事项", basis="own", doc="What has to be done.")
    customer_code: str | None = columns.customer_code(basis="own")
    customer_name: str | None = columns.customer_name(basis="own")
    product_code: str | None = columns.product_code(basis="own")
    serial: str | None = columns.serial(doc="Serial number of the unit.", basis="own")
    clock_id: str | None = text("时限编号", basis="own", doc="Clock or policy that sets the limit.")
    started_at: str | None = moment("起算时间", basis="own", doc="Time at which the clock started.")
    due_at: str | None = columns.due_at(basis="S4-I; S1-E")
    done_at: str | None = moment("完成时间", basis="own", doc="Time at which it was done.")
    state: str | None = choice(
        "时限状态",
        (
            "open:未到期|due_soon:即将到期|overdue:逾期未完成|done:按期完成|done_late:逾期完成|time_unknown:时间不明|before_start:账本首日之前"
        ),
        basis="S4-I",
        doc="Open, due, overdue or done.",
    )
    hours_late: Decimal | None = number("逾期小时数", basis="own", doc="Hours late.")
    owner: str | None = columns.owner(basis="own")
    overdue_notice_no: str | None = ref(
        "overdue_notices", "逾期通知编号", basis="S4-I", doc="Overdue notice raised."
    )
    customer_grade: str | None = choice(
        "客户等级", "A:A级|B:B级|C:C级", basis="S1-A", doc="Grade of the customer."
    )
    priority: int | None = whole(
        "优先级", basis="S1-A", doc="Rank of the customer by the service standards of the house."
    )
