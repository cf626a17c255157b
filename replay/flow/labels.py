"""What stands in the boxes and on the arrows of a picture, and how much of a text fits into a line."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Final
from unicodedata import east_asian_width

from ledger.settings import language
from ledger.state.quantities import plain
from replay.flow.folding import MANY
from replay.flow.graph import CUSTOMERS, DOCUMENT, PLACE, SUPPLIER, Flow, FlowGraph, FlowNode
from replay.flow.words import kind_word, party_word, place_word

_MOST_PRODUCTS: Final = 2  # whose quantities one arrow shows
_MOST_LINES: Final = 3


def box_lines(graph: FlowGraph, node: FlowNode) -> list[str]:
    """Return what stands in a box: what it is, its number or name, when it was."""
    if MANY in node.names:
        return [f"{_kind(node)} ×{graph.joined.get(node, 1)}", *_days(graph, node)]
    if node.sort == DOCUMENT:
        return [f"{_kind(node)} {node.names[0]}", *_days(graph, node)]
    if node.sort == PLACE:
        return [_kind(node), " ".join(filter(None, node.names))]
    return [f"{_kind(node)} {node.names[0]}".strip(), *filter(None, [graph.titles.get(node)])]


def arrow_label(flows: Iterable[Flow], units: Mapping[str, str]) -> str:
    """Return how much went along an arrow, by product, with units."""
    sums: dict[str, Decimal] = defaultdict(Decimal)
    for flow in flows:
        sums[flow.product] += flow.quantity
    if len(sums) > _MOST_PRODUCTS:
        return f"{len(sums)} 种产品" if language() == "zh" else f"{len(sums)} products"
    return " + ".join(f"{plain(sums[one])} {units.get(one, '')}".strip() for one in sorted(sums))


def fitted(text: str, most: float) -> list[str]:
    """Return a text as lines of so many signs, Latin ones counted half; what does not fit ends in `…`.

    A number stays whole where it fits into a line of its own.
    """
    lines, line = [], ""
    for word in text.split(" "):
        if line and wide(f"{line} {word}") > most:
            lines.append(line)
            line = ""
        line = f"{line} {word}" if line else word
        while wide(line) > most:
            fits = next(end for end in range(len(line), 0, -1) if wide(line[:end]) <= most)
            lines.append(line[:fits])
            line = line[fits:]
    lines.append(line)
    if len(lines) > _MOST_LINES:
        lines = [*lines[: _MOST_LINES - 1], lines[_MOST_LINES - 1][:-1] + "…"]
    return lines


def wide(text: str) -> float:
    """Return how many Chinese signs wide a text is."""
    return sum(1.0 if east_asian_width(sign) in "WFA" else 0.58 for sign in text)


def _kind(node: FlowNode) -> str:
    if node.sort == DOCUMENT:
        return kind_word(node.what)
    return party_word(node.sort) if node.sort in {SUPPLIER, CUSTOMERS} else place_word(node.what)


def _days(graph: FlowGraph, node: FlowNode) -> list[str]:
    days = sorted(graph.days.get(node, ()))
    return [days[0] if days[0] == days[-1] else f"{days[0]}…{days[-1]}"] if days else []
