"""售后服务档案: all that was done for a customer, in time order (S4-I 措施-6, S4-B §5, GSP §104; R-48).

Sales, warranties and maintenance contracts, services, repairs stage by stage, visits, complaints, returns,
exchanges, quality tracking, opinion cards, feedback and adverse events: one row for each record, and for each
unit that it names. Beside them stand the acceptance and the warranty of the unit, as the register has them.

Rows come by customer, then in the order in which things happened. The filters customer_code and product_code
are looked up where the records lie, and one row too many is left to whoever asks.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from heapq import merge
from itertools import islice
from typing import Any

import orjson

from ledger import clock
from projections.answers.service.service_matters import Matter, of_cases, of_facts, of_registers
from projections.answers.service.service_sources import CASES, FACTS, REGISTERS
from projections.answers.service.service_units import Names, Warranties
from projections.reading.query import Query
from projections.reading.stream import FIRST_ROWS, MORE_ROWS, Memo, Values


def tuples(query: Query) -> Iterator[tuple[Any, ...]]:
    """Yield the archive."""
    streams = [of_facts(query, one) for one in FACTS]
    streams += [of_cases(query, one) for one in CASES]
    streams += [of_registers(query, one) for one in REGISTERS]
    matters, finish, size = merge(*streams), _Finish(query), FIRST_ROWS
    while part := list(islice(matters, size)):
        yield from finish(part)
        size = MORE_ROWS


class _Finish:
    """Makes rows of records, some hundred at a time, column by column."""

    def __init__(self, query: Query) -> None:
        self._names = Names(query)
        self._warranties = Warranties(query)
        self._shown = Memo(partial(clock.shown, zone=query.zone)).__getitem__

    def __call__(self, part: Sequence[Matter]) -> Iterator[tuple[Any, ...]]:
        """Yield the rows of some records, one for each unit."""
        columns: list[Values] = list(zip(*_units(part), strict=True))
        given = dict(zip(Matter._fields, columns, strict=True))
        customers = [code or None for code in given["customer"]]
        bound = ("warranty_no", "product_code", "serial", "sale_no", "line")
        warranties = map(self._warranties.of, *(given[key] for key in bound))
        return zip(
            customers,
            self._names.put(given["customer_name"], "customers", customers),
            given["product_code"],
            self._names.put(given["product_name"], "products", given["product_code"]),
            given["lot"],
            given["serial"],
            *zip(*warranties, strict=True),
            map(self._shown, given["at"]),
            given["kind"],
            given["number"],
            given["summary"],
            given["result"],
            given["technician"],
            given["satisfaction"],
            [None if text is None else orjson.loads(text) for text in given["voucher_nos"]],
            given["position"],
            strict=True,
        )


def _units(part: Sequence[Matter]) -> Sequence[Matter]:
    """Return records, in place of one that names several units one for each of them."""
    if not any(matter.serial and ";" in matter.serial for matter in part):
        return part
    return [
        matter._replace(serial=serial or None)
        for matter in part
        for serial in (matter.serial or "").split(";")
    ]
