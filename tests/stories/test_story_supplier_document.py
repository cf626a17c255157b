"""A supplier mails an EPCIS document: it becomes receipts, once; corrections and returns come so too."""

from __future__ import annotations

import json
from collections.abc import Callable
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest

from ledger.errors import CommandError
from replay.epcis.capture import EPCIS_INVALID, read_document
from tests.support.desk import Desk, customer, product, sale, staff, supplier
from tests.support.epcis_mutations import mutations

SSCC = "urn:epc:id:sscc:6901234.0000000001"
UNIT = "https://id.gs1.org/01/06901234567809/21/"
LOT = "https://id.gs1.org/01/06901234567892/10/"
ID = "urn:uuid:00000000-0000-4000-8000-00000000000"
SUPPLIER, CUSTOMER = "91110000MA0000001X", "91110000MA0000002X"


def _party(credit: str) -> list[dict[str, str]]:
    return [{"type": "owning_party", "source": f"urn:medledger:uscc:{credit}"}]


PACKED: dict[str, Any] = {
    "type": "AggregationEvent",
    "eventID": f"{ID}1",
    "eventTime": "2026-05-01T07:00:00+08:00",
    "eventTimeZoneOffset": "+08:00",
    "action": "ADD",
    "bizStep": "packing",
    "parentID": SSCC,
    "childEPCs": [f"{UNIT}SN1", f"{UNIT}SN2"],
    "childQuantityList": [{"epcClass": f"{LOT}L9", "quantity": 5}],
}
SHIPPED: dict[str, Any] = {
    "type": "ObjectEvent",
    "eventID": f"{ID}2",
    "eventTime": "2026-04-30T17:00:00Z",
    "eventTimeZoneOffset": "+08:00",
    "action": "OBSERVE",
    "bizStep": "shipping",
    "disposition": "in_transit",
    "epcList": [SSCC],
    "quantityList": [{"epcClass": f"{LOT}L24", "quantity": 100}],
    "cbvmda:itemExpirationDate": "2029-05-01",
    "bizTransactionList": [{"type": "desadv", "bizTransaction": "urn:x:desadv:SH-77"}],
    "sourceList": _party(SUPPLIER),
}
RETURNED: dict[str, Any] = {
    **{name: SHIPPED[name] for name in ("type", "action", "bizStep", "eventTimeZoneOffset")},
    "eventID": f"{ID}5",
    "eventTime": "2026-06-01T08:00:00+08:00",
    "disposition": "returned",
    "quantityList": [{"epcClass": f"{LOT}L24", "quantity": 4}],
    "sourceList": _party(CUSTOMER),
}


def _write(path: Path, *events: dict[str, Any]) -> Path:
    told = {
        "@context": ["https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld"],
        "type": "EPCISDocument",
        "schemaVersion": "2.0",
        "creationDate": "2026-05-01T08:00:00+08:00",
        "epcisBody": {"eventList": list(events)},
    }
    path.write_text(json.dumps(told), encoding="utf-8")
    return path


def house(desk: Desk) -> None:
    """A house that knows its supplier, its customer and two products by their device identifiers."""
    desk.recorded(
        "products", product(udi_di="06901234567892"), product("P02", "serial", udi_di="06901234567809")
    )
    desk.recorded("suppliers", supplier(uscc=SUPPLIER))
    desk.recorded("customers", customer(uscc=CUSTOMER))
    desk.recorded("staff", staff())


@pytest.fixture
def desk(begin: Callable[[Callable[[Desk], object]], Desk]) -> Desk:
    """That house, where E1 imports."""
    place = begin(house)
    place.cli.settings["MEDLEDGER_USER"] = "E1"
    return place


def _receipts(desk: Desk) -> list[tuple[Any, ...]]:
    columns = ("product_code", "lot", "serial", "quantity", "expiry_date", "received_on", "delivery_note_no")
    return [
        tuple(row[column] for column in columns)
        for row in desk.cli.run("table", "receipts", "--format", "json").json
    ]


