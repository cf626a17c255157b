"""The gates that the sources of the trade demand, and where each of them is held.

A gate is held by the rules that carry its number or name it in their clause. Where software cannot hold a gate,
or holds it by other means than a rule, the reason is written here. Numbers and demands: the catalogue of gates
G-01 to G-85.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from ledger.rulebook import RULES


@dataclass(frozen=True, slots=True)
class Gate:
    """A demand of the trade.

    Attributes:
        id: Its number, `G-01` to `G-85`.
        demand: What it asks, in a few words.
        zh: The same in Chinese.
        reason: What holds it besides rules, or why no rule can.
    """

    id: str
    demand: str
    zh: str
    reason: str = ""

    @property
    def rules(self) -> tuple[str, ...]:
        """The ids of the rules that hold it."""
        named = re.compile(rf"\b{self.id}\b")
        return tuple(
            rule.id
            for rule in RULES
            if re.fullmatch(rf"{self.id}[a-z]*", rule.id) or named.search(rule.clause)
        )


GATES: tuple[Gate, ...] = (
    Gate("G-01", "the buyer is entitled on the day", "购货者资质有效"),
    Gate("G-02", "individuals are excepted, by retail only", "个人购买例外，仅限零售"),
    Gate("G-03", "the business licence is within its validity", "营业执照在有效期内"),
    Gate("G-04", "the seller is trained", "销售人员培训合格"),
    Gate("G-05", "only goods that passed leave", "检验合格方可出库"),
    Gate("G-06", "nothing expired, damaged or unqualified is sold", "不售过期、损坏、不合格产品"),
    Gate("G-07", "goods are checked again before they leave", "出库前复核"),
    Gate("G-08", "special-control goods by their own rules", "特殊管理产品按规定销售"),
    Gate(
        "G-09",
        "a lawful invoice for every sale",
        "开具合法票据",
        "The view `three_way_matches` lists a sale without invoice as `no_invoice` until one is recorded.",
    ),
    Gate(
        "G-10",
        "bill, ledger and goods agree",
        "票、帐、货相符",
        "The view `three_way_matches` lists every difference; later facts close it, never an edit.",
    ),
    Gate(
        "G-11",
        "no exaggerated claims",
        "不得虚假夸大",
        "What a salesperson says leaves no record; the product file keeps the approved intended use in every version.",
    ),
    Gate("G-12", "within the own licensed scope and mode", "在核定的经营方式和范围内"),
    Gate("G-13", "an unqualified buyer: stop and take back", "购货者资格不符，停止销售并收回"),
    Gate("G-14", "only authorised sellers, dealers and partners", "销售人员、经销商、合作伙伴须经授权"),
    Gate(
        "G-15",
        "a complete sale record",
        "销售记录完整",
        "The declaration of `sales` refuses a row without its required columns; law's further columns are snapshots.",
    ),
    Gate("G-16", "only goods this company sold come back", "只退本企业售出的货"),
    Gate("G-17", "the original sale, and no more than is out", "提取原单，不超过未退数量"),
    Gate("G-18", "two approvals of a return", "退货双人审批"),
    Gate("G-19", "a refusal has a reason, and the customer is told", "不予退回须注明原因并告知"),
    Gate("G-20", "refrigerated goods come with temperature papers", "冷藏品退回须有温控资料"),
    Gate("G-21", "a broken cold chain is refused", "温控不符拒收"),
    Gate("G-22", "received as the notice says", "按通知单核对收货"),
    Gate("G-23", "returned goods wait in a return area", "退货存放于专用场所"),
    Gate("G-24", "inspected lot by lot before release", "逐批检查验收"),
    Gate("G-25", "within validity", "在有效期内"),
    Gate("G-26", "packs whole and unopened", "包装完好未开封"),
    Gate("G-27", "no trace of use or damage", "无使用和人为损坏痕迹"),
    Gate(
        "G-28",
        "a true and reasonable reason",
        "退货原因真实合理",
        "A reason that says nothing is caught; whether a reason is true, only a person can judge.",
    ),
    Gate(
        "G-29",
        "recalled goods always come back",
        "召回退货优先",
        "A case under a recall, and a `returns` row of kind `recall_return`, are spared every condition but identity.",
    ),
    Gate("G-30", "proof of purchase", "购货凭证"),
    Gate(
        "G-31",
        "no private handling of returns",
        "禁止私自处理退货",
        "What never reaches the ledger cannot be seen.",
    ),
    Gate("G-32", "what cannot be decided goes up", "无法确认的报请裁定"),
    Gate("G-33", "no refund before review", "审核后方可退款"),
    Gate("G-34", "sales does not exceed its authority", "不得超越核决权限"),
    Gate(
        "G-35",
        "the internal form is not given to the customer",
        "处理表不得送客户",
        "The answer is a stage of its own; copies that were filed or issued to a customer are caught, a photocopy that "
        "nobody recorded is not.",
    ),
    Gate("G-36", "not accepted: a new form with the original", "客户不接受则另填新表"),
    Gate("G-37", "unfounded complaint: receivable at its term", "投诉不成立按期收款"),
    Gate("G-38", "grave cases to the deputy general manager", "重大案件呈副总经理"),
    Gate("G-39", "every complainant is dealt with by a named person", "专人处理客户投诉"),
    Gate("G-40", "every matter has an answer", "件件有答复"),
    Gate("G-41", "who is asked first stays responsible", "首问负责"),
    Gate("G-42", "quality complaints go to quality", "质量投诉转质量管理部"),
    Gate("G-43", "adverse reactions go to quality", "不良反应信息转质量部"),
    Gate("G-44", "a return for quality follows the return procedure", "质量退货按退货规程"),
    Gate("G-45", "the visit form needs approval", "访问表须批准"),
    Gate("G-46", "negligence may be exempt from tracking", "人为疏忽免追踪"),
    Gate("G-47", "three departments keep the signed form", "三联存档"),
    Gate("G-48", "repaired goods are inspected before they go back", "返修品检验合格再发还"),
    Gate("G-49", "the customer signs", "客户签字"),
    Gate("G-50", "the customer signs when goods are taken back", "携回时客户签认"),
    Gate("G-51", "a fault label on returned goods", "返修品标明故障原因"),
    Gate("G-52", "a late repair is reported up", "逾期报请协助"),
    Gate("G-53", "repairers are trained", "维修人员培训合格"),
    Gate("G-54", "warranty excludes human causes", "保修不含人为因素"),
    Gate("G-55", "no unauthorised charge", "不得擅自收费"),
    Gate(
        "G-56",
        "no handling outside a case",
        "不得擅自处理客户问题",
        "A stage of a case nobody opened is refused (M-14), and each customer's matter is a case with its owner; what is never recorded cannot be seen.",
    ),
    Gate("G-57", "the work card is shown", "出示工作证"),
    Gate("G-58", "a new date is agreed beforehand", "改期须提前约定"),
    Gate("G-59", "the customer agrees to the plan", "方案须客户同意"),
    Gate(
        "G-60",
        "the duty to lend a device",
        "提供备用机",
        "The limit itself is the obligation `L-12`; the rules see to what is lent, and that it comes back.",
    ),
    Gate("G-61", "bought only from qualified suppliers", "从合格供货者购进"),
    Gate("G-62", "never from private persons or on incomplete papers", "不得从私人或证照不全者购进"),
    Gate("G-63", "first-business approval first", "首营审批在先"),
    Gate("G-64", "the purchase contract has quality clauses", "采购合同有质量条款并经批准"),
    Gate("G-65", "veto: the supplier is not qualified", "否决：供货者资质"),
    Gate("G-66", "veto: the buyer is not qualified", "否决：购货者资质"),
    Gate("G-67", "veto: the delivery fails acceptance", "否决：来货不符"),
    Gate("G-68", "veto: nonconforming in store, stop sale", "否决：在库不合格，停售封存"),
    Gate(
        "G-69",
        "veto: sold goods have a problem, take them back",
        "否决：售出产品有质量问题，追回",
        "`quality_vetoes` records the demand and `recall preview` names who has the goods.",
    ),
    Gate(
        "G-70",
        "veto: unfit equipment",
        "否决：设备设施不适应",
        "Readings with stopped equipment are caught; other use of equipment leaves no record.",
    ),
    Gate("G-71", "veto: first business fails review", "否决：首营审核不符"),
    Gate("G-72", "veto: an approved supplier or product turns bad", "否决：质量不稳定"),
    Gate("G-73", "veto: the purchase plan", "否决：购进计划"),
    Gate(
        "G-74",
        "veto: anything else that touches quality",
        "否决：其他质量事项",
        "`quality_vetoes` takes any ground in words; what it names as its object is blocked like the others.",
    ),
    Gate("G-75", "quality has the last word", "质量裁决权"),
    Gate(
        "G-76",
        "zones and colours",
        "分区色标管理",
        "Zones and ranges are judged; the paint on the floor no software sees.",
    ),
    Gate(
        "G-77",
        "the acceptance record is true and complete",
        "验收记录真实完整",
        "Required columns refuse an incomplete row; nothing recorded can be changed, only voided and entered again.",
    ),
    Gate("G-78", "education and knowledge of the law", "学历与法规知识"),
    Gate("G-79", "quality staff are licensed", "质量人员持证上岗"),
    Gate("G-80", "quality staff hold no other post", "质量人员不得兼职"),
    Gate("G-81", "nobody is barred from the trade", "无禁止从业情形"),
    Gate(
        "G-82",
        "customers' data are confidential",
        "客户信息保密",
        "Personal columns never enter the hashed document; they lie beside it and can be erased.",
    ),
    Gate(
        "G-83",
        "records are true",
        "记录真实准确",
        "Append-only log, hash tree and signed checkpoints; a correction is a new record (rule M-03, view `change_items`).",
    ),
    Gate("G-84", "kept until the retention date", "保存至规定期限"),
    Gate("G-85", "urgent matters are reported up", "紧急事件上报"),
)
