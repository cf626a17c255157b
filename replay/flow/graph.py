"""From the movements of a trace to places, documents, and what flowed between them.

Goods lie in places: with a supplier, in the house in some status, with a customer. A document takes them from
one place to another, so every movement is two flows: into its document and out of it. Which receipt the goods
of a sale came by nobody knows where stock is kept by lot; so the picture leads both through the stock of the
lot, and claims no more than the ledger knows. What was put away on a receipt or a return goes through that
document on its way into stock; a transfer, and the repair of a customer's unit, come from where they lead.
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
_PUT_AWAY: Final = "put_away"


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


Step = tuple[FlowNode, FlowNode, Decimal]
"""From where to where how much went."""


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
    lots, put_away = _lots(rows), _PutAway(rows)
    routes = {
        id(row): list(put_away.through(row, _steps(row, _document_of(row), lots)))
        for row in sorted(rows, key=lambda row: bool(row["kind"] == _PUT_AWAY))
    }
    for row in rows:
        is_voided, document = row["voided_at"] is not None, _document_of(row)
        if row["on_date"] and row["on_date"] not in told.days[document]:
            told.days[document].append(row["on_date"])
        for source, target, quantity in routes[id(row)]:
            if quantity:
                told.flows.append(Flow(source, target, row["product_code"], quantity, is_voided))
                _name(told, row, (source, target))
    return told


class _PutAway:
    """What was put away of each receipt and return: on its way into stock it goes through that document."""

    def __init__(self, rows: Iterable[Row]) -> None:
        self._left: dict[int, Decimal] = {}  # of a row, by its identity
        self._of: dict[tuple[str, str], list[Row]] = defaultdict(list)
        for row in rows:
            if row["kind"] != _PUT_AWAY or row["voided_at"] is not None:
                continue
            for kind, column in (("received", "receipt_no"), ("returned", "return_no")):
                if row[column]:
                    self._of[kind, row[column]].append(row)
                    self._left[id(row)] = Decimal(row["quantity"])

    def through(self, row: Row, steps: Iterable[Step]) -> Iterator[Step]:
        """Yield the steps of a movement, those into stock by way of the put-aways that there were."""
        if row["kind"] == _PUT_AWAY:
            left = self._left.get(id(row), Decimal(row["quantity"]))
            for source, target, quantity in steps:
                yield source, target, left if source.sort == PLACE else quantity
            return
        behind = self._of.get((row["kind"], row["doc_no"]), ()) if row["voided_at"] is None else ()
        for source, target, quantity in steps:
            rest = quantity
            for one in behind if target.sort == PLACE and target.what == SALEABLE else ():
                taken = min(rest, self._left[id(one)])
                if taken and _alike(row, one):
                    self._left[id(one)] -= taken
                    rest -= taken
                    yield source, _document_of(one), taken
            yield source, target, rest


def _alike(row: Row, other: Row) -> bool:
    """Return whether two rows may be of the same goods: what one does not say, the other may."""
    return row["product_code"] == other["product_code"] and all(
        row[name] == other[name] or not row[name] or not other[name] for name in ("lot", "serial")
    )


def _lots(rows: Iterable[Row]) -> dict[tuple[str, str], str]:
    """Return the lot of each unit of which some movement names it."""
    return {(row["product_code"], row["serial"]): row["lot"] for row in rows if row["serial"] and row["lot"]}


def _document_of(row: Row) -> FlowNode:
    kind = "received" if row["kind"] == "set_aside" else row["kind"]
    return FlowNode(DOCUMENT, kind, (row["doc_no"],), row["voided_at"] is not None)


def _steps(row: Row, document: FlowNode, lots: Lots) -> Iterator[Step]:
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
