"""Generations: built beside the one that serves, compared, switched, dropped; a failed one does nothing."""

import threading
from collections.abc import Callable, Sequence

import pytest
import sqlalchemy as sa

from ledger.errors import CommandError, UnavailableError
from ledger.log.opening import open_log
from ledger.log.recorder import LogRecorder
from ledger.settings import Location
from projections.engine.catch_up import catch_up
from projections.engine.columns import Text, Whole
from projections.engine.digest import digests
from projections.engine.places import places
from projections.engine.projection import Document, Projection
from projections.engine.read_model import ReadModel, open_readmodel
from projections.engine.writer import Writer
from projections.tables.catalogue import PROJECTIONS
from projections.tables.record_tables import record_table
from projections.tables.records import Records
from tests.support.databases import sqlite_at
from tests.support.events import customer, received, sold, staff, voided

HISTORY = [customer("C1"), received("YS1", lot="L1"), sold("XS1", 1, lot="L1"), sold("XS1", 2, lot="L2")]


class Tally:
    """A projection whose version, columns and temper a test can change."""

    name = "tally"

    def __init__(
        self, version: int = 1, *columns: str, fails: Callable[[Document], bool] | None = None
    ) -> None:
        self.version = version
        self.metadata = sa.MetaData()
        wanted = [sa.Column(name, Text) for name in columns or ("type",)]
        self.table = sa.Table(
            "tally",
            self.metadata,
            sa.Column("position", Whole, primary_key=True, autoincrement=False),
            *wanted,
        )
        self._fails = fails or (lambda _event: False)

    def project(self, writer: Writer, batch: Sequence[Document]) -> None:
        """Insert a row for each event."""
        if any(self._fails(event) for event in batch):
            raise RuntimeError
        names = [column.name for column in self.table.c]
        writer.insert(self.table, tuple(names), [tuple(event[name] for name in names) for event in batch])


def count(model: ReadModel, table: str) -> int:
    with model.reading() as connection:
        return connection.exec_driver_sql(f"SELECT count(*) FROM {table}").scalar_one()


def there(location: Location) -> list[int]:
    return places(location, ()).generations()


def test_reading_before_the_first_catch_up_is_refused(readmodel: ReadModel):
    with pytest.raises(UnavailableError) as caught, readmodel.reading():
        pass
    assert caught.value.code == "no_tables"
    assert readmodel.position() == 0
    assert readmodel.outdated() == ["records", "movements", "findings", "obligations"]


def test_the_first_catch_up_builds_what_the_next_ones_extend(
    log: LogRecorder, readmodel: ReadModel, location: Location
):
    log.append_prepared(HISTORY)
    assert catch_up(readmodel, log) == 4
    assert (readmodel.generation, there(location)) == (1, [1])
    log.append_prepared([sold("XS2")])
    assert catch_up(readmodel, log) == 5
    assert readmodel.generation == 1
    assert count(readmodel, "sales") == 3


def test_a_rebuild_compares_switches_and_keeps_the_old(
    log: LogRecorder, readmodel: ReadModel, location: Location
):
    log.append_prepared([*HISTORY, voided("sales", "XS1", [3], 1)])
    catch_up(readmodel, log)
    rebuilt = readmodel.rebuild()
    assert (rebuilt.generation, rebuilt.position) == (2, 5)
    assert rebuilt.projections == tuple(projection.name for projection in PROJECTIONS)
    compared = {table.table: table for table in rebuilt.compared}
    assert (compared["sales"].rows, compared["sales"].served) == (2, 2)
    assert all(table.equal for table in rebuilt.compared)
    assert rebuilt.uncompared is None
    assert there(location) == [1, 2]
    readmodel.rebuild()
    assert there(location) == [2, 3], "what served before the last switch is kept, nothing else"
    assert readmodel.drop_old() == [2]
    assert there(location) == [3]


def test_a_rebuild_of_some_copies_the_others(log: LogRecorder, readmodel: ReadModel):
    log.append_prepared([*HISTORY, voided("sales", "XS1", [3], 1)])
    catch_up(readmodel, log)
    with readmodel.reading() as connection:
        before = digests(connection, readmodel.projections)
    log.append_prepared([sold("XS7")])
    rebuilt = readmodel.rebuild(["movements"])
    assert rebuilt.projections == ("movements",)
    assert all(table.table.startswith("movement") for table in rebuilt.compared)
    assert {row.position for row in readmodel.tracking().values()} == {6}
    with readmodel.reading() as connection:
        after = digests(connection, readmodel.projections)
    assert {new.table for old, new in zip(before, after, strict=True) if old != new} == {"sales", "movements"}


