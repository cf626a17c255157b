"""The law of the trade: refused live, recorded with a finding on import."""

from __future__ import annotations

import pytest

from ledger.deciding.rule import Rule
from tests.support import rules
from tests.support.decisions import (
    APPROVED,
    Command,
    History,
    approvers,
    back,
    consigned,
    customer,
    given,
    member,
    product,
    purchase,
    receipt,
    sale,
    supplier,
    trade,
    used,
    void,
)


def _both(history: History, command: Command, *broken: Rule) -> None:
    """Assert that the rules refuse live and are findings on import."""
    history.live = True
    history.when(command).refused(*broken)
    history.live = False
    history.when(command).accepted(*broken)


def test_a_lapsed_licence_on_the_sale_day() -> None:
    """G-01 (GSP §57, Order 54 §37): before it began and after it ended; its last day is good."""
    history = trade(customer("C2", licence_valid_from="2025-02-02", licence_valid_until="2026-01-31"))
    _both(history, sale(customer_code="C2"), rules.LICENCE_LAPSED)
    history.when(sale("XS2", customer_code="C2", sold_on="2026-01-31")).accepted()
    history.when(sale("XS3", customer_code="C2", sold_on="2025-02-01")).accepted(
        rules.LICENCE_LAPSED, rules.NOT_ACCEPTED
    )


def test_the_licence_is_judged_as_registered_for_the_day() -> None:
    """G-01 (interface rule 6): a renewal that counts from March does not cure February."""
    renewed = customer("C2", licence_valid_until="2031-01-31", event_time="2026-02-28T16:00:00.000000Z")
    history = trade(customer("C2", licence_valid_until="2026-01-31"), renewed)
    history.when(sale(customer_code="C2")).accepted(rules.LICENCE_LAPSED)
    history.when(sale("XS2", customer_code="C2", sold_on="2026-03-01")).accepted()


def test_a_private_buyer_is_for_retail_only() -> None:
    """G-02 (GSP §82): and licence rules do not bind individuals."""
    history = trade(customer("C2", kind="individual", licence_valid_until="2020-01-01"))
    _both(history, sale(customer_code="C2"), rules.PRIVATE_BUYER)
    history.when(sale("XS2", customer_code="C2", sale_mode="retail")).accepted()


def test_goods_without_an_accepted_receipt() -> None:
    """G-05 (GSP §64): a lot never received, and a unit never received."""
    _both(trade(), sale(lot="L9"), rules.NOT_ACCEPTED)
    units = given(supplier(), product(), customer(), member(), receipt(serial="A;B", quantity="2"))
    _both(units, sale(serial="C", quantity="1"), rules.NOT_ACCEPTED)
    units.when(sale("XS2", serial="A", quantity="1")).accepted()


def test_refused_goods_are_not_accepted_goods() -> None:
    """G-05 (interface rule 11): only the accepted quantity counts, whatever the conclusion."""
    history = given(
        supplier(), product(), customer(), member(), receipt(accepted_quantity="0", refused_quantity="100")
    )
    history.when(sale()).accepted(rules.NOT_ACCEPTED)


def test_goods_past_their_expiry() -> None:
    """G-06 (Order 739 §55): by the line, else by what the receipt of the lot said; the last day is good."""
    _both(trade(), sale(expiry_date="2026-01-31"), rules.EXPIRED)
    dated = given(supplier(), product(), customer(), member(), receipt(expiry_date="2026-01-31"))
    dated.when(sale()).accepted(rules.EXPIRED)
    dated.when(sale("XS2", sold_on="2026-01-31")).accepted()


