"""Ranges of serials: what lies in one, and what is none."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.errors import CommandError
from ledger.serial_ranges import in_range, parsed_range


@pytest.mark.parametrize(
    ("serial", "lies"),
    [
        ("A0001", True),
        ("A0350", True),
        ("A0351", False),
        ("A0000", False),
        ("A7", True),
        ("A00007", True),
        ("B0007", False),
        ("a0007", False),
        ("A", False),
        ("A0007X", False),
        ("XA0007", False),
        ("A-0007", False),
        ("A000７", False),
        ("", False),
    ],
)
def test_a_range_is_told_by_its_beginning_and_the_number_at_the_end(serial: str, *, lies: bool) -> None:
    assert in_range(serial, "A0001..A0350") is lies


def test_digits_inside_belong_to_the_beginning() -> None:
    assert in_range("24-B05", "24-B01..24-B10")
    assert not in_range("25-B05", "24-B01..24-B10")


def test_a_range_may_have_numbers_alone_or_of_any_length() -> None:
    assert in_range("15", "10..20")
    assert in_range("8" + "0" * 5000, "7" + "0" * 5000 + ".." + "9" * 5001)
    assert in_range("A5", " A5 .. A5 ")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("A1", "Reading a range of serials: expected two that end in digits, like A0001..A0350, got 'A1'."),
        (
            "A1..",
            "Reading a range of serials: expected two that end in digits, like A0001..A0350, got 'A1..'.",
        ),
        (
            "A1..A2..A3",
            "Reading a range of serials: expected both ends to begin alike, got 'A1' and 'A2..A3'.",
        ),
        ("A1..B9", "Reading a range of serials: expected both ends to begin alike, got 'A1' and 'B9'."),
        ("A9..A08", "Reading a range of serials: expected the lower one first, got 'A9..A08'."),
    ],
)
def test_what_is_no_range_is_refused_with_one_sentence(text: str, message: str) -> None:
    with pytest.raises(CommandError) as refused:
        parsed_range(text)
    assert refused.value.reason.message("en") == message
    assert refused.value.reason.message("zh")


@given(st.integers(0, 2000), st.integers(0, 2000), st.integers(0, 2000), st.integers(1, 6))
def test_a_number_lies_in_a_range_as_numbers_do(low: int, high: int, number: int, width: int) -> None:
    """However each of the three is padded."""
    low, high = sorted((low, high))
    assert in_range(f"SN{number:0{width}d}", f"SN{low:04d}..SN{high}") is (low <= number <= high)
