"""The recall answer with its scope, its basis, its personal values and its proof."""

from __future__ import annotations

import hashlib
from base64 import b64encode
from collections.abc import Iterator
from importlib.metadata import version
from typing import Any

import orjson
import pytest
import sqlalchemy as sa

from ledger import clock
from ledger.errors import CommandError
from ledger.log.prepared import Prepared
from ledger.log.recorder import LogRecorder
from ledger.merkle.tree import fold, leaf_hash
from ledger.settings import Location
from projections.engine.catch_up import catch_up
from projections.engine.read_model import ReadModel, open_readmodel
from projections.tables.movements import MOVEMENTS, VOIDS
from replay.as_of import traced
from replay.recall import Preview, recall_preview, scope_of
from tests.support.erasing import erase
from tests.support.events import ZONE, customer, event, product, received, returned, sold, voided
from tests.support.ready_ledgers import Beginning, with_tables

HISTORY = [
    product("P1"),
    customer("C1", contact="王一", phone="123"),
    received("YS1", lot="L1"),
    sold("XS1", lot="L1", quantity="2", versions={"customers": 2}),
    sold("XS2", lot="L1", quantity="3", customer="C2"),
    voided("sales", "XS2", [5], tags={"lot:P1/L1", "product:P1"}),
    sold("XS3", lot="L2"),
]


class Desk:
    """A log and its tables, asked as a user asks."""

    def __init__(self, log: LogRecorder, model: ReadModel) -> None:
        self.log = log
        self.model = model

    def take(self, *history: Prepared) -> None:
        """Record events and bring the tables up."""
        self.log.append_prepared(list(history))
        catch_up(self.model, self.log)

    def ask(
        self, *, at: str | None = None, known_at: str | None = None, prove: bool = False, **scope: Any
    ) -> Preview:
        """Return a recall answer."""
        listed = {
            name: [value] if isinstance(value, str) and not name.endswith(("_from", "_to")) else value
            for name, value in scope.items()
        }
        query = scope_of(**listed)
        return recall_preview(self.log, self.model, query, zone=ZONE, at=at, known_at=known_at, prove=prove)


@pytest.fixture
def beginning() -> Beginning:
    """A small history, with its tables."""
    return Beginning("the small history of a recall", with_tables(*HISTORY))


@pytest.fixture
def desk(log: LogRecorder, location: Location) -> Iterator[Desk]:
    """A ledger with a small history, once on each database."""
    model = open_readmodel(log, location)
    yield Desk(log, model)
    model.close()


def test_the_answer_in_its_promised_shape(desk: Desk) -> None:
    answer = desk.ask(lot="L1").answer
    assert list(answer) == [
        "scope",
        "basis",
        "received",
        "consignees",
        "on_hand",
        "possible",
        "totals",
        "by_unit",
        "possible_counted",
    ]
    assert answer["scope"] == {"lot": ["L1"], "goods": [{"product_code": "P1", "lot": "L1"}]}
    assert list(answer["basis"]) == ["at", "known_at", "position", "checkpoint", "code", "tables_checked"]
    assert answer["received"] == [
        {
            "supplier_code": "V1",
            "supplier_name": None,
            "product_code": "P1",
            "lot": "L1",
            "serial": None,
            "quantity": "10",
            "accepted": "10",
            "receipt_nos": ["YS1"],
            "unit": "盒",
        }
    ]
    assert answer["consignees"] == [
        {
            "customer_code": "C1",
            "customer_name": None,
            "address": None,
            "contact": "王一",
            "phone": "123",
            "product_code": "P1",
            "lot": "L1",
            "serial": None,
            "sold": "2",
            "returned": "0",
            "outstanding": "2",
            "first_sold_on": "2026-05-01",
            "last_sold_on": "2026-05-01",
            "sale_nos": ["XS1"],
            "sellers": ["S1"],
            "unit": "盒",
        }
    ]
    assert answer["on_hand"] == [
        {
            "product_code": "P1",
            "lot": "L1",
            "serial": None,
            "status": "saleable",
            "quantity": "8",
            "unit": "盒",
        }
    ]
    assert list(answer["totals"]) == [
        "received",
        "accepted",
        "sold",
        "returned",
        "outstanding",
        "on_hand",
        "disposed",
        "returned_to_supplier",
        "unexplained",
    ]


