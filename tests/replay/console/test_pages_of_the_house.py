"""Stock, temperature, approvals, calendar, settings, health: the pages and what may be done on them."""

from __future__ import annotations

import json
import re
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from httpx2 import Response
from starlette.testclient import TestClient

from replay.backup.taking import take
from replay.console.curves import Reading, curve, thinned
from replay.console.owed import _name
from replay.doors.searching import initials
from tests.replay.console.conftest import PASSWORD, Console, hidden_of
from tests.support.budgets import budget

READINGS = [("WD-1", "08:00", "4.5"), ("WD-2", "09:00", "9.4"), ("WD-3", "10:00", "5.1")]


def test_the_stock_is_told_by_status_place_and_lot(console: Console) -> None:
    page = console.of("warehouse").get("/stock?quality_status=doubtful").text
    rows = re.findall(r"<tr><th scope=.row.>.*?</tr>", page.partition("库存记录</caption>")[2], re.DOTALL)
    told = json.loads(console.of("warehouse").get("/stock.json?quality_status=doubtful").text)
    kept = told["rows"] if isinstance(told, dict) else told
    assert len(rows) == len(kept) > 0
    assert {row["quality_status"] for row in kept} == {"doubtful"}


def test_what_nears_its_expiry_is_in_stock_and_in_the_order_of_its_days(console: Console) -> None:
    page = console.of("warehouse").get("/stock/expiry").text
    assert page.index("FL2405-2") < page.index("C251230") < page.index("C260424")


def test_readings_out_of_range_are_drawn_and_listed(console: Console) -> None:
    browser = console.of("warehouse")
    for number, at, degrees in READINGS:
        said = {"reading_no": number, "read_at": f"2026-06-01T{at}", "temperature": degrees}
        said |= {
            "vehicle_no": "浙A1",
            "temperature_min": "2",
            "temperature_max": "8",
            "place_kind": "vehicle",
        }
        answer = browser.post("/entry/temperature_readings", data=said | {"_do": "save"})
        assert answer.status_code == 303, re.findall(r'class="said"[^>]*>(.+?)</div>', answer.text, re.DOTALL)
    page = browser.get("/stock/temperature").text
    assert "3 次读数，1 次超限" in page
    assert "WD-2</a>" in page.partition("超限读数")[2]
    drawn = browser.get(re.findall(r'src="(/stock/temperature/picture[^"]+)', page)[0].replace("&amp;", "&"))
    assert re.findall(r"<path[^>]*><title>(.*?)</title>", drawn.text) == ["超限 9.4 ℃ 2026-06-01 09:00"]


def test_a_long_curve_keeps_its_ends_and_all_that_is_outside() -> None:
    readings = [
        Reading(f"2026-06-{n // 480 + 1:02}T{n // 20 % 24:02}:{n % 20:02}", n % 7, n == 4999)
        for n in range(9000)
    ]
    shown = thinned(readings)
    assert len(shown) < 900
    assert [one for one in shown if one.outside] == [readings[4999]]
    assert {one.value for one in shown} == {0, 6, readings[4999].value}
    assert curve("<b>", readings, 2, 5).count(b"<path") == 1


def test_a_first_approval_waits_until_it_is_granted_with_the_password(console: Console) -> None:
    browser = console.signed_in()

    def said(path: str, **words: str) -> Response:
        sent = hidden_of(browser, path) | {"approval_no": "SY-9"} | words | {"_do": "save"}
        return browser.post("/entry/first_approvals", data=sent)

    begun = {"approval_kind": "enterprise", "applied_on": "2026-11-01", "applicant": "LB006"}
    begun |= {"party_name": "清河医疗", "supplier_code": "G001"}
    assert said("/entry/first_approvals", **begun).status_code == 303
    assert "first_approval_granted" not in browser.get("/approvals").text
    path = _form_of(browser, "first_approval_reviewed")
    words = {"reviewer": "LB002", "review_opinion": "同意", "reviewed_on": "2026-11-02", "scope_ok": "true"}
    reviewed = said(path, **words)
    assert reviewed.status_code == 303, _told(reviewed)
    path = _form_of(browser, "first_approval_granted")
    assert "我以批准人身份作出此决定。" in browser.get(path).text
    granted = {"approver": "LB002", "decision": "approved", "decided_on": "2026-11-03"}
    assert "须再次输入密码" in said(path, **granted).text
    done = said(path, **granted, _password=PASSWORD)
    assert done.status_code == 303, _told(done)
    assert "SY-9" not in browser.get("/approvals").text


def _form_of(browser: TestClient, stage: str) -> str:
    waiting = browser.get("/approvals").text
    return re.findall(rf'href="(/entry/first_approvals\?stage={stage}[^"]*)"', waiting)[0].replace(
        "&amp;", "&"
    )


def _told(answer: Response) -> str:
    return answer.text.partition('role="alert"')[2][:900]


