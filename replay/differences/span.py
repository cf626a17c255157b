"""Two points from which the same question is asked, and what was recorded between them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

import orjson
import sqlalchemy as sa

from ledger.events import catalogue, upcasts
from ledger.log.reader import LogReader
from projections.reading.cutoff import CutOff
from replay.cutoff import Resolved

if TYPE_CHECKING:
    from projections.reading.rendering import PersonalValues

Voids = dict[str, dict[int, int]]  # table: position that was voided: position of the void


@dataclass
class Span:
    """From one point to another, on one read model.

    Attributes:
        log: Of the ledger.
        connection: Of its read model.
        zone: Time zone of the ledger.
        first: Where the question is asked from first.
        second: Where it is asked from then; it may lie before the first.
    """

    log: LogReader
    connection: sa.Connection
    zone: str
    first: Resolved
    second: Resolved
    low: int = field(init=False)
    high: int = field(init=False)

    def __post_init__(self) -> None:
        self.low, self.high = sorted((self.first.cutoff.known, self.second.cutoff.known))

    @property
    def personal(self) -> PersonalValues:
        """Where personal values lie."""
        return self.log

    @property
    def cutoffs(self) -> tuple[CutOff, CutOff]:
        """Both cut-offs, in the order in which they are asked."""
        return self.first.cutoff, self.second.cutoff

    @property
    def times(self) -> tuple[str, str] | None:
        """The world times in their order, None where both points look at the same."""
        ats = {cutoff.at for cutoff in self.cutoffs if cutoff.at is not None}
        early, late = min(ats, default=""), max(ats, default="")
        return None if early == late else (early, late)

    def within(self, positions: Iterable[object]) -> set[int]:
        """Return those of some positions that were recorded between the points."""
        return {one for one in positions if isinstance(one, int) and self.low < one <= self.high}

    @cached_property
    def voids(self) -> Voids:
        """What was voided between the points, by table."""
        found: Voids = {}
        for part in self.log.scan(after=self.low, until=self.high, types=("record_voided",)):
            for event in upcasts.current([orjson.loads(raw) for _, raw in part]):
                table = catalogue.named(event["data"]["record_table"])
                if table is not None:
                    by = found.setdefault(table.key, {})
                    for position in event["struck"]:
                        by.setdefault(position, event["position"])
        return found
