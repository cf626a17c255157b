"""Who an individual is, said at every door of a server: once erased, in no file and no table of the house."""

from __future__ import annotations

import http.server
import io
import threading
import time
from collections.abc import Iterator
from itertools import count
from typing import Any

import pytest

from replay.doors.accounts import Accounts
from replay.hooks.courier import Courier
from replay.hooks.registry import Hooks
from tests.replay.http.test_epcis import shipped
from tests.stories.test_story_erasure import everything, lying_beside
from tests.support.served import PASSWORD, House, house, signed

_FIELDS = ("name", "address", "delivery_address", "contact", "phone")
_LONGEST = 20  # seconds
_numbers = count(1)


@pytest.fixture(scope="module")
def served_house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """Give a house in which the head of quality has an account, to sign erasures."""
    with house(tmp_path_factory.mktemp("erased")) as found:
        Accounts(found.program.log).make("Q1", PASSWORD, "quality")
        yield found


class _Refusing(http.server.BaseHTTPRequestHandler):
    got: list[bytes]

    def do_POST(self) -> None:
        """Take no letter, and repeat it."""
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.got.append(body)
        self.send_response(500, "no")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


@pytest.fixture
def refusing() -> Iterator[http.server.ThreadingHTTPServer]:
    """Give a receiver of letters that takes none of them."""
    _Refusing.got = []
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), _Refusing)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()
    thread.join()


def _people() -> list[dict[str, str]]:
    return [
        {
            "customer_code": f"K{number}",
            "kind": "个人",
            **{field: f"{field[:2]}密{next(_numbers):03}鑫" for field in _FIELDS},
        }
        for number in range(1, 11)
    ]


def _posted(served_house: House, table: str, document: Any, key: str) -> int:
    path, headers = f"/api/v1/tables/{table}", {"Idempotency-Key": key.encode("latin-1")}
    status: int = served_house.asked("POST", path, json=document, headers=headers).status_code
    return status


def _uploaded(served_house: House, table: str, text: str) -> Any:
    files = {"file": (f"{table}.csv", io.BytesIO(text.encode()), "text/csv")}
    found = served_house.asked("POST", f"/api/v1/imports?table={table}", files=files)
    assert found.status_code in {200, 201}, found.text
    return found.json()["files"][0]


def _say_at_every_door(served_house: House, person: dict[str, str]) -> None:
    """Say who somebody is wherever a server takes words: where it is recorded, refused, kept and noted."""
    ask, name = served_house.asked, person["name"]
    assert _posted(served_house, "sales", {"customer_code": name, "product_code": "P404"}, "refused") == 422
    code = person["customer_code"]
    headings = "sale_no,sold_on,customer_code,product_code,lot,quantity,seller"
    sold = f"{headings}\nXS{code},2026-05-01,{name},P1,L1,1,E1\n"
    assert _uploaded(served_house, "sales", sold)["recorded"] == 1
    assert _uploaded(served_house, "customers", f"customer_code,name,kind\nX1,{name},谁\n")["rejected"] == 1
    document = shipped(f"urn:uuid:{name}")
    document["epcisBody"]["eventList"][0]["example:to"] = name
    ask("POST", "/epcis/capture", json=document)
    ask("GET", f"/api/v1/tables/sales?customer_name={name}")
    ask("GET", f"/search?q={name}", headers={"Accept": "text/html"})
    for words in ({"lot": name}, {"customer": [code, name]}, {"EQ_source_owning_party": f"urn:x:{name}"}):
        kept = ask("POST", "/epcis/queries", json={"name": code, "query": words})
        assert (kept.status_code, kept.json()["code"]) == (422, "epcis_query_personal"), kept.text
    served_house.client.post("/login", data={"username": name, "password": name})
    served_house.client.cookies.clear()


def _visited(served_house: House, name: str) -> None:
    """Let an inspector ask for pages whose address says who somebody is."""
    link = served_house.asked("POST", "/api/v1/visits", "admin", json={"name": "district"}).json()["link"]
    came = served_house.client.get(link, follow_redirects=False)
    served_house.client.cookies.clear()
    shown = {"Cookie": came.headers["set-cookie"].partition(";")[0]}
    for path in (f"/api/v1/tables/{name}", f"/partners/{name}", f"/records/customers/{name}"):
        served_house.client.get(path, headers=shown)


def test_of_fifty_values_that_were_said_at_the_doors_none_is_left(
    served_house: House, refusing: http.server.ThreadingHTTPServer
) -> None:
    """Keys, refused entries, files, captures, kept queries, letters that nobody took, visits."""
    people = _people()
    secrets = [person[field] for person in people for field in _FIELDS]
    assert len(set(secrets)) == 50
    hooks = Hooks(served_house.program.log, served_house.program.location)
    hooks.register("erp", f"http://127.0.0.1:{refusing.server_address[1]}/in")
    with Courier(served_house.program, pauses=(0.01,)):
        for person in people:
            assert _posted(served_house, "customers", person, f"first-{person['customer_code']}") == 201
        for person in people[:2]:
            _say_at_every_door(served_house, person)
        _visited(served_house, people[0]["name"])
        stranger = {"customer_code": "K11", "kind": "个人", "name": "没有存密鑫", "phone": "13800000001"}
        for key in (stranger["phone"], stranger["name"].encode().decode("latin-1")):
            assert _posted(served_house, "customers", stranger, f"order-{key}") == 422
        end = time.monotonic() + _LONGEST
        while len(hooks.standing("erp").dead) < len(people) and time.monotonic() < end:
            time.sleep(0.01)
    assert len(hooks.standing("erp").dead) >= len(people)
    assert [one for one in secrets if one.encode() in b"".join(_Refusing.got)] == []
    for person in people:
        said = {"subject": f"customers/{person['customer_code']}", "reason": "asked for", "approver": "Q1"}
        done = served_house.asked(
            "POST", "/api/v1/erasures", json=said, headers=signed("Q1", meaning="erase")
        )
        assert done.status_code == 201, done.text
        assert done.json()["values"] >= len(_FIELDS)
    held = everything(served_house.program.log) + lying_beside(served_house.program.location).decode(
        "utf-8", "replace"
    )
    assert [one for one in secrets if one in held] == []
    shown = served_house.asked("GET", "/api/v1/tables/sales?columns=*").text
    assert [one for one in secrets if one in shown] == []
    assert served_house.asked("GET", "/api/v1/verify?deep=1").json()["ok"]
