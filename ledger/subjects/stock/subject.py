"""Stock, as the rulebook knows it."""

from __future__ import annotations

from typing import Final

from ledger.deciding.subject import Subject
from ledger.subjects.stock import stock_rules, storage_rules
from ledger.subjects.stock.disposing import (
    judge_disposal,
    judge_nonconformity_found,
    judge_nonconformity_stage,
    judge_record_disposal,
)
from ledger.subjects.stock.places import judge_receipt_place
from ledger.subjects.stock.stocking import judge_consigned, judge_settled, judge_stock_moved
from ledger.subjects.stock.storage import judge_putaway, judge_reading, judge_stock_check, judge_stocktake

SUBJECT: Final = Subject(
    "stock",
    rules=(*stock_rules.RULES, *storage_rules.RULES),
    facts={
        "receipts": judge_receipt_place,
        "putaways": judge_putaway,
        "stock_checks": judge_stock_check,
        "temperature_readings": judge_reading,
        "stocktakes": (judge_stocktake, judge_stock_moved),
        "disposals": (judge_disposal, judge_stock_moved),
        "record_disposals": judge_record_disposal,
        "exchanges": judge_stock_moved,
    },
    stages={
        "goods_consigned_out": judge_stock_moved,
        "consignment_use_confirmed": judge_consigned,
        "consignment_unused_returned": judge_consigned,
        "consignment_closed": judge_settled,
        "discrepancy_replenished": judge_stock_moved,
        "nonconformity_found": (judge_nonconformity_found, judge_stock_moved),
        "nonconformity_confirmed": (judge_nonconformity_stage, judge_stock_moved),
        "nonconformity_decided": (judge_nonconformity_stage, judge_stock_moved),
        "nonconformity_disposed": judge_nonconformity_stage,
    },
)
