"""Veterinary drugs: what is filed before a sale, and told to the public."""

from datetime import date
from decimal import Decimal

from ledger.events import columns
from ledger.events.base import Event, choice, day, text


class VeterinarySaleFiled(
    Event,
    key="veterinary_filings",
    zh="兽药销售备案与信息公示",
    en="Veterinary filings and public notices",
    kind="fact",
    event="veterinary_sale_filed",
    identity=("filing_no", "line"),
    tags=("product_code", "lot", "customer_code", "handler", "voucher_nos"),
    event_time=("filed_on",),
    aliases="兽药销售备案|兽药销售信息公示|兽药备案登记",
    retention="RET.GOODS",
    basis="S1-F",
    numbering="SYBA-{yyyy}-{seq4}",
    ids="R-114 R-115 P-47 L-33",
    future=("expiry_date",),
):
    """Veterinary filings and public notices (兽药销售备案与信息公示)."""

    filing_no: str = text(
        "备案编号", "公示编号|备案号", required=True, basis="own", doc="Number of the filing or notice."
    )
    line: int = columns.line(required=True, basis="own")
    filing_kind: str = choice(
        "备案种类",
        "filing:销售备案|notice:信息公示:公示",
        required=True,
        basis="S1-F",
        doc="Filed with the authority before the sale, or told to the public.",
    )
    filed_on: date = day(
        "备案日期", "公示日期|备案或公示日期", required=True, basis="S1-F", doc="Day of the filing or notice."
    )
    product_code: str = columns.product_code(required=True, basis="S1-F")
    product_name: str | None = columns.product_name(legal="must", basis="S1-F")
    specification: str | None = columns.specification(legal="must", basis="S1-F")
    lot: str | None = columns.lot(basis="S1-F")
    quantity: Decimal | None = columns.quantity(zh="备案数量", aliases="数量", basis="S1-F")
    unit: str | None = columns.unit(basis="S1-F")
    expiry_date: date | None = columns.expiry_date(basis="S1-F")
    manufacturer: str | None = columns.manufacturer(basis="S1-F")
    customer_code: str | None = columns.customer_code(
        doc="To whom the sale is filed; empty for every customer.", basis="S1-F"
    )
    customer_name: str | None = columns.customer_name(
        zh="销售对象", aliases="客户名称|购货单位", basis="S1-F"
    )
    authority_name: str | None = text(
        "备案部门", "主管部门|有关部门", basis="S1-F", doc="Authority with which the sale is filed."
    )
    published_in: str | None = text(
        "公示渠道", "公示地点", basis="S1-F", doc="Where the notice was published."
    )
    handler: str | None = columns.handler(zh="备案人", aliases="经办人|经手人|处理人", basis="own")
    voucher_nos: list[str] | None = columns.voucher_nos(basis="own")
