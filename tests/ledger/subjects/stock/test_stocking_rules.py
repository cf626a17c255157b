"""What leaves the stock must be there: rules M-24, M-25 and M-26, and the rules on sales that look at it."""

from __future__ import annotations

from typing import Any

import pytest

from ledger.deciding.decision import Accepted, Command, Refused
from ledger.state.keys import unit_key
from ledger.state.stock_moves import in_stock
from tests.support import rules
from tests.support.decisions import (
    History,
    back,
    command,
    consigned,
    quality,
    receipt,
    sale,
    shortfall,
    stage,
    trade,
    unused,
    used,
    void,
)

UNITS: dict[str, Any] = {"serial": "A;B;C", "quantity": "3"}


def disposal(number: str = "CZ1", quantity: str = "4", **rest: Any) -> Command:
    """Return a command for goods that are destroyed."""
    fields: dict[str, Any] = {
        "disposal_no": number,
        "line": 1,
        "disposal_kind": "destroyed",
        "disposed_on": "2026-03-05",
        "product_code": "P1",
        "lot": "L1",
        "quantity": quantity,
        "reason": "破损",
        "decided_by": "Q1",
        "done_by": "E1",
        "witnesses": ["Q1"],
    }
    return command("disposals", **(fields | rest))


def exchange(number: str = "HH1", quantity: str = "2", **rest: Any) -> Command:
    """Return a command for goods of one lot exchanged for those of another."""
    fields: dict[str, Any] = {
        "exchange_no": number,
        "line": 1,
        "exchanged_on": "2026-03-05",
        "customer_code": "C1",
        "product_code": "P1",
        "lot": "L1",
        "quantity": quantity,
        "replacement_product_code": "P1",
        "replacement_lot": "L2",
        "reason": "故障",
        "handler": "E1",
    }
    return command("exchanges", **(fields | rest))


def count(number: str = "PD1", book: str = "100", counted: str = "97", **rest: Any) -> Command:
    """Return a command for a stocktake line."""
    fields: dict[str, Any] = {
        "stocktake_no": number,
        "line": 1,
        "counted_on": "2026-03-05",
        "product_code": "P1",
        "lot": "L1",
        "book_quantity": book,
        "counted_quantity": counted,
        "cause": "查明中",
        "measures": "复盘",
        "reviewer": "Q1",
    }
    return command("stocktakes", **(fields | rest))


def nonconforming(number: str = "BHG1", quantity: str = "5", **rest: Any) -> Command:
    """Return a command for goods found nonconforming on the shelf."""
    fields: dict[str, Any] = {
        "found_on": "2026-03-01",
        "found_stage": "storage",
        "product_code": "P1",
        "lot": "L1",
        "quantity": quantity,
        "nonconformity": "包装破损",
    }
    return stage("nonconformity_found", number, **(fields | rest))


def confirmed(number: str = "BHG1", **rest: Any) -> Command:
    """Return a command that confirms a nonconformity."""
    fields = {"confirmed_by": "Q1", "confirmed_on": "2026-03-02", "conclusion": "nonconforming"}
    return stage("nonconformity_confirmed", number, **(fields | rest))


def stock(history: History, status: str = "saleable", lot: str = "L1") -> str:
    """Return how much of a lot decisions take to be in a status."""
    return str(in_stock(history.state, "P1", lot, status))


def findings(history: History) -> list[str]:
    """Return the rules of the findings with which a row would be recorded."""
    assert isinstance(history.decided, Accepted)
    return [one["rule"] for one in history.decided.findings]


def house(*commands: Command, live: bool = False) -> History:
    """Return a house with a hundred of lot L1."""
    return trade(quality(), *commands, live=live)


@pytest.mark.parametrize(
    "taking",
    [
        consigned(quantity="101"),
        disposal(quantity="101"),
        nonconforming(quantity="101"),
        count(book="101", counted="0"),
    ],
    ids=["consigned", "disposed", "set apart", "counted"],
)
def test_nothing_leaves_the_stock_that_is_not_there(taking: Command) -> None:
    """M-24, GSP §77, §79: live it is refused, on import it is a finding."""
    house(sale(quantity="5"), live=True).when(taking).refused(rules.MORE_THAN_STOCK)
    assert rules.MORE_THAN_STOCK.id in findings(house(sale(quantity="5")).when(taking))


