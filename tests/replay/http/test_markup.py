"""Markup that was recorded or sent is text on every page: no element of it, no attribute, no script."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from urllib.parse import quote

import pytest

from ledger.events import catalogue
from replay.bootstrap import Program
from replay.reports.declared import REPORTS
from tests.support.budgets import budget
from tests.support.filled_tables import TABLES
from tests.support.marked import MARKUP, is_free, mark, raw
from tests.support.page_reading import Node, page_of
from tests.support.served import House, house

_BROWSER = {"Accept": "text/html,*/*", "Sec-Fetch-Site": "same-origin"}
_BEGINNINGS = (
    *(
        "/today",
        "/tables",
        "/cases",
        "/findings",
        "/obligations",
        "/approvals",
        "/stock",
        "/recalls",
        "/help",
    ),
    *(
        "/reports",
        "/integrity",
        "/audit",
        "/evidence",
        "/imports",
        "/entry",
        "/admin/users",
        "/admin/settings",
    ),
    *("/admin/health", f"/search?q={quote(MARKUP)}", f"/recalls/preview?lot={quote(MARKUP)}"),
)
_GATE = budget() == "gate"
_NO_PAGE = re.compile(r"\.(?:csv|xlsx|pdf|json|svg|css|js)(?:\?|$)|[?&]lang=(?:zh|en)$")
_REPORTS = frozenset(one.key for one in REPORTS)
_TOLD_APART = frozenset({"preview", "expiry", "temperature", "users", "settings", "health"})


@pytest.fixture(scope="module")
def marked_house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """Give a house in which every text that may be free is markup, in every table of the catalogue."""

    def fill(program: Program) -> None:
        assert min(mark(program).values()) > 0

    with house(tmp_path_factory.mktemp("marked"), fill) as found:
        yield found


def _page(served_house: House, address: str, words: Mapping[str, str] | None = None) -> Node:
    found = served_house.asked("GET", address, "admin", headers=_BROWSER, params=words)
    assert found.status_code in {200, 404, 422}, (address, found.status_code)
    page = page_of(found.text)
    assert not raw(page), (address, raw(page))
    return page


def test_what_is_recorded_in_every_table_is_shown_as_text(marked_house: House) -> None:
    """All columns of each table that has a text that may be free; in the gate of every third."""
    marked = [one for one in TABLES if any(is_free(one, column.key) for column in one.columns)]
    assert len(marked) > 60
    for table in marked[:: 3 if _GATE else 1]:
        assert MARKUP in _page(marked_house, f"/tables/{table.key}?cols=all").text, table.key


def test_no_page_that_a_link_leads_to_has_markup_in_it(marked_house: House) -> None:
    """From where a day begins, link by link: of every kind of page some, at night of every table's."""
    waiting, seen, kinds, shown = list(_BEGINNINGS), set(_BEGINNINGS), Counter[str](), 0
    for address in waiting:  # it grows
        kind = _kind(address)
        kinds[kind] += 1
        if kinds[kind] > (1 if _GATE else 4):
            continue
        page = _page(marked_house, address)
        shown += MARKUP in page.text
        there = {link.attrs.get("href", "").partition("#")[0] for link in page.each("a")} - seen
        new = sorted(one for one in there if one.startswith("/") and not _NO_PAGE.search(one))
        new.sort(key=lambda one: quote(MARKUP[0]) not in one)  # whose name is markup comes first
        seen.update(new)
        waiting += new
    assert shown > 15, (shown, kinds)
    assert kinds.keys() >= {
        "/lots/*/*",
        "/partners/*",
        "/products/*",
        "/events/*",
        _kind("/cases/complaints/1"),
    }


def _kind(address: str) -> str:
    """Return what an address has in common with others: no number, no name, in the gate no table either."""
    apart = _TOLD_APART | _REPORTS | (set() if _GATE else set(catalogue.TABLE_KEYS))
    first, *rest = address.partition("?")[0].strip("/").split("/")
    return "/".join(["", first, *(one if one in apart else "*" for one in rest)])


def test_markup_in_an_address_is_text_on_the_page(served_house: House) -> None:
    """Reflected: every text column of the catalogue as a field of its form, every word of a search."""
    for table in catalogue.tables()[:: 4 if _GATE else 1]:
        words = {one.key: MARKUP for one in table.columns if one.type in {"text", "ref", "list"}}
        if table.kind != "view":
            fields = _page(served_house, f"/entry/{table.key}", words).each("input", "textarea")
            assert MARKUP in {one.attrs.get("value") or one.text for one in fields}, table.key
    words = {"q": MARKUP, "lot": MARKUP, "lang": MARKUP, "where": MARKUP}
    for path in ("/search", "/recalls/preview", "/tables/sales", "/nowhere/<img src=x onerror=alert(1)>"):
        _page(served_house, path, words)
