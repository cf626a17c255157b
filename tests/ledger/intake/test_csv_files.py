"""CSV on disk: encodings, separators, quotes, line ends, title rows, totals."""

from __future__ import annotations

from pathlib import Path

import pytest

from ledger.errors import CommandError
from ledger.intake.opening import open_inputs
from ledger.intake.source.delimited import FIELD_LIMIT
from ledger.intake.source.encoding import LINE_LIMIT

SALE = "销售单号,销售日期,客户编码,产品编码,数量,经办人,批号\nXS1,2026-05-01,C1,P1,10,王芳,L24\n"
DATA = {
    "sale_no": "XS1",
    "sold_on": "2026-05-01",
    "customer_code": "C1",
    "product_code": "P1",
    "lot": "L24",
    "quantity": "10",
    "seller": "王芳",
}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "gbk", "utf-16", "utf-16-be"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_every_encoding_and_separator_gives_the_same_row(opened, encoding: str, delimiter: str) -> None:
    text = SALE.replace(",", delimiter)
    big_endian = encoding == "utf-16-be"
    (one,) = opened((b"\xfe\xff" if big_endian else b"") + text.encode(encoding))
    (row,) = one.rows()
    assert (row.number, row.data, row.reasons) == (2, DATA, [])


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_every_line_end_ends_a_row(opened, end: str) -> None:
    rows = list(opened(SALE.replace("\n", end) + "XS2,2026-05-01,C1,P1,1,S1,")[0].rows())
    assert [(row.number, row.data["sale_no"]) for row in rows] == [(2, "XS1"), (3, "XS2")]


def test_mixed_line_ends_do_not_shift_rows(opened) -> None:
    text = SALE + "XS2,2026-05-01,C1,P1,1,S1,\r\nXS3,2026-05-01,C1,P1,1,S1,\rXS4,2026-05-01,C1,P1,1,S1,\n"
    assert [row.data["sale_no"] for row in opened(text)[0].rows()] == ["XS1", "XS2", "XS3", "XS4"]


def test_quoted_cells_may_hold_separators_quotes_and_line_ends(opened) -> None:
    text = (
        "sale_no,sold_on,customer_code,product_code,quantity,seller,customer_name,备注\r\n"
        'XS1,2026-05-01,C1,P1,"1,000",S1,"某某""第一""医院, 东院","第一行\r\n第二行"\r\n'
        "XS2,2026-05-01,C1,P1,2,S1,,\r\n"
    )
    first, second = opened(text)[0].rows()
    assert first.data["quantity"] == "1000"
    assert first.data["customer_name"] == '某某"第一"医院, 东院'
    assert first.envelope.note == "第一行\r\n第二行"
    assert (second.number, second.data["sale_no"]) == (3, "XS2")


def test_a_quote_inside_an_unquoted_cell_is_a_character(opened, sale) -> None:
    (row,) = opened(sale().replace("\n", ",model\n", 1).replace('"S1"', '"S1",5" 导管'))[0].rows()
    assert row.data["model"] == '5" 导管'


def test_title_rows_empty_rows_and_totals_are_passed_over_and_counted(opened) -> None:
    text = (
        "某某医疗器械有限公司,,,,,,\n销售出库明细 2026-05,,,,,,\n,,,,,,\n"
        "销售单号,销售日期,客户编码,产品编码,数量,经办人,批号\n"
        "XS1,2026-05-01,C1,P1,10,S1,L1\n"
        "小计,,,,10,,\n"
        ",,,,,,\n\n"
        "销售单号,销售日期,客户编码,产品编码,数量,经办人,批号\n"
        "XS2,2026-05-02,C1,P1,5,S1,L1\n"
        ",,,本页合计：,5,,\n合  计,,,,15,,\n总计(元),,,,15,,\n"
    )
    (one,) = opened(text)
    rows = list(one.rows())
    assert [(row.number, row.data["sale_no"]) for row in rows] == [(5, "XS1"), (10, "XS2")]
    assert one.skipped == {"title": 2, "empty": 3, "total": 4, "heading": 1}


