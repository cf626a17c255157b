"""The tables of a bundle, each in all of its forms from one reading, in constant memory."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO

import orjson
import sqlalchemy as sa

from ledger.log.documents import decoded
from ledger.log.reader import LogReader
from projections.reading.cutoff import CutOff
from projections.reading.sourced_rows import Sourced, sourced
from replay.evidence.cells import Cells, FormRow
from replay.evidence.form import OfficialForm, form_of
from replay.evidence.papers import write_papers
from replay.evidence.personal_data import PersonalData
from replay.evidence.positions import NamedPositions
from replay.evidence.selected import Selected
from replay.evidence.workbook import FormWorkbook


@dataclass(slots=True)
class Written:
    """A table or a view as it was written.

    Attributes:
        form: Its form.
        rows: How many.
        guarded: How many cells stand behind an apostrophe.
        withheld: How many personal values were left out.
        filled: Keys of the columns that any row fills.
    """

    form: OfficialForm
    rows: int = 0
    guarded: int = 0
    withheld: int = 0
    filled: set[str] = field(default_factory=set)

    def as_json(self) -> dict[str, Any]:
        """Return what `basis.json` says of it."""
        key = self.form.table.key
        return {"key": key, "rows": self.rows, "guarded": self.guarded, "withheld": self.withheld}


@dataclass(frozen=True, slots=True)
class Desk:
    """What every table of a bundle is written with.

    Attributes:
        log: The log.
        connection: Of the read model.
        cutoff: What was true when, as known when.
        zone: Time zone of the ledger.
        personal: What the bundle holds of personal values.
        folder: Where the files go.
        events: Takes the positions that rows rest on.
    """

    log: LogReader
    connection: sa.Connection
    cutoff: CutOff
    zone: str
    personal: PersonalData
    folder: Path
    events: NamedPositions

    def write(self, chosen: Selected, head: Sequence[str]) -> Written:
        """Write one table as CSV, XLSX and PDF, and the sources of its cells.

        Args:
            chosen: The table and which of its rows.
            head: The lines above the headings.
        """
        form = form_of(chosen.table)
        written = Written(form)
        key = chosen.table.key
        book = FormWorkbook(self.folder / f"{key}.xlsx", form, [form.table.zh, *head])
        with (
            (self.folder / f"{key}.csv").open("wb") as sheet,
            (self.folder / f"{key}.rows.jsonl").open("wb") as sources,
        ):
            sheet.write(codecs.BOM_UTF8 + _line(form.headings))
            for rows in self._rows(chosen, form):
                self._append(written, rows, sheet, sources, book)
        book.close()
        write_papers(self.folder, form, head, written.filled, written.rows)
        return written

    def _append(
        self, written: Written, rows: list[FormRow], sheet: BinaryIO, sources: BinaryIO, book: FormWorkbook
    ) -> None:
        text, lines = io.StringIO(newline=""), []
        writer = csv.writer(text)
        for row in rows:
            written.rows += 1
            written.guarded += row.guarded
            written.withheld += sum(source.endswith(" withheld") for source in row.cells.values())
            written.filled.update(row.cells)
            writer.writerow(row.texts)
            told = {"row": written.rows, "events": row.events, "cells": row.cells}
            lines.append(orjson.dumps(told) + b"\n")
            book.write(row.texts)
            self.events.add(row.events)
        sheet.write(text.getvalue().encode())
        sources.writelines(lines)

    def _rows(self, chosen: Selected, form: OfficialForm) -> Iterator[list[FormRow]]:
        cells = Cells(form, self.personal)
        found = sourced(
            self.connection, self.personal, chosen.table, self.cutoff, zone=self.zone, where=chosen.where
        )
        for some in found:
            rows = list(cells.rows(some))
            if form.table.key == "voids":
                self._with_voided(rows, some)
            yield rows

    def _with_voided(self, rows: list[FormRow], some: Sourced) -> None:
        """Let each void rest on the events as well that it voids."""
        own = [positions[-1] for positions in some.positions]
        documents = self.log.documents(own)
        for row, position in zip(rows, own, strict=True):
            struck = decoded(position, bytes(documents[position])).get("struck", [])
            row.events = sorted({*row.events, *struck})


def _line(cells: Sequence[str]) -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text).writerow(cells)
    return text.getvalue().encode()
