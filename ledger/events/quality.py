"""The quality cases: holds, vetoes, nonconforming goods and incidents."""

from datetime import date
from decimal import Decimal

from ledger.events import columns
from ledger.events.base import Before, Case, choice, day, moment, money, ref, several, stage, text, yesno


class QualityHolds(
    Case,
    key="quality_holds",
    zh="停售、封存与停止经营通知",
    en="Quality holds and stop-sale notices",
    kind="case",
    event="hold_placed",
    identity=("hold_no",),
    tags=(
        "hold_no",
        "product_code",
        "lots",
        "serials",
        "supplier_code",
        "customer_code",
        "equipment_code",
        "location_code",
        "decided_by",
        "recall_no",
        "nonconformity_no",
        "veto_no",
        "released_by",
        "voucher_nos",
    ),
    aliases="停售通知|封存通知|停止经营和通知记录|停止使用决定|质量隐患隔离记录",
    retention="RET.GOODS",
    basis="GSP §74; GSP §75; GSP §76; GSP §87; GSP §110; Order 739 §67; Order 29 §7; S2-F",
    numbering="TSFC-{yyyymmdd}-{seq3}",
    ids="R-76 R-81 P-33 G-06 G-68 G-70 G-75 T-04",
    stages=(
        stage(
            "hold_placed",
            "placed",
            "停售封存",
            (
                "hold_no hold_kind target_kind product_code product_name model specification lots"
                " serials supplier_code customer_code equipment_code location_code quantity "
                "found_at found_stage reason standard_breached serious placed_at decided_by "
                "proposal recall_no nonconformity_no veto_no voucher_nos"
            ),
            by="quality",
            following="hold_parties_notified hold_reported hold_released",
            at="placed_at",
            deadline="CN.DEFECT.REPORT",
        ),
        stage(
            "hold_parties_notified",
            "parties_notified",
            "通知相关方",
            "registrant_notified_at supplier_notified_at customers_notified parties_notified_at",
            by="quality",
            following="hold_reported hold_released",
            at="registrant_notified_at supplier_notified_at parties_notified_at",
            repeats=True,
            deadline="CN.DEFECT.REPORT",
        ),
        stage(
            "hold_reported",
            "reported",
            "报告药监部门",
            "authority_reported_at authority_name",
            by="quality",
            following="hold_released",
            at="authority_reported_at",
            deadline="CN.DEFECT.REPORT",
        ),
        stage(
            "hold_released",
            "released",
            "解除",
            "release_reason released_by released_at nc_disposition",
            by="quality",
            at="released_at",
        ),
    ),
):
    """Quality holds and stop-sale notices (停售、封存与停止经营通知)."""

    hold_no: str = text(
        "停售封存编号", "停售通知编号", required=True, basis="own", doc="Quality hold number."
    )
    hold_kind: str = choice(
        "通知类别",
        (
            "stop_sale:停售|sealing:封存|stop_use:停止使用|stop_purchase:停止采购|stop_sale_to_buyer:停止向购货者销售|quarantine:质量隐患隔离"
        ),
        "停售、封存",
        required=True,
        basis="S2-F; GSP §74; GSP §110",
        doc="Kind of hold.",
    )
    target_kind: str = choice(
        "对象类别",
        (
            "product:产品|lot:批次|serial:单件|supplier:供货者|customer:购货者|delivery:来货|sold_goods:已售产品|equipment:设备设施|first_business:首营企业或品种|purchase_plan:购进计划|other:其他"
        ),
        required=True,
        basis="S2-F",
        doc="What is held.",
    )
    product_code: str | None = columns.product_code(basis="S2-F")
    product_name: str | None = columns.product_name(basis="own")
    model: str | None = columns.model(basis="own")
    specification: str | None = columns.specification(basis="own")
    lots: list[str] | None = columns.lots(basis="S2-F")
    serials: list[str] | None = columns.serials(basis="S2-F")
    supplier_code: str | None = columns.supplier_code(basis="S2-F")
    customer_code: str | None = columns.customer_code(basis="S2-F")
    equipment_code: str | None = columns.equipment_code(basis="S2-F")
    location_code: str | None = columns.location_code(basis="GSP §74")
    quantity: Decimal | None = columns.quantity(zh="封存数量", aliases="数量", basis="own")
    found_at: str | None = moment("发现时间", basis="GSP §110", doc="Time at which the problem was found.")
    found_stage: str | None = choice(
        "发现环节",
        (
            "receipt:进货验收|storage:在库检查|outbound:出库复核|sales_return:销售退回|complaint:投诉|repair:维修|recall:召回|expiry:超过有效期|other:其他"
        ),
        basis="own",
        doc="Where it was found.",
    )
    reason: str = columns.reason(
        zh="停售封存原因", aliases="原因|理由", required=True, basis="S2-F; GSP §110"
    )
    standard_breached: str | None = text(
        "不符合的标准或技术要求", basis="GSP §110", doc="Standard or technical requirement not met."
    )
    serious: bool | None = yesno(
        "是否严重质量安全问题",
        basis="GSP §110",
        doc="Serious problem, so that the parties and the authority must be told.",
    )
    placed_at: str = moment("停售封存时间", required=True, basis="GSP §110", doc="Time from which it blocks.")
    decided_by: str = ref(
        "staff", "决定人", required=True, basis="S2-F", doc="Quality staff member who decided."
    )
    proposal: str | None = text(
        "添置改造完善建议", "添置、改造、完善建议", basis="S2-F", doc="Proposal, for equipment."
    )
    registrant_notified_at: str | None = columns.registrant_notified_at(basis="GSP §110; Order 29 §7")
    supplier_notified_at: str | None = columns.supplier_notified_at(basis="GSP §110; Order 29 §7")
    customers_notified: list[str] | None = several(
        "通知的使用单位和购货者", ref="customers", basis="GSP §110", doc="Users and buyers told."
    )
    parties_notified_at: str | None = moment(
        "通知时间", basis="GSP §110", doc="Time at which they were told."
    )
    authority_reported_at: str | None = columns.authority_reported_at(basis="GSP §110; Order 29 §7")
    authority_name: str | None = columns.authority_name(basis="GSP §110; Order 29 §7")
    recall_no: str | None = columns.recall_no(basis="own")
    nonconformity_no: str | None = columns.nonconformity_no(basis="GSP §74")
    veto_no: str | None = columns.veto_no(basis="S2-F")
    release_reason: str | None = text("解除原因", basis="S2-F", doc="Why it was lifted.")
    released_by: str | None = ref("staff", "解除人", basis="S2-F", doc="Quality staff member who lifted it.")
    released_at: str | None = moment("解除时间", basis="own", doc="Time of the lifting.")
    nc_disposition: str | None = choice(
        "处理决定",
        "return_to_supplier:退货|write_off:报损|destroy:销毁|rework:返工维修|release:判定合格放行",
        "退货、报损、销毁",
        basis="S2-F",
        doc="Return, write-off, destruction or release.",
    )
    voucher_nos: list[str] | None = columns.voucher_nos(basis="own")