def test_an_exchange_gives_what_is_there() -> None:
    """M-24: of a lot too little is a finding on import; live it is refused."""
    given = exchange(quantity="3")
    history = house(receipt("YS2", lot="L2", quantity="2"), sale(quantity="5"))
    assert rules.MORE_THAN_STOCK.id in findings(history.when(given))
    live = house(receipt("YS2", lot="L2", quantity="2"), sale(quantity="5"), live=True)
    live.when(given).refused(rules.MORE_THAN_STOCK)


@pytest.mark.parametrize(
    "taking",
    [
        disposal(lot="L9"),
        disposal(lot="L2", serial="A", quantity="1"),
        disposal(quantity="1", return_no="TH1"),
        disposal(quantity="1", nonconformity_no="BHG1"),
        exchange(quantity="1"),
        consigned(lot="L3", serial="B", quantity="1"),
    ],
    ids=["a lot", "a unit", "returned", "set apart", "exchanged", "a unit that is sold"],
)
def test_what_was_never_there_is_refused_on_import(taking: Command) -> None:
    """M-24a, interface rule 14; what may still become known cures it."""
    sold = sale("XS2", sold_on="2026-01-20", lot="L3", serial="B", quantity="1")
    units = receipt("YS3", lot="L3", serial="B", quantity="1")
    history = house(units, sale(quantity="5"), sold).when(taking)
    history.refused(rules.NEVER_THERE)
    assert isinstance(history.decided, Refused)
    assert history.decided.later


def test_what_came_on_a_day_on_which_more_left_was_there():
    """M-24 and not M-24a: the balance of that day alone does not tell that some came."""
    sent = {"disposal_kind": "returned_to_supplier", "return_no": "TH1", "disposed_on": "2026-03-01"}
    history = house(sale(), disposal("CZ1", "5", **sent), back("TH1", quantity="4", disposition="pending"))
    history.when(disposal("CZ2", "1", return_no="TH1"))
    assert rules.MORE_THAN_STOCK.id in findings(history)


@pytest.mark.parametrize("live", [False, True], ids=["import", "live"])
def test_a_paper_takes_of_the_return_that_it_names_alone(live: bool) -> None:
    """M-24b, GSP §106: also where goods of another return wait in the same lot."""
    brought = (back(number, quantity="2", disposition="pending") for number in ("TH1", "TH2"))
    history = house(sale(), *brought, disposal("CZ1", "1", return_no="TH1"), live=live)
    assert not findings(history.when(disposal("CZ2", "1", return_no="TH1")))
    more = history.when(disposal("CZ3", "2", return_no="TH1"))
    if live:
        more.refused(rules.MORE_THAN_BROUGHT)
    else:
        assert findings(more) == [rules.MORE_THAN_BROUGHT.id]
    history.given(void("disposals", "CZ1")).when(disposal("CZ4", "2", return_no="TH1")).accepted()


def test_a_replenishment_needs_goods_on_the_shelf() -> None:
    """M-24, GSP §79: what replenishes a delivery comes from the stock."""
    found = stage("discrepancy_investigated", "CY1", investigated_on="2026-02-11", findings="少发")
    sent = stage(
        "discrepancy_replenished",
        "CY1",
        replenished_quantity="2",
        replenish_lot="L2",
        replenished_on="2026-02-12",
    )
    history = house(sale(), shortfall(), found, live=True)
    history.when(sent).refused(rules.MORE_THAN_STOCK)
    history.given(receipt("YS2", lot="L2", quantity="2")).when(sent).accepted()
    assert stock(history, lot="L2") == "0"


