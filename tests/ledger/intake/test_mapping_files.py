"""The mapping file: other headings, other words."""

from __future__ import annotations

from pathlib import Path

import pytest

from ledger.errors import CommandError
from ledger.intake.headings.mapping import Mapping, load_mapping

FULL = """
table = "sales"
ignore = ["打印次数"]
ignore_sheets = ["填写说明"]

[columns]
"出货 日" = "sold_on"
"单据号" = "销售单号"
"內部說明" = "note"

[values.sale_mode]
"批" = "wholesale"
"""


def _mapping(tmp_path: Path, text: str) -> Mapping:
    path = tmp_path / "mapping.toml"
    path.write_text(text, encoding="utf-8")
    return load_mapping(path)


def test_a_mapping_file_says_where_other_headings_belong(opened, tmp_path: Path) -> None:
    text = (
        "单据号,出货日,客户编码,产品编码,数量,经办人,销售方式,打印次数,內部說明,销售单位\n"
        "XS1,2026-05-01,C1,P1,1,S1,批,3,急,某医院\n"
    )
    mapping = _mapping(tmp_path, FULL + '\n[values.seller]\nS1 = "R007"\n')
    mapping.columns["销售单位"] = "customer_name"
    (one,) = opened(text, mapping=mapping)
    (row,) = one.rows()
    assert one.unknown_columns == []
    assert row.data == {
        "sale_no": "XS1",
        "sold_on": "2026-05-01",
        "customer_code": "C1",
        "product_code": "P1",
        "quantity": "1",
        "seller": "R007",
        "sale_mode": "wholesale",
        "customer_name": "某医院",
    }
    assert (row.envelope.note, row.envelope.extra) == ("急", None)


def test_a_mapped_heading_wins_over_an_exact_one(opened) -> None:
    mapping = Mapping(columns={"产品名称": "model"})
    (one,) = opened("销售单号,销售日期,客户编码,产品编码,数量,经办人,产品名称,型号\n", mapping=mapping)
    assert one.columns["model"] == 6
    assert one.unknown_columns == ["型号"]


def test_an_ambiguous_heading_that_is_ignored_is_not_asked_about(opened) -> None:
    text = "销售单号,销售日期,客户编码,产品编码,数量,经办人,销售单位\n"
    (one,) = opened(text, mapping=Mapping(ignored=frozenset({"销售单位"})))
    assert one.unknown_columns == []


def test_a_mapping_to_no_column_is_refused(opened) -> None:
    text = "销售单号,销售日期,客户编码,产品编码,数量,经办人,出货日\n"
    with pytest.raises(CommandError) as refused:
        opened(text, mapping=Mapping(columns={"出货日": "shipped_on"}))
    assert refused.value.reason.message("en") == (
        "Mapping the heading 出货日: expected a column of sales, got shipped_on."
    )
    assert refused.value.reason.advice("zh") == "medledger schema sales 列出该表的列。"


def test_two_headings_mapped_to_one_column_are_refused(opened) -> None:
    text = "销售单号,出货日,开单日,客户编码,产品编码,数量,经办人\n"
    with pytest.raises(CommandError) as refused:
        opened(text, mapping=Mapping(columns={"出货日": "sold_on", "开单日": "sold_on"}))
    assert refused.value.code == "mapping_twice"


def test_the_option_and_the_mapping_file_must_name_one_table(opened, tmp_path: Path) -> None:
    with pytest.raises(CommandError) as refused:
        opened("a\n", table="returns", mapping=Mapping(table="销售记录"))
    assert refused.value.reason.message("zh") == (
        f"读取文件 {tmp_path / 'file.csv'}：--table 与标题对照文件应指同一个表，实际是 returns 和 sales。"
    )


@pytest.mark.parametrize(
    ("text", "entry"),
    [
        ("tabel = 1", "tabel"),
        ("table = 1", "table"),
        ('ignore = "a"', "ignore"),
        ("ignore_sheets = [1]", "ignore_sheets"),
        ("columns = []", "columns"),
        ("[columns]\na = 1", "columns"),
        ("values = 1", "values"),
        ('[values]\nsale_mode = "a"', "values.sale_mode"),
    ],
)
def test_a_mapping_file_of_another_form_is_refused(tmp_path: Path, text: str, entry: str) -> None:
    with pytest.raises(CommandError) as refused:
        _mapping(tmp_path, text)
    assert refused.value.code == "mapping_malformed"
    assert refused.value.reason.particulars["entry"] == entry


@pytest.mark.parametrize("content", [b"a = ", b"\xff\xfe", b"[[[" * 2000])
def test_a_mapping_file_that_is_no_toml_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "mapping.toml"
    path.write_bytes(content)
    with pytest.raises(CommandError) as refused:
        load_mapping(path)
    assert refused.value.code == "mapping_unreadable"
    with pytest.raises(CommandError):
        load_mapping(tmp_path)
