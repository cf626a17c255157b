"""Which goods the options of a recall select."""

from typing import Any

import pytest

from ledger.log.prepared import Prepared
from tests.support.events import received, returned, sold, voided
from tests.support.small_tables import recalled


def found(*history: Prepared, **scope: Any) -> list[str]:
    """Return the documents of the answer: receipts, then sales."""
    answer = recalled(*history, **scope)
    receipts = [number for row in answer["received"] for number in row["receipt_nos"]]
    return sorted(receipts) + sorted(number for row in answer["consignees"] for number in row["sale_nos"])


GOODS = [
    received("YS1", lot="L1", production_date="2026-01-10", registration_no="N1"),
    received("YS2", lot="L2", supplier="V2", production_date="2026-02-10", registration_no="N2"),
    received("YS3", lot="L1", product="P2", registration_no="N1"),
    sold("XS1", lot="L1"),
    sold("XS2", lot="L2", customer="C2"),
    sold("XS3", lot="L1", product="P2", customer="C2"),
    sold("XS4", lot="L4", production_date="2026-01-20", registration_no="N1"),
]


@pytest.mark.parametrize(
    ("scope", "documents"),
    [
        ({"lots": "L1"}, ["YS1", "YS3", "XS1", "XS3"]),
        ({"lots": ("L1", "L2")}, ["YS1", "YS2", "YS3", "XS1", "XS2", "XS3"]),
        ({"lots": "L1", "products": "P2"}, ["YS3", "XS3"]),
        ({"products": "P2"}, ["YS3", "XS3"]),
        ({"products": ("P2", "P9")}, ["YS3", "XS3"]),
        ({"suppliers": "V2"}, ["YS2", "XS2"]),
        ({"suppliers": ("V1", "V2"), "lots": "L2"}, ["YS2", "XS2"]),
        ({"suppliers": "V1", "lots": "L2"}, []),
        ({"customers": "C2"}, ["YS2", "YS3", "XS2", "XS3"]),
        ({"customers": "C2", "suppliers": "V1"}, ["YS3", "XS3"]),
        ({"registrations": "N1"}, ["YS1", "YS3", "XS1", "XS3", "XS4"]),
        ({"registrations": "N1", "products": "P1"}, ["YS1", "XS1", "XS4"]),
        ({"registrations": "N9"}, []),
    ],
)
def test_different_options_by_and_repeated_values_by_or(scope, documents):
    assert found(*GOODS, **scope) == documents


@pytest.mark.parametrize(
    ("scope", "documents"),
    [
        ({"made_from": "2026-01-10", "made_to": "2026-01-10"}, ["YS1", "YS3", "XS1", "XS3"]),
        ({"made_from": "2026-01-11"}, ["YS2", "YS3", "XS2", "XS3", "XS4"]),
        ({"made_to": "2026-01-20"}, ["YS1", "YS3", "XS1", "XS3", "XS4"]),
        ({"made_to": "2026-01-20", "products": "P1"}, ["YS1", "XS1", "XS4"]),
    ],
)
def test_production_dates_select_by_receipts_or_else_by_the_lines(scope, documents):
    """Both ends belong to it; goods of which nobody states the date are in."""
    assert found(*GOODS, **scope) == documents


def test_goods_without_a_known_production_date_are_marked():
    answer = recalled(*GOODS, made_from="2026-01-11")
    assert answer["unknown_dates"] == [{"product_code": "P2", "lot": "L1", "serial": None}]
    assert recalled(*GOODS, lots="L1")["unknown_dates"] == []


def test_a_receipt_decides_though_a_line_says_otherwise():
    history = [
        received("YS1", lot="L1", production_date="2026-01-10", registration_no="N1"),
        sold("XS1", lot="L1", production_date="2026-03-10", registration_no="N3"),
    ]
    assert found(*history, made_from="2026-03-01") == found(*history, registrations="N3") == []
    assert found(*history, made_to="2026-03-01") == found(*history, registrations="N1") == ["YS1", "XS1"]


def test_a_blank_on_the_receipt_leaves_it_to_the_lines():
    history = [received("YS1", lot="L1"), sold("XS1", lot="L1", registration_no="N1"), sold("XS2", lot="L1")]
    assert found(*history, registrations="N1") == ["YS1", "XS1", "XS2"]


