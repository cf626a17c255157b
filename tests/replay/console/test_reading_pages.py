"""What the reading pages show of the sample."""

from __future__ import annotations

import re

import pytest

from replay.verified import last_verified
from tests.replay.console.conftest import Console


def test_today_tells_what_is_late_in_days_and_hours(console: Console) -> None:
    page = console.of("quality").get("/today").text
    assert "WX-20260525-001" in page
    assert re.search(r'WX-20260525-001</a>\s+修复\s+<span class="bad">逾期 \d+ 天 \d+ 小时</span>', page)
    assert "启用前的 " in page


def test_a_past_page_says_so_is_read_only_and_leads_back(console: Console) -> None:
    page = console.of("admin").get("/records/sales/XS-20260409-001?known=510").text
    assert "这是 第 510 条 时的账，后来的更正不在内" in page
    assert '<body class="past">' in page
    assert 'href="/records/sales/XS-20260409-001">回到现在</a>' in page
    assert "作废并更正" not in page
    assert "作废并更正" in console.of("admin").get("/records/sales/XS-20260409-001").text


def test_a_past_day_compared_with_now_shows_the_cells_that_differ(console: Console) -> None:
    page = console.of("admin").get("/compare?known=510&table=sales").text
    assert (
        '<tr class="differs"><th scope="row">XS-20260409-001 / 1</th><td>客户编码</td>'
        "<td>K003</td><td>K004</td><td>不同</td></tr>"
    ) in page


@pytest.mark.parametrize(
    ("typed", "place"),
    [
        ("20260301", "/lots/ZSQ-05/20260301"),
        ("２０２６０３０１", "/lots/ZSQ-05/20260301"),
        ("LBM8-2601001", "/units/JHY-8/LBM8-2601001"),
        ("XS-20260409-001", "/records/sales/XS-20260409-001"),
        ("TS-202601-0001", "/cases/complaints/TS-202601-0001"),
        ("K013", "/partners/K013"),
        ("松台博达", "/partners/K013"),
        ("ZSQ-05", "/products/ZSQ-05"),
    ],
)
def test_one_hit_is_gone_to_at_once(console: Console, typed: str, place: str) -> None:
    answer = console.of("quality").get("/search", params={"q": typed})
    assert (answer.status_code, answer.headers.get("location")) == (303, place)


def test_several_hits_are_listed_by_kind(console: Console) -> None:
    page = console.of("quality").get("/search", params={"q": "人民医院"}).text
    assert "<h2>购货者档案 " in page
    assert '<a href="/partners/K003">岚东县人民医院</a> K003' in page


def test_what_nobody_knows_is_told_with_what_is_near(console: Console) -> None:
    page = console.of("quality").get("/search", params={"q": "2026030"}).text
    assert '<div role="alert"><p>账本中没有与“2026030”相符的批号、序列号、单号、名称或唯一标识。</p>' in page
    assert '相近的有： <a href="/search?q=20260301">20260301</a>' in page


def test_the_lot_page_adds_up_and_names_who_holds_it(console: Console) -> None:
    page = console.of("quality").get("/lots/ZSQ-05/20260301").text
    assert "验收合格 7940 = 在库 1540 + 在外 6400 + 处置 0 + 退供 0 + 差额 0 支" in page
    assert '<a href="/partners/K004">岚东县妇幼保健院 (K004)</a>' in page
    assert 'src="/lots/ZSQ-05/20260301/picture.svg"' in page


def test_the_picture_is_an_svg(console: Console) -> None:
    answer = console.of("quality").get("/lots/ZSQ-05/20260301/picture.svg")
    assert answer.headers["content-type"] == "image/svg+xml"
    assert answer.content.startswith(b"<?xml") or answer.content.startswith(b"<svg")


def test_a_table_is_filtered_summed_by_unit_and_given_as_a_file_of_the_same_rows(console: Console) -> None:
    words = "c=lot&s=%3D&v=20260301&from=2026-05-01"
    page = console.of("quality").get(f"/tables/sales?{words}").text
    assert page.count('<th scope="row"><a href="/records/sales/') == 2
    assert "销售数量 1,400 支" in page
    sheet = console.of("quality").get(f"/tables/sales.csv?{words}").text
    assert sheet.count("XS-2026") == 2
    assert sheet.startswith("\ufeff")  # by which a spreadsheet program knows it as UTF-8


