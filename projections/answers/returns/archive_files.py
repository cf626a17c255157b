"""What belongs to the file of a return: the stages of its case, and the records that name it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any, Final

import sqlalchemy as sa

from ledger.events import catalogue
from projections.answers.returns.archive_words import Entry, papers_of
from projections.engine.chunks import chunks
from projections.reading.query import Query
from projections.reading.select import select_rows
from projections.reading.stream import Row
from projections.tables.record_tables import record_table

CASES: Final = "return_cases"
_FILES: Final = 200  # files that are put together at once
_GOODS: Final = ("customer_code", "customer_name", "product_code", "product_name", "lot", "serial")
_TIMES: Final = ("event_time", "record_time", "recorded_by")
_OTHERS: Final = ("disposals", "exchanges", "invoices", "vouchers", "temperature_readings")


@dataclass(slots=True)
class File:
    """The file of one return.

    Attributes:
        number: Of its case; None where it has none.
        return_no: Of its return record, if there is one.
        goods: Whose goods came back, and which.
        entries: Its pages, in no order.
        positions: Where in the log they stand, so that nothing is filed twice.
        names: What others may name the file by, as `table/number`.
    """

    number: str | None
    return_no: str | None
    goods: dict[str, Any]
    entries: list[Entry] = field(default_factory=list)
    positions: set[int] = field(default_factory=set)
    names: set[str] = field(default_factory=set)

    def add(self, entry: Entry) -> None:
        """File a page once, with the names under which it tells of others."""
        if entry.row["position"] in self.positions:
            return
        self.positions.add(entry.row["position"])
        self.entries.append(entry)
        row = entry.row
        self.names.update(f"vouchers/{one}" for one in papers_of(row))
        for key in ("return_no", "nonconformity_no", "exchange_no", "invoice_no"):
            if entry.table in {CASES, "returns"} and row.get(key) is not None:
                self.names.add(f"{key}/{row[key]}")


def files(query: Query) -> Iterator[File]:
    """Yield the file of each case by its number, then of each return that has no case."""
    wanted = query.values("return_case_no")
    for part in chunks(_cases(query, wanted), _FILES):
        yield from _filled(query, part)
    if not wanted or None in wanted:
        for part in chunks(_returns_alone(query), _FILES):
            yield from _filled(query, part)


def _cases(query: Query, wanted: tuple[Any, ...]) -> Iterator[File]:
    numbers = [one for one in wanted if one is not None]
    if wanted and not numbers:
        return
    table = record_table(CASES)
    where = [table.c.return_case_no.in_(numbers)] if numbers else []
    columns = [column.key for column in catalogue.table(CASES).columns if not column.personal]
    found = select_rows(query, CASES, (*columns, "stage", *_TIMES), *where, order=("return_case_no",))
    for number, stages in groupby(found, lambda row: row["return_case_no"]):
        yield _of_case(number, list(stages))


def _of_case(number: str, stages: list[Row]) -> File:
    merged: dict[str, Any] = {}
    for row in stages:
        merged.update((key, value) for key, value in row.items() if value is not None)
    file = File(number, merged.get("return_no"), {key: merged.get(key) for key in _GOODS})
    declared = {one.key: one for one in catalogue.table(CASES).stages}
    at = ""
    for row in stages:
        own = declared[row["stage"]].time_in(row) is not None
        at = max(at, _time(row)) if own or not at else at  # a stage without a day of its own follows the last
        file.add(Entry(CASES, row["stage"], at, row))
    file.names.add(f"return_case_no/{number}")
    return file


def _returns_alone(query: Query) -> Iterator[File]:
    """Yield a file for each return document that neither names a case nor is named by one."""
    table, cases = record_table("returns"), record_table(CASES)
    named = sa.select(cases.c.return_no).where(query.cutoff.live(cases), cases.c.return_no.isnot(None))
    where = (table.c.return_case_no.is_(None), table.c.return_no.not_in(named))
    found = select_rows(query, "returns", _columns("returns"), *where, order=("return_no",))
    for number, lines in groupby(found, lambda row: row["return_no"]):
        rows = list(lines)
        file = File(None, number, {key: rows[0][key] for key in _GOODS})
        for row in rows:
            file.add(Entry("returns", "returns", _time(row), row))
        yield file


def _filled(query: Query, part: list[File]) -> list[File]:
    """Put into files what names them, or what they name."""
    _file(query, part, "returns")
    for file in part:
        file.return_no = file.return_no or next(
            (one.row["return_no"] for one in file.entries if one.table == "returns"), None
        )
    for key in _OTHERS:
        _file(query, part, key)
    return part


def _file(query: Query, part: list[File], key: str) -> None:
    by_name: dict[str, list[File]] = {}
    for file in part:
        for name in file.names:
            by_name.setdefault(name, []).append(file)
    for condition, names_of in _LINKS[key]:
        for some in chunks(sorted(by_name)):
            clause = condition(record_table(key), some)
            if clause is None:
                continue
            for row in select_rows(query, key, _columns(key), clause):
                for name in names_of(row):
                    for file in by_name.get(name, ()):
                        file.add(Entry(key, key, _time(row), row))


def _columns(key: str) -> tuple[str, ...]:
    return (*(one.key for one in catalogue.table(key).columns if not one.personal), *_TIMES)


def _time(row: Row) -> str:
    found: str = row["event_time"] or row["record_time"]
    return found


Condition = Callable[[sa.Table, list[str]], sa.ColumnElement[bool] | None]
Names = Callable[[Row], Iterable[str]]


def _by(column: str, kind: str | None = None) -> tuple[Condition, Names]:
    """Return the link of a column to files that are named so."""
    prefix = f"{kind or column}/"

    def condition(table: sa.Table, names: list[str]) -> sa.ColumnElement[bool] | None:
        numbers = [name.removeprefix(prefix) for name in names if name.startswith(prefix)]
        return table.c[column].in_(numbers) if numbers else None

    return condition, lambda row: (f"{prefix}{row[column]}",)


def _about(table: sa.Table, names: list[str]) -> sa.ColumnElement[bool] | None:
    """Return the condition on papers that say by table and number what they are about."""
    clauses = [
        sa.and_(
            table.c.subject_table.in_(titles),
            table.c.subject_no.in_([name.removeprefix(prefix) for name in names if name.startswith(prefix)]),
        )
        for prefix, titles in _SUBJECTS.items()
        if any(name.startswith(prefix) for name in names)
    ]
    return sa.or_(*clauses) if clauses else None


def _subjects(row: Row) -> Iterator[str]:
    for prefix, titles in _SUBJECTS.items():
        if row["subject_table"] in titles:
            yield f"{prefix}{row['subject_no']}"


_SUBJECTS: Final = {
    "return_case_no/": (CASES, catalogue.table(CASES).zh),
    "return_no/": ("returns", catalogue.table("returns").zh),
}
_LINKS: Final[dict[str, tuple[tuple[Condition, Names], ...]]] = {
    "returns": (_by("return_case_no"), _by("return_no")),
    "disposals": (_by("return_no"), _by("nonconformity_no")),
    "exchanges": (_by("return_no"), _by("exchange_no")),
    "invoices": (_by("return_no"), _by("invoice_no")),
    "vouchers": (_by("voucher_no", "vouchers"), (_about, _subjects)),
    "temperature_readings": (_by("return_case_no"),),
}