def test_rows_can_be_read_again_and_counts_start_anew(opened) -> None:
    (one,) = opened("标题\n" + SALE + "合计,,,,10,,\n")
    assert [row.data for row in one.rows()] == [row.data for row in one.rows()]
    assert one.skipped == {"title": 1, "total": 1}


def test_a_customer_called_after_a_total_is_a_customer(opened) -> None:
    (row,) = opened(SALE.replace("C1", "合计康医疗"))[0].rows()
    assert row.data["customer_code"] == "合计康医疗"


def test_the_heading_row_may_be_the_twentieth_but_not_later(opened) -> None:
    (one,) = opened("letterhead\n" * 19 + SALE)
    assert [row.number for row in one.rows()] == [21]
    with pytest.raises(CommandError) as refused:
        opened("letterhead\n" * 20 + SALE)
    assert refused.value.code == "no_headings"


def test_document_numbers_are_read_alone_in_step_with_the_rows(opened) -> None:
    text = (
        SALE
        + "ＸＳ2,2026-05-01,C1,P1,1,S1,\n/,2026-05-01,C1,P1,1,S1,\n"
        + '"open,1\nXS3,2026-05-01,C1,P1,1,S1,\n'
    )
    (one,) = opened(text)
    assert list(one.numbers()) == ["XS1", "XS2", None, None, "XS3"]
    assert [row.data.get("sale_no") for row in one.rows()] == ["XS1", "XS2", None, None, "XS3"]


def test_a_quote_left_open_costs_its_own_row_only(opened) -> None:
    text = (
        SALE + 'XS2,2026-05-01,C1,P1,1,S1,"L2\nXS3,2026-05-01,C1,P1,1,S1,L3\nXS4,2026-05-01,C1,P1,1,S1,"L4"\n'
    )
    rows = list(opened(text)[0].rows())
    assert [[reason.code for reason in row.reasons] for row in rows] == [[], ["bad_quotes"], [], []]
    assert [row.number for row in rows] == [2, 3, 4, 5]
    assert rows[1].cells == ["XS2", "2026-05-01", "C1", "P1", "1", "S1", '"L2']


def test_a_quote_left_open_in_a_long_file_costs_its_own_row_only(opened) -> None:
    lines = "".join(f"XS{n},2026-05-01,C1,P1,1,S1,L{n}\n" for n in range(10, 5000))
    rows = list(opened(SALE + 'XS2,2026-05-01,C1,P1,1,S1,"L2\n' + lines)[0].rows())
    assert len(rows) == 4992
    assert [row.number for row in rows if row.reasons] == [3]


def test_a_cell_longer_than_any_reader_takes_costs_its_own_row_only(opened) -> None:
    text = SALE + f"XS2,2026-05-01,C1,P1,1,S1,{'L' * (FIELD_LIMIT + 1)}\nXS3,2026-05-01,C1,P1,1,S1,L3\n"
    rows = list(opened(text)[0].rows())
    assert [[reason.code for reason in row.reasons] for row in rows] == [[], ["cell_too_long"], []]


def test_a_line_without_end_is_refused_before_any_row(opened) -> None:
    with pytest.raises(CommandError) as refused:
        opened(SALE + "X" * (LINE_LIMIT + (1 << 19)))
    assert refused.value.code == "line_too_long"


def test_cells_beyond_the_headings_are_a_reason_unless_they_are_blank(opened) -> None:
    fine, wrong = opened(SALE.rstrip("\n") + ",,\nXS2,2026-05-01,C1,P1,1,S1,L2,more\n")[0].rows()
    assert fine.data == DATA
    assert [reason.message("zh") for reason in wrong.reasons] == ["读取该行：应有 7 个单元格，实际有 8 个。"]


def test_a_short_row_lacks_its_last_cells_only(opened) -> None:
    (_, row) = opened(SALE + "XS2,2026-05-01,C1,P1,1,S1\n")[0].rows()
    assert (row.reasons, row.data["seller"], "lot" in row.data) == ([], "S1", False)


