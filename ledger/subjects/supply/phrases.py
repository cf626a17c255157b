"""What the rules on supply name, in the reader's language."""

from __future__ import annotations

from typing import Final

from ledger.phrases import Phrase

SUPPLIER: Final = Phrase.joined("supply_supplier", "供货者", "supplier")
PRODUCT: Final = Phrase.joined("supply_product", "产品", "product")
AS_BOUGHT: Final = Phrase.joined("supply_as_bought", "采购单所列", "as bought")

# what a purchase lacks
DIRECT_REASON: Final = Phrase.joined("supply_direct_reason", "直调原因", "reason")
DIRECT_CUSTOMER: Final = Phrase.joined("supply_direct_customer", "收货的客户", "customer")

# what is wrong with a contract, or with a quality agreement
NO_PURCHASE_CONTRACT: Final = Phrase.joined(
    "supply_no_purchase_contract", "不是采购合同", "not a purchase contract"
)
OTHER_PARTY: Final = Phrase.joined("supply_other_party", "对方不是该供货者", "with another supplier")
CONTRACT_STATUS: Final = Phrase(
    "supply_contract_status",
    "未批准或已终止（{status}）",
    "not approved, or ended ({status})",
    old="未批准或已终止 {status}",
)
APPROVED_LATER: Final = Phrase.joined(
    "supply_approved_later", "批准在购货日之后", "approved after the purchase"
)
NO_QUALITY_CLAUSES: Final = Phrase.joined("supply_no_quality_clauses", "没有质量条款", "no quality clauses")
OUTSIDE_TERM: Final = Phrase.joined("supply_outside_term", "不在有效期内", "outside its term")
NONE_REGISTERED: Final = Phrase.joined("supply_none_registered", "没有登记", "none is registered")
NO_REPAIR_CLAUSE: Final = Phrase.joined("supply_no_repair_clause", "没有维修条款", "no repair clause")
NONE_IN_FORCE: Final = Phrase.joined("supply_none_in_force", "不在有效期内", "none is in force")

# what a supplier is
INDIVIDUAL: Final = Phrase("supply_individual", "个人（供货者类型）", "individual (kind of supplier)")

# papers that a supplier lacks
BUSINESS_LICENCE: Final = Phrase.joined("supply_business_licence", "营业执照", "business licence")
PERMIT: Final = Phrase.joined(
    "supply_permit", "生产或经营许可、备案", "production or trade licence or filing"
)

# what the record of a delivery lacks
FAILED_POINTS: Final = Phrase.joined("supply_failed_points", "不合格事项", "points")
MEASURES: Final = Phrase.joined("supply_measures", "处置措施", "measures")
TRANSPORT_MODE: Final = Phrase.joined("supply_transport_mode", "运输方式", "mode of transport")
TEMPERATURE_ON_THE_WAY: Final = Phrase.joined(
    "supply_temperature_on_the_way", "在途温度", "temperature on the way"
)
TEMPERATURE_AT_ARRIVAL: Final = Phrase.joined(
    "supply_temperature_at_arrival", "到货温度", "temperature at arrival"
)
DEPARTURE: Final = Phrase.joined("supply_departure", "启运时间", "departure")
ARRIVAL: Final = Phrase.joined("supply_arrival", "到货时间", "arrival")

# which day papers state differently
EXPIRY: Final = Phrase.joined("supply_expiry", "失效日期", "the expiry")
MADE: Final = Phrase.joined("supply_made", "生产日期", "the production date")

# what is told of a delivery
TRANSIT_TEMPERATURE: Final = Phrase.joined("supply_transit_temperature", "在途温度", "transit temperature")
ARRIVAL_TEMPERATURE: Final = Phrase.joined("supply_arrival_temperature", "到货温度", "arrival temperature")
NO_PLACE: Final = Phrase.joined("supply_no_place", "没有验收地点", "no place")
NO_INSPECTOR: Final = Phrase.joined("supply_no_inspector", "没有验收人员", "no inspector")
ANOTHER_DAY: Final = Phrase.joined("supply_another_day", "不是当日验收", "on another day")
