"""The delivery note (随货同行单, GSP §91 to §93): its head, and a line for each line of goods."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from ledger.errors import CommandError
from projections.answers.catalogue import stream, view
from projections.reading.filters import Filter
from projections.reading.nearest import nearness
from replay.forms.declared import Place
from replay.forms.filling import NO_SUCH_NUMBER, FormTexts
from replay.forms.sheet import Field, FieldBlock, FilledForm, LineBlock
from replay.telling.headings import of_column

if TYPE_CHECKING:
    from replay.forms.filling import Ground, Row

KEY: Final = "delivery-note"
TITLE: Final = "随货同行单"
LAW: Final = "《医疗器械经营质量管理规范》第九十一条、第九十二条、第九十三条"
_HEAD: Final = (
    Place("seller_name"),
    Place("delivery_note_no"),
    Place("customer_name"),
    Place("customer_phone"),
    Place("delivery_address", wide=True),
    Place("shipped_on"),
    Place("outbound_no"),
    Place("sale_no"),
    Place("online_order_no"),
    Place("logistics_provider", wide=True),
    Place("drop_shipment", boxes=True),
    Place("drop_shipper_name"),
    Place("drop_shipment_reason", wide=True),
)
_LINE: Final = (
    *("line", "product_name", "model", "specification", "registration_no", "registrant"),
    *("contract_manufacturer", "lot", "serial", "expiry_date", "unit", "quantity", "storage_conditions"),
)
_SIGNED: Final = ("出库印章", "发货人", "收货人签字", "收货日期")


def delivery_note(ground: Ground, number: str) -> FilledForm:
    """Return the delivery note of a number.

    Raises:
        CommandError: There is none at the cut-off.
    """
    table = view("delivery_notes")
    wanted = Filter("delivery_note_no", table.by_key["delivery_note_no"], [number])
    found = list(stream(table.key, ground.query).fitting([wanted]).rows())
    if not found:
        known = [row["delivery_note_no"] for row in stream(table.key, ground.query).rows()]
        near = nearness(number, [one for one in known if one])
        raise CommandError(NO_SUCH_NUMBER, form=KEY, zh=TITLE, number=number, near=near, table=table.key)
    shown = FormTexts(ground.query, table, found)
    headings = tuple(of_column(table, table.by_key[key]) for key in _LINE)
    head = tuple(_field(shown, place, found) for place in _HEAD)
    return FilledForm(
        TITLE,
        f"随货同行单号：{number}",
        ground.company(),
        (FieldBlock("收发货", head), LineBlock("产品", headings, tuple(found))),
        _SIGNED,
        ground.basis(LAW),
        across=True,
        at=ground.resolved.at,
    )


def _field(shown: FormTexts, place: Place, rows: Sequence[Row]) -> Field:
    """Return a field of the head: what all lines say, each text once."""
    fields = [shown.field(place, row) for row in rows]
    texts = dict.fromkeys(one.text for one in fields if one.text)
    return Field(fields[0].label, "；".join(texts), place.wide)
