"""Strikes: a record that no longer counts, still visible."""

from datetime import date

from ledger.events import columns
from ledger.events.base import Event, day, text


class RecordVoided(
    Event,
    key="voids",
    zh="作废记录",
    en="Struck records",
    kind="fact",
    event="record_voided",
    identity=("record_table", "record_no", "line"),
    tags=("approver",),
    aliases="红冲记录|更正作废记录",
    retention="RET.GOODS",
    basis="Inspection guide ※3.22; own",
    ids="G-83 T-02",
):
    """Struck records (作废记录)."""

    record_table: str = text(
        "记录表",
        "表名",
        required=True,
        basis="own",
        doc="Key or Chinese title of the table whose record is voided.",
    )
    record_no: str = text(
        "单号",
        "原单号|被作废单号",
        required=True,
        basis="own",
        doc="Document number (first identity field) of the voided record.",
    )
    line: int | None = columns.line(
        doc="Line, where the table has lines; empty voids the whole document.", basis="own"
    )
    reason: str = columns.reason(
        zh="作废原因",
        aliases="更正原因|原因",
        doc="Why it is voided.",
        required=True,
        basis="Inspection guide ※3.22",
    )
    approver: str = columns.approver(
        aliases="审批人", doc="Who approved it.", required=True, basis="Inspection guide ※3.22"
    )
    voided_on: date = day(
        "作废日期", "更正日期", required=True, basis="Inspection guide ※3.22", doc="Day of the correction."
    )