def test_pages_of_a_table_turn_on_one_basis(console: Console) -> None:
    browser = console.of("quality")
    first = browser.get("/tables/sales").text
    following = first.split('<a rel="next" href="')[1].split('"')[0].replace("&amp;", "&")
    second = browser.get(following).text
    assert first.count('<th scope="row">') == 100
    assert 0 < second.count('<th scope="row">') <= 100
    assert (
        first.split("<footer>")[1].split("</footer>")[0].split("第 ")[1]
        == second.split("<footer>")[1].split("</footer>")[0].split("第 ")[1]
    )


def test_a_download_is_noted_in_the_access_log(console: Console) -> None:
    console.of("quality").get("/tables/customers.xlsx")
    from ledger.log.accesses import Accesses

    newest = Accesses(console.program.log).newest()[0]
    assert (newest.person, newest.kind) == ("key-quality", "exported")
    assert newest.what == {
        "door": "console",
        "verb": "table",
        "table": "customers",
        "rows": 15,
        "form": "xlsx",
    }


def test_an_event_shows_its_proof_checked(console: Console) -> None:
    page = console.of("inspector").get("/events/200").text
    assert '<div role="status">已核对：此条在第 512 条的检查点之内，从未改动。</div>' in page


def test_who_may_not_see_personal_values_is_shown_none(console: Console) -> None:
    """The telephone of a contact is personal; the name of the hospital is not."""
    seen = console.of("sales").get("/tables/customers?cols=all").text
    hidden = console.of("inspector").get("/tables/customers?cols=all").text
    assert "何静言" in seen
    assert "0300-5551001" in seen
    assert "何静言" not in hidden
    assert "0300-5551001" not in hidden
    assert "槐川市第一人民医院" in hidden
    lot = console.of("inspector").get("/lots/ZSQ-05/20260301").text
    assert "0300-5551001" not in lot
    sheet = console.of("inspector").get("/tables/customers.csv").text
    assert "何静言" not in sheet
    assert "0300-5551001" not in console.of("inspector").get("/events/26").text


@pytest.mark.parametrize("path", ["/today", "/tables", "/tables/sales", "/lots/ZSQ-05/20260301", "/search"])
def test_a_page_is_in_the_language_asked_for_and_stays_in_it(console: Console, path: str) -> None:
    browser = console.of("admin", "zh")
    assert '<html lang="zh-CN">' in browser.get(path).text
    english = browser.get(path, params={"lang": "en"})
    assert '<html lang="en">' in english.text
    assert english.headers["content-language"] == "en"
    assert '<html lang="en">' in browser.get(path).text


def test_who_holds_goods_a_card_and_the_seal_leave_as_files_of_the_same_rows(console: Console) -> None:
    reader = console.of("quality")
    page = reader.get("/recalls/preview?lot=20260301").text
    held = reader.get("/recalls/preview.csv?lot=20260301").text
    assert page.count("0300-555") == held.count("0300-555") == 5
    assert "/recalls/preview.xlsx?lot=20260301" in page
    assert "ZSQ-05" in reader.get("/products/ZSQ-05.csv").text
    assert [one["customer_code"] for one in reader.get("/partners/K001.json").json()["rows"]] == ["K001"]
    newest = reader.get("/integrity.json").json()["rows"][0]
    assert newest["size"] == console.program.log.head()
    assert newest["root"] in reader.get("/integrity").text
    for path in ("/recalls/preview.csv", "/recalls/preview.exe?lot=20260301"):
        assert reader.get(path).status_code == 404


def test_the_page_of_the_seal_tells_of_checkpoints_late_entries_and_voids(console: Console) -> None:
    page = console.of("quality").get("/integrity").text
    assert [page.count(f"<h2>{one}</h2>") for one in ("最近的检查点", "最近的迟录", "最近的作废")] == [
        1,
        1,
        1,
    ]


