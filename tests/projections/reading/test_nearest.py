"""What is near a value that nobody knows."""

import pytest

from projections.reading.nearest import nearest

LOTS = ["20260501", "20260510", "L24", "L25", "LOT-0I7", "XK9", "甲医院", "乙医院有限公司"]


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("2026501", "20260501"),
        ("2O260501", "20260501"),
        ("l24", "L24"),
        ("Ｌ２４", "L24"),
        ("LOT017", "LOT-0I7"),
        ("乙医院", "乙医院有限公司"),
    ],
)
def test_the_likest_comes_first(typed, first):
    assert nearest(typed, LOTS)[0] == first


def test_what_is_unlike_is_not_named_and_ties_go_by_code_point():
    assert nearest("完全不同的名称", LOTS) == []
    assert nearest("L2X", ["L2B", "L2A", "L2C", "L2D"]) == ["L2A", "L2B", "L2C"]
    assert nearest("L24", []) == []
