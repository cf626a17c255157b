"""Queries of the library as selections of the log.

An event matches a query if it matches one of its items; it matches an item if its type is one of the item's
types (or there are none) and it carries all of the item's tags. A query without items matches everything.
"""

from __future__ import annotations

from eventsourcing.dcb.api import DCBQuery, DCBQueryItem

from ledger.log.query import EVERYTHING, Branch, Selection


def selection_of(query: DCBQuery | None) -> Selection:
    """Return what a query of the library selects."""
    if query is None or not query.items:
        return EVERYTHING
    types: set[str] = set()
    single: dict[tuple[str, ...], set[str]] = {}
    several: list[Branch] = []
    for item in query.items:
        tags, item_types = _normal(item)
        if not tags and not item_types:
            return EVERYTHING
        if not tags:
            types.update(item_types)
        elif len(tags) == 1:
            single.setdefault(item_types, set()).update(tags)
        else:
            several.append(Branch(types=item_types, all_tags=tags))
    branches = [Branch(types=tuple(sorted(types)))] if types else []
    branches += [Branch(types=kinds, any_tag=tuple(sorted(tags))) for kinds, tags in single.items()]
    return Selection(tuple(branches + several))


def _normal(item: DCBQueryItem) -> tuple[tuple[str, ...], tuple[str, ...]]:
    return tuple(sorted(set(item.tags))), tuple(sorted(set(item.types)))