def test_the_basis_is_what_the_answer_rests_on(desk: Desk) -> None:
    basis = desk.ask(lot="L1", at="2026-05-01", known_at="5").answer["basis"]
    leaves = [leaf_hash(document) for part in desk.log.scan(until=5) for _, document in part]
    assert basis == {
        "at": "2026-05-01T23:59:59.999999+08:00",
        "known_at": clock.shown(desk.log.record_time_at(5), ZONE),
        "position": 5,
        "checkpoint": {"size": 5, "root": b64encode(fold(leaves)).decode()},
        "code": f"medledger {version('medledger')}",
        "tables_checked": False,
    }
    assert basis["checkpoint"]["root"] == b64encode(_root(leaves)).decode()


def _root(leaves: list[bytes]) -> bytes:
    """Return the root as RFC 9162 §2.1.1 defines it."""
    if len(leaves) == 1:
        return leaves[0]
    half = 1 << ((len(leaves) - 1).bit_length() - 1)
    return hashlib.sha256(b"\x01" + _root(leaves[:half]) + _root(leaves[half:])).digest()


def test_the_same_basis_gives_the_same_bytes(desk: Desk) -> None:
    """Asked again with what the basis says, though the ledger has grown and things were voided."""
    first = desk.ask(lot="L1", known_at="5").answer
    desk.take(returned("TH1", lot="L1"), voided("sales", "XS1", [4], tags={"lot:P1/L1"}))
    basis = first["basis"]
    again = desk.ask(lot="L1", at=basis["at"], known_at=str(basis["position"])).answer
    assert orjson.dumps(again) == orjson.dumps(first)
    by_time = desk.ask(
        lot="L1", at=basis["at"], known_at=desk.ask(lot="L1").answer["basis"]["known_at"]
    ).answer
    assert by_time["basis"]["position"] == 9


def test_knowledge_decides_what_is_seen(desk: Desk) -> None:
    assert [row["customer_code"] for row in desk.ask(lot="L1", known_at="5").answer["consignees"]] == [
        "C1",
        "C2",
    ]
    assert [row["customer_code"] for row in desk.ask(lot="L1").answer["consignees"]] == ["C1"]
    assert desk.ask(lot="L1", at="2026-04-30").answer["consignees"] == []


def test_erased_personal_values_are_null(desk: Desk) -> None:
    """On both roads."""
    erase(desk.log, 2, ["phone"])
    found = desk.ask(lot="L1", prove=True)
    assert [(row["contact"], row["phone"]) for row in found.answer["consignees"]] == [("王一", None)]
    assert found.proved


