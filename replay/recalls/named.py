"""Finding a recall by its number."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final

import sqlalchemy as sa

from ledger.errors import CommandError, Problem
from projections.answers.goods.recall_options import as_kept
from projections.answers.recalls.told import Recall, recalls
from projections.reading.nearest import nearest
from projections.reading.query import Query, today
from projections.tables.record_tables import record_table
from replay.cutoff import Resolved, reached

if TYPE_CHECKING:
    from replay.bootstrap import Program

NO_SUCH_RECALL: Final = Problem(
    "no_such_recall",
    "查找召回：应为已立案的召回编号，实际没有“{number}”。",
    "Finding a recall: expected the number of one that was opened, got '{number}'.",
    "medledger recall list 列出全部召回；最接近的编号：{near}。",
    "medledger recall list shows all; the nearest numbers: {near}.",
)

NO_SUCH_VERSION: Final = Problem(
    "no_such_scope_version",
    "查找召回“{recall_no}”的范围：应为第 1 至 {last} 版之一，实际为 {version}。",
    "Finding the scope of recall {recall_no!r}: expected a version from 1 to {last}, got {version}.",
    "medledger recall show 列出各版范围。",
    "medledger recall show lists its versions.",
)


@contextmanager
def asking(
    program: Program,
    *,
    at: str | None = None,
    known_at: str | None = None,
    basis: Mapping[str, Any] | None = None,
    resolved: Resolved | None = None,
) -> Iterator[tuple[Query, Resolved]]:
    """Open a question to the views at two cut-offs, as typed or resolved already.

    Raises:
        CommandError: A cut-off cannot be read or lies beyond the log.
    """
    if resolved is None:
        log, model = program.log, program.readmodel
        resolved = reached(log, model, program.zone, at=at, known_at=known_at, basis=basis)
    with program.readmodel.reading() as connection:
        day = today(resolved.cutoff, program.zone)
        yield Query(connection, program.log, resolved.cutoff, program.zone, day), resolved


def found_recall(
    query: Query, number: str, version: int | None = None, *, only: Sequence[str] | None = None
) -> Recall:
    """Return a recall.

    Args:
        query: How far to look, and where.
        number: Of the recall.
        version: Of its scope, where one is asked for.
        only: Of its stages, read only these columns.

    Raises:
        CommandError: There is none of that number at the cut-off, or its scope has no such version.
    """
    number = as_kept(number)
    found = next(recalls(query, number, only=only), None)
    if found is None:
        column = record_table("recalls").c.recall_no
        known = set(query.connection.scalars(sa.select(column).distinct()))
        raise CommandError(NO_SUCH_RECALL, number=number, near=", ".join(nearest(number, known)) or "–")
    numbers = [one.number for one in found.versions]
    if version is not None and version not in numbers:
        raise CommandError(NO_SUCH_VERSION, recall_no=number, last=max(numbers), version=version)
    return found


def recall_named(program: Program, number: str) -> Recall:
    """Return a recall as it stands now.

    Raises:
        CommandError: There is none of that number.
    """
    with asking(program) as (query, _):
        return found_recall(query, number)
