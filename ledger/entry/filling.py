"""What the system puts into a document before it is decided: its number, its lines, and who acted."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from ledger import clock
from ledger.deciding.case_identity import chosen
from ledger.deciding.decision import Command, Override, Refused
from ledger.deciding.numbering import Numbers
from ledger.deciding.stages import foreign
from ledger.entry.actors import actor_column, staff_code
from ledger.entry.derived_sales import USE_CONFIRMED
from ledger.entry.problems import SEVERAL_NUMBERS, UNKNOWN_STAGE
from ledger.entry.reading import Entry
from ledger.errors import CommandError, Reason
from ledger.events.base import Stage, Table
from ledger.intake.headings.normalising import bare
from ledger.state.case_state import case_of
from ledger.state.entries import CaseRecord, Consigned
from ledger.state.keys import record_key
from ledger.state.repository import State
from ledger.state.stays import is_in
from ledger.when import LAST_DAY

_OF_UNITS = frozenset({"serial", "quantity"})


class Filling:
    """Completes the rows of one document against one state of the log.

    Attributes:
        numbers: Assigns the numbers; to be settled once the document is recorded.
        units: Of each row that confirms a use, the serials of the units that were used, if it names them.
    """

    def __init__(self, table: Table, state: State, *, recorded_by: str, zone: str, today: str) -> None:
        self.numbers = Numbers(state)
        self.units: list[str | None] = []
        self._table = table
        self._state = state
        self._recorded_by = recorded_by
        self._zone = zone
        self._today = today

    def commands(
        self, entries: Sequence[Entry], *, overrides: tuple[Override, ...], source: str | None
    ) -> list[Command | Refused]:
        """Return the command of each row, or why it cannot be one.

        Raises:
            CommandError: The rows carry several document numbers.
        """
        rows = [dict(entry.row.data) for entry in entries]
        filled: list[list[str]] = [[] for _ in rows]
        begins = [self._begins(entry) for entry in entries]
        if begins and begins[0]:
            self._number(rows, filled, begins)
        self._lines(rows, filled)
        found: list[Command | Refused] = []
        for entry, data, keys in zip(entries, rows, filled, strict=True):
            reasons = list(entry.row.reasons)
            stage = self._stage(entry, data, reasons)
            self.units.append(self._units_used(entry, data, stage))
            self._units_back(entry, data, keys, stage)
            self._actor(data, keys, stage)
            reasons.extend(self._missing(entry, data, stage))
            if reasons:
                found.append(Refused(tuple(reasons)))
                continue
            event = stage.event if stage is not None else None
            envelope = entry.row.envelope._replace(extra=None, source=source, stage=event)
            found.append(Command(self._table, data, envelope, overrides, tuple(keys)))
        return found

    def _stage(self, entry: Entry, data: dict[str, Any], reasons: list[Reason]) -> Stage | None:
        """Return the stage that a row of a case is: the one it names, else the only one it can be."""
        table = self._table
        if table.kind != "case":
            return None
        if entry.stage is not None:
            wanted = bare(entry.stage)
            found = [one for one in table.stages if wanted in _names_of(one)]
            if not found:
                stages = "、".join(f"{one.key}（{one.zh}）" for one in table.stages)
                reasons.append(
                    UNKNOWN_STAGE.with_(
                        table=table.key, zh_table=table.zh, stage=entry.stage, stages=stages, column="stage"
                    )
                )
            return found[0] if found else None
        case = self._case(data)
        stated = data if not case.steps else {key: data[key] for key in data if key not in _OF_UNITS}
        return chosen(table, stated, case)

    @staticmethod
    def _units_used(entry: Entry, data: dict[str, Any], stage: Stage | None) -> str | None:
        """Return the units that a confirmed use names, by either column: they are those that were used."""
        if stage is None or stage.event != USE_CONFIRMED:
            return None
        if "quantity" in entry.row.filled:
            data.pop("quantity", None)
        units: str | None = data.pop("serial", None)
        return data.setdefault("used_serial", units) if units else data.get("used_serial")

    def _units_back(self, entry: Entry, data: dict[str, Any], keys: list[str], stage: Stage | None) -> None:
        """Write down which units come back unused: those named by either column, else all that are left."""
        if stage is None or stage.event != "consignment_unused_returned":
            return
        if "quantity" in entry.row.filled:
            data.pop("quantity", None)
        if (units := data.pop("serial", None)) is not None:
            data.setdefault("unused_serial", units)
        left = None if "unused_serial" in data else self._left(data)
        if left is not None:
            data["unused_serial"] = left
            keys.append("unused_serial")
        if "unused_serial" in data and "unused_quantity" not in data:
            data["unused_quantity"] = str(data["unused_serial"].count(";") + 1)
            keys.append("unused_quantity")

    def _left(self, data: dict[str, Any]) -> str | None:
        """Return the units of a consignment that are still out, if some are not, and so many come back."""
        if "return_no" in data or any(key not in data for key in self._table.identity):
            return None
        out = self._state.consigned(data["consignment_no"], data["line"])
        every = out.serial.split(";") if out is not None and out.serial else []
        left = [one for one in every if self._is_out(out, one)]
        wanted = Decimal(data.get("unused_quantity", len(left)))
        return ";".join(left) if left and left != every and len(left) == wanted else None

    def _is_out(self, out: Consigned | None, serial: str) -> bool:
        unit = None if out is None else self._state.unit(out.product, serial)
        return unit is not None and out is not None and is_in(unit, out.status, LAST_DAY)

    def _case(self, data: dict[str, Any]) -> CaseRecord:
        """Return what is known of the case that a row belongs to."""
        if any(key not in data for key in self._table.identity):
            return case_of(None)
        return case_of(self._state.get(record_key(self._table, data)))

    def _begins(self, entry: Entry) -> bool:
        """Return whether a row may be the first of its number; a later stage of a case may not."""
        starts = self._table.beginnings
        return not starts or entry.stage is None or any(bare(entry.stage) in _names_of(one) for one in starts)

    def _number(self, rows: list[dict[str, Any]], filled: list[list[str]], begins: list[bool]) -> None:
        """Give a number to the document, or to each row of a table that has no documents of several rows.

        A later stage of a case takes the number of the row that begins it.
        """
        table = self._table
        column = table.identity[0]
        shared = len(table.identity) > 1 and table.key != "voids"
        given = list(dict.fromkeys(row[column] for row in rows if column in row))
        if table.has_lines and shared and len(given) > 1:
            raise CommandError(SEVERAL_NUMBERS, numbers=", ".join(map(str, given)))
        number = given[0] if shared and len(given) == 1 else None
        for row, keys, first in zip(rows, filled, begins, strict=True):
            if column in row:
                number = row[column] if first else number
                continue
            if number is None or (not shared and first):
                number = self.numbers.following(table, self._day(row))
            if number is not None:
                row[column] = number
                keys.append(column)

    def _lines(self, rows: list[dict[str, Any]], filled: list[list[str]]) -> None:
        """Give missing line numbers in row order."""
        if not self._table.has_lines or self._table.key == "voids":
            return
        taken = {row["line"] for row in rows if "line" in row}
        following = 1
        for row, keys in zip(rows, filled, strict=True):
            if "line" in row:
                continue
            while following in taken:
                following += 1
            row["line"] = following
            taken.add(following)
            keys.append("line")

    def _actor(self, data: dict[str, Any], keys: list[str], stage: Stage | None) -> None:
        if self._table.kind == "case" and stage is None:
            return
        column = actor_column(self._table, stage.columns if stage is not None else self._table.by_key)
        if column is None or column in data:
            return
        code = staff_code(self._state, self._recorded_by)
        if code is not None:
            data[column] = code
            keys.append(column)

    def _missing(self, entry: Entry, data: dict[str, Any], stage: Stage | None) -> list[Reason]:
        """Return which required columns are still blank; a later stage of a case needs its identity only."""
        table = self._table
        left = [one for one in entry.missing if one.particulars["column"] not in data]
        if table.kind != "case":
            return left
        needed = set(table.identity)
        if stage is not None and not foreign(table, stage, data):
            begins = not self._case(data).steps
            needed.update(one.key for one in table.required_of(stage, begins=begins))
        return [one for one in left if one.particulars["column"] in needed]

    def _day(self, data: dict[str, Any]) -> str:
        """Return the business day of a row, today where it tells none."""
        table = self._table
        times = tuple(key for one in table.beginnings for key in one.at)
        for column in times or table.event_time:
            value: str | None = data.get(column)
            if value is not None:
                return clock.day_of(value, self._zone) if len(value) == clock.WIDTH else value
        return self._today


def _names_of(stage: Stage) -> set[str]:
    return {stage.event, stage.key, bare(stage.zh)}
