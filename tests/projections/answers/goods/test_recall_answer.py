"""The recall answer, whole, from small histories."""

from typing import Any

from projections.answers.goods.recall_scope import Scope
from tests.support.events import customer, received, returned, sold, voided
from tests.support.small_tables import recalled, scope_of

NOTHING = {
    "received": "0",
    "accepted": "0",
    "sold": "0",
    "returned": "0",
    "outstanding": "0",
    "on_hand": "0",
    "disposed": "0",
    "returned_to_supplier": "0",
    "unexplained": "0",
}


def test_the_whole_answer():
    history = [
        customer(contact="王一", phone="123"),
        received("YS2", lot="L1", quantity="20", accepted_quantity="18", supplier_name="甲公司"),
        received("YS1", lot="L1", quantity="5", received_on="2026-04-02"),
        sold("XS2", lot="L1", quantity="4.50", sold_on="2026-05-02", versions={"customers": 1}, seller="S2"),
        sold("XS1", lot="L1", quantity="3", customer_name="医院一", customer_address="东街1号"),
        sold("XS3", lot="L1", quantity="1", customer="C2"),
        returned("TH1", lot="L1", quantity="1", customer="C2", disposition="pending"),
        returned("TH2", lot="L1", quantity="0.5", disposition="destroyed"),
    ]
    goods = {"product_code": "P1", "lot": "L1", "serial": None}
    totals = {
        "received": "25",
        "accepted": "23",
        "sold": "8.5",
        "returned": "1.5",
        "outstanding": "7",
        "on_hand": "16",
        "disposed": "0",
        "returned_to_supplier": "0",
        "unexplained": "0",
    }
    assert recalled(*history, lots="L1") == {
        "received": [
            {
                "supplier_code": "V1",
                "supplier_name": "甲公司",
                **goods,
                "quantity": "25",
                "accepted": "23",
                "receipt_nos": ["YS1", "YS2"],
                "unit": None,
            }
        ],
        "consignees": [
            {
                "customer_code": "C1",
                "customer_name": "医院一",
                "address": "东街1号",
                "contact": (1, "contact"),
                "phone": (1, "phone"),
                **goods,
                "sold": "7.5",
                "returned": "0.5",
                "outstanding": "7",
                "first_sold_on": "2026-05-01",
                "last_sold_on": "2026-05-02",
                "sale_nos": ["XS1", "XS2"],
                "sellers": ["S1", "S2"],
                "unit": None,
            },
            {
                "customer_code": "C2",
                "customer_name": None,
                "address": None,
                "contact": None,
                "phone": None,
                **goods,
                "sold": "1",
                "returned": "1",
                "outstanding": "0",
                "first_sold_on": "2026-05-01",
                "last_sold_on": "2026-05-01",
                "sale_nos": ["XS3"],
                "sellers": ["S1"],
                "unit": None,
            },
        ],
        "on_hand": [
            {**goods, "status": "quarantined", "quantity": "1.5", "unit": None},
            {**goods, "status": "saleable", "quantity": "14.5", "unit": None},
        ],
        "possible": [],
        "counted": {"lines": 0},
        "totals": totals,
        "by_unit": [{"product_code": "P1", "unit": None, **totals}],
        "narrowed": None,
        "goods": [{"product_code": "P1", "lot": "L1"}],
        "unknown_dates": [],
    }


def test_a_scope_with_nothing_in_it_is_an_answer():
    assert recalled(sold("XS1", lot="L1"), lots="L2") == {
        "received": [],
        "consignees": [],
        "on_hand": [],
        "possible": [],
        "counted": {"lines": 0},
        "totals": NOTHING,
        "by_unit": [],
        "narrowed": None,
        "goods": [],
        "unknown_dates": [],
    }
    assert recalled(sold("XS1", lot="L1"), lots="L1", known=0)["totals"] == NOTHING


def test_rows_are_ordered_by_code_point_and_null_comes_first():
    history = [
        sold("XS1", lot="L1", customer="c1"),
        sold("XS2", lot="甲", customer="C2"),
        sold("XS3", lot="L10", customer="C2"),
        sold("XS4", lot="L2", customer="C2"),
        sold("XS5", customer="C2"),
        sold("XS6", lot="L2", customer="C2", serial="b;B", quantity="2"),
        sold("XS7", lot="L1", customer="C2", product="P0"),
    ]
    found = recalled(*history, customers=("C2", "c1"))["consignees"]
    assert [(row["customer_code"], row["product_code"], row["lot"], row["serial"]) for row in found] == [
        ("C2", "P0", "L1", None),
        ("C2", "P1", None, None),
        ("C2", "P1", "L10", None),
        ("C2", "P1", "L2", None),
        ("C2", "P1", "L2", "B"),
        ("C2", "P1", "L2", "b"),
        ("C2", "P1", "甲", None),
        ("c1", "P1", "L1", None),
    ]


def given(*lines: dict[str, Any], known: int = 9) -> tuple[Any, ...]:
    """Return name, address and contact of the one row that these sale lines make."""
    history = [sold(f"XS{number}", lot="L1", **line) for number, line in enumerate(lines)]
    (row,) = recalled(*history, lots="L1", known=known)["consignees"]
    return row["customer_name"], row["address"], row["contact"]


