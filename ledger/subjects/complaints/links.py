"""What links one case to another: at live entry it must be there, and it must be about the same matter.

On import a link is kept as given, for the other case may come later by nature (interface rule 8).
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from ledger.deciding.rule import Breach
from ledger.deciding.situation import Situation
from ledger.deciding.targets import table_of_void, voided_records, voided_register
from ledger.events import catalogue
from ledger.subjects.complaints.opinion_rules import LINK_CONTRADICTS, LINK_UNKNOWN


@cache
def _links(key: str) -> tuple[tuple[str, str], ...]:
    """Return the columns of a table that name a case by its number alone, each with that case's table."""
    cases = {one.key for one in catalogue.tables() if one.kind == "case" and len(one.identity) == 1}
    columns = catalogue.table(key).columns
    return tuple((one.key, one.ref) for one in columns if one.ref is not None and one.ref in cases)


def judge_links(s: Situation) -> Iterator[Breach]:
    """Judge at live entry whether the cases that a stage names are there."""
    if not s.live:
        return
    for column, table in _links(s.table.key):
        number = s.data.get(column)
        if number is not None and not s.state.case(table, number).steps:
            yield unknown(s, column, table)
    yield from _subject(s)


def judge_linked(s: Situation) -> Iterator[Breach]:
    """Judge whether the cases that a stage names, where they are known, are about the same matter."""
    own = {"customer_code": s.row.get("customer_code")}
    if s.table.key == "complaints":
        own["complaint_no"] = s.data["complaint_no"]
    for column, table in _links(s.table.key):
        if column not in s.data:
            continue
        theirs = s.state.case(table, s.data[column]).data
        for key, value in own.items():
            if value is not None and theirs.get(key, value) != value:
                yield LINK_CONTRADICTS.broken(
                    column=column,
                    heading=s.heading(column),
                    value=s.data[column],
                    theirs=theirs[key],
                    own=value,
                )
                break


def unknown(s: Situation, column: str, table: str) -> Breach:
    """Return that what a column names is not in a table."""
    return LINK_UNKNOWN.broken(
        column=column,
        heading=s.heading(column),
        value=s.data[column],
        title=catalogue.table(table).zh,
        table=table,
    )


def _subject(s: Situation) -> Iterator[Breach]:
    """Judge what a stage is about, where it names that by table and number."""
    if "subject_table" not in s.data or "subject_no" not in s.data:
        return
    table = table_of_void({"record_table": s.data["subject_table"]})
    if table is None:
        return
    target = {"record_table": table.key, "record_no": s.data["subject_no"]}
    register = voided_register(s.state, target)
    if register is not None and register[1].known:
        return
    if not any(record.position for _, record in voided_records(s.state, target)):
        yield unknown(s, "subject_no", table.key)