def test_rows_that_were_tampered_with_are_counted_and_put_right(log: LogRecorder, readmodel: ReadModel):
    log.append_prepared(HISTORY)
    catch_up(readmodel, log)
    with readmodel.current().writing() as connection:
        connection.exec_driver_sql("UPDATE sales SET quantity = '9' WHERE position = 3")
        connection.exec_driver_sql("DELETE FROM receipts")
        connection.exec_driver_sql("INSERT INTO customers (position, customer_code) VALUES (77, 'C9')")
    rebuilt = readmodel.rebuild()
    found = {
        table.table: (table.missing, table.surplus, table.changed, table.first)
        for table in rebuilt.compared
        if not table.equal
    }
    assert found == {"sales": (0, 0, 1, 3), "receipts": (1, 0, 0, 2), "customers": (0, 1, 0, 77)}
    again = readmodel.rebuild()
    assert again.compared
    assert all(table.equal for table in again.compared)


def test_a_projection_of_that_name_must_exist(log: LogRecorder, readmodel: ReadModel):
    with pytest.raises(CommandError) as caught:
        readmodel.rebuild(["sails"])
    assert caught.value.reason.message("en") == (
        "Rebuilding a projection: expected one of records, movements, findings, obligations, got sails."
    )


def test_a_failed_build_leaves_the_old_one_serving(log: LogRecorder, location: Location):
    log.append_prepared(HISTORY)
    model = open_readmodel(log, location, [Tally()])
    catch_up(model, log)
    failing = open_readmodel(log, location, [Tally(2, fails=lambda event: event["position"] == 3)])
    with pytest.raises(RuntimeError):
        catch_up(failing, log)
    assert there(location) == [1]
    log.append_prepared([staff("S1")])
    assert catch_up(model, log) == 5
    assert (model.generation, count(model, "tally")) == (1, 5)
    for each in (model, failing):
        each.close()


def test_tables_of_older_code_are_built_anew_and_the_others_copied(log: LogRecorder, location: Location):
    log.append_prepared(HISTORY)
    old = open_readmodel(log, location, [Records(), Tally()])
    catch_up(old, log)
    old.close()
    new = open_readmodel(log, location, [Records(), Tally(2, "type", "event_id")])
    assert new.outdated() == ["tally"]
    assert catch_up(new, log) == 4
    assert new.outdated() == []
    assert (new.generation, count(new, "tally"), count(new, "sales")) == (2, 4, 2)
    assert there(location) == [1, 2]
    new.close()


def test_a_projection_that_is_new_is_built_and_the_others_copied(log: LogRecorder, location: Location):
    log.append_prepared(HISTORY)
    old = open_readmodel(log, location, [Records()])
    catch_up(old, log)
    old.close()
    new = open_readmodel(log, location, [Records(), Tally()])
    assert catch_up(new, log) == 4
    assert {name: row.position for name, row in new.tracking().items()} == {"records": 4, "tally": 4}
    new.close()


def test_one_that_reads_the_old_tables_keeps_them_until_it_turns_to_the_new(
    log: LogRecorder, readmodel: ReadModel, location: Location
):
    log.append_prepared(HISTORY)
    catch_up(readmodel, log)
    reader = open_readmodel(log, location)
    readmodel.rebuild()
    assert (reader.generation, count(reader, "sales")) == (1, 2)
    assert there(location) == [1, 2]
    log.append_prepared([sold("XS2")])
    assert catch_up(reader, log) == 5
    assert reader.generation == 2
    readmodel.rebuild()
    readmodel.rebuild()
    assert there(location) == [2, 3, 4], "the reader has 2 open still"
    assert readmodel.drop_old() == [3]
    reader.close()
    readmodel.rebuild()
    assert there(location) == [4, 5]


def test_a_rebuild_goes_on_while_events_are_recorded_and_tables_are_caught_up(
    log: LogRecorder, readmodel: ReadModel, location: Location
):
    log.append_prepared([sold(f"XS{number}") for number in range(3000)])
    catch_up(readmodel, log)
    other = open_readmodel(log, location)
    done = threading.Event()

    def record() -> None:
        number = 3000
        while not done.is_set():
            log.append_prepared([sold(f"XS{number}"), voided("sales", f"XS{number - 9}", [number - 8])])
            catch_up(other, log)
            number += 2

    recording = threading.Thread(target=record)
    recording.start()
    rebuilt = [readmodel.rebuild() for _ in range(3)]
    done.set()
    recording.join()
    assert all(table.equal for each in rebuilt for table in each.compared)
    assert all(each.compared for each in rebuilt)
    assert catch_up(readmodel, log) == log.head()
    assert count(readmodel, "sales") + count(readmodel, "voids") == log.head()
    other.close()


