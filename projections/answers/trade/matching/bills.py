"""Bills: which direction they belong to, which document, and those that only the record itself names."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

import sqlalchemy as sa

from projections.answers.trade.matching.papers import BILL, Line, MatchedPaper, take
from projections.answers.trade.matching.sources import PURCHASE, SALES, Keyed, chosen, serials
from projections.reading.query import Query
from projections.reading.select import select_stored
from projections.reading.stream import Row
from projections.tables.record_tables import record_table

_COLUMNS = (
    *("invoice_no", "line", "invoice_kind", "issued_on", "sale_no", "sale_line", "purchase_no", "red_of"),
    *("product_code", "product_name", "lot", "serial", "quantity", "amount", "tax_amount"),
    *("customer_code", "customer_name", "supplier_code", "supplier_name", "invoice_clerk"),
)
_NUMBER = {SALES: "sale_no", PURCHASE: "purchase_no"}  # by which a bill names its document


def billed(query: Query, direction: str) -> Iterator[Keyed]:
    """Yield the bills that name their document, in its order."""
    number = _NUMBER[direction]
    column = record_table("invoices").c[number]
    where = [_of(direction), column.isnot(None), *chosen(query, column)]
    for row in select_stored(query, "invoices", _COLUMNS, order=(column,), where=where):
        yield row[number], _paper(row, direction)


class Unlinked:
    """Bills that name no document, kept until the lines that name them have come by.

    A red bill that names only the bill it reverses goes where that one went. Memory grows with the number of
    such bills, not with the ledger.
    """

    def __init__(self, query: Query, direction: str) -> None:
        self._pools: dict[str, list[MatchedPaper]] = defaultdict(list)
        self._orphans: list[Keyed] = []
        self._placed: list[Keyed] = []
        self._lines: Counter[str] = Counter()
        column = record_table("invoices").c[_NUMBER[direction]]
        where = [_of(direction), column.is_(None), record_table("invoices").c.repair_no.is_(None)]
        rows = list(select_stored(query, "invoices", _COLUMNS, where=where))
        if rows:
            self._sort(query, direction, rows)

    def __bool__(self) -> bool:
        return bool(self._lines)

    def keyed(self) -> Iterator[Keyed]:
        """Yield those whose document is known after all, or that stand alone, in its order."""
        yield from sorted(self._placed + self._orphans, key=lambda one: one[0])

    def waits_for(self, invoice_no: str | None) -> bool:
        """Return whether a bill that lines of records name has still to be shared out."""
        return invoice_no in self._pools

    def serve(self, line: Line) -> list[MatchedPaper]:
        """Let a line take what it needs from the bill it names; return what no later line can take."""
        if line.invoice_no is None or line.invoice_no not in self._pools:
            return []
        self._lines[line.invoice_no] -= 1
        if self._lines[line.invoice_no] > 0:
            kept = []
            for paper in self._pools[line.invoice_no]:
                rest = take(line, paper) if line.fits(paper) else paper
                if rest is not None:
                    kept.append(rest)
            self._pools[line.invoice_no] = kept
            return []
        left = self._pools.pop(line.invoice_no)
        line.papers += [paper for paper in left if line.fits(paper)]
        return [paper for paper in left if not line.fits(paper)]

    def _sort(self, query: Query, direction: str, rows: list[Row]) -> None:
        self._lines = _naming(query, direction, {row["invoice_no"] for row in rows} | _reversed(rows))
        documents = _documents(query, direction, _reversed(rows))
        for row in rows:
            paper = _paper(row, direction)
            of = row["red_of"] if row["red_of"] in self._lines else row["invoice_no"]
            if of in self._lines:
                self._pools[of].append(paper)
            elif row["red_of"] in documents:
                self._placed.append((documents[row["red_of"]], paper))
            elif not paper.receipt:
                self._orphans.append((row["invoice_no"], _standing_alone(paper, row["line"])))


def _of(direction: str) -> sa.ColumnElement[bool]:
    """Return which bills belong to a direction; those for service belong to none."""
    table = record_table("invoices")
    obtained = sa.or_(
        table.c.invoice_kind == "purchase",
        sa.func.coalesce(table.c.invoice_direction, "issued") == "received",
        sa.and_(
            table.c.invoice_kind == "red",
            sa.or_(table.c.supplier_code.isnot(None), table.c.purchase_no.isnot(None)),
        ),
    )
    goods = table.c.invoice_kind != "service"
    return sa.and_(goods, obtained if direction == PURCHASE else sa.not_(obtained))


def _paper(row: Row, direction: str) -> MatchedPaper:
    selling, red = direction == SALES, row["invoice_kind"] == "red"
    party = "customer" if selling else "supplier"
    return MatchedPaper(
        BILL,
        row["issued_on"],
        row["invoice_no"],
        row["sale_line"] if selling else None,
        row["product_code"],
        row["lot"],
        serials(row["serial"]),
        _signed(row["quantity"], red=red),
        _signed(row["amount"], red=red),
        _signed(row["tax_amount"], red=red),
        row[f"{party}_code"],
        row[f"{party}_name"],
        row["product_name"],
        row["invoice_clerk"],
        receipt=row["invoice_kind"] == "receipt",
    )


def _signed(text: str | None, *, red: bool) -> Decimal | None:
    """Return a number of a bill; a red one takes off, whether its own figures carry the sign or not."""
    if text is None:
        return None
    return -abs(Decimal(text)) if red else Decimal(text)


def _standing_alone(paper: MatchedPaper, line: int) -> MatchedPaper:
    return replace(paper, line=line)


def _reversed(rows: list[Row]) -> set[str]:
    return {row["red_of"] for row in rows if row["red_of"] is not None}


def _naming(query: Query, direction: str, numbers: set[str]) -> Counter[str]:
    """Return how many lines of records name each of these bills."""
    table, bills = record_table("sales" if direction == SALES else "purchases"), record_table("invoices").c
    known = sa.union(sa.select(bills.invoice_no), sa.select(bills.red_of).where(bills.red_of.is_not(None)))
    number = table.c.invoice_no
    statement = sa.select(number, sa.func.count()).where(query.cutoff.live(table), number.in_(known))
    found = query.connection.execute(statement.group_by(number))
    return Counter({row[0]: row[1] for row in found if row[0] in numbers})


def _documents(query: Query, direction: str, numbers: set[str]) -> dict[str, str]:
    """Return which document each of these bills names."""
    if not numbers:
        return {}
    column = record_table("invoices").c[_NUMBER[direction]]
    rows = select_stored(
        query, "invoices", ("invoice_no", _NUMBER[direction]), where=[_of(direction), column.isnot(None)]
    )
    return {row["invoice_no"]: row[_NUMBER[direction]] for row in rows if row["invoice_no"] in numbers}
