"""Which lots look the same."""

from __future__ import annotations

import pytest

from projections.answers.goods.recall_looks import alike, looks, one_off


@pytest.mark.parametrize(
    ("lot", "other"),
    [
        ("L240", "L24O"),
        ("L241", "L24I"),
        ("L241", "l24l"),
        ("AB-24", "ab24"),
        ("AB 24", "AB_24"),
        ("A24", "\u041024"),
        ("P24", "\u042024"),
        ("Ｌ24", "L24"),
        ("8S24", "B524"),
    ],
)
def test_signs_that_are_taken_for_one_another(lot: str, other: str) -> None:
    """Letters and digits, other alphabets, case, separators and blanks."""
    assert looks(lot) == looks(other)
    assert alike([lot], [other], ()) == {other: {lot}}


@pytest.mark.parametrize(
    ("lot", "other"), [("L24", "L25"), ("L24", "M24"), ("L24", "L2"), ("L24", "L244"), ("L24", "L42")]
)
def test_one_sign_off_is_asked_of_lots_that_never_came_in_only(lot: str, other: str) -> None:
    assert one_off(lot, other)
    assert one_off(other, lot)
    assert alike([lot], [lot, other], {other}) == {other: {lot}}
    assert alike([lot], [lot, other], ()) == {}


@pytest.mark.parametrize(("lot", "other"), [("L24", "L35"), ("L24", "L2444"), ("L24", "24L")])
def test_lots_that_differ_in_more_are_others(lot: str, other: str) -> None:
    assert not one_off(lot, other)
    assert alike([lot], [other], {other}) == {}


@pytest.mark.parametrize(
    "cell",
    [
        "L1/L2",
        "L2/L1",
        "L1和L2",
        "L1 L2",
        "L1、L2",
        "L2，L1",
        "L1；L2",
        "L1+L2",
        "l1&L2",
        "L1~L5",
        "L1(3)/L2(2)",
        "L1*3",
    ],
)
def test_a_cell_of_several_lots_may_be_each_of_them(cell: str) -> None:
    """Though it came in as one lot."""
    assert alike(["L1"], [cell], ()) == {cell: {"L1"}}


@pytest.mark.parametrize("cell", ["L10/L2", "ML1", "L1-L2", "L2/L3"])
def test_a_cell_that_names_others_is_none_of_it(cell: str) -> None:
    """A dash stands within lots, too."""
    assert alike(["L1"], [cell], ()) == {}
