"""What leaves the store: checked again, of the sale it names, in its temperature, with its papers."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support import rules
from tests.support.decisions import (
    Command,
    History,
    both,
    command,
    customer,
    given,
    hold,
    member,
    outbound,
    product,
    purchase,
    quality,
    receipt,
    sale,
    shipment,
    supplier,
    void,
)

MORNING = "2026-02-01T00:00:00.000000Z"


def _house(*commands: Command, sold: dict[str, Any] | None = None, **goods: Any) -> History:
    house = (supplier(), product(**goods), product("P2"), customer(), customer("C2"), member(), quality())
    return given(*house, receipt(), sale(**(sold or {})), *commands)


def invoice(number: str = "FP1", **rest: Any) -> Command:
    """Return an invoice line of the sale."""
    fields: dict[str, Any] = {
        "invoice_no": number,
        "line": 1,
        "invoice_kind": "sales",
        "issued_on": "2026-02-01",
        "customer_code": "C1",
        "sale_no": "XS1",
        "product_code": "P1",
        "amount": "100",
    }
    return command("invoices", **(fields | rest))


def test_no_more_leaves_than_was_sold() -> None:
    """M-48 (GSP §88): over all checks of the line, refused live and on import; voided ones count no more."""
    history = _house(outbound(quantity="6"))
    history.when(outbound("CK2", quantity="5")).refused(rules.MORE_THAN_SOLD)
    accepted = history.when(outbound("CK3", quantity="4")).accepted()
    assert accepted.data["sale_line"] == 1
    assert accepted.filled == ["sale_line"]
    history.given(void("outbound_checks", "CK1", 1)).when(outbound("CK4", quantity="6")).accepted()


def test_the_line_with_room_is_taken() -> None:
    """M-48 (own): of two fitting lines of a sale, the first that still has room."""
    history = _house(sale(line=2), outbound())
    assert history.when(outbound("CK2")).accepted().data["sale_line"] == 2
    history.when(outbound("CK3")).refused(rules.MORE_THAN_SOLD)


@pytest.mark.parametrize("other", [{"customer_code": "C2"}, {"product_code": "P2"}, {"lot": "L2"}])
def test_what_leaves_is_of_the_sale_it_names(other: dict[str, str]) -> None:
    """M-48a (GSP §87): customer, product and lot; refused live and on import."""
    history = _house()
    history.when(outbound(**other)).refused(rules.OTHER_THAN_SOLD)
    history.when(shipment(**other)).refused(rules.OTHER_THAN_SOLD)


def test_a_unit_that_was_not_sold_does_not_leave() -> None:
    """M-48a (GSP §87): serials."""
    history = given(supplier(), product(), customer(), member(), receipt(serial="A;B", quantity="2"))
    history.given(sale(serial="A", quantity="1"))
    history.when(outbound(serial="B", quantity="1")).refused(rules.OTHER_THAN_SOLD)


@pytest.mark.parametrize(
    "failed",
    [{"packaging_ok": False}, {"label_ok": False}, {"validity_ok": False}, {"inspection_verdict": "pending"}],
)
def test_passed_although_a_point_failed(failed: dict[str, Any]) -> None:
    """G-07a (GSP §87)."""
    both(_house(), outbound(**failed), rules.PASSED_THOUGH_FAILED)


def test_expired_goods_do_not_leave() -> None:
    """G-07b (GSP §72, §87): by the line, else by what the receipt of the lot said."""
    both(_house(), outbound(expiry_date="2026-01-31"), rules.OUTBOUND_EXPIRED)
    dated = given(supplier(), product(), customer(), member(), receipt(expiry_date="2026-02-15"), sale())
    both(dated, outbound(outbound_on="2026-02-16"), rules.OUTBOUND_EXPIRED)


def test_goods_on_hold_do_not_leave() -> None:
    """G-07c (GSP §74, §110): checked or shipped, from the day of the hold until quality releases it."""
    both(_house(hold()), outbound(), rules.OUTBOUND_HELD)
    both(_house(hold()), shipment(), rules.OUTBOUND_HELD)
    released = command(
        "quality_holds",
        hold_no="TS1",
        release_reason="复检合格",
        released_by="Q1",
        released_at="2026-02-10T00:00:00.000000Z",
    )
    fresh = _house(hold(), released)
    fresh.when(outbound(outbound_on="2026-02-11")).accepted()


def test_blocked_goods_are_told_to_quality() -> None:
    """G-07d (GSP §87): with the reason; and what is blocked takes no room of the sale."""
    history = _house()
    both(history, outbound(check_result="blocked", packaging_ok=False), rules.QUALITY_NOT_TOLD)
    told = {"check_result": "blocked", "finding": "包装破损", "quality_told_at": MORNING}
    history.when(outbound("CK2", **told)).accepted()
    history.when(outbound("CK3")).accepted()


def test_nothing_is_shipped_unchecked() -> None:
    """G-07 (GSP §87): where the house keeps outbound checks; by the check it names, else by the sale."""
    _house().when(shipment()).accepted()
    elsewhere = (sale("XS2", quantity="1"), outbound("CK9", quantity="1", sale_no="XS2"))
    both(_house(*elsewhere), shipment(), rules.NOT_CHECKED_OUT)
    both(_house(*elsewhere), shipment(outbound_no="CK1"), rules.NOT_CHECKED_OUT)
    _house(outbound()).when(shipment()).accepted()
    _house(outbound()).when(shipment(outbound_no="CK1")).accepted()
    both(_house(outbound(quantity="9")), shipment(outbound_no="CK1"), rules.NOT_CHECKED_OUT)


def test_goods_that_were_blocked_are_not_shipped() -> None:
    """G-07 (GSP §87): always judged, for it contradicts a known check."""
    told = {"check_result": "blocked", "finding": "包装破损", "quality_told_at": MORNING}
    both(_house(outbound(**told)), shipment(outbound_no="CK1"), rules.NOT_CHECKED_OUT)


def test_what_comes_back_needs_no_outbound_check() -> None:
    """G-07 (GSP §96): goods fetched from the customer."""
    history = _house(sale("XS2", quantity="1"), outbound("CK9", quantity="1", sale_no="XS2"))
    history.when(shipment(shipment_kind="return_pickup")).accepted()


def test_a_cold_chain_shipment_without_its_papers() -> None:
    """M-49 (GSP §95, §96): at loading, and once it has arrived at arrival too."""
    read = (on_the_way("YSD3"), on_the_way("YSD4"))
    history = _house(*read, cold_chain=True, temperature_min="2", temperature_max="8")
    both(history, shipment(), rules.COLD_SHIPMENT_PAPERS)
    loaded = {"loaded_temperature": "5", "departed_at": MORNING}
    history.when(shipment("YSD2", **loaded)).accepted()
    history.when(shipment("YSD3", signed_on="2026-02-02", **loaded)).accepted(rules.COLD_SHIPMENT_PAPERS)
    arrived = {"arrival_temperature": "6", "arrived_at": "2026-02-02T00:00:00.000000Z"}
    history.when(shipment("YSD4", signed_on="2026-02-02", **loaded, **arrived)).accepted()


@pytest.mark.parametrize("measured", [{"loaded_temperature": "9"}, {"arrival_temperature": "1.9"}])
def test_a_cold_chain_broken_on_the_way(measured: dict[str, str]) -> None:
    """M-49a (GSP §97)."""
    history = _house(on_the_way("YSD1"), cold_chain=True, temperature_min="2", temperature_max="8")
    in_order = {"loaded_temperature": "5", "departed_at": MORNING, "arrival_temperature": "5"}
    arrived = {"arrived_at": "2026-02-02T00:00:00.000000Z"}
    both(history, shipment(**(in_order | arrived | measured)), rules.COLD_SHIPMENT_RANGE)


def on_the_way(shipment_no: str) -> Command:
    """Return a reading of the box on the way of a shipment."""
    fields = {"reading_no": f"R-{shipment_no}", "read_at": "2026-02-01T04:00:00.000000Z"}
    return command("temperature_readings", shipment_no=shipment_no, temperature="5", **fields)


def test_cold_goods_that_arrived_without_readings_of_the_way() -> None:
    """M-49b (GSP §97): a finding, live too, until readings name the shipment; none on the way."""
    history = _house(cold_chain=True, temperature_min="2", temperature_max="8")
    loaded = {"loaded_temperature": "5", "departed_at": MORNING}
    arrived = {"arrival_temperature": "6", "arrived_at": "2026-02-02T00:00:00.000000Z"}
    history.live = True
    found = history.when(shipment(**loaded, **arrived)).accepted(rules.COLD_SHIPMENT_READINGS).findings
    assert rules.COLD_SHIPMENT_READINGS.message(found[0], "en") == (
        "Shipment 'YSD1' of cold-chain product 'P1' arrived, and no reading of the way is recorded."
    )
    history.when(shipment("YSD2", **loaded)).accepted()
    history.given(on_the_way("YSD3")).when(shipment("YSD3", **loaded, **arrived)).accepted()


def test_a_direct_shipment_goes_with_its_delivery_note() -> None:
    """M-43b (GSP §93): on the shipment or the sale."""
    reason = {"drop_shipment": True, "drop_shipment_reason": "临床紧急救治"}
    history = _house(sold=reason)
    both(history, shipment(), rules.DELIVERY_NOTE)
    history.when(shipment("YSD2", delivery_note_no="SH1")).accepted()
    _house(sold=reason | {"delivery_note_no": "SH1"}).when(shipment()).accepted()


@pytest.mark.parametrize("other", [{"customer_code": "C2"}, {"product_code": "P2"}])
def test_an_invoice_of_another_sale(other: dict[str, str]) -> None:
    """G-10 (S0-1 4.5): the customer and the goods of the sale it names."""
    history = _house()
    both(history, invoice(**other), rules.INVOICE_DIFFERS)
    history.when(invoice("FP2")).accepted()


@pytest.mark.parametrize("other", [{"supplier_code": "S2"}, {"product_code": "P2"}])
def test_an_invoice_of_another_purchase(other: dict[str, str]) -> None:
    """G-10 (S2-A): the supplier and the goods of the purchase it names."""
    bought = {"invoice_kind": "purchase", "sale_no": None, "customer_code": None, "purchase_no": "CG1"}
    history = _house(supplier("S2"), purchase())
    both(history, invoice(**(bought | {"supplier_code": "S1"} | other)), rules.INVOICE_DIFFERS)
    history.when(invoice("FP2", **bought, supplier_code="S1")).accepted()


def test_an_unknown_sale_is_refused() -> None:
    """M-01 (interface rule 8): a sale is a hard reference of whatever names it."""
    history = _house()
    history.when(outbound(sale_no="XS9")).refused(rules.UNKNOWN_REFERENCE)
    history.when(shipment(sale_no="XS9")).refused(rules.UNKNOWN_REFERENCE)
    history.when(invoice(sale_no="XS9")).refused(rules.UNKNOWN_REFERENCE)