def test_goods_that_are_given_by_serial_are_as_many_as_the_serials() -> None:
    """M-06: else some of what an exchange or a replenishment gives could be on no shelf and in no unit."""
    units = receipt("YS2", lot="L2", serial="A;B", quantity="2")
    house(sale(), units).when(exchange(replacement_serial="A")).refused(rules.SERIAL_COUNT)
    house(sale(), units).when(exchange(replacement_serial="A;B")).accepted()
    found = stage("discrepancy_investigated", "CY1", investigated_on="2026-02-11", findings="少发")
    sent = {"replenish_lot": "L2", "replenish_serial": "A", "replenished_on": "2026-02-12"}
    history = house(sale(), units, shortfall(), found, live=True)
    one_too_many = stage("discrepancy_replenished", "CY1", replenished_quantity="2", **sent)
    history.when(one_too_many).refused(rules.SERIAL_COUNT)
    history.given(stage("discrepancy_replenished", "CY1", **sent))
    assert stock(history, lot="L2") == "1"


def test_a_sale_sees_only_what_is_really_saleable() -> None:
    """M-10, GSP §79: what is consigned, destroyed or set apart can no longer be sold."""
    history = house(
        consigned(quantity="30"), disposal(quantity="20"), nonconforming(quantity="10"), live=True
    )
    assert stock(history) == "40"
    (told,) = history.when(sale(quantity="41")).refused(rules.MORE_THAN_ACCEPTED)
    assert "100 was accepted and 101 is sold or has left otherwise" in told
    history.when(sale(quantity="40")).accepted()


def test_a_confirmed_use_becomes_the_sale_and_the_rest_comes_back() -> None:
    """GSP §89, §90."""
    history = house(consigned(quantity="10"), used(quantity="3"))
    assert (stock(history), stock(history, "consigned")) == ("93", "7")
    history.given(sale(quantity="3", consignment_no="XP1"))
    history.given(unused(quantity="7"))
    assert (stock(history), stock(history, "consigned")) == ("97", "0")


def test_no_more_is_used_or_comes_back_than_is_out() -> None:
    """M-25, GSP §89, §90: refused live and on import."""
    history = house(consigned(quantity="10"), used(quantity="3"))
    (told,) = history.when(unused(quantity="8")).refused(rules.MORE_THAN_CONSIGNED)
    assert "only 7 is out on line 1 of consignment 'XP1'" in told
    history.when(used(quantity="8", used_on="2026-02-04")).refused(rules.MORE_THAN_CONSIGNED)
    history.when(unused(quantity="7")).accepted()


def unsold(number: str = "TH1", quantity: str = "4", **rest: Any) -> Command:
    """Return a command for the return row of unused goods."""
    fields: dict[str, Any] = {"return_kind": "unused_consignment", "consignment_no": "XP1", "sale_no": None}
    return back(number, quantity=quantity, **(fields | rest))


def test_a_return_row_and_the_stage_that_names_it_count_once() -> None:
    """M-25: whichever of them is recorded first."""
    named = unused(quantity="4", return_no="TH1")
    for first, second in ((unsold(), named), (named, unsold())):
        history = house(consigned(quantity="10"), first, second)
        assert (stock(history), stock(history, "consigned")) == ("94", "6")
        history.when(used(quantity="7", used_on="2026-02-06")).refused(rules.MORE_THAN_CONSIGNED)
        history.when(unsold("TH2", quantity="7")).refused(rules.MORE_THAN_CONSIGNED)
        history.when(unsold("TH2", quantity="6")).accepted()


def test_unused_goods_come_back_from_a_consignment_that_is_known_and_went_out_before() -> None:
    """M-25, interface rule 14: else the goods would be in two places on the days between."""
    history = house()
    (told,) = history.when(unsold()).refused(rules.MORE_THAN_CONSIGNED)
    assert "only 0 is out on line — of consignment 'XP1'" in told
    history.given(consigned(quantity="10"))
    (told,) = history.when(unsold(returned_on="2026-01-31")).refused(rules.MORE_THAN_CONSIGNED)
    assert "only 0 is out on line 1 of consignment 'XP1'" in told
    history.when(unsold(returned_on="2026-02-01")).accepted()


