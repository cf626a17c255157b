"""Which table a file holds, and under which heading each column stands."""

from __future__ import annotations

import pytest

from ledger.errors import CommandError
from ledger.events import catalogue
from ledger.events.base import Column, Table
from ledger.intake.opening import Input

TABLES = catalogue.tables()


def _key(table: Table) -> str:
    return table.key


def _headings(one: Input) -> dict[str, str]:
    """Return which heading each column was found under."""
    return {column: one.headings[place] for column, place in one.columns.items()}


def _quoted(names: list[str]) -> str:
    return ",".join('"' + name.replace('"', '""') + '"' for name in names) + "\n"


@pytest.mark.parametrize("table", TABLES, ids=_key)
def test_a_table_is_known_from_its_official_headings(opened, table: Table) -> None:
    (one,) = opened(_quoted([column.zh for column in table.columns]))
    assert one.table is table
    assert one.unknown_columns == []
    assert _headings(one) == {column.key: column.zh for column in table.columns}


@pytest.mark.parametrize("table", TABLES, ids=_key)
def test_a_table_is_known_from_its_keys_in_any_case(opened, table: Table) -> None:
    keys = [column.key.title() for column in table.columns]
    (one,) = opened(_quoted(keys))
    assert one.table is table
    assert one.unknown_columns == []
    assert _headings(one) == {column.key: column.key.title() for column in table.columns}


@pytest.mark.parametrize("table", TABLES, ids=_key)
def test_a_table_is_known_from_its_aliases(opened, table: Table) -> None:
    names = _aliases(table)
    (one,) = opened(_quoted(list(names.values())))
    assert one.table is table
    assert one.unknown_columns == []
    assert _headings(one) == names


@pytest.mark.parametrize("table", TABLES, ids=_key)
def test_every_alias_alone_stands_for_a_column_that_has_it(opened, table: Table) -> None:
    required = [column for column in table.columns if column.required]
    for column in table.columns:
        for alias in column.aliases:
            others = [one.zh for one in required if one is not column]
            (one,) = opened(_quoted([*others, alias]), table=table.key)
            assert one.unknown_columns == []
            taken = {key: heading for key, heading in _headings(one).items() if heading == alias}
            assert all(alias in (*table.by_key[key].aliases, table.by_key[key].zh) for key in taken)
            assert taken


@pytest.mark.parametrize("table", TABLES, ids=_key)
def test_a_table_is_known_from_traditional_full_width_and_spaced_headings(opened, table: Table) -> None:
    from opencc import OpenCC

    traditional = OpenCC("s2t")
    names = [" " + " ".join(traditional.convert(column.zh)) + "：" for column in table.columns]
    (one,) = opened(_quoted(names))
    assert one.table is table
    assert one.unknown_columns == []


def _aliases(table: Table) -> dict[str, str]:
    """Return an alias for each column, where one is not an exact heading and not taken by another column."""
    exact = {name for column in table.columns for name in (column.key, column.zh)}
    taken: set[str] = set()
    found = {}
    for column in table.columns:
        name = next((one for one in column.aliases if one not in exact | taken), column.zh)
        taken.update({*column.aliases, name})
        found[column.key] = name
    return found


def test_an_exact_heading_wins_over_an_alias_wherever_it_stands(opened) -> None:
    headings = ["名称", "品名", "产品名称", *_required("sales")]
    (one,) = opened(_quoted(headings))
    assert _headings(one)["product_name"] == "产品名称"
    assert one.unknown_columns == ["名称", "品名"]


def test_an_alias_goes_to_the_first_column_that_is_still_free(opened) -> None:
    headings = ["联系人", "联系电话", "地址", *_required("sales")]
    found = _headings(opened(_quoted(headings))[0])
    assert (found["customer_contact"], found["customer_phone"], found["customer_address"]) == tuple(
        headings[:3]
    )


def test_the_same_heading_twice_is_taken_once(opened) -> None:
    (one,) = opened(_quoted([*_required("sales"), "批号", "批号"]))
    assert one.unknown_columns == ["批号"]


