"""Goods that may belong to a scope: beside the certain ones, each with its reason, in no total."""

from __future__ import annotations

from typing import Any

import pytest

from ledger.log.prepared import Prepared
from tests.support.events import event, product, received, returned, sold, voided
from tests.support.small_tables import recalled

DI = "06901234567892"
OTHER_DI = "06901234567908"
HOUSE = [
    product("P1", udi_di=DI),
    product("P2", udi_di=OTHER_DI, tracking="serial", unit="台"),
    received("YS1", lot="L240", quantity="100", production_date="2026-01-10", expiry_date="2028-05-31"),
    received("YS2", lot="L250", quantity="100", production_date="2026-02-10", expiry_date="2028-06-30"),
    received("YS3", product="P2", serial="SN1;SN2", quantity="2"),
    sold("XS1", lot="L240", quantity="3"),
]


def reasons(*history: Prepared, day: str | None = None, **scope: Any) -> dict[str, str]:
    """Return the documents that are possible, each with its reason."""
    return {row["doc_no"]: row["reason"] for row in recalled(*HOUSE, *history, day=day, **scope)["possible"]}


def certain(*history: Prepared, **scope: Any) -> set[str]:
    """Return the sales that are certain."""
    answer = recalled(*HOUSE, *history, **scope)
    return {number for row in answer["consignees"] for number in row["sale_nos"]}


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (sold("XS2", lot="L24O"), "lot_looks_alike"),
        (sold("XS2", lot="l240"), "lot_looks_alike"),
        (sold("XS2", lot="L-240"), "lot_looks_alike"),
        (sold("XS2", lot="L241"), "lot_looks_alike"),
        (sold("XS2"), "no_lot"),
        (received("XS2", quantity="5"), "no_lot"),
        (returned("XS2"), "no_lot"),
        (sold("XS2", lot="M999"), "open_finding"),
        (sold("XS2", lot="L250", quantity="101", findings=[{"rule": "M-10"}]), "open_finding"),
        (sold("XS2", lot="L250", sold_on="2026-03-01", findings=[{"rule": "G-05"}]), "open_finding"),
        (sold("XS2", lot="L250", udi=f"(01){DI}(10)L240"), "open_finding"),
        (sold("XS2", lot="L250", udi="smudged"), "udi_unreadable"),
    ],
)
def test_a_line_that_cannot_be_told_from_the_lot_asked_for(line: Prepared, reason: str) -> None:
    assert reasons(line, lots="L240") == {"XS2": reason}
    assert certain(line, lots="L240") == {"XS1"}


@pytest.mark.parametrize(
    "line",
    [
        sold("XS2", lot="L250"),
        sold("XS2", lot="L250", udi=f"(01){DI}(10)L250"),
        sold("XS2", lot="L250", udi="81234567890123456789"),
        sold("XS2", product="P2", serial="SN1"),
        sold("XS2", product="P2"),
    ],
)
def test_a_line_of_another_lot_or_product_is_none(line: Prepared) -> None:
    assert reasons(line, lots="L240") == {}


def test_a_lot_one_sign_off_that_came_in_is_another_lot() -> None:
    other = [received("YS9", lot="L241"), sold("XS2", lot="L241")]
    assert reasons(*other, lots="L240") == {}


def test_a_lot_that_only_the_label_says_is_certain() -> None:
    lines = [
        received("YS9", udi=f"(01){DI}(10)L26", quantity="50"),
        sold("XS2", udi=f"(10)L26(01){DI}", quantity="5"),
        sold("XS3", udi=f"01{DI}10L26"),
    ]
    answer = recalled(*HOUSE, *lines, lots="L26")
    assert [(row["lot"], row["sold"]) for row in answer["consignees"]] == [("L26", "6")]
    assert answer["totals"]["on_hand"] == "44"
    assert answer["possible"] == []


def test_a_serial_that_only_the_label_says_is_found() -> None:
    told = sold("XS2", product="P2", udi=f"(01){OTHER_DI}(21)SN9")
    assert certain(told, serials="SN9") == {"XS2"}
    contradicted = sold("XS2", product="P2", serial="SN1", udi=f"(01){OTHER_DI}(21)SN2")
    assert reasons(contradicted, serials="SN2") == {"XS2": "open_finding"}


def test_lines_without_a_serial_are_possible_where_one_is_asked_for() -> None:
    lines = [sold("XS2", product="P2", serial="SN1"), sold("XS3", product="P2")]
    assert reasons(*lines, serials="SN1") == {"XS3": "no_serial"}
    assert certain(*lines, serials="SN1") == {"XS2"}


