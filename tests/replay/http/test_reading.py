"""Reading over HTTP: pages that never shift, the past, files of the same answer, events without a gap."""

from __future__ import annotations

import re

import orjson
import pytest

from tests.support.served import House


def test_pages_go_on_over_what_was_there_when_the_first_was_asked(served_house: House) -> None:
    """What is recorded between two pages is on none of them: they share a basis."""
    for number in range(5):
        assert served_house.sold(f"page-{number}", sale_no=f"XS-{number}").status_code == 201
    seen, following = [], ""
    while True:
        after = f"&after={following}" if following else ""
        page = served_house.asked("GET", f"/api/v1/tables/sales?limit=2&columns=sale_no{after}").json()
        seen += [row["sale_no"] for row in page["rows"]]
        served_house.sold(f"between-{len(seen)}", sale_no=f"XR-{len(seen)}")
        following = page["next"]
        if following is None:
            break
    assert seen == [f"XS-{number}" for number in range(5)]
    bad = served_house.asked("GET", "/api/v1/tables/sales?after=nothing")
    assert (bad.status_code, bad.json()["code"]) == (422, "bad_cursor")


def test_columns_are_filters_and_a_misspelt_value_is_told(served_house: House) -> None:
    served_house.sold("filter", sale_no="FI-1", quantity="4")
    rows = served_house.rows("/api/v1/tables/sales?sale_no=FI-1&where=quantity>=4&columns=sale_no,quantity")
    assert rows == [{"sale_no": "FI-1", "quantity": "4"}]
    bad = served_house.asked("GET", "/api/v1/tables/sales?lot=L11")
    assert (bad.status_code, bad.json()["code"]) == (422, "filter_value_unknown")
    assert "L1" in bad.json()["advice"]
    assert served_house.asked("GET", "/api/v1/trace?lot=L1&colour=red").json()["code"] == "unknown_parameter"


def test_the_past_is_asked_by_the_same_two_times(served_house: House) -> None:
    position = served_house.program.log.head()
    served_house.sold("later", sale_no="LA-1")
    path = "/api/v1/tables/sales?where=sale_no=LA-1"
    assert len(served_house.rows(path)) == 1
    assert served_house.asked("GET", f"{path}&known_at={position}").json()["rows"] == []
    assert served_house.asked("GET", "/api/v1/tables/sales?at=2999-01-01").status_code == 422


def test_an_empty_list_says_what_was_looked_at_up_to_when(served_house: House) -> None:
    served_house.sold("before")
    position = served_house.program.log.head()
    asked = f"known_at={position}&at=2026-06-01"
    for path, looked_at in (
        ("tables/sales?where=quantity>=5000", "looked at sales up to 2026-06-01"),
        ("tables/returns?", "looked at returns up to 2026-06-01"),
        ("cases?", "looked at cases up to 2026-06-01"),
        ("approvals?", "looked at cases up to 2026-06-01"),
        ("recalls?", "looked at recalls up to 2026-06-01"),
    ):
        told = served_house.asked("GET", f"/api/v1/{path}&{asked}").json()
        assert told["rows"] == []
        assert looked_at in " ".join(told["notes"]), told
        assert f"(position {position})" in told["notes"][0]
    page = served_house.asked(
        "GET", f"/tables/returns?known={position}", headers={"Accept": "text/html"}
    ).text
    assert "Nothing found: looked at returns" in page
    assert "notes" not in served_house.asked("GET", "/api/v1/tables/sales").json()


def test_what_waits_for_a_decision_is_listed_for_who_may_see_it(served_house: House) -> None:
    said = {"approval_no": "SY-1", "approval_kind": "enterprise", "party_name": "a new one"}
    said |= {"applicant": "E1", "applied_on": "2026-05-02", "stage": "requested"}
    added = served_house.asked(
        "POST", "/api/v1/tables/first_approvals", json=said, headers={"Idempotency-Key": "first"}
    )
    assert added.status_code == 201, added.text
    rows = served_house.rows("/api/v1/approvals")
    assert [row["number"] for row in rows] == ["SY-1"]
    assert "first_approval_reviewed" in rows[0]["next"]
    assert served_house.rows("/api/v1/approvals", "sales") == []


def test_a_reading_request_with_the_type_of_a_form_is_no_form(served_house: House) -> None:
    """Some programs say the same type with every request; without a body there is nothing too long."""
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    assert served_house.asked("GET", "/api/v1/me", headers=headers).status_code == 200


@pytest.mark.parametrize(
    ("form", "begins"), [("csv", "\ufeff销售日期".encode()), ("xlsx", b"PK"), ("pdf", b"%PDF")]
)
def test_the_same_rows_as_a_file(served_house: House, form: str, begins: bytes) -> None:
    served_house.sold("as-a-file", sale_no="AF-1")
    found = served_house.asked("GET", f"/api/v1/tables/sales?sale_no=AF-1&format={form}")
    assert found.status_code == 200
    assert found.content.startswith(begins) or found.content.startswith(begins.removeprefix(b"\xef\xbb\xbf"))
    assert found.headers["content-disposition"] == f'attachment; filename="sales.{form}"'