def test_what_a_supplier_sent_is_received_once(desk: Desk) -> None:
    """Units in a logistic unit, lots beside it; the day is that of the ledger's own zone."""
    sent = _write(desk.folder / "sent.jsonld", PACKED, SHIPPED)
    assert desk.take_file(sent).counts == (3, 0, 0)
    day = ("2029-05-01", "2026-05-01", "SH-77")
    assert sorted(_receipts(desk), key=str) == [
        ("P01", "L24", None, "100", *day),
        ("P01", "L9", None, "5", *day),
        ("P02", None, "SN1;SN2", "2", *day),
    ]
    other = {**SHIPPED, "eventID": f"{ID}6", "epcList": [], "quantityList": SHIPPED["quantityList"]}
    again = _write(desk.folder / "again.jsonld", other, SHIPPED, PACKED)
    assert desk.take_file(again).counts == (1, 3, 0)


def test_what_was_told_in_error_is_voided_and_its_correction_stands(desk: Desk) -> None:
    desk.take_file(_write(desk.folder / "sent.jsonld", PACKED, SHIPPED))
    wrong = {
        **SHIPPED,
        "errorDeclaration": {
            "declarationTime": "2026-05-03T00:00:00+08:00",
            "reason": "incorrect_data",
            "correctiveEventIDs": [f"{ID}3"],
        },
    }
    right = {**deepcopy(SHIPPED), "eventID": f"{ID}3"}
    right["quantityList"][0]["quantity"] = 90
    done = desk.cli.import_(_write(desk.folder / "corrected.jsonld", PACKED, wrong, right))
    assert done.counts == (4, 0, 0)
    assert {(row[1], row[3]) for row in _receipts(desk)} == {("L24", "90"), ("L9", "5"), (None, "2")}
    again = desk.cli.import_(desk.folder / "corrected.jsonld")
    assert again.counts == (0, 4, 0)
    assert {(row[1], row[3]) for row in _receipts(desk)} == {("L24", "90"), ("L9", "5"), (None, "2")}


def test_what_a_customer_sends_back_is_a_return(desk: Desk) -> None:
    desk.take_file(_write(desk.folder / "sent.jsonld", PACKED, SHIPPED))
    desk.recorded("sales", sale(lot="L24", sold_on="2026-05-10"))
    assert desk.take_file(_write(desk.folder / "back.jsonld", RETURNED)).counts == (1, 0, 0)
    totals = desk.cli.preview("--lot", "L24")["totals"]
    assert (totals["sold"], totals["returned"], totals["outstanding"]) == ("10", "4", "6")


def test_what_is_not_of_the_standard_is_refused_in_one_sentence(desk: Desk) -> None:
    before = desk.cli.position()
    for wrong, named in (
        ({**SHIPPED, "bizStep": "transforming"}, "eventList.1.ObjectEvent.bizStep"),
        ({**SHIPPED, "eventTime": "1 May"}, "eventTime"),
        ({**SHIPPED, "ilmd": {"expiry": "2029"}}, "expiry"),
    ):
        answer = desk.cli.run("import", _write(desk.folder / "bad.jsonld", PACKED, wrong), expect=2)
        assert answer.err.count("\n") == 2, answer
        assert named in answer.err
    torn = desk.folder / "torn.jsonld"
    torn.write_text('{"type": "EPCISDocument"', encoding="utf-8")
    assert "torn.jsonld" in desk.cli.run("import", torn, expect=2).err
    assert desk.cli.position() == before


