"""EPCIS over HTTP: what goes out is valid and comes in pages; what comes in is refused in one sentence."""

from __future__ import annotations

from functools import partial
from typing import Any
from urllib.parse import quote

import orjson

from replay.epcis.simple_query import simple_query
from tests.support.served import House


def test_supply_facts_come_in_pages_of_one_basis(served_house: House) -> None:
    for number in range(3):
        assert served_house.sold(f"e{number}").status_code == 201
    first = served_house.asked("GET", "/epcis/events?lot=L1&EQ_bizStep=shipping&perPage=2")
    told = first.json()
    events = told["epcisBody"]["queryResults"]["resultsBody"]["eventList"]
    assert (told["type"], len(events)) == ("EPCISQueryDocument", 2)
    following = first.headers["link"].partition("<")[2].partition(">")[0]
    served_house.sold("between")
    rest = told_of(served_house.asked("GET", following))
    assert len(rest) == 1
    assert len({one["eventID"] for one in [*events, *rest]}) == 3
    later = served_house.asked("GET", "/epcis/events?GE_eventTime=2030-01-01T00:00:00Z").json()
    assert later["epcisBody"]["queryResults"]["resultsBody"]["eventList"] == []
    assert served_house.asked("GET", "/epcis/events?lot=L11").status_code == 422
    assert served_house.asked("GET", "/epcis/events", "sales").status_code == 403


def test_what_is_no_epcis_document_is_one_sentence(served_house: House) -> None:
    before = served_house.program.log.head()
    headers = {"Content-Type": "application/ld+json"}
    for content in (b"", b"{}", b'{"type":"EPCISDocument"}', b"\xff"):
        found = served_house.asked("POST", "/epcis/capture", content=content, headers=headers)
        assert found.status_code == 422, found.text
        assert found.json()["code"].startswith("epcis_"), found.text
    assert served_house.program.log.head() == before


def told_of(answer: Any) -> list[dict[str, Any]]:
    """Return the events of an answer."""
    found: list[dict[str, Any]] = answer.json()["epcisBody"]["queryResults"]["resultsBody"]["eventList"]
    return found


def shipped(identifier: str, lot: str = "L77") -> dict[str, Any]:
    """Return a document of a supplier who ships goods of product P1, as openepcis-client 0.1.0 writes it."""
    moment = "2026-07-02T01:30:00.000Z"
    event = {
        "type": "ObjectEvent",
        "eventID": identifier,
        "eventTime": moment,
        "eventTimeZoneOffset": "+08:00",
        "action": "OBSERVE",
        "bizStep": "shipping",
        "disposition": "in_transit",
        "quantityList": [{"epcClass": f"urn:medledger:goods:P1:lot:{lot}", "quantity": 40}],
        "sourceList": [{"type": "owning_party", "source": "urn:medledger:uscc:S1"}],
        "destinationList": [{"type": "owning_party", "destination": "https://id.gs1.org/414/9521234000006"}],
    }
    return {
        "@context": ["https://ref.gs1.org/standards/epcis/epcis-context.jsonld"],
        "type": "EPCISDocument",
        "schemaVersion": "2.0",
        "creationDate": moment,
        "epcisBody": {"eventList": [event]},
    }


def test_a_client_captures_asks_for_the_job_and_for_the_events(served_house: House) -> None:
    """What openepcis-client 0.1.0 asks: `Capture.check`, `submit`, `outcome`, `Query.since`, `for_epc`."""
    accept = {"Accept": "application/json, application/ld+json"}
    ask = partial(served_house.asked, headers=accept)
    assert ask("GET", "/epcis/capture?perPage=1").status_code == 200
    document = shipped("urn:uuid:2e6633e8-9227-5b6d-8636-a7205e3c740f")
    taken = ask("POST", "/epcis/capture", json=document)
    assert taken.status_code == 202, taken.text
    job = taken.headers["location"]
    head = served_house.program.log.head()
    assert ask("GET", job).json().items() >= {"running": False, "success": True, "errors": []}.items()
    assert ask("POST", "/epcis/capture", json=document).headers["location"] == job
    assert served_house.program.log.head() == head
    assert [one["captureID"] for one in ask("GET", "/epcis/capture").json()] == [job.rpartition("/")[2]]
    for unknown in ("nope", "1", str(head + 1)):
        assert ask("GET", f"/epcis/capture/{unknown}").status_code == 404, unknown

    (told,) = told_of(ask("GET", f"/epcis/epcs/{quote('urn:medledger:goods:P1:lot:L77', safe='')}/events"))
    assert (told["bizStep"], told["quantityList"][0]["quantity"]) == ("receiving", 40)
    since = quote(told["recordTime"])
    assert told in told_of(ask("GET", f"/epcis/events?GE_recordTime={since}&perPage=1000"))
    assert told not in told_of(ask("GET", f"/epcis/events?LT_recordTime={since}&perPage=1000"))
    assert told_of(ask("GET", "/epcis/events?GE_recordTime=2099-01-01T00:00:00%2B08:00")) == []
    assert told_of(ask("GET", "/epcis/epcs/urn%3Amedledger%3Agoods%3AP1%3Alot%3AL78/events")) == []


def test_goods_are_known_by_either_way_of_writing_them() -> None:
    link = "https://id.gs1.org/01/06901234567892/10/L1"
    event = {"quantityList": [{"epcClass": link}]}

    def about(event: dict[str, Any], epc: str) -> bool:
        return list(simple_query({}, epc).of([event])) == [event]

    for same in (
        link,
        "https://example.com/01/06901234567892/10/L1",
        "urn:epc:class:lgtin:690123456.0789.L1",
    ):
        assert about(event, same), same
    for other in ("https://id.gs1.org/01/06901234567892/10/L2", "https://id.gs1.org/01/06901234567892", "x"):
        assert not about(event, other), other


def test_what_is_wrong_with_a_document_does_not_say_where_it_lay(served_house: House) -> None:
    wrong = shipped("urn:uuid:2e6633e8-9227-5b6d-8636-a7205e3c7410")
    wrong["epcisBody"]["eventList"][0]["action"] = "NOPE"
    for path in ("/epcis/capture", "/api/v1/imports"):
        headers = {"Content-Type": "application/ld+json"}
        if path.endswith("imports"):
            found = served_house.asked("POST", path, files={"file": ("发货.jsonld", orjson.dumps(wrong))})
        else:
            found = served_house.asked("POST", path, content=orjson.dumps(wrong), headers=headers)
        assert found.status_code == 422
        name = "发货.jsonld" if path.endswith("imports") else "capture.jsonld"
        assert found.json()["detail_en"].startswith(f"Reading an EPCIS file: in {name}, "), found.text
