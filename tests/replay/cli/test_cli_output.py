"""Answers as a table, JSON, CSV and XLSX, to the screen and to files."""

from __future__ import annotations

import csv
import io
import json

import openpyxl
import pytest

from replay.telling.headings import Heading
from replay.telling.output import Output, chosen, write_json_rows
from replay.telling.screen.rows import FIRST_ROWS, console_to, print_rows

HEADINGS = (
    Heading("sale_no", "销售单号", rank=1),
    Heading("mode", "销售方式", "enum", {"wholesale": "批发"}),
    Heading("quantity", "销售数量", "decimal", rank=1),
    Heading("cold", "是否冷链", "boolean"),
    Heading("serial", "序列号", "list"),
    Heading("empty", "空列"),
)
ROW = {"sale_no": "=XS1", "mode": "wholesale", "quantity": "2.5", "cold": True, "serial": ["S1", "S2"]}


def _printed(headings, rows, *, everything=False, width=100):
    text = io.StringIO()
    console = console_to(text)
    console.width = width
    print_rows(console, headings, rows, everything=everything)
    return [line.rstrip() for line in text.getvalue().splitlines()]


def test_csv_has_the_chinese_headings_labels_and_a_mark(tmp_path):
    file = tmp_path / "out.csv"
    Output("csv", file).rows(HEADINGS, [ROW])
    assert file.read_bytes().startswith("\ufeff销售单号".encode())
    with file.open(encoding="utf-8-sig", newline="") as stream:
        assert list(csv.reader(stream)) == [
            ["销售单号", "销售方式", "销售数量", "是否冷链", "序列号", "空列"],
            ["'=XS1", "批发", "2.5", "是", "S1;S2", ""],
        ]


def test_csv_runs_nothing_in_a_spreadsheet_and_numbers_stay_numbers(tmp_path):
    file = tmp_path / "out.csv"
    headings = [Heading("note", "备注"), Heading("amount", "金额", "money"), Heading("lots", "批号", "list")]
    rows = [
        {"note": '=HYPERLINK("http://x","y")', "amount": "-5", "lots": ["@A", "B"]},
        {"note": "+86 139", "amount": "2", "lots": None},
        {"note": "'so", "amount": None, "lots": ["A"]},
        {"note": "-5", "amount": "0", "lots": ["-A"]},
    ]
    Output("csv", file).rows(headings, rows)
    with file.open(encoding="utf-8-sig", newline="") as stream:
        assert list(csv.reader(stream))[1:] == [
            ['\'=HYPERLINK("http://x","y")', "-5", "'@A;B"],
            ["'+86 139", "2", ""],
            ["''so", "", "A"],
            ["-5", "0", "'-A"],
        ]


def test_xlsx_has_numbers_as_numbers_and_no_formulas(tmp_path):
    file = tmp_path / "out.xlsx"
    Output("xlsx", file).rows(HEADINGS, [ROW, {**ROW, "quantity": "1234567890.1234567"}])
    rows = list(openpyxl.load_workbook(file).active.values)
    assert rows == [
        ("销售单号", "销售方式", "销售数量", "是否冷链", "序列号", "空列"),
        ("=XS1", "批发", 2.5, "是", "S1;S2", None),
        ("=XS1", "批发", "1234567890.1234567", "是", "S1;S2", None),
    ]


def test_xlsx_goes_on_with_another_sheet(tmp_path, monkeypatch):
    from replay.telling.files import sheets

    monkeypatch.setattr(sheets, "SHEET_ROWS", 3)
    Output("xlsx", tmp_path / "out.xlsx").rows(HEADINGS[:1], [{"sale_no": str(n)} for n in range(5)])
    book = openpyxl.load_workbook(tmp_path / "out.xlsx")
    assert [list(sheet.values)[1:] for sheet in book] == [[("0",), ("1",)], [("2",), ("3",)], [("4",)]]


def test_xlsx_without_rows_still_has_its_headings(tmp_path):
    Output("xlsx", tmp_path / "out.xlsx").rows(HEADINGS[:2], [])
    assert list(openpyxl.load_workbook(tmp_path / "out.xlsx").active.values) == [("销售单号", "销售方式")]


@pytest.mark.parametrize("count", [0, 1, 3])
def test_json_rows_are_one_array(count):
    target = io.BytesIO()
    write_json_rows(target, ({"n": n, "zh": "批"} for n in range(count)))
    assert json.loads(target.getvalue()) == [{"n": n, "zh": "批"} for n in range(count)]


