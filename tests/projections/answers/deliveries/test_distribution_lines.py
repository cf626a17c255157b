"""Who bought what: every line and unit that went out, and what came back of it."""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ledger.log.prepared import Prepared
from projections.answers.goods.recall import preview
from projections.answers.goods.recall_scope import Scope
from tests.support.budgets import examples
from tests.support.events import customer, event, product, received, returned, sold, voided
from tests.support.histories import DAYS, histories
from tests.support.small_tables import cutoff, tables_of
from tests.support.view_answers import columns, view_of

VIEW = "distribution_lines"
QUANTITIES = ("quantity", "returned_quantity", "exchanged_quantity", "recovered_quantity", "quantity_out")


def out(*history: Prepared, **query: Any) -> list[tuple[Any, ...]]:
    """Return sale, unit and quantity still out of each row."""
    return columns(view_of(VIEW, *history, **query), "sale_no", "serial", "quantity_out")


def exchanged(exchange_no: str, serial: str | None, given_serial: str | None, **rest: Any) -> Prepared:
    """Return an exchange of one P1 of C1 on 10 June 2026."""
    defaults = {"exchanged_on": "2026-06-10", "customer_code": "C1", "product_code": "P1", "quantity": "1"}
    defaults |= {"replacement_product_code": "P1", "reason": "坏", "handler": "S2"}
    units = {"serial": serial, "replacement_serial": given_serial}
    return event("unit_exchanged", defaults, exchange_no=exchange_no, line=1, **units, **rest)


def consigned(number: str, **rest: Any) -> Prepared:
    """Return five P1 of lot L1 lent for a choice to C1 on 2 May 2026."""
    defaults = {"consignment_kind": "clinical_choice", "consigned_on": "2026-05-02", "customer_code": "C1"}
    defaults |= {"product_code": "P1", "lot": "L1", "quantity": "5", "handler": "S2"}
    return event("goods_consigned_out", defaults, consignment_no=number, line=1, **rest)


def test_a_whole_line():
    history = [
        received("YS1", lot="L1", registrant="澜泊制造", production_date="2025-12-01", supplier="V2"),
        sold(
            "XS1",
            lot="L1",
            quantity="4.5",
            customer_name="医院一",
            customer_kind="medical_institution",
            customer_contact="赵一",
            expiry_date="2028-01-31",
            event_time="2026-05-01",
        ),
        returned("TH1", lot="L1", quantity="1.5", sale_no="XS1", sale_line=1, return_kind="recall_return"),
    ]
    (found,) = view_of(VIEW, *history)
    assert {key: value for key, value in found.items() if value is not None} == {
        "sale_no": "XS1",
        "line": 1,
        "flow_kind": "sold",
        "sold_on": "2026-05-01",
        "customer_code": "C1",
        "customer_name": "医院一",
        "customer_kind": "medical_institution",
        "customer_contact": "customer_contact of 2",
        "product_code": "P1",
        "registrant": "澜泊制造",
        "lot": "L1",
        "production_date": "2025-12-01",
        "expiry_date": "2028-01-31",
        "quantity": "4.5",
        "returned_quantity": "1.5",
        "exchanged_quantity": "0",
        "recovered_quantity": "1.5",
        "quantity_out": "3",
        "seller": "S1",
        "receipt_no": "YS1",
        "supplier_code": "V2",
        "event_position": 2,
    }


def test_one_row_for_each_unit_of_a_line():
    history = [sold("XS1", serial="B;A", quantity="2"), returned("TH1", serial="A", sale_no="XS1")]
    assert columns(view_of(VIEW, *history), "serial", *QUANTITIES, "current_serial") == [
        ("A", "1", "1", "0", "0", "0", None),
        ("B", "1", "0", "0", "0", "1", "B"),
    ]


