"""What strangers and colleagues try: cookies they brought, words of a dictionary, formulas, bombs, paths."""

from __future__ import annotations

import csv
import io
import re
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import openpyxl
import pytest
import uvicorn

from replay.doors.accounts import Accounts
from replay.doors.tries import FREE
from replay.http import patience
from replay.http.app import application, served
from replay.http.patience import PatientProtocol
from tests.support.hostile_files import STEERING, hostile_files
from tests.support.served import PASSWORD, House

_STEERS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
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


def test_pages_run_no_script_that_is_not_ours(served_house: House) -> None:
    for path in ("/login", "/today", "/api/v1/me", "/healthz", "/nowhere"):
        found = served_house.asked("GET", path, headers=_BROWSER)
        policy = found.headers["content-security-policy"]
        assert "unsafe" not in policy
        assert "default-src 'none'" in policy
        assert "style=" not in found.text.replace("style-src", "")


def test_a_formula_leaves_as_text_in_every_kind_of_sheet(served_house: House) -> None:
    sold = served_house.sold("formula", note=FORMULA)
    assert sold.status_code == 201, sold.text
    customer = {"customer_code": "F1", "name": FORMULA, "kind": "医疗器械使用单位"}
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


@pytest.mark.parametrize("text", STEERING)
def test_what_steers_a_terminal_is_raw_in_no_answer(served_house: House, text: str) -> None:
    """Entered, uploaded, in the name of a file, a heading, a filter, a search and the form of a page."""
    row, ask = {"supplier_code": "S6", "name": f"n{text}", "note": text}, served_house.asked
    upload = {
        "file": (
            f"a{text}.csv".encode().decode(),
            f"supplier_code,name,x{text}\nS6,n{text},{text}\n{text},,\n",
        )
    }
    answers = [
        ask(
            "POST",
            "/api/v1/tables/suppliers",
            json=row,
            headers={"Idempotency-Key": f"s{STEERING.index(text)}"},
        ),
        ask("POST", "/api/v1/imports?table=suppliers", files=upload),
        *(ask("GET", f"/api/v1/tables/suppliers?format={form}") for form in ("json", "csv")),
        ask("GET", "/api/v1/tables/suppliers", params={"name": text}),
        ask("GET", "/search", headers=_BROWSER, params={"q": text}),
        ask("GET", "/entry/suppliers", headers=_BROWSER, params={"name": text}),
        ask("GET", "/tables/suppliers", "admin", headers=_BROWSER),
    ]
    for found in answers:
        assert found.status_code < 500, found.text
        shown = [found.content.decode("utf-8-sig"), *found.headers.values()]
        assert not any(_STEERS.search(one) for one in shown), (str(found.request.url), shown)


def test_a_bomb_of_an_upload_is_refused_in_a_sentence(served_house: House, tmp_path: Path) -> None:
    """A workbook of a few kilobytes that says the same 32,000 characters in 600,000 cells."""
    bomb = tmp_path / "bomb.xlsx"
    next(one for one in hostile_files() if one.name == "strings-long-often.xlsx").write(bomb)
    files = {"file": (bomb.name, bomb.read_bytes(), "application/octet-stream")}
    found = served_house.asked("POST", "/api/v1/imports?table=sales", files=files)
    assert (found.status_code, found.headers["content-type"]) == (422, "application/problem+json"), found.text


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