def test_name_and_address_are_the_last_ones_given():
    """By event time, then position; a line that leaves one blank does not take it away."""
    lines = [
        {"sold_on": "2026-05-03", "customer_name": "新名", "versions": {"customers": 7}},
        {"sold_on": "2026-05-01", "customer_name": "旧名", "customer_address": "旧址"},
        {"sold_on": "2026-05-02", "customer_address": "新址", "customer_contact": "王一"},
    ]
    assert given(*lines) == ("新名", "新址", (7, "contact"))
    assert given(*lines, known=2) == ("新名", "旧址", (7, "contact"))
    same_day = [{"customer_name": "甲"}, {"customer_name": "乙"}]
    assert given(*same_day)[0] == "乙"


def test_a_contact_that_the_line_itself_gives_lies_beside_the_line():
    assert given({"customer_contact": "王一", "versions": {"customers": 7}})[2] == (1, "customer_contact")


def test_the_address_between_the_first_and_the_last_line_counts():
    lines = [{}, {"sold_on": "2026-05-02", "customer_address": "中间"}, {"sold_on": "2026-05-03"}]
    assert given(*lines)[1] == "中间"


def test_a_return_alone_still_has_its_customer():
    """Its sale may be voided by somebody who does not know our rules."""
    history = [
        sold("XS1", lot="L1"),
        returned("TH1", lot="L1", customer_name="医院一"),
        voided("sales", "XS1", [1]),
    ]
    (row,) = recalled(*history, lots="L1")["consignees"]
    assert (row["customer_name"], row["sold"], row["outstanding"]) == ("医院一", "0", "-1")
    assert (row["first_sold_on"], row["last_sold_on"], row["sale_nos"], row["sellers"]) == (
        None,
        None,
        [],
        [],
    )


def test_rows_of_voided_lines_go_and_fully_returned_ones_stay():
    history = [
        sold("XS1", lot="L1", customer="C1"),
        returned("TH1", lot="L1", customer="C1"),
        sold("XS2", lot="L1", customer="C2"),
        voided("sales", "XS2", [3]),
    ]
    found = recalled(*history, lots="L1")["consignees"]
    assert [(row["customer_code"], row["outstanding"]) for row in found] == [("C1", "0")]
    found = recalled(*history, lots="L1", known=3)["consignees"]
    assert [(row["customer_code"], row["outstanding"]) for row in found] == [("C1", "0"), ("C2", "1")]


def test_what_was_known_and_what_was_true():
    """A void counts from when it was known, whatever day is asked about; a return from its day."""
    history = [
        sold("XS1", lot="L1", quantity="5"),
        returned("TH1", lot="L1", quantity="2"),
        sold("XS2", lot="L1", quantity="3", sold_on="2026-04-20"),
        voided("sales", "XS2", [3], voided_on="2026-06-30"),
    ]

    def held(day: str | None, known: int) -> str:
        return str(recalled(*history, lots="L1", day=day, known=known)["totals"]["outstanding"])

    assert [held(None, known) for known in (1, 2, 3, 4)] == ["5", "3", "6", "3"]
    assert [held("2026-05-31", known) for known in (1, 2, 3, 4)] == ["5", "5", "8", "5"]
    assert [held("2026-04-20", known) for known in (2, 3, 4)] == ["0", "3", "0"]


def test_one_row_for_each_unit_though_one_line_sold_them():
    history = [received("YS1", serial="A;B;C", quantity="3"), sold("XS1", serial="A;B", quantity="2")]
    found = recalled(*history, products="P1")
    assert [(row["serial"], row["sold"]) for row in found["consignees"]] == [("A", "1"), ("B", "1")]
    assert [(row["serial"], row["quantity"]) for row in found["on_hand"]] == [("C", "1")]
    assert [(row["serial"], row["accepted"]) for row in found["received"]] == [
        ("A", "1"),
        ("B", "1"),
        ("C", "1"),
    ]


def test_a_customer_narrows_the_rows_and_the_sums_stay_those_of_the_lots():
    """The lot is accounted for whole, or its arithmetic would accuse somebody."""
    history = [
        received("YS1", lot="L1"),
        received("YS2", lot="L2"),
        sold("XS1", lot="L1", quantity="2"),
        sold("XS2", lot="L1", quantity="3", customer="C2"),
        sold("XS3", lot="L2", customer="C2"),
    ]
    found = recalled(*history, customers="C1")
    assert [row["customer_code"] for row in found["consignees"]] == ["C1"]
    assert found["goods"] == [{"product_code": "P1", "lot": "L1"}]
    assert found["totals"] == {
        **NOTHING,
        "received": "10",
        "accepted": "10",
        "sold": "5",
        "outstanding": "5",
        "on_hand": "5",
    }
    assert found["narrowed"] == {"sold": "2", "returned": "0", "outstanding": "2"}


def test_a_unit_narrows_the_rows_of_a_lot_received_without_serials():
    history = [received("YS1", lot="L1"), sold("XS1", lot="L1", serial="A;B", quantity="2")]
    found = recalled(*history, serials="A")
    assert [row["serial"] for row in found["consignees"]] == ["A"]
    assert [(row["lot"], row["quantity"]) for row in found["on_hand"]] == [("L1", "8")]
    assert (found["totals"]["sold"], found["totals"]["unexplained"]) == ("2", "0")
    assert found["narrowed"] == {"sold": "1", "returned": "0", "outstanding": "1"}


def test_an_empty_scope_is_known_as_such():
    assert Scope().is_empty
    assert not scope_of(lots="L1").is_empty
    assert not scope_of(made_to="2026-01-01").is_empty