def test_a_consignment_whose_goods_came_back_stays() -> None:
    """M-04: voided, its return would have brought back what never went out."""
    history = house(consigned(quantity="10"), unsold())
    (told,) = history.when(void("consignments", "XP1")).refused(rules.VOID_BREAKS)
    assert told == "consignments XP1/1 cannot be voided: the record that came of this stage stands."
    history.given(void("returns", "TH1"))
    history.when(void("consignments", "XP1")).accepted(rules.VOID_OWN)
    history.when(unsold("TH2")).refused(rules.MORE_THAN_CONSIGNED)


def test_unused_goods_that_are_doubtful_are_not_saleable_again() -> None:
    """GSP §90: they are inspected when they come back."""
    history = house(consigned(quantity="10"), unsold(disposition="pending"))
    assert [stock(history, one) for one in ("saleable", "consigned", "quarantined")] == ["90", "6", "4"]


@pytest.mark.parametrize(
    ("before", "status"),
    [
        (consigned(**UNITS), "consigned"),
        (consigned(consignment_kind="loan", **UNITS), "on_loan"),
        (consigned(consignment_kind="rental", **UNITS), "on_loan"),
        (nonconforming(serial="A", quantity="1"), "nonconforming"),
        (count(serial="A", book="1", counted="0"), "outside"),
    ],
)
def test_a_unit_that_is_elsewhere_is_not_sold(before: Command, status: str) -> None:
    """M-26, GSP §69, §79: a unit that was consigned, set apart or lost."""
    history = house(receipt("YS2", **UNITS), before, live=True)
    (told,) = history.when(sale(serial="A", quantity="1")).refused(rules.UNIT_ELSEWHERE)
    assert told.endswith(f"is not among the saleable goods but {status}.")


def test_a_unit_that_was_destroyed_is_neither_sold_nor_consigned() -> None:
    """M-02 and M-24a (interface rule 14): it is in one place, and that is none of ours; also on import."""
    history = house(receipt("YS2", **UNITS), disposal(serial="A", quantity="1"))
    history.when(sale(serial="A", quantity="1")).refused(rules.UNIT_GONE)
    history.when(consigned(serial="A", quantity="1", consigned_on="2026-03-06")).refused(rules.NEVER_THERE)
    history.live = True
    history.when(sale(serial="A", quantity="1")).refused(rules.UNIT_GONE)


def test_a_unit_that_came_back_doubtful_is_not_sold_again() -> None:
    """M-26, GSP §106: before it is released or restocked."""
    history = house(receipt("YS2", **UNITS), sale(serial="A", quantity="1"))
    doubtful = back(serial="A", quantity="1", disposition="pending")
    history.given(doubtful)
    again = sale("XS2", serial="A", quantity="1", sold_on="2026-03-05")
    assert findings(history.when(again)) == [rules.UNIT_ELSEWHERE.id]
    history.given(void("returns", "TH1"), back("TH2", serial="A", quantity="1"))
    history.when(again).accepted()


def test_the_sale_says_which_of_several_consigned_units_was_used() -> None:
    """GSP §89: the use of one of three was confirmed; whichever of them is sold, and no second one."""
    history = house(receipt("YS2", lot="L2", **UNITS), consigned(lot="L2", **UNITS), live=True)
    history.given(used(quantity="1"))
    history.when(sale(lot="L2", serial="B", quantity="1")).accepted()
    history.when(sale("XS2", lot="L2", serial="A", quantity="1")).refused(rules.UNIT_ELSEWHERE)


def test_a_unit_whose_use_was_confirmed_is_not_sold_before_it_went_out() -> None:
    """M-26, interface rule 14: sold earlier, it could not have been consigned."""
    unit = {"serial": "A", "quantity": "1"}
    history = house(receipt("YS2", **UNITS), consigned(**unit), used(quantity="1"), live=True)
    history.when(sale(sold_on="2026-01-31", **unit)).refused(rules.UNIT_ELSEWHERE)
    history.when(sale(sold_on="2026-02-03", **unit)).accepted()


