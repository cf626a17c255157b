"""What strangers and colleagues try: cookies they brought, rows of others, markup, formulas, bombs, paths."""

from __future__ import annotations

import csv
import io
import socket
import threading
import time
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from html import escape

import openpyxl
import pytest
import uvicorn

from ledger.events import catalogue
from replay.doors.accounts import Accounts
from replay.doors.posts import POSTS, Right
from replay.doors.tries import FREE
from replay.http import patience
from replay.http.app import application, served
from replay.http.patience import PatientProtocol
from tests.support.filled_tables import TABLES, rows_of
from tests.support.served import PASSWORD, House, house

MARKUP = "<img src=x onerror=alert(1)>\"'&lt;"
FORMULA = "=1+1|'calc'!A1"
_BROWSER = {"Accept": "text/html,*/*", "Sec-Fetch-Site": "same-origin"}


def test_a_session_that_somebody_brought_is_not_the_one_that_begins(served_house: House) -> None:
    """Fixation: what the browser held before signing in is worth nothing afterwards."""
    client = served_house.client
    brought = {"Cookie": "medledger=brought-along"}
    found = client.post("/login", data={"username": "admin", "password": PASSWORD}, headers=brought)
    client.cookies.clear()
    assert found.status_code == 200
    assert "brought-along" not in found.headers["set-cookie"]
    assert client.get("/api/v1/me", headers=brought).status_code == 401
    again = client.post("/login", data={"username": "admin", "password": PASSWORD})
    client.cookies.clear()
    assert again.headers["set-cookie"].partition(";")[0] != found.headers["set-cookie"].partition(";")[0]


def test_a_dictionary_is_locked_out_and_so_is_the_right_word_in_it(served_house: House) -> None:
    Accounts(served_house.program.log).make("E7", PASSWORD, "sales")
    words = [*(f"word number {number}" for number in range(FREE)), PASSWORD, PASSWORD]
    found = [
        served_house.client.post("/login", data={"username": "E7", "password": word}).status_code
        for word in words
    ]
    served_house.client.cookies.clear()
    assert found == [401] * FREE + [429, 429]


@pytest.mark.parametrize("post", [one.key for one in POSTS.values() if not one.may(Right.READ_ALL)])
def test_no_table_of_others_is_read_or_written_by_naming_it(served_house: House, post: str) -> None:
    """Of every table of the catalogue, by rows, as a file, by case and by entry."""
    for table in catalogue.tables():
        allowed = POSTS[post].may(Right.READ, table.key)
        paths = [f"/api/v1/tables/{table.key}?format=csv"] if not allowed else []
        if not allowed and table.kind == "case":
            paths.append(f"/api/v1/cases/{table.key}/NO-1")
        for path in paths:
            assert served_house.asked("GET", path, post).status_code == 403, (post, path)
        if not POSTS[post].may(Right.RECORD, table.key):
            headers = {"Idempotency-Key": "x"}
            path = f"/api/v1/tables/{table.key}"
            assert served_house.asked("POST", path, post, json={}, headers=headers).status_code == 403


@pytest.fixture(scope="module")
def marked_house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """Give a house in which every text that may be free is markup, in every table of the catalogue."""
    with house(tmp_path_factory.mktemp("marked")) as found:
        for table in TABLES:
            free = {one.key for one in table.columns if one.type == "text" and not _is_name(one.key)}
            free -= set(table.identity)
            rows = [row | {key: MARKUP for key in row if key in free} for row in rows_of(table)]
            found.asked(
                "POST",
                f"/api/v1/imports?table={table.key}",
                content=_as_csv(rows),
                headers={"Content-Type": "text/csv"},
            )
        yield found


def _is_name(key: str) -> bool:
    """Return whether a text is looked up, or has a form of its own."""
    return key.endswith(("_no", "_code", "_key")) or key in {"lot", "serial", "udi", "unit", "record_table"}


def _as_csv(rows: list[dict[str, str]]) -> bytes:
    stream = io.StringIO()
    writer = csv.DictWriter(stream, list(dict.fromkeys(key for row in rows for key in row)))
    writer.writeheader()
    writer.writerows(rows)
    return stream.getvalue().encode()


def test_markup_of_any_text_is_text_on_every_page_of_a_table(marked_house: House) -> None:
    """Stored: what was recorded under every table is shown escaped, or not at all."""
    shown = 0
    for table in TABLES:
        page = marked_house.asked("GET", f"/tables/{table.key}", headers=_BROWSER)
        assert page.status_code == 200, table.key
        assert MARKUP not in page.text, table.key
        assert "<img src=x" not in page.text, table.key
        shown += escape(MARKUP, quote=False)[:20] in page.text
    assert shown


def test_markup_in_an_address_is_text_on_the_page(served_house: House) -> None:
    """Reflected: every text column of the catalogue as a field of its form, every word of a search."""
    for table in catalogue.tables():
        if table.kind == "view":
            continue
        words = {one.key: MARKUP for one in table.columns if one.type in {"text", "ref", "list"}}
        page = served_house.asked("GET", f"/entry/{table.key}", params=words, headers=_BROWSER)
        assert page.status_code == 200, table.key
        assert "<img src=x" not in page.text, table.key
    for path in ("/search", "/recalls/preview", "/tables/sales", "/nowhere/<img src=x onerror=alert(1)>"):
        page = served_house.asked(
            "GET", path, params={"q": MARKUP, "lot": MARKUP, "lang": MARKUP}, headers=_BROWSER
        )
        assert "<img src=x" not in page.text, path


