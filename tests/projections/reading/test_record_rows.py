"""The rows of a record table, now and then, as users see them."""

from collections.abc import Iterator, Sequence
from typing import Any

import orjson
import pytest
import sqlalchemy as sa
from hypothesis import given, settings
from hypothesis import strategies as st

from ledger import clock
from ledger.errors import CommandError, UnavailableError
from ledger.events import catalogue
from ledger.log.prepared import Prepared
from ledger.log.recorder import LogRecorder
from projections.engine.catch_up import catch_up
from projections.engine.read_model import ReadModel
from projections.reading.cutoff import CutOff
from projections.reading.filters import filters
from projections.reading.record_rows import count, rows
from projections.reading.stream import FIRST_ROWS
from replay.scratch import scratch
from tests.support.budgets import examples
from tests.support.erasing import erase
from tests.support.events import ZONE, customer, product, received, returned, sold, staff, stored, voided
from tests.support.personal import Echo
from tests.support.random_logs import TABLES, random_logs


class Shown:
    """The tables of a log, asked the way the command line asks them."""

    def __init__(self, log: LogRecorder, readmodel: ReadModel) -> None:
        self.log = log
        self.readmodel = readmodel

    def record(self, *events: Prepared) -> None:
        self.log.append_prepared(events)
        catch_up(self.readmodel, self.log)

    def rows(
        self,
        table: str,
        *where: str,
        at: str | None = None,
        known: int | None = None,
        voided: bool = False,
    ) -> list[dict[str, Any]]:
        declared = catalogue.table(table)
        cutoff = CutOff(clock.end_of(at, ZONE) if at else None, known or self.log.head())
        chosen = filters(declared, where, ZONE)
        with self.readmodel.reading() as connection:
            return list(rows(connection, self.log, declared, cutoff, zone=ZONE, voided=voided, where=chosen))

    def column(self, table: str, column: str, *where: str, **rest: Any) -> list[Any]:
        return [row[column] for row in self.rows(table, *where, **rest)]


@pytest.fixture
def shown(log: LogRecorder, readmodel: ReadModel) -> Iterator[Shown]:
    return Shown(log, readmodel)


def test_a_row_has_every_column_and_four_of_the_envelope(shown: Shown):
    shown.record(product("P1", cold_chain=True, special_classes=["麻醉"], shelf_life_months=24))
    [row] = shown.rows("products")
    declared = [column.key for column in catalogue.table("products").columns]
    assert list(row) == [*declared, "position", "event_time", "record_time", "voided_at"]
    assert (row["cold_chain"], row["implantable"], row["special_classes"]) == (True, False, ["麻醉"])
    assert (row["shelf_life_months"], row["warranty_months"]) == (24, None)
    assert (row["position"], row["event_time"], row["voided_at"]) == (1, None, None)
    assert row["record_time"] == clock.shown(shown.log.record_time_at(1), ZONE)


def test_times_are_shown_in_the_zone_of_the_ledger(shown: Shown):
    times = {"departed_at": "2026-04-01T00:30:00.000000Z", "arrived_at": "2026-04-02"}
    shown.record(received("YS1", received_on="2026-05-01", **times))
    [row] = shown.rows("receipts")
    assert row["event_time"] == "2026-05-01T00:00:00+08:00"
    assert (row["departed_at"], row["arrived_at"]) == ("2026-04-01T08:30:00+08:00", "2026-04-02")


def test_rows_are_ordered_by_identity_and_code_point_with_null_first(shown: Shown):
    shown.record(sold("b"), sold("A", 10), sold("A", 9), sold("é"), sold("Z"), sold("a"), sold("中"))
    found = [(row["sale_no"], row["line"]) for row in shown.rows("sales")]
    assert found == [("A", 9), ("A", 10), ("Z", 1), ("a", 1), ("b", 1), ("é", 1), ("中", 1)]
    again = range(1, 8)
    shown.record(voided("sales", "X", again, 5), voided("sales", "X", again), voided("sales", "X", again, 10))
    assert shown.column("voids", "line") == [None, 5, 10]