def test_released_goods_are_saleable_again() -> None:
    """GSP §69: once, whether the confirmation or the decision releases them."""
    decided = stage(
        "nonconformity_decided",
        "BHG1",
        nc_disposition="release",
        decided_by="Q1",
        decided_on="2026-03-03",
    )
    history = house(nonconforming(), confirmed(), decided)
    assert (stock(history), stock(history, "nonconforming")) == ("100", "0")
    history = house(nonconforming(), confirmed(conclusion="conforming"))
    assert (stock(history), stock(history, "nonconforming")) == ("100", "0")


def test_what_is_destroyed_comes_from_where_its_papers_say() -> None:
    """M-24, GSP §69, §106: from the nonconforming goods, from the returned ones, else from the shelf."""
    history = house(
        nonconforming(), confirmed(), sale(), back(quantity="2", disposition="pending"), live=True
    )
    for taking in (disposal(quantity="6", nonconformity_no="BHG1"), disposal(quantity="3", return_no="TH1")):
        history.when(taking)
        assert isinstance(history.decided, Refused)
        assert rules.MORE_THAN_STOCK in [breach.rule for breach in history.decided.breaches]
    history.given(disposal(quantity="5", nonconformity_no="BHG1"))
    history.given(disposal("CZ2", quantity="2", return_no="TH1"))
    assert [stock(history, one) for one in ("saleable", "nonconforming", "quarantined")] == ["85", "0", "0"]


def test_a_void_gives_the_stock_back() -> None:
    """Interface rule 5: what a voided record moved lies where it lay before."""
    taken = (consigned(quantity="10"), disposal(serial="A", quantity="1", lot="L2"), count(), exchange())
    history = house(receipt("YS2", lot="L2", **UNITS), sale(), *taken)
    assert stock(history) == "77"
    before = house(receipt("YS2", lot="L2", **UNITS), sale())
    history.given(
        void("consignments", "XP1"),
        void("disposals", "CZ1"),
        void("stocktakes", "PD1"),
        void("exchanges", "HH1"),
    )
    for status in ("saleable", "consigned", "quarantined"):
        for lot in ("L1", "L2"):
            assert stock(history, status, lot) == stock(before, status, lot)
    assert history.state[unit_key("P1", "A")] == before.state[unit_key("P1", "A")]


@pytest.mark.parametrize("live", [False, True], ids=["import", "live"])
@pytest.mark.parametrize("dated", [{}, {"expiry_date": "2028-01-01"}], ids=["undated", "dated"])
def test_a_unit_refused_at_its_receipt_goes_back_once(live: bool, dated: dict[str, str]) -> None:
    """M-24, M-24a: it lies among the nonconforming goods of its lot until it is sent back."""
    said = {"lot": "L3", "serial": "A", "quantity": "1"}
    refused = receipt("YS3", accepted_quantity="0", conclusion="nonconforming", **said, **dated)
    history = house(refused, live=live)
    paper = {"disposal_kind": "returned_to_supplier", "nonconformity_no": "BHG1", **said}
    history.when(disposal("CZ1", **paper)).accepted()
    again = history.when(disposal("CZ2", disposed_on="2026-03-06", **paper))
    again.refused(rules.MORE_THAN_STOCK if live else rules.NEVER_THERE)


REFUSED_UNIT: dict[str, Any] = {"lot": "L3", "quantity": "1"}


