"""The views of this folder, as declared: titles, headings, types and what they are derived from."""

from datetime import date

from ledger.events import columns
from ledger.events.base import View, day, several, text, yesno


class RetentionItems(
    View,
    key="retention_items",
    zh="记录保存期限清单",
    en="Retention list",
    kind="view",
    event="",
    identity=("subject_table", "subject_no", "line"),
    tags=("product_code", "lot", "serial"),
    retention="RET.VIEW",
    basis="GSP §23; Order 54 §32; Order 54 §38; Order 1/2018 §22; Order 29 §21; S0-1; S0-3; S2-A; S4-G",
    ids=(
        "G-84 RT-01 RT-02 RT-03 RT-04 RT-05 RT-06 RT-07 RT-08 RT-09 RT-10 RT-11 RT-12 "
        "RT-13 RT-14 RT-15 C-01 C-02 C-04"
    ),
    derived_from=(
        "sales",
        "receipts",
        "returns",
        "service_records",
        "adverse_events",
        "recalls",
        "complaints",
        "vouchers",
        "rule_settings",
        "record_disposals",
    ),
    rule=(
        "Keep-until per row: the latest of every rule in force; no date while a case, "
        "recall or hold is open; implants for ever; no base date means for ever until a "
        "fallback is set."
    ),
):
    """Retention list (记录保存期限清单)."""

    subject_table: str | None = columns.subject_table(basis="own")
    subject_no: str | None = columns.subject_no(basis="own")
    line: int | None = columns.line(basis="own")
    product_code: str | None = columns.product_code(basis="own")
    lot: str | None = columns.lot(basis="own")
    serial: str | None = columns.serial(doc="Serial number of the unit.", basis="own")
    expiry_date: date | None = columns.expiry_date(basis="own")
    service_life_end: date | None = day("使用期限届满日", basis="S0-1", doc="End of the service life.")
    rules_applied: list[str] | None = several(
        "适用规则", basis="own", doc="Rules that matched and the date each gives."
    )
    keep_until: date | None = day(
        "保存至", basis="GSP §23; S0-1; S2-A", doc="Latest date; empty means for ever."
    )
    forever: bool | None = yesno("是否永久保存", basis="GSP §23", doc="Kept for ever.")
    blocked_by: str | None = text(
        "不得处置原因", basis="own", doc="Open case, recall, hold or missing base date."
    )
    retention_state: str | None = text("保存状态", basis="own", doc="Kept, disposable or disposed of.")
