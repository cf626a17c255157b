"""A maker asks how its recall went: the summary, the forms of the law, and a bundle it checks by itself."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from pypdf import PdfReader

from tests.support.bundles import both
from tests.support.desk import Desk, product, receipt, sale, staff


def furnish(desk: Desk) -> None:
    """A house that sold a lot to two customers."""
    desk.furnish()
    desk.recorded("staff", staff("Q1", post="质量负责人"))
    desk.recorded("products", product("P09", model="M-9"))
    desk.recorded("receipts", receipt("YS9", "L24", product_code="P09"))
    desk.recorded(
        "sales",
        sale("XS1", "L24", quantity="10", product_code="P09"),
        sale("XS2", "L24", quantity="5", product_code="P09", customer_code="C2"),
    )


@pytest.fixture
def desk(begin: Callable[..., Desk]) -> Desk:
    """A desk in that house, the head of quality at it."""
    found = begin(furnish)
    found.cli.settings["MEDLEDGER_USER"] = "Q1"
    return found


def text_of(file: Path) -> str:
    """Return the text of a paper without blanks."""
    return re.sub(r"\s", "", "".join(page.extract_text() for page in PdfReader(file).pages))


def test_a_maker_gets_the_summary_the_forms_and_the_proof(desk: Desk) -> None:
    goods = ("--product", "P09", "--lot", "L24", "--reason", "密封不良", "--level", "2")
    opened = desk.cli.run("recall", "open", *goods, "--origin", "registrant", "--opened-by", "Q1")
    number = opened.json["recall_no"]

    def recall(verb: str, *words: object) -> None:
        desk.cli.run("recall", verb, number, *words)

    recall("notify", "--everyone", "--notice-method", "phone")
    recall("respond", "--customer", "C1", "--customer-used", 10)
    recall("respond", "--customer", "C2", "--customer-used", 4, "--unaccounted-reason", "一支遗失")
    recall("report", "--progress-note", "已通知全部客户")
    recall("summarise", "--summary", "已使用十四支，遗失一支")
    board = desk.cli.run("recall", "show", number, "--format", "json").json
    assert {row["customer_code"]: row["customer_used"] for row in board["consignees"]} == {
        "C1": "10",
        "C2": "4",
    }
    for form, said in (
        ("召回事件报告表", ("密封不良", "二级", "M-9", "L24")),
        ("召回计划实施情况报告", ("已通知全部客户", "二级", "15")),
    ):
        file = desk.folder / f"{form}.pdf"
        desk.cli.run("form", form, number, "--output", file)
        for one in (form, number, *said):
            assert one in text_of(file), one
    letters = desk.folder / "召回文件"
    desk.cli.run("recall", "letters", number, "--output", letters)
    assert "已使用十四支，遗失一支" in (letters / "召回总结.html").read_text("utf-8")
    bundle = desk.folder / "召回证据.zip"
    desk.cli.run("export", "recall", number, "--for", "澜泊制造", "--output", bundle)
    alone, ours = both(bundle)
    assert (alone["findings"], ours["findings"]) == ([], [])
    assert desk.cli.run("exports", "--format", "json").json[-1]["for"] == "澜泊制造"
