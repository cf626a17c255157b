"""A small house behind its HTTP door, for tests that ask as programs and browsers do."""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from starlette.testclient import TestClient

from ledger.settings import Person, acting, locate
from replay.bootstrap import Program, make, opened
from replay.doors.accounts import Accounts
from replay.doors.posts import POSTS
from replay.http.app import application, served
from tests.support.decisions import member
from tests.support.live import HOUSE, record

PASSWORD = "three small words"
NAMES = {"quality": "Q2", "recall": "R1", "sales": "E1"}  # of keys: who is on the roster


@dataclass
class House:
    """A ledger that is served, with a key for each post.

    Attributes:
        program: The ledger.
        client: Asks without a cookie or a key of its own.
        keys: By post.
    """

    program: Program
    client: TestClient
    keys: Mapping[str, str] = field(default_factory=dict)

    def asked(self, method: str, path: str, post: str | None = "quality", **more: Any) -> Any:
        """Return the response to a request in the name of a post; None shows no key."""
        headers = dict(more.pop("headers", {}))
        if post is not None:
            headers["Authorization"] = f"Bearer {self.keys[post]}"
        return self.client.request(method, path, headers=headers, **more)

    def rows(self, path: str, post: str = "quality") -> list[dict[str, Any]]:
        """Return the rows of an answer."""
        found: list[dict[str, Any]] = self.asked("GET", path, post).json()["rows"]
        return found

    def sold(self, key: str, post: str = "quality", **more: Any) -> Any:
        """Return the response to a sale of lot L1 to C1."""
        document = {
            "sold_on": "2026-05-01",
            "customer_code": "C1",
            "product_code": "P1",
            "lot": "L1",
            "quantity": "1",
            "seller": "E1",
            **more,
        }
        return self.asked(
            "POST", "/api/v1/tables/sales", post, json=document, headers={"Idempotency-Key": key}
        )


def signed(name: str, password: str = PASSWORD, *, meaning: str) -> dict[str, str]:
    """Return the headers of a signature."""
    word = base64.b64encode(f"{name}:{password}".encode()).decode()
    return {"X-Signature": word, "X-Signature-Meaning": meaning}


def _furnish(program: Program) -> None:
    record(program.ledger(), *HOUSE, *(member(code, post="质量负责人") for code in ("Q2", "R1")))


@contextmanager
def house(folder: Path, fill: Callable[[Program], object] = _furnish) -> Iterator[House]:
    """Give a small house that is served from a folder.

    Args:
        folder: Where its ledger is made.
        fill: Records what it begins with.
    """
    location = locate(str(folder / "house.db"))
    with acting(Person("E1"), "en"):
        make(location)
        with opened(location) as program:
            fill(program)
            accounts = Accounts(program.log)
            accounts.make("admin", PASSWORD, "admin")
            keys = {post: accounts.add_key(NAMES.get(post, f"key of {post}"), post) for post in POSTS}
            with TestClient(served(application(program)), raise_server_exceptions=False) as client:
                client.headers["Accept-Language"] = "en"
                yield House(program, client, keys)
