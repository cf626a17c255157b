"""A recall as its stages tell it: who opened it, which scopes it had, who was told and what they answered."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any, Final, NamedTuple

from ledger import clock
from ledger.events import catalogue
from ledger.state.recall_stops import SCOPE_COLUMNS
from projections.answers.goods.recall_scope import Scope
from projections.reading.filters import filters
from projections.reading.query import Query
from projections.reading.stream import Row
from projections.tables.record_tables import STAGE

_BUYERS: Final = ("target_customer", "customers", "sold_from", "sold_to")
_LISTS: Final = {
    "products": ("products", "product_code"),
    "lots": ("lots",),
    "udis": ("udis",),
    "registrations": ("registrations",),
    "suppliers": ("suppliers",),
    "customers": ("customers", "target_customer"),
}
# What a board asks of the stages of a recall: of ten thousand answers the rest need not be read.
BOARD_COLUMNS: Final = (
    *("event_time", "record_time", "origin", "reason", "level", "product_code", *SCOPE_COLUMNS, *_BUYERS),
    *("scope_version", "known_position", "as_true_at", "scope_digest", "scope_reason"),
    *("customer_code", "notice_sent_at", "notice_method"),
    *("response_state", "responded_at", "response_text", "customer_on_hand", "customer_used"),
    *("customer_destroyed", "unaccounted_reason", "consignee_name", "lot", "serial"),
    *("passed_on_to", "passed_on_quantity"),
)


class Version(NamedTuple):
    """One version of a recall's scope.

    Attributes:
        number: From 1.
        position: Of the event that set it; 0 where only the opening says which goods.
        known: Last position that its frozen list rests on.
        at: World time of the frozen list, in the stored form.
        scope: Which goods.
        digest: Of the frozen list, as recorded with it.
        reason: Why it was set.
    """

    number: int
    position: int
    known: int
    at: str
    scope: Scope
    digest: str | None
    reason: str | None


@dataclass(frozen=True, slots=True)
class Recall:
    """A recall at a cut-off.

    Attributes:
        number: Of the case.
        stages: What stands of its stages, oldest first, as the record table shows them.
        versions: Of its scope, oldest first; never none.
    """

    number: str
    stages: list[Row]
    versions: list[Version]

    @property
    def opened(self) -> Row:
        """The stage that opened it."""
        return self.stages[0]

    @property
    def drill(self) -> bool:
        """Whether it is only practised."""
        return bool(self.opened["origin"] == "drill")

    @property
    def closed(self) -> bool:
        """Whether it was closed."""
        return any(row[STAGE] == "closed" for row in self.stages)

    def of(self, stage: str) -> list[Row]:
        """Return its stages of one kind, oldest first."""
        return [row for row in self.stages if row[STAGE] == stage]

    def newest(self, column: str) -> Any:
        """Return the newest value of a column."""
        return next((row[column] for row in reversed(self.stages) if row[column] is not None), None)


def recalls(
    query: Query, number: str | None = None, *, only: Sequence[str] | None = None
) -> Iterator[Recall]:
    """Yield the recalls that have begun at the cut-off, by number.

    Args:
        query: How far to look, and where.
        number: Only this one.
        only: Read only these columns; those of a board are `BOARD_COLUMNS`.
    """
    table = catalogue.table("recalls")
    where = filters(table, [f"recall_no={number}"], query.zone) if number is not None else ()
    stages: list[Row] = []
    for row in query.stages("recalls", where=where, only=only):
        if stages and stages[0]["recall_no"] != row["recall_no"]:
            yield _told(stages)
            stages = []
        stages.append(row)
    if stages:
        yield _told(stages)


def _told(stages: list[Row]) -> Recall:
    return Recall(stages[0]["recall_no"], stages, list(_versions(stages)))


def _versions(stages: list[Row]) -> Iterator[Version]:
    """Yield the versions of a scope; one that does not say it is whole is laid over what came before."""
    said: dict[str, Any] = {}
    count = 0
    for row in stages:
        stage = row[STAGE]
        if stage not in {"opened", "scope_set"}:
            continue
        own = {key: row[key] for key in (*SCOPE_COLUMNS, *_BUYERS) if row.get(key)}
        if stage == "opened":
            said.update(own)
            continue
        count += 1
        whole = row["scope_version"] is not None
        said = own if whole else said | own
        yield _version(row, said, row["scope_version"] or count)
    if not count:
        yield _version(stages[0], said, 1)._replace(position=0)


def _version(row: Row, said: Mapping[str, Any], number: int) -> Version:
    known = row["known_position"] or row["position"] - 1
    at = row["as_true_at"] or row["event_time"] or row["record_time"]
    return Version(
        number, row["position"], known, _stored(at), scope_of(said), row["scope_digest"], row["scope_reason"]
    )


def scope_of(said: Mapping[str, Any]) -> Scope:
    """Return the scope that the columns of a recall state."""
    given: dict[str, Any] = {
        name: tuple(sorted({one for column in columns for one in _each(said.get(column))}))
        for name, columns in _LISTS.items()
    }
    serials = _each(said.get("serials"))
    given["serials"] = tuple(sorted(one for one in serials if ".." not in one))
    given["ranges"] = tuple(sorted(one for one in serials if ".." in one))
    known = {field.name for field in fields(Scope)}
    dates = {name: str(said[name]) for name in known if name.endswith(("_from", "_to")) and said.get(name)}
    return Scope(**{name: value for name, value in {**given, **dates}.items() if name in known})


def _each(value: Any) -> list[str]:
    return [] if value is None else value if isinstance(value, list) else [value]


def _stored(shown: str) -> str:
    """Return a shown time in the stored form; a bare day stays one."""
    return shown if len(shown) == len("2026-01-01") else clock.stored(datetime.fromisoformat(shown))
