"""Readings out of range: each owes its measures on the very day, and keeps owing them until they are told."""

from __future__ import annotations

from collections.abc import Iterator

import sqlalchemy as sa

from ledger import clock
from projections.answers.cases.periodic.cycle import Cycle
from projections.reading.query import Query
from projections.tables.findings import FINDINGS
from projections.tables.record_tables import record_table

_OUT_OF_RANGE = "M-45"


def excursion_cycles(query: Query) -> Iterator[Cycle]:
    """Yield what readings that were recorded without measures owe and owed (GSP §74)."""
    readings = record_table("temperature_readings")
    found = sa.select(FINDINGS.c.position).where(FINDINGS.c.rule == _OUT_OF_RANGE)
    wanted = (
        sa.select(readings.c.reading_no, readings.c.read_at, readings.c.recorder)
        .where(query.cutoff.live(readings), readings.c.position.in_(found))
        .order_by(readings.c.read_at, readings.c.reading_no)
    )
    rows = query.connection.execute(wanted).all()
    answers = _answers(query) if rows else {}
    for number, read_at, recorder in rows:
        day = clock.day_of(read_at, query.zone)
        done_on, position = answers.get(number, (None, None))
        yield Cycle(
            "CLK.EXCURSION",
            "temperature_readings",
            number,
            "take measures on the reading out of range",
            "对超标温湿度采取并记录措施",
            "quality_head",
            day,
            day,
            done_on=done_on,
            done_position=position,
            owner=recorder,
        )


def _answers(query: Query) -> dict[str, tuple[str, int]]:
    """Return the first measures told of each reading: their day, and the position of their event."""
    readings = record_table("temperature_readings")
    told = (
        sa.select(readings.c.measures_for, readings.c.read_at, readings.c.position)
        .where(
            query.cutoff.live(readings),
            readings.c.measures_for.is_not(None),
            readings.c.measures.is_not(None),
        )
        .order_by(readings.c.read_at.desc(), readings.c.position.desc())
    )
    return {
        number: (clock.day_of(read_at, query.zone), position)
        for number, read_at, position in query.connection.execute(told)
    }