@pytest.mark.parametrize(
    "scope",
    [
        {"lot": "L1"},
        {"lot": ["L1", "L2"], "product": "P1"},
        {"product": "P1"},
        {"customer": "C1"},
        {"customer": "C2", "lot": "L1"},
        {"supplier": "V1"},
        {"registration_no": "N1"},
        {"made_from": "2026-01-01", "made_to": "2026-02-01"},
        {"expiry_from": "2028-01-01", "expiry_to": "2028-02-01"},
        {"sold_from": "2026-05-01", "sold_to": "2026-05-01"},
        {"sold_from": "2026-05-01", "customer": "C1"},
        {"received_from": "2026-04-01", "received_to": "2026-04-01"},
        {"received_from": "2026-04-01", "sold_to": "2026-05-01", "lot": "L1"},
        {"serial": "A"},
        {"serial": "S1..S9"},
        {"serial": "T1..T9"},
        {"serial": ["A", "S1..S9"], "product": "P1", "sold_from": "2026-05-01"},
        {"serial": "A；S007..S8"},
        {"udi": "U1"},
        {"lot": ["L1;L2"], "product": "产品P1"},
        {"customer": "客户C1", "lot": "L1"},
        {"udi": "(01)06901234567892(10)L3"},
    ],
)
def test_both_roads_agree(desk: Desk, scope: dict[str, Any]) -> None:
    """Whichever option the scope is found by, now and then."""
    desk.take(
        received(
            "YS2", lot="L3", serial="A;B", quantity="2", registration_no="N1", production_date="2026-01-05"
        ),
        received("YS3", udi="(01)06901234567892(10)L3"),
        sold("XS4", serial="A", udi="U1"),
        returned("TH1", serial="A", disposition="pending"),
        received("YS4", lot="L4", serial="S08;S11", quantity="2", expiry_date="2028-01-31"),
        sold("XS5", udi="(01)06901234567892(21)S8"),
        sold("XS6", serial="S08;S11", quantity="2"),
        sold("XS7", serial="T5"),
    )
    for known_at in ("5", None):
        found = desk.ask(**scope, known_at=known_at, prove=True)
        assert found.proved
        assert found.answer["proof"] == {"proved": True, "differences": []}
        assert found.answer["scope"] == desk.ask(**scope, known_at=known_at).answer["scope"]


def test_a_row_missing_from_the_tables_is_found_out(desk: Desk) -> None:
    """The proof rests on the log alone, so tables that lie are caught."""
    _tamper(desk, MOVEMENTS.delete().where(MOVEMENTS.c.doc_no == "XS1"))
    found = desk.ask(lot="L1", prove=True)
    assert found.proved is False
    differences = {one["part"]: one for one in found.differences}
    assert list(differences) == ["by_unit", "consignees", "on_hand", "totals"]
    assert differences["consignees"]["only_in_tables"] == []
    assert [row["customer_code"] for row in differences["consignees"]["only_in_log"]] == ["C1"]
    assert found.answer["proof"] == {"proved": False, "differences": list(found.differences)}


def test_a_void_missing_from_the_tables_is_found_out(desk: Desk) -> None:
    _tamper(desk, VOIDS.delete())
    found = desk.ask(lot="L1", prove=True)
    assert found.proved is False
    differences = {one["part"]: one for one in found.differences}
    assert [row["customer_code"] for row in differences["consignees"]["only_in_tables"]] == ["C2"]


def _tamper(desk: Desk, statement: sa.Delete) -> None:
    with desk.model.current().writing() as connection:
        connection.execute(statement)


def test_an_answer_without_the_proof_says_nothing_of_it(desk: Desk) -> None:
    found = desk.ask(lot="L1")
    assert (found.proved, found.differences, "proof" in found.answer) == (None, (), False)


def test_production_dates_say_what_is_unknown(desk: Desk) -> None:
    scope = desk.ask(product="P1", made_from="2026-01-01").answer["scope"]
    assert scope == {
        "product": ["P1"],
        "made_from": "2026-01-01",
        "goods": [{"product_code": "P1", "lot": "L1"}, {"product_code": "P1", "lot": "L2"}],
        "unknown_dates": [
            {"product_code": "P1", "lot": "L1", "serial": None},
            {"product_code": "P1", "lot": "L2", "serial": None},
        ],
    }


def test_rows_are_narrowed_to_a_customer_and_the_answer_says_so(desk: Desk) -> None:
    answer = desk.ask(customer="C2", known_at="5").answer
    assert [row["customer_code"] for row in answer["consignees"]] == ["C2"]
    assert answer["totals"]["sold"] == "5"
    assert answer["narrowed"] == {"sold": "3", "returned": "0", "outstanding": "3"}


