"""Signing in at the house's OpenID provider: only whom it vouches for, only in the browser that began."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx2
import pytest
from joserfc.jwk import RSAKey
from starlette.testclient import TestClient

from ledger.errors import CommandError
from ledger.log.accesses import Accesses
from replay.doors.openid import OpenIdClient, Provider, read_client
from replay.http.app import application, served
from tests.support.identity_provider import CLIENT, SECRET, IdentityProvider, identity_provider
from tests.support.served import PASSWORD, House

ADDRESS = "http://127.0.0.1:8765"
PAGE = {"Accept": "text/html"}


@pytest.fixture(scope="module")
def provider() -> Iterator[IdentityProvider]:
    with identity_provider() as found:
        yield found


@pytest.fixture
def browser(served_house: House, provider: IdentityProvider) -> Iterator[TestClient]:
    """Give a browser in front of a server that knows the provider, both as if new."""
    provider.person, provider.fault = "E3", ""
    accounts = served_house.client.app._serving.accounts  # type: ignore[attr-defined]
    if "E3" not in {one.name for one in accounts.accounts()}:
        accounts.make("E3", PASSWORD, "sales")
    known = Provider(OpenIdClient(provider.issuer, CLIENT, SECRET, "employee_number", ADDRESS))
    app = application(served_house.program, provider=known)
    with TestClient(served(app), base_url=ADDRESS, follow_redirects=False) as found:
        found.headers["Accept-Language"] = "en"
        yield found


def _at_provider(browser: TestClient, following: str = "/stock") -> str:
    """Return the address to which the provider sends somebody back who follows the link."""
    left = browser.get(f"/login/openid?next={following}")
    assert left.status_code == 303, left.text
    back: str = httpx2.get(left.headers["location"]).headers["location"]
    return back.removeprefix(ADDRESS)


def _refused(browser: TestClient, address: str) -> str:
    found = browser.get(address, headers={"Accept": "application/json"})
    assert found.status_code in {401, 503}, found.text
    assert browser.get("/api/v1/me").status_code == 401
    code: str = found.json()["code"]
    return code


def test_whoever_the_provider_vouches_for_is_in(browser: TestClient, served_house: House) -> None:
    login = browser.get("/login?next=/stock", headers=PAGE).text
    assert 'href="/login/openid?next=/stock"' in login
    came = browser.get(_at_provider(browser))
    assert (came.status_code, came.headers["location"]) == (303, "/stock")
    me = browser.get("/api/v1/me").json()
    assert (me["username"], me["post"]) == ("E3", "sales")
    assert browser.get("/stock", headers=PAGE).status_code == 200
    noted = next(iter(Accesses(served_house.program.log).newest()))
    assert (noted.kind, noted.person, noted.what["door"]) == ("signed_in", "E3", "openid")


def test_an_answer_counts_once_and_in_the_browser_that_began(
    browser: TestClient, served_house: House
) -> None:
    back = _at_provider(browser)
    with TestClient(browser.app, base_url=ADDRESS, follow_redirects=False) as other:
        assert _refused(other, back) == "openid_refused"
    assert browser.get(back).status_code == 303
    browser.cookies.clear()
    _at_provider(browser)
    assert _refused(browser, back) == "openid_refused"


@pytest.mark.parametrize(
    "fault", ["iss", "aud", "nonce", "exp", "at_hash", "none", "client's secret", "other key"]
)
def test_a_token_that_is_wrong_in_one_respect_lets_nobody_in(
    browser: TestClient, provider: IdentityProvider, fault: str
) -> None:
    provider.fault = fault
    assert _refused(browser, _at_provider(browser)) == "openid_refused"


@pytest.mark.parametrize("fault", ["silent", "other issuer", "token in clear", "keys in clear"])
def test_a_provider_that_is_away_is_told(browser: TestClient, provider: IdentityProvider, fault: str) -> None:
    provider.fault = fault
    found = browser.get("/login/openid", headers=PAGE)
    assert found.status_code == 503
    assert "does not answer as it should" in found.text
    assert 'name="password"' in found.text


def test_a_provider_that_took_another_key_is_asked_for_it(
    browser: TestClient, provider: IdentityProvider
) -> None:
    assert browser.get(_at_provider(browser)).status_code == 303
    provider.key = RSAKey.generate_key(2048, {"kid": "2"})
    browser.cookies.clear()
    assert browser.get(_at_provider(browser)).status_code == 303


@pytest.mark.parametrize("person", ["nobody", None, "admin\u202e", ""])
def test_whoever_has_no_account_is_told_so(
    browser: TestClient, provider: IdentityProvider, person: str | None
) -> None:
    provider.person = person
    code = _refused(browser, _at_provider(browser))
    assert code == ("openid_stranger" if person else "openid_claim_unsaid")


def test_an_ended_account_and_a_visit_come_in_by_no_provider(
    browser: TestClient, provider: IdentityProvider, served_house: House
) -> None:
    accounts = served_house.client.app._serving.accounts  # type: ignore[attr-defined]
    accounts.make("E9", PASSWORD, "sales")
    accounts.end("E9")
    accounts.invite("district-9", 1)
    for provider.person in ("E9", "district-9"):
        assert _refused(browser, _at_provider(browser)) == "openid_stranger"


@pytest.mark.parametrize("error", ["access_denied", "<script>alert(1)</script>"])
def test_what_the_provider_refuses_is_a_sentence_at_the_door(browser: TestClient, error: str) -> None:
    state = dict(httpx2.URL(browser.get("/login/openid").headers["location"]).params)["state"]
    found = browser.get("/login/openid/back", params={"state": state, "error": error}, headers=PAGE)
    assert found.status_code == 401
    assert "does not vouch for you" in found.text
    assert "<script>alert" not in found.text


@pytest.mark.parametrize("following", ["//evil.example/", "https://evil.example/", "/%5Cevil.example"])
def test_nobody_is_led_to_another_site(browser: TestClient, following: str) -> None:
    came = browser.get(_at_provider(browser, following))
    assert came.headers["location"] == "/"


def test_without_a_provider_there_is_no_link_and_no_way(served_house: House) -> None:
    assert "openid" not in served_house.client.get("/login", headers=PAGE).text
    assert served_house.client.get("/login/openid").json()["code"] == "openid_off"


_FILE = {
    "issuer": "https://login.example",
    "client_id": "m",
    "client_secret": "s",
    "claim": "employee_number",
    "address": "https://ledger.example/",
}


def _written(folder: Path, said: dict[str, Any], mode: int = 0o600) -> Path:
    file = folder / "openid.toml"
    file.write_text("".join(f'{name} = "{value}"\n' for name, value in said.items()))
    file.chmod(mode)
    return file


def test_the_file_says_who_the_provider_is(tmp_path: Path) -> None:
    found = read_client(_written(tmp_path, _FILE))
    assert found.returning == "https://ledger.example/login/openid/back"


@pytest.mark.parametrize(
    ("change", "mode", "code"),
    [
        ({"issuer": "http://login.example"}, 0o600, "bad_openid_file"),
        ({"address": "http://ledger.example"}, 0o600, "bad_openid_file"),
        ({"claim": ""}, 0o600, "bad_openid_file"),
        ({"secret": "x"}, 0o600, "bad_openid_file"),
        ({}, 0o640, "openid_file_exposed"),
    ],
)
def test_a_file_that_will_not_do_is_refused(
    tmp_path: Path, change: dict[str, str], mode: int, code: str
) -> None:
    with pytest.raises(CommandError) as refusal:
        read_client(_written(tmp_path, _FILE | change, mode))
    assert refusal.value.code == code


def test_a_file_that_is_none_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CommandError) as refusal:
        read_client(tmp_path / "none.toml")
    assert refusal.value.code == "bad_openid_file"
