"""The query binding of EPCIS 2.0: resources, parameters, named queries, and a stranger's client."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import pytest
from openepcis_client.core.client import Client
from openepcis_client.core.config import ClientConfig
from openepcis_client.core.errors import OpenEpcisError
from openepcis_client.events.service import Capture, Query
from starlette.testclient import TestClient

from ledger.errors import CommandError
from replay.doors.epcis_kept import KeptForEpcis
from replay.epcis.simple_query import simple_query
from replay.http.epcis_queries import EVENT_TYPES
from tests.support.served import House

LOT = "urn:medledger:goods:P1:lot:L1"


@pytest.fixture(scope="module", autouse=True)
def sold(served_house: House) -> list[str]:
    """Sell five times, one of them voided, another corrected."""
    numbers = [f"q{number}" for number in range(5)]
    for number in numbers:
        assert served_house.sold(number, sale_no=number).status_code == 201
    return numbers


def _events(answer: Any) -> list[dict[str, Any]]:
    assert answer.status_code == 200, answer.text
    found: list[dict[str, Any]] = answer.json()["epcisBody"]["queryResults"]["resultsBody"]["eventList"]
    return found


def _all(served_house: House, query: str = "") -> list[dict[str, Any]]:
    return _events(served_house.asked("GET", f"/epcis/events?perPage=1000&{query}"))


def test_the_resources_are_those_of_the_standard(served_house: House) -> None:
    told = served_house.asked("GET", "/epcis").json()
    assert told["type"] == "Collection"
    for resource in told["member"]:
        found = served_house.asked("GET", f"/epcis/{resource}")
        assert found.status_code == 200, resource
    assert served_house.asked("GET", "/epcis/eventTypes").json()["member"] == list(EVENT_TYPES)
    assert "shipping" in served_house.asked("GET", "/epcis/bizSteps").json()["member"]
    assert served_house.asked("GET", "/epcis/readPoints").json()["member"] == []
    assert LOT in served_house.asked("GET", "/epcis/epcs?perPage=1000").json()["member"]


def test_identifiers_come_in_pages(served_house: House) -> None:
    whole = served_house.asked("GET", "/epcis/epcs?perPage=1000").json()["member"]
    found, address = [], "/epcis/epcs?perPage=1"
    while address:
        page = served_house.asked("GET", address)
        found += page.json()["member"]
        address = page.headers.get("link", "").partition("<")[2].partition(">")[0]
    assert found == whole
    assert len(set(found)) == len(found)


@pytest.mark.parametrize(
    ("resource", "value", "member"),
    [
        ("eventTypes", "TransactionEvent", "type"),
        ("bizSteps", "shipping", "bizStep"),
        ("dispositions", "in_transit", "disposition"),
        ("bizLocations", "urn:x:y/z", "bizLocation"),
    ],
)
def test_what_events_have_in_common_leads_to_them(
    served_house: House, resource: str, value: str, member: str
) -> None:
    found = _events(
        served_house.asked("GET", f"/epcis/{resource}/{quote(value, safe='')}/events?perPage=1000")
    )
    assert found == [one for one in _all(served_house) if one.get(member) == value]


def test_an_event_is_found_by_its_id(served_house: House) -> None:
    first = _all(served_house)[0]
    assert _events(served_house.asked("GET", f"/epcis/events/{first['eventID']}")) == [first]
    missing = served_house.asked("GET", "/epcis/events/urn:uuid:00000000-0000-4000-8000-000000000000")
    assert (missing.status_code, missing.json()["code"]) == (404, "epcis_event_unknown")


_SHIPPED: dict[str, Any] = {
    "type": "ObjectEvent",
    "eventID": "urn:uuid:1",
    "eventTime": "2026-05-01T08:00:00.000+08:00",
    "recordTime": "2026-05-02T08:00:00.000+08:00",
    "action": "OBSERVE",
    "bizStep": "shipping",
    "disposition": "in_transit",
    "quantityList": [{"epcClass": "https://id.gs1.org/01/06901234567892/10/L1", "quantity": 4}],
    "bizTransactionList": [{"type": "inv", "bizTransaction": "urn:i:1"}],
    "sourceList": [{"type": "owning_party", "source": "urn:us"}],
    "destinationList": [{"type": "owning_party", "destination": "urn:c1"}],
}
_HELD: dict[str, Any] = {
    "type": "ObjectEvent",
    "eventID": "urn:uuid:2",
    "eventTime": "2026-05-03T08:00:00.000+08:00",
    "recordTime": "2026-05-01T08:00:00.000+08:00",
    "action": "OBSERVE",
    "bizStep": "holding",
    "epcList": ["https://id.gs1.org/01/06901234567892/21/S1"],
    "persistentDisposition": {"set": ["recalled"]},
    "errorDeclaration": {
        "declarationTime": "2026-06-01T08:00:00.000+08:00",
        "reason": "incorrect_data",
        "correctiveEventIDs": ["urn:uuid:3"],
    },
}
_PACKED: dict[str, Any] = {
    "type": "AggregationEvent",
    "eventID": "urn:uuid:4",
    "eventTime": "2026-05-02T08:00:00.000+08:00",
    "recordTime": "2026-05-03T08:00:00.000+08:00",
    "action": "ADD",
    "bizStep": "packing",
    "parentID": "urn:box:7",
    "childEPCs": ["urn:epc:id:sgtin:690123456.0789.S2"],
    "bizTransactionList": [{"type": "urn:medledger:ns:shipment", "bizTransaction": "urn:s:1"}],
}
_THREE = (_SHIPPED, _HELD, _PACKED)


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("eventType", "AggregationEvent", "4"),
        ("EQ_action", "ADD,DELETE", "4"),
        ("EQ_bizStep", "holding,packing", "24"),
        ("EQ_disposition", "in_transit", "1"),
        ("EQ_eventID", "urn:uuid:2", "2"),
        ("EQ_persistentDisposition_set", "recalled", "2"),
        ("EQ_persistentDisposition_unset", "recalled", ""),
        ("GE_eventTime", "2026-05-02T00:00:00Z", "24"),
        ("LT_eventTime", "2026-05-02T00:00:00Z", "1"),
        ("GE_recordTime", "2026-05-02T08:00:00+08:00", "14"),
        ("LT_recordTime", "2026-05-02T08:00:00+08:00", "2"),
        ("MATCH_epc", "urn:epc:id:sgtin:690123456.0789.S1", "2"),
        ("MATCH_epc", "https://example.com/01/06901234567892/21/S2", "4"),
        ("MATCH_epc", "https://id.gs1.org/01/06901234567892/10/L1", ""),
        ("MATCH_epcClass", "urn:epc:class:lgtin:690123456.0789.L1", "1"),
        ("MATCH_parentID", "urn:box:7", "4"),
        ("MATCH_anyEPC", "urn:box:7,https://id.gs1.org/01/06901234567892/21/S1", "24"),
        ("EXISTS_errorDeclaration", "true", "2"),
        ("EXISTS_errorDeclaration", "false", "14"),
        ("GE_errorDeclaration_Time", "2026-06-01T00:00:00Z", "2"),
        ("LT_errorDeclarationTime", "2026-06-01T00:00:00Z", ""),
        ("EQ_errorReason", "incorrect_data", "2"),
        ("EQ_correctiveEventID", "urn:uuid:3", "2"),
        ("EQ_bizTransaction_inv", "urn:i:1", "1"),
        ("EQ_bizTransaction_shipment", "urn:s:1", "4"),
        ("EQ_bizTransaction_po", "urn:i:1", ""),
        ("EQ_source_owning_party", "urn:us", "1"),
        ("EQ_destination_owning_party", "urn:us", ""),
        ("EQ_readPoint", "urn:x", ""),
    ],
)
def test_a_parameter_chooses_as_the_standard_says(name: str, value: str, expected: str) -> None:
    found = simple_query({name: [value]}).of(_THREE)
    assert "".join(one["eventID"][-1] for one in found) == expected


def test_events_are_sorted_and_counted_as_asked() -> None:
    def ids(**words: str) -> str:
        found = simple_query({name: [value] for name, value in words.items()}).of(_THREE)
        return "".join(one["eventID"][-1] for one in found)

    assert ids() == "124"
    assert ids(orderBy="eventTime") == "241"
    assert ids(orderBy="recordTime", orderDirection="ASC") == "214"
    assert ids(orderBy="eventTime", eventCountLimit="2") == "24"
    assert ids(maxEventCount="3") == "124"
    for wrong in (
        {"maxEventCount": "2"},
        {"eventCountLimit": "1"},
        {"orderBy": "eventTime", "eventCountLimit": "1", "maxEventCount": "9"},
        {"orderBy": "bizStep"},
        {"GE_eventTime": "yesterday"},
        {"maxEventCount": "²"},
    ):
        with pytest.raises(CommandError):
            ids(**wrong)


def test_more_than_may_be_is_told_as_too_large(served_house: House) -> None:
    found = served_house.asked("GET", "/epcis/events?maxEventCount=1")
    assert (found.status_code, found.json()["code"]) == (413, "epcis_query_too_large")
    refused = served_house.asked("GET", "/epcis/events?EQ_microorganism=x")
    assert (refused.status_code, refused.json()["code"]) == (422, "unknown_parameter")


def test_a_query_is_kept_under_its_name(served_house: House) -> None:
    said = {
        "name": "shipped-L1",
        "query": {"EQ_bizStep": ["shipping"], "lot": "L1", "EXISTS_errorDeclaration": False},
    }
    assert served_house.asked("POST", "/epcis/queries", json=said).status_code == 201
    assert served_house.asked("POST", "/epcis/queries", json=said).status_code == 409
    kept = served_house.asked("GET", "/epcis/queries").json()
    assert [one["name"] for one in kept] == ["shipped-L1"]
    words = {"EQ_bizStep": ["shipping"], "lot": ["L1"], "EXISTS_errorDeclaration": ["false"]}
    assert served_house.asked("GET", "/epcis/queries/shipped-L1").json()["query"] == words
    told = served_house.asked("GET", "/epcis/queries/shipped-L1/events?perPage=1000")
    assert _events(told) == _all(served_house, "EQ_bizStep=shipping&lot=L1")
    assert told.json()["epcisBody"]["queryResults"]["queryName"] == "shipped-L1"
    assert KeptForEpcis(served_house.program.log).queries() == {"shipped-L1": words}
    assert served_house.asked("DELETE", "/epcis/queries/shipped-L1").status_code == 204
    assert served_house.asked("GET", "/epcis/queries/shipped-L1/events").status_code == 404


@pytest.mark.parametrize(
    "said",
    [
        {"name": "a b", "query": {}},
        {"name": "x", "query": {"EQ_microorganism": "x"}},
        {"name": "x", "query": {"EQ_bizStep": {"a": 1}}},
        {"name": "x", "query": {"GE_eventTime": "yesterday"}},
        {"name": "x"},
        [],
    ],
)
def test_a_query_that_cannot_be_asked_is_not_kept(served_house: House, said: Any) -> None:
    assert served_house.asked("POST", "/epcis/queries", json=said).status_code == 422
    assert served_house.asked("GET", "/epcis/queries/x").status_code == 404


class _Session:
    """What the client takes for a `requests` session."""

    def __init__(self, client: TestClient) -> None:
        self._client = client

    def request(self, method: str, url: str, *, headers: Any, params: Any, data: Any, **_: Any) -> Any:
        return self._client.request(method, url, headers=headers, params=params, content=data)


class _Key:
    """Shows the key of a post."""

    def __init__(self, key: str) -> None:
        self._key = key

    def bearer(self) -> str:
        return self._key

    def invalidate(self) -> None:
        pass


@pytest.fixture
def stranger(served_house: House) -> Iterator[Client]:
    yield _stranger(served_house, "quality")


def _stranger(served_house: House, post: str) -> Client:
    config = ClientConfig(f"{served_house.client.base_url}/epcis")
    return Client(config, _Key(served_house.keys[post]), _Session(served_house.client))


def _shipment(number: int) -> dict[str, Any]:
    moment = "2026-07-02T01:30:00.000Z"
    return {
        "@context": ["https://ref.gs1.org/standards/epcis/epcis-context.jsonld"],
        "type": "EPCISDocument",
        "schemaVersion": "2.0",
        "creationDate": moment,
        "epcisBody": {
            "eventList": [
                {
                    "type": "ObjectEvent",
                    "eventID": f"urn:uuid:2e6633e8-9227-5b6d-8636-a7205e3c8{number:03}",
                    "eventTime": moment,
                    "eventTimeZoneOffset": "+08:00",
                    "action": "OBSERVE",
                    "bizStep": "shipping",
                    "quantityList": [{"epcClass": f"urn:medledger:goods:P1:lot:LC{number}", "quantity": 40}],
                    "sourceList": [{"type": "owning_party", "source": "urn:medledger:uscc:S1"}],
                }
            ]
        },
    }


def test_openepcis_client_captures_and_learns_what_became_of_it(
    served_house: House, stranger: Client
) -> None:
    capture = Capture(stranger)
    assert capture.check() == ""
    receipt = capture.submit(_shipment(1))
    assert receipt.answerable
    outcome = capture.outcome(receipt)
    assert (outcome.settled, outcome.success, outcome.errors) == (True, True, ())
    assert not capture.outcome("999999").known
    assert {one.job for one in KeptForEpcis(served_house.program.log).captures()} >= {receipt.job}
    assert "capture" in Capture(_stranger(served_house, "sales")).check()
    broken = _shipment(2)
    broken["epcisBody"]["eventList"][0]["action"] = "NOPE"
    with pytest.raises(OpenEpcisError) as refused:
        capture.submit(broken)
    assert "OBSERVE" in str(refused.value)


def test_openepcis_client_reads_page_after_page(served_house: House, stranger: Client) -> None:
    query = Query(stranger)
    assert query.check() == ""
    assert "query" in Query(_stranger(served_house, "sales")).check()
    whole = list(query.since(per_page=1000))
    assert len(whole) > 6
    assert list(query.since(per_page=2)) == whole
    since = whole[3]["recordTime"]
    later = list(query.since(since, per_page=2))
    assert later == [one for one in whole if one["recordTime"] >= since]
    assert query.for_epc(LOT, per_page=1000) == [
        one for one in whole if LOT in json.dumps(one.get("quantityList", []))
    ]


def test_what_asks_for_ld_json_gets_what_the_schema_allows(served_house: House) -> None:
    accept = {"Accept": "application/ld+json"}
    found = served_house.asked("GET", "/epcis/events?perPage=2", headers=accept)
    assert found.headers["content-type"] == "application/ld+json"
    assert found.headers["link"]
    members = {"@context", "type", "schemaVersion", "creationDate", "epcisBody"}  # all that the schema has
    assert set(found.json()) == members
