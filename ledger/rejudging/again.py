"""Recorded rows judged once more: which rules a row breaks for its own day, by all that is known.

The row is taken out of the decision state and decided again as an import would be, by the very judges; then
everything is put back. Nothing is written. What integrity says does not count: the row is recorded.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from functools import partial
from typing import Any, Final

import orjson

from ledger.deciding.decision import Accepted, Command, Context, Refused
from ledger.deciding.plan import plan
from ledger.deciding.references import judge_references, resolve
from ledger.deciding.stages import foreign
from ledger.deciding.voids import judged_approver
from ledger.events import catalogue, upcasts
from ledger.events.base import Table
from ledger.events.envelope import Envelope
from ledger.events.individuals import is_digest
from ledger.recording.state_cache import StateCache
from ledger.rejudging.business_days import (
    Taken,
    as_on_the_day,
    chain_behind,
    day_of,
    with_earlier_dates,
)
from ledger.rejudging.taken_out import taken_out
from ledger.rulebook import decide
from ledger.state.keys import record_key

Findings = list[dict[str, Any]]
_NOTHING_TAKEN: Final[Taken] = {}


class JudgedAgain:
    """Judges recorded rows by what is known up to a position.

    Args:
        state: The decision state that the events up to it leave.
        context: What may be asked besides.
        tagged: Yields the stored documents that carry a tag, oldest first.
        until: The position; None where everything recorded counts.
    """

    def __init__(
        self,
        state: StateCache,
        context: Context,
        tagged: Callable[[str], Iterator[bytes]],
        until: int | None = None,
    ) -> None:
        self._state = state
        self._context = replace(context, live=False, together=True, recorded=True)
        self._receipts = partial(_receipts, tagged, until)

    def findings(
        self,
        event: dict[str, Any],
        taken: Taken = _NOTHING_TAKEN,
        without: dict[str, Any] | None = None,
    ) -> Findings | None:
        """Return the findings with which a recorded event would be recorded, as events keep them.

        Args:
            event: Its stored document.
            taken: What rows behind it take of its goods on its own day.
            without: Another event, that is to be as if it were not known.

        Returns:
            The findings, warnings among them; None where nobody can say: the event is voided, or another
            program wrote it in a shape that the judges do not know.
        """
        try:
            table = catalogue.table_of(event["type"])
        except KeyError:
            return None
        at_the_time = replace(
            self._context, recorded_by=event["recorded_by"], now=lambda: event["record_time"]
        )
        state = self._state
        state.begin_document()
        try:
            if without is not None and not taken_out(state, catalogue.table_of(without["type"]), without):
                return None
            if table.key == "voids":
                return self._void(table, event)
            behind = chain_behind(state, table, event)
            if not taken_out(state, table, event):
                return None
            merged = self._merged(table, event)
            day = day_of(table, event, at_the_time)
            if day is not None:
                as_on_the_day(state, event, merged, day, taken, behind)
            if table.key == "receipts":
                with_earlier_dates(state, event, self._receipts)
            return self._decided(table, event, at_the_time)
        except (LookupError, ValueError, ArithmeticError):
            return None
        finally:
            state.rollback()

    def _merged(self, table: Table, event: Mapping[str, Any]) -> Mapping[str, Any]:
        data: Mapping[str, Any] = event["data"]
        if table.kind != "case":
            return data
        record = self._state.get(record_key(table, dict(data)))
        return {**record.body.data, **data} if record is not None else data

    def _decided(self, table: Table, event: dict[str, Any], context: Context) -> Findings | None:
        command = self._command(table, event)
        decided = decide(command, self._state, context)
        if not isinstance(decided, Accepted):
            return None
        let_pass = {one["rule"] for one in event.get("findings", ()) if "overridden_by" in one}
        if let_pass - {one["rule"] for one in decided.findings}:
            # Live entry judges more than an import does: what somebody let pass there is asked again so.
            live = decide(self._command(table, event), self._state, replace(context, live=True))
            if isinstance(live, Accepted):
                more = [one for one in live.findings if one["rule"] in let_pass]
                known = {one["rule"] for one in decided.findings}
                return [*decided.findings, *(one for one in more if one["rule"] not in known)]
        return decided.findings

    def _void(self, table: Table, event: dict[str, Any]) -> Findings:
        """Return what is unknown of what a void names, and whether it was approved by who did what it voids.

        Nothing else of it can change.
        """
        command = self._command(table, event)
        unknown = judge_references(command, resolve(command, self._state), self._context)[1]
        own = judged_approver(command, event.get("struck", ()), self._state, self._context)
        return unknown if isinstance(own, Refused) else [*unknown, *own]

    def _command(self, table: Table, event: dict[str, Any]) -> Command:
        """Return the row as it was given: without the snapshots that the system filled in.

        Other columns that it filled in stay: they say what the row was recorded as.
        """
        left_out = plan(table.key).snapshot_columns - frozenset(event.get("given", ()))
        if table.kind == "case":
            stage = table.stage(event["type"])
            left_out |= frozenset(foreign(table, stage, event["data"])) - frozenset(stage.columns)
        data = {key: value for key, value in event["data"].items() if key not in left_out}
        personal = sorted(key for key, value in data.items() if is_digest(value))
        if personal:
            clear = self._context.personal(event["position"], tuple(personal))
            data |= {key: clear.get(key, "—") for key in personal}
        envelope = Envelope(
            event.get("note"),
            event.get("event_time"),
            None,
            stage=event["type"] if table.kind == "case" else None,
        )
        return Command(table, data, envelope)


def _receipts(
    tagged: Callable[[str], Iterator[bytes]], until: int | None, tag: str
) -> Iterator[dict[str, Any]]:
    for event in map(orjson.loads, tagged(tag)):
        if event["type"] == "goods_received" and (until is None or event["position"] <= until):
            yield upcasts.upcast(event)
