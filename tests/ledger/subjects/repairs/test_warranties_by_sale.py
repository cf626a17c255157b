"""A warranty that nobody registered: the sale makes it, where the contract or the product's file says so."""

from __future__ import annotations

from typing import Any

import pytest

from ledger.deciding.decision import Accepted, Command
from tests.support import rules
from tests.support.decisions import History, both, command, product, sale
from tests.support.repairing import arrived, called, diagnosed, house, sent, warranty

SALE: dict[str, Any] = {"lot": None, "serial": "LN1", "quantity": "1", "sold_on": "2025-07-31"}
BEFORE = "2025-01-01T00:00:00.000000Z"


def device(months: int = 12, since: str = BEFORE) -> Command:
    return product(tracking="serial", warranty_months=months, event_time=since)


def call(**rest: Any) -> tuple[Command, ...]:
    """Return a call of 2 March 2026 about the unit LN1, and who goes there."""
    return called(**({"serial": "LN1", "sale_no": "XS7", "sale_line": None} | rest)), sent(), arrived()


def end_of(history: History, one: Command) -> tuple[Any, ...]:
    """Return the end of the warranty as a row was recorded, and what of it was filled in."""
    found = history.when(one).decided
    assert isinstance(found, Accepted)
    return found.data.get("warranty_until"), tuple(found.filled or ())


@pytest.mark.parametrize(
    ("sold_on", "months", "until"),
    [
        ("2025-07-31", 12, "2026-07-31"),
        ("2025-08-31", 6, "2026-02-28"),  # the last day of the shorter month
        ("2025-11-30", 3, "2026-02-28"),
        ("2026-01-31", 1, "2026-02-28"),
        ("2026-01-31", 999_999, None),  # no warranty that anybody gives
    ],
)
def test_a_sale_makes_the_warranty_of_the_products_file(sold_on: str, months: int, until: str | None) -> None:
    """R-55: from the day of the sale, for the months of the version in force."""
    since = BEFORE if sold_on < "2026" else "2026-01-10T00:00:00.000000Z"
    found = end_of(house(device(months, since), live=False), sale("XS7", **{**SALE, "sold_on": sold_on}))
    assert found == (until, () if until is None else ("warranty_until",))


def test_what_the_sale_states_or_the_contract_says_goes_before() -> None:
    stated = sale("XS7", **SALE, warranty_until="2027-01-31")
    assert end_of(house(device(), live=False), stated) == ("2027-01-31", ())
    contract = command(
        "contracts",
        contract_no="HT1",
        contract_kind="sale",
        title="销售合同",
        customer_code="C1",
        signed_on="2025-07-01",
        warranty_months=36,
    )
    by_contract = sale("XS7", **SALE, contract_no="HT1")
    assert end_of(house(device(), contract, live=False), by_contract)[0] == "2028-07-31"
    assert end_of(house(live=False), sale("XS7", **SALE)) == (None, ())


def test_the_sale_entered_again_is_the_same_sale() -> None:
    history = house(device(), sale("XS7", **SALE), live=False)
    history.when(sale("XS7", **SALE)).duplicate(len(history.events))


def test_eight_months_after_the_sale_the_unit_is_in_warranty() -> None:
    """G-54: no row of the register is needed, nor the number of the sale."""
    for named in ({}, {"sale_no": None}):
        history = house(device(), sale("XS7", **SALE), *call(**named))
        assert history.when(diagnosed()).accepted().data["in_warranty"] is True
        out = diagnosed(in_warranty=False, service_class="paid")
        both(house(device(), sale("XS7", **SALE), *call(**named)), out, rules.WARRANTY_CONTRADICTS)
    over = house(device(6), sale("XS7", **SALE), *call())
    assert over.when(diagnosed()).accepted().data["in_warranty"] is False


def test_a_sale_recorded_before_the_product_had_a_warranty_makes_it_too() -> None:
    """What the file says now for the day of the sale counts for what was sold then."""
    history = house(sale("XS7", **SALE), device(), *call())
    assert history.when(diagnosed()).accepted().data["in_warranty"] is True


def test_a_row_of_the_register_shows_its_end_and_goes_before_the_sale() -> None:
    """R-55: the last day is worked out from the months; entered again the row is the same."""
    assert end_of(house(), warranty()) == ("2027-02-10", ("warranty_until",))
    assert end_of(house(), warranty(warranty_until="2026-12-31")) == ("2026-12-31", ())
    history = house(warranty(), live=False)
    history.when(warranty()).duplicate(len(history.events))
    short = warranty(serial="LN1", accepted_on="2025-08-15", warranty_months=3)
    registered = house(device(), sale("XS7", **SALE), short, *call())
    assert registered.when(diagnosed()).accepted().data["in_warranty"] is False
