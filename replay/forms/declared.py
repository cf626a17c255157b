"""The forms that are made of one case: which columns stand where, under the headings of the official paper.

A form of a case that the law prints (regulation §1 to §3) has its own order and its own words; where the law
names a record without a form, the order is that of the record's article. What a form asks for and nobody
recorded stays as a blank. The forms of recalls and delivery notes are made by :mod:`replay.forms.recalled`
and :mod:`replay.forms.delivered`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

BLANK: Final = ""  # a column that no record has: room to write by hand


@dataclass(frozen=True, slots=True)
class Place:
    """A field of a form.

    Attributes:
        column: Of the case, several separated by blanks where the form has one field for them.
        label: As the official form says it; the heading of the column where it says the same.
        wide: Takes the whole line.
        boxes: Shows every choice, the one that was made marked.
    """

    column: str
    label: str = ""
    wide: bool = False
    boxes: bool = False


@dataclass(frozen=True, slots=True)
class Section:
    """A block of a form."""

    title: str
    places: tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class CaseForm:
    """A form made of one case.

    Attributes:
        key: On the command line.
        zh: Title of the official paper.
        table: Of the case.
        law: By which it is kept or handed on.
        sections: In order.
        signed: Room for each of these below.
    """

    key: str
    zh: str
    table: str
    law: str
    sections: tuple[Section, ...]
    signed: tuple[str, ...]


def _plain(columns: str) -> tuple[Place, ...]:
    return tuple(Place(one) for one in columns.split())


_GOODS: Final = (
    Place("product_name"),
    Place("model specification", "型号、规格"),
    Place("registration_no"),
    Place("registrant"),
    Place("manufacturer"),
    Place("lot serial", "生产批号或序列号"),
)
_DATES: Final = (Place("production_date"), Place("expiry_date"), Place("udi", wide=True))

ADVERSE_EVENT: Final = CaseForm(
    "adverse-event",
    "可疑医疗器械不良事件报告表",
    "adverse_events",
    "《医疗器械不良事件监测和再评价管理办法》第二十条、第二十五条",
    (
        Section(
            "报告",
            (
                Place("reported_at", "报告日期"),
                Place("report_code", "编码"),
                Place("reporter_kind", "报告来源", wide=True, boxes=True),
                Place("ae_kind", boxes=True, wide=True),
                Place("adverse_event_no"),
                Place("authority_name", "报告部门"),
            ),
        ),
        Section(
            "A. 患者资料",
            (
                Place("patient_name", "姓名"),
                Place("patient_age", "年龄"),
                Place("patient_sex", "性别", boxes=True),
                Place("indication", "预期治疗疾病或作用"),
            ),
        ),
        Section(
            "B. 不良事件情况",
            (
                Place("manifestation", "事件主要表现", wide=True),
                Place("occurred_on", "事件发生日期"),
                Place("became_aware_at", "发现或者知悉时间"),
                Place("use_place", "医疗器械实际使用场所", wide=True, boxes=True),
                Place("event_level", wide=True, boxes=True),
                Place("cluster", boxes=True),
                Place("customer_name", "使用单位"),
                Place("event_outcome", "事件后果", wide=True, boxes=True),
                Place(
                    "statement",
                    "事件陈述（至少包括器械使用时间、使用目的、使用依据、使用情况、出现的不良事件情况、对受害者影响、"
                    "采取的治疗措施、器械联合使用情况）",
                    wide=True,
                ),
            ),
        ),
        Section(
            "C. 医疗器械情况",
            (
                Place("product_name"),
                Place("trade_name", "商品名称"),
                Place("registration_no", "注册证号"),
                Place("registrant"),
                Place("manufacturer", "生产企业名称"),
                Place(BLANK, "生产企业地址"),
                Place(BLANK, "企业联系电话"),
                Place("model specification", "型号规格"),
                Place("serial", "产品编号"),
                Place("lot", "产品批号"),
                Place("udi", wide=True),
                Place("operator_kind", "操作人"),
                Place("quantity"),
                Place("expiry_date", "有效期至"),
                Place("production_date", "生产日期"),
                Place("stopped_on", "停用日期"),
                Place("implanted_on", "植入日期（若植入）"),
                Place("cause", "事件发生初步原因分析", wide=True),
                Place("initial_handling", "事件初步处理情况", wide=True),
                Place("parties_told", "事件报告状态（已通知）", wide=True),
                Place("registrant_notified_at"),
                Place("authority_reported_at"),
            ),
        ),
        Section(
            "D. 关联性评价",
            (
                Place(
                    "time_plausible",
                    "使用医疗器械与已发生/可能发生的伤害事件之间是否具有合理的先后时间顺序",
                    wide=True,
                    boxes=True,
                ),
                Place(
                    "injury_plausible",
                    "发生/可能发生的伤害事件是否属于所使用医疗器械可能导致的伤害类型",
                    wide=True,
                    boxes=True,
                ),
                Place(
                    "other_explanation",
                    "已发生/可能发生的伤害事件是否可以用合并用药和/或械的作用、患者病情或其他非医疗器械因素来解释",
                    wide=True,
                    boxes=True,
                ),
                Place("evaluation_result", wide=True),
                Place("assessor"),
                Place("reporter"),
            ),
        ),
    ),
    ("报告人签名", "报告单位（盖章）", "日期"),
)

RETURN_NOTICE: Final = CaseForm(
    "return-notice",
    "销售退回通知单",
    "return_cases",
    "《医疗器械经营质量管理规范》第一百零六条、第一百零七条",
    (
        Section(
            "通知单",
            (
                Place("return_notice_no"),
                Place("notice_on"),
                Place("return_case_no"),
                Place("customer_name"),
            ),
        ),
        Section("原单", (Place("sale_no"), Place("sale_line"), Place("outbound_no"), Place("quantity_out"))),
        Section(
            "退回产品",
            (
                Place("product_name"),
                Place("model specification", "型号、规格"),
                Place("manufacturer"),
                Place("lot serial", "生产批号或序列号"),
                *_DATES,
                Place("quantity"),
                Place("quality_claimed", boxes=True),
                Place("reason", wide=True),
            ),
        ),
        Section(
            "审批",
            (
                Place("invoice_clerk"),
                Place("decided_at"),
                Place("business_approver"),
                Place("business_decision", boxes=True),
                Place("quality_approver"),
                Place("quality_decision", boxes=True),
                Place("refusal_reason", wide=True),
            ),
        ),
    ),
    ("开票员", "业务负责人", "质管部", "日期"),
)

NONCONFORMITY: Final = CaseForm(
    "nonconformity",
    "不合格品处理记录",
    "nonconformities",
    "《医疗器械经营质量管理规范》第十九条、第二十一条",
    (
        Section(
            "发现与隔离",
            (
                Place("nonconformity_no"),
                Place("found_on"),
                Place("found_stage", wide=True, boxes=True),
                Place("finder"),
                Place("location_code"),
            ),
        ),
        Section(
            "产品",
            (
                *_GOODS,
                *_DATES,
                Place("supplier_name"),
                Place("quantity unit", "不合格数量、单位"),
                Place("receipt_no"),
                Place("return_no"),
                Place("complaint_no"),
                Place("recall_no"),
                Place("nonconformity", wide=True),
            ),
        ),
        Section(
            "质量确认",
            (
                Place("confirmed_by"),
                Place("confirmed_on"),
                Place("conclusion", wide=True, boxes=True),
                Place("cause", wide=True),
            ),
        ),
        Section(
            "处置",
            (
                Place("nc_disposition", wide=True, boxes=True),
                Place("decided_by"),
                Place("decided_on"),
                Place("disposal_no"),
                Place("supervised_by"),
                Place("supplier_notified_at"),
                Place("capa_no"),
                Place("closed_on"),
                Place("voucher_nos"),
                Place("close_note", wide=True),
            ),
        ),
    ),
    ("质量管理机构确认", "处置批准", "执行", "监督"),
)

COMPLAINT: Final = CaseForm(
    "complaint",
    "质量投诉处理记录",
    "complaints",
    "《医疗器械经营质量管理规范》第一百零四条、第一百零五条",
    (
        Section(
            "受理",
            (
                Place("complaint_no"),
                Place("received_on"),
                Place("received_at"),
                Place("channel"),
                Place("first_responder"),
                Place("customer_name"),
                Place("complainant"),
                Place("customer_phone"),
                Place("customer_address", wide=True),
            ),
        ),
        Section(
            "产品",
            (
                *_GOODS,
                Place("expiry_date"),
                Place("quantity"),
                Place("udi", wide=True),
                Place("sale_no"),
                Place("outbound_no"),
                Place("defective_quantity"),
                Place("sample_kept", boxes=True),
            ),
        ),
        Section(
            "投诉",
            (
                Place("content", wide=True),
                Place("customer_demand", wide=True),
                Place("nature", wide=True, boxes=True),
                Place("severity", wide=True, boxes=True),
                Place("harm_suspected", boxes=True),
                Place("ae_decision", boxes=True),
                Place("adverse_event_no"),
                Place("transferred_at"),
            ),
        ),
        Section(
            "调查与处理",
            (
                Place("investigator"),
                Place("investigated_on"),
                Place("findings", wide=True),
                Place("cause", wide=True),
                Place("outcome", wide=True, boxes=True),
                Place("handling_plan", wide=True),
                Place("countermeasure", wide=True),
                Place("improvement", wide=True),
                Place("decided_by"),
                Place("decided_on"),
                Place("registrant_notified_at"),
                Place("supplier_notified_at"),
            ),
        ),
        Section(
            "反馈与结案",
            (
                Place("answered_at"),
                Place("answer_channel"),
                Place("answer", wide=True),
                Place("customer_view", boxes=True),
                Place("tracked_on"),
                Place("tracking_result", wide=True),
                Place("capa_no"),
                Place("closed_on"),
                Place("close_note", wide=True),
            ),
        ),
    ),
    ("处理人", "质量负责人", "批准", "日期"),
)

SELF_INSPECTION: Final = CaseForm(
    "self-inspection",
    "医疗器械经营企业年度自查报告",
    "self_inspections",
    "《医疗器械经营监督管理办法》第四十四条，《医疗器械经营质量管理规范》第十二条",
    (
        Section(
            "自查",
            (
                *_plain("self_inspection_no year made_on approver"),
                Place("participants", wide=True),
                Place("scope", wide=True),
                Place("content", wide=True),
                Place("online_part", wide=True),
                Place("findings", wide=True),
                Place("rectification", wide=True),
                Place("capa_no"),
                Place("figures_issue"),
            ),
        ),
        Section(
            "批准与提交",
            (
                Place("truth_declared", wide=True, boxes=True),
                *_plain("approved_on submitted_on submitted_to receipt_code"),
                Place("application_files", wide=True),
            ),
        ),
    ),
    ("企业负责人", "质量负责人", "企业（盖章）", "日期"),
)

CASE_FORMS: Final = (ADVERSE_EVENT, RETURN_NOTICE, NONCONFORMITY, COMPLAINT, SELF_INSPECTION)
