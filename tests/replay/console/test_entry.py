"""Live entry in a browser: checked, refused beside the fields, let pass with a signature, recorded once."""

from __future__ import annotations

import re

import pytest
from starlette.testclient import TestClient

from tests.replay.console.conftest import PASSWORD, Console

SALE = {
    "sold_on": "2026-11-29",
    "customer_code": "K001",
    "seller": "LB006",
    "product_code.1": "ZSQ-05",
    "lot.1": "20260529",
    "quantity.1": "10",
    "unit_price.1": "0.38",
    "_lines": "1",
}


def form_of(browser: TestClient, path: str) -> dict[str, str]:
    """Return the hidden fields of the form on a page."""
    page = browser.get(path).text.partition('class="fields"')[2]
    return dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', page))


def test_a_form_has_the_fields_of_the_catalogue(console: Console) -> None:
    page = console.of("sales").get("/entry/sales").text
    assert '<label for="f-customer_code" class="required">客户编码</label>' in page
    assert '<option value="wholesale">批发</option>' in page
    assert '<option value="K001">槐川市第一人民医院</option>' in page


def test_what_can_be_saved_is_only_checked_first(console: Console) -> None:
    before = console.program.log.head()
    page = console.of("sales").post("/entry/sales", data=SALE | {"_do": "check"})
    assert page.status_code == 200
    assert '<div role="status"><p>检查通过：1 行可以保存。</p>' in page.text
    assert console.program.log.head() == before


def test_a_form_that_is_sent_twice_is_recorded_once(console: Console) -> None:
    browser = console.signed_in()
    hidden = form_of(browser, "/entry/sales")
    first = browser.post("/entry/sales", data=SALE | hidden | {"_do": "save"})
    again = browser.post("/entry/sales", data=SALE | hidden | {"_do": "save"})
    assert first.status_code == 303, first.text
    assert again.headers["location"] == first.headers["location"]
    page = browser.get(first.headers["location"]).text
    assert "已记录为第 " in page
    assert "20260529" in page


def test_a_rule_speaks_beside_the_field_and_names_its_clause_and_who_may_let_it_pass(
    console: Console,
) -> None:
    """The licence of K013 lapsed on 2026-03-31."""
    page = console.of("sales").post("/entry/sales", data=SALE | {"customer_code": "K013", "_do": "save"})
    assert page.status_code == 422
    beside = re.search(r'<div class="said" id="s-customer_code">(.*?)</div>', page.text, re.DOTALL)
    assert beside is not None
    assert "G-01 客户“K013”的证照有效期—至2026-03-31，不含销售日2026-11-29。" in beside[1]
    assert "《医疗器械经营质量管理规范》" in beside[1]
    assert "可由质量负责人放行。" in beside[1]
    assert 'name="_override"' not in page.text  # sales may not


def test_the_head_of_quality_lets_a_rule_pass_with_a_reason_and_the_password_again(console: Console) -> None:
    browser = console.signed_in()
    lapsed = SALE | {"customer_code": "K013", "_do": "save"} | form_of(browser, "/entry/sales")
    assert (
        '<input type="checkbox" name="_override" value="G-01">'
        in browser.post("/entry/sales", data=lapsed).text
    )
    signed = lapsed | {"_override": "G-01", "_reason": "已换发新证，原件待补", "_approver": "LB002"}
    wrong = browser.post("/entry/sales", data=signed | {"_password": "something else"})
    assert wrong.status_code == 403
    assert "登录：用户名或密码不对。" in wrong.text
    done = browser.post("/entry/sales", data=signed | {"_password": PASSWORD})
    assert done.status_code == 303, done.text
    newest = browser.get("/audit?kind=overridden").text
    assert "LB002" in newest


def test_a_post_that_may_not_let_rules_pass_is_refused(console: Console) -> None:
    told = SALE | {
        "customer_code": "K013",
        "_do": "save",
        "_override": "G-01",
        "_reason": "x",
        "_approver": "ye",
        "_password": PASSWORD,
    }
    assert console.of("sales").post("/entry/sales", data=told).status_code == 403


def test_a_form_without_the_word_of_its_session_is_refused(console: Console) -> None:
    browser = console.signed_in()
    answer = browser.post("/entry/sales", data=SALE | {"_do": "save", "_form": "guessed"})
    assert answer.status_code == 403


def test_a_line_is_added_and_what_was_typed_stays(console: Console) -> None:
    page = console.of("sales").post("/entry/sales", data=SALE | {"_do": "line"}).text
    assert 'name="lot.2"' in page
    assert 'name="lot.1" type="text" value="20260529"' in page


def test_a_case_is_carried_on_by_the_form_of_its_next_stage(console: Console) -> None:
    browser = console.signed_in("LB002")
    page = browser.get("/cases/complaints/TS-202606-0001").text
    path = "/entry/complaints?stage=complaint_answered&complaint_no=TS-202606-0001"
    assert f'href="{path.replace("&", "&amp;")}">答复客户</a>' in page
    hidden = form_of(browser, path)
    said = {
        "complaint_no": "TS-202606-0001",
        "answered_at": "2026-11-29T10:00",
        "answer_channel": "phone",
        "answer": "配件已到货",
    }
    assert set(said) <= set(re.findall(r'name="(\w+)"', browser.get(path).text))
    done = browser.post("/entry/complaints", data=hidden | said | {"_do": "save"})
    assert done.status_code == 303, done.text
    assert "配件已到货" in browser.get(done.headers["location"]).text


HOSTILE = '<script>alert("x")</script>'


@pytest.mark.parametrize(
    "path", ["/tables/customers?cols=all", "/records/customers/KX", "/partners/KX", "/search?q=script"]
)
def test_what_was_typed_is_never_markup(console: Console, path: str) -> None:
    browser = console.of("quality")
    if browser.get("/partners/KX").status_code != 200:
        from ledger.events import catalogue

        table = catalogue.table("customers")
        typed = {
            one.key: HOSTILE
            for one in table.columns
            if one.type == "text" and one.key not in {"uscc", "phone"}
        }
        said = typed | {
            "customer_code": "KX",
            "kind": "medical_institution",
            "licence_kind": "practice_licence",
        }
        answer = browser.post("/entry/customers", data=said | {"_do": "save"})
        assert answer.status_code == 303, answer.text
    page = browser.get(path, follow_redirects=True).text
    assert "<script>" not in page
    assert "&lt;script&gt;" in page


@pytest.mark.parametrize(
    "path",
    [
        "/search?q=",
        "/tables/sales?c=lot&s=~&v=",
        "/nowhere/",
        "/login?next=/",
        "/entry/sales?customer_code=",
        "/today?at=",
    ],
)
def test_what_an_address_says_is_never_markup(console: Console, path: str) -> None:
    page = console.of("quality").get(path + HOSTILE)
    assert "<script>" not in page.text