def test_events_come_in_order_without_a_gap(served_house: House) -> None:
    served_house.sold("event")
    head = served_house.program.log.head()
    found = served_house.asked("GET", f"/api/v1/events?after={head - 3}")
    assert [orjson.loads(line)["position"] for line in found.text.splitlines()] == [head - 2, head - 1, head]
    assert (found.headers["x-next"], found.headers["content-type"]) == (str(head), "application/x-ndjson")
    waited = served_house.asked("GET", f"/api/v1/events?after={head}&wait=1")
    assert (waited.status_code, waited.text) == (200, "")


def test_every_question_answers(served_house: House) -> None:
    served_house.sold("question", sale_no="QU-1")
    for path in (
        "tables",
        "tables/stock_balances",
        "findings",
        "obligations?open=1",
        "cases",
        "trace?lot=L1",
        "recalls/preview?lot=L1",
        "recalls",
        "reports/complaints?month=2026-05",
        "exports",
        "status",
        "checkpoint",
        "verify",
        "me",
        "events/2",
    ):
        found = served_house.asked("GET", f"/api/v1/{path}")
        assert found.status_code == 200, (path, found.text[:300])
        found.json()
    signed = served_house.asked("POST", "/api/v1/checkpoint")
    assert (signed.status_code, signed.json()["size"]) == (201, served_house.program.log.head())
    assert served_house.asked("GET", "/api/v1/verify?deep=1").json()["ok"] is True
    assert served_house.asked("GET", "/readyz", None).json()["ok"] is True
    assert "medledger_tables_lag 0" in served_house.asked("GET", "/metrics", None).text


def test_what_is_not_there_is_not_there(served_house: House) -> None:
    for path in ("tables/nothing", "cases/complaints/NO", "events/999999", "reports/nothing", "nothing"):
        found = served_house.asked("GET", f"/api/v1/{path}")
        assert found.status_code == 404, (path, found.status_code, found.text[:200])
        assert found.headers["content-type"] == "application/problem+json"


def test_messages_come_in_the_language_of_the_reader(served_house: House) -> None:
    def told(path: str, **headers: str) -> str:
        found: str = served_house.asked("GET", path, headers=headers).json()["detail"]
        return found

    assert told("/api/v1/tables/nothing") == (
        "Choosing the table nothing: expected the key or the Chinese title of a table, got neither."
    )
    chinese = "选择表 nothing：应是表的键或中文名称，实际没有这个表。"
    assert told("/api/v1/tables/nothing", **{"Accept-Language": "zh-CN,en;q=0.5"}) == chinese
    assert told("/api/v1/tables/nothing?lang=zh") == chinese


_WITHOUT_BODY = {
    "/api/v1/checkpoint",
    "/api/v1/hooks/{name}/again",
    "/api/v1/hooks/{name}/end",
    "/api/v1/visits/{name}/end",
    "/login",
    "/logout",
}


def test_openapi_says_of_each_operation_what_it_takes_and_how_it_refuses(served_house: House) -> None:
    described = served_house.asked("GET", "/openapi.json", None).json()
    assert set(described["components"]["securitySchemes"]) == {"key", "session"}
    for path, methods in described["paths"].items():
        for method, operation in methods.items():
            told = operation["responses"]["default"]["content"]["application/problem+json"]
            assert told["schema"]["$ref"] == "#/components/schemas/Problem", path
            assert ("requestBody" in operation) == (method == "post" and path not in _WITHOUT_BODY), path
            asked = {one["name"] for one in operation.get("parameters", ()) if one["in"] == "path"}
            assert asked == set(re.findall(r"{(\w+)}", path)), path
    assert described["paths"]["/healthz"]["get"]["security"] == []
    refused = served_house.asked("GET", "/api/v1/tables/nothing").json()
    assert set(described["components"]["schemas"]["Problem"]["required"]) <= set(refused)


def test_openapi_describes_every_route(served_house: House) -> None:
    described = served_house.asked("GET", "/openapi.json", None).json()
    assert described["openapi"].startswith("3.1")
    assert {
        "/api/v1/tables",
        "/api/v1/tables/{key}",
        "/api/v1/check/{key}",
        "/api/v1/imports",
        "/api/v1/recalls/preview",
        "/api/v1/recalls",
        "/api/v1/recalls/{number}",
        "/api/v1/recalls/{number}/{stage}",
        "/api/v1/trace",
        "/api/v1/cases",
        "/api/v1/cases/{table}/{number}",
        "/api/v1/obligations",
        "/api/v1/findings",
        "/api/v1/reports/{name}",
        "/api/v1/exports",
        "/api/v1/events",
        "/api/v1/events/{position}",
        "/api/v1/checkpoint",
        "/api/v1/verify",
        "/api/v1/status",
        "/healthz",
        "/readyz",
        "/metrics",
    } <= set(described["paths"])