def test_the_dates_of_a_lot_come_from_its_lines_where_no_receipt_states_any() -> None:
    """Interface rule 15: the earliest counts, a voided line says nothing, and a receipt speaks alone."""
    history = trade(sale(quantity="1", expiry_date="2026-01-31"))
    _both(history, sale("XS2"), rules.EXPIRED)
    _both(history, sale("XS3", expiry_date="2028-01-31"), rules.EXPIRED)
    history.given(void("sales", "XS1")).when(sale("XS4")).accepted()
    told = trade(sale(quantity="1", expiry_date="2026-01-31"), receipt("YS2", expiry_date="2028-01-31"))
    told.when(sale("XS2")).accepted()
    other = trade(sale(quantity="1", lot="L9", expiry_date="2026-01-31"))
    other.when(sale("XS2")).accepted()


@pytest.mark.parametrize(
    ("line", "table", "number"),
    [
        (back(expiry_date="2026-01-31"), "returns", "TH1"),
        (consigned(expiry_date="2026-01-31"), "consignments", "XP1"),
    ],
)
def test_returns_and_consignments_date_a_lot_too(line: Command, table: str, number: str) -> None:
    """Interface rule 15: its dates are those of its lines, not of its sales alone."""
    history = trade(sale(quantity="10"), line)
    _both(history, sale("XS2"), rules.EXPIRED)
    history.given(void(table, number, 1)).when(sale("XS3")).accepted()
    told = trade(sale(quantity="10"), line, receipt("YS2", expiry_date="2028-01-31"))
    told.when(sale("XS2")).accepted()
    trade(sale(quantity="10"), receipt("YS2", lot="L2"), line).when(sale("XS2", lot="L2")).accepted()


def test_a_consigned_unit_is_sold_from_the_day_of_its_use_on() -> None:
    """M-26: until then it was out, though by the time of recording its use is known."""
    unit = {"serial": "SN1", "quantity": "1"}
    history = trade(consigned(**unit), used(quantity="1", used_on="2026-02-20"))
    _both(history, sale(sold_on="2026-02-07", **unit), rules.UNIT_ELSEWHERE)
    history = trade(consigned(**unit), used(quantity="1", used_on="2026-02-20"))
    history.when(sale(sold_on="2026-02-20", **unit)).accepted()


def test_a_line_cannot_outlive_its_lot() -> None:
    """Interface rule 15: a later day on the line than on the receipt does not count."""
    dated = given(supplier(), product(), customer(), member(), receipt(expiry_date="2026-01-31"))
    _both(dated, sale(expiry_date="2028-01-31"), rules.EXPIRED)


def test_more_sold_than_accepted() -> None:
    """M-10 (GSP §79): what was restocked may be sold again, from the day on which it came back."""
    history = trade(sale(quantity="100"))
    _both(history, sale("XS2", quantity="1"), rules.MORE_THAN_ACCEPTED)
    history.given(back(quantity="5"))
    history.when(sale("XS3", quantity="4", sold_on="2026-03-01")).accepted()
    history.when(sale("XS4", quantity="1", sold_on="2026-02-28")).accepted(rules.MORE_THAN_ACCEPTED)


def test_a_registration_that_had_lapsed_when_the_goods_were_made() -> None:
    """M-11 (Order 739 §55): goods made in time may still be sold afterwards."""
    history = given(
        supplier(), product(registration_valid_until="2025-06-30"), customer(), member(), receipt()
    )
    _both(history, sale(production_date="2025-07-01"), rules.REGISTRATION_LAPSED)
    history.when(sale("XS2", production_date="2025-06-30")).accepted()


def test_a_cold_chain_return_without_its_temperature_record() -> None:
    """G-20 (GSP §67, §106)."""
    house = (supplier(), product(cold_chain=True), customer(), member(), *approvers())
    history = given(*house, receipt(), sale())
    _both(history, back(**APPROVED), rules.COLD_CHAIN_PROOF)
    history.when(back("TH2", temperature_record="V-1", **APPROVED)).accepted()


