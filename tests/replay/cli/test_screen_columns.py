"""Tables on a narrow screen: what must be seen is seen, what is not shown is named, else blocks."""

from __future__ import annotations

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from replay.telling.headings import Heading
from replay.telling.screen.columns import broken
from replay.telling.screen.rows import console_to, print_rows

CONSIGNEES = (
    Heading("customer_code", "客户编码", rank=0),
    Heading("customer_name", "客户名称", rank=0),
    Heading("address", "地址"),
    Heading("phone", "联系方式", rank=0),
    Heading("lot", "生产批号", rank=1),
    Heading("outstanding", "在外数量", "decimal", rank=0),
)
FINDINGS = (
    Heading("position", "日志位置", "integer", rank=0),
    Heading("rule", "规则", rank=0),
    Heading("message", "说明", rank=0, sentence=True),
    Heading("assignee", "责任人", rank=2),
)
CUSTOMER = {
    "customer_code": "C1",
    "customer_name": "南京市第一人民医院",
    "address": "江苏省南京市秦淮区长乐路68号门诊楼三层设备科",
    "phone": "025-52271000",
    "lot": "L24",
    "outstanding": "10",
}


def printed(headings, rows, *, width=80, everything=False):
    text = io.StringIO()
    console = console_to(text)
    console.width = width
    print_rows(console, headings, rows, everything=everything)
    return [line.rstrip() for line in text.getvalue().splitlines()]


def test_what_must_be_seen_is_seen_and_what_is_not_shown_is_named(monkeypatch):
    monkeypatch.setenv("MEDLEDGER_LANG", "zh")
    lines = printed(CONSIGNEES, [CUSTOMER])
    assert lines == [
        "客户编码  客户名称            联系方式      生产批号  在外数量",
        "C1        南京市第一人民医院  025-52271000  L24             10",
        "另有 1 列未显示：地址；--format csv|xlsx|json 含全部列。",
        "共 1 行。",
    ]


def test_where_that_does_not_fit_each_row_is_a_block_that_holds_all(monkeypatch):
    monkeypatch.setenv("MEDLEDGER_LANG", "zh")
    lines = printed(CONSIGNEES, [CUSTOMER, CUSTOMER], width=40)
    assert lines[:5] == [
        "客户编码：C1",
        "  客户名称：南京市第一人民医院",
        "  联系方式：025-52271000  在外数量：10",
        "  生产批号：L24",
        "  地址：江苏省南京市秦淮区长乐路68号门诊",
    ]
    assert lines[5:7] == ["楼三层设备科".rjust(8), ""]
    assert lines[7] == "客户编码：C1"
    assert lines[-1] == "共 2 行。"
    assert max(map(cell_len, lines)) <= 40


@pytest.mark.parametrize("width", [60, 80, 100, 160])
def test_a_sentence_is_never_cut(monkeypatch, width):
    monkeypatch.setenv("MEDLEDGER_LANG", "zh")
    message = "购货者 C1 的许可证在销售日无效：有效期至 2026-04-30，销售日期为 2026-05-07，" * 3
    row = {"position": 1207, "rule": "G-01", "message": message, "assignee": "E3"}
    lines = printed(FINDINGS, [row, row], width=width)
    assert max(map(cell_len, lines)) <= width
    assert "…" not in "".join(lines)
    said = "".join("".join(lines).split())
    for part in message.split():
        assert part.split("，")[0] in said


def test_every_part_of_a_long_answer_is_laid_out_alike(monkeypatch):
    monkeypatch.setenv("MEDLEDGER_LANG", "en")
    rows = [{**CUSTOMER, "customer_code": f"C{number}"} for number in range(401)]
    for width in (30, 80):
        lines = printed(CONSIGNEES, iter(rows), width=width, everything=True)
        assert all(any(f"C{number}" in line.split() for line in lines) for number in (0, 200, 400))
        assert lines[-1] == "401 rows."


@given(text=st.text("ab 批号，L", max_size=60), width=st.integers(4, 30))
def test_a_broken_text_loses_nothing_but_blanks(text, width):
    text = " ".join(text.split())
    lines = broken(text, width)
    assert all(cell_len(line) <= width for line in lines)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")