class QualityVetoes(
    Case,
    key="quality_vetoes",
    zh="质量否决记录",
    en="Quality vetoes",
    kind="case",
    event="veto_issued",
    identity=("veto_no",),
    tags=(
        "veto_no",
        "supplier_code",
        "customer_code",
        "product_code",
        "lot",
        "serial",
        "equipment_code",
        "decided_by",
        "hold_no",
        "recall_no",
        "released_by",
        "voucher_nos",
    ),
    aliases="质量否决单|终止关系意见",
    retention="RET.GOODS",
    basis="GSP §18; GSP §19; S2-F; S2-G",
    numbering="FJ-{yyyy}-{seq3}",
    ids="R-79 P-34 G-13 G-65 G-66 G-67 G-68 G-69 G-70 G-71 G-72 G-73 G-74 G-75 S-06",
    stages=(
        stage(
            "veto_issued",
            "issued",
            "否决",
            (
                "veto_no veto_ground target_kind supplier_code customer_code product_code lot "
                "serial equipment_code subject_table subject_no opinion issued_on decided_by "
                "told_departments hold_no recall_no voucher_nos"
            ),
            by="quality",
            following="veto_acknowledged veto_lifted",
            at="issued_on",
        ),
        stage(
            "veto_acknowledged",
            "acknowledged",
            "执行确认",
            "acknowledged_by acknowledged_on followed not_followed_reason",
            by="business_department",
            following="veto_lifted",
            at="acknowledged_on",
        ),
        stage(
            "veto_lifted", "lifted", "撤销", "lift_reason released_by lifted_on", by="quality", at="lifted_on"
        ),
    ),
):
    """Quality vetoes (质量否决记录)."""

    veto_no: str = text("质量否决编号", required=True, basis="own", doc="Quality veto number.")
    veto_ground: str = choice(
        "否决事由",
        (
            "supplier_unqualified:供货者不具备法定资格或质量保证条件|buyer_unqualified:购货者不具备法定资格|delivery_failed:来货不符合规定|storage_nonconforming:养护检查发现不合格|sold_quality_problem:售出产品有质量问题|equipment_unfit:设备设施不适应|first_business_failed:首营企业或品种不符合|supplier_or_product_bad:供货者或品种质量不稳定|purchase_plan:购进计划质量保证差|other:其他影响质量的事项"
        ),
        required=True,
        basis="S2-F",
        doc="One of the ten grounds.",
    )
    target_kind: str = choice(
        "否决对象类别",
        (
            "product:产品|lot:批次|serial:单件|supplier:供货者|customer:购货者|delivery:来货|sold_goods:已售产品|equipment:设备设施|first_business:首营企业或品种|purchase_plan:购进计划|other:其他"
        ),
        required=True,
        basis="S2-F",
        doc="What is vetoed.",
    )
    supplier_code: str | None = columns.supplier_code(basis="S2-F")
    customer_code: str | None = columns.customer_code(basis="S2-F")
    product_code: str | None = columns.product_code(basis="S2-F")
    lot: str | None = columns.lot(basis="S2-F")
    serial: str | None = columns.serial(aliases="出厂编号|机身号|机号|SN|产品序列号|设备序列号", basis="own")
    equipment_code: str | None = columns.equipment_code(basis="S2-F")
    subject_table: str | None = columns.subject_table(basis="own")
    subject_no: str | None = columns.subject_no(
        doc="Row vetoed, such as a purchase plan or approval.", basis="own"
    )
    opinion: str = text(
        "否决意见", "终止关系、停止购进的否决意见", required=True, basis="S2-F", doc="Opinion or suggestion."
    )
    issued_on: date = day("否决日期", "签发日期", required=True, basis="own", doc="Day of the veto.")
    decided_by: str = ref(
        "staff", "否决人", required=True, basis="S2-F", doc="Quality staff member who vetoed."
    )
    told_departments: list[str] | None = several(
        "送达部门",
        "经营部|总经理室",
        basis="S2-F",
        doc="Departments told, as a rule the business department and the general manager's office.",
    )
    acknowledged_by: str | None = ref(
        "staff", "执行确认人", basis="own", doc="Person who confirmed the execution."
    )
    acknowledged_on: date | None = day("执行确认日期", basis="own", doc="Day of the confirmation.")
    followed: bool | None = yesno(
        "是否执行", basis="NMPA 124/2022 §27", doc="Whether the opinion was followed."
    )
    not_followed_reason: str | None = text(
        "未执行原因", basis="NMPA 124/2022 §27", doc="Why it was not followed."
    )
    hold_no: str | None = columns.hold_no(basis="own")
    recall_no: str | None = columns.recall_no(basis="S2-F")
    lift_reason: str | None = text("撤销原因", basis="own", doc="Why it was lifted.")
    released_by: str | None = ref("staff", "撤销人", basis="S2-F", doc="Quality staff member who lifted it.")
    lifted_on: date | None = day("撤销日期", basis="own", doc="Day of the lifting.")
    voucher_nos: list[str] | None = columns.voucher_nos(basis="own")


