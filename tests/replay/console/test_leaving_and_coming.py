"""Reports, bundles, imported files and accounts in a browser."""

from __future__ import annotations

import io
import re
import zipfile

from tests.replay.console.conftest import PASSWORD, Console

SALES = (
    "销售单号,行号,销售日期,客户编码,产品编码,生产批号,销售数量,单位,单价,经办人\n"
    "XS-20260610-901,1,2026-06-10,K001,ZSQ-05,20260428,5,支,0.38,LB006\n"
    "XS-20260610-902,1,2026-06-10,K999,ZSQ-05,20260428,5,支,0.38,LB006\n"
)


def test_a_report_shows_its_figures_and_its_picture(console: Console) -> None:
    browser = console.of("head")
    page = browser.get("/reports/complaints?month=2026-05").text
    assert "<h1>客户投诉案件统计表</h1>" in page
    assert "2026-05-01 – 2026-05-31" in page
    assert browser.get("/reports/complaints/picture.svg?month=2026-05").text.startswith("<")


def test_a_bundle_is_made_given_and_listed(console: Console) -> None:
    browser = console.of("inspector")
    told = {"pack": "lot", "first": "ZSQ-05", "second": "20260301", "receiver": "检查组"}
    assert browser.post("/evidence", data=told).status_code == 428
    made = browser.post("/evidence", data=told | {"_signer": "LB002", "_password": PASSWORD})
    assert made.headers["content-type"] == "application/zip", made.text
    names = zipfile.ZipFile(io.BytesIO(made.content)).namelist()
    assert "check.py" in {name.rpartition("/")[2] for name in names}
    assert "检查组" in browser.get("/evidence").text


def test_a_post_without_the_right_to_personal_values_exports_none(console: Console) -> None:
    told = {"pack": "lot", "first": "ZSQ-05", "second": "20260301", "personal": "检查"}
    assert console.of("inspector").post("/evidence", data=told).status_code == 403


def test_a_file_is_rehearsed_then_imported_and_its_rejected_rows_are_told(console: Console) -> None:
    browser, before = console.of("sales"), console.program.log.head()
    upload = {"file": ("销售.csv", SALES.encode(), "text/csv")}
    page = browser.post("/imports/new", files=upload, data={"_do": "check", "table": "sales"}).text
    assert "预演结果，未记录。" in page
    assert "K999" in page.partition("<h2>拒收 1</h2>")[2]
    assert console.program.log.head() == before
    done = browser.post("/imports/new", files=upload, data={"_do": "save", "table": "sales"}).text
    assert "已导入。" in done
    assert "XS-20260610-901" in browser.get("/records/sales/XS-20260610-901").text


def test_a_post_imports_only_the_tables_of_its_own_work(console: Console) -> None:
    upload = {"file": ("x.csv", SALES.encode(), "text/csv")}
    told = {"_do": "check", "table": "sales"}
    answer = console.of("warehouse").post("/imports/new", files=upload, data=told)
    assert answer.status_code == 403


def test_an_account_is_made_and_ended(console: Console) -> None:
    browser = console.signed_in()
    word = re.findall(r'name="_form" value="(\w+)"', browser.get("/admin/users").text)[0]
    told = {"_form": word, "name": "tester", "post": "warehouse", "password": "five quiet little words"}
    assert browser.post("/admin/users", data=told | {"_do": "make"}).status_code == 303
    assert "tester" in browser.get("/admin/users").text
    short = browser.post("/admin/users", data=told | {"name": "other", "password": "short", "_do": "make"})
    assert short.status_code == 422
    assert "设置密码：应至少 8 个字符，实际 5 个。" in short.text
    key = browser.post("/admin/users", data=told | {"name": "erp", "_do": "key"}).text
    assert "mlk_" in key
    assert browser.post("/admin/users", data=told | {"_do": "end"}).status_code == 303
    assert "已停用" in browser.get("/admin/users").text
