"""From the movements of a trace to places, documents, and what flowed between them.

Goods lie in places: with a supplier, in the house in some status, with a customer. A document takes them from
one place to another, so every movement is two flows: into its document and out of it. Which receipt the goods
of a sale came by nobody knows where stock is kept by lot; so the picture leads both through the stock of the
lot, and claims no more than the ledger knows.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Final

from ledger.state.effects import CONSIGNED, CUSTOMER, ON_LOAN, OUTSIDE, SALEABLE, SENT_BACK, after_return
from replay.flow.words import NOT_ACCEPTED

DOCUMENT: Final = "document"
PLACE: Final = "place"
SUPPLIER: Final = "supplier"
CUSTOMERS: Final = "customer"
_AWAY: Final = frozenset({CONSIGNED, ON_LOAN})  # out of the house with somebody, and still ours
Row = Mapping[str, Any]
Lots = Mapping[tuple[str, str], str]


@dataclass(frozen=True, slots=True, order=True)
class FlowNode:
    """A place or a document.

    Attributes:
        sort: Document, place in a status, supplier or customer.
        what: The kind of movement of a document, the status of a place.
        names: Number of a document; product, lot and holder of a place; code of a party.
        voided: Whether it is a document that was voided.
    """

    sort: str
    what: str
    names: tuple[str, ...]
    voided: bool = False


@dataclass(frozen=True, slots=True)
class Flow:
    """What went from one node to the next by one movement."""

    source: FlowNode
    target: FlowNode
    product: str
    quantity: Decimal
    voided: bool


@dataclass(slots=True)
class FlowGraph:
    """The nodes in the order in which they were met, and the flows between them.

    Attributes:
        flows: One for each movement into a document or out of it.
        titles: Names of parties.
        days: When documents happened, in order.
        joined: Of a node that stands for several, how many they are.
    """

    flows: list[Flow] = field(default_factory=list)
    titles: dict[FlowNode, str] = field(default_factory=dict)
    days: dict[FlowNode, list[str]] = field(default_factory=lambda: defaultdict(list))
    joined: dict[FlowNode, int] = field(default_factory=dict)

    @property
    def nodes(self) -> list[FlowNode]:
        """Every node once, in the order in which they were met."""
        return list(dict.fromkeys(node for flow in self.flows for node in (flow.source, flow.target)))

    def renamed(self, name: Callable[[FlowNode], FlowNode]) -> FlowGraph:
        """Return the graph in which nodes of one name are one node."""
        told = FlowGraph()
        for node in self.nodes:
            new = name(node)
            told.joined[new] = told.joined.get(new, 0) + self.joined.get(node, 1)
            told.days[new] += self.days.get(node, [])
            if new == node and node in self.titles:
                told.titles[node] = self.titles[node]
        told.flows = [
            Flow(name(flow.source), name(flow.target), flow.product, flow.quantity, flow.voided)
            for flow in self.flows
        ]
        return told


def flow_graph(movements: Sequence[Row], voided: Sequence[Row] = ()) -> FlowGraph:
    """Return what a trace tells as a graph.

    Args:
        movements: Of a trace, in order.
        voided: Movements of the same goods that were taken out again, by their voids.
    """
    told = FlowGraph()
    rows = sorted((*movements, *voided), key=lambda row: (row["event_time"] or "", row["position"]))
    lots = _lots(rows)
    for row in rows:
        is_voided = row["voided_at"] is not None
        document = _document(row, voided=is_voided)
        if row["on_date"] and row["on_date"] not in told.days[document]:
            told.days[document].append(row["on_date"])
        for source, target, quantity in _steps(row, document, lots):
            if quantity:
                told.flows.append(Flow(source, target, row["product_code"], quantity, is_voided))
                _name(told, row, (source, target))
    return told


def _lots(rows: Iterable[Row]) -> dict[tuple[str, str], str]:
    """Return the lot of each unit of which some movement names it."""
    return {(row["product_code"], row["serial"]): row["lot"] for row in rows if row["serial"] and row["lot"]}


def _document(row: Row, *, voided: bool) -> FlowNode:
    kind = "received" if row["kind"] == "set_aside" else row["kind"]
    return FlowNode(DOCUMENT, kind, (row["doc_no"],), voided)


def _steps(row: Row, document: FlowNode, lots: Lots) -> Iterator[tuple[FlowNode, FlowNode, Decimal]]:
    """Yield what flowed into the document of a movement and out of it."""
    quantity = Decimal(row["quantity"])
    if row["kind"] == "received":
        yield _supplier(row), document, quantity
        if row["accepted"] is not None:
            accepted = Decimal(row["accepted"])
            yield document, _place(SALEABLE, row, lots), accepted
            yield document, _place(NOT_ACCEPTED, row, lots), max(Decimal(0), quantity - accepted)
        return
    source, target = _ends(row)
    if source != OUTSIDE:
        yield _place(source, row, lots), document, quantity
    if target != OUTSIDE:
        yield document, _place(target, row, lots), quantity


def _ends(row: Row) -> tuple[str, str]:
    """Return the statuses between which a movement that is no receipt took its goods."""
    if row["kind"] == "sold":
        return SALEABLE, CUSTOMER
    if row["kind"] == "returned":  # what no customer held came back from where it was without a sale
        source = CONSIGNED if row["outstanding"] is None else CUSTOMER
        return source, after_return(row["disposition"] or "")
    return row["from_status"] or OUTSIDE, row["to_status"] or OUTSIDE


def _place(status: str, row: Row, lots: Lots) -> FlowNode:
    if status == CUSTOMER:
        return FlowNode(CUSTOMERS, "", (row["customer_code"] or "",))
    if status == SENT_BACK and row["supplier_code"]:
        return _supplier(row)
    lot = row["lot"] or lots.get((row["product_code"], row["serial"] or ""), "")
    holder = (row["customer_code"],) if status in _AWAY and row["customer_code"] else ()
    return FlowNode(PLACE, status, (row["product_code"], lot, *holder))


def _supplier(row: Row) -> FlowNode:
    return FlowNode(SUPPLIER, "", (row["supplier_code"] or "",))


def _name(told: FlowGraph, row: Row, nodes: Iterable[FlowNode]) -> None:
    for node in nodes:
        if node.sort in {SUPPLIER, CUSTOMERS} and row[f"{node.sort}_name"]:
            told.titles[node] = row[f"{node.sort}_name"]