class Nonconformities(
    Case,
    key="nonconformities",
    zh="不合格品处理记录",
    en="Nonconforming product cases",
    kind="case",
    event="nonconformity_found",
    identity=("nonconformity_no",),
    tags=(
        "nonconformity_no",
        "product_code",
        "lot",
        "serial",
        "udi",
        "supplier_code",
        "receipt_no",
        "return_no",
        "complaint_no",
        "recall_no",
        "location_code",
        "hold_no",
        "decided_by",
        "disposal_no",
        "capa_no",
        "voucher_nos",
    ),
    aliases="医疗器械不合格品记录表|不合格产品处理记录|不合格品台账",
    retention="RET.GOODS",
    basis="GSP §19; GSP §21; GSP §65; GSP §69; GSP §76; GSP §106; S0-3; S2-D; S2-F; S2-G; S2-J",
    numbering="BHG-{yyyymmdd}-{seq3}",
    ids="R-75 P-33 G-05 G-06 G-67 G-68",
    future=("expiry_date",),
    stages=(
        stage(
            "nonconformity_found",
            "found",
            "发现与隔离",
            (
                "nonconformity_no found_on found_stage product_code product_name model "
                "specification lot serial udi production_date expiry_date registration_no "
                "registrant manufacturer unit quantity supplier_code supplier_name receipt_no "
                "return_no complaint_no recall_no nonconformity location_code hold_no finder "
                "voucher_nos"
            ),
            by="storekeeper",
            following="nonconformity_confirmed",
            at="found_on",
        ),
        stage(
            "nonconformity_confirmed",
            "confirmed",
            "质量确认",
            "confirmed_by confirmed_on conclusion cause",
            by="quality",
            following="nonconformity_decided nonconformity_closed",
            at="confirmed_on",
        ),
        stage(
            "nonconformity_decided",
            "decided",
            "处置决定",
            "nc_disposition decided_by decided_on supplier_notified_at capa_no",
            by="quality",
            following="nonconformity_disposed",
            at="decided_on",
            before=(Before("nonconformity_confirmed", "GSP §106"),),
        ),
        stage(
            "nonconformity_disposed",
            "disposed",
            "处置",
            "disposal_no supervised_by disposed_at",
            by="storekeeper",
            following="nonconformity_closed",
            at="disposed_at",
            repeats=True,
            before=(Before("nonconformity_decided", "GSP §106"),),
        ),
        stage(
            "nonconformity_closed",
            "closed",
            "结案",
            "closed_on close_note",
            by="quality",
            at="closed_on",
            before=(
                Before("nonconformity_confirmed", "GSP §106"),
                Before("nonconformity_disposed", "GSP §106", when="nonconformity_decided"),
            ),
        ),
    ),
):
    """Nonconforming product cases (不合格品处理记录)."""

    nonconformity_no: str = text(
        "不合格品处理编号",
        "不合格品记录编号",
        required=True,
        basis="own",
        doc="Nonconforming product case number.",
    )
    found_on: date = day("发现日期", required=True, basis="own", doc="Day on which it was found.")
    found_stage: str = choice(
        "发现环节",
        (
            "receipt:进货验收|storage:在库检查|outbound:出库复核|sales_return:销售退回|complaint:投诉|repair:维修|recall:召回|expiry:超过有效期|other:其他"
        ),
        required=True,
        basis="GSP §65; GSP §76; GSP §106; S2-F",
        doc="Where it was found.",
    )
    product_code: str = columns.product_code(required=True, basis="S2-J; own")
    product_name: str | None = columns.product_name(basis="S2-J; own")
    model: str | None = columns.model(basis="S2-J; own")
    specification: str | None = columns.specification(basis="S2-J; own")
    lot: str | None = columns.lot(basis="S2-J; own")
    serial: str | None = columns.serial(basis="S2-J; own")
    udi: str | None = columns.udi(basis="S2-J; own")
    production_date: date | None = columns.production_date(basis="S2-J; own")
    expiry_date: date | None = columns.expiry_date(basis="S2-J; own")
    registration_no: str | None = columns.registration_no(basis="own")
    registrant: str | None = columns.registrant(basis="own")
    manufacturer: str | None = columns.manufacturer(basis="own")
    unit: str | None = columns.unit(basis="own")
    quantity: Decimal = columns.quantity(zh="不合格数量", aliases="数量", required=True, basis="own")
    supplier_code: str | None = columns.supplier_code(basis="own")
    supplier_name: str | None = columns.supplier_name(basis="own")
    receipt_no: str | None = columns.receipt_no(basis="GSP §65")
    return_no: str | None = columns.return_no(basis="GSP §106")
    complaint_no: str | None = columns.complaint_no(basis="own")
    recall_no: str | None = columns.recall_no(basis="own")
    nonconformity: str = columns.nonconformity(required=True, basis="GSP §65; GSP §69; GSP §106; S2-F")
    location_code: str | None = columns.location_code(
        zh="不合格品区库位", aliases="库位|货位|存放位置|库区|存放地点", basis="GSP §69"
    )
    hold_no: str | None = columns.hold_no(basis="S2-F")
    finder: str | None = ref("staff", "发现人", "养护保管人员", basis="own", doc="Person who found it.")
    confirmed_by: str | None = ref(
        "staff",
        "质量确认人",
        "质检部确认",
        basis="GSP §19; S2-F",
        doc="Quality staff member who confirmed it.",
    )
    confirmed_on: date | None = day("确认日期", basis="GSP §19", doc="Day of the confirmation.")
    conclusion: str | None = columns.conclusion(zh="确认结论", aliases="结论", basis="GSP §19")
    cause: str | None = columns.cause(basis="own")
    nc_disposition: str | None = choice(
        "处置方式",
        "return_to_supplier:退货|write_off:报损|destroy:销毁|rework:返工维修|release:判定合格放行",
        "退货、报损、销毁|不合格产品处理",
        basis="GSP §69; S2-F",
        doc="Decision on the goods.",
    )
    decided_by: str | None = ref("staff", "处置决定人", basis="S2-F", doc="Person who decided.")
    decided_on: date | None = day("处置决定日期", basis="own", doc="Day of the decision.")
    disposal_no: str | None = columns.disposal_no(basis="GSP §69")
    supervised_by: str | None = ref(
        "staff", "监督人", basis="GSP §19", doc="Quality staff member who supervised the disposal."
    )
    disposed_at: str | None = columns.stage_time(zh="处置时间")
    supplier_notified_at: str | None = columns.supplier_notified_at(basis="own")
    capa_no: str | None = columns.capa_no(basis="own")
    closed_on: date | None = columns.closed_on(basis="own")
    close_note: str | None = columns.close_note(basis="own")
    voucher_nos: list[str] | None = columns.voucher_nos(basis="own")


