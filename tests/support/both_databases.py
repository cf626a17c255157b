"""The same events on both databases, asked the same."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from ledger.errors import CommandError
from ledger.log.opening import open_log
from ledger.log.prepared import Prepared
from ledger.log.recorder import LogRecorder
from ledger.settings import Location
from projections.answers.goods.recall_scope import Scope
from projections.engine.catch_up import catch_up
from projections.engine.digest import digests
from projections.engine.read_model import ReadModel, open_readmodel
from projections.tables.findings import Findings
from projections.tables.movements import Movements
from projections.tables.records import Records
from replay.recall import recall_preview
from tests.support.events import ZONE

_PROJECTIONS = (Records(), Movements(), Findings())


class Ledgers:
    """The same events on both databases.

    Args:
        locations: Of the ledgers.
        whole: Keep every projection, not only those of goods.
    """

    def __init__(self, locations: Sequence[Location], *, whole: bool = False) -> None:
        self.logs = [open_log(location, create=True) for location in locations]
        self.models = [
            open_readmodel(log, location, None if whole else _PROJECTIONS)
            for log, location in zip(self.logs, locations, strict=True)
        ]

    def take(self, history: Sequence[Prepared]) -> None:
        """Record events and bring the tables up."""
        for log, model in zip(self.logs, self.models, strict=True):
            log.append_prepared(history)
            catch_up(model, log)

    def __iter__(self) -> Iterator[tuple[LogRecorder, ReadModel]]:
        return iter(zip(self.logs, self.models, strict=True))

    def digests(self) -> list[Any]:
        """Return the digests of the movements of each."""
        found = []
        for _, model in self:
            with model.reading() as connection:
                found.append(digests(connection, [Movements()]))
        return found

    def close(self) -> None:
        """Close both."""
        for log, model in self:
            model.close()
            log.close()


def proved(
    log: LogRecorder, model: ReadModel, scope: Scope, day: str | None, known: int
) -> dict[str, Any] | None:
    """Return the recall answer, proved by the log; None where the history never named what is asked for."""
    try:
        found = recall_preview(log, model, scope, zone=ZONE, at=day, known_at=str(known), prove=True)
    except CommandError as refused:
        assert refused.code in {"option_unknown", "udi_unreadable"}
        return None
    assert found.proved, found.differences
    return found.answer
