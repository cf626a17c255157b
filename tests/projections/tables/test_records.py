"""The records projection: one row for every event, voids marked, nothing lost."""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import sqlalchemy as sa

from ledger.events import catalogue
from ledger.log.prepared import Prepared
from projections.engine.store import parked
from projections.tables.record_tables import ENVELOPE, every_table, record_table
from projections.tables.records import Records
from replay.scratch import scratch
from tests.support.events import customer, event, product, returned, sold, staff, stored, voided

# What the tables of each version look like: change a table, raise the version, add a line.
FINGERPRINTS = {
    1: "506fd6618e0f8afe",
    2: "1248572c022a3385",
    3: "4b675e06e6e75b62",
    4: "959b70666de7db3d",
    5: "36ec5d51c59e88f6",
    6: "f4adf4de9c7ecd27",
    7: "41b90925b2e183dd",
    8: "5897a6b76d45d7d6",
    9: "bb70d7baf978d125",
    10: "1a02cbc49faecbd9",
    11: "2428f2c7cd05af87",
    12: "0c34c8d618ad70a4",
}


@contextmanager
def tables(*events: Prepared) -> Iterator[sa.Connection]:
    with scratch([stored(events)], projections=[Records()]) as connection:
        yield connection


def row(connection: sa.Connection, table: str, position: int) -> dict[str, Any]:
    """Return the stored row of an event, without what is null."""
    found = record_table(table)
    statement = sa.select(found).where(found.c.position == position)
    return {
        key: value
        for key, value in connection.execute(statement).mappings().one().items()
        if value is not None
    }


def test_every_table_of_the_catalogue_has_a_column_for_each_declared_one():
    for table in catalogue.tables():
        stage = ["stage"] if table.kind == "case" else []
        declared = [column.key for column in table.columns]
        assert record_table(table.key).c.keys() == [*ENVELOPE, *stage, *declared]


def test_an_event_is_a_row_with_its_envelope():
    sale = sold("XS1", 2, lot="L1", quantity="2.5", source="sales.csv:3", note="急", replaces="ab" * 16)
    with tables(sale) as connection:
        assert row(connection, "sales", 1) == {
            "position": 1,
            "event_time": "2026-04-30T16:00:00.000000Z",
            "record_time": "2026-01-01T00:00:00.000000Z",
            "recorded_by": "tester",
            "source": "sales.csv:3",
            "note": "急",
            "replaces": "ab" * 16,
            "sale_no": "XS1",
            "line": 2,
            "sold_on": "2026-05-01",
            "customer_code": "C1",
            "product_code": "P1",
            "lot": "L1",
            "quantity": "2.5",
            "seller": "S1",
        }


def test_yes_and_no_are_numbers_and_lists_are_json():
    with tables(
        product("P1", cold_chain=True, implantable=False, special_classes=["麻醉", "放射"])
    ) as connection:
        found = row(connection, "products", 1)
    assert (found["cold_chain"], found["implantable"]) == (1, 0)
    assert found["special_classes"] == '["麻醉","放射"]'


def test_a_personal_field_is_a_pointer_to_where_its_value_lies():
    with tables(customer("C1", phone="0300-1", contact="王")) as connection:
        found = row(connection, "customers", 1)
    assert (found["phone"], found["contact"]) == ("1:phone", "1:contact")


def test_a_personal_snapshot_points_to_the_register_version_it_was_taken_from():
    versions = {"customers": 1}
    with tables(customer("C1", phone="0300-1"), sold("XS1", versions=versions)) as connection:
        found = row(connection, "sales", 2)
    assert (found["customer_phone"], found["customer_contact"]) == ("1:phone", "1:contact")


def test_a_personal_snapshot_that_the_import_gave_points_to_its_own_event():
    sale = sold("XS1", customer_phone="0300-2", versions={"customers": 1})
    with tables(customer("C1", phone="0300-1"), sale) as connection:
        assert row(connection, "sales", 2)["customer_phone"] == "2:customer_phone"


