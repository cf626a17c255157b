"""The views of this folder, as declared: titles, headings, types and what they are derived from."""

from datetime import date
from decimal import Decimal

from ledger.events import columns
from ledger.events.base import View, choice, day, moment, number, text, whole, yesno

_LEVELS = "1:一级|2:二级|3:三级"
_STATES = "not_answered:未反馈|answered:已反馈|refused:拒绝配合|not_found:无法联系"


class RecallConsignees(
    View,
    key="recall_consignees",
    zh="召回通知与反馈明细表",
    en="Recall consignees",
    kind="view",
    event="",
    identity=("recall_no", "customer_code", "lot", "serial"),
    tags=("recall_no", "customer_code", "product_code", "lot", "serial"),
    retention="RET.VIEW",
    basis="GSP §111; Order 29 §15; Order 29 §20; S1-I",
    ids="R-80 P-32 T-06",
    derived_from=("recalls", "distribution_lines", "returns", "disposals"),
    rule=(
        "One row per consignee and lot of the frozen list; accounted = on hand + used + returned + "
        "destroyed, the rest is unaccounted."
    ),
):
    """Recall consignees (召回通知与反馈明细表)."""

    recall_no: str | None = columns.recall_no(basis="own")
    customer_code: str | None = columns.customer_code(basis="GSP §111")
    customer_name: str | None = columns.customer_name(basis="GSP §111")
    customer_contact: str | None = columns.customer_contact(basis="own")
    customer_phone: str | None = columns.customer_phone(basis="own")
    delivery_address: str | None = columns.delivery_address(basis="own")
    product_code: str | None = columns.product_code(basis="Order 29 §15")
    lot: str | None = columns.lot(basis="Order 29 §15")
    serial: str | None = columns.serial(doc="Serial number of the unit.", basis="Order 29 §15")
    quantity_out: Decimal | None = number(
        "应召回数量", basis="Order 29 §20", doc="Quantity out at the freeze."
    )
    notice_sent_at: str | None = moment("通知时间", basis="Order 29 §15", doc="Time of the notice.")
    notice_method: str | None = columns.notice_method(basis="Order 29 §20")
    notice_on_time: bool | None = yesno(
        "是否按时通知", basis="Order 29 §6", doc="Inside the clock of the level."
    )
    response_state: str | None = choice("反馈状态", _STATES, basis="GSP §111", doc="State of the answer.")
    customer_on_hand: Decimal | None = number("客户库存数量", basis="own", doc="Quantity on hand there.")
    customer_used: Decimal | None = number("已使用数量", basis="own", doc="Quantity used.")
    returned_quantity: Decimal | None = number("已收回数量", basis="own", doc="Quantity returned.")
    customer_destroyed: Decimal | None = number(
        "就地销毁数量", basis="own", doc="Quantity destroyed in place."
    )
    unaccounted_quantity: Decimal | None = number(
        "未说明数量", basis="own", doc="Quantity not accounted for."
    )
    last_contact_at: str | None = moment("最近联系时间", basis="own", doc="Time of the last contact.")
    passed_on_quantity: Decimal | None = number("转售数量", basis="own", doc="Quantity passed on to others.")
    unaccounted_reason: str | None = text(
        "未说明数量的原因", basis="own", doc="Written reason for what cannot be accounted for."
    )
    late_known_at: str | None = moment(
        "补录获知时间", basis="own", doc="When a sale became known that the opening did not know."
    )
    struck: bool | None = yesno(
        "是否已作废", basis="own", doc="A sale that the opening knew was voided since."
    )
    level: int | None = whole("层级", basis="own", doc="1 for our own consignees, 2 for theirs, and so on.")


class RecallProgressReports(
    View,
    key="recall_progress_reports",
    zh="召回计划实施情况报告",
    en="Recall progress report",
    kind="view",
    event="",
    identity=("recall_no", "as_known_at"),
    tags=("recall_no",),
    retention="RET.VIEW",
    basis="Order 29 §20; Order 29 §22; GSP §111",
    ids="R-80 P-32",
    derived_from=("recalls", "recall_consignees"),
    rule=(
        "Official progress figures of one recall as known at a time; issued copies are frozen by "
        "report_issues."
    ),
):
    """Recall progress report (召回计划实施情况报告)."""

    recall_no: str | None = columns.recall_no(basis="Order 29 §20")
    as_known_at: str | None = moment("统计时点", basis="own", doc="Record time of the figures.")
    product_name: str | None = columns.product_name(basis="Order 29 §20")
    registration_no: str | None = columns.registration_no(basis="Order 29 §20")
    registrant: str | None = columns.registrant(basis="Order 29 §20")
    level: str | None = choice("召回级别", _LEVELS, basis="Order 29 §20", doc="Class.")
    recall_contact: str | None = text("召回联系人", basis="Order 29 §20", doc="Contact for the recall.")
    to_notify_count: int | None = whole(
        "应通知经营企业使用单位数", basis="Order 29 §20", doc="Consignees to notify."
    )
    notified_count: int | None = whole("已通知数", basis="Order 29 §20", doc="Consignees notified.")
    notified_on: str | None = text("通知日期", basis="Order 29 §20", doc="Days of the notices.")
    notice_methods: str | None = text("通知方式", basis="Order 29 §20", doc="Ways of notice.")
    other_to_notify_count: int | None = whole(
        "其他应通知单位数", basis="Order 29 §20", doc="Other consignees to notify."
    )
    other_notified_count: int | None = whole(
        "其他已通知单位数", basis="Order 29 §20", doc="Other consignees notified."
    )
    quantity_to_recover: Decimal | None = number(
        "应召回数量", basis="Order 29 §20", doc="Quantity to recall."
    )
    recovered_quantity: Decimal | None = number("已完成召回数量", basis="Order 29 §20", doc="Quantity done.")
    effectiveness: str | None = text("有效性检查情况", basis="Order 29 §20", doc="Effectiveness checks.")
    disposal_note: str | None = text(
        "召回产品处理情况", basis="Order 29 §20", doc="Handling of recalled goods."
    )
    expected_finish_on: date | None = day("预计完成时间", basis="Order 29 §20", doc="Expected end.")
    unaccounted_quantity: Decimal | None = number(
        "未说明数量", basis="own", doc="Quantity not accounted for."
    )
