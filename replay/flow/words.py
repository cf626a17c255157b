"""What movements and statuses are called in a trace, for tables and pictures."""

from __future__ import annotations

from typing import Final

from ledger.settings import language

KINDS: Final = {
    "received": "收货",
    "sold": "销售",
    "returned": "退货",
    "consigned": "选配出库",
    "used": "使用确认",
    "unused": "未使用退回",
    "disposed": "处置",
    "exchanged": "换货",
    "replenished": "补货",
    "lent": "借出备用机",
    "loaner_back": "收回备用机",
    "counted": "盘点差异",
    "set_apart": "不合格品隔离",
    "released": "判定合格放行",
    "set_aside": "未验收合格",
    "put_away": "入库",
    "repaired": "维修",
}
STATUSES: Final = {
    "outside": "外部",
    "awaiting": "待验",
    "saleable": "可销售",
    "quarantined": "待处理",
    "nonconforming": "不合格",
    "consigned": "选配在外",
    "on_loan": "借出在外",
    "in_repair": "返修中",
    "customer": "客户",
    "disposed": "已处置",
    "returned_to_supplier": "已退供货者",
    "refused": "已拒收",
}
PARTIES: Final = {"supplier": "供货者", "customer": "客户"}
NOT_ACCEPTED: Final = "not_accepted"
_PLACES: Final = {**STATUSES, NOT_ACCEPTED: "未验收合格"}


def word(labels: dict[str, str], key: str) -> str:
    """Return a key as people read it: its label in Chinese, else the key in plain words."""
    return labels.get(key, key) if language() == "zh" else key.replace("_", " ")


def kind_word(kind: str) -> str:
    """Return what a kind of movement is called."""
    return word(KINDS, kind)


def place_word(status: str) -> str:
    """Return what the place of goods in a status is called."""
    return word(_PLACES, status)


def party_word(sort: str) -> str:
    """Return what a party is called: supplier or customer."""
    return word(PARTIES, sort)
