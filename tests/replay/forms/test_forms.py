"""Forms: every official heading and every value is on the paper and in the workbook, for good."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from openpyxl import load_workbook
from pypdf import PdfReader

from ledger.events import catalogue
from projections.answers.catalogue import view
from replay.forms.declared import CASE_FORMS, CaseForm
from replay.forms.listed import FORMS, ListedForm, form_named
from replay.telling.headings import of_column
from tests.support.cli import Cli
from tests.support.desk import Desk, Row, company, product, receipt, returned, sale, staff
from tests.support.filled_tables import rows_of

pytestmark = pytest.mark.xdist_group("forms")

RECALL_FORMS = ("recall-event", "recall-progress")
LONG = "患者术后第三日出现局部红肿，" * 400


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    """A house with a case of each kind in all its stages, a recall, and goods that left with their papers."""
    home = tmp_path_factory.mktemp("house")
    found = Desk(Cli(str(home / "medledger.db"), home), home)
    found.cli.run("init")
    found.furnish()
    found.recorded("staff", staff("Q1", post="质量负责人"))
    found.recorded("companies", company())
    found.recorded(
        "products",
        product("P09", model="M-9", specification="5ml", intended_use="输液", domestic_agent="境内代理公司"),
    )
    found.recorded("sales", sale(line="1"))
    found.recorded("returns", returned(sale_no="XS1", sale_line="1"))
    found.recorded("receipts", receipt("YS9", "=1+1", product_code="P09"))
    found.recorded("sales", sale("XS9", "=1+1", product_code="P09", delivery_note_no="SH-77"))
    found.recorded("sales", sale("XS10", "=1+1", quantity="3", product_code="P09", delivery_note_no="SH-77"))
    for form in CASE_FORMS:
        rows = list(rows_of(catalogue.table(form.table)))
        files = [found.file({**row, **_own(row)}) for row in rows[: len(rows) // 2]]
        found.cli.run("import", *files, "--table", form.table, expect=None)
    found.cli.settings["MEDLEDGER_USER"] = "Q1"
    words = (
        "--product",
        "P09",
        "--reason",
        "密封<不>良",
        "--level",
        "1",
        "--origin",
        "registrant",
        "--opened-by",
        "Q1",
    )
    found.cli.run("recall", "open", *words, "--actions", "take_back", "--demands", "当日停用")
    return found


def _own(row: Row) -> Row:
    """Return what a stage says in these tests: more than fits on a page, a person, a year that there is."""
    if row["环节"] == "收集登记":
        return {"statement": LONG, "patient_name": "赵一"}
    return {"year": "2026"} if "year" in row else {}


def number_of(desk: Desk, form: ListedForm) -> str:
    """Return the number of a document that the form can be made of."""
    if form.table == "delivery_notes":
        return "SH-77"
    return str(desk.cli.table(form.table)[0][catalogue.table(form.table).identity[0]])


def made(desk: Desk, form: ListedForm, ending: str, *more: object) -> Path:
    """Fill a form in and return its file."""
    file = desk.folder / f"{form.key}.{ending}"
    desk.cli.run("form", form.key, number_of(desk, form), "--output", file, *more)
    return file


def text_of(file: Path) -> str:
    """Return the text of a paper without blanks, as a search finds it."""
    return _squeezed("".join(page.extract_text() for page in PdfReader(file).pages))


def cells_of(file: Path) -> str:
    """Return the texts of a workbook without blanks."""
    sheet = load_workbook(file).active
    assert sheet is not None
    cells = [cell for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert all(cell.data_type != "f" for cell in cells)
    return _squeezed("".join(str(cell.value) for cell in cells))


def _squeezed(text: str) -> str:
    return re.sub(r"\s", "", text)


def _values(desk: Desk, form: CaseForm) -> Iterator[str]:
    """Yield every value of the case that the form has a place for, as the official forms show it."""
    table = catalogue.table(form.table)
    row = desk.cli.table(form.table)[0]
    for section in form.sections:
        for place in section.places:
            for key in place.column.split():
                column = table.by_key[key]
                text = of_column(table, column).official(row[key])
                if column.type == "datetime":
                    text = text[:19].replace("T", " ")
                yield from (one for one in text.split(";") if one) if column.type == "list" else (text,)


@pytest.mark.parametrize("form", CASE_FORMS, ids=lambda form: form.key)
def test_every_heading_and_every_value_of_a_case_is_there(desk: Desk, form: CaseForm) -> None:
    table, listed = catalogue.table(form.table), form_named(form.zh)
    texts = [text_of(made(desk, listed, "pdf")), cells_of(made(desk, listed, "xlsx"))]
    places = [place for section in form.sections for place in section.places]
    labels = [place.label or table.by_key[place.column].zh for place in places]
    for text in texts:
        for said in (form.zh, *labels, *form.signed, *_values(desk, form)):
            assert _squeezed(said)[:300] in text, said  # what is longer goes on behind a page's foot
        for said in ("北辰医疗器械", "91110000600037341L", form.law, "截至日期", "所依据的录入时间"):
            assert said in text, said


@pytest.mark.parametrize("key", RECALL_FORMS)
def test_the_forms_of_a_recall_hold_their_official_headings(desk: Desk, key: str) -> None:
    form = form_named(key)
    labels = {
        "recall-event": (
            *("产品名称", "注册证编号或备案编号", "注册人/备案人名称", "生产企业", "境内责任单位"),
            *("召回单位联系人、联系方式", "产品的适用范围", "涉及地区和国家", "涉及产品型号、规格"),
            *(
                "识别信息（批号、序列号、唯一标识）",
                "涉及产品生产（或进口中国）数量",
                "涉及产品在中国的销售数量",
            ),
            *("召回原因", "纠正行动简述（包括召回要求和处理方式）"),
            *("报告人", "报告单位（盖章）", "报告日期"),
        ),
        "recall-progress": tuple(one.zh for one in view("recall_progress_reports").columns),
    }[key]
    values = {
        "recall-event": (
            "产品P09",
            "M-9",
            "5ml",
            "境内代理公司",
            "输液",
            "密封<不>良",
            "收回",
            "当日停用",
            "400-1",
            "=1+1",
        ),
        "recall-progress": ("产品P09", "一级", "员工Q1", "13"),
    }[key]
    for text in (text_of(made(desk, form, "pdf")), cells_of(made(desk, form, "xlsx"))):
        for said in (form.zh, number_of(desk, form), *labels, *values):
            assert _squeezed(said) in text, said


def test_a_delivery_note_holds_its_lines(desk: Desk) -> None:
    """Its head once, each line with what the article lists; a lot that looks like a formula is a text."""
    form = form_named("随货同行单")
    lines = [row for row in desk.cli.table("delivery_notes") if row["delivery_note_no"] == "SH-77"]
    assert len(lines) == 2
    shown = [one for one in view("delivery_notes").columns if one.legal and one.key != "stamp"]
    for text in (text_of(made(desk, form, "pdf")), cells_of(made(desk, form, "xlsx"))):
        for column in shown:
            assert _squeezed(column.zh) in text, column.key
            for row in lines:
                assert _squeezed(of_column(view("delivery_notes"), column).official(row[column.key])) in text
        assert "出库印章" in text


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.key)
def test_the_same_basis_gives_the_same_bytes(desk: Desk, form: ListedForm) -> None:
    basis = desk.folder / "basis.json"
    basis.write_text(json.dumps(desk.cli.run("table", form.table, "--envelope").json), encoding="utf-8")
    for ending in ("pdf", "xlsx"):
        first = made(desk, form, ending, "--basis", basis).read_bytes()
        desk.recorded("customers", {"customer_code": f"N{form.key}{ending}", "name": "新", "kind": "个人"})
        assert made(desk, form, ending, "--basis", basis).read_bytes() == first


def test_what_was_not_recorded_stays_a_blank(desk: Desk) -> None:
    """A case as known when it was new: the headings of later stages are there, nothing beside them."""
    form = form_named("adverse-event")
    first = desk.cli.run("case", number_of(desk, form), "--format", "json").json["cases"][0]["stages"][0]
    text = text_of(made(desk, form, "pdf", "--known-at", first["position"]))
    assert "事件发生初步原因分析" in text
    assert "字cause" not in text
    assert "□生产企业□经营企业□使用单位□个人" in text
    assert "字manifestation" in text


def test_a_long_statement_goes_on_with_the_next_page(desk: Desk) -> None:
    file = made(desk, form_named("adverse-event"), "pdf")
    pages = [_squeezed(page.extract_text()) for page in PdfReader(file).pages]
    assert len(pages) >= 4
    assert sum(page.count("患者术后第三日出现局部红肿") for page in pages) >= 397  # a page may end within one
    for number, page in enumerate(pages, 1):
        assert f"第{number}页共" in page


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (
            ("complaint", "NO", "--output", "a.docx"),
            "Filling in a form: expected --output with a file that ends in .pdf or .xlsx, got a.docx.",
        ),
        (("complaint",), "Filling in a form: expected the number of the case or document, got none."),
        (
            ("complaint", "NO", "--output", "a.pdf"),
            "Filling in the form complaint: expected a number that is known, got 'NO'.",
        ),
        (
            ("delivery-note", "NO", "--output", "a.pdf"),
            "Filling in the form delivery-note: expected a number that is known, got 'NO'.",
        ),
        (
            ("recall-event", "NO", "--output", "a.pdf"),
            "Finding a recall: expected the number of one that was opened, got 'NO'.",
        ),
    ],
)
def test_what_cannot_be_filled_in_is_named(desk: Desk, words: tuple[str, ...], message: str) -> None:
    assert desk.cli.run("form", *words, expect=2).err.splitlines()[0] == message
    assert not Path("a.pdf").exists()


def test_the_forms_are_listed(desk: Desk) -> None:
    assert [row["key"] for row in desk.cli.rows("form")] == [one.key for one in FORMS]
    answer = desk.cli.run("form", "receipt", "NO", expect=2)
    assert answer.err.startswith("Filling in a form: expected one of recall-event, recall-progress, ")


def test_a_form_that_left_is_noted(desk: Desk) -> None:
    made(desk, form_named("complaint"), "pdf")
    noted, *_ = desk.cli.rows("log", "--kind", "exported")
    assert (noted["what"]["verb"], noted["what"]["form"]) == ("form complaint", "pdf")