def test_a_void_marks_what_it_voided_and_is_a_row_itself():
    events = [sold("XS1", 1), sold("XS1", 2), sold("XS2"), voided("sales", "XS1", [1, 2])]
    with tables(*events) as connection:
        for position in (1, 2):
            found = row(connection, "sales", position)
            assert (found["voided_position"], found["voided_at"]) == (4, "2026-01-01T00:00:03.000000Z")
        assert "voided_position" not in row(connection, "sales", 3)
        assert row(connection, "voids", 4)["record_no"] == "XS1"


def test_a_line_voided_before_its_document_keeps_its_first_void():
    events = [sold("XS1", 1), sold("XS1", 2), voided("sales", "XS1", [1], 1), voided("sales", "XS1", [1, 2])]
    with tables(*events) as connection:
        assert [row(connection, "sales", position)["voided_position"] for position in (1, 2)] == [3, 4]


def test_a_void_may_name_its_table_by_title():
    with tables(sold("XS1"), voided("销售记录", "XS1", [1])) as connection:
        assert row(connection, "sales", 1)["voided_position"] == 2


def test_a_void_of_rows_outside_the_scope_marks_nothing():
    with tables(sold("XS1"), voided("sales", "XS9", [77])) as connection:
        assert "voided_position" not in row(connection, "sales", 1)


def test_a_stage_is_a_row_of_its_case_that_fills_what_it_carries():
    placed = event("hold_placed", hold_no="TS1", lots=["L1"], placed_at="2026-05-01T01:00:00.000000Z")
    released = event("hold_released", hold_no="TS1", release_reason="查清")
    with tables(placed, released, voided("quality_holds", "TS1", [2])) as connection:
        found = row(connection, "quality_holds", 1)
        assert (found["stage"], found["event_time"]) == ("placed", "2026-05-01T01:00:00.000000Z")
        assert found["lots"] == '["L1"]'
        newest = row(connection, "quality_holds", 2)
        envelope = {*ENVELOPE, "stage"}
        assert {key: value for key, value in newest.items() if key not in envelope} == {
            "hold_no": "TS1",
            "release_reason": "查清",
        }
        assert (newest["stage"], newest["voided_position"]) == ("released", 3)


def test_unknown_types_columns_and_tables_are_parked_with_their_reasons():
    strange = event("goods_sold", {"sale_no": "XS1"})
    strange.head = strange.head.replace(b'"sale_no"', b'"colour"')
    foreign = staff("S2")
    foreign.tail = foreign.tail.replace(b"staff_registered", b"dragon_registered")
    events = [staff("S1"), strange, foreign, voided("dragons", "X", [1]), returned("TH1")]
    with tables(*events) as connection:
        assert [(each.position, each.projection, each.reason) for each in parked(connection)] == [
            (2, "records", "unknown column 'colour' of goods_sold"),
            (3, "records", "unknown event type dragon_registered"),
            (4, "records", "strikes in no known table: dragons"),
        ]
        assert row(connection, "staff", 1)["staff_code"] == "S1"
        assert row(connection, "returns", 5)["return_no"] == "TH1"


def test_a_value_that_does_not_fit_its_column_is_parked():
    broken = sold("XS1")
    broken.head = broken.head.replace(b'"quantity":"1"', b'"quantity":{"a":1}')
    with tables(broken, sold("XS2")) as connection:
        assert [each.position for each in parked(connection)] == [1]
        assert row(connection, "sales", 2)["sale_no"] == "XS2"


def test_the_version_is_raised_with_the_shape_of_the_tables():
    """Older tables are built anew only if the version says so; this holds the two together."""
    lines = sorted(
        f"{table.name}.{column.name} {column.type.python_type.__name__} {column.primary_key}"
        for table in every_table().tables.values()
        for column in table.c
    )
    indexes = sorted(
        f"{index.name} {[column.name for column in index.columns]}"
        for table in every_table().tables.values()
        for index in table.indexes
    )
    found = hashlib.sha256("\n".join([*lines, *indexes]).encode()).hexdigest()[:16]
    assert FINGERPRINTS.get(Records.version) == found
