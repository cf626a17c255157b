"""What links one case to another: at live entry it must be there, and it must be about the same matter.

On import a link is kept as given, for the other case may come later by nature (interface rule 8).
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from ledger.deciding.decision import Command, Context
from ledger.deciding.rule import Breach
from ledger.deciding.situation import case_before
from ledger.deciding.targets import struck_records, struck_register, table_of_strike
from ledger.events import catalogue
from ledger.state.case_state import case_of
from ledger.state.entries import CaseRecord, State, record_key_of
from ledger.subjects.complaints.opinion_rules import LINK_CONTRADICTS, LINK_UNKNOWN


@cache
def _links(key: str) -> tuple[tuple[str, str], ...]:
    """Return the columns of a table that name a case by its number alone, each with that case's table."""
    cases = {one.key for one in catalogue.tables() if one.kind == "case" and len(one.identity) == 1}
    columns = catalogue.table(key).columns
    return tuple((one.key, one.ref) for one in columns if one.ref is not None and one.ref in cases)


def linked(state: State, table: str, number: str) -> CaseRecord:
    """Return what is known of a case by its number; of one that is not there, an empty record."""
    return case_of(state.get(record_key_of(table, number)))


def judge_links(command: Command, state: State, context: Context) -> Iterator[Breach]:
    """Judge at live entry whether the cases that a stage names are there."""
    if not context.live:
        return
    for column, table in _links(command.table.key):
        number = command.data.get(column)
        if number is not None and not linked(state, table, number).steps:
            yield _unknown(command, column, table)
    yield from _subject(command, state)


def _subject(command: Command, state: State) -> Iterator[Breach]:
    """Judge what a stage is about, where it names that by table and number."""
    data = command.data
    if "subject_table" not in data or "subject_no" not in data:
        return
    table = table_of_strike({"record_table": data["subject_table"]})
    if table is None:
        return
    named = {"record_table": table.key, "record_no": data["subject_no"]}
    register = struck_register(state, named)
    if register is not None and register[1].known:
        return
    if not any(record.position for _, record in struck_records(state, named)):
        yield _unknown(command, "subject_no", table.key)


def _unknown(command: Command, column: str, table: str) -> Breach:
    return LINK_UNKNOWN.broken(
        column=column,
        heading=command.table.by_key[column].zh,
        value=command.data[column],
        title=catalogue.table(table).zh,
        table=table,
    )


def judge_linked(command: Command, state: State, _context: Context) -> Iterator[Breach]:
    """Judge whether the cases that a stage names, where they are known, are about the same matter."""
    before = case_before(command, state).data
    own = {"customer_code": (before | command.data).get("customer_code")}
    if command.table.key == "complaints":
        own["complaint_no"] = command.data["complaint_no"]
    for column, table in _links(command.table.key):
        if column not in command.data:
            continue
        theirs = linked(state, table, command.data[column]).data
        for key, value in own.items():
            if value is not None and theirs.get(key, value) != value:
                yield LINK_CONTRADICTS.broken(
                    column=column,
                    heading=command.table.by_key[column].zh,
                    value=command.data[column],
                    theirs=theirs[key],
                    own=value,
                )
                break
