"""Tables made anew from the log: to serve from now on, or only to see whether those that serve are right."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass

from ledger.errors import Problem, Reason, UnavailableError
from projections.engine.catch_up import Progress, catch_up
from projections.engine.compare import Comparison
from projections.engine.construction import Log
from projections.engine.read_model import ReadModel, Rebuilt
from projections.engine.tally import agrees

TABLES_DRIFTED = Problem(
    "tables_drifted",
    "核对记录表 {table}：应与日志重放一致，实际缺 {missing} 行、多 {surplus} 行、{changed} 行不同。",
    "Comparing table {table}: expected what the log replays to, got {missing} rows missing, "
    "{surplus} too many and {changed} changed.",
    "日志为准；请运行 medledger rebuild 由日志重建记录表，并查明谁改动了它。",
    "The log counts: run medledger rebuild to make the tables anew from it, and find out who changed them.",
)


@dataclass(frozen=True, slots=True)
class Drift:
    """A serving table that is not what the log gives.

    Attributes:
        table: Which, None if the tables cannot be read at all.
        position: The first event concerned.
        reason: What differs.
    """

    table: str | None
    position: int | None
    reason: Reason


def rebuild(
    readmodel: ReadModel, log: Log, names: Collection[str] = (), *, progress: Progress | None = None
) -> Rebuilt:
    """Build the tables of some projections anew, of all by default, and let them serve.

    The tables that serve are brought to the head first where they can be, so that both are compared there.

    Raises:
        CommandError: There is no projection of that name.
        UnavailableError: The tables cannot be written; those that served go on serving.
    """
    readmodel.known(names)
    if not readmodel.outdated():
        catch_up(readmodel, log)
    return readmodel.rebuild(names, progress=progress, digests=True)


def drift(
    readmodel: ReadModel,
    log: Log,
    *,
    progress: Progress | None = None,
    agreed: Callable[[int], bool] | None = None,
) -> list[Drift]:
    """Replay the log beside the tables that serve, as far as these have come, and return where they differ.

    Nothing is changed. Tables that the next catch-up will build anew anyway are not compared. Sums tell first
    whether anything differs at all; only then are the tables made anew to say what.

    Args:
        readmodel: The tables.
        log: Their log.
        progress: Called after every few batches.
        agreed: Tells whether others have found that the tables of a generation agree, where they were asked.

    Raises:
        CorruptionError: A stored document cannot be read.
        UnavailableError: The tables cannot be read, or the others cannot be written.
    """
    readmodel.refresh()
    if readmodel.outdated():
        return []
    if (agreed is not None and agreed(readmodel.generation)) or _agrees(readmodel, log, progress):
        return []
    replayed = readmodel.rebuild(progress=progress, switch=False)
    if replayed.uncompared is not None:
        return [Drift(None, None, replayed.uncompared)]
    return [_drift(table) for table in replayed.compared if not table.equal]


def _agrees(readmodel: ReadModel, log: Log, progress: Progress | None) -> bool:
    try:
        with readmodel.reading() as served:
            return agrees(served, readmodel.projections, log, progress)
    except UnavailableError:
        return False  # what keeps them from being read is told by whoever compares row by row


def _drift(table: Comparison) -> Drift:
    counts = {"missing": table.missing, "surplus": table.surplus, "changed": table.changed}
    return Drift(table.table, table.first, TABLES_DRIFTED.with_(table=table.table, **counts))
