"""What each post may do over HTTP: every route of the API with every post. A route without an entry fails."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet
from typing import Any

import pytest

from ledger.events import catalogue
from replay.doors.accounts import Accounts
from replay.doors.posts import POSTS, VISITOR, Right
from replay.http.app import application
from replay.http.doorkeeper import COOKIE
from tests.support.budgets import budget
from tests.support.served import House

EVERYBODY = frozenset({*POSTS, VISITOR.key})
READING = frozenset({"admin", "quality", "recall", "head", "inspector", VISITOR.key})  # all that is recorded
WORKING = frozenset({"warehouse", "sales", "service"})  # with tables of their own
RECORDING = frozenset({"admin", "quality"})
RECALLING = RECORDING | {"recall"}
EXPORTING = RECALLING | {"head", "inspector"}
PEOPLE = frozenset({"admin", "it"})
# Route: an address of it, and who may come. What is asked there cannot be read, so that no rows are made.
MAY: dict[tuple[str, str], tuple[str, AbstractSet[str]]] = {
    ("GET", "/api/v1/me"): ("/api/v1/me", EVERYBODY),
    ("GET", "/api/v1/tables"): ("/api/v1/tables?after=x", READING | WORKING),
    ("GET", "/api/v1/tables/{key}"): ("/api/v1/tables/sales", READING | {"sales"}),
    ("POST", "/api/v1/tables/{key}"): ("/api/v1/tables/receipts", RECORDING | {"warehouse"}),
    ("POST", "/api/v1/check/{key}"): ("/api/v1/check/complaints", RECORDING | {"service"}),
    ("POST", "/api/v1/imports"): ("/api/v1/imports", RECORDING | WORKING),
    ("GET", "/api/v1/cases"): ("/api/v1/cases?after=x", READING | WORKING),
    ("GET", "/api/v1/cases/{table}/{number:path}"): ("/api/v1/cases/complaints/1", READING | {"service"}),
    ("GET", "/api/v1/approvals"): ("/api/v1/approvals?after=x", READING | WORKING),
    ("GET", "/api/v1/obligations"): ("/api/v1/obligations?after=x", READING | WORKING),
    ("GET", "/api/v1/findings"): ("/api/v1/findings?after=x", READING),
    ("GET", "/api/v1/trace"): ("/api/v1/trace?x=1", READING),
    ("GET", "/api/v1/events"): ("/api/v1/events", READING),
    ("GET", "/api/v1/events/{position}"): ("/api/v1/events/1", READING),
    ("GET", "/api/v1/recalls"): ("/api/v1/recalls?after=x", READING),
    ("POST", "/api/v1/recalls"): ("/api/v1/recalls", RECALLING),
    ("GET", "/api/v1/recalls/preview"): ("/api/v1/recalls/preview?x=1", READING),
    ("GET", "/api/v1/recalls/{number}"): ("/api/v1/recalls/1", READING),
    ("POST", "/api/v1/recalls/{number}/{stage}"): ("/api/v1/recalls/1/notify", RECALLING),
    ("GET", "/api/v1/reports/{name}"): ("/api/v1/reports/complaints?x=1", READING),
    ("GET", "/api/v1/exports"): ("/api/v1/exports?after=x", READING),
    ("POST", "/api/v1/exports"): ("/api/v1/exports", EXPORTING),
    ("POST", "/api/v1/erasures"): ("/api/v1/erasures", RECORDING),
    ("GET", "/api/v1/status"): ("/api/v1/status", READING | WORKING),
    ("GET", "/api/v1/checkpoint"): ("/api/v1/checkpoint", READING | WORKING),
    ("POST", "/api/v1/checkpoint"): ("/api/v1/checkpoint", EVERYBODY - WORKING),
    ("GET", "/api/v1/verify"): ("/api/v1/verify?deep=x", EVERYBODY - WORKING),
    ("GET", "/api/v1/hooks"): ("/api/v1/hooks", {"admin"}),
    ("POST", "/api/v1/hooks"): ("/api/v1/hooks", {"admin"}),
    ("POST", "/api/v1/hooks/{name}/end"): ("/api/v1/hooks/erp/end", {"admin"}),
    ("GET", "/api/v1/hooks/{name}/dead"): ("/api/v1/hooks/erp/dead", {"admin"}),
    ("POST", "/api/v1/hooks/{name}/again"): ("/api/v1/hooks/erp/again", {"admin"}),
    ("GET", "/api/v1/visits"): ("/api/v1/visits", PEOPLE),
    ("POST", "/api/v1/visits"): ("/api/v1/visits", PEOPLE),
    ("POST", "/api/v1/visits/{name}/end"): ("/api/v1/visits/nobody/end", PEOPLE),
    ("POST", "/epcis/capture"): ("/epcis/capture", RECORDING),
    ("GET", "/epcis/capture"): ("/epcis/capture", RECORDING),
    ("GET", "/epcis/capture/{job}"): ("/epcis/capture/1", RECORDING),
    ("GET", "/epcis"): ("/epcis", EXPORTING),
    ("GET", "/epcis/eventTypes"): ("/epcis/eventTypes", EXPORTING),
    ("GET", "/epcis/bizSteps"): ("/epcis/bizSteps", EXPORTING),
    ("GET", "/epcis/dispositions"): ("/epcis/dispositions", EXPORTING),
    ("GET", "/epcis/bizLocations"): ("/epcis/bizLocations", EXPORTING),
    ("GET", "/epcis/readPoints"): ("/epcis/readPoints", EXPORTING),
    ("GET", "/epcis/epcs"): ("/epcis/epcs?x=1", EXPORTING),
    ("GET", "/epcis/events/{event_id:path}"): ("/epcis/events/urn:x?x=1", EXPORTING),
    ("GET", "/epcis/eventTypes/{value}/events"): ("/epcis/eventTypes/x/events?x=1", EXPORTING),
    ("GET", "/epcis/bizSteps/{value}/events"): ("/epcis/bizSteps/x/events?x=1", EXPORTING),
    ("GET", "/epcis/dispositions/{value}/events"): ("/epcis/dispositions/x/events?x=1", EXPORTING),
    ("GET", "/epcis/bizLocations/{value:path}/events"): ("/epcis/bizLocations/x/events?x=1", EXPORTING),
    ("GET", "/epcis/readPoints/{value:path}/events"): ("/epcis/readPoints/x/events?x=1", EXPORTING),
    ("GET", "/epcis/queries"): ("/epcis/queries", EXPORTING),
    ("POST", "/epcis/queries"): ("/epcis/queries", EXPORTING),
    ("GET", "/epcis/queries/{name}"): ("/epcis/queries/none", EXPORTING),
    ("DELETE", "/epcis/queries/{name}"): ("/epcis/queries/none", EXPORTING),
    ("GET", "/epcis/queries/{name}/events"): ("/epcis/queries/none/events", EXPORTING),
    ("GET", "/epcis/events"): ("/epcis/events?x=1", EXPORTING),
    ("GET", "/epcis/epcs/{epc:path}/events"): ("/epcis/epcs/urn:x/events?x=1", EXPORTING),
}
_GUESTS = "not signed in"


def routes_of(served_house: House) -> Iterator[tuple[str, str]]:
    """Yield every route of the API: method and path."""
    waiting = list(application(served_house.program).routes)
    while waiting:
        route = waiting.pop()
        waiting += getattr(getattr(route, "original_router", None), "routes", ())
        path, methods = getattr(route, "path", None), getattr(route, "methods", None)
        if path is not None and methods and path.startswith(("/api/", "/epcis")):
            yield from ((method, path) for method in methods - {"HEAD"})


@pytest.fixture(scope="module")
def shown(served_house: House) -> Mapping[str, dict[str, str]]:
    """What each post shows: its key, a visitor the cookie, a guest nothing."""
    accounts = Accounts(served_house.program.log)
    token, _ = accounts.visit(accounts.invite("district", 1)[0])
    visiting = {"Cookie": f"{COOKIE}={token}", "Sec-Fetch-Site": "same-origin"}
    by_key = {post: {"Authorization": f"Bearer {key}"} for post, key in served_house.keys.items()}
    return {**by_key, VISITOR.key: visiting, _GUESTS: {}}


def _status(served_house: House, method: str, address: str, headers: Mapping[str, str]) -> int:
    more: dict[str, Any] = {} if method == "GET" else {"content": b"{}"}
    found = served_house.client.request(
        method,
        address,
        headers={**headers, "Idempotency-Key": "k", "Content-Type": "application/json"},
        **more,
    )
    status: int = found.status_code
    return status


def test_every_route_is_in_the_matrix(served_house: House) -> None:
    found = set(routes_of(served_house))
    assert ("GET", "/api/v1/trace") in found
    assert sorted(found - MAY.keys()) == []
    assert sorted(MAY.keys() - found) == []


@pytest.mark.parametrize("route", sorted(MAY), ids=" ".join)
def test_who_may_comes_and_nobody_else(
    served_house: House, shown: Mapping[str, dict[str, str]], route: tuple[str, str]
) -> None:
    """Whoever may come is told what is missing, and nobody that something broke."""
    address, may = MAY[route]
    found = {who: _status(served_house, route[0], address, headers) for who, headers in shown.items()}
    assert found.pop(_GUESTS) == 401
    assert {who for who, status in found.items() if status == 403} == EVERYBODY - may, found
    assert set(found.values()) <= {200, 201, 403, 404, 422, 428}, found


@pytest.mark.parametrize("post", [one.key for one in POSTS.values() if not one.may(Right.READ_ALL)])
def test_no_table_of_others_is_read_or_written_by_naming_it(served_house: House, post: str) -> None:
    """Of tables of the catalogue, at night of each: its rows as a file, a case of it, an entry into it."""
    for table in catalogue.tables()[:: 3 if budget() == "gate" else 1]:
        refused = []
        if not POSTS[post].may(Right.READ, table.key):
            refused.append(("GET", f"/api/v1/tables/{table.key}?format=csv"))
            refused += [("GET", f"/api/v1/cases/{table.key}/NO-1")] * (table.kind == "case")
        if not POSTS[post].may(Right.RECORD, table.key):
            refused.append(("POST", f"/api/v1/tables/{table.key}"))
        for method, path in refused:
            key = {"Authorization": f"Bearer {served_house.keys[post]}"}
            assert _status(served_house, method, path, key) == 403, (post, path)
