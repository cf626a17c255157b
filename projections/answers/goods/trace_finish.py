"""What is looked up for many lines of a trace sheet at once: names, vouchers, hashes and times."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import partial

import orjson

from ledger import clock
from projections.answers.goods.registered import Registered
from projections.answers.goods.trace_lines import TraceLine
from projections.answers.goods.trace_sources import VERDICTS
from projections.answers.goods.trace_vouchers import Vouchers
from projections.reading.fetching import Stored
from projections.reading.query import Query
from projections.reading.stream import Memo, Part, Values

_PARTIES = (("customer_code", "customers"), ("supplier_code", "suppliers"))


class TraceFinish:
    """Makes rows of lines, some hundred at a time, column by column."""

    def __init__(self, query: Query) -> None:
        self._query = query
        self._vouchers = Vouchers(query)
        self._registered = Registered(query, only=("name",))
        self._shown = Memo(partial(clock.shown, zone=query.zone)).__getitem__

    def columns(
        self, lines: Sequence[Stored], amounts: Iterable[tuple[str | None, str | None, str | None]]
    ) -> Part:
        """Return rows of the view, column by column.

        Args:
            lines: Some lines, with the values of a `TraceLine` each; at least one.
            amounts: What each of them moved in and out, and what was left after it.
        """
        told = dict(zip(TraceLine._fields, zip(*lines, strict=True), strict=True))
        return [
            told["product_code"],
            self._product_names(told),
            _or_null(told["home"]),
            _or_null(told["serial"]),
            told["udi"],
            list(map(self._shown, told["happened"])),
            list(map(self._shown, told["record_time"])),
            told["role"],
            told["number"],
            self._party_names(told),
            *zip(*amounts, strict=True),
            told["location_code"],
            _verdicts(told["verdict"]),
            told["handler"],
            self._voucher_nos(told),
            told["position"],
            self._hashes(told["position"]),
            list(map(bool, told["voided"])),
        ]

    def _product_names(self, told: Mapping[str, Values]) -> Values:
        return self._named(told["product_name"], "products", told["product_code"])

    def _party_names(self, told: Mapping[str, Values]) -> Values:
        names = told["party"]
        for column, register in _PARTIES:
            names = self._named(names, register, told[column])
        return names

    def _named(self, names: Values, register: str, codes: Values) -> Values:
        """Return names, in the place of those that are blank what the register says of the code."""
        if all(names):
            return names
        blank = {code for name, code in zip(names, codes, strict=True) if not name}
        rows = self._registered.rows(register, blank)
        known = {code: row["name"] for code in blank if (row := rows.get(code or "")) is not None}
        return [name or known.get(code) for name, code in zip(names, codes, strict=True)]

    def _voucher_nos(self, told: Mapping[str, Values]) -> Values:
        documents = list(zip(told["table"], told["number"], strict=True))
        filed, own = self._vouchers.of(documents), told["voucher_nos"]
        if not filed and not any(own):
            return own
        return [
            None if given is None and document not in filed else _together(given, filed.get(document, ()))
            for document, given in zip(documents, own, strict=True)
        ]

    def _hashes(self, positions: Values) -> Values:
        if self._query.hashes is None:
            return [None] * len(positions)
        return list(map(self._query.hashes(set(positions)).get, positions))


def _or_null(texts: Values) -> Values:
    return texts if all(texts) else [text or None for text in texts]


def _verdicts(given: Values) -> Values:
    """Return verdicts as conforming, nonconforming or pending, as far as they are one of these."""
    return given if VERDICTS.keys().isdisjoint(given) else [VERDICTS.get(one, one) for one in given]


def _together(given: str | None, filed: Sequence[str]) -> list[str] | None:
    """Return the vouchers that a record names, a list in JSON, and those that are filed about it."""
    return [*dict.fromkeys((*(orjson.loads(given) if given else ()), *filed))] or None
