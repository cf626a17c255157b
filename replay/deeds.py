"""What was done by whom, newest first: the events of the log and the notes of the access log, as one list."""

from __future__ import annotations

import heapq
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import orjson

from ledger import clock
from ledger.entry.refusals import TABLE as REFUSALS
from ledger.events import catalogue
from ledger.events.own import EVIDENCE_EXPORTED
from ledger.log.accesses import Accesses
from replay.one_event import VERIFIED, row_of, titles

if TYPE_CHECKING:
    from ledger.log.recorder import LogRecorder

KINDS: Final = (
    *("recorded", "refused", "overridden", "exported"),
    *("erased", "signed_in", "administered", "visited"),
)
_ERASED: Final = "personal_erased"
_TOLD: Final = ("pack", "arguments", "rows", "events", "digest", "for", "personal", "reason", "note", "size")
_AT_ONCE: Final = 1000
_FEW: Final = 20  # times as many positions are looked through at once for types that are few
_REFUSED: Final = (catalogue.table(REFUSALS).event,)
_TYPES: Final = {
    "refused": _REFUSED,
    "overridden": _REFUSED,
    "erased": (_ERASED,),
    "exported": (EVIDENCE_EXPORTED.type,),
}
Deed = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which deeds are asked for.

    Attributes:
        since: First moment, stored form; None for all.
        until: Last moment, stored form.
        by: Names of who acted; empty for all.
        kinds: Of `KINDS`; empty for all.
    """

    since: str | None = None
    until: str | None = None
    by: frozenset[str] = frozenset()
    kinds: frozenset[str] = frozenset()

    def fits(self, deed: Deed) -> bool:
        """Return whether a deed, its time in stored form, is asked for."""
        if self.by and deed["by"] not in self.by:
            return False
        return not self.kinds or deed["kind"] in self.kinds

    @property
    def types(self) -> tuple[str, ...] | None:
        """The event types of deeds of these kinds; None where they can be of any."""
        if not self.kinds or self.kinds & {"recorded", "administered"}:
            return None
        return tuple(sorted({one for kind in self.kinds & _TYPES.keys() for one in _TYPES[kind]}))


def deeds(log: LogRecorder, zone: str, wanted: Wanted) -> Iterator[Deed]:
    """Yield what was done, newest first, times as they are shown.

    Each is `{"at", "kind", "by", "by_verified", "position", "table", "number", "title", "rule", "approver",
    "source", "key", "what"}`; null where it does not apply.
    """
    both = heapq.merge(_events(log, wanted), _accesses(log, wanted), key=_when, reverse=True)
    for deed in both:
        if wanted.fits(deed):
            yield {**deed, "at": clock.shown(deed["at"], zone)}


def _when(deed: Deed) -> tuple[str, int]:
    return deed["at"], deed["position"] or 0


def _events(log: LogRecorder, wanted: Wanted) -> Iterator[Deed]:
    types = wanted.types
    if types == ():
        return  # they stand in the access log alone
    until = log.head() if wanted.until is None else log.position_at(wanted.until)
    first = 0 if wanted.since is None else _before(log, wanted.since)
    at_once = _AT_ONCE * (_FEW if types else 1)
    while until > first:
        after = max(first, until - at_once)
        rows = [row for batch in log.scan(after=after, until=until, types=types or ()) for row in batch]
        for _, stored in reversed(rows):
            yield _of_event(orjson.loads(stored))
        until = after


def _before(log: LogRecorder, moment: str) -> int:
    """Return the last position that was recorded before a moment."""
    position = log.position_at(moment)
    while position and (log.record_time_at(position) or "") >= moment:
        position -= 1
    return position


def _of_event(event: dict[str, Any]) -> Deed:
    row = row_of(event)
    data = event["data"]
    refusal = row is not None and row["table"] == REFUSALS
    subject = data if refusal else {}
    return {
        "at": event["record_time"],
        "kind": _kind(event, refusal=refusal),
        "by": event["recorded_by"],
        "by_verified": bool(event.get(VERIFIED)),
        "position": event["position"],
        "table": subject.get("subject_table") or (data.get("subject_table") if row is None else row["table"]),
        "number": data.get("subject_no") if refusal or row is None else _number(row),
        "title": titles(event["type"]),
        "rule": subject.get("rule_key"),
        "approver": subject.get("overridden_by") or data.get("approver"),
        "source": event.get("source"),
        "key": event.get("entry", {}).get("key"),
        "what": {key: data[key] for key in _TOLD if key in data} if row is None else None,
    }


def _kind(event: dict[str, Any], *, refusal: bool) -> str:
    if refusal:
        return "overridden" if "overridden_by" in event["data"] else "refused"
    if event["type"] == _ERASED:
        return "erased"
    if event["type"] == EVIDENCE_EXPORTED.type:
        return "exported"
    return "recorded" if _is_record(event["type"]) else "administered"


def _is_record(event_type: str) -> bool:
    try:
        catalogue.table_of(event_type)
    except KeyError:
        return False
    return True


def _number(row: dict[str, Any] | None) -> str | None:
    """Return the identity of a row as one text."""
    if row is None:
        return None
    return "/".join(str(value) for key, value in row.items() if key not in {"table", "stage"})


def _accesses(log: LogRecorder, wanted: Wanted) -> Iterator[Deed]:
    accesses, before = Accesses(log), None
    while found := accesses.newest(before):
        for one in found:
            if wanted.since is not None and one.at < wanted.since:
                return
            if wanted.until is not None and one.at > wanted.until:
                continue
            yield {
                "at": one.at,
                "kind": one.kind,
                "by": one.person,
                "by_verified": bool(one.what.get(VERIFIED)),
                "position": None,
                "table": one.what.get("table"),
                "number": None,
                "title": None,
                "rule": None,
                "approver": None,
                "source": one.what.get("door"),
                "key": None,
                "what": {key: value for key, value in one.what.items() if key not in {"table", "door"}},
            }
        before = found[-1].number