@pytest.mark.parametrize(
    ("back", "still_out"),
    [
        ({"sale_no": "XS2"}, ["3", "2"]),
        ({"sale_no": "XS2", "quantity": "4"}, ["3", "0", "-1"]),  # one more than was sold
        ({"quantity": "4"}, ["0", "2"]),  # names no sale: the oldest line first
        ({"lot": "L2"}, ["3", "3", "-1"]),
        ({"customer": "C2"}, ["3", "3", "-1"]),
    ],
)
def test_what_came_back_belongs_to_a_line_of_its_goods(back, still_out):
    history = [
        sold("XS2", lot="L1", quantity="3", sold_on="2026-05-02"),
        sold("XS1", lot="L1", quantity="3"),
        returned("TH1", **({"lot": "L1", "quantity": "1"} | back)),
    ]
    found = {row["sale_no"] or "": row["quantity_out"] for row in view_of(VIEW, *history)}
    rows = [found["XS1"], found["XS2"]]
    loose = [row["quantity_out"] for row in view_of(VIEW, *history) if row["flow_kind"] == "returned"]
    assert rows + loose == still_out


def test_a_return_of_no_unit_is_of_no_line_with_several_though_one_of_them_is_asked_for():
    """The units of a line count, also those that are kept under another lot than the one asked for."""
    history = [
        received("YS1"),
        received("YS2", lot="L2", serial="B", quantity="1"),
        sold("XS1", serial="A;B", quantity="2"),
        returned("TH1", quantity="1"),
    ]
    assert out(*history) == [(None, None, "-1"), ("XS1", "A", "1"), ("XS1", "B", "1")]
    assert out(*history, serial="A") == [("XS1", "A", "1")]


def test_goods_that_fit_no_line_have_a_row_of_their_own():
    (found,) = view_of(VIEW, customer("C1"), product("P1"), returned("TH1", sale_no="XS9", sale_line=3))
    shown = ("sale_no", "line", "flow_kind", "customer_name", "product_name", *QUANTITIES)
    assert columns([found], *shown) == [("XS9", 3, "returned", "客户C1", "产品P1", "0", "1", "0", "0", "-1")]


def test_an_exchange_moves_the_serial():
    history = [sold("XS1", serial="A"), exchanged("HH1", "A", "B"), exchanged("HH2", "B", "C")]
    shown = ("flow_kind", "serial", "quantity", "exchanged_quantity", "quantity_out", "current_serial")
    assert columns(view_of(VIEW, *history), *shown) == [
        ("exchanged", "B", "1", "1", "0", "C"),
        ("exchanged", "C", "1", "0", "1", "C"),
        ("sold", "A", "1", "1", "0", "C"),
    ]
    assert columns(view_of(VIEW, *history, serial="A"), "serial", "current_serial") == [("A", "C")]
    back = returned("TH1", serial="C", returned_on="2026-06-11")
    assert columns(view_of(VIEW, *history, back), "current_serial", "quantity_out") == [(None, "0")] * 3
    assert columns(view_of(VIEW, *history, day="2026-06-09"), "serial", "quantity_out") == [("A", "1")]


def test_an_exchange_that_names_its_return_takes_nothing_back_twice():
    history = [
        sold("XS1", serial="A"),
        returned("TH1", serial="A", sale_no="XS1"),
        exchanged("HH1", "A", "B", return_no="TH1", sale_no="XS1", sale_line=1),
    ]
    assert columns(view_of(VIEW, *history), "serial", *QUANTITIES, "current_serial") == [
        ("A", "1", "1", "1", "0", "0", "B"),
        ("B", "1", "0", "0", "0", "1", "B"),
    ]


def test_goods_on_consignment_are_out_until_they_are_used_or_back():
    history = [
        consigned("XP1"),
        event(
            "consignment_use_confirmed",
            consignment_no="XP1",
            line=1,
            used_on="2026-05-03",
            used_quantity="2",
            sale_no="XS1",
        ),
        sold("XS1", lot="L1", quantity="2", sold_on="2026-05-03"),
        event(
            "consignment_unused_returned",
            consignment_no="XP1",
            line=1,
            unused_quantity="1",
            returned_on="2026-05-04",
        ),
        returned(
            "TH1",
            lot="L1",
            quantity="2",
            return_kind="unused_consignment",
            consignment_no="XP1",
            returned_on="2026-05-05",
        ),
        event("consignment_closed", consignment_no="XP1", line=1, closed_on="2026-05-06"),
    ]

    def shown(day: str) -> list[tuple[Any, ...]]:
        names = ("flow_kind", "sale_no", "returned_quantity", "quantity_out", "open_matters")
        return columns(view_of(VIEW, *history, day=day), *names)

    assert shown("2026-05-02") == [("consigned", None, "0", "5", ["XP1"])]
    assert shown("2026-05-03") == [("consigned", None, "0", "3", ["XP1"]), ("sold", "XS1", "0", "2", None)]
    assert shown("2026-05-04")[0] == ("consigned", None, "1", "2", ["XP1"])
    assert shown("2026-05-05")[0] == ("consigned", None, "3", "0", ["XP1"])
    assert shown("2026-05-06")[0] == ("consigned", None, "3", "0", None)


