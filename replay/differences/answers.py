"""The answers that are compared: record tables, views, recalls, stock, cases, obligations.

::

    {"basis":   of both answers,
     "added":   rows that only the second has, "removed": rows that only the first has,
     "changed": [{"key": the identity columns, "before": row, "after": row}],
     "because": positions of the events between the two that touch those rows}

Of an answer with several lists each entry says its `list`. Without a subject every record table is a list,
and `tables` counts what differs in each.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from ledger.events import catalogue
from ledger.events.base import Table
from ledger.state.effects import MOVING
from projections.answers.catalogue import answered, stream
from projections.reading.cutoff import CutOff
from projections.reading.filters import Filter
from projections.reading.query import Query, today
from replay.as_of import basis
from replay.differences.causes import Sources
from replay.differences.goods_touched import goods_touched
from replay.differences.pairing import Pair, Row, differing
from replay.differences.span import Span
from replay.differences.touched import record_pairs

CASES: Final = ("table", "number", "line")
OBLIGATIONS: Final = ("table", "number", "line", "clock_id", "product_code", "serial", "round")
RECALL_LISTS: Final[dict[str | None, Sequence[str]]] = {
    "received": ("supplier_code", "product_code", "lot", "serial"),
    "consignees": ("customer_code", "product_code", "lot", "serial"),
    "on_hand": ("product_code", "lot", "serial", "status", "customer_code"),
    "possible": ("table", "doc_no", "line", "product_code", "lot", "serial"),
    "by_unit": ("product_code", "unit"),
}
_MOVING: Final = (*sorted(MOVING), "finding_resolved")


@dataclass
class Differences:
    """What differs between two answers.

    Attributes:
        lists: What differs in each list, in its order, with its identity columns; under None where an answer
            is one list.
        because: Positions of the events that did it.
        whole: Whether the lists are record tables, to be counted.
    """

    lists: dict[str | None, tuple[Sequence[str], list[Pair]]] = field(default_factory=dict)
    because: set[int] = field(default_factory=set)
    whole: bool = False

    def add(
        self, name: str | None, identity: Sequence[str], pairs: list[Pair], because: Iterable[int]
    ) -> None:
        """Add what differs in one list."""
        self.lists[name] = identity, pairs
        self.because.update(because)

    def counted(self) -> list[dict[str, Any]]:
        """Return how many rows of each record table came, went and changed."""
        return [
            {
                "key": name,
                "zh": catalogue.table(name).zh,
                "added": sum(pair.before is None for pair in pairs),
                "removed": sum(pair.after is None for pair in pairs),
                "changed": sum(None not in (pair.before, pair.after) for pair in pairs),
            }
            for name, (_, pairs) in self.lists.items()
            if name is not None
        ]

    def document(self, span: Span) -> dict[str, Any]:
        """Return it as it is printed."""
        return {
            "basis": [basis(span.log, one) for one in (span.first, span.second)],
            "added": [*self._rows(lambda pair: pair.after if pair.before is None else None)],
            "removed": [*self._rows(lambda pair: pair.before if pair.after is None else None)],
            "changed": [
                {
                    **_named(name),
                    "key": dict(zip(identity, pair.key, strict=True)),
                    "before": pair.before,
                    "after": pair.after,
                }
                for name, (identity, pairs) in self.lists.items()
                for pair in pairs
                if pair.before is not None and pair.after is not None
            ],
            "because": sorted(self.because),
            **({"tables": self.counted()} if self.whole else {}),
        }

    def _rows(self, chosen: Callable[[Pair], Row | None]) -> Iterable[dict[str, Any]]:
        for name, (_, pairs) in self.lists.items():
            for pair in pairs:
                row = chosen(pair)
                if row is not None:
                    yield {**_named(name), **row}


def _named(name: str | None) -> dict[str, str]:
    return {} if name is None else {"list": name}


def of_records(span: Span, tables: Iterable[Table]) -> Differences:
    """Return what differs in record tables, each a list of its own."""
    found = Differences(whole=True)
    for table in tables:
        _add_records(found, span, table, table.key)
    return found


def of_one(span: Span, table: Table, where: Sequence[Filter] = ()) -> Differences:
    """Return what differs in one record table or view."""
    found = Differences()
    if table.kind != "view":
        _add_records(found, span, table, None, where)
        return found
    mine = answered(table.key)
    where = [*where, *goods_touched(span, table)]
    rest = [one for one in where if one.key not in mine or not one.values]
    before, after = (
        stream(table.key, _query(span, cutoff, where)).fitting(rest).rows() for cutoff in span.cutoffs
    )
    _add_derived(found, span, differing(before, after, table.identity), table.identity, table.derived_from)
    return found


def of_rows(
    span: Span, identity: Sequence[str], rows: Callable[[Query], Iterable[Row]], sources: Sequence[str]
) -> Differences:
    """Return what differs in a list that is made anew for each cut-off.

    Args:
        span: The two points.
        identity: The columns that name a row.
        rows: Yields the rows at a cut-off.
        sources: Tables that the list is made of.
    """
    found = Differences()
    before, after = (map(_plain, rows(_query(span, cutoff))) for cutoff in span.cutoffs)
    _add_derived(found, span, differing(before, after, identity), identity, sources)
    return found


def of_recall(span: Span, before: Mapping[str, Any], after: Mapping[str, Any]) -> Differences:
    """Return what differs between two recall answers: in their lists, and in what each tells once."""
    found = Differences()
    sources = Sources(span, [catalogue.table_of(one).key for one in _MOVING], strict=True)
    for name in dict.fromkeys([*before, *after]):
        if name in {"basis", "proof"}:
            continue
        identity = RECALL_LISTS.get(name, ())
        pairs = differing(_listed(before.get(name)), _listed(after.get(name)), identity)
        # Sums over several goods change with the rows of those goods.
        because = sources.because(pairs, identity) if "lot" in identity else ()
        found.add(name, identity, pairs, because)
    return found


def _plain(row: Row) -> Row:
    """Return a row with keys that are nothing but text; they may be names of database columns."""
    return {str(key): value for key, value in row.items()}


def _listed(part: Any) -> list[Any]:
    return part if isinstance(part, list) else [] if part is None else [part]


def _add_records(
    found: Differences, span: Span, table: Table, name: str | None, where: Sequence[Filter] = ()
) -> None:
    pairs, touched = record_pairs(span, table, where)
    because = (position for pair in pairs for position in touched[pair.key])
    if pairs or name is None:
        found.add(name, table.identity, pairs, because)


def _add_derived(
    found: Differences, span: Span, pairs: list[Pair], identity: Sequence[str], sources: Sequence[str]
) -> None:
    """Add what differs in a derived list; what its sources do not explain any record may have done."""
    because = Sources(span, sources).because(pairs, identity)
    if pairs and not because:
        because = Sources(span, catalogue.TABLE_KEYS).because(pairs, identity)
    found.add(None, identity, pairs, because)


def _query(span: Span, cutoff: CutOff, where: Sequence[Filter] = ()) -> Query:
    day = today(cutoff, span.zone)
    return Query(span.connection, span.log, cutoff, span.zone, day, where, hashes=span.log.leaf_hashes)
