"""Codes that something damaged on the way, and words that stand for nothing."""

from __future__ import annotations

import pytest

from ledger.intake.cells.blanks import is_blank
from ledger.intake.cells.cell_error import CellError
from ledger.intake.cells.codes import code, lot
from ledger.intake.cells.serials import serials


def _problem(cell: str) -> str:
    with pytest.raises(CellError) as refused:
        code(cell)
    return refused.value.problem.code


@pytest.mark.parametrize(
    "cell",
    [
        *(
            "2.02605E+11",
            "2.02605e+11",
            "2.02605E11",
            "２.０２６０５Ｅ＋１１",
            "2,02605E+11",
            " 2.02605E+11 ",
        ),
        *(
            "6.9E+12",
            "6E+12",
            "1E+05",
            "-2.02605E+11",
            "1.20E+04",
            "1.20E+02",
            "1.00E-03",
            "6.95E+1",
            "1.0E+99",
        ),
        *("2.0260501001200345E+16", "20260501001200344.0", '="2.02605E+11"', "'2.02605E+11", "0.5E+3"),
    ],
)
def test_a_number_that_kept_only_its_first_digits_is_no_code(cell: str) -> None:
    assert _problem(cell) == "digits_lost"


@pytest.mark.parametrize(
    "cell",
    [
        *(
            "1-May",
            "May-26",
            "1-May-26",
            "01-May-2026",
            "12-JAN",
            "5月1日",
            "2026年5月1日",
            "2026年5月",
            "五月一日",
        ),
        *(
            "2026/5/1",
            "2026/05/01",
            "5/1/2026",
            "2026/5/1 8:30",
            "2026-05-01 00:00:00",
            "8:30",
            "08:30:00",
            "8:30 AM",
        ),
        "下午 3:05",
    ],
)
def test_a_code_that_a_spreadsheet_made_a_day_or_a_time_is_no_code(cell: str) -> None:
    assert _problem(cell) == "code_became_date"
    assert code(f"'{cell}") == code(f'="{cell}"') == " ".join(cell.split())


@pytest.mark.parametrize("cell", ["TRUE", "True", "false", "ＴＲＵＥ"])
def test_a_truth_value_is_no_code(cell: str) -> None:
    assert _problem(cell) == "code_became_truth"
    assert code("'TRUE") == "TRUE"


@pytest.mark.parametrize(
    ("cell", "problem"),
    [
        ("########", "column_too_narrow"),
        ("SN0001...", "code_cut"),
        ("SN0001…", "code_cut"),
        ("L\ufffd12", "characters_lost"),
        ("L?12", "characters_lost"),
        ("锟斤拷", "characters_lost"),
        ("同上", "content_elsewhere"),
        ("详见附件", "content_elsewhere"),
        ("〃", "content_elsewhere"),
        ("多个批号", "content_elsewhere"),
    ],
)
def test_what_is_left_of_a_code_is_no_code(cell: str, problem: str) -> None:
    assert _problem(cell) == problem


@pytest.mark.parametrize(
    "cell",
    [
        *(
            "NULL",
            "null",
            "Null",
            "(null)",
            "（NULL）",
            "<null>",
            "[NULL]",
            "\\N",
            "None",
            "nan",
            "NaN",
            "NaT",
            "<NA>",
        ),
        *(
            "#N/A",
            "#REF!",
            "#VALUE!",
            "#DIV/0!",
            "#NAME?",
            "#NUM!",
            "#NULL!",
            "＃Ｎ／Ａ",
            "N/A",
            "n/a",
            "NA",
            "N / A",
        ),
        *(
            "未知",
            "不详",
            "不詳",
            "待补",
            "待补充",
            "暂无",
            "空",
            "无",
            "没有",
            "未填",
            "不适用",
            "无批号",
            "unknown",
        ),
        *("-", "—", "——", "--", "/", "//", "\\", "*", "***", "?", "？", "…", "_", " ", "'", '=""', "'NULL"),
    ],
)
def test_words_and_marks_for_nothing_are_blanks(cell: str) -> None:
    assert code(cell) is None
    assert serials(cell) is None


@pytest.mark.parametrize(
    "cell", ["NULL1", "无锡01", "未来科技", "空港医院", "N/A-1", "A-", "见证-1", "none-such"]
)
def test_what_only_begins_like_a_word_for_nothing_is_a_code(cell: str) -> None:
    assert code(cell) == cell
    assert not is_blank(cell)


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ('="00123"', "00123"),
        ('= "00123"', "00123"),
        ("'00123", "00123"),
        ("'00123'", "00123"),
        ("’00123", "00123"),
        ("`00123", "00123"),
        ('="A""B"', 'A"B'),
        ("＝＂００１２３＂", "00123"),
        ("'=1+1", "=1+1"),
        ("=1+1", "=1+1"),
        ("@A", "@A"),
        ("''A", "'A"),
        ("\t00123", "00123"),
    ],
)
def test_the_text_inside_its_wrapping_is_the_code(cell: str, expected: str) -> None:
    assert code(cell) == expected


