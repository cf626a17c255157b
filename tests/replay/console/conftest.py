"""The sample ledger, served; who asks has a key, or signs in as a browser does."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from ledger.settings import Location, Person, acting, locate
from replay.bootstrap import Program, opened
from replay.demo.sample_ledger import sample_ledger
from replay.doors.accounts import Accounts
from replay.doors.posts import POSTS
from replay.http.app import application, served
from tests.support.ready_ledgers import ReadyLedgers

PASSWORD = "correct horse battery"
BROWSER = {"accept": "text/html,*/*", "sec-fetch-site": "same-origin"}


@dataclass
class Console:
    """A served ledger.

    Attributes:
        program: The ledger.
        keys: By post, a key of that post.
        app: To be asked.
    """

    program: Program
    keys: dict[str, str]
    app: Any

    def of(self, post: str, lang: str = "zh") -> TestClient:
        """Return a browser that shows the key of a post."""
        return self._browser({"authorization": f"Bearer {self.keys[post]}"}, lang)

    def stranger(self, lang: str = "zh") -> TestClient:
        """Return a browser that nobody has signed in with."""
        return self._browser({}, lang)

    def _browser(self, headers: dict[str, str], lang: str) -> TestClient:
        return TestClient(
            self.app, headers={**BROWSER, "accept-language": lang, **headers}, follow_redirects=False
        )

    def signed_in(self, name: str = "admin") -> TestClient:
        """Return a browser with the session of an account."""
        mine = self.stranger()
        answer = mine.post("/login", data={"username": name, "password": PASSWORD, "next": "/today"})
        assert answer.status_code == 303, answer.text
        return mine


def hidden_of(browser: TestClient, path: str) -> dict[str, str]:
    """Return the hidden fields of the form on a page."""
    page = browser.get(path).text.partition("<main")[2].partition('method="post"')[2]
    return dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', page))


def make_sample(location: Location) -> None:
    assert location.path is not None
    sample_ledger(location.path.parent)


@pytest.fixture(scope="module")
def console(tmp_path_factory: pytest.TempPathFactory, ready_ledgers: ReadyLedgers) -> Iterator[Console]:
    """The sample, served; a copy for each module."""
    folder: Path = tmp_path_factory.mktemp("console")
    location = locate(str(folder / "medledger.db"))
    ready_ledgers.put(location, "the sample as a ledger", make_sample)
    with ExitStack() as stack:
        stack.enter_context(acting(Person("tests"), "zh"))
        program = stack.enter_context(opened(location))
        accounts = Accounts(program.log)
        accounts.make("admin", PASSWORD, "admin")
        accounts.make("ye", PASSWORD, "sales")
        accounts.make("LB002", PASSWORD, "quality")
        keys = {post: accounts.add_key(f"key-{post}", post) for post in POSTS}
        yield Console(program, keys, served(application(program)))