def test_a_voided_receipt_decides_nothing():
    history = [
        received("YS1", lot="L1", registration_no="N1"),
        sold("XS1", lot="L1", registration_no="N3"),
        voided("receipts", "YS1", [1]),
    ]
    assert found(*history, registrations="N1") == []
    assert found(*history, registrations="N3") == ["XS1"]
    assert found(*history, registrations="N1", known=2) == ["YS1", "XS1"]


def test_a_lot_from_two_suppliers_is_selected_whole():
    history = [received("YS1", lot="L1"), received("YS2", lot="L1", supplier="V2"), sold("XS1", lot="L1")]
    assert found(*history, suppliers="V2") == ["YS1", "YS2", "XS1"]


def test_units_of_one_lot_from_two_suppliers_are_told_apart():
    history = [
        received("YS1", lot="L1", serial="A", quantity="1"),
        received("YS2", lot="L1", serial="B", quantity="1", supplier="V2"),
        sold("XS1", lot="L1", serial="A"),
        sold("XS2", serial="B"),
        sold("XS3", lot="L1", serial="Z"),
    ]
    assert found(*history, suppliers="V2") == ["YS2", "XS2", "XS3"]
    assert found(*history, suppliers="V1") == ["YS1", "XS1", "XS3"]


def test_a_supplier_named_on_a_return_counts_where_there_is_no_receipt():
    history = [sold("XS1", lot="L1"), returned("TH1", lot="L1", supplier="V2"), sold("XS2", lot="L2")]
    assert found(*history, suppliers="V2") == ["XS1"]


def test_a_lot_takes_in_what_its_units_did_without_it():
    """Sold by serial alone, back and sold again: all of it belongs to the lot of the receipt."""
    history = [
        received("YS1", lot="L1", serial="A;B", quantity="2"),
        sold("XS1", serial="A"),
        returned("TH1", serial="A"),
        sold("XS2", serial="A", customer="C2"),
        received("YS9", lot="L1", product="P2", serial="A", quantity="1"),
        sold("XS3", product="P2", lot="L3", serial="B"),
    ]
    assert found(*history, lots="L1") == ["YS1", "YS1", "YS9", "XS1", "XS2"]
    assert found(*history, lots="L1", products="P1") == ["YS1", "YS1", "XS1", "XS2"]
    answer = recalled(*history, lots="L1", products="P1")
    assert [(row["lot"], row["serial"]) for row in answer["consignees"]] == [(None, "A"), (None, "A")]
    assert answer["totals"]["unexplained"] == "0"


def test_a_unit_is_selected_by_serial_under_every_product_that_has_one():
    history = [sold("XS1", serial="A"), sold("XS2", product="P2", serial="A;B", quantity="2")]
    assert found(*history, serials="A") == ["XS1", "XS2"]
    assert found(*history, serials="A", products="P2") == ["XS2"]
    assert found(*history, serials=("A", "B"), customers="C2") == []


def test_a_udi_selects_the_unit_or_the_lot_that_its_lines_name():
    history = [
        received("YS1", lot="L1", serial="A;B", quantity="2"),
        sold("XS1", serial="A", udi="U-A"),
        sold("XS2", serial="B"),
        sold("XS3", lot="L2", udi="U-2"),
        sold("XS4", lot="L2"),
    ]
    assert found(*history, udis="U-A") == ["YS1", "XS1"]
    assert found(*history, udis="U-2") == ["XS3", "XS4"]
    assert found(*history, udis=("U-A", "U-2")) == ["YS1", "XS1", "XS3", "XS4"]


def test_a_unit_and_the_udi_of_its_lot_are_both_asked() -> None:
    """The unit was received by serial, and only another receipt of the lot tells the UDI."""
    history = (received("YS1", lot="L2", serial="A", quantity="1"), received("YS2", lot="L2", udi="U-2"))
    assert found(*history, serials="A", udis="U-2") == ["YS1"]
    assert found(*history, serials="A", udis="U-9") == []


def test_goods_without_lot_and_serial_are_goods_of_their_product():
    history = [
        received("YS1", quantity="5"),
        sold("XS1"),
        sold("XS2", serial="A"),
        sold("XS3", lot="L1", customer="C2"),
    ]
    assert found(*history, customers="C1") == ["YS1", "XS1", "XS2"]
    assert recalled(*history, customers="C1")["totals"]["on_hand"] == "3"


@pytest.mark.parametrize("scope", [{"lots": "L1' OR '1'='1"}, {"products": "%"}, {"serials": ";"}])
def test_values_are_values(scope):
    assert found(*GOODS, **scope) == []
