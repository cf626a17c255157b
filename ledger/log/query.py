"""What to look for in the log, by type and tag, as SQL over the tag table."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from ledger.log.dialect import Dialect

_MOST_BRANCHES = 100  # of one statement; SQLite takes at most 500


@dataclass(frozen=True, slots=True)
class Branch:
    """One way to match: one of `types`, any of `any_tag`, all of `all_tags`; what is empty asks nothing."""

    types: tuple[str, ...] = ()
    any_tag: tuple[str, ...] = ()
    all_tags: tuple[str, ...] = ()

    def sql(self, dialect: Dialect, after: int, until: int) -> tuple[str, list[Any]]:
        """Return the statement for the positions that match within `(after, until]`."""
        table = "events_tags" if self.any_tag or self.all_tags else "events"
        conditions = [f"s.position > {dialect.mark}", f"s.position <= {dialect.mark}"]
        values: list[Any] = [after, until]
        tags = self.any_tag or self.all_tags[:1]
        if tags:
            condition, value = dialect.among_texts("s.tag", tags)
            conditions.append(condition)
            values.append(value)
        if self.types:
            condition, value = dialect.among_texts("s.type", self.types)
            conditions.append(condition)
            values.append(value)
        for tag in self.all_tags[1:]:
            conditions.append(
                "EXISTS (SELECT 1 FROM events_tags AS o"
                f" WHERE o.tag = {dialect.mark} AND o.position = s.position)"
            )
            values.append(tag)
        return f"SELECT s.position FROM {table} AS s WHERE {' AND '.join(conditions)}", values


@dataclass(frozen=True, slots=True)
class Selection:
    """What to look for: the branches of a query, or everything."""

    branches: tuple[Branch, ...] = ()
    everything: bool = False

    @property
    def is_ordered(self) -> bool:
        """Whether one index gives the positions in order, so that looking far ahead costs nothing."""
        if self.everything:
            return True
        return len(self.branches) == 1 and len(self.branches[0].any_tag) <= 1

    def positions(self, dialect: Dialect, after: int, until: int) -> tuple[str, list[Any]]:
        """Return the statement for all matching positions within `(after, until]`, each once, unordered."""
        if len(self.branches) == 1:
            statement, values = self.branches[0].sql(dialect, after, until)
            if self.is_ordered:
                return statement, values
            return statement.replace("SELECT", "SELECT DISTINCT", 1), values
        parts = [branch.sql(dialect, after, until) for branch in self.branches]
        return " UNION ".join(part[0] for part in parts), [value for part in parts for value in part[1]]

    def chunks(self) -> Iterator[Selection]:
        """Yield selections small enough for one statement each; together they select the same."""
        if len(self.branches) <= _MOST_BRANCHES:
            yield self
            return
        for at in range(0, len(self.branches), _MOST_BRANCHES):
            yield Selection(self.branches[at : at + _MOST_BRANCHES])


EVERYTHING = Selection(everything=True)


def selection_of_tags(tags: Sequence[str], types: Sequence[str] = ()) -> Selection:
    """Return the selection of events that carry any of these tags (and are of one of these types)."""
    return Selection((Branch(types=tuple(types), any_tag=tuple(sorted(set(tags)))),))


def selection_of_types(types: Sequence[str]) -> Selection:
    """Return the selection of events of these types, or of all if there are none."""
    return Selection((Branch(types=tuple(types)),)) if types else EVERYTHING


def selection_of_all_tags(tags: Sequence[str], types: Sequence[str] = ()) -> Selection:
    """Return the selection of events that carry all of these tags (and are of one of these types)."""
    return Selection((Branch(types=tuple(types), all_tags=tuple(tags)),))