def test_what_a_page_of_the_house_says_leaves_as_a_file(console: Console) -> None:
    chief = console.of("admin")
    hits = chief.get("/search.json?q=20260301").json()["rows"]
    assert {"kind": "lot", "code": "ZSQ-05", "rest": "20260301"}.items() <= hits[0].items()
    assert "complaints" in {one["name"] for one in chief.get("/reports.json").json()["rows"]}
    users = chief.get("/admin/users.json").json()["rows"]
    assert {(one["kind"], one["post"]) for one in users} >= {("key", "sales"), ("key", "admin")}
    assert not {"proof", "password"} & users[0].keys()
    assert chief.get("/admin/health.json").json()["rows"][0]["lag"] == 0
    assert chief.get("/imports.json").json()["rows"] == []
    for path in ("/admin/users.exe", "/admin/nothing.csv", "/nothing.csv"):
        assert chief.get(path).status_code == 404


def test_what_differs_leaves_with_a_row_as_it_was_and_as_it_is(console: Console) -> None:
    reader, words = console.of("quality"), "known=510&table=sales"
    rows = reader.get(f"/compare.json?{words}").json()["rows"]
    page = reader.get(f"/compare?{words}").text
    told = [one["difference"] for one in rows]
    assert told.count("before") == told.count("after")
    assert rows
    assert all(one["sale_no"] in page for one in rows)
    assert reader.get("/compare.json").status_code == 422


def test_the_page_of_the_seal_says_when_it_was_verified_and_what_the_clock_says(console: Console) -> None:
    reader, head = console.of("quality", "en"), console.program.log.head()
    assert "Nothing was changed." in reader.get("/integrity?verify=1").text
    assert console.program.log.head() == head, "verifying writes nothing into the log"
    page = reader.get("/integrity").text
    assert f"up to entry {head}" in page
    assert "It is believed: entries are taken." in page
    said = last_verified(console.program.log, console.program.zone) or {}
    assert (said["position"], said["ok"], said["findings"], said["deep"]) == (head, True, 0, False)


def test_a_code_that_ends_like_a_file_has_its_card_and_its_files(console: Console) -> None:
    chief = console.of("admin", "en")
    given = {"name": "敷料", "unit": "片", "device_class": "II", "registrant": "甲公司"}
    given |= {"registration_no": "国械注准20243149124", "tracking": "lot", "product_code": "ODD.csv"}
    given |= {"registration_valid_until": "2031-12-31", "manufacturer": "甲公司"}
    given |= dict.fromkeys(("cold_chain", "implantable", "special_control"), "no")
    headers = {"Idempotency-Key": "odd", "content-type": "application/json"}
    answer = chief.post("/api/v1/tables/products", json=given, headers=headers)
    assert answer.status_code == 201, answer.text
    card = chief.get("/products/ODD.csv")
    assert card.headers["content-type"].startswith("text/html"), card.text
    assert "ODD.csv" in card.text
    assert [one["product_code"] for one in chief.get("/products/ODD.csv.json").json()["rows"]] == ["ODD.csv"]
    assert chief.get("/products/ZSQ-05.csv").headers["content-type"].startswith("text/csv")


def test_files_of_pages_have_one_shape_as_json(console: Console) -> None:
    chief, lists = console.of("admin"), ("today", "cases", "obligations", "findings", "recalls", "evidence")
    more = ("tables", "approvals", "audit", "integrity", "search", "reports", "imports", "stock")
    paths = [*(f"/{name}.json" for name in (*lists, *more)), "/tables/sales.json", "/products/ZSQ-05.json"]
    paths += [f"/admin/{name}.json" for name in ("users", "settings", "health")]
    paths += ["/lots/ZSQ-05/20260301.json", "/recalls/preview.json?lot=20260301", "/stock/expiry.json"]
    paths += ["/compare.json?known=510&table=sales", "/records/receipts/YS-20260310-001.json"]
    for path in paths:
        told = chief.get(path).json()
        assert list(told) == ["basis", "rows"], path
        assert told["basis"]["position"], path
