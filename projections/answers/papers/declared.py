"""The views of this folder, as declared: titles, headings, types and what they are derived from."""

from datetime import date

from ledger.events import columns
from ledger.events.base import View, choice, moment, text, whole


class LicenceWarnings(
    View,
    key="licence_warnings",
    zh="证照效期预警表",
    en="Licence expiry warnings",
    kind="view",
    event="",
    identity=("owner_kind", "owner_code", "licence_kind", "licence_no"),
    tags=("owner",),
    retention="RET.VIEW",
    basis="GSP §51; Order 54 §16; S0-1; S2-A",
    ids="R-04 R-83 G-01 G-03 G-61",
    derived_from=(
        "licences",
        "customers",
        "suppliers",
        "products",
        "staff",
        "companies",
        "authorisations",
        "contracts",
        "rule_settings",
    ),
    rule="Papers that lapse within the reminder period on a day, and what they block.",
):
    """Licence expiry warnings (证照效期预警表)."""

    owner_kind: str | None = choice(
        "持有方类别",
        "own:本企业|customer:购货者|supplier:供货者|product:产品|staff:人员|other:其他",
        basis="own",
        doc="Whose paper it is.",
    )
    owner_code: str | None = text("持有方编码", basis="own", doc="Code of the owner.")
    owner_name: str | None = text("持有方名称", basis="own", doc="Name of the owner.")
    licence_kind: str | None = columns.licence_kind(basis="GSP §51")
    licence_no: str | None = columns.licence_no(basis="GSP §51")
    valid_until: date | None = columns.valid_until(basis="GSP §51")
    days_left: int | None = whole("剩余天数", basis="own", doc="Days until it lapses.")
    blocks: str | None = text("影响业务", basis="own", doc="Sales, purchases or duties that stop.")
    open_lines: int | None = whole("相关未结单据", basis="own", doc="Open documents that rely on it.")
    owner: str | None = columns.owner(zh="跟进人", aliases="当前责任人", basis="own")


class ChangeItems(
    View,
    key="change_items",
    zh="更正与作废记录清单",
    en="Corrections",
    kind="view",
    event="",
    identity=("event_position",),
    tags=("approver",),
    aliases="数据修改记录",
    retention="RET.VIEW",
    basis="GSP §22; GSP §51; Guide 2024-20; Drug GSP annex 2; S1-I",
    ids="G-83 C-03 S-06",
    derived_from=(
        "sales",
        "returns",
        "purchases",
        "receipts",
        "complaints",
        "repairs",
        "customers",
        "suppliers",
        "products",
    ),
    rule=(
        "Every event that replaces or voids another, old and new values side by side; drawn from all tables."
    ),
):
    """Corrections (更正与作废记录清单)."""

    subject_table: str | None = columns.subject_table(basis="Guide 2024-20")
    subject_no: str | None = columns.subject_no(basis="Guide 2024-20")
    field_key: str | None = text("字段", basis="own", doc="Field changed.")
    old_value: str | None = text("原值", basis="Guide 2024-20", doc="Value before.")
    new_value: str | None = text("新值", basis="Guide 2024-20", doc="Value after.")
    kind_of_change: str | None = text("变更种类", basis="own", doc="Replaced or voided.")
    reason: str | None = columns.reason(zh="变更原因", aliases="原因|理由", basis="GSP §51; Guide 2024-20")
    changed_by: str | None = text("变更人", basis="Guide 2024-20", doc="Person and post who changed it.")
    changed_at: str | None = moment("变更时间", basis="Guide 2024-20", doc="Time of the change.")
    approver: str | None = columns.approver(basis="Guide 2024-20")
    old_position: int | None = whole("原事件位置", basis="own", doc="Log position of the corrected event.")
    event_position: int | None = columns.event_position(
        doc="Log position of the correcting event.", basis="own"
    )
