"""A recall by UDI: in whatever order and form its elements come, it means the same goods, or is refused."""

from __future__ import annotations

import pytest

from tests.stories.conftest import Begin
from tests.support.desk import Desk, product, receipt, sale

DI = "06901234567892"
SAME = [
    f"(01){DI}(10)L24",
    f"(10)L24(01){DI}",
    f"(17)281130(10)L24(01){DI}",
    f"(01){DI}(17)281130(10)L24(21)X",
    f"（01）{DI}（10）L24",
    f"01{DI}10L24\x1d17281130",
    f"01{DI}1728113010L24",
    f"]C101{DI}10L24",
    f"(01) {DI} (10) L24",
    "(01)6901234567892(10)L24",
    "(01)16901234567899(10)L24",
]


def labelled(desk: Desk) -> None:
    """Record two lots of a product whose device identifier is registered, one sold to each of two."""
    desk.furnish()
    desk.recorded("products", product("P09", udi_di=DI))
    desk.recorded(
        "receipts",
        receipt("YS9", "L24", product_code="P09", udi=f"(01){DI}(17)281130(10)L24"),
        receipt("YS8", "L25", product_code="P09"),
    )
    desk.recorded(
        "sales",
        sale("XS1", "L24", product_code="P09"),
        sale("XS2", "L25", product_code="P09", customer_code="C2"),
    )


@pytest.fixture
def house(begin: Begin) -> Desk:
    """Return a desk at a ledger with that trade."""
    return begin(labelled)


def _told(desk: Desk, *udis: str) -> list[tuple[str, str]]:
    words = [word for udi in udis for word in ("--udi", udi)]
    return [(row["customer_code"], row["lot"]) for row in desk.cli.preview(*words)["consignees"]]


def test_one_lot_in_every_order_and_form(house: Desk) -> None:
    for udi in SAME:
        assert _told(house, udi) == [("C1", "L24")], udi
    assert _told(house, f"(01){DI}(10)L24; (01){DI}(10)L25") == [("C1", "L24"), ("C2", "L25")]
    assert _told(house, DI) == _told(house, DI[1:]) == [("C1", "L24"), ("C2", "L25")]


@pytest.mark.parametrize(
    ("udi", "sentence", "advice"),
    [
        (
            "(01)06901234567893(10)L24",
            (
                "expected a device identifier whose check digit agrees, got '06901234567893', which no "
                "record carries so."
            ),
            "Scan it again or check its digits; else use --product, --lot or --serial.",
        ),
        (
            f"(01){DI}(10)L2A",
            "expected a known value of --udi (10), got 'L2A'.",
            "The nearest known ones: L24, L25.",
        ),
        (
            "(10)L24",
            "expected a UDI with its device identifier, got '(10)L24'; understood: (10)L24.",
            (
                "For example (01)06901234567892(10)L24, or the device identifier alone; "
                "else use --lot or --serial."
            ),
        ),
    ],
)
def test_what_names_no_goods_is_refused(house: Desk, udi: str, sentence: str, advice: str) -> None:
    refused = house.cli.run("recall", "preview", "--udi", udi, expect=2)
    assert refused.err.splitlines() == [f"Reading the scope: {sentence}", advice]


def test_an_identifier_that_is_registered_with_a_wrong_digit_is_found_as_it_stands(house: Desk) -> None:
    house.recorded("products", product("P08", udi_di="06901234567810"))
    house.recorded("receipts", receipt("YS7", "M1", product_code="P08"))
    house.recorded("sales", sale("XS3", "M1", product_code="P08"))
    assert _told(house, "(01)06901234567810(10)M1") == [("C1", "M1")]


@pytest.mark.parametrize(
    ("code", "told"),
    [
        ("(01)06901234567892(17)281130(10)L1", None),
        ("(01)06901234567892(17)281100(10)L1", None),
        (
            "(01)06901234567892(10)L1(17)280630",
            "2028-06-30 by (17), the receipts of its goods say 2028-11",
        ),
        (
            "(01)06901234567892(11)250101(10)L1",
            "2025-01-01 by (11), the receipts of its goods say 2025-12",
        ),
    ],
)
def test_a_code_whose_dates_are_not_those_of_its_lot_says_so(desk: Desk, code: str, told: str | None) -> None:
    """The goods are found all the same, as a recall must not miss them; not silently."""
    desk.recorded("products", product(udi_di="06901234567892"))
    desk.recorded("sales", sale("XS1"))
    answer = desk.cli.run("recall", "preview", "--udi", code, "--prove", "--format", "json")
    assert [row["sold"] for row in answer.json["consignees"]] == ["10"]
    assert [told in one for one in answer.json.get("warnings", [])] == ([True] if told else [])
    for verb in (("recall", "preview"), ("trace",)):
        assert (told or "") in desk.cli.run(*verb, "--udi", code).err
    assert told or not answer.err


def test_a_lot_that_only_a_cell_of_several_names_is_possible(desk: Desk) -> None:
    """Nothing certain is known of it, and it is known; a trace has no movement of it and names the cell."""
    desk.recorded("receipts", receipt("YS8", "LA/LB"), receipt("YS9", "LC和LD"))
    for lot, number in (("LA", "YS8"), ("LD", "YS9")):
        answer = desk.cli.preview("--lot", lot, "--prove")
        assert answer["proof"]["proved"]
        assert [(row["doc_no"], row["reason"]) for row in answer["possible"]] == [(number, "lot_looks_alike")]
        assert answer["totals"]["received"] == "0"
        assert f"{answer['possible'][0]['lot']}" in desk.cli.run("trace", "--lot", lot, expect=2).err
    assert desk.cli.run("recall", "preview", "--lot", "LX", expect=2).out == ""
    assert desk.cli.run("recall", "preview", "--lot", "L", expect=2).out == ""