@pytest.mark.parametrize(
    ("tracking", "fields"),
    [("lot", {"lot": None}), ("serial", {"lot": "L1"}), ("lot_and_serial", {"lot": "L1"})],
)
def test_a_line_without_what_the_tracking_asks_for(tracking: str, fields: dict[str, str | None]) -> None:
    """M-12 (GSP §65, §83)."""
    history = given(supplier(), product(tracking=tracking), customer(), member())
    accepted = history.when(receipt(**fields)).accepted(rules.TRACKING_GAP)
    assert accepted.data["quantity"] == "100"


def test_staff_that_are_not_on_the_roster() -> None:
    """M-13 (GSP §29): one finding for the row, all columns named."""
    history = trade(sale())
    accepted = history.when(back(inspector="X1", receiver="X2")).accepted(
        rules.UNKNOWN_STAFF, rules.TWO_APPROVALS
    )
    assert [one for one in accepted.findings if one["rule"] == "M-13"] == [
        {"rule": "M-13", "column": "inspector receiver", "heading": "验收人员 收货员", "value": "X1 X2"}
    ]
    history.live = True
    history.when(sale("XS7", seller="X1")).refused(rules.UNKNOWN_STAFF)


@pytest.mark.parametrize(
    ("given_price", "why"),
    [
        ({"sale_kind": "gift", "unit_price": "5"}, "a gift has a price or amount of 5"),
        ({"unit_price": "0"}, "price or amount is zero, and it is no gift"),
        ({"unit_price": "0", "amount": "0"}, "price or amount is zero, and it is no gift"),
        ({"sale_kind": "gift", "unit_price": "0", "amount": "0"}, None),
        ({"sale_kind": "gift"}, None),
        ({"unit_price": "0.01"}, None),
        ({}, None),
    ],
)
def test_what_is_given_away_is_marked_as_a_gift(given_price: dict[str, str], why: str | None) -> None:
    """M-147 (S0-1 4.3): a warning, live and on import."""
    history = trade(live=True)
    broken = [rules.GIFT_PRICE] if why else []
    found = history.when(sale(**given_price)).accepted(*broken).findings
    assert [rules.GIFT_PRICE.message(one, "en") for one in found] == [
        f"Line 1 of sale 'XS1': {why}." for _ in broken
    ]


@pytest.mark.parametrize(
    ("quantity", "unit_price", "amount", "agrees"),
    [
        ("5", "2", "999", False),
        ("5", "2", "10", True),
        ("5", "2", "10.01", True),
        ("5", "2", "10.04", False),
        ("3", "333.33", "1000", True),
        ("3", "333.33", "1000.03", False),
        ("7", "0.1429", "1", True),
        ("5", "2", "12", False),
    ],
)
def test_the_amount_is_quantity_times_price(
    quantity: str, unit_price: str, amount: str, agrees: bool
) -> None:
    """M-146 (S0-1 4.3): within what rounding to the places shown, or a fen, explains."""
    told = [] if agrees else [rules.AMOUNT_DIFFERS]
    money = {"quantity": quantity, "unit_price": unit_price, "amount": amount}
    history = trade(live=True)
    history.when(sale(**money)).accepted(*told)
    history.when(purchase(**money)).accepted(*told)


def test_live_entry_lists_every_broken_rule_in_a_fixed_order() -> None:
    """Architecture: live, compliance refuses; not only the first is told."""
    history = trade(customer("C2", licence_valid_until="2026-01-01"), live=True)
    history.when(sale(customer_code="C2", lot="L9", expiry_date="2026-01-01")).refused(
        rules.LICENCE_LAPSED, rules.NOT_ACCEPTED, rules.EXPIRED
    )


def test_every_rule_is_named_in_a_test() -> None:
    """Each rule has a test that names it; the ids are unique."""
    from pathlib import Path

    texts = "".join(path.read_text(encoding="utf-8") for path in Path(__file__).parents[2].rglob("test_*.py"))
    names = set(rules.BY_NAME)
    assert len({rule.id for rule in rules.RULES}) == len(rules.RULES) <= len(names)
    assert {name for name in names if f"rules.{name}" not in texts} == set()
