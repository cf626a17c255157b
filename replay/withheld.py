"""Personal values taken out of what people read: which names hide them, and who the individuals are.

Hidden are the columns that are personal of everybody, what is personal in the row of a person, and in any
column of any answer what the file of an individual customer says of who that is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from functools import cache
from typing import TYPE_CHECKING, Any, Final

import orjson
import sqlalchemy as sa

from ledger.events import catalogue
from ledger.events.individuals import CUSTOMERS, EXTRA, INDIVIDUAL, OF_A_PERSON, personal_in
from projections.reading.query import Query
from projections.tables.record_tables import record_table

if TYPE_CHECKING:
    from projections.reading.filters import Filter
    from projections.reading.rendering import PersonalValues
    from projections.tables.pointers import Pointer

Row = Mapping[str, Any]
Mask = Callable[[Row], dict[str, Any]]
_AS_JSON: Final = frozenset({"integer", "boolean", "list"})  # types of which personal values lie as JSON
_HEAD: Final = 2  # signs by which a value is looked for within a text


def mask(individuals: frozenset[str], table: str, instead: str | None) -> Mask:
    """Return what takes the personal values out of the rows of an answer.

    Args:
        individuals: What the files of individual customers say, see :func:`of_individuals`.
        table: Key of the record table that the rows are of; any other word for another answer.
        instead: What stands in the place of a value.
    """
    of_everybody, recorded = personal_names(), table in catalogue.TABLE_KEYS

    def masked(row: Row) -> dict[str, Any]:
        hidden = of_everybody | (personal_in(table, row, person=None) if recorded else frozenset())
        return {
            name: instead
            if value is not None and (name in hidden or (isinstance(value, str) and value in individuals))
            else value
            for name, value in row.items()
        }

    return masked


@cache
def personal_names() -> frozenset[str]:
    """Return the names of columns that are personal of everybody in some table, and public in none."""
    columns = [column for table in catalogue.tables() for column in table.columns]
    public = {column.key for column in columns if not column.personal}
    always = {column.key for column in columns if column.personal}
    return frozenset(always - public | {EXTRA})


def of_individuals(connection: sa.Connection) -> frozenset[str]:
    """Return what the files of individual customers say of who they are, in all their versions."""
    customers = record_table(CUSTOMERS).c
    asked = sa.select(*(customers[name] for name in sorted(OF_A_PERSON))).where(customers.kind == INDIVIDUAL)
    return frozenset(str(value) for row in connection.execute(asked) for value in row if value)


class WithoutNames:
    """Takes out of texts what the files of individuals say, wherever in a text it stands.

    Args:
        individuals: What they say.
        instead: What stands in its place.
    """

    def __init__(self, individuals: frozenset[str], instead: str) -> None:
        self._instead = instead
        self._values: dict[str, list[str]] = {}
        for value in sorted(individuals, key=len, reverse=True):
            self._values.setdefault(value[:_HEAD], []).append(value)

    def __call__(self, text: str) -> str:
        """Return a text in which no individual is named."""
        heads = self._values
        if not heads or not any(text[at : at + _HEAD] in heads for at in range(len(text))):
            return text
        parts, at = [], 0
        while at < len(text):
            named = next(
                (one for one in heads.get(text[at : at + _HEAD], ()) if text.startswith(one, at)), ""
            )
            alone = len(named) >= _HEAD or (named == text and named)
            parts.append(self._instead if alone else text[at])
            at += len(named) if alone else 1
        return "".join(parts)


class Withheld:
    """Personal values that are there and are not shown: a mark stands for each.

    Args:
        kept: Where they lie.
        instead: The mark.
    """

    def __init__(self, kept: PersonalValues, instead: str) -> None:
        self._kept, self._instead = kept, instead

    def personal(self, wanted: Iterable[Pointer]) -> dict[Pointer, str]:
        """Return the mark for each value that is still there."""
        quoted = orjson.dumps(self._instead).decode()
        return {
            one: quoted if one[1] in _kept_as_json() else self._instead for one in self._kept.personal(wanted)
        }


@cache
def _kept_as_json() -> frozenset[str]:
    columns = (column for table in catalogue.tables() for column in table.columns)
    return frozenset(column.key for column in columns if column.personal and column.type in _AS_JSON)


@dataclass(frozen=True, slots=True)
class WithheldQuery(Query):
    """A question whose answers show a mark in place of every personal value.

    Attributes:
        individuals: What the files of individual customers say.
        instead: The mark.
        text: Takes it out of any text.
    """

    individuals: frozenset[str] = frozenset()
    instead: str = ""
    text: Callable[[str], str] = str

    def rows(
        self,
        key: str,
        *,
        voided: bool = False,
        where: Sequence[Filter] = (),
        only: Sequence[str] | None = None,
    ) -> Iterator[dict[str, Any]]:
        """Yield the rows of a record table at the cut-off, without personal values."""
        found = Query.rows(self, key, voided=voided, where=where, only=only)
        return map(mask(self.individuals, key, self.instead), found)

    def stages(
        self, key: str, *, where: Sequence[Filter] = (), only: Sequence[str] | None = None
    ) -> Iterator[dict[str, Any]]:
        """Yield every standing stage of every case of a table, without personal values."""
        return map(mask(self.individuals, key, self.instead), Query.stages(self, key, where=where, only=only))


def withholding(query: Query, instead: str) -> WithheldQuery:
    """Return the same question, its answers without personal values."""
    given = {one.name: getattr(query, one.name) for one in fields(Query)}
    individuals = of_individuals(query.connection)
    return WithheldQuery(
        **given | {"personal": Withheld(query.personal, instead)},
        individuals=individuals,
        instead=instead,
        text=WithoutNames(individuals, instead),
    )
