"""Sums over rows tell whether tables agree with the log, whichever row was touched."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from ledger.log.recorder import LogRecorder
from ledger.settings import Location
from projections.engine.catch_up import catch_up
from projections.engine.read_model import ReadModel, open_readmodel
from projections.engine.tally import agrees
from tests.support.events import customer, product, received, returned, sold, voided
from tests.support.ready_ledgers import Beginning, with_tables

HISTORY = (
    customer("C1"),
    product("P1"),
    received("YS1", product_code="P1", lot="L1"),
    sold("XS1", product_code="P1", lot="L1", quantity="2"),
    sold("XS2", product_code="P1", lot="L1", quantity="3"),
    voided("sales", "XS1", [4]),
    returned("TH1", product_code="P1", lot="L1"),
)


@pytest.fixture
def beginning() -> Beginning:
    return Beginning("a log with a void, and its tables", with_tables(*HISTORY))


@pytest.fixture
def model(log: LogRecorder, location: Location) -> Iterator[ReadModel]:
    model = open_readmodel(log, location)
    yield model
    model.close()


def told(model: ReadModel, log: LogRecorder) -> bool:
    with model.reading() as served:
        return agrees(served, model.projections, log)


def test_tables_that_nobody_touched_agree(model: ReadModel, log: LogRecorder) -> None:
    """Also while they lag behind, and again when they have come to the head."""
    assert told(model, log)
    log.append_prepared([sold("XS3", product_code="P1", lot="L1"), voided("sales", "XS2", [5])])
    assert told(model, log)
    catch_up(model, log)
    assert told(model, log)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE sales SET quantity = '4' WHERE position = 5",
        "UPDATE sales SET quantity = CASE position WHEN 4 THEN '3' ELSE '2' END",
        "UPDATE sales SET voided_position = NULL WHERE position = 4",
        "UPDATE sales SET voided_position = 6 WHERE position = 5",
        "UPDATE products SET cold_chain = 1 - coalesce(cold_chain, 0)",
        "DELETE FROM customers",
        "INSERT INTO sales (position) VALUES (9)",
        "UPDATE movements SET quantity = '1' WHERE position = 5",
        "UPDATE movements SET lot = 'L2' WHERE position = 7",
        "DELETE FROM movement_strikes",
        "INSERT INTO movement_strikes (position, voided_position) VALUES (5, 6)",
        "INSERT INTO parked (position, projection, reason) VALUES (5, 'records', 'x')",
    ],
)
def test_whatever_is_touched_they_do_not_agree(model: ReadModel, log: LogRecorder, statement: str) -> None:
    """Rows changed, exchanged, gone and put in, also of the tables that are read while writing."""
    with model.current().writing() as connection:
        assert connection.exec_driver_sql(statement).rowcount
    assert not told(model, log)


@pytest.mark.parametrize(
    "value", ["x'ff'", "CAST(x'ff' AS TEXT)", "lot || char(0)", "lot || char(0) || 'x'", "lot || char(127)"]
)
def test_what_no_column_holds_does_not_agree(model: ReadModel, log: LogRecorder, value: str) -> None:
    """SQLite takes bytes in the place of a text, be they none, and a null byte within one."""
    with model.current().writing() as connection:
        if connection.dialect.name != "sqlite":
            pytest.skip("PostgreSQL takes no other values than the column holds")
        connection.exec_driver_sql(f"UPDATE sales SET lot = {value} WHERE position = 5")
    assert not told(model, log)


def test_texts_of_every_sign_agree(model: ReadModel, log: LogRecorder) -> None:
    """What SQLite writes as JSON is what the sums over the log are made of."""
    signs = [chr(code) for code in (*range(1, 0x250), 0x2028, 0x2029, 0xD7FF, 0xE000, 0xFFFD, 0x1F600)]
    log.append_prepared([sold(f"XS{n}", lot=f"L{sign}L", note=sign) for n, sign in enumerate(signs, 9)])
    catch_up(model, log)
    assert told(model, log)
