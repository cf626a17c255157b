"""First-business approval of suppliers, products and buyers."""

from datetime import date

from ledger.events import columns
from ledger.events.base import Before, Case, choice, day, ref, several, stage, text, yesno


class FirstApprovals(
    Case,
    key="first_approvals",
    zh="首营企业首营品种审批表",
    en="First-business approvals",
    kind="case",
    event="first_approval_requested",
    identity=("approval_no",),
    tags=("supplier_code", "product_code", "customer_code", "reviewer", "approver", "veto_no", "voucher_nos"),
    aliases="供应商资质审核表|首营企业审批表|首营品种审批表|购货者资格审核表",
    retention="RET.MASTER",
    basis="GSP §21; GSP §53; GSP §54; GSP §82; S2-A; S2-D; S2-F; S2-J",
    numbering="SY-{yyyy}-{seq4}",
    ids="R-82 P-37 G-63 G-71",
    stages=(
        stage(
            "first_approval_requested",
            "requested",
            "申请",
            (
                "approval_no approval_kind applied_on applicant supplier_code product_code "
                "customer_code party_name product_name reason licences_checked inspection_report "
                "label_sample voucher_nos"
            ),
            by="purchaser",
            following="first_approval_reviewed first_approval_rejected",
            at="applied_on",
        ),
        stage(
            "first_approval_reviewed",
            "reviewed",
            "质量审核",
            "reviewer review_opinion reviewed_on scope_ok licences_checked",
            by="quality_staff",
            following="first_approval_site_visited first_approval_granted first_approval_rejected",
            at="reviewed_on",
        ),
        stage(
            "first_approval_site_visited",
            "site_visited",
            "现场考核",
            "site_visit_on site_finding",
            by="quality_staff",
            following="first_approval_granted first_approval_rejected",
            at="site_visit_on",
        ),
        stage(
            "first_approval_granted",
            "granted",
            "批准",
            "approver decision decided_on",
            by="quality_head",
            at="decided_on",
            when="decision=approved",
            before=(Before("first_approval_reviewed", "GSP §53; GSP §54"),),
        ),
        stage(
            "first_approval_rejected",
            "rejected",
            "否决",
            "approver decision decided_on refusal_reason veto_no",
            by="quality_head",
            at="decided_on",
            when="decision=refused",
        ),
    ),
):
    """First-business approvals (首营企业首营品种审批表)."""

    approval_no: str = text(
        "首营审批编号", "审批表编号", required=True, basis="own", doc="First-business approval number."
    )
    approval_kind: str = choice(
        "审批类别",
        "enterprise:首营企业|product:首营品种|customer:购货者首次资格审核",
        "首营企业|首营品种",
        required=True,
        basis="S2-D; GSP §53; GSP §54; GSP §82",
        doc="Enterprise, product or buyer.",
    )
    applied_on: date = day("申请日期", required=True, basis="own", doc="Day of the application.")
    applicant: str = ref(
        "staff", "申请人", "采购员", required=True, basis="S2-A", doc="Purchaser or salesperson who applied."
    )
    supplier_code: str | None = columns.supplier_code(basis="S2-A")
    product_code: str | None = columns.product_code(basis="S2-A")
    customer_code: str | None = columns.customer_code(basis="GSP §82")
    party_name: str = text("企业名称", required=True, basis="S2-D", doc="Name of the enterprise.")
    product_name: str | None = columns.product_name(snapshot_of=None, basis="S2-D")
    reason: str | None = columns.reason(zh="申请原因", aliases="原因|理由", basis="own")
    licences_checked: list[str] | None = several(
        "已审核证照", "合法证照等资质", basis="GSP §53; GSP §54; GSP §82", doc="Papers checked."
    )
    scope_ok: bool | None = yesno("经营范围是否符合", basis="GSP §51; GSP §82", doc="Scope covers the trade.")
    inspection_report: str | None = ref(
        "inspection_reports",
        "检验报告书",
        "首营品种的检验报告书",
        basis="S2-A",
        doc="Inspection report of the product.",
    )
    label_sample: str | None = ref(
        "vouchers", "标签样稿或图片", basis="GSP §54", doc="Label sample or picture."
    )
    reviewer: str | None = columns.reviewer(basis="GSP §19; S2-F")
    review_opinion: str | None = text("质量审核意见", basis="S2-F", doc="Opinion of quality staff.")
    reviewed_on: date | None = day("审核日期", basis="GSP §53; GSP §54", doc="Day of the review.")
    site_visit_on: date | None = day(
        "现场考核日期", "现场考核", basis="GSP §53; S2-A", doc="Day of the site visit."
    )
    site_finding: str | None = text("现场考核结果", basis="GSP §53; S2-A", doc="Finding on site.")
    approver: str | None = columns.approver(basis="own")
    decision: str | None = choice(
        "审批结论", "approved:同意|refused:不同意", basis="S2-F", doc="Approved or rejected."
    )
    decided_on: date | None = day("审批日期", basis="own", doc="Day of the decision.")
    refusal_reason: str | None = text("否决原因", basis="S2-F", doc="Why it was rejected.")
    veto_no: str | None = columns.veto_no(basis="S2-F")
    voucher_nos: list[str] | None = columns.voucher_nos(basis="GSP §53; GSP §54")