def test_a_voided_row_shows_on_request_with_the_time_of_its_void(shown: Shown):
    shown.record(sold("XS1", 1), sold("XS1", 2), voided("sales", "XS1", [1], 1))
    assert shown.column("sales", "line") == [2]
    voided_at = clock.shown(shown.log.record_time_at(3), ZONE)
    assert [(row["line"], row["voided_at"]) for row in shown.rows("sales", voided=True)] == [
        (1, voided_at),
        (2, None),
    ]


def test_before_its_void_was_known_a_row_counts(shown: Shown):
    shown.record(sold("XS1", 1), sold("XS1", 2), voided("sales", "XS1", [1], 1))
    assert shown.column("sales", "line", known=2) == [1, 2]
    assert shown.column("sales", "voided_at", known=2, voided=True) == [None, None]
    assert shown.column("sales", "line", known=1) == [1]


def test_a_lot_asked_for_alone_is_found_at_every_product_and_where_no_product_is_named(shown: Shown):
    goods = [("XS1", "P1", "L1"), ("XS2", "P2", "L1"), ("XS3", "P1", "L2"), ("XS4", "P3", "L1")]
    shown.record(*(sold(number, product_code=product, lot=lot) for number, product, lot in goods))
    assert shown.column("sales", "sale_no", "lot=L1") == ["XS1", "XS2", "XS4"]
    assert shown.column("sales", "sale_no", "lot=L1", "product_code=P2") == ["XS2"]
    assert shown.column("sales", "sale_no", "lot=L1", "lot=L2") == ["XS1", "XS2", "XS3", "XS4"]
    shown.record(sold("XS5", lot="L1", product_code=None))
    assert shown.column("sales", "sale_no", "lot=L1") == ["XS1", "XS2", "XS4", "XS5"]


def test_what_had_not_happened_yet_does_not_show(shown: Shown):
    shown.record(sold("XS1", sold_on="2026-05-02"), sold("XS2", sold_on="2026-05-01"))
    assert shown.column("sales", "sale_no", at="2026-05-01") == ["XS2"]
    assert shown.column("sales", "sale_no", at="2026-05-02") == ["XS1", "XS2"]


def test_the_version_in_force_is_the_latest_by_event_time_then_position(shown: Shown):
    """Interface rule 6."""
    shown.record(
        customer("C1", name="始"),
        customer("C1", name="三月", event_time="2026-03-01"),
        customer("C1", name="二月", event_time="2026-02-01"),
        customer("C1", name="三月改", event_time="2026-03-01"),
        customer("C2", name="另"),
    )
    assert shown.column("customers", "name") == ["三月改", "另"]
    assert shown.column("customers", "name", known=3) == ["三月"]
    assert shown.column("customers", "name", at="2026-02-28") == ["二月", "另"]
    assert shown.column("customers", "name", at="2026-01-31") == ["始", "另"]
    shown.record(voided("customers", "C1", [4]))
    assert shown.column("customers", "name") == ["三月", "另"]
    everything = shown.rows("customers", voided=True)
    assert [row["name"] for row in everything] == ["始", "三月", "二月", "三月改", "另"]
    assert [row["position"] for row in everything if row["voided_at"]] == [4]


def test_personal_values_come_from_beside_the_log_until_they_are_erased(shown: Shown):
    shown.record(
        customer("C1", phone="0300-1", contact="王"),
        sold("XS1", versions={"customers": 1}),
        sold("XS2", customer_phone="0300-2", versions={"customers": 1}),
        staff("S1", birth_year=1980, sex="male"),
    )
    wanted = ("customer_contact", "customer_phone")
    found = [tuple(row[key] for key in wanted) for row in shown.rows("sales")]
    assert found == [("王", "0300-1"), ("王", "0300-2")]
    [row] = shown.rows("staff")
    assert (row["birth_year"], row["sex"], row["phone"]) == (1980, "male", None)
    erase(shown.log, 1, ["phone"])
    assert shown.column("sales", "customer_phone") == [None, "0300-2"]
    assert shown.column("customers", "contact") == ["王"]


