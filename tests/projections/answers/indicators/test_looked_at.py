"""What indicators do not look at is not read, and what they do look at is."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import orjson
import pytest

from ledger.events import catalogue
from projections.answers import catalogue as views
from projections.answers.indicators import sources
from projections.answers.indicators.looked_at import LOOKED_AT
from projections.reading.cutoff import CutOff
from projections.reading.query import Query, today
from replay.scratch import scratch
from tests.support.asking import Values
from tests.support.events import ZONE

EVENTS = Path(__file__).resolve().parents[3] / "golden" / "events"
MADE_OF_SOURCES = ("kpi_results", "fault_summaries", "technician_scores", "service_statistics")
LATER = tuple(stage.event for key in ("complaints", "feedbacks") for stage in catalogue.table(key).stages[1:])


def test_every_column_looked_at_is_declared() -> None:
    for key, columns in LOOKED_AT.items():
        assert set(columns) <= catalogue.table(key).by_key.keys(), key


@pytest.mark.parametrize("view", MADE_OF_SOURCES)
def test_reading_every_column_changes_no_figure(view: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A column that somebody looks at with `get` would be blank, not missing: here it would differ."""
    seen = _rows(view)
    whole = {key: tuple(column.key for column in catalogue.table(key).columns) for key in LOOKED_AT}
    monkeypatch.setattr(sources, "LOOKED_AT", whole)
    assert seen
    assert seen == _rows(view)


def _rows(view: str) -> list[dict[str, Any]]:
    """Return the rows of a view of one event of every kind; cases that were never received are left out."""
    stored = [path.read_bytes() for path in EVENTS.glob("*.json") if not path.name.startswith(LATER)]
    batch = sorted((orjson.loads(document)["position"], document) for document in stored)
    numbered = [(position, document) for position, document in dict(batch).items()]
    cutoff = CutOff(None, numbered[-1][0])
    with scratch([numbered]) as connection:
        query = Query(connection, Values(()), cutoff, ZONE, today(cutoff, ZONE))
        return list(views.answer(view)(query))
