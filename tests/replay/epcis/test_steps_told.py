"""Which kind of event goes out: papers, what holds goods, what comes back, is stopped or destroyed."""

from __future__ import annotations

import json
from typing import Any

import pytest

from ledger.epcis.document import EpcisDocument
from tests.support.cli import Cli
from tests.support.desk import Desk, product, receipt, returned, sale, void
from tests.support.epcis2js import judged
from tests.support.epcis_schema import epcis_schema

GTIN = "06901234567892"
LINE = {"customer_code": "C1", "product_code": "P09", "lot": "L24"}


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    """A lot on its way: ordered, received, sold, checked, shipped in a cold box, back, destroyed."""
    home = tmp_path_factory.mktemp("house")
    found = Desk(Cli(str(home / "medledger.db"), home), home)
    found.cli.run("init")
    found.furnish()
    found.recorded("products", product("P09", udi_di=GTIN))
    found.recorded(
        "purchases",
        {
            "purchase_no": "CG1",
            "purchased_on": "2025-12-20",
            "supplier_code": "S1",
            "product_code": "P09",
            "quantity": "100",
            "purchaser": "E1",
        },
    )
    found.recorded(
        "receipts", receipt("YS9", "L24", product_code="P09", purchase_no="CG1", delivery_note_no="D7")
    )
    found.recorded("sales", sale("XS9", "L24", product_code="P09", invoice_no="FP1"))
    found.recorded(
        "outbound_checks",
        {**LINE, "outbound_no": "CK1", "outbound_on": "2026-05-01", "sale_no": "XS9", "quantity": "10"}
        | {"delivery_note_no": "SH1", "check_result": "passed", "checker": "E1"},
    )
    found.recorded(
        "shipments",
        {**LINE, "shipment_no": "YD1", "shipped_on": "2026-05-01", "sale_no": "XS9", "quantity": "10"}
        | {"transport_mode": "own_vehicle", "container_no": "BX-7", "waybill_no": "W1"},
    )
    invoice = {**LINE, "issued_on": "2026-05-02", "sale_no": "XS9", "invoice_direction": "issued"}
    found.recorded(
        "invoices",
        {**invoice, "invoice_no": "FP1", "invoice_kind": "sales", "quantity": "10", "amount": "100"},
        {
            **invoice,
            "invoice_no": "FP2",
            "invoice_kind": "red",
            "quantity": "2",
            "amount": "20",
            "red_of": "FP1",
        },
    )
    found.recorded("returns", returned("TH1", "L24", "2", product_code="P09", sale_no="XS9"))
    found.recorded(
        "disposals",
        {
            "disposal_no": "CZ1",
            "disposal_kind": "destroyed",
            "disposed_on": "2026-06-10",
            "product_code": "P09",
            "lot": "L24",
            "quantity": "2",
            "reason": "召回",
            "decided_by": "E1",
            "done_by": "E1",
        },
    )
    found.recorded("sales", sale("XS8", "L24", quantity="1", product_code="P09"))
    found.recorded("voids", void("sales", "XS8", "1"))
    found.cli.settings["MEDLEDGER_USER"] = "E1"
    found.cli.run(
        "recall",
        "open",
        "--product",
        "P09",
        "--lot",
        "L24",
        "--reason",
        "不良",
        "--level",
        "1",
        "--origin",
        "registrant",
        "--opened-by",
        "E1",
    )
    return found


@pytest.fixture(scope="module")
def told(desk: Desk) -> dict[str, Any]:
    """What the house tells."""
    file = desk.folder / "told.jsonld"
    desk.cli.run("export", "epcis", "--output", file)
    found: dict[str, Any] = json.loads(file.read_bytes())
    return found


def _papers(event: dict[str, Any]) -> list[tuple[str, str]]:
    papers = event.get("bizTransactionList", ())
    return [(one["type"].rpartition(":")[2], one["bizTransaction"].rpartition(":")[2]) for one in papers]


def test_each_fact_is_its_kind_of_event(told: dict[str, Any]) -> None:
    found = [
        (one["type"], one["action"], one.get("bizStep"), one.get("disposition"), _papers(one))
        for one in told["epcisBody"]["eventList"]
        if GTIN in str(one)
    ]
    sold = ("ObjectEvent", "OBSERVE", "shipping", "in_transit")
    assert found == [
        ("TransactionEvent", "ADD", None, None, [("po", "CG1")]),
        (
            "ObjectEvent",
            "OBSERVE",
            "receiving",
            "in_progress",
            [("recadv", "YS9"), ("po", "CG1"), ("desadv", "D7")],
        ),
        (*sold, [("sale", "XS9"), ("inv", "FP1")]),
        (
            "TransactionEvent",
            "ADD",
            "staging_outbound",
            None,
            [("outbound", "CK1"), ("desadv", "SH1"), ("sale", "XS9")],
        ),
        ("AggregationEvent", "ADD", "packing", None, [("shipment", "YD1"), ("bol", "W1")]),
        ("ObjectEvent", "OBSERVE", "departing", "in_transit", [("shipment", "YD1"), ("bol", "W1")]),
        ("TransactionEvent", "ADD", None, None, [("inv", "FP1"), ("sale", "XS9")]),
        ("TransactionEvent", "DELETE", None, None, [("inv", "FP1"), ("sale", "XS9")]),
        ("ObjectEvent", "OBSERVE", "receiving", "returned", [("rma", "TH1"), ("sale", "XS9")]),
        ("ObjectEvent", "DELETE", "destroying", "destroyed", [("cert", "CZ1")]),
        (*sold, [("sale", "XS8")]),
        (*sold, [("sale", "XS8")]),
        ("ObjectEvent", "OBSERVE", "holding", "recalled", found[-1][4]),
    ]
    assert [kind for kind, _ in found[-1][4]] == ["hold", "recall"]


def test_a_cold_box_holds_what_was_shipped_in_it(told: dict[str, Any]) -> None:
    (packed,) = [one for one in told["epcisBody"]["eventList"] if one["type"] == "AggregationEvent"]
    assert packed["parentID"].endswith(":container:BX-7")
    assert packed["childQuantityList"] == [
        {"epcClass": f"https://id.gs1.org/01/{GTIN}/10/L24", "quantity": 10}
    ]
    assert "quantityList" not in packed


def test_what_was_voided_is_told_again_under_its_id(told: dict[str, Any]) -> None:
    *_, first, second, _ = told["epcisBody"]["eventList"]
    assert first["eventID"] == second["eventID"]
    assert second["errorDeclaration"]["reason"] == "did_not_occur"
    assert {name: value for name, value in second.items() if name != "errorDeclaration"} == first


def test_it_is_valid_by_the_standard(told: dict[str, Any]) -> None:
    EpcisDocument.model_validate(told)
    assert [error.message for error in epcis_schema().iter_errors(told)] == []


def test_a_library_of_somebody_else_finds_it_valid(told: dict[str, Any]) -> None:
    assert judged(told) == {"success": True, "errors": []}
    told["epcisBody"]["eventList"][0]["action"] = "TAKE"
    assert judged(told)["success"] is False
