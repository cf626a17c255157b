"""The movements projection: one row for every movement of every unit, laid together by lot."""

import hashlib
from typing import Any

import pytest
import sqlalchemy as sa

from ledger.log.prepared import Prepared
from ledger.log.recorder import LogRecorder
from projections.engine.catch_up import catch_up
from projections.engine.digest import digests
from projections.engine.projection import Projection
from projections.engine.read_model import ReadModel
from projections.engine.store import parked
from projections.tables.findings import Findings
from projections.tables.movements import MOVEMENTS, REGISTRATIONS, VOIDS, Movements
from replay.scratch import scratch
from tests.support.events import event, product, received, returned, sold, stored, voided

# What the tables of each version look like: change a table, raise the version, add a line.
FINGERPRINTS = {
    ("movements", 1): "4aa0440b47141de2",
    ("movements", 2): "6a3e34dfa2730825",
    ("movements", 3): "18eeaf2a71d27316",
    ("movements", 4): "18eeaf2a71d27316",
    ("movements", 5): "bbe72349a3d23629",
    ("movements", 6): "bbe72349a3d23629",  # other statuses of samples that were used up
    ("movements", 7): "bbe72349a3d23629",  # days of a lot that its lines state, in any order
    ("movements", 8): "7b019dfe0c59c8b3",  # what a return and its papers both say was sent back
    ("findings", 1): "5825673b88a0fce8",
    ("findings", 2): "fb3048022aa903ec",
}


def rows(*history: Prepared, table: sa.Table = MOVEMENTS) -> list[dict[str, Any]]:
    """Return the rows of a table in the order of its key, without what is null or the only part."""
    with scratch([stored(history)], projections=[Movements()]) as connection:
        found = connection.execute(sa.select(table).order_by(*table.primary_key)).mappings()
        given = ({key: value for key, value in row.items() if value is not None} for row in found)
        return [{key: value for key, value in row.items() if (key, value) != ("part", 0)} for row in given]


def units(*history: Prepared) -> list[tuple[Any, ...]]:
    """Return serial, quantity and accepted quantity of each row."""
    return [(row["serial"], row["quantity"], row.get("accepted")) for row in rows(*history)]


def test_a_line_by_lot_is_one_row():
    assert rows(sold("XS1", 2, lot="L1", quantity="2.5", seller="S2")) == [
        {
            "product_code": "P1",
            "lot": "L1",
            "serial": "",
            "position": 1,
            "kind": "sold",
            "event_time": "2026-04-30T16:00:00.000000Z",
            "quantity": "2.5",
            "doc_no": "XS1",
            "customer_code": "C1",
            "seller": "S2",
        }
    ]


def test_a_line_with_serials_is_one_row_for_each_unit():
    found = rows(
        returned("TH1", serial="B;A", quantity="2", disposition="destroyed", supplier="V2", udi="U1")
    )
    shared = {
        "product_code": "P1",
        "lot": "",
        "position": 1,
        "kind": "returned",
        "event_time": "2026-05-31T16:00:00.000000Z",
        "quantity": "1",
        "doc_no": "TH1",
        "customer_code": "C1",
        "disposition": "destroyed",
        "supplier_code": "V2",
        "udi": "U1",
        "told_lot": "",  # cannot be read
    }
    assert found == [{**shared, "serial": "A"}, {**shared, "serial": "B"}]


@pytest.mark.parametrize(
    ("line", "kept"),
    [
        ({"udi": "(01)06901234567892(10)L26"}, ("L26", None, None)),
        ({"udi": "01069012345678921728053110L26"}, ("L26", None, None)),
        ({"udi": "010690123456789210L2617280531"}, ("", "L2617280531", None)),
        ({"lot": "L26", "udi": "010690123456789210L2617280531"}, ("L26", None, None)),
        ({"lot": "L26", "udi": "(01)06901234567892(10)L27"}, ("L26", "L27", None)),
        ({"lot": "L26", "udi": "(01)06901234567892(21)S1"}, ("L26", None, "S1")),
        ({"lot": "L26", "udi": "06901234567892"}, ("L26", None, None)),
        ({"lot": "L26", "udi": "81234567890123456789"}, ("L26", None, None)),
        ({"lot": "L26", "udi": "smudged"}, ("L26", "", None)),
    ],
)
def test_a_label_says_the_lot_that_a_line_lacks_and_what_differs(
    line: dict[str, str], kept: tuple[str | None, ...]
) -> None:
    """What can be read in two ways is not taken for the lot."""
    (row,) = rows(sold("XS1", **line))
    assert (row["lot"], row.get("told_lot"), row.get("told_serial")) == kept


