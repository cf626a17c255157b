"""Posts as data: what each role is called, who stands in for whom, who decides, and who must be two persons.

The roles are those that the stages of the cases name (`by`). The table of names is the role-alias table: the
sources call the same body 质检部, 质管部, 质量部, 质量管理部 and 质量管理机构.
"""

from __future__ import annotations

from typing import Final

ROLES: Final[dict[str, tuple[str, str]]] = {
    "salesperson": ("Salesperson", "业务员|销售员|营销员|销售人员|市场部销售|销售代表"),
    "marketing": ("Marketing department", "市场部|市场部门"),
    "sales_department": ("Sales department", "销售部|销售部门"),
    "quality": (
        "Quality department",
        "质量管理部|质管员|质管部|质量部|质检部|质量管理机构|质量管理员|质检员|质量管理部门",
    ),
    "quality_staff": ("Quality management staff", "质量管理人员"),
    "quality_head": (
        "Quality head, with the decision right",
        "质量负责人|质量管理部经理|质管部经理|质量部经理|质量副总",
    ),
    "inspector": ("Acceptance inspector", "验收员|质量验收人员|验收人员"),
    "storekeeper": ("Storekeeper", "保管员|养护保管人员|库房|仓库保管员|养护员|库管员|仓管员"),
    "receiver": ("Receiver", "收货员"),
    "invoice_clerk": ("Invoice clerk", "开票员"),
    "business_head": ("Business head", "业务负责人|业务部经理|销售部经理|销售经理"),
    "finance": ("Finance", "财务|财务部门|会计员|会计科|会计|出纳|财务部"),
    "after_sales": (
        "After-sales department",
        "售后服务部|客服部|客服人员|售后服务团队|客服|客服专员|售后服务部门|售后客服|售后服务员",
    ),
    "service_team_leader": ("Customer-service team leader", "客服组组长|客服组长"),
    "service_management": ("Customer-service management post", "客服管理岗"),
    "service_post": ("Customer-service post", "客户服务岗"),
    "marketing_service": ("Marketing customer-service group", "市场部客服组"),
    "delivery_clerk": ("Delivery clerk", "配送员|配送人员|送货员"),
    "return_group": ("Return group of the quality department", "质管部退货组|退货组"),
    "discrepancy_group": ("Company after-sales management group", "公司售后服务管理组"),
    "service_manager": ("Customer-service manager", "客服部经理|售后服务部经理|售后服务负责人|客服经理"),
    "regulatory": ("Regulatory department", "法规部|法规专员|法规部门"),
    "responsible_department": ("Department responsible", "责任部门"),
    "technical_department": ("Technical department", "技术部|技术部门"),
    "technician": (
        "Technician",
        "技术员|工程师|服务人员|维修人员|维修员|技术人员|专业技术人员|维修工程师|售后工程师",
    ),
    "technical_head": ("Head of the technical department", "技术部门主管|技术部主管|技术部经理|技术负责人"),
    "service_centre": ("Service centre or branch", "服务中心|公司服务组|分公司|售后服务中心"),
    "general_manager": ("General manager or office", "总经理|总经理室|经理室"),
    "deputy_general_manager": ("Deputy general manager", "副总经理|分管副总经理|副总"),
    "person_in_charge": ("Person in charge of the company", "企业负责人|企业法定代表人|法定代表人|法人代表"),
    "department_head": ("Head of a department", "部门负责人|有关部门主管"),
    "purchaser": ("Purchaser", "采购员|药品采购部门|采购人员|采购部|采购部门"),
    "business_department": ("Business department", "经营部|业务部门"),
    "pharmacy": ("Pharmacy or store", "药店|药房|药房库房"),
    "outbound_checker": ("Outbound checker", "复核员|出库复核员|复核人员"),
    "contract_filing": ("Contract filing department", "合同归档部门"),
    "dealer": ("Dealer or authorised partner", "经销商|授权服务合作伙伴"),
    "customer": ("Customer", "客户|用户|消费者|退货方"),
    "manufacturer": ("Maker or supplier", "厂家|供货方|供应商"),
    "authority": ("Authority", "药监部门"),
    "specialist": ("Specialist institution", "专业机构"),
    "system": ("The system itself", "系统"),
}
"""Role -> its English name and its Chinese ones, joined by `|`, the official one first."""

DEPARTMENTS: Final = (
    *("quality", "after_sales", "technical_department", "finance", "regulatory", "marketing"),
    *("sales_department", "business_department", "service_centre", "purchaser"),
)
"""Roles that a person has by belonging to a department, also where the post is called something longer."""

QUALITY: Final = frozenset({"quality", "quality_staff", "quality_head"})
LEADERS: Final = frozenset({"general_manager", "person_in_charge"})
SUPERVISORS: Final = QUALITY | LEADERS
"""Who may record any stage that is no approval."""

EVERYBODY: Final = frozenset({"responsible_department"})
"""Roles that anybody of the house may have: the department responsible is named case by case."""