def test_a_month_has_its_days_and_each_day_what_falls_due(console: Console) -> None:
    page = console.of("service").get("/obligations?view=calendar&month=2026-06").text
    days = dict(re.findall(r'<time datetime="([\d-]+)">(.*?)</td>', page, re.DOTALL))
    assert len(days) == 35
    assert "TS-202606-0001" in days["2026-06-17"]
    assert "逾期" in days["2026-06-17"]
    assert "GSP" not in days["2026-06-17"]
    assert console.of("service").get("/obligations?view=calendar&month=2026").status_code == 422


def test_months_go_on_over_the_year() -> None:
    assert (_name(2026, 0), _name(2026, 13)) == ("2025-12", "2027-01")


def test_who_administers_sets_a_rule_and_others_read_it(console: Console) -> None:
    assert "/entry/rule_settings" not in console.of("quality").get("/admin/settings").text
    browser = console.signed_in()
    page = browser.get("/admin/settings").text
    path = re.findall(r'href="(/entry/rule_settings\?rule_key=G-05&[^"]+)"', page)[0].replace("&amp;", "&")
    form = browser.get(path).text
    assert 'name="rule_key" type="text" value="G-05"' in form
    given = dict(re.findall(r'name="(\w+)" type="text" value="([^"]+)"', form))
    said = given | {
        "rule_kind": "gate",
        "setting": "warned",
        "approver": "LB002",
        "effective_from": "2026-11-01",
    }
    sent = hidden_of(browser, path) | said | {"_do": "save", "_password": PASSWORD}
    done = browser.post("/entry/rule_settings", data=sent)
    assert done.status_code == 303, done.text
    told = console.of("inspector").get("/admin/settings").text
    row = re.findall(r'<tr><th scope="row">G-05</th>.*?</tr>', told, re.DOTALL)[0]
    assert "警示" in row
    assert "自 2026-11-01 起" in row


def test_health_says_that_all_is_well_and_names_no_record(console: Console) -> None:
    page = console.of("it").get("/admin/health").text
    assert "尚未备份。" in page
    with TemporaryDirectory() as folder:
        reached = take(console.program, Path(folder))["position"]
    page = console.of("it").get("/admin/health").text
    assert f"<dt>最近的备份</dt><dd>第 {reached} 条，" in page
    assert "运行正常。" in page
    assert "obligations" in page


@pytest.mark.parametrize("text", ["hcsdyrmyy", "HCSD", "dbyy"])
def test_a_customer_is_found_by_the_first_letters_of_the_name(console: Console, text: str) -> None:
    browser: TestClient = console.of("quality")
    found = browser.get(f"/search?q={text}", follow_redirects=True).text
    assert "K001" in found or text == "dbyy"


def test_letters_are_those_of_the_reading() -> None:
    assert initials("重庆市第一人民医院A区") == "cqsdyrmyyaq"


PAGES = [
    *("/today", "/stock", "/stock/expiry", "/approvals", "/cases", "/obligations", "/findings", "/recalls"),
    *("/tables", "/tables/sales", "/audit", "/evidence", "/reports/complaints"),
    *("/records/sales/XS-20260512-001", "/cases/complaints/TS-202606-0001", "/lots/ZSQ-05/20260301"),
    "/units/JHY-8/LBM8-2601001",
]


_BEGINNINGS = {"json": (b"{", b"["), "csv": b"", "xlsx": b"PK", "pdf": b"%PDF"}


@pytest.mark.parametrize(("number", "page"), list(enumerate(PAGES)))
def test_a_page_is_given_in_every_form(console: Console, number: int, page: str) -> None:
    """In the gate each page in one of the forms."""
    browser = console.of("quality")
    forms = list(_BEGINNINGS) if budget() != "gate" else [list(_BEGINNINGS)[number % 4]]
    for form in forms:
        answer = browser.get(f"{page}.{form}")
        assert answer.status_code == 200, answer.text
        assert answer.content.startswith(_BEGINNINGS[form])
        if form == "csv":
            assert "," in answer.text.splitlines()[0]
    assert f'href="{page}.csv' in browser.get(page).text


def test_a_report_is_issued_with_a_signature_and_made_again(console: Console) -> None:
    browser = console.signed_in("LB002")
    path = "/reports/complaints?month=2026-05"
    said = hidden_of(browser, path) | {"issued_by": "LB002", "issued_to": "总经理", "form": "json"}
    assert "须再次输入密码" in browser.post("/reports/complaints?month=2026-05", data=said).text
    done = browser.post("/reports/complaints?month=2026-05", data=said | {"_password": PASSWORD})
    assert done.status_code == 303, _told(done)
    page = browser.get(done.headers["location"]).text
    assert "由日志重现，摘要一致。" in page
    number = done.headers["location"].rpartition("issued=")[2]
    assert f"/records/report_issues/{number}" in page
    digest = re.findall(r"摘要 <code>([0-9a-f]{64})</code>", page)[0]
    known = re.findall(r"第 (\d+) 条，根", page)
    again = browser.post("/reports/complaints?month=2026-05", data=said | {"_password": PASSWORD})
    assert again.status_code in {303, 409}
    rows = console.of("quality").get("/tables/report_issues.csv").text
    assert rows.count(digest) == 1, known
