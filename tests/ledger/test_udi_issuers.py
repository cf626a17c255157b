"""UDIs of HIBC and ICCBBA, and GS1 Digital Links: examples as their issuers publish, and damaged ones."""

from __future__ import annotations

import pytest

from ledger.udi import Carrier, same_identifier, scanned
from ledger.udi_issuers import hibc_check, is_hibc_mistyped

DI = "A123BJC5D6E71"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("+A123BJC5D6E71G", (DI, None, None, None, None)),
        ("+A123BJC5D6E71/$$0529X3.", (DI, "X3", None, None, "2029-05-31")),
        ("+A123BJC5D6E71/$$2053029X3.", (DI, "X3", None, None, "2029-05-30")),
        ("+A123BJC5D6E71/$$3290530X3.", (DI, "X3", None, None, "2029-05-30")),
        ("+A123BJC5D6E71/$$429053012X3.", (DI, "X3", None, None, "2029-05-30")),
        ("+A123BJC5D6E71/$$529150X3.", (DI, "X3", None, None, "2029-05-30")),
        ("+A123BJC5D6E71/$$62915012X3.", (DI, "X3", None, None, "2029-05-30")),
        ("+A123BJC5D6E71/$$7X3.", (DI, "X3", None, None, None)),
        ("+A123BJC5D6E71/$$8100529X3.", (DI, "X3", None, None, "2029-05-31")),
        ("+A123BJC5D6E71/$X3.", (DI, "X3", None, None, None)),
        ("+A123BJC5D6E71/$+77DEFG45.", (DI, None, "77DEFG45", None, None)),
        ("+A123BJC5D6E71/$$+329053077D.", (DI, None, "77D", None, "2029-05-30")),
        ("+A123BJC5D6E71/$$52001510X3/S77DEFG45.", (DI, "10X3", "77DEFG45", None, "2020-01-15")),
        ("+A123BJC5D6E71/$X3/16D20130123/14D20200131.", (DI, "X3", None, "2013-01-23", "2020-01-31")),
        ("+A123BJC5D6E71/29150X3.", (DI, "X3", None, None, "2029-05-30")),
        ("*+A123BJC5D6E71G*", (DI, None, None, None, None)),
        (
            "=/A9999XYZ100T0944=,000025=A99971312345600=>014032=}013032&,1000000000000XYZ123",
            ("A9999XYZ100T0944", "000000000000XYZ123", "000025", "2013-02-01", "2014-02-01"),
        ),
        (
            "=/A9999XYZ100T0944=A99971312345600=>014032",
            ("A9999XYZ100T0944", "A99971312345600", None, None, "2014-02-01"),
        ),
        (
            "https://id.gs1.org/01/06901234567892/10/L%2F24/21/S1?17=290500&11=260501",
            ("06901234567892", "L/24", "S1", "2026-05-01", "2029-05-31"),
        ),
        ("https://shop.example/p/01/6901234567892", ("06901234567892", None, None, None, None)),
    ],
)
def test_codes_of_other_issuers_tell_goods_and_dates(text: str, expected: tuple[str | None, ...]) -> None:
    assert scanned(text) == Carrier(*expected, open_ended=False)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "text",
    [
        "+",
        "+A1",
        "+1234567",
        "=/A9999",
        "=/",
        "https://id.gs1.org/00/340123450000000000",
        "https://example.org/",
        "http://[broken/01/06901234567892",
    ],
)
def test_what_only_looks_like_one_tells_nothing(text: str) -> None:
    assert scanned(text) is None


@pytest.mark.parametrize(
    "text", ["+A123BJC5D6E71/$$2133029X3.", "+A123BJC5D6E71/$$529367X3.", "+A123BJC5D6E71/14D20200231."]
)
def test_a_date_that_there_is_not_is_none(text: str) -> None:
    carrier = scanned(text)
    assert carrier is not None
    assert carrier.expires is None


def test_the_check_character_tells_a_slip_of_the_hand() -> None:
    text = "+A123BJC5D6E71"
    assert hibc_check(text) == "G"
    assert not is_hibc_mistyped(f"{text}G")
    assert is_hibc_mistyped(f"{text}H")
    assert not is_hibc_mistyped("06901234567892")


def test_an_identifier_is_the_same_with_and_without_its_frame() -> None:
    assert same_identifier("+A123BJC5D6E71G") == same_identifier("a123bjc5d6e71") == DI
    assert same_identifier("https://id.gs1.org/01/06901234567892") == same_identifier("6901234567892")
