"""What the rules on dispatch name, in the reader's language."""

from __future__ import annotations

from typing import Final

from ledger.phrases import Phrase

# of what a row is, and with what it is compared
PRODUCT: Final = Phrase.joined("dispatch_product", "产品", "product")
CUSTOMER: Final = Phrase.joined("dispatch_customer", "客户", "customer")
SUPPLIER_CODE: Final = Phrase.joined("dispatch_supplier_code", "供货者", "supplier_code")
AS_BOUGHT: Final = Phrase.joined("dispatch_as_bought", "采购单所列", "as bought")
SALE: Final = Phrase("dispatch_sale", "销售单“{number}”", "sale {number}", old="销售单 sale {number}")
PURCHASE: Final = Phrase(
    "dispatch_purchase", "采购单“{number}”", "purchase {number}", old="采购单 purchase {number}"
)
SHIPMENT: Final = Phrase(
    "dispatch_shipment", "运输单“{number}”", "shipment {number}", old="运输单 shipment {number}"
)

# why goods may not leave
PACKING_DAMAGED: Final = Phrase.joined("dispatch_packing_damaged", "包装不完好", "packing damaged")
LABEL_DIFFERS: Final = Phrase.joined("dispatch_label_differs", "标签不符", "label does not match")
PAST_VALIDITY: Final = Phrase.joined("dispatch_past_validity", "不在有效期内", "past its validity")
VERDICT: Final = Phrase(
    "dispatch_verdict", "检验结论为{verdict}", "verdict {verdict}", old="检验结论 verdict {verdict}"
)

# what a record lacks
REASON: Final = Phrase.joined("dispatch_reason", "异常情况", "reason")
QUALITY_TOLD: Final = Phrase.joined("dispatch_quality_told", "报告质量管理机构时间", "when quality was told")
LOADING_TEMPERATURE: Final = Phrase.joined("dispatch_loading_temperature", "装车温度", "loading temperature")
ARRIVAL_TEMPERATURE: Final = Phrase.joined("dispatch_arrival_temperature", "到货温度", "arrival temperature")
DEPARTURE: Final = Phrase.joined("dispatch_departure", "启运时间", "departure")
ARRIVAL: Final = Phrase.joined("dispatch_arrival", "送达时间", "arrival")

# what was measured
AT_LOADING: Final = Phrase(
    "dispatch_at_loading", "装车温度", "temperature at loading", old="装车温度 loading"
)
AT_ARRIVAL: Final = Phrase(
    "dispatch_at_arrival", "到货温度", "temperature at arrival", old="到货温度 arrival"
)
