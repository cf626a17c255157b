"""Webhooks: signed, in order, at least once, whatever the receiver does; nowhere that is not allowed."""

from __future__ import annotations

import http.server
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from standardwebhooks import Webhook

from ledger.errors import CommandError
from replay.hooks import addresses, secret_file
from replay.hooks.courier import Courier
from replay.hooks.registry import Hooks
from tests.support.cli import MEDLEDGER
from tests.support.served import House, house

_PAUSES = (0.01, 0.02, 0.03)
_LONGEST = 20  # seconds


@pytest.fixture(scope="module")
def served_house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """Give a house with a hook for each test."""
    with house(tmp_path_factory.mktemp("hooks")) as found:
        yield found


class Receiver(http.server.ThreadingHTTPServer):
    """Takes letters; `answer` says by status, or by waiting, what becomes of each."""

    daemon_threads = True

    def __init__(self, answer: Callable[[int], int]) -> None:
        self.answer = answer
        self.got: list[tuple[dict[str, str], bytes]] = []
        super().__init__(("127.0.0.1", 0), _Taking)

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self.server_address[1]}/in"

    def taken(self) -> list[str]:
        """Return the ids of the letters that came, in order."""
        return [headers["webhook-id"] for headers, _ in self.got]


class _Taking(http.server.BaseHTTPRequestHandler):
    server: Receiver

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.got.append(({key.lower(): value for key, value in self.headers.items()}, body))
        status = self.server.answer(len(self.server.got))
        self.send_response(status)
        self.send_header("Location", "http://127.0.0.1:1/inside")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


@contextmanager
def _receiving(answer: Callable[[int], int] = lambda _number: 200) -> Iterator[Receiver]:
    server = Receiver(answer)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def _hooks(served_house: House) -> Hooks:
    return Hooks(served_house.program.log, served_house.program.location)


def _until(there: Callable[[], bool]) -> None:
    end = time.monotonic() + _LONGEST
    while not there():
        assert time.monotonic() < end, "it did not come"
        time.sleep(0.01)


def _sell(served_house: House, key: str, count: int) -> list[int]:
    return [served_house.sold(f"{key}-{number}").json()["recorded"][0]["position"] for number in range(count)]


def _courier(served_house: House, **more: Any) -> Courier:
    return Courier(served_house.program, pauses=_PAUSES, **more)


def test_events_come_in_order_signed_and_only_of_the_tables_wanted(served_house: House) -> None:
    hooks = _hooks(served_house)
    with _receiving() as receiver:
        secret = hooks.register("a", receiver.url, tables=["sales"])
        with _courier(served_house):
            sold = _sell(served_house, "a", 3)
            _until(lambda: len(receiver.got) >= 3)
        hooks.end("a")
    assert [int(one.rpartition("-")[2]) for one in receiver.taken()] == sold
    for headers, body in receiver.got:
        told = Webhook(secret).verify(body, headers)
        assert told["type"] == "goods_sold"
        assert told["data"]["event"]["data"]["lot"] == "L1"
        with pytest.raises(Exception, match="No matching signature"):
            Webhook(secret).verify(body.replace(b"L1", b"L2"), headers)
    assert hooks.all()[0].position == sold[-1]


def test_a_receiver_that_fails_hangs_and_comes_back_gets_everything_in_order(served_house: House) -> None:
    """Refused, redirected and left waiting: nothing behind the letter comes before it is taken."""

    def answer(number: int) -> int:
        if number == 3:
            time.sleep(0.4)
        return {1: 500, 2: 302}.get(number, 204)

    hooks = _hooks(served_house)
    with _receiving(answer) as receiver:
        hooks.register("b", receiver.url)
        with _courier(served_house, patience=0.2):
            sold = _sell(served_house, "b", 2)
            _until(lambda: len(receiver.got) >= 5)
        hooks.end("b")
    ids = [int(one.rpartition("-")[2]) for one in receiver.taken()]
    assert ids == [sold[0]] * 4 + [sold[1]]
    assert not next(one for one in hooks.all() if one.name == "b").dead


def test_what_nobody_takes_is_a_dead_letter_and_is_sent_again(served_house: House) -> None:
    down = True
    hooks = _hooks(served_house)
    with _receiving(lambda _number: 503 if down else 200) as receiver:
        hooks.register("c", receiver.url)
        with _courier(served_house):
            (place,) = _sell(served_house, "c", 1)
            _until(lambda: bool(hooks.standing("c").dead))
            down = False
            (later,) = _sell(served_house, "c-later", 1)
            _until(lambda: receiver.taken()[-1].endswith(f"-{later}"))
            rows = served_house.asked("GET", "/api/v1/hooks/c/dead", "admin").json()["rows"]
            assert [(one["position"], one["reason"], one["tries"]) for one in rows] == [
                (place, "HTTP 503", len(_PAUSES) + 1)
            ]
            assert served_house.asked("POST", "/api/v1/hooks/c/again?position=1", "admin").status_code == 422
            found = served_house.asked("POST", "/api/v1/hooks/c/again", "admin").json()
            assert found["positions"] == [place]
            _until(lambda: not hooks.standing("c").dead)
        hooks.end("c")
    assert receiver.taken()[-1].endswith(f"-{place}")


