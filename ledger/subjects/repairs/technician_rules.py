"""Repairs: who may repair."""

from ledger.deciding.rule import Rule
from ledger.errors import Problem

_REPAIRS = ("repairs",)

TECHNICIAN_UNTRAINED = Rule(
    "G-53",
    "compliance",
    "S4-I 职责-3; S4-B §10; GSP §28, §30",
    ("维修人员未经培训合格", "The technician has not passed the training"),
    Problem(
        "technician_untrained",
        "技术员“{technician}”在{on}没有针对产品“{product_code}”的维修培训合格记录。",
        "Technician {technician!r} has passed no training to service product {product_code!r} by {on}.",
        "派遣培训合格的人员，或补录培训记录。",
        "Send somebody who has passed the training, or record the training.",
    ),
    _REPAIRS,
    overridable=True,
    keeps=("trainings",),
)
TECHNICIAN_OFF_POST = Rule(
    "G-53a",
    "compliance",
    "S4-I 职责-3; GSP §29; G-53",
    ("维修人员不在岗", "The technician is not on post"),
    Problem(
        "technician_off_post",
        "技术员“{technician}”在{on}不在授权上岗期内（{since}至{until}）。",
        "Technician {technician!r} may act from {since} to {until}, not on {on}.",
        "派遣在岗的技术员，或更新花名册。",
        "Send somebody on post, or update the roster.",
    ),
    _REPAIRS,
)
PARTNER_NOT_AUTHORISED = Rule(
    "G-53b",
    "compliance",
    "S4-I 职责-3; GSP §103; G-14, G-53",
    ("经销商或服务伙伴授权无效", "The authorisation of the dealer or service partner does not hold"),
    Problem(
        "partner_not_authorised",
        "“{partner}”在{on}没有覆盖产品“{product_code}”的有效服务授权。",
        "{partner!r} holds no authorisation on {on} that covers service of product {product_code!r}.",
        "续签授权后再派工，或派遣本企业人员。",
        "Renew the authorisation first, or send staff of our own.",
    ),
    _REPAIRS,
    overridable=True,
)
