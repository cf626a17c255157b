"""What happens between the request for a return and its record."""

from ledger.deciding.rule import Rule
from ledger.errors import Problem
from ledger.subjects.returns.condition_rules import CONDITIONS
from ledger.subjects.returns.end_rules import ENDS

_CASES = ("return_cases",)

CASE_PATH = Rule(
    "M-60",
    "compliance",
    "C-11; S1-D 5.1; S1-H 5; S1-I 4; S0-4 4.2",
    ("环节不合所适用的退货政策", "A stage that the return policy does not open"),
    Problem(
        "case_road",
        "退货受理“{return_case_no}”适用政策“{policy}”，不能由“{before}”进入“{stage}”。",
        "Return case {return_case_no!r} runs under policy {policy}, which does not lead from {before_event} to "
        "{event}.",
        "按退货政策的环节办理；政策有误的，作废申请后重新登记。",
        "Follow the stages of the policy; if the policy is wrong, void the request and record it again.",
    ),
    _CASES,
)
CASE_NOT_SOLD = Rule(
    "G-16b",
    "compliance",
    "S1-D 5.1.1, 5.1.2, 5.2.2; GSP §107",
    ("查询原单与销售记录不符", "The look-up of the sale disagrees with the records"),
    Problem(
        "case_not_sold",
        "退货受理“{return_case_no}”查询原单：{what}。",
        "Look-up of the sale for return case {return_case_no!r}: {what}.",
        "按销售记录登记；不是本公司所销售的，登记“不予退回”。",
        "Record what the sales say; goods that were never sold here are not accepted.",
    ),
    _CASES,
)
ONLY_REFUSAL = Rule(
    "G-16c",
    "compliance",
    "S1-D 5.1.2, 5.2.2; G-31",
    ("不是本公司所销售的只能不予退回", "What was not sold here can only be declined"),
    Problem(
        "only_refusal",
        "退货受理“{return_case_no}”的货物不是本公司所销售，不能登记“{stage}”。",
        "The goods of return case {return_case_no!r} were not sold by this company, so {event} cannot come.",
        "登记“不予退回”并通知客户。",
        "Record that they are not accepted, and tell the customer.",
    ),
    _CASES,
)
CASE_MORE_THAN_OUT = Rule(
    "G-17a",
    "compliance",
    "S1-D 5.1.2; Drug GSP annex 2",
    ("退货数量多于原单未退数量", "More is to come back than is still out"),
    Problem(
        "case_more_than_out",
        "退货受理“{return_case_no}”数量{quantity}，而销售单“{sale_no}”第{line}行未退数量只有{outstanding}。",
        "Return case {return_case_no!r} is about {quantity}, but only {outstanding} of sale {sale_no!r} line "
        "{line} is still out.",
        "核对数量和原单。",
        "Check the quantity and the sale.",
    ),
    _CASES,
)
NOTICE_WITHOUT_SALE = Rule(
    "G-17b",
    "compliance",
    "S1-D 5.1.2, 5.1.4",
    ("通知单未引用原单", "A notice without its sale"),
    Problem(
        "notice_without_sale",
        "退货受理“{return_case_no}”没有原销售单行，不能开具《销售退回通知单》。",
        "Return case {return_case_no!r} names no sale line, so no return notice can be issued.",
        "先查询原单，登记销售单号和行号。",
        "Look up the sale first, and record its number and line.",
    ),
    _CASES,
)
CASE_APPROVALS = Rule(
    "G-18a",
    "compliance",
    "S1-D 5.1.3, 5.1.4; GSP §106",
    ("收货前须双人审批", "Two approvals before the goods are received"),
    Problem(
        "case_approvals",
        "退货受理“{return_case_no}”：{what}。",
        "Return case {return_case_no!r}: {what}.",
        "由业务负责人和质管部两人分别审批《销售退回通知单》后再提货、收货或退款。",
        "Have the head of business and quality approve the notice, two different persons, before goods are "
        "fetched or received or money is asked for.",
    ),
    _CASES,
    overridable=True,
)
REFUSAL_REASON = Rule(
    "G-19",
    "compliance",
    "S1-D 5.1.3",
    ("不同意须注明原因", "A refusal states its reason"),
    Problem(
        "refusal_reason",
        "退货受理“{return_case_no}”：{what}。",
        "Return case {return_case_no!r}: {what}.",
        "写明不予退回的原因和作出决定的人。",
        "State why the return is refused, and who refused it.",
    ),
    _CASES,
)
CUSTOMER_UNTOLD = Rule(
    "G-19a",
    "compliance",
    "S1-D 5.1.2, 5.1.3",
    ("不予退回须通知客户", "The customer is told of a refusal"),
    Problem(
        "customer_untold",
        "退货受理“{return_case_no}”登记“{stage}”，而没有通知客户的时间。",
        "Return case {return_case_no!r}: {event} does not say when the customer was told.",
        "由销售员通知客户，并登记通知客户时间。",
        "Have the salesperson tell the customer, and record when.",
    ),
    _CASES,
)
CASE_COLD_PAPERS = Rule(
    "G-20a",
    "compliance",
    "GSP §67, §106; Drug GSP annex 2; S1-D 5.2.1",
    ("冷藏品收货前须有温控资料", "Temperature papers before refrigerated goods are received"),
    Problem(
        "case_cold_papers",
        "退货受理“{return_case_no}”的冷藏产品“{product_code}”：{what}。",
        "Refrigerated product {product_code!r} of return case {return_case_no!r}: {what}.",
        "向退货方取得温度控制说明文件和售出期间温度数据并审核；没有的，拒收并报质管部。",
        "Obtain and judge the temperature statement and the record of the time it was out; without them reject "
        "the goods and report to quality.",
    ),
    _CASES,
)
CASE_COLD_FAILED = Rule(
    "G-21a",
    "compliance",
    "GSP §67; S1-D 5.2.3",
    ("温度控制不符合的只能拒收", "A broken cold chain only leads to rejection"),
    Problem(
        "case_cold_failed",
        "退货受理“{return_case_no}”的产品“{product_code}”温度控制不符合规定：{what}。",
        "The cold chain of product {product_code!r} of return case {return_case_no!r} was broken: {what}.",
        "登记“拒收并报质管部”。",
        "Record that the goods are rejected and reported to quality.",
    ),
    _CASES,
)
REJECTION_UNTOLD = Rule(
    "G-21b",
    "compliance",
    "S1-D 5.2.3; GSP §67",
    ("拒收须记录原因并报质管部", "A rejection has its reason and is reported to quality"),
    Problem(
        "rejection_untold",
        "退货受理“{return_case_no}”拒收：{what}。",
        "Rejection of return case {return_case_no!r}: {what}.",
        "做好拒收记录，报质管部处理并登记时间。",
        "Record why, report to quality, and record when.",
    ),
    _CASES,
)
OTHER_THAN_NOTIFIED = Rule(
    "G-22",
    "compliance",
    "S1-D 5.2.2",
    ("收货与通知单不符", "Received otherwise than the notice says"),
    Problem(
        "other_than_notified",
        "退货受理“{return_case_no}”收货：{what}。",
        "Receipt of return case {return_case_no!r}: {what}.",
        "按《销售退回通知单》核对，相符的方可收货；不符的拒收。",
        "Check the goods against the notice and receive only what it says; reject the rest.",
    ),
    _CASES,
)
NO_RETURN_AREA = Rule(
    "G-23a",
    "compliance",
    "GSP §40, §106; S1-D 5.2.2",
    ("退货收货未登记存放场所", "Goods came back to no stated place"),
    Problem(
        "no_return_area",
        "退货受理“{return_case_no}”收货没有登记专用退货场所。",
        "Return case {return_case_no!r} was received without the place where the goods wait.",
        "登记退货区的库位。",
        "Record the place in the return area.",
    ),
    _CASES,
    keeps=("locations",),
)
DECIDED_UNINSPECTED = Rule(
    "G-24a",
    "compliance",
    "GSP §106; S1-D 5.2.4; S1-H 5.4, 5.5",
    ("未逐批验收即作处理决定", "Decided before each lot was inspected"),
    Problem(
        "decided_uninspected",
        "退货受理“{return_case_no}”处理决定：{what}。",
        "Decision on the goods of return case {return_case_no!r}: {what}.",
        "收货后逐批检查验收，再由质量管理部门决定处理。",
        "Receive the goods and inspect them lot by lot, then let quality decide.",
    ),
    _CASES,
)
CASE_VERDICT = Rule(
    "G-24b",
    "compliance",
    "GSP §67, §106; S1-D 5.2.4; S1-I 4.3",
    ("退货验收记录不完整或自相矛盾", "An inspection that lacks its verdict or contradicts itself"),
    Problem(
        "case_verdict",
        "退货受理“{return_case_no}”验收：{what}。",
        "Inspection of return case {return_case_no!r}: {what}.",
        "写明验收员、验收日期、质量状态和结论；不合格的写明事项和处置措施。",
        "State inspector, day, quality and conclusion; of what does not conform, also why and what was done.",
    ),
    _CASES,
)

RULES: tuple[Rule, ...] = (
    CASE_PATH,
    CASE_NOT_SOLD,
    ONLY_REFUSAL,
    CASE_MORE_THAN_OUT,
    NOTICE_WITHOUT_SALE,
    CASE_APPROVALS,
    REFUSAL_REASON,
    CUSTOMER_UNTOLD,
    CASE_COLD_PAPERS,
    CASE_COLD_FAILED,
    REJECTION_UNTOLD,
    OTHER_THAN_NOTIFIED,
    NO_RETURN_AREA,
    DECIDED_UNINSPECTED,
    CASE_VERDICT,
    *CONDITIONS,
    *ENDS,
)
