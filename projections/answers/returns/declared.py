"""The views of this folder, as declared: titles, headings, types and what they are derived from."""

from datetime import date
from decimal import Decimal

from ledger.events import columns
from ledger.events.base import View, choice, day, moment, text, whole


class ReturnArchives(
    View,
    key="return_archives",
    zh="退货档案",
    en="Return archive",
    kind="view",
    event="",
    identity=("return_case_no", "event_position"),
    tags=("return_case_no", "return_no", "customer_code", "product_code", "lot", "serial", "voucher_nos"),
    aliases="药品退货档案|退货档案管理",
    retention="RET.VIEW",
    basis="S1-I; S1-D; S1-H",
    ids="R-18 S-12 RT-13",
    derived_from=(
        "return_cases",
        "returns",
        "disposals",
        "exchanges",
        "invoices",
        "vouchers",
        "temperature_readings",
    ),
    rule=(
        "Whole file of one return in time order: request, notice, approvals, evidence, inspection, "
        "disposition, refund."
    ),
):
    """Return archive (退货档案)."""

    return_case_no: str | None = columns.return_case_no(basis="S1-I")
    return_no: str | None = columns.return_no(basis="S1-I")
    customer_code: str | None = columns.customer_code(basis="own")
    customer_name: str | None = columns.customer_name(basis="own")
    product_code: str | None = columns.product_code(basis="own")
    product_name: str | None = columns.product_name(basis="own")
    lot: str | None = columns.lot(basis="own")
    serial: str | None = columns.serial(doc="Serial number of the unit.", basis="own")
    happened_at: str | None = columns.happened_at(basis="own")
    stage: str | None = text("环节", basis="own", doc="Stage of the case.")
    actor: str | None = text("操作人", basis="own", doc="Post and person who acted.")
    summary: str | None = text("内容摘要", basis="own", doc="What was recorded.")
    quantity: Decimal | None = columns.quantity(basis="own")
    decision: str | None = choice(
        "审批结论", "approved:同意|refused:不同意", basis="S1-D", doc="Decision, when it is one."
    )
    disposition: str | None = columns.disposition(basis="S1-I")
    refund_amount: Decimal | None = columns.refund_amount(basis="S1-H")
    voucher_nos: list[str] | None = columns.voucher_nos(basis="S1-I")
    event_position: int | None = columns.event_position(basis="own")


class CustodyItems(
    View,
    key="custody_items",
    zh="返修退回及借出物品清单",
    en="Goods out of place",
    kind="view",
    event="",
    identity=("custody_kind", "source_no", "line"),
    tags=("product_code", "lot", "serial", "customer_code", "owner"),
    aliases="返修器械和退回货物清单|备用机台账|样品台账",
    retention="RET.VIEW",
    basis="S0-4; S4-I; S0-3; GSP §89; GSP §90",
    ids="R-15 R-52 R-58 R-94 P-24 K-07 T-01 G-60",
    derived_from=("repairs", "return_cases", "returns", "consignments", "supplier_contacts", "exchanges"),
    rule=(
        "Units that are neither sold stock nor in their normal place: repair returns, returned goods "
        "awaiting decision, loaners out, samples and clinical choice, with age and next step."
    ),
):
    """Goods out of place (返修退回及借出物品清单)."""

    custody_kind: str | None = choice(
        "物品类别",
        "repair_return:返修器械|returned_goods:退回货物|loaner:备用机|sample:样品|clinical_choice:选配|at_manufacturer:厂家处",
        basis="S0-4; S4-I",
        doc="Why it is out of place.",
    )
    source_no: str | None = text("来源单号", basis="own", doc="Repair, return or consignment number.")
    line: int | None = columns.line(basis="own")
    product_code: str | None = columns.product_code(basis="own")
    product_name: str | None = columns.product_name(basis="own")
    model: str | None = columns.model(basis="own")
    lot: str | None = columns.lot(basis="own")
    serial: str | None = columns.serial(doc="Serial number of the unit.", basis="own")
    quantity: Decimal | None = columns.quantity(basis="own")
    customer_code: str | None = columns.customer_code(basis="own")
    customer_name: str | None = columns.customer_name(basis="own")
    holder: str | None = text(
        "现保管方", basis="S0-4", doc="Who holds it now: customer, technician, store, maker."
    )
    since: date | None = day("起始日期", basis="own", doc="Day since which it is there.")
    days: int | None = whole("天数", basis="own", doc="Age in days.")
    due_back_on: date | None = day("应归还日期", basis="own", doc="Day by which it is due.")
    party_name: str | None = text("联系的厂家", "联系相应厂家", basis="S0-4", doc="Maker contacted.")
    state_text: str | None = text("现状", basis="own", doc="State in words.")
    fed_back_at: str | None = moment(
        "反馈客户时间",
        "处理结果及时反馈给客户",
        basis="S0-4",
        doc="Time at which the customer was told the result.",
    )
    owner: str | None = columns.owner(basis="own")