def test_a_receipt_that_was_voided_uncovers_what_was_sold() -> None:
    """In whatever order they were recorded: no finding had been seen at the sale."""
    lines = [received("YS9", lot="M777"), sold("XS2", lot="M777")]
    assert reasons(*lines, lots="L240") == {}
    gone = voided("receipts", "YS9", [len(HOUSE) + 1], tags={"product:P1", "lot:P1/M777"})
    assert reasons(*lines, gone, lots="L240") == {"XS2": "open_finding"}


def test_a_return_that_was_voided_uncovers_what_was_sold_again() -> None:
    """No finding was seen at the sale, and the lot did come in."""
    first = sold("XS2", lot="M777", quantity="10", sold_on="2026-05-20")
    back = returned("TH1", lot="M777", quantity="4", sale_no="XS2", sale_line=1, returned_on="2026-05-22")
    lines = [received("YS9", lot="M777", quantity="10"), first, back]
    lines += [sold("XS3", lot="M777", quantity="4", sold_on="2026-05-25")]
    assert reasons(*lines, lots="L240") == {}
    gone = voided("returns", "TH1", [len(HOUSE) + 3], tags={"product:P1", "lot:P1/M777"})
    assert reasons(*lines, gone, lots="L240") == {"XS3": "open_finding"}


def test_what_is_settled_raises_no_doubt() -> None:
    line = sold("XS2", lot="M999")
    position = len(HOUSE) + 1
    settled = event(
        "finding_resolved",
        resolution_no="CL1",
        finding_position=position,
        rule_key="G-05",
        resolution="accepted",
        reason="核实无误",
        approver="S1",
        resolved_on="2026-06-01",
    )
    assert reasons(line, lots="L240") == {"XS2": "open_finding"}
    assert reasons(line, settled, lots="L240") == {}


def test_goods_without_dates_are_possible_where_dates_are_asked_for() -> None:
    lines = [received("YS9", lot="L270"), sold("XS2", lot="L270")]
    scope: dict[str, Any] = {"products": "P1", "made_from": "2026-01-01", "made_to": "2026-01-31"}
    assert reasons(*lines, **scope) == {"YS9": "dates_unknown", "XS2": "dates_unknown"}
    assert certain(*lines, **scope) == {"XS1", "XS2"}
    answer = recalled(*HOUSE, *lines, **scope)
    assert answer["totals"]["accepted"] == "110"
    assert [row["lot"] for row in answer["unknown_dates"]] == ["L270"]


def test_possible_lines_are_rows_with_unit_counted_in_no_total() -> None:
    lines = [sold("XS2", 4, quantity="7", customer="C2"), sold("XS3", lot="L24O")]
    answer = recalled(*HOUSE, *lines, lots="L240")
    assert answer["possible"] == [
        {
            "table": "sales",
            "doc_no": "XS3",
            "line": 1,
            "customer_code": "C1",
            "product_code": "P1",
            "lot": "L24O",
            "serial": None,
            "quantity": "1",
            "reason": "lot_looks_alike",
            "unit": "盒",
        },
        {
            "table": "sales",
            "doc_no": "XS2",
            "line": 4,
            "customer_code": "C2",
            "product_code": "P1",
            "lot": None,
            "serial": None,
            "quantity": "7",
            "reason": "no_lot",
            "unit": "盒",
        },
    ]
    assert answer["counted"] == {"lines": 2, "no_lot": 1, "lot_looks_alike": 1}
    assert answer["totals"]["sold"] == "3"


def test_totals_are_told_for_each_product_and_its_unit() -> None:
    lines = [received("YS9", product="P2", lot="L240"), sold("XS2", product="P2", lot="L240", quantity="2")]
    answer = recalled(*HOUSE, *lines, lots="L240")
    sums = [(row["product_code"], row["unit"], row["sold"], row["on_hand"]) for row in answer["by_unit"]]
    assert sums == [("P1", "盒", "3", "97"), ("P2", "台", "2", "8")]
    assert answer["totals"]["sold"] == "5"
    rows = answer["received"] + answer["consignees"] + answer["on_hand"]
    assert {row["unit"] for row in rows if row["product_code"] == "P2"} == {"台"}


