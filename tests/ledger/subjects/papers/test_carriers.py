"""Scanned UDI carriers: what they tell, and what they contradict; every answer is a warning."""

from __future__ import annotations

from ledger.phrases import rendered
from ledger.udi import scanned
from tests.support import rules
from tests.support.decisions import back, product, receipt, sale, trade

GTIN = "06901234567892"


def test_what_a_carrier_tells() -> None:
    """GS1 General Specifications: with brackets, or with FNC1 behind fields of variable length."""
    printed = scanned(f"(01){GTIN}(11)141231(17)150700(10)A213B1(21)1234")
    assert printed == (GTIN, "A213B1", "1234", "2014-12-31", "2015-07-31", False)
    read = scanned(f"]d201{GTIN}111412311715070710A213B1\x1d211234")
    assert read == (GTIN, "A213B1", "1234", "2014-12-31", "2015-07-07", True)
    assert scanned("no known code") is None
    assert scanned("MA.156.M0.100761.21234561.Sx00008.M220117.L20220117.V230117.C3") == (
        "MA.156.M0.100761.21234561",
        "20220117",
        "x00008",
        "2022-01-17",
        "2023-01-17",
        False,
    )


def test_a_carrier_that_contradicts_its_line() -> None:
    """M-32 (GSP §65, §83): lot, serial, dates and product, each named; nothing is refused."""
    udi = f"(01){GTIN}(11)241201(17)271130(10)L9(21)SN1"
    history = trade(product("P2", udi_di="06901234000003"), receipt("YS2", product_code="P2"), live=True)
    line = sale(product_code="P2", udi=udi, serial="SN2", quantity="1", expiry_date="2027-11-30")
    finding = history.when(line).accepted(rules.CARRIER).findings[0]
    assert finding["what"] == [
        {"phrase": "carrier_identifier", "told": GTIN, "given": "06901234000003"},
        {"phrase": "carrier_lot", "told": "L9", "given": "L1"},
        {"phrase": "carrier_serial", "told": "SN1", "given": "SN2"},
    ]
    old = f"UDI-DI {GTIN} ≠ 06901234000003; 批号 lot L9 ≠ L1; 序列号 serial SN1 ≠ SN2"
    for what in (finding["what"], old):
        assert rendered({"what": what}, "zh")["what"] == (
            f"UDI-DI {GTIN} ≠ 06901234000003；批号 L9 ≠ L1；序列号 SN1 ≠ SN2"
        )
        assert rendered({"what": what}, "en")["what"] == (
            f"UDI-DI {GTIN} ≠ 06901234000003; lot L9 ≠ L1; serial SN1 ≠ SN2"
        )


def test_a_carrier_that_agrees_with_its_line() -> None:
    """M-32: another level of packing, and a field that is not closed, contradict nothing."""
    history = trade(product("P2", udi_di=GTIN), receipt("YS2", product_code="P2"))
    case = "16901234567899"
    history.when(sale(product_code="P2", udi=f"(01){case}(10)l1")).accepted()
    history.when(sale("XS2", product_code="P2", udi=f"01{GTIN}10L121SN5")).accepted()
    history.when(sale("XS3", product_code="P2", udi="AHM code")).accepted()


def test_receipts_and_returns_tell_their_carrier_too() -> None:
    """M-32 (GSP §65)."""
    udi = f"(01){GTIN}(10)L9"
    history = trade(sale())
    history.when(receipt("YS2", udi=udi)).accepted(rules.CARRIER)
    found = history.when(back(udi=udi)).decided
    assert rules.CARRIER.id in [one["rule"] for one in getattr(found, "findings", ())]


def test_a_carrier_that_is_wrong_in_itself() -> None:
    """M-32a: a check digit and days that there are not are named; the scan is kept as it came."""
    udi = "(01)06901234567893(11)251301(17)280231(10)L1"
    found = trade(product("P2"), receipt("YS2", product_code="P2"))
    accepted = found.when(sale(product_code="P2", udi=udi)).accepted(rules.FAULTY_CARRIER)
    assert accepted.findings[0]["what"] == [
        {"phrase": "carrier_check", "told": "06901234567893"},
        {"phrase": "carrier_no_day_made", "told": "251301"},
        {"phrase": "carrier_no_day_expires", "told": "280231"},
    ]
    assert accepted.data["udi"] == udi
