"""Questions asked of the files of a real store give the answers of the ledger beside it."""

from __future__ import annotations

from pathlib import Path

import pytest

from ledger.errors import CommandError, CorruptionError
from ledger.segments.store import SegmentStore
from ledger.segments.writing import write_segments
from ledger.settings import Location
from projections.answers.goods.stock import stock
from projections.reading.cutoff import CutOff
from projections.relational.asking import open_relations
from projections.relational.golden import HERE, statements
from replay.bootstrap import opened
from replay.segmenting import Segmenting
from tests.support.ready_ledgers import ReadyLedgers
from tests.support.segmented import WIDTH, make_segmented


def test_the_stock_of_a_store_is_that_of_its_ledger(
    location: Location, ready_ledgers: ReadyLedgers, tmp_path: Path
) -> None:
    ready_ledgers.put(location, "a segmented ledger", make_segmented)
    with opened(location) as program:
        Segmenting(program, str(tmp_path)).write(width=WIDTH)
        relations = open_relations(str(tmp_path))
        with program.readmodel.reading() as connection:
            for at, known in ((None, None), ("2026-03-10T16:00:00.000000Z", None), (None, 300)):
                expected = list(stock(connection, CutOff(at, known or relations.covered)))
                assert relations.stock(at=at, known=known) == expected != []
        with pytest.raises(CommandError) as refused:
            relations.stock(known=513)
        assert refused.value.code == "relational_not_covered"
        relations.close()
    changed = next((tmp_path / "lines").glob("*.parquet"))
    changed.chmod(0o600)
    changed.write_bytes(changed.read_bytes()[:-1] + b"x")
    with pytest.raises(CorruptionError):
        open_relations(str(tmp_path)).stock()


def test_a_store_without_lines_is_told(
    location: Location, ready_ledgers: ReadyLedgers, tmp_path: Path
) -> None:
    ready_ledgers.put(location, "a segmented ledger", make_segmented)
    with opened(location) as program:
        write_segments(program.log, program.location, SegmentStore(str(tmp_path)), width=WIDTH)
    with pytest.raises(CommandError) as refused:
        open_relations(str(tmp_path)).stock()
    assert refused.value.code == "relational_no_lines"


def test_the_written_statements_are_those_of_the_program() -> None:
    written = {str(path.relative_to(HERE)): path.read_text("utf-8") for path in HERE.rglob("*.sql")}
    assert written == statements(), "python -m projections.relational.golden writes them anew"