def test_a_receipt_keeps_what_goods_are_selected_by():
    receipt = received(
        "YS1", lot="L1", accepted_on="2026-04-02", production_date="2026-01-01", registration_no="N1"
    )
    assert rows(receipt) == [
        {
            "product_code": "P1",
            "lot": "L1",
            "serial": "",
            "position": 1,
            "kind": "received",
            "event_time": "2026-04-01T16:00:00.000000Z",
            "quantity": "10",
            "accepted": "10",
            "doc_no": "YS1",
            "supplier_code": "V1",
            "registration_no": "N1",
            "production_date": "2026-01-01",
        }
    ]


@pytest.mark.parametrize(
    ("accepted", "expected"),
    [
        ("2", [("A", "1", "1"), ("B", "1", "1")]),
        ("2.0", [("A", "1", "1"), ("B", "1", "1")]),
        ("0", [("A", "1", "0"), ("B", "1", "0")]),
        ("1", [("", "0", "1"), ("A", "1", None), ("B", "1", None)]),
    ],
)
def test_units_are_accepted_one_by_one_where_the_receipt_says_of_which(accepted, expected):
    """All or none of them is said of each; a number between counts for the lot."""
    assert units(received("YS1", serial="A;B", quantity="2", accepted_quantity=accepted)) == expected


@pytest.mark.parametrize(
    ("line", "rest"),
    [
        ({"quantity": "10", "accepted_quantity": "7", "refused_quantity": "1"}, [("", "2")]),
        ({"serial": "A;B", "quantity": "2", "accepted_quantity": "0"}, [("A", "1"), ("B", "1")]),
        ({"serial": "A;B;C", "quantity": "3", "accepted_quantity": "1"}, [("", "2")]),
    ],
)
def test_a_receipt_says_where_that_stands_which_was_not_accepted(line, rest):
    found = rows(received("YS1", lot="L1", conclusion="pending", **line))
    assert [(row["serial"], row["rest"]) for row in found if "rest" in row] == rest
    assert {row["target"] for row in found if "rest" in row} == {"awaiting"}


def test_units_of_which_some_were_refused_are_set_aside_together():
    line = {"serial": "A;B;C", "quantity": "3", "accepted_quantity": "0", "refused_quantity": "1"}
    found = rows(received("YS1", lot="L1", conclusion="nonconforming", **line))
    assert [(row["kind"], row["serial"], row["quantity"]) for row in found] == [
        ("set_aside", "", "2"),
        ("received", "A", "1"),
        ("received", "B", "1"),
        ("received", "C", "1"),
    ]
    assert (found[0]["source"], found[0]["target"]) == ("outside", "nonconforming")


def sent_out(number: str = "XP1", **rest: Any) -> Prepared:
    """Return goods of lot L1 that went to a clinic."""
    fields = {"consignment_kind": "clinical_choice", "consigned_on": "2026-04-10", "customer_code": "C1"}
    fields |= {"product_code": "P1", "lot": "L1", "quantity": "4", "handler": "S1", "line": 1}
    return event("goods_consigned_out", fields, consignment_no=number, **rest)


def test_a_stage_says_from_which_status_to_which():
    """Which goods it is about, an earlier stage of its case has said."""
    used = event(
        "consignment_use_confirmed", consignment_no="XP1", line=1, used_on="2026-04-12", used_quantity="3"
    )
    shared = {"product_code": "P1", "lot": "L1", "serial": "", "doc_no": "XP1", "customer_code": "C1"}
    assert rows(sent_out(), used) == [
        {
            **shared,
            "position": 1,
            "kind": "consigned",
            "event_time": "2026-04-09T16:00:00.000000Z",
            "quantity": "4",
            "source": "saleable",
            "target": "consigned",
        },
        {
            **shared,
            "position": 2,
            "kind": "used",
            "event_time": "2026-04-11T16:00:00.000000Z",
            "quantity": "3",
            "source": "consigned",
            "target": "saleable",
        },
    ]


def test_a_stage_without_its_case_moves_nothing():
    used = event(
        "consignment_use_confirmed", consignment_no="XP1", line=1, used_on="2026-04-12", used_quantity="3"
    )
    assert rows(used) == []
    assert [row["position"] for row in rows(sent_out(), voided("consignments", "XP1", [1]), used)] == [1]


def test_unused_goods_leave_the_status_that_their_consignment_put_them_in():
    unsold = {"return_kind": "unused_consignment", "consignment_no": "XP1", "lot": "L1", "udi": "U1"}
    (_, back) = rows(sent_out(consignment_kind="loan"), returned("TH1", **unsold))
    assert (back["kind"], back["source"], back["disposition"], back["udi"]) == (
        *("returned", "on_loan", "restocked", "U1"),
    )
    (back,) = rows(returned("TH1", **unsold))
    assert back["source"] == "consigned"


