"""票、帐、货相符: bill, record and goods of every line, side by side (requirement P-02).

For a sale the goods are what an outbound check passed, or else what was shipped; for a purchase what was
accepted on receipt. What came back for good lessens record and goods, and a red bill lessens the bill. Goods
and bills that no record stands behind are listed too. A difference ends by later facts or by an explanation
(`match_explanations`), never by an edit.

Documents are read in the order of their numbers, several sorted streams side by side, so memory holds one
document at a time.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from heapq import merge
from itertools import groupby
from operator import itemgetter
from typing import Any

from ledger.state.quantities import plain
from projections.answers.trade.matching import sources
from projections.answers.trade.matching.bills import Unlinked, billed
from projections.answers.trade.matching.judged import (
    EXPLAINED,
    GIFT,
    MATCHED,
    NO_INVOICE,
    open_since,
    state,
    sums,
)
from projections.answers.trade.matching.lines import (
    DOC_NO,
    LineRow,
    PlainLines,
    days_open,
    line_of,
    read_lines,
)
from projections.answers.trade.matching.papers import BILL, FEN, Line, MatchedPaper, allot
from projections.answers.trade.matching.sources import PURCHASE, SALES, Keyed
from projections.reading import configured
from projections.reading.query import Query
from projections.reading.stream import Row

TOLERANCE = (
    "MATCH.AMOUNT"  # the setting, of kind `threshold`, by how much CNY amounts may differ; a fen unset
)
Stream = Callable[[Query], Iterator[Keyed]]
Ranked = tuple[int, MatchedPaper]  # what it is to a document, and the paper
_SETTLED = frozenset({MATCHED, GIFT})
_FIRST: dict[str, Stream] = {SALES: sources.checked_out, PURCHASE: sources.received}
_BACK: dict[str, Stream] = {SALES: sources.returned, PURCHASE: sources.sent_back}
_OTHERWISE: dict[str, tuple[Stream, ...]] = {SALES: (sources.shipped, sources.used), PURCHASE: ()}


def tuples(query: Query) -> Iterator[tuple[Any, ...]]:
    """Yield every line of purchases and sales with what differs, ordered by direction and document."""
    settings = configured.in_force(query, ["threshold"])
    tolerance = configured.number(settings, [TOLERANCE])
    explanations = _explanations(query)
    wanted = query.values("match_direction")
    for direction in (PURCHASE, SALES):
        if not wanted or direction in wanted:
            yield from _Direction(
                query, direction, explanations, FEN if tolerance is None else tolerance
            ).rows()


class _Direction:
    """The lines of a direction with their papers laid on them, document by document."""

    def __init__(
        self,
        query: Query,
        direction: str,
        explanations: dict[tuple[str, str], list[Row]],
        tolerance: Decimal,
    ) -> None:
        self._unlinked = Unlinked(query, direction)
        # A bill that names no document is shared out over all documents that name it.
        self._query = replace(query, where=()) if self._unlinked else query
        self._direction = direction
        self._explanations = explanations
        self._tolerance = tolerance
        self._direct = sources.delivered_directly(self._query) if direction == SALES else {}

    def rows(self) -> Iterator[tuple[Any, ...]]:
        """Yield the rows of the view."""
        plain_lines = PlainLines(self._direction, self._query.today)
        papers = self._papers()
        named, laid = next(papers, (None, []))
        for doc_no, rows in groupby(read_lines(self._query, self._direction), key=itemgetter(DOC_NO)):
            while named is not None and named < doc_no:
                yield from self._document(named, [], laid)
                named, laid = next(papers, (None, []))
            lines = list(rows)
            if named == doc_no:
                yield from self._document(doc_no, lines, laid)
                named, laid = next(papers, (None, []))
            elif self._is_plain(doc_no, lines):
                yield from map(plain_lines.row, lines)
            else:
                yield from self._document(doc_no, lines, [])
        while named is not None:
            yield from self._document(named, [], laid)
            named, laid = next(papers, (None, []))

    def _papers(self) -> Iterator[tuple[str | None, list[Ranked]]]:
        """Yield the papers of each document that any names, in the order of the documents."""
        query, direction = self._query, self._direction
        streams = [
            _ranked(1, _FIRST[direction](query)),
            *(_ranked(2, one(query)) for one in _OTHERWISE[direction]),
            _ranked(3, _BACK[direction](query)),
            _ranked(4, billed(query, direction)),
            _ranked(4, self._unlinked.keyed()),
        ]
        for doc_no, parts in groupby(merge(*streams, key=itemgetter(0)), key=itemgetter(0)):
            yield doc_no, [(rank, paper) for _, rank, paper in parts]

    def _is_plain(self, doc_no: str, lines: Iterable[LineRow]) -> bool:
        """Return whether nothing but the record itself speaks of a document that no paper names."""
        if (self._direction, doc_no) in self._explanations:
            return False
        waits_for = self._unlinked.waits_for
        return not any(
            quantity is None or direct is not None or waits_for(invoice_no)
            for *_, quantity, _, _, _, invoice_no, direct, _ in lines
        )

    def _document(
        self, doc_no: str, rows: Iterable[LineRow], papers: Sequence[Ranked]
    ) -> Iterator[tuple[Any, ...]]:
        lines = [line_of(row, self._direction) for row in rows]
        given = self._explanations.get((self._direction, doc_no), [])
        for line in _matched(doc_no, lines, papers, self._unlinked, self._direct):
            yield _row(self._query, self._direction, line, self._tolerance, given)


def _ranked(rank: int, stream: Iterator[Keyed]) -> Iterator[tuple[str, int, MatchedPaper]]:
    for doc_no, one in stream:
        yield doc_no, rank, one


def _matched(
    doc_no: str,
    lines: list[Line],
    papers: Sequence[Ranked],
    unlinked: Unlinked,
    direct: dict[str, list[MatchedPaper]],
) -> list[Line]:
    """Return the lines of a document with its papers laid on them, and lines for those that fit none."""
    checked = any(rank == 1 for rank, _ in papers)
    goods = [one for rank, one in papers if rank == 1 or (rank == 2 and not checked)]
    bills = [one for rank, one in papers if rank == 4]
    if any(not one.receipt for one in bills) or not lines:
        bills = [one for one in bills if not one.receipt]
    left = allot(lines, goods)
    for number in dict.fromkeys(line.direct for line in lines if line.direct is not None):
        allot([line for line in lines if line.direct == number], direct.get(number, ()))
    if lines:
        allot(lines, (one for rank, one in papers if rank == 3))
    left += allot(lines, sorted(bills, key=_red_last))
    for line in lines:
        left += unlinked.serve(line)
    return lines + _without_record(doc_no, left)


def _red_last(paper: MatchedPaper) -> bool:
    """Sort red bills behind those they reverse."""
    return (paper.quantity or paper.amount or Decimal(0)) < 0


def _without_record(doc_no: str, papers: list[MatchedPaper]) -> list[Line]:
    """Return lines for goods and bills that no record stands behind, those of one kind of goods together."""
    found: dict[tuple[Any, ...], Line] = {}
    for paper in papers:
        key = (paper.line or 0, paper.product or "", paper.lot or "", ";".join(sorted(paper.serials)))
        if key not in found:
            shown = {"serial": key[3] or None, "product_name": paper.product_name}
            found[key] = Line(doc_no, paper.line, None, shown, paper.product, paper.lot, paper.serials)
        line = found[key]
        line.shown.setdefault("party", paper.party)
        line.shown.setdefault("party_name", paper.party_name)
        line.shown["owner"] = line.shown.get("owner") or paper.owner
        line.papers.append(paper)
    return [found[key] for key in sorted(found)]


def _explanations(query: Query) -> dict[tuple[str, str], list[Row]]:
    """Return the explanations given, by direction and document."""
    found: dict[tuple[str, str], list[Row]] = {}
    for row in query.rows("match_explanations"):
        found.setdefault((row["match_direction"], row["doc_no"]), []).append(row)
    return found


def _explained(line: Line, result: str, given: Sequence[Row]) -> str | None:
    """Return the newest explanation of what differs on a line."""
    fitting = [
        one for one in given if one["line"] in {None, line.line} and one["match_state"] in {None, result}
    ]
    newest = max(fitting, key=lambda one: (one["explained_on"], one["position"]), default=None)
    return None if newest is None else str(newest["reason"])


def _row(
    query: Query, direction: str, line: Line, tolerance: Decimal, given: Sequence[Row]
) -> tuple[Any, ...]:
    found = sums(line)
    result = state(found, direction, tolerance)
    if result == NO_INVOICE and line.gift:
        result = GIFT
    explanation = None if result in _SETTLED else _explained(line, result, given)
    days = None
    if result not in _SETTLED and explanation is None:
        days = days_open(open_since(line, direction, tolerance), query.today)
    shown, party = line.shown, line.shown.get("party")
    return (
        direction,
        line.doc_no,
        line.line,
        shown.get("customer_code", party if direction == SALES else None),
        shown.get("supplier_code", party if direction == PURCHASE else None),
        shown.get("party_name"),
        line.product,
        shown.get("product_name"),
        line.lot,
        shown.get("serial"),
        _plain(found.record),
        _plain(found.goods),
        _plain(found.bill),
        _plain(found.record_amount),
        _plain(found.bill_amount),
        _numbers(line),
        result if explanation is None else EXPLAINED,
        days,
        shown.get("owner"),
        explanation,
    )


def _numbers(line: Line) -> str | None:
    """Return the bills laid on a line, joined like serials, else the one that the record names."""
    found = dict.fromkeys(one.number for one in line.papers if one.kind == BILL)
    return ";".join(found) or line.invoice_no


def _plain(value: Decimal | None) -> str | None:
    return None if value is None else plain(value)
