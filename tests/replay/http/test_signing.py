"""Electronic signatures: the password of the approver, the meaning that was shown, both in the event."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from replay.doors.accounts import Accounts
from tests.support.served import PASSWORD, House, house, signed


@pytest.fixture(scope="module")
def served_house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """Give a house in which the head of quality, and one more, have accounts."""
    with house(tmp_path_factory.mktemp("signing")) as found:
        accounts = Accounts(found.program.log)
        accounts.make("Q1", PASSWORD, "quality")
        accounts.make("R1", PASSWORD, "recall")
        yield found


def _sent(house: House, path: str, document: Any, key: str, **headers: str) -> Any:
    said = {"Idempotency-Key": key} | {name.replace("_", "-"): value for name, value in headers.items()}
    return house.asked("POST", path, json=document, headers=said)


def _void(house: House, key: str, number: str, approver: str = "Q1", **headers: str) -> Any:
    document = {
        "record_table": "sales",
        "record_no": number,
        "reason": "typed twice",
        "approver": approver,
        "voided_on": "2026-05-02",
    }
    return _sent(house, "/api/v1/tables/voids", document, key, **headers)


def test_what_is_to_be_signed_is_shown_first(served_house: House) -> None:
    number = served_house.sold("signed-1").json()["recorded"][0]["sale_no"]
    found = _void(served_house, "void-1", number)
    assert (found.status_code, found.json()["code"]) == (428, "signature_needed")
    assert found.json()["signature"] == {
        "meaning": "void",
        "by": "Q1",
        "text_zh": "我批准作废这条记录。",
        "text_en": "I approve that this record is voided.",
    }


def test_a_void_is_signed_by_its_approver_and_the_event_says_so(served_house: House) -> None:
    number = served_house.sold("signed-2").json()["recorded"][0]["sale_no"]
    right = signed("Q1", meaning="void")
    tries = [
        (signed("Q1", "wrong password", meaning="void"), 403, "wrong_password"),
        (signed("R1", meaning="void"), 428, "signature_needed"),
        (signed("Q1", meaning="approve"), 428, "signature_needed"),
        ({"X-Signature": "?", "X-Signature-Meaning": "void"}, 422, "bad_signature"),
    ]
    head = served_house.program.log.head()
    for headers, status, code in tries:
        found = _void(served_house, "void-2", number, **headers)
        assert (found.status_code, found.json()["code"]) == (status, code)
    assert served_house.program.log.head() == head
    done = _void(served_house, "void-2", number, **right)
    assert done.status_code == 201, done.text
    event = served_house.asked("GET", done.headers["location"]).json()
    assert event["signatures"] == [{"by": "Q1", "meaning": "void"}]
    assert '"signatures":[{"by":"Q1","meaning":"void"}]' in event["stored"]
    assert event["proof"]["checked"] is True
    assert PASSWORD not in event["stored"]


def test_the_post_of_who_signs_must_have_the_right(served_house: House) -> None:
    number = served_house.sold("signed-3").json()["recorded"][0]["sale_no"]
    found = _void(served_house, "void-3", number, "R1", **signed("R1", meaning="void"))
    assert (found.status_code, found.json()["code"]) == (403, "not_permitted")


SETTING = {
    "rule_key": "G-09",
    "rule_kind": "threshold",
    "title": "near expiry",
    "setting": "value",
    "value": "120",
    "effective_from": "2026-05-01",
}


def test_a_setting_of_a_rule_is_approved_by_somebody_else(served_house: House) -> None:
    """Who records it does not approve it: the key that records is Q2's."""
    Accounts(served_house.program.log).make("Q2", PASSWORD, "quality")
    path, signature = "/api/v1/tables/rule_settings", signed("Q2", meaning="approve")
    own = _sent(served_house, path, SETTING | {"approver": "Q2"}, "set-1", **signature)
    assert (own.status_code, own.json()["code"]) == (422, "own_approval")
    other = signed("Q1", meaning="approve")
    done = _sent(served_house, path, SETTING | {"approver": "Q1"}, "set-1", **other)
    assert done.status_code == 201, done.text


def test_an_erasure_is_signed_by_its_approver(served_house: House) -> None:
    complaint = {
        "received_on": "2026-05-04",
        "customer_code": "C1",
        "content": "leaks",
        "complainant": "Somebody",
    }
    added = _sent(served_house, "/api/v1/tables/complaints", complaint, "to-be-erased")
    assert added.status_code == 201, added.text
    number = added.json()["recorded"][0]["complaint_no"]
    said = {"subject": f"complaints/{number}", "reason": "asked for", "approver": "Q1"}
    path = "/api/v1/erasures"
    assert served_house.asked("POST", path, "sales", json=said).status_code == 403
    assert served_house.asked("POST", path, json=said).status_code == 428
    assert served_house.asked("POST", path, json={"subject": 1}).status_code == 422
    done = served_house.asked("POST", path, json=said, headers=signed("Q1", meaning="erase"))
    assert done.status_code == 201, done.text
    event = served_house.asked("GET", f"/api/v1/events/{done.json()['position']}").json()
    assert event["signatures"] == [{"by": "Q1", "meaning": "erase"}]
    assert event["recorded_by_verified"] is True
    rows = served_house.rows(f"/api/v1/tables/complaints?complaint_no={number}")
    assert [one["complainant"] for one in rows] == [None]
