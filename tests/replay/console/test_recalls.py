"""A recall in a browser: looked at, opened, told to the consignees."""

from __future__ import annotations

import re

from tests.replay.console.conftest import Console


def test_a_recall_is_previewed_opened_and_told_to_everyone(console: Console) -> None:
    browser = console.signed_in("LB002")
    looked = browser.get("/recalls/preview?product=ZSQ-05&lot=20260301").text
    assert "岚东县妇幼保健院" in looked
    hidden = dict(
        re.findall(
            r'<input type="hidden" name="(\w+)" value="([^"]*)">', looked.partition('action="/recalls"')[2]
        )
    )
    opened = browser.post(
        "/recalls", data=hidden | {"reason": "密封不良", "level": "1", "origin": "registrant"}
    )
    assert opened.status_code == 303, opened.text
    place = opened.headers["location"]
    board = browser.get(place).text
    assert "岚东县妇幼保健院" in board
    assert "状态：未结" in board
    form = browser.get(f"{place}/notify").text
    hidden = dict(
        re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', form.partition('class="fields"')[2])
    )
    told = browser.post(f"{place}/notify", data=hidden | {"everyone": "1", "notice_method": "phone"})
    assert told.status_code == 303, told.text
    listed = browser.get("/recalls").text
    assert place.rpartition("/")[2] in listed


def test_what_a_rule_refuses_is_told_on_the_page(console: Console) -> None:
    answer = console.of("recall").post("/recalls", data={"product": "ZSQ-05", "lot": "20260301"})
    assert answer.status_code == 422
    assert 'role="alert"' in answer.text


def test_who_only_reads_is_shown_no_form(console: Console) -> None:
    page = console.of("inspector").get("/recalls/preview?lot=20260301").text
    assert "另存为召回" not in page
