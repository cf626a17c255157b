"""The library's application, mapper and factory with our catalogue, on our log and on another DCB store."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

import orjson
import pytest
from eventsourcing.dcb.api import DCBAppendCondition, DCBEvent, DCBQuery, DCBQueryItem
from eventsourcing.dcb.domain import Selector, Slice, Tagged
from eventsourcing.domain import event
from eventsourcing.persistence import IntegrityError

from ledger.errors import CorruptionError, UnavailableError
from ledger.events.base import Event
from ledger.events.parties import CustomerRegistered
from ledger.events.sales import GoodsSold
from ledger.log.library.application import LedgerApplication
from ledger.log.library.foreign import Shaped
from ledger.log.library.mapper import CatalogueMapper
from ledger.log.library.recorder import LibraryRecorder
from ledger.log.recorder import LogRecorder
from ledger.settings import Location
from tests.support.prepared_events import sold


def sale(number: str, quantity: str = "10.50") -> GoodsSold:
    return GoodsSold.model_validate(
        {
            "sale_no": number,
            "line": 1,
            "sold_on": date(2026, 5, 1),
            "product_code": "P01",
            "customer_code": "C9",
            "quantity": Decimal(quantity),
            "seller": "S1",
        }
    )


class SellOnce(Slice[Event]):
    """Records a sale unless its number is taken."""

    def __init__(self, number: str) -> None:
        self.number = number
        self.is_taken = False

    def consistency_boundary(self) -> Selector:
        return Selector(types=[GoodsSold], tags=[f"sale:{self.number}"])

    @event(GoodsSold)
    def _(self, sale_no: str) -> None:
        self.is_taken = sale_no == self.number

    def execute(self) -> None:
        if not self.is_taken:
            self.trigger_event(lambda: sale(self.number), tags=[f"sale:{self.number}"])


@pytest.fixture(params=["ours", "another store"])
def application(request: pytest.FixtureRequest, location: Location) -> Iterator[LedgerApplication]:
    url = location.url if location.path is None else str(location.path)
    env = {"MEDLEDGER_URL": url.replace("+psycopg", ""), "CREATE_TABLE": "yes"}
    if request.param == "another store":
        env["PERSISTENCE_MODULE"] = "eventsourcing.dcb.popo"
    with LedgerApplication(env) as application:
        assert isinstance(application.recorder, LibraryRecorder) == (request.param == "ours")
        yield application


def test_a_slice_decides_from_the_events_its_tags_select(application: LedgerApplication) -> None:
    application.do(SellOnce("XS1"))
    application.do(SellOnce("XS2"))
    assert application.do(SellOnce("XS1")).is_taken
    types = [one.event.type for one in application.recorder.read()]
    assert types == ["goods_sold", "goods_sold"]


def test_a_decision_that_is_outdated_is_refused(application: LedgerApplication) -> None:
    first, second = SellOnce("XS1"), SellOnce("XS1")
    for one in (first, second):
        application.repository.advance(one)
        one.execute()
    application.repository.save(first)
    with pytest.raises(IntegrityError):
        application.repository.save(second)


def test_events_come_back_as_they_went_in(application: LedgerApplication) -> None:
    application.events.append([Tagged(["sale:XS1"], sale("XS1"))])
    (tagged,) = application.events.read(Selector(tags=["sale:XS1"]))
    assert tagged.decision == sale("XS1")
    assert tagged.tags == ["sale:XS1"]


def test_stored_values_have_the_stored_form() -> None:
    stored = CatalogueMapper().to_dcb_event(Tagged([], sale("XS1", "1E+3")))
    assert orjson.loads(stored.data) == {
        "customer_code": "C9",
        "line": 1,
        "product_code": "P01",
        "quantity": "1000",
        "sale_no": "XS1",
        "seller": "S1",
        "sold_on": "2026-05-01",
    }
    again = CatalogueMapper().to_dcb_event(Tagged([], sale("XS1", "10.50")))
    assert orjson.loads(again.data)["quantity"] == "10.5"


def test_personal_fields_leave_only_their_digest_in_the_log(log: LogRecorder) -> None:
    customer = CustomerRegistered.model_validate(
        {"customer_code": "C9", "name": "Hospital", "kind": "medical_institution", "contact": "张三"}
    )
    stored = CatalogueMapper().to_dcb_event(Tagged(["customer:C9"], customer))
    LibraryRecorder(log).append([stored])
    assert log.personal([(1, "contact")]) == {(1, "contact"): "张三"}
    assert "张三".encode() not in (log.document(1) or b"")
    (one,) = LibraryRecorder(log).read()
    back = CatalogueMapper().to_domain_event(one.event).decision
    assert back == customer.model_copy(update={"contact": None})


@pytest.mark.parametrize("kind", ["unknown_thing", "os:system", "ledger.events.sales:GoodsSold"])
def test_a_stored_type_is_looked_up_and_never_imported(kind: str) -> None:
    with pytest.raises(CorruptionError) as caught:
        CatalogueMapper().to_domain_event(DCBEvent(kind, b"{}"))
    assert caught.value.reason.message("en") == (
        f"Reading an event: expected a type of the catalogue, got {kind!r}."
    )


def test_the_shape_of_data_is_kept_and_an_unknown_one_is_corruption(log: LogRecorder) -> None:
    log.append_prepared([sold("XS1", shape=1), sold("XS2", shape=2)])
    first, second = LibraryRecorder(log).read()
    assert not isinstance(first.event, Shaped)
    assert isinstance(second.event, Shaped)
    assert second.event.shape == 2
    with pytest.raises(CorruptionError) as caught:
        CatalogueMapper().to_domain_event(second.event)
    assert caught.value.code == "shape_unknown"


@pytest.mark.parametrize("data", [b"not json", b"[]", b'{"sale_no":"XS1"}', b'{"surprise":1}'])
def test_data_that_do_not_fit_their_type_are_corruption(data: bytes) -> None:
    with pytest.raises(CorruptionError) as caught:
        CatalogueMapper().to_domain_event(DCBEvent("goods_sold", data))
    assert caught.value.code == "event_misshapen"


def test_the_application_of_a_ledger_that_is_not_there_is_unavailable(sqlite_location: Location) -> None:
    with pytest.raises(UnavailableError) as caught:
        LedgerApplication({"MEDLEDGER_URL": str(sqlite_location.path)})
    assert caught.value.code == "no_ledger"


def test_a_condition_on_types_alone_is_kept(log: LogRecorder) -> None:
    library = LibraryRecorder(log)
    library.append([DCBEvent("goods_sold", b"{}")])
    query = DCBQuery([DCBQueryItem(types=["goods_sold"])])
    with pytest.raises(IntegrityError):
        library.append([DCBEvent("goods_sold", b"{}")], DCBAppendCondition(query))
    assert library.append([DCBEvent("goods_sold", b"{}")], DCBAppendCondition(query, after=1)) == 2
