"""Cases: in which order their stages come, and what each of them carries."""

from ledger.deciding.rule import Rule
from ledger.errors import Problem
from ledger.events.catalogue import CASES

_CASES = tuple(key for key, *_ in CASES)

STAGE_ORDER = Rule(
    "M-14",
    "integrity",
    "own; the stages that each case declares",
    ("案件环节顺序不符", "A stage of a case out of order"),
    Problem(
        "stage_order",
        "{title}“{identity}”的环节“{stage}”现在不能登记；现在可以登记的环节：{possible_zh}。",
        "Stage {event} of {table} {identity!r} is not possible now; possible now: {possible}.",
        "先登记前面的环节；已登记有误的，先作废再重新登记。",
        "Record the stages before it first; what was recorded wrongly is voided first.",
    ),
    _CASES,
    later=True,
)
STAGE_NEEDS = Rule(
    "M-14a",
    "integrity",
    "own; what each stage needs, with its clause",
    ("案件环节缺少前提", "A stage of a case without what it needs"),
    Problem(
        "stage_needs",
        "{title}“{identity}”的环节“{stage}”还不能登记，缺少：{lacking_zh}（{clause}）。",
        "Stage {event} of {table} {identity!r} is not possible yet; it lacks: {lacking} ({clause}).",
        "先登记所缺的环节。",
        "Record what lacks first.",
    ),
    _CASES,
    later=True,
)
STAGE_BEFORE = Rule(
    "M-14b",
    "compliance",
    "own; what has to come before each stage, with its clause",
    ("案件环节之前应有的环节未登记", "A stage of a case without what has to come before it"),
    Problem(
        "stage_before",
        "{title}“{identity}”的环节“{stage}”之前应有：{lacking_zh}（{clause}）。",
        "Stage {event} of {table} {identity!r} comes before what it takes: {lacking} ({clause}).",
        "先登记所缺的环节。",
        "Record what lacks first.",
    ),
    _CASES,
)
STAGE_COLUMNS = Rule(
    "M-15",
    "integrity",
    "own; the columns that each stage declares",
    ("所填的列不属于该环节", "Columns that the stage does not carry"),
    Problem(
        "stage_columns",
        "环节“{stage}”不登记这些内容：{headings}。",
        "Stage {event} does not carry: {columns}.",
        "把这些内容登记在它们所属的环节，或写明环节。",
        "Record them with the stage they belong to, or name the stage.",
    ),
    _CASES,
)
STAGE_INCOMPLETE = Rule(
    "M-16",
    "integrity",
    "own; what a case requires, its first stage requires",
    ("环节内容不全", "A stage that lacks what it must carry"),
    Problem(
        "stage_incomplete",
        "环节“{stage}”缺少：{headings}。",
        "Stage {event} lacks: {columns}.",
        "补齐后再登记。",
        "Fill it in and record it again.",
    ),
    _CASES,
)
STAGE_UNNAMED = Rule(
    "M-17",
    "integrity",
    "own; one document is one stage",
    ("不知道是哪个环节", "It is not clear which stage is meant"),
    Problem(
        "stage_unnamed",
        "{title}“{identity}”：所填内容不能确定是哪个环节；现在可以登记的环节：{possible_zh}。",
        "What is given for {table} {identity!r} does not tell which stage is meant; possible now: {possible}.",
        "写明环节（stage）。",
        'Name the stage ("stage").',
    ),
    _CASES,
)
STAGE_EARLIER = Rule(
    "M-18",
    "compliance",
    "G-83; Order 54 §38: records are true",
    ("环节日期早于前一环节", "A stage dated before the stage before it"),
    Problem(
        "stage_earlier",
        "环节“{stage}”的日期{at}早于前一环节“{before}”的日期{since}。",
        "Stage {event} is dated {at}, before the stage {before_event} of {since}.",
        "核对日期。",
        "Check the dates.",
    ),
    _CASES,
)

RULES: tuple[Rule, ...] = (
    STAGE_ORDER,
    STAGE_NEEDS,
    STAGE_BEFORE,
    STAGE_COLUMNS,
    STAGE_INCOMPLETE,
    STAGE_UNNAMED,
    STAGE_EARLIER,
)
