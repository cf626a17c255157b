"""Every open clock and planned duty at a cut-off, visits by warranty state included, done and overdue."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from heapq import merge
from itertools import chain
from typing import Final

from projections.answers.cases.obligations import count as obligations_counted
from projections.answers.cases.obligations import obligations
from projections.answers.cases.periodic import periodic
from projections.reading.query import Query
from projections.reading.select import columns_of, in_order
from projections.reading.stream import Row

_FROM: Final = (
    ("subject_table", "table"),
    ("subject_no", "number"),
    ("matter", "matter_zh"),
    ("customer_code", "customer_code"),
    ("product_code", "product_code"),
    ("serial", "serial"),
    ("clock_id", "clock_id"),
    ("started_at", "started_at"),
    ("due_at", "due_at"),
    ("done_at", "done_at"),
    ("state", "state"),
    ("hours_late", "hours_late"),
    ("owner", "owner"),
)
ANSWERED: Final = frozenset({"subject_table", "subject_no"})


def everything(
    query: Query,
    tables: Collection[str] = (),
    numbers: Collection[str] = (),
    states: Collection[str] | None = None,
    *,
    by_due: bool = False,
) -> Iterator[Row]:
    """Yield all that is owed, of cases and periodically, in the shape of `obligations`; none named: all."""
    of_cases = obligations(query, tables or None, numbers or None, states, by_due=by_due)
    again = _periodic(query, tables, numbers, states)
    return merge(of_cases, sorted(again, key=_due), key=_due) if by_due else chain(of_cases, again)


def count(
    query: Query,
    tables: Collection[str] = (),
    numbers: Collection[str] = (),
    states: Collection[str] | None = None,
) -> int:
    """Return how many rows `everything` yields."""
    again = sum(1 for _ in _periodic(query, tables, numbers, states))
    return obligations_counted(query, tables or None, numbers or None, states) + again


def _periodic(
    query: Query, tables: Collection[str], numbers: Collection[str], states: Collection[str] | None
) -> Iterator[Row]:
    for row in periodic(query):
        if (
            (not tables or row["table"] in tables)
            and (not numbers or row["number"] in numbers)
            and (states is None or row["state"] in states)
        ):
            yield row


def _due(row: Row) -> tuple[bool, str]:
    """Return where a row stands among all that is owed, by when it is due."""
    due = row["due_at"]
    return due is None, due or ""


def rows(query: Query) -> Iterator[Row]:
    """Yield what is owed and was owed, its newest round, with the overdue notice raised about it, if any."""
    columns = columns_of("due_items")
    notices: dict[tuple[str, str, str], str] = {}
    for notice in query.rows("overdue_notices"):
        key = (notice["subject_table"], notice["subject_no"], notice["clock_id"])
        notices[key] = notice["overdue_notice_no"]
    names: dict[str, str] = {}
    for customer in query.rows("customers"):
        names[customer["customer_code"]] = customer["name"]
    tables, numbers = query.values("subject_table"), query.values("subject_no")
    newest: dict[tuple[str, str, str], Row] = {}
    for found in everything(query, tables, numbers):
        # What is owed once more after it was done takes the place of the round before.
        newest[found["table"], found["number"], found["clock_id"]] = found
    for found in newest.values():
        row = {key: found[source] for key, source in _FROM}
        row["customer_name"] = names.get(found["customer_code"] or "")
        row["overdue_notice_no"] = notices.get((found["table"], found["number"], found["clock_id"]))
        yield in_order(columns, row)
