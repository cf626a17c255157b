"""What a record of the service archive says in one line, and what came of it; chosen once for each table."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from operator import add
from typing import Any, Final

import orjson

from ledger import clock
from ledger.events import catalogue
from ledger.events.base import Column
from projections.answers.service.service_sources import MatterSource
from projections.reading.stream import Memo, Values
from projections.tables.record_tables import STAGE

WHOSE: Final = ("customer_code", "customer_name", "product_code", "product_name", "lot", "serial")
FURTHER: Final = ("sale_no", "sale_line", "warranty_no", "satisfaction", "voucher_nos")
_TIMES: Final = ("position", "event_time", "record_time")
_BEHIND_TITLE: Final = "　"
_given: Final = partial(filter, None)  # what is said of the columns of a row, each behind its heading
_DONE_BY: Final = (
    *("technician", "handler", "seller", "inspector", "investigator", "assessor", "owner"),
    "first_responder",
)
# said in columns of their own, or of no interest in one line
_APART: Final = frozenset({*WHOSE, *FURTHER, *_DONE_BY, "model", "specification", "udi"})


class Said:
    """What the records of one table say.

    Attributes:
        table: Which.
        kind: What its records are in the life of a unit.
        columns: Those that are read, as they are kept.
        at: Where each of them stands.
    """

    def __init__(self, source: MatterSource, zone: str) -> None:
        self.table = table = catalogue.table(source.table)
        self.kind = source.kind
        told = source.told or tuple(one.key for one in table.columns if not one.personal)
        told = tuple(key for key in told if key not in _APART and key not in table.identity)
        only = () if source.only is None else (source.only[0],)
        own = (*table.identity, *WHOSE, *FURTHER, *_DONE_BY, *told, *source.result, *only, *source.since)
        stage = (STAGE,) if table.kind == "case" else ()
        there = (key for key in dict.fromkeys(own) if key in table.by_key)
        self.columns = (*_TIMES, *stage, *there)
        self.at = {key: place for place, key in enumerate(self.columns)}
        self._told = [self.at[key] for key in told if key in self.at]
        self._result = [self.at[key] for key in source.result if key in self.at]
        self._done_by = [self.at[key] for key in _DONE_BY if key in self.at]
        self._title = self.at.get(STAGE)
        titles = {one.key: f"{one.zh}{_BEHIND_TITLE}" for one in table.stages}
        of_table = f"{table.zh}{_BEHIND_TITLE}"
        self._titles = Memo(lambda stage: titles.get(stage, of_table), of_null=of_table).__getitem__
        shown = {
            place: _shown(table.by_key[self.columns[place]], zone) for place in (*self._told, *self._result)
        }
        headed = [
            partial(_headed, f"{table.by_key[self.columns[place]].zh}：", shown[place])
            for place in self._told
        ]
        self._headed = [Memo(show).__getitem__ for show in headed]
        self._results = [Memo(shown[place]).__getitem__ for place in self._result]

    def summaries(self, columns: Sequence[Values]) -> Values:
        """Return what some records say, heading by heading; of a stage, which one it is."""
        count = len(columns[0])
        stages = [None] * count if self._title is None else columns[self._title]
        said = [
            map(show, columns[place])
            for place, show in zip(self._told, self._headed, strict=True)
            if columns[place].count(None) < count
        ]
        lines = map("；".join, map(_given, zip(*said, strict=True))) if said else [""] * count
        return list(map(str.strip, map(add, map(self._titles, stages), lines)))

    def results(self, columns: Sequence[Values]) -> Values:
        """Return what came of some records: the first that is given of the columns that may say it."""
        shown = [
            list(map(show, columns[place])) for place, show in zip(self._result, self._results, strict=True)
        ]
        return _first(shown, len(columns[0]))

    def done_by(self, columns: Sequence[Values]) -> Values:
        """Return who did it, as the first column that names somebody says."""
        return _first([columns[place] for place in self._done_by], len(columns[0]))


def _headed(heading: str, show: Callable[[Any], str], value: Any) -> str:
    return f"{heading}{show(value)}"


def _first(columns: Sequence[Values], count: int) -> Values:
    """Return in each row the first value that is not null."""
    if not columns:
        return (None,) * count
    found = columns[0]
    for values in columns[1:]:
        if None not in found:
            break
        found = [one if one is not None else other for one, other in zip(found, values, strict=True)]
    return found


def _shown(column: Column, zone: str) -> Callable[[Any], str]:
    """Return what shows a value of a column, as it is kept, in Chinese."""
    labels: dict[Any, str] = {one.key: one.zh for one in column.values}
    if column.type == "list":
        return lambda text: "、".join(labels.get(one, str(one)) for one in orjson.loads(text))
    if column.type == "boolean":
        return lambda value: "是" if value else "否"
    if column.type == "datetime":
        return lambda text: str(clock.shown(text, zone)) if len(text) == clock.WIDTH else text
    return lambda value: labels.get(value, str(value))