@pytest.mark.parametrize("live", [False, True], ids=["import", "live"])
@pytest.mark.parametrize(
    "came",
    [
        receipt("YS3", serial="A", accepted_quantity="0", conclusion="nonconforming", **REFUSED_UNIT),
        receipt("YS3", serial="A", accepted_quantity="0", conclusion="pending", **REFUSED_UNIT),
        receipt("YS3", serial="A", **REFUSED_UNIT),
    ],
    ids=["refused", "pending", "accepted"],
)
@pytest.mark.parametrize(
    "taking",
    [
        disposal(serial="Z", nonconformity_no="BHG1", **REFUSED_UNIT),
        disposal(serial="Z", disposal_kind="returned_to_supplier", nonconformity_no="BHG1", **REFUSED_UNIT),
        disposal(serial="Z", return_no="TH1", **REFUSED_UNIT),
        disposal(serial="Z", **REFUSED_UNIT),
        exchange(quantity="1", replacement_lot="L3", replacement_serial="Z"),
        consigned(lot="L3", serial="Z", quantity="1"),
        sale("XS2", lot="L3", serial="Z", quantity="1"),
    ],
    ids=["destroyed", "sent back", "of a return", "from the shelf", "given for another", "lent", "sold"],
)
def test_a_unit_that_never_was_there_goes_nowhere(live: bool, came: Command, taking: Command) -> None:
    """M-24, M-24a, G-05: where the receipts of a lot state its units, another unit is none of them."""
    history = house(receipt("YS2", lot="L4", serial="Y", quantity="1"), came, sale(), live=live)
    history.when(taking)
    told = {rules.MORE_THAN_STOCK, rules.NEVER_THERE, rules.NOT_ACCEPTED}
    if live:
        assert isinstance(history.decided, Refused)
        assert told & {breach.rule for breach in history.decided.breaches}
    elif isinstance(history.decided, Refused):
        history.refused(rules.NEVER_THERE)
    else:
        assert {one.id for one in told} & set(findings(history))


def test_a_unit_can_be_one_of_goods_that_came_without_serials() -> None:
    """M-24: what a receipt left over, or a return brought back, by quantity alone; no more than that."""
    failed = receipt("YS3", lot="L3", quantity="3", accepted_quantity="1", conclusion="nonconforming")
    paper = {"lot": "L3", "quantity": "1", "nonconformity_no": "BHG1"}
    history = house(failed, live=True)
    history.given(disposal(serial="Z", **paper), disposal("CZ2", serial="Y", **paper))
    history.when(disposal("CZ3", serial="X", **paper)).refused(rules.MORE_THAN_STOCK)
    history = house(sale(quantity="5"), back(quantity="2", disposition="pending"), live=True)
    history.when(disposal(serial="Z", quantity="1", return_no="TH1")).accepted()


def test_a_unit_refused_first_and_accepted_later_is_sold() -> None:
    """M-26: the delivery that was accepted ends its waiting; until then it is not on the shelf."""
    failed = receipt("YS3", serial="A", accepted_quantity="0", conclusion="nonconforming", **REFUSED_UNIT)
    sold = sale("XS2", lot="L3", serial="A", quantity="1", sold_on="2026-03-05")
    history = house(failed, receipt("YS4", serial="B", **REFUSED_UNIT), live=True)
    history.when(sold)
    assert isinstance(history.decided, Refused)
    assert rules.UNIT_ELSEWHERE in [breach.rule for breach in history.decided.breaches]
    history.given(receipt("YS5", received_on="2026-02-20", serial="A", **REFUSED_UNIT)).when(sold).accepted()
    history = house(failed, void("receipts", "YS3"), receipt("YS5", serial="A", **REFUSED_UNIT), live=True)
    history.when(sold).accepted()


@pytest.mark.parametrize(
    "taking",
    [
        sale("XS2", lot="L3", serial="A", quantity="1"),
        disposal(serial="A", lot="L3", quantity="1"),
        consigned(lot="L3", serial="A", quantity="1"),
        exchange(quantity="1", replacement_lot="L3", replacement_serial="A"),
        nonconforming(lot="L3", serial="A", quantity="1"),
    ],
    ids=["sold", "destroyed", "lent", "given for another", "set apart"],
)
def test_a_unit_leaves_under_the_lot_that_it_came_under(taking: Command) -> None:
    """M-12a: a recall of a lot goes by what papers state; a unit without a stated lot may be of any."""
    came = (
        receipt("YS2", lot="L2", serial="A", quantity="1"),
        receipt("YS3", lot="L3", serial="B", quantity="1"),
    )
    assert rules.OTHER_LOT.id in findings(house(*came, sale()).when(taking))
    history = house(*came, sale(), live=True)
    history.when(taking)
    assert isinstance(history.decided, Refused)
    assert rules.OTHER_LOT in [breach.rule for breach in history.decided.breaches]
    undone = house(*came, void("receipts", "YS2"), receipt("YS4", lot="L3", serial="A", quantity="1"), sale())
    assert rules.OTHER_LOT.id not in findings(undone.when(taking))