def test_a_filter_takes_keys_headings_and_aliases(shown: Shown):
    shown.record(sold("XS1", lot="L1"), sold("XS2", lot="L2"), sold("XS3"))
    assert shown.column("sales", "sale_no", "lot=L1") == ["XS1"]
    assert shown.column("sales", "sale_no", "生产批号=L2") == ["XS2"]
    assert shown.column("sales", "sale_no", "批 号=L2") == ["XS2"]
    assert shown.column("sales", "sale_no", "lot=") == ["XS3"]
    assert shown.column("sales", "sale_no", "lot=L1", "lot=L2") == ["XS1", "XS2"]
    assert shown.column("sales", "sale_no", "lot=L1", "sale_no=XS2") == []


@pytest.mark.parametrize(
    ("where", "found"),
    [
        ("处理方式=重新上架", None),
        ("disposition=pending", ["TH2"]),
        ("退货日期=2026/6/2", ["TH2"]),
        ("quantity=2.50", ["TH2"]),
        ("line=1", ["TH1", "TH2"]),
        ("voucher_nos=F2", ["TH1"]),
        ("voucher_nos=F", []),
        ("serial=SN2", ["TH1"]),
        ("serial=SN", []),
        ("备注=复核", ["TH2"]),
        ("recorded_by=tester", ["TH1", "TH2"]),
    ],
)
def test_a_filter_reads_its_value_as_a_cell_of_its_column(shown: Shown, where: str, found: list[str] | None):
    first = returned("TH1", serial="SN1;SN2", voucher_nos=["F1", "F2"])
    second = returned("TH2", quantity="2.5", returned_on="2026-06-02", disposition="pending", note="复核")
    shown.record(first, second)
    if found is None:
        with pytest.raises(CommandError):
            shown.rows("returns", where)
    else:
        assert shown.column("returns", "return_no", where) == found


def test_a_filter_reaches_labels_and_personal_values(shown: Shown):
    shown.record(customer("C1", phone="0300-1"), customer("C2", kind="individual"))
    assert shown.column("customers", "customer_code", "联系电话=0300-1") == ["C1"]
    assert shown.column("customers", "customer_code", "phone=") == ["C2"]
    label = next(
        choice.zh
        for choice in catalogue.table("customers").by_key["kind"].values
        if choice.key == "individual"
    )
    assert shown.column("customers", "customer_code", f"kind={label}") == ["C2"]


def test_a_filter_on_a_time_takes_any_way_to_write_it(shown: Shown):
    shown.record(received("YS1", departed_at="2026-04-01T00:30:00.000000Z"), received("YS2"))
    for text in ("2026-04-01 08:30", "2026/4/1 8:30", "2026-04-01T00:30:00Z"):
        assert shown.column("receipts", "receipt_no", f"departed_at={text}") == ["YS1"]
    assert shown.column("receipts", "receipt_no", "departed_at=") == ["YS2"]


def test_a_filter_on_a_register_looks_at_the_version_in_force(shown: Shown):
    shown.record(customer("C1", name="旧"), customer("C1", name="新", event_time="2026-02-01"))
    assert shown.column("customers", "name", "name=旧") == []
    assert shown.column("customers", "name", "name=新") == ["新"]


@pytest.mark.parametrize(
    ("where", "code", "message"),
    [
        (
            "lot",
            "filter_unreadable",
            "Reading a filter: expected FIELD=VALUE, FIELD>=VALUE, FIELD<=VALUE or FIELD~TEXT, got “lot”.",
        ),
        (
            "colour=red",
            "filter_field_unknown",
            "Filtering sales: expected a field of the table, got “colour”.",
        ),
        ("line=one", "filter_value_unfit", "Filtering sales: the value “one” of line is not of its type."),
    ],
)
def test_what_a_filter_cannot_mean_is_refused(where: str, code: str, message: str):
    with pytest.raises(CommandError) as caught:
        filters(catalogue.table("sales"), [where], ZONE)
    assert caught.value.code == code
    assert caught.value.reason.message("en") == message