@pytest.mark.parametrize(
    ("scope", "near"),
    [
        ({"lot": "L11"}, "L1"),
        ({"lot": ["L1", "l1"]}, "L1"),
        ({"lot": "L1;L9"}, "L1"),
        ({"customer": "客户C9"}, "客户C1"),
        ({"product": "p1"}, "P1"),
    ],
)
def test_what_matches_nothing_known_is_refused_with_what_is_near(
    desk: Desk, scope: dict[str, Any], near: str
) -> None:
    """Each of several values must be known; a known one without rows is an answer."""
    with pytest.raises(CommandError) as refused:
        desk.ask(**scope)
    assert refused.value.code == "option_unknown"
    assert near in refused.value.reason.advice("en")
    assert near in refused.value.reason.advice("zh")
    assert desk.ask(lot="L2", at="2026-01-01").answer["consignees"] == []


@pytest.mark.parametrize(
    "scope", [{"product": "P1", "serial": "SN1"}, {"serial": "S1..S3"}, {"udi": "(01)06901234567892(10)L1"}]
)
def test_where_nothing_of_a_kind_is_known_the_refusal_says_so(desk: Desk, scope: dict[str, Any]) -> None:
    with pytest.raises(CommandError) as refused:
        desk.ask(**scope)
    assert refused.value.reason.advice("en") == "None of that kind is known yet."
    assert refused.value.reason.advice("zh") == "账本中还没有此类值。"


@pytest.mark.parametrize(
    ("wanted", "advice"),
    [
        ("A10..A20", "The nearest known ones: A7, A0009, A21, A022."),
        ("A30..A40", "The nearest known ones: A022, A023."),
        ("B1..B9", "None is near; known are for example: A0001, A0009, A022."),
        ("AX1..AX9", "The nearest known ones: A21, A0001."),
    ],
)
def test_a_range_without_known_serials_is_refused_with_those_next_to_it(
    desk: Desk, wanted: str, advice: str
) -> None:
    desk.take(received("YS8", lot="L8", serial="A0001;A7;A0009;A21;A022;A023", quantity="6"))
    with pytest.raises(CommandError) as refused:
        desk.ask(serial=wanted)
    assert refused.value.reason.message("en") == (
        f"Reading the scope: expected a known value of --serial, got '{wanted}'."
    )
    assert refused.value.reason.advice("en") == advice


def test_a_range_is_known_by_the_products_asked_for(desk: Desk) -> None:
    desk.take(product("P2"), received("YS8", lot="L8", serial="A1;A2", quantity="2"))
    assert desk.ask(serial="A1..A9", product="P1").answer["totals"]["accepted"] == "2"
    with pytest.raises(CommandError) as refused:
        desk.ask(serial="A1..A9", product="P2")
    assert refused.value.code == "option_unknown"


@pytest.mark.parametrize(
    ("serial", "code"),
    [
        ("A1..B9", "serial_range_of_two"),
        ("A9..A1", "serial_range_reversed"),
        ("A1..", "serial_range_unreadable"),
        (["A1", "A..B"], "serial_range_unreadable"),
    ],
)
def test_what_is_no_range_is_refused(desk: Desk, serial: Any, code: str) -> None:
    desk.take(received("YS8", lot="L8", serial="A1", quantity="1"))
    with pytest.raises(CommandError) as refused:
        desk.ask(serial=serial)
    assert refused.value.code == code


def test_a_serial_with_two_dots_is_one_where_it_is_known(desk: Desk) -> None:
    desk.take(received("YS8", lot="L8", serial="B2..A1;B3", quantity="2"))
    found = desk.ask(serial="B2..A1", prove=True)
    assert (found.proved, found.answer["scope"]["serial"]) == (True, ["B2..A1"])
    assert [row["serial"] for row in found.answer["received"]] == ["B2..A1"]


def test_a_scope_shows_its_ranges_and_days_as_they_were_asked(desk: Desk) -> None:
    desk.take(received("YS8", lot="L8", serial="A1;A2;B7", quantity="3", expiry_date="2028-01-31"))
    scope = desk.ask(
        serial=["B7;A0001..A9"],
        expiry_from="2028-01-01",
        expiry_to="2028-01-31",
        received_from="2026-04-01",
        received_to="2026-04-30",
    ).answer["scope"]
    assert scope == {
        "serial": ["B7", "A0001..A9"],
        "expiry_from": "2028-01-01",
        "expiry_to": "2028-01-31",
        "received_from": "2026-04-01",
        "received_to": "2026-04-30",
        "goods": [{"product_code": "P1", "lot": "L8"}],
        "unknown_dates": [],
    }