class QualityIncidents(
    Case,
    key="quality_incidents",
    zh="质量事故与质量安全风险报告",
    en="Quality incidents and risk reports",
    kind="case",
    event="incident_reported",
    identity=("incident_no",),
    tags=(
        "handler",
        "customer_code",
        "supplier_code",
        "product_code",
        "lots",
        "serials",
        "decided_by",
        "hold_no",
        "recall_no",
        "capa_no",
        "voucher_nos",
    ),
    aliases="质量事故调查处理报告|风险报告记录",
    retention="RET.CASE",
    basis="GSP §16; GSP §19; GSP §20; GSP §21; GSP §99; NMPA 124/2022 §27",
    numbering="SG-{yyyy}-{seq3}",
    ids="S-06",
    stages=(
        stage(
            "incident_reported",
            "reported",
            "报告",
            (
                "incident_no incident_kind reported_on found_at handler customer_code "
                "supplier_code product_code lots serials content proposal hold_no voucher_nos"
            ),
            by="quality_staff",
            following="incident_investigated incident_decided",
            at="reported_on",
        ),
        stage(
            "incident_investigated",
            "investigated",
            "调查",
            "investigator investigated_on cause responsible_department loss_amount",
            by="quality",
            following="incident_decided",
            at="investigated_on",
        ),
        stage(
            "incident_decided",
            "decided",
            "决定与处置",
            (
                "decision decided_by decided_on declined_reason measures authority_reported_at "
                "hold_no recall_no capa_no"
            ),
            by="person_in_charge",
            following="incident_closed",
            at="decided_on",
        ),
        stage(
            "incident_closed",
            "closed",
            "结案",
            "closed_on close_note",
            by="quality",
            at="closed_on",
            before=(Before("incident_decided", "GSP §20"),),
        ),
    ),
):
    """Quality incidents and risk reports (质量事故与质量安全风险报告)."""

    incident_no: str = text(
        "质量事故编号", required=True, basis="own", doc="Quality incident or risk report number."
    )
    incident_kind: str = choice(
        "事件类别",
        "accident:质量事故|risk_report:质量安全风险报告|suspected_defect:疑似缺陷|cold_chain:冷链失控",
        required=True,
        basis="GSP §19; GSP §21; NMPA 124/2022 §27",
        doc="Accident, risk report, suspected defect or cold-chain failure.",
    )
    reported_on: date = columns.reported_on(required=True, basis="GSP §19")
    found_at: str | None = moment("发现时间", basis="own", doc="Time at which it was found.")
    handler: str = columns.handler(
        zh="报告人", aliases="经办人|经手人|处理人", required=True, basis="NMPA 124/2022 §27"
    )
    customer_code: str | None = columns.customer_code(basis="own")
    supplier_code: str | None = columns.supplier_code(basis="own")
    product_code: str | None = columns.product_code(basis="own")
    lots: list[str] | None = columns.lots(basis="own")
    serials: list[str] | None = columns.serials(basis="own")
    content: str = text("事故或风险情况", "内容", required=True, basis="GSP §19", doc="Content in words.")
    proposal: str | None = text("处置建议", basis="NMPA 124/2022 §27", doc="What the reporter proposes.")
    investigator: str | None = columns.investigator(basis="GSP §19")
    investigated_on: date | None = columns.investigated_on(basis="own")
    cause: str | None = columns.cause(basis="GSP §19")
    responsible_department: str | None = columns.responsible_department(basis="own")
    loss_amount: Decimal | None = money("损失金额", basis="own", doc="Loss in money.")
    decision: str | None = choice(
        "是否采纳",
        "approved:同意|refused:不同意",
        basis="GSP §16; NMPA 124/2022 §27",
        doc="Whether the advice was taken.",
    )
    decided_by: str | None = ref("staff", "决定人", basis="GSP §16", doc="Head who decided.")
    decided_on: date | None = day("决定日期", basis="own", doc="Day of the decision.")
    declined_reason: str | None = text(
        "未采纳理由", basis="NMPA 124/2022 §27", doc="Why the advice was not taken."
    )
    measures: str | None = columns.measures(basis="GSP §16; GSP §19")
    authority_reported_at: str | None = columns.authority_reported_at(basis="GSP §53; GSP §110")
    hold_no: str | None = columns.hold_no(basis="own")
    recall_no: str | None = columns.recall_no(basis="own")
    capa_no: str | None = columns.capa_no(basis="own")
    closed_on: date | None = columns.closed_on(basis="own")
    close_note: str | None = columns.close_note(basis="own")
    voucher_nos: list[str] | None = columns.voucher_nos(basis="own")