def test_rows_are_counted_without_reading_them(shown: Shown):
    shown.record(
        customer("C1"), customer("C1", name="二"), sold("XS1"), sold("XS2"), voided("sales", "XS2", [4])
    )
    with shown.readmodel.reading() as connection:
        cutoff = CutOff(None, 5)
        found = [count(connection, catalogue.table(key), cutoff) for key in ("customers", "sales", "returns")]
        assert found == [1, 1, 0]
        assert count(connection, catalogue.table("sales"), cutoff, voided=True) == 2


def test_a_database_that_fails_half_way_is_told_of_as_such(shown: Shown):
    if shown.log.engine.dialect.name != "sqlite":
        pytest.skip("how a reading is interrupted depends on the driver")
    shown.record(*(sold(f"XS{number:04d}") for number in range(FIRST_ROWS + 1)))
    cutoff = CutOff(None, shown.log.head())
    with pytest.raises(UnavailableError) as caught, shown.readmodel.reading() as connection:
        driver = connection.connection.driver_connection
        assert driver is not None
        for row in rows(connection, shown.log, catalogue.table("sales"), cutoff, zone=ZONE):
            if row["sale_no"] == f"XS{FIRST_ROWS - 1:04d}":
                driver.interrupt()
    assert caught.value.reason.message("en") == (
        "Using the record tables: expected them to be there, got interrupted."
    )


def every_row(connection: sa.Connection, cutoff: CutOff, *, voided: bool) -> dict[str, list[dict[str, Any]]]:
    return {
        key: list(rows(connection, Echo(), catalogue.table(key), cutoff, zone=ZONE, voided=voided))
        for key in TABLES
    }


def brute_force(documents: Sequence[tuple[int, bytes]], cutoff: CutOff) -> dict[str, list[int]]:
    """Return which positions count in each table, by going through the events one after the other."""
    known = [orjson.loads(raw) for position, raw in documents if position <= cutoff.known]
    voided = {position for event in known for position in event.get("struck", [])}
    counting = [
        event
        for event in known
        if event["position"] not in voided and (event["event_time"] or "") <= (cutoff.at or "9")
    ]
    found: dict[str, list[int]] = {}
    for table in map(catalogue.table, TABLES):
        mine = [event for event in counting if catalogue.table_of(event["type"]) is table]
        if table.kind == "register":
            latest: dict[str, tuple[str, int]] = {}
            for event in mine:
                code = event["data"][table.identity[0]]
                latest[code] = max(latest.get(code, ("", 0)), (event["event_time"] or "", event["position"]))
            found[table.key] = sorted(position for _, position in latest.values())
        elif table.kind == "case":
            newest = {event["data"][table.identity[0]]: event["position"] for event in mine}
            found[table.key] = sorted(newest.values())
        else:
            found[table.key] = sorted(event["position"] for event in mine)
    return found


@settings(max_examples=examples(40), deadline=None)
@given(history=random_logs(), data=st.data())
def test_as_of_a_position_equals_a_fresh_replay_up_to_it(history: list[Prepared], data: st.DataObject):
    documents = stored(history)
    known = data.draw(st.integers(min_value=0, max_value=len(history)))
    at = data.draw(st.sampled_from([None, "2026-01-05", "2026-02-28", "2026-03-01"]))
    cutoff = CutOff(clock.end_of(at, ZONE) if at else None, known)
    with scratch([documents]) as now, scratch([documents], until=known) as then:
        for voided in (False, True):
            assert every_row(now, cutoff, voided=voided) == every_row(then, cutoff, voided=voided)
        quick = every_row(now, cutoff, voided=False)
    found = {key: sorted(row["position"] for row in part) for key, part in quick.items()}
    assert found == brute_force(documents, cutoff)
