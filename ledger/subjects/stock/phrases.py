"""What the rules on stock and storage name, in the reader's language."""

from __future__ import annotations

from typing import Final

from ledger.deciding.headings import title
from ledger.events import catalogue
from ledger.phrases import Phrase

ZONES: Final[dict[str, Phrase]] = {
    "pending": Phrase("stock_zone_pending", "待验区", "pending", old="待验区 (pending)"),
    "qualified": Phrase("stock_zone_qualified", "合格品区", "qualified", old="合格品区 (qualified)"),
    "nonconforming": Phrase(
        "stock_zone_nonconforming", "不合格品区", "nonconforming", old="不合格品区 (nonconforming)"
    ),
    "outbound": Phrase("stock_zone_outbound", "发货区", "outbound", old="发货区 (outbound)"),
    "returned": Phrase("stock_zone_returned", "退货区", "returned", old="退货区 (returned)"),
    "recalled": Phrase("stock_zone_recalled", "召回区", "recalled", old="召回区 (recalled)"),
    "loaner": Phrase("stock_zone_loaner", "备用机区", "loaner", old="备用机区 (loaner)"),
    "parts": Phrase("stock_zone_parts", "备件区", "parts", old="备件区 (parts)"),
    "display": Phrase("stock_zone_display", "陈列区", "display", old="陈列区 (display)"),
}
PLACE: Final = Phrase.joined("stock_place", "库位", "place")
EQUIPMENT: Final = Phrase.joined("stock_equipment", "设备", "equipment")

# readings
MEASURED: Final[dict[str, Phrase]] = {
    "temperature": Phrase.joined("stock_temperature", "温度", "temperature"),
    "humidity": Phrase.joined("stock_humidity", "湿度", "humidity"),
}
YES: Final = Phrase.joined("stock_yes", "是", "yes")
NO: Final = Phrase.joined("stock_no", "否", "no")
INSIDE: Final = Phrase.joined("stock_inside", "范围内", "inside")
OUTSIDE: Final = Phrase.joined("stock_outside", "范围外", "outside")

# stock checks
APPEARANCE_FAILED: Final = Phrase.joined("stock_appearance_failed", "外观不合格", "appearance failed")
PACKING_FAILED: Final = Phrase.joined("stock_packing_failed", "包装不完好", "packing failed")
PAST_VALIDITY: Final = Phrase.joined("stock_past_validity", "不在有效期内", "past its validity")
MONITORING_FAILED: Final = Phrase.joined(
    "stock_monitoring_failed", "监控报警装置不正常", "monitoring out of order"
)
EXPIRED_ON: Final = Phrase("stock_expired_on", "失效日期{day}", "expiry {day}", old="失效日期 expiry {day}")
NONCONFORMING: Final = Phrase.joined("stock_nonconforming", "结论不合格", "nonconforming")

# disposals
OTHERWISE: Final = Phrase(
    "stock_otherwise",
    "决定为{decided}，实为{done}",
    "decided {decided}, done {done}",
    old="决定为 decided {decided}, 实为 done {done}",
)
UNDECIDED: Final = Phrase.joined("stock_undecided", "处置尚未决定", "nothing is decided yet")
RELEASED: Final = Phrase.joined(
    "stock_released", "确认不合格，却决定放行", "confirmed as nonconforming, yet released"
)
FOR_EVER: Final = Phrase.joined("stock_for_ever", "永久", "for ever")
TABLES: Final[dict[str, Phrase]] = {table.key: title(table.key) for table in catalogue.tables()}
