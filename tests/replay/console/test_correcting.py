"""Rejected rows of an import, corrected in the page: taken again, kept where unfinished, nobody else's."""

from __future__ import annotations

import io
import re
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from ledger.errors import CommandError
from replay.doors import kept_rows
from tests.replay.console.conftest import Console, hidden_of

ROWS = (
    "销售单号,行号,销售日期,客户编码,产品编码,生产批号,销售数量,单位,单价,经办人\n"
    "XS-20260611-901,1,2026-06-11,K001,ZSQ-05,20260428,5,支,0.38,LB006\n"
    "XS-20260611-902,1,2026-06-11,K999,ZSQ-05,20260428,5,支,0.38,LB006\n"
    "XS-20260611-903,1,2026-06-11,K001,ZSQ-05,20260428,-5,支,0.38,LB006\n"
    "XS-20260611-904,1,2026-13-11,K001,ZSQ-05,20260428,5,支,0.38,LB006\n"
)


def imported(browser: TestClient, rows: str = ROWS) -> str:
    """Import rows and return the page on which the rejected ones are corrected."""
    files = {"file": ("六月销售.csv", io.BytesIO(rows.encode()), "text/csv")}
    hidden = hidden_of(browser, "/imports/new")
    page = browser.post("/imports/new", files=files, data=hidden | {"_do": "save"})
    assert page.status_code == 200, page.text
    return re.findall(r'href="(/imports/[0-9a-f]{16})"', page.text)[0]


def fields(page: str) -> dict[str, str]:
    """Return the fields of the rejected rows with what stands in them."""
    return dict(re.findall(r'name="(r\d+\.\d+)" value="([^"]*)"', page))


def test_rejected_rows_are_corrected_taken_again_and_the_unfinished_ones_kept(console: Console) -> None:
    browser = console.signed_in("ye")
    place = imported(browser)
    page = browser.get(place).text
    said = fields(page)
    wrong = dict(
        re.findall(r'id="f-(r\d+\.\d+)"[^>]*aria-invalid="true"[^>]*>\s*<div[^>]*><p>(.*?)</p>', page)
    )
    cells = {said[name]: message for name, message in wrong.items()}
    assert set(cells) == {"K999", "-5", "2026-13-11"}
    assert "没有登记" in cells["K999"]
    first = {name: {"K999": "K002", "-5": "5"}.get(value, value) for name, value in said.items()}
    done = browser.post(place, data=hidden_of(browser, place) | first)
    assert done.headers["location"] == f"{place}?taken=2"
    page = browser.get(done.headers["location"]).text
    assert "已导入 2 行，仍有 1 行须改正。" in page
    assert list(fields(page).values()).count("2026-13-11") == 1
    assert "六月销售.csv" in browser.get("/imports").text
    last = {name: value.replace("-13-", "-06-") for name, value in fields(page).items()}
    done = browser.post(place, data=hidden_of(browser, place) | last)
    assert done.headers["location"] == "/imports?taken=1"
    assert "没有待改正的行。" in browser.get("/imports").text
    for number in ("901", "902", "903", "904"):
        assert browser.get(f"/records/sales/XS-20260611-{number}").status_code == 200


def test_the_same_file_again_waits_once(console: Console) -> None:
    browser = console.signed_in("ye")
    assert imported(browser) == imported(browser)
    assert len(set(re.findall(r'href="(/imports/[0-9a-f]{16})"', browser.get("/imports").text))) == 1


def test_a_row_may_be_left_out(console: Console) -> None:
    browser = console.signed_in("ye")
    place = imported(browser, ROWS.replace("-90", "-80"))
    said = fields(browser.get(place).text)
    done = browser.post(place, data=hidden_of(browser, place) | said | {"x0": "1", "x1": "1", "x2": "1"})
    assert done.headers["location"] == "/imports?taken=0"
    assert browser.get(place).status_code == 422


def test_nobody_sees_the_rows_of_somebody_else(console: Console) -> None:
    place = imported(console.signed_in("ye"), ROWS.replace("-90", "-70"))
    for post in ("sales", "quality", "admin"):
        assert console.of(post).get(place).status_code == 422
        assert console.of(post).post(place, data={}).status_code == 422
        assert "六月销售.csv" not in console.of(post).get("/imports").text


@pytest.mark.parametrize("number", ["../../medledger", "..%2f..%2fx", "0" * 15, "g" * 16, ""])
def test_a_number_is_no_path(console: Console, number: str) -> None:
    with pytest.raises(CommandError, match=r"实际没有|got"):
        kept_rows.kept(console.program.location, number, "ye")


def test_what_waits_too_long_is_thrown_away(console: Console, monkeypatch: pytest.MonkeyPatch) -> None:
    location = console.program.location
    with monkeypatch.context() as earlier:
        earlier.setattr("ledger.clock.now", lambda: "2020-01-01T00:00:00+00:00")
        number = kept_rows.keep(location, "old", [{"file": "a.csv", "table": "sales", "row": {}}])
    folder = Path(f"{location.beside}.corrections")
    assert (folder / f"{number}.json").stat().st_mode & 0o777 == 0o600
    assert kept_rows.all_kept(location, "old") == []
    assert not (folder / f"{number}.json").exists()