@pytest.mark.parametrize(
    "code",
    [
        f"(01){DI}(17)280500(10)L240",
        f"(01){DI}(10)L240",
        f"(01){DI}(10)L240(17)280531",
        f"(10)L240(01){DI}",
        f"(01){DI}(17)991231(10)L240(21)X",
        f"01{DI}10L240",
        f"01{DI}10L24017280531",
        f"]d201{DI}10L240\x1d17280531",
        f"（01）{DI}（10）L240",
        "(01)16901234567899(10)L240",
    ],
)
def test_a_code_finds_its_lot_whatever_else_it_says(code: str) -> None:
    lines = [
        sold("XS2", lot="L240", udi=f"(01){DI}(17)280531(10)L240"),
        sold("XS3", lot="L240", udi=f"01{DI}1728053110L240"),
        sold("XS4", lot="L250"),
    ]
    assert certain(*lines, udis=code) == {"XS1", "XS2", "XS3"}


@pytest.mark.parametrize("code", [DI, "6901234567892", f"(01){DI}", "16901234567899"])
def test_an_identifier_alone_finds_the_product(code: str) -> None:
    lines = [sold("XS2", lot="L250"), sold("XS3"), sold("XS4", product="P2", serial="SN1")]
    assert certain(*lines, udis=code) == {"XS1", "XS2", "XS3"}


def test_a_code_with_dates_and_no_lot_finds_the_lots_of_these_dates() -> None:
    lines = [sold("XS2", lot="L250"), received("YS9", lot="L270"), sold("XS3", lot="L270")]
    scope = {"udis": f"(01){DI}(17)280531"}
    assert certain(*lines, **scope) == {"XS1"}
    assert reasons(*lines, **scope) == {"YS9": "dates_unknown", "XS3": "dates_unknown"}


def test_a_code_of_a_unit_finds_the_unit() -> None:
    lines = [sold("XS2", product="P2", serial="SN1"), sold("XS3", product="P2", serial="SN2")]
    assert certain(*lines, udis=f"(01){OTHER_DI}(21)SN1") == {"XS2"}
    assert certain(*lines, udis=f"(21)SN1(01){OTHER_DI}") == {"XS2"}


def test_a_product_without_an_identifier_is_known_by_the_labels_of_its_lines() -> None:
    lines = [
        product("P3"),
        received("YS9", product="P3", lot="L1", udi="(01)06901234567915(10)L1"),
        sold("XS2", product="P3", lot="L1"),
    ]
    assert certain(*lines, udis="06901234567915") == {"XS2"}
    assert certain(*lines, udis="(01)06901234567915(10)L1") == {"XS2"}


def test_a_line_that_carries_the_code_of_another_product_is_found_by_it() -> None:
    line = sold("XS2", lot="L250", udi=f"(01){OTHER_DI}(10)L250")
    assert "XS2" in certain(line, udis=f"(10)L250(01){OTHER_DI}")
    assert "XS2" in certain(line, lots="L250")


@pytest.mark.parametrize("scope", [{"lots": "M998"}, {"registrations": "R9"}])
def test_a_product_that_only_a_later_line_brings_into_the_scope_is_not_yet_about_it(scope: Any) -> None:
    lines = [*HOUSE, sold("XS2", lot="M999"), received("YS9", lot="M998", registration_no="R9")]
    assert recalled(*lines, known=7, **scope)["possible"] == []
    assert [row["doc_no"] for row in recalled(*lines, **scope)["possible"]] == ["XS2"]


def test_the_rows_stand_in_the_order_of_their_documents_not_of_the_log() -> None:
    """Interface rule 3: the same papers recorded in another order give the same answer."""
    lines = [sold("XS3"), sold("XS2"), received("YS9", quantity="5")]
    orders = (lines, lines[::-1])
    found = [recalled(*HOUSE, *some, lots="L240")["possible"] for some in orders]
    assert [row["doc_no"] for row in found[0]] == ["YS9", "XS2", "XS3"]
    assert found[0] == found[1]


def test_what_came_back_on_the_day_covers_what_left_on_it_whichever_was_recorded_first() -> None:
    """Interface rule 3; the finding at recording is no doubt any more."""
    lines = [
        sold("XS7", lot="L250", quantity="100", sold_on="2026-06-01"),
        sold("XS8", lot="L250", quantity="5", sold_on="2026-06-03", findings=[{"rule": "M-10"}]),
        returned("TH8", lot="L250", quantity="5", returned_on="2026-06-03", disposition="restocked"),
    ]
    assert reasons(*lines, lots="L240") == {}
    assert reasons(*lines[:2], lots="L240") == {"XS8": "open_finding"}
