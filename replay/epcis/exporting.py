"""`export epcis`: which goods, as known when, written to one file that appears whole."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from ledger import settings
from ledger.seal.key import LEDGER_ID
from ledger.whole_files import written_whole
from replay.as_of import basis, echo
from replay.epcis.registers import Event
from replay.epcis.supply_events import SupplyEvents, document
from replay.evidence.recorded import record_export
from replay.recall import recall_at

if TYPE_CHECKING:
    from projections.answers.goods.recall_scope import Scope
    from replay.bootstrap import Program
    from replay.cutoff import Resolved


def goods_of(program: Program, scope: Scope | None, resolved: Resolved) -> list[tuple[str, str | None]]:
    """Return the products and lots that a scope selects; nothing without a scope.

    Raises:
        CommandError: The scope matches nothing known.
    """
    if scope is None:
        return []
    with program.readmodel.reading() as connection:
        answer = recall_at(program.log, connection, scope, resolved)
    return [(one["product_code"], one.get("lot")) for one in answer["scope"]["goods"]]


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
        `{"file", "events", "basis", "position"}`; the last is that of the event that tells of the export.

    Raises:
        CommandError: The scope matches nothing known.
        UnavailableError: The file cannot be written.
    """
    goods = goods_of(program, scope, resolved)
    ledger_id = program.log.get_setting(LEDGER_ID) or "ledger"
    known = resolved.cutoff.known
    events = SupplyEvents(program.log, program.zone, ledger_id, known, resolved.cutoff.at)
    counted = _Counted(events.of(scope, goods))
    recorded = program.log.record_time_at(known) or "1970-01-01T00:00:00+00:00"
    created = datetime.fromisoformat(recorded).astimezone(ZoneInfo(program.zone))
    digest = sha256()
    with written_whole(path) as file:
        for piece in document(counted, created.isoformat(timespec="milliseconds")):
            file.write(piece)
            digest.update(piece)
    told = basis(program.log, resolved)
    position = record_export(
        program.log,
        {
            "pack": "epcis",
            "arguments": _asked(scope),
            "at": resolved.at,
            "known_at": resolved.known_at,
            "position": resolved.position,
            "root": told["checkpoint"]["root"],
            "rows": 0,
            "events": counted.count,
            "digest": digest.hexdigest(),
        },
        settings.user(),
    )
    return {"file": str(path), "events": counted.count, "basis": told, "position": position}


def _asked(scope: Scope | None) -> str:
    given = {} if scope is None else echo(scope)
    return " ".join(f"{name}={','.join(map(str, given[name]))}" for name in given)


class _Counted:
    """Events, counted as they pass."""

    def __init__(self, events: Iterator[Event]) -> None:
        self._events = events
        self.count = 0

    def __iter__(self) -> Iterator[Event]:
        for event in self._events:
            self.count += 1
            yield event
