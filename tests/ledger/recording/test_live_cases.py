"""Cases at live entry: stages named or found, and the sale that arises when use is confirmed."""

from __future__ import annotations

from typing import Any

from ledger.entry.live import enter
from ledger.recording.ledger import Ledger
from tests.support.decisions import command, customer, product, receipt, sale
from tests.support.live import ROW, events, record, refused

CONSIGNED = ROW | {"consignment_kind": "clinical_choice", "consigned_on": "2026-05-01", "quantity": "10"}
USED = {"consignment_no": "XP-20260501-001", "line": 1, "stage": "use_confirmed", "used_on": "2026-05-03"}


def _consigned(ledger: Ledger, **more: Any) -> None:
    row = {key: value for key, value in CONSIGNED.items() if key != "sold_on"}
    enter(ledger, "consignments", row | more)


def test_the_sale_arises_when_use_is_confirmed(ledger: Ledger) -> None:
    """GSP §89: both in one append, the sale with the consignment's customer, goods and handler."""
    _consigned(ledger)
    entered = enter(ledger, "consignments", USED | {"used_quantity": 4})
    assert [one.identity for one in entered.recorded] == [
        {"consignment_no": "XP-20260501-001", "line": 1, "stage": "use_confirmed"}
    ]
    assert [one.identity for one in entered.arising] == [{"sale_no": "XS-20260503-001", "line": 1}]
    use, sold = (
        events(ledger, "consignment_use_confirmed")[0]["data"],
        events(ledger, "goods_sold")[0]["data"],
    )
    assert (use["sale_no"], use["sale_line"]) == ("XS-20260503-001", 1)
    expected = {"customer_code": "C1", "product_code": "P1", "lot": "L1", "quantity": "4", "seller": "E1"}
    assert expected.items() <= sold.items()
    assert (sold["sold_on"], sold["consignment_no"]) == ("2026-05-03", "XP-20260501-001")


def test_goods_sent_out_and_used_in_one_document_are_sold(ledger: Ledger) -> None:
    """GSP §89: what the rows above say of the consignment counts; the second use sells what is left."""
    row = {key: value for key, value in CONSIGNED.items() if key != "sold_on"}
    number = {"consignment_no": "XP-20260501-001", "line": 1}
    later = USED | {"used_on": "2026-05-04"}
    entered = enter(ledger, "consignments", [row | number, USED | {"used_quantity": 4}, later])
    assert len(entered.recorded) == 3
    sold = [one["data"] for one in events(ledger, "goods_sold")]
    assert [(one["sold_on"], one["quantity"], one["customer_code"]) for one in sold] == [
        ("2026-05-03", "4", "C1"),
        ("2026-05-04", "6", "C1"),
    ]


def test_a_use_confirmed_twice_sells_once(ledger: Ledger) -> None:
    """The very same confirmation is a duplicate; another one sells what else was used."""
    _consigned(ledger)
    first = enter(ledger, "consignments", USED | {"used_quantity": 4})
    again = enter(ledger, "consignments", USED | {"used_quantity": 4})
    assert (again.duplicates, again.arising) == ((first.recorded[0].position,), ())
    enter(ledger, "consignments", USED | {"used_on": "2026-05-04"})
    assert [one["data"]["quantity"] for one in events(ledger, "goods_sold")] == ["4", "6"]


def test_a_use_whose_sale_is_refused_is_not_recorded(ledger: Ledger) -> None:
    """All rules of a sale judge it; both or none."""
    _consigned(ledger)
    record(ledger, customer(licence_valid_until="2026-05-02", event_time="2026-05-02T00:00:00.000000Z"))
    refusal = refused(ledger, "consignments", USED)
    assert [(one.line, one.rule) for one in refusal.refusals] == [(1, "G-01")]
    assert events(ledger, "consignment_use_confirmed", "goods_sold") == []
    assert [one["data"]["command"] for one in events(ledger, "command_refused")] == ["goods_sold"]


def test_a_sale_on_record_is_only_linked(ledger: Ledger) -> None:
    """Where the sale was written first, the confirmation names its line."""
    _consigned(ledger)
    record(ledger, sale("XS7", sold_on="2026-05-03", quantity="4"))
    entered = enter(ledger, "consignments", USED | {"used_quantity": 4, "sale_no": "XS7"})
    assert entered.arising == ()
    assert events(ledger, "consignment_use_confirmed")[0]["data"]["sale_line"] == 1


def test_units_that_were_used_are_named_or_follow(ledger: Ledger) -> None:
    """By serial where the confirmation says which; the units that are left otherwise."""
    record(ledger, product("P2", tracking="serial"))
    goods = {"product_code": "P2", "lot": None, "serial": "A;B;C", "quantity": "3"}
    record(ledger, receipt("YS2", accepted_quantity="3", **goods))
    _consigned(ledger, **goods)
    enter(ledger, "consignments", USED | {"serial": ["B"]})
    enter(ledger, "consignments", USED | {"used_on": "2026-05-04", "used_quantity": "2"})
    assert [one["data"]["serial"] for one in events(ledger, "goods_sold")] == ["B", "A;C"]


