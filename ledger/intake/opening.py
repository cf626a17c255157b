"""Files to inputs: what a file is, which table it holds, and its rows as often as they are asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from ledger import clock
from ledger.errors import CommandError
from ledger.events import catalogue
from ledger.events.base import Column, Table
from ledger.intake.cells.converters import is_code
from ledger.intake.cells.wrapping import unguarded
from ledger.intake.headings.columns import Columns
from ledger.intake.headings.detection import (
    Match,
    best_match,
    check_mapping,
    refuse_ambiguous,
    settle,
    whole_export,
)
from ledger.intake.headings.heading_problems import MAPPING_OTHER_TABLE
from ledger.intake.headings.headings import Layout
from ledger.intake.headings.mapping import Mapping
from ledger.intake.headings.table_names import table_named
from ledger.intake.problems import (
    BROKEN_WORKBOOK,
    FILE_EMPTY,
    FILE_MISSING,
    FILE_NOT_REGULAR,
    FILE_UNREADABLE,
    HTML_TABLE,
    LINE_TOO_LONG,
    NOT_TEXT,
    OLD_WORKBOOK,
    VIEW_EXPORTED,
)
from ledger.intake.reading import RowReader
from ledger.intake.rows import Row
from ledger.intake.source.delimited import DELIMITERS, Delimited
from ledger.intake.source.encoding import LINE_LIMIT, TextFile, detect
from ledger.intake.source.json_document import JsonDocument, is_document
from ledger.intake.source.json_lines import JsonLines
from ledger.intake.source.source import Damaged, Places, Source
from ledger.intake.typed.detecting import TypedMatch, typed_match
from ledger.intake.typed.form_sheets import holds_no_rows
from ledger.intake.typed.lacking import Lacking, lacking, unnumbered
from ledger.intake.typed.sheet import TypedSheet
from ledger.intake.typed.two_rows import laid_together

_ZIP = (b"PK\x03\x04", b"PK\x05\x06")
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_MARKUP = (b"<html", b"<!doctype", b"<table", b"<?xml", b"<meta", b"<head", b"<body")
_JSON_SUFFIXES = frozenset({".jsonl", ".ndjson", ".json"})
_TEXT_SUFFIXES = frozenset({".csv", ".tsv", ".txt"})
_OWN_TO_EACH_ROW = frozenset({"serial", "udi"})


class Input:
    """One file, or one sheet of it: its table and its rows.

    Attributes:
        file: The path as messages and answers show it.
        sheet: The sheet, if the file has sheets.
        table: The table whose rows these are.
        headings: The heading cells as they stand in the file.
        columns: Column key to index of its heading.
        unknown_columns: Headings that stand for no column; their cells are kept as `extra`.
        skipped: Records that are no rows, by kind (`title`, `empty`, `total`, `heading`), as far as
            the running or the last reading has come.
        bytes_total: Size of the file, for progress.
        typed: Of a sheet as people type it, what does not stand in its cells.
    """

    def __init__(
        self,
        source: Source,
        layout: Layout,
        columns: Columns,
        *,
        heading_row: int,
        file: str,
        sheet: str | None,
        typed: TypedSheet | None = None,
    ) -> None:
        self.file = file
        self.sheet = sheet
        self.table = layout.table
        self.columns = layout.columns
        self.headings = layout.headings
        named = (layout.headings[place].strip() for place in sorted(layout.unknown))
        self.unknown_columns = [heading for heading in named if heading]
        self.skipped: dict[str, int] = {}
        self.bytes_total = source.bytes_total
        self.bytes_read = source.bytes_read
        self.typed = typed
        self._heading_row = heading_row
        self._reader = RowReader(source, layout, columns, file)

    def rows(self) -> Iterator[Row]:
        """Yield the rows; each call reads the file anew.

        Raises:
            CommandError: The file is not any more what it was when it was opened.
        """
        self.skipped.clear()
        rows = self._reader.rows(self._heading_row, self.skipped)
        return rows if self.typed is None else self._completed(rows, self.typed)

    @staticmethod
    def _completed(rows: Iterator[Row], typed: TypedSheet) -> Iterator[Row]:
        for row in rows:
            typed.complete(row)
            yield row

    def numbers(self) -> Iterator[str | None]:
        """Yield the document number of each record below the headings, None where it has none.

        Every row of `rows` is among them, in its place; so are the records that are passed over there.

        Raises:
            CommandError: The file is not any more what it was when it was opened.
        """
        return self._reader.numbers(self._heading_row)


def open_inputs(
    path: Path,
    *,
    table: str | None = None,
    mapping: Mapping | None = None,
    zone: str,
    today: str | None = None,
    views: Callable[[], Sequence[Table]] = tuple,
    named: str | None = None,
    typed: bool = False,
) -> list[Input]:
    """Return what a file holds: one input, or one for each sheet that is not empty.

    All that can be wrong with a file as a whole is found here, before any row is read.

    Args:
        path: CSV, XLSX, JSON Lines or JSON; what it is follows from its content.
        table: Key or Chinese title of the table, instead of asking the headings.
        mapping: What the user says about headings and words.
        zone: The ledger's time zone.
        today: The day after which no business date may lie; by default today in that zone.
        views: Gives the tables that are only derived, whose rows are refused.
        named: Under which name messages and events know the file; by default its path.
        typed: Whether sheets are taken as people type them, names for codes and without numbers.

    Returns:
        The inputs; none of a JSON file that says that it has no rows.

    Raises:
        CommandError: The file cannot be read, it is not clear what its columns are, or it holds a view.
    """
    mapping = mapping or Mapping()
    today = today or clock.today(zone)
    tables = _tables(path, table, mapping)
    try:
        sources = sheets_of(path, mapping)
    except OSError as error:
        cause = error.strerror or type(error).__name__
        raise CommandError(FILE_UNREADABLE, file=path, cause=cause) from None
    found = []
    for sheet, readings in sources:
        if isinstance(readings[0], JsonDocument) and readings[0].empty:
            continue
        shown = f"{named or path} › {sheet}" if sheet is not None else (named or str(path))
        fit = _fitting(
            readings, tables, mapping, views, shown, titles=(path.stem, sheet or "") if typed else None
        )
        layout, lacks, source = fit.layout, fit.lacking, fit.source
        kept = TypedSheet(layout.table, lacks, mapping.answers, zone=zone, today=today) if lacks else None
        source.prepare(_places(layout))
        found.append(
            Input(
                source,
                layout,
                Columns(layout, mapping, zone=zone, today=today, guarded=source.is_guarded),
                heading_row=source.first_number + fit.row,
                file=named or str(path),
                sheet=sheet,
                typed=kept,
            )
        )
    return found


@dataclass(frozen=True, slots=True)
class _Fit:
    """How a sheet is read: its source, its heading row, what its headings mean and what they leave open."""

    source: Source
    row: int
    layout: Layout
    lacking: Lacking | None = None


def _fitting(
    readings: Sequence[Source],
    tables: Sequence[Table],
    mapping: Mapping,
    views: Callable[[], Sequence[Table]],
    shown: str,
    *,
    titles: Sequence[str] | None,
) -> _Fit:
    """Return how a sheet is read; with `titles` also where it lacks what can be settled.

    Raises:
        CommandError: It is not clear what its columns are, or it holds a view.
    """
    samples = [_sample(source) for source in readings]
    for source, sample in zip(tuple(readings), tuple(samples), strict=True):
        if (both := laid_together(sample)) is not None:
            readings, samples = [*readings, source], [*samples, both]
    which, match = best_match(samples, tables, mapping)
    _refuse_view(samples[which], match, views, shown)
    if titles is not None and not match.score[0]:
        typed = typed_match(samples, tables, mapping, titles=titles, shown=shown)
        if typed is not None:
            return _typed(typed, readings[typed.which], mapping, shown)
    layout = settle(match, shown=shown, named=len(tables) == 1)
    check_mapping(layout, mapping)
    lacks = lacking(layout, mapping.answers) if titles is not None else None
    if lacks is not None:
        lacks = replace(lacks, number=unnumbered(layout, samples[which][match.row + 1 :]))
    if lacks is None or not (lacks.number or mapping.answers):
        return _Fit(readings[which], match.row, layout)
    number = {layout.table.identity[0]} if lacks.number else set()
    layout.settled = frozenset({*number, *lacks.answers})
    return _Fit(readings[which], match.row, layout, lacks)


def _typed(match: TypedMatch, source: Source, mapping: Mapping, shown: str) -> _Fit:
    layout, lacks = match.layout, match.lacking
    refuse_ambiguous(layout, shown)
    check_mapping(layout, mapping)
    number = {layout.table.identity[0]} if lacks.number else set()
    layout.settled = frozenset({*number, *lacks.answers, *(column.key for column in lacks.asked)})
    return _Fit(source, match.row, layout, lacks)


def _refuse_view(
    sample: Sequence[list[str]], match: Match, views: Callable[[], Sequence[Table]], shown: str
) -> None:
    """Refuse what a view exported, unless every heading is one of a record table that fits.

    Raises:
        CommandError: The headings are those of a view.
    """
    if any(one.score[0] and not one.unknown and not one.ambiguous for one in match.layouts):
        return
    view = whole_export(sample, views())
    if view is not None:
        sources = [catalogue.named(key) for key in view.derived_from]
        raise CommandError(
            VIEW_EXPORTED,
            file=shown,
            view=view.key,
            zh=view.zh,
            sources=", ".join(view.derived_from),
            zh_sources="、".join(
                one.zh if one else key for one, key in zip(sources, view.derived_from, strict=True)
            ),
        )


def _tables(path: Path, named: str | None, mapping: Mapping) -> tuple[Table, ...]:
    given = table_named(named) if named else None
    mapped = table_named(mapping.table) if mapping.table else None
    if given and mapped and given.key != mapped.key:
        raise CommandError(MAPPING_OTHER_TABLE, file=path, table=given.key, other=mapped.key)
    one = given or mapped
    return (one,) if one else tuple(table for table in catalogue.tables() if table.kind != "view")


def sheets_of(path: Path, mapping: Mapping) -> list[tuple[str | None, Sequence[Source]]]:
    """Return the sheets of a file (None where it has none), each with the ways in which it may be read."""
    if not path.exists():
        raise CommandError(FILE_MISSING, file=path)
    if not path.is_file():
        raise CommandError(FILE_NOT_REGULAR, file=path)
    with path.open("rb") as file:
        start = file.read(1024)
    if start.startswith(_ZIP):
        from ledger.intake.source.workbook import open_sheets

        sheets = [
            sheet
            for sheet in open_sheets(path)
            if sheet.name not in mapping.ignored_sheets and not holds_no_rows(sheet.name, sheet.sample())
        ]
        if not sheets:
            raise CommandError(FILE_EMPTY, file=path)
        return [(sheet.name, (sheet,)) for sheet in sheets]
    if start.startswith(_OLE):
        raise CommandError(OLD_WORKBOOK, file=path)
    if start.removeprefix(b"\xef\xbb\xbf").lstrip().lower().startswith(_MARKUP):
        raise CommandError(HTML_TABLE, file=path)
    return [(None, _readings(path, _text(path)))]


def _text(path: Path) -> TextFile:
    try:
        return detect(path)
    except CommandError as error:
        if path.suffix.lower() in {".xlsx", ".xlsm"} and error.reason.problem is NOT_TEXT:
            raise CommandError(BROKEN_WORKBOOK, file=path) from None
        raise


def _readings(path: Path, text: TextFile) -> Sequence[Source]:
    suffix = path.suffix.lower()
    with path.open(encoding=text.encoding) as file:
        first = file.read(4096).lstrip("\ufeff \t\r\n")[:1]
    is_json = suffix in _JSON_SUFFIXES or (first in {"{", "["} and suffix not in _TEXT_SUFFIXES)
    if is_json and is_document(text):
        return (JsonDocument(text),)
    if text.long_lines:
        raise CommandError(LINE_TOO_LONG, file=path, limit=LINE_LIMIT)
    if is_json:
        return (JsonLines(text),)
    return [Delimited(text, delimiter) for delimiter in DELIMITERS]


def _sample(source: Source) -> list[list[str]]:
    """Return the first records, without the guard of our own files; a damaged one is no heading row."""
    records: list[list[str]] = [[] if isinstance(cells, Damaged) else cells for cells in source.sample()]
    return [list(map(unguarded, cells)) for cells in records] if source.is_guarded else records


def _places(layout: Layout) -> Places:
    """Return what stands where in the records, as far as a source must know it."""
    columns = [
        (column, layout.places_of(column.key))
        for column in layout.table.columns
        if column.key in layout.columns
    ]
    codes = _all_places(columns, lambda column: is_code(column, layout.table))
    days = _all_places(columns, lambda column: column.type in {"date", "datetime"})
    times = {place for key, place in layout.envelope.items() if key == "event_time"}
    words = _all_places(columns, lambda column: column.type == "text") - codes
    known = _all_places(columns, lambda _column: True) | set(layout.envelope.values())
    return Places(frozenset(known), _repeatable(layout), codes, words, days | times)


def _all_places(
    columns: Sequence[tuple[Column, tuple[int, ...]]], wanted: Callable[[Column], bool]
) -> frozenset[int]:
    return frozenset(place for column, places in columns if wanted(column) for place in places)


def _repeatable(layout: Layout) -> frozenset[int]:
    """Return the cells that may stand for several rows when they are merged: what names, not what counts."""
    return frozenset(
        layout.columns[column.key]
        for column in layout.table.columns
        if column.key in layout.columns
        and column.type in {"text", "ref", "date", "datetime", "enum", "boolean"}
        and column.key not in _OWN_TO_EACH_ROW
    )
