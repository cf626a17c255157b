"""What leaves the stock for good, and when records may go."""

from ledger.deciding.rule import Rule
from ledger.errors import Problem

_DISPOSALS = ("disposals",)

DISPOSAL_UNDECIDED = Rule(
    "G-68b",
    "compliance",
    "GSP §19, §69, §76; S2-F 4.4; S2-F 3(4)",
    ("处置与质量决定不符", "Disposed of otherwise than quality decided"),
    Problem(
        "disposal_undecided",
        "处置单“{disposal_no}”：{what}。",
        "Disposal {disposal_no!r}: {what}.",
        "先由质量管理部决定，再按决定处置。",
        "Let quality decide first, and do as it decided.",
    ),
    (*_DISPOSALS, "nonconformities"),
)
NO_WITNESS = Rule(
    "M-47",
    "compliance",
    "GSP §19(6); Order 29 §21; R-77",
    ("销毁没有监督人员", "Destroyed without a witness"),
    Problem(
        "no_witness",
        "处置单“{disposal_no}”销毁{quantity}，没有与执行人不同的监督人员。",
        "Disposal {disposal_no!r} destroyed {quantity}, and nobody but who did it witnessed it.",
        "销毁须有质量管理人员监督并记录。",
        "Destruction is witnessed by quality staff, and recorded.",
    ),
    _DISPOSALS,
)
NO_SUPERVISION = Rule(
    "M-47a",
    "compliance",
    "Order 29 §21",
    ("召回产品销毁未经药监部门监督", "Recalled goods destroyed without the authority"),
    Problem(
        "no_supervision",
        "处置单“{disposal_no}”销毁召回“{recall_no}”的产品，没有药品监督管理部门监督。",
        "Disposal {disposal_no!r} destroyed goods of recall {recall_no!r} without the authority's supervision.",
        "召回产品须在药品监督管理部门监督下销毁。",
        "Recalled goods are destroyed under the supervision of the authority.",
    ),
    _DISPOSALS,
)
DISPOSED_EARLY = Rule(
    "G-84",
    "compliance",
    "GSP §23; Order 54 §32, §38; RT-01, RT-02, RT-03, RT-04",
    ("未到保存期限即处置记录", "Records disposed of before their retention day"),
    Problem(
        "disposed_early",
        "“{subject_table}”的记录须保存至{keep_until}，{disposed_on}不得处置。",
        "Records of {subject_table!r} are to be kept until {keep_until}; they may not go on {disposed_on}.",
        "到期后再处置；植入类产品的购销记录永久保存。",
        "Wait until the day has passed; records of implants are kept for ever.",
    ),
    ("record_disposals",),
)