def test_units_of_samples_that_were_used_up_are_kept(ledger: Ledger) -> None:
    """R-94, P-46: named as `serial` or by their own column, else those left; none is used twice."""
    record(ledger, product("P2", tracking="serial"))
    goods = {"product_code": "P2", "lot": None, "serial": "A;B;C", "quantity": "3"}
    record(ledger, receipt("YS2", accepted_quantity="3", **goods))
    _consigned(ledger, consignment_kind="sample", **goods)
    enter(ledger, "consignments", USED | {"serial": ["B"]})
    again = refused(ledger, "consignments", USED | {"used_on": "2026-05-04", "used_serial": "B"})
    assert [one.rule for one in again.refusals] == ["M-25"]
    enter(ledger, "consignments", USED | {"used_on": "2026-05-04", "used_quantity": "2"})
    used = [one["data"] for one in events(ledger, "consignment_use_confirmed")]
    assert [(one["used_serial"], one["used_quantity"]) for one in used] == [("B", "1"), ("A;C", "2")]
    assert events(ledger, "goods_sold") == []


def test_units_that_come_back_unused_are_kept(ledger: Ledger) -> None:
    """GSP §90: named as `serial` or by their own column, else those left; how many is counted."""
    record(ledger, product("P2", tracking="serial"))
    goods = {"product_code": "P2", "lot": None, "serial": "A;B;C;D", "quantity": "4"}
    record(ledger, receipt("YS2", accepted_quantity="4", **goods))
    _consigned(ledger, consignment_kind="sample", **goods)
    back = {**USED, "stage": "unused_returned", "returned_on": "2026-05-05"}
    del back["used_on"]
    enter(ledger, "consignments", back | {"serial": ["B"]})
    again = refused(ledger, "consignments", back | {"returned_on": "2026-05-06", "unused_serial": "B"})
    assert [one.rule for one in again.refusals] == ["M-25"]
    enter(ledger, "consignments", back | {"returned_on": "2026-05-06", "未使用序列号": "D"})
    enter(ledger, "consignments", back | {"returned_on": "2026-05-07", "unused_quantity": "2"})
    told = [one["data"] for one in events(ledger, "consignment_unused_returned")]
    assert [(one["unused_serial"], one["unused_quantity"]) for one in told] == [
        ("B", "1"),
        ("D", "1"),
        ("A;C", "2"),
    ]


def test_samples_that_were_used_up_are_no_sale(ledger: Ledger) -> None:
    """R-94, P-46: told with neither sale nor price; told with a price they were sold after all."""
    _consigned(ledger, consignment_kind="sample")
    entered = enter(ledger, "consignments", USED | {"used_quantity": 4})
    assert entered.arising == ()
    used = events(ledger, "consignment_use_confirmed")[0]["data"]
    assert used.keys() == {"consignment_no", "line", "used_on", "used_quantity"}
    sold = enter(ledger, "consignments", USED | {"used_on": "2026-05-04", "unit_price": "12"})
    assert [one.identity for one in sold.arising] == [{"sale_no": "XS-20260504-001", "line": 1}]
    assert [one["data"]["quantity"] for one in events(ledger, "goods_sold")] == ["6"]


def test_an_import_of_a_confirmed_use_creates_nothing(ledger: Ledger) -> None:
    """What happened elsewhere has its sale in the file of sales."""
    _consigned(ledger)
    record(ledger, sale("XS7", sold_on="2026-05-03", quantity="4"))
    use = {"consignment_no": "XP-20260501-001", "line": 1, "used_on": "2026-05-03", "used_quantity": "4"}
    one = command("consignments", **use)
    one.envelope = one.envelope.at_stage("consignment_use_confirmed")
    assert ledger.submit([[one]])[0][0].position == 10
    assert len(events(ledger, "goods_sold")) == 1


def test_a_later_stage_needs_only_what_is_new(ledger: Ledger) -> None:
    """Without `stage`, the only one that carries what is given is meant; Chinese names are names, too."""
    _consigned(ledger)
    more = {"consignment_no": "XP-20260501-001", "returned_on": "2026-05-06", "unused_quantity": 10}
    entered = enter(ledger, "consignments", more)
    assert entered.recorded[0].identity["stage"] == "unused_returned"
    closed = {"consignment_no": "XP-20260501-001", "环节": "结清", "closed_on": "2026-05-07"}
    assert enter(ledger, "consignments", closed).recorded[0].identity["stage"] == "closed"
    refusal = refused(ledger, "consignments", closed | {"环节": "结束"})
    assert refusal.code == "entry_unknown_stage"
    nameless = {"环节": "结清", "closed_on": "2026-05-07"}
    assert refused(ledger, "consignments", nameless).reasons[0].particulars["column"] == "consignment_no"
