"""Who comes in, and what each post may do: sessions, keys, lock-out, forged requests."""

from __future__ import annotations

import pytest

from ledger.errors import CommandError
from replay.doors.accounts import Accounts
from replay.doors.posts import POSTS, Right
from replay.doors.problems import LockedOutError
from replay.doors.tries import FREE, Tries
from tests.support.served import PASSWORD, House


def test_a_key_that_is_none_is_refused(served_house: House) -> None:
    found = served_house.client.get("/api/v1/tables", headers={"Authorization": "Bearer mlk_nothing"})
    assert (found.status_code, found.json()["code"]) == (401, "not_signed_in")
    assert found.headers["www-authenticate"].startswith("Bearer")


def test_a_session_is_a_cookie_that_scripts_cannot_read_and_ends(served_house: House) -> None:
    client = served_house.client
    wrong = client.post("/login", data={"username": "admin", "password": "nothing like it"})
    assert (wrong.status_code, wrong.json()["code"]) == (401, "wrong_password")
    found = client.post("/login", data={"username": "admin", "password": PASSWORD})
    cookie = found.headers["set-cookie"].lower()
    assert found.json()["post"] == "admin"
    assert "httponly" in cookie
    assert "samesite=lax" in cookie
    assert client.get("/api/v1/me").json()["username"] == "admin"
    assert client.post("/logout", headers={"Sec-Fetch-Site": "same-origin"}).status_code == 200
    client.cookies.clear()
    shown = {"Cookie": found.headers["set-cookie"].partition(";")[0]}
    assert client.get("/api/v1/me", headers=shown).status_code == 401


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Origin": "https://evil.example"}, 403),
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Sec-Fetch-Site": "same-site"}, 403),
        ({"Content-Type": "application/x-www-form-urlencoded"}, 403),
        ({"Origin": "http://testserver"}, 428),
        ({"Sec-Fetch-Site": "same-origin"}, 428),
        ({"Content-Type": "application/json"}, 428),
    ],
)
def test_a_page_of_another_site_can_do_nothing_with_a_session(
    served_house: House, headers: dict[str, str], status: int
) -> None:
    """428 says that it came through to the route, which asks for its key."""
    client = served_house.client
    client.post("/login", data={"username": "admin", "password": PASSWORD})
    try:
        assert client.post("/api/v1/tables/sales", content=b"{}", headers=headers).status_code == status
    finally:
        client.cookies.clear()


def test_tables_of_posts_are_tables_that_there_are() -> None:
    from projections.answers.catalogue import named

    for post in POSTS.values():
        assert [named(key).key for key in post.tables] == list(post.tables)


def test_failures_wait_longer_each_time_and_a_success_forgets_them() -> None:
    now = [0.0]
    tries = Tries(now=lambda: now[0])
    for _ in range(FREE):
        tries.check("E3", "10.0.0.1")
        tries.failed("E3", "10.0.0.1")
    with pytest.raises(LockedOutError):
        tries.check("E3", "10.0.0.2")
    tries.check("E4", "10.0.0.1")  # an office may have many
    now[0] += 2
    tries.check("E3", "10.0.0.2")
    tries.failed("E3", "10.0.0.2")
    with pytest.raises(LockedOutError) as caught:
        tries.check("E3", "10.0.0.2")
    assert caught.value.reason.particulars["seconds"] >= 2
    now[0] += 3
    tries.succeeded("E3", "10.0.0.2")
    tries.failed("E3", "10.0.0.3")
    tries.check("E3", "10.0.0.3")


def test_a_session_guesses_no_password(served_house: House) -> None:
    """Asked again before something is signed, the password has as few tries as at the door."""
    accounts = Accounts(served_house.program.log)
    accounts.make("E6", PASSWORD, "quality")
    assert accounts.is_password("E6", PASSWORD)
    assert not any(accounts.is_password("E6", f"guess {number}") for number in range(FREE))
    with pytest.raises(LockedOutError):
        accounts.is_password("E6", PASSWORD)


@pytest.mark.parametrize(("proxied", "told"), [(True, "10.1.1.1"), (False, "testclient")])
def test_behind_a_proxy_its_last_word_says_where_somebody_is(
    served_house: House, *, proxied: bool, told: str
) -> None:
    """What came before it anybody may have sent; without a proxy nobody's word counts."""
    serving = served_house.client.app._app.state.serving  # type: ignore[attr-defined]
    seen: list[str] = []
    real, serving.proxied = serving.accounts.tries, proxied
    serving.accounts.tries = Tries()
    try:
        served_house.client.post(
            "/login",
            data={"username": "nobody", "password": "nothing like it"},
            headers={"X-Forwarded-For": "1.2.3.4, 10.1.1.1"},
        )
        seen = [place for kind, place in serving.accounts.tries._kept if kind == "address"]
    finally:
        serving.accounts.tries, serving.proxied = real, False
    assert seen == [told]


