"""Stock, as the rulebook knows it."""

from __future__ import annotations

from typing import Final

from ledger.deciding.old_judges import old
from ledger.deciding.subject import Subject
from ledger.subjects.stock import stock_rules, storage_rules
from ledger.subjects.stock.disposing import (
    judge_disposal,
    judge_nonconformity_found,
    judge_nonconformity_stage,
    judge_record_disposal,
)
from ledger.subjects.stock.stocking import judge_consigned, judge_stock_fact, judge_stock_stage
from ledger.subjects.stock.storage import judge_putaway, judge_reading, judge_stock_check, judge_stocktake

SUBJECT: Final = Subject(
    "stock",
    rules=(*stock_rules.RULES, *storage_rules.RULES),
    facts={
        "putaways": old(judge_putaway),
        "stock_checks": old(judge_stock_check),
        "temperature_readings": old(judge_reading),
        "stocktakes": (old(judge_stocktake), old(judge_stock_fact)),
        "disposals": (old(judge_disposal), old(judge_stock_fact)),
        "record_disposals": old(judge_record_disposal),
        "exchanges": old(judge_stock_fact),
    },
    stages={
        "goods_consigned_out": old(judge_stock_stage),
        "consignment_use_confirmed": old(judge_consigned),
        "consignment_unused_returned": old(judge_consigned),
        "discrepancy_replenished": old(judge_stock_stage),
        "nonconformity_found": (old(judge_nonconformity_found), old(judge_stock_stage)),
        "nonconformity_confirmed": (old(judge_nonconformity_stage), old(judge_stock_stage)),
        "nonconformity_decided": (old(judge_nonconformity_stage), old(judge_stock_stage)),
        "nonconformity_disposed": old(judge_nonconformity_stage),
    },
)
