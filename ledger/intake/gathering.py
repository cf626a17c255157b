"""Rows of an input to documents: all rows under one number, adjacent or not."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from ledger.intake.deferred import Deferred
from ledger.intake.line_numbers import has_documents
from ledger.intake.rows import Row

if TYPE_CHECKING:
    from ledger.intake.opening import Input
    from ledger.intake.typed.sheet import TypedSheet

Document = list[Row]


def documents_of(
    number: int, one: Input, scattered: frozenset[str], apart: Deferred
) -> Iterator[tuple[int, Document]]:
    """Yield an input's documents: adjacent rows under one number, then those whose rows are scattered.

    A row that one of our exports shows as voided is no part of its document any more.

    Args:
        number: Of the input.
        one: The input.
        scattered: Numbers whose rows do not all lie together.
        apart: Takes these rows.
    """
    if one.typed is not None and one.typed.lacking.number:
        yield from _unnumbered(number, one, one.typed, apart)
        return
    if not has_documents(one.table):
        for row in one.rows():
            yield number, [row]
        return
    column = one.table.identity[0]
    document: Document = []
    current: Any = None
    for row in one.rows():
        name = row.data.get(column)
        if row.envelope.voided_at is not None:
            yield number, [row]
            continue
        if name in scattered:
            apart.add(number, [row], name)
            continue
        if document and (name != current or name is None):
            yield number, document
            document = []
        current = name
        document.append(row)
    if document:
        yield number, document
    yield from apart.gathered()


def _unnumbered(
    number: int, one: Input, sheet: TypedSheet, apart: Deferred
) -> Iterator[tuple[int, Document]]:
    """Yield the documents of a sheet whose rows carry no number: lines of one party on one day.

    Where a row is a matter of its own, equal ones still come together: the second is another.
    """
    if one.table.kind == "register":
        for row in one.rows():
            yield number, [row]
        return
    for row in one.rows():
        apart.add(number, [row], sheet.group(row))
    yield from apart.gathered()
