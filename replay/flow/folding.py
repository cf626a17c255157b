"""A graph of many nodes folded by kind, until it can be read: documents first, then parties and lots."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from typing import Final

from replay.flow.graph import CUSTOMERS, DOCUMENT, PLACE, SUPPLIER, FlowGraph, FlowNode

MOST: Final = 300
MANY: Final = "*"  # in place of the names of nodes that are folded into one
Naming = Callable[[FlowNode], FlowNode]


def folded(graph: FlowGraph, most: int = MOST) -> FlowGraph:
    """Return a graph of no more nodes than can be read; it says how many each of its nodes stands for.

    Documents of one kind between the same places become one, then customers, lots, and suppliers.

    Args:
        graph: What is to be drawn.
        most: How many nodes may be drawn.
    """
    for fold in (_nothing, _sort(CUSTOMERS), _sort(PLACE), _sort(SUPPLIER)):
        if len(graph.nodes) > most:
            graph = graph.renamed(fold)
            graph = graph.renamed(_documents(graph))
    return graph


def _nothing(node: FlowNode) -> FlowNode:
    return node


def _sort(sort: str) -> Naming:
    """Return what folds the nodes of one sort, places by their status."""
    return lambda node: FlowNode(sort, node.what, (MANY,)) if node.sort == sort else node


def _documents(graph: FlowGraph) -> Naming:
    """Return what folds documents of one kind that lead from the same places to the same places."""
    ends: dict[FlowNode, tuple[set[FlowNode], set[FlowNode]]] = defaultdict(lambda: (set(), set()))
    for flow in graph.flows:
        ends[flow.target][0].add(flow.source)
        ends[flow.source][1].add(flow.target)
    alike: dict[object, list[FlowNode]] = defaultdict(list)
    for node in graph.nodes:
        if node.sort == DOCUMENT:
            sources, targets = ends[node]
            alike[node.what, node.voided, frozenset(sources), frozenset(targets)].append(node)
    names = {
        node: FlowNode(DOCUMENT, some[0].what, (MANY, *some[0].names), some[0].voided)
        for some in alike.values()
        if len(some) > 1
        for node in some
    }
    return lambda node: names.get(node, node)
