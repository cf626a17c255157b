"""Answers on a screen of 80 columns: what each is asked for is there, whole, and no line is longer."""

from __future__ import annotations

import pytest
from rich.cells import cell_len

from tests.stories.conftest import Begin
from tests.support.desk import Desk, customer, sale

PHONE = "0300-5551003-转8006"
NAME = "岚东县第一人民医院（东院区）设备科"


def trade(desk: Desk) -> None:
    """A sale beyond what was accepted, to a customer with a long name whose licence lapsed."""
    desk.furnish()
    desk.recorded("customers", customer("C9", name=NAME, phone=PHONE, licence_valid_until="2026-04-30"))
    desk.recorded(
        "customers", customer("C9", name=NAME, phone=PHONE, address="新地址88号", event_time="2026-05-02")
    )
    desk.recorded("sales", sale("XS1", customer_code="C9", customer_phone=PHONE), sale("XS2", lot="L7"))


@pytest.fixture
def house(begin: Begin) -> Desk:
    """Return a desk at a ledger with that trade, its screen 80 columns wide."""
    desk = begin(trade)
    desk.cli.settings |= {"COLUMNS": "80", "MEDLEDGER_LANG": "zh"}
    return desk


ASKED = [
    (("recall", "preview", "--lot", "L1"), ("C9", NAME, PHONE, "10")),
    (("findings", "--where", "doc_no=XS1"), ("XS1", "G-01", "未关闭", "2026-04-30")),
    (("findings", "--where", "doc_no=XS2"), ("XS2", "G-05", "L7")),
    (("table", "stock_balances"), ("L1", "合格", "90")),
    (("table", "change_items"), ("C9", "C9路1号", "新地址88号")),
    (("table", "licence_warnings", "--at", "2026-04-20"), ("C9", "证C9", "2026-04-30")),
    (("table", "customers", "--where", "customer_code=C9"), (PHONE, NAME)),
    (("table", "distribution_lines", "--where", "sale_no=XS1"), ("XS1", NAME, PHONE)),
]


def test_what_an_answer_is_asked_for_is_whole_on_eighty_columns(house: Desk) -> None:
    for arguments, wanted in ASKED:
        shown = house.cli.run(*arguments, "--format", "table", expect=None).out
        assert max(map(cell_len, shown.splitlines())) <= 80, (arguments, shown)
        joined = "".join(shown.split())
        for text in wanted:
            assert text in shown or text in joined, (arguments, text, shown)


def test_what_is_not_shown_is_named_or_there_is_nothing_hidden(house: Desk) -> None:
    for arguments, _ in ASKED:
        shown = house.cli.run(*arguments, "--format", "table", expect=None).out
        if "列未显示" in shown:
            assert "列未显示：" in shown, arguments
