"""Repairs: what is lent while they last."""

from ledger.deciding.rule import Rule
from ledger.errors import Problem

_REPAIRS = ("repairs",)

LOANER_NOT_FREE = Rule(
    "G-60",
    "compliance",
    "S4-I 措施-4; R-58; the limit itself is the obligation L-12",
    ("备用机不可借出", "The loaner is not there to be lent"),
    Problem(
        "loaner_not_free",
        "报修单“{repair_no}”的备用机“{loaner}”不能借出：{what}。",
        "Loaner {loaner!r} of repair {repair_no!r} cannot be lent: {what}.",
        "选择可销库存中的其他备用机，写明产品编码和序列号。",
        "Choose another unit from the saleable stock, by its product and serial.",
    ),
    _REPAIRS,
)
OTHER_LOANER = Rule(
    "G-60a",
    "compliance",
    "S4-I 措施-4; R-58; G-60",
    ("收回的不是借出的备用机", "What came back is not what was lent"),
    Problem(
        "other_loaner",
        "报修单“{repair_no}”收回的备用机“{loaner}”不在借出之列；在外的是：{out}。",
        "Loaner {loaner!r} of repair {repair_no!r} was not out; out are: {out}.",
        "核对序列号。",
        "Check the serial.",
    ),
    _REPAIRS,
)
NEVER_LENT = Rule(
    "G-60c",
    "integrity",
    "S4-I 措施-4; R-58; G-60",
    ("收回从未借出的备用机", "What comes back was never lent"),
    Problem(
        "never_lent",
        "报修单“{repair_no}”收回的备用机“{loaner}”没有借出记录；在外的是：{out}。",
        "Loaner {loaner!r} of repair {repair_no!r} was never lent; out are: {out}.",
        "先导入提供备用机的环节，再重新导入本行；或核对序列号。",
        "Import the stage that lent it first and this row again; or check the serial.",
    ),
    _REPAIRS,
    later=True,
)
"""Of an import: the stage that lent it may still come, and only then is it known what comes back."""
WHICH_CAME_BACK = Rule(
    "G-60d",
    "integrity",
    "S4-I 措施-4; R-58; G-60",
    ("收回时未写明是哪一台备用机", "Which of several loaners came back is not said"),
    Problem(
        "which_came_back",
        "报修单“{repair_no}”有多台备用机在外（{out}），收回时没有写明是哪一台。",
        "Several loaners of repair {repair_no!r} were out ({out}), and the return does not say which came back.",
        "写明收回的备用机序列号。",
        "State the serial of the one that came back.",
    ),
    _REPAIRS,
)
"""Whatever was recorded first: what is not said is not guessed."""
CAME_BACK_UNNAMED = Rule(
    "G-60e",
    "integrity",
    "S4-I 措施-4; R-58; G-60",
    ("补录的备用机可能已经收回", "A loaner told late may be the one that came back"),
    Problem(
        "came_back_unnamed",
        "报修单“{repair_no}”于{at}收回的备用机没有序列号，记作“{taken}”；补录的“{loaner}”当时也在外。",
        "The loaner that came back on {at} to repair {repair_no!r} has no serial and was taken to be {taken!r}; "
        "{loaner!r}, told late, was out as well.",
        "先作废该收回环节，导入本行，再写明序列号重新登记收回。",
        "Void that return, import this row, then record the return again with its serial.",
    ),
    _REPAIRS,
)
LOANER_OUT = Rule(
    "G-60b",
    "compliance",
    "S4-I 措施-4; R-58; G-60",
    ("备用机未收回不得归档", "Closed with a loaner still out"),
    Problem(
        "loaner_out",
        "报修单“{repair_no}”的备用机“{out}”尚未收回，不能归档。",
        "Loaner {out} of repair {repair_no!r} has not come back, so the case cannot be closed.",
        "先登记收回备用机；已登记回访或收费的，先作废这些环节。客户留用的，收回后登记销售。",
        "Record its return first, voiding what was recorded behind it; a loaner the customer keeps is then sold.",
    ),
    _REPAIRS,
)
