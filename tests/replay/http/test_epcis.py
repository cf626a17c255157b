"""EPCIS over HTTP: what goes out is valid and comes in pages; what comes in is refused in one sentence."""

from __future__ import annotations

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
    rest = served_house.asked("GET", following).json()["epcisBody"]["queryResults"]["resultsBody"][
        "eventList"
    ]
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
