"""A recall by UDI: in whatever order and form its elements come, it means the same goods, or is refused."""

from __future__ import annotations

import pytest

from tests.stories.conftest import Begin
from tests.support import rules
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
            f"(01){DI}(17)281331(10)L24",
            f"expected days that there are in --udi, got (17)281331 in '(01){DI}(17)281331(10)L24'.",
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


def test_a_scan_is_kept_as_it_came_and_judged_once(house: Desk) -> None:
    """What the gun gave stands in the event, and beside it what was wrong with it when it was recorded."""
    scan = "0106901234567893" + "17281331" + "10L24|21SN1"
    house.recorded("sales", sale("XS4", "L24", product_code="P09", udi=scan))
    position = house.cli.table("sales", "--where", "sale_no=XS4")[0]["position"]
    event = house.cli.run("event", position).json
    assert (event["document"]["data"]["udi"], event["document"]["data"]["lot"]) == (scan, "L24")
    (kept,) = [one for one in event["document"]["findings"] if one["rule"] == rules.FAULTY_CARRIER.id]
    assert kept["what"] == [
        {"phrase": "carrier_check", "told": "06901234567893"},
        {"phrase": "carrier_no_day_expires", "told": "281331"},
    ]


def test_a_scan_that_contradicts_its_line_is_looked_at_in_the_recall_of_either_lot(house: Desk) -> None:
    """M-32: by what the line says, and as possible by what its code says; both stand in the exported row."""
    scan = f"(01){DI}(10)L25"
    house.recorded("sales", sale("XS5", "L24", product_code="P09", quantity="2", udi=scan))
    own, told = (house.cli.preview("--product", "P09", "--lot", lot) for lot in ("L24", "L25"))
    assert "XS5" in own["consignees"][0]["sale_nos"]
    assert [(one["doc_no"], one["reason"]) for one in told["possible"]] == [("XS5", "open_finding")]
    (row,) = house.cli.table("sales", "--where", "sale_no=XS5")
    assert (row["lot"], row["udi"]) == ("L24", scan)
    (found,) = [one for one in house.findings() if one["doc_no"] == "XS5"]
    assert (found["rule"], found["severity"]) == (rules.CARRIER.id, "finding")
