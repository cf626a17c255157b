"""What a scanned UDI says, whatever form it comes in; GS1 General Specifications."""

from __future__ import annotations

import pytest

from ledger.udi import same_identifier, scanned, understood

GTIN = "06901234567892"


@pytest.mark.parametrize(
    "text",
    [
        f"(01){GTIN}(17)280531(10)L24",
        f"(10)L24(17)280531(01){GTIN}",
        f"（01）{GTIN}（17）280531（10）L24",
        f"[01]{GTIN}[17]280531[10]L24",
        f"(01) {GTIN} (17) 280531 (10) L24 ",
        f"01{GTIN}1728053110L24",
        f"10L24\x1d1728053101{GTIN}",
        f"]d201{GTIN}1728053110L24",
        f"]C1\x1d01{GTIN}10L24\x1d17280531",
        f"01{GTIN}10L24<GS>17280531",
        f"01{GTIN}240REF7\x1d1728053110L24",
        f"(01){GTIN}(17)280500(10)L24",
    ],
)
def test_every_form_of_one_code_says_the_same(text: str) -> None:
    carrier = scanned(text)
    assert carrier is not None
    assert (carrier.same, carrier.lot, carrier.expires) == ("690123456789", "L24", "2028-05-31")


@pytest.mark.parametrize("bare", [GTIN, "6901234567892", "16901234567899", f"(01){GTIN}", f"01{GTIN}"])
def test_an_identifier_alone_is_a_code(bare: str) -> None:
    """Also that of a carton: the first digit tells the level of packing, the last one checks."""
    carrier = scanned(bare)
    assert carrier is not None
    assert (carrier.same, carrier.lot, carrier.serial) == (same_identifier(GTIN), None, None)


@pytest.mark.parametrize(
    ("text", "lots"),
    [
        (f"01{GTIN}10L24", ["L24"]),
        (f"01{GTIN}10L2417280531", ["L2417280531", "L24"]),
        (f"01{GTIN}10L2421SN7", ["L2421SN7", "L24"]),
        (f"(01){GTIN}(10)L2417280531", ["L2417280531"]),
    ],
)
def test_a_field_that_is_not_closed_can_be_read_in_two_ways(text: str, lots: list[str]) -> None:
    carrier = scanned(text)
    assert carrier is not None
    assert list(carrier.lots()) == lots


@pytest.mark.parametrize("text", ["U1", "06901234567891", "81234567890123456789", "", "L24"])
def test_what_is_no_code_says_nothing(text: str) -> None:
    assert scanned(text) is None


def test_what_can_be_made_out_of_half_a_code_is_told() -> None:
    assert understood("(10)L24(17)280531") == {"10": "L24", "17": "280531"}
    assert understood("1728053110L24") == {"17": "280531", "10": "L24"}