def test_a_receiver_that_is_gone_has_ended_its_hook(served_house: House) -> None:
    hooks = _hooks(served_house)
    with _receiving(lambda _number: 410) as receiver:
        hooks.register("d", receiver.url)
        with _courier(served_house):
            _sell(served_house, "d", 1)
            _until(lambda: next(one for one in hooks.all() if one.name == "d").ended)
    assert len(receiver.got) == 1


def test_an_administrator_registers_over_http_and_sees_the_secret_once(served_house: House) -> None:
    said = {"name": "erp", "url": "https://erp.example/in", "tables": ["sales"]}
    for post in ("quality", "it", "sales"):
        assert served_house.asked("POST", "/api/v1/hooks", post, json=said).status_code == 403
    made = served_house.asked("POST", "/api/v1/hooks", "admin", json=said)
    assert made.status_code == 201, made.text
    secret = made.json()["secret"]
    assert secret.startswith("whsec_")
    assert served_house.asked("POST", "/api/v1/hooks", "admin", json=said).json()["code"] == "hook_exists"
    listed = served_house.asked("GET", "/api/v1/hooks", "admin")
    assert "erp" in listed.text
    assert secret not in listed.text
    place = secret_file.place_of(served_house.program.location)
    assert place.stat().st_mode & 0o777 == 0o600
    assert secret.encode() not in served_house.program.location.path.read_bytes()  # type: ignore[union-attr]
    assert served_house.asked("POST", "/api/v1/hooks/erp/end", "admin").status_code == 200
    assert served_house.asked("POST", "/api/v1/hooks/erp/end", "admin").status_code == 404
    for wrong in ({"name": "x"}, [], {**said, "name": "y", "more": 1}, {**said, "name": "y", "after": "1"}):
        assert served_house.asked("POST", "/api/v1/hooks", "admin", json=wrong).status_code == 422


@pytest.mark.parametrize(
    "url",
    [
        "ftp://erp.example/",
        "https://",
        "https://user:word@erp.example/",
        "https://erp.example:99999/",
        "https://erp.example/\r\nX: y",
        "//erp.example/",
    ],
)
def test_an_address_that_is_none_is_refused_at_once(served_house: House, url: str) -> None:
    with pytest.raises(CommandError):
        _hooks(served_house).register("bad", url)


@pytest.mark.parametrize(
    ("url", "ip", "inside", "may"),
    [
        ("https://erp.example/", "93.184.216.34", False, True),
        ("http://erp.example/", "93.184.216.34", False, False),
        ("http://localhost/", "127.0.0.1", False, True),
        ("https://erp.example/", "10.1.2.3", False, False),
        ("https://erp.example/", "10.1.2.3", True, True),
        ("http://erp.example/", "10.1.2.3", True, False),
        ("https://erp.example/", "169.254.169.254", True, False),
        ("https://erp.example/", "0.0.0.0", True, False),  # noqa: S104 (an address, nothing listens)
        ("https://erp.example/", "::ffff:10.1.2.3", False, False),
        ("https://erp.example/", "fd00::1", False, False),
        ("https://erp.example/", "fe80::1", True, False),
        ("https://erp.example/", "224.0.0.1", True, False),
    ],
)
def test_a_name_leads_nowhere_that_is_not_allowed(
    monkeypatch: pytest.MonkeyPatch, url: str, ip: str, *, inside: bool, may: bool
) -> None:
    """Looked at when something is sent, so a name that leads elsewhere later is found as well."""
    monkeypatch.setattr(addresses.socket, "getaddrinfo", lambda *_, **__: [(2, 1, 6, "", (ip, 0))])
    address = addresses.address_of(url)
    if may:
        assert addresses.reached(address, inside=inside) == ip
    else:
        with pytest.raises(CommandError):
            addresses.reached(address, inside=inside)


def test_a_courier_that_is_killed_loses_nothing(tmp_path_factory: pytest.TempPathFactory) -> None:
    """`kill -9` in the midst of it: another one goes on, and each event comes at least once, in order."""
    with house(tmp_path_factory.mktemp("killed")) as killed, _receiving() as receiver:
        hooks = _hooks(killed)
        hooks.register("k", receiver.url)
        sold = _sell(killed, "k", 8)
        place = str(killed.program.location.path)
        receiver.answer = _slowly
        with _working(place) as first:
            _until(lambda: len(receiver.got) >= 3)
            first.kill()
            first.wait()
        before = len(receiver.got)
        with _working(place) as second:
            _until(lambda: receiver.taken()[-1].endswith(f"-{sold[-1]}"))
            second.terminate()
            assert second.wait(_LONGEST) == 0
    ids = [int(one.rpartition("-")[2]) for one in receiver.taken()]
    assert before >= 3
    assert list(dict.fromkeys(ids)) == sold
    assert ids[before:] == sorted(ids[before:])
    assert hooks.standing("k").position == sold[-1]


def _slowly(_number: int) -> int:
    time.sleep(0.05)
    return 200


@contextmanager
def _working(ledger: str) -> Iterator[subprocess.Popen[bytes]]:
    process = subprocess.Popen(
        [MEDLEDGER, "work", "--ledger", ledger, "--raise-every", "0"], stdout=subprocess.DEVNULL
    )
    try:
        yield process
    finally:
        process.kill()
        process.wait()