def test_whatever_is_wrong_in_one_place_is_one_sentence_and_records_nothing(desk: Desk) -> None:
    """Every member of the supplier's document taken away or made another, as far as that is a fault."""
    whole = json.loads(_write(desk.folder / "whole.jsonld", PACKED, SHIPPED).read_bytes())
    bad, refused = desk.folder / "bad.jsonld", 0
    for name, changed in mutations(whole):
        bad.write_text(json.dumps(changed), encoding="utf-8")
        try:
            read_document(bad)
        except CommandError as error:
            refused += 1
            assert error.reason.problem is EPCIS_INVALID, name
            assert "\n" not in error.reason.message("en") + error.reason.message("zh")
            kept = changed
    assert refused > 150
    bad.write_text(json.dumps(kept), encoding="utf-8")
    before = desk.cli.position()
    answer = desk.cli.run("import", desk.folder / "whole.jsonld", bad, expect=2)
    assert answer.err.count("\n") == 2, answer
    assert desk.cli.position() == before


def test_goods_taken_out_of_a_unit_again_are_not_received(desk: Desk) -> None:
    """Put in by two events, taken out in part; what was told in error counts for nothing."""
    more = {**PACKED, "eventID": f"{ID}7", "childEPCs": [f"{UNIT}SN3"], "childQuantityList": []}
    out = {
        **PACKED,
        "eventID": f"{ID}8",
        "action": "DELETE",
        "childEPCs": [f"{UNIT}SN1"],
        "bizStep": "unpacking",
    }
    out["childQuantityList"] = [{"epcClass": f"{LOT}L9", "quantity": 2}]
    out["eventTime"] = "2026-04-30T20:00:00+08:00"
    wrong = {**PACKED, "eventID": f"{ID}9", "childEPCs": [f"{UNIT}SN9"]}
    declared = {**wrong, "errorDeclaration": {"declarationTime": "2026-05-01T09:00:00+08:00"}}
    desk.take_file(_write(desk.folder / "sent.jsonld", PACKED, more, out, wrong, declared, SHIPPED))
    assert {(row[1], row[2], row[3]) for row in _receipts(desk)} == {
        ("L24", None, "100"),
        ("L9", None, "3"),
        (None, "SN2;SN3", "2"),
    }


def test_what_is_not_taken_is_named(desk: Desk) -> None:
    """A paper that goods were joined to, a unit that nobody shipped: each by type and step."""
    paper = {
        name: SHIPPED[name]
        for name in ("eventTime", "eventTimeZoneOffset", "bizTransactionList", "quantityList")
    }
    paper |= {"type": "TransactionEvent", "eventID": f"{ID}7", "action": "ADD"}
    other = {**PACKED, "eventID": f"{ID}8", "parentID": "urn:epc:id:sscc:6901234.0000000002"}
    received = {**SHIPPED, "eventID": f"{ID}9", "bizStep": "receiving"}
    answer = desk.cli.run(
        "import", _write(desk.folder / "all.jsonld", PACKED, SHIPPED, paper, other, received)
    )
    assert (
        "3 events of" in answer.err
        and "1 x AggregationEvent packing, 1 x ObjectEvent receiving, 1 x TransactionEvent." in answer.err
    ), answer.err


def test_a_quantity_that_is_not_of_pieces_is_rejected_not_guessed(desk: Desk) -> None:
    """Left open, or weighed: neither is a number of pieces."""
    for number, element in enumerate(({}, {"quantity": 2.5, "uom": "KGM"}), 7):
        odd = {**SHIPPED, "eventID": f"{ID}{number}", "epcList": []}
        odd["quantityList"] = [{"epcClass": f"{LOT}L24", **element}]
        sent = _write(desk.folder / f"odd{number}.jsonld", odd)
        assert desk.take_file(sent, expect=2).counts == (0, 0, 1), desk.rejects


def test_unknown_goods_and_senders_are_rejected_with_their_names(desk: Desk) -> None:
    unknown = {**SHIPPED, "epcList": [], "sourceList": _party("91110000MA0000009X")}
    unknown["quantityList"] = [{"epcClass": "https://id.gs1.org/01/06901234567885/10/L1", "quantity": 1}]
    desk.take_file(_write(desk.folder / "unknown.jsonld", unknown), expect=2)
    (row,) = desk.rejects
    assert "91110000MA0000009X" in row["拒收原因"] or "06901234567885" in row["拒收原因"]