def test_what_replenishes_a_delivery_went_out_too():
    case = {"discrepancy_no": "CY1"}
    said = {"customer": "C1", "product": "P1", "sale_no": "XS1", "sale_line": 1, "lot": "L1", "quantity": "2"}
    history = [
        sold("XS1", lot="L1", quantity="9"),
        event(
            "discrepancy_reported",
            {"reported_on": "2026-05-02", "discrepancy_kind": "short", "content": "少"},
            **case,
            **said,
        ),
        event("discrepancy_investigated", **case, investigator="S1", investigated_on="2026-05-03"),
        event("discrepancy_replenished", **case, replenished_quantity="2", replenished_on="2026-05-04"),
    ]
    names = ("sale_no", "line", "flow_kind", "quantity", "customer_code", "open_matters")
    assert columns(view_of(VIEW, *history), *names) == [
        ("XS1", 1, "sold", "9", "C1", ["CY1"]),
        ("XS1", 1, "shipped", "2", "C1", ["CY1"]),
    ]


def test_open_matters_are_those_that_touch_the_goods_at_the_cut_off():
    hold = {"hold_no": "TS1"}
    history = [
        sold("XS1", lot="L1", sold_on="2026-01-01"),
        sold("XS2", lot="L2", sold_on="2026-01-01"),
        event(
            "hold_placed",
            {"hold_kind": "stop_sale", "target_kind": "lot", "reason": "查", "decided_by": "S1"},
            **hold,
            product_code="P1",
            lots=["L1"],
            placed_at="2026-01-02",
            event_time="2026-01-02",
            tags=["hold:TS1"],
        ),
        event(
            "hold_released",
            **hold,
            release_reason="合格",
            released_by="S1",
            released_at="2026-01-05",
            event_time="2026-01-05",
            tags=["hold:TS1"],
        ),
    ]
    opened = {"day": "2026-01-04"}
    assert columns(view_of(VIEW, *history, **opened), "sale_no", "open_matters") == [
        ("XS1", ["TS1"]),
        ("XS2", None),
    ]
    assert columns(view_of(VIEW, *history), "open_matters") == [(None,), (None,)]
    assert columns(view_of(VIEW, *history, known=3), "open_matters") == [(["TS1"],), (None,)]


def test_where_the_goods_came_from_and_how_they_left():
    history = [
        received("YS1", lot="L1", serial="A", quantity="1", supplier="V1", udi="U-A"),
        received("YS2", lot="L1", supplier="V2"),
        received("YS3", lot="L1", supplier="V3", received_on="2026-05-09"),  # came after the sale
        sold("XS1", serial="A"),
        sold("XS2", lot="L1", quantity="2", outbound_no="CK9"),
        event(
            "outbound_checked",
            {"outbound_on": "2026-05-01", "customer_code": "C1", "check_result": "passed", "checker": "S1"},
            outbound_no="CK1",
            line=1,
            sale_no="XS1",
            product_code="P1",
            serial="A",
            quantity="1",
        ),
        event(
            "goods_shipped",
            {"shipped_on": "2026-05-01", "customer_code": "C1", "transport_mode": "courier"},
            shipment_no="YD1",
            line=1,
            outbound_no="CK1",
            product_code="P1",
            serial="A",
            quantity="1",
        ),
    ]
    names = ("sale_no", "lot", "udi", "receipt_no", "supplier_code", "outbound_no", "shipment_no")
    assert columns(view_of(VIEW, *history), *names) == [
        ("XS1", "L1", "U-A", "YS1", "V1", "CK1", "YD1"),
        ("XS2", "L1", None, "YS2", "V2", "CK9", None),
    ]