def test_a_last_row_that_breaks_off_is_rejected(opened) -> None:
    (_, row) = opened(SALE + "XS2,2026-05-01,C1,P1,1,S1")[0].rows()
    assert [reason.code for reason in row.reasons] == ["row_cut"]
    (_, whole) = opened(SALE + "XS2,2026-05-01,C1,P1,1,S1,L2")[0].rows()
    assert whole.reasons == []


def test_a_nul_character_costs_its_row_only(opened) -> None:
    rows = list(opened(SALE + "XS2,2026-05-01,C1,P1,1,S1,L\0 2\n")[0].rows())
    assert [[reason.code for reason in row.reasons] for row in rows] == [[], ["nul_in_cell", "bad_code"]]


def test_a_file_that_turns_into_another_encoding_is_refused_before_any_row(opened, tmp_path: Path) -> None:
    good = (SALE + "XS2,2026-05-01,C1,P1,1,王芳,L2\n" * 30_000).encode()
    with pytest.raises(CommandError) as refused:
        opened(good + "XS3,2026-05-01,C1,P1,1,王芳,L2\n".encode("gb18030"))
    assert refused.value.reason.message("en") == (
        f"Reading {tmp_path / 'file.csv'}: "
        f"expected UTF-8 text throughout, got other bytes at byte {len(good) + 24}."
    )


def test_a_file_that_ends_within_a_character_is_refused(opened) -> None:
    for encoding in ("utf-8", "gb18030", "utf-16"):
        with pytest.raises(CommandError) as refused:
            opened((SALE + "XS2,2026-05-01,C1,P1,1,王").encode(encoding)[:-1])
        assert refused.value.code == "cut_off"


def test_bytes_in_no_encoding_are_refused(opened) -> None:
    with pytest.raises(CommandError) as refused:
        opened(b"sale_no,sold_on\n\xff\xff\xff,1\n")
    assert refused.value.code == "unknown_encoding"


def test_a_file_that_changes_while_it_is_read_is_noticed(opened, tmp_path: Path) -> None:
    (one,) = opened(SALE)
    (tmp_path / "file.csv").write_bytes(b"\xff" * 100)
    with pytest.raises(CommandError) as refused:
        list(one.rows())
    assert refused.value.code == "file_changed"


def test_progress_goes_from_nothing_to_the_whole_file(opened) -> None:
    (one,) = opened(SALE + "XS2,2026-05-01,C1,P1,1,S1,L2\n" * 5000)
    seen = [one.bytes_read() for _ in one.rows()]
    assert seen == sorted(seen)
    assert one.bytes_read() == one.bytes_total


@pytest.mark.parametrize(
    ("content", "name", "code"),
    [
        (b"", "a.csv", "file_empty"),
        (b"", "a.xlsx", "file_empty"),
        (b"\0\1\2\3" * 500, "a.csv", "not_text"),
        (b"\0\1\2\3" * 500, "a.xlsx", "broken_workbook"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 500, "a.xls", "old_workbook"),
        (b"<html><table><tr><td>1</td></tr></table></html>", "a.xls", "html_table"),
        (b"\xef\xbb\xbf \n<!DOCTYPE html>", "a.csv", "html_table"),
        (b"\xff\xfe\0\0s\0\0\0", "a.csv", "unknown_encoding"),
        (b"s\0a\0l\0e\0" * 50, "a.csv", "not_text"),
        (b"\n\n\n", "a.csv", "no_headings"),
    ],
)
def test_what_is_no_table_is_named(opened, content: bytes, name: str, code: str) -> None:
    with pytest.raises(CommandError) as refused:
        opened(content, name=name)
    assert refused.value.code == code


def test_a_missing_file_and_a_folder_are_named(tmp_path: Path) -> None:
    for path, code in ((tmp_path / "none.csv", "file_missing"), (tmp_path, "file_not_regular")):
        with pytest.raises(CommandError) as refused:
            open_inputs(path, zone="Asia/Shanghai")
        assert refused.value.code == code


def test_text_under_a_spreadsheet_suffix_is_read_as_text(opened) -> None:
    (one,) = opened(SALE.replace(",", "\t"), name="导出.xls", encoding="gb18030")
    assert [row.data for row in one.rows()] == [DATA]
