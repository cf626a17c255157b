"""Scanned UDI carriers: what they tell, and what they contradict; every answer is a warning."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from ledger.deciding.decision import Accepted, Command, Override, Refused
from ledger.phrases import rendered
from ledger.rulebook import decide
from ledger.udi import scanned
from tests.support import rules
from tests.support.decisions import (
    History,
    approvers,
    back,
    consigned,
    product,
    quality,
    receipt,
    sale,
    stage,
    trade,
)

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
    """M-32 (GSP §65, §83): lot, serial, dates and product, each named; refused live, a finding on import."""
    udi = f"(01){GTIN}(11)241201(17)271130(10)L9(21)SN1"
    earlier = (product("P2", udi_di="06901234000003"), receipt("YS2", product_code="P2"), quality())
    line = sale(product_code="P2", udi=udi, serial="SN2", quantity="1", expiry_date="2027-11-30")
    told = trade(*earlier, live=True).when(line).refused(rules.CARRIER)
    what = f"UDI-DI {GTIN} ≠ 06901234000003; lot L9 ≠ L1; serial SN1 ≠ SN2"
    assert told == (f"UDI {udi!r} tells something else than the line: {what}.",)
    line.overrides = (Override(rules.CARRIER.id, "标签印错，厂家已更正", "Q1"),)
    let_pass = trade(*earlier, live=True).when(line).accepted(rules.CARRIER)
    assert let_pass.findings[0]["overridden_by"] == "Q1"
    line.overrides = ()
    found = trade(*earlier).when(line).accepted(rules.CARRIER)
    assert (found.data["lot"], found.data["serial"], found.data["udi"]) == ("L1", "SN2", udi)
    finding = found.findings[0]
    assert "severity" not in finding
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


WHOLE = f"(01){GTIN}(11)250601(17)280531(10)L1(21)SN1"
TOLD = {"lot": "L1", "serial": "SN1", "production_date": "2025-06-01", "expiry_date": "2028-05-31"}
BLANK = dict.fromkeys(TOLD)


def _one(make: str, **rest: Any) -> Command:
    """Return a line of one unit of P2: a receipt, a sale or a return."""
    makers = {"receipts": receipt, "sales": sale, "returns": back}
    number = {"receipts": "YS2", "sales": "XS2", "returns": "TH1"}[make]
    more = {"sale_no": "XS2"} if make == "returns" else {}
    return makers[make](number, product_code="P2", quantity="1", **more | rest)


def _accepted(history: History) -> Accepted:
    assert isinstance(history.decided, Accepted), history.decided
    return history.decided


def _before(make: str, *, live: bool, **rest: Any) -> History:
    """Return a history of P2 up to the line that is asked about, told by typed cells."""
    history = trade(product("P2", tracking="lot_and_serial", udi_di=GTIN), live=live)
    chain = ("receipts", "sales", "returns")
    return history.given(*(_one(one, **TOLD | rest) for one in chain[: chain.index(make)]))


@pytest.mark.parametrize("live", [False, True])
@pytest.mark.parametrize("make", ["receipts", "sales", "returns"])
def test_a_scan_fills_the_cells_that_its_line_leaves_blank(make: str, live: bool) -> None:
    """M-32, M-12 (GSP §65, §83): lot, serial, days; the code stays, and the event tells what was filled."""
    approved = {"business_approver": "B1", "quality_approver": "Q1"} if make == "returns" else {}
    history = _before(make, live=live).given(*approvers())
    decided = _accepted(history.when(_one(make, **BLANK, **approved, udi=WHOLE)))
    assert TOLD.items() <= decided.data.items()
    assert decided.data["udi"] == WHOLE
    assert set(TOLD) <= set(decided.filled)
    assert not {"M-12", "M-32"} & {one["rule"] for one in decided.findings}
    history.accepted(*(rules.BY_ID[one["rule"]] for one in decided.findings))
    history.when(_one(make, **BLANK, **approved, udi=WHOLE)).duplicate(len(history.events))
    history.when(_one(make, **TOLD, **approved, udi=WHOLE)).duplicate(len(history.events))


@pytest.mark.parametrize(
    ("column", "given"),
    [("lot", "L8"), ("serial", "SN8"), ("production_date", "2025-06-02"), ("expiry_date", "2028-06-30")],
)
@pytest.mark.parametrize("make", ["receipts", "sales", "returns"])
def test_a_cell_that_contradicts_its_scan(make: str, column: str, given: str) -> None:
    """M-32: every cell of every line of goods; both values are kept, on import with a finding."""
    history = _before(make, live=False, **{column: given})
    decided = _accepted(history.when(_one(make, **BLANK | {column: given}, udi=WHOLE)))
    found = {one["rule"]: one for one in decided.findings}
    assert [(one["told"], one["given"]) for one in found["M-32"]["what"]] == [(TOLD[column], given)]
    assert decided.data | TOLD | {column: given} == decided.data
    live = _before(make, live=True, **{column: given})
    live.when(_one(make, **BLANK | {column: given}, udi=WHOLE))
    assert isinstance(live.decided, Refused)
    assert rules.CARRIER in [one.rule for one in live.decided.breaches]


@pytest.mark.parametrize(
    ("udi", "quantity", "tracking", "told"),
    [
        (f"01{GTIN}172805311020210301", "1", "lot", {"lot": "20210301"}),
        (f"01{GTIN}172805311020210301", "1", "serial", {}),  # may be lot 20 of serial 0301
        (f"]d201{GTIN}172805311020210301", "1", "serial", {"lot": "20210301"}),
        (f"01{GTIN}10L2417280531", "1", "lot", {}),  # the expiry may have been swallowed
        (f"01{GTIN}10L2417281331", "1", "lot", {"lot": "L2417281331"}),  # no such day
        (f"(01)1{GTIN[1:-1]}9(10)L24(21)CASE1", "1", None, {"lot": "L24"}),  # a case has a serial of its own
        (f"(01){GTIN}(10)L24(21)SN1", "5", None, {"lot": "L24"}),  # one code, five units
        (f"(01){GTIN}(10)L24(21)SN1", "1", "lot", {"lot": "L24"}),  # others of the lot have no serial here
        (
            f"(01){GTIN}(10)L24(21)SN1;(01){GTIN}(10)L24(21)SN2",
            "2",
            None,
            {"lot": "L24", "serial": "SN1;SN2"},
        ),
        (f"(01){GTIN}(10)L24;(01){GTIN}(10)L25", "2", None, {}),
        ("(01)06901234000003(10)L24", "1", None, {}),  # other goods
        ("MA.156.M0.100761.21234561.Sx8.L2022", "1", None, {"lot": "2022", "serial": "x8"}),
    ],
)
def test_what_a_scan_fills_and_what_it_leaves(
    udi: str, quantity: str, tracking: str | None, told: dict[str, str]
) -> None:
    """GS1 General Specifications: nothing is guessed where a code can be read in several ways."""
    own = None if udi.startswith("MA") else GTIN
    history = trade(product("P2", tracking=tracking, udi_di=own))
    line = receipt("YS2", product_code="P2", quantity=quantity, lot=None, udi=udi)
    decided = _accepted(history.when(line))
    filled = {key: decided.data[key] for key in ("lot", "serial") if key in decided.data}
    assert filled == told


def test_a_lot_that_can_be_read_in_several_ways_is_told() -> None:
    """M-32a: both readings are named."""
    udi = f"01{GTIN}10L2417280531"
    history = trade(product("P2", tracking=None), receipt("YS2", product_code="P2", lot=None))
    found = _accepted(history.when(sale(product_code="P2", lot=None, udi=udi)))
    told = next(one for one in found.findings if one["rule"] == "M-32a")
    assert told["what"] == [{"phrase": "carrier_several_lots", "told": "L2417280531 / L24"}]


def test_a_row_that_is_judged_again_is_not_filled() -> None:
    """What was recorded without a lot stays without one: its gap is still told."""
    history = trade(product("P2", udi_di=GTIN))
    again = replace(history.context(), recorded=True)
    row = receipt("YS2", product_code="P2", lot=None, udi=f"(01){GTIN}(10)L24")
    decided = decide(row, history.state, again)
    assert isinstance(decided, Accepted)
    assert "lot" not in decided.data
    assert [one["rule"] for one in decided.findings] == ["M-12"]


def test_goods_on_consignment_are_filled_too_and_a_report_is_kept_as_told() -> None:
    """M-32, M-32b: what moves must agree with its code; a complaint is recorded whatever it says."""
    history = trade(product("P2", udi_di=GTIN), receipt("YS2", product_code="P2"), live=True)
    out = history.when(consigned(product_code="P2", lot=None, udi=f"(01){GTIN}(10)L1")).accepted()
    assert (out.data["lot"], out.filled) == ("L1", ["lot"])
    history.when(consigned("XP2", product_code="P2", udi=f"(01){GTIN}(10)L9")).refused(rules.CARRIER)
    told = stage(
        "complaint_received",
        "TS1",
        received_on="2026-02-02",
        channel="phone",
        customer_code="C1",
        product_code="P2",
        lot="L1",
        udi=f"(01){GTIN}(10)L9(17)280531",
        content="漏液",
        first_responder="E1",
    )
    found = _accepted(history.when(told))
    assert found.data["lot"] == "L1"
    assert [one["rule"] for one in found.findings] == [rules.CARRIER_TOLD.id]
