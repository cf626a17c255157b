"""Patterns of document numbers: what they say on a day, and which numbers are of them."""

from __future__ import annotations

import pytest

from ledger.deciding.numbering import pattern_on
from ledger.events import catalogue


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("XS-{yyyymmdd}-{seq3}", "XS-20260501-007"),
        ("PXJH-{yyyy}-{seq2}", "PXJH-2026-07"),
        ("{yymmdd}{seq4}", "2605010007"),
        ("CP-{seq6} unless the company already has product codes", "CP-000007"),
        ("HJ-{yyyy}-{seq4}; every letter and reply has a number", "HJ-2026-0007"),
        ("甲{mm}{dd}/{seq1}号", "甲0501/7号"),
        ("ZC-{yyyy}", "ZC-2026"),
    ],
)
def test_a_pattern_gives_the_number_of_a_sequence(text: str, number: str) -> None:
    """What stands behind the pattern in words is a remark."""
    pattern = pattern_on(text, "2026-05-01")
    assert pattern is not None
    assert pattern.number(7) == number
    assert pattern.sequence(number) == (7 if pattern.width else None)


@pytest.mark.parametrize(
    "text", ["", "number printed on the invoice", "HT-{kind}-{yyyymm}-{seq3}", "{seq2}{seq2}"]
)
def test_a_pattern_that_asks_for_more_than_day_and_sequence_gives_none(text: str) -> None:
    """Then the number is to be given."""
    assert pattern_on(text, "2026-05-01") is None


def test_numbers_of_another_pattern_have_no_sequence() -> None:
    """Other text before, behind or in the middle, or fewer digits than the pattern has."""
    pattern = pattern_on("XS-{yyyymmdd}-{seq3}", "2026-05-01")
    assert pattern is not None
    for number in (
        "XS-20260502-001",
        "XS-20260501-01",
        "XS-20260501-00a",
        "XS-20260501-001b",
        "XS-20260501-",
    ):
        assert pattern.sequence(number) is None
    assert pattern.sequence("XS-20260501-1000") == 1000


def test_most_tables_number_their_documents() -> None:
    """Without a pattern of their own are registers of codes that somebody chooses, and numbers of others."""
    without = {one.key for one in catalogue.tables() if pattern_on(one.numbering, "2026-05-01") is None}
    assert {"sales", "receipts", "returns", "gate_refusals"}.isdisjoint(without)
    assert {"invoices", "licences", "contracts"} <= without
