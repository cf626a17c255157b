"""What differs between two points, applied to the first answer, gives the second: for the whole catalogue.

The random histories of `test_differences` meet the tables that they happen to draw. Here every type of event
that was ever stored is recorded once, what a third of the tables hold is voided, and every table and view is
asked.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import orjson
import pytest

from ledger.events import catalogue
from ledger.log.prepared import Prepared
from ledger.settings import locate
from projections.answers.catalogue import VIEW_KEYS
from replay.differences.span import Span
from tests.replay.test_differences import explained, point
from tests.support.both_databases import Ledgers
from tests.support.databases import Server
from tests.support.events import ZONE, voided

_GOLDEN = Path(__file__).parents[1] / "golden" / "events"
_DAY = "2027-12-31"  # behind all that they tell
# They need the first stage of a case, and the stored stages are of several cases: random histories ask them.
_OF_WHOLE_CASES = frozenset({"feedback_entries", "kpi_results"})
_RECORDED = [key for key in catalogue.TABLE_KEYS if catalogue.table(key).kind != "view"]


def _history() -> list[Prepared]:
    """Return one event of every type and shape, and voids of all of every third table."""
    documents = sorted((path.read_bytes() for path in _GOLDEN.glob("*.json")), key=_course)
    events = [orjson.loads(document) for document in documents]
    places: dict[str, list[int]] = {}
    for position, event in enumerate(events, 1):
        places.setdefault(catalogue.table_of(event["type"]).key, []).append(position)
    voids = [
        voided(key, f"V{number}", struck)  # of a case all stages, as the program voids them
        for number, (key, struck) in enumerate(sorted(places.items()))
        if number % 3 == 0
    ]
    return [*map(_prepared, documents, events), *voids]


def _course(document: bytes) -> tuple[int, int]:
    """Return where an event belongs: with its table, the stages of a case in their order."""
    event_type = orjson.loads(document)["type"]
    table = catalogue.table_of(event_type)
    stages = [stage.key for stage in table.stages]
    stage = stages.index(table.stage(event_type).key) if table.kind == "case" else 0
    return catalogue.TABLE_KEYS.index(table.key), stage


def _prepared(document: bytes, event: dict[str, object]) -> Prepared:
    """Return a stored event as it was when it was about to be recorded."""
    head, _, rest = document.partition(b'"position":')
    return Prepared(
        type=str(event["type"]),
        tags=sorted(set(event["tags"])),  # type: ignore[call-overload]
        event_id=str(event["event_id"]),
        event_time=event["event_time"],  # type: ignore[arg-type]
        head=head + b'"position":',
        tail=b',"recorded_by":' + rest.partition(b',"recorded_by":')[2].rstrip(),
    )


@pytest.fixture(scope="module")
def ledgers(postgres_server: Server, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ledgers]:
    """Return the history on both databases."""
    folder = tmp_path_factory.mktemp("every_table")
    url = postgres_server.create()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("MEDLEDGER_HOME", str(folder))
        both = Ledgers((locate(str(folder / "medledger.db")), locate(url)), whole=True)
    both.take(_history())
    yield both
    both.close()
    postgres_server.drop(url)


def test_every_table_has_a_row(ledgers: Ledgers) -> None:
    """Else the history would not show what it is to show."""
    told = {catalogue.table_of(one.type).key for one in _history()}
    assert set(_RECORDED) <= told


@pytest.mark.parametrize("key", [*_RECORDED, *(key for key in VIEW_KEYS if key not in _OF_WHOLE_CASES)])
def test_what_differs_gives_the_second_answer(ledgers: Ledgers, key: str) -> None:
    """From nothing to all, from the middle, over the voids alone, and back; on SQLite as on PostgreSQL."""
    history = _history()
    head, before = len(history), len(list(_GOLDEN.glob("*.json")))
    differed = []
    for first, second in ((0, head), (before // 2, head), (head, before)):
        documents = []
        for log, model in ledgers:
            with model.reading() as connection:
                span = Span(log, connection, ZONE, point(first, _DAY), point(second, _DAY))
                documents.append(explained(span, key, sound=False))
        one, other = ({name: len(one[name]) for name in ("added", "removed", "changed")} for one in documents)
        assert one == other, "both databases tell alike"
        differed.append(any(one.values()))
    assert any(differed) or key in VIEW_KEYS
