"""Signing in and out with a browser, and with a program."""

from __future__ import annotations

import re

import pytest

from tests.replay.console.conftest import PASSWORD, Console


def test_who_has_not_signed_in_is_led_to_the_page_for_it_and_back(console: Console) -> None:
    browser = console.stranger()
    led = browser.get("/tables/sales?known=300")
    assert (led.status_code, led.headers["location"]) == (303, "/login?next=%2Ftables%2Fsales%3Fknown%3D300")
    assert 'name="next" value="/tables/sales?known=300"' in browser.get(led.headers["location"]).text
    given = {"username": "admin", "password": PASSWORD, "next": "/tables/sales?known=300"}
    back = browser.post("/login", data=given)
    assert (back.status_code, back.headers["location"]) == (303, "/tables/sales?known=300")
    assert browser.get("/today").status_code == 200


@pytest.mark.parametrize("elsewhere", ["//evil.example/", "https://evil.example/", "/\\evil.example", "x"])
def test_signing_in_leads_to_no_other_site(console: Console, elsewhere: str) -> None:
    given = {"username": "admin", "password": PASSWORD, "next": elsewhere}
    assert console.stranger().post("/login", data=given).headers["location"] == "/"


def test_a_wrong_password_is_told_on_the_page(console: Console) -> None:
    answer = console.stranger("en").post("/login", data={"username": "ye", "password": "wrong password"})
    assert answer.status_code == 401
    assert (
        '<div role="alert">Signing in: the name or the password is not right. '
        "Check both and try again; after several failures the account waits.</div>"
    ) in answer.text


def test_a_form_of_another_site_signs_nobody_in(console: Console) -> None:
    answer = console.stranger().post(
        "/login",
        data={"username": "admin", "password": PASSWORD},
        headers={"sec-fetch-site": "cross-site"},
    )
    assert answer.status_code == 403
    assert "medledger" not in answer.cookies


def test_a_program_is_answered_in_json_as_before(console: Console) -> None:
    given = {"username": "admin", "password": PASSWORD}
    answer = console.stranger().post("/login", json=given, headers={"accept": "application/json"})
    assert (answer.status_code, answer.json()["post"]) == (200, "admin")


def test_after_signing_out_the_session_is_over(console: Console) -> None:
    browser = console.signed_in()
    token = browser.cookies["medledger"]
    assert browser.post("/logout").headers["location"] == "/login"
    browser.cookies.set("medledger", token)
    assert browser.get("/today").status_code == 303


def test_the_front_leads_to_what_is_due(console: Console) -> None:
    assert console.signed_in().get("/").headers["location"] == "/today"


def test_every_page_forbids_scripts_and_styles_of_its_own(console: Console) -> None:
    answer = console.of("admin").get("/today")
    assert "unsafe-inline" not in answer.headers["content-security-policy"]
    assert "<style" not in answer.text
    assert " style=" not in answer.text
    assert set(re.findall(r"<script[^>]*", answer.text)) == set(
        re.findall(r'<script src="/static/[a-z.]+js\?v=[0-9a-f]{12}" defer', answer.text)
    )
    assert not re.search(r"<[^>]* on[a-z]+=", answer.text)


def test_an_address_that_is_not_there_is_told_as_a_page(console: Console) -> None:
    answer = console.of("admin").get("/nowhere")
    assert answer.status_code == 404
    assert "没有 /nowhere 这个地址。" in answer.text
