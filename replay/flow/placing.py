"""Where the nodes of a picture lie: in layers from left to right, with few crossings.

The layout is that of Sugiyama, as the library grandalf computes it. What it is given has no circles: an
arrow that would close one, as a return does that is sold again, is laid the other way round and drawn as it
is. The library lays layers from the top down; here they run from the left, as the page lies.
"""

from __future__ import annotations

import sys
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Final

Point = tuple[float, float]
Pair = tuple[int, int]
BOX_WIDTH: Final = 27.0
BETWEEN_LAYERS: Final = 15.0
BETWEEN_BOXES: Final = 3.0
_ROUNDS: Final = 4
_DEEP: Final = 20_000


@dataclass(frozen=True, slots=True)
class Placement:
    """Where everything lies, in millimetres from the upper left.

    Attributes:
        centres: Of the boxes.
        routes: From the centre of one box to that of the other, straight across the layers between them.
        width: Of all.
        height: Of all.
    """

    centres: list[Point]
    routes: dict[Pair, list[Point]]
    width: float
    height: float


def placement(heights: Sequence[float], arrows: Sequence[Pair], backward: frozenset[Pair]) -> Placement:
    """Return where boxes lie that arrows lead between.

    Args:
        heights: Of the boxes, in millimetres.
        arrows: By the places of their boxes in `heights`, each once.
        backward: Those that run against the layers.
    """
    forward = [(end, start) if (start, end) in backward else (start, end) for start, end in arrows]
    centres: dict[int, Point] = {}
    routes: dict[Pair, list[Point]] = {}
    below = width = 0.0
    for points, lines in _laid(heights, forward):
        left = min(x for x, _ in points.values()) - BOX_WIDTH / 2
        tops = [y - heights[box] / 2 for box, (_, y) in points.items()]
        ys = [y for line in lines.values() for _, y in line]
        top = min(*tops, *ys) if ys else min(tops)
        for box, (x, y) in points.items():
            centres[box] = (x - left, y - top + below)
        for pair, line in lines.items():
            routes[pair] = [(x - left, y - top + below) for x, y in line]
        lowest = max(centres[box][1] + heights[box] / 2 for box in points)
        below = max([lowest, *(y for pair in lines for _, y in routes[pair])]) + 2 * BETWEEN_BOXES
        width = max(width, *(centres[box][0] + BOX_WIDTH / 2 for box in points), 0.0)
    drawn = {pair: _route(pair, routes, backward) for pair in arrows}
    return Placement([centres[box] for box in range(len(heights))], drawn, width, below)


def _route(pair: Pair, routes: Mapping[Pair, list[Point]], backward: frozenset[Pair]) -> list[Point]:
    return routes[pair[1], pair[0]][::-1] if pair in backward else routes[pair]


def closing(arrows: Sequence[Pair]) -> frozenset[Pair]:
    """Return the arrows that would close a circle with those before them."""
    after: dict[int, set[int]] = defaultdict(set)
    found = set()
    for start, end in arrows:
        if _leads(after, end, start):
            found.add((start, end))
        else:
            after[start].add(end)
    return frozenset(found)


def _leads(after: Mapping[int, set[int]], start: int, end: int) -> bool:
    seen, waiting = set(), [start]
    while waiting:
        node = waiting.pop()
        if node == end:
            return True
        if node not in seen:
            seen.add(node)
            waiting += after.get(node, ())
    return False


def _laid(
    heights: Sequence[float], arrows: Sequence[Pair]
) -> Iterator[tuple[dict[int, Point], dict[Pair, list[Point]]]]:
    """Yield the parts of a graph that hang together, each laid by itself: its boxes and its arrows."""
    from grandalf.graphs import Edge, Graph, Vertex
    from grandalf.layouts import SugiyamaLayout, VertexViewer

    vertices = [Vertex(box) for box in range(len(heights))]
    for vertex, height in zip(vertices, heights, strict=True):
        vertex.view = VertexViewer(height, BOX_WIDTH)
    edges = [Edge(vertices[start], vertices[end]) for start, end in dict.fromkeys(arrows)]
    for edge in edges:
        edge.view = _Way()
    with _deep():
        for part in Graph(vertices, edges).C:
            layout = SugiyamaLayout(part)
            layout.xspace, layout.yspace = BETWEEN_BOXES, BETWEEN_LAYERS
            layout.init_all(inverted_edges=[])
            layout.draw(_ROUNDS)
            yield (
                {vertex.data: _turned(vertex.view.xy) for vertex in part.V()},
                {(edge.v[0].data, edge.v[1].data): edge.view.points for edge in part.E()},
            )


class _Way:
    """What the library writes the way of an arrow into.

    Attributes:
        points: From box to box.
    """

    def __init__(self) -> None:
        self.points: list[Point] = []

    def setpath(self, points: Sequence[Any]) -> None:
        """Take the way."""
        first, *between, last = map(_turned, points)
        across = [(x + side * BOX_WIDTH / 2, y) for x, y in between for side in (-1, 1)]
        self.points = [first, *across, last]


def _turned(point: Point) -> Point:
    """Return a point with the layers running from the left, to a hundredth of a millimetre."""
    return round(point[1], 2), round(point[0], 2)


@contextmanager
def _deep() -> Iterator[None]:
    """Let the library call itself once for each box of a layer."""
    before = sys.getrecursionlimit()
    sys.setrecursionlimit(max(before, _DEEP))
    try:
        yield
    finally:
        sys.setrecursionlimit(before)
