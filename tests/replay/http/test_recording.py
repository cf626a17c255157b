"""Live entry over HTTP: a key is asked for, said once is recorded once, and a refusal says everything."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import orjson
import pytest

from ledger.clock import today
from replay.doors.accounts import Accounts
from tests.support.served import PASSWORD, House, signed


def test_a_document_is_recorded_once_however_often_it_is_sent(served_house: House) -> None:
    first = served_house.sold("order-1")
    again = served_house.sold("order-1")
    other = served_house.sold("order-1", quantity="2")
    assert (first.status_code, again.status_code, other.status_code) == (201, 200, 409)
    assert again.json() == first.json() | {"repeated": True}
    assert first.headers["location"] == f"/api/v1/events/{first.json()['recorded'][0]['position']}"
    assert other.headers["content-type"] == "application/problem+json"


def test_without_a_key_nothing_is_recorded(served_house: House) -> None:
    before = served_house.program.log.head()
    found = served_house.asked("POST", "/api/v1/tables/sales", json={"customer_code": "C1"})
    assert (found.status_code, found.json()["code"]) == (428, "idempotency_key_required")
    assert served_house.program.log.head() == before


def test_a_refusal_names_rule_clause_and_who_may_let_it_pass(served_house: House) -> None:
    found = served_house.sold("too-much", quantity="100000")
    told = found.json()
    assert found.status_code == 422
    assert told["rules"], told
    assert {"rule", "clause", "message", "overridable", "line"} <= set(told["rules"][0])
    assert told["detail"] == told["detail_en"] != told["detail_zh"]


def test_a_lapsed_licence_is_let_pass_by_quality_and_by_nobody_below(served_house: House) -> None:
    """The override is the same as on the command line; a salesperson has no right to it."""
    query = "?override=G-01&reason=emergency&approver=Q1"
    document = {
        "sold_on": "2026-05-01",
        "customer_code": "C2",
        "product_code": "P1",
        "lot": "L1",
        "quantity": "1",
        "seller": "E1",
    }

    def sent(post: str, path: str, key: str, *signer: str) -> int:
        headers = {"Idempotency-Key": key} | (signed(*signer, meaning="override") if signer else {})
        found = served_house.asked("POST", path, post, json=document, headers=headers)
        status: int = found.status_code
        return status

    assert sent("sales", "/api/v1/tables/sales", "lapsed-1") == 422
    accounts = Accounts(served_house.program.log)
    accounts.make("Q1", PASSWORD, "quality")
    assert sent("sales", f"/api/v1/tables/sales{query}", "lapsed-2") == 428
    assert sent("quality", f"/api/v1/tables/sales{query}", "lapsed-3") == 428
    assert sent("quality", f"/api/v1/tables/sales{query}", "lapsed-4", "admin") == 428
    assert sent("sales", f"/api/v1/tables/sales{query}", "lapsed-5", "Q1") == 201


def test_whoever_signed_in_is_verified_in_the_event(served_house: House) -> None:
    place = served_house.sold("signed").json()["recorded"][0]["position"]
    event = served_house.asked("GET", f"/api/v1/events/{place}").json()
    assert (event["recorded_by"], event["recorded_by_verified"]) == ("Q2", True)
    assert (event["source"], event["key"]) == ("http", "signed")
    assert event["proof"]["checked"] is True


def test_a_check_records_nothing(served_house: House) -> None:
    before = served_house.program.log.head()
    good = {
        "sold_on": "2026-05-01",
        "customer_code": "C1",
        "product_code": "P1",
        "lot": "L1",
        "quantity": "1",
    }
    found = served_house.asked("POST", "/api/v1/check/sales", json={**good, "seller": "E1"})
    bad = served_house.asked(
        "POST", "/api/v1/check/sales", json={**good, "seller": "E1", "quantity": "99999"}
    )
    assert (found.status_code, found.json()["ok"], bad.status_code) == (200, True, 422)
    assert served_house.program.log.head() == before


def test_an_import_tells_each_rejected_row(served_house: House) -> None:
    """Uploaded or as the body; the same again is all duplicates."""
    text = "sale_no,sold_on,customer_code,product_code,lot,quantity,seller\n"
    text += "UP1,2026-05-02,C1,P1,L1,1,E1\nUP2,2026-05-02,C1,P1,L1,-1,E1\n"
    first = served_house.asked("POST", "/api/v1/imports", files={"file": ("../销售.csv", text, "text/csv")})
    again = served_house.asked(
        "POST", "/api/v1/imports?table=sales", content=text.encode(), headers={"Content-Type": "text/csv"}
    )
    told = first.json()
    assert first.status_code == 201, told
    assert [(one["recorded"], one["rejected"]) for one in told["files"]] == [(1, 1)]
    assert [(one["file"], one["row"]["sale_no"]) for one in told["rejects"]] == [("销售.csv", "UP2")]
    assert told["rejects"][0]["reason"]
    assert (again.status_code, again.json()["files"][0]["duplicates"]) == (200, 1)
    event = served_house.asked("GET", f"/api/v1/events/{told['position']}").json()
    assert (event["recorded_by"], event["recorded_by_verified"]) == ("Q2", True)


def test_a_form_that_does_not_end_is_not_begun(served_house: House) -> None:
    """A form is held before it is counted: it has to say how long it is, and not be longer than is taken."""

    def endless() -> Iterator[bytes]:
        yield b"x" * 1000

    for kind in ("multipart/form-data; boundary=x", "application/x-www-form-urlencoded"):
        found = served_house.asked(
            "POST", "/api/v1/imports", content=endless(), headers={"Content-Type": kind}
        )
        assert (found.status_code, found.json()["code"]) == (413, "body_too_large")


def test_the_sales_desk_imports_its_own_tables(served_house: House) -> None:
    def sent(text: str) -> int:
        headers = {"Content-Type": "text/csv"}
        found = served_house.asked("POST", "/api/v1/imports", "sales", content=text.encode(), headers=headers)
        status: int = found.status_code
        return status

    sale = "sale_no,sold_on,customer_code,product_code,lot,quantity,seller\nOWN1,2026-05-02,C1,P1,L1,1,E1\n"
    assert sent(sale) == 201
    assert sent("supplier_code,name\nS9,another\n") == 403


def test_what_a_sheet_leaves_open_is_asked_and_answered(served_house: House) -> None:
    """A name that nobody carries is one question for all rows; the answer comes as a parameter."""
    sheet = "销售日期,客户名称,产品编码,批号,数量,经办人\n"
    sheet += "2026-05-03,甲医院,P1,L1,1,E1\n2026-05-04,甲医院,P1,L1,1,E1\n"

    def sent(more: str = "") -> Any:
        return served_house.asked(
            "POST",
            f"/api/v1/imports?table=sales{more}",
            content=sheet.encode(),
            headers={"Content-Type": "text/csv"},
        )

    asked, answered = sent(), sent("&answer=customers.甲医院=C1")
    assert (asked.status_code, answered.status_code) == (422, 201), (asked.text, answered.text)
    assert "甲医院" in asked.json()["detail"]
    assert answered.json()["files"][0]["recorded"] == 2


def test_what_cannot_be_read_is_one_sentence(served_house: House) -> None:
    def sent(content: bytes, path: str = "/api/v1/tables/sales") -> tuple[int, str]:
        headers = {"Idempotency-Key": "x", "Content-Type": "application/json"}
        found = served_house.asked("POST", path, content=content, headers=headers)
        return found.status_code, found.json()["code"]

    assert sent(b"{") == (422, "entry_not_json")
    assert sent(b"\xff{}")[0] == 422
    assert sent(b"[]")[0] == 422
    assert sent(b"{}", "/api/v1/tables/nothing") == (404, "unknown_table")
    assert sent(b"{}", "/api/v1/recalls/NO/notify")[0] in {404, 422}
    assert sent(b"x" * (5 << 20)) == (413, "body_too_large")


def test_an_exported_bundle_leaves_as_a_zip_and_is_an_event(served_house: House) -> None:
    said = {"pack": "lot", "arguments": ["P1", "L1"], "for": "inspector"}
    signature = signed("admin", meaning="export")
    found = served_house.asked("POST", "/api/v1/exports", json=said, headers=signature)
    assert (found.status_code, found.content[:2]) == (201, b"PK"), found.content[:300]
    listed = served_house.rows("/api/v1/exports")
    assert [(one["pack"], one["for"], one["digest"]) for one in listed] == [
        ("lot", "inspector", found.headers["x-digest"])
    ]
    assert served_house.asked("POST", "/api/v1/exports", "sales", json=said).status_code == 403


@pytest.mark.parametrize(
    "said", [[], {}, {"pack": 1}, {"pack": "lot", "arguments": "P1"}, {"pack": "lot", "who": "inspector"}]
)
def test_what_asks_for_a_bundle_has_known_members(served_house: House, said: Any) -> None:
    """`who` for `for` would hand a bundle out without its receiver."""
    before = served_house.program.log.head()
    found = served_house.asked(
        "POST", "/api/v1/exports", json=said, headers=signed("admin", meaning="export")
    )
    assert (found.status_code, found.json()["code"]) == (422, "bad_body")
    assert served_house.program.log.head() == before


def test_a_recall_is_opened_and_carried_out(served_house: House) -> None:
    """The stages take the options of the verbs; a repeat with the same key answers the same."""
    served_house.sold("for-the-recall", lot="L1", quantity="3")
    said = {
        "product": "P1",
        "lot": ["L1"],
        "level": "1",
        "origin": "registrant",
        "reason": "leaks",
    }

    def sent(path: str, document: object, key: str) -> tuple[int, dict[str, object]]:
        headers = {"Idempotency-Key": key, "Content-Type": "application/json"}
        found = served_house.asked("POST", path, "recall", content=orjson.dumps(document), headers=headers)
        return found.status_code, found.json()

    status, opened = sent("/api/v1/recalls", said, "open")
    assert status == 201, opened
    assert opened["state"] == "open"
    number = opened["recall_no"]
    assert sent("/api/v1/recalls", said, "open") == (200, {**opened, "repeated": True})
    notice = {"customer": "C1", "notice_method": "phone"}
    assert sent(f"/api/v1/recalls/{number}/notify", notice, "n1")[0] == 201
    answer = {"customer": "C1", "customer_on_hand": "3", "customer_used": "0"}
    assert sent(f"/api/v1/recalls/{number}/respond", answer, "r1")[0] == 201
    status, told = sent(f"/api/v1/recalls/{number}/close", {"closed_on": "2026-05-09"}, "c1")
    assert (status, told["rules"][0]["rule"]) == (422, "M-14a"), told
    board = served_house.asked("GET", f"/api/v1/recalls/{number}", "recall").json()
    assert (board["totals"]["notified"], board["totals"]["answered"]) == (1, 1)
    assert [one["recall_no"] for one in served_house.rows("/api/v1/recalls", "recall")] == [number]
    assert served_house.sold("after-the-stop", sold_on=today(served_house.program.zone)).status_code == 422
    assert sent(f"/api/v1/recalls/{number}/nothing", {}, "x")[1]["code"] == "recall_stage_unknown"
