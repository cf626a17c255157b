"""What is wrong in a scanned UDI itself is named, whatever the scanner made of its separators."""

from __future__ import annotations

import pytest

from ledger.udi import scanned
from ledger.udi_faults import CHECK, EXPIRES, MADE, Fault, faults

WRONG, RIGHT = "06901234567893", "06901234567892"
FORMS = {
    "FNC1": "\x1d{at}10L24\x1d21SN1",
    "no FNC1 in front": "{at}10L24\x1d21SN1",
    "identified": "]d2{at}10L24\x1d21SN1",
    "{GS}": "{at}10L24{{GS}}21SN1",
    "<GS>": "{at}10L24<GS>21SN1",
    "|": "{at}10L24|21SN1",
    "|, also in front": "|{at}10L24|21SN1",
    "^": "{at}10L24^21SN1",
    "^, also in front": "^{at}10L24^21SN1",
    "escaped": "{at}10L24\\x1d21SN1",
    "picture of it": "{at}10L24␝21SN1",
}
BRACKETS = ("()", "（）", "[]", "【】", "{}")


def _at(identifier: str, made: str, expires: str) -> str:
    return f"01{identifier}11{made}17{expires}"


def _bracketed(pair: str, identifier: str, made: str, expires: str) -> str:
    parts = (("01", identifier), ("11", made), ("17", expires), ("10", "L24"), ("21", "SN1"))
    return "".join(f"{pair[0]}{name}{pair[1]}{value}" for name, value in parts)


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
def test_every_separator_reads_the_same(form: str) -> None:
    right = form.format(at=_at(RIGHT, "251201", "281130"))
    assert scanned(right) == (RIGHT, "L24", "SN1", "2025-12-01", "2028-11-30", True)
    assert list(faults(right)) == []
    wrong = form.format(at=_at(WRONG, "251301", "280231"))
    assert list(faults(wrong)) == [Fault(CHECK, WRONG), Fault(MADE, "251301"), Fault(EXPIRES, "280231")]


@pytest.mark.parametrize("pair", BRACKETS)
def test_every_bracket_reads_the_same(pair: str) -> None:
    right = _bracketed(pair, RIGHT, "251201", "281130")
    assert scanned(right) == (RIGHT, "L24", "SN1", "2025-12-01", "2028-11-30", False)
    assert list(faults(right)) == []
    wrong = _bracketed(pair, WRONG, "251301", "280231")
    assert list(faults(wrong)) == [Fault(CHECK, WRONG), Fault(MADE, "251301"), Fault(EXPIRES, "280231")]


def test_a_lost_separator_hides_no_day_once_the_lot_is_known() -> None:
    text = f"01{WRONG}10L2411251301" + "17280231"
    assert list(faults(text)) == [Fault(CHECK, WRONG)]
    assert list(faults(text, "L24")) == [
        Fault(CHECK, WRONG),
        Fault(MADE, "251301"),
        Fault(EXPIRES, "280231"),
    ]
    assert list(faults(f"01{RIGHT}10L2417281130", "L24")) == []


@pytest.mark.parametrize("text", ["6901234567893", WRONG])
def test_an_identifier_alone_is_checked(text: str) -> None:
    assert list(faults(text)) == [Fault(CHECK, text)]


def test_the_last_sign_of_hibc_is_checked() -> None:
    assert list(faults("+A99912345/$$52001510X33")) == []
    assert list(faults("+A99912345/$$52001510X34")) == [Fault(CHECK, "4 ≠ 3")]


def test_a_link_is_checked() -> None:
    text = f"https://id.gs1.org/01/{WRONG}/10/L24?17=290230"
    assert list(faults(text)) == [Fault(CHECK, WRONG), Fault(EXPIRES, "290230")]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "AHM code",
        "81234567890123456789",
        "MA.156.M0.100761.21234561.Sx00008.M220117.L20220117.V230117.C3",
        "https://id.gs1.org/01/06901234567892/10/L24?17=290501",
        f"(01){RIGHT}(17)280500(10)L24",
    ],
)
def test_other_codes_and_the_last_of_a_month_are_no_fault(text: str) -> None:
    assert list(faults(text)) == []
