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
from operator import itemgetter
from typing import Any

import orjson

from ledger import clock
from projections.answers.service.service_matters import FIELDS, of_cases, of_facts, of_registers
from projections.answers.service.service_sources import CASES, FACTS, REGISTERS
from projections.answers.service.service_units import Names, Warranties
from projections.reading.merging import merged
from projections.reading.query import Query
from projections.reading.stream import Memo, Part, Values

_SERIAL = FIELDS.index("serial")
_Stored = tuple[Any, ...]  # a matter, its values in the order of the fields


def parts(query: Query) -> Iterator[Part]:
    """Yield the archive, some hundred rows at a time, column by column."""
    streams = [of_facts(query, one) for one in FACTS]
    streams += [of_cases(query, one) for one in CASES]
    streams += [of_registers(query, one) for one in REGISTERS]
    yield from map(_Finish(query), merged(streams))


class _Finish:
    """Makes rows of records, some hundred at a time, column by column."""

    def __init__(self, query: Query) -> None:
        self._names = Names(query)
        self._warranties = Warranties(query)
        self._shown = Memo(partial(clock.shown, zone=query.zone)).__getitem__

    def __call__(self, part: Sequence[_Stored]) -> Part:
        """Return the rows of some records, one for each unit."""
        columns: list[Values] = list(zip(*_units(part), strict=True))
        given = dict(zip(FIELDS, columns, strict=True))
        customers = [code or None for code in given["customer"]]
        bound = ("warranty_no", "product_code", "serial", "sale_no", "line")
        return [
            customers,
            self._names.put(given["customer_name"], "customers", customers),
            given["product_code"],
            self._names.put(given["product_name"], "products", given["product_code"]),
            given["lot"],
            given["serial"],
            *self._warranties.of(*(given[key] for key in bound)),
            list(map(self._shown, given["at"])),
            given["kind"],
            given["number"],
            given["summary"],
            given["result"],
            given["technician"],
            given["satisfaction"],
            _lists(given["voucher_nos"]),
            given["position"],
        ]


def _lists(texts: Values) -> Values:
    return [text and orjson.loads(text) for text in texts] if any(texts) else texts


def _units(part: Sequence[_Stored]) -> Sequence[_Stored]:
    """Return records, in place of one that names several units one for each of them."""
    if ";" not in "".join(filter(None, map(itemgetter(_SERIAL), part))):
        return part
    return [
        (*matter[:_SERIAL], serial or None, *matter[_SERIAL + 1 :])
        for matter in part
        for serial in (matter[_SERIAL] or "").split(";")
    ]
