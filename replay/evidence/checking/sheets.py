"""The tables of a bundle: every row of a CSV against its events, every sheet against its CSV."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

import orjson

from replay.evidence.checking.evidence import Event, Evidence
from replay.evidence.checking.expected import Cell, Expected
from replay.evidence.checking.received import ReceivedBag
from replay.evidence.checking.verdict import UNREADABLE, Verdict, WrongError, worded

_AT_FRONT: Final = "\ufeff"


@contextmanager
def csv_rows(bundle: ReceivedBag, file: str) -> Iterator[Iterator[list[str]]]:
    """Open a CSV of a bundle, its heading row included."""
    with bundle.open(file) as stream, io.TextIOWrapper(stream, "utf-8", newline="") as text:
        if text.read(1) != _AT_FRONT:
            raise WrongError("heading", file, worded("has no byte order mark", "没有字节顺序标记"), 0)
        yield csv.reader(text, strict=True)


@dataclass(frozen=True, slots=True)
class TableJudge:
    """Judges one table of a bundle.

    Attributes:
        bundle: The bundle.
        form: What `rules.json` says of the table.
        evidence: Events and personal values.
        verdict: Takes what is found.
    """

    bundle: ReceivedBag
    form: Mapping[str, Any]
    evidence: Evidence
    verdict: Verdict

    @property
    def _file(self) -> str:
        return f"data/tables/{self.form['key']}.csv"

    @property
    def _sources(self) -> str:
        return f"data/tables/{self.form['key']}.rows.jsonl"

    def rows(self) -> int:
        """Judge every row, and return how many there are."""
        number = 0
        with csv_rows(self.bundle, self._file) as rows, self.bundle.open(self._sources) as sources:
            headings = [column["zh"] for column in self.form["columns"]]
            if next(rows, []) != headings:
                self.verdict.find("heading", self._file, worded("has other headings", "标题与表式不符"), 0)
            for number, texts in enumerate(rows, 1):
                try:
                    self._row(texts, orjson.loads(sources.readline()), number)
                except WrongError as wrong:
                    self.verdict.find(wrong.kind, wrong.file, str(wrong), wrong.row)
                except UNREADABLE:
                    self.verdict.find("row", self._sources, worded("tells no row", "无法识别"), number)
            if sources.readline():
                why = worded("tells more rows than the CSV has", "行数多于 CSV")
                self.verdict.find("row", self._sources, why)
        self.verdict.checked["rows"] += number
        return number

    def _row(self, texts: Sequence[str], told: Mapping[str, Any], number: int) -> None:
        own = self._own(told, number)
        cells: dict[str, str] = told["cells"]
        columns = self.form["columns"]
        if len(texts) != len(columns) or not cells.keys() <= {one["key"] for one in columns}:
            raise WrongError("row", self._sources, worded("has other columns", "列与表式不符"), number)
        expected = Expected(own, self.evidence, self.form["events"])
        for column, text in zip(columns, texts, strict=True):
            cell = expected.cell(column)
            given = cells.get(column["key"])
            if given != cell.source:
                why = worded(
                    f"{column['key']} comes from {cell.source}, not from {given}",
                    f"{column['zh']}的来源应为 {cell.source}，实为 {given}",
                )
                self.verdict.find("source", self._sources, why, number)
            if not _reads(text, cell):
                why = worded(
                    f"{column['key']}: expected {cell.text!r}, got {text!r}",
                    f"{column['zh']}：应为“{cell.text}”，实为“{text}”",
                )
                self.verdict.find("cell", self._file, why, number)
        self.verdict.checked["cells"] += len(columns)

    def _own(self, told: Mapping[str, Any], number: int) -> list[Event]:
        """Return the events of the row's own record."""
        positions: list[int] = told["events"]
        known = all(one in self.evidence for one in positions)
        if told["row"] != number or not known or sorted(set(positions)) != positions:
            why = worded("tells another row, or of events that are not there", "行号不符，或所指事件不在包内")
            raise WrongError("row", self._sources, why, number)
        own = [event for one in positions if (event := self.evidence[one])["type"] in self.form["events"]]
        identities = {
            orjson.dumps([str(one["data"].get(key)) for key in self.form["identity"]]) for one in own
        }
        if len(identities) != 1 or (len(own) > 1 and self.form["kind"] != "case"):
            raise WrongError("row", self._sources, worded("is not of one record", "不是出自同一记录"), number)
        self._take([event["position"] for event in own], positions, number)
        return own

    def _take(self, own: Sequence[int], positions: Sequence[int], number: int) -> None:
        """Remember which events a row rests on; no two rest on one, none on a voided one."""
        for position in own:
            if position in self.evidence.voided:
                why = worded(f"event {position} is voided", f"第 {position} 条已作废")
                raise WrongError("struck", self._sources, why, number)
            if position in self.evidence.taken:
                why = worded(f"event {position} is another row's", f"第 {position} 条已属于另一行")
                raise WrongError("row", self._sources, why, number)
            self.evidence.taken.add(position)
        self.evidence.named.update(positions)


def later(stored: str, at: object) -> bool:
    """Tell whether a stored time lies after the one that a basis shows."""
    try:
        return datetime.fromisoformat(stored) > datetime.fromisoformat(str(at))
    except (ValueError, TypeError):
        return False


_offset = re.compile(r"(Z|[+-]\d\d:\d\d)$")


def _reads(text: str, cell: Cell) -> bool:
    """Tell whether the text of a cell is the one expected, or the same time in the ledger's zone."""
    if not cell.stored_time:
        return text == cell.text
    try:
        shown = datetime.fromisoformat(text)
    except ValueError:
        return False
    return bool(_offset.search(text)) and shown == datetime.fromisoformat(cell.text)
