"""Who may come to which page: every route with every post. A new route without an entry here fails."""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Set as AbstractSet

import pytest

from replay.doors.posts import POSTS
from replay.http.app import application
from tests.replay.console.conftest import Console

EVERYBODY = frozenset(POSTS)
SEEING = frozenset({"admin", "quality", "recall", "head", "inspector"})  # everything that is recorded
WORKING = frozenset({"warehouse", "sales", "service"})  # their own tables
READING = SEEING | WORKING
RECORDING = WORKING | {"admin", "quality"}
RECALLING = {"admin", "quality", "recall"}
# Route: an address of it, and who may come there.
MAY: dict[tuple[str, str], tuple[str, AbstractSet[str]]] = {
    ("GET", "/today"): ("/today", EVERYBODY),
    ("GET", "/search"): ("/search?q=ZSQ-05", READING),
    ("GET", "/tables"): ("/tables", READING),
    ("GET", "/tables/{name}"): ("/tables/sales", SEEING | {"sales"}),
    ("GET", "/records/{name}/{number:path}"): ("/records/receipts/YS-20260310-001", SEEING | {"warehouse"}),
    ("GET", "/events/{position}"): ("/events/200", SEEING),
    ("GET", "/lots/{product}/{lot}"): ("/lots/ZSQ-05/20260301", SEEING),
    ("GET", "/lots/{product}/{lot}/picture.svg"): ("/lots/ZSQ-05/20260301/picture.svg", SEEING),
    ("GET", "/units/{product}/{serial}"): ("/units/JHY-8/LBM8-2601001", SEEING),
    ("GET", "/units/{product}/{serial}/picture.svg"): ("/units/JHY-8/LBM8-2601001/picture.svg", SEEING),
    ("GET", "/partners/{code}"): ("/partners/K003", SEEING | {"sales", "service"}),
    ("GET", "/products/{code}"): ("/products/ZSQ-05", READING),
    ("GET", "/compare"): ("/compare?known=510&table=sales", SEEING | {"sales"}),
    ("GET", "/cases"): ("/cases", READING),
    ("GET", "/obligations"): ("/obligations?open=1", READING),
    ("GET", "/findings"): ("/findings?open=1", SEEING),
    ("GET", "/{name}.{form}"): ("/cases.csv", SEEING),
    ("GET", "/cases/{name}/{number:path}"): ("/cases/complaints/TS-202601-0001", SEEING | {"service"}),
    ("GET", "/cases/{name}/timeline.svg"): (
        "/cases/complaints/timeline.svg?number=TS-202601-0001",
        SEEING | {"service"},
    ),
    ("GET", "/entry"): ("/entry", RECORDING),
    ("GET", "/entry/{name}"): ("/entry/sales", {"admin", "quality", "sales"}),
    ("POST", "/entry/{name}"): ("/entry/sales", {"admin", "quality", "sales"}),
    ("GET", "/stock"): ("/stock", SEEING | {"warehouse", "sales"}),
    ("GET", "/stock/expiry"): ("/stock/expiry", SEEING | {"warehouse", "sales"}),
    ("GET", "/stock/temperature"): ("/stock/temperature", SEEING | {"warehouse"}),
    ("GET", "/stock/temperature/picture.svg"): ("/stock/temperature/picture.svg", SEEING | {"warehouse"}),
    ("GET", "/stock/{name}.{form}"): ("/stock/expiry.csv", SEEING | {"warehouse", "sales"}),
    ("GET", "/approvals"): ("/approvals", READING),
    ("GET", "/admin/settings"): ("/admin/settings", SEEING | {"it"}),
    ("GET", "/admin/health"): ("/admin/health", SEEING | {"it"}),
    ("GET", "/admin/{name}.{form}"): ("/admin/settings.csv", SEEING | {"it"}),
    ("GET", "/imports"): ("/imports", RECORDING),
    ("GET", "/imports/{number}"): ("/imports/0123456789abcdef", RECORDING),
    ("POST", "/imports/{number}"): ("/imports/0123456789abcdef", RECORDING),
    ("POST", "/reports/{name}"): ("/reports/complaints?month=2026-05", {"admin", "quality", "head"}),
    ("GET", "/recalls"): ("/recalls", SEEING),
    ("GET", "/recalls/preview"): ("/recalls/preview?lot=20260301", SEEING),
    ("GET", "/recalls/preview.{form}"): ("/recalls/preview.csv?lot=20260301", SEEING),
    ("POST", "/recalls"): ("/recalls", RECALLING),
    ("GET", "/recalls/{number}"): ("/recalls/ZH-NONE", SEEING),
    ("GET", "/recalls/{number}/{stage}"): ("/recalls/ZH-NONE/notify", RECALLING),
    ("POST", "/recalls/{number}/{stage}"): ("/recalls/ZH-NONE/notify", RECALLING),
    ("GET", "/reports"): ("/reports", EVERYBODY),
    ("GET", "/integrity"): ("/integrity", EVERYBODY - WORKING),
    ("GET", "/audit"): ("/audit", SEEING),
    ("GET", "/help"): ("/help", EVERYBODY),
    ("GET", "/reports/{name}"): ("/reports/complaints?month=2026-05", SEEING),
    ("GET", "/reports/{name}/picture.svg"): ("/reports/complaints/picture.svg?month=2026-05", SEEING),
    ("GET", "/evidence"): ("/evidence", SEEING),
    ("POST", "/evidence"): ("/evidence", SEEING),
    ("GET", "/imports/new"): ("/imports/new", RECORDING),
    ("POST", "/imports/new"): ("/imports/new", RECORDING),
    ("GET", "/admin/users"): ("/admin/users", {"admin", "it"}),
    ("POST", "/admin/users"): ("/admin/users", {"admin", "it"}),
}
# Who has not signed in comes here, and is shown nothing that is recorded.
OPEN = {
    *(("GET", path) for path in ("/", "/login", "/static/{name}", "/healthz", "/readyz", "/metrics")),
    *(("POST", path) for path in ("/login", "/logout")),
    ("GET", "/openapi.json"),
    *(("GET", path) for path in ("/visit/{token}", "/login/openid", "/login/openid/back")),
}