def test_a_udi_that_cannot_be_read_is_refused_with_what_was_understood(desk: Desk) -> None:
    with pytest.raises(CommandError) as refused:
        desk.ask(udi="(10)L1(17)280531")
    assert refused.value.code == "udi_unreadable"
    assert "(10)L1, (17)280531" in refused.value.reason.message("en")


def test_a_name_of_several_is_refused_and_says_which(desk: Desk) -> None:
    desk.take(customer("C7", name="市立医院（东院）"), customer("C8", name="市立医院（东院）"))
    with pytest.raises(CommandError) as refused:
        desk.ask(customer="市立医院(东院)", lot="L1")
    assert refused.value.code == "option_ambiguous"
    assert "C7, C8" in refused.value.reason.message("zh")


def test_what_may_belong_to_the_scope_is_proved_too(desk: Desk) -> None:
    """Lines without lot, of lots that look alike or never came in; the proof finds them in the log."""
    desk.take(sold("XS5"), sold("XS6", lot="l1"), sold("XS7", lot="M9"))
    found = desk.ask(lot="L1", prove=True)
    assert found.proved
    assert {row["doc_no"]: row["reason"] for row in found.answer["possible"]} == {
        "XS3": "lot_looks_alike",
        "XS5": "no_lot",
        "XS6": "lot_looks_alike",
        "XS7": "open_finding",
    }
    _tamper(desk, MOVEMENTS.delete().where(MOVEMENTS.c.doc_no == "XS7"))
    unproved = desk.ask(lot="L1", prove=True)
    assert [one["part"] for one in unproved.differences] == ["possible", "possible_counted"]


def test_a_position_beyond_the_log_is_refused(desk: Desk) -> None:
    with pytest.raises(CommandError):
        desk.ask(lot="L1", known_at="8")


def test_a_trace_has_a_scope_and_a_basis(desk: Desk) -> None:
    found = traced(desk.log, desk.model, scope_of(lot=["L1"]), zone=ZONE, known_at="5")
    assert list(found)[:5] == ["scope", "basis", "movements", "holders", "suppliers"]
    assert list(found)[5:] == ["links", "recalls", "dossier"]
    assert found["scope"] == {"lot": ["L1"]}
    assert found["basis"]["position"] == 5
    assert [row["doc_no"] for row in found["movements"]] == ["YS1", "XS1", "XS2"]
    assert [row["customer_code"] for row in found["holders"]] == ["C1", "C2"]


def test_a_product_given_in_exchange_is_proved_as_well(desk: Desk) -> None:
    """The lot asked for is the replacement's: what looks alike of its product is read from the log, too."""
    given = event(
        "unit_exchanged",
        exchange_no="HH1",
        line=1,
        exchanged_on="2026-05-04",
        customer_code="C1",
        product_code="P1",
        lot="L1",
        quantity="1",
        replacement_product_code="P2",
        replacement_lot="M240",
        reason="破损",
        handler="S1",
    )
    desk.take(product("P2"), given, sold("XS8", product="P2", lot="M24O"))
    found = desk.ask(lot="M240", prove=True)
    assert (found.proved, found.differences) == (True, ())
    assert [row["doc_no"] for row in found.answer["possible"] if row["table"] == "sales"] == ["XS8"]


def test_a_label_asked_for_beside_a_lot_is_looked_for_in_the_log(desk: Desk) -> None:
    """A label that cannot be read brings the product of its lines into the scope."""
    desk.take(product("P2"), sold("XS8", product="P2", udi="U1"))
    found = desk.ask(lot="L1", udi="U1", prove=True)
    assert (found.proved, found.differences) == (True, ())
