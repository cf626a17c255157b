"""`export epcis`: which goods, as known when, written to one file that appears whole."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from ledger.seal.key import LEDGER_ID
from ledger.whole_files import written_whole
from replay.as_of import basis
from replay.epcis.supply_events import Event, SupplyEvents, document
from replay.recall import recall_at

if TYPE_CHECKING:
    from projections.answers.goods.recall_scope import Scope
    from replay.bootstrap import Program
    from replay.cutoff import Resolved


def export_supply_events(
    program: Program, scope: Scope | None, resolved: Resolved, path: Path
) -> dict[str, Any]:
    """Write the supply facts of a scope as an EPCIS 2.0 document.

    Args:
        program: At work on the ledger, its tables brought up.
        scope: Which goods; None for all.
        resolved: Both cut-offs.
        path: The file.

    Returns:
        `{"file", "events", "basis"}`.

    Raises:
        CommandError: The scope matches nothing known.
        UnavailableError: The file cannot be written.
    """
    goods: list[tuple[str, str | None]] = []
    if scope is not None:
        with program.readmodel.reading() as connection:
            answer = recall_at(program.log, connection, scope, resolved)
        goods = [(one["product_code"], one.get("lot")) for one in answer["scope"]["goods"]]
    ledger_id = program.log.get_setting(LEDGER_ID) or "ledger"
    known = resolved.cutoff.known
    events = SupplyEvents(program.log, program.zone, ledger_id, known, resolved.cutoff.at)
    counted = _Counted(events.of(scope, goods))
    recorded = program.log.record_time_at(known) or "1970-01-01T00:00:00+00:00"
    created = datetime.fromisoformat(recorded).astimezone(ZoneInfo(program.zone))
    with written_whole(path) as file:
        for piece in document(counted, created.isoformat(timespec="milliseconds")):
            file.write(piece)
    return {"file": str(path), "events": counted.count, "basis": basis(program.log, resolved)}


class _Counted:
    """Events, counted as they pass."""

    def __init__(self, events: Iterator[Event]) -> None:
        self._events = events
        self.count = 0

    def __iter__(self) -> Iterator[Event]:
        for event in self._events:
            self.count += 1
            yield event
