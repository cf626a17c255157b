"""The picture itself: static SVG in millimetres, every word and quantity in it as text.

A page of A4 lies across; what needs more is wider or longer, and its letters stay as large. The same graph
gives the same bytes.
"""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Final

from replay.flow.graph import CUSTOMERS, DOCUMENT, SUPPLIER, Flow, FlowGraph
from replay.flow.labels import arrow_label, box_lines, fitted
from replay.flow.placing import BOX_WIDTH, Pair, Placement, Point, closing, placement
from replay.reports.case_timeline import FONTS

PAGE_WIDTH, PAGE_HEIGHT, MARGIN = 297.0, 210.0, 10.0
LETTERS: Final = 2.8
LINE: Final = 3.7
_TOP: Final = 16.0
_FOOT: Final = 8.0
_PORT: Final = 3.4  # between two arrows at one document, so that their quantities do not touch
_FITS: Final = (BOX_WIDTH - 1.5) / LETTERS
_FILLS: Final = {DOCUMENT: "#ffffff", SUPPLIER: "#e3eefb", CUSTOMERS: "#fdf0d5"}
_STORE: Final = "#e8f3ea"
_DARK, _GREY = "#333333", "#a6a6a6"
_UNSPEAKABLE: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")  # not for XML
_SVG: Final = "http://www.w3.org/2000/svg"


@dataclass(frozen=True, slots=True)
class Sheet:
    """What a picture shows.

    Attributes:
        graph: What flowed.
        units: By product.
        title: Over the picture.
        basis: Under the title: what the picture rests on.
        legend: At the foot.
    """

    graph: FlowGraph
    units: Mapping[str, str]
    title: str
    basis: str
    legend: str


def picture(sheet: Sheet) -> bytes:
    """Return a picture as SVG."""
    return _Drawing(sheet).drawn()


