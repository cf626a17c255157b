"""A server that is killed, and one that is told to stop: nothing that it acknowledged is lost."""

from __future__ import annotations

import re
import socket
import subprocess
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any

import httpx2

from tests.support.cli import MEDLEDGER, Cli
from tests.support.desk import Desk, sale

Copied = Callable[[], AbstractContextManager[Desk]]
_LINES = 2  # that the first start prints: the password, and where it serves


@contextmanager
def _serving(cli: Cli, lines: int = 1) -> Iterator[tuple[subprocess.Popen[str], str, str]]:
    """Give a server, its address, and what it printed before."""
    process = subprocess.Popen(
        [MEDLEDGER, "serve", "--port", "0"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        cwd=cli.home,
        env=cli.environment,
    )
    assert process.stdout is not None
    try:
        said = "".join(process.stdout.readline() for _ in range(lines))
        found = re.search(r"http://\S+?(?=/\s)", said)
        assert found, (said, process.stderr.read() if process.stderr and process.poll() is not None else "")
        yield process, found.group(0), said
    finally:
        process.kill()
        process.communicate()


def _sold(address: str, key: str, order: str, **more: str) -> Any:
    return httpx2.post(
        f"{address}/api/v1/tables/sales",
        json=sale(order, **more),
        headers={"Authorization": f"Bearer {key}", "Idempotency-Key": order},
        timeout=60,
    )


def test_what_was_acknowledged_is_there_after_a_kill(desk: Desk) -> None:
    """The key of a program, and the idempotency key of an entry, outlive the process."""
    cli = desk.cli
    with _serving(cli, _LINES) as (process, address, said):
        password = re.search(r"^password of admin: (\S+)$", said, re.MULTILINE)
        assert password is not None
        signed = {"username": "admin", "password": password.group(1)}
        assert httpx2.post(f"{address}/login", json=signed, timeout=60).status_code == 200
        key = cli.run("keys", "add", "E1", "--post", "sales").out.strip()
        first = _sold(address, key, "XS1")
        assert first.status_code == 201, first.text
        process.kill()
    with _serving(cli) as (process, address, _):
        again = _sold(address, key, "XS1")
        assert (again.status_code, again.json()["recorded"]) == (200, first.json()["recorded"])
        assert _sold(address, key, "XS2").status_code == 201
        process.terminate()
        assert process.wait(30) == 0
    assert [row["sale_no"] for row in cli.table("sales")] == ["XS1", "XS2"]
    assert cli.run("verify", "--deep").json["ok"]
    deeds = cli.rows("log")
    assert any(one["kind"] == "signed_in" and one["by"] == "admin" for one in deeds)


def test_accounts_are_kept_from_the_command_line(cli: Cli) -> None:
    made = cli.run("users", "add", "E9", "--post", "quality").out
    assert re.fullmatch(r"password of E9: \S{16}\n", made)
    assert cli.run("users", "add", "E9", "--post", "quality", expect=2).err.startswith("Making an account: ")
    assert cli.run("users", "add", "E8", "--post", "sales", stdin="a long password\n").out == ""
    cli.run("users", "end", "E8")
    rows = cli.rows("users")
    assert [(one["name"], one["post"], one["ended"]) for one in rows] == [
        ("E8", "sales", True),
        ("E9", "quality", False),
    ]
    key = cli.run("keys", "add", "erp", "--post", "sales").out.strip()
    assert key.startswith("mlk_")
    assert key not in str(cli.rows("keys"))
    cli.run("keys", "end", "erp")
    assert cli.rows("keys")[0]["ended"] is True
    assert cli.run("keys", "end", "erp", expect=2).err.startswith("Looking for an account: ")


def test_a_port_that_is_taken_is_one_sentence(at_a_copy: Copied) -> None:
    with at_a_copy() as desk, socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        found = desk.cli.run("serve", "--port", port, expect=4)
    assert found.err.startswith(f"Serving: cannot listen on 127.0.0.1:{port} (")