def test_json_rows_are_written_as_they_come():
    """Constant memory: when the tenth row is made, the ninth is written."""
    target = io.BytesIO()
    seen = []

    def rows():
        for number in range(10):
            seen.append(target.getvalue().count(b"\n"))
            yield {"n": number}

    write_json_rows(target, rows())
    assert seen == [0, *range(1, 10)]


def test_a_file_that_fails_half_way_leaves_nothing(tmp_path):
    def rows():
        yield {"sale_no": "1"}
        raise RuntimeError

    with pytest.raises(RuntimeError):
        Output("csv", tmp_path / "out.csv").rows(HEADINGS, rows())
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("wanted", "name", "form"),
    [
        (None, None, "json"),
        ("csv", None, "csv"),
        (None, "a.csv", "csv"),
        (None, "a.XLSX", "xlsx"),
        (None, "a.txt", "table"),
        (None, "answer", "json"),
        ("csv", "a.dat", "csv"),
        ("json", "a.csv", "json"),
    ],
)
def test_the_form_is_as_asked_else_as_the_file_is_called_else_json(run, tmp_path, wanted, name, form):
    with_out = (
        run  # the fixture gives a standard output that is no terminal to those verbs; here we ask directly
    )
    assert with_out is not None
    assert chosen(wanted, tmp_path / name if name else None).format == form


def test_a_terminal_gets_a_table(run):
    assert run("schema", terminal=True).text.split()[:2] == ["key", "zh"]
    assert run("schema").text.startswith('{\n  "tables": [')


def test_a_terminal_gets_no_workbook(run):
    ran = run("schema", "--format", "xlsx", terminal=True)
    assert (ran.code, ran.err.splitlines()[0]) == (
        2,
        "Writing xlsx: a terminal cannot show a workbook or a PDF.",
    )


def test_the_screen_leaves_out_empty_columns_and_aligns_wide_characters(monkeypatch):
    monkeypatch.setenv("MEDLEDGER_LANG", "zh")
    lines = _printed(HEADINGS, [ROW, {"sale_no": "测试", "quantity": "10"}])
    assert lines == [
        "销售单号  销售方式  销售数量  是否冷链  序列号",
        "=XS1      批发           2.5  是        S1;S2",
        "测试                      10",
        "共 2 行。",
    ]


def test_the_screen_shows_200_rows_and_tells_how_many_there_are(monkeypatch):
    monkeypatch.setenv("MEDLEDGER_LANG", "en")
    rows = [{"sale_no": f"XS{n}"} for n in range(450)]
    lines = _printed(HEADINGS, rows)
    assert len(lines) == FIRST_ROWS + 2
    assert lines[-1] == "200 of 450 rows; --all shows every row."
    lines = _printed(HEADINGS, iter(rows), everything=True)
    assert lines[1:-1] == [f"XS{n}" for n in range(450)]
    assert lines[-1] == "450 rows."


@pytest.mark.parametrize(
    ("rows", "seen", "foot"),
    [(200, 200, "200 rows."), (450, 201, "More than 200 rows; --all shows every row.")],
)
def test_the_screen_takes_one_row_more_where_nobody_counts(monkeypatch, rows, seen, foot):
    """To count the rows of a view is to make them all, so a screen tells only that more follow."""
    monkeypatch.setenv("MEDLEDGER_LANG", "en")
    taken = []
    lines = _printed(HEADINGS, ({"sale_no": taken.append(n) or f"XS{n}"} for n in range(rows)))
    assert len(lines) == FIRST_ROWS + 2
    assert lines[-1] == foot
    assert len(taken) == seen


def test_the_screen_asks_for_the_count_where_that_is_quicker(monkeypatch):
    """The rows that are not shown are not even taken."""
    monkeypatch.setenv("MEDLEDGER_LANG", "en")
    taken = []
    rows = ({"sale_no": taken.append(n) or f"XS{n}"} for n in range(450))
    text = io.StringIO()
    print_rows(console_to(text), HEADINGS, rows, count=lambda: 450)
    assert text.getvalue().splitlines()[-1].startswith("200 of 450 rows")
    assert len(taken) == FIRST_ROWS


def test_a_narrow_screen_keeps_the_leading_columns(monkeypatch):
    monkeypatch.setenv("MEDLEDGER_LANG", "en")
    lines = _printed(HEADINGS, [ROW], width=22)
    assert lines[0].split() == ["sale_no", "quantity"]
    assert lines[-2:] != []
    assert "3 more columns" in " ".join(lines)


def test_long_cells_are_cut_to_one_line(monkeypatch):
    monkeypatch.setenv("MEDLEDGER_LANG", "en")
    lines = _printed(HEADINGS[:1], [{"sale_no": "很长的文字\n第二行" * 9}])
    assert len(lines) == 3
    assert lines[1].endswith("…")