def test_a_void_is_a_row_of_its_own():
    history = [sold("XS1"), sold("XS2"), voided("sales", "XS1", [1]), voided("sales", "XS2", [1, 2])]
    assert rows(*history, table=VOIDS) == [
        {"position": 1, "voided_position": 3},
        {"position": 1, "voided_position": 4},
        {"position": 2, "voided_position": 4},
    ]


def test_a_registration_number_names_its_products_once():
    history = [
        sold("XS1", registration_no="N1"),
        received("YS1", registration_no="N1"),
        returned("TH1", product="P2", registration_no="N1"),
        sold("XS2"),
    ]
    assert [tuple(row.values()) for row in rows(*history, table=REGISTRATIONS)] == [
        ("N1", "P1"),
        ("N1", "P2"),
    ]


def test_other_events_leave_no_row():
    assert rows(product(), event("staff_registered", staff_code="S1", name="员工", post="sales")) == []


@pytest.mark.parametrize(
    "wrong", [sold("XS2", quantity="many"), received("YS1", accepted_quantity="some", quantity="1")]
)
def test_what_is_no_number_is_parked(wrong):
    """The other events of the batch are there."""
    history = stored([sold("XS1"), wrong, sold("XS3")])
    with scratch([history], projections=[Movements()]) as connection:
        assert [(one.position, one.projection) for one in parked(connection)] == [(2, "movements")]
        assert list(connection.scalars(sa.select(MOVEMENTS.c.position))) == [1, 3]


def test_any_batches_give_equal_tables_on_each_database(log: LogRecorder, readmodel: ReadModel):
    """Live on SQLite and PostgreSQL, event by event or at once."""
    history = [
        received("YS1", lot="L1", registration_no="N1"),
        received("YS2", serial="A;B", quantity="2", accepted_quantity="1", registration_no="N1"),
        sold("XS1", lot="L1", registration_no="N1", udi="U1"),
        sold("XS2", serial="A"),
        voided("sales", "XS2", [4]),
        returned("TH1", lot="L1", registration_no="N2"),
        sent_out(),
        sent_out("XP2", serial="C;D", quantity="2"),
        event("consignment_use_confirmed", consignment_no="XP1", line=1, used_on="2026-04-12"),
        voided("consignments", "XP1", [9]),
        event("consignment_unused_returned", consignment_no="XP1", line=1, returned_on="2026-04-15"),
        returned("TH2", return_kind="unused_consignment", consignment_no="XP2", serial="C"),
    ]
    for one in history:
        log.append_prepared([one])
        catch_up(readmodel, log)
    with readmodel.reading() as connection, scratch([stored(history)], projections=[Movements()]) as fresh:
        assert digests(connection, [Movements()]) == digests(fresh, [Movements()])


@pytest.mark.parametrize("projection", [Movements(), Findings()])
def test_the_version_is_raised_with_the_shape_of_its_tables(projection: Projection):
    """Older tables are built anew only if the version says so; this holds the two together."""
    tables = projection.metadata.tables.values()
    lines = [f"{column} {column.type!r} {column.primary_key}" for table in tables for column in table.c]
    lines += [
        f"{index.name} {index.columns.keys()} {index.dialect_options['sqlite']['where']}"
        for table in tables
        for index in table.indexes
    ]
    found = hashlib.sha256("\n".join(sorted(lines)).encode()).hexdigest()[:16]
    assert FINGERPRINTS.get((projection.name, projection.version)) == found


def sent_on(number: str, quantity: str, day: str = "2026-06-05") -> Prepared:
    """Return a disposal that sends to the supplier what `TH1` brought."""
    goods = {"product_code": "P1", "lot": "L1", "quantity": quantity, "return_no": "TH1"}
    rest = {"disposal_kind": "returned_to_supplier", "disposed_on": day}
    return event("goods_disposed", {**goods, **rest}, disposal_no=number, line=1)


def test_what_a_return_and_its_papers_say_is_put_right_where_it_becomes_known():
    """The paper comes first, then the return that says more, then a void of the paper."""
    back = returned("TH1", lot="L1", quantity="4", disposition="returned_to_supplier")
    found = rows(sent_on("CZ1", "3"), back, sent_on("CZ2", "3"), voided("disposals", "CZ1", [1]))
    told = [(row["position"], row.get("part", 0), row["kind"], row["quantity"]) for row in found]
    moved = [(row.get("source"), row.get("target")) for row in found]
    waits, gone = "quarantined", "returned_to_supplier"
    assert list(zip(told, moved, strict=True)) == [
        ((1, 0, "disposed", "3"), (waits, gone)),
        ((2, 0, "returned", "4"), (None, None)),
        ((2, 2, "told", "3"), (gone, waits)),
        ((3, 0, "disposed", "1"), (gone, gone)),
        ((3, 1, "disposed", "2"), (waits, gone)),
        ((4, 2, "told", "3"), (waits, gone)),
        ((4, 3, "told", "2"), (gone, waits)),
    ]
