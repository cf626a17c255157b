"""The goods of a recall found by Spark in the twin, and answered by the code that answers everywhere.

Spark returns documents, no answer: the filter names the bucket, so that row groups of other goods are passed
over by their statistics, and what is found goes through the projections and the account of the ledger.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, Any

from ledger.errors import CommandError, Problem
from ledger.log.query import Branch
from ledger.log.scan import Stored
from ledger.segments.columns import bucket_of
from ledger.segments.goods import GoodsTwin, asked_goods
from ledger.segments.manifest import Twin
from ledger.segments.store import SegmentStore
from replay.cluster.verifying import address_of
from replay.segmenting import Segmenting

if TYPE_CHECKING:
    from ledger.segments.reader import SegmentLog
    from replay.bootstrap import Program

TWIN_UNCHECKED = Problem(
    "cluster_twin_unchecked",
    zh="用 Spark 查找货物：{store} 的货物副本自列入清单以来应已与事件核对，实际没有。",
    en="Finding goods by Spark: expected the twin by goods in {store} to be compared with the events, "
    "it was not since it was listed.",
    zh_advice="先运行 medledger segments verify。",
    en_advice="Run medledger segments verify first.",
)


class SparkTwin(GoodsTwin):
    """The twin by goods of a store, asked by Spark.

    Args:
        session: Of Spark.
        store: Where it lies; Spark itself opens its address, an `s3://` one by its own settings.
        twins: Its files, by position.
    """

    def __init__(self, session: Any, store: SegmentStore, twins: Sequence[Twin]) -> None:
        super().__init__(store, twins)
        self._session, self._address = session, address_of(store).rstrip("/")
        self._listed = twins

    def select(self, branch: Branch, after: int, until: int) -> list[Stored]:
        """Return `(position, document)` of the events of a branch within `(after, until]`, each once."""
        twins = [one for one in self._listed if one.last > after and one.first <= until]
        if not twins:
            return []
        rows = self._session.read.parquet(*(f"{self._address}/{one.name}" for one in twins))
        rows = rows.where(_wanted(rows, branch))
        rows = rows.where((rows["position"] > after) & (rows["position"] <= until))
        found = rows.select("position", "document").collect()
        return sorted({row["position"]: bytes(row["document"]) for row in found}.items())


def _wanted(rows: Any, branch: Branch) -> Any:
    """Return the condition under which a row of the twin is of a branch."""
    each = [
        (rows["bucket"] == bucket_of(product)) & (rows["product"] == product) & rows[kind].isin(sorted(codes))
        for (product, kind), codes in sorted(asked_goods(branch.any_tag).items())
    ]
    chosen = reduce(or_, each)
    return chosen & rows["type"].isin(list(branch.types)) if branch.types else chosen


def log_by_spark(program: Program, url: str, session: Any) -> SegmentLog:
    """Return the log of a ledger whose past lies in a store, and whose goods Spark finds there.

    Args:
        program: The ledger at work.
        url: Of the store.
        session: Of Spark.

    Raises:
        CommandError: The twin was not compared with the events since it was listed.
        UnavailableError: The store is away.
        CorruptionError: The segments are of another ledger.
    """
    log = Segmenting(program, url).reading()
    if not log.find_goods_by(lambda store, twins: SparkTwin(session, store, twins)):
        raise CommandError(TWIN_UNCHECKED, store=url)
    return log