_SERVICE: Final = frozenset(
    {
        "after_sales",
        "service_team_leader",
        "service_management",
        "service_post",
        "service_manager",
        "marketing_service",
        "service_centre",
    }
)
_TECHNICAL: Final = frozenset({"technical_department", "technician", "technical_head"})
_SELLING: Final = frozenset({"salesperson", "sales_department", "business_department", "business_head"})

ALSO: Final[dict[str, frozenset[str]]] = {
    "quality": QUALITY,
    "quality_staff": QUALITY,
    "return_group": QUALITY,
    "inspector": QUALITY,
    "after_sales": _SERVICE,
    "service_management": _SERVICE,
    "service_post": _SERVICE,
    "service_centre": _SERVICE | _TECHNICAL,
    "discrepancy_group": _SERVICE,
    "technical_department": _TECHNICAL,
    "technician": _TECHNICAL | {"dealer", "service_centre"},
    "salesperson": _SELLING | {"marketing"},
    "sales_department": _SELLING,
    "business_department": _SELLING | {"purchaser"},
    "marketing": _SELLING | {"marketing_service"},
    "storekeeper": frozenset({"receiver", "outbound_checker"}),
    "receiver": frozenset({"storekeeper", "inspector"}),
    "delivery_clerk": frozenset({"storekeeper", "outbound_checker"}) | _TECHNICAL | _SERVICE,
    "invoice_clerk": frozenset({"business_department", "business_head"}),
    "purchaser": frozenset({"business_department", "business_head"}),
    "department_head": frozenset(
        {"business_head", "technical_head", "service_manager", "service_team_leader", "quality_head"}
    ),
    "general_manager": LEADERS,
    "person_in_charge": LEADERS,
    "deputy_general_manager": LEADERS,
}
"""Role that a stage names -> roles that count as well: parts of the same body, and those above."""

_RULERS: Final = QUALITY | {"service_team_leader", "service_manager", "purchaser"}
_CHIEFS: Final = LEADERS | {"deputy_general_manager"}
APPROVALS: Final[dict[str, frozenset[str]]] = {
    "return_business_approved": frozenset({"business_head"}),
    "return_quality_approved": QUALITY,
    "return_refused": QUALITY | {"business_head"},
    "return_ruled": _RULERS,
    "return_disposition_decided": QUALITY,
    "return_refund_verified": frozenset({"finance"}),
    "first_approval_granted": frozenset({"quality_head"}),
    "first_approval_rejected": frozenset({"quality_head"}),
    "hold_placed": QUALITY,
    "hold_released": QUALITY,
    "veto_issued": QUALITY,
    "veto_lifted": QUALITY,
    "nonconformity_confirmed": QUALITY,
    "nonconformity_decided": QUALITY,
    "self_inspection_approved": LEADERS,
    "incident_decided": LEADERS | {"quality_head"},
    "complaint_grave_approved": _CHIEFS,
    "complaint_accepted": _CHIEFS,
    "complaint_decided": _CHIEFS | QUALITY | {"service_manager", "technical_head", "department_head"},
    "complaint_signed_off": _CHIEFS,
    "petition_decided": _CHIEFS,
    "repair_inspected": QUALITY | {"inspector"},
    "repair_rereleased": QUALITY,
    "work_report_reviewed": frozenset({"technical_head"}),
    "adverse_event_assessed": QUALITY,
    "capa_verified": QUALITY,
    "visit_approved": frozenset({"service_manager"}),
}
"""Stages by which a named post approves or decides, and the roles that may; no supervisor stands in."""

DECIDING: Final[dict[str, tuple[tuple[str, frozenset[str]], ...]]] = {
    "return_business_approved": (("business_approver", frozenset({"business_head"})),),
    "return_refused": (("business_approver", frozenset({"business_head"})),),
    "return_ruling_requested": (("adjudicator", _RULERS),),
    "return_ruled": (("adjudicator", _RULERS),),
    "return_refund_verified": (("refund_verified_by", frozenset({"finance"})),),
    "goods_returned": (("business_approver", frozenset({"business_head", "purchaser"})),),
    "self_inspection_approved": (("approver", LEADERS),),
    "incident_decided": (("decided_by", LEADERS | {"quality_head"}),),
    "work_report_reviewed": (("reviewer", frozenset({"technical_head"})),),
    "visit_approved": (("approver", frozenset({"service_manager"})),),
    "capa_opened": (("approver", QUALITY | LEADERS | {"regulatory"}),),
    "capa_planned": (("approver", QUALITY | LEADERS | {"regulatory"}),),
}
"""Event type -> columns that name who approved or decided, with the roles that may.

Not here is what rules of its own subject judge: quality's decisions (`deciders_judged`), first approvals, and
complaints and petitions, where the weight of the matter says who may.
"""

PAIRS: Final[dict[str, tuple[tuple[str, str], ...]]] = {
    "visits": (("approver", "handler"),),
    "contracts": (("approver", "drafted_by"),),
    "documents": (("approver", "drafted_by"),),
}
"""Table -> pairs of columns that must name two persons; the first is who passed what the second did."""
