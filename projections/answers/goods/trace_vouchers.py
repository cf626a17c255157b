"""The vouchers that are filed about documents: those that the archive says belong to them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

import sqlalchemy as sa

from ledger.events import catalogue
from projections.engine.chunks import chunks
from projections.reading.query import Query
from projections.reading.select import select_rows
from projections.tables.record_tables import record_table

Document = tuple[str, str]  # table and number
_NAMING_GOODS = ("product_code", "lot", "serial", "udi")


class Vouchers:
    """The numbers of vouchers by document.

    Where goods are asked for, the vouchers of their documents are looked for; else all of them are read once,
    which takes memory by their number.
    """

    def __init__(self, query: Query) -> None:
        self._asked = query
        self._every = None if any(query.values(name) for name in _NAMING_GOODS) else self._read(None)

    def of(self, documents: Iterable[Document]) -> dict[Document, list[str]]:
        """Return the vouchers of those of some documents that have any, in order."""
        wanted = set(documents)
        found = self._every if self._every is not None else self._read({number for _, number in wanted})
        return {document: found[document] for document in wanted & found.keys()}

    def _read(self, numbers: set[str] | None) -> dict[Document, list[str]]:
        subject = record_table("vouchers").c.subject_no
        conditions: list[sa.ColumnElement[bool]] = [subject.is_not(None)]
        if numbers is not None:
            conditions = [subject.in_(part) for part in chunks(sorted(numbers))]
        found: dict[Document, list[str]] = defaultdict(list)
        names = ("voucher_no", "subject_table", "subject_no")
        for condition in conditions:
            for row in select_rows(self._asked, "vouchers", names, condition, order=("voucher_no",)):
                table = catalogue.named(row["subject_table"] or "")
                if table is not None:
                    found[table.key, row["subject_no"]].append(row["voucher_no"])
        return dict(found)
