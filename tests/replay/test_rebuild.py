"""Rebuilding the tables, and telling whether they are what the log gives."""

from collections.abc import Iterator

import pytest

from ledger.errors import CommandError
from ledger.log.recorder import LogRecorder
from ledger.settings import Location
from projections.engine.catch_up import catch_up
from projections.engine.read_model import ReadModel, open_readmodel
from replay.rebuild import drift, rebuild
from tests.support.events import customer, received, sold, voided


@pytest.fixture
def readmodel(log: LogRecorder, location: Location) -> Iterator[ReadModel]:
    log.append_prepared([customer("C1"), received("YS1", lot="L1"), sold("XS1", lot="L1")])
    log.append_prepared([sold("XS2", lot="L1"), voided("sales", "XS1", [3])])
    model = open_readmodel(log, location)
    yield model
    model.close()


def tamper(model: ReadModel, *statements: str) -> None:
    with model.current().writing() as connection:
        for statement in statements:
            connection.exec_driver_sql(statement)


def test_a_rebuild_comes_to_the_head_first_and_compares_there(log: LogRecorder, readmodel: ReadModel):
    catch_up(readmodel, log)
    log.append_prepared([sold("XS3")])
    rebuilt = rebuild(readmodel, log)
    assert (rebuilt.position, rebuilt.generation) == (6, 2)
    assert {table.table: (table.rows, table.served) for table in rebuilt.compared}["sales"] == (3, 3)
    assert all(table.equal for table in rebuilt.compared)


def test_a_rebuild_makes_tables_that_are_not_there(log: LogRecorder, readmodel: ReadModel):
    rebuilt = rebuild(readmodel, log)
    assert (rebuilt.position, rebuilt.generation, rebuilt.compared) == (5, 1, ())


def test_an_unknown_name_is_refused_before_anything_is_done(log: LogRecorder, readmodel: ReadModel):
    with pytest.raises(CommandError):
        rebuild(readmodel, log, ["records", "sails"])
    assert readmodel.generation == 0


def test_untouched_tables_have_not_drifted(log: LogRecorder, readmodel: ReadModel):
    assert drift(readmodel, log) == []
    catch_up(readmodel, log)
    assert drift(readmodel, log) == []
    log.append_prepared([sold("XS3")])
    assert drift(readmodel, log) == [], "to lag behind is no drift"
    assert readmodel.generation == 1


def test_drift_names_the_table_and_the_first_event(log: LogRecorder, readmodel: ReadModel):
    catch_up(readmodel, log)
    tamper(readmodel, "UPDATE sales SET quantity = '100' WHERE position = 4", "DELETE FROM customers")
    found = drift(readmodel, log)
    assert [(each.table, each.position) for each in found] == [("customers", 1), ("sales", 4)]
    assert found[1].reason.message("en") == (
        "Comparing table sales: expected what the log replays to, "
        "got 0 rows missing, 0 too many and 1 changed."
    )
    assert [each.table for each in drift(readmodel, log)] == ["customers", "sales"], "asking changes nothing"
    rebuild(readmodel, log)
    assert drift(readmodel, log) == []


def test_a_void_that_was_undone_in_the_tables_is_drift(log: LogRecorder, readmodel: ReadModel):
    catch_up(readmodel, log)
    tamper(readmodel, "UPDATE sales SET voided_position = NULL WHERE position = 3")
    assert [(each.table, each.position) for each in drift(readmodel, log)] == [("sales", 3)]


def test_tables_that_cannot_be_read_have_drifted(log: LogRecorder, readmodel: ReadModel):
    catch_up(readmodel, log)
    tamper(readmodel, "DROP TABLE voids")
    [found] = drift(readmodel, log)
    assert (found.table, found.position, found.reason.code) == (None, None, "tables_unavailable")
    assert rebuild(readmodel, log).uncompared is not None
    assert drift(readmodel, log) == []
