"""What is near a value that nobody knows."""

import pytest

from ledger.phrases import rendered
from projections.reading.nearest import nearest, nearness

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


@pytest.mark.parametrize(
    ("known", "zh", "en"),
    [
        (["L25", "XK9"], "最接近的已知值：L25。", "The nearest known ones: L25."),
        (
            ["甲医院", "XK9", "XK9"],
            "没有相近的；已知的例如：XK9, 甲医院。",
            "None is near; known are for example: XK9, 甲医院.",
        ),
        (["", ""], "账本中还没有此类值。", "None of that kind is known yet."),
    ],
)
def test_a_sentence_speaks_of_nearness_only_where_something_is_near(known, zh, en):
    told = nearness("L24", known)
    assert [rendered({"near": told}, lang)["near"] for lang in ("zh", "en")] == [zh, en]
