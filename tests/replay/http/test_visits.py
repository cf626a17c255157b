"""The inspector's door: a link of limited time, read-only, noted, masked, ended at once."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import Any

import pytest

from ledger.errors import CommandError
from replay.doors.accounts import Accounts
from replay.doors.problems import NotSignedInError
from tests.support.served import House


def _came(served_house: House, link: str) -> dict[str, str]:
    found = served_house.client.get(link, follow_redirects=False)
    assert (found.status_code, found.headers["location"]) == (303, "/tables"), found.text
    served_house.client.cookies.clear()
    return {"Cookie": found.headers["set-cookie"].partition(";")[0]}


def _invited(served_house: House, name: str, **more: Any) -> str:
    made = served_house.asked("POST", "/api/v1/visits", "admin", json={"name": name, **more})
    assert made.status_code == 201, made.text
    link: str = made.json()["link"]
    return link


def test_an_inspector_reads_what_is_recorded(served_house: House) -> None:
    client = served_house.client
    shown = _came(served_house, _invited(served_house, "district-1"))
    assert client.get("/api/v1/me", headers=shown).json()["post"] == "visitor"
    rows = client.get("/api/v1/tables/customers", headers=shown).json()["rows"]
    assert rows
    assert client.get("/api/v1/trace?lot=L1", headers=shown).status_code == 200
    assert client.get("/api/v1/verify", headers=shown).status_code == 200
    noted = served_house.asked("GET", "/api/v1/visits", "admin").json()["rows"]
    assert [(one["name"], one["ended"]) for one in noted][:1] == [("district-1", False)]


def test_what_an_inspector_looks_at_is_noted_without_what_was_searched_for(served_house: House) -> None:
    from ledger.log.accesses import Accesses

    shown = _came(served_house, _invited(served_house, "district-2"))
    served_house.client.get("/api/v1/tables/sales?customer_code=C1", headers=shown)
    noted = [one for one in Accesses(served_house.program.log).newest() if one.person == "district-2"]
    assert [(one.kind, one.what.get("path")) for one in noted] == [
        ("visited", "/api/v1/tables/sales"),
        ("signed_in", None),
    ]


def test_a_visit_ends_at_once_and_by_itself(served_house: House) -> None:
    link = _invited(served_house, "district-3")
    shown = _came(served_house, link)
    assert served_house.asked("POST", "/api/v1/visits/district-3/end", "it").status_code == 200
    assert served_house.client.get("/api/v1/me", headers=shown).status_code == 401
    over = served_house.client.get(link, headers={"Accept": "application/json"})
    assert (over.status_code, over.json()["code"]) == (401, "visit_over")
    assert served_house.asked("POST", "/api/v1/visits/nobody/end", "admin").status_code == 404
    short = _invited(served_house, "district-4", hours=0.0000001)
    assert served_house.client.get(short, follow_redirects=False).status_code == 401
    assert served_house.client.get("/visit/mlv_guessed", follow_redirects=False).status_code == 401


def test_a_visit_is_no_account_and_signs_nothing(served_house: House) -> None:
    accounts = Accounts(served_house.program.log)
    token, _ = accounts.invite("district-5", 1)
    with pytest.raises(NotSignedInError):
        accounts.sign_in("district-5", token, "10.0.0.1")
    assert "district-5" not in {one.name for one in accounts.accounts()}
    for hours in (0, -1, 10_000):
        with pytest.raises(CommandError):
            accounts.invite("district-6", hours)
    for post in ("quality", "sales", "head", "inspector"):
        said = {"name": "district-7"}
        assert served_house.asked("POST", "/api/v1/visits", post, json=said).status_code == 403
    for wrong in ({}, [], {"name": "x", "hours": "1"}, {"name": 1}, {"name": "x", "more": 1}):
        assert served_house.asked("POST", "/api/v1/visits", "admin", json=wrong).status_code == 422


def test_verify_finds_a_visit_or_a_hook_that_was_changed_behind_the_program(served_house: House) -> None:
    """Both lie among the entries of the doors, which checkpoints cover."""
    _invited(served_house, "district-8")
    said = {"name": "erp", "url": "https://erp.example/in"}
    assert served_house.asked("POST", "/api/v1/hooks", "admin", json=said).status_code == 201
    assert served_house.asked("POST", "/api/v1/checkpoint").status_code == 201
    assert served_house.asked("GET", "/api/v1/verify").json()["ok"]
    for kind in ("visit", "hook"):
        with _edited(served_house, kind):
            found = served_house.asked("GET", "/api/v1/verify").json()
        assert not found["ok"], kind
    assert served_house.asked("GET", "/api/v1/verify").json()["ok"]


@contextmanager
def _edited(served_house: House, kind: str) -> Iterator[None]:
    """Let the last entry of a kind say another name for a while."""
    place = served_house.program.location.path
    assert place is not None
    with closing(sqlite3.connect(place)) as connection:
        triggers = connection.execute(
            "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'doors'"
        ).fetchall()
        for name, _ in triggers:
            connection.execute(f"DROP TRIGGER {name}")
        row = connection.execute(
            "SELECT number, name FROM doors WHERE kind = ? ORDER BY number DESC", (kind,)
        ).fetchone()
        connection.execute("UPDATE doors SET name = 'another' WHERE number = ?", row[:1])
        connection.commit()
        yield
        connection.execute("UPDATE doors SET name = ? WHERE number = ?", row[::-1])
        for _, sql in triggers:
            connection.execute(sql)
        connection.commit()
