"""Documents of EPCIS that are wrong in one place: each member of a document taken away, or made another."""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy
from typing import Any

Path = tuple[str | int, ...]
_OTHERS: dict[type, tuple[Any, ...]] = {
    str: (7, None, "", "no such word", ["x"]),
    int: ("7", None, []),
    float: ("7", None, []),
    list: ({}, "x", None),
    dict: ([], "x", None),
}


def mutations(document: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield documents with one change each, and where and what it is."""
    for path, value in _members(document, ()):
        name = ".".join(map(str, path))
        yield f"{name} gone", _changed(document, path, _GONE)
        for other in _OTHERS.get(type(value), ()):
            yield f"{name} = {other!r}", _changed(document, path, other)
        if isinstance(value, dict):
            yield f"{name} + undeclared", _changed(document, (*path, "undeclared"), "x")


def _members(value: Any, path: Path) -> Iterator[tuple[Path, Any]]:
    if path:
        yield path, value
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for name, one in inside:
        if name != "@context":
            yield from _members(one, (*path, name))


_GONE = object()


def _changed(document: dict[str, Any], path: Path, value: Any) -> dict[str, Any]:
    found = deepcopy(document)
    place: Any = found
    for step in path[:-1]:
        place = place[step]
    if value is _GONE:
        del place[path[-1]]
    else:
        place[path[-1]] = value
    return found
