"""Stored events of every shape that ever was: never edited, and still understood.

A golden file holds the stored bytes of one event. Its leaf hash is written down here, so that an edited file
is noticed. A new shape gets a new file and a new line; what is here stays.
"""

from pathlib import Path
from typing import Any

import orjson
import pytest

from ledger.errors import CorruptionError
from ledger.events import catalogue, upcasts
from ledger.events.upcasts import current, shape, upcast
from ledger.seal.tree import leaf_hash
from projections.store import parked
from replay.scratch import scratch

GOLDEN = Path(__file__).parents[2] / "golden" / "events"
LEAVES = {
    "product_registered.1": "20b7babd7579b8dc8633a6f9fad259851522aa98aed89faadda54c611c60a398",
    "customer_registered.1": "12fef9de030b489812d0ed555a5d8b207175f3ad315d23d6030081b6e365a869",
    "supplier_registered.1": "8ae11566409de5ac82fe0cd54846a29a34ae8b5480b5d91d806e7c0bbbd0bdb1",
    "staff_registered.1": "20f1421056157b5d15d34a2c6b3d3e32316ebde70a790f79428bc3f08b0242fa",
    "goods_received.1": "b02ccd7c0b77080a7493a9184cf0c55fc3741748f14fbee6a8a46bf897b6d8fe",
    "goods_sold.1": "48e46a354cc0796d560938881abab60f588f5900013ce0b5fd8bb0c2749c86dc",
    "goods_returned.1": "603a7d4dc112be0de351da15d7cda8458b0d6e6677d3111681be0a16b7319fee",
    "record_voided.1": "820dd60ff981c5884fd0620e025652edee869a13ed3c700373b0182649ed28c4",
}


def golden(name: str) -> bytes:
    return (GOLDEN / f"{name}.json").read_bytes()


def renamed(document: dict[str, Any]) -> dict[str, Any]:
    """Shape 1 to 2: `price` became `unit_price`."""
    data = dict(document["data"])
    data["unit_price"] = data.pop("price")
    return document | {"data": data}


def split(document: dict[str, Any]) -> dict[str, Any]:
    """Shape 2 to 3: the lot that held a serial, too, is split."""
    lot, _, serial = document["data"]["lot"].partition("/")
    return document | {"data": document["data"] | {"lot": lot, "serial": serial}}


STEPS = {("goods_sold", 1): renamed, ("goods_sold", 2): split}
OLD = {"type": "goods_sold", "position": 7, "data": {"price": "2.5", "lot": "L1/SN1"}}


def test_there_is_a_golden_file_for_every_type_and_shape_and_no_other():
    stored = {
        f"{event_type}.{number}"
        for _, event_type, _, _ in catalogue.ENTRIES
        for number in range(1, shape(event_type) + 1)
    }
    assert {path.stem for path in GOLDEN.glob("*.json")} == stored == set(LEAVES)


@pytest.mark.parametrize("name", LEAVES)
def test_a_golden_document_is_the_very_bytes_that_were_stored(name: str):
    document = golden(name)
    assert leaf_hash(document).hex() == LEAVES[name]
    assert orjson.dumps(orjson.loads(document), option=orjson.OPT_SORT_KEYS) == document


@pytest.mark.parametrize("name", LEAVES)
def test_a_golden_document_fits_the_declaration_of_today(name: str):
    """No column that was ever stored may go without an upcast."""
    document = upcast(orjson.loads(golden(name)))
    table = catalogue.table_of(document["type"])
    assert document["data"].keys() <= table.by_key.keys()
    personal = {key for key, value in document["data"].items() if isinstance(value, dict)}
    assert personal == {key for key in document["data"] if table.by_key[key].personal}


def test_the_golden_documents_of_all_shapes_project():
    documents = sorted((orjson.loads(golden(name))["position"], golden(name)) for name in LEAVES)
    with scratch([documents]) as connection:
        assert parked(connection) == []
        for key in catalogue.TABLE_KEYS:
            assert connection.exec_driver_sql(f"SELECT count(*) FROM {key}").scalar_one() == 1
        rows = connection.exec_driver_sql("SELECT position, sale_no, voided_position FROM sales").all()
    assert rows == [(6, "XS-20260501-001", 8)]


def test_what_was_never_changed_is_read_as_it_is():
    batch = [dict(OLD)]
    assert current(batch) is batch
    assert upcasts.UPCASTS == {}, "with the first one, test it on its golden file as well"


def test_an_old_shape_is_brought_up_step_by_step():
    [found] = current([OLD], STEPS)
    assert found["data"] == {"unit_price": "2.5", "lot": "L1", "serial": "SN1"}
    assert found["shape"] == 3
    assert OLD["data"] == {"price": "2.5", "lot": "L1/SN1"}, "the document itself is not edited"


def test_a_later_shape_starts_from_where_it_is():
    document = {"type": "goods_sold", "shape": 2, "data": {"unit_price": "1", "lot": "L1/SN1"}}
    assert upcast(document, STEPS)["data"] == {"unit_price": "1", "lot": "L1", "serial": "SN1"}
    newest = {"type": "goods_sold", "shape": 3, "data": {"lot": "L1/SN1"}}
    assert upcast(newest, STEPS) == newest


def test_only_its_own_type_is_brought_up():
    other = {"type": "goods_received", "data": {"price": "1"}}
    assert current([other, OLD], STEPS)[0] == other
    assert (shape("goods_sold", STEPS), shape("goods_received", STEPS)) == (3, 1)


@pytest.mark.parametrize("number", [0, 4, "2", None])
def test_a_shape_that_this_program_does_not_know_is_refused(number: Any):
    with pytest.raises(CorruptionError) as caught:
        current([OLD | {"shape": number}], STEPS)
    assert caught.value.reason.message("en") == (
        f"Reading event 7 of the log: expected goods_sold in a shape up to 3, got shape {number}."
    )


def test_a_newer_shape_is_noticed_though_nothing_is_registered():
    with pytest.raises(CorruptionError):
        current([OLD | {"shape": 2}])