HISTORY = [
    received("YS1", lot="L1", serial="A", quantity="1"),
    received("YS2", lot="L2", supplier="V2"),
    sold("XS1", serial="A"),
    sold("XS2", lot="L2", customer="C2"),
    sold("XS3", lot="L2", product="P2"),
    sold("XS4", lot="L2"),
    returned("TH1", lot="L2", sale_no="XS4"),
]


@pytest.mark.parametrize(
    ("query", "sales"),
    [
        ({"lot": "L1"}, ["XS1"]),
        ({"lot": "L2"}, ["XS2", "XS3", "XS4"]),
        ({"lot": "L2", "product_code": "P1"}, ["XS2", "XS4"]),
        ({"serial": "A"}, ["XS1"]),
        ({"customer_code": "C2"}, ["XS2"]),
        ({"supplier_code": "V2"}, ["XS2", "XS4"]),
        ({"sale_no": ["XS1", "XS4"]}, ["XS1", "XS4"]),
        ({"lot": "L9"}, []),
    ],
)
def test_what_is_asked_for_is_what_the_whole_answer_says_of_it(query, sales):
    whole = [row for row in view_of(VIEW, *HISTORY) if row["sale_no"] in sales]
    assert view_of(VIEW, *HISTORY, **query) == whole
    assert [row["sale_no"] for row in whole] == sales


def test_a_void_and_a_late_return_count_from_when_they_were_known():
    history = [
        sold("XS1", lot="L1", quantity="5"),
        sold("XS2", lot="L1", quantity="2", sold_on="2026-05-03"),
        voided("sales", "XS2", [2]),
        returned("TH1", lot="L1", quantity="1", returned_on="2026-05-02", sale_no="XS1"),
        voided("returns", "TH1", [4]),
    ]
    assert out(*history) == [("XS1", None, "5")]
    assert out(*history, known=4) == [("XS1", None, "4")]
    assert out(*history, known=3) == [("XS1", None, "5")]
    assert out(*history, known=2) == [("XS1", None, "5"), ("XS2", None, "2")]
    assert out(*history, known=4, day="2026-05-01") == [("XS1", None, "5")]
    assert out(*history, known=2, day="2026-05-02") == [("XS1", None, "5")]


@settings(deadline=None, max_examples=examples(150))
@given(histories(), st.data())
def test_what_is_out_of_a_lot_is_what_a_recall_finds_outstanding(
    history: list[Prepared], data: st.DataObject
) -> None:
    """Over any history, voids, late entries and overdone returns included, at any cut-off."""
    day = data.draw(st.sampled_from([None, *DAYS]))
    known = data.draw(st.integers(0, len(history)))
    sums: dict[tuple[str, str], Decimal] = defaultdict(Decimal)
    for row in view_of(VIEW, *history, day=day, known=known):
        sums[row["product_code"], row["lot"] or ""] += Decimal(row["quantity_out"])
        assert Decimal(row["quantity_out"]) == Decimal(row["quantity"]) - Decimal(row["returned_quantity"])
    with tables_of(*history) as connection:
        for (code, lot), quantity in sums.items():
            if lot:
                answer = preview(connection, cutoff(day, known), Scope(products=(code,), lots=(lot,)))
                assert Decimal(answer.totals["outstanding"]) == quantity
        for code in {code for code, _ in sums}:
            answer = preview(connection, cutoff(day, known), Scope(products=(code,)))
            whole = sum(quantity for (own, _), quantity in sums.items() if own == code)
            assert Decimal(answer.totals["outstanding"]) == whole


@settings(deadline=None, max_examples=examples(60))
@given(histories(), st.data())
def test_filters_find_the_same_rows_as_reading_everything(
    history: list[Prepared], data: st.DataObject
) -> None:
    query = data.draw(
        st.sampled_from(
            [
                {"lot": "L1"},
                {"serial": "A"},
                {"product_code": "P1", "lot": "L2"},
                {"customer_code": "C2"},
                {"product_code": "P2"},
            ]
        )
    )
    whole = view_of(VIEW, *history)
    fits = [row for row in whole if all(row[name] == value for name, value in query.items())]
    found = view_of(VIEW, *history, **query)
    assert [row for row in found if all(row[name] == value for name, value in query.items())] == fits
