"""A scratch read model: the same projections on a part of the events."""

from ledger.events import catalogue
from ledger.log.recorder import LogRecorder
from ledger.settings import Location
from projections.engine.catch_up import catch_up
from projections.engine.digest import digests
from projections.engine.read_model import open_readmodel
from projections.reading.cutoff import CutOff
from projections.reading.record_rows import rows
from projections.tables.catalogue import PROJECTIONS
from projections.tables.records import Records
from replay.scratch import scratch
from tests.support.events import ZONE, received, sold, stored, voided


def test_the_whole_log_gives_what_serves(log: LogRecorder, location: Location):
    log.append_prepared([received("YS1", lot="L1"), sold("XS1", lot="L1"), voided("sales", "XS1", [2])])
    model = open_readmodel(log, location)
    catch_up(model, log)
    with scratch(log.scan()) as here, model.reading() as there:
        assert digests(here, PROJECTIONS) == digests(there, PROJECTIONS)
    model.close()


def test_a_scope_gives_the_rows_of_its_events(log: LogRecorder):
    log.append_prepared([sold("XS1", lot="L1"), sold("XS2", lot="L2"), sold("XS3", lot="L1")])
    log.append_prepared([voided("sales", "XS3", [3], tags=["lot:P1/L1"])])
    sales = catalogue.table("sales")
    with scratch(log.scan_tags(["lot:P1/L1"]), projections=[Records()]) as connection:
        found = rows(connection, log, sales, CutOff(None, 4), zone=ZONE, voided=True)
        assert [(row["position"], row["voided_at"] is None) for row in found] == [(1, True), (3, False)]
        found = rows(connection, log, sales, CutOff(None, 3), zone=ZONE)
        assert [row["position"] for row in found] == [1, 3]


def test_until_leaves_out_what_came_later():
    documents = stored([sold("XS1"), sold("XS2"), voided("sales", "XS1", [1])])
    with scratch([documents[:2], documents[2:]], until=2) as connection:
        assert connection.exec_driver_sql("SELECT count(*), count(voided_position) FROM sales").one() == (
            2,
            0,
        )


def test_an_empty_scope_gives_empty_tables():
    with scratch([]) as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM sales").scalar_one() == 0


def test_tables_that_outgrow_the_memory_go_to_disk(tmp_path, monkeypatch):
    """The scratch database has a bounded cache and no name: nothing is left of it."""
    monkeypatch.chdir(tmp_path)
    with scratch([stored([sold(f"XS{number}") for number in range(2000)])]) as connection:
        assert connection.exec_driver_sql("PRAGMA cache_size").scalar_one() == -32768
        assert connection.exec_driver_sql("PRAGMA database_list").all() == [(0, "main", "")]
    assert list(tmp_path.iterdir()) == []
