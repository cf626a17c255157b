"""Where goods lie, and how they are kept."""

from ledger.deciding.rule import Rule
from ledger.errors import Problem
from ledger.subjects.stock.disposal_rules import (
    DISPOSAL_UNDECIDED,
    DISPOSED_EARLY,
    NO_SUPERVISION,
    NO_WITNESS,
)

_PUTAWAYS = ("putaways",)
_READINGS = ("temperature_readings",)

ZONE_UNFIT = Rule(
    "G-76",
    "compliance",
    "GSP §40, §71; S2-F 3(4)2",
    ("库区与质量状态不符", "The zone does not fit the quality of the goods"),
    Problem(
        "zone_unfit",
        "质量状态“{status}”的产品“{product_code}”放入了{zone}库位“{location_code}”。",
        "Product {product_code!r}, which is {status}, was put in the {zone} place {location_code!r}.",
        "按质量状态分区存放：合格绿色，待验和退货黄色，不合格红色。",
        "Keep goods by zone: green for conforming, yellow for pending and returned, red for nonconforming.",
    ),
    (*_PUTAWAYS, "receipts", "nonconformities"),
)
LOCATION_RANGE = Rule(
    "G-76a",
    "compliance",
    "GSP §42, §71; S2-F 3(4)2",
    ("库位温度范围不合产品要求", "The place does not keep the product's temperature"),
    Problem(
        "location_range",
        "产品“{product_code}”要求{wanted}℃，库位“{location_code}”为{kept}℃。",
        "Product {product_code!r} asks for {wanted} degrees; place {location_code!r} keeps {kept}.",
        "按说明书或标签标示的贮存条件选择库位。",
        "Choose a place that keeps the conditions on the label.",
    ),
    (*_PUTAWAYS, "return_cases"),
)
LOCATION_ENDED = Rule(
    "G-76b",
    "compliance",
    "GSP §40; S2-F 3(4)2; G-70",
    ("库位或设备未启用或已停用", "The place or its equipment was not in use"),
    Problem(
        "location_ended",
        "{what}“{code}”在{on}未启用或已停用。",
        "On {on}, {what} {code!r} was not in use.",
        "改用在用的库位和设备，或更新登记。",
        "Use a place and equipment in use, or update the register.",
    ),
    (*_PUTAWAYS, "temperature_readings", "return_cases"),
)
RETURN_AREA = Rule(
    "G-23",
    "compliance",
    "GSP §40, §106; S1-D 5.2.2",
    ("退货须存放在退货区", "Returned goods wait in a return area"),
    Problem(
        "return_area",
        "退货产品“{product_code}”尚无合格结论，却放在{zone}库位“{location_code}”。",
        "Returned product {product_code!r} has no conforming verdict yet lies in the {zone} place {location_code!r}.",
        "放入退货区（召回的放入召回区），验收合格后再移入合格品区。",
        "Keep it in a return or recall area until it has passed.",
    ),
    ("returns", "return_cases", "putaways"),
)
MORE_THAN_PASSED = Rule(
    "G-76c",
    "compliance",
    "GSP §69, §70; G-05",
    ("入库多于验收合格", "More put away than was accepted"),
    Problem(
        "more_than_passed",
        "按{document}入库{putaway}，而该产品批号“{lot}”合格数量为{passed}。",
        "{putaway} was put away on {document}, but {passed} of lot {lot!r} passed.",
        "只有验收合格的产品可以入库；核对入库数量。",
        "Only what passed is put away; check the quantity.",
    ),
    _PUTAWAYS,
    later=True,
)
READING_OUT = Rule(
    "M-45",
    "compliance",
    "GSP §42, §71, §74; S2-F 3(4)",
    ("温湿度超标未采取措施", "Out of range, and nothing was done"),
    Problem(
        "reading_out",
        "{place}在{read_at}的{what}为{value}，允许{low}至{high}，未记录处置措施。",
        "At {read_at} the {what} of {place} was {value}, permitted {low} to {high}; no measures are recorded.",
        "立即调控；处置措施可随后以“处置的超标记录编号”登记。",
        "Correct it at once; the measures may be recorded later, with a reading that names this one.",
    ),
    _READINGS,
    recorded=True,
)
READING_HANDLED = Rule(
    "M-45b",
    "warning",
    "GSP §71, §74",
    ("温湿度曾超标，已采取措施", "Out of range for a time, and something was done"),
    Problem(
        "reading_handled",
        "{place}在{read_at}的{what}为{value}，允许{low}至{high}，已记录处置措施。",
        "At {read_at} the {what} of {place} was {value}, permitted {low} to {high}; measures are recorded.",
        "评估超标期间对在库产品的影响。",
        "Weigh what the time out of range did to the goods in store.",
    ),
    _READINGS,
)
READING_FLAG = Rule(
    "M-45a",
    "compliance",
    "GSP §74; S2-F 3(3)3; G-83",
    ("超标标记与读数不符", "The mark of excess contradicts the reading"),
    Problem(
        "reading_flag",
        "读数“{reading_no}”标为“{flag}”，而{what}{value}在{low}至{high}的{side}。",
        "Reading {reading_no!r} is marked {flag}, but {what} {value} lies {side} {low} to {high}.",
        "核对读数、范围和是否超标。",
        "Check the reading, its limits and the mark.",
    ),
    _READINGS,
)
CHECK_WITHOUT_MEASURES = Rule(
    "G-68",
    "compliance",
    "GSP §73, §74, §76; S2-F 4.4",
    ("在库检查不合格未处置", "A stock check that failed, and nothing was done"),
    Problem(
        "check_without_measures",
        "在库检查“{stock_check_no}”{what}，没有停售封存编号，也没有处置措施。",
        "Stock check {stock_check_no!r}: {what}, with neither a hold nor measures.",
        "悬挂暂停销售标志，通知质量管理部停售封存，并记录处置措施。",
        "Stop the sale, tell quality to hold the goods, and record the measures.",
    ),
    ("stock_checks",),
)
CHECK_CONTRADICTS = Rule(
    "G-68a",
    "compliance",
    "GSP §73, §74; G-77",
    ("在库检查结论与检查项目矛盾", "A stock check that passed though points failed"),
    Problem(
        "check_contradicts",
        "在库检查“{stock_check_no}”结论为合格，而{what}。",
        "Stock check {stock_check_no!r} passed, although: {what}.",
        "核对检查项目与结论。",
        "Check the points and the verdict.",
    ),
    ("stock_checks",),
)
COUNT_ARITHMETIC = Rule(
    "M-46",
    "integrity",
    "GSP §77; own: counted less book",
    ("盘点差异不等于实盘减账面", "The difference is not counted less book"),
    Problem(
        "count_arithmetic",
        "差异{difference}不等于实盘{counted}减账面{book}（应为{expected}）。",
        "The difference {difference} is not {counted} counted less {book} in the books ({expected}).",
        "核对数量；差异可以不填。",
        "Check the quantities; the difference may be left out.",
    ),
    ("stocktakes",),
)
COUNT_UNEXPLAINED = Rule(
    "M-46a",
    "compliance",
    "GSP §77; G-10",
    ("盘点差异未说明原因", "A difference of the count is not explained"),
    Problem(
        "count_unexplained",
        "盘点单“{stocktake_no}”第{line}行差异{difference}，没有说明原因。",
        "Line {line} of stocktake {stocktake_no!r} differs by {difference}, and no cause is given.",
        "查明原因，记录处置措施。",
        "Find the cause, and record what was done.",
    ),
    ("stocktakes",),
)

RULES: tuple[Rule, ...] = (
    COUNT_ARITHMETIC,
    ZONE_UNFIT,
    LOCATION_RANGE,
    LOCATION_ENDED,
    MORE_THAN_PASSED,
    READING_OUT,
    READING_HANDLED,
    READING_FLAG,
    CHECK_WITHOUT_MEASURES,
    CHECK_CONTRADICTS,
    COUNT_UNEXPLAINED,
    DISPOSAL_UNDECIDED,
    NO_WITNESS,
    NO_SUPERVISION,
    DISPOSED_EARLY,
)