def test_while_a_build_compares_the_serving_tables_are_written_to(
    log: LogRecorder, readmodel: ReadModel, location: Location
):
    log.append_prepared(HISTORY)
    catch_up(readmodel, log)
    where = places(location, PROJECTIONS)
    candidate = where.building(9)
    schema = where.beside(candidate, 1)
    sales = f'SELECT count(*) FROM "{schema}".sales'
    with candidate.writing(one_moment=True) as connection:
        before = connection.exec_driver_sql(sales).scalar_one()
        log.append_prepared([sold("XS9")])
        assert catch_up(readmodel, log) == 5, "it waits for nobody"
        assert connection.exec_driver_sql(sales).scalar_one() == before == 2, "and it sees one moment"
    candidate.close()


def test_of_two_builds_at_once_the_later_number_serves(log: LogRecorder, location: Location):
    log.append_prepared(HISTORY)
    late = open_readmodel(log, location, [Tally()])
    quick = open_readmodel(log, location, [Tally()])
    projections: list[Projection] = [Tally(fails=lambda _event: bool(catch_up(quick, log)) and False)]
    late = open_readmodel(log, location, projections)
    assert catch_up(late, log) == 4
    assert (late.generation, quick.generation) == (2, 2)
    assert there(location) == [2]
    for each in (late, quick):
        each.close()


def test_tables_that_have_seen_more_than_the_log_holds_are_built_anew(tmp_path):
    """An old copy of the ledger was put back beside newer tables, and went on differently."""
    import shutil

    location = sqlite_at(tmp_path)
    with_two = open_log(location, create=True)
    with_two.append_prepared([customer("C1"), sold("XS1")])
    model = open_readmodel(with_two, location)
    catch_up(model, with_two)
    model.close()
    with_two.close()
    shutil.copy(location.path, tmp_path / "copy")
    for more in (["XS2"], ["XS3", "XS4"]):
        log = open_log(location)
        model = open_readmodel(log, location)
        log.append_prepared([sold(number) for number in more])
        assert catch_up(model, log) == 2 + len(more)
        with model.reading() as connection:
            found = connection.exec_driver_sql("SELECT sale_no FROM sales ORDER BY position").scalars().all()
        assert found == ["XS1", *more]
        model.close()
        log.close()
        shutil.copy(tmp_path / "copy", location.path)


@pytest.mark.parametrize("content", [b"", b"no database at all" * 1000])
def test_tables_that_are_no_database_any_more_are_built_anew(tmp_path, content: bytes):
    location = sqlite_at(tmp_path)
    log = open_log(location, create=True)
    log.append_prepared(HISTORY)
    model = open_readmodel(log, location)
    catch_up(model, log)
    model.close()
    (tmp_path / "medledger.db.tables.1").write_bytes(content)
    model = open_readmodel(log, location)
    assert catch_up(model, log) == 4
    assert (model.generation, count(model, "sales")) == (2, 2)
    model.close()
    log.close()


def test_tables_that_are_gone_are_built_anew(tmp_path):
    location = sqlite_at(tmp_path)
    log = open_log(location, create=True)
    log.append_prepared(HISTORY)
    model = open_readmodel(log, location)
    catch_up(model, log)
    model.close()
    (tmp_path / "medledger.db.tables.1").unlink()
    model = open_readmodel(log, location)
    assert catch_up(model, log) == 4
    assert model.generation == 2
    model.close()
    log.close()


def test_a_remnant_under_the_next_number_is_no_obstacle(tmp_path):
    location = sqlite_at(tmp_path)
    (tmp_path / "medledger.db.tables.1").write_bytes(b"remnant of another ledger")
    log = open_log(location, create=True)
    log.append_prepared(HISTORY)
    model = open_readmodel(log, location)
    assert catch_up(model, log) == 4
    assert model.generation == 1
    model.close()
    log.close()


def test_many_threads_read_at_once_and_none_loses_its_connection(log: LogRecorder, readmodel: ReadModel):
    """A server answers with forty threads: whoever comes later closes nothing that others read with."""
    log.append_prepared(HISTORY)
    catch_up(readmodel, log)
    readers = 12
    together, counted = threading.Barrier(readers, timeout=60), []

    def read() -> None:
        with readmodel.reading() as connection:
            together.wait()
            counted.extend(
                connection.exec_driver_sql("SELECT count(*) FROM sales").scalar_one() for _ in range(20)
            )
            together.wait()

    threads = [threading.Thread(target=read) for _ in range(readers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert counted == [2] * 20 * readers


def test_a_table_that_two_threads_ask_for_first_is_made_once(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("projections.tables.record_tables.METADATA", sa.MetaData())
    record_table.cache_clear()
    together, found = threading.Barrier(8, timeout=60), []

    def ask() -> None:
        together.wait()
        found.extend(record_table(key) for key in ("sales", "complaints", "trainings"))

    threads = [threading.Thread(target=ask) for _ in range(8)]
    try:
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    finally:
        record_table.cache_clear()
    assert len(found) == 24
    assert len({id(one) for one in found}) == 3