def test_pages_run_no_script_that_is_not_ours(served_house: House) -> None:
    for path in ("/login", "/today", "/api/v1/tables", "/healthz", "/nowhere"):
        found = served_house.asked("GET", path, headers=_BROWSER)
        policy = found.headers["content-security-policy"]
        assert "unsafe" not in policy
        assert "default-src 'none'" in policy
        assert "style=" not in found.text.replace("style-src", "")


def test_a_formula_leaves_as_text_in_every_kind_of_sheet(served_house: House) -> None:
    sold = served_house.sold("formula", note=FORMULA)
    assert sold.status_code == 201, sold.text
    customer = {"customer_code": "F1", "name": FORMULA}
    added = served_house.asked(
        "POST", "/api/v1/tables/customers", json=customer, headers={"Idempotency-Key": "f1"}
    )
    assert added.status_code == 201, added.text
    address = "/api/v1/tables/customers?customer_code=F1&format="
    text = served_house.asked("GET", f"{address}csv").content.decode("utf-8-sig")
    cells = [cell for row in csv.reader(io.StringIO(text)) for cell in row if "1+1" in cell]
    assert cells
    assert not any(cell.startswith(("=", "+", "-", "@", "\t", "\r")) for cell in cells)
    book = openpyxl.load_workbook(io.BytesIO(served_house.asked("GET", f"{address}xlsx").content))
    found = [cell for sheet in book for row in sheet.iter_rows() for cell in row if "1+1" in str(cell.value)]
    assert found
    assert {cell.data_type for cell in found} <= {"s", "inlineStr"}


def test_a_bomb_of_an_upload_is_refused_in_a_sentence(served_house: House) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<x/>")
        with archive.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as sheet:
            for _ in range(300):
                sheet.write(b"0" * (1 << 20))
    files = {"file": ("bomb.xlsx", packed.getvalue(), "application/octet-stream")}
    found = served_house.asked("POST", "/api/v1/imports?table=sales", files=files)
    assert 400 <= found.status_code < 500, found.text[:300]
    assert found.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize(
    "path",
    [
        "/static/../app.py",
        "/static/..%2f..%2fhttp%2fapp.py",
        "/static/%2e%2e/%2e%2e/api.py",
        "/static//etc/passwd",
        "/api/v1/tables/..%2f..%2fstatus",
        "/api/v1/reports/..%2f..%2fetc%2fpasswd",
        "/documents/..%2f..%2fhouse.db.key",
    ],
)
def test_a_path_leads_out_of_nothing(served_house: House, path: str) -> None:
    found = served_house.asked("GET", path, headers=_BROWSER)
    assert found.status_code in {303, 404}
    assert "import annotations" not in found.text
    assert "PRIVATE" not in found.text


def test_an_uploaded_name_is_a_name(served_house: House) -> None:
    """No part of a path in it, in either spelling; the same rows under any name are the same."""
    text = "supplier_code,name\nS7,another\n"
    for name in ("../../../tmp/evil.csv", "..\\..\\evil.csv", "/etc/cron.d/evil.csv"):
        told = served_house.asked(
            "POST", "/api/v1/imports?table=suppliers", files={"file": (name, text, "text/csv")}
        ).json()
        assert [one["file"] for one in told["files"]] == ["evil.csv"], told


@contextmanager
def _listening(served_house: House) -> Iterator[int]:
    """Give the port of a real server of the house."""
    config = uvicorn.Config(
        served(application(served_house.program)),
        http=PatientProtocol,
        log_level="critical",
        lifespan="off",
        h11_max_incomplete_event_size=65536,
    )
    server, listening = uvicorn.Server(config), socket.create_server(("127.0.0.1", 0))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
    thread.start()
    try:
        yield listening.getsockname()[1]
    finally:
        server.should_exit = True
        thread.join(20)


def _said(port: int, *parts: bytes, wait: float = 10.0) -> tuple[bytes, float]:
    """Return what a server answers to bytes, and after how many seconds it ended the connection."""
    begun, got = time.monotonic(), b""
    with socket.create_connection(("127.0.0.1", port), wait) as stream:
        for part in parts:
            stream.sendall(part)
        try:
            while more := stream.recv(65536):
                got += more
        except ConnectionResetError:
            pass
    return got, time.monotonic() - begun


def test_heads_that_are_too_long_or_too_slow_hold_nobody_up(
    served_house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Sixty of them that never end, and somebody who asks is answered meanwhile."""
    monkeypatch.setattr(patience, "HEADERS_WITHIN", 1.0)
    with _listening(served_house) as port:
        long, _ = _said(port, b"GET / HTTP/1.1\r\nHost: x\r\nX: " + b"y" * 400_000 + b"\r\n\r\n")
        assert not long or long.startswith(b"HTTP/1.1 4")
        slow = [socket.create_connection(("127.0.0.1", port), 20) for _ in range(60)]
        for one in slow:
            one.sendall(b"GET /healthz HTTP/1.1\r\nHost: x\r\nX-Slow: ")
        answered, _ = _said(port, b"GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        assert answered.startswith(b"HTTP/1.1 200")
        assert [one.recv(10) for one in slow] == [b""] * 60
        for one in slow:
            one.close()