def test_an_account_that_ended_lets_nobody_in(served_house: House) -> None:
    accounts = Accounts(served_house.program.log)
    accounts.make("E7", PASSWORD, "sales")
    token, guest = accounts.sign_in("E7", PASSWORD, "here")
    assert accounts.by_session(token).name == guest.name == "E7"
    accounts.set_password("E7", "another long one")
    with pytest.raises(CommandError):
        accounts.by_session(token)  # whoever knew the old one is out
    with pytest.raises(CommandError):
        accounts.sign_in("E7", PASSWORD, "here")
    token, _ = accounts.sign_in("E7", "another long one", "here")
    accounts.end("E7")
    for attempt in (
        lambda: accounts.by_session(token),
        lambda: accounts.sign_in("E7", "another long one", "x"),
    ):
        with pytest.raises(CommandError):
            attempt()
    secrets = [entry.what for entry in _entries(served_house)]
    assert "another long one" not in str(secrets)


def _entries(served_house: House) -> list[object]:
    from ledger.log.doors import said_at_doors

    return list(said_at_doors(served_house.program.log))


def test_what_an_account_is_made_of_is_looked_at(served_house: House) -> None:
    accounts = Accounts(served_house.program.log)
    for name, password, post, code in (
        ("", PASSWORD, "sales", "bad_account_name"),
        ("a\u202eb", PASSWORD, "sales", "bad_account_name"),
        ("E8", "short", "sales", "short_password"),
        ("E8", PASSWORD, "king", "unknown_post"),
        ("admin", PASSWORD, "sales", "account_exists"),
    ):
        with pytest.raises(CommandError) as caught:
            accounts.make(name, password, post)
        assert caught.value.code == code


def test_signing_in_and_failing_to_is_in_the_access_log(served_house: House) -> None:
    from ledger.log.accesses import Accesses

    served_house.client.post("/login", data={"username": "admin", "password": "wrong " * 3})
    served_house.client.post("/login", data={"username": "admin", "password": PASSWORD})
    served_house.client.cookies.clear()
    last, before = Accesses(served_house.program.log).newest(most=2)
    assert (last.kind, last.person, last.what["door"]) == ("signed_in", "admin", "http")
    assert before.what["refused"] == "wrong_password"


def test_answers_cannot_be_framed_sniffed_or_cached(served_house: House) -> None:
    headers = served_house.asked("GET", "/api/v1/tables").headers
    assert headers["x-content-type-options"] == "nosniff"
    assert "frame-ancestors 'none'" in headers["content-security-policy"]
    assert "unsafe-inline" not in headers["content-security-policy"]
    assert headers["cache-control"] == "no-store"
    assert "server" not in headers


def test_the_administrator_has_every_right() -> None:
    assert POSTS["admin"].rights == frozenset(Right)


def test_who_an_individual_is_is_shown_to_those_who_may_see_it(served_house: House) -> None:
    """The sales desk serves them and sees them; an inspector and a file of his do not."""
    person = {"name": "王小明", "phone": "13900000000"}
    added = served_house.asked(
        "POST",
        "/api/v1/tables/customers",
        json={"customer_code": "C8", "kind": "individual", "status": "active", **person},
        headers={"Idempotency-Key": "an-individual"},
    )
    assert added.status_code == 201, added.text
    path = "/api/v1/tables/customers?customer_code=C8"
    shown = {post: served_house.rows(path, post)[0] for post in ("sales", "inspector")}
    assert {key: shown["sales"][key] for key in person} == person
    assert {key: shown["inspector"][key] for key in person} == dict.fromkeys(person, "＊＊＊")
    for form in ("csv", "xlsx"):
        found = served_house.asked("GET", f"{path}&format={form}", "inspector").content
        assert person["phone"].encode() not in found
    event = served_house.asked("GET", f"/api/v1/events/{added.json()['position']}", "inspector").text
    assert person["name"] not in event
    assert person["phone"] not in event


def test_a_file_that_leaves_is_in_the_access_log(served_house: House) -> None:
    from ledger.log.accesses import Accesses

    served_house.asked("GET", "/api/v1/tables/products?format=csv")
    last = Accesses(served_house.program.log).newest(most=1)[0]
    assert (last.kind, last.person) == ("exported", "Q2")
    assert (last.what["door"], last.what["table"], last.what["form"]) == ("http", "products", "csv")


def test_a_list_over_many_tables_holds_what_is_of_ones_work(served_house: House) -> None:
    """A complaint is for those who serve, and for those who see all; the desk of sales has nothing of it."""
    complaint = {"received_on": "2026-05-04", "customer_code": "C1", "content": "leaks"}
    added = served_house.asked(
        "POST", "/api/v1/tables/complaints", json=complaint, headers={"Idempotency-Key": "a-complaint"}
    )
    assert added.status_code == 201, added.text
    for path in (
        "/api/v1/cases",
        "/api/v1/obligations?number=" + added.json()["recorded"][0]["complaint_no"],
    ):
        for post, shown in (("quality", True), ("service", True), ("sales", False)):
            rows = served_house.rows(path, post)
            assert any(row["table"] == "complaints" for row in rows) == shown, (path, post)
        sheet = served_house.asked("GET", f"{path}{'&' if '?' in path else '?'}format=csv", "sales").content
        assert b"complaints" not in sheet