_THERE = {"GET": {200, 303, 404, 422}, "POST": {200, 303, 404, 422, 428}}  # nothing was filled in


def routes_of(console: Console) -> Iterator[tuple[str, str]]:
    """Yield every route that is no part of the API: method and path."""
    waiting = list(application(console.program).routes)
    while waiting:
        route = waiting.pop()
        waiting += getattr(getattr(route, "original_router", None), "routes", ())
        path, methods = getattr(route, "path", None), getattr(route, "methods", None)
        if path is not None and methods and not path.startswith(("/api/", "/epcis")):
            yield from ((method, path) for method in methods - {"HEAD"})


def test_every_route_is_in_the_matrix(console: Console) -> None:
    found = set(routes_of(console))
    assert ("GET", "/today") in found
    assert sorted(found - MAY.keys() - OPEN) == []
    assert sorted(MAY.keys() - found) == []


@pytest.mark.parametrize("route", sorted(MAY), ids=" ".join)
def test_who_may_come_comes_and_nobody_else(console: Console, route: tuple[str, str]) -> None:
    address, may = MAY[route]
    answers = {post: console.of(post).request(route[0], address).status_code for post in POSTS}
    assert {post for post, status in answers.items() if status == 403} == EVERYBODY - may
    assert {status for post, status in answers.items() if post in may} <= _THERE[route[0]]


@pytest.mark.parametrize("route", sorted(MAY), ids=" ".join)
def test_nobody_comes_without_signing_in(console: Console, route: tuple[str, str]) -> None:
    answer = console.stranger().request(route[0], MAY[route][0])
    assert (answer.status_code, answer.headers["location"].partition("?")[0]) == (303, "/login")


# Files that come by a route of several: their address, and who may have them.
FILES: dict[str, AbstractSet[str]] = {
    "/search.csv?q=ZSQ-05": READING,
    "/reports.csv": SEEING,
    "/compare.csv?known=510&table=sales": SEEING | {"sales"},
    "/compare.csv?known=510&product=ZSQ-05&lot=20260301": SEEING,
    "/imports.csv": RECORDING,
    "/admin/users.csv": {"admin", "it"},
    "/admin/health.csv": SEEING | {"it"},
}


@pytest.mark.parametrize("address", FILES)
def test_a_file_is_given_to_who_may_see_its_page(console: Console, address: str) -> None:
    answers = {post: console.of(post).get(address) for post in POSTS}
    assert {post for post, answer in answers.items() if answer.status_code == 200} == FILES[address]
    assert {answer.status_code for answer in answers.values()} == {200, 403}
    assert {answer.headers["content-type"] for answer in answers.values() if answer.status_code == 200} == {
        "text/csv; charset=utf-8"
    }
    assert console.stranger().get(address).status_code in {303, 401}


def test_the_lists_of_a_post_with_tables_of_its_own_hold_only_their_rows(console: Console) -> None:
    page = console.of("warehouse").get("/obligations?open=1").text
    assert "WX-20260525-001" not in page
    assert "WX-20260525-001" in console.of("service").get("/obligations?open=1").text
    assert "TS-202601-0001" not in console.of("sales").get("/cases").text
    assert "TS-202601-0001" in console.of("service").get("/cases").text