class _Drawing:
    """A picture being drawn."""

    def __init__(self, sheet: Sheet) -> None:
        self._sheet = sheet
        self._nodes = sheet.graph.nodes
        place = {node: index for index, node in enumerate(self._nodes)}
        self._flows: dict[Pair, list[Flow]] = defaultdict(list)
        for flow in sheet.graph.flows:
            self._flows[place[flow.source], place[flow.target]].append(flow)
        self._backward = closing(list(self._flows))
        self._lines = [_broken(box_lines(sheet.graph, node)) for node in self._nodes]
        self._heights = [
            max(len(lines) * LINE + 2, self._ports(box) * _PORT + 1) for box, lines in enumerate(self._lines)
        ]
        self._placed: Placement = placement(self._heights, list(self._flows), self._backward)
        self._grey = [self._is_grey(box) for box in range(len(self._nodes))]

    def drawn(self) -> bytes:
        """Return the whole picture."""
        width = max(PAGE_WIDTH, self._placed.width + 2 * MARGIN)
        height = max(PAGE_HEIGHT, self._placed.height + _TOP + _FOOT + 2 * MARGIN)
        root = _node(None, "svg", xmlns=_SVG, viewBox=f"0 0 {_n(width)} {_n(height)}")
        root.attrib |= {"width": f"{_n(width)}mm", "height": f"{_n(height)}mm", "font-family": FONTS}
        root.set("font-size", str(LETTERS))
        _node(root, "title", text=self._sheet.title)
        _node(root, "rect", width=_n(width), height=_n(height), fill="white")
        _node(root, "text", text=self._sheet.title, x=MARGIN, y=MARGIN + 4).set("font-size", "4.5")
        _node(root, "text", text=self._sheet.basis, x=MARGIN, y=MARGIN + 9, fill="#666666")
        _node(root, "text", text=self._sheet.legend, x=MARGIN, y=_n(height - MARGIN + 2), fill="#666666")
        body = _node(root, "g", transform=f"translate({MARGIN} {MARGIN + _TOP})")
        self._arrows(body)
        for box in range(len(self._nodes)):
            self._box(body, box)
        drawn: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
        return drawn + b"\n"

    def _ports(self, box: int) -> int:
        """Return how many arrows lie above one another at a document; at places they may meet."""
        if self._nodes[box].sort != DOCUMENT:
            return 0
        sides = [self._side(pair, pair.index(box)) for pair in self._flows if box in pair]
        return max(sides.count(-1), sides.count(1))

    def _is_grey(self, box: int) -> bool:
        return all(flow.voided for pair, flows in self._flows.items() if box in pair for flow in flows)

    def _box(self, body: ET.Element, box: int) -> None:
        node, (x, y) = self._nodes[box], self._placed.centres[box]
        top, grey = y - self._heights[box] / 2, self._grey[box]
        group = _node(body, "g")
        group.set("class", f"{node.sort} voided" if grey else node.sort)
        _node(group, "title", text=" ".join(box_lines(self._sheet.graph, node)))
        frame = _node(
            group,
            "rect",
            x=_n(x - BOX_WIDTH / 2),
            y=_n(top),
            width=_n(BOX_WIDTH),
            height=_n(self._heights[box]),
            rx=0.6 if node.sort == DOCUMENT else 2.5,
            fill="#f4f4f4" if grey else _FILLS.get(node.sort, _STORE),
            stroke=_GREY if grey else _DARK,
        )
        frame.set("stroke-width", "0.25")
        first = y - (len(self._lines[box]) - 1) * LINE / 2 + LETTERS * 0.36
        for index, line in enumerate(self._lines[box]):
            text = _node(group, "text", text=line, x=_n(x), y=_n(first + index * LINE))
            text.set("text-anchor", "middle")
            text.set("fill", _GREY if grey else "#111111")

    def _arrows(self, body: ET.Element) -> None:
        """Draw all lines first, so that none lies over a quantity."""
        doors = self._doors()
        routes = {
            pair: [doors[pair, 0], *self._placed.routes[pair][1:-1], doors[pair, 1]] for pair in self._flows
        }
        for pair, route in routes.items():
            self._line(body, pair, route)
        for pair, route in routes.items():
            self._quantity(body, pair, route)

    def _line(self, body: ET.Element, pair: Pair, route: Sequence[Point]) -> None:
        grey, side = self._is_voided(pair), self._side(pair, 0)
        colour = _GREY if grey else _DARK
        line = _node(body, "path", d=_curve(route, side), fill="none", stroke=colour)
        line.set("stroke-width", "0.3")
        if grey:
            line.set("stroke-dasharray", "1.2 0.8")
        _node(body, "path", d=_head(route[-1], side), fill=colour)

    def _quantity(self, body: ET.Element, pair: Pair, route: Sequence[Point]) -> None:
        """Write the quantity beside the document, where arrows of one box do not share their ends."""
        end = 0 if self._nodes[pair[0]].sort == DOCUMENT else 1
        (x, y), side, off = route[-end], self._side(pair, end), 2.4 if end else 1.0
        said = arrow_label(self._flows[pair], self._sheet.units)
        text = _node(body, "text", text=said, x=_n(x + side * off), y=_n(y - 0.5))
        text.set("class", "quantity voided" if self._is_voided(pair) else "quantity")
        text.set("text-anchor", "start" if side > 0 else "end")
        text.set("font-size", "2.6")
        text.set("fill", _GREY if self._is_voided(pair) else "#0b4f8a")
        text.set("stroke", "white")
        text.set("stroke-width", "0.5")
        text.set("paint-order", "stroke")

    def _is_voided(self, pair: Pair) -> bool:
        return all(flow.voided for flow in self._flows[pair])

    def _side(self, pair: Pair, end: int) -> int:
        """Return on which side of its box an arrow leaves (end 0) or arrives (1): -1 is the left."""
        return 1 if (pair in self._backward) == (end == 1) else -1

    def _doors(self) -> dict[tuple[Pair, int], Point]:
        """Return where each arrow leaves its box (0) and reaches the next (1), in the order of its way."""
        by_side: dict[tuple[int, int], list[tuple[Pair, int]]] = defaultdict(list)
        for pair in self._flows:
            for end in (0, 1):
                by_side[pair[end], self._side(pair, end)].append((pair, end))
        found = {}
        for (box, side), doors in by_side.items():
            x, y = self._placed.centres[box]
            doors.sort(key=lambda door: self._placed.routes[door[0]][-2 if door[1] else 1][1])
            step = min(_PORT, (self._heights[box] - 1) / len(doors))
            for index, door in enumerate(doors):
                found[door] = (x + side * BOX_WIDTH / 2, y + (index - (len(doors) - 1) / 2) * step)
        return found


def _broken(lines: Sequence[str]) -> list[str]:
    return [part for line in lines for part in fitted(line, _FITS)]


def _curve(route: Sequence[Point], side: int) -> str:
    """Return a smooth way through points, level at each of them."""
    parts = [f"M{_n(route[0][0])} {_n(route[0][1])}"]
    for (x, y), (to_x, to_y) in pairwise(route):
        reach = side * max(2.0, abs(to_x - x) / 2)
        parts.append(f"C{_n(x + reach)} {_n(y)} {_n(to_x - reach)} {_n(to_y)} {_n(to_x)} {_n(to_y)}")
    return "".join(parts)


def _head(tip: Point, side: int) -> str:
    x, y = tip
    back = x - side * 2.0
    return f"M{_n(x)} {_n(y)}L{_n(back)} {_n(y - 0.8)}L{_n(back)} {_n(y + 0.8)}Z"


def _node(parent: ET.Element | None, tag: str, text: str = "", **attributes: Any) -> ET.Element:
    named = {name: str(value) for name, value in attributes.items()}
    node = ET.Element(tag, named) if parent is None else ET.SubElement(parent, tag, named)
    if text:
        node.text = _UNSPEAKABLE.sub("�", text)
    return node


def _n(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".")
