"""The layout of a picture: boxes lie in layers and do not touch, and it is loaded only where one is drawn."""

from __future__ import annotations

import subprocess
import sys
from itertools import pairwise

import pytest

from replay.flow.labels import fitted, wide
from replay.flow.placing import BETWEEN_LAYERS, BOX_WIDTH, closing, placement

CHAIN = [(0, 1), (1, 2), (2, 3), (3, 1)]


def test_an_arrow_that_would_close_a_circle_runs_against_the_layers() -> None:
    """As a return does that is sold again."""
    assert closing(CHAIN) == {(3, 1)}
    placed = placement([10.0] * 4, CHAIN, closing(CHAIN))
    assert [x for x, _ in placed.centres] == [
        pytest.approx(BOX_WIDTH / 2 + layer * (BOX_WIDTH + BETWEEN_LAYERS)) for layer in range(4)
    ]
    assert placed.routes[3, 1][0] == placed.centres[3]
    assert placed.routes[3, 1][-1] == placed.centres[1]


def test_three_hundred_boxes_do_not_touch() -> None:
    """A supplier, a receipt, a lot, and sales to many of which some came back."""
    arrows = [(0, 1), (1, 2)]
    for sale in range(3, 150):
        customer = 150 + sale
        arrows += [(2, sale), (sale, customer), (customer, 1)]
    arrows = [pair for pair in arrows if pair[1] != 1 or pair == (0, 1) or pair[0] % 5 == 0]
    used = sorted({box for pair in arrows for box in pair})
    place = {box: index for index, box in enumerate(used)}
    arrows = [(place[start], place[end]) for start, end in arrows]
    placed = placement([10.0] * len(used), arrows, closing(arrows))
    assert len(placed.centres) == 297
    columns: dict[float, list[float]] = {}
    for x, y in placed.centres:
        columns.setdefault(x, []).append(y)
    for column in columns.values():
        column.sort()
        assert all(lower - upper >= 12.9 for upper, lower in pairwise(column))
    assert set(placed.routes) == set(arrows)


def test_parts_that_do_not_hang_together_lie_one_under_the_other() -> None:
    """Two deliveries of two products."""
    placed = placement([10.0, 10.0, 10.0, 20.0], [(0, 1), (2, 3)], frozenset())
    assert placed.centres[0][0] == placed.centres[2][0]
    assert placed.centres[2][1] > placed.centres[0][1] + 10
    assert placed.height >= 30


def test_a_name_is_broken_where_the_box_ends() -> None:
    """Chinese signs count whole, Latin ones about half; what does not fit ends in dots."""
    assert fitted("澜泊市第一人民医院", 5) == ["澜泊市第一", "人民医院"]
    assert fitted("一" * 20, 5) == ["一" * 5, "一" * 5, "一" * 4 + "…"]
    assert fitted("sold XS-20260325-001", 9) == ["sold", "XS-20260325-001"]
    assert wide("AB") < wide("医院")


def test_the_layout_is_loaded_only_where_a_picture_is_drawn() -> None:
    """Help and every other answer do without."""
    code = (
        "import sys; import replay.cli.verbs.trace_verb, replay.as_of, replay.flow.of_trace\n"
        "print(sorted({'grandalf', 'pyparsing'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"