@pytest.mark.parametrize("cell", ["LA;LB", "LA、LB", "LA,LB", "LA，LB", "LA\nLB"])
def test_a_line_has_one_lot(cell: str) -> None:
    with pytest.raises(CellError) as refused:
        lot(cell)
    assert refused.value.problem.code == "several_lots"
    assert [lot(one) for one in ("LA/1", "LA 1", "20260501-A")] == ["LA/1", "LA 1", "20260501-A"]


def test_a_lot_that_may_be_units_is_left_to_the_decision(read_sale) -> None:
    """Which knows whether the product has serials."""
    assert [read_sale(lot=cell).data["lot"] for cell in ("SN1、SN2", "SN1,SN2", "L1")] == ["SN1;SN2"] * 2 + [
        "L1"
    ]


def test_a_refusal_says_what_was_lost_and_how_to_export_it_again(read_sale) -> None:
    (reason,) = read_sale(lot="2.02605E+11").reasons
    assert reason.message("zh") == (
        "生产批号：应是完整的编号，实际是数字“2.02605E+11”：电子表格只留下前几位，后面的位数已丢失。"
    )
    assert reason.message("en") == (
        "lot: expected the whole code, got the number 2.02605E+11: a spreadsheet kept its first digits only."
    )
    assert reason.advice("zh") == "请把该列设为文本格式后从原系统重新导出。"


def test_words_for_nothing_are_blanks_in_every_column_but_free_text(read_sale) -> None:
    row = read_sale(
        lot="#N/A", serial="NULL", unit_price="nan", expiry_date="0000-00-00", note="NULL", unit="-"
    )
    assert row.reasons == []
    assert not {"lot", "serial", "unit_price", "expiry_date", "unit"} & row.data.keys()
    assert row.envelope.note == "NULL"
    assert [one.code for one in read_sale(quantity="#REF!", sold_on="NULL").reasons] == ["missing_value"] * 2


def test_a_unit_of_measure_loses_the_brackets_around_it(read_sale) -> None:
    cells = {
        "（支）": "支",
        "(支)": "支",
        " 支 ": "支",
        "【盒】": "盒",
        "支/盒": "支/盒",
        "PCS": "PCS",
        "-": None,
    }
    assert {cell: read_sale(unit=cell).data.get("unit") for cell in cells} == cells


def test_numbered_columns_of_serials_are_one(opened) -> None:
    headings = "sale_no,sold_on,customer_code,product_code,quantity,seller"
    for extra in (
        "SN1,SN2,SN3",
        "序列号1,序列号2,序列号3",
        "SN,SN2,SN3",
        "序列号,序列号（2）,SN_3",
        "SN2,SN3,序列号",
    ):
        content = (
            f"{headings},{extra}\nXS1,2026-05-01,C1,P1,,S1,A1,,A3\nXS2,2026-05-01,C1,P1,2,S1,B1,NULL,B3\n"
        )
        one = opened(content)[0]
        assert one.unknown_columns == []
        assert [(row.reasons, row.data["quantity"]) for row in one.rows()] == [([], "2"), ([], "2")]
        assert {frozenset(row.data["serial"].split(";")) for row in one.rows()} == {
            frozenset({"A1", "A3"}),
            frozenset({"B1", "B3"}),
        }


def test_a_member_named_twice_in_json_is_refused(opened) -> None:
    sound = '{"sale_no":"XS1","sold_on":"2026-05-01","customer_code":"C1","product_code":"P1","quantity":1'
    sound += ',"seller":"S1"'
    lines = [
        f'{sound},"lot":"A","lot" : "B"}}',
        f'{sound},"lot":"A"}}',
        f'{sound},"note":"say \\"lot\\": A"}}',
    ]
    twice, once, quoted = opened("\n".join(lines), name="a.jsonl")[0].rows()
    assert [reason.message("en") for reason in twice.reasons] == [
        "lot: expected each member once, got two, and nothing says which is meant."
    ]
    assert (once.reasons, once.data["lot"]) == ([], "A")
    assert (quoted.reasons, quoted.envelope.note) == ([], 'say "lot": A')


@pytest.mark.parametrize("value", ["true", "2.02605e11", "2.02605E+11", '"2.02605E+11"', '"1-May"', "false"])
def test_a_code_in_json_is_judged_like_any_other(opened, value: str) -> None:
    line = (
        '{"sale_no":"XS1","sold_on":"2026-05-01","customer_code":"C1","product_code":"P1","quantity":1,"seller":"S1",'
        f'"lot":{value}}}'
    )
    (row,) = opened(line, name="a.jsonl")[0].rows()
    assert [one.code for one in row.reasons] != []
    assert "lot" not in row.data