def test_the_table_that_fits_most_headings_wins(opened) -> None:
    shared = ["单号", "表名", "作废原因", "批准人", "作废日期"]
    (one,) = opened(_quoted([*_required("sales"), "批号"]))
    assert one.table.key == "sales"
    (one,) = opened(_quoted(shared))
    assert one.table.key == "voids"


def test_equal_fits_ask_for_the_table(opened) -> None:
    both = ["客户编码", "客户名称", "客户类型", "供货者编码", "供货者名称", "供货者类型"]
    with pytest.raises(CommandError) as refused:
        opened(_quoted(both))
    assert refused.value.code == "table_tie"
    assert "customers, suppliers" in refused.value.reason.message("en")
    assert refused.value.reason.advice("en") == "Name the table with --table."


def test_the_named_table_is_taken_by_key_or_title(opened) -> None:
    content = _quoted(_required("sales"))
    for name in ("sales", "SALES", "销售记录", "銷售記錄"):
        assert opened(content, table=name)[0].table.key == "sales"


def test_an_unknown_table_is_refused(opened) -> None:
    with pytest.raises(CommandError) as refused:
        opened("a,b\n", table="sale")
    assert refused.value.reason.message("zh") == "选择表 sale：应是表的键或中文名称，实际没有这个表。"
    assert refused.value.exit_code == 2


def test_the_named_table_needs_its_required_headings(opened, tmp_path) -> None:
    with pytest.raises(CommandError) as refused:
        opened("销售单号,销售日期,客户编码\n", table="sales")
    path = tmp_path / "file.csv"
    assert refused.value.reason.message("en") == (
        f"Reading {path}: expected all required headings of sales, "
        "got none for product_code, quantity, seller."
    )
    assert refused.value.reason.message("zh") == (
        f"读取文件 {path}：应有 销售记录（sales）的全部必填标题，实际缺少：产品编码、销售数量、经办人。"
    )


def test_a_file_that_fits_no_table_is_told_the_nearest(opened, tmp_path) -> None:
    with pytest.raises(CommandError) as refused:
        opened("销售单号,销售日期,客户编码,产品编码,数量\n")
    assert refused.value.reason.message("en") == (
        f"Reading {tmp_path / 'file.csv'}: expected all required headings of a table; "
        "nearest is sales, without seller."
    )


def test_a_line_number_is_not_needed(opened) -> None:
    assert opened(_quoted(_required("receipts")))[0].table.key == "receipts"


def test_a_file_without_any_known_heading_is_refused(opened) -> None:
    with pytest.raises(CommandError) as refused:
        opened("甲,乙\n1,2\n")
    assert refused.value.code == "no_headings"


@pytest.mark.parametrize("heading", ["销售单位", "銷售單位"])
def test_an_ambiguous_heading_is_asked_about(opened, heading: str, tmp_path) -> None:
    with pytest.raises(CommandError) as refused:
        opened(_quoted([*_required("sales"), heading]))
    assert refused.value.reason.message("zh") == (
        f"读取文件 {tmp_path / 'file.csv'}：标题“{heading}”应只有一种含义，"
        "实际可能是：购货者名称（customer_name）、销售企业名称（seller_name）。"
    )
    assert (
        refused.value.reason.advice("zh")
        == "请用 --mapping 给出标题对照文件，在 [columns] 中写明它是哪一列。"
    )


def test_columns_of_our_own_exports_are_passed_over_in_silence(opened) -> None:
    own = [
        "日志位置",
        "记录时间",
        "记录人",
        "数据来源",
        "作废时间",
        "拒收原因",
        "处理建议",
        "position",
        "voided_at",
    ]
    headings = [*_required("sales"), *own, "业务时间", "备注", "更正的事件", "打印次数"]
    (one,) = opened(_quoted(headings))
    assert one.unknown_columns == ["打印次数"]


def _columns(key: str) -> tuple[Column, ...]:
    return catalogue.table(key).columns


def _required(key: str) -> list[str]:
    return [column.zh for column in _columns(key) if column.required and column.key != "line"]
