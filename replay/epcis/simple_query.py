"""The simple event query of GS1 EPCIS 2.0 (8.2.7.1): which events are asked for, in which order.

Of its parameters those are taken whose members events of this ledger can have; another one is refused, since
an answer that ignored it would be wrong. Values come as the words of an address, several of them separated by
commas, or as the JSON of a named query.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice
from typing import Any, Final

from ledger.epcis.goods import NamedGoods, goods_named
from ledger.errors import CommandError, Problem

Event = Mapping[str, Any]
_Test = Callable[[Event], bool]

BAD_QUERY: Final = Problem(
    "bad_epcis_query",
    "EPCIS 查询：参数 {name} 应为 {expected}，实际为“{given}”。",
    "Querying EPCIS events: expected {name} to be {expected}, got '{given}'.",
    "参数见 GS1 EPCIS 2.0 第 8.2.7.1 节。",
    "GS1 EPCIS 2.0, section 8.2.7.1, has the parameters.",
)
TOO_MANY: Final = Problem(
    "epcis_query_too_large",
    "EPCIS 查询：应至多 {most} 条事件，实际更多。",
    "Querying EPCIS events: expected at most {most} events, there are more.",
    "缩小范围，或加大 maxEventCount。",
    "Narrow the query, or raise maxEventCount.",
)
_MEMBERS: Final = {
    "eventType": "type",
    "EQ_action": "action",
    "EQ_bizStep": "bizStep",
    "EQ_disposition": "disposition",
    "EQ_eventID": "eventID",
}
_INNER: Final = {
    "EQ_persistentDisposition_set": ("persistentDisposition", "set"),
    "EQ_persistentDisposition_unset": ("persistentDisposition", "unset"),
    "EQ_errorReason": ("errorDeclaration", "reason"),
    "EQ_correctiveEventID": ("errorDeclaration", "correctiveEventIDs"),
    "EQ_bizLocation": ("bizLocation", "id"),
    "EQ_readPoint": ("readPoint", "id"),
}
_OF_UNITS: Final = ("epcList", "childEPCs")
_OF_LOTS: Final = ("quantityList", "childQuantityList")
_MATCHES: Final = {
    "MATCH_epc": (_OF_UNITS, ()),
    "MATCH_epcClass": ((), _OF_LOTS),
    "MATCH_parentID": (("parentID",), ()),
    "MATCH_anyEPC": ((*_OF_UNITS, "parentID"), ()),
    "MATCH_anyEPCClass": ((), _OF_LOTS),
}
_BOUNDS: Final = re.compile(r"(GE|LT)_(eventTime|recordTime|errorDeclaration_?Time)")
_LISTED: Final = re.compile(r"EQ_(bizTransaction|source|destination)_(.+)")
_EXISTS: Final = "EXISTS_errorDeclaration"
_ORDER: Final = ("orderBy", "orderDirection", "eventCountLimit", "maxEventCount")
_MOST_SORTED: Final = 100_000  # events that are put in another order than the log's


PARAMETERS: Final = (
    *_MEMBERS,
    *_INNER,
    *_MATCHES,
    *(f"{end}_{of}" for of in ("eventTime", "recordTime", "errorDeclaration_Time") for end in ("GE", "LT")),
    _EXISTS,
    *_ORDER,
)  # besides those of transactions, sources and destinations, which have a type in their name


def is_parameter(name: str) -> bool:
    """Return whether a simple event query of this ledger has a parameter."""
    known = name in _MEMBERS or name in _INNER or name in _MATCHES or name in _ORDER or name == _EXISTS
    return known or bool(_BOUNDS.fullmatch(name) or _LISTED.fullmatch(name))


@dataclass(frozen=True, slots=True)
class SimpleQuery:
    """Which events are asked for.

    Attributes:
        tests: What each has to pass.
        order: Member by which they are sorted; None for the order of the log.
        falling: Whether the latest comes first.
        limit: How many are given at most; None for all.
        most: More than so many are refused; None for no bound.
        goods: What every event has to be about, where that is said; narrows what is read.
    """

    tests: tuple[_Test, ...] = ()
    order: str | None = None
    falling: bool = True
    limit: int | None = None
    most: int | None = None
    goods: NamedGoods | None = None

    def of(self, events: Iterable[Event]) -> Iterator[Event]:
        """Yield those of some events that are asked for.

        Raises:
            CommandError: There are more than may be.
        """
        found: Iterator[Event] = (one for one in events if all(test(one) for test in self.tests))
        if self.order is not None:
            member = self.order
            bounded = self._bounded(found, _MOST_SORTED)
            found = iter(sorted(bounded, key=lambda one: moment(one[member]), reverse=self.falling))
        if self.limit is not None:
            return islice(found, self.limit)
        return found if self.most is None else self._bounded(found, self.most)

    @staticmethod
    def _bounded(events: Iterable[Event], most: int) -> Iterator[Event]:
        for count, event in enumerate(events):
            if count == most:
                raise CommandError(TOO_MANY, most=most)
            yield event


def simple_query(words: Mapping[str, Sequence[str]], about: str | None = None) -> SimpleQuery:
    """Return the query that some parameters ask.

    Args:
        words: Parameters, each with its values.
        about: Identifier of goods or of a logistic unit that every event has to name; None for any.

    Raises:
        CommandError: A parameter has no such value, or two exclude each other.
    """
    tests = [_test(name, _values(given)) for name, given in words.items() if name not in _ORDER]
    matched = [about] if about is not None else []
    if about is not None:
        tests.append(_naming([about], ((*_OF_UNITS, "parentID"), _OF_LOTS)))
    for name in _MATCHES:
        values = _values(words.get(name, ()))
        matched += values if len(values) == 1 else []
    goods = goods_named(matched[0]) if matched else None
    order = _one(words, "orderBy", ("eventTime", "recordTime"))
    falling = _one(words, "orderDirection", ("ASC", "DESC")) != "ASC"
    limit, most = _count(words, "eventCountLimit"), _count(words, "maxEventCount")
    if limit is not None and (order is None or most is not None):
        expected = "orderBy" if order is None else "eventCountLimit / maxEventCount"
        raise CommandError(BAD_QUERY, name="eventCountLimit", expected=expected, given=limit)
    return SimpleQuery(tuple(tests), order, falling, limit, most, goods)


def _values(given: Sequence[str]) -> list[str]:
    return [one for each in given for one in each.split(",") if one]


def _one(words: Mapping[str, Sequence[str]], name: str, known: Sequence[str]) -> str | None:
    given = words.get(name)
    if not given:
        return None
    if given[-1] not in known:
        raise CommandError(BAD_QUERY, name=name, expected=" / ".join(known), given=given[-1])
    return given[-1]


def _count(words: Mapping[str, Sequence[str]], name: str) -> int | None:
    given = words.get(name)
    if not given:
        return None
    text = given[-1]
    if not (text.isascii() and text.isdigit() and 0 < int(text) <= _MOST_SORTED):
        raise CommandError(BAD_QUERY, name=name, expected=f"1..{_MOST_SORTED}", given=text)
    return int(text)


def _test(name: str, values: list[str]) -> _Test:
    """Return what an event has to pass by one parameter."""
    if name in _MEMBERS:
        member, wanted = _MEMBERS[name], frozenset(values)
        return lambda event: event.get(member) in wanted
    if name in _INNER:
        return _inner(_INNER[name], frozenset(values))
    if name in _MATCHES:
        return _naming(values, _MATCHES[name])
    if name == _EXISTS:
        wanted_there = values[-1:] != ["false"]
        return lambda event: ("errorDeclaration" in event) is wanted_there
    if (listed := _LISTED.fullmatch(name)) is not None:
        return _listed(listed[1], listed[2], frozenset(values))
    return _bound(name, values)


def _inner(path: tuple[str, str], wanted: frozenset[str]) -> _Test:
    outer, member = path

    def passes(event: Event) -> bool:
        found = event.get(outer, {}).get(member, ())
        return not wanted.isdisjoint({found} if isinstance(found, str) else found)

    return passes


def _listed(kind: str, word: str, wanted: frozenset[str]) -> _Test:
    """Return the test of a list whose entries have a type: transactions, sources, destinations."""

    def passes(event: Event) -> bool:
        entries = event.get(f"{kind}List", ())
        return any(
            one[kind] in wanted and (one["type"] == word or one["type"].endswith(f":{word}"))
            for one in entries
        )

    return passes


def _bound(name: str, values: list[str]) -> _Test:
    """Return the test of a bound of a time; `GE` is inclusive, `LT` is not."""
    found = _BOUNDS.fullmatch(name)
    if found is None or len(values) != 1:
        raise CommandError(BAD_QUERY, name=name, expected="1 value", given=",".join(values))
    limit, least, member = moment(values[0], name), found[1] == "GE", found[2]

    def passes(event: Event) -> bool:
        told = (
            event.get("errorDeclaration", {}).get("declarationTime")
            if "Declaration" in member
            else event[member]
        )
        if told is None:
            return False
        return moment(told) >= limit if least else moment(told) < limit

    return passes


def _naming(values: Iterable[str], where: tuple[Sequence[str], Sequence[str]]) -> _Test:
    """Return the test of whether an event names goods or a logistic unit, however they are written."""
    wanted = frozenset(values)
    goods = {found for one in wanted if (found := _goods(one)) is not None}
    units, lots = where

    def passes(event: Event) -> bool:
        told: list[str] = []
        for member in units:
            found = event.get(member, ())
            told += [found] if isinstance(found, str) else found
        told += [one["epcClass"] for member in lots for one in event.get(member, ())]
        return not wanted.isdisjoint(told) or any(_goods(one) in goods for one in told if goods)

    return passes


def _goods(identifier: str) -> NamedGoods | None:
    """Return the goods of an identifier; a unit is known by its serial, whether its lot is named or not."""
    found = goods_named(identifier)
    return found if found is None or found.serial is None else found._replace(lot=None)


def moment(text: str, name: str = "?") -> float:
    """Return a time as seconds; one without an offset is UTC.

    Raises:
        CommandError: It is none.
    """
    try:
        found = datetime.fromisoformat(text.replace(" ", "+"))
    except ValueError as error:
        raise CommandError(BAD_QUERY, name=name, expected="2026-05-01T08:00:00+08:00", given=text) from error
    return (found if found.tzinfo else found.replace(tzinfo=UTC)).timestamp()
