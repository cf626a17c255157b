"""What is done about findings: who is to look into one, and how it was settled."""

from datetime import date

from ledger.events import columns
from ledger.events.base import Event, choice, day, ref, text


class FindingAssigned(
    Event,
    key="finding_assignments",
    zh="违规事项指派记录",
    en="Assignments of findings",
    kind="fact",
    event="finding_assigned",
    identity=("assignment_no",),
    tags=("assignee",),
    event_time=("assigned_on",),
    aliases="问题指派记录",
    retention="RET.DOC",
    basis="own; GSP §23; GSP §29",
    numbering="ZP-{yyyymmdd}-{seq3}",
    ids="",
    future=("due_on",),
):
    """Assignments of findings (违规事项指派记录)."""

    assignment_no: str = text("指派编号", required=True, basis="own", doc="Assignment number.")
    finding_position: int = columns.event_position(
        zh="违规记录位置",
        aliases="记录位置",
        required=True,
        basis="own",
        doc="Log position of the record that has the finding.",
    )
    rule_key: str = text("违反规则", required=True, basis="own", doc="Rule that the finding names.")
    assignee: str = ref("staff", "责任人", required=True, basis="own", doc="Who is to look into it.")
    due_on: date | None = day("应完成日期", "整改期限", basis="own", doc="Day by which it should be settled.")
    assigned_on: date = day("指派日期", required=True, basis="own", doc="Day of the assignment.")
    reason: str | None = columns.reason(zh="指派说明", aliases="要求", basis="own", doc="What is asked for.")


class FindingResolved(
    Event,
    key="finding_resolutions",
    zh="违规事项处理记录",
    en="Settled findings",
    kind="fact",
    event="finding_resolved",
    identity=("resolution_no",),
    tags=("approver", "voucher_nos"),
    event_time=("resolved_on",),
    aliases="问题处理记录|违规整改记录",
    retention="RET.DOC",
    basis="own; GSP §23; GSP §29",
    numbering="CL-{yyyymmdd}-{seq3}",
    ids="",
):
    """Settled findings (违规事项处理记录)."""

    resolution_no: str = text("处理编号", required=True, basis="own", doc="Number.")
    finding_position: int = columns.event_position(
        zh="违规记录位置",
        aliases="记录位置",
        required=True,
        basis="own",
        doc="Log position of the record that has the finding.",
    )
    rule_key: str = text("违反规则", required=True, basis="own", doc="Rule that the finding names.")
    resolution: str = choice(
        "处理结论",
        "corrected:已更正:已整改|explained:已说明|accepted_risk:接受风险|false_alarm:误报",
        required=True,
        basis="own",
        doc="How it was settled.",
    )
    reason: str = columns.reason(
        zh="处理说明", aliases="理由|原因", required=True, basis="own", doc="Why it may be settled so."
    )
    approver: str = columns.approver(required=True, basis="own", doc="Who approved it.")
    resolved_on: date = day("处理日期", required=True, basis="own", doc="Day on which it was settled.")
    voucher_nos: list[str] | None = columns.voucher_nos(basis="own")
